// SPDX-License-Identifier: MIT
//
// require()'s search: files, extensions, folders, node_modules, global folders. The path tree remembers what was asked.
#include "modules/resolver.h"

#include "modules/batch.h"
#include "modules/graph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int mod_resolver_init(mod_resolver *r)
{
    static const char extensions[] = ".js\n.json\n.node";
    *r = (mod_resolver){0};
    int rc = mod_tree_init(&r->tree);
    if (rc == 0) {
        rc = mod_list_set(r, &r->extensions, extensions, sizeof extensions - 1);
    }
    if (rc == 0) {
        rc = mod_list_set(r, &r->conditions, "node\nrequire", strlen("node\nrequire"));
    }
    if (rc < 0) {
        mod_resolver_deinit(r);
    }
    return rc;
}

void mod_resolver_deinit(mod_resolver *r)
{
    mod_graph_free(r->ahead);
    mod_batch_free(r->batch);
    mod_tree_deinit(&r->tree);
    *r = (mod_resolver){0};
}

int mod_list_set(mod_resolver *r, mod_list *list, const char *text, size_t len)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < len; i++) {
        count += text[i] == '\n';
    }
    const char **texts = mod_arena_alloc(&r->tree.arena, (count + 1) * sizeof *texts);
    if (texts == NULL) {
        return -ENOMEM;
    }
    count = 0;
    for (size_t i = 0; i <= len; i++) {
        if (i < len && text[i] != '\n') {
            continue;
        }
        if (i > at) {
            texts[count] = mod_arena_copy(&r->tree.arena, text + at, i - at);
            if (texts[count++] == NULL) {
                return -ENOMEM;
            }
        }
        at = i + 1;
    }
    *list = (mod_list){texts, count};
    return 0;
}

// ---- files and folders ------------------------------------------------------------------------------------------------

// A search in progress.
typedef struct search {
    mod_resolver *r;
    const mod_request *request;
    mod_result *out;
} search;

static bool preserves(const search *s)
{
    return s->request->is_main ? s->r->preserve_symlinks_main : s->r->preserve_symlinks;
}

static int found(search *s, mod_entry *e)
{
    mod_entry *real = preserves(s) ? e : mod_entry_real(&s->r->tree, e);
    s->out->entry = real == NULL ? e : real;
    s->out->status = MOD_FOUND;
    return 1;
}

// The functions of a search return 1 where they decided the result, 0 where the search goes on, -ENOMEM.

static int try_file(search *s, mod_entry *e)
{
    return mod_entry_kind(&s->r->tree, e) == MOD_FILE ? found(s, e) : 0;
}

static int try_extensions(search *s, mod_entry *e)
{
    for (size_t i = 0; i < s->r->extensions.count; i++) {
        const char *extension = s->r->extensions.texts[i];
        mod_entry *with = mod_tree_with_suffix(&s->r->tree, e, extension, strlen(extension));
        int rc = with == NULL ? -ENOMEM : try_file(s, with);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

static int try_index(search *s, mod_entry *directory)
{
    if (mod_entry_kind(&s->r->tree, directory) != MOD_DIRECTORY) {
        return 0;
    }
    mod_entry *index = mod_tree_child(&s->r->tree, directory, "index", strlen("index"));
    return index == NULL ? -ENOMEM : try_extensions(s, index);
}

static int invalid_config(search *s, mod_package *package)
{
    s->out->status = MOD_INVALID_CONFIG;
    s->out->package = package;
    return 1;
}

static int try_directory(search *s, mod_entry *directory)
{
    mod_package *package;
    int rc = mod_package_in(&s->r->tree, directory, &package);
    if (rc < 0) {
        return rc;
    }
    if (package != NULL && package->invalid) {
        return invalid_config(s, package);
    }
    if (package == NULL || package->main == NULL || package->main->text_len == 0) {
        return try_index(s, directory);
    }
    mod_entry *e = mod_tree_walk(&s->r->tree, directory, package->main->text, package->main->text_len);
    rc = e == NULL ? -ENOMEM : try_file(s, e);
    rc = rc == 0 ? try_extensions(s, e) : rc;
    rc = rc == 0 ? try_index(s, e) : rc;
    if (rc == 0) {
        rc = try_index(s, directory);
        s->out->wrong_main = rc == 1;
        s->out->package = package;
    }
    if (rc == 0) {
        s->out->status = MOD_MAIN_MISSING;
        s->out->entry = e;
        rc = 1;
    }
    return rc;
}

static int try_path(search *s, mod_entry *e, bool directory_only)
{
    mod_kind kind = mod_entry_kind(&s->r->tree, e);
    int rc = 0;
    if (!directory_only) {
        rc = kind == MOD_FILE ? found(s, e) : try_extensions(s, e);
    }
    return rc == 0 && kind == MOD_DIRECTORY ? try_directory(s, e) : rc;
}

static bool wants_directory(const char *specifier, size_t len)
{
    const char *slash = memrchr(specifier, '/', len);
    size_t last = slash == NULL ? 0 : (size_t)(slash - specifier) + 1;
    size_t n = len - last;
    return n == 0 || (n == 1 && specifier[last] == '.') ||
           (n == 2 && specifier[last] == '.' && specifier[last + 1] == '.');
}

// ---- packages ---------------------------------------------------------------------------------------------------------

size_t mod__package_name(const char *specifier, size_t len)
{
    size_t i = 0, segment = 0;
    bool scoped = len > 0 && specifier[0] == '@';
    for (; i < len; i++) {
        char c = specifier[i];
        if (c == '\\' || c == '%') {
            return 0;
        }
        if (c == '/') {
            if (!scoped || i == 1) {
                break;
            }
            scoped = false;
            segment = i + 1;
        }
    }
    return scoped || i == segment || specifier[segment] == '.' ? 0 : i;
}

// After exports or imports were followed: a found file under its real name.
static int settle(search *s)
{
    if (s->out->status == MOD_FOUND) {
        found(s, s->out->entry);
    }
    return 1;
}

static int follow_exports(search *s, mod_package *package, const char *rest, size_t rest_len)
{
    char *subpath = mod_arena_alloc(&s->r->tree.arena, rest_len + 2);
    if (subpath == NULL) {
        return -ENOMEM;
    }
    subpath[0] = '.';
    memcpy(subpath + 1, rest, rest_len);
    int rc = mod__exports(s->r, package, subpath, rest_len + 1, s->out);
    return rc < 0 ? rc : settle(s);
}

// `name` as "package" or "package/inside", with the package in `directory`.
static int try_package_exports(search *s, mod_entry *directory, const char *name, size_t len)
{
    size_t name_len = mod__package_name(name, len);
    mod_package *package;
    if (name_len == 0) {
        return 0;
    }
    mod_entry *home = mod_tree_walk(&s->r->tree, directory, name, name_len);
    if (home == NULL) {
        return -ENOMEM;
    }
    if (mod_entry_kind(&s->r->tree, home) != MOD_DIRECTORY) {
        return 0;
    }
    int rc = mod_package_in(&s->r->tree, home, &package);
    if (rc < 0 || package == NULL) {
        return rc;
    }
    if (package->invalid) {
        return invalid_config(s, package);
    }
    return package->exports == NULL ? 0 : follow_exports(s, package, name + name_len, len - name_len);
}

// The specifier inside `directory`: a node_modules folder, a global folder, or the requiring file's own.
static int search_directory(search *s, mod_entry *directory, bool bare)
{
    const char *specifier = s->request->specifier;
    size_t len = s->request->len;
    if (bare) {
        if (mod_entry_kind(&s->r->tree, directory) != MOD_DIRECTORY) {
            return 0;
        }
        int rc = try_package_exports(s, directory, specifier, len);
        if (rc != 0) {
            return rc;
        }
    }
    mod_entry *e = mod_tree_walk(&s->r->tree, directory, specifier, len);
    return e == NULL ? -ENOMEM : try_path(s, e, wants_directory(specifier, len));
}

static int search_node_modules(search *s, mod_entry *from)
{
    for (mod_entry *d = from;; d = d->parent) {
        if (!mod_entry_is_named(d, "node_modules")) {
            mod_entry *folder = mod_tree_child(&s->r->tree, d, "node_modules", strlen("node_modules"));
            int rc = folder == NULL ? -ENOMEM : search_directory(s, folder, true);
            if (rc != 0) {
                return rc;
            }
        }
        if (d == d->parent) {
            return 0;
        }
    }
}

static int search_list(search *s, const mod_list *list, bool bare)
{
    for (size_t i = 0; i < list->count; i++) {
        mod_entry *directory =
            mod_tree_walk(&s->r->tree, s->r->tree.root, list->texts[i], strlen(list->texts[i]));
        int rc = directory == NULL ? -ENOMEM : search_directory(s, directory, bare);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

static bool is_relative(const char *specifier, size_t len)
{
    return len > 0 && specifier[0] == '.' &&
           (len == 1 || specifier[1] == '/' || (specifier[1] == '.' && (len == 2 || specifier[2] == '/')));
}

static mod_entry *directory_of(mod_resolver *r, const mod_request *request)
{
    return mod_tree_walk(&r->tree, r->tree.root, request->directory, request->directory_len);
}

static int self_search(search *s, mod_entry *from)
{
    mod_package *package;
    int rc = mod_package_scope(&s->r->tree, from, &package);
    if (rc < 0 || package == NULL || package->invalid || package->exports == NULL || package->name == NULL) {
        return rc;
    }
    size_t n = package->name->text_len;
    const char *specifier = s->request->specifier;
    if (s->request->len < n || memcmp(specifier, package->name->text, n) != 0 ||
        (s->request->len > n && specifier[n] != '/')) {
        return 0;
    }
    s->out->from_parent = true;
    return follow_exports(s, package, specifier + n, s->request->len - n);
}

static int import_search(search *s, mod_entry *from)
{
    mod_package *package;
    int rc = mod_package_scope(&s->r->tree, from, &package);
    if (rc < 0 || package == NULL || package->imports == NULL) {
        return rc;
    }
    rc = mod__imports(s->r, package, s->request->specifier, s->request->len, s->out);
    return rc < 0 ? rc : settle(s);
}

bool mod_is_builtin(const mod_resolver *r, const char *name, size_t len)
{
    for (size_t i = 0; i < r->builtins.count; i++) {
        if (strlen(r->builtins.texts[i]) == len && memcmp(r->builtins.texts[i], name, len) == 0) {
            return true;
        }
    }
    return false;
}

int mod__package_resolve(mod_resolver *r, mod_package *package, const char *name, size_t len, mod_result *out)
{
    mod_request request = {.specifier = name, .len = len};
    search s = {r, &request, out};
    out->text = name;
    out->text_len = len;
    if (mod_is_builtin(r, name, len)) {
        out->status = MOD_IS_BUILTIN;
        return 0;
    }
    size_t name_len = mod__package_name(name, len);
    if (name_len == 0) {
        out->status = MOD_INVALID_SPECIFIER;
        out->detail = "is not a valid package name";
        out->detail_len = strlen(out->detail);
        return 0;
    }
    int rc = self_search(&s, package->directory);
    rc = rc == 0 ? search_node_modules(&s, package->directory) : rc;
    if (rc == 0) {
        out->status = MOD_PACKAGE_MISSING;
        out->text_len = name_len;
    }
    return rc < 0 ? rc : 0;
}

// ---- entry points -----------------------------------------------------------------------------------------------------

static int finish(int rc, mod_result *out)
{
    if (rc == 0) {
        out->status = MOD_NOT_FOUND;
    }
    return rc < 0 ? rc : 0;
}

int mod_resolve(mod_resolver *r, const mod_request *request, mod_result *out)
{
    search s = {r, request, out};
    *out = (mod_result){.status = MOD_NOT_FOUND};
    mod_entry *from = directory_of(r, request);
    int rc = 0;
    if (from == NULL) {
        return -ENOMEM;
    }
    if (request->len == 0) {
        return 0;
    }
    if (request->specifier[0] == '/' || is_relative(request->specifier, request->len)) {
        return finish(search_directory(&s, from, false), out);
    }
    if (request->specifier[0] == '#') {
        rc = import_search(&s, from);
    }
    rc = rc == 0 ? self_search(&s, from) : rc;
    rc = rc == 0 ? search_node_modules(&s, from) : rc;
    rc = rc == 0 ? search_list(&s, &r->global_paths, true) : rc;
    return finish(rc, out);
}

int mod_resolve_in(mod_resolver *r, const mod_request *request, const char *paths, size_t len,
                   mod_result *out)
{
    search s = {r, request, out};
    mod_list list = {0};
    *out = (mod_result){.status = MOD_NOT_FOUND};
    int rc = mod_list_set(r, &list, paths, len);
    if (rc < 0) {
        return rc;
    }
    bool bare =
        request->len > 0 && request->specifier[0] != '/' && !is_relative(request->specifier, request->len);
    return finish(search_list(&s, &list, bare), out);
}

int mod_resolve_import(mod_resolver *r, const mod_request *request, mod_result *out)
{
    search s = {r, request, out};
    *out = (mod_result){.status = MOD_NOT_FOUND};
    mod_entry *from = directory_of(r, request);
    return from == NULL ? -ENOMEM : finish(import_search(&s, from), out);
}

int mod_resolve_self(mod_resolver *r, const mod_request *request, mod_result *out)
{
    search s = {r, request, out};
    *out = (mod_result){.status = MOD_NOT_FOUND};
    mod_entry *from = directory_of(r, request);
    return from == NULL ? -ENOMEM : finish(self_search(&s, from), out);
}
