// SPDX-License-Identifier: MIT
//
// Plaintext into records, small parts gathered into whole ones. Those who write: JavaScript with bytes, and the stream handle below with a
// message's text (stream_text.c), by way of the tap.
#include "node/tls/tls.h"

#include <errno.h>

enum { MESSAGE_MAX = 65536 }; // larger ones go through JavaScript, which waits for them to leave

// Plaintext into records. What OpenSSL does not take now waits. Fails: -EPROTO, -ENOMEM.
static int encrypt(tls_session *s, const unsigned char *data, size_t len)
{
    while (len > 0) {
        size_t part = len < TLS_RECORD_MAX ? len : TLS_RECORD_MAX, taken = 0;
        if (s->waiting.len > 0 || s->inside > 0) {
            return tls_bytes_append(&s->waiting, data, len);
        }
        tlib.ERR_clear_error();
        s->inside++;
        int r = tlib.SSL_write_ex(s->ssl, data, part, &taken);
        s->inside--;
        if (r != 1) {
            int error = tlib.SSL_get_error(s->ssl, r);
            if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
                return -EPROTO;
            }
            return tls_bytes_append(&s->waiting, data, len);
        }
        data += taken;
        len -= taken;
    }
    return 0;
}

// Small parts gathered into whole records.
typedef struct gathering {
    unsigned char bytes[TLS_RECORD_MAX];
    size_t len;
} gathering;

static int gather(tls_session *s, gathering *g, const unsigned char *data, size_t len)
{
    int r = 0;
    while (len > 0 && r == 0) {
        if (g->len == 0 && len >= TLS_RECORD_MAX) {
            size_t whole = len - len % TLS_RECORD_MAX;
            r = encrypt(s, data, whole);
            data += whole;
            len -= whole;
            continue;
        }
        size_t part = TLS_RECORD_MAX - g->len < len ? TLS_RECORD_MAX - g->len : len;
        memcpy(g->bytes + g->len, data, part);
        g->len += part;
        data += part;
        len -= part;
        if (g->len == TLS_RECORD_MAX) {
            r = encrypt(s, g->bytes, g->len);
            g->len = 0;
        }
    }
    return r;
}

static int encrypt_list(js_context ctx, tls_session *s, js_object list, js_value *exception)
{
    unsigned count = (unsigned)js_number_or(js_get(ctx, list, "length", exception), 0);
    gathering g;
    g.len = 0;
    int r = 0;
    js_lock(ctx);
    for (unsigned i = 0; i < count && r == 0; i++) {
        js_bytes bytes;
        r = js_bytes_get(ctx, js_get_index(ctx, list, i, exception), &bytes);
        if (r == 0) {
            s->bytes_written += bytes.len;
            r = gather(s, &g, bytes.data, bytes.len);
        }
    }
    js_unlock(ctx);
    return r ? r : encrypt(s, g.bytes, g.len);
}

int tls_write_value(js_context ctx, tls_session *s, js_value value, js_value *exception)
{
    js_bytes bytes;
    tls_release(s);
    if (js_is_array(ctx, value)) {
        return encrypt_list(ctx, s, js_object_of(ctx, value), exception);
    }
    int r = js_bytes_get(ctx, value, &bytes);
    if (r == 0) {
        s->bytes_written += bytes.len;
        r = encrypt(s, bytes.data, bytes.len);
    }
    return r;
}

void tls_release(tls_session *s)
{
    if (s->stream != NULL) {
        stream_release(s->stream);
    }
}

// No callback may come from here: whoever calls may be in JavaScript or not. A handshake under way keeps the bytes.
int tls_write_parts(tls_session *s, const uv_buf_t *parts, unsigned count, bool must)
{
    size_t total = 0;
    for (unsigned i = 0; i < count; i++) {
        total += parts[i].len;
    }
    if (s->closed || s->failed || !s->established) {
        return -EPIPE;
    }
    bool later = s->waiting.len > 0 || s->inside > 0 || tlib.SSL_in_init(s->ssl);
    if (!must &&
        (later || total > MESSAGE_MAX || uv_stream_get_write_queue_size(&s->stream->uv.stream) > 0)) {
        return 1;
    }
    s->bytes_written += total;
    gathering g;
    g.len = 0;
    int r = 0;
    for (unsigned i = 0; i < count && r == 0; i++) {
        r = later ? tls_bytes_append(&s->waiting, parts[i].base, parts[i].len)
                  : gather(s, &g, (const unsigned char *)parts[i].base, parts[i].len);
    }
    r = r || later ? r : encrypt(s, g.bytes, g.len);
    int sent = r ? 0 : tls_transport_flush(s, false);
    return r ? r : sent < 0 ? sent : 0;
}
