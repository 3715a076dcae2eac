// SPDX-License-Identifier: MIT
//
// Reads package.json files into the tree's arena and remembers, per directory, what was found.
#include "modules/package.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "modules/file_read.h"

static const mod_json *member(const mod_json *document, const char *key)
{
    return mod_json_member(document, key, strlen(key));
}

static const mod_json *text_member(const mod_json *document, const char *key)
{
    const mod_json *v = member(document, key);
    return v != NULL && v->kind == MOD_JSON_STRING ? v : NULL;
}

// Targets are texts, lists and objects; Node.js reads anything else as if it were not there.
static const mod_json *targets(const mod_json *v)
{
    bool usable =
        v != NULL && (v->kind == MOD_JSON_STRING || v->kind == MOD_JSON_ARRAY || v->kind == MOD_JSON_OBJECT);
    return usable ? v : NULL;
}

static bool is_text_or_missing(const mod_json *v)
{
    return v == NULL || v->kind == MOD_JSON_STRING;
}

static mod_type type_of(const mod_json *v)
{
    if (v == NULL) {
        return MOD_TYPE_NONE;
    }
    if (strcmp(v->text, "module") == 0) {
        return MOD_TYPE_MODULE;
    }
    return strcmp(v->text, "commonjs") == 0 ? MOD_TYPE_COMMONJS : MOD_TYPE_NONE;
}

int mod_package_parse(mod_arena *arena, const char *text, size_t len, mod_package *out)
{
    mod_json *document = NULL;
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        len -= 3;
    }
    int rc = mod_json_parse(arena, text, len, &document, NULL);
    if (rc == -ENOMEM) {
        return rc;
    }
    if (rc < 0 || document->kind != MOD_JSON_OBJECT || !is_text_or_missing(member(document, "name")) ||
        !is_text_or_missing(member(document, "type"))) {
        out->invalid = true;
        return 0;
    }
    out->document = document;
    out->name = text_member(document, "name");
    out->main = text_member(document, "main");
    out->exports = targets(member(document, "exports"));
    out->imports = targets(member(document, "imports"));
    out->type = type_of(text_member(document, "type"));
    return 0;
}

static int load(mod_tree *tree, mod_entry *directory, mod_entry *file, mod_package **out)
{
    char *bytes = NULL;
    size_t len = 0;
    int rc = file->unusable ? -ENOENT : mod_file_read(file->path, 0, 0, &bytes, &len, NULL, NULL);
    *out = NULL;
    if (rc == -ENOMEM) {
        return rc;
    }
    if (rc < 0) {
        return 0;
    }
    mod_package *package = mod_arena_alloc(&tree->arena, sizeof *package);
    char *text = mod_arena_copy(&tree->arena, bytes, len);
    free(bytes);
    if (package == NULL || text == NULL) {
        return -ENOMEM;
    }
    package->directory = directory;
    package->file = file;
    rc = mod_package_parse(&tree->arena, text, len, package);
    if (rc == 0) {
        *out = package;
    }
    return rc;
}

int mod_package_in(mod_tree *tree, mod_entry *directory, mod_package **out)
{
    if (directory->package_known &&
        (directory->package != NULL || directory->package_miss_generation == tree->generation)) {
        *out = directory->package;
        return 0;
    }
    // A folder that is known to be missing has no package.json in it.
    if (directory->kind_known && mod_entry_kind(tree, directory) != MOD_DIRECTORY) {
        *out = NULL;
        return 0;
    }
    mod_entry *file = mod_tree_child(tree, directory, "package.json", strlen("package.json"));
    if (file == NULL) {
        return -ENOMEM;
    }
    mod_package *package;
    int rc = load(tree, directory, file, &package);
    if (rc < 0) {
        return rc;
    }
    // A package that cannot be parsed is an error each time it is needed: it may be repaired meanwhile.
    directory->package = package;
    directory->package_known = package == NULL || !package->invalid;
    directory->package_miss_generation = tree->generation;
    *out = package;
    return 0;
}

int mod_package_scope(mod_tree *tree, mod_entry *directory, mod_package **out)
{
    mod_entry *d = directory;
    mod_package *package = NULL;
    bool keep = true;
    for (;; d = d->parent) {
        if (d->scope_known) {
            package = d->scope;
            break;
        }
        if (mod_entry_is_named(d, "node_modules")) {
            break;
        }
        int rc = mod_package_in(tree, d, &package);
        if (rc < 0) {
            return rc;
        }
        if (package != NULL || d == d->parent) {
            keep = package == NULL || !package->invalid;
            break;
        }
    }
    for (mod_entry *e = directory; keep && !e->scope_known; e = e->parent) {
        e->scope = package;
        e->scope_known = true;
        if (e == d || e == e->parent) {
            break;
        }
    }
    *out = package;
    return 0;
}
