// SPDX-License-Identifier: MIT
//
// The event loop: libuv's, with Node's phases, and the two pools behind it. One loop per JavaScript thread; it knows no
// JavaScript. Functions run on the loop's thread unless they say otherwise.
#ifndef PROTOJS_LOOP_H
#define PROTOJS_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

typedef struct loop loop;

// Makes a loop. Fails: negative errno.
int loop_new(loop **out) __attribute__((warn_unused_result));
// Drains (loop_drain), closes the handles that are left without calling their owners, and frees. Accepts NULL.
void loop_free(loop *l);

// Cancels the jobs that wait, waits for those that run, and delivers all of them: `done` sees -ECANCELED for the former. Call it
// before the runtime that the owners of jobs need goes away. Jobs submitted later fail with -ECANCELED.
void loop_drain(loop *l);

// The libuv loop, for handles of other rooms.
uv_loop_t *loop_uv(loop *l);

// Turns the loop until nothing is left that keeps it alive, or loop_stop was called.
void loop_run(loop *l);
// One turn, waiting for an event where there is nothing to do yet; for a caller inside a callback of loop_run, too. False where
// nothing keeps the loop alive.
bool loop_turn(loop *l);
// Ends loop_run after the current callback's turn.
void loop_stop(loop *l);
// When the loop first ran and when it last ended (uv_hrtime; 0: not yet, or running again), and how long it has waited for events.
// Thread: any, while the loop exists.
void loop_times(loop *l, uint64_t *started_ns, uint64_t *ended_ns, uint64_t *idle_ns);
// True from loop_stop until the next loop_run.
bool loop_is_stopping(loop *l);
// As loop_stop. Thread: any.
void loop_interrupt(loop *l);
// True where a handle, a job or a posted task would keep loop_run going.
bool loop_is_alive(loop *l);
// Milliseconds of a monotonic clock, as of the current turn.
// `noted(data)` runs in a turn of the loop after loop_note(), which a signal handler may call.
void loop_on_note(loop *l, void (*noted)(void *data), void *data);
void loop_note(loop *l);
uint64_t loop_now_ms(loop *l);

// ---- tasks: small pieces of work for the loop's own thread ----------------------------------------------------------------

// Embedded in its owner's struct, which stays until `run`, which may free it. A task must not be posted twice at a time.
typedef struct loop_task loop_task;
struct loop_task {
    void (*run)(loop_task *task);
    // private to the loop
    loop_task *next_;
};

typedef enum loop_priority {
    LOOP_URGENT, // before finished jobs and other tasks
    LOOP_NORMAL, // in the order of posting
} loop_priority;

// Runs `task` on the loop's thread in one of its next turns. The loop stays alive until it ran. Thread: any.
void loop_post(loop *l, loop_task *task, loop_priority priority);
// Runs `task` when the loop is about to sleep: no event, no timer is due. It does not keep the loop alive: tasks that
// never came to run are dropped without a call by loop_free.
void loop_idle_post(loop *l, loop_task *task);
// Takes back a task of loop_idle_post. False where it is not waiting (any more).
bool loop_idle_cancel(loop *l, loop_task *task);

// ---- the IO pool: elastic, for blocking calls. Shared by all loops of the process ----------------------------------------

// A job is embedded in its owner's struct. `work` runs on a pool thread and touches neither loop nor JavaScript; then `done` runs on the
// loop's thread (`status` 0, or -ECANCELED where loop_job_cancel came first). A submitted job keeps the loop alive. Owns: the caller; must
// stay until `done`, which may free it.
typedef struct loop_job loop_job;
struct loop_job {
    void (*work)(loop_job *job);
    void (*done)(loop_job *job, int status);
    // private to the loop
    loop *loop_;
    loop_job *next_, *prev_;
    void *queue_;
    int state_;
};
// Fails: -EAGAIN (no thread could be started), -ECANCELED (after loop_drain); `done` is not called then.
int loop_io_submit(loop *l, loop_job *job) __attribute__((warn_unused_result));
// For a job that is done already: `done` comes in a later turn of the loop, `work` is not called. Fails: -ECANCELED (draining).
int loop_job_complete(loop *l, loop_job *job) __attribute__((warn_unused_result));
// 0 where the job had not started (its `done` comes with -ECANCELED), else -EBUSY.
int loop_job_cancel(loop_job *job);
// How many jobs of the loop, in either pool, have not been delivered.
size_t loop_job_count(loop *l);

// ---- the CPU pool: work stealing, sized to the cores ----------------------------------------------------------------------

// As loop_io_submit. The job goes to one thread's deque; idle threads steal it from there.
int loop_cpu_submit(loop *l, loop_job *job) __attribute__((warn_unused_result));
// A job made by the job that runs on the calling thread: goes on top of the thread's own deque and reports to `parent`'s loop.
// Thread: the CPU pool thread that runs `parent`. Never fails.
void loop_cpu_fork(loop_job *parent, loop_job *job);

// Sizes: before the first submit. 0 keeps the default (IO: 64; CPU: the cores).
void loop_pools_configure(unsigned io_threads_max, unsigned cpu_threads);

typedef struct loop_pool_stats {
    uint64_t submitted, completed, stolen;
    unsigned threads, threads_max, idle, queued;
} loop_pool_stats;
void loop_io_stats(loop_pool_stats *out);  // Thread: any
void loop_cpu_stats(loop_pool_stats *out); // Thread: any

// ---- GLib -----------------------------------------------------------------------------------------------------------------

// Polls a GMainContext (`gmain_context`, owned by the calling thread from now on) from the loop, without keeping the loop alive and
// without waking up for nothing. `dispatched` (may be NULL) is called after each dispatch. At most one per loop.
// Fails: -EBUSY, -ENOMEM or libuv's.
int loop_gmain_attach(loop *l, void *gmain_context, void (*dispatched)(void *data), void *data)
    __attribute__((warn_unused_result));
// Lets go of the context. loop_free does it, too.
void loop_gmain_detach(loop *l);

#endif
