// SPDX-License-Identifier: MIT
// The whole text of a file, for the tools.
#ifndef SYNTAX_TOOL_FILE_H
#define SYNTAX_TOOL_FILE_H

#include <stddef.h>

// The bytes of `path` ("-": standard input) and their count in `*len`. Owns: the caller, free(). Fails: NULL and errno.
char *tool_read(const char *path, size_t *len);

// The same; a failure is told under the name of `program` and ends the process with 2.
char *tool_read_file(const char *program, const char *path, size_t *len);

#endif
