// SPDX-License-Identifier: MIT
//
// binding('websocket'): reads a server's frames, writes a client's. One crossing for all that a read brought, one for a message that
// goes out.
#include "engine/engine.h"
#include "node/websocket/frames.h"

#include "base/utf.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

// ---- reading ----------------------------------------------------------------------------------------------------------------------------

static void finalize(void *pointer)
{
    ws_parser *p = pointer;
    ws_parser_deinit(p);
    free(p);
}

static const js_native_type parser_type = {"WebSocketParser", finalize};

// newParser(messageMax, allowCompressed) -> parser
JS_FUNCTION(websocket_new_parser)
{
    ws_parser *p = malloc(sizeof *p);
    if (!p) {
        return js_throw_out_of_memory(ctx, exception);
    }
    ws_parser_init(p, (size_t)js_arg_number(argc, argv, 0, 0), js_arg_true(argc, argv, 1));
    js_object object = js_native_new(ctx, &parser_type, p);
    if (!object) {
        finalize(p);
        return js_throw_out_of_memory(ctx, exception);
    }
    return object;
}

typedef struct feed {
    js_context ctx;
    js_object list; // [kind, value, kind, value ...]
    unsigned count;
} feed;

// Copies, or takes the block where the parser has one.
static js_value bytes_value(js_context ctx, const uint8_t *data, size_t len, uint8_t **owned)
{
    uint8_t *block = *owned;
    if (block) {
        *owned = NULL;
        uint8_t *exact = realloc(block, len ? len : 1);
        block = exact ? exact : block;
    } else {
        block = malloc(len ? len : 1);
        if (block && len) {
            memcpy(block, data, len);
        }
    }
    return block ? js_uint8_array_adopt(ctx, block, len, NULL) : JS_UNDEFINED;
}

static int on_message(void *user, uint8_t opcode, bool compressed, const uint8_t *data, size_t len,
                      uint8_t **owned)
{
    feed *f = user;
    js_value value = opcode == WS_TEXT && !compressed ? js_string_utf8(f->ctx, (const char *)data, len)
                                                      : bytes_value(f->ctx, data, len, owned);
    if (js_is_undefined(value)) {
        return -ENOMEM;
    }
    js_set_index(f->ctx, f->list, f->count++, js_int32(compressed ? opcode | 0x40 : opcode));
    js_set_index(f->ctx, f->list, f->count++, value);
    return 0;
}

// feed(parser, bytes) -> [kind, value, ...]; a broken protocol ends it with [..., -1, code]. kind: the opcode, with 0x40 where compressed.
// value: a string for a text that is not compressed, else a Uint8Array.
JS_FUNCTION(websocket_feed)
{
    js_bytes bytes;
    ws_parser *p = js_native_get(ctx, js_arg(argc, argv, 0), &parser_type);
    if (!p || js_bytes_get(ctx, js_arg(argc, argv, 1), &bytes)) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "parser and bytes");
    }
    js_lock(ctx);
    feed f = {.ctx = ctx, .list = js_array_new(ctx, 0, NULL, exception)};
    int r = f.list ? ws_parser_feed(p, bytes.data, bytes.len, on_message, &f) : -ENOMEM;
    if (r) {
        js_set_index(ctx, f.list, f.count++, js_int32(-1));
        js_set_index(ctx, f.list, f.count++, js_int32(r));
    }
    js_unlock(ctx);
    return f.list;
}

// text(bytes) -> string; undefined where it is no UTF-8
JS_FUNCTION(websocket_text)
{
    js_bytes bytes;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 0), &bytes) || !utf8_is_valid(bytes.data, bytes.len)) {
        return JS_UNDEFINED;
    }
    return js_string_utf8(ctx, (const char *)bytes.data, bytes.len);
}

// ---- writing ----------------------------------------------------------------------------------------------------------------------------

enum { RANDOM_POOL = 1024 };

static _Thread_local uint8_t pool[RANDOM_POOL];
static _Thread_local size_t pool_at = RANDOM_POOL;

// Nobody may foresee a mask. Random bytes are fetched for many at a time. Fails: a negative errno.
static int next_mask(uint8_t mask[4])
{
    if (pool_at == RANDOM_POOL) {
        for (size_t got = 0; got < RANDOM_POOL;) {
            ssize_t r = getrandom(pool + got, RANDOM_POOL - got, 0);
            if (r < 0 && errno != EINTR) {
                return -errno;
            }
            got += r > 0 ? (size_t)r : 0;
        }
        pool_at = 0;
    }
    memcpy(mask, pool + pool_at, 4);
    memset(pool + pool_at, 0, 4);
    pool_at += 4;
    return 0;
}

// The block of a frame with room for `len` bytes of payload, which the caller writes at `*payload` and masks. NULL: no memory, no random.
static uint8_t *frame_new(uint8_t opcode, bool compressed, size_t len, uint8_t mask[4], uint8_t **payload)
{
    uint8_t *frame = next_mask(mask) ? NULL : malloc(WS_FRAME_HEAD_MAX + len);
    if (frame) {
        *payload = frame + ws_frame_head(frame, opcode, compressed, len, mask);
    }
    return frame;
}

static js_value frame_value(js_context ctx, uint8_t *frame, uint8_t *payload, size_t len,
                            const uint8_t mask[4], js_value *exception)
{
    ws_mask(payload, len, mask);
    return js_uint8_array_adopt(ctx, frame, (size_t)(payload - frame) + len, exception);
}

// frame(opcode, text or bytes, [compressed]) -> Uint8Array
JS_FUNCTION(websocket_frame)
{
    uint8_t mask[4], *payload, *frame;
    uint8_t opcode = (uint8_t)js_arg_int32(argc, argv, 0);
    js_value data = js_arg(argc, argv, 1);
    if (js_is_string(ctx, data)) {
        js_text text;
        if (js_text_init(ctx, data, &text, exception)) {
            return JS_UNDEFINED;
        }
        size_t len = js_text_utf8_length(&text);
        frame = frame_new(opcode, false, len, mask, &payload);
        if (frame) {
            js_text_to_utf8(&text, payload, len);
        }
        js_text_deinit(&text);
        return frame ? frame_value(ctx, frame, payload, len, mask, exception)
                     : js_throw_out_of_memory(ctx, exception);
    }
    js_bytes bytes;
    if (js_bytes_peek(ctx, data, &bytes)) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "text or bytes");
    }
    frame = frame_new(opcode, js_arg_true(argc, argv, 2), bytes.len, mask, &payload);
    if (!frame) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (bytes.len) {
        memcpy(payload, bytes.data, bytes.len);
    }
    return frame_value(ctx, frame, payload, bytes.len, mask, exception);
}

static const js_function_spec websocket_functions[] = {
    {"newParser", websocket_new_parser, 2, "newParser(messageMax, allowCompressed) -> parser"},
    {"feed", websocket_feed, 2, "feed(parser, bytes) -> [kind, value, ...]"},
    {"text", websocket_text, 1, "text(bytes) -> string | undefined"},
    {"frame", websocket_frame, 3, "frame(opcode, text or bytes, [compressed]) -> Uint8Array"},
    {0},
};

const js_binding_spec node_websocket_binding = {"websocket", websocket_functions, NULL};
