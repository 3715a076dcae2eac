// SPDX-License-Identifier: MIT
//
// The performance binding: clocks, the loop's times, and the event loop delay monitor. The monitor's timer writes into a histogram
// whose memory is a JavaScript Float64Array (lib/internal/histogram.js has the layout), so that no sample enters JavaScript.
// Thread: loop.
#include "engine/engine.h"
#include "loop/loop.h"
#include "node/performance/milestone.h"

#include <math.h>
#include <stdlib.h>

extern const js_binding_spec node_performance_binding;

static double ms_since_start(uint64_t ns)
{
    return ((double)ns - (double)node_milestone_get(NODE_MILESTONE_START)) / 1e6;
}

JS_FUNCTION(performance_now)
{
    return js_number(ms_since_start(uv_hrtime()));
}

JS_FUNCTION(performance_time_origin)
{
    return js_number(node_milestone_epoch_ms());
}

// A milestone in milliseconds, -1 where it did not come yet.
JS_FUNCTION(performance_milestone)
{
    int32_t i = js_arg_int32(argc, argv, 0);
    uint64_t ns = i >= 0 && i < NODE_MILESTONES ? node_milestone_get((node_milestone)i) : 0;
    return js_number(ns == 0 ? -1 : ms_since_start(ns));
}

// loopTimes(out): start, end and idle time in milliseconds; -1 for what did not come yet.
JS_FUNCTION(performance_loop_times)
{
    js_bytes out;
    if (js_bytes_get(ctx, js_arg(argc, argv, 0), &out) != 0 || out.len < 3 * sizeof(double)) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "loopTimes(Float64Array of 3)");
    }
    uint64_t started, ended, idle;
    loop_times(js_runtime_loop(js_runtime_current()), &started, &ended, &idle);
    double *times = (double *)(void *)out.data;
    times[0] = started == 0 ? -1 : ms_since_start(started);
    times[1] = ended == 0 ? -1 : ms_since_start(ended);
    times[2] = (double)idle / 1e6;
    return JS_UNDEFINED;
}

// ---- the delay monitor ----------------------------------------------------------------------------------------------------

// What precedes the counts in a histogram's memory.
enum { HEAD_COUNT, HEAD_MIN, HEAD_MAX, HEAD_EXCEEDS, HEAD_HALF, HEAD_HIGHEST, HEAD_LEN };

typedef struct delay_monitor {
    uv_timer_t timer;
    js_runtime *runtime;
    js_root histogram;
    uint64_t resolution_ms;
    uint64_t last_ns; // 0: the next tick only sets it
} delay_monitor;

static void monitor_freed(uv_handle_t *handle)
{
    free(handle->data);
}

static void monitor_finalize(void *pointer)
{
    delay_monitor *m = pointer;
    if (!uv_is_closing((uv_handle_t *)&m->timer)) {
        uv_close((uv_handle_t *)&m->timer, monitor_freed);
    }
}

static const js_native_type monitor_type = {"EventLoopDelayMonitor", monitor_finalize};

static void histogram_record(double *histogram, size_t len, double value)
{
    double half = histogram[HEAD_HALF];
    if (value > histogram[HEAD_HIGHEST]) {
        histogram[HEAD_EXCEEDS] += 1;
        return;
    }
    size_t at = (size_t)value;
    if (value >= 2 * half) {
        int shift = ilogb(value) - ilogb(half);
        at = (size_t)(half * shift + floor(ldexp(value, -shift)));
    }
    if (HEAD_LEN + at >= len) {
        histogram[HEAD_EXCEEDS] += 1;
        return;
    }
    histogram[HEAD_LEN + at] += 1;
    histogram[HEAD_COUNT] += 1;
    histogram[HEAD_MIN] = fmin(histogram[HEAD_MIN], value);
    histogram[HEAD_MAX] = fmax(histogram[HEAD_MAX], value);
}

static void on_monitor_tick(uv_timer_t *timer)
{
    delay_monitor *m = timer->data;
    uint64_t now = uv_hrtime();
    js_context ctx = js_runtime_context(m->runtime);
    js_bytes memory;
    if (m->last_ns != 0 && js_bytes_get(ctx, js_root_get(ctx, m->histogram), &memory) == 0) {
        double delta = (double)(now - m->last_ns);
        histogram_record((double *)(void *)memory.data, memory.len / sizeof(double), delta < 1 ? 1 : delta);
    }
    m->last_ns = now;
}

JS_FUNCTION(performance_delay_monitor)
{
    delay_monitor *m = calloc(1, sizeof *m);
    if (m == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    m->runtime = js_runtime_current();
    m->histogram = js_root_new(ctx, js_arg(argc, argv, 0));
    m->resolution_ms = (uint64_t)js_arg_number(argc, argv, 1, 10);
    uv_timer_init(loop_uv(js_runtime_loop(m->runtime)), &m->timer);
    uv_unref((uv_handle_t *)&m->timer);
    m->timer.data = m;
    return js_native_new(ctx, &monitor_type, m);
}

JS_FUNCTION(performance_delay_monitor_run)
{
    delay_monitor *m = js_native_get(ctx, js_arg(argc, argv, 0), &monitor_type);
    if (m == NULL) {
        return JS_UNDEFINED;
    }
    m->last_ns = 0;
    if (js_arg_true(argc, argv, 1)) {
        uv_timer_start(&m->timer, on_monitor_tick, m->resolution_ms, m->resolution_ms);
    } else {
        uv_timer_stop(&m->timer);
    }
    return JS_UNDEFINED;
}

static const js_function_spec performance_functions[] = {
    {"now", performance_now, 0, "now() -> milliseconds since the process started"},
    {"timeOrigin", performance_time_origin, 0, "timeOrigin() -> milliseconds since the epoch"},
    {"milestone", performance_milestone, 1,
     "milestone(number) -> milliseconds since the process started, or -1"},
    {"loopTimes", performance_loop_times, 1, "loopTimes(out): start, end, idle time"},
    {"delayMonitor", performance_delay_monitor, 2, "delayMonitor(histogram, resolution) -> a monitor"},
    {"delayMonitorRun", performance_delay_monitor_run, 2, "delayMonitorRun(monitor, on)"},
    {0},
};

const js_binding_spec node_performance_binding = {"performance", performance_functions, NULL};
