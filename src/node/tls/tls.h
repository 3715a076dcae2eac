// SPDX-License-Identifier: MIT
//
// What the files of this room share: a context (certificates, keys, rules) and a session (one TLS connection).
//
// A session knows no transport but two spans of bytes: what arrived and what is to be sent. Over a stream handle both stay in C
// (tls_transport.c); over any other stream JavaScript carries them (feed, takeOutput). Plaintext enters JavaScript once an event.
//
// OpenSSL may call back in the middle of any step. Such calls go to the session's event function: nested where JavaScript called the
// step, through the door otherwise. The function may close the session; `busy` keeps the struct and OpenSSL's half until the step is over.
#ifndef PROTOJS_NODE_TLS_H
#define PROTOJS_NODE_TLS_H

#include "engine/engine.h"
#include "loop/loop.h"
#include "node/stream_handle/stream_handle.h"
#include "node/tls/libssl.h"

// ---- contexts ----------------------------------------------------------------------------------------------------------

typedef struct tls_context {
    SSL_CTX *ctx;
    unsigned char ticket_keys[48]; // name, HMAC key, AES key: 16 bytes each
    X509 *issuer;                  // of the certificate, or NULL
    bool own_store;                // certificates may be added without touching the store that contexts share
    int refs;
} tls_context;

tls_context *tls_context_ref(tls_context *context);
void tls_context_unref(tls_context *context); // accepts NULL
// The context behind a JavaScript value; NULL with an exception.
tls_context *tls_context_get(js_context ctx, js_value v, js_value *exception);
// What every context needs of the sessions' callbacks.
void tls_callbacks_install(tls_context *context);

// A set of trusted certificates behind a JavaScript value, or NULL.
X509_STORE *tls_store_get(js_context ctx, js_value v);

// ---- sessions ----------------------------------------------------------------------------------------------------------

// The `kind` of an event; lib/internal/tls/handle.js has the same numbers.
enum {
    TLS_READ,         // (length, bytes) or a negative errno (UV_EOF at the end)
    TLS_WRITTEN,      // (status): a write that had to wait is done
    TLS_ADVANCE,      // JavaScript is to call advance(session)
    TLS_STARTED,      // a new handshake began on an established session
    TLS_ESTABLISHED,  // the handshake is done
    TLS_ERROR,        // (0, description): tls_take_errors
    TLS_KEYLOG,       // (0, bytes)
    TLS_SESSION,      // (0, [session, id])
    TLS_CLIENT_HELLO, // (0, [session id, server name, has ticket]); the server waits for helloDone()
    TLS_CERTIFICATE,  // (0, [server name, wants OCSP]); the server waits for certificateDone()
    TLS_ALPN,         // (0, [protocols]) -> index, or undefined
    TLS_PSK_CLIENT,   // (limit, hint or null) -> [identity bytes, key] or undefined
    TLS_PSK_SERVER,   // (limit, identity) -> key or undefined
    TLS_OCSP,         // (0, response bytes or null)
    TLS_CLOSED,       // the transport below was closed
};

enum { TLS_RECORD_MAX = 16384, TLS_PLAIN_SIZE = 65536 };

typedef struct tls_bytes {
    unsigned char *data;
    size_t len, room;
} tls_bytes;

// Buffers that the sessions of a runtime take turns with.
typedef struct tls_scratch {
    unsigned char *plain; // TLS_PLAIN_SIZE bytes, or NULL
    tls_bytes out;
} tls_scratch;

tls_scratch *tls_scratch_of(js_runtime *runtime); // NULL where memory is short

typedef struct tls_session {
    SSL *ssl;
    tls_scratch *scratch;
    tls_context *context;
    js_runtime *runtime;
    js_root on_event;
    stream_handle *stream; // NULL: JavaScript carries the bytes
    stream_tap tap;
    const unsigned char
        *in; // what arrived and OpenSSL has not taken; within the transport's buffer or `kept`
    size_t in_len;
    tls_bytes kept;    // what had to stay after its event
    tls_bytes out;     // to be sent
    tls_bytes waiting; // plaintext that OpenSSL did not take yet
    SSL_SESSION *next_session;
    tls_bytes alpn, ocsp_response;
    loop_task task;                     // a turn of its own for what is kept
    uint64_t bytes_read, bytes_written; // plaintext
    int refs, depth, inside;            // calls from JavaScript, calls into OpenSSL that are under way
    bool server, started, established, reading, reading_below, eof, eof_told, closed, failed, busy, again,
        posted;
    bool want_hello, want_certificate, want_session, want_alpn, want_psk, want_ocsp;
    bool hello_asked, hello_done, certificate_asked, certificate_done;
    bool hold_output, write_waits, renegotiated;
} tls_session;

extern const js_native_type tls_session_type;

// The open session behind a JavaScript value; NULL with an exception.
tls_session *tls_session_get(js_context ctx, js_value v, js_value *exception);
void tls_session_ref(tls_session *s);
void tls_session_unref(tls_session *s);
// Calls the event function. Safe at any time; undefined where nobody listens (any more).
js_value tls_session_event(tls_session *s, int kind, double status, js_value value);
// Handshake, reading, waiting plaintext, sending: as far as the bytes reach.
void tls_session_cycle(tls_session *s);
// The same in a turn of its own.
void tls_session_post(tls_session *s);
// Ciphertext, borrowed for the call. Fails: -ENOMEM.
int tls_session_receive(tls_session *s, const void *data, size_t len);
// No more ciphertext will come.
void tls_session_end(tls_session *s);
// Everything was sent, or never will be.
void tls_session_empty_out(tls_session *s);
// 0, or -ENOMEM.
int tls_bytes_append(tls_bytes *to, const void *data, size_t len);
void tls_bytes_free(tls_bytes *bytes);

// ---- writing (tls_write.c) -------------------------------------------------------------------------------------------------

// A Uint8Array or an array of them. 0 (also where some of it waits), or a negative errno (-EPROTO with OpenSSL's errors).
int tls_write_value(js_context ctx, tls_session *s, js_value value, js_value *exception);
// From C. 0: taken. 1: not now, nothing was taken (never where it `must`). Negative errno.
int tls_write_parts(tls_session *s, const uv_buf_t *parts, unsigned count, bool must);
// What the stream below gathered is written first.
void tls_release(tls_session *s);

// ---- transport (tls_transport.c) ------------------------------------------------------------------------------------------

int tls_transport_attach(tls_session *s, stream_handle *h);
void tls_transport_detach(tls_session *s);
// Starts or stops reading below, as the session's state wants it.
int tls_transport_update(tls_session *s);
// Sends what is in `out`. 0: all of it is sent or on its way. 1: it waits and TLS_WRITTEN will come. Negative errno.
int tls_transport_flush(tls_session *s, bool notify);

// ---- the rest ------------------------------------------------------------------------------------------------------------

// OpenSSL's errors of this thread, oldest first, and forgets them: [[code, library, reason, text, printed], ...].
js_value tls_take_errors(js_context ctx);
// A Uint8Array with a copy of bytes.
js_value tls_bytes_value(js_context ctx, const void *data, size_t len);
// Callbacks and options that belong to one session.
void tls_session_callbacks(tls_session *s);
void tls_session_verify(tls_session *s, int mode); // SSL_VERIFY_*; failures do not end the handshake
void tls_session_enable_psk(tls_session *s);
void tls_session_enable_keylog(tls_session *s);
BIO *tls_bio_new(tls_session *s);

extern const js_function_spec tls_context_functions[], tls_credential_functions[], tls_info_functions[],
    tls_certificate_functions[];

#endif
