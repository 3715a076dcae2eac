// SPDX-License-Identifier: MIT
//
// The loop itself: libuv's loop plus one async handle through which everything from other threads arrives (finished jobs and
// posted tasks), and the tasks that wait for idleness.
//
// Invariant: `wake` is referenced exactly while jobs are outstanding, so that they, and not the handle, keep the loop alive.
#include "loop/loop_internal.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

static void on_wake(uv_async_t *handle);
static void on_idle_prepare(uv_prepare_t *handle);

// ---- life -----------------------------------------------------------------------------------------------------------------

int loop_new(loop **out)
{
    loop *l = calloc(1, sizeof *l);
    if (!l) {
        return -ENOMEM;
    }
    int r = uv_loop_init(&l->uv);
    if (r) {
        free(l);
        return r;
    }
    r = uv_async_init(&l->uv, &l->wake, on_wake);
    if (r) {
        uv_loop_close(&l->uv);
        free(l);
        return r;
    }
    uv_unref((uv_handle_t *)&l->wake);
    uv_loop_configure(&l->uv, UV_METRICS_IDLE_TIME); // for loop_times
    uv_prepare_init(&l->uv, &l->idle_prepare);       // never fails
    uv_unref((uv_handle_t *)&l->idle_prepare);
    pthread_mutex_init(&l->lock, NULL);
    l->done_tail = &l->done_head;
    l->tasks_tail[0] = &l->tasks_head[0];
    l->tasks_tail[1] = &l->tasks_head[1];
    l->idle_tail = &l->idle_head;
    l->uv.data = l;
    *out = l;
    return 0;
}

static void close_handle(uv_handle_t *handle, void *data)
{
    (void)data;
    if (!uv_is_closing(handle)) {
        uv_close(handle, NULL);
    }
}

void loop_free(loop *l)
{
    if (!l) {
        return;
    }
    loop_drain(l);
    while (atomic_load(&l->senders) != 0) {
        sched_yield();
    }
    loop_gmain_detach(l);
    uv_walk(&l->uv, close_handle, NULL);
    while (uv_run(&l->uv, UV_RUN_DEFAULT)) {
        uv_walk(&l->uv, close_handle, NULL);
    }
    int r = uv_loop_close(&l->uv);
    assert(r == 0);
    (void)r;
    pthread_mutex_destroy(&l->lock);
    free(l);
}

uv_loop_t *loop_uv(loop *l)
{
    return &l->uv;
}

uint64_t loop_now_ms(loop *l)
{
    return uv_now(&l->uv);
}

// ---- turning --------------------------------------------------------------------------------------------------------------

static bool tasks_wait(loop *l)
{
    pthread_mutex_lock(&l->lock);
    bool wait = l->tasks_head[LOOP_URGENT] || l->tasks_head[LOOP_NORMAL];
    pthread_mutex_unlock(&l->lock);
    return wait;
}

bool loop_is_alive(loop *l)
{
    return uv_loop_alive(&l->uv) || tasks_wait(l);
}

void loop_run(loop *l)
{
    l->stopped = false;
    if (l->started_ns == 0) {
        __atomic_store_n(&l->started_ns, uv_hrtime(), __ATOMIC_RELAXED);
    }
    __atomic_store_n(&l->ended_ns, 0, __ATOMIC_RELAXED);
    do {
        if (tasks_wait(l)) {
            on_wake(&l->wake);
        }
        if (!l->stopped) {
            uv_run(&l->uv, UV_RUN_DEFAULT);
        }
    } while (!l->stopped && tasks_wait(l));
    __atomic_store_n(&l->ended_ns, uv_hrtime(), __ATOMIC_RELAXED);
}

bool loop_turn(loop *l)
{
    if (tasks_wait(l)) {
        on_wake(&l->wake);
    } else if (!uv_loop_alive(&l->uv)) {
        return false;
    }
    // libuv does not promise that it can be entered twice; its queues are consistent whenever it calls out, so that it can.
    uv_run(&l->uv, tasks_wait(l) ? UV_RUN_NOWAIT : UV_RUN_ONCE);
    return true;
}

void loop_times(loop *l, uint64_t *started_ns, uint64_t *ended_ns, uint64_t *idle_ns)
{
    *started_ns = __atomic_load_n(&l->started_ns, __ATOMIC_RELAXED);
    *ended_ns = __atomic_load_n(&l->ended_ns, __ATOMIC_RELAXED);
    *idle_ns = uv_metrics_idle_time(&l->uv);
}

void loop_stop(loop *l)
{
    l->stopped = true;
    uv_stop(&l->uv);
}

bool loop_is_stopping(loop *l)
{
    return l->stopped;
}

void loop_on_note(loop *l, void (*noted)(void *data), void *data)
{
    l->on_note = noted;
    l->note_data = data;
}

void loop_note(loop *l)
{
    atomic_store(&l->noted, true);
    uv_async_send(&l->wake);
}

void loop_interrupt(loop *l)
{
    pthread_mutex_lock(&l->lock);
    l->interrupted = true;
    uv_async_send(&l->wake);
    pthread_mutex_unlock(&l->lock);
}

// As a sender, which ends here.
static void send_wake(loop *l)
{
    uv_async_send(&l->wake);
    atomic_fetch_sub(&l->senders, 1);
}

// ---- arrivals from other threads ------------------------------------------------------------------------------------------

static loop_task *take_urgent(loop *l)
{
    pthread_mutex_lock(&l->lock);
    loop_task *task = l->tasks_head[LOOP_URGENT];
    if (task) {
        l->tasks_head[LOOP_URGENT] = task->next_;
        if (!task->next_) {
            l->tasks_tail[LOOP_URGENT] = &l->tasks_head[LOOP_URGENT];
        }
    }
    pthread_mutex_unlock(&l->lock);
    return task;
}

static void run_urgent(loop *l)
{
    loop_task *task;
    while ((task = take_urgent(l))) {
        task->run(task);
    }
}

static void deliver(loop *l, loop_job *job)
{
    int status = job->state_ == LOOP_JOB_CANCELED ? -ECANCELED : 0;
    if (atomic_fetch_sub(&l->jobs, 1) == 1) {
        uv_unref((uv_handle_t *)&l->wake);
    }
    job->done(job, status); // may free the job
}

// Everything that had arrived when it began is handled; what comes meanwhile waits for the next turn, except urgent tasks.
static void run_arrivals(loop *l)
{
    pthread_mutex_lock(&l->lock);
    loop_job *job = l->done_head;
    loop_task *task = l->tasks_head[LOOP_NORMAL];
    l->done_head = NULL;
    l->done_tail = &l->done_head;
    l->tasks_head[LOOP_NORMAL] = NULL;
    l->tasks_tail[LOOP_NORMAL] = &l->tasks_head[LOOP_NORMAL];
    pthread_mutex_unlock(&l->lock);
    run_urgent(l);
    while (job) {
        loop_job *next = job->next_;
        deliver(l, job);
        job = next;
        run_urgent(l);
    }
    while (task) {
        loop_task *next = task->next_;
        task->run(task);
        task = next;
        run_urgent(l);
    }
}

static void on_wake(uv_async_t *handle)
{
    loop *l = (loop *)((char *)handle - offsetof(loop, wake));
    if (atomic_exchange(&l->interrupted, false)) {
        loop_stop(l);
    }
    if (atomic_exchange(&l->noted, false)) {
        l->on_note(l->note_data);
    }
    run_arrivals(l);
}

void loop_post(loop *l, loop_task *task, loop_priority priority)
{
    task->next_ = NULL;
    pthread_mutex_lock(&l->lock);
    *l->tasks_tail[priority] = task;
    l->tasks_tail[priority] = &task->next_;
    atomic_fetch_add(&l->senders, 1);
    pthread_mutex_unlock(&l->lock);
    send_wake(l);
}

// ---- jobs -----------------------------------------------------------------------------------------------------------------

void loop__queue_push_back(loop__queue *q, loop_job *job)
{
    job->queue_ = q;
    job->next_ = NULL;
    job->prev_ = q->tail;
    if (q->tail) {
        q->tail->next_ = job;
    } else {
        q->head = job;
    }
    q->tail = job;
}

void loop__queue_remove(loop__queue *q, loop_job *job)
{
    if (job->prev_) {
        job->prev_->next_ = job->next_;
    } else {
        q->head = job->next_;
    }
    if (job->next_) {
        job->next_->prev_ = job->prev_;
    } else {
        q->tail = job->prev_;
    }
    job->next_ = job->prev_ = NULL;
}

void loop__job_begin(loop *l, loop_job *job)
{
    job->loop_ = l;
    job->state_ = LOOP_JOB_QUEUED;
    if (atomic_fetch_add(&l->jobs, 1) == 0) {
        uv_ref((uv_handle_t *)&l->wake);
    }
}

void loop__job_abandon(loop *l)
{
    if (atomic_fetch_sub(&l->jobs, 1) == 1) {
        uv_unref((uv_handle_t *)&l->wake);
    }
}

void loop__job_finish(loop_job *job)
{
    loop *l = job->loop_;
    job->next_ = NULL;
    pthread_mutex_lock(&l->lock);
    bool first = !l->done_head;
    *l->done_tail = job;
    l->done_tail = &job->next_;
    if (first) {
        atomic_fetch_add(&l->senders, 1);
    }
    pthread_mutex_unlock(&l->lock);
    if (first) {
        send_wake(l);
    }
}

int loop_job_complete(loop *l, loop_job *job)
{
    if (l->draining) {
        return -ECANCELED;
    }
    loop__job_begin(l, job);
    job->state_ = LOOP_JOB_RUNNING;
    loop__job_finish(job);
    return 0;
}

int loop_job_cancel(loop_job *job)
{
    return loop__is_cpu_queue(job->queue_) ? loop__cpu_cancel(job->loop_, job)
                                           : loop__io_cancel(job->loop_, job);
}

size_t loop_job_count(loop *l)
{
    return atomic_load(&l->jobs);
}

void loop_drain(loop *l)
{
    l->draining = true;
    loop__io_cancel(l, NULL);
    loop__cpu_cancel(l, NULL);
    while (atomic_load(&l->jobs)) {
        run_arrivals(l);
        if (atomic_load(&l->jobs)) {
            struct timespec pause = {0, 1000000};
            nanosleep(&pause, NULL);
        }
    }
}

int loop__thread_start(void *(*main)(void *), void *argument, const char *name)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes)) {
        return -EAGAIN;
    }
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, (size_t)4 << 20);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int r = pthread_create(&thread, &attributes, main, argument);
    if (r == 0) {
        pthread_setname_np(thread, name);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return r ? -EAGAIN : 0;
}

// ---- idle tasks -----------------------------------------------------------------------------------------------------------

// True where the loop, left alone, would sleep now.
static bool would_sleep(loop *l)
{
    if (uv_backend_timeout(&l->uv) == 0) {
        return false;
    }
    struct pollfd fd = {.fd = uv_backend_fd(&l->uv), .events = POLLIN};
    return poll(&fd, 1, 0) == 0;
}

// Prepare is the last phase before the poll. Tasks that wait after it are tried again in the next turn, which an event brings.
static void on_idle_prepare(uv_prepare_t *handle)
{
    loop *l = (loop *)((char *)handle - offsetof(loop, idle_prepare));
    while (l->idle_head && would_sleep(l)) {
        loop_task *task = l->idle_head;
        l->idle_head = task->next_;
        if (!l->idle_head) {
            l->idle_tail = &l->idle_head;
        }
        task->run(task);
    }
    if (!l->idle_head) {
        uv_prepare_stop(handle);
    }
}

void loop_idle_post(loop *l, loop_task *task)
{
    task->next_ = NULL;
    *l->idle_tail = task;
    l->idle_tail = &task->next_;
    uv_prepare_start(&l->idle_prepare, on_idle_prepare);
}

bool loop_idle_cancel(loop *l, loop_task *task)
{
    for (loop_task **at = &l->idle_head; *at; at = &(*at)->next_) {
        if (*at == task) {
            *at = task->next_;
            if (!*at) {
                l->idle_tail = at;
            }
            return true;
        }
    }
    return false;
}
