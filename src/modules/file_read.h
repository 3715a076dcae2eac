// SPDX-License-Identifier: MIT
//
// Reading a whole file into memory with room around it, for source text that is wrapped without another copy.
#ifndef PROTOJS_MODULES_FILE_READ_H
#define PROTOJS_MODULES_FILE_READ_H

#include <stddef.h>

// Reads `path` to `*out + before`; `after` bytes beyond the content are writable. `*len` is the content's length.
// Owns: the caller (free). Fails: a negative errno; `*syscall` (where not NULL) names the call: "open", "read".
int mod_file_read(const char *path, size_t before, size_t after, char **out, size_t *len,
                  const char **syscall) __attribute__((warn_unused_result));

#endif
