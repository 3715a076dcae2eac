// SPDX-License-Identifier: MIT
//
// The text of a CommonJS file as the engine gets it: a function expression around what stands in the file, rewritten where it must be.
#ifndef PROTOJS_MODULES_WRAPPER_H
#define PROTOJS_MODULES_WRAPPER_H

#include <stdbool.h>
#include <stddef.h>

#include "modules/file_read.h"

typedef struct mod_source {
    char *block;        // malloc'ed
    const char *text;   // wrapped, inside the block
    size_t len;         // of `text`
    const char *author; // what stands in the file, inside `text`
    size_t author_len;
    bool rewritten; // the function takes the parameters of source_rewrite.h
    mod_stamp stamp;
} mod_source;

// Reads and wraps a file. A byte order mark goes; a line "#!" becomes a comment. Fails: a negative errno; `*syscall` names the call that
// failed (NULL where memory is short).
// A file known to be larger than `largest` is not read: -EFBIG.
int mod_source_read(mod_source *out, const char *path, size_t largest, const char **syscall)
    __attribute__((warn_unused_result));
// Accepts an empty one.
void mod_source_deinit(mod_source *source);

#endif
