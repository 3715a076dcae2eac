// SPDX-License-Identifier: MIT
//
// Code of CommonJS files that a program's last run left on disk (modules/code_cache.h), and what this run leaves. Of a text that ran without such code, the
// functions that were called are written when the program's first turn is over, and once more at its end where many came meanwhile. Main thread only.
#include "node/modules/kept.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf.h"
#include "engine/kept_code.h"
#include "modules/batch.h"
#include "modules/code_cache.h"
#include "modules/kept_text.h"
#include "node/host/host.h"

// Shorter texts are compiled as fast as code is looked up. So many texts are noted, and so many where the program's first turn is over: what is noted is
// held on to. So many texts of other runs are carried along.
enum { TEXT_MIN = 16 * 1024, NOTES_MAX = 256, LATE_NOTES_MAX = 64, OTHERS_MAX = 64 };
// Code is made again where so many functions were not in it, but not for ever: a program may run differently each time.
enum { MISSED_MAX = 300, RENEWALS_MAX = 3 };

typedef struct note {
    js_kept_script *script;
    js_root keeper; // a function of the script: its code lives with it
    mod_code code;
    void *made;
    size_t compiled; // when `made` was made
    bool was_there, is_changed;
} note;

typedef struct kept_data {
    bool is_open;
    char *directory, *root;
    mod_codes *codes;
    note *notes;
    size_t count;
    bool is_late; // the first turn is over
} kept_data;

static void data_deinit(void *arg)
{
    kept_data *data = arg;
    for (size_t i = 0; i < data->count; i++) {
        free(data->notes[i].made);
    }
    free(data->notes);
    free(data->directory);
    free(data->root);
    mod_codes_close(data->codes);
}

static const js_data_key kept_key = {sizeof(kept_data), data_deinit};

// The program's codes, where it may have some.
static kept_data *data_of(const char *program)
{
    if (getpid() != gettid() || !node_keeps_code()) {
        return NULL;
    }
    kept_data *data = js_runtime_data(js_runtime_current(), &kept_key);
    if (data != NULL && !data->is_open) {
        data->is_open = true;
        data->directory = mod_cache_directory();
        data->root = strdup(program);
        if (data->directory != NULL && data->root != NULL) {
            data->codes = mod_codes_open(data->directory, data->root, js_kept_code_engine());
        }
    }
    return data == NULL || data->directory == NULL || data->root == NULL ? NULL : data;
}

// The text as the engine takes it. False where it is not well-formed, or memory is short; else `*block` is in `kept`.
static bool take_text(js_kept_code *kept, char **block, const char *text, size_t len)
{
    utf8_measure measure = utf8_measured(text, len);
    if (!measure.is_valid) {
        return false;
    }
    if (measure.units == len) {
        const char *shared = mod_text_keep(*block, text, len);
        kept->text = shared != NULL ? shared : text;
        kept->len = len;
        kept->block = shared != NULL ? NULL : *block;
        *block = NULL;
        return true;
    }
    void *copy = malloc(measure.units * (measure.is_latin1 ? 1 : 2));
    if (copy == NULL) {
        return false;
    }
    kept->len = measure.units;
    if (measure.is_latin1) {
        utf8_to_latin1(text, len, copy, &kept->len);
    } else {
        utf8_valid_to_utf16(text, len, copy);
        kept->is_wide = true;
    }
    kept->text = kept->block = copy;
    free(*block);
    *block = NULL;
    return true;
}

// Some function of what a text gave: itself, or the first of an array.
static js_value function_of(js_context ctx, js_value result)
{
    js_object object = js_object_of(ctx, result);
    return object == NULL || js_is_function(ctx, result) ? result : js_get_index(ctx, object, 0, NULL);
}

static void remember(js_context ctx, kept_data *data, js_kept_script *script, js_value result,
                     const mod_code *code, bool was_there)
{
    size_t max = data->is_late ? LATE_NOTES_MAX : NOTES_MAX;
    note *notes = data->count >= max ? NULL : realloc(data->notes, (data->count + 1) * sizeof *notes);
    if (notes == NULL) {
        return;
    }
    data->notes = notes;
    note *n = &notes[data->count];
    *n = (note){.script = script, .code = *code, .was_there = was_there};
    n->keeper = js_root_new(ctx, function_of(ctx, result));
    data->count += n->keeper != 0;
}

// The code of a text that the last run left goes into `kept`; `*code` names the text. Whether there was any.
static bool look_up(kept_data *data, const char *text, size_t len, js_kept_code *kept, mod_code *code)
{
    *code = (mod_code){.hash = mod_hash_of(text, len), .len = len};
    const mod_code *found = mod_codes_find(data->codes, code->hash, len);
    kept->hash = (uint32_t)(code->hash.b & 0xffffff);
    code->renewals = found == NULL ? 0 : found->renewals;
    if (found == NULL || found->code_len == 0) {
        return false;
    }
    kept->code = found->code;
    kept->code_len = found->code_len;
    return true;
}

js_value modules__evaluate(js_context ctx, const char *program, const char *url, char *block,
                           const char *text, size_t len, js_value *exception)
{
    js_kept_code kept = {0};
    mod_code code = {0};
    kept_data *data = len < TEXT_MIN || mod_compiles_alone() ? NULL : data_of(program);
    bool was_there = data != NULL && look_up(data, text, len, &kept, &code);
    if (len < TEXT_MIN || mod_compiles_alone() || !node_keeps_code() ||
        !take_text(&kept, &block, text, len)) {
        js_value result = js_evaluate(ctx, text, len, url, 1, exception);
        free(block);
        return result;
    }
    if (data == NULL) {
        kept.hash = (uint32_t)(len & 0xffffff);
        return js_evaluate_kept(ctx, &kept, url, NULL, exception);
    }
    js_kept_script *script = NULL;
    js_value result = js_evaluate_kept(ctx, &kept, url, &script, exception);
    if (script != NULL) {
        remember(ctx, data, script, result, &code, was_there);
    }
    return result;
}

// Brings a note up to date.
static void make(js_context ctx, note *n)
{
    if (n->script == NULL) {
        return;
    }
    size_t compiled = js_kept_script_compiled(n->script);
    if (n->was_there) {
        if (compiled >= MISSED_MAX && n->code.renewals < RENEWALS_MAX && !n->is_changed) {
            n->code.renewals++; // without code: the next run makes it
            n->is_changed = true;
        }
        js_root_free(ctx, n->keeper);
        n->keeper = 0;
        n->script = NULL;
        return;
    }
    if (n->made != NULL && compiled <= n->compiled + n->compiled / 4 + 16) {
        return;
    }
    void *made;
    size_t len;
    if (js_kept_script_code(ctx, n->script, &made, &len) == 0) {
        free(n->made);
        n->made = made;
        n->code.code = made;
        n->code.code_len = len;
        n->compiled = compiled;
        n->is_changed = true;
    }
}

static const note *note_of(const kept_data *data, const mod_code *code)
{
    for (size_t i = 0; i < data->count; i++) {
        const mod_code *own = &data->notes[i].code;
        if (own->hash.a == code->hash.a && own->hash.b == code->hash.b && own->len == code->len) {
            return &data->notes[i];
        }
    }
    return NULL;
}

// The program's file: what is new, and what others left there. What cannot be written is made again by the next run.
static void write_codes(kept_data *data)
{
    uint32_t engine = js_kept_code_engine();
    mod_codes *old = mod_codes_open(data->directory, data->root, engine);
    mod_code *rows = calloc(data->count + mod_codes_count(old) + 1, sizeof *rows);
    size_t count = 0, others = 0;
    for (size_t i = 0; rows != NULL && i < data->count; i++) {
        if (data->notes[i].made != NULL || data->notes[i].is_changed) {
            rows[count++] = data->notes[i].code;
        }
    }
    for (size_t i = 0; rows != NULL && i < mod_codes_count(old); i++) {
        const mod_code *code = mod_codes_at(old, i);
        const note *own = note_of(data, code);
        if (own != NULL ? own->made == NULL && !own->is_changed : others++ < OTHERS_MAX) {
            rows[count++] = *code;
        }
    }
    if (rows != NULL) {
        (void)mod_codes_write(data->directory, data->root, engine, rows, count);
    }
    free(rows);
    mod_codes_close(old);
}

void node_modules_keep_code(js_context ctx)
{
    kept_data *data = getpid() != gettid() ? NULL : js_runtime_data(js_runtime_current(), &kept_key);
    bool is_changed = false;
    if (data != NULL) {
        data->is_late = true;
    }
    for (size_t i = 0; data != NULL && i < data->count; i++) {
        make(ctx, &data->notes[i]);
        is_changed |= data->notes[i].is_changed;
    }
    if (is_changed) {
        write_codes(data);
    }
    for (size_t i = 0; is_changed && i < data->count; i++) {
        data->notes[i].is_changed = false;
    }
}
