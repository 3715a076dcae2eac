// SPDX-License-Identifier: MIT
//
// The IO pool: threads for calls that block. One queue for the whole process, under one mutex. A thread is started when a job comes
// and no idle thread is left for it, up to the maximum; a thread that was idle for some seconds ends.
#include "loop/loop_internal.h"

#include <errno.h>
#include <time.h>

enum { THREADS_MAX_DEFAULT = 64, IDLE_SECONDS = 8 };

static struct {
    pthread_mutex_t lock;
    pthread_cond_t work;
    bool cond_ready;
    loop__queue queue;
    unsigned threads, threads_max, idle, queued;
    uint64_t submitted;
    _Atomic uint64_t completed;
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .threads_max = THREADS_MAX_DEFAULT};

// The condition uses the monotonic clock: it is made on first use, under the lock.
static void ready(void)
{
    if (!pool.cond_ready) {
        pthread_condattr_t attributes;
        pthread_condattr_init(&attributes);
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
        pthread_cond_init(&pool.work, &attributes);
        pthread_condattr_destroy(&attributes);
        pool.cond_ready = true;
    }
}

// False where the thread was idle for long enough to end. Called and returns with the lock held.
static bool wait_for_work(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += IDLE_SECONDS;
    pool.idle++;
    int r = 0;
    while (!pool.queue.head && r != ETIMEDOUT) {
        r = pthread_cond_timedwait(&pool.work, &pool.lock, &until);
    }
    pool.idle--;
    return pool.queue.head != NULL;
}

static void *thread_main(void *argument)
{
    (void)argument;
    pthread_mutex_lock(&pool.lock);
    while (pool.queue.head || wait_for_work()) {
        loop_job *job = pool.queue.head;
        loop__queue_remove(&pool.queue, job);
        pool.queued--;
        job->state_ = LOOP_JOB_RUNNING;
        pthread_mutex_unlock(&pool.lock);
        job->work(job);
        pool.completed++;
        loop__job_finish(job); // `job` may be gone from here on
        pthread_mutex_lock(&pool.lock);
    }
    pool.threads--;
    pthread_mutex_unlock(&pool.lock);
    return NULL;
}

int loop_io_submit(loop *l, loop_job *job)
{
    if (l->draining) {
        return -ECANCELED;
    }
    int r = 0;
    loop__job_begin(l, job);
    pthread_mutex_lock(&pool.lock);
    ready();
    loop__queue_push_back(&pool.queue, job);
    pool.queued++;
    if (pool.queued > pool.idle && pool.threads < pool.threads_max) {
        pool.threads++;
        if (loop__thread_start(thread_main, NULL, "protojs-io")) {
            pool.threads--;
        }
    }
    if (pool.threads == 0) {
        loop__queue_remove(&pool.queue, job);
        pool.queued--;
        r = -EAGAIN;
    } else {
        pool.submitted++;
    }
    pthread_mutex_unlock(&pool.lock);
    pthread_cond_signal(&pool.work); // without the lock, which the thread wants first of all
    if (r) {
        loop__job_abandon(l);
    }
    return r;
}

int loop__io_cancel(loop *l, loop_job *job)
{
    int r = -EBUSY;
    loop__queue canceled = {NULL, NULL};
    pthread_mutex_lock(&pool.lock);
    for (loop_job *at = job ? job : pool.queue.head, *next; at; at = next) {
        next = job ? NULL : at->next_;
        if (at->loop_ == l && at->state_ == LOOP_JOB_QUEUED) {
            loop__queue_remove(&pool.queue, at);
            pool.queued--;
            at->state_ = LOOP_JOB_CANCELED;
            loop__queue_push_back(&canceled, at);
            r = 0;
        }
    }
    pthread_mutex_unlock(&pool.lock);
    for (loop_job *at = canceled.head, *next; at; at = next) {
        next = at->next_;
        loop__job_finish(at);
    }
    return r;
}

void loop__io_configure(unsigned threads_max)
{
    pthread_mutex_lock(&pool.lock);
    pool.threads_max = threads_max;
    pthread_mutex_unlock(&pool.lock);
}

void loop_io_stats(loop_pool_stats *out)
{
    pthread_mutex_lock(&pool.lock);
    *out = (loop_pool_stats){
        .submitted = pool.submitted,
        .completed = pool.completed,
        .threads = pool.threads,
        .threads_max = pool.threads_max,
        .idle = pool.idle,
        .queued = pool.queued,
    };
    pthread_mutex_unlock(&pool.lock);
}
