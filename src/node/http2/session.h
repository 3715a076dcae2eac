// SPDX-License-Identifier: MIT
//
// An HTTP/2 session: nghttp2's state machine between a JavaScript socket and JavaScript streams. Nothing here touches a socket: received bytes
// are passed in, bytes to send are taken out, and what happened comes back as a flat list of events.
#ifndef PROTOJS_NODE_HTTP2_SESSION_H
#define PROTOJS_NODE_HTTP2_SESSION_H

#include "engine/engine.h"
#include "node/http2/libnghttp2.h"

// Each event is H2_EVENT_SLOTS values: one of these, a stream, and three more.
enum { H2_EVENT_SLOTS = 5 };
enum h2_event {
    H2_HEADERS,       // id, category, "name\0value\0...", flags | sensitive names << 8
    H2_DATA,          // id, Uint8Array
    H2_END,           // id: the peer sends no more
    H2_CLOSED,        // id, error code
    H2_WROTE,         // id, number of chunks that went out
    H2_WANT_TRAILERS, // id
    H2_PRIORITY,      // id, parent, weight, exclusive
    H2_SETTINGS,      // 0, is acknowledgement, [id, value, ...]
    H2_PING,          // 0, is acknowledgement, Uint8Array(8)
    H2_GOAWAY,        // last stream, error code, Uint8Array or undefined
    H2_ALTSVC,        // id, origin, value
    H2_ORIGIN,        // 0, [origin, ...]
    H2_PROMISE,       // id, promised id, "name\0value\0..."
    H2_NOT_SENT,      // id, frame type, library error
    H2_FAILED,        // 0, library error, 1 where there were too many invalid frames
};

typedef struct h2_chunk h2_chunk;

// What waits to be sent on a stream.
typedef struct h2_stream {
    struct h2_stream *previous, *next; // of the session
    h2_chunk *head, *tail;
    int32_t id;
    bool ended;    // nothing follows the queue
    bool trailers; // but trailing headers
    bool deferred; // nghttp2 waits for nghttp2_session_resume_data
} h2_stream;

typedef struct h2_text {
    char *bytes;
    size_t len, capacity;
} h2_text;

typedef struct h2_session {
    nghttp2_session *ng;
    h2_stream streams; // ring
    h2_text headers;   // of the header block that is being received
    uint32_t header_count, sensitive_count;
    uint32_t max_header_pairs, max_invalid_frames, invalid_frames, max_rejected, rejected;
    uint64_t max_header_size, header_size;
    size_t memory, max_memory;
    uint64_t frames_received, frames_sent;
    int padding; // 0 none, 1 aligned to 8 bytes, 2 as much as fits
    bool is_server;
    bool too_many_invalid;
    bool busy; // inside nghttp2

    // While a call from JavaScript runs.
    js_context ctx;
    js_object events;
    unsigned event_count;
    js_value *exception;
} h2_session;

extern const js_native_type h2_session_type;

// Thread: loop. The session of `v`, or NULL.
h2_session *h2_session_of(js_context ctx, js_value v);
void h2_event_push(h2_session *s, enum h2_event event, int32_t id, js_value a, js_value b, js_value c);

// callbacks.c: what nghttp2 calls. Fails: -ENOMEM.
int h2_callbacks_new(nghttp2_session_callbacks **out);

// outgoing.c: the queue of a stream.
h2_stream *h2_stream_new(h2_session *s);
void h2_stream_free(h2_session *s, h2_stream *stream);
int h2_stream_push(h2_session *s, h2_stream *stream, const void *bytes, size_t len);
ssize_t h2_stream_read(nghttp2_session *ng, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
                       nghttp2_data_source *source, void *session);

#endif
