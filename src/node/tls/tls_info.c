// SPDX-License-Identifier: MIT
//
// What can be set on a session before its handshake, and asked of it afterwards.
#include "node/tls/tls.h"

#include "node/crypto/crypto_x509.h"

#include <errno.h>
#include <stdlib.h>

#define SESSION(s)                                                                                           \
    tls_session *s = tls_session_get(ctx, js_arg(argc, argv, 0), exception);                                 \
    if (s == NULL) {                                                                                         \
        return JS_UNDEFINED;                                                                                 \
    }

// Bits of want(); lib/internal/tls/handle.js has the same numbers.
enum { CHAIN_MAX = 100 };
enum {
    WANT_HELLO = 1,
    WANT_CERTIFICATE = 2,
    WANT_SESSION = 4,
    WANT_ALPN = 8,
    WANT_KEYLOG = 16,
    WANT_PSK = 32,
    WANT_OCSP = 64
};

// ---- before -------------------------------------------------------------------------------------------------------------------

JS_FUNCTION(session_want)
{
    SESSION(s)
    int wants = js_arg_int32(argc, argv, 1);
    s->want_hello |= (wants & WANT_HELLO) != 0;
    s->want_certificate |= (wants & WANT_CERTIFICATE) != 0;
    s->want_session |= (wants & WANT_SESSION) != 0;
    s->want_alpn |= (wants & WANT_ALPN) != 0;
    if (wants & WANT_KEYLOG) {
        tls_session_enable_keylog(s);
    }
    if (wants & WANT_PSK) {
        tls_session_enable_psk(s);
    }
    if (wants & WANT_OCSP) {
        tlib.SSL_ctrl(s->ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, TLSEXT_STATUSTYPE_ocsp, NULL);
    }
    return JS_UNDEFINED;
}

// verify(session, mode): 0 none, 1 ask for a certificate, 3 and insist on one
JS_FUNCTION(session_verify)
{
    SESSION(s)
    tls_session_verify(s, js_arg_int32(argc, argv, 1));
    return JS_UNDEFINED;
}

// setKeyCert(session, context): the certificate and key of another context -> undefined | errors
JS_FUNCTION(session_set_key_cert)
{
    SESSION(s)
    tls_context *c = tls_context_get(ctx, js_arg(argc, argv, 1), exception);
    if (c == NULL) {
        return JS_UNDEFINED;
    }
    STACK_OF(X509) *chain = NULL;
    tlib.ERR_clear_error();
    tlib.SSL_CTX_ctrl(c->ctx, SSL_CTRL_GET_CHAIN_CERTS, 0, &chain);
    bool good = tlib.SSL_use_certificate(s->ssl, tlib.SSL_CTX_get0_certificate(c->ctx)) == 1 &&
                tlib.SSL_use_PrivateKey(s->ssl, tlib.SSL_CTX_get0_privatekey(c->ctx)) == 1 &&
                (!chain || tlib.SSL_ctrl(s->ssl, SSL_CTRL_CHAIN, 1, chain) == 1);
    return good ? JS_UNDEFINED : tls_take_errors(ctx);
}

JS_FUNCTION(session_set_server_name)
{
    SESSION(s)
    js_utf8 name;
    if (js_utf8_init(ctx, js_arg(argc, argv, 1), &name, exception)) {
        return JS_UNDEFINED;
    }
    tlib.SSL_ctrl(s->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.bytes);
    js_utf8_deinit(&name);
    return JS_UNDEFINED;
}

// setProtocols(session, list in wire format)
JS_FUNCTION(session_set_protocols)
{
    SESSION(s)
    js_bytes list;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 1), &list)) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");
    }
    if (!s->server) {
        tlib.SSL_set_alpn_protos(s->ssl, list.data, (unsigned)list.len);
        return JS_UNDEFINED;
    }
    s->alpn.len = 0;
    return tls_bytes_append(&s->alpn, list.data, list.len) ? js_throw_out_of_memory(ctx, exception)
                                                           : JS_UNDEFINED;
}

// setSession(session, bytes) -> whether they are a session
JS_FUNCTION(session_set_session)
{
    SESSION(s)
    js_bytes der;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 1), &der)) {
        return JS_FALSE;
    }
    const unsigned char *p = der.data;
    SSL_SESSION *session = tlib.d2i_SSL_SESSION(NULL, &p, (long)der.len);
    bool good = session && tlib.SSL_set_session(s->ssl, session) == 1;
    tlib.SSL_SESSION_free(session);
    tlib.ERR_clear_error();
    return js_bool(good);
}

JS_FUNCTION(session_set_psk_hint)
{
    SESSION(s)
    js_utf8 hint;
    if (js_utf8_init(ctx, js_arg(argc, argv, 1), &hint, exception)) {
        return JS_UNDEFINED;
    }
    bool good = tlib.SSL_use_psk_identity_hint(s->ssl, hint.bytes) == 1;
    js_utf8_deinit(&hint);
    return js_bool(good);
}

JS_FUNCTION(session_set_fragment)
{
    SESSION(s)
    return js_bool(tlib.SSL_ctrl(s->ssl, SSL_CTRL_SET_MAX_SEND_FRAGMENT, js_arg_int32(argc, argv, 1), NULL) ==
                   1);
}

JS_FUNCTION(session_trace)
{
    SESSION(s)
    BIO *bio = tlib.BIO_new_fp(stderr, BIO_NOCLOSE);
    tlib.SSL_set_msg_callback(s->ssl, tlib.SSL_trace);
    tlib.SSL_ctrl(s->ssl, SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, bio);
    return JS_UNDEFINED;
}

// renegotiate(session) -> undefined | errors
JS_FUNCTION(session_renegotiate)
{
    SESSION(s)
    tlib.ERR_clear_error();
    if (tlib.SSL_renegotiate(s->ssl) != 1) {
        return tls_take_errors(ctx);
    }
    tls_session_ref(s);
    s->depth++;
    s->inside++;
    int r = tlib.SSL_do_handshake(s->ssl);
    s->inside--;
    tls_transport_flush(s, false);
    js_value errors =
        r == 1 || tlib.SSL_get_error(s->ssl, r) == SSL_ERROR_WANT_READ ? JS_UNDEFINED : tls_take_errors(ctx);
    s->depth--;
    tls_session_unref(s);
    return errors;
}

// ---- afterwards ------------------------------------------------------------------------------------------------------------------

// [name, standard name, version], or undefined
JS_FUNCTION(session_cipher)
{
    SESSION(s)
    const SSL_CIPHER *cipher = tlib.SSL_get_current_cipher(s->ssl);
    if (cipher == NULL) {
        return JS_UNDEFINED;
    }
    js_value parts[] = {js_string_ascii(ctx, tlib.SSL_CIPHER_get_name(cipher)),
                        js_string_ascii(ctx, tlib.SSL_CIPHER_standard_name(cipher)),
                        js_string_ascii(ctx, tlib.SSL_CIPHER_get_version(cipher))};
    return (js_value)js_array_new(ctx, 3, parts, exception);
}

JS_FUNCTION(session_protocol)
{
    SESSION(s)
    return js_string_ascii(ctx, tlib.SSL_get_version(s->ssl));
}

JS_FUNCTION(session_session)
{
    SESSION(s)
    SSL_SESSION *session = tlib.SSL_get_session(s->ssl);
    int len = session ? tlib.i2d_SSL_SESSION(session, NULL) : 0;
    unsigned char *der = len > 0 ? malloc((size_t)len) : NULL, *p = der;
    if (der == NULL) {
        return JS_UNDEFINED;
    }
    tlib.i2d_SSL_SESSION(session, &p);
    return js_uint8_array_adopt(ctx, der, (size_t)len, exception);
}

JS_FUNCTION(session_ticket)
{
    SESSION(s)
    SSL_SESSION *session = tlib.SSL_get_session(s->ssl);
    const unsigned char *ticket = NULL;
    size_t len = 0;
    if (session != NULL) {
        tlib.SSL_SESSION_get0_ticket(session, &ticket, &len);
    }
    return ticket ? tls_bytes_value(ctx, ticket, len) : JS_UNDEFINED;
}

JS_FUNCTION(session_reused)
{
    SESSION(s)
    return js_bool(tlib.SSL_session_reused(s->ssl) == 1);
}

// finished(session, of the peer) -> bytes | undefined
JS_FUNCTION(session_finished)
{
    SESSION(s)
    unsigned char bytes[EVP_MAX_MD_SIZE * 2];
    size_t len = js_arg_true(argc, argv, 1) ? tlib.SSL_get_peer_finished(s->ssl, bytes, sizeof bytes)
                                            : tlib.SSL_get_finished(s->ssl, bytes, sizeof bytes);
    return len ? tls_bytes_value(ctx, bytes, len < sizeof bytes ? len : sizeof bytes) : JS_UNDEFINED;
}

JS_FUNCTION(session_server_name)
{
    SESSION(s)
    const char *name = tlib.SSL_get_servername(s->ssl, TLSEXT_NAMETYPE_host_name);
    return name ? js_string_utf8(ctx, name, strlen(name)) : JS_FALSE;
}

JS_FUNCTION(session_alpn)
{
    SESSION(s)
    const unsigned char *protocol;
    unsigned len = 0;
    tlib.SSL_get0_alpn_selected(s->ssl, &protocol, &len);
    return len ? js_string_latin1(ctx, protocol, len) : JS_FALSE;
}

static bool authenticated_by_key(SSL *ssl)
{
    const SSL_CIPHER *cipher = tlib.SSL_get_current_cipher(ssl);
    SSL_SESSION *session = tlib.SSL_get_session(ssl);
    return (cipher && tlib.SSL_CIPHER_get_auth_nid(cipher) == NID_auth_psk) ||
           (session && tlib.SSL_SESSION_get_protocol_version(session) == TLS1_3_VERSION &&
            tlib.SSL_session_reused(ssl));
}

// [number, text] of what is wrong with the peer's certificate; undefined where nothing is
JS_FUNCTION(session_verify_error)
{
    SESSION(s)
    long error = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT;
    X509 *peer = tlib.SSL_get1_peer_certificate(s->ssl);
    if (peer != NULL) {
        error = tlib.SSL_get_verify_result(s->ssl);
        tlib.X509_free(peer);
    } else if (authenticated_by_key(s->ssl)) {
        error = X509_V_OK;
    }
    if (error == X509_V_OK) {
        return JS_UNDEFINED;
    }
    js_value parts[] = {js_number((double)error),
                        js_string_ascii(ctx, tlib.X509_verify_cert_error_string(error))};
    return (js_value)js_array_new(ctx, 2, parts, exception);
}

// ['DH', bits], ['ECDH', name, bits], or undefined
JS_FUNCTION(session_ephemeral)
{
    SESSION(s)
    EVP_PKEY *key = NULL;
    if (!tlib.SSL_ctrl(s->ssl, SSL_CTRL_GET_PEER_TMP_KEY, 0, &key) || key == NULL) {
        return JS_UNDEFINED;
    }
    int type = tlib.EVP_PKEY_get_base_id(key);
    js_value bits = js_int32(tlib.EVP_PKEY_get_bits(key));
    char name[80] = "";
    size_t len;
    if (type == EVP_PKEY_EC) {
        tlib.EVP_PKEY_get_utf8_string_param(key, "group", name, sizeof name, &len);
    } else if (type == EVP_PKEY_X25519 || type == EVP_PKEY_X448) {
        snprintf(name, sizeof name, "%s", tlib.OBJ_nid2sn(type));
    }
    tlib.EVP_PKEY_free(key);
    js_value parts[] = {js_string_ascii(ctx, name[0] ? "ECDH" : "DH"), bits, js_string_ascii(ctx, name)};
    return name[0] || type == EVP_PKEY_DH ? (js_value)js_array_new(ctx, 3, parts, exception) : JS_UNDEFINED;
}

static const char *signature_name(int nid)
{
    switch (nid) {
    case EVP_PKEY_RSA:
        return "RSA";
    case EVP_PKEY_RSA_PSS:
        return "RSA-PSS";
    case EVP_PKEY_DSA:
        return "DSA";
    case EVP_PKEY_EC:
        return "ECDSA";
    case NID_ED25519:
        return "Ed25519";
    case NID_ED448:
        return "Ed448";
    default:
        return tlib.OBJ_nid2sn(nid);
    }
}

JS_FUNCTION(session_shared_sigalgs)
{
    SESSION(s)
    js_object list = js_array_new(ctx, 0, NULL, exception);
    int count = tlib.SSL_get_shared_sigalgs(s->ssl, 0, NULL, NULL, NULL, NULL, NULL);
    for (int i = 0; i < count; i++) {
        int sign = 0, hash = 0;
        char text[128];
        tlib.SSL_get_shared_sigalgs(s->ssl, i, &sign, &hash, NULL, NULL, NULL);
        const char *digest = hash == NID_undef ? NULL : tlib.OBJ_nid2sn(hash),
                   *signature = signature_name(sign);
        snprintf(text, sizeof text, "%s%s%s", signature ? signature : "UNDEF", digest ? "+" : "",
                 digest ? digest : "");
        js_set_index(ctx, list, (unsigned)i, js_string_ascii(ctx, text));
    }
    return (js_value)list;
}

// exportKey(session, length, label, [context]) -> bytes | errors
JS_FUNCTION(session_export)
{
    SESSION(s)
    js_bytes label, context = {NULL, 0};
    size_t len = (size_t)js_arg_int64(argc, argv, 1);
    bool with_context = js_is_object(ctx, js_arg(argc, argv, 3));
    if (js_bytes_get(ctx, js_arg(argc, argv, 2), &label) ||
        (with_context && js_bytes_get(ctx, js_arg(argc, argv, 3), &context))) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");
    }
    unsigned char *out = malloc(len ? len : 1);
    if (out == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    tlib.ERR_clear_error();
    if (tlib.SSL_export_keying_material(s->ssl, out, len, (const char *)label.data, label.len, context.data,
                                        context.len, with_context) != 1) {
        free(out);
        return tls_take_errors(ctx);
    }
    return js_uint8_array_adopt(ctx, out, len, exception);
}

// ---- certificates ----------------------------------------------------------------------------------------------------------------

// The certificate that issued `c`: among those the peer sent, then among the trusted ones. Owns: the caller. NULL: not found.
static X509 *issuer_of(tls_session *s, X509 *c)
{
    STACK_OF(X509) *sent = tlib.SSL_get_peer_cert_chain(s->ssl);
    for (int i = 0; sent && i < tlib.OPENSSL_sk_num((OPENSSL_STACK *)sent); i++) {
        X509 *candidate = tlib.OPENSSL_sk_value((OPENSSL_STACK *)sent, i);
        if (tlib.X509_check_issued(candidate, c) == X509_V_OK && tlib.X509_up_ref(candidate)) {
            return candidate;
        }
    }
    X509 *issuer = NULL;
    X509_STORE_CTX *lookup = tlib.X509_STORE_CTX_new();
    if (lookup &&
        tlib.X509_STORE_CTX_init(lookup, tlib.SSL_CTX_get_cert_store(s->context->ctx), NULL, NULL) &&
        tlib.X509_STORE_CTX_get1_issuer(&issuer, lookup, c) != 1) {
        issuer = NULL;
    }
    tlib.X509_STORE_CTX_free(lookup);
    return issuer;
}

// peerCertificates(session, whole chain) -> [handle, ... those of the issuers, complete], or undefined. `complete` is true where the chain
// ends in a certificate that issued itself. Handles are crypto's (crypto_x509.h).
JS_FUNCTION(session_peer_certificates)
{
    SESSION(s)
    bool chain = js_arg_true(argc, argv, 1), complete = false;
    X509 *current = tlib.SSL_get1_peer_certificate(s->ssl);
    if (current == NULL) {
        return JS_UNDEFINED;
    }
    js_object list = js_array_new(ctx, 0, NULL, exception);
    unsigned count = 0;
    while (current != NULL && count < CHAIN_MAX) {
        complete = tlib.X509_check_issued(current, current) == X509_V_OK;
        X509 *next = chain && !complete ? issuer_of(s, current) : NULL;
        js_set_index(ctx, list, count++, crypto_x509_wrap(ctx, current, exception));
        current = next;
    }
    tlib.X509_free(current);
    tlib.ERR_clear_error();
    js_set_index(ctx, list, count, js_bool(complete));
    return (js_value)list;
}

// ownCertificate(session) -> handle | undefined
JS_FUNCTION(session_own_certificate)
{
    SESSION(s)
    X509 *own = tlib.SSL_get_certificate(s->ssl);
    return own && tlib.X509_up_ref(own) ? crypto_x509_wrap(ctx, own, exception) : JS_UNDEFINED;
}

const js_function_spec tls_info_functions[] = {
    {"want", session_want, 2, "want(session, bits)"},
    {"verify", session_verify, 2, "verify(session, mode)"},
    {"setKeyCert", session_set_key_cert, 2, "setKeyCert(session, context) -> undefined | errors"},
    {"setServerName", session_set_server_name, 2, "setServerName(session, text)"},
    {"setProtocols", session_set_protocols, 2, "setProtocols(session, bytes)"},
    {"setSession", session_set_session, 2, "setSession(session, bytes) -> boolean"},
    {"setPskHint", session_set_psk_hint, 2, "setPskHint(session, text) -> boolean"},
    {"setMaxSendFragment", session_set_fragment, 2, "setMaxSendFragment(session, bytes) -> boolean"},
    {"trace", session_trace, 1, "trace(session): messages to standard error"},
    {"renegotiate", session_renegotiate, 1, "renegotiate(session) -> undefined | errors"},
    {"cipher", session_cipher, 1, "cipher(session) -> [name, standard name, version] | undefined"},
    {"protocol", session_protocol, 1, "protocol(session) -> text"},
    {"session", session_session, 1, "session(session) -> bytes | undefined"},
    {"ticket", session_ticket, 1, "ticket(session) -> bytes | undefined"},
    {"reused", session_reused, 1, "reused(session) -> boolean"},
    {"finished", session_finished, 2, "finished(session, of the peer) -> bytes | undefined"},
    {"serverName", session_server_name, 1, "serverName(session) -> text | false"},
    {"alpn", session_alpn, 1, "alpn(session) -> text | false"},
    {"verifyError", session_verify_error, 1, "verifyError(session) -> [number, text] | undefined"},
    {"ephemeral", session_ephemeral, 1, "ephemeral(session) -> [kind, bits, name] | undefined"},
    {"sharedSigalgs", session_shared_sigalgs, 1, "sharedSigalgs(session) -> names"},
    {"exportKey", session_export, 4, "exportKey(session, length, label, [context]) -> bytes | errors"},
    {"peerCertificates", session_peer_certificates, 2,
     "peerCertificates(session, chain) -> [handle ..., complete]"},
    {"ownCertificate", session_own_certificate, 1, "ownCertificate(session) -> handle | undefined"},
    {0},
};
