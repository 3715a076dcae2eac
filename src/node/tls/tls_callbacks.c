// SPDX-License-Identifier: MIT
//
// What OpenSSL asks in the middle of a handshake, handed to the session's event function.
#include "node/tls/tls.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <stdlib.h>

enum { SESSION_SIZE_MAX = 10 * 1024 };

static tls_session *session_of(const SSL *ssl)
{
    return tlib.SSL_get_ex_data(ssl, 0);
}

static js_context context_of(const tls_session *s)
{
    return js_runtime_context(s->runtime);
}

static js_value text_or_undefined(js_context ctx, const char *text)
{
    return text ? js_string_utf8(ctx, text, strlen(text)) : JS_UNDEFINED;
}

// ---- the server waits: stored sessions, certificates by name -------------------------------------------------------------------

// The first name of a server_name extension; empty where it is malformed.
static js_value hello_server_name(js_context ctx, SSL *ssl)
{
    const unsigned char *p;
    size_t len;
    if (!tlib.SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &p, &len) || len < 5 || p[2] != 0) {
        return JS_UNDEFINED;
    }
    size_t name = (size_t)p[3] << 8 | p[4];
    return name <= len - 5 ? js_string_utf8(ctx, (const char *)p + 5, name) : JS_UNDEFINED;
}

static int on_client_hello(SSL *ssl, int *alert, void *data)
{
    (void)alert;
    (void)data;
    tls_session *s = session_of(ssl);
    if (s == NULL || !s->want_hello || s->hello_done) {
        return SSL_CLIENT_HELLO_SUCCESS;
    }
    if (!s->hello_asked) {
        js_context ctx = context_of(s);
        const unsigned char *id, *ticket;
        size_t id_len = tlib.SSL_client_hello_get0_session_id(ssl, &id), ticket_len = 0;
        tlib.SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_session_ticket, &ticket, &ticket_len);
        s->hello_asked = true;
        js_value exception = NULL;
        js_value parts[] = {tls_bytes_value(ctx, id, id_len), hello_server_name(ctx, ssl),
                            js_bool(ticket_len > 0)};
        tls_session_event(s, TLS_CLIENT_HELLO, 0, js_array_new(ctx, 3, parts, &exception));
    }
    return s->hello_done ? SSL_CLIENT_HELLO_SUCCESS : SSL_CLIENT_HELLO_RETRY;
}

static SSL_SESSION *on_get_session(SSL *ssl, const unsigned char *id, int len, int *copy)
{
    (void)id;
    (void)len;
    tls_session *s = session_of(ssl);
    *copy = 0;
    SSL_SESSION *found = s ? s->next_session : NULL;
    if (s) {
        s->next_session = NULL;
    }
    return found;
}

static int on_new_session(SSL *ssl, SSL_SESSION *session)
{
    tls_session *s = session_of(ssl);
    if (s == NULL || !s->want_session) {
        return 0;
    }
    int size = tlib.i2d_SSL_SESSION(session, NULL);
    if (size <= 0 || size > SESSION_SIZE_MAX) {
        return 0;
    }
    unsigned char *der = malloc((size_t)size), *p = der;
    if (der == NULL) {
        return 0;
    }
    tlib.i2d_SSL_SESSION(session, &p);
    unsigned id_len = 0;
    const unsigned char *id = tlib.SSL_SESSION_get_id(session, &id_len);
    js_context ctx = context_of(s);
    js_value exception = NULL;
    js_value parts[] = {js_uint8_array_adopt(ctx, der, (size_t)size, NULL), tls_bytes_value(ctx, id, id_len)};
    if (s->server) {
        s->hold_output = true; // until newSessionDone()
    }
    tls_session_event(s, TLS_SESSION, 0, js_array_new(ctx, 2, parts, &exception));
    return 0;
}

static int on_certificate(SSL *ssl, void *data)
{
    (void)data;
    tls_session *s = session_of(ssl);
    if (!s->server || !s->want_certificate || s->certificate_done) {
        return 1;
    }
    if (!s->certificate_asked) {
        js_context ctx = context_of(s);
        s->certificate_asked = true;
        js_value exception = NULL;
        js_value parts[] = {
            text_or_undefined(ctx, tlib.SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name)),
            js_bool(tlib.SSL_ctrl(ssl, SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, 0, NULL) ==
                    TLSEXT_STATUSTYPE_ocsp),
        };
        tls_session_event(s, TLS_CERTIFICATE, 0, js_array_new(ctx, 2, parts, &exception));
    }
    return s->certificate_done ? 1 : -1;
}

static int on_server_name(SSL *ssl, int *alert, void *data)
{
    (void)alert;
    (void)data;
    return tlib.SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

// ---- ALPN --------------------------------------------------------------------------------------------------------------------

// The protocols of a list in wire format as an array of texts.
static js_value protocol_list(js_context ctx, const unsigned char *list, unsigned len, js_value *exception)
{
    js_object array = js_array_new(ctx, 0, NULL, exception);
    unsigned index = 0;
    for (unsigned i = 0; i < len && i + list[i] < len; i += list[i] + 1u) {
        js_set_index(ctx, array, index++, js_string_latin1(ctx, list + i + 1, list[i]));
    }
    return (js_value)array;
}

// Our protocols in the order of preference; the first that the client offers.
static int choose_protocol(const tls_bytes *ours, const unsigned char *theirs, unsigned theirs_len,
                           const unsigned char **out, unsigned char *out_len)
{
    for (size_t i = 0; i < ours->len && i + ours->data[i] < ours->len; i += ours->data[i] + 1u) {
        for (unsigned j = 0; j < theirs_len && j + theirs[j] < theirs_len; j += theirs[j] + 1u) {
            if (theirs[j] == ours->data[i] && memcmp(theirs + j + 1, ours->data + i + 1, theirs[j]) == 0) {
                *out = theirs + j + 1;
                *out_len = theirs[j];
                return SSL_TLSEXT_ERR_OK;
            }
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len, const unsigned char *in,
                   unsigned in_len, void *data)
{
    (void)data;
    tls_session *s = session_of(ssl);
    if (!s->want_alpn) {
        return s->alpn.len ? choose_protocol(&s->alpn, in, in_len, out, out_len) : SSL_TLSEXT_ERR_NOACK;
    }
    js_context ctx = context_of(s);
    js_value exception = NULL;
    js_value chosen = tls_session_event(s, TLS_ALPN, 0, protocol_list(ctx, in, in_len, &exception));
    int index = js_is_number(chosen) ? (int)js_number_or(chosen, -1) : -1;
    for (unsigned i = 0; i < in_len && i + in[i] < in_len; i += in[i] + 1u) {
        if (index-- == 0) {
            *out = in + i + 1;
            *out_len = in[i];
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

// ---- keys that both sides know ---------------------------------------------------------------------------------------------------

// Copies a key; 0 (the handshake fails) where the value is none or does not fit.
static unsigned take_key(js_context ctx, js_value value, unsigned char *key, unsigned room)
{
    js_bytes bytes;
    if (!js_is_object(ctx, value) || js_bytes_peek(ctx, value, &bytes) || bytes.len > room) {
        return 0;
    }
    memcpy(key, bytes.data, bytes.len);
    return (unsigned)bytes.len;
}

static unsigned on_psk_server(SSL *ssl, const char *identity, unsigned char *key, unsigned room)
{
    tls_session *s = session_of(ssl);
    js_context ctx = context_of(s);
    js_value answer = tls_session_event(s, TLS_PSK_SERVER, room, text_or_undefined(ctx, identity));
    return take_key(ctx, answer, key, room);
}

static unsigned on_psk_client(SSL *ssl, const char *hint, char *identity, unsigned identity_room,
                              unsigned char *key, unsigned room)
{
    tls_session *s = session_of(ssl);
    js_context ctx = context_of(s);
    js_value exception = NULL;
    js_object answer =
        js_object_of(ctx, tls_session_event(s, TLS_PSK_CLIENT, room, text_or_undefined(ctx, hint)));
    js_bytes name;
    if (answer == NULL || js_bytes_peek(ctx, js_get_index(ctx, answer, 0, &exception), &name) ||
        name.len + 1 > identity_room) {
        return 0;
    }
    memcpy(identity, name.data, name.len);
    identity[name.len] = 0;
    return take_key(ctx, js_get_index(ctx, answer, 1, &exception), key, room);
}

// ---- what is only told -----------------------------------------------------------------------------------------------------------

static void on_keylog(const SSL *ssl, const char *line)
{
    tls_session *s = session_of(ssl);
    size_t len = strlen(line);
    unsigned char *text = s ? malloc(len + 1) : NULL;
    if (text == NULL) {
        return;
    }
    memcpy(text, line, len);
    text[len] = '\n';
    tls_session_event(s, TLS_KEYLOG, 0, js_uint8_array_adopt(context_of(s), text, len + 1, NULL));
}

static void on_info(const SSL *ssl, int where, int result)
{
    (void)result;
    tls_session *s = session_of(ssl);
    if (s != NULL && s->established && (where & SSL_CB_HANDSHAKE_START) &&
        tlib.SSL_version(ssl) < TLS1_3_VERSION) {
        tls_session_event(s, TLS_STARTED, 0, JS_UNDEFINED);
    } else if (s != NULL && s->established && (where & SSL_CB_HANDSHAKE_DONE) &&
               tlib.SSL_version(ssl) < TLS1_3_VERSION && !tlib.SSL_renegotiate_pending((SSL *)ssl)) {
        s->renegotiated = true;
    }
}

static int on_ocsp(SSL *ssl, void *data)
{
    (void)data;
    tls_session *s = session_of(ssl);
    if (s->server) {
        if (s->ocsp_response.len == 0) {
            return SSL_TLSEXT_ERR_NOACK;
        }
        void *copy = tlib.CRYPTO_malloc(s->ocsp_response.len, __FILE__, __LINE__);
        if (copy == NULL) {
            return SSL_TLSEXT_ERR_ALERT_FATAL;
        }
        memcpy(copy, s->ocsp_response.data, s->ocsp_response.len);
        tlib.SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, (long)s->ocsp_response.len, copy);
        return SSL_TLSEXT_ERR_OK;
    }
    const unsigned char *response = NULL;
    long len = tlib.SSL_ctrl(ssl, SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, &response);
    tls_session_event(s, TLS_OCSP, 0,
                      response && len > 0 ? tls_bytes_value(context_of(s), response, (size_t)len) : JS_NULL);
    return 1;
}

// ---- tickets: 16 bytes of name, of HMAC key and of AES key, as programs set them ----------------------------------------------------

static int on_ticket(SSL *ssl, unsigned char name[16], unsigned char *iv, EVP_CIPHER_CTX *cipher,
                     EVP_MAC_CTX *mac, int encrypt)
{
    tls_session *s = session_of(ssl);
    unsigned char *keys = s->context->ticket_keys;
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {
        tlib.OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, keys + 16, 16),
        tlib.OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        tlib.OSSL_PARAM_construct_end(),
    };
    if (encrypt) {
        memcpy(name, keys, 16);
        return tlib.RAND_bytes(iv, 16) > 0 &&
                       tlib.EVP_EncryptInit_ex(cipher, tlib.EVP_aes_128_cbc(), NULL, keys + 32, iv) > 0 &&
                       tlib.EVP_MAC_init(mac, NULL, 0, params) > 0
                   ? 1
                   : -1;
    }
    if (memcmp(name, keys, 16) != 0) {
        return 0;
    }
    return tlib.EVP_DecryptInit_ex(cipher, tlib.EVP_aes_128_cbc(), NULL, keys + 32, iv) > 0 &&
                   tlib.EVP_MAC_init(mac, NULL, 0, params) > 0
               ? 1
               : -1;
}

// ---- putting them in place -------------------------------------------------------------------------------------------------------

void tls_callbacks_install(tls_context *context)
{
    SSL_CTX *ctx = context->ctx;
    tlib.SSL_CTX_set_client_hello_cb(ctx, on_client_hello, NULL);
    tlib.SSL_CTX_callback_ctrl(ctx, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, (void (*)(void))on_server_name);
    tlib.SSL_CTX_callback_ctrl(ctx, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, (void (*)(void))on_ocsp);
    tlib.SSL_CTX_set_alpn_select_cb(ctx, on_alpn, NULL);
    tlib.SSL_CTX_sess_set_get_cb(ctx, on_get_session);
    tlib.SSL_CTX_sess_set_new_cb(ctx, on_new_session);
    tlib.SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, on_ticket);
}

static int accept_all(int ok, X509_STORE_CTX *store)
{
    (void)ok;
    (void)store;
    return 1; // JavaScript reads the result of the verification and decides
}

void tls_session_callbacks(tls_session *s)
{
    tlib.SSL_set_verify(s->ssl, SSL_VERIFY_NONE, accept_all);
    tlib.SSL_set_info_callback(s->ssl, on_info);
    tlib.SSL_set_cert_cb(s->ssl, on_certificate, NULL);
}

void tls_session_verify(tls_session *s, int mode)
{
    tlib.SSL_set_verify(s->ssl, mode, accept_all);
}

void tls_session_enable_psk(tls_session *s)
{
    if (s->server) {
        tlib.SSL_set_psk_server_callback(s->ssl, on_psk_server);
    } else {
        tlib.SSL_set_psk_client_callback(s->ssl, on_psk_client);
    }
}

void tls_session_enable_keylog(tls_session *s)
{
    tlib.SSL_CTX_set_keylog_callback(s->context->ctx, on_keylog);
}
