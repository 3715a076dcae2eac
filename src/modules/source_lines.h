// SPDX-License-Identifier: MIT
//
// Where the lines of a text come from that was put together from several files. The engine knows such a text by one name; stacks show the files.
// Kept until the process ends. Thread: any.
#ifndef PROTOJS_MODULES_SOURCE_LINES_H
#define PROTOJS_MODULES_SOURCE_LINES_H

#include <stddef.h>
#include <stdint.h>

// Names of such texts begin with this.
#define MOD_LINES_PREFIX "protojs:modules/"

typedef struct mod_lines_part {
    const char *path;
    uint32_t first_line; // in the common text, from 1
} mod_lines_part;

// Keeps a table; `parts` by rising line. `*name` is the text's new name, which lives for ever. Fails: -ENOMEM.
int mod_lines_add(const mod_lines_part *parts, size_t count, const char **name)
    __attribute__((warn_unused_result));
// The part in which a line lies, or NULL.
const mod_lines_part *mod_lines_find(const char *name, uint32_t line);

// How many lines end in a text of ASCII and Latin-1 characters, as the engine counts them.
uint32_t mod_lines_count(const char *text, size_t len);

#endif
