// SPDX-License-Identifier: MIT
//
// Hashes and HMACs. Fetching a digest by its name costs OpenSSL microseconds, so each is fetched once and numbered; JavaScript remembers
// the number. The table is shared by all threads: rows are written under the lock and never change.
#include "node/crypto/crypto.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

enum { DIGESTS_MAX = 256 };

static EVP_MD *digests[DIGESTS_MAX];
static atomic_int digest_count;
static uv_mutex_t digests_lock;
static uv_once_t digests_once = UV_ONCE_INIT;

static void digests_init(void)
{
    if (uv_mutex_init(&digests_lock) != 0) {
        abort();
    }
}

EVP_MD *crypto_digest_of(int32_t id)
{
    return id >= 0 && id < atomic_load(&digest_count) ? digests[id] : NULL;
}

// The provider's digest of a name, also of the names that only OpenSSL's table of objects knows ("RSA-SHA256").
static EVP_MD *fetch(const char *name)
{
    EVP_MD *md = ossl.EVP_MD_fetch(NULL, name, NULL);
    if (md == NULL) {
        const EVP_MD *known = ossl.EVP_get_digestbyname(name);
        md = known != NULL ? ossl.EVP_MD_fetch(NULL, ossl.EVP_MD_get0_name(known), NULL) : NULL;
    }
    ossl.ERR_clear_error();
    return md;
}

static int32_t number_of(EVP_MD *md)
{
    uv_once(&digests_once, digests_init);
    uv_mutex_lock(&digests_lock);
    int count = atomic_load(&digest_count);
    int32_t id = 0;
    while (id < count && digests[id] != md) {
        id++;
    }
    if (id < count) {
        ossl.EVP_MD_free(md);
    } else if (count < DIGESTS_MAX) {
        digests[count] = md;
        atomic_store(&digest_count, count + 1);
    } else {
        ossl.EVP_MD_free(md);
        id = -1;
    }
    uv_mutex_unlock(&digests_lock);
    return id;
}

// digest(name) -> [number, length, whether the length is free] or undefined
JS_FUNCTION(crypto_digest)
{
    js_utf8 name;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) < 0) {
        return JS_UNDEFINED;
    }
    EVP_MD *md = fetch(name.bytes);
    js_utf8_deinit(&name);
    if (md == NULL) {
        return JS_UNDEFINED;
    }
    int size = ossl.EVP_MD_get_size(md);
    bool xof = (ossl.EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF) != 0;
    int32_t id = number_of(md);
    if (id < 0 || size < 0) {
        return JS_UNDEFINED;
    }
    js_value parts[] = {js_int32(id), js_int32(size), js_bool(xof)};
    return (js_value)js_array_new(ctx, 3, parts, exception);
}

// ---- names ----------------------------------------------------------------------------------------------------------

typedef struct names {
    js_context ctx;
    js_object list;
    unsigned count;
} names;

static void add_name(const char *name, void *to)
{
    names *n = to;
    js_set_index(n->ctx, n->list, n->count++, js_string_ascii(n->ctx, name));
}

static void add_digest(const EVP_MD *md, const char *from, const char *alias_of, void *to)
{
    add_name(from, to);
}

JS_FUNCTION(crypto_digest_names)
{
    names n = {ctx, js_array_new(ctx, 0, NULL, exception), 0};
    if (n.list != NULL) {
        js_lock(ctx);
        ossl.EVP_MD_do_all_sorted(add_digest, &n);
        js_unlock(ctx);
    }
    return (js_value)n.list;
}

// ---- a running hash or HMAC ------------------------------------------------------------------------------------------

typedef struct digester {
    EVP_MD_CTX *md; // one of the two
    EVP_MAC_CTX *mac;
    size_t size; // of the hash
    bool xof;    // any other size will do
} digester;

static void digester_free(void *pointer)
{
    digester *d = pointer;
    ossl.EVP_MD_CTX_free(d->md);
    ossl.EVP_MAC_CTX_free(d->mac);
    free(d);
}

static const js_native_type digester_type = {"digester", digester_free};

static js_value wrap(js_context ctx, digester *d, js_value *exception)
{
    js_value object = (js_value)js_native_new(ctx, &digester_type, d);
    if (object == NULL) {
        digester_free(d);
        return js_throw_out_of_memory(ctx, exception);
    }
    return object;
}

JS_FUNCTION(crypto_hash_new)
{
    EVP_MD *md = crypto_digest_of(js_arg_int32(argc, argv, 0));
    digester *d = calloc(1, sizeof *d);
    if (d == NULL || (d->md = ossl.EVP_MD_CTX_new()) == NULL) {
        free(d);
        return js_throw_out_of_memory(ctx, exception);
    }
    if (md == NULL || !ossl.EVP_DigestInit_ex(d->md, md, NULL)) {
        digester_free(d);
        return js_number((double)crypto_take_error());
    }
    d->size = (size_t)ossl.EVP_MD_get_size(md);
    d->xof = (ossl.EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF) != 0;
    return wrap(ctx, d, exception);
}

JS_FUNCTION(crypto_hash_copy)
{
    digester *from = js_native_get(ctx, js_arg(argc, argv, 0), &digester_type);
    digester *d = calloc(1, sizeof *d);
    if (d == NULL || (d->md = ossl.EVP_MD_CTX_new()) == NULL) {
        free(d);
        return js_throw_out_of_memory(ctx, exception);
    }
    if (from == NULL || from->md == NULL || !ossl.EVP_MD_CTX_copy_ex(d->md, from->md)) {
        digester_free(d);
        return js_number((double)crypto_take_error());
    }
    d->size = from->size;
    d->xof = from->xof;
    return wrap(ctx, d, exception);
}

// A MAC context of HMAC with the digest and key; NULL with an error in OpenSSL's queue.
static EVP_MAC_CTX *hmac_start(EVP_MD *md, const crypto_input *key)
{
    EVP_MAC *hmac = ossl.EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *mac = hmac != NULL ? ossl.EVP_MAC_CTX_new(hmac) : NULL;
    ossl.EVP_MAC_free(hmac);
    if (mac == NULL) {
        return NULL;
    }
    const char *name = ossl.EVP_MD_get0_name(md);
    OSSL_PARAM params[] = {ossl.OSSL_PARAM_construct_utf8_string("digest", (char *)(uintptr_t)name, 0),
                           ossl.OSSL_PARAM_construct_end()};
    if (!ossl.EVP_MAC_init(mac, key->data, key->len, params)) {
        ossl.EVP_MAC_CTX_free(mac);
        return NULL;
    }
    return mac;
}

// hmacNew(digest, key) -> handle or number of an error
JS_FUNCTION(crypto_hmac_new)
{
    EVP_MD *md = crypto_digest_of(js_arg_int32(argc, argv, 0));
    crypto_input key;
    if (md == NULL) {
        return js_int32(1);
    }
    if (crypto_input_init(ctx, js_arg(argc, argv, 1), 0, &key, exception) < 0) {
        return JS_UNDEFINED;
    }
    EVP_MAC_CTX *mac = hmac_start(md, &key);
    crypto_input_deinit(&key);
    if (mac == NULL) {
        return js_number((double)crypto_take_error());
    }
    digester *d = calloc(1, sizeof *d);
    if (d == NULL) {
        ossl.EVP_MAC_CTX_free(mac);
        return js_throw_out_of_memory(ctx, exception);
    }
    d->mac = mac;
    return wrap(ctx, d, exception);
}

// digestUpdate(handle, bytes or text, encoding) -> boolean
JS_FUNCTION(crypto_digest_update)
{
    digester *d = js_native_get(ctx, js_arg(argc, argv, 0), &digester_type);
    crypto_input in;
    if (d == NULL) {
        return JS_FALSE;
    }
    if (crypto_input_init(ctx, js_arg(argc, argv, 1), js_arg_int32(argc, argv, 2), &in, exception) < 0) {
        return JS_UNDEFINED;
    }
    int ok = d->md != NULL ? ossl.EVP_DigestUpdate(d->md, in.data, in.len)
                           : ossl.EVP_MAC_update(d->mac, in.data, in.len);
    crypto_input_deinit(&in);
    if (!ok) {
        ossl.ERR_clear_error();
    }
    return js_bool(ok == 1);
}

// digestFinal(handle, bytes to fill) -> 0 or the number of an error. The handle is of no use after it.
JS_FUNCTION(crypto_digest_final)
{
    digester *d = js_native_get(ctx, js_arg(argc, argv, 0), &digester_type);
    js_bytes out;
    unsigned len = 0;
    size_t mac_len = 0;
    int ok = 0;
    if (d == NULL || js_bytes_peek(ctx, js_arg(argc, argv, 1), &out) < 0) {
        return js_int32(1);
    }
    if (d->mac != NULL) {
        ok = ossl.EVP_MAC_final(d->mac, out.data, &mac_len, out.len);
    } else if (d->xof) {
        ok = out.len == 0 || ossl.EVP_DigestFinalXOF(d->md, out.data, out.len);
    } else if (out.len == d->size) {
        ok = ossl.EVP_DigestFinal_ex(d->md, out.data, &len);
    }
    return ok == 1 ? js_int32(0) : js_number((double)crypto_take_error());
}

// hashOnce(digest, bytes or text, encoding, bytes to fill) -> 0 or the number of an error
JS_FUNCTION(crypto_hash_once)
{
    EVP_MD *md = crypto_digest_of(js_arg_int32(argc, argv, 0));
    crypto_input in;
    js_bytes out;
    if (md == NULL) {
        return js_int32(1);
    }
    if (crypto_input_init(ctx, js_arg(argc, argv, 1), js_arg_int32(argc, argv, 2), &in, exception) < 0) {
        return JS_UNDEFINED;
    }
    int ok = 0;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 3), &out) == 0 && out.len > 0) {
        if ((ossl.EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF) == 0) {
            ok = out.len == (size_t)ossl.EVP_MD_get_size(md) &&
                 ossl.EVP_Digest(in.data, in.len, out.data, NULL, md, NULL);
        } else {
            EVP_MD_CTX *hash = ossl.EVP_MD_CTX_new();
            ok = hash != NULL && ossl.EVP_DigestInit_ex(hash, md, NULL) &&
                 ossl.EVP_DigestUpdate(hash, in.data, in.len) &&
                 ossl.EVP_DigestFinalXOF(hash, out.data, out.len);
            ossl.EVP_MD_CTX_free(hash);
        }
    }
    crypto_input_deinit(&in);
    return ok == 1 ? js_int32(0) : js_number((double)crypto_take_error());
}

// kmac("KMAC-128" or "KMAC-256", key, customization, data, bytes to fill) -> boolean
JS_FUNCTION(crypto_kmac)
{
    js_utf8 name;
    js_bytes key, custom, data, out;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 1), &key) < 0 ||
        js_bytes_peek(ctx, js_arg(argc, argv, 2), &custom) < 0 ||
        js_bytes_peek(ctx, js_arg(argc, argv, 3), &data) < 0 ||
        js_bytes_peek(ctx, js_arg(argc, argv, 4), &out) < 0 ||
        js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) < 0) {
        return JS_FALSE;
    }
    EVP_MAC *mac = ossl.EVP_MAC_fetch(NULL, name.bytes, NULL);
    EVP_MAC_CTX *state = mac != NULL ? ossl.EVP_MAC_CTX_new(mac) : NULL;
    js_utf8_deinit(&name);
    size_t len = out.len;
    OSSL_PARAM params[] = {
        ossl.OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &len),
        custom.len > 0
            ? ossl.OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_CUSTOM, custom.data, custom.len)
            : ossl.OSSL_PARAM_construct_end(),
        ossl.OSSL_PARAM_construct_end(),
    };
    int ok = state != NULL && ossl.EVP_MAC_init(state, key.data, key.len, params) == 1 &&
             ossl.EVP_MAC_update(state, data.data, data.len) == 1 &&
             (out.len == 0 || ossl.EVP_MAC_final(state, out.data, &len, out.len) == 1);
    ossl.EVP_MAC_CTX_free(state);
    ossl.EVP_MAC_free(mac);
    ossl.ERR_clear_error();
    return js_bool(ok);
}

const js_function_spec crypto_digest_functions[] = {
    {"kmac", crypto_kmac, 5, "kmac(name, key, customization, data, bytes to fill) -> boolean"},
    {"digest", crypto_digest, 1, "digest(name) -> [number, length, whether the length is free] or undefined"},
    {"digestNames", crypto_digest_names, 0, "digestNames() -> string[]"},
    {"hashNew", crypto_hash_new, 1, "hashNew(digest) -> handle or number of an error"},
    {"hashCopy", crypto_hash_copy, 1, "hashCopy(handle) -> handle or number of an error"},
    {"hmacNew", crypto_hmac_new, 2, "hmacNew(digest, key) -> handle or number of an error"},
    {"digestUpdate", crypto_digest_update, 3, "digestUpdate(handle, bytes or text, encoding) -> boolean"},
    {"digestFinal", crypto_digest_final, 2, "digestFinal(handle, bytes to fill) -> 0 or number of an error"},
    {"hashOnce", crypto_hash_once, 4,
     "hashOnce(digest, bytes or text, encoding, bytes to fill) -> 0 or number of an error"},
    {0},
};
