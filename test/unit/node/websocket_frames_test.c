// SPDX-License-Identifier: MIT
//
// node/websocket/frames: fragments, control frames between them, limits, and every way to break the protocol.
#include "node/websocket/frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct seen {
    char text[256];
} seen;

static int note(void *user, uint8_t opcode, bool compressed, const uint8_t *data, size_t len, uint8_t **owned)
{
    (void)owned;
    seen *s = user;
    size_t at = strlen(s->text);
    snprintf(s->text + at, sizeof s->text - at, "%u%s:%.*s;", opcode, compressed ? "z" : "", (int)len,
             (const char *)data);
    return 0;
}

static int parse(seen *s, const char *bytes, size_t len, size_t piece)
{
    ws_parser p;
    int r = 0;
    memset(s, 0, sizeof *s);
    ws_parser_init(&p, 1000, true);
    for (size_t at = 0; at < len && r == 0; at += piece) {
        r = ws_parser_feed(&p, (const uint8_t *)bytes + at, len - at < piece ? len - at : piece, note, s);
    }
    ws_parser_deinit(&p);
    return r;
}

#define FEED(s, literal, piece) parse(s, literal, sizeof literal - 1, piece)

static void messages(void **state)
{
    (void)state;
    seen s;
    for (size_t piece = 1; piece < 12; piece++) {
        assert_int_equal(FEED(&s, "\x81\x02hi\x82\x01x\x81\x00", piece), 0);
        assert_string_equal(s.text, "1:hi;2:x;1:;");
        assert_int_equal(FEED(&s,
                              "\x01\x01"
                              "a\x89\x01p\x00\x01"
                              "b\x80\x01"
                              "c\x8a\x00",
                              piece),
                         0);
        assert_string_equal(s.text, "9:p;1:abc;10:;");
        assert_int_equal(FEED(&s,
                              "\xc1\x01z\x88\x05\x03\xe8"
                              "bye",
                              piece),
                         0);
        assert_string_equal(s.text, "1z:z;8:\x03\xe8"
                                    "bye;");
    }
}

static void broken(void **state)
{
    (void)state;
    seen s;
    assert_int_equal(FEED(&s, "\x91\x00", 1), WS_PROTOCOL_ERROR);         // a reserved bit
    assert_int_equal(FEED(&s, "\x83\x00", 1), WS_PROTOCOL_ERROR);         // an unknown opcode
    assert_int_equal(FEED(&s, "\x81\x81", 1), WS_PROTOCOL_ERROR);         // masked
    assert_int_equal(FEED(&s, "\x80\x00", 1), WS_PROTOCOL_ERROR);         // nothing to continue
    assert_int_equal(FEED(&s, "\x01\x00\x81\x00", 1), WS_PROTOCOL_ERROR); // begun before it ended
    assert_int_equal(FEED(&s, "\x09\x00", 1), WS_PROTOCOL_ERROR);         // a control frame in fragments
    assert_int_equal(FEED(&s, "\x89\x7e\x00\x7e", 1), WS_PROTOCOL_ERROR); // a long control frame
    assert_int_equal(FEED(&s, "\x82\x7e\x00\x7d", 1), WS_PROTOCOL_ERROR); // not the shortest length
    assert_int_equal(FEED(&s, "\x82\x7f\x00\x00\x00\x00\x00\x00\xff\xff", 1), WS_PROTOCOL_ERROR);
    assert_int_equal(FEED(&s, "\x88\x01\x03", 1), WS_PROTOCOL_ERROR);     // half a code
    assert_int_equal(FEED(&s, "\x88\x02\x03\xed", 1), WS_PROTOCOL_ERROR); // 1005
    assert_int_equal(FEED(&s, "\x88\x03\x03\xe8\xff", 1), WS_BAD_DATA);   // a reason that is no UTF-8
    assert_int_equal(FEED(&s, "\x81\x02\xc3\x28", 1), WS_BAD_DATA);       // a text that is none
    assert_int_equal(FEED(&s, "\x82\x7e\x03\xe9", 1), WS_TOO_BIG);
    assert_int_equal(FEED(&s, "\x02\x7d", 1), 0);
    assert_int_equal(FEED(&s, "\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 1), WS_TOO_BIG);
}

static void masking(void **state)
{
    (void)state;
    static const uint8_t mask[4] = {1, 2, 3, 4};
    uint8_t bytes[23], head[WS_FRAME_HEAD_MAX];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)i;
    }
    ws_mask(bytes, sizeof bytes, mask);
    for (size_t i = 0; i < sizeof bytes; i++) {
        assert_int_equal(bytes[i], i ^ mask[i % 4]);
    }
    assert_int_equal(ws_frame_head(head, WS_TEXT, false, 125, mask), 6);
    assert_int_equal(ws_frame_head(head, WS_TEXT, true, 126, mask), 8);
    assert_int_equal(head[0], 0xc1);
    assert_int_equal(ws_frame_head(head, WS_TEXT, false, 65536, mask), 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages),
        cmocka_unit_test(broken),
        cmocka_unit_test(masking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
