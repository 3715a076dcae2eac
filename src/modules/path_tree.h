// SPDX-License-Identifier: MIT
//
// What is known about paths of the file system. Every path is one entry, reached from its directory by name, so that a lookup composes
// no text. A path that exists is asked for once; a path that is missing is believed missing until mod_tree_forget_misses.
// Thread: one. Memory: entries live as long as the tree.
#ifndef PROTOJS_MODULES_PATH_TREE_H
#define PROTOJS_MODULES_PATH_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modules/arena.h"

typedef enum mod_kind { MOD_MISSING, MOD_FILE, MOD_DIRECTORY } mod_kind;

struct mod_package;

typedef struct mod_entry mod_entry;
struct mod_entry {
    mod_entry *parent; // the root is its own
    const char *path;  // absolute, NUL-terminated; "/" for the root, else without a slash at the end
    uint32_t path_len;
    uint32_t name_at; // offset of the last segment in `path`
    uint32_t hash;
    uint32_t miss_generation; // `kind` MOD_MISSING holds in this generation
    bool kind_known;
    bool is_link;
    bool unusable; // its name holds a NUL: no such file
    uint8_t links; // symbolic links being resolved through this entry, against cycles
    mod_kind kind;
    mod_entry *real;               // once known
    uint32_t is_listed_generation; // the list of its directory has it, but does not say what it is

    // Of directories: package.json in it, and the one that governs its files (see package.h).
    struct mod_package *package;
    struct mod_package *scope;
    bool package_known;
    bool scope_known;
    uint32_t package_miss_generation;
    // Of directories in which much is looked for: once they were listed, a name that is not in the list is missing.
    uint32_t asked_generation,
        listed_generation; // of the tree, when `asked` was 0, and when they were listed; 0: never
    uint16_t asked;
    bool is_large; // too many names to list

    // Of files: see batch.h and src/node/modules/compile.c.
    uint32_t batch; // number of the batch or graph that looked at it last
    void *ahead;    // holds its function, compiled before it was asked for
    uint32_t ahead_index;
    bool compiled; // it was asked for
    uint8_t
        head_length; // of the wrapper that stood before its first line when it was compiled; 0: it was not
};

typedef struct mod_tree {
    mod_arena arena;
    mod_entry **slots;
    size_t slot_count, used;
    mod_entry *root;
    mod_entry *recent[8]; // entries that absolute paths led to, by the paths' length
    uint32_t generation;
    uint64_t stat_calls; // how often the file system was asked
} mod_tree;

int mod_tree_init(mod_tree *tree) __attribute__((warn_unused_result)); // Fails: -ENOMEM
void mod_tree_deinit(mod_tree *tree);

// The entry `name` in `directory`. `name` is one segment, neither empty nor "." nor "..". NULL where memory is short.
mod_entry *mod_tree_child(mod_tree *tree, mod_entry *directory, const char *name, size_t len);
// As path.resolve(from, text): segments "." and ".." are taken by the text, not by links. NULL where memory is short.
mod_entry *mod_tree_walk(mod_tree *tree, mod_entry *from, const char *text, size_t len);
// The entry whose path is `entry`'s with `suffix` appended ("x" and ".js": "x.js").
mod_entry *mod_tree_with_suffix(mod_tree *tree, mod_entry *entry, const char *suffix, size_t len);

// What stands there, links followed. Cost: one lstat the first time.
mod_kind mod_entry_kind(mod_tree *tree, mod_entry *entry);
// The entry without symbolic links on the way, or NULL where it does not exist or memory is short.
mod_entry *mod_entry_real(mod_tree *tree, mod_entry *entry);
bool mod_entry_is_named(const mod_entry *entry, const char *name);

// Paths that were missing may exist from now on.
void mod_tree_forget_misses(mod_tree *tree);

#endif
