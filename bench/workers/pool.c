// SPDX-License-Identifier: MIT
//
// Three ways of sharing jobs among threads, on the same jobs: `steal`, the CPU pool of src/loop; `queue`, one locked queue that every thread takes
// from; `dealt`, a queue for each thread, nobody takes another's. For each: wall time, processor time of the process, processor time inside jobs, and
// `balance`, the mean share of a thread against the largest: the utilisation that a machine with a free core for each thread would see.
//   pool_bench [threads] [repetitions]
#include "loop/loop.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS_MAX = 64, EVEN = 4000, TREE_DEPTH = 15, JOBS_MAX = 1 << (TREE_DEPTH + 1) };

typedef struct job {
    loop_job base;
    unsigned microseconds, depth;
    struct job *next;
} job;

typedef struct shared_queue {
    pthread_mutex_t lock;
    pthread_cond_t work;
    job *head, **tail;
} shared_queue;

static unsigned thread_count = 2;
static job *jobs;
static atomic_uint jobs_made, jobs_left;
static _Atomic uint64_t inside[THREADS_MAX]; // nanoseconds of processor time in jobs, by thread
static atomic_uint thread_numbers;
static _Thread_local unsigned thread_number; // from 1
static shared_queue queues[THREADS_MAX];
static unsigned queue_first, queue_count; // the ones in use; threads wait for ever at those before
static pthread_mutex_t end_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t end_reached = PTHREAD_COND_INITIALIZER;

static uint64_t now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

// Works for so long by the thread's own clock, so that a busy machine makes no job longer than another.
static void spin(unsigned microseconds)
{
    volatile unsigned x = 0;
    for (unsigned i = 0; i < microseconds * 400; i++) {
        x += i;
    }
}

static void submit(job *from, job *j);

// A job of the tree makes two more, on the thread that runs it.
static void work(job *j)
{
    uint64_t before = now(CLOCK_THREAD_CPUTIME_ID);
    if (thread_number == 0) {
        thread_number = atomic_fetch_add(&thread_numbers, 1) % THREADS_MAX + 1;
    }
    spin(j->microseconds);
    for (unsigned i = 0; j->depth > 0 && i < 2; i++) {
        job *child = &jobs[atomic_fetch_add(&jobs_made, 1)];
        *child = (job){.depth = j->depth - 1};
        submit(j, child);
    }
    atomic_fetch_add(&inside[thread_number - 1], now(CLOCK_THREAD_CPUTIME_ID) - before);
}

// ---- queues -----------------------------------------------------------------------------------------------------------------

static void queue_push(shared_queue *q, job *j)
{
    j->next = NULL;
    pthread_mutex_lock(&q->lock);
    *q->tail = j;
    q->tail = &j->next;
    pthread_cond_signal(&q->work);
    pthread_mutex_unlock(&q->lock);
}

static job *queue_take(shared_queue *q)
{
    pthread_mutex_lock(&q->lock);
    while (q->head == NULL) {
        pthread_cond_wait(&q->work, &q->lock);
    }
    job *j = q->head;
    q->head = j->next;
    if (q->head == NULL) {
        q->tail = &q->head;
    }
    pthread_mutex_unlock(&q->lock);
    return j;
}

static void *queue_thread(void *argument)
{
    for (job *j; (j = queue_take(argument)) != NULL;) {
        work(j);
        if (atomic_fetch_sub(&jobs_left, 1) == 1) {
            pthread_mutex_lock(&end_lock);
            pthread_cond_signal(&end_reached);
            pthread_mutex_unlock(&end_lock);
        }
    }
    return NULL;
}

static void queues_start(unsigned count)
{
    queue_first += queue_count;
    queue_count = count;
    for (shared_queue *q = &queues[queue_first]; q < &queues[queue_first + count]; q++) {
        pthread_mutex_init(&q->lock, NULL);
        pthread_cond_init(&q->work, NULL);
        q->head = NULL;
        q->tail = &q->head;
    }
    for (unsigned i = 0; i < thread_count; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, queue_thread, &queues[queue_first + i % count]) != 0) {
            abort();
        }
        pthread_detach(thread);
    }
}

// ---- the pool ---------------------------------------------------------------------------------------------------------------

static loop *pool_loop;

static void pool_work(loop_job *base)
{
    work((job *)base);
}

static void pool_done(loop_job *base, int status)
{
    (void)base;
    (void)status;
    atomic_fetch_sub(&jobs_left, 1);
}

static void submit(job *from, job *j)
{
    static atomic_uint dealt;
    if (pool_loop == NULL) {
        queue_push(&queues[queue_first + atomic_fetch_add(&dealt, 1) % queue_count], j);
        return;
    }
    j->base.work = pool_work;
    j->base.done = pool_done;
    if (from != NULL) {
        loop_cpu_fork(&from->base, &j->base);
    } else if (loop_cpu_submit(pool_loop, &j->base) < 0) {
        abort();
    }
}

// ---- what is measured ---------------------------------------------------------------------------------------------------------

// Kinds: jobs of one length; every other one a hundred times as long (dealt in turn, two threads get very different shares); one very long
// one behind many; a binary tree of jobs that do nothing but make two more.
static unsigned make(const char *kind)
{
    unsigned count = strcmp(kind, "tree") == 0 ? 1 : EVEN;
    for (unsigned i = 0; i < count; i++) {
        unsigned length = strcmp(kind, "even") == 0     ? 20
                          : strcmp(kind, "uneven") == 0 ? (i % thread_count == 0 ? 40 : 1)
                                                        : (i == count - 1 ? 20000 : 10);
        jobs[i] = (job){.microseconds = strcmp(kind, "tree") == 0 ? 0 : length,
                        .depth = strcmp(kind, "tree") == 0 ? TREE_DEPTH : 0};
    }
    atomic_store(&jobs_made, count);
    atomic_store(&jobs_left, strcmp(kind, "tree") == 0 ? JOBS_MAX - 1 : count);
    return count;
}

static void wait_for_all(void)
{
    if (pool_loop != NULL) {
        loop_run(pool_loop);
        return;
    }
    pthread_mutex_lock(&end_lock);
    while (atomic_load(&jobs_left) > 0) {
        pthread_cond_wait(&end_reached, &end_lock);
    }
    pthread_mutex_unlock(&end_lock);
}

static void measure(const char *scheduler, const char *kind)
{
    unsigned count = make(kind);
    for (unsigned i = 0; i < THREADS_MAX; i++) {
        atomic_store(&inside[i], 0);
    }
    uint64_t wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID), sum = 0, most = 0;
    for (unsigned i = 0; i < count; i++) {
        submit(NULL, &jobs[i]);
    }
    wait_for_all();
    wall = now(CLOCK_MONOTONIC) - wall;
    cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    for (unsigned i = 0; i < THREADS_MAX; i++) {
        uint64_t share = atomic_load(&inside[i]);
        sum += share;
        most = share > most ? share : most;
    }
    printf("%-6s %-8s wall %7.2f ms  process %7.2f ms  in jobs %7.2f ms  balance %5.1f %%\n", scheduler, kind,
           (double)wall / 1e6, (double)cpu / 1e6, (double)sum / 1e6,
           most == 0 ? 0 : 100.0 * (double)sum / (double)most / thread_count);
}

static void measure_all(const char *scheduler, unsigned repetitions)
{
    static const char *const kinds[] = {"even", "uneven", "one long", "tree"};
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        for (unsigned k = 0; k < repetitions; k++) {
            measure(scheduler, kinds[i]);
        }
    }
}

int main(int argc, char **argv)
{
    unsigned repetitions = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 3;
    thread_count = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 2;
    jobs = calloc(JOBS_MAX, sizeof *jobs);
    if (jobs == NULL || thread_count == 0 || thread_count > THREADS_MAX / 4) {
        return 1;
    }
    loop_pools_configure(0, thread_count);
    if (loop_new(&pool_loop) < 0) {
        return 1;
    }
    measure_all("steal", repetitions);
    loop_free(pool_loop);
    pool_loop = NULL;
    queues_start(1);
    measure_all("queue", repetitions);
    queues_start(thread_count);
    measure_all("dealt", repetitions);
    free(jobs);
    return 0;
}
