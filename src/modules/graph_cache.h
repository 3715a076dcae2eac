// SPDX-License-Identifier: MIT
//
// The cache on disk of graphs of ES modules (graph.h): one file for each module that a program starts from, which holds what the modules of its
// graph were rewritten to. A module's part counts while the module's content is the same: its file has the stamp that it had, or, where not, the
// text has the same hash. A file that is damaged, of another version, of somebody else or open to others is none. Files are written beside
// their place and renamed, so that processes can share them; the oldest go when there are too many.
#ifndef PROTOJS_MODULES_GRAPH_CACHE_H
#define PROTOJS_MODULES_GRAPH_CACHE_H

#include "modules/graph.h"

typedef struct mod_cache mod_cache;
struct loop;

// The folder of the cache: what mod_cache_set_directory said, else $PROTOJS_CACHE_DIR, $NODE_COMPILE_CACHE, $XDG_CACHE_HOME/protojs or
// $HOME/.cache/protojs. NULL where it is switched off ($NODE_DISABLE_COMPILE_CACHE) or there is none. Owns: the caller (free).
char *mod_cache_directory(void);
// NULL gives the decision back to the environment. Thread: any.
void mod_cache_set_directory(const char *directory);

// The cached graph of a root in a folder, which may be NULL. NULL where there is none.
mod_cache *mod_cache_open(const char *directory, const char *root);
void mod_cache_close(mod_cache *cache); // accepts NULL; units that were taken from it end with it

// Fills a unit whose file is known from the cache: true, then `text` is not read. Thread: any, after mod_cache_open.
bool mod_cache_take(const mod_cache *cache, mod_unit *unit);
// The same where the file's text had to be read: by its content.
bool mod_cache_take_content(const mod_cache *cache, mod_unit *unit);

typedef struct mod_cache_writing mod_cache_writing;
// What is to be written of a graph, where it is large enough and has a unit that is not from the cache; else NULL. Thread: any.
mod_cache_writing *mod_cache_prepare(const mod_graph *graph, const char *directory);
// Writes it on a thread of the IO pool. Owns: adopts `writing`, which may be NULL. Thread: the loop's.
void mod_cache_write(mod_cache_writing *writing, struct loop *l);
void mod_cache_writing_free(mod_cache_writing *writing); // accepts NULL

// ---- for other files of the same folder ------------------------------------------------------------------------------

// The name of the file of a program, by what it starts from. Owns: the caller (free).
char *mod_cache_file(const char *directory, const char *root, const char *extension);
// What this executable is: another one may rewrite otherwise. 0: not known.
uint64_t mod_cache_build(void);
// Writes a file beside its place and renames it; the oldest of the folder go where it is full. `directory` is as it was, afterwards. Thread: any.
// Fails: a negative errno.
int mod_cache_store(char *directory, const char *path, const char *bytes, size_t len);

// Two halves of a hash of a text.
typedef struct mod_hash {
    uint64_t a, b;
} mod_hash;
mod_hash mod_hash_of(const void *bytes, size_t len);

#endif
