// SPDX-License-Identifier: MIT
//
// Snapshots of the heap just before memory ends. Thread: the runtime's.
#ifndef PROTOJS_DIAGNOSTICS_NEAR_LIMIT_H
#define PROTOJS_DIAGNOSTICS_NEAR_LIMIT_H

#include "engine/engine.h"

// From here on up to `count` snapshots are written into `folder` ("": the working directory) when the thread's memory nears its limit. Only the first call of a
// runtime counts. Fails: -ENOMEM.
int diag_near_limit_set(js_runtime *runtime, unsigned count, int thread_id, const char *folder) JS_MUST_USE;

// Numbers of the files that diagnostics write, from 1 on. Thread: any.
unsigned diag_file_number(void);

#endif
