// SPDX-License-Identifier: MIT
//
// The program's files, looked at while the engine starts: a thread resolves, reads and rewrites what the entry imports or requires, as its
// loader would (graph.h, batch.h), and leaves it with the resolver that the loader then takes. A program of one file starts no thread.
// Guesses only: what nobody takes is thrown away. Thread: the main one.
#ifndef PROTOJS_MODULES_AHEAD_H
#define PROTOJS_MODULES_AHEAD_H

#include "modules/resolver.h"

// Conditions of the resolvers of a program that was started without options.
#define MOD_CONDITIONS_REQUIRE "node\nrequire\nmodule-sync\nnode-addons"
#define MOD_CONDITIONS_IMPORT "node\nimport\nmodule-sync\nnode-addons"

// Begins with the file at an absolute path without links. `builtins`: names of built-in modules, a line each. Cost: reads the file.
void mod_ahead_begin(const char *path, const char *builtins, size_t builtins_len);
// The resolver, if it has these conditions: waits, and helps, until it is there. NULL where there is none. Owns: the caller
// (mod_resolver_deinit, free).
mod_resolver *mod_ahead_take(const char *conditions, size_t len);
// Nobody will take it any more.
void mod_ahead_end(void);

#endif
