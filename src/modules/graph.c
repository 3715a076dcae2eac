// SPDX-License-Identifier: MIT
//
// See graph.h.
#include "modules/graph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "modules/batch.h"
#include "modules/graph_cache.h"
#include "modules/graph_groups.h"
#include "modules/graph_link.h"
#include "modules/graph_tables.h"

enum { UNITS_MAX = 20000 };

static bool is_plain_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '.' || c == '-' || c == '_' || c == '@' || c == '+';
}

bool mod_path_is_plain(const char *path, size_t len)
{
    bool plain = len > 0;
    for (size_t i = 0; i < len && plain; i++) {
        plain = is_plain_character(path[i]);
    }
    return plain && memmem(path, len, "//", 2) == NULL;
}

static bool ends_with(const mod_entry *file, const char *end)
{
    size_t n = strlen(end);
    return file->path_len > n && memcmp(file->path + file->path_len - n, end, n) == 0;
}

// Whether a file is a module of the plain kind that nobody has asked for yet.
static bool is_module(mod_resolver *r, mod_entry *file)
{
    mod_package *package;
    if (file->compiled || !mod_path_is_plain(file->path, file->path_len)) {
        return false;
    }
    return ends_with(file, ".mjs") ||
           (ends_with(file, ".js") && mod_file_type(r, file, &package) == MOD_TYPE_MODULE);
}

// ---- one module ------------------------------------------------------------------------------------------------------

typedef struct reading {
    mod_unit *units;
    const mod_cache *cache;
} reading;

static void read_unit(void *arg, size_t i)
{
    const reading *r = arg;
    mod_unit *unit = &r->units[i];
    syn_unit *parsed = NULL;
    syn_error error;
    if (mod_cache_take(r->cache, unit)) {
        return;
    }
    unit->status = mod_file_read(unit->file->path, 0, 0, &unit->text, &unit->len, &unit->stamp, NULL);
    if (unit->status < 0) {
        return;
    }
    mod_hash hash = mod_hash_of(unit->text, unit->len);
    unit->hash.a = hash.a;
    unit->hash.b = hash.b;
    if (mod_cache_take_content(r->cache, unit)) {
        return;
    }
    const char *text = unit->text;
    size_t len = unit->len;
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        len -= 3;
    }
    syn_options options = {.goal = SYN_GOAL_MODULE};
    syn_rewrite_options rewrite = {.flags = SYN_RW_MODULE | SYN_RW_ASYNC_CONTEXT | SYN_RW_CAPTURES |
                                            SYN_RW_CATCH_FIX};
    unit->status = syn_parse(&parsed, text, len, &options, &error);
    if (unit->status == 0) {
        unit->status = syn_rewrite(&unit->out, parsed, &rewrite, &error);
    }
    syn_unit_free(parsed);
}

static void unit_deinit(mod_unit *unit)
{
    free(unit->text);
    free(unit->targets);
    free(unit->sources);
    if (unit->cached) {
        free((void *)(uintptr_t)unit->out.module.requests);
    } else {
        syn_output_free(&unit->out);
    }
    *unit = (mod_unit){0};
}

// ---- what it imports -------------------------------------------------------------------------------------------------

static mod_entry *real_file(mod_resolver *r, mod_entry *e)
{
    if (e == NULL || mod_entry_kind(&r->tree, e) != MOD_FILE) {
        return NULL;
    }
    return r->preserve_symlinks ? e : mod_entry_real(&r->tree, e);
}

// Whether a package's file may have been found in a way that the loader warns of: as a main file of ES modules that is not named in full, or by
// an entry of "exports" with empty parts.
static bool is_deprecated(mod_resolver *r, const syn_string *specifier, const mod_entry *file)
{
    const char *slash = memchr(specifier->text, '/', specifier->len);
    mod_package *package;
    if (slash != NULL && specifier->text[0] == '@') {
        slash = memchr(slash + 1, '/', specifier->len - (size_t)(slash + 1 - specifier->text));
    }
    if (mod_package_scope(&r->tree, file->parent, &package) < 0 || package == NULL) {
        return false;
    }
    const mod_json *main = package->main;
    return slash == NULL && specifier->text[0] != '#' && package->exports == NULL &&
           package->type == MOD_TYPE_MODULE &&
           (main == NULL || main->text_len < 4 ||
            (memcmp(main->text + main->text_len - 3, ".js", 3) != 0 &&
             memcmp(main->text + main->text_len - 4, ".mjs", 4) != 0));
}

static mod_entry *bare_file(mod_resolver *r, const mod_entry *from, const syn_string *specifier)
{
    if (mod_is_builtin(r, specifier->text, specifier->len)) {
        return NULL;
    }
    mod_request request = {specifier->text, specifier->len, from->parent->path, from->parent->path_len,
                           false};
    mod_result found;
    if (mod_resolve_self(r, &request, &found) < 0) {
        return NULL;
    }
    if (found.status == MOD_NOT_FOUND && mod_resolve(r, &request, &found) < 0) {
        return NULL;
    }
    if (found.status != MOD_FOUND || found.wrong_main || found.empty_part ||
        is_deprecated(r, specifier, found.entry)) {
        return NULL;
    }
    return real_file(r, found.entry);
}

// The file of a request, where it can be told.
static mod_entry *requested(mod_resolver *r, const mod_entry *from, const syn_request *request)
{
    const syn_string *s = &request->specifier;
    if (!mod_path_is_plain(s->text, s->len) || s->text[s->len - 1] == '/') {
        return NULL;
    }
    bool relative = s->text[0] == '/' || (s->len > 2 && memcmp(s->text, "./", 2) == 0) ||
                    (s->len > 3 && memcmp(s->text, "../", 3) == 0);
    if (!relative) {
        return s->text[0] == '.' ? NULL : bare_file(r, from, s);
    }
    return real_file(r, mod_tree_walk(&r->tree, from->parent, s->text, s->len));
}

// Whether a file of a package that does not say what its files are is CommonJS, as its text tells.
static bool is_commonjs_text(const mod_entry *file)
{
    char *text;
    size_t len;
    bool is_es = true;
    if (mod_file_read(file->path, 0, 0, &text, &len, NULL, NULL) < 0) {
        return false;
    }
    int rc = syn_detect_module(&is_es, text, len, 0);
    free(text);
    return rc == 0 && !is_es;
}

// Whether a request that is none of the graph's modules surely loads no ES module that could import one of them.
static bool is_harmless(mod_resolver *r, const syn_request *request, mod_entry *file)
{
    static const char scheme[] = "node:";
    const syn_string *s = &request->specifier;
    mod_package *package;
    if (file == NULL) {
        return mod_is_builtin(r, s->text, s->len) ||
               (s->len >= sizeof scheme - 1 && memcmp(s->text, scheme, sizeof scheme - 1) == 0);
    }
    if (file->compiled || ends_with(file, ".cjs") || ends_with(file, ".json") || ends_with(file, ".node")) {
        return true;
    }
    int type = ends_with(file, ".js") ? mod_file_type(r, file, &package) : -EINVAL;
    return type == MOD_TYPE_COMMONJS || (type == MOD_TYPE_NONE && is_commonjs_text(file));
}

static int append(mod_graph *graph, mod_entry *file)
{
    if (graph->count == graph->capacity) {
        size_t capacity = graph->capacity == 0 ? 16 : graph->capacity * 2;
        mod_unit *units = realloc(graph->units, capacity * sizeof *units);
        if (units == NULL) {
            return -ENOMEM;
        }
        graph->units = units;
        graph->capacity = capacity;
    }
    file->ahead_index = (uint32_t)graph->count;
    file->batch = graph->number;
    graph->units[graph->count++] = (mod_unit){.file = file, .status = -ENOENT};
    return 0;
}

static int find_targets(mod_graph *graph, mod_resolver *r, size_t index)
{
    const syn_module_record record = graph->units[index].out.module; // a copy: units move when one is added
    const mod_entry *from = graph->units[index].file;
    uint32_t *targets = malloc((record.request_count + 1) * sizeof *targets);
    if (targets == NULL) {
        return -ENOMEM;
    }
    graph->units[index].targets = targets;
    for (uint32_t i = 0; i < record.request_count; i++) {
        mod_entry *file = requested(r, from, &record.requests[i]);
        targets[i] = UINT32_MAX;
        bool common = record.requests[i].attribute_count > 0 ||
                      record.requests[i].phase != SYN_PHASE_EVALUATION || file == NULL;
        if (common || (file->batch != graph->number && (graph->count >= UNITS_MAX || !is_module(r, file)))) {
            bool harmless = is_harmless(r, &record.requests[i], file);
            graph->may_lead_back |= !harmless;
            graph->units[index].imports_others |= !harmless || file != NULL ||
                                                  record.requests[i].attribute_count > 0 ||
                                                  record.requests[i].phase != SYN_PHASE_EVALUATION;
            continue;
        }
        if (file->batch != graph->number && append(graph, file) < 0) {
            return -ENOMEM;
        }
        targets[i] = file->ahead_index;
    }
    return 0;
}

// Takes the failed units out; what pointed to them points to nothing.
static int drop_failures(mod_graph *graph)
{
    uint32_t *moved = malloc((graph->count + 1) * sizeof *moved);
    size_t kept = 0;
    if (moved == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < graph->count; i++) {
        moved[i] = graph->units[i].status == 0 ? (uint32_t)kept++ : UINT32_MAX;
    }
    for (size_t i = 0; i < graph->count; i++) {
        mod_unit *unit = &graph->units[i];
        if (unit->status < 0) {
            unit_deinit(unit);
            continue;
        }
        for (uint32_t t = 0; t < unit->out.module.request_count; t++) {
            if (unit->targets[t] != UINT32_MAX) {
                unit->targets[t] = moved[unit->targets[t]];
                unit->imports_others |= unit->targets[t] == UINT32_MAX;
            }
        }
        if (moved[i] != i) {
            graph->units[moved[i]] = *unit;
        }
    }
    graph->count = kept;
    free(moved);
    return 0;
}

// A module that is in no cycle, and that no module of a cycle imports, not even through others, is seen by nobody before it has run. They are
// what is left when one takes away, again and again, modules that nobody imports any more.
static int make_plain(mod_graph *graph)
{
    uint32_t *importers = calloc(graph->count + 1, sizeof *importers);
    uint32_t *queue = malloc((graph->count + 1) * sizeof *queue);
    size_t begin = 0, end = 0;
    int rc = importers == NULL || queue == NULL ? -ENOMEM : 0;
    for (size_t i = 0; rc == 0 && i < graph->count; i++) {
        for (uint32_t t = 0; t < graph->units[i].out.module.request_count; t++) {
            importers[graph->units[i].targets[t] == UINT32_MAX ? graph->count : graph->units[i].targets[t]]++;
        }
    }
    for (size_t i = 0; rc == 0 && i < graph->count; i++) {
        if (importers[i] == 0) {
            queue[end++] = (uint32_t)i;
        }
    }
    while (begin < end) {
        mod_unit *unit = &graph->units[queue[begin++]];
        unit->plain = syn_output_make_plain(&unit->out, &unit->values);
        for (uint32_t t = 0; t < unit->out.module.request_count; t++) {
            if (unit->targets[t] != UINT32_MAX && --importers[unit->targets[t]] == 0) {
                queue[end++] = unit->targets[t];
            }
        }
    }
    free(importers);
    free(queue);
    return rc;
}

int mod_graph_collect(mod_graph *graph, mod_resolver *r, mod_entry *root, bool is_whole,
                      const char *directory, const mod_hands *hands)
{
    *graph = (mod_graph){.number = ++r->batches, .may_lead_back = !is_whole};
    root = real_file(r, root);
    if (root == NULL || !is_module(r, root)) {
        return 0;
    }
    graph->cache = mod_cache_open(directory, root->path);
    int rc = append(graph, root);
    for (size_t level = 0; rc == 0 && level < graph->count;) {
        size_t end = graph->count;
        reading work = {graph->units + level, graph->cache};
        mod_crew_run(hands, end - level, read_unit, &work);
        for (; rc == 0 && level < end; level++) {
            if (graph->units[level].status == -ENOMEM) {
                rc = -ENOMEM;
            } else if (graph->units[level].status == 0) {
                rc = find_targets(graph, r, level);
            }
        }
    }
    rc = rc < 0 ? rc : drop_failures(graph);
    if (rc == 0) {
        graph->writing = mod_cache_prepare(graph, directory);
    }
    if (rc == 0 && !graph->may_lead_back) {
        rc = make_plain(graph);
        rc = rc < 0 ? rc : mod_groups_find(graph);
        rc = rc < 0 ? rc : mod_graph_link(graph, r);
    }
    return rc;
}

void mod_graph_trim(mod_graph *graph)
{
    for (size_t i = 0; i < graph->count; i++) {
        mod_unit *unit = &graph->units[i];
        free(unit->text);
        unit->text = NULL;
        if (!unit->cached) {
            free((void *)(uintptr_t)unit->out.text);
            free((void *)(uintptr_t)unit->out.map);
            unit->out.text = NULL;
            unit->out.map = NULL;
            unit->out.map_count = 0;
        }
    }
}

void mod_graph_deinit(mod_graph *graph)
{
    for (size_t i = 0; i < graph->count; i++) {
        unit_deinit(&graph->units[i]);
    }
    free(graph->units);
    free(graph->order);
    mod_cache_close(graph->cache);
    mod_cache_writing_free(graph->writing);
    *graph = (mod_graph){0};
}

void mod_graph_free(mod_graph *graph)
{
    if (graph != NULL) {
        mod_graph_deinit(graph);
        free(graph);
    }
}
