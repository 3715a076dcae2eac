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

// Fails: negative errno.
int loop_new(loop **out) __attribute__((warn_unused_result));
// Closes what is left open, waits for running jobs, and frees. Accepts NULL.
void loop_free(loop *l);

// The libuv loop, for handles of other rooms.
uv_loop_t *loop_uv(loop *l);

// Turns the loop until nothing is left that keeps it alive, or loop_stop was called.
void loop_run(loop *l);
void loop_stop(loop *l);
bool loop_is_alive(loop *l);
// Milliseconds of a monotonic clock, as of the current turn.
uint64_t loop_now_ms(loop *l);

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
    loop_job *next_;
    int state_;
};
// Fails: -ENOMEM, -EAGAIN (no thread could be started); `done` is not called then.
int loop_io_submit(loop *l, loop_job *job) __attribute__((warn_unused_result));
// 0 where the job had not started (its `done` comes with -ECANCELED), else -EBUSY.
int loop_job_cancel(loop_job *job);

// ---- the CPU pool: work stealing, sized to the cores ----------------------------------------------------------------------

int loop_cpu_submit(loop *l, loop_job *job) __attribute__((warn_unused_result));

// Sizes: before the first submit. 0 keeps the default.
void loop_pools_configure(unsigned io_threads_max, unsigned cpu_threads);

typedef struct loop_pool_stats {
    uint64_t submitted, completed, stolen;
    unsigned threads, threads_max, idle, queued;
} loop_pool_stats;
void loop_io_stats(loop_pool_stats *out);  // Thread: any
void loop_cpu_stats(loop_pool_stats *out); // Thread: any

#endif
