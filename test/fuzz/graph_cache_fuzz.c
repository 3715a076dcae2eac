// SPDX-License-Identifier: MIT
//
// Fuzzes the reading of cached graphs: with a right header and checksum around it, no body makes the reader leave its memory, and what it hands
// out lies inside. The first byte is the number of modules that the header claims.
// Sources: src/modules/file_read.c
#include "../../src/modules/graph_cache.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Nothing is written here.
int loop_io_submit(loop *l, loop_job *job)
{
    (void)l;
    (void)job;
    return -EAGAIN;
}

static volatile unsigned seen;

static void look(const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < len; i++) {
        seen += p[i];
    }
}

static void look_at_unit(const mod_cache *c, const entry *e)
{
    mod_entry file = {.path = e->path, .path_len = e->r.path_len};
    mod_unit unit = {.file = &file};
    unit.hash.a = e->r.hash.a;
    unit.hash.b = e->r.hash.b;
    const entry *found = find(c, &unit);
    if (found == NULL) {
        abort();
    }
    unit.hash.a = found->r.hash.a;
    unit.hash.b = found->r.hash.b;
    if (!mod_cache_take_content(c, &unit)) {
        return;
    }
    look(unit.out.text, unit.out.len);
    look(unit.out.map, unit.out.map_count * sizeof *unit.out.map);
    for (uint32_t i = 0; i < unit.out.module.request_count; i++) {
        look(unit.out.module.requests[i].specifier.text, unit.out.module.requests[i].specifier.len);
    }
    for (uint32_t i = 0; i < unit.out.module.import_count; i++) {
        const syn_import_entry *entry = &unit.out.module.imports[i];
        look(entry->name.text, entry->name.len);
        look(entry->local.text, entry->local.len);
        if (entry->request >= unit.out.module.request_count) {
            abort();
        }
    }
    for (uint32_t i = 0; i < unit.out.module.export_count; i++) {
        const syn_export_entry *entry = &unit.out.module.exports[i];
        look(entry->name.text, entry->name.len);
        look(entry->local.text, entry->local.len);
        look(entry->imported.text, entry->imported.len);
        if (entry->local.text == NULL && entry->request >= unit.out.module.request_count) {
            abort();
        }
    }
    if (unit.out.head_len > unit.out.len || unit.out.values_len > unit.out.len - unit.out.head_len) {
        abort();
    }
    free((void *)(uintptr_t)unit.out.module.requests);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mod_cache *c = calloc(1, sizeof *c);
    if (size == 0 || c == NULL) {
        free(c);
        return 0;
    }
    size_t body = (size - 1) & ~(size_t)7;
    header h = {.build = build(), .body_len = body, .count = data[0]};
    memcpy(h.magic, magic, sizeof magic);
    c->bytes = malloc(sizeof h + body);
    if (c->bytes != NULL) {
        memcpy(c->bytes + sizeof h, data + 1, body);
        h.checksum = mod_hash_of(c->bytes + sizeof h, body).a;
        memcpy(c->bytes, &h, sizeof h);
        if (parse(c, sizeof h + body)) {
            for (size_t i = 0; i < c->count; i++) {
                look_at_unit(c, &c->entries[i]);
            }
        }
    }
    mod_cache_close(c);
    return 0;
}
