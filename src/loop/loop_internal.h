// SPDX-License-Identifier: MIT
//
// What the files of the loop room share.
#ifndef PROTOJS_LOOP_INTERNAL_H
#define PROTOJS_LOOP_INTERNAL_H

#include "loop/loop.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct loop__gmain loop__gmain;

// `lock` guards `done` and `tasks`. Who sends on `wake` counts as a sender from before the loop can take what it brings until it has sent (the lock
// is free by then: the loop wants it as soon as it wakes), and a loop is not freed before its senders are through.
struct loop {
    uv_loop_t uv;
    uv_async_t wake;
    uv_prepare_t idle_prepare;
    pthread_mutex_t lock;
    loop_job *done_head, **done_tail;
    loop_task *tasks_head[2], **tasks_tail[2]; // by loop_priority
    loop_task *idle_head, **idle_tail;         // loop thread only
    _Atomic unsigned senders;
    _Atomic size_t jobs; // submitted, `done` not yet called
    _Atomic bool interrupted;
    atomic_bool noted; // a signal handler called loop_note
    void (*on_note)(void *data);
    void *note_data;
    bool stopped, draining;
    uint64_t started_ns, ended_ns; // uv_hrtime of the first loop_run, and of the end of the last; 0: not yet
    loop__gmain *gmain;
};

// `state_` of a job; changes under the lock of the queue that held it.
enum { LOOP_JOB_QUEUED = 1, LOOP_JOB_RUNNING, LOOP_JOB_CANCELED };

// A doubly linked list of jobs. Its owner locks.
typedef struct loop__queue {
    loop_job *head, *tail;
} loop__queue;
void loop__queue_push_back(loop__queue *q, loop_job *job);
void loop__queue_remove(loop__queue *q, loop_job *job);

// Counts a job that was accepted; the loop is alive until it is delivered. Thread: loop.
void loop__job_begin(loop *l, loop_job *job);
// Undoes loop__job_begin. Thread: loop.
void loop__job_abandon(loop *l);
// Hands a job that has run, or was cancelled, to its loop. Thread: any.
void loop__job_finish(loop_job *job);

// The pools' halves of cancelling: 0 or -EBUSY; takes all waiting jobs of a loop out where `job` is NULL.
int loop__io_cancel(loop *l, loop_job *job);
void loop__io_configure(unsigned threads_max);
int loop__cpu_cancel(loop *l, loop_job *job);
bool loop__is_cpu_queue(const void *queue);

// Starts a detached thread that receives no signals. Fails: -EAGAIN.
int loop__thread_start(void *(*main)(void *), void *argument, const char *name);

#endif
