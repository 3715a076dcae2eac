// SPDX-License-Identifier: MIT
//
// Symmetric ciphers, with and without authentication. JavaScript keeps the state of a cipher (what may be called when) and makes the
// bytes that results go to; OpenSSL's context is behind the handle.
#include "node/crypto/crypto.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

EVP_CIPHER *crypto_cipher_fetch(const char *name)
{
    const EVP_CIPHER *known = ossl.EVP_get_cipherbyname(name);
    EVP_CIPHER *cipher =
        ossl.EVP_CIPHER_fetch(NULL, known != NULL ? ossl.EVP_CIPHER_get0_name(known) : name, NULL);
    ossl.ERR_clear_error();
    return cipher;
}

// ---- ciphers by number ------------------------------------------------------------------------------------------------

// As with digests: fetching a cipher by its name costs OpenSSL microseconds. Rows are written under the lock and never change.
enum { CIPHERS_MAX = 512 };

static EVP_CIPHER *ciphers[CIPHERS_MAX];
static atomic_int cipher_count;
static uv_mutex_t ciphers_lock;
static uv_once_t ciphers_once = UV_ONCE_INIT;

static void ciphers_init(void)
{
    if (uv_mutex_init(&ciphers_lock) != 0) {
        abort();
    }
}

static EVP_CIPHER *cipher_of(int32_t id)
{
    return id >= 0 && id < atomic_load(&cipher_count) ? ciphers[id] : NULL;
}

// The number of a cipher; -1 where there are too many. Owns: adopts `cipher`.
static int32_t number_of(EVP_CIPHER *cipher)
{
    uv_once(&ciphers_once, ciphers_init);
    uv_mutex_lock(&ciphers_lock);
    int32_t id = 0, count = atomic_load(&cipher_count);
    while (id < count && ciphers[id] != cipher) {
        id++;
    }
    if (id < count || count == CIPHERS_MAX) {
        ossl.EVP_CIPHER_free(cipher);
        id = id < count ? id : -1;
    } else {
        ciphers[count] = cipher;
        atomic_store(&cipher_count, count + 1);
    }
    uv_mutex_unlock(&ciphers_lock);
    return id;
}

// cipher(name or nid) -> [nid, OpenSSL's short name, mode, whether it authenticates, key length, IV length, block size, number] or undefined
JS_FUNCTION(crypto_cipher)
{
    js_utf8 text = {0};
    js_value v = js_arg(argc, argv, 0);
    const char *name;
    if (js_is_number(v)) {
        name = ossl.OBJ_nid2sn(js_arg_int32(argc, argv, 0));
    } else if (js_utf8_init(ctx, v, &text, exception) < 0) {
        return JS_UNDEFINED;
    } else {
        name = text.bytes;
    }
    EVP_CIPHER *cipher = name != NULL ? crypto_cipher_fetch(name) : NULL;
    ossl.ERR_clear_error();
    js_utf8_deinit(&text);
    if (cipher == NULL) {
        return JS_UNDEFINED;
    }
    int nid = ossl.EVP_CIPHER_get_nid(cipher);
    const char *short_name = ossl.OBJ_nid2sn(nid);
    unsigned long flags = ossl.EVP_CIPHER_get_flags(cipher);
    js_value parts[] = {
        js_int32(nid),
        js_string_ascii(ctx, short_name != NULL ? short_name : ""),
        js_int32((int32_t)(flags & EVP_CIPH_MODE)),
        js_bool((flags & EVP_CIPH_FLAG_AEAD_CIPHER) != 0),
        js_int32(ossl.EVP_CIPHER_get_key_length(cipher)),
        js_int32(ossl.EVP_CIPHER_get_iv_length(cipher)),
        js_int32(ossl.EVP_CIPHER_get_block_size(cipher)),
        js_int32(number_of(cipher)),
    };
    return (js_value)js_array_new(ctx, sizeof parts / sizeof parts[0], parts, exception);
}

typedef struct names {
    js_context ctx;
    js_object list;
    unsigned count;
} names;

static void add_cipher(const EVP_CIPHER *cipher, const char *from, const char *alias_of, void *to)
{
    names *n = to;
    js_set_index(n->ctx, n->list, n->count++, js_string_ascii(n->ctx, from));
}

JS_FUNCTION(crypto_cipher_names)
{
    names n = {ctx, js_array_new(ctx, 0, NULL, exception), 0};
    if (n.list != NULL) {
        js_lock(ctx);
        ossl.EVP_CIPHER_do_all_sorted(add_cipher, &n);
        js_unlock(ctx);
    }
    return (js_value)n.list;
}

// ---- a running cipher -------------------------------------------------------------------------------------------------

static void cipher_free(void *pointer)
{
    ossl.EVP_CIPHER_CTX_free(pointer);
}

static const js_native_type cipher_type = {"cipher", cipher_free};

static js_value failure(void)
{
    return js_number(-(double)crypto_take_error());
}

enum { IV_REFUSED = 1, TAG_REFUSED = 2 };

// Everything into a new context; 0 where that went well. JavaScript has checked the key's length. `tag_len` is negative for ciphers that
// need not know it at this time.
static int cipher_start(EVP_CIPHER_CTX *state, const EVP_CIPHER *cipher, const js_bytes *key,
                        const js_bytes *iv, bool aead, int encrypt, int tag_len)
{
    if ((ossl.EVP_CIPHER_get_flags(cipher) & EVP_CIPH_MODE) == EVP_CIPH_WRAP_MODE) {
        ossl.EVP_CIPHER_CTX_set_flags(state, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    }
    if (ossl.EVP_CipherInit_ex(state, cipher, NULL, NULL, NULL, encrypt) != 1 ||
        (size_t)ossl.EVP_CIPHER_get_key_length(cipher) != key->len) {
        return -1;
    }
    if (aead ? ossl.EVP_CIPHER_CTX_ctrl(state, EVP_CTRL_AEAD_SET_IVLEN, (int)iv->len, NULL) != 1
             : (size_t)ossl.EVP_CIPHER_get_iv_length(cipher) != iv->len) {
        return IV_REFUSED;
    }
    if (tag_len >= 0 && ossl.EVP_CIPHER_CTX_ctrl(state, EVP_CTRL_AEAD_SET_TAG, tag_len, NULL) != 1) {
        return TAG_REFUSED;
    }
    const uint8_t *iv_data = iv->len > 0 ? iv->data : NULL;
    return ossl.EVP_CipherInit_ex(state, NULL, NULL, key->data, iv_data, encrypt) == 1 ? 0 : -1;
}

// cipherNew(number, key, iv, authenticates, encrypts, [length of the tag]) -> handle, -1 (IV refused), -2 (tag refused) or a negative
//   number of an error
JS_FUNCTION(crypto_cipher_new)
{
    js_bytes key, iv;
    const EVP_CIPHER *cipher = cipher_of(js_arg_int32(argc, argv, 0));
    EVP_CIPHER_CTX *state = ossl.EVP_CIPHER_CTX_new();
    int why = -1;
    if (cipher != NULL && state != NULL && js_bytes_peek(ctx, js_arg(argc, argv, 1), &key) == 0 &&
        js_bytes_peek(ctx, js_arg(argc, argv, 2), &iv) == 0 && iv.len <= INT_MAX) {
        int tag_len = (int)js_arg_number(argc, argv, 5, -1);
        why = cipher_start(state, cipher, &key, &iv, js_arg_true(argc, argv, 3), js_arg_true(argc, argv, 4),
                           tag_len);
    }
    if (why != 0) {
        ossl.EVP_CIPHER_CTX_free(state);
        js_value error = failure();
        return why > 0 ? js_int32(-why) : error;
    }
    js_object handle = js_native_new(ctx, &cipher_type, state);
    if (handle == NULL) {
        ossl.EVP_CIPHER_CTX_free(state);
        return js_throw_out_of_memory(ctx, exception);
    }
    return (js_value)handle;
}

// cipherExpect(handle, bytes that will come) -> boolean; CCM wants to know before authenticated data
JS_FUNCTION(crypto_cipher_expect)
{
    EVP_CIPHER_CTX *state = js_native_get(ctx, js_arg(argc, argv, 0), &cipher_type);
    int written = 0;
    int ok =
        state != NULL && ossl.EVP_CipherUpdate(state, NULL, &written, NULL, js_arg_int32(argc, argv, 1)) == 1;
    ossl.ERR_clear_error();
    return js_bool(ok);
}

// cipherUpdate(handle, bytes, bytes to fill (a block longer) or null for authenticated data) -> bytes written or a negative error
JS_FUNCTION(crypto_cipher_update)
{
    EVP_CIPHER_CTX *state = js_native_get(ctx, js_arg(argc, argv, 0), &cipher_type);
    js_value to = js_arg(argc, argv, 2);
    js_bytes in, out = {0};
    int written = 0;
    if (state == NULL || js_bytes_peek(ctx, js_arg(argc, argv, 1), &in) < 0 ||
        in.len > INT_MAX - EVP_MAX_BLOCK_LENGTH) {
        return js_int32(-1);
    }
    if (!js_is_nullish(to) &&
        (js_bytes_peek(ctx, to, &out) < 0 ||
         out.len <
             in.len + (ossl.EVP_CIPHER_CTX_get_block_size(state) == 1 ? 0 : (size_t)EVP_MAX_BLOCK_LENGTH))) {
        return js_int32(-1);
    }
    static const uint8_t none[1];
    const uint8_t *from = in.len > 0 ? in.data : none;
    int ok = ossl.EVP_CipherUpdate(state, out.data, &written, from, (int)in.len);
    return ok == 1 ? js_int32(written) : failure();
}

// cipherFinal(handle, bytes to fill, [bytes for the tag]) -> bytes written or a negative error
JS_FUNCTION(crypto_cipher_final)
{
    EVP_CIPHER_CTX *state = js_native_get(ctx, js_arg(argc, argv, 0), &cipher_type);
    js_bytes out;
    int written = 0;
    if (state == NULL || js_bytes_peek(ctx, js_arg(argc, argv, 1), &out) < 0 ||
        out.len < EVP_MAX_BLOCK_LENGTH) {
        return js_int32(-1);
    }
    if (ossl.EVP_CipherFinal_ex(state, out.data, &written) != 1) {
        return failure();
    }
    js_value to = js_arg(argc, argv, 2);
    js_bytes tag;
    if (!js_is_nullish(to) &&
        (js_bytes_peek(ctx, to, &tag) < 0 || tag.len > EVP_MAX_BLOCK_LENGTH ||
         ossl.EVP_CIPHER_CTX_ctrl(state, EVP_CTRL_AEAD_GET_TAG, (int)tag.len, tag.data) != 1)) {
        return failure();
    }
    return js_int32(written);
}

// cipherTag(handle, bytes, whether to set it) -> true or a negative number of an error
JS_FUNCTION(crypto_cipher_tag)
{
    EVP_CIPHER_CTX *state = js_native_get(ctx, js_arg(argc, argv, 0), &cipher_type);
    js_bytes tag;
    if (state == NULL || js_bytes_peek(ctx, js_arg(argc, argv, 1), &tag) < 0 ||
        tag.len > EVP_MAX_BLOCK_LENGTH) {
        return js_int32(-1);
    }
    int what = js_arg_true(argc, argv, 2) ? EVP_CTRL_AEAD_SET_TAG : EVP_CTRL_AEAD_GET_TAG;
    ossl.ERR_clear_error();
    return ossl.EVP_CIPHER_CTX_ctrl(state, what, (int)tag.len, tag.data) == 1 ? JS_TRUE : failure();
}

JS_FUNCTION(crypto_cipher_padding)
{
    EVP_CIPHER_CTX *state = js_native_get(ctx, js_arg(argc, argv, 0), &cipher_type);
    return js_bool(state != NULL && ossl.EVP_CIPHER_CTX_set_padding(state, js_arg_true(argc, argv, 1)) == 1);
}

const js_function_spec crypto_cipher_functions[] = {
    {"cipher", crypto_cipher, 1,
     "cipher(name or nid) -> [nid, name, mode, authenticates, key, IV, block, number] or undefined"},
    {"cipherNames", crypto_cipher_names, 0, "cipherNames() -> string[]"},
    {"cipherNew", crypto_cipher_new, 6,
     "cipherNew(number, key, iv, authenticates, encrypts, [tag length]) -> handle or negative error"},
    {"cipherExpect", crypto_cipher_expect, 2, "cipherExpect(handle, length) -> boolean"},
    {"cipherUpdate", crypto_cipher_update, 3,
     "cipherUpdate(handle, bytes, bytes to fill or null) -> written or negative error"},
    {"cipherFinal", crypto_cipher_final, 3,
     "cipherFinal(handle, bytes to fill, [bytes for the tag]) -> written or negative error"},
    {"cipherTag", crypto_cipher_tag, 3, "cipherTag(handle, bytes, set) -> true or negative error"},
    {"cipherPadding", crypto_cipher_padding, 2, "cipherPadding(handle, on) -> boolean"},
    {0},
};
