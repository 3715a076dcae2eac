// SPDX-License-Identifier: MIT
//
// The CPU pool: one deque per thread. Work from a loop is dealt round among the deques of the running threads; a thread takes its own
// oldest job, or what it forked itself, newest first; with nothing left it steals the oldest of another deque. Threads start on
// demand, never exceed the cores, and sleep on one condition when there is nothing to do.
//
// Locks: a deque's own lock guards its lists, the state of the jobs in them and its counts; `park.lock` guards sleeping and starting. `waiting`
// counts the jobs in all deques and is raised before `idle` is looked at; a thread that goes to sleep raises `idle` before it looks at `waiting`:
// so one of them sees the other, and no wake-up is lost. A thread with nothing to do looks on for some microseconds before it sleeps.
#include "loop/loop_internal.h"

#include <errno.h>

enum { THREADS_LIMIT = 256, LOOKS = 200 };

typedef struct deque {
    pthread_mutex_t lock;
    loop__queue jobs;   // dealt by loops: taken at the head by everybody
    loop__queue forked; // by the owner: pushed and taken at the tail by it, stolen at the head
    uint64_t submitted, stolen;
    _Atomic uint64_t completed; // by the owner
} deque;

static deque deques[THREADS_LIMIT];
static _Atomic unsigned threads; // deques[0 .. threads) have an owner
static _Atomic unsigned waiting, idle;
static _Atomic bool full; // as many threads as may be

static struct {
    pthread_mutex_t lock;
    pthread_cond_t work;
    unsigned threads_max, next;
} park = {.lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER};

static _Thread_local deque *own;

// Called with the park lock held.
static unsigned threads_max(void)
{
    if (park.threads_max == 0) {
        unsigned cores = uv_available_parallelism();
        park.threads_max = cores > THREADS_LIMIT ? THREADS_LIMIT : cores;
    }
    return park.threads_max;
}

static void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static loop_job *take(deque *d, bool mine)
{
    pthread_mutex_lock(&d->lock);
    loop__queue *q = d->forked.head ? &d->forked : &d->jobs;
    loop_job *job = mine && q == &d->forked ? q->tail : q->head;
    if (job) {
        loop__queue_remove(q, job);
        job->state_ = LOOP_JOB_RUNNING;
        d->stolen += !mine;
        atomic_fetch_sub(&waiting, 1);
    }
    pthread_mutex_unlock(&d->lock);
    return job;
}

static loop_job *find(unsigned index)
{
    loop_job *job = take(&deques[index], true);
    unsigned count = atomic_load(&threads);
    for (unsigned i = 1; !job && i < count && atomic_load(&waiting); i++) {
        job = take(&deques[(index + i) % count], false);
    }
    return job;
}

// Whether work came within the few microseconds that putting a thread to sleep and waking it would cost.
static bool look_on(void)
{
    for (int i = 0; i < LOOKS; i++) {
        if (atomic_load_explicit(&waiting, memory_order_relaxed) != 0) {
            return true;
        }
        relax();
    }
    return false;
}

static void sleep_until_work(void)
{
    if (look_on()) {
        return;
    }
    pthread_mutex_lock(&park.lock);
    atomic_fetch_add(&idle, 1);
    while (atomic_load(&waiting) == 0) {
        pthread_cond_wait(&park.work, &park.lock);
    }
    atomic_fetch_sub(&idle, 1);
    pthread_mutex_unlock(&park.lock);
}

static void *thread_main(void *argument)
{
    own = argument;
    unsigned index = (unsigned)(own - deques);
    for (;;) {
        loop_job *job = find(index);
        if (!job) {
            sleep_until_work();
            continue;
        }
        job->work(job);
        atomic_store_explicit(&own->completed,
                              atomic_load_explicit(&own->completed, memory_order_relaxed) + 1,
                              memory_order_relaxed);
        loop__job_finish(job);
    }
    return NULL;
}

static void init_deques(void)
{
    for (unsigned i = 0; i < THREADS_LIMIT; i++) {
        pthread_mutex_init(&deques[i].lock, NULL);
    }
}

// Called with the park lock held.
static void start_thread(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_deques);
    unsigned index = atomic_load(&threads);
    atomic_store(&threads, index + 1);
    if (loop__thread_start(thread_main, &deques[index], "protojs-cpu")) {
        atomic_store(&threads, index);
    }
    atomic_store(&full, atomic_load(&threads) >= threads_max());
}

static void push(deque *d, loop__queue *q, loop_job *job)
{
    pthread_mutex_lock(&d->lock);
    loop__queue_push_back(q, job);
    d->submitted++;
    atomic_fetch_add(&waiting, 1);
    pthread_mutex_unlock(&d->lock);
}

int loop_cpu_submit(loop *l, loop_job *job)
{
    if (l->draining) {
        return -ECANCELED;
    }
    int r = 0;
    pthread_mutex_lock(&park.lock);
    if (atomic_load(&idle) <= atomic_load(&waiting) && atomic_load(&threads) < threads_max()) {
        start_thread();
    }
    unsigned count = atomic_load(&threads);
    if (count == 0) {
        r = -EAGAIN;
    } else {
        loop__job_begin(l, job);
        deque *d = &deques[park.next++ % count];
        push(d, &d->jobs, job);
        if (atomic_load(&idle) > 0) {
            pthread_cond_signal(&park.work);
        }
    }
    pthread_mutex_unlock(&park.lock);
    return r;
}

void loop_cpu_fork(loop_job *parent, loop_job *job)
{
    // The parent is outstanding: its loop is alive and cannot reach zero jobs before this one counts.
    atomic_fetch_add(&parent->loop_->jobs, 1);
    job->loop_ = parent->loop_;
    job->state_ = LOOP_JOB_QUEUED;
    push(own, &own->forked, job);
    bool sleeps = atomic_load(&idle) > 0;
    if (!sleeps && atomic_load(&full)) {
        return; // every thread that may be is awake
    }
    pthread_mutex_lock(&park.lock);
    if (!sleeps && atomic_load(&threads) < threads_max()) {
        start_thread();
    }
    pthread_cond_signal(&park.work);
    pthread_mutex_unlock(&park.lock);
}

bool loop__is_cpu_queue(const void *queue)
{
    return (const char *)queue >= (const char *)deques &&
           (const char *)queue < (const char *)(deques + THREADS_LIMIT);
}

static void cancel_in(loop__queue *q, loop *l, loop_job *job, loop__queue *canceled)
{
    for (loop_job *at = job ? job : q->head, *next; at; at = next) {
        next = job ? NULL : at->next_;
        if (at->loop_ == l && at->state_ == LOOP_JOB_QUEUED) {
            loop__queue_remove(q, at);
            atomic_fetch_sub(&waiting, 1);
            at->state_ = LOOP_JOB_CANCELED;
            loop__queue_push_back(canceled, at);
        }
    }
}

int loop__cpu_cancel(loop *l, loop_job *job)
{
    loop__queue canceled = {NULL, NULL};
    unsigned count = atomic_load(&threads);
    for (unsigned i = 0; i < count; i++) {
        deque *d = &deques[i];
        if (job && (char *)job->queue_ != (char *)&d->jobs && (char *)job->queue_ != (char *)&d->forked) {
            continue;
        }
        pthread_mutex_lock(&d->lock);
        if (job) {
            cancel_in(job->queue_, l, job, &canceled);
        } else {
            cancel_in(&d->jobs, l, NULL, &canceled);
            cancel_in(&d->forked, l, NULL, &canceled);
        }
        pthread_mutex_unlock(&d->lock);
    }
    int r = canceled.head ? 0 : -EBUSY;
    for (loop_job *at = canceled.head, *next; at; at = next) {
        next = at->next_;
        loop__job_finish(at);
    }
    return r;
}

void loop_pools_configure(unsigned io_threads_max, unsigned cpu_threads)
{
    if (io_threads_max) {
        loop__io_configure(io_threads_max);
    }
    if (cpu_threads) {
        pthread_mutex_lock(&park.lock);
        park.threads_max = cpu_threads > THREADS_LIMIT ? THREADS_LIMIT : cpu_threads;
        atomic_store(&full, atomic_load(&threads) >= park.threads_max);
        pthread_mutex_unlock(&park.lock);
    }
}

void loop_cpu_stats(loop_pool_stats *out)
{
    pthread_mutex_lock(&park.lock);
    *out = (loop_pool_stats){
        .threads = atomic_load(&threads),
        .threads_max = threads_max(),
        .idle = atomic_load(&idle),
        .queued = atomic_load(&waiting),
    };
    for (unsigned i = 0; i < out->threads; i++) {
        deque *d = &deques[i];
        pthread_mutex_lock(&d->lock);
        out->submitted += d->submitted;
        out->stolen += d->stolen;
        out->completed += atomic_load(&d->completed);
        pthread_mutex_unlock(&d->lock);
    }
    pthread_mutex_unlock(&park.lock);
}
