// SPDX-License-Identifier: MIT
//
// Code that the engine compiled of a program's CommonJS files, on disk: one file for each program, beside the cache of graphs (graph_cache.h) and under
// its rules. A piece of code is found by its text's length and hash. What is damaged, of another executable or another engine, is none.
#ifndef PROTOJS_MODULES_CODE_CACHE_H
#define PROTOJS_MODULES_CODE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modules/graph_cache.h"

// Code of one text.
typedef struct mod_code {
    mod_hash hash;
    uint64_t len; // of the text
    const void *code;
    uint64_t code_len;
    uint32_t renewals; // how often it was made again since the program ran other functions
} mod_code;

typedef struct mod_codes mod_codes;

// The codes of a program, by the file it starts from. NULL where there are none. Thread: any.
mod_codes *mod_codes_open(const char *directory, const char *root, uint32_t engine);
void mod_codes_close(mod_codes *codes); // accepts NULL; what was found in it ends with it
size_t mod_codes_count(const mod_codes *codes);
const mod_code *mod_codes_at(const mod_codes *codes, size_t index);
// NULL where there is none; `codes` may be NULL.
const mod_code *mod_codes_find(const mod_codes *codes, mod_hash hash, uint64_t len);

// Writes codes in the place of what was there. Thread: any. Fails: a negative errno.
int mod_codes_write(char *directory, const char *root, uint32_t engine, const mod_code *rows, size_t count);

#endif
