// SPDX-License-Identifier: MIT
//
// From a specifier and the folder of the file that names it to an absolute path: Node's algorithm for require(), with package.json
// `main`, `exports`, `imports`, conditions, patterns and self-reference. Knows no JavaScript.
// Thread: one. Cost: one lstat per path never seen before; paths seen before cost table look-ups.
#ifndef PROTOJS_MODULES_RESOLVER_H
#define PROTOJS_MODULES_RESOLVER_H

#include "modules/package.h"
#include "modules/path_tree.h"

typedef enum mod_status {
    MOD_FOUND,
    MOD_NOT_FOUND,
    MOD_IS_BUILTIN,         // `imports` maps to a built-in: `text` is its name
    MOD_NOT_EXPORTED,       // `text` is the subpath
    MOD_IMPORT_NOT_DEFINED, // `text` is the specifier; `package` may be NULL
    MOD_INVALID_TARGET,     // `text` is the key, `detail` the target as JSON
    MOD_INVALID_CONFIG,     // `detail` says more, or is empty
    MOD_INVALID_SPECIFIER,  // `text` is the specifier, `detail` the reason
    MOD_MAIN_MISSING,       // `main` names nothing and there is no index: `entry` is what main names
    MOD_TARGET_MISSING,     // exports or imports name a file that does not exist: `entry`
    MOD_PACKAGE_MISSING,    // `imports` maps to a package that is not installed: `text` is its name
} mod_status;

typedef struct mod_result {
    mod_status status;
    mod_entry *entry;
    mod_package *package;
    const char *text;
    size_t text_len;
    const char *detail;
    size_t detail_len;
    bool from_parent; // the message names the importing file
    bool is_import;   // `imports`, not `exports`
    bool wrong_main;  // found, though `main` of `package` names nothing (DEP0128)
    bool
        empty_part; // found through a path with empty parts (DEP0166): `text` is the request, `detail` a letter, the key and the target, in lines
} mod_result;

typedef struct mod_list {
    const char **texts;
    size_t count;
} mod_list;

typedef struct mod_resolver {
    mod_tree tree;
    mod_list extensions;   // tried in order; ".js", ".json", ".node" at first
    mod_list conditions;   // beside "default"
    mod_list builtins;     // names that `imports` may map to
    mod_list global_paths; // searched after the node_modules folders: NODE_PATH and the like
    bool preserve_symlinks, preserve_symlinks_main;
    unsigned world;          // the count of base/world.h when misses were last forgotten
    uint32_t batches;        // how many batches and graphs were collected
    unsigned failed_batches; // guesses that did not compile
    struct mod_graph *ahead; // collected, and not used yet; see graph.h
    struct mod_batch *batch; // so too; see batch.h
} mod_resolver;

int mod_resolver_init(mod_resolver *r) __attribute__((warn_unused_result)); // Fails: -ENOMEM
void mod_resolver_deinit(mod_resolver *r);
// Replaces a list by the lines of `text`. Fails: -ENOMEM.
int mod_list_set(mod_resolver *r, mod_list *list, const char *text, size_t len)
    __attribute__((warn_unused_result));

typedef struct mod_request {
    const char *specifier;
    size_t len;
    const char *directory; // of the requiring file, absolute
    size_t directory_len;
    bool is_main;
} mod_request;

// The whole algorithm. All return 0 with `*out` filled, or -ENOMEM.
int mod_resolve(mod_resolver *r, const mod_request *request, mod_result *out)
    __attribute__((warn_unused_result));
// Only the folders of `paths` (lines); each may be a node_modules folder or any other.
int mod_resolve_in(mod_resolver *r, const mod_request *request, const char *paths, size_t len,
                   mod_result *out) __attribute__((warn_unused_result));
// Only a specifier that begins with "#". MOD_NOT_FOUND where the scope's package has no `imports`.
int mod_resolve_import(mod_resolver *r, const mod_request *request, mod_result *out)
    __attribute__((warn_unused_result));
// Only the package's own name. MOD_NOT_FOUND where it is another's.
int mod_resolve_self(mod_resolver *r, const mod_request *request, mod_result *out)
    __attribute__((warn_unused_result));

// Whether a name is in the list of built-ins (which is set late).
bool mod_is_builtin(const mod_resolver *r, const char *name, size_t len);

// ---- package_exports.c ----------------------------------------------------------------------------------------------

// `subpath` is "." or "./...".
int mod__exports(mod_resolver *r, mod_package *package, const char *subpath, size_t len, mod_result *out)
    __attribute__((warn_unused_result));
int mod__imports(mod_resolver *r, mod_package *package, const char *name, size_t len, mod_result *out)
    __attribute__((warn_unused_result));

// ---- resolver.c, for package_exports.c --------------------------------------------------------------------------------

// A bare specifier that an `imports` target names, looked for from the package's folder.
int mod__package_resolve(mod_resolver *r, mod_package *package, const char *name, size_t len, mod_result *out)
    __attribute__((warn_unused_result));
// Length of the package's name at the start of a bare specifier; 0 where it begins with none.
size_t mod__package_name(const char *specifier, size_t len);

#endif
