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

typedef struct crew {
    atomic_size_t next, done;
    atomic_uint references;
    size_t count;
    void (*work)(void *arg, size_t i);
    void *arg;
    pthread_mutex_t mutex;
    pthread_cond_t all_done;
} crew;

typedef struct helper {
    loop_job job; // first
    crew *crew;
} helper;

static void release(crew *c)
{
    if (atomic_fetch_sub(&c->references, 1) == 1) {
        pthread_mutex_destroy(&c->mutex);
        pthread_cond_destroy(&c->all_done);
        free(c);
    }
}

static void take_pieces(crew *c)
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

static void call_helpers(crew *c, struct loop *l)
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

void mod_crew_run(struct loop *l, size_t count, void (*work)(void *arg, size_t i), void *arg)
{
    crew *c = l == NULL || count < PIECES_MIN ? NULL : calloc(1, sizeof *c);
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
    call_helpers(c, l);
    take_pieces(c);
    pthread_mutex_lock(&c->mutex);
    while (atomic_load(&c->done) < count) {
        pthread_cond_wait(&c->all_done, &c->mutex);
    }
    pthread_mutex_unlock(&c->mutex);
    release(c);
}
