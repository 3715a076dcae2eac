// SPDX-License-Identifier: MIT
//
// See crew.h. The caller takes pieces like every helper, so it never waits for a thread that has not begun, only for pieces under way.
#include "modules/crew.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "loop/loop.h"

// Fewer pieces are not worth waking a thread for.
enum { PIECES_MIN = 24, HELPERS_MAX = 3 };

typedef struct mod_crew {
    atomic_size_t next, done;
    atomic_uint references;
    size_t count;
    void (*work)(void *arg, size_t i);
    void *arg;
    pthread_mutex_t mutex;
    pthread_cond_t all_done;
} mod_crew;

typedef struct helper {
    loop_job job; // first
    mod_crew *crew;
} helper;

static void release(mod_crew *c)
{
    if (atomic_fetch_sub(&c->references, 1) == 1) {
        pthread_mutex_destroy(&c->mutex);
        pthread_cond_destroy(&c->all_done);
        free(c);
    }
}

static void take_pieces(mod_crew *c)
{
    size_t i;
    while ((i = atomic_fetch_add(&c->next, 1)) < c->count) {
        c->work(c->arg, i);
        if (atomic_fetch_add(&c->done, 1) + 1 == c->count) {
            pthread_mutex_lock(&c->mutex);
            pthread_cond_broadcast(&c->all_done);
            pthread_mutex_unlock(&c->mutex);
        }
    }
}

static void help(loop_job *job)
{
    take_pieces(((helper *)job)->crew);
}

static void helped(loop_job *job, int status)
{
    (void)status;
    release(((helper *)job)->crew);
    free(job);
}

static void call_helpers(mod_crew *c, struct loop *l)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    for (long n = 1; n < cores && n <= HELPERS_MAX; n++) {
        helper *h = calloc(1, sizeof *h);
        if (h == NULL) {
            return;
        }
        h->job.work = help;
        h->job.done = helped;
        h->crew = c;
        atomic_fetch_add(&c->references, 1);
        if (loop_io_submit(l, &h->job) < 0) {
            atomic_fetch_sub(&c->references, 1);
            free(h);
            return;
        }
    }
}

// ---- desks -----------------------------------------------------------------------------------------------------------

void mod_desk_init(mod_desk *desk)
{
    *desk = (mod_desk){0};
    pthread_mutex_init(&desk->mutex, NULL);
    pthread_cond_init(&desk->changed, NULL);
}

void mod_desk_deinit(mod_desk *desk)
{
    pthread_mutex_destroy(&desk->mutex);
    pthread_cond_destroy(&desk->changed);
}

static void lay_out(mod_desk *desk, mod_crew *c)
{
    pthread_mutex_lock(&desk->mutex);
    desk->open = c;
    pthread_cond_broadcast(&desk->changed);
    pthread_mutex_unlock(&desk->mutex);
}

void mod_desk_close(mod_desk *desk)
{
    pthread_mutex_lock(&desk->mutex);
    desk->closed = true;
    pthread_cond_broadcast(&desk->changed);
    pthread_mutex_unlock(&desk->mutex);
}

void mod_desk_help(mod_desk *desk)
{
    pthread_mutex_lock(&desk->mutex);
    while (!desk->closed) {
        mod_crew *c = desk->open;
        if (c == NULL || atomic_load(&c->next) >= c->count) {
            pthread_cond_wait(&desk->changed, &desk->mutex);
            continue;
        }
        atomic_fetch_add(&c->references, 1);
        pthread_mutex_unlock(&desk->mutex);
        take_pieces(c);
        release(c);
        pthread_mutex_lock(&desk->mutex);
    }
    pthread_mutex_unlock(&desk->mutex);
}

// ---- lists -----------------------------------------------------------------------------------------------------------

void mod_crew_run(const mod_hands *hands, size_t count, void (*work)(void *arg, size_t i), void *arg)
{
    bool alone = count < PIECES_MIN || (hands->loop == NULL && hands->desk == NULL);
    mod_crew *c = alone ? NULL : calloc(1, sizeof *c);
    if (c == NULL) {
        for (size_t i = 0; i < count; i++) {
            work(arg, i);
        }
        return;
    }
    c->count = count;
    c->work = work;
    c->arg = arg;
    c->references = 1;
    pthread_mutex_init(&c->mutex, NULL);
    pthread_cond_init(&c->all_done, NULL);
    if (hands->desk != NULL) {
        lay_out(hands->desk, c);
    } else {
        call_helpers(c, hands->loop);
    }
    take_pieces(c);
    if (hands->desk != NULL) {
        lay_out(hands->desk, NULL);
    }
    pthread_mutex_lock(&c->mutex);
    while (atomic_load(&c->done) < count) {
        pthread_cond_wait(&c->all_done, &c->mutex);
    }
    pthread_mutex_unlock(&c->mutex);
    release(c);
}
