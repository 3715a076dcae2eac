// SPDX-License-Identifier: MIT
//
// What is around the program: arguments, environment, clocks, random bytes, signals, and waiting for several things.
#include "node/wasi/wasi.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/random.h>

// ---- arguments and environment --------------------------------------------------------------------------------------

static wasi_error texts_out(wasi_call *c, const char *texts, size_t len, uint32_t count)
{
    uint8_t *pointers = wasi_at(c, c->a[0], 4 * (uint64_t)count);
    char *to = wasi_at(c, c->a[1], len);
    if (pointers == NULL || to == NULL) {
        return WASI_OVERFLOW;
    }
    if (len > 0) {
        memcpy(to, texts, len);
    }
    size_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        wasi_store32(pointers + 4 * (size_t)i, (uint32_t)(c->a[1] + at));
        at += strlen(texts + at) + 1;
    }
    return WASI_OK;
}

static wasi_error sizes_out(wasi_call *c, size_t len, uint32_t count)
{
    void *count_out = wasi_at(c, c->a[0], 4), *len_out = wasi_at(c, c->a[1], 4);
    if (count_out == NULL || len_out == NULL) {
        return WASI_OVERFLOW;
    }
    wasi_store32(count_out, count);
    wasi_store32(len_out, (uint32_t)len);
    return WASI_OK;
}

static wasi_error args_get(wasi_call *c)
{
    return texts_out(c, c->w->args, c->w->args_len, c->w->args_count);
}

static wasi_error args_sizes_get(wasi_call *c)
{
    return sizes_out(c, c->w->args_len, c->w->args_count);
}

static wasi_error environ_get(wasi_call *c)
{
    return texts_out(c, c->w->env, c->w->env_len, c->w->env_count);
}

static wasi_error environ_sizes_get(wasi_call *c)
{
    return sizes_out(c, c->w->env_len, c->w->env_count);
}

// ---- clocks ---------------------------------------------------------------------------------------------------------

static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID,
                                   CLOCK_THREAD_CPUTIME_ID};

static uint64_t nanoseconds(struct timespec t)
{
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

static wasi_error clock_out(wasi_call *c, int (*ask)(clockid_t, struct timespec *), uint64_t at)
{
    struct timespec t;
    void *out = wasi_at(c, at, 8);
    if (c->a[0] > 3 || out == NULL) {
        return c->a[0] > 3 ? WASI_INVAL : WASI_OVERFLOW;
    }
    if (ask(clocks[c->a[0]], &t) != 0) {
        return wasi_errno(errno);
    }
    wasi_store64(out, nanoseconds(t));
    return WASI_OK;
}

static wasi_error clock_res_get(wasi_call *c)
{
    return clock_out(c, clock_getres, c->a[1]);
}

static wasi_error clock_time_get(wasi_call *c)
{
    return clock_out(c, clock_gettime, c->a[2]);
}

// ---- waiting --------------------------------------------------------------------------------------------------------

enum {
    SUBSCRIPTION = 48,
    EVENT = 32,
    EVENT_CLOCK = 0,
    EVENT_READ = 1,
    EVENT_WRITE = 2,
    SUBSCRIPTIONS_MAX = 4096,
    SLICE_MS = 50, // between looks at whether the thread is to end
};

typedef struct wait {
    uint8_t *in, *out;
    uint32_t count, events;
    uint64_t deadline; // of CLOCK_MONOTONIC; UINT64_MAX: none
    struct pollfd *polled;
    wasi_error *failed; // of each subscription
    uint64_t *due;      // of each clock's
} wait;

static uint64_t now(clockid_t clock)
{
    struct timespec t = {0};
    clock_gettime(clock, &t);
    return nanoseconds(t);
}

// When a clock's subscription is due, on CLOCK_MONOTONIC.
static wasi_error due_of(const uint8_t *subscription, uint64_t *due)
{
    uint32_t id = wasi_load32(subscription + 16);
    uint64_t time = wasi_load64(subscription + 24), start = now(CLOCK_MONOTONIC);
    if (id > 3) {
        return WASI_INVAL;
    }
    if ((subscription[40] & 1) != 0) { // absolute
        uint64_t current = now(clocks[id]);
        time = time > current ? time - current : 0;
    }
    *due = time > UINT64_MAX - start ? UINT64_MAX : start + time;
    return WASI_OK;
}

static void wait_prepare(wait *w, const wasi *world)
{
    w->deadline = UINT64_MAX;
    for (uint32_t i = 0; i < w->count; i++) {
        const uint8_t *subscription = w->in + (size_t)i * SUBSCRIPTION;
        wasi_descriptor *d;
        w->polled[i] = (struct pollfd){.fd = -1};
        w->failed[i] = WASI_OK;
        if (subscription[8] == EVENT_CLOCK) {
            w->failed[i] = due_of(subscription, &w->due[i]);
            w->deadline = w->failed[i] == WASI_OK && w->due[i] < w->deadline ? w->due[i] : w->deadline;
        } else if (subscription[8] <= EVENT_WRITE) {
            bool reads = subscription[8] == EVENT_READ;
            w->failed[i] = wasi_find(world, wasi_load32(subscription + 16), WASI_RIGHT_POLL, &d);
            if (w->failed[i] == WASI_OK) {
                w->polled[i] = (struct pollfd){d->fd, reads ? POLLIN : POLLOUT, 0};
            }
        } else {
            w->failed[i] = WASI_INVAL;
        }
        w->deadline = w->failed[i] != WASI_OK ? 0 : w->deadline;
    }
}

static wasi_error wait_sleep(wait *w, const wasi *world)
{
    for (;;) {
        uint64_t current = now(CLOCK_MONOTONIC);
        uint64_t left = w->deadline > current ? w->deadline - current : 0;
        uint64_t ms = left / 1000000 + (left % 1000000 != 0);
        int ready = poll(w->polled, w->count, ms < SLICE_MS ? (int)ms : SLICE_MS);
        if (js_runtime_is_terminating(world->runtime)) {
            return WASI_INTR;
        }
        if (ready < 0 && errno != EINTR) {
            return wasi_errno(errno);
        }
        if (ready > 0 || now(CLOCK_MONOTONIC) >= w->deadline) {
            return WASI_OK;
        }
    }
}

static void event_out(wait *w, uint32_t i, wasi_error error, uint64_t bytes, uint16_t flags)
{
    const uint8_t *subscription = w->in + (size_t)i * SUBSCRIPTION;
    uint8_t event[EVENT] = {0};
    uint16_t code = (uint16_t)error;
    memcpy(event, subscription, 8);
    memcpy(event + 8, &code, sizeof code);
    event[10] = subscription[8];
    wasi_store64(event + 16, bytes);
    memcpy(event + 24, &flags, sizeof flags);
    memcpy(w->out + (size_t)w->events++ * EVENT, event, sizeof event);
}

static void events_out(wait *w)
{
    for (uint32_t i = 0; i < w->count; i++) {
        const uint8_t *subscription = w->in + (size_t)i * SUBSCRIPTION;
        short seen = w->polled[i].revents;
        int bytes = 0;
        if (w->failed[i] != WASI_OK) {
            event_out(w, i, w->failed[i], 0, 0);
        } else if (subscription[8] == EVENT_CLOCK) {
            if (now(CLOCK_MONOTONIC) >= w->due[i]) {
                event_out(w, i, WASI_OK, 0, 0);
            }
        } else if ((seen & POLLNVAL) != 0) {
            event_out(w, i, WASI_BADF, 0, 0);
        } else if (seen != 0) {
            if (subscription[8] == EVENT_READ && ioctl(w->polled[i].fd, FIONREAD, &bytes) != 0) {
                bytes = 0;
            }
            event_out(w, i, (seen & POLLERR) != 0 && (seen & (POLLIN | POLLOUT)) == 0 ? WASI_IO : WASI_OK,
                      (uint64_t)bytes, (seen & POLLHUP) != 0 ? 1 : 0);
        }
    }
}

static wasi_error poll_oneoff(wasi_call *c)
{
    wait w = {.count = (uint32_t)c->a[2]};
    w.in = wasi_at(c, c->a[0], c->a[2] * SUBSCRIPTION);
    w.out = wasi_at(c, c->a[1], c->a[2] * EVENT);
    void *out = wasi_at(c, c->a[3], 4);
    if (w.in == NULL || w.out == NULL || out == NULL) {
        return WASI_OVERFLOW;
    }
    if (w.count == 0 || w.count > SUBSCRIPTIONS_MAX) {
        return WASI_INVAL;
    }
    w.polled = calloc(w.count, sizeof *w.polled);
    w.failed = calloc(w.count, sizeof *w.failed);
    w.due = calloc(w.count, sizeof *w.due);
    wasi_error error = w.polled == NULL || w.failed == NULL || w.due == NULL ? WASI_NOMEM : WASI_OK;
    if (error == WASI_OK) {
        wait_prepare(&w, c->w);
        error = wait_sleep(&w, c->w);
    }
    if (error == WASI_OK) {
        events_out(&w);
        wasi_store32(out, w.events);
    }
    free(w.polled);
    free(w.failed);
    free(w.due);
    return error;
}

// ---- the rest -------------------------------------------------------------------------------------------------------

static wasi_error proc_raise(wasi_call *c)
{
    static const int signals[] = {0,       SIGHUP,    SIGINT,  SIGQUIT,  SIGILL,  SIGTRAP, SIGABRT, SIGBUS,
                                  SIGFPE,  SIGKILL,   SIGUSR1, SIGSEGV,  SIGUSR2, SIGPIPE, SIGALRM, SIGTERM,
                                  SIGCHLD, SIGCONT,   SIGSTOP, SIGTSTP,  SIGTTIN, SIGTTOU, SIGURG,  SIGXCPU,
                                  SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGPOLL, SIGPWR,  SIGSYS};
    if (c->a[0] == 0 || c->a[0] >= sizeof signals / sizeof signals[0]) {
        return WASI_INVAL;
    }
    return raise(signals[c->a[0]]) == 0 ? WASI_OK : wasi_errno(errno);
}

static wasi_error random_get(wasi_call *c)
{
    uint8_t *to = wasi_at(c, c->a[0], c->a[1]);
    size_t len = (size_t)c->a[1], at = 0;
    if (to == NULL) {
        return WASI_OVERFLOW;
    }
    while (at < len) {
        ssize_t got = getrandom(to + at, len - at, 0);
        if (got < 0 && errno != EINTR) {
            return wasi_errno(errno);
        }
        at += got > 0 ? (size_t)got : 0;
    }
    return WASI_OK;
}

static wasi_error yield_now(wasi_call *c __attribute__((unused)))
{
    sched_yield();
    return WASI_OK;
}

const wasi_row wasi_world_rows[] = {
    {"args_get", "ii", args_get},
    {"args_sizes_get", "ii", args_sizes_get},
    {"clock_res_get", "ii", clock_res_get},
    {"clock_time_get", "ili", clock_time_get},
    {"environ_get", "ii", environ_get},
    {"environ_sizes_get", "ii", environ_sizes_get},
    {"poll_oneoff", "iiii", poll_oneoff},
    {"proc_raise", "i", proc_raise},
    {"random_get", "ii", random_get},
    {"sched_yield", "", yield_now},
    {0},
};
