// SPDX-License-Identifier: MIT
//
// Libraries that a program rarely needs are opened when it does: their functions are found by name and stored in a struct of pointers.
#ifndef PROTOJS_BASE_LIBRARY_H
#define PROTOJS_BASE_LIBRARY_H

#include <stddef.h>

typedef struct library_symbol {
    const char *name;
    size_t offset; // of the pointer in the struct
} library_symbol;

// Opens `file` for the life of the process and fills `table` (all symbols or none). Thread: any, but not twice at a time for one table.
// Fails: -ENOENT where the library or one of the symbols is not there.
int library_load(const char *file, const library_symbol *symbols, size_t count, void *table);

#endif
