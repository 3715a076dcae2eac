// SPDX-License-Identifier: MIT
//
// binding('tls'): contexts (tls_context.c, tls_credentials.c), what is asked of a session (tls_info.c), and here its operations. Statuses
// are 0 or a negative errno.
#include "node/tls/tls.h"

#include "node/crypto/libcrypto.h"

#include <errno.h>
#include <stdlib.h>

#define SESSION(s)                                                                                           \
    tls_session *s = tls_session_get(ctx, js_arg(argc, argv, 0), exception);                                 \
    if (s == NULL) {                                                                                         \
        return JS_UNDEFINED;                                                                                 \
    }

// Callbacks that come while JavaScript is here nest; the session outlives the call.
static void enter(tls_session *s)
{
    tls_session_ref(s);
    s->depth++;
}

static void leave(tls_session *s)
{
    s->depth--;
    tls_session_unref(s);
}

static void cycle(tls_session *s)
{
    enter(s);
    tls_session_cycle(s);
    leave(s);
}

JS_FUNCTION(binding_load)
{
    int r = libcrypto_load(); // certificates become crypto's handles
    return js_int32(r ? r : tls_library_load());
}

// newSession(context, server, onEvent) -> session
JS_FUNCTION(session_new)
{
    tls_context *context = tls_context_get(ctx, js_arg(argc, argv, 0), exception);
    if (context == NULL) {
        return JS_UNDEFINED;
    }
    tls_session *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    s->refs = 1;
    s->runtime = js_runtime_current();
    s->scratch = tls_scratch_of(s->runtime);
    s->context = tls_context_ref(context);
    s->server = js_arg_true(argc, argv, 1);
    s->ssl = s->scratch ? tlib.SSL_new(context->ctx) : NULL;
    BIO *bio = s->ssl ? tls_bio_new(s) : NULL;
    js_object object = bio ? js_native_new(ctx, &tls_session_type, s) : NULL;
    if (object == NULL) {
        tlib.BIO_free(bio);
        tls_session_unref(s);
        return js_throw_out_of_memory(ctx, exception);
    }
    tlib.SSL_set_bio(s->ssl, bio, bio);
    tlib.SSL_set_ex_data(s->ssl, 0, s);
    if (s->server) {
        tlib.SSL_set_accept_state(s->ssl);
    } else {
        tlib.SSL_set_connect_state(s->ssl);
    }
    tls_session_callbacks(s);
    s->on_event = js_root_new(ctx, js_arg(argc, argv, 2));
    return s->on_event ? (js_value)object : js_throw_out_of_memory(ctx, exception);
}

JS_FUNCTION(session_attach)
{
    SESSION(s)
    stream_handle *h = node_stream_handle_get(ctx, js_arg(argc, argv, 1), exception);
    return js_int32(h ? tls_transport_attach(s, h) : -EINVAL);
}

JS_FUNCTION(session_start)
{
    SESSION(s)
    s->started = true;
    if (s->server && s->in_len == 0) {
        return js_int32(tls_transport_update(s));
    }
    cycle(s);
    return js_int32(0);
}

JS_FUNCTION(session_advance)
{
    SESSION(s)
    cycle(s);
    return JS_UNDEFINED;
}

// feed(session, ciphertext) -> status
JS_FUNCTION(session_feed)
{
    SESSION(s)
    js_bytes bytes;
    if (js_bytes_get(ctx, js_arg(argc, argv, 1), &bytes)) {
        return js_int32(-EINVAL);
    }
    enter(s);
    int r = tls_session_receive(s, bytes.data, bytes.len);
    leave(s);
    return js_int32(r);
}

JS_FUNCTION(session_feed_end)
{
    SESSION(s)
    enter(s);
    tls_session_end(s);
    leave(s);
    return JS_UNDEFINED;
}

// takeOutput(session) -> ciphertext to send, or undefined
JS_FUNCTION(session_take_output)
{
    tls_session *s = js_native_get(ctx, js_arg(argc, argv, 0), &tls_session_type);
    if (s == NULL || s->stream != NULL || s->out.len == 0 || s->hold_output) {
        return JS_UNDEFINED;
    }
    js_value bytes = tls_bytes_value(ctx, s->out.data, s->out.len);
    tls_session_empty_out(s);
    return bytes;
}

// What was kept while nobody read comes in a turn of its own.
JS_FUNCTION(session_read_start)
{
    SESSION(s)
    s->reading = true;
    if (s->established && !s->busy && (s->in_len > 0 || s->eof)) {
        tls_session_post(s);
    }
    return js_int32(tls_transport_update(s));
}

JS_FUNCTION(session_read_stop)
{
    SESSION(s)
    s->reading = false;
    return js_int32(tls_transport_update(s));
}

// write(session, Uint8Array | Uint8Array[]) -> 0 written, 1 TLS_WRITTEN will come, or a negative errno
JS_FUNCTION(session_write)
{
    SESSION(s)
    enter(s);
    int r = tls_write_value(ctx, s, js_arg(argc, argv, 1), exception);
    if (r == -EPROTO && !s->failed && !s->closed) {
        s->failed = true;
        tls_session_event(s, TLS_ERROR, 0, tls_take_errors(ctx));
    } else if (r == 0 && s->waiting.len > 0) {
        s->write_waits = true;
        s->again = true;
        tls_transport_flush(s, false);
        r = 1;
    } else if (r == 0) {
        r = tls_transport_flush(s, true);
    }
    leave(s);
    return js_int32(r);
}

// The farewell; what arrives later is still read.
JS_FUNCTION(session_shutdown)
{
    SESSION(s)
    if (s->established && !s->failed && s->inside == 0) {
        enter(s);
        tls_release(s);
        tlib.ERR_clear_error();
        tlib.SSL_shutdown(s->ssl);
        tlib.ERR_clear_error();
        tls_transport_flush(s, false);
        leave(s);
    }
    return js_int32(0);
}

JS_FUNCTION(session_close)
{
    tls_session *s = js_native_get(ctx, js_arg(argc, argv, 0), &tls_session_type);
    if (s != NULL && !s->closed) {
        tls_release(s);
        s->closed = true;
        tls_transport_detach(s);
        js_root_free(ctx, s->on_event);
        s->on_event = 0;
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(session_bytes_read)
{
    tls_session *s = js_native_get(ctx, js_arg(argc, argv, 0), &tls_session_type);
    return js_number(s ? (double)s->bytes_read : 0);
}

JS_FUNCTION(session_bytes_written)
{
    tls_session *s = js_native_get(ctx, js_arg(argc, argv, 0), &tls_session_type);
    return js_number(s ? (double)s->bytes_written : 0);
}

// ---- answers to events ---------------------------------------------------------------------------------------------------------

static SSL_SESSION *session_of_der(js_context ctx, js_value value)
{
    js_bytes der;
    if (!js_is_object(ctx, value) || js_bytes_peek(ctx, value, &der)) {
        return NULL;
    }
    const unsigned char *p = der.data;
    SSL_SESSION *session = tlib.d2i_SSL_SESSION(NULL, &p, (long)der.len);
    tlib.ERR_clear_error();
    return session;
}

// helloDone(session, [stored session]): the handshake goes on
JS_FUNCTION(session_hello_done)
{
    SESSION(s)
    if (!s->hello_done) {
        s->next_session = session_of_der(ctx, js_arg(argc, argv, 1));
        s->hello_done = true;
        cycle(s);
    }
    return JS_UNDEFINED;
}

static void use_context(tls_session *s, tls_context *c)
{
    tlib.SSL_set_SSL_CTX(s->ssl, c->ctx);
    tlib.SSL_ctrl(s->ssl, SSL_CTRL_SET_VERIFY_CERT_STORE, 1, tlib.SSL_CTX_get_cert_store(c->ctx));
    STACK_OF(X509_NAME) *names = tlib.SSL_CTX_get_client_CA_list(c->ctx);
    OPENSSL_STACK *copy = tlib.OPENSSL_sk_new_null();
    for (int i = 0; copy && names && i < tlib.OPENSSL_sk_num((OPENSSL_STACK *)names); i++) {
        tlib.OPENSSL_sk_push(copy, tlib.X509_NAME_dup(tlib.OPENSSL_sk_value((OPENSSL_STACK *)names, i)));
    }
    tlib.SSL_set0_CA_list(s->ssl, (STACK_OF(X509_NAME) *)copy);
}

// certificateDone(session, [context], [OCSP response])
JS_FUNCTION(session_certificate_done)
{
    SESSION(s)
    js_bytes response;
    if (s->certificate_done) {
        return JS_UNDEFINED;
    }
    if (js_is_object(ctx, js_arg(argc, argv, 1))) {
        tls_context *c = tls_context_get(ctx, argv[1], exception);
        if (c == NULL) {
            return JS_UNDEFINED;
        }
        use_context(s, c);
    }
    if (js_is_object(ctx, js_arg(argc, argv, 2)) && js_bytes_peek(ctx, argv[2], &response) == 0) {
        s->ocsp_response.len = 0;
        tls_bytes_append(&s->ocsp_response, response.data, response.len);
    }
    s->certificate_done = true;
    cycle(s);
    return JS_UNDEFINED;
}

JS_FUNCTION(session_stored)
{
    SESSION(s)
    if (s->hold_output) {
        s->hold_output = false;
        cycle(s);
    }
    return JS_UNDEFINED;
}

static const js_function_spec tls_functions[] = {
    {"load", binding_load, 0, "load() -> 0 or errno; before any other function"},
    {"newSession", session_new, 3, "newSession(context, server, onEvent(kind, status, value)) -> session"},
    {"attach", session_attach, 2, "attach(session, stream handle) -> status"},
    {"start", session_start, 1, "start(session) -> status"},
    {"advance", session_advance, 1, "advance(session)"},
    {"feed", session_feed, 2, "feed(session, ciphertext) -> status"},
    {"feedEnd", session_feed_end, 1, "feedEnd(session)"},
    {"takeOutput", session_take_output, 1, "takeOutput(session) -> ciphertext | undefined"},
    {"readStart", session_read_start, 1, "readStart(session) -> status"},
    {"readStop", session_read_stop, 1, "readStop(session) -> status"},
    {"write", session_write, 2, "write(session, bytes | bytes[]) -> 0 written | 1 waits | status"},
    {"shutdown", session_shutdown, 1, "shutdown(session) -> status"},
    {"bytesRead", session_bytes_read, 1, "bytesRead(session) -> plaintext bytes"},
    {"bytesWritten", session_bytes_written, 1, "bytesWritten(session) -> plaintext bytes"},
    {"close", session_close, 1, "close(session)"},
    {"helloDone", session_hello_done, 2, "helloDone(session, [stored session])"},
    {"certificateDone", session_certificate_done, 3, "certificateDone(session, [context], [OCSP response])"},
    {"storedDone", session_stored, 1, "storedDone(session): the new session is stored"},
    {0},
};

static int tls_init(js_context ctx, js_object binding)
{
    js_functions_add(ctx, binding, tls_context_functions);
    js_functions_add(ctx, binding, tls_credential_functions);
    js_functions_add(ctx, binding, tls_info_functions);
    return 0;
}

const js_binding_spec node_tls_binding = {"tls", tls_functions, tls_init};
