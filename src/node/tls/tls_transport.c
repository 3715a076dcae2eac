// SPDX-License-Identifier: MIT
//
// A session over a stream handle: ciphertext comes and goes without JavaScript.
//
// What is to be sent leaves at once where the system takes it; the rest is handed to libuv together with its buffer.
#include "node/tls/tls.h"

#include "node/stream_handle/stream_operations.h"

#include <errno.h>
#include <stdlib.h>

static tls_session *session_of(stream_tap *tap)
{
    return (tls_session *)((char *)tap - offsetof(tls_session, tap));
}

static void on_read(stream_tap *tap, ssize_t count, const void *bytes)
{
    tls_session *s = session_of(tap);
    if (count == UV_EOF) {
        tls_session_end(s);
    } else if (count < 0) {
        tls_session_event(s, TLS_READ, (double)count, JS_UNDEFINED);
    } else if (tls_session_receive(s, bytes, (size_t)count)) {
        tls_session_event(s, TLS_READ, -ENOMEM, JS_UNDEFINED);
    }
}

static int on_write(stream_tap *tap, const uv_buf_t *parts, unsigned count, bool must)
{
    return tls_write_parts(session_of(tap), parts, count, must);
}

// The handle below is gone; its owner closed it.
static void on_closed(stream_tap *tap, bool tell)
{
    tls_session *s = session_of(tap);
    tls_session_ref(s);
    s->stream = NULL;
    if (tell) {
        tls_session_event(s, TLS_CLOSED, 0, JS_UNDEFINED);
    }
    tls_session_unref(s);
}

int tls_transport_attach(tls_session *s, stream_handle *h)
{
    if (h->tap != NULL) {
        return -EBUSY;
    }
    s->tap = (stream_tap){on_read, on_write, on_closed};
    s->stream = h;
    h->tap = &s->tap;
    return 0;
}

void tls_transport_detach(tls_session *s)
{
    if (s->stream != NULL) {
        s->stream->held_len = 0; // plaintext that nobody would encrypt
        s->stream->tap = NULL;
        s->stream = NULL;
    }
}

int tls_transport_update(tls_session *s)
{
    if (s->stream == NULL || s->stream->closing) {
        return 0;
    }
    bool wanted = s->started && !s->eof && (!s->established || s->reading);
    if (wanted == s->reading_below) {
        return 0;
    }
    s->reading_below = wanted;
    return wanted ? stream_read_start(s->stream) : stream_read_stop(s->stream);
}

typedef struct send_request {
    uv_write_t uv;
    tls_session *session;
    unsigned char *data;
    bool notify;
} send_request;

static void on_sent(uv_write_t *uv, int status)
{
    send_request *request = (send_request *)uv;
    tls_session *s = request->session;
    if (request->notify) {
        tls_session_event(s, TLS_WRITTEN, status, JS_UNDEFINED);
    }
    free(request->data);
    free(request);
    tls_session_unref(s);
}

static int queue(tls_session *s, size_t sent, bool notify)
{
    send_request *request = calloc(1, sizeof *request);
    if (request == NULL) {
        return -ENOMEM;
    }
    request->session = s;
    request->data = s->out.data;
    request->notify = notify;
    uv_buf_t part = uv_buf_init((char *)s->out.data + sent, (unsigned)(s->out.len - sent));
    int r = uv_write(&request->uv, &s->stream->uv.stream, &part, 1, on_sent);
    if (r) {
        free(request);
        tls_session_empty_out(s);
        return r;
    }
    tls_session_ref(s);
    s->out = (tls_bytes){0};
    return 1;
}

int tls_transport_flush(tls_session *s, bool notify)
{
    if (s->stream == NULL || s->out.len == 0 || s->hold_output) {
        return 0;
    }
    if (s->stream->closing) {
        tls_session_empty_out(s);
        return UV_ECANCELED;
    }
    uv_buf_t part = uv_buf_init((char *)s->out.data, (unsigned)s->out.len);
    int r = uv_try_write(&s->stream->uv.stream, &part, 1);
    if (r < 0 && r != UV_EAGAIN && r != UV_ENOSYS) {
        tls_session_empty_out(s);
        return r;
    }
    size_t sent = r < 0 ? 0 : (size_t)r;
    s->stream->bytes_written += s->out.len;
    if (sent < s->out.len) {
        return queue(s, sent, notify);
    }
    tls_session_empty_out(s);
    return 0;
}
