// SPDX-License-Identifier: MIT
//
// Threads with a runtime of their own: node:worker_threads and the pool behind Deferred.
#ifndef PROTOJS_NODE_WORKER_H
#define PROTOJS_NODE_WORKER_H

#include "engine/engine.h"
#include "loop/loop.h"

typedef struct node_worker node_worker;

// The worker whose thread this is; NULL on the main thread.
node_worker *node_worker_current(void);
// As terminate() from its parent. Thread: any, while the worker's runtime exists.
void node_worker_stop(node_worker *worker);
// process.exit() in a worker: notes the code, and ends all JavaScript of the thread once the calling C function has returned.
void node_worker_exit(js_context ctx, int code);
// Takes a runtime down while its VM exists: workers that it started end and are joined, jobs are delivered, natives are closed and
// the loop turns until their handles are. js_runtime_free and loop_free follow. Thread: the runtime's.
void node_runtime_end(js_runtime *runtime, loop *l);

// Options of the command line that a worker has for itself, as the cli room makes them. JavaScript holds them in a native of this type.
typedef struct node_thread_options node_thread_options;
struct node_thread_options {
    void (*use)(node_thread_options *options); // on the worker's thread, before its runtime
    void (*free)(node_thread_options *options);
};
extern const js_native_type node_thread_options_type;

#endif
