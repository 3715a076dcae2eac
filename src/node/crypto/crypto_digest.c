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

enum {
    BLOCK_MAX = 200,    // of every digest: Keccak's state
    DIRECT_MAX = 16384, // beyond, the look-ups do not matter
};

// An HMAC is a hash of the key's inner pad and the message, then one of the outer pad and that. OpenSSL's own HMAC looks for its digest
// by name each time, which costs more than hashing a short message.
typedef struct digester {
    EVP_MD_CTX *md;
    const EVP_MD *type;
    size_t size;  // of the hash
    size_t block; // of the outer pad; 0 for a hash
    bool xof;     // any other size will do
    uint8_t outer[BLOCK_MAX];
} digester;

static void digester_free(void *pointer)
{
    digester *d = pointer;
    ossl.EVP_MD_CTX_free(d->md);
    ossl.OPENSSL_cleanse(d->outer, sizeof d->outer);
    free(d);
}

static const js_native_type digester_type = {"digester", digester_free};

static digester *digester_new(void)
{
    digester *d = calloc(1, sizeof *d);
    if (d != NULL && (d->md = ossl.EVP_MD_CTX_new()) == NULL) {
        free(d);
        d = NULL;
    }
    return d;
}

static js_value wrap(js_context ctx, digester *d, js_value *exception)
{
    js_value object = (js_value)js_native_new(ctx, &digester_type, d);
    if (object == NULL) {
        digester_free(d);
        return js_throw_out_of_memory(ctx, exception);
    }
    return object;
}

static int start_hash(digester *d, const EVP_MD *md)
{
    if (md == NULL || ossl.EVP_DigestInit_ex(d->md, md, NULL) != 1) {
        return 0;
    }
    d->type = md;
    d->size = (size_t)ossl.EVP_MD_get_size(md);
    d->xof = (ossl.EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF) != 0;
    d->block = 0;
    return 1;
}

static int start_hmac(digester *d, const EVP_MD *md, const uint8_t *key, size_t len)
{
    int block = md != NULL ? ossl.EVP_MD_get_block_size(md) : 0;
    uint8_t inner[BLOCK_MAX] = {0};
    unsigned hashed = 0;
    if (block <= 0 || block > BLOCK_MAX || start_hash(d, md) != 1) {
        return 0;
    }
    if (len <= (size_t)block) {
        memcpy(inner, key, len);
    } else if (ossl.EVP_DigestUpdate(d->md, key, len) != 1 ||
               ossl.EVP_DigestFinal_ex(d->md, inner, &hashed) != 1 ||
               ossl.EVP_DigestInit_ex(d->md, md, NULL) != 1) {
        return 0;
    }
    d->block = (size_t)block;
    for (size_t i = 0; i < d->block; i++) {
        d->outer[i] = inner[i] ^ 0x5c;
        inner[i] ^= 0x36;
    }
    int ok = ossl.EVP_DigestUpdate(d->md, inner, d->block);
    ossl.OPENSSL_cleanse(inner, sizeof inner);
    return ok;
}

// The result into `out`, which must be of the right length.
static int finish(digester *d, uint8_t *out, size_t out_len)
{
    unsigned len = 0;
    if (d->xof) {
        return out_len == 0 || ossl.EVP_DigestFinalXOF(d->md, out, out_len);
    }
    if (out_len != d->size || ossl.EVP_DigestFinal_ex(d->md, out, &len) != 1) {
        return 0;
    }
    return d->block == 0 ||
           (ossl.EVP_DigestInit_ex(d->md, d->type, NULL) == 1 &&
            ossl.EVP_DigestUpdate(d->md, d->outer, d->block) == 1 &&
            ossl.EVP_DigestUpdate(d->md, out, len) == 1 && ossl.EVP_DigestFinal_ex(d->md, out, &len) == 1);
}

// hashNew(digest) -> handle or number of an error
JS_FUNCTION(crypto_hash_new)
{
    digester *d = digester_new();
    if (d == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (start_hash(d, crypto_digest_of(js_arg_int32(argc, argv, 0))) != 1) {
        digester_free(d);
        return js_number((double)crypto_take_error());
    }
    return wrap(ctx, d, exception);
}

JS_FUNCTION(crypto_hash_copy)
{
    digester *from = js_native_get(ctx, js_arg(argc, argv, 0), &digester_type);
    digester *d = digester_new();
    if (d == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (from == NULL || from->block != 0 || !ossl.EVP_MD_CTX_copy_ex(d->md, from->md)) {
        digester_free(d);
        return js_number((double)crypto_take_error());
    }
    d->type = from->type;
    d->size = from->size;
    d->xof = from->xof;
    return wrap(ctx, d, exception);
}

// hmacNew(digest, key as bytes or text, encoding) -> handle or number of an error
JS_FUNCTION(crypto_hmac_new)
{
    crypto_input key;
    digester *d = digester_new();
    if (d == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (crypto_input_init(ctx, js_arg(argc, argv, 1), js_arg_int32(argc, argv, 2), &key, exception) < 0) {
        digester_free(d);
        return JS_UNDEFINED;
    }
    int ok = start_hmac(d, crypto_digest_of(js_arg_int32(argc, argv, 0)), key.data, key.len);
    crypto_input_deinit(&key);
    if (ok != 1) {
        digester_free(d);
        return js_number((double)crypto_take_error());
    }
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
    int ok = ossl.EVP_DigestUpdate(d->md, in.data, in.len);
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
    if (d == NULL || js_bytes_peek(ctx, js_arg(argc, argv, 1), &out) < 0) {
        return js_int32(1);
    }
    return finish(d, out.data, out.len) == 1 ? js_int32(0) : js_number((double)crypto_take_error());
}

// ---- at once --------------------------------------------------------------------------------------------------------

JS_FUNCTION(crypto_hash_scratch)
{
    digester *d = digester_new();
    return d == NULL ? js_throw_out_of_memory(ctx, exception) : wrap(ctx, d, exception);
}

// The digests of most programs without OpenSSL's look-ups, which cost more than a short message: the same code underneath. 0: another way.
static size_t hash_directly(const EVP_MD *md, const uint8_t *data, size_t len, uint8_t *out)
{
    union {
        MD5_CTX md5;
        SHA_CTX sha1;
        SHA256_CTX sha256;
        SHA512_CTX sha512;
    } state;
    if (len > DIRECT_MAX || atomic_load(&crypto_fips_on)) {
        return 0;
    }
    switch (ossl.EVP_MD_get_type(md)) {
    case NID_md5:
        return ossl.MD5_Init(&state.md5) && ossl.MD5_Update(&state.md5, data, len) &&
                       ossl.MD5_Final(out, &state.md5)
                   ? MD5_DIGEST_LENGTH
                   : 0;
    case NID_sha1:
        return ossl.SHA1_Init(&state.sha1) && ossl.SHA1_Update(&state.sha1, data, len) &&
                       ossl.SHA1_Final(out, &state.sha1)
                   ? SHA_DIGEST_LENGTH
                   : 0;
    case NID_sha256:
        return ossl.SHA256_Init(&state.sha256) && ossl.SHA256_Update(&state.sha256, data, len) &&
                       ossl.SHA256_Final(out, &state.sha256)
                   ? SHA256_DIGEST_LENGTH
                   : 0;
    case NID_sha512:
        return ossl.SHA512_Init(&state.sha512) && ossl.SHA512_Update(&state.sha512, data, len) &&
                       ossl.SHA512_Final(out, &state.sha512)
                   ? SHA512_DIGEST_LENGTH
                   : 0;
    default:
        return 0;
    }
}

static void write_hex(const uint8_t *bytes, size_t len, uint8_t *text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        text[2 * i] = (uint8_t)digits[bytes[i] >> 4];
        text[2 * i + 1] = (uint8_t)digits[bytes[i] & 15];
    }
}

// Hexadecimal text, into the blank string `blank` where that can be done.
static js_value hex_of(js_context ctx, js_value blank, const uint8_t *bytes, size_t len)
{
    uint8_t text[2 * EVP_MAX_MD_SIZE];
    void *room = js_string_room(blank, 2 * len);
    if (room != NULL) {
        write_hex(bytes, len, room);
        return blank;
    }
    write_hex(bytes, len, text);
    return js_string_latin1(ctx, text, 2 * len);
}

// The digest of one message: into bytes that JavaScript made (then 0), or as hexadecimal text; or the number of an error. `md` is NULL where
// the digest has been started.
static js_value run_once(js_context ctx, digester *d, const EVP_MD *md, size_t argc, const js_value argv[],
                         size_t first, js_value *exception)
{
    crypto_input in;
    js_bytes out;
    uint8_t digest[EVP_MAX_MD_SIZE];
    js_value to = js_arg(argc, argv, first + 2), result = js_int32(0);
    if (crypto_input_init(ctx, js_arg(argc, argv, first), js_arg_int32(argc, argv, first + 1), &in,
                          exception) < 0) {
        return JS_UNDEFINED;
    }
    size_t direct = md != NULL ? hash_directly(md, in.data, in.len, digest) : 0;
    int ok =
        direct > 0 || ((md == NULL || start_hash(d, md)) && ossl.EVP_DigestUpdate(d->md, in.data, in.len));
    crypto_input_deinit(&in);
    if (direct > 0) {
        if (js_is_string(ctx, to)) {
            return hex_of(ctx, to, digest, direct);
        }
        if (js_bytes_peek(ctx, to, &out) < 0 || out.len != direct) {
            return js_int32(1);
        }
        memcpy(out.data, digest, direct);
        return result;
    }
    if (ok == 1 && js_is_string(ctx, to)) {
        ok = !d->xof && finish(d, digest, d->size);
        result = ok == 1 ? hex_of(ctx, to, digest, d->size) : JS_UNDEFINED;
    } else if (ok == 1) {
        ok = js_bytes_peek(ctx, to, &out) == 0 && finish(d, out.data, out.len);
    }
    return ok == 1 ? result : js_number((double)crypto_take_error());
}

// hashOnce(scratch, digest, bytes or text, encoding, bytes to fill or blanks to fill with hexadecimal text) -> 0, the text, or the number of an
//   error
JS_FUNCTION(crypto_hash_once)
{
    digester *d = js_native_get(ctx, js_arg(argc, argv, 0), &digester_type);
    const EVP_MD *md = crypto_digest_of(js_arg_int32(argc, argv, 1));
    return d == NULL || md == NULL ? js_int32(1) : run_once(ctx, d, md, argc, argv, 2, exception);
}

// hmacOnce(scratch, digest, key, its encoding, bytes or text, encoding, bytes or blanks to fill) -> as hashOnce
JS_FUNCTION(crypto_hmac_once)
{
    digester *d = js_native_get(ctx, js_arg(argc, argv, 0), &digester_type);
    crypto_input key;
    if (d == NULL) {
        return js_int32(1);
    }
    if (crypto_input_init(ctx, js_arg(argc, argv, 2), js_arg_int32(argc, argv, 3), &key, exception) < 0) {
        return JS_UNDEFINED;
    }
    int ok = start_hmac(d, crypto_digest_of(js_arg_int32(argc, argv, 1)), key.data, key.len);
    crypto_input_deinit(&key);
    js_value result =
        ok == 1 ? run_once(ctx, d, NULL, argc, argv, 4, exception) : js_number((double)crypto_take_error());
    ossl.OPENSSL_cleanse(d->outer, sizeof d->outer);
    d->block = 0;
    return result;
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
    {"hmacNew", crypto_hmac_new, 3, "hmacNew(digest, key, encoding) -> handle or number of an error"},
    {"digestUpdate", crypto_digest_update, 3, "digestUpdate(handle, bytes or text, encoding) -> boolean"},
    {"digestFinal", crypto_digest_final, 2, "digestFinal(handle, bytes to fill) -> 0 or number of an error"},
    {"hashScratch", crypto_hash_scratch, 0, "hashScratch() -> handle for hashOnce() and hmacOnce()"},
    {"hashOnce", crypto_hash_once, 5,
     "hashOnce(scratch, digest, bytes or text, encoding, bytes or blanks to fill) -> 0, text or number of an "
     "error"},
    {"hmacOnce", crypto_hmac_once, 7,
     "hmacOnce(scratch, digest, key, encoding, bytes or text, encoding, bytes or blanks to fill) -> as "
     "hashOnce"},
    {0},
};
