// SPDX-License-Identifier: MIT
//
// Interruption from another thread, at no cost for JavaScript that is never interrupted.
//
// The engine's watchdog ends any loop, but its C interface can only be used by the thread that holds the VM, and a watchdog that
// asks now and then makes optimised code start over each time. So the watchdog stays unarmed, and a request sends the thread a
// signal. Where the signal finds the thread inside JIT-compiled code, it holds no lock of malloc, the engine or anybody else, so
// the handler may arm the watchdog there. Elsewhere (in C or in the interpreter) it does nothing, and the next signal comes a
// millisecond later, until the watchdog's question has been answered.
#include "engine/runtime.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

#define REQUEST_SIGNAL (SIGRTMIN + 6)
enum {
    RESEND_NS = 200000,
    RESEND_SELDOM_NS = 5000000,
    MISSED_MAX = 20,
    MISSED_MS = 100,
    JIT_REGION_MIN = 4 << 20
};

// Where the engine keeps machine code: one region that it reserves as it starts. Written once, before the first signal.
static uintptr_t jit_start, jit_end;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uintptr_t program_counter(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (uintptr_t)context->uc_mcontext.pc;
#else
    (void)context;
    return 0; // requests are answered where JavaScript enters C
#endif
}

static void timer_off(js_runtime *rt)
{
    static const struct itimerspec off;
    timer_settime(rt->requests.timer, 0, &off, NULL);
}

// What runs looks at no trap and cannot be unwound. Its thread is told of, and sleeps from here on; it holds no lock.
static void abandon(js_runtime *rt)
{
    sigset_t all_but_engine;
    timer_off(rt);
    js__traps_deinit(rt);
    rt->abandon(rt->abandon_data);
    sigfillset(&all_but_engine);
    sigdelset(&all_but_engine, SIGRTMIN + 5); // the collector's, which stops threads
    for (;;) {
        sigsuspend(&all_but_engine);
    }
}

static void in_machine_code(js_runtime *rt, bool terminating, ucontext_t *context)
{
    if (terminating && js__traps_wait(rt)) {
        struct timespec now;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        if (rt->traps_missed++ == 0) {
            rt->traps_missed_since = now;
        }
        double ran_ms = (double)(now.tv_sec - rt->traps_missed_since.tv_sec) * 1e3 +
                        (double)(now.tv_nsec - rt->traps_missed_since.tv_nsec) / 1e6;
        if (ran_ms >= MISSED_MS && rt->traps_missed >= MISSED_MAX && rt->abandon != NULL) {
            rt->traps_missed = 0;
            if (!js__unwind(rt, context)) {
                abandon(rt);
            }
        }
        return;
    }
    rt->traps_missed = 0;
    if (!terminating || !js__traps_fire(rt)) {
        js__interrupt_arm(rt);
    }
}

void js_runtime_on_abandon(js_runtime *rt, void (*on_abandon)(void *data), void *data)
{
    rt->abandon = on_abandon;
    rt->abandon_data = data;
    js__unwind_init(rt);
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    js_runtime *rt = js_runtime_current();
    int saved = errno;
    (void)number;
    (void)info;
    if (rt != NULL) {
        bool terminating = js_runtime_is_terminating(rt);
        uintptr_t pc = program_counter(context);
        if (!terminating && (rt->door_depth == 0 || !atomic_load(&rt->requests.waiting))) {
            atomic_store(&rt->requests.waiting, false);
            timer_off(rt); // nothing runs, or the question was answered
        } else if (pc >= jit_start && pc < jit_end) {
            in_machine_code(rt, terminating, context);
        }
    }
    errno = saved;
}

// The largest executable mapping without a file.
static void find_jit_region(void)
{
    char line[512];
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        unsigned long start, end, inode;
        char access[5];
        if (sscanf(line, "%lx-%lx %4s %*s %*s %lu", &start, &end, access, &inode) == 4 && access[2] == 'x' &&
            inode == 0 && end - start >= JIT_REGION_MIN && end - start > jit_end - jit_start) {
            jit_start = start;
            jit_end = end;
        }
    }
    if (maps != NULL) {
        fclose(maps);
    }
}

static void set_up(void)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART};
    find_jit_region();
    sigemptyset(&action.sa_mask);
    sigaction(REQUEST_SIGNAL, &action, NULL);
}

bool js__is_machine_code(uintptr_t place)
{
    pthread_once(&once, set_up);
    return place >= jit_start && place < jit_end;
}

void js__requests_init(js_runtime *rt)
{
    pthread_mutex_init(&rt->requests.mutex, NULL);
    rt->requests.thread_id = (int)syscall(SYS_gettid);
}

void js__requests_deinit(js_runtime *rt)
{
    pthread_mutex_lock(&rt->requests.mutex);
    if (rt->requests.thread_id != 0) {
        js__traps_deinit(rt);
    }
    if (rt->requests.has_timer) {
        timer_delete(rt->requests.timer);
        rt->requests.has_timer = false;
    }
    rt->requests.thread_id = 0; // no timer is made any more
    pthread_mutex_unlock(&rt->requests.mutex);
}

static void send_signals(js_runtime *rt, bool ends)
{
    js_requests *r = &rt->requests;
    pthread_once(&once, set_up);
    pthread_mutex_lock(&r->mutex);
    // The signals still come: for what swallowed the termination.
    bool fired = ends && r->thread_id != 0 && js__traps_fire(rt);
    if (!r->has_timer && r->thread_id != 0) {
        struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = REQUEST_SIGNAL};
        event.sigev_notify_thread_id = r->thread_id;
        r->has_timer = timer_create(CLOCK_MONOTONIC, &event, &r->timer) == 0;
    }
    if (r->has_timer) {
        struct itimerspec often = {{0, fired ? RESEND_SELDOM_NS : RESEND_NS},
                                   {0, fired ? RESEND_SELDOM_NS : 1000}};
        timer_settime(r->timer, 0, &often, NULL);
    }
    pthread_mutex_unlock(&r->mutex);
}

void js_interrupt_request(js_runtime *rt)
{
    atomic_store(&rt->requests.waiting, true);
    send_signals(rt, false);
}

void js_runtime_terminate(js_runtime *rt)
{
    atomic_store(&rt->terminating, true);
    send_signals(rt, true);
}
