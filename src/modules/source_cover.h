// SPDX-License-Identifier: MIT
//
// Coverage of the program's own files: counters that the front end puts into their texts (SYN_RW_COVER), and which ranges they count. Off unless it was
// started; then all texts that are rewritten from there on are counted, except those below a node_modules. Shared by all runtimes. Thread: any.
#ifndef PROTOJS_MODULES_SOURCE_COVER_H
#define PROTOJS_MODULES_SOURCE_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syntax_rewrite.h"

enum { MOD_COVER_COUNTERS = 1 << 26 };

// Starts counting. Fails: -ENOMEM.
int mod_cover_start(void) __attribute__((warn_unused_result));
bool mod_cover_is_on(void);
// The counters, all of them; NULL before mod_cover_start(). They stay for the life of the process.
uint32_t *mod_cover_counters_peek(void);

// Asks for counters in a text of a file (a path or a file: URL), where it is to be counted.
void mod_cover_ask(syn_rewrite_options *options, const char *name, size_t len);
// Keeps what was counted. `base` is the options' cover_base.
void mod_cover_keep(const char *name, const char *text, size_t len, const syn_output *out, uint32_t base);
// All that is known as JSON: [[name, length, [isFunction, start, end, name, count], ...], ...] with offsets in UTF-16 units. Owns: free(). NULL:
// no memory.
char *mod_cover_json(void);

#endif
