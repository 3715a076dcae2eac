// SPDX-License-Identifier: MIT
//
// What front ends send: heads of requests, names of hosts, frames in pieces.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "inspector/wire.h"

#include <errno.h>
#include <string.h>

static wire_text text_of(const char *text)
{
    return (wire_text){text, strlen(text)};
}

static void requests(void **state)
{
    static const char head[] = "GET /json?x HTTP/1.1\r\nHost:  localhost:1 \r\nUPGRADE: "
                               "WebSocket\r\nSec-WebSocket-Key: abc\r\n\r\nrest";
    wire_request request;
    (void)state;
    for (size_t len = 0; len < sizeof head - 5; len++) {
        assert_int_equal(wire_request_read(head, len, &request), 0);
    }
    assert_int_equal(wire_request_read(head, sizeof head - 1, &request), sizeof head - 5);
    assert_true(request.is_get && request.upgrades);
    assert_int_equal(request.path.len, 7);
    assert_memory_equal(request.host.text, "localhost:1", 11);
    assert_int_equal(request.host.len, 11);
    assert_int_equal(request.key.len, 3);
    static const char *const bad[] = {"x\r\n\r\n",
                                      "\r\n\r\n",
                                      "GET  HTTP/1.1\r\n\r\n",
                                      "GET / HTTP/1.1\r\n: x\r\n\r\n",
                                      "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                                      "GET x HTTP/1.1\r\n\r\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(wire_request_read(bad[i], strlen(bad[i]), &request), -EPROTO);
    }
    static char endless[WIRE_HEAD_MAX];
    memset(endless, 'x', sizeof endless);
    assert_int_equal(wire_request_read(endless, sizeof endless, &request), -EMSGSIZE);
}

static void hosts(void **state)
{
    static const char *const good[] = {"",           "localhost",          "LocalHost:9229",
                                       "localhost.", "127.0.0.1",          "1.2.3.4:5",
                                       "[::1]",      "[::ffff:1.2.3.4]:1", "a.localhost"};
    static const char *const bad[] = {
        "example.com", "localhost.example", "1.2.3",     "1.2.3.4.5", "1.2.3.256", "1..2.3", "[::1",
        "[x]",         "localhost@x",       " localhost"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(wire_host_is_allowed(text_of(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(wire_host_is_allowed(text_of(bad[i])));
    }
    assert_true(wire_is_plain_host(text_of("[::1]:80")));
    assert_false(wire_is_plain_host(text_of("localhost:\"")));
}

// The example of RFC 6455.
static void accepts(void **state)
{
    char accept[WIRE_ACCEPT_LEN + 1];
    (void)state;
    wire_accept(text_of("dGhlIHNhbXBsZSBub25jZQ=="), accept);
    assert_string_equal(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

static void frames(void **state)
{
    uint8_t hello[] = {0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58};
    wire_frame frame;
    size_t taken;
    (void)state;
    for (size_t len = 0; len < sizeof hello; len++) {
        assert_int_equal(wire_frame_read(hello, len, 100, &frame, &taken), 0);
    }
    assert_int_equal(wire_frame_read(hello, sizeof hello, 4, &frame, &taken), -EMSGSIZE);
    assert_int_equal(wire_frame_read(hello, sizeof hello, 100, &frame, &taken), 1);
    assert_int_equal(taken, sizeof hello);
    assert_true(frame.is_last && frame.opcode == WIRE_TEXT && frame.len == 5);
    assert_memory_equal(frame.payload, "Hello", 5);
    uint8_t bad[][2] = {{0x81, 0x05}, {0xc1, 0x80}, {0x89, 0xfe}, {0x08, 0x80}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(wire_frame_read(bad[i], 2, 100, &frame, &taken), -EPROTO);
    }
    uint8_t head[WIRE_FRAME_HEAD_MAX];
    assert_int_equal(wire_frame_head(head, WIRE_TEXT, 125), 2);
    assert_int_equal(wire_frame_head(head, WIRE_TEXT, 126), 4);
    assert_int_equal(head[1], 126);
    assert_int_equal(wire_frame_head(head, WIRE_TEXT, 65536), 10);
    assert_int_equal(head[7], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests),
        cmocka_unit_test(hosts),
        cmocka_unit_test(accepts),
        cmocka_unit_test(frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
