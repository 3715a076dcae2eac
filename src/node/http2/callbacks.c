// SPDX-License-Identifier: MIT
//
// What nghttp2 tells while it reads and writes, turned into events for JavaScript.
#include "node/http2/session.h"

#include <errno.h>
#include <stdlib.h>

// What a header costs beside its text, as the protocol counts (RFC 9113, section 6.5.2).
enum { HEADER_COST = 32 };

void h2_event_push(h2_session *s, enum h2_event event, int32_t id, js_value a, js_value b, js_value c)
{
    js_value values[H2_EVENT_SLOTS] = {js_int32(event), js_int32(id), a, b, c};
    for (unsigned i = 0; i < H2_EVENT_SLOTS; i++) {
        js_set_index(s->ctx, s->events, s->event_count++, values[i]);
    }
}

static js_value bytes_value(h2_session *s, const void *bytes, size_t len)
{
    void *copy = malloc(len > 0 ? len : 1);
    if (copy == NULL) {
        return js_throw_out_of_memory(s->ctx, s->exception);
    }
    memcpy(copy, bytes, len);
    return js_uint8_array_adopt(s->ctx, copy, len, s->exception);
}

static js_value latin1(h2_session *s, const void *bytes, size_t len)
{
    return js_string_latin1(s->ctx, bytes, len);
}

// ---- header blocks ----------------------------------------------------------------------------------------------------------------

static int text_append(h2_text *text, const uint8_t *bytes, size_t len)
{
    if (text->len + len + 1 > text->capacity) {
        size_t capacity = (text->len + len + 1) * 2;
        char *grown = realloc(text->bytes, capacity);
        if (grown == NULL) {
            return -ENOMEM;
        }
        text->bytes = grown;
        text->capacity = capacity;
    }
    memcpy(text->bytes + text->len, bytes, len);
    text->bytes[text->len + len] = 0;
    text->len += len + 1;
    return 0;
}

static int refuse(h2_session *s, int32_t id)
{
    ng2.nghttp2_submit_rst_stream(s->ng, NGHTTP2_FLAG_NONE, id, NGHTTP2_ENHANCE_YOUR_CALM);
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

static int32_t header_stream(const nghttp2_frame *frame)
{
    return frame->hd.type == NGHTTP2_PUSH_PROMISE ? frame->push_promise.promised_stream_id
                                                  : frame->hd.stream_id;
}

static int on_begin_headers(nghttp2_session *ng, const nghttp2_frame *frame, void *data)
{
    (void)ng;
    h2_session *s = data;
    s->headers.len = 0;
    s->header_count = s->sensitive_count = 0;
    s->header_size = 0;
    bool opens = frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST;
    if (opens && s->memory > s->max_memory) {
        return s->rejected++ >= s->max_rejected ? NGHTTP2_ERR_CALLBACK_FAILURE
                                                : refuse(s, header_stream(frame));
    }
    return 0;
}

static int on_header(nghttp2_session *ng, const nghttp2_frame *frame, const uint8_t *name, size_t name_len,
                     const uint8_t *value, size_t value_len, uint8_t flags, void *data)
{
    (void)ng;
    h2_session *s = data;
    s->header_size += name_len + value_len + HEADER_COST;
    if (++s->header_count > s->max_header_pairs || s->header_size > s->max_header_size) {
        return refuse(s, header_stream(frame));
    }
    // A sensitive header is marked by a byte that no name begins with.
    static const uint8_t mark = 1;
    bool sensitive = (flags & NGHTTP2_NV_FLAG_NO_INDEX) != 0;
    if (sensitive && text_append(&s->headers, &mark, 1) == 0) {
        s->headers.len--; // the name follows its mark
    }
    if (text_append(&s->headers, name, name_len) != 0 || text_append(&s->headers, value, value_len) != 0) {
        return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
    return 0;
}

static int on_invalid_header(nghttp2_session *ng, const nghttp2_frame *frame, const uint8_t *name,
                             size_t name_len, const uint8_t *value, size_t value_len, uint8_t flags,
                             void *data)
{
    (void)ng, (void)frame, (void)name, (void)name_len, (void)value, (void)value_len, (void)flags, (void)data;
    return 0; // left out
}

// The block that has come in, without its last NUL.
static js_value headers_value(h2_session *s)
{
    return latin1(s, s->headers.bytes, s->headers.len > 0 ? s->headers.len - 1 : 0);
}

// ---- frames -----------------------------------------------------------------------------------------------------------------------

static void settings_event(h2_session *s, const nghttp2_settings *settings)
{
    js_object list = js_array_new(s->ctx, 0, NULL, s->exception);
    if (list == NULL) {
        return;
    }
    for (size_t i = 0; i < settings->niv; i++) {
        js_set_index(s->ctx, list, (unsigned)(2 * i), js_int32(settings->iv[i].settings_id));
        js_set_index(s->ctx, list, (unsigned)(2 * i + 1), js_number(settings->iv[i].value));
    }
    bool is_ack = (settings->hd.flags & NGHTTP2_FLAG_ACK) != 0;
    h2_event_push(s, H2_SETTINGS, 0, js_bool(is_ack), (js_value)list, JS_UNDEFINED);
}

static void origin_event(h2_session *s, const nghttp2_ext_origin *origin)
{
    js_object list = js_array_new(s->ctx, 0, NULL, s->exception);
    for (size_t i = 0; list != NULL && i < origin->nov; i++) {
        js_set_index(s->ctx, list, (unsigned)i, latin1(s, origin->ov[i].origin, origin->ov[i].origin_len));
    }
    h2_event_push(s, H2_ORIGIN, 0, (js_value)list, JS_UNDEFINED, JS_UNDEFINED);
}

static int on_frame_recv(nghttp2_session *ng, const nghttp2_frame *frame, void *data)
{
    (void)ng;
    h2_session *s = data;
    int32_t id = frame->hd.stream_id;
    s->frames_received++;
    switch (frame->hd.type) {
    case NGHTTP2_HEADERS:
        h2_event_push(s, H2_HEADERS, id, js_int32((int32_t)frame->headers.cat), headers_value(s),
                      js_int32(frame->hd.flags));
        break;
    case NGHTTP2_PUSH_PROMISE:
        h2_event_push(s, H2_PROMISE, id, js_int32(frame->push_promise.promised_stream_id), headers_value(s),
                      js_int32(frame->hd.flags));
        break;
    case NGHTTP2_PRIORITY:
        h2_event_push(s, H2_PRIORITY, id, js_int32(frame->priority.pri_spec.stream_id),
                      js_int32(frame->priority.pri_spec.weight),
                      js_bool(frame->priority.pri_spec.exclusive != 0));
        break;
    case NGHTTP2_SETTINGS:
        settings_event(s, &frame->settings);
        break;
    case NGHTTP2_PING:
        h2_event_push(s, H2_PING, 0, js_bool((frame->hd.flags & NGHTTP2_FLAG_ACK) != 0),
                      bytes_value(s, frame->ping.opaque_data, sizeof frame->ping.opaque_data), JS_UNDEFINED);
        break;
    case NGHTTP2_GOAWAY:
        h2_event_push(s, H2_GOAWAY, frame->goaway.last_stream_id, js_number(frame->goaway.error_code),
                      frame->goaway.opaque_data_len == 0
                          ? JS_UNDEFINED
                          : bytes_value(s, frame->goaway.opaque_data, frame->goaway.opaque_data_len),
                      JS_UNDEFINED);
        break;
    case NGHTTP2_ALTSVC: {
        const nghttp2_ext_altsvc *altsvc = frame->ext.payload;
        h2_event_push(s, H2_ALTSVC, id, latin1(s, altsvc->origin, altsvc->origin_len),
                      latin1(s, altsvc->field_value, altsvc->field_value_len), JS_UNDEFINED);
        break;
    }
    case NGHTTP2_ORIGIN:
        origin_event(s, frame->ext.payload);
        break;
    default:
        break;
    }
    // Data frames without data keep a receiver busy for nothing.
    if (frame->hd.type == NGHTTP2_DATA && frame->hd.length == 0 &&
        (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0 && s->invalid_frames++ > s->max_invalid_frames) {
        s->too_many_invalid = true;
        return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
    bool may_end = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (may_end && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
        h2_event_push(s, H2_END, id, JS_UNDEFINED, JS_UNDEFINED, JS_UNDEFINED);
    }
    return 0;
}

static int on_data(nghttp2_session *ng, uint8_t flags, int32_t id, const uint8_t *bytes, size_t len,
                   void *data)
{
    (void)flags;
    h2_session *s = data;
    // The connection's window is for all streams; a stream's own is opened as its reader takes the data.
    ng2.nghttp2_session_consume_connection(ng, len);
    if (len > 0) {
        h2_event_push(s, H2_DATA, id, bytes_value(s, bytes, len), JS_UNDEFINED, JS_UNDEFINED);
    }
    return 0;
}

static int on_stream_close(nghttp2_session *ng, int32_t id, uint32_t code, void *data)
{
    h2_session *s = data;
    h2_stream *stream = ng2.nghttp2_session_get_stream_user_data(ng, id);
    if (stream != NULL) {
        ng2.nghttp2_session_set_stream_user_data(ng, id, NULL);
        h2_stream_free(s, stream);
    }
    h2_event_push(s, H2_CLOSED, id, js_number(code), JS_UNDEFINED, JS_UNDEFINED);
    return 0;
}

static int on_invalid_frame(nghttp2_session *ng, const nghttp2_frame *frame, int error, void *data)
{
    (void)ng, (void)frame;
    h2_session *s = data;
    if (s->invalid_frames++ > s->max_invalid_frames) {
        s->too_many_invalid = true;
        return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
    if (error == NGHTTP2_ERR_STREAM_CLOSED || error == NGHTTP2_ERR_PROTO || error < NGHTTP2_ERR_FATAL) {
        h2_event_push(s, H2_FAILED, 0, js_int32(error), JS_FALSE, JS_UNDEFINED);
    }
    return 0;
}

static int on_frame_not_send(nghttp2_session *ng, const nghttp2_frame *frame, int error, void *data)
{
    (void)ng;
    bool expected = error == NGHTTP2_ERR_SESSION_CLOSING || error == NGHTTP2_ERR_STREAM_CLOSED ||
                    error == NGHTTP2_ERR_STREAM_CLOSING;
    if (!expected) {
        h2_event_push(data, H2_NOT_SENT, frame->hd.stream_id, js_int32(frame->hd.type), js_int32(error),
                      JS_UNDEFINED);
    }
    return 0;
}

static int on_frame_send(nghttp2_session *ng, const nghttp2_frame *frame, void *data)
{
    (void)ng, (void)frame;
    ((h2_session *)data)->frames_sent++;
    return 0;
}

static ssize_t select_padding(nghttp2_session *ng, const nghttp2_frame *frame, size_t most, void *data)
{
    (void)ng;
    const h2_session *s = data;
    size_t len = frame->hd.length;
    if (s->padding == 2) {
        return (ssize_t)most;
    }
    if (s->padding == 1) {
        size_t beyond = (len + 9) % 8;
        size_t padded = beyond == 0 ? len : len + 8 - beyond;
        return (ssize_t)(padded < most ? padded : most);
    }
    return (ssize_t)len;
}

int h2_callbacks_new(nghttp2_session_callbacks **out)
{
    nghttp2_session_callbacks *c;
    if (ng2.nghttp2_session_callbacks_new(&c) != 0) {
        return -ENOMEM;
    }
    ng2.nghttp2_session_callbacks_set_on_begin_headers_callback(c, on_begin_headers);
    ng2.nghttp2_session_callbacks_set_on_header_callback(c, on_header);
    ng2.nghttp2_session_callbacks_set_on_invalid_header_callback(c, on_invalid_header);
    ng2.nghttp2_session_callbacks_set_on_frame_recv_callback(c, on_frame_recv);
    ng2.nghttp2_session_callbacks_set_on_frame_send_callback(c, on_frame_send);
    ng2.nghttp2_session_callbacks_set_on_data_chunk_recv_callback(c, on_data);
    ng2.nghttp2_session_callbacks_set_on_stream_close_callback(c, on_stream_close);
    ng2.nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(c, on_invalid_frame);
    ng2.nghttp2_session_callbacks_set_on_frame_not_send_callback(c, on_frame_not_send);
    ng2.nghttp2_session_callbacks_set_select_padding_callback(c, select_padding);
    *out = c;
    return 0;
}
