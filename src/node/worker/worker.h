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
// process.exit() in a worker: notes the code, and ends all JavaScript of the thread once the calling C function has returned.
void node_worker_exit(js_context ctx, int code);
// Takes a runtime down while its VM exists: workers that it started end and are joined, jobs are delivered, natives are closed and
// the loop turns until their handles are. js_runtime_free and loop_free follow. Thread: the runtime's.
void node_runtime_end(js_runtime *runtime, loop *l);

#endif
