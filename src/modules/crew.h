// SPDX-License-Identifier: MIT
//
// A list of independent pieces of work, done by the calling thread together with threads of the IO pool.
#ifndef PROTOJS_MODULES_CREW_H
#define PROTOJS_MODULES_CREW_H

#include <stddef.h>

struct loop;

// Calls `work(arg, i)` for each i below `count`, on any thread and in any order, and returns when all are done. `l` may be NULL: then the
// calling thread does it all, as it does for few pieces. Thread: the loop's.
void mod_crew_run(struct loop *l, size_t count, void (*work)(void *arg, size_t i), void *arg);

#endif
