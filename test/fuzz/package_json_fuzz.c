// SPDX-License-Identifier: MIT
//
// Fuzzes the reading of package.json and, with the rest of the input as subpath and specifier, exports and imports. Nothing found may
// lie outside of the package.
// Sources: src/modules/arena.c src/modules/json.c src/modules/package.c src/modules/package_exports.c src/modules/path_tree.c src/modules/resolver.c src/modules/file_read.c
#include "modules/batch.h"
#include "modules/graph.h"
#include "modules/resolver.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A resolver of the fuzzer reads nothing ahead: what it would free then is not there.
void mod_graph_free(mod_graph *graph)
{
    if (graph != NULL) {
        abort();
    }
}

void mod_batch_free(mod_batch *batch)
{
    if (batch != NULL) {
        abort();
    }
}

static void check(mod_resolver *r, const mod_result *out)
{
    static const char home[] = "/nowhere/package";
    bool found = out->status == MOD_FOUND || out->status == MOD_TARGET_MISSING;
    if (found && out->package != NULL && out->entry != NULL && r->tree.root != out->entry &&
        strncmp(out->entry->path, home, sizeof home - 1) != 0) {
        abort();
    }
}

// The first line is the subpath, the rest the document.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mod_resolver r;
    mod_result out = {0};
    const uint8_t *newline = memchr(data, '\n', size);
    if (newline == NULL || mod_resolver_init(&r) < 0) {
        return 0;
    }
    size_t line = (size_t)(newline - data);
    char *subpath = malloc(line + 3);
    char *text = malloc(size - line);
    mod_package *package = mod_arena_alloc(&r.tree.arena, sizeof *package);
    if (subpath != NULL && text != NULL && package != NULL) {
        memcpy(text, newline + 1, size - line - 1);
        package->directory =
            mod_tree_walk(&r.tree, r.tree.root, "nowhere/package", strlen("nowhere/package"));
        package->file = mod_tree_child(&r.tree, package->directory, "package.json", strlen("package.json"));
        int rc = mod_package_parse(&r.tree.arena, text, size - line - 1, package);
        if (rc == 0 && package->exports != NULL) {
            memcpy(subpath, "./", 2);
            memcpy(subpath + 2, data, line);
            rc = mod__exports(&r, package, subpath, line == 0 ? 1 : line + 2, &out);
            check(&r, &out);
        }
        out = (mod_result){0};
        if (rc == 0 && package->imports != NULL && line > 0) {
            subpath[0] = '#';
            memcpy(subpath + 1, data, line);
            rc = mod__imports(&r, package, subpath, line + 1, &out);
        }
    }
    free(text);
    free(subpath);
    mod_resolver_deinit(&r);
    return 0;
}
