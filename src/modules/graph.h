// SPDX-License-Identifier: MIT
//
// The ES modules that a module imports, and what those import in turn, read ahead: found, read, parsed and rewritten level by level, each level by
// several threads. Only what is plain is taken: modules in files whose names need no encoding, without attributes. Whatever is missing from a
// graph the loader in JavaScript finds for itself, with the error that it deserves. Knows no JavaScript.
// Thread: the resolver's.
#ifndef PROTOJS_MODULES_GRAPH_H
#define PROTOJS_MODULES_GRAPH_H

#include "modules/crew.h"
#include "modules/file_read.h"
#include "modules/resolver.h"
#include "syntax_rewrite.h"
#include "syntax_tree.h"

typedef struct mod_unit {
    mod_entry *file;
    char *text; // the author's
    size_t len;
    mod_stamp stamp;
    int status;     // 0: `out` is there; negative: it could not be read or does not parse
    syn_output out; // rewritten
    bool restamped; // taken from the cache by its content
    bool cached;    // what `out` points at is in the cache's memory
    struct {
        uint64_t a, b;
    } hash;              // of `text`
    bool values;         // plain, and hands over values instead of getters when it has run
    bool plain;          // the function is no generator: nothing can import this module before it has run
    bool imports_others; // besides the graph's modules and what is built in
    uint32_t group;      // from 1: of the modules that run in one function; 0: this one has its own
    uint32_t *targets;   // for each request the index of a unit, UINT32_MAX where it is none of the graph
    uint32_t *sources;   // of a linked graph, for each request: whose exports are imported; see graph_link.h
} mod_unit;

typedef struct mod_graph {
    mod_unit *units; // the root first; failed ones are gone after mod_graph_collect
    size_t count, capacity;
    uint32_t number;
    struct mod_cache *cache;
    struct mod_cache_writing *writing; // what is to be written to the cache; see mod_cache_write
    uint32_t *order;                   // of evaluation, where there are groups
    size_t order_count;
    uint32_t group_count;
    bool linked;        // it can run without module records; see graph_link.h
    bool may_lead_back; // something outside may import modules of the graph while they load
} mod_graph;

// Collects the graph of a file, which may be empty (the root is none of the plain modules). `is_whole`: no other graph is being loaded that may
// have this one as a part. `directory`: of the cache, may be NULL. Fails: -ENOMEM.
int mod_graph_collect(mod_graph *graph, mod_resolver *r, mod_entry *root, bool is_whole,
                      const char *directory, const mod_hands *hands) __attribute__((warn_unused_result));
void mod_graph_deinit(mod_graph *graph);
void mod_graph_free(mod_graph *graph); // of one that calloc() made; accepts NULL
// Lets go of the texts that are no part of the cache's memory: what is left tells of names only.
void mod_graph_trim(mod_graph *graph);

// Whether the path of a file is the pathname of its URL, letter for letter.
bool mod_path_is_plain(const char *path, size_t len);

#endif
