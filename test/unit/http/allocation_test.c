// SPDX-License-Identifier: MIT
//
// The HTTP parser where memory is short: it says so, for good, and frees everything.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../sweep.h"
#include "http/internal.h"

// A head with many fields, which arrives in pieces, then a chunked body with trailers.
static size_t make_text(char *text, size_t room)
{
    size_t len = (size_t)snprintf(text, room, "POST /upload?x=1 HTTP/1.1\r\nHost: example\r\n");
    for (int i = 0; i < 300; i++) {
        len += (size_t)snprintf(text + len, room - len, "X-Field-%d: value %d\r\n", i, i * i);
    }
    return len +
           (size_t)snprintf(text + len, room - len,
                            "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nTrailer: yes\r\n\r\n");
}

// Events until the text is used up, in pieces of `*data` bytes. Several messages at once, so that kept heads do not suffice.
static int parse(void *data)
{
    enum { PARSERS = 12 };
    size_t piece = *(size_t *)data;
    char text[16384];
    size_t len = make_text(text, sizeof text);
    http_parser parsers[PARSERS];
    int status = 0;
    for (int i = 0; i < PARSERS; i++) {
        http_parser_init(&parsers[i], HTTP_REQUEST, 65536, 0);
    }
    for (int i = 0; i < PARSERS && status == 0; i++) {
        size_t at = 0, body = 0;
        unsigned heads = 0;
        // The last bytes stay away, so that each parser holds what it holds.
        while (at < len - 2 && status == 0) {
            size_t used = 0, part = len - 2 - at < piece ? len - 2 - at : piece;
            http_event event = http_parser_next(&parsers[i], (const uint8_t *)text + at, part, &used);
            if (event == HTTP_FAILED) {
                assert_int_equal(parsers[i].failure, HTTP_NO_MEMORY);
                assert_int_equal(http_parser_next(&parsers[i], (const uint8_t *)text, 1, &used), HTTP_FAILED);
                status = -ENOMEM;
            }
            heads += event == HTTP_HEAD;
            body += event == HTTP_BODY ? parsers[i].body_len : 0;
            if (event == HTTP_HEAD) {
                assert_int_equal(parsers[i].head->field_count, 302);
            }
            at += used;
        }
        if (status == 0) {
            assert_int_equal(heads, 1);
            assert_int_equal(body, 5);
        }
    }
    for (int i = 0; i < PARSERS; i++) {
        http_parser_deinit(&parsers[i]);
    }
    http__heads_drop();
    return status;
}

static void in_one_piece(void **state)
{
    (void)state;
    size_t piece = 1 << 20;
    sweep(parse, &piece, 1);
}

static void in_small_pieces(void **state)
{
    (void)state;
    size_t piece = 100;
    sweep(parse, &piece, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(in_one_piece), cmocka_unit_test(in_small_pieces)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
