// SPDX-License-Identifier: MIT
//
// Certificates, keys, revocation lists and trusted certificates of contexts, from PEM, DER and PKCS #12.
#include "node/tls/tls.h"

#include <errno.h>
#include <stdlib.h>

#define CONTEXT_AND_BYTES(c, bytes)                                                                          \
    tls_context *c = tls_context_get(ctx, js_arg(argc, argv, 0), exception);                                 \
    js_bytes bytes;                                                                                          \
    if (c == NULL) {                                                                                         \
        return JS_UNDEFINED;                                                                                 \
    }                                                                                                        \
    if (js_bytes_get(ctx, js_arg(argc, argv, 1), &bytes)) {                                                  \
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");                \
    }                                                                                                        \
    tlib.ERR_clear_error();

// ---- helpers -----------------------------------------------------------------------------------------------------------------

// OpenSSL asks for a pass phrase: the one that was given, never the terminal.
static int on_passphrase(char *to, int room, int writing, void *data)
{
    (void)writing;
    const js_utf8 *text = data;
    if (text == NULL || text->bytes == NULL) {
        return 0; // none: what is locked with one does not open
    }
    if (text->len > (size_t)room) {
        return -1;
    }
    memcpy(to, text->bytes, text->len);
    return (int)text->len;
}

// A pass phrase that may be absent. Fails: -1 with an exception.
static int take_passphrase(js_context ctx, js_value value, js_utf8 *out, js_value *exception)
{
    out->bytes = NULL;
    return js_is_nullish(value) ? 0 : js_utf8_init(ctx, value, out, exception);
}

static void drop_passphrase(js_utf8 *text)
{
    if (text->bytes != NULL) {
        tlib.OPENSSL_cleanse(text->bytes, text->len);
        js_utf8_deinit(text);
    }
}

// The end of a PEM text is an error to OpenSSL; forgets that one.
static bool only_end_of_pem(void)
{
    unsigned long code = tlib.ERR_peek_last_error();
    if (code == 0 || (ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE)) {
        tlib.ERR_clear_error();
        return true;
    }
    return false;
}

static js_value result(js_context ctx, bool good)
{
    if (good) {
        tlib.ERR_clear_error();
    }
    return good ? JS_UNDEFINED : tls_take_errors(ctx);
}

// The issuer of the context's certificate among the trusted ones, for the OCSPRequest event.
static void find_issuer(tls_context *c, X509 *certificate)
{
    X509_STORE_CTX *lookup = tlib.X509_STORE_CTX_new();
    if (lookup && tlib.X509_STORE_CTX_init(lookup, tlib.SSL_CTX_get_cert_store(c->ctx), NULL, NULL)) {
        X509 *issuer = NULL;
        if (tlib.X509_STORE_CTX_get1_issuer(&issuer, lookup, certificate) == 1) {
            c->issuer = issuer;
        }
    }
    tlib.X509_STORE_CTX_free(lookup);
    tlib.ERR_clear_error();
}

static bool use_certificate(tls_context *c, X509 *certificate)
{
    if (tlib.SSL_CTX_use_certificate(c->ctx, certificate) != 1) {
        return false;
    }
    if (c->issuer != NULL) {
        tlib.X509_free(c->issuer);
        c->issuer = NULL;
    }
    return true;
}

static bool add_to_chain(tls_context *c, X509 *leaf, X509 *extra)
{
    if (c->issuer == NULL && tlib.X509_check_issued(extra, leaf) == X509_V_OK && tlib.X509_up_ref(extra)) {
        c->issuer = extra;
    }
    return tlib.SSL_CTX_ctrl(c->ctx, SSL_CTRL_CHAIN_CERT, 1, extra) == 1;
}

// ---- the own certificate and key -----------------------------------------------------------------------------------------------

// contextCertificate(context, PEM of a certificate and its chain) -> undefined | errors
JS_FUNCTION(context_certificate)
{
    CONTEXT_AND_BYTES(c, pem)
    BIO *bio = tlib.BIO_new_mem_buf(pem.data, (int)pem.len);
    js_utf8 none = {.bytes = NULL};
    X509 *leaf = bio ? tlib.PEM_read_bio_X509_AUX(bio, NULL, on_passphrase, &none) : NULL;
    bool good = leaf && use_certificate(c, leaf);
    if (good) {
        tlib.SSL_CTX_ctrl(c->ctx, SSL_CTRL_CHAIN, 0, NULL);
        X509 *extra;
        while (good && (extra = tlib.PEM_read_bio_X509(bio, NULL, on_passphrase, &none))) {
            good = add_to_chain(c, leaf, extra);
            tlib.X509_free(extra);
        }
        good = good && only_end_of_pem();
    }
    if (good && c->issuer == NULL) {
        find_issuer(c, leaf);
    }
    tlib.X509_free(leaf);
    tlib.BIO_free(bio);
    return result(ctx, good);
}

// contextKey(context, PEM, [pass phrase]) -> undefined | errors
JS_FUNCTION(context_key)
{
    CONTEXT_AND_BYTES(c, pem)
    js_utf8 passphrase;
    if (take_passphrase(ctx, js_arg(argc, argv, 2), &passphrase, exception)) {
        return JS_UNDEFINED;
    }
    BIO *bio = tlib.BIO_new_mem_buf(pem.data, (int)pem.len);
    EVP_PKEY *key = bio ? tlib.PEM_read_bio_PrivateKey(bio, NULL, on_passphrase, &passphrase) : NULL;
    bool good = key && tlib.SSL_CTX_use_PrivateKey(c->ctx, key) == 1;
    tlib.EVP_PKEY_free(key);
    tlib.BIO_free(bio);
    drop_passphrase(&passphrase);
    return result(ctx, good);
}

// contextPfx(context, bytes, [pass phrase]) -> undefined | errors
JS_FUNCTION(context_pfx)
{
    CONTEXT_AND_BYTES(c, der)
    js_utf8 passphrase;
    if (take_passphrase(ctx, js_arg(argc, argv, 2), &passphrase, exception)) {
        return JS_UNDEFINED;
    }
    BIO *bio = tlib.BIO_new_mem_buf(der.data, (int)der.len);
    PKCS12 *pfx = bio ? tlib.d2i_PKCS12_bio(bio, NULL) : NULL;
    EVP_PKEY *key = NULL;
    X509 *leaf = NULL;
    STACK_OF(X509) *chain = NULL;
    bool good = pfx && tlib.PKCS12_parse(pfx, passphrase.bytes, &key, &leaf, &chain);
    const char *missing = !good  ? NULL
                          : !key ? "Unable to load private key from PFX data"
                          : leaf ? NULL
                                 : "Unable to load PFX certificate";
    good = good && leaf && use_certificate(c, leaf) && key && tlib.SSL_CTX_use_PrivateKey(c->ctx, key) == 1;
    for (int i = 0; good && chain && i < tlib.OPENSSL_sk_num((OPENSSL_STACK *)chain); i++) {
        X509 *extra = tlib.OPENSSL_sk_value((OPENSSL_STACK *)chain, i);
        good = add_to_chain(c, leaf, extra) &&
               tlib.X509_STORE_add_cert(tlib.SSL_CTX_get_cert_store(c->ctx), extra) == 1 &&
               tlib.SSL_CTX_add_client_CA(c->ctx, extra) == 1;
        c->own_store = true;
    }
    if (chain) {
        tlib.OPENSSL_sk_pop_free((OPENSSL_STACK *)chain, (void (*)(void *))tlib.X509_free);
    }
    tlib.X509_free(leaf);
    tlib.EVP_PKEY_free(key);
    tlib.PKCS12_free(pfx);
    tlib.BIO_free(bio);
    drop_passphrase(&passphrase);
    if (missing) {
        return js_string_ascii(ctx, missing);
    }
    return result(ctx, good);
}

// ---- trust ---------------------------------------------------------------------------------------------------------------------

static void store_finalize(void *pointer)
{
    tlib.X509_STORE_free(pointer);
}

static const js_native_type store_type = {"TrustStore", store_finalize};

X509_STORE *tls_store_get(js_context ctx, js_value v)
{
    return js_native_get(ctx, v, &store_type);
}

// Every certificate of a PEM text to the store, and to the names that a server asks clients for where `c` is given. The number of them,
// or -1 with OpenSSL's errors.
static int add_all(X509_STORE *store, tls_context *c, const js_bytes *pem)
{
    BIO *bio = tlib.BIO_new_mem_buf(pem->data, (int)pem->len);
    js_utf8 none = {.bytes = NULL};
    X509 *certificate;
    int count = bio ? 0 : -1;
    while (count >= 0 && (certificate = tlib.PEM_read_bio_X509_AUX(bio, NULL, on_passphrase, &none))) {
        bool good = tlib.X509_STORE_add_cert(store, certificate) == 1 &&
                    (c == NULL || tlib.SSL_CTX_add_client_CA(c->ctx, certificate) == 1);
        count = good ? count + 1 : -1;
        tlib.X509_free(certificate);
    }
    if (count >= 0 && !only_end_of_pem()) {
        count = -1;
    }
    tlib.BIO_free(bio);
    return count;
}

// contextCA(context, PEM) -> undefined | errors. The context's store must be its own (contextStore gives a shared one).
JS_FUNCTION(context_ca)
{
    CONTEXT_AND_BYTES(c, pem)
    return result(ctx, add_all(tlib.SSL_CTX_get_cert_store(c->ctx), c, &pem) >= 0);
}

// contextOwnStore(context): what is added from now on is for this context only -> undefined | errors
JS_FUNCTION(context_own_store)
{
    tls_context *c = tls_context_get(ctx, js_arg(argc, argv, 0), exception);
    if (c == NULL || c->own_store) {
        return JS_UNDEFINED;
    }
    tlib.ERR_clear_error();
    X509_STORE *store = tlib.X509_STORE_new();
    STACK_OF(X509_OBJECT) *objects = tlib.X509_STORE_get0_objects(tlib.SSL_CTX_get_cert_store(c->ctx));
    bool good = store != NULL;
    for (int i = 0; good && i < tlib.OPENSSL_sk_num((OPENSSL_STACK *)objects); i++) {
        X509_OBJECT *object = tlib.OPENSSL_sk_value((OPENSSL_STACK *)objects, i);
        X509 *certificate = tlib.X509_OBJECT_get0_X509(object);
        X509_CRL *crl = tlib.X509_OBJECT_get0_X509_CRL(object);
        good = (!certificate || tlib.X509_STORE_add_cert(store, certificate)) &&
               (!crl || tlib.X509_STORE_add_crl(store, crl));
    }
    if (good) {
        tlib.SSL_CTX_set1_cert_store(c->ctx, store);
        c->own_store = true;
    }
    tlib.X509_STORE_free(store);
    return result(ctx, good);
}

// contextCRL(context, PEM) -> undefined | errors
JS_FUNCTION(context_crl)
{
    CONTEXT_AND_BYTES(c, pem)
    X509_STORE *store = tlib.SSL_CTX_get_cert_store(c->ctx);
    BIO *bio = tlib.BIO_new_mem_buf(pem.data, (int)pem.len);
    js_utf8 none = {.bytes = NULL};
    X509_CRL *crl;
    int count = 0;
    while (bio && (crl = tlib.PEM_read_bio_X509_CRL(bio, NULL, on_passphrase, &none))) {
        tlib.X509_STORE_add_crl(store, crl);
        tlib.X509_CRL_free(crl);
        count++;
    }
    tlib.BIO_free(bio);
    if (count == 0) {
        return tls_take_errors(ctx);
    }
    tlib.X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    return result(ctx, true);
}

// newStore(PEM, [with OpenSSL's own folders]) -> store, or errors
JS_FUNCTION(store_new)
{
    js_bytes pem;
    if (js_bytes_get(ctx, js_arg(argc, argv, 0), &pem)) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");
    }
    tlib.ERR_clear_error();
    X509_STORE *store = tlib.X509_STORE_new();
    if (store == NULL || add_all(store, NULL, &pem) < 0) {
        tlib.X509_STORE_free(store);
        return tls_take_errors(ctx);
    }
    if (js_arg_true(argc, argv, 1)) {
        tlib.X509_STORE_set_default_paths(store);
    }
    tlib.ERR_clear_error();
    js_object object = js_native_new(ctx, &store_type, store);
    if (object == NULL) {
        tlib.X509_STORE_free(store);
        return js_throw_out_of_memory(ctx, exception);
    }
    return (js_value)object;
}

// contextStore(context, store, own): the context trusts what the store holds, which contexts share unless it is its own
JS_FUNCTION(context_store)
{
    tls_context *c = tls_context_get(ctx, js_arg(argc, argv, 0), exception);
    X509_STORE *store = tls_store_get(ctx, js_arg(argc, argv, 1));
    if (c != NULL && store != NULL) {
        tlib.SSL_CTX_set1_cert_store(c->ctx, store);
        c->own_store = js_arg_true(argc, argv, 2);
    }
    return JS_UNDEFINED;
}

// normalizePem(PEM) -> [[each certificate as PEM], errors where the text holds something bad after them]
JS_FUNCTION(normalize_pem)
{
    js_bytes pem;
    if (js_bytes_get(ctx, js_arg(argc, argv, 0), &pem)) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");
    }
    tlib.ERR_clear_error();
    js_object list = js_array_new(ctx, 0, NULL, exception);
    BIO *in = tlib.BIO_new_mem_buf(pem.data, (int)pem.len);
    js_utf8 none = {.bytes = NULL};
    X509 *certificate;
    unsigned count = 0;
    while (in && (certificate = tlib.PEM_read_bio_X509(in, NULL, on_passphrase, &none))) {
        BIO *out = tlib.BIO_new(tlib.BIO_s_mem());
        char *text = NULL;
        if (out && tlib.PEM_write_bio_X509(out, certificate)) {
            long len = tlib.BIO_ctrl(out, BIO_CTRL_INFO, 0, &text);
            js_set_index(ctx, list, count++, js_string_latin1(ctx, (uint8_t *)text, (size_t)len));
        }
        tlib.BIO_free(out);
        tlib.X509_free(certificate);
    }
    tlib.BIO_free(in);
    js_value parts[] = {(js_value)list, only_end_of_pem() ? JS_UNDEFINED : tls_take_errors(ctx)};
    return (js_value)js_array_new(ctx, 2, parts, exception);
}

// contextDer(context, issuer) -> the context's own certificate, or that of its issuer, in DER; undefined where there is none
JS_FUNCTION(context_der)
{
    tls_context *c = tls_context_get(ctx, js_arg(argc, argv, 0), exception);
    if (c == NULL) {
        return JS_UNDEFINED;
    }
    X509 *certificate = js_arg_true(argc, argv, 1) ? c->issuer : tlib.SSL_CTX_get0_certificate(c->ctx);
    int len = certificate ? tlib.i2d_X509(certificate, NULL) : -1;
    unsigned char *der = len > 0 ? malloc((size_t)len) : NULL, *p = der;
    if (der == NULL) {
        return JS_UNDEFINED;
    }
    tlib.i2d_X509(certificate, &p);
    return js_uint8_array_adopt(ctx, der, (size_t)len, NULL);
}

// contextEngine(context, name of an engine that chooses client certificates) -> undefined | errors
JS_FUNCTION(context_engine)
{
    tls_context *c = tls_context_get(ctx, js_arg(argc, argv, 0), exception);
    js_utf8 name;
    if (c == NULL || js_utf8_init(ctx, js_arg(argc, argv, 1), &name, exception)) {
        return JS_UNDEFINED;
    }
    tlib.ERR_clear_error();
    ENGINE *engine = tlib.ENGINE_by_id(name.bytes);
    bool good = engine && tlib.SSL_CTX_set_client_cert_engine(c->ctx, engine) == 1;
    tlib.ENGINE_free(engine);
    js_utf8_deinit(&name);
    return result(ctx, good);
}

const js_function_spec tls_credential_functions[] = {
    {"contextCertificate", context_certificate, 2, "contextCertificate(context, PEM) -> undefined | errors"},
    {"contextKey", context_key, 3, "contextKey(context, PEM, [pass phrase]) -> undefined | errors"},
    {"contextPfx", context_pfx, 3, "contextPfx(context, bytes, [pass phrase]) -> undefined | errors"},
    {"contextCA", context_ca, 2, "contextCA(context, PEM) -> undefined | errors"},
    {"contextOwnStore", context_own_store, 1, "contextOwnStore(context) -> undefined | errors"},
    {"contextCRL", context_crl, 2, "contextCRL(context, PEM) -> undefined | errors"},
    {"newStore", store_new, 2, "newStore(PEM, [default folders]) -> store | errors"},
    {"contextStore", context_store, 3, "contextStore(context, store, own)"},
    {"normalizePem", normalize_pem, 1, "normalizePem(PEM) -> [PEM[], errors | undefined]"},
    {"contextEngine", context_engine, 2, "contextEngine(context, name) -> undefined | errors"},
    {"contextDer", context_der, 2, "contextDer(context, issuer) -> bytes | undefined"},
    {0},
};
