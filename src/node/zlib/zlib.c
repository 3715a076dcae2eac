// SPDX-License-Identifier: MIT
//
// The zlib binding. A run of a codec is one crossing, on this thread or as a job on the IO pool; its outcome is an array:
// [bytes of input left, output] or [bytes left, output, errno, message, code] where the data is to blame. Codecs that live between
// crossings are native handles; a job holds a reference of its own, so that closing the handle meanwhile is safe.
#include "node/request.h"
#include "node/zlib/codec.h"

#include <errno.h>
#include <stdlib.h>

extern const js_binding_spec node_zlib_binding;

static void codec_finalize(void *pointer)
{
    codec_release(pointer);
}

static const js_native_type codec_type = {"zlib codec", codec_finalize};

typedef struct zlib_request {
    node_request base;
    codec *codec;
    codec_run_io io;
} zlib_request;

// Makes the codec that the arguments (mode, settings, dictionary) describe. Fails: -1 with `*exception` set.
static int codec_of_arguments(js_context ctx, codec **out, bool is_whole, size_t argc, const js_value argv[],
                              js_value *exception)
{
    js_bytes settings;
    js_bytes dictionary = {NULL, 0};
    *out = NULL;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 1), &settings) < 0 ||
        (!js_is_nullish(js_arg(argc, argv, 2)) &&
         js_bytes_peek(ctx, js_arg(argc, argv, 2), &dictionary) < 0)) {
        js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "mode, Uint32Array and bytes");
        return -1;
    }
    int status = (is_whole ? codec_new_whole : codec_new)(
        out, (codec_mode)js_arg_int32(argc, argv, 0), (const uint32_t *)(void *)settings.data,
        settings.len / sizeof(uint32_t), dictionary.data, dictionary.len);
    if (status == -ENOMEM) {
        js_throw_out_of_memory(ctx, exception);
    } else if (status == -EBADMSG) {
        js_throw_error(ctx, exception, "ERR_ZLIB_INITIALIZATION_FAILED", "Failed to set dictionary");
    } else if (status == -EDOM) {
        js_throw_error(ctx, exception, "ERR_ZLIB_INITIALIZATION_FAILED", "Setting parameter failed");
    } else if (status < 0) {
        js_throw_error(ctx, exception, "ERR_ZLIB_INITIALIZATION_FAILED", "Initialization failed");
    }
    return status < 0 ? -1 : 0;
}

static js_value outcome(js_context ctx, codec_run_io *io, js_value *exception)
{
    js_value values[5] = {js_number((double)io->in_len), JS_UNDEFINED};
    size_t count = 2;
    if (io->out != NULL) {
        values[1] = js_uint8_array_adopt(ctx, io->out, io->out_len, exception);
        io->out = NULL;
        if (values[1] == NULL || js_is_undefined(values[1])) {
            return NULL;
        }
    }
    if (io->failed) {
        values[2] = js_int32(io->error);
        values[3] = js_string_ascii(ctx, io->message);
        values[4] = io->code != NULL ? js_string_ascii(ctx, io->code) : JS_UNDEFINED;
        count = 5;
    }
    return js_array_new(ctx, count, values, exception);
}

static void request_work(node_request *base)
{
    zlib_request *request = (zlib_request *)base;
    base->status = codec_run(request->codec, &request->io);
}

static js_value request_result(js_context ctx, node_request *base)
{
    js_value exception = NULL;
    return outcome(ctx, &((zlib_request *)base)->io, &exception);
}

static void request_deinit(node_request *base)
{
    zlib_request *request = (zlib_request *)base;
    request->codec->is_busy = false;
    codec_release(request->codec);
    free(request->io.out);
}

// Runs the codec over `argv[0..3]` = input, offset, flush, limit, now or (where argv[4] is a function) as a job; where argv[5] is true only if
// that is quick. Adopts a reference to `c`.
static js_value run(js_context ctx, codec *c, size_t argc, const js_value argv[], js_value *exception)
{
    js_value callback = js_arg(argc, argv, 4);
    bool is_async = js_is_function(ctx, callback);
    js_bytes input;
    double offset = js_arg_number(argc, argv, 1, 0);
    zlib_request *request = NULL;
    codec_run_io io = {0};
    js_value result = JS_UNDEFINED;
    int status = is_async ? js_bytes_get(ctx, js_arg(argc, argv, 0), &input)
                          : js_bytes_peek(ctx, js_arg(argc, argv, 0), &input);
    if (status < 0 || offset < 0 || offset > (double)input.len) {
        js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "run(bytes, offset, flush, limit)");
        goto out;
    }
    if (c->is_busy) {
        js_throw_error(ctx, exception, "ERR_INTERNAL_ASSERTION", "the codec is in use");
        goto out;
    }
    io.in_len = input.len - (size_t)offset;
    io.in = input.data == NULL ? NULL : input.data + (size_t)offset;
    io.flush = js_arg_int32(argc, argv, 2);
    io.out_limit = (size_t)js_arg_number(argc, argv, 3, 16384);
    if (js_arg_true(argc, argv, 5) && !codec_is_quick(c, io.in_len, io.out_limit)) {
        goto out;
    }
    if (!is_async) {
        status = codec_run(c, &io);
        if (status == 0) {
            result = outcome(ctx, &io, exception);
        }
        if (status < 0 || result == NULL) {
            js_throw_out_of_memory(ctx, exception);
        }
        goto out;
    }
    request = calloc(1, sizeof *request);
    if (request == NULL) {
        js_throw_out_of_memory(ctx, exception);
        goto out;
    }
    request->base.work = request_work;
    request->base.result = request_result;
    request->base.deinit = request_deinit;
    request->codec = c;
    request->io = io;
    c->is_busy = true;
    if (codec_is_quick(c, io.in_len, io.out_limit)) {
        request_work(&request->base);
        return node_request_complete(ctx, &request->base, callback, JS_UNDEFINED, exception);
    }
    return node_request_submit(ctx, &request->base, callback, js_arg(argc, argv, 0),
                               exception); // adopts the reference
out:
    codec_release(c);
    return result;
}

// (mode, settings, dictionary) -> handle
JS_FUNCTION(zlib_create)
{
    codec *c;
    if (codec_of_arguments(ctx, &c, false, argc, argv, exception) < 0) {
        return JS_UNDEFINED;
    }
    js_object handle = js_native_new(ctx, &codec_type, c);
    if (handle == NULL) {
        codec_release(c);
        return js_throw_out_of_memory(ctx, exception);
    }
    return (js_value)handle;
}

// (mode, settings, dictionary, input, offset, flush, limit, [callback]) -> outcome
JS_FUNCTION(zlib_whole)
{
    codec *c;
    if (argc < 7 || codec_of_arguments(ctx, &c, true, argc, argv, exception) < 0) {
        return JS_UNDEFINED;
    }
    return run(ctx, c, argc - 3, argv + 3, exception);
}

// The codec of a handle that is open and not in a job, or NULL with `*exception` set.
static codec *idle_codec(js_context ctx, size_t argc, const js_value argv[], js_value *exception)
{
    codec *c = js_native_get(ctx, js_arg(argc, argv, 0), &codec_type);
    if (c == NULL || c->is_busy) {
        js_throw_error(ctx, exception, "ERR_INTERNAL_ASSERTION",
                       c == NULL ? "zlib binding closed" : "the codec is in use");
        return NULL;
    }
    return c;
}

// (handle, input, offset, flush, limit, [callback], [only if quick]) -> outcome, or undefined
JS_FUNCTION(zlib_run)
{
    codec *c = idle_codec(ctx, argc, argv, exception);
    if (c == NULL) {
        return JS_UNDEFINED;
    }
    c->refs++;
    return run(ctx, c, argc - 1, argv + 1, exception);
}

// (handle, level, strategy) -> zlib's code
JS_FUNCTION(zlib_params)
{
    codec *c = idle_codec(ctx, argc, argv, exception);
    if (c == NULL) {
        return JS_UNDEFINED;
    }
    return js_int32(codec_params(c, js_arg_int32(argc, argv, 1), js_arg_int32(argc, argv, 2)));
}

// (handle) -> 0 or a negative errno
JS_FUNCTION(zlib_reset)
{
    codec *c = idle_codec(ctx, argc, argv, exception);
    return c == NULL ? JS_UNDEFINED : js_int32(codec_reset(c));
}

JS_FUNCTION(zlib_close)
{
    codec *c = js_native_get(ctx, js_arg(argc, argv, 0), &codec_type);
    if (c != NULL) {
        js_native_clear(ctx, argv[0]);
        codec_release(c);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(brotli_has_dictionaries)
{
    return js_bool(codec_brotli_has_dictionaries());
}

JS_FUNCTION(linked_version)
{
    return js_int32(ZLIB_VERNUM);
}

// (bytes or text, value) -> number
JS_FUNCTION(zlib_crc32)
{
    uLong value = (uLong)js_arg_number(argc, argv, 1, 0);
    if (js_is_string(ctx, js_arg(argc, argv, 0))) {
        js_utf8 text;
        if (js_utf8_init(ctx, argv[0], &text, exception) < 0) {
            return JS_UNDEFINED;
        }
        value = crc32_z(value, (const Bytef *)text.bytes, text.len);
        js_utf8_deinit(&text);
        return js_number((double)value);
    }
    js_bytes bytes;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 0), &bytes) < 0) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "crc32(bytes, value)");
    }
    return js_number((double)(bytes.len == 0 ? value : crc32_z(value, bytes.data, bytes.len)));
}

static const js_function_spec zlib_functions[] = {
    {"create", zlib_create, 3, "create(mode, settings, dictionary) -> handle"},
    {"whole", zlib_whole, 8,
     "whole(mode, settings, dictionary, input, offset, flush, limit, [callback]) -> outcome"},
    {"run", zlib_run, 7,
     "run(handle, input, offset, flush, limit, [callback], [only if quick]) -> outcome or undefined"},
    {"params", zlib_params, 3, "params(handle, level, strategy) -> zlib's code"},
    {"reset", zlib_reset, 1, "reset(handle) -> 0 or errno"},
    {"close", zlib_close, 1, "close(handle)"},
    {"brotliHasDictionaries", brotli_has_dictionaries, 0, "brotliHasDictionaries() -> boolean"},
    {"version", linked_version, 0, "version() -> ZLIB_VERNUM"},
    {"crc32", zlib_crc32, 2, "crc32(bytesOrText, value) -> number"},
    {0},
};

const js_binding_spec node_zlib_binding = {"zlib", zlib_functions, NULL};
