// SPDX-License-Identifier: MIT
//
// Reading a whole file into memory with room around it, for source text that is wrapped without another copy.
#ifndef PROTOJS_MODULES_FILE_READ_H
#define PROTOJS_MODULES_FILE_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What tells one content of a file from another without reading it.
typedef struct mod_stamp {
    uint64_t device, inode;
    int64_t size, changed_s, changed_ns, modified_s, modified_ns;
} mod_stamp;

// Reads `path` to `*out + before`; `after` bytes beyond the content are writable. `*len` is the content's length.
// Owns: the caller (free). Fails: a negative errno; `*syscall` (where not NULL) names the call: "open", "read".
// `stamp` (where not NULL) is the file's when it was opened.
int mod_file_read(const char *path, size_t before, size_t after, char **out, size_t *len, mod_stamp *stamp,
                  const char **syscall) __attribute__((warn_unused_result));
// The same for a file of at most `largest` bytes; -EFBIG, before anything is read, where it is known to be larger.
int mod_file_read_up_to(const char *path, size_t largest, size_t before, size_t after, char **out,
                        size_t *len, mod_stamp *stamp, const char **syscall)
    __attribute__((warn_unused_result));

// Whether the file at `path` still has this stamp.
bool mod_stamp_holds(const char *path, const mod_stamp *stamp);

#endif
