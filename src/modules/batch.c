// SPDX-License-Identifier: MIT
//
// See batch.h.
#include "modules/batch.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "modules/require_scan.h"
#include "modules/source_lines.h"

static atomic_bool alone_from_now;

void mod_compile_alone(void)
{
    atomic_store(&alone_from_now, true);
}

bool mod_compiles_alone(void)
{
    return atomic_load_explicit(&alone_from_now, memory_order_relaxed);
}

// Limits of what is read ahead: a guess that goes wrong must cost little. A larger file gains nothing by company.
enum { PARTS_MAX = 3000, BYTES_MAX = 4 << 20, PART_BYTES_MAX = 32 * 1024 };

static bool has_extension(const mod_entry *file, const char *extension)
{
    size_t n = strlen(extension);
    return file->path_len > n && memcmp(file->path + file->path_len - n, extension, n) == 0;
}

int mod_file_type(mod_resolver *r, const mod_entry *file, mod_package **package)
{
    *package = NULL;
    if (!has_extension(file, ".js")) {
        return MOD_TYPE_NONE;
    }
    int rc = mod_package_scope(&r->tree, file->parent, package);
    if (rc < 0) {
        return rc;
    }
    return *package == NULL ? MOD_TYPE_NONE : (*package)->invalid ? -EINVAL : (int)(*package)->type;
}

// Text that the engine keeps with 8 bits a character and that ends no line by other characters than those of ASCII.
static bool is_narrow(const char *text, size_t len)
{
    unsigned wide = 0;
    for (size_t i = 0; i < len; i++) {
        wide |= (unsigned char)text[i] >= 0xc4;
    }
    return wide == 0;
}

static bool fits(const mod_batch *batch, const mod_source *source)
{
    return source->len <= PART_BYTES_MAX && batch->bytes + source->len <= BYTES_MAX &&
           batch->count < PARTS_MAX && is_narrow(source->text, source->len);
}

static int append(mod_batch *batch, mod_entry *file, const mod_source *source)
{
    if (batch->count == batch->capacity) {
        size_t capacity = batch->capacity == 0 ? 16 : batch->capacity * 2;
        mod_batch_part *parts = realloc(batch->parts, capacity * sizeof *parts);
        if (parts == NULL) {
            return -ENOMEM;
        }
        batch->parts = parts;
        batch->capacity = capacity;
    }
    batch->parts[batch->count++] = (mod_batch_part){file, *source};
    batch->bytes += source->len;
    return 0;
}

static bool is_known(const mod_batch *batch, const mod_entry *file)
{
    return file->compiled || file->ahead != NULL || file->batch == batch->number;
}

// The file that `file` would get for a specifier, where it can be read ahead. NULL where not, or memory is short.
static mod_entry *candidate(mod_batch *batch, mod_resolver *r, mod_entry *file, const char *specifier,
                            size_t len)
{
    bool bare = specifier[0] != '.' && specifier[0] != '/';
    if (bare && (r->builtins.count == 0 || mod_is_builtin(r, specifier, len) ||
                 memchr(specifier, ':', len) != NULL)) {
        return NULL;
    }
    mod_request request = {specifier, len, file->parent->path, file->parent->path_len, false};
    mod_result found;
    if (mod_resolve(r, &request, &found) < 0 || found.status != MOD_FOUND || found.wrong_main ||
        found.empty_part || is_known(batch, found.entry)) {
        return NULL;
    }
    mod_package *package;
    bool is_js = has_extension(found.entry, ".js") || has_extension(found.entry, ".cjs");
    int type = is_js ? mod_file_type(r, found.entry, &package) : -EINVAL;
    return type == MOD_TYPE_NONE || type == MOD_TYPE_COMMONJS ? found.entry : NULL;
}

// Appends the files that a part will require, not yet read.
static int find_required(mod_batch *batch, mod_resolver *r, size_t index)
{
    mod_entry *file = batch->parts[index].file;
    const mod_source *source = &batch->parts[index].source;
    mod_require_scan scan = {.text = source->author, .len = source->author_len};
    const char *specifier;
    size_t len;
    int rc = 0;
    while (rc == 0 && batch->count < PARTS_MAX && mod_require_scan_next(&scan, &specifier, &len)) {
        mod_entry *child = candidate(batch, r, file, specifier, len);
        if (child != NULL) {
            child->batch = batch->number;
            rc = append(batch, child, &(mod_source){0});
        }
    }
    return rc;
}

static void read_part(void *arg, size_t i)
{
    mod_batch_part *part = (mod_batch_part *)arg + i;
    const char *syscall;
    // What cannot be read stays empty: require() will say what is wrong.
    if (mod_source_read(&part->source, part->file->path, PART_BYTES_MAX, &syscall) < 0) {
        part->source = (mod_source){0};
    }
}

// Of the parts from `begin` on, which were just read, keeps those that can be compiled in company.
static void keep_fitting(mod_batch *batch, size_t begin)
{
    size_t end = batch->count;
    batch->count = begin;
    for (size_t i = begin; i < end; i++) {
        mod_batch_part part = batch->parts[i];
        if (part.source.block == NULL || !fits(batch, &part.source) ||
            mod_looks_like_module(part.source.author, part.source.author_len)) {
            mod_source_deinit(&part.source);
            continue;
        }
        batch->parts[batch->count++] = part;
        batch->bytes += part.source.len;
    }
}

int mod_batch_collect(mod_batch *batch, mod_resolver *r, mod_entry *first, mod_source *source,
                      const mod_hands *hands)
{
    *batch = (mod_batch){.number = ++r->batches};
    mod_source own = *source;
    *source = (mod_source){0};
    bool alone = !fits(batch, &own);
    first->batch = batch->number;
    int rc = append(batch, first, &own);
    if (rc < 0) {
        mod_source_deinit(&own);
    }
    // Level by level.
    for (size_t begin = 0; rc == 0 && !alone && begin < batch->count;) {
        size_t end = batch->count;
        for (; rc == 0 && begin < end; begin++) {
            rc = find_required(batch, r, begin);
        }
        if (rc == 0) {
            mod_crew_run(hands, batch->count - end, read_part, batch->parts + end);
            keep_fitting(batch, end);
        }
    }
    return rc;
}

void mod_batch_deinit(mod_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        mod_source_deinit(&batch->parts[i].source);
    }
    free(batch->parts);
    *batch = (mod_batch){0};
}

void mod_batch_free(mod_batch *batch)
{
    if (batch != NULL) {
        mod_batch_deinit(batch);
        free(batch);
    }
}

char *mod_batch_text(const mod_batch *batch, size_t *len, const char **name)
{
    mod_lines_part *lines = malloc(batch->count * sizeof *lines);
    char *text = malloc(batch->bytes + 3 * batch->count + 4);
    char *at = text;
    uint32_t line = 2;
    int rc = lines == NULL || text == NULL ? -ENOMEM : 0;
    if (rc == 0) {
        *at++ = '[';
        *at++ = '\n';
        for (size_t i = 0; i < batch->count; i++) {
            const mod_batch_part *part = &batch->parts[i];
            lines[i] = (mod_lines_part){part->file->path, line};
            memcpy(at, part->source.text, part->source.len);
            at += part->source.len;
            *at++ = ',';
            *at++ = '\n';
            line += mod_lines_count(part->source.text, part->source.len) + 1;
        }
        *at++ = ']';
        *len = (size_t)(at - text);
        rc = mod_lines_add(lines, batch->count, name);
    }
    free(lines);
    if (rc < 0) {
        free(text);
        return NULL;
    }
    return text;
}
