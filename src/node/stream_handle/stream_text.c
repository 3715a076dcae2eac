// SPDX-License-Identifier: MIT
//
// Writing a message's head and body in one go: both are encoded side by side and leave with one system call. Where the system does not
// take all, the rest goes back to JavaScript, which queues it as any other bytes. While a reader holds the stream (several requests came
// in one read), the answers are gathered and leave together.
#include "base/utf.h"
#include "node/stream_handle/stream_handle.h"
#include "node/stream_handle/stream_operations.h"

#include <errno.h>
#include <stdlib.h>

enum { SCRATCH_SIZE = 65536, HELD_MAX = 262144 };

static _Thread_local uint8_t *scratch;

// ---- holding --------------------------------------------------------------------------------------------------------

void stream_hold(stream_handle *h)
{
    h->holding = true;
}

typedef struct held_write {
    uv_write_t uv;
    uint8_t *bytes;
} held_write;

static void on_held_written(uv_write_t *uv, int status)
{
    held_write *request = (held_write *)uv;
    (void)status; // a broken connection shows itself in reading, too
    free(request->bytes);
    free(request);
}

// What the system did not take is queued; a failure leaves it to the reading side to find the connection broken.
static void queue_held(stream_handle *h, uint8_t *bytes, size_t done, size_t len)
{
    held_write *request = malloc(sizeof *request);
    if (!request) {
        free(bytes);
        return;
    }
    request->bytes = bytes;
    uv_buf_t part = uv_buf_init((char *)bytes + done, (unsigned)(len - done));
    if (uv_write(&request->uv, &h->uv.stream, &part, 1, on_held_written)) {
        free(bytes);
        free(request);
    }
}

static void held_flush(stream_handle *h)
{
    if (h->held_len == 0 || h->closing) {
        return;
    }
    uv_buf_t part = uv_buf_init((char *)h->held, h->held_len);
    if (h->tap) {
        h->held_len = 0;
        h->tap->write(h->tap, &part, 1, true); // a failure shows itself in reading, too
        return;
    }
    int r = uv_try_write(&h->uv.stream, &part, 1);
    if (r == (int)h->held_len || (r < 0 && r != UV_EAGAIN)) {
        h->held_len = 0;
        return;
    }
    uint8_t *bytes = h->held;
    size_t len = h->held_len;
    h->held = NULL;
    h->held_len = h->held_room = 0;
    queue_held(h, bytes, r > 0 ? (size_t)r : 0, len);
}

void stream_release(stream_handle *h)
{
    h->holding = false;
    if (h->held == NULL) {
        return;
    }
    held_flush(h);
    free(h->held);
    h->held = NULL;
    h->held_len = h->held_room = 0;
}

// False: there is no room, or no memory.
static bool held_add(stream_handle *h, const uv_buf_t parts[2], size_t total)
{
    if (h->held_len + total > HELD_MAX) {
        return false;
    }
    if (h->held_len + total > h->held_room) {
        size_t room = (h->held_len + total) * 2;
        uint8_t *grown = realloc(h->held, room);
        if (!grown) {
            return false;
        }
        h->held = grown;
        h->held_room = (uint32_t)room;
    }
    for (int i = 0; i < 2; i++) {
        if (parts[i].len > 0) {
            memcpy(h->held + h->held_len, parts[i].base, parts[i].len);
            h->held_len += (uint32_t)parts[i].len;
        }
    }
    return true;
}

// ---- text -----------------------------------------------------------------------------------------------------------

typedef struct message {
    js_text head, body;
    js_bytes bytes; // the body where it is no text
    bool latin1;
    uint8_t *big; // where the scratch memory is too small
} message;

static size_t body_size_max(const message *m)
{
    if (m->latin1) {
        return m->body.len;
    }
    return m->body.latin1 ? m->body.len * 2 : m->body.len * 3;
}

static void narrow(const js_text *text, uint8_t *out)
{
    if (text->latin1) {
        memcpy(out, text->latin1, text->len);
        return;
    }
    for (size_t i = 0; i < text->len; i++) {
        out[i] = (uint8_t)text->units[i];
    }
}

static void scratch_deinit(void *data)
{
    (void)data;
    free(scratch);
    scratch = NULL;
}

static const js_data_key scratch_key = {1, scratch_deinit};

// Encodes both parts. Fails: -ENOMEM.
static int encode(message *m, uv_buf_t parts[2])
{
    size_t room = m->head.len + body_size_max(m);
    if (!scratch && js_runtime_data(js_runtime_current(), &scratch_key)) {
        scratch = malloc(SCRATCH_SIZE);
    }
    uint8_t *out = scratch;
    if (room > SCRATCH_SIZE || !scratch) {
        out = m->big = malloc(room ? room : 1);
        if (!out) {
            return -ENOMEM;
        }
    }
    size_t len = m->head.len;
    if (len > 0) {
        narrow(&m->head, out);
    }
    if (m->body.len > 0 && m->latin1) {
        narrow(&m->body, out + len);
        len += m->body.len;
    } else if (m->body.len > 0) {
        len += js_text_to_utf8(&m->body, out + len, room - len);
    }
    parts[0] = uv_buf_init((char *)out, (unsigned)len);
    parts[1] = uv_buf_init((char *)m->bytes.data, (unsigned)m->bytes.len);
    return 0;
}

// The bytes that were not written, as a Uint8Array.
static js_value rest_of(js_context ctx, const uv_buf_t parts[2], size_t written, js_value *exception)
{
    size_t total = parts[0].len + parts[1].len - written;
    uint8_t *rest = malloc(total);
    if (!rest) {
        return js_int32(-ENOMEM);
    }
    size_t at = 0;
    for (int i = 0; i < 2; i++) {
        size_t skip = written < parts[i].len ? written : parts[i].len;
        if (parts[i].len > skip) {
            memcpy(rest + at, parts[i].base + skip, parts[i].len - skip);
        }
        at += parts[i].len - skip;
        written -= skip;
    }
    return js_uint8_array_adopt(ctx, rest, total, exception);
}

static js_value write_parts(js_context ctx, stream_handle *h, uv_buf_t parts[2], js_value *exception)
{
    size_t total = parts[0].len + parts[1].len;
    if (h->holding && held_add(h, parts, total)) {
        h->bytes_written += h->tap ? 0 : total;
        return js_int32(0);
    }
    held_flush(h);
    if (h->tap) {
        int r = h->tap->write(h->tap, parts, parts[1].len > 0 ? 2 : 1, false);
        return r == 1 ? rest_of(ctx, parts, 0, exception) : js_int32(r);
    }
    int r = uv_try_write(&h->uv.stream, parts, parts[1].len > 0 ? 2 : 1);
    if (r < 0 && r != UV_EAGAIN) {
        return js_int32(r);
    }
    size_t written = r > 0 ? (size_t)r : 0;
    h->bytes_written += written;
    return written == total ? js_int32(0) : rest_of(ctx, parts, written, exception);
}

// writeText(handle, head, body, latin1) -> 0 all written | a negative errno | a Uint8Array of what was not.
// `head`: a string of characters up to 255. `body`: a string, bytes, or undefined.
JS_FUNCTION(handle_write_text)
{
    stream_handle *h = node_stream_handle_get(ctx, js_arg(argc, argv, 0), exception);
    message m = {.latin1 = js_arg_true(argc, argv, 3)};
    js_value body = js_arg(argc, argv, 2), result = js_int32(-ENOMEM);
    uv_buf_t parts[2];
    if (!h || js_text_init(ctx, js_arg(argc, argv, 1), &m.head, exception)) {
        return JS_UNDEFINED;
    }
    if (js_is_string(ctx, body)) {
        if (js_text_init(ctx, body, &m.body, exception)) {
            goto out;
        }
    } else if (!js_is_undefined(body) && js_bytes_peek(ctx, body, &m.bytes)) {
        result = js_int32(-EINVAL);
        goto out;
    }
    if (encode(&m, parts) == 0) {
        result = write_parts(ctx, h, parts, exception);
    }
out:
    free(m.big);
    js_text_deinit(&m.head);
    js_text_deinit(&m.body);
    return result;
}

const js_function_spec node__stream_text_functions[] = {
    {"writeText", handle_write_text, 4,
     "writeText(handle, head, body, latin1) -> 0 | status | Uint8Array that is left"},
    {0},
};
