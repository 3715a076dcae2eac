// SPDX-License-Identifier: MIT
//
// What built-ins do in plain C, where memory is short: messages of WebSocket, text decoders, compressors.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../sweep.h"
#include "node/encoding/double_byte.h"
#include "node/websocket/frames.h"
#include "node/zlib/codec.h"

// ---- WebSocket --------------------------------------------------------------------------------------------------------------

typedef struct seen {
    unsigned messages;
    size_t bytes;
} seen;

static int on_message(void *user, uint8_t opcode, bool compressed, const uint8_t *data, size_t len,
                      uint8_t **owned)
{
    seen *s = user;
    (void)compressed;
    (void)owned;
    assert_int_equal(opcode, WS_BINARY);
    assert_true(len == 0 || data[len - 1] == 'x');
    s->messages++;
    s->bytes += len;
    return 0;
}

static int websocket(void *data)
{
    (void)data;
    // A message in three fragments of 60,000 bytes, in pieces of 1,000.
    uint8_t head[] = {WS_BINARY, 126, 60000 >> 8, 60000 & 0xff};
    static uint8_t payload[60000];
    seen s = {0};
    int status = 0;
    ws_parser p;
    memset(payload, 'x', sizeof payload);
    ws_parser_init(&p, 1 << 20, false);
    for (int i = 0; i < 3 && status == 0; i++) {
        head[0] = (uint8_t)((i == 0 ? WS_BINARY : WS_CONTINUATION) | (i == 2 ? 0x80 : 0));
        status = ws_parser_feed(&p, head, sizeof head, on_message, &s);
        for (size_t at = 0; at < sizeof payload && status == 0; at += 1000) {
            status = ws_parser_feed(&p, payload + at, 1000, on_message, &s);
        }
    }
    ws_parser_deinit(&p);
    if (status == 0) {
        assert_int_equal(s.messages, 1);
        assert_int_equal(s.bytes, 3 * sizeof payload);
    }
    return status;
}

static void websocket_messages(void **state)
{
    (void)state;
    sweep(websocket, NULL, 2);
}

// ---- text -------------------------------------------------------------------------------------------------------------------

static const char *const encodings[] = {"big5", "euc-jp",    "euc-kr",     "gb18030",
                                        "gbk",  "shift_jis", "iso-2022-jp"};

static int decoder(void *data)
{
    double_byte_decoder *d = NULL;
    uint16_t units[16];
    bool replaced = false;
    int status = double_byte_decoder_new(data, &d);
    if (status < 0) {
        assert_null(d);
        return status;
    }
    assert_int_equal(double_byte_decode(d, (const uint8_t *)"ab", 2, true, units, &replaced), 2);
    assert_int_equal(units[1], 'b');
    assert_false(replaced);
    double_byte_decoder_free(d);
    return 0;
}

// The tables of an encoding are made once, so that this is the first that asks for them.
static void first_decoders(void **state)
{
    (void)state;
#ifdef PROTOJS_DEBUG
    for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++) {
        int status = -ENOMEM;
        unsigned long n = 1;
        for (; n < 20 && status == -ENOMEM; n++) {
            fault_fail_allocation(n);
            status = decoder((void *)(uintptr_t)encodings[i]);
            fault_fail_allocation(0);
        }
        assert_int_equal(status, 0);
        assert_true(n > 2);
    }
#endif
}

static void decoders(void **state)
{
    (void)state;
    double_byte_decoder *none = NULL;
    assert_int_equal(double_byte_decoder_new("no such encoding", &none), -ENOENT);
    for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++) {
        sweep(decoder, (void *)(uintptr_t)encodings[i], 1);
    }
}

// ---- compression --------------------------------------------------------------------------------------------------------------

typedef struct packing {
    codec_mode pack, unpack;
    const uint32_t *settings;
    size_t settings_len;
    bool whole, dictionary;
} packing;

static const uint8_t dictionary[] = "abcdefgh";

// Runs all of `in` through a new codec. The output is the caller's.
static int run(const packing *p, codec_mode mode, const uint8_t *in, size_t in_len, int finish, uint8_t **out,
               size_t *out_len)
{
    codec *c = NULL;
    int status = (p->whole ? codec_new_whole : codec_new)(&c, mode, p->settings, p->settings_len,
                                                          p->dictionary ? dictionary : NULL,
                                                          p->dictionary ? sizeof dictionary : 0);
    if (status < 0) {
        assert_null(c);
        return status;
    }
    codec_run_io io = {.in = in, .in_len = in_len, .flush = finish, .out_limit = 1 << 24};
    c->is_other = true; // it is not to wait for another use, which would look like a leak
    status = codec_run(c, &io);
    assert_true(status == 0 || io.out == NULL);
    assert_false(status == 0 && io.failed);
    codec_release(c);
    *out = io.out;
    *out_len = io.out_len;
    return status;
}

static int round_trip(void *data)
{
    const packing *p = data;
    enum { LEN = 100000 };
    static uint8_t text[LEN];
    uint8_t *packed = NULL, *again = NULL;
    size_t packed_len = 0, again_len = 0;
    for (size_t i = 0; i < LEN; i++) {
        text[i] = (uint8_t)("abcdefgh"[i % 8] + (i % 1000 == 0));
    }
    bool zlib = p->pack < CODEC_BROTLI_DECODE;
    int finish = 2; // brotli's and zstd's end
    int status = run(p, p->pack, text, LEN, zlib ? Z_FINISH : finish, &packed, &packed_len);
    if (status == 0) {
        status = run(p, p->unpack, packed, packed_len, zlib ? Z_FINISH : finish, &again, &again_len);
    }
    if (status == 0) {
        assert_int_equal(again_len, LEN);
        assert_memory_equal(again, text, LEN);
    }
    free(packed);
    free(again);
    return status;
}

static void codecs(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {15, 6, 8, 0, 0};
    uint32_t brotli[10];
    static const uint32_t zstd[] = {UINT32_MAX, UINT32_MAX};
    memset(brotli, 0xff, sizeof brotli);
    brotli[1] = 4; // quality
    const packing each[] = {
        {CODEC_GZIP, CODEC_GUNZIP, numbers, 5, true, false},
        {CODEC_GZIP, CODEC_UNZIP, numbers, 5, false, false},
        {CODEC_DEFLATE, CODEC_INFLATE, numbers, 5, true, false},
        {CODEC_DEFLATE, CODEC_INFLATE, numbers, 5, false, true},
        {CODEC_DEFLATE_RAW, CODEC_INFLATE_RAW, numbers, 5, true, false},
        {CODEC_DEFLATE_RAW, CODEC_INFLATE_RAW, numbers, 5, false, true},
        {CODEC_BROTLI_ENCODE, CODEC_BROTLI_DECODE, brotli, 2, false, false},
        {CODEC_ZSTD_COMPRESS, CODEC_ZSTD_DECOMPRESS, zstd, 2, false, false},
        {CODEC_ZSTD_COMPRESS, CODEC_ZSTD_DECOMPRESS, zstd, 2, true, false},
    };
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
        sweep(round_trip, (void *)(uintptr_t)&each[i], 2);
    }
}

// Codecs wait for their like: four of them, and none that is not what its settings say.
static void codecs_wait(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {15, 6, 8, 0, 0};
    codec *c = NULL, *other = NULL;
    assert_int_equal(codec_new(&c, CODEC_DEFLATE, numbers, 5, NULL, 0), 0);
    codec *first = c;
    codec_release(c);
    assert_int_equal(codec_new(&c, CODEC_DEFLATE, numbers, 5, NULL, 0), 0);
    assert_ptr_equal(c, first);
    assert_int_equal(codec_new(&other, CODEC_DEFLATE, numbers, 5, NULL, 0), 0);
    assert_ptr_not_equal(c, other);
    assert_int_equal(codec_params(c, 1, 0), Z_OK);
    codec_release(c);
    codec_release(other);
    assert_int_equal(codec_new(&c, CODEC_DEFLATE, numbers, 5, NULL, 0), 0);
    assert_ptr_equal(c, other);
    codec_release(c);
    codec_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_decoders), cmocka_unit_test(decoders),    cmocka_unit_test(websocket_messages),
        cmocka_unit_test(codecs),         cmocka_unit_test(codecs_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
