// SPDX-License-Identifier: MIT
//
// A bump allocator: what the resolver learns about the file system and about package.json files lives as long as the resolver.
#ifndef PROTOJS_MODULES_ARENA_H
#define PROTOJS_MODULES_ARENA_H

#include <stddef.h>

typedef struct mod_arena_block mod_arena_block;

typedef struct mod_arena {
    mod_arena_block *blocks;
    char *next;
    size_t left;
} mod_arena;

// Zeroed memory, aligned for any type. NULL where memory is short. An arena of zero bytes is a valid empty one.
void *mod_arena_alloc(mod_arena *arena, size_t size);
// A NUL-terminated copy of `len` bytes.
char *mod_arena_copy(mod_arena *arena, const char *bytes, size_t len);
void mod_arena_deinit(mod_arena *arena);

#endif
