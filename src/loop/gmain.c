// SPDX-License-Identifier: MIT
//
// A GLib main context inside the loop. Before each poll the context says which descriptors it waits for and for how long; uv_poll
// handles and one timer stand for that, none of them keeping the loop alive. After the poll, and only if one of them fired, it
// dispatches. The context stays acquired by the thread, so that sources changed by other threads signal its own descriptor.
#include "loop/loop_internal.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>

enum { FDS_MAX = 16 };

typedef struct watch {
    uv_poll_t poll;
    int fd, events;
    loop__gmain *owner;
    bool open;
} watch;

struct loop__gmain {
    uv_prepare_t prepare;
    uv_check_t check;
    uv_timer_t timer;
    watch watches[FDS_MAX];
    GPollFD fds[FDS_MAX];
    int fd_count, priority;
    unsigned closing;
    bool fired, ready;
    GMainContext *context;
    void (*dispatched)(void *data);
    void *data;
};

static void on_poll(uv_poll_t *handle, int status, int events)
{
    (void)events;
    watch *w = handle->data;
    w->owner->fired = true;
    if (status < 0) {
        uv_poll_stop(handle);
        w->events = 0;
    }
}

static void on_timer(uv_timer_t *handle)
{
    loop__gmain *g = handle->data;
    g->fired = true;
}

static int uv_events(int events)
{
    return (events & G_IO_IN ? UV_READABLE : 0) | (events & G_IO_OUT ? UV_WRITABLE : 0) |
           (events & G_IO_PRI ? UV_PRIORITIZED : 0);
}

// The watch of a descriptor; a free one for a new descriptor; NULL where there is none left.
static watch *watch_of(loop__gmain *g, int fd)
{
    watch *free_watch = NULL;
    for (int i = 0; i < FDS_MAX; i++) {
        watch *w = &g->watches[i];
        if (w->open && w->fd == fd) {
            return w;
        }
        if (!w->open && !free_watch) {
            free_watch = w;
        }
    }
    if (!free_watch || uv_poll_init(g->prepare.loop, &free_watch->poll, fd)) {
        return NULL;
    }
    free_watch->poll.data = free_watch;
    free_watch->owner = g;
    free_watch->fd = fd;
    free_watch->events = 0;
    free_watch->open = true;
    uv_unref((uv_handle_t *)&free_watch->poll);
    return free_watch;
}

static void watch_set(watch *w, int events)
{
    if (w->events == events) {
        return;
    }
    w->events = events;
    if (events) {
        uv_poll_start(&w->poll, events, on_poll);
    } else {
        uv_poll_stop(&w->poll);
    }
}

static void watch_descriptors(loop__gmain *g)
{
    for (int i = 0; i < FDS_MAX; i++) {
        watch *w = &g->watches[i];
        bool wanted = false;
        for (int k = 0; w->open && k < g->fd_count; k++) {
            wanted = wanted || g->fds[k].fd == w->fd;
        }
        if (w->open && !wanted) {
            watch_set(w, 0);
        }
    }
    for (int k = 0; k < g->fd_count; k++) {
        watch *w = watch_of(g, g->fds[k].fd);
        if (w) {
            watch_set(w, uv_events(g->fds[k].events));
        }
    }
}

static void on_prepare(uv_prepare_t *handle)
{
    loop__gmain *g = handle->data;
    int timeout = -1;
    g->ready = g_main_context_prepare(g->context, &g->priority);
    g->fd_count = g_main_context_query(g->context, g->priority, &timeout, g->fds, FDS_MAX);
    if (g->fd_count > FDS_MAX) {
        g->fd_count = FDS_MAX;
    }
    watch_descriptors(g);
    if (g->ready) {
        timeout = 0;
    }
    // "None" is -1, or the largest int from sources that never expire.
    if (timeout < 0 || timeout == G_MAXINT) {
        uv_timer_stop(&g->timer);
    } else {
        uv_timer_start(&g->timer, on_timer, (uint64_t)timeout, 0);
        uv_unref((uv_handle_t *)&g->timer);
    }
}

static void on_check(uv_check_t *handle)
{
    loop__gmain *g = handle->data;
    // The loop runs timers before prepare: one that is due now has only ended the poll.
    bool due = uv_is_active((uv_handle_t *)&g->timer) && uv_timer_get_due_in(&g->timer) == 0;
    if (!g->fired && !g->ready && !due) {
        return;
    }
    g->fired = false;
    g->ready = false;
    g_poll(g->fds, (guint)g->fd_count, 0);
    if (g_main_context_check(g->context, g->priority, g->fds, g->fd_count)) {
        g_main_context_dispatch(g->context);
        if (g->dispatched) {
            g->dispatched(g->data);
        }
    }
}

int loop_gmain_attach(loop *l, void *gmain_context, void (*dispatched)(void *data), void *data)
{
    if (l->gmain) {
        return -EBUSY;
    }
    loop__gmain *g = calloc(1, sizeof *g);
    if (!g) {
        return -ENOMEM;
    }
    if (!g_main_context_acquire(gmain_context)) {
        free(g);
        return -EBUSY;
    }
    g->context = g_main_context_ref(gmain_context);
    g->dispatched = dispatched;
    g->data = data;
    uv_prepare_init(&l->uv, &g->prepare);
    uv_check_init(&l->uv, &g->check);
    uv_timer_init(&l->uv, &g->timer);
    g->prepare.data = g->check.data = g->timer.data = g;
    uv_prepare_start(&g->prepare, on_prepare);
    uv_check_start(&g->check, on_check);
    uv_unref((uv_handle_t *)&g->prepare);
    uv_unref((uv_handle_t *)&g->check);
    uv_unref((uv_handle_t *)&g->timer);
    l->gmain = g;
    return 0;
}

static void on_close(uv_handle_t *handle)
{
    loop__gmain *g = handle->type == UV_POLL ? ((watch *)handle->data)->owner : handle->data;
    if (--g->closing == 0) {
        free(g);
    }
}

void loop_gmain_detach(loop *l)
{
    loop__gmain *g = l->gmain;
    if (!g) {
        return;
    }
    l->gmain = NULL;
    g->closing = 3;
    uv_close((uv_handle_t *)&g->prepare, on_close);
    uv_close((uv_handle_t *)&g->check, on_close);
    uv_close((uv_handle_t *)&g->timer, on_close);
    for (int i = 0; i < FDS_MAX; i++) {
        if (g->watches[i].open) {
            g->closing++;
            uv_close((uv_handle_t *)&g->watches[i].poll, on_close);
        }
    }
    g_main_context_release(g->context);
    g_main_context_unref(g->context);
}
