// SPDX-License-Identifier: MIT
//
// The end of memory. Where the engine can, it throws RangeError: Out of memory. Where it cannot (a small object, while JIT-compiled code
// runs), it aborts; and where the machine is full, the kernel kills the process without a word. Here both get one clear line: the process's
// resident size is read at each collection and held against a limit, and an abort for want of memory is told from others.
#include "engine/runtime.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <unistd.h>

// A growing heap is collected when it has become a quarter larger, so the last collection before the end may come at four fifths of it.
static const uint64_t default_percent = 80;

// What is certainly not free where the engine failed to get a block of 16 KB.
static const size_t spare_bytes = 64 << 20;

// Set before the first runtime, or at the first collection; read by collector threads.
static _Atomic uint64_t limit_bytes;

// What js_memory_read_once() named, whole pages of it; set before the program runs.
static void *read_once;
static size_t read_once_len;

static uint64_t number_in(const char *path)
{
    char text[32] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0) {
        close(fd);
    }
    return n > 0 ? strtoull(text, NULL, 10) : 0;
}

// The machine's memory, or what the process's control group may use of it.
static uint64_t physical_bytes(void)
{
    static const char *const groups[] = {"/sys/fs/cgroup/memory.max",
                                         "/sys/fs/cgroup/memory/memory.limit_in_bytes"};
    struct sysinfo info;
    uint64_t bytes = sysinfo(&info) == 0 ? (uint64_t)info.totalram * info.mem_unit : UINT64_MAX;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        uint64_t limit = number_in(groups[i]);
        if (limit != 0 && limit < bytes) {
            bytes = limit;
        }
    }
    return bytes;
}

static uint64_t resident_bytes(void)
{
    char text[64] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0) {
        close(fd);
    }
    char *second = n > 0 ? strchr(text, ' ') : NULL;
    return second == NULL ? 0 : strtoull(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

// Safe in a signal handler and on a collector's thread.
static _Noreturn void end_of_memory(const char *why)
{
    static const char head[] = "\nFATAL ERROR: JavaScript heap out of memory: ";
    ssize_t ignored = write(STDERR_FILENO, head, sizeof head - 1);
    ignored = write(STDERR_FILENO, why, strlen(why));
    ignored = write(STDERR_FILENO, "\n", 1);
    (void)ignored; // a closed stderr cannot be told
    signal(SIGABRT, SIG_DFL);
    abort();
}

void js_memory_read_once(const void *bytes, size_t len)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = ((uintptr_t)bytes + page - 1) & ~(page - 1),
              end = ((uintptr_t)bytes + len) & ~(page - 1);
    read_once = (void *)from;
    read_once_len = end > from ? end - from : 0;
}

// A program that is collected has started: most of what it read for that is not read again. The file has it where it is. After the first few collections
// and then ever more rarely: functions that are called for the first time are read later.
static void let_go(void)
{
    static _Atomic unsigned rounds;
    unsigned round = atomic_fetch_add_explicit(&rounds, 1, memory_order_relaxed) + 1;
    if ((round & (round - 1)) != 0) {
        return;
    }
    if (read_once_len > 0) {
        madvise(read_once, read_once_len, MADV_DONTNEED);
    }
    js__serving_round(round);
}

bool (*_Atomic js_heap_near_limit)(js_runtime *runtime);

static atomic_int pauses;

void js_memory_limit_pause(bool pause)
{
    pauses += pause ? 1 : -1;
}

uint64_t js_memory_limit_bytes(void)
{
    return limit_bytes != 0 ? limit_bytes : physical_bytes() / 100 * default_percent;
}

static void check(JSMarker *marker, void *data)
{
    (void)marker;
    (void)data;
    let_go();
    if (limit_bytes == 0) {
        limit_bytes = js_memory_limit_bytes();
    }
    if (!pauses && resident_bytes() > limit_bytes) {
        end_of_memory(
            "the process has reached its limit (--max-old-space-size, or most of the machine's memory)");
    }
}

static void on_abort(int number)
{
    void *spare = mmap(NULL, spare_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (spare == MAP_FAILED) {
        end_of_memory("the engine could not get the memory it needs");
    }
    munmap(spare, spare_bytes);
    signal(number, SIG_DFL);
    raise(number);
}

void js_memory_limit(size_t megabytes)
{
    // Live data and as much garbage again, which a collection is yet to find, and what a runtime is beside its heap.
    limit_bytes = megabytes > 0 ? (2 * (uint64_t)megabytes + 64) << 20 : 0;
    if (megabytes > 0) {
        char text[32];
        snprintf(text, sizeof text, "%llu", (unsigned long long)megabytes << 20);
        js_engine_option("JSC_forceRAMSize", text); // the engine collects a heap near this size more often
    }
}

void js__memory_limit_watch(js_runtime *rt)
{
    signal(SIGABRT, on_abort);
    JSContextGroupAddMarkingConstraint(rt->group, check, NULL);
}
