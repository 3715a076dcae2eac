// SPDX-License-Identifier: MIT
//
// Life of a session: its options, its memory account, its end.
#include "node/http2/session.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "node/http2/options.h"

// ---- memory: every block says how long it is, so that a session knows what it holds ---------------------------------------------------

typedef union block {
    size_t len;
    max_align_t align;
} block;

static void *block_malloc(size_t len, void *data)
{
    h2_session *s = data;
    block *b = malloc(sizeof *b + len);
    if (b == NULL) {
        return NULL;
    }
    b->len = len;
    s->memory += len;
    return b + 1;
}

static void block_free(void *pointer, void *data)
{
    h2_session *s = data;
    if (pointer != NULL) {
        block *b = (block *)pointer - 1;
        s->memory -= b->len;
        free(b);
    }
}

static void *block_calloc(size_t count, size_t size, void *data)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    void *pointer = block_malloc(count * size, data);
    if (pointer != NULL) {
        memset(pointer, 0, count * size);
    }
    return pointer;
}

static void *block_realloc(void *pointer, size_t len, void *data)
{
    h2_session *s = data;
    if (pointer == NULL) {
        return block_malloc(len, data);
    }
    block *b = (block *)pointer - 1;
    size_t before = b->len;
    block *grown = realloc(b, sizeof *b + len);
    if (grown == NULL) {
        return NULL;
    }
    grown->len = len;
    s->memory = s->memory - before + len;
    return grown + 1;
}

// ---- life -------------------------------------------------------------------------------------------------------------------------

static void session_free(void *pointer)
{
    h2_session *s = pointer;
    if (s->ng != NULL) {
        ng2.nghttp2_session_del(s->ng);
    }
    while (s->streams.next != &s->streams) {
        h2_stream_free(s, s->streams.next);
    }
    free(s->headers.bytes);
    free(s);
}

const js_native_type h2_session_type = {"Http2Session", session_free};

h2_session *h2_session_of(js_context ctx, js_value v)
{
    return js_native_get(ctx, v, &h2_session_type);
}

static double option(const double *values, enum h2_option which, double otherwise)
{
    return isnan(values[which]) ? otherwise : values[which];
}

static void set_options(nghttp2_option *o, const double *values, bool is_server)
{
    // Closed streams are kept by nghttp2 for priorities only.
    ng2.nghttp2_option_set_no_closed_streams(o, 1);
    ng2.nghttp2_option_set_no_auto_window_update(o, 1);
    if (!is_server) {
        ng2.nghttp2_option_set_builtin_recv_extension_type(o, NGHTTP2_ALTSVC);
        ng2.nghttp2_option_set_builtin_recv_extension_type(o, NGHTTP2_ORIGIN);
    }
    ng2.nghttp2_option_set_peer_max_concurrent_streams(
        o, (uint32_t)option(values, H2_OPTION_PEER_MAX_CONCURRENT_STREAMS, 100));
    if (!isnan(values[H2_OPTION_MAX_DEFLATE_TABLE_SIZE])) {
        ng2.nghttp2_option_set_max_deflate_dynamic_table_size(
            o, (size_t)values[H2_OPTION_MAX_DEFLATE_TABLE_SIZE]);
    }
    if (!isnan(values[H2_OPTION_MAX_SEND_HEADER_BLOCK])) {
        ng2.nghttp2_option_set_max_send_header_block_length(o,
                                                            (size_t)values[H2_OPTION_MAX_SEND_HEADER_BLOCK]);
    }
    if (!isnan(values[H2_OPTION_MAX_RESERVED_STREAMS])) {
        ng2.nghttp2_option_set_max_reserved_remote_streams(o,
                                                           (uint32_t)values[H2_OPTION_MAX_RESERVED_STREAMS]);
    }
    if (!isnan(values[H2_OPTION_MAX_SETTINGS])) {
        ng2.nghttp2_option_set_max_settings(o, (size_t)values[H2_OPTION_MAX_SETTINGS]);
    }
    if (option(values, H2_OPTION_LAX_WHITESPACE, 0) != 0) {
        ng2.nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(o, 1);
    }
    if (is_server && !isnan(values[H2_OPTION_RESET_BURST])) {
        ng2.nghttp2_option_set_stream_reset_rate_limit(o, (uint64_t)values[H2_OPTION_RESET_BURST],
                                                       (uint64_t)option(values, H2_OPTION_RESET_RATE, 33));
    }
}

static int session_open(h2_session *s, const double *values)
{
    nghttp2_mem memory = {s, block_malloc, block_free, block_calloc, block_realloc};
    nghttp2_session_callbacks *callbacks = NULL;
    nghttp2_option *options = NULL;
    int rc = h2_callbacks_new(&callbacks);
    rc = rc == 0 && ng2.nghttp2_option_new(&options) != 0 ? -ENOMEM : rc;
    if (rc == 0) {
        set_options(options, values, s->is_server);
        __typeof__(ng2.nghttp2_session_server_new3) make =
            s->is_server ? ng2.nghttp2_session_server_new3 : ng2.nghttp2_session_client_new3;
        rc = make(&s->ng, callbacks, s, options, &memory) == 0 ? 0 : -ENOMEM;
    }
    ng2.nghttp2_option_del(options);
    ng2.nghttp2_session_callbacks_del(callbacks);
    return rc;
}

js_value h2_session_new(js_context ctx, bool is_server, const double *values, js_value *exception)
{
    if (nghttp2_load() != 0) {
        return js_throw_error(ctx, exception, "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
                              "The library nghttp2 is not installed");
    }
    h2_session *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    s->is_server = is_server;
    s->streams.next = s->streams.previous = &s->streams;
    s->max_header_pairs = (uint32_t)option(values, H2_OPTION_MAX_HEADER_PAIRS, 128);
    s->max_header_size = (uint64_t)option(values, H2_OPTION_MAX_HEADER_SIZE, 65535);
    s->max_memory = (size_t)option(values, H2_OPTION_MAX_MEMORY, 10e6);
    s->max_invalid_frames = (uint32_t)option(values, H2_OPTION_MAX_INVALID_FRAMES, 1000);
    s->max_rejected = (uint32_t)option(values, H2_OPTION_MAX_REJECTED_STREAMS, 100);
    s->padding = (int)option(values, H2_OPTION_PADDING, 0);
    if (session_open(s, values) != 0) {
        session_free(s);
        return js_throw_out_of_memory(ctx, exception);
    }
    return (js_value)js_native_new(ctx, &h2_session_type, s);
}
