// SPDX-License-Identifier: MIT
//
// Whole buffers. A long one is cut into parts, each of which refers to the bytes before it; threads take the next part that nobody has. The caller
// works, too, so that all gets done where no thread can be had. Where the cuts are depends on the length alone.
#include "node/zlib/squeeze.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { PART_MIN = 65536, PART_MAX = 524288, PARTS = 4, HELPERS_MAX = 7, IDLE_MAX = 4 };

typedef struct piece {
    uint8_t *out;
    size_t out_len;
    int status;
} piece;

typedef struct work {
    squeeze_effort effort;
    const uint8_t *in;
    size_t len, part_len, parts;
    piece *pieces;
    atomic_size_t next;
} work;

// ---- squeezers that wait for the next buffer ----------------------------------------------------------------------------------

static uv_once_t once = UV_ONCE_INIT;
static bool is_ready;
static uv_mutex_t lock;
static struct {
    squeezer *squeezer;
    squeeze_effort effort;
} idle[IDLE_MAX];
static int helpers_left; // threads of the process that may be started

static void init(void)
{
    is_ready = uv_mutex_init(&lock) == 0;
    unsigned cores = uv_available_parallelism();
    helpers_left = cores - 1 < HELPERS_MAX ? (int)cores - 1 : HELPERS_MAX;
}

static squeezer *take(squeeze_effort effort)
{
    squeezer *found = NULL;
    uv_mutex_lock(&lock);
    for (size_t i = 0; i < IDLE_MAX && found == NULL; i++) {
        if (idle[i].squeezer != NULL && idle[i].effort.candidates == effort.candidates &&
            idle[i].effort.nice == effort.nice) {
            found = idle[i].squeezer;
            idle[i].squeezer = NULL;
        }
    }
    uv_mutex_unlock(&lock);
    return found != NULL ? found : squeeze_new(effort, false);
}

static void give(squeezer *s, squeeze_effort effort)
{
    uv_mutex_lock(&lock);
    for (size_t i = 0; i < IDLE_MAX && s != NULL; i++) {
        if (idle[i].squeezer == NULL) {
            idle[i].squeezer = s;
            idle[i].effort = effort;
            s = NULL;
        }
    }
    uv_mutex_unlock(&lock);
    squeeze_free(s);
}

// ---- the work -----------------------------------------------------------------------------------------------------------------

static int do_part(const work *w, squeezer *s, size_t i)
{
    piece *p = &w->pieces[i];
    size_t from = i * w->part_len;
    bool is_last = i + 1 == w->parts;
    int status = squeeze_part(s, w->in, from, is_last ? w->len : from + w->part_len, is_last);
    if (status < 0) {
        return status;
    }
    p->out_len = squeeze_ready(s);
    p->out = malloc(p->out_len);
    if (p->out == NULL) {
        return -ENOMEM;
    }
    squeeze_take(s, p->out, p->out_len);
    return 0;
}

static void work_on(void *pointer)
{
    work *w = pointer;
    squeezer *s = take(w->effort);
    for (;;) {
        size_t i = atomic_fetch_add(&w->next, 1);
        if (i >= w->parts) {
            break;
        }
        w->pieces[i].status = s == NULL ? -ENOMEM : do_part(w, s, i);
    }
    if (s != NULL) {
        give(s, w->effort);
    }
}

static int helpers_take(size_t wanted)
{
    uv_mutex_lock(&lock);
    int taken = wanted < (size_t)helpers_left ? (int)wanted : helpers_left;
    helpers_left -= taken;
    uv_mutex_unlock(&lock);
    return taken;
}

static void run(work *w)
{
    uv_thread_t threads[HELPERS_MAX];
    int taken = w->parts > 1 ? helpers_take(w->parts - 1) : 0, started = 0;
    while (started < taken && uv_thread_create(&threads[started], work_on, w) == 0) {
        started++;
    }
    work_on(w);
    for (int i = 0; i < started; i++) {
        uv_thread_join(&threads[i]);
    }
    uv_mutex_lock(&lock);
    helpers_left += taken;
    uv_mutex_unlock(&lock);
}

static int join(const work *w, size_t before, size_t after, uint8_t **out, size_t *out_len)
{
    size_t len = before;
    for (size_t i = 0; i < w->parts; i++) {
        if (w->pieces[i].status < 0) {
            return w->pieces[i].status;
        }
        len += w->pieces[i].out_len;
    }
    uint8_t *joined = malloc(len + after);
    if (joined == NULL) {
        return -ENOMEM;
    }
    *out = joined;
    *out_len = len + after;
    joined += before;
    for (size_t i = 0; i < w->parts; i++) {
        memcpy(joined, w->pieces[i].out, w->pieces[i].out_len);
        joined += w->pieces[i].out_len;
    }
    return 0;
}

int squeeze_whole(squeeze_effort effort, const uint8_t *in, size_t len, size_t before, size_t after,
                  uint8_t **out, size_t *out_len)
{
    work w = {.effort = effort, .in = in, .len = len};
    uv_once(&once, init);
    if (len > INT_MAX) {
        return -EFBIG;
    }
    w.part_len = len / PARTS;
    w.part_len = w.part_len < PART_MIN ? PART_MIN : w.part_len > PART_MAX ? PART_MAX : w.part_len;
    w.parts = len < 2 * w.part_len ? 1 : len / w.part_len;
    w.pieces = calloc(w.parts, sizeof *w.pieces);
    if (w.pieces == NULL || !is_ready) {
        free(w.pieces);
        return -ENOMEM;
    }
    run(&w);
    int status = join(&w, before, after, out, out_len);
    for (size_t i = 0; i < w.parts; i++) {
        free(w.pieces[i].out);
    }
    free(w.pieces);
    return status;
}
