// SPDX-License-Identifier: MIT
//
// Random bytes from OpenSSL's generator, at once or on the IO pool.
#include "node/crypto/crypto.h"
#include "node/request.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

// Up to so many bytes a job on the pool costs more than the work.
enum { SMALL = 4096 };

// Short requests are served from bytes that were drawn before: asking OpenSSL costs a microsecond. Each byte is given out once and wiped.
enum { POOL = 8192, FROM_POOL_MAX = 512 };

static _Thread_local uint8_t pool[POOL];
static _Thread_local size_t pool_left;

static int fill(uint8_t *data, size_t len)
{
    if (len <= FROM_POOL_MAX) {
        if (pool_left < len) {
            pool_left = 0;
            if (ossl.RAND_bytes(pool, POOL) != 1) {
                ossl.ERR_clear_error();
                return -EIO;
            }
            pool_left = POOL;
        }
        pool_left -= len;
        memcpy(data, pool + pool_left, len);
        memset(pool + pool_left, 0, len);
        return 0;
    }
    while (len > 0) {
        int part = len > INT_MAX ? INT_MAX : (int)len;
        if (ossl.RAND_bytes(data, part) != 1) {
            ossl.ERR_clear_error();
            return -EIO;
        }
        data += part;
        len -= (size_t)part;
    }
    return 0;
}

// The part of a view that is to be filled: (view, offset, size) in bytes.
static int target(js_context ctx, size_t argc, const js_value argv[], js_bytes *out, bool pin)
{
    js_value view = js_arg(argc, argv, 0);
    int64_t offset = js_arg_int64(argc, argv, 1), size = js_arg_int64(argc, argv, 2);
    int status = pin ? js_bytes_get(ctx, view, out) : js_bytes_peek(ctx, view, out);
    if (status < 0 || offset < 0 || size < 0 || (uint64_t)offset + (uint64_t)size > out->len) {
        return -EINVAL;
    }
    out->data += offset;
    out->len = (size_t)size;
    return 0;
}

JS_FUNCTION(crypto_random_fill)
{
    js_bytes bytes;
    int status = target(ctx, argc, argv, &bytes, false);
    return js_int32(status < 0 ? status : fill(bytes.data, bytes.len));
}

typedef struct random_request {
    node_request request;
    js_bytes bytes;
} random_request;

static void random_work(node_request *request)
{
    random_request *r = (random_request *)request;
    request->status = fill(r->bytes.data, r->bytes.len);
}

JS_FUNCTION(crypto_random_fill_async)
{
    random_request *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    int status = target(ctx, argc, argv, &r->bytes, true);
    r->request.work = random_work;
    if (status < 0 || r->bytes.len <= SMALL) {
        r->request.status = status < 0 ? status : fill(r->bytes.data, r->bytes.len);
        return node_request_complete(ctx, &r->request, js_arg(argc, argv, 3), js_arg(argc, argv, 0),
                                     exception);
    }
    return node_request_submit(ctx, &r->request, js_arg(argc, argv, 3), js_arg(argc, argv, 0), exception);
}

enum { UUID_LEN = 36, UUIDS_MAX = 64 };

static const char hex_pairs[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                                "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
                                "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
                                "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
                                "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
                                "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
                                "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
                                "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

static uint8_t *write_hex(uint8_t *text, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        memcpy(text + 2 * i, hex_pairs + 2 * (size_t)bytes[i], 2);
    }
    return text + 2 * count;
}

// A version 4 UUID of 16 random bytes, as text.
static void write_uuid(uint8_t *bytes, uint8_t *text)
{
    bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80);
    text = write_hex(text, bytes, 4);
    for (size_t at = 4; at < 10; at += 2) {
        *text++ = '-';
        text = write_hex(text, bytes + at, 2);
    }
    *text++ = '-';
    write_hex(text, bytes + 10, 6);
}

// uuids(blank, count) -> a string of so many UUIDs, 36 characters each; undefined where there is none to be had
JS_FUNCTION(crypto_uuids)
{
    uint8_t bytes[16 * UUIDS_MAX];
    int32_t count = js_arg_int32(argc, argv, 1);
    if (count < 1 || count > UUIDS_MAX) {
        return JS_UNDEFINED;
    }
    if (fill(bytes, (size_t)count * 16) < 0) {
        return JS_UNDEFINED;
    }
    uint8_t *text = js_string_room(js_arg(argc, argv, 0), (size_t)count * UUID_LEN);
    for (int32_t i = 0; text != NULL && i < count; i++) {
        write_uuid(bytes + 16 * i, text + UUID_LEN * i);
    }
    ossl.OPENSSL_cleanse(bytes, sizeof bytes);
    return text != NULL ? argv[0] : JS_UNDEFINED;
}

const js_function_spec crypto_random_functions[] = {
    {"uuids", crypto_uuids, 2, "uuids(blank, count) -> string or undefined"},
    {"randomFill", crypto_random_fill, 3, "randomFill(bytes, offset, size) -> status"},
    {"randomFillAsync", crypto_random_fill_async, 4,
     "randomFillAsync(bytes, offset, size, callback(status))"},
    {0},
};
