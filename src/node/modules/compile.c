// SPDX-License-Identifier: MIT
//
// Compiling CommonJS files. A file that is asked for takes along what it will require (modules/batch.h): the functions of those stay in an array
// of the batch until they are asked for in turn. A function that was made ahead is given out only while its file is what was read.
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/world.h"
#include "loop/loop.h"
#include "modules/batch.h"
#include "modules/source_lines.h"
#include "node/modules/kept.h"
#include "node/modules/modules.h"

// After so many batches that did not compile, files are compiled one by one.
enum { FAILURES_MAX = 2 };

// So many files at most are one text.
enum { CHUNK_MAX = 400 };

// The functions of a batch that nobody has asked for yet.
typedef struct ahead {
    js_root functions;
    unsigned left;
    unsigned world; // the count of base/world.h before the files were read
    uint64_t turn;  // the loop's time: another one means that others may have had their turn
    mod_stamp stamps[];
} ahead;

static uint64_t turn_now(void)
{
    return loop_now_ms(js_runtime_loop(js_runtime_current()));
}

static void let_go(js_context ctx, ahead *a)
{
    if (--a->left == 0) {
        js_root_free(ctx, a->functions);
        free(a);
    }
}

// The function of a file that was compiled ahead, or undefined.
static js_value take(js_context ctx, mod_entry *file)
{
    ahead *a = file->ahead;
    if (a == NULL) {
        return JS_UNDEFINED;
    }
    uint32_t index = file->ahead_index;
    file->ahead = NULL;
    js_value function = JS_UNDEFINED;
    bool sure = a->world == base_world_now() && a->turn == turn_now();
    if (sure || mod_stamp_holds(file->path, &a->stamps[index])) {
        js_object functions = js_object_of(ctx, js_root_get(ctx, a->functions));
        js_lock(ctx);
        js_value v = js_get_index(ctx, functions, index, NULL);
        js_set_index(ctx, functions, index, JS_UNDEFINED);
        function = js_is_function(ctx, v) ? v : JS_UNDEFINED;
        js_unlock(ctx);
    }
    let_go(ctx, a);
    return function;
}

static void remember_head(const mod_batch_part *part)
{
    part->file->head_length = (uint8_t)(part->source.author - part->source.text);
}

// Leaves the functions of a chunk with their files, from the part `first` on.
static void keep(js_context ctx, const mod_batch *chunk, size_t first, js_object functions, unsigned world)
{
    ahead *a = malloc(sizeof *a + chunk->count * sizeof a->stamps[0]);
    if (a == NULL || chunk->count == first) {
        free(a);
        return;
    }
    *a = (ahead){js_root_new(ctx, functions), (unsigned)(chunk->count - first), world, turn_now()};
    if (a->functions == 0) {
        free(a);
        return;
    }
    for (size_t i = first; i < chunk->count; i++) {
        a->stamps[i] = chunk->parts[i].source.stamp;
        chunk->parts[i].file->ahead = a;
        chunk->parts[i].file->ahead_index = (uint32_t)i;
        remember_head(&chunk->parts[i]);
    }
}

// Evaluates the files of a chunk as one text: an array of their functions, or NULL where that did not work.
static js_object compile_chunk(js_context ctx, mod_resolver *r, const char *program, const mod_batch *chunk)
{
    size_t len;
    const char *name;
    char *text = mod_batch_text(chunk, &len, &name);
    js_value error = NULL;
    js_object functions =
        text == NULL ? NULL
                     : js_object_of(ctx, modules__evaluate(ctx, program, name, text, text, len, &error));
    bool whole = error == NULL && functions != NULL &&
                 js_number_or(js_get(ctx, functions, "length", NULL), 0) == (double)chunk->count;
    r->failed_batches += !whole;
    return whole ? functions : NULL;
}

// Compiles the files of a batch, a chunk at a time, so that one that does not parse spoils only its neighbours. The first one's function, or
// undefined where that did not work.
static js_value compile_batch(js_context ctx, mod_resolver *r, const mod_batch *batch, unsigned world)
{
    js_value function = JS_UNDEFINED;
    js_lock(ctx);
    for (size_t from = 0; from < batch->count && r->failed_batches < FAILURES_MAX; from += CHUNK_MAX) {
        size_t count = batch->count - from < CHUNK_MAX ? batch->count - from : CHUNK_MAX;
        mod_batch chunk = {.parts = batch->parts + from, .count = count};
        for (size_t i = 0; i < count; i++) {
            chunk.bytes += chunk.parts[i].source.len;
        }
        js_object functions = compile_chunk(ctx, r, batch->parts[0].file->path, &chunk);
        if (functions == NULL) {
            continue;
        }
        if (from == 0) {
            js_value v = js_get_index(ctx, functions, 0, NULL);
            function = js_is_function(ctx, v) ? v : JS_UNDEFINED;
        }
        keep(ctx, &chunk, from == 0 ? 1 : 0, functions, world);
    }
    js_unlock(ctx);
    return function;
}

// A file by itself. A large one is read in place by the engine.
static js_value compile_alone(js_context ctx, const char *path, mod_source *source, js_value *exception)
{
    char *block = source->block;
    source->block = NULL;
    return modules__evaluate(ctx, path, path, block, source->text, source->len, exception);
}

// The file and what it will require: as it was read while the engine started, or now. Fails: a negative errno; `*syscall` is NULL where memory is short.
static int collect(mod_resolver *r, mod_entry *file, mod_batch *batch, const char **syscall)
{
    mod_source source = {0};
    if (r->batch != NULL && r->batch->parts[0].file == file && r->batch->world == base_world_now()) {
        *batch = *r->batch;
        free(r->batch);
        r->batch = NULL;
        return 0;
    }
    int rc = file->unusable ? -ENOENT : mod_source_read(&source, file->path, SIZE_MAX, syscall);
    if (rc < 0) {
        return rc;
    }
    unsigned world = base_world_now();
    mod_hands hands = {.loop = js_runtime_loop(js_runtime_current())};
    rc = mod_batch_collect(batch, r, file, &source, &hands);
    batch->world = world;
    *syscall = NULL;
    return rc;
}

static js_value compile_collected(js_context ctx, mod_resolver *r, mod_batch *batch, js_value *exception)
{
    js_value function = JS_UNDEFINED;
    remember_head(&batch->parts[0]);
    if (batch->count > 1 && r->failed_batches < FAILURES_MAX && !mod_compiles_alone()) {
        function = compile_batch(ctx, r, batch, batch->world);
    }
    if (js_is_undefined(function)) {
        function = compile_alone(ctx, batch->parts[0].file->path, &batch->parts[0].source, exception);
    }
    return function;
}

JS_FUNCTION(modules_compile)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    mod_entry *file = r == NULL ? NULL : modules__entry_of(ctx, r, js_arg(argc, argv, 1), exception);
    mod_package *package = NULL;
    if (file == NULL) {
        return JS_UNDEFINED;
    }
    js_value function = take(ctx, file);
    if (!js_is_undefined(function)) {
        return function;
    }
    int type = mod_file_type(r, file, &package);
    if (type == -ENOMEM) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (type == -EINVAL) {
        mod_result result = {.status = MOD_INVALID_CONFIG, .package = package};
        return modules__failure(ctx, &result, exception);
    }
    if (type == MOD_TYPE_MODULE) {
        return modules__path_of(ctx, package->file);
    }
    mod_batch batch = {0};
    const char *syscall = "open";
    int rc = collect(r, file, &batch, &syscall);
    if (rc < 0) {
        mod_batch_deinit(&batch);
        return syscall == NULL ? js_throw_out_of_memory(ctx, exception)
                               : js_throw_errno(ctx, exception, rc, syscall, file->path, NULL);
    }
    file->compiled = true;
    function = compile_collected(ctx, r, &batch, exception);
    mod_batch_deinit(&batch);
    return function;
}

// The length of what was put before a file's first line when it was compiled, or undefined.
JS_FUNCTION(modules_head_length)
{
    mod_resolver *r = modules__resolver_of(ctx, argc, argv, exception);
    mod_entry *file = r == NULL ? NULL : modules__entry_of(ctx, r, js_arg(argc, argv, 1), exception);
    return file == NULL || file->head_length == 0 ? JS_UNDEFINED : js_int32(file->head_length);
}

// Where a line of a text comes from that several files share: [path, line], undefined for other texts.
JS_FUNCTION(modules_locate)
{
    js_utf8 name = {0};
    js_value result = JS_UNDEFINED;
    double line = js_arg_number(argc, argv, 1, 1);
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) < 0) {
        return result;
    }
    const mod_lines_part *part = mod_lines_find(name.bytes, line >= 1 ? (uint32_t)line : 1);
    if (part != NULL) {
        js_value fields[] = {js_string_utf8(ctx, part->path, strlen(part->path)),
                             js_number(line - part->first_line + 1)};
        result = js_array_new(ctx, 2, fields, exception);
    }
    js_utf8_deinit(&name);
    return result;
}

const js_function_spec modules__compile_functions[] = {
    {"compile", modules_compile, 2,
     "compile(resolver, path) -> function | path of a package.json of ES modules | failure"},
    {"headLength", modules_head_length, 2,
     "headLength(resolver, path) -> length of the wrapper's head | undefined"},
    {"locate", modules_locate, 2, "locate(name, line) -> [path, line] | undefined"},
    {0},
};
