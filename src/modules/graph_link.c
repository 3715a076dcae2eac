// SPDX-License-Identifier: MIT
//
// See graph_link.h. Names are resolved as ECMA-262 says; a graph without cycles needs no list of what was visited. Namespaces are objects that
// only records make, so a graph that asks for one is left to them.
#include "modules/graph_link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64 };

typedef struct binding {
    uint32_t unit;
    const syn_export_entry *entry;
} binding;

static bool same(const syn_string *a, const syn_string *b)
{
    return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

static bool find_export(const mod_graph *graph, uint32_t at, const syn_string *name, unsigned depth,
                        binding *out);

// Of the names that `export *` passes on. What several pass on must be one and the same.
static bool find_star(const mod_graph *graph, const mod_unit *unit, const syn_string *name, unsigned depth,
                      binding *out)
{
    bool any = false;
    if (name->len == 7 && memcmp(name->text, "default", 7) == 0) {
        return false;
    }
    for (uint32_t i = 0; i < unit->out.module.export_count; i++) {
        const syn_export_entry *e = &unit->out.module.exports[i];
        binding found;
        if (e->name.text != NULL || !find_export(graph, unit->targets[e->request], name, depth + 1, &found)) {
            continue;
        }
        if (any && (found.unit != out->unit || found.entry != out->entry)) {
            return false;
        }
        *out = found;
        any = true;
    }
    return any;
}

// False also where only records can tell.
static bool find_export(const mod_graph *graph, uint32_t at, const syn_string *name, unsigned depth,
                        binding *out)
{
    if (at == UINT32_MAX || depth > DEPTH_MAX) {
        return false;
    }
    const mod_unit *unit = &graph->units[at];
    for (uint32_t i = 0; i < unit->out.module.export_count; i++) {
        const syn_export_entry *e = &unit->out.module.exports[i];
        if (e->name.text == NULL || !same(&e->name, name)) {
            continue;
        }
        *out = (binding){at, e};
        if (e->local.text != NULL) {
            return true;
        }
        return e->imported.text != NULL &&
               find_export(graph, unit->targets[e->request], &e->imported, depth + 1, out);
    }
    return find_star(graph, unit, name, depth, out);
}

static bool is_outside(const mod_resolver *r, const syn_request *request)
{
    const syn_string *s = &request->specifier;
    return (s->len > 5 && memcmp(s->text, "node:", 5) == 0) || mod_is_builtin(r, s->text, s->len);
}

// A star, or a name taken from a built-in module, is what only records can look up.
static bool exports_are_known(const mod_graph *graph, const mod_unit *unit)
{
    for (uint32_t i = 0; i < unit->out.module.export_count; i++) {
        const syn_export_entry *e = &unit->out.module.exports[i];
        binding found;
        if (e->local.text != NULL) {
            continue;
        }
        if (unit->targets[e->request] == UINT32_MAX ||
            (e->name.text != NULL &&
             (e->imported.text == NULL ||
              !find_export(graph, unit->targets[e->request], &e->imported, 0, &found)))) {
            return false;
        }
    }
    return true;
}

// Notes where an import comes from: one exporter's object serves a request if all names are its own and never change.
static bool link_import(mod_graph *graph, mod_unit *unit, const syn_import_entry *entry)
{
    binding found;
    uint32_t *source = &unit->sources[entry->request];
    if (entry->name.text == NULL) {
        return false;
    }
    if (unit->targets[entry->request] == UINT32_MAX) {
        *source = MOD_FROM_OUTSIDE;
        return true;
    }
    if (!find_export(graph, unit->targets[entry->request], &entry->name, 0, &found)) {
        return false;
    }
    bool own = graph->units[found.unit].values && same(&found.entry->name, &entry->name);
    if (!own || (*source != MOD_FROM_NOBODY && *source != found.unit)) {
        *source = MOD_FROM_SEVERAL;
    } else {
        *source = found.unit;
    }
    return true;
}

// 1: linked; 0: not to be told here.
static int link_unit(mod_graph *graph, const mod_resolver *r, mod_unit *unit)
{
    const syn_module_record *record = &unit->out.module;
    if (!unit->plain || record->top_level_await) {
        return 0;
    }
    unit->sources = malloc((record->request_count + 1) * sizeof *unit->sources);
    if (unit->sources == NULL) {
        return -ENOMEM;
    }
    for (uint32_t i = 0; i < record->request_count; i++) {
        const syn_request *request = &record->requests[i];
        unit->sources[i] = MOD_FROM_NOBODY;
        if (request->attribute_count > 0 || request->phase != SYN_PHASE_EVALUATION ||
            (unit->targets[i] == UINT32_MAX && !is_outside(r, request))) {
            return 0;
        }
    }
    for (uint32_t i = 0; i < record->import_count; i++) {
        if (!link_import(graph, unit, &record->imports[i])) {
            return 0;
        }
    }
    return exports_are_known(graph, unit);
}

int mod_graph_link(mod_graph *graph, const mod_resolver *r)
{
    if (graph->order_count != graph->count || graph->may_lead_back) {
        return 0;
    }
    for (size_t i = 0; i < graph->count; i++) {
        int rc = link_unit(graph, r, &graph->units[i]);
        if (rc <= 0) {
            return rc;
        }
    }
    graph->linked = true;
    return 0;
}

// ---- description -----------------------------------------------------------------------------------------------------

static void add_row(mod_text *t, size_t *rows, uint32_t unit, uint32_t request)
{
    mod_text_add_ascii(t, (*rows)++ == 0 ? "" : ",");
    mod_text_add_number(t, "[", unit);
    mod_text_add_number(t, ",", request);
}

static void add_outside(mod_text *t, const mod_unit *unit, uint32_t request)
{
    const syn_module_record *record = &unit->out.module;
    const syn_string *specifier = &record->requests[request].specifier;
    const char *before = "";
    mod_text_add_string(t, ",", specifier->text, specifier->len);
    mod_text_add_ascii(t, ",[");
    for (uint32_t i = 0; i < record->import_count; i++) {
        if (record->imports[i].request == request) {
            mod_text_add_string(t, before, record->imports[i].name.text, record->imports[i].name.len);
            before = ",";
        }
    }
    mod_text_add_ascii(t, "]]");
}

static void add_made(mod_text *t, const mod_graph *graph, const mod_unit *unit, uint32_t request)
{
    const syn_module_record *record = &unit->out.module;
    const char *before = "[";
    mod_text_add_ascii(t, ",[");
    for (uint32_t i = 0; i < record->import_count; i++) {
        const syn_import_entry *entry = &record->imports[i];
        binding found;
        if (entry->request == request &&
            find_export(graph, unit->targets[request], &entry->name, 0, &found)) {
            mod_text_add_string(t, before, entry->name.text, entry->name.len);
            mod_text_add_number(t, ",", found.unit);
            mod_text_add_string(t, ",", found.entry->name.text, found.entry->name.len);
            mod_text_add_ascii(t, graph->units[found.unit].values ? ",0]" : ",1]");
            before = ",[";
        }
    }
    mod_text_add_ascii(t, "]]");
}

static size_t add_all(mod_text *t, const mod_graph *graph, bool outside)
{
    size_t rows = 0;
    for (uint32_t u = 0; u < graph->count; u++) {
        const mod_unit *unit = &graph->units[u];
        for (uint32_t i = 0; i < unit->out.module.request_count; i++) {
            if (unit->sources[i] != (outside ? MOD_FROM_OUTSIDE : MOD_FROM_SEVERAL) &&
                !(outside && unit->targets[i] == UINT32_MAX)) {
                continue;
            }
            add_row(t, &rows, u, i);
            if (outside) {
                add_outside(t, unit, i);
            } else {
                add_made(t, graph, unit, i);
            }
        }
    }
    return rows;
}

// How the modules are called that are in no group.
static size_t add_alone(mod_text *t, const mod_graph *graph)
{
    size_t rows = 0;
    for (uint32_t u = 0; u < graph->count; u++) {
        const mod_unit *unit = &graph->units[u];
        if (unit->group > 0) {
            continue;
        }
        mod_text_add_ascii(t, rows++ == 0 ? "" : ",");
        mod_text_add_number(t, "[", u);
        mod_text_add_number(t, ",[", unit->out.module.uses_import_call);
        mod_text_add_number(t, ",", unit->out.module.uses_meta);
        const char *before = ",[";
        for (uint32_t i = 0; i < unit->out.module.request_count; i++) {
            bool own = unit->sources[i] < MOD_FROM_OUTSIDE;
            mod_text_add_ascii(t, before);
            if (own) {
                mod_text_add_number(t, "", unit->sources[i]);
            } else {
                mod_text_add_ascii(t, "-1");
            }
            before = ",";
        }
        mod_text_add_ascii(t, unit->out.module.request_count == 0 ? ",[]]]" : "]]]");
    }
    return rows;
}

void mod_graph_describe_links(mod_text *t, const mod_graph *graph)
{
    mod_text_add_ascii(t, "{\"outside\":[");
    size_t rows = add_all(t, graph, true);
    mod_text_add_ascii(t, "],\"made\":[");
    rows += add_all(t, graph, false);
    mod_text_add_ascii(t, "],\"alone\":[");
    rows += add_alone(t, graph);
    mod_text_add_ascii(t, "]}");
    if (rows == 0) {
        t->len = 0;
    }
}
