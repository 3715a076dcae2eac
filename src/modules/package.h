// SPDX-License-Identifier: MIT
//
// package.json files: each is read once. Finds the one of a directory and the one whose scope a directory is in.
#ifndef PROTOJS_MODULES_PACKAGE_H
#define PROTOJS_MODULES_PACKAGE_H

#include "modules/json.h"
#include "modules/path_tree.h"

typedef enum mod_type { MOD_TYPE_NONE, MOD_TYPE_COMMONJS, MOD_TYPE_MODULE } mod_type;

typedef struct mod_package {
    mod_entry *directory;
    mod_entry *file; // its package.json
    bool invalid;    // not JSON, or not an object
    const mod_json *document;
    const mod_json *name, *main;       // strings, or NULL
    const mod_json *exports, *imports; // NULL where absent or null
    mod_type type;
} mod_package;

// The package.json in `directory`; `*out` NULL where there is none. Fails: -ENOMEM. An unreadable or invalid file is a package
// with `invalid` set.
int mod_package_in(mod_tree *tree, mod_entry *directory, mod_package **out)
    __attribute__((warn_unused_result));
// The nearest package.json at or above `directory`, not looking beyond a folder node_modules. A directory's answer is kept.
int mod_package_scope(mod_tree *tree, mod_entry *directory, mod_package **out)
    __attribute__((warn_unused_result));
// As mod_package_in for text at hand (tests, fuzzers).
int mod_package_parse(mod_arena *arena, const char *text, size_t len, mod_package *out)
    __attribute__((warn_unused_result));

#endif
