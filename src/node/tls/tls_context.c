// SPDX-License-Identifier: MIT
//
// Contexts: what the connections of a server, or of a client, have in common. Functions that OpenSSL refuses return its errors
// (tls_take_errors), those that succeed undefined.
#include "node/tls/tls.h"

#include <errno.h>
#include <stdlib.h>

static void context_finalize(void *pointer)
{
    tls_context_unref(pointer);
}

static const js_native_type context_type = {"SecureContext", context_finalize};

tls_context *tls_context_ref(tls_context *context)
{
    context->refs++;
    return context;
}

void tls_context_unref(tls_context *context)
{
    if (context == NULL || --context->refs > 0) {
        return;
    }
    if (context->issuer != NULL) {
        tlib.X509_free(context->issuer);
    }
    if (context->ctx != NULL) {
        tlib.SSL_CTX_free(context->ctx);
    }
    tlib.OPENSSL_cleanse(context->ticket_keys, sizeof context->ticket_keys);
    free(context);
}

tls_context *tls_context_get(js_context ctx, js_value v, js_value *exception)
{
    tls_context *context = js_native_get(ctx, v, &context_type);
    if (context == NULL) {
        js_throw_type_error(ctx, exception, "ERR_TLS_INVALID_CONTEXT", "context must be a SecureContext");
    }
    return context;
}

#define CONTEXT(c)                                                                                           \
    tls_context *c = tls_context_get(ctx, js_arg(argc, argv, 0), exception);                                 \
    if (c == NULL) {                                                                                         \
        return JS_UNDEFINED;                                                                                 \
    }                                                                                                        \
    tlib.ERR_clear_error();

js_value tls_take_errors(js_context ctx)
{
    js_value exception = NULL;
    js_object list = js_array_new(ctx, 0, NULL, &exception);
    const char *file, *function, *data;
    int line, flags;
    unsigned long code;
    unsigned count = 0;
    while (list != NULL && (code = tlib.ERR_get_error_all(&file, &line, &function, &data, &flags)) != 0) {
        char text[256], printed[1024];
        tlib.ERR_error_string_n(code, text, sizeof text);
        snprintf(printed, sizeof printed, "%s:%s:%d:%s", text, file ? file : "", line,
                 data && (flags & ERR_TXT_STRING) ? data : "");
        const char *library = tlib.ERR_lib_error_string(code), *reason = tlib.ERR_reason_error_string(code);
        js_value parts[] = {
            js_number((double)code),
            library ? js_string_ascii(ctx, library) : JS_UNDEFINED,
            reason ? js_string_ascii(ctx, reason) : JS_UNDEFINED,
            js_string_ascii(ctx, text),
            js_string_utf8(ctx, printed, strlen(printed)),
        };
        js_set_index(ctx, list, count++, (js_value)js_array_new(ctx, 5, parts, &exception));
    }
    return (js_value)list;
}

static js_value result(js_context ctx, bool good)
{
    return good ? JS_UNDEFINED : tls_take_errors(ctx);
}

// newContext(min, max) -> context; versions as OpenSSL numbers them, 0 for the library's own limit
JS_FUNCTION(context_new)
{
    tls_context *context = calloc(1, sizeof *context);
    if (context == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    context->refs = 1;
    tlib.ERR_clear_error();
    context->ctx = tlib.SSL_CTX_new(tlib.TLS_method());
    if (context->ctx == NULL || tlib.RAND_bytes(context->ticket_keys, sizeof context->ticket_keys) <= 0) {
        tls_context_unref(context);
        return js_throw_out_of_memory(ctx, exception);
    }
    SSL_CTX *c = context->ctx;
    tlib.SSL_CTX_set_options(c, SSL_OP_NO_SSLv3 | SSL_OP_ALLOW_CLIENT_RENEGOTIATION |
                                    SSL_OP_IGNORE_UNEXPECTED_EOF);
    tlib.SSL_CTX_ctrl(
        c, SSL_CTRL_MODE,
        SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER, NULL);
    tlib.SSL_CTX_ctrl(c, SSL_CTRL_SET_SESS_CACHE_MODE,
                      SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL | SSL_SESS_CACHE_NO_AUTO_CLEAR, NULL);
    tlib.SSL_CTX_ctrl(c, SSL_CTRL_SET_MIN_PROTO_VERSION, js_arg_int32(argc, argv, 0), NULL);
    tlib.SSL_CTX_ctrl(c, SSL_CTRL_SET_MAX_PROTO_VERSION, js_arg_int32(argc, argv, 1), NULL);
    tls_callbacks_install(context);
    js_object object = js_native_new(ctx, &context_type, context);
    if (object == NULL) {
        tls_context_unref(context);
        return js_throw_out_of_memory(ctx, exception);
    }
    return (js_value)object;
}

// contextVersions(context, min, max)
JS_FUNCTION(context_versions)
{
    CONTEXT(c)
    tlib.SSL_CTX_ctrl(c->ctx, SSL_CTRL_SET_MIN_PROTO_VERSION, js_arg_int32(argc, argv, 1), NULL);
    tlib.SSL_CTX_ctrl(c->ctx, SSL_CTRL_SET_MAX_PROTO_VERSION, js_arg_int32(argc, argv, 2), NULL);
    return JS_UNDEFINED;
}

// A chain may end in any trusted certificate, not only in one that issued itself.
JS_FUNCTION(context_partial_chain)
{
    CONTEXT(c)
    tlib.X509_STORE_set_flags(tlib.SSL_CTX_get_cert_store(c->ctx), X509_V_FLAG_PARTIAL_CHAIN);
    return JS_UNDEFINED;
}

// ---- rules -------------------------------------------------------------------------------------------------------------------

static js_value with_text(js_context ctx, size_t argc, const js_value argv[], js_value *exception,
                          bool (*apply)(tls_context *c, const char *text, size_t len))
{
    CONTEXT(c)
    js_utf8 text;
    if (js_utf8_init(ctx, js_arg(argc, argv, 1), &text, exception)) {
        return JS_UNDEFINED;
    }
    bool good = apply(c, text.bytes, text.len);
    js_utf8_deinit(&text);
    return result(ctx, good);
}

static bool set_ciphers(tls_context *c, const char *text, size_t len)
{
    (void)len;
    return tlib.SSL_CTX_set_cipher_list(c->ctx, text) == 1;
}

static bool set_suites(tls_context *c, const char *text, size_t len)
{
    (void)len;
    return tlib.SSL_CTX_set_ciphersuites(c->ctx, text) == 1;
}

static bool set_sigalgs(tls_context *c, const char *text, size_t len)
{
    (void)len;
    return tlib.SSL_CTX_ctrl(c->ctx, SSL_CTRL_SET_SIGALGS_LIST, 0, (void *)(uintptr_t)text) == 1;
}

static bool set_groups(tls_context *c, const char *text, size_t len)
{
    (void)len;
    return tlib.SSL_CTX_ctrl(c->ctx, SSL_CTRL_SET_GROUPS_LIST, 0, (void *)(uintptr_t)text) == 1;
}

static bool set_id_context(tls_context *c, const char *text, size_t len)
{
    return tlib.SSL_CTX_set_session_id_context(c->ctx, (const unsigned char *)text, (unsigned)len) == 1;
}

JS_FUNCTION(context_ciphers)
{
    return with_text(ctx, argc, argv, exception, set_ciphers);
}

JS_FUNCTION(context_suites)
{
    return with_text(ctx, argc, argv, exception, set_suites);
}

JS_FUNCTION(context_sigalgs)
{
    return with_text(ctx, argc, argv, exception, set_sigalgs);
}

JS_FUNCTION(context_groups)
{
    return with_text(ctx, argc, argv, exception, set_groups);
}

JS_FUNCTION(context_session_id)
{
    return with_text(ctx, argc, argv, exception, set_id_context);
}

// contextOptions(context, bits): adds to what is set
JS_FUNCTION(context_options)
{
    CONTEXT(c)
    tlib.SSL_CTX_set_options(c->ctx, (uint64_t)js_arg_int64(argc, argv, 1));
    return JS_UNDEFINED;
}

JS_FUNCTION(context_timeout)
{
    CONTEXT(c)
    tlib.SSL_CTX_set_timeout(c->ctx, (long)js_arg_int64(argc, argv, 1));
    return JS_UNDEFINED;
}

// contextTicketKeys(context, [bytes]) -> the keys; sets them where 48 bytes are given
JS_FUNCTION(context_ticket_keys)
{
    CONTEXT(c)
    js_bytes keys;
    js_value value = js_arg(argc, argv, 1);
    if (js_is_object(ctx, value) && js_bytes_peek(ctx, value, &keys) == 0 &&
        keys.len == sizeof c->ticket_keys) {
        memcpy(c->ticket_keys, keys.data, keys.len);
    }
    return tls_bytes_value(ctx, c->ticket_keys, sizeof c->ticket_keys);
}

// contextDH(context, 'auto' | PEM) -> bits of the prime (0 for auto), or errors
JS_FUNCTION(context_dh)
{
    CONTEXT(c)
    js_value value = js_arg(argc, argv, 1);
    js_bytes pem;
    if (js_is_string(ctx, value)) {
        tlib.SSL_CTX_ctrl(c->ctx, SSL_CTRL_SET_DH_AUTO, 1, NULL);
        return js_int32(0);
    }
    if (js_bytes_peek(ctx, value, &pem)) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");
    }
    BIO *bio = tlib.BIO_new_mem_buf(pem.data, (int)pem.len);
    EVP_PKEY *key = bio ? tlib.PEM_read_bio_Parameters(bio, NULL) : NULL;
    tlib.BIO_free(bio);
    if (key == NULL) {
        return tls_take_errors(ctx);
    }
    int bits = tlib.EVP_PKEY_get_bits(key);
    if (bits < 1024) {
        tlib.EVP_PKEY_free(key);
    } else if (tlib.SSL_CTX_set0_tmp_dh_pkey(c->ctx, key) != 1) {
        tlib.EVP_PKEY_free(key);
        return tls_take_errors(ctx);
    }
    return js_int32(bits);
}

// The names of the ciphers that a new context of the given list allows; errors where the list is bad.
JS_FUNCTION(cipher_names)
{
    CONTEXT(c)
    SSL *ssl = tlib.SSL_new(c->ctx);
    js_object list = js_array_new(ctx, 0, NULL, exception);
    STACK_OF(SSL_CIPHER) *ciphers = ssl ? tlib.SSL_get_ciphers(ssl) : NULL;
    int count = ciphers ? tlib.OPENSSL_sk_num((const OPENSSL_STACK *)ciphers) : 0;
    for (int i = 0; i < count; i++) {
        const SSL_CIPHER *cipher = tlib.OPENSSL_sk_value((const OPENSSL_STACK *)ciphers, i);
        js_set_index(ctx, list, (unsigned)i, js_string_ascii(ctx, tlib.SSL_CIPHER_get_name(cipher)));
    }
    tlib.SSL_free(ssl);
    return (js_value)list;
}

JS_FUNCTION(context_is)
{
    return js_bool(js_native_get(ctx, js_arg(argc, argv, 0), &context_type) != NULL);
}

const js_function_spec tls_context_functions[] = {
    {"newContext", context_new, 2, "newContext(min, max) -> context"},
    {"isContext", context_is, 1, "isContext(value) -> boolean"},
    {"contextVersions", context_versions, 3, "contextVersions(context, min, max)"},
    {"contextPartialChain", context_partial_chain, 1, "contextPartialChain(context)"},
    {"contextCiphers", context_ciphers, 2,
     "contextCiphers(context, list) -> undefined | errors; up to TLS 1.2"},
    {"contextSuites", context_suites, 2, "contextSuites(context, list) -> undefined | errors; TLS 1.3"},
    {"contextSigalgs", context_sigalgs, 2, "contextSigalgs(context, list) -> undefined | errors"},
    {"contextGroups", context_groups, 2, "contextGroups(context, list) -> undefined | errors"},
    {"contextSessionId", context_session_id, 2, "contextSessionId(context, text) -> undefined | errors"},
    {"contextOptions", context_options, 2, "contextOptions(context, bits)"},
    {"contextTimeout", context_timeout, 2, "contextTimeout(context, seconds)"},
    {"contextTicketKeys", context_ticket_keys, 2, "contextTicketKeys(context, [bytes]) -> bytes"},
    {"contextDH", context_dh, 2, "contextDH(context, 'auto' | PEM bytes) -> bits | errors"},
    {"cipherNames", cipher_names, 1, "cipherNames(context) -> names"},
    {0},
};
