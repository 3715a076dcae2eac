// SPDX-License-Identifier: MIT
//
// See graph_tables.h.
#include "modules/graph_tables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void mod_text_add(mod_text *t, const char *bytes, size_t len)
{
    if (t->capacity - t->len < len) {
        size_t capacity = (t->capacity + len) * 2 + 256;
        char *more = t->failed ? NULL : realloc(t->bytes, capacity);
        if (more == NULL) {
            t->failed = true;
            return;
        }
        t->bytes = more;
        t->capacity = capacity;
    }
    memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
}

void mod_text_add_number(mod_text *t, const char *before, uint32_t n)
{
    char digits[64];
    int len = snprintf(digits, sizeof digits, "%s%u", before, n);
    mod_text_add(t, digits, (size_t)len);
}

void mod_text_add_string(mod_text *t, const char *before, const char *bytes, size_t len)
{
    mod_text_add_ascii(t, before);
    if (bytes == NULL) {
        mod_text_add_ascii(t, "null");
        return;
    }
    size_t from = 0;
    mod_text_add(t, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        char escape[8];
        mod_text_add(t, bytes + from, i - from);
        mod_text_add(t, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", c));
        from = i + 1;
    }
    mod_text_add(t, bytes + from, len - from);
    mod_text_add(t, "\"", 1);
}

static void add_flag(mod_text *t, const char *before, bool flag)
{
    mod_text_add_ascii(t, before);
    mod_text_add_ascii(t, flag ? "true" : "false");
}

// Attributes of what is found by its target are none.
static void add_requests(mod_text *t, const mod_unit *unit)
{
    const syn_module_record *record = &unit->out.module;
    mod_text_add_ascii(t, ",\"requests\":[");
    for (uint32_t i = 0; i < record->request_count; i++) {
        const syn_request *request = &record->requests[i];
        mod_text_add_string(t, i == 0 ? "{\"specifier\":" : ",{\"specifier\":", request->specifier.text,
                            request->specifier.len);
        if (unit->targets[i] != UINT32_MAX) {
            mod_text_add_number(t, ",\"target\":", unit->targets[i]);
            mod_text_add_ascii(t, "}");
            continue;
        }
        mod_text_add_ascii(t, ",\"attributes\":{");
        for (uint32_t a = 0; a < request->attribute_count; a++) {
            const syn_attribute *attribute = &request->attributes[a];
            mod_text_add_string(t, a == 0 ? "" : ",", attribute->key.text, attribute->key.len);
            mod_text_add_string(t, ":", attribute->value.text, attribute->value.len);
        }
        mod_text_add_ascii(t, "}");
        if (request->phase != SYN_PHASE_EVALUATION) {
            mod_text_add_number(t, ",\"phase\":", request->phase);
        }
        mod_text_add_ascii(t, "}");
    }
    mod_text_add_ascii(t, "]");
}

// Only a namespace has need of its local name: another import that is exported again is an export of its own kind. Places are left out: whoever
// misses something compiles the text again.
static void add_imports(mod_text *t, const syn_module_record *record)
{
    mod_text_add_ascii(t, ",\"imports\":[");
    for (uint32_t i = 0; i < record->import_count; i++) {
        const syn_import_entry *entry = &record->imports[i];
        mod_text_add_number(t, i == 0 ? "{\"request\":" : ",{\"request\":", entry->request);
        mod_text_add_string(t, ",\"name\":", entry->name.text, entry->name.len);
        if (entry->name.text == NULL) {
            mod_text_add_string(t, ",\"local\":", entry->local.text, entry->local.len);
        }
        mod_text_add_ascii(t, "}");
    }
    mod_text_add_ascii(t, "]");
}

static void add_exports(mod_text *t, const syn_module_record *record)
{
    mod_text_add_ascii(t, ",\"exports\":[");
    for (uint32_t i = 0; i < record->export_count; i++) {
        const syn_export_entry *entry = &record->exports[i];
        mod_text_add_string(t, i == 0 ? "{\"name\":" : ",{\"name\":", entry->name.text, entry->name.len);
        mod_text_add_string(t, ",\"local\":", entry->local.text, entry->local.len);
        if (entry->local.text == NULL) {
            mod_text_add_number(t, ",\"request\":", entry->request);
            mod_text_add_string(t, ",\"imported\":", entry->imported.text, entry->imported.len);
        }
        mod_text_add_ascii(t, "}");
    }
    mod_text_add_ascii(t, "]");
}

// The members that do not depend on the graph.
static void add_tables(mod_text *t, const syn_module_record *record)
{
    add_imports(t, record);
    add_exports(t, record);
    add_flag(t, ",\"hasTLA\":", record->top_level_await);
    add_flag(t, ",\"isAsyncGenerator\":", record->async_generator);
    add_flag(t, ",\"usesMeta\":", record->uses_meta);
    add_flag(t, ",\"usesImportCall\":", record->uses_import_call);
    if (record->top_level_await) {
        mod_text_add_number(t, ",\"awaitLine\":", record->await_line);
        mod_text_add_number(t, ",\"awaitColumn\":", record->await_column);
    }
}

void mod_graph_describe(mod_text *t, const mod_graph *graph)
{
    mod_text_add_ascii(t, "[");
    for (size_t i = 0; i < graph->count; i++) {
        const mod_unit *unit = &graph->units[i];
        mod_text_add_string(t, i == 0 ? "{\"filename\":" : ",{\"filename\":", unit->file->path,
                            unit->file->path_len);
        add_requests(t, unit);
        add_tables(t, &unit->out.module);
        add_flag(t, ",\"isPlain\":", unit->plain);
        add_flag(t, ",\"hasValues\":", unit->values);
        if (unit->group > 0) {
            mod_text_add_number(t, ",\"group\":", unit->group);
        }
        mod_text_add_ascii(t, "}");
    }
    mod_text_add_ascii(t, "]");
}
