// SPDX-License-Identifier: MIT
//
// Fault injection for debug builds: an allocation of our own code (not of libraries) can be made to fail. Debug builds are linked so
// that malloc, calloc, realloc and strdup come through here; release builds have none of it.
//
// The environment asks for it, too: PROTOJS_FAIL_ALLOCATION=n fails the n-th allocation of the process.
#ifndef PROTOJS_BASE_FAULT_H
#define PROTOJS_BASE_FAULT_H

#include <stddef.h>

// The n-th allocation from now on fails, n counted from 1; 0 stops. Thread: any; the count is the process's.
void fault_fail_allocation(unsigned long n);
// How many allocations were asked for so far. A test runs once to know, and then once for each of them.
unsigned long fault_allocation_count(void);

// From now on blocks that our own code allocates are remembered until it frees them; fault_untrack() says how many are left and forgets them. Debug
// builds only. Thread: any; the list is the process's.
void fault_track(void);
size_t fault_untrack(void);

#endif
