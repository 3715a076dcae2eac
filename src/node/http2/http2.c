// SPDX-License-Identifier: MIT
//
// binding('http2'): what JavaScript asks of a session. Results are 0 (or a stream's id) or an error of nghttp2, which is negative.
#include "node/http2/options.h"
#include "node/http2/session.h"

#include <stdlib.h>

// Bytes handed to the socket in one piece.
enum { PULL_SIZE = 256 * 1024 };

#define SESSION(s)                                                                                           \
    h2_session *s = h2_session_of(ctx, js_arg(argc, argv, 0));                                               \
    if (s == NULL) {                                                                                         \
        return js_int32(NGHTTP2_ERR_INVALID_STATE);                                                          \
    }

// newSession(isServer, options: Float64Array) -> session
JS_FUNCTION(http2_new_session)
{
    js_bytes bytes;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 1), &bytes) != 0 ||
        bytes.len < H2_OPTION_COUNT * sizeof(double)) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "options are missing");
    }
    double options[H2_OPTION_COUNT];
    memcpy(options, bytes.data, sizeof options);
    return h2_session_new(ctx, js_arg_true(argc, argv, 0), options, exception);
}

// free(session): whatever the collector does later.
JS_FUNCTION(http2_free)
{
    h2_session *s = h2_session_of(ctx, js_arg(argc, argv, 0));
    if (s != NULL && !s->busy) {
        js_native_clear(ctx, argv[0]);
        h2_session_type.finalize(s);
    }
    return JS_UNDEFINED;
}

// ---- bytes in and out -------------------------------------------------------------------------------------------------------------

// `events` lies on the caller's stack, where the collector finds the list: it does not look into a session.
static bool begin(h2_session *s, js_context ctx, volatile js_object *events, js_value *exception)
{
    s->ctx = ctx;
    s->exception = exception;
    s->event_count = 0;
    s->events = js_array_new(ctx, 0, NULL, exception);
    s->busy = s->events != NULL;
    *events = s->events;
    return s->busy;
}

static js_value end(h2_session *s, const volatile js_object *events)
{
    s->busy = false;
    s->events = NULL;
    return (js_value)*events;
}

// receive(session, bytes) -> events
JS_FUNCTION(http2_receive)
{
    SESSION(s)
    js_bytes bytes;
    if (js_bytes_get(ctx, js_arg(argc, argv, 1), &bytes) != 0) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes are missing");
    }
    volatile js_object events;
    if (!begin(s, ctx, &events, exception)) {
        return JS_UNDEFINED;
    }
    ssize_t n = ng2.nghttp2_session_mem_recv(s->ng, bytes.data, bytes.len);
    if (n < 0) {
        h2_event_push(s, H2_FAILED, 0, js_int32((int32_t)n), js_bool(s->too_many_invalid), JS_UNDEFINED);
    }
    return end(s, &events);
}

// pull(session) -> [bytes or undefined, events]; undefined where there is nothing to send, null where there never will be and nothing is
// to be received either
JS_FUNCTION(http2_pull)
{
    SESSION(s)
    if (!ng2.nghttp2_session_want_write(s->ng)) {
        return ng2.nghttp2_session_want_read(s->ng) ? JS_UNDEFINED : JS_NULL;
    }
    volatile js_object events;
    if (!begin(s, ctx, &events, exception)) {
        return JS_UNDEFINED;
    }
    uint8_t *out = NULL;
    size_t len = 0, capacity = 0;
    ssize_t n = 0;
    while (len < PULL_SIZE) {
        const uint8_t *piece;
        n = ng2.nghttp2_session_mem_send(s->ng, &piece);
        if (n <= 0) {
            break;
        }
        if (len + (size_t)n > capacity) {
            capacity = (len + (size_t)n) * 2 < 1024 ? 1024 : (len + (size_t)n) * 2;
            uint8_t *grown = realloc(out, capacity);
            if (grown == NULL) {
                free(out);
                end(s, &events);
                return js_throw_out_of_memory(ctx, exception);
            }
            out = grown;
        }
        memcpy(out + len, piece, (size_t)n);
        len += (size_t)n;
    }
    if (n < 0) {
        h2_event_push(s, H2_FAILED, 0, js_int32((int32_t)n), JS_FALSE, JS_UNDEFINED);
    }
    js_value bytes = len > 0 ? js_uint8_array_adopt(ctx, out, len, exception) : JS_UNDEFINED;
    js_value result[] = {bytes, end(s, &events)};
    return (js_value)js_array_new(ctx, 2, result, exception);
}

// ---- header lists -----------------------------------------------------------------------------------------------------------------

typedef struct header_list {
    uint8_t *bytes;
    nghttp2_nv *pairs;
    size_t count;
} header_list;

static void header_list_deinit(header_list *list)
{
    free(list->bytes);
    free(list->pairs);
}

// Latin-1 bytes of the text; characters beyond lose their upper half, as in HTTP/1.
static uint8_t *latin1_bytes(const js_text *text)
{
    uint8_t *bytes = malloc(text->len + 1);
    for (size_t i = 0; bytes != NULL && i < text->len; i++) {
        bytes[i] = text->latin1 != NULL ? text->latin1[i] : (uint8_t)text->units[i];
    }
    if (bytes != NULL) {
        bytes[text->len] = 0;
    }
    return bytes;
}

static void split_pairs(header_list *list, size_t len)
{
    uint8_t *at = list->bytes, *stop = list->bytes + len;
    while (at < stop) {
        nghttp2_nv *nv = &list->pairs[list->count++];
        nv->flags = *at == 1 ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE;
        at += *at == 1;
        nv->name = at;
        nv->namelen = strlen((char *)at);
        nv->value = at + nv->namelen + 1;
        nv->valuelen = strlen((char *)nv->value);
        at = nv->value + nv->valuelen + 1;
    }
}

// From "name\0value\0..."; a name that begins with \1 is sensitive. Fails: -1 with `*exception` set.
static int header_list_init(js_context ctx, js_value v, header_list *list, js_value *exception)
{
    js_text text;
    *list = (header_list){0};
    if (js_text_init(ctx, v, &text, exception) != 0) {
        return -1;
    }
    size_t len = text.len, ends = 0;
    list->bytes = latin1_bytes(&text);
    js_text_deinit(&text);
    for (size_t i = 0; list->bytes != NULL && i < len; i++) {
        ends += list->bytes[i] == 0;
    }
    list->pairs = calloc(ends / 2 + 1, sizeof *list->pairs);
    if (list->bytes == NULL || list->pairs == NULL) {
        header_list_deinit(list);
        js_throw_out_of_memory(ctx, exception);
        return -1;
    }
    split_pairs(list, len);
    return 0;
}

#define HEADERS(list, index)                                                                                 \
    header_list list;                                                                                        \
    if (header_list_init(ctx, js_arg(argc, argv, index), &list, exception) != 0) {                           \
        return JS_UNDEFINED;                                                                                 \
    }

// A stream's queue, made when it is first needed.
static h2_stream *stream_of(h2_session *s, int32_t id)
{
    h2_stream *stream = ng2.nghttp2_session_get_stream_user_data(s->ng, id);
    if (stream == NULL) {
        // A request that has not gone out yet is unknown to nghttp2; it is among the newest here.
        for (stream = s->streams.next; stream != &s->streams; stream = stream->next) {
            if (stream->id == id) {
                return stream;
            }
        }
        stream = h2_stream_new(s);
        if (stream != NULL) {
            stream->id = id;
            if (ng2.nghttp2_session_set_stream_user_data(s->ng, id, stream) != 0) {
                h2_stream_free(s, stream);
                stream = NULL;
            }
        }
    }
    return stream;
}

static nghttp2_priority_spec priority_of(size_t argc, const js_value argv[], size_t at)
{
    nghttp2_priority_spec spec = {js_arg_int32(argc, argv, at),
                                  (int32_t)js_arg_number(argc, argv, at + 1, NGHTTP2_DEFAULT_WEIGHT),
                                  js_arg_true(argc, argv, at + 2)};
    return spec;
}

// request(session, headers, hasBody, parent, weight, exclusive) -> id
JS_FUNCTION(http2_request)
{
    SESSION(s)
    HEADERS(list, 1)
    nghttp2_priority_spec priority = priority_of(argc, argv, 3);
    h2_stream *stream = h2_stream_new(s);
    int32_t id = NGHTTP2_ERR_NOMEM;
    if (stream != NULL) {
        nghttp2_data_provider body = {.source.ptr = stream, .read_callback = h2_stream_read};
        bool has_body = js_arg_true(argc, argv, 2);
        id = ng2.nghttp2_submit_request(s->ng, &priority, list.pairs, list.count, has_body ? &body : NULL,
                                        stream);
        if (id < 0) {
            h2_stream_free(s, stream);
        } else {
            stream->id = id;
        }
    }
    header_list_deinit(&list);
    return js_int32(id);
}

// respond(session, id, headers, hasBody) -> status
JS_FUNCTION(http2_respond)
{
    SESSION(s)
    HEADERS(list, 2)
    int32_t id = js_arg_int32(argc, argv, 1);
    h2_stream *stream = stream_of(s, id);
    int rc = NGHTTP2_ERR_INVALID_ARGUMENT;
    if (stream != NULL) {
        nghttp2_data_provider body = {.source.ptr = stream, .read_callback = h2_stream_read};
        rc = ng2.nghttp2_submit_response(s->ng, id, list.pairs, list.count,
                                         js_arg_true(argc, argv, 3) ? &body : NULL);
    }
    header_list_deinit(&list);
    return js_int32(rc);
}

// info(session, id, headers) -> status: headers before the response's own
JS_FUNCTION(http2_info)
{
    SESSION(s)
    HEADERS(list, 2)
    int rc = ng2.nghttp2_submit_headers(s->ng, NGHTTP2_FLAG_NONE, js_arg_int32(argc, argv, 1), NULL,
                                        list.pairs, list.count, NULL);
    header_list_deinit(&list);
    return js_int32(rc);
}

// trailers(session, id, headers) -> status; without headers the stream ends with an empty DATA frame
JS_FUNCTION(http2_trailers)
{
    SESSION(s)
    HEADERS(list, 2)
    int rc = ng2.nghttp2_submit_trailer(s->ng, js_arg_int32(argc, argv, 1), list.pairs, list.count);
    header_list_deinit(&list);
    return js_int32(rc);
}

// push(session, id, headers) -> promised id
JS_FUNCTION(http2_push)
{
    SESSION(s)
    HEADERS(list, 2)
    int32_t id = ng2.nghttp2_submit_push_promise(s->ng, NGHTTP2_FLAG_NONE, js_arg_int32(argc, argv, 1),
                                                 list.pairs, list.count, NULL);
    header_list_deinit(&list);
    return js_int32(id);
}

// ---- data -------------------------------------------------------------------------------------------------------------------------

// resumes a stream for which nghttp2 had asked in vain
static int resume(h2_session *s, h2_stream *stream)
{
    if (!stream->deferred) {
        return 0;
    }
    stream->deferred = false;
    return ng2.nghttp2_session_resume_data(s->ng, stream->id);
}

// write(session, id, bytes) -> status
JS_FUNCTION(http2_write)
{
    SESSION(s)
    js_bytes bytes;
    h2_stream *stream = stream_of(s, js_arg_int32(argc, argv, 1));
    if (stream == NULL || js_bytes_peek(ctx, js_arg(argc, argv, 2), &bytes) != 0) {
        return js_int32(NGHTTP2_ERR_INVALID_ARGUMENT);
    }
    if (h2_stream_push(s, stream, bytes.data, bytes.len) != 0) {
        return js_int32(NGHTTP2_ERR_NOMEM);
    }
    return js_int32(resume(s, stream));
}

// end(session, id, hasTrailers) -> status
JS_FUNCTION(http2_end)
{
    SESSION(s)
    h2_stream *stream = stream_of(s, js_arg_int32(argc, argv, 1));
    if (stream == NULL) {
        return js_int32(NGHTTP2_ERR_INVALID_ARGUMENT);
    }
    stream->ended = true;
    stream->trailers = js_arg_true(argc, argv, 2);
    return js_int32(resume(s, stream));
}

// endEmpty(session, id) -> status: no trailing headers follow after all
JS_FUNCTION(http2_end_empty)
{
    SESSION(s)
    int32_t id = js_arg_int32(argc, argv, 1);
    h2_stream *stream = stream_of(s, id);
    if (stream == NULL) {
        return js_int32(NGHTTP2_ERR_INVALID_ARGUMENT);
    }
    stream->ended = true;
    stream->trailers = false;
    nghttp2_data_provider body = {.source.ptr = stream, .read_callback = h2_stream_read};
    return js_int32(ng2.nghttp2_submit_data(s->ng, NGHTTP2_FLAG_END_STREAM, id, &body));
}

// consume(session, id, count) -> status: the stream's reader took so many bytes
JS_FUNCTION(http2_consume)
{
    SESSION(s)
    return js_int32(ng2.nghttp2_session_consume_stream(s->ng, js_arg_int32(argc, argv, 1),
                                                       (size_t)js_arg_number(argc, argv, 2, 0)));
}

// ---- control frames ---------------------------------------------------------------------------------------------------------------

// reset(session, id, code) -> status
JS_FUNCTION(http2_reset)
{
    SESSION(s)
    return js_int32(ng2.nghttp2_submit_rst_stream(s->ng, NGHTTP2_FLAG_NONE, js_arg_int32(argc, argv, 1),
                                                  (uint32_t)js_arg_number(argc, argv, 2, 0)));
}

// priority(session, id, parent, weight, exclusive, silent) -> status
JS_FUNCTION(http2_priority)
{
    SESSION(s)
    nghttp2_priority_spec spec = priority_of(argc, argv, 2);
    int32_t id = js_arg_int32(argc, argv, 1);
    if (js_arg_true(argc, argv, 5)) {
        return js_int32(ng2.nghttp2_session_change_stream_priority(s->ng, id, &spec));
    }
    return js_int32(ng2.nghttp2_submit_priority(s->ng, NGHTTP2_FLAG_NONE, id, &spec));
}

// settings(session, pairs: Uint32Array) -> status
JS_FUNCTION(http2_settings)
{
    SESSION(s)
    js_bytes bytes;
    nghttp2_settings_entry entries[64];
    size_t count = 0;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 1), &bytes) != 0) {
        return js_int32(NGHTTP2_ERR_INVALID_ARGUMENT);
    }
    for (; count < 64 && (count + 1) * 8 <= bytes.len; count++) {
        uint32_t pair[2];
        memcpy(pair, bytes.data + count * 8, sizeof pair);
        entries[count] = (nghttp2_settings_entry){(int32_t)pair[0], pair[1]};
    }
    return js_int32(ng2.nghttp2_submit_settings(s->ng, NGHTTP2_FLAG_NONE, entries, count));
}

// The eight bytes of a ping, or NULL.
static const uint8_t *ping_payload(js_context ctx, js_value v)
{
    js_bytes bytes;
    return js_bytes_peek(ctx, v, &bytes) == 0 && bytes.len == 8 ? bytes.data : NULL;
}

// ping(session, payload, isAcknowledgement) -> status
JS_FUNCTION(http2_ping)
{
    SESSION(s)
    uint8_t flags = js_arg_true(argc, argv, 2) ? NGHTTP2_FLAG_ACK : NGHTTP2_FLAG_NONE;
    return js_int32(ng2.nghttp2_submit_ping(s->ng, flags, ping_payload(ctx, js_arg(argc, argv, 1))));
}

// goaway(session, code, lastStream, bytes or undefined) -> status; lastStream <= 0: the last one seen
JS_FUNCTION(http2_goaway)
{
    SESSION(s)
    js_bytes bytes = {NULL, 0};
    int32_t last = js_arg_int32(argc, argv, 2);
    if (!js_is_nullish(js_arg(argc, argv, 3)) && js_bytes_peek(ctx, argv[3], &bytes) != 0) {
        return js_int32(NGHTTP2_ERR_INVALID_ARGUMENT);
    }
    if (last <= 0) {
        last = ng2.nghttp2_session_get_last_proc_stream_id(s->ng);
    }
    return js_int32(ng2.nghttp2_submit_goaway(
        s->ng, NGHTTP2_FLAG_NONE, last, (uint32_t)js_arg_number(argc, argv, 1, 0), bytes.data, bytes.len));
}

// notice(session) -> status: a server says that it will shut down
JS_FUNCTION(http2_notice)
{
    SESSION(s)
    return js_int32(ng2.nghttp2_submit_shutdown_notice(s->ng));
}

// terminate(session, code) -> status
JS_FUNCTION(http2_terminate)
{
    SESSION(s)
    return js_int32(ng2.nghttp2_session_terminate_session(s->ng, (uint32_t)js_arg_number(argc, argv, 1, 0)));
}

// altsvc(session, id, origin, value) -> status
JS_FUNCTION(http2_altsvc)
{
    SESSION(s)
    js_utf8 origin = {0}, value = {0};
    int rc = NGHTTP2_ERR_INVALID_ARGUMENT;
    if (js_utf8_init(ctx, js_arg(argc, argv, 2), &origin, exception) == 0 &&
        js_utf8_init(ctx, js_arg(argc, argv, 3), &value, exception) == 0) {
        rc = ng2.nghttp2_submit_altsvc(s->ng, NGHTTP2_FLAG_NONE, js_arg_int32(argc, argv, 1),
                                       (const uint8_t *)origin.bytes, origin.len,
                                       (const uint8_t *)value.bytes, value.len);
    }
    js_utf8_deinit(&origin);
    js_utf8_deinit(&value);
    return js_int32(rc);
}

// origin(session, "origin\0origin\0...") -> status
JS_FUNCTION(http2_origin)
{
    SESSION(s)
    js_text text;
    if (js_text_init(ctx, js_arg(argc, argv, 1), &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    size_t len = text.len, count = 0;
    uint8_t *bytes = latin1_bytes(&text);
    js_text_deinit(&text);
    nghttp2_origin_entry *entries = calloc(len + 1, sizeof *entries);
    if (bytes == NULL || entries == NULL) {
        free(bytes);
        free(entries);
        return js_throw_out_of_memory(ctx, exception);
    }
    for (size_t at = 0; at < len; count++) {
        entries[count].origin = bytes + at;
        entries[count].origin_len = strlen((char *)bytes + at);
        at += entries[count].origin_len + 1;
    }
    int rc = ng2.nghttp2_submit_origin(s->ng, NGHTTP2_FLAG_NONE, entries, count);
    free(bytes);
    free(entries);
    return js_int32(rc);
}

// ---- state ------------------------------------------------------------------------------------------------------------------------

// sessionState(session, into: Float64Array(13)) -> status
JS_FUNCTION(http2_session_state)
{
    SESSION(s)
    nghttp2_session *ng = s->ng;
    double state[] = {
        ng2.nghttp2_session_get_effective_local_window_size(ng),
        ng2.nghttp2_session_get_effective_recv_data_length(ng),
        ng2.nghttp2_session_get_next_stream_id(ng),
        ng2.nghttp2_session_get_local_window_size(ng),
        ng2.nghttp2_session_get_last_proc_stream_id(ng),
        ng2.nghttp2_session_get_remote_window_size(ng),
        (double)ng2.nghttp2_session_get_outbound_queue_size(ng),
        (double)ng2.nghttp2_session_get_hd_deflate_dynamic_table_size(ng),
        (double)ng2.nghttp2_session_get_hd_inflate_dynamic_table_size(ng),
        ng2.nghttp2_session_want_read(ng) != 0,
        ng2.nghttp2_session_want_write(ng) != 0,
        (double)s->frames_received,
        (double)s->frames_sent,
    };
    js_bytes bytes;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 1), &bytes) != 0 || bytes.len < sizeof state) {
        return js_int32(NGHTTP2_ERR_INVALID_ARGUMENT);
    }
    memcpy(bytes.data, state, sizeof state);
    return js_int32(0);
}

// streamState(session, id, into: Float64Array(6)) -> status
JS_FUNCTION(http2_stream_state)
{
    SESSION(s)
    int32_t id = js_arg_int32(argc, argv, 1);
    nghttp2_stream *stream = ng2.nghttp2_session_find_stream(s->ng, id);
    js_bytes bytes;
    double state[6] = {NGHTTP2_STREAM_STATE_IDLE};
    if (stream != NULL) {
        double found[] = {ng2.nghttp2_stream_get_state(stream),
                          ng2.nghttp2_stream_get_weight(stream),
                          ng2.nghttp2_stream_get_sum_dependency_weight(stream),
                          ng2.nghttp2_session_get_stream_local_close(s->ng, id),
                          ng2.nghttp2_session_get_stream_remote_close(s->ng, id),
                          ng2.nghttp2_session_get_stream_local_window_size(s->ng, id)};
        memcpy(state, found, sizeof state);
    }
    if (js_bytes_peek(ctx, js_arg(argc, argv, 2), &bytes) != 0 || bytes.len < sizeof state) {
        return js_int32(NGHTTP2_ERR_INVALID_ARGUMENT);
    }
    memcpy(bytes.data, state, sizeof state);
    return js_int32(0);
}

// settingsOf(session, isLocal, into: Float64Array(9)) -> status: the values in force by their numbers
JS_FUNCTION(http2_settings_of)
{
    SESSION(s)
    double values[9] = {0};
    js_bytes bytes;
    __typeof__(ng2.nghttp2_session_get_local_settings) get = js_arg_true(argc, argv, 1)
                                                                 ? ng2.nghttp2_session_get_local_settings
                                                                 : ng2.nghttp2_session_get_remote_settings;
    for (int id = NGHTTP2_SETTINGS_HEADER_TABLE_SIZE; id <= NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL; id++) {
        if (id != 7) {
            values[id] = get(s->ng, (nghttp2_settings_id)id);
        }
    }
    if (js_bytes_peek(ctx, js_arg(argc, argv, 2), &bytes) != 0 || bytes.len < sizeof values) {
        return js_int32(NGHTTP2_ERR_INVALID_ARGUMENT);
    }
    memcpy(bytes.data, values, sizeof values);
    return js_int32(0);
}

// setNextStreamID(session, id) -> status
JS_FUNCTION(http2_set_next_stream_id)
{
    SESSION(s)
    return js_int32(ng2.nghttp2_session_set_next_stream_id(s->ng, js_arg_int32(argc, argv, 1)));
}

// setLocalWindowSize(session, bytes) -> status
JS_FUNCTION(http2_set_local_window_size)
{
    SESSION(s)
    return js_int32(
        ng2.nghttp2_session_set_local_window_size(s->ng, NGHTTP2_FLAG_NONE, 0, js_arg_int32(argc, argv, 1)));
}

// errorText(code) -> text
JS_FUNCTION(http2_error_text)
{
    return nghttp2_load() == 0 ? js_string_ascii(ctx, ng2.nghttp2_strerror(js_arg_int32(argc, argv, 0)))
                               : JS_UNDEFINED;
}

static const js_function_spec functions[] = {
    {"newSession", http2_new_session, 2, "newSession(isServer, options) -> session"},
    {"free", http2_free, 1, "free(session)"},
    {"receive", http2_receive, 2, "receive(session, bytes) -> events"},
    {"pull", http2_pull, 1, "pull(session) -> [bytes, events]"},
    {"request", http2_request, 6, "request(session, headers, hasBody, parent, weight, exclusive) -> id"},
    {"respond", http2_respond, 4, "respond(session, id, headers, hasBody) -> status"},
    {"info", http2_info, 3, "info(session, id, headers) -> status"},
    {"trailers", http2_trailers, 3, "trailers(session, id, headers) -> status"},
    {"push", http2_push, 3, "push(session, id, headers) -> promised id"},
    {"write", http2_write, 3, "write(session, id, bytes) -> status"},
    {"end", http2_end, 3, "end(session, id, hasTrailers) -> status"},
    {"endEmpty", http2_end_empty, 2, "endEmpty(session, id) -> status"},
    {"consume", http2_consume, 3, "consume(session, id, count) -> status"},
    {"reset", http2_reset, 3, "reset(session, id, code) -> status"},
    {"priority", http2_priority, 6, "priority(session, id, parent, weight, exclusive, silent) -> status"},
    {"settings", http2_settings, 2, "settings(session, pairs) -> status"},
    {"ping", http2_ping, 3, "ping(session, payload, isAcknowledgement) -> status"},
    {"goaway", http2_goaway, 4, "goaway(session, code, lastStream, bytes) -> status"},
    {"notice", http2_notice, 1, "notice(session) -> status"},
    {"terminate", http2_terminate, 2, "terminate(session, code) -> status"},
    {"altsvc", http2_altsvc, 4, "altsvc(session, id, origin, value) -> status"},
    {"origin", http2_origin, 2, "origin(session, origins) -> status"},
    {"sessionState", http2_session_state, 2, "sessionState(session, into) -> status"},
    {"streamState", http2_stream_state, 3, "streamState(session, id, into) -> status"},
    {"settingsOf", http2_settings_of, 3, "settingsOf(session, isLocal, into) -> status"},
    {"setNextStreamID", http2_set_next_stream_id, 2, "setNextStreamID(session, id) -> status"},
    {"setLocalWindowSize", http2_set_local_window_size, 2, "setLocalWindowSize(session, bytes) -> status"},
    {"errorText", http2_error_text, 1, "errorText(code) -> text"},
    {0},
};

const js_binding_spec node_http2_binding = {"http2", functions, NULL};
