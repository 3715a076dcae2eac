// SPDX-License-Identifier: MIT
//
// A count of what this process did that may change files: operations of fs, started processes. Who keeps what it read from files asks whether
// the count is still the same, and only looks at the file again where it is not. Thread: any.
#ifndef PROTOJS_BASE_WORLD_H
#define PROTOJS_BASE_WORLD_H

#include <stdatomic.h>

extern atomic_uint base_world_count;

static inline void base_world_changes(void)
{
    atomic_fetch_add_explicit(&base_world_count, 1, memory_order_relaxed);
}

static inline unsigned base_world_now(void)
{
    return atomic_load_explicit(&base_world_count, memory_order_relaxed);
}

#endif
