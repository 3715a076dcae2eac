// SPDX-License-Identifier: MIT
//
// binding('crypto'): OpenSSL's functions as coarse steps. JavaScript has checked the arguments; a failure of OpenSSL comes back as a
// positive number, which describeError() turns into texts.
#include "node/crypto/crypto.h"

#include "node/buffer/encoding.h"

#include <errno.h>
#include <stdlib.h>

int crypto_input_init(js_context ctx, js_value v, int encoding, crypto_input *in, js_value *exception)
{
    js_bytes bytes;
    js_text text;
    in->owned = NULL;
    in->data = in->inline_bytes;
    in->len = 0;
    if (!js_is_string(ctx, v)) {
        if (js_bytes_peek(ctx, v, &bytes) < 0) {
            js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");
            return -1;
        }
        if (bytes.len > 0) {
            in->data = bytes.data;
            in->len = bytes.len;
        }
        return 0;
    }
    if (js_text_init(ctx, v, &text, exception) < 0) {
        return -1;
    }
    size_t room = buffer_text_size(&text, (buffer_encoding)encoding);
    uint8_t *to = in->inline_bytes;
    int64_t written = -ENOMEM;
    if (room > sizeof in->inline_bytes) {
        to = in->owned = malloc(room);
    }
    if (to != NULL) {
        written = buffer_text_write(&text, (buffer_encoding)encoding, to, room);
    }
    js_text_deinit(&text);
    if (written < 0) {
        free(in->owned);
        in->owned = NULL;
        js_throw_out_of_memory(ctx, exception);
        return -1;
    }
    in->data = to;
    in->len = (size_t)written;
    return 0;
}

void crypto_input_deinit(crypto_input *in)
{
    free(in->owned);
}

int crypto_copy_init(js_context ctx, js_value v, crypto_copy *out, js_value *exception)
{
    js_bytes bytes;
    if (js_bytes_peek(ctx, v, &bytes) < 0) {
        js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");
        return -1;
    }
    out->data = malloc(bytes.len + 1);
    if (out->data == NULL) {
        js_throw_out_of_memory(ctx, exception);
        return -1;
    }
    if (bytes.len > 0) {
        memcpy(out->data, bytes.data, bytes.len);
    }
    out->len = bytes.len;
    return 0;
}

void crypto_copy_deinit(crypto_copy *copy)
{
    if (copy->data != NULL) {
        ossl.OPENSSL_cleanse(copy->data, copy->len);
        free(copy->data);
        copy->data = NULL;
    }
}

int64_t crypto_take_error(void)
{
    unsigned long code = ossl.ERR_peek_last_error();
    ossl.ERR_clear_error();
    return code == 0 ? 1 : (int64_t)code;
}

JS_FUNCTION(crypto_load)
{
    int status = libcrypto_load();
    if (status == 0) {
        crypto_fips_ask();
    }
    return js_int32(status);
}

// [number of the library, the library, the reason, OpenSSL's whole line]
JS_FUNCTION(crypto_describe_error)
{
    unsigned long code = (unsigned long)js_arg_int64(argc, argv, 0);
    ossl.OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    const char *library = ossl.ERR_lib_error_string(code);
    const char *reason = ossl.ERR_reason_error_string(code);
    char line[256] = "";
    ossl.ERR_error_string_n(code, line, sizeof line);
    js_value parts[] = {
        js_int32(ERR_GET_LIB(code)),
        library != NULL ? js_string_ascii(ctx, library) : JS_UNDEFINED,
        reason != NULL ? js_string_ascii(ctx, reason) : JS_UNDEFINED,
        js_string_ascii(ctx, line),
    };
    return (js_value)js_array_new(ctx, 4, parts, exception);
}

// Every byte is looked at, whatever the others were: eight at a time, which OpenSSL's own does not do.
static bool equal_in_constant_time(const uint8_t *a, const uint8_t *b, size_t len)
{
    uint64_t difference = 0;
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t x, y;
        memcpy(&x, a + i, 8);
        memcpy(&y, b + i, 8);
        difference |= x ^ y;
    }
    for (; i < len; i++) {
        difference |= (uint64_t)(a[i] ^ b[i]);
    }
    __asm__ volatile("" : "+r"(difference)); // the compiler must not leave early
    return difference == 0;
}

JS_FUNCTION(crypto_equal)
{
    js_bytes a, b;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 0), &a) < 0 ||
        js_bytes_peek(ctx, js_arg(argc, argv, 1), &b) < 0 || a.len != b.len) {
        return JS_FALSE;
    }
    return js_bool(equal_in_constant_time(a.data, b.data, a.len));
}

static const js_function_spec crypto_functions[] = {
    {"load", crypto_load, 0, "load() -> 0 or errno; before any other function"},
    {"describeError", crypto_describe_error, 1,
     "describeError(number) -> [library number, library, reason, line]"},
    {"equal", crypto_equal, 2,
     "equal(bytes, bytes) -> boolean, in a time that tells nothing of the contents"},
    {0},
};

static int crypto_init(js_context ctx, js_object binding)
{
    js_functions_add(ctx, binding, crypto_cipher_functions);
    js_functions_add(ctx, binding, crypto_derive_functions);
    js_functions_add(ctx, binding, crypto_dh_functions);
    js_functions_add(ctx, binding, crypto_digest_functions);
    js_functions_add(ctx, binding, crypto_key_functions);
    js_functions_add(ctx, binding, crypto_misc_functions);
    js_functions_add(ctx, binding, crypto_random_functions);
    js_functions_add(ctx, binding, crypto_sign_functions);
    js_functions_add(ctx, binding, crypto_x509_functions);
    return 0;
}

const js_binding_spec node_crypto_binding = {"crypto", crypto_functions, crypto_init};
