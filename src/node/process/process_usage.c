// SPDX-License-Identifier: MIT
//
// Clocks and resources. Results with several numbers are written to one Float64Array over C memory.
#include "node/process/process.h"

#include "loop/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

enum { VALUES = 16 };

static const js_data_key values_key = {VALUES * sizeof(double), NULL};
static _Thread_local double *values; // the runtime's
static uint64_t start_ns;

// When the process was made, by the kernel: uptime counts from there.
__attribute__((constructor)) static void note_start(void)
{
    start_ns = uv_hrtime();
}

// [0] seconds, [1] nanoseconds of a monotonic clock
JS_FUNCTION(usage_hrtime)
{
    uint64_t now = uv_hrtime();
    values[0] = (double)(now / 1000000000);
    values[1] = (double)(now % 1000000000);
    return JS_UNDEFINED;
}

JS_FUNCTION(usage_uptime)
{
    return js_number((double)(uv_hrtime() - start_ns) / 1e9);
}

JS_FUNCTION(usage_rss)
{
    size_t rss = 0;
    int r = uv_resident_set_memory(&rss);
    return r ? js_throw_errno(ctx, exception, r, "uv_resident_set_memory", NULL, NULL)
             : js_number((double)rss);
}

// [0] rss, [1] heapTotal, [2] heapUsed, [3] external, [4] arrayBuffers
JS_FUNCTION(usage_memory)
{
    size_t rss = 0;
    int r = uv_resident_set_memory(&rss);
    if (r) {
        return js_throw_errno(ctx, exception, r, "uv_resident_set_memory", NULL, NULL);
    }
    js_memory memory;
    js_memory_get(ctx, &memory);
    values[0] = (double)rss;
    values[1] = memory.heap_capacity_bytes;
    values[2] = memory.heap_used_bytes;
    values[3] = memory.extra_bytes;
    values[4] = memory.extra_bytes;
    return JS_UNDEFINED;
}

static double microseconds(struct timeval t)
{
    return (double)t.tv_sec * 1e6 + (double)t.tv_usec;
}

// [0] user, [1] system, both in microseconds, of the process or the calling thread
static js_value cpu_usage(js_context ctx, int who, js_value *exception)
{
    struct rusage usage;
    if (getrusage(who, &usage)) {
        return js_throw_errno(ctx, exception, -errno, "uv_getrusage", NULL, NULL);
    }
    values[0] = microseconds(usage.ru_utime);
    values[1] = microseconds(usage.ru_stime);
    return JS_UNDEFINED;
}

JS_FUNCTION(usage_cpu)
{
    return cpu_usage(ctx, RUSAGE_SELF, exception);
}

JS_FUNCTION(usage_thread_cpu)
{
    return cpu_usage(ctx, RUSAGE_THREAD, exception);
}

// The 16 numbers of getrusage, in the order of its struct.
JS_FUNCTION(usage_resources)
{
    struct rusage u;
    if (getrusage(RUSAGE_SELF, &u)) {
        return js_throw_errno(ctx, exception, -errno, "uv_getrusage", NULL, NULL);
    }
    const double all[VALUES] = {
        microseconds(u.ru_utime), microseconds(u.ru_stime), (double)u.ru_maxrss,  (double)u.ru_ixrss,
        (double)u.ru_idrss,       (double)u.ru_isrss,       (double)u.ru_minflt,  (double)u.ru_majflt,
        (double)u.ru_nswap,       (double)u.ru_inblock,     (double)u.ru_oublock, (double)u.ru_msgsnd,
        (double)u.ru_msgrcv,      (double)u.ru_nsignals,    (double)u.ru_nvcsw,   (double)u.ru_nivcsw,
    };
    memcpy(values, all, sizeof all);
    return JS_UNDEFINED;
}

JS_FUNCTION(usage_constrained_memory)
{
    return js_number((double)uv_get_constrained_memory());
}

JS_FUNCTION(usage_available_memory)
{
    return js_number((double)uv_get_free_memory());
}

const js_function_spec node__process_usage_functions[] = {
    {"hrtime", usage_hrtime, 0, "hrtime(): values = seconds, nanoseconds"},
    {"uptime", usage_uptime, 0, "uptime() -> seconds"},
    {"rss", usage_rss, 0, "rss() -> bytes"},
    {"memoryUsage", usage_memory, 0, "memoryUsage(): values"},
    {"cpuUsage", usage_cpu, 0, "cpuUsage(): values = user, system"},
    {"threadCpuUsage", usage_thread_cpu, 0, "threadCpuUsage(): values = user, system"},
    {"resourceUsage", usage_resources, 0, "resourceUsage(): values"},
    {"constrainedMemory", usage_constrained_memory, 0, "constrainedMemory() -> bytes"},
    {"availableMemory", usage_available_memory, 0, "availableMemory() -> bytes"},
    {0},
};

int node__process_usage_init(js_context ctx, js_object binding)
{
    js_value exception = NULL;
    values = js_runtime_data(js_runtime_current(), &values_key);
    if (!values) {
        return -ENOMEM;
    }
    js_set(ctx, binding, "valuesBuffer",
           js_array_buffer_static(ctx, values, VALUES * sizeof *values, &exception));
    return exception == NULL ? 0 : -ENOMEM;
}
