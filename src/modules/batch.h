// SPDX-License-Identifier: MIT
//
// Several CommonJS files as one script. The engine needs as long for a script's first and last step as for the few lines of a small module;
// so a file that is to be compiled takes along the files that it will require in turn, each as a function of its own in one text.
// Guesses only: what was read ahead is checked before it is used (see mod_stamp). Knows no JavaScript.
// Thread: the resolver's.
#ifndef PROTOJS_MODULES_BATCH_H
#define PROTOJS_MODULES_BATCH_H

#include "modules/crew.h"
#include "modules/resolver.h"
#include "modules/wrapper.h"

typedef struct mod_batch_part {
    mod_entry *file;
    mod_source source;
} mod_batch_part;

typedef struct mod_batch {
    mod_batch_part *parts;
    size_t count, capacity;
    size_t bytes;
    uint32_t number;
    unsigned world; // of a batch that waits to be used: the count of base/world.h before its files were read
} mod_batch;

// Collects `first`, whose text is `*source`, and what it requires, level by level; each level is read by several threads. Owns:
// adopts `*source`, also on failure. Fails: -ENOMEM.
int mod_batch_collect(mod_batch *batch, mod_resolver *r, mod_entry *first, mod_source *source,
                      const mod_hands *hands) __attribute__((warn_unused_result));
void mod_batch_deinit(mod_batch *batch);
void mod_batch_free(mod_batch *batch); // of one that calloc() made; accepts NULL

// The common text: an expression whose value is an array of the functions. `*name` is its name for the engine. Owns: the caller (free).
// NULL where memory is short.
char *mod_batch_text(const mod_batch *batch, size_t *len, const char **name);

// From here on each file is compiled by itself, under its own name: somebody debugs. Thread: any.
void mod_compile_alone(void);
bool mod_compiles_alone(void);

// The type that package.json gives to a `.js` file, or -EINVAL where that file is invalid (`*package` tells which), or -ENOMEM.
int mod_file_type(mod_resolver *r, const mod_entry *file, mod_package **package);

#endif
