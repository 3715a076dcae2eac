// SPDX-License-Identifier: MIT
//
// The HTTP parser: cases from RFC 9110 and 9112, what could be smuggled, limits, leniency; each delivered whole, byte by byte and cut
// at every place, with the same events.
#include "http/parser.h"
#include "http/method.h"
#include "http/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// ---- events as text -------------------------------------------------------------------------------------------------

typedef struct log {
    char text[40000];
    size_t len;
    bool in_body;
} log;

static void add(log *l, const void *bytes, size_t len)
{
    assert_true(l->len + len < sizeof l->text);
    memcpy(l->text + l->len, bytes, len);
    l->len += len;
    l->text[l->len] = '\0';
}

static void say(log *l, const char *text)
{
    add(l, text, strlen(text));
}

static void fields(log *l, const http_head *head)
{
    uint8_t *text = malloc(http_head_text_room(head) + 1);
    size_t len = http_head_text(head, 0, text);
    for (size_t i = 0; i < len; i++) {
        text[i] = text[i] == '\n' ? '|' : text[i];
    }
    add(l, text, len);
    free(text);
}

static void head(log *l, http_parser *p, int answer)
{
    const http_head *h = p->head;
    char line[100];
    if (p->kind == HTTP_REQUEST) {
        snprintf(line, sizeof line, "%s ", http_method_name(h->method));
    } else {
        snprintf(line, sizeof line, "%d ", h->status);
    }
    say(l, line);
    add(l, h->base + h->text, h->text_len);
    snprintf(line, sizeof line, " %d.%d%s%s <", h->major, h->minor, h->flags & HTTP_KEEP_ALIVE ? " keep" : "",
             h->flags & HTTP_UPGRADE ? " upgrade" : "");
    say(l, line);
    fields(l, h);
    say(l, ">\n");
    if (answer == 1) {
        http_parser_skip_body(p);
    } else if (answer == 2 && (h->flags & HTTP_UPGRADE)) {
        http_parser_accept_upgrade(p);
    }
}

// Feeds one piece. False: no more may come.
static bool feed(http_parser *p, log *l, const char *bytes, size_t len, int answer)
{
    size_t at = 0;
    for (;;) {
        size_t used = 0;
        http_event e = http_parser_next(p, (const uint8_t *)bytes + at, len - at, &used);
        at += used;
        assert_true(at <= len);
        if (l->in_body && e != HTTP_BODY && e != HTTP_MORE) {
            say(l, "\"\n");
            l->in_body = false;
        }
        switch (e) {
        case HTTP_MORE:
            assert_int_equal(at, len);
            return true;
        case HTTP_HEAD:
            head(l, p, answer);
            break;
        case HTTP_BODY:
            say(l, l->in_body ? "" : "\"");
            l->in_body = true;
            add(l, p->body, p->body_len);
            break;
        case HTTP_TRAILERS:
            say(l, "trailers <");
            fields(l, p->head);
            say(l, ">\n");
            break;
        case HTTP_COMPLETE:
            say(l, "complete\n");
            break;
        case HTTP_UPGRADED:
            say(l, "upgraded\n");
            return false;
        case HTTP_FAILED:
            say(l, http_failure_code(p->failure));
            say(l, "\n");
            return false;
        }
    }
}

typedef struct options {
    http_kind kind;
    unsigned lenient;
    uint32_t size_max;
    int answer;
} options;

static void run(const options *o, log *l, const char *input, size_t len, size_t first, size_t each)
{
    http_parser p;
    http_parser_init(&p, o->kind, o->size_max, o->lenient);
    *l = (log){0};
    bool more = true;
    for (size_t at = 0; at < len && more;) {
        size_t n = at == 0 && first > 0 ? first : each;
        n = n > len - at ? len - at : n;
        // A copy of exactly that size: sanitizers see every byte too far.
        char *piece = malloc(n ? n : 1);
        memcpy(piece, input + at, n);
        more = feed(&p, l, piece, n, o->answer);
        free(piece);
        at += n;
    }
    if (more) {
        http_event e = http_parser_finish(&p);
        if (l->in_body) {
            say(l, "\"\n");
        }
        say(l, e == HTTP_COMPLETE ? "complete\nend\n" : e == HTTP_MORE ? "end\n" : "cut\n");
    }
    http_parser_deinit(&p);
}

static void expect_with(const options *o, const char *input, size_t len, const char *wanted)
{
    log l;
    run(o, &l, input, len, 0, len);
    assert_string_equal(l.text, wanted);
    run(o, &l, input, len, 0, 1);
    assert_string_equal(l.text, wanted);
    for (size_t cut = 1; cut < len && cut < 400; cut++) {
        run(o, &l, input, len, cut, len);
        assert_string_equal(l.text, wanted);
    }
}

static void request(const char *input, const char *wanted)
{
    expect_with(&(options){.kind = HTTP_REQUEST}, input, strlen(input), wanted);
}

static void response(const char *input, const char *wanted)
{
    expect_with(&(options){.kind = HTTP_RESPONSE}, input, strlen(input), wanted);
}

static void lenient(unsigned flags, const char *input, const char *wanted)
{
    expect_with(&(options){.kind = HTTP_REQUEST, .lenient = flags}, input, strlen(input), wanted);
}

// ---- requests -------------------------------------------------------------------------------------------------------

static void takes_requests(void **state)
{
    (void)state;
    request("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / 1.1 keep <Host|a>\ncomplete\nend\n");
    request("\r\n\r\nGET /a?b=c#d HTTP/1.1\r\n\r\n", "GET /a?b=c#d 1.1 keep <>\ncomplete\nend\n");
    request("OPTIONS * HTTP/1.1\r\nA:\r\nB: \t x \t\r\n\r\n", "OPTIONS * 1.1 keep <A||B|x>\ncomplete\nend\n");
    request("GET http://h:80/x HTTP/1.1\r\n\r\n", "GET http://h:80/x 1.1 keep <>\ncomplete\nend\n");
    request("M-SEARCH / HTTP/1.1\r\nX: \xe9\r\n\r\n", "M-SEARCH / 1.1 keep <X|\xe9>\ncomplete\nend\n");
    request("GET http://u:p%20~@[::1]:80?q HTTP/1.1\r\n\r\n",
            "GET http://u:p%20~@[::1]:80?q 1.1 keep <>\ncomplete\nend\n");
    request("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\n\r\n",
            "POST / 1.1 keep <Content-Length|3>\n\"abc\"\ncomplete\nGET /2 1.1 keep <>\ncomplete\nend\n");
    request("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
            "POST / 1.1 keep <Content-Length|0>\ncomplete\nend\n");
    request("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab",
            "POST / 1.1 keep <Content-Length|5>\n\"ab\"\ncut\n");
    request("", "end\n");
    request("GET", "cut\n");
    request("GET / HTTP/1.1\r\nA: b\r\n", "cut\n");
}

static void decides_on_keeping_alive(void **state)
{
    (void)state;
    request("GET / HTTP/1.0\r\n\r\n", "GET / 1.0 <>\ncomplete\nend\n");
    request("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
            "GET / 1.0 keep <Connection|Keep-Alive>\ncomplete\nend\n");
    request("GET / HTTP/1.1\r\nConnection: x, Close\r\n\r\n\r\n",
            "GET / 1.1 <Connection|x, Close>\ncomplete\nend\n");
    request("GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET",
            "GET / 1.1 <Connection|close>\ncomplete\nHPE_CLOSED_CONNECTION\n");
    lenient(HTTP_LENIENT_DATA_AFTER_CLOSE, "GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET",
            "GET / 1.1 <Connection|close>\ncomplete\nend\n");
    lenient(HTTP_LENIENT_KEEP_ALIVE, "GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
            "GET / 1.1 <Connection|close>\ncomplete\nGET /2 1.1 keep <>\ncomplete\nend\n");
}

static void takes_chunks(void **state)
{
    (void)state;
    request("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\n",
            "POST / 1.1 keep <Transfer-Encoding|chunked>\n\"abc0123456789\"\ncomplete\nend\n");
    request("POST / HTTP/1.1\r\nTransfer-Encoding: gzip, "
            "Chunked\r\n\r\n1;a;b=c;d=\"e\\\"f;\"\r\nx\r\n0;z\r\nT: v\r\nU: w\r\n\r\n",
            "POST / 1.1 keep <Transfer-Encoding|gzip, Chunked>\n\"x\"\ntrailers <T|v|U|w>\ncomplete\nend\n");
    static const char head[] = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    static const char said[] = "POST / 1.1 keep <Transfer-Encoding|chunked>\n";
    static const struct {
        const char *chunk, *wanted;
    } bad[] = {
        {"\r\n", "HPE_INVALID_CHUNK_SIZE\n"},
        {"g\r\n", "HPE_INVALID_CHUNK_SIZE\n"},
        {"0x1\r\n", "HPE_INVALID_CHUNK_SIZE\n"},
        {"-1\r\n", "HPE_INVALID_CHUNK_SIZE\n"},
        {"1 \r\nx\r\n", "HPE_INVALID_CHUNK_SIZE\n"},
        {"fffffffffffffffff\r\n", "HPE_INVALID_CHUNK_SIZE\n"},
        {"1\nx\r\n", "HPE_STRICT\n"},
        {"1\rx", "HPE_STRICT\n"},
        {"1; a\r\n", "HPE_STRICT\n"},
        {"1;a=\r\n", "HPE_STRICT\n"},
        {"1;a=\"\x01\"\r\n", "HPE_STRICT\n"},
        {"1;a\nx\r\n", "HPE_CR_EXPECTED\n"},
        {"1;a=b\nx\r\n", "HPE_CR_EXPECTED\n"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char input[200], wanted[200];
        snprintf(input, sizeof input, "%s%s", head, bad[i].chunk);
        snprintf(wanted, sizeof wanted, "%s%s", said, bad[i].wanted);
        request(input, wanted);
    }
    request("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n",
            "POST / 1.1 keep <Transfer-Encoding|chunked>\n\"x\"\nHPE_STRICT\n");
    request("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\ry",
            "POST / 1.1 keep <Transfer-Encoding|chunked>\n\"x\"\nHPE_STRICT\n");
    request("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n Bad: x\r\n",
            "POST / 1.1 keep <Transfer-Encoding|chunked>\nHPE_UNEXPECTED_SPACE\n");
    // Trailers say nothing of the message's length.
    request("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n",
            "POST / 1.1 keep <Transfer-Encoding|chunked>\nHPE_INVALID_CONTENT_LENGTH\n");
    request("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\nTransfer-Encoding: "
            "chunked\r\n\r\n",
            "POST / 1.1 keep <Transfer-Encoding|chunked>\nHPE_INVALID_TRANSFER_ENCODING\n");
}

static void refuses_bad_requests(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"GETT / HTTP/1.1\r\n", "HPE_INVALID_METHOD\n"},
        {"get / HTTP/1.1\r\n", "HPE_INVALID_METHOD\n"},
        {"\x16\x03\x01", "HPE_INVALID_METHOD\n"},
        {"PRI * HTTP/2.0\r\n", "HPE_PAUSED_H2_UPGRADE\n"},
        {"GET  / HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"GET /\x01 HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"GET /\t HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"GET x HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"GET http:/x HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"GET h2://x HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"GET /\xc3\xa9 HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x80 HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"GET http://a\\b/ HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"GET http://a#b/ HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"GET http://a@b@c/ HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"CONNECT a^b:1 HTTP/1.1\r\n", "HPE_INVALID_URL\n"},
        {"GET /\r\n", "HPE_INVALID_CONSTANT\n"},
        {"GET /  HTTP/1.1\r\n", "HPE_INVALID_CONSTANT\n"},
        {"GET / HTP/1.1\r\n", "HPE_INVALID_CONSTANT\n"},
        {"GET / HTTP/1.2\r\n", "HPE_INVALID_VERSION\n"},
        {"GET / HTTP/2.0\r\n", "HPE_INVALID_VERSION\n"},
        {"GET / HTTP/0.9\r\n", "HPE_INVALID_VERSION\n"},
        {"GET / HTTP/11.1\r\n", "HPE_INVALID_VERSION\n"},
        {"GET / HTTP/1.1 \r\n", "HPE_INVALID_VERSION\n"},
        {"GET / HTTP/1.1\nA: b\r\n", "HPE_INVALID_VERSION\n"},
        {"GET / HTTP/1.1\rA: b\r\n", "HPE_STRICT\n"},
        {"GET / HTTP/1.1\r\n A: b\r\n", "HPE_UNEXPECTED_SPACE\n"},
        {"GET / HTTP/1.1\r\nA b: c\r\n", "HPE_INVALID_HEADER_TOKEN\n"},
        {"GET / HTTP/1.1\r\nA : b\r\n", "HPE_INVALID_HEADER_TOKEN\n"},
        {"GET / HTTP/1.1\r\n: b\r\n", "HPE_INVALID_HEADER_TOKEN\n"},
        {"GET / HTTP/1.1\r\nA\r\n", "HPE_INVALID_HEADER_TOKEN\n"},
        {"GET / HTTP/1.1\r\n\xc3\xa9: b\r\n", "HPE_INVALID_HEADER_TOKEN\n"},
        {"GET / HTTP/1.1\r\nA: b\x01\r\n", "HPE_INVALID_HEADER_TOKEN\n"},
        {"GET / HTTP/1.1\r\nA: b\x7f\r\n", "HPE_INVALID_HEADER_TOKEN\n"},
        {"GET / HTTP/1.1\r\nA: b\r\n c\r\n", "HPE_INVALID_HEADER_TOKEN\n"},
        {"GET / HTTP/1.1\r\nA: b\nC: d\r\n", "HPE_CR_EXPECTED\n"},
        {"GET / HTTP/1.1\r\nA: b\rC: d\r\n", "HPE_LF_EXPECTED\n"},
        {"GET / HTTP/1.1\r\nA: b\r\n\rX", "HPE_STRICT\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        request(cases[i][0], cases[i][1]);
    }
    static const char nul[] = "GET / HTTP/1.1\r\nA: b\0c\r\n\r\n";
    expect_with(&(options){.kind = HTTP_REQUEST}, nul, sizeof nul - 1, "HPE_INVALID_HEADER_TOKEN\n");
    expect_with(&(options){.kind = HTTP_REQUEST, .lenient = HTTP_LENIENT_ALL}, nul, sizeof nul - 1,
                "HPE_INVALID_HEADER_TOKEN\n");
}

// What front and back could understand differently.
static void refuses_what_smuggles(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "HPE_UNEXPECTED_CONTENT_LENGTH\n"},
        {"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "HPE_UNEXPECTED_CONTENT_LENGTH\n"},
        {"Content-Length: 3\t\r\n\r\nabc", "HPE_INVALID_CONTENT_LENGTH\n"},
        {"Content-Length: 3 \t\r\n\r\nabc", "HPE_INVALID_CONTENT_LENGTH\n"},
        {"Transfer-Encoding: chunked\t\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Transfer-Encoding: chunked,\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Transfer-Encoding: chunked , \r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Content-Length: 3, 3\r\n\r\nabc", "HPE_INVALID_CONTENT_LENGTH\n"},
        {"Content-Length: +3\r\n\r\nabc", "HPE_INVALID_CONTENT_LENGTH\n"},
        {"Content-Length: -3\r\n\r\nabc", "HPE_INVALID_CONTENT_LENGTH\n"},
        {"Content-Length: 0x3\r\n\r\nabc", "HPE_INVALID_CONTENT_LENGTH\n"},
        {"Content-Length: 3 3\r\n\r\nabc", "HPE_INVALID_CONTENT_LENGTH\n"},
        {"Content-Length:\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH\n"},
        {"Content-Length: 18446744073709551619\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH\n"},
        {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH\n"},
        {"Transfer-Encoding: chunked, identity\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Transfer-Encoding: chunked, chunked\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
         "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Transfer-Encoding: xchunked\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Transfer-Encoding: chunkedchunked\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Transfer-Encoding: \"chunked\"\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Transfer-Encoding: identity\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Transfer-Encoding:\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING\n"},
        {"Transfer-Encoding:\x0b"
         "chunked\r\n\r\n",
         "HPE_INVALID_HEADER_TOKEN\n"},
        {"Transfer-Encoding : chunked\r\n\r\n", "HPE_INVALID_HEADER_TOKEN\n"},
        {"Transfer_Encoding\x00: chunked\r\n\r\n", "cut\n"},
        {"X: a\r\n Content-Length: 3\r\n\r\n", "HPE_INVALID_HEADER_TOKEN\n"},
        {"X: a\rContent-Length: 3\r\n\r\n", "HPE_LF_EXPECTED\n"},
        {"X: a\nContent-Length: 3\r\n\r\n", "HPE_CR_EXPECTED\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char input[300];
        snprintf(input, sizeof input, "POST / HTTP/1.1\r\nHost: x\r\n%s", cases[i][0]);
        request(input, cases[i][1]);
    }
    // Names that only look alike say nothing about the length.
    request("GET / HTTP/1.1\r\nContent_Length: 3\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
            "GET / 1.1 keep <Content_Length|3>\ncomplete\nGET /2 1.1 keep <>\ncomplete\nend\n");
}

static void upgrades(void **state)
{
    (void)state;
    static const char upgrade[] =
        "GET /c HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\nrest";
    expect_with(
        &(options){.kind = HTTP_REQUEST, .answer = 2}, upgrade, sizeof upgrade - 1,
        "GET /c 1.1 keep upgrade <Connection|keep-alive, Upgrade|Upgrade|websocket>\ncomplete\nupgraded\n");
    expect_with(&(options){.kind = HTTP_REQUEST}, upgrade, sizeof upgrade - 1,
                "GET /c 1.1 keep upgrade <Connection|keep-alive, "
                "Upgrade|Upgrade|websocket>\ncomplete\nHPE_INVALID_METHOD\n");
    static const char connect[] = "CONNECT host:443 HTTP/1.1\r\n\r\n\x16\x03";
    expect_with(&(options){.kind = HTTP_REQUEST, .answer = 2}, connect, sizeof connect - 1,
                "CONNECT host:443 1.1 keep upgrade <>\ncomplete\nupgraded\n");
    request("GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n", "GET / 1.1 keep <Upgrade|h2c>\ncomplete\nend\n");
}

// ---- responses ------------------------------------------------------------------------------------------------------

static void takes_responses(void **state)
{
    (void)state;
    response("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
             "200 OK 1.1 keep <Content-Length|2>\n\"hi\"\ncomplete\nend\n");
    response("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
             "200  1.1 keep <Content-Length|0>\ncomplete\nend\n");
    response("HTTP/1.1 200 \r\n\r\nall of it", "200  1.1 keep <>\n\"all of it\"\ncomplete\nend\n");
    response("HTTP/1.0 404 Not \xe9 Found\r\n\r\n", "404 Not \xe9 Found 1.0 <>\ncomplete\nend\n");
    response("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
             "100 Continue 1.1 keep <>\ncomplete\n204 No Content 1.1 keep <>\ncomplete\nend\n");
    response("HTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\n",
             "304 x 1.1 keep <Content-Length|9>\ncomplete\nend\n");
    response("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nxyz",
             "200 OK 1.1 keep <Transfer-Encoding|gzip>\n\"xyz\"\ncomplete\nend\n");
    static const char to_head[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
    expect_with(
        &(options){.kind = HTTP_RESPONSE, .answer = 1}, to_head, sizeof to_head - 1,
        "200 OK 1.1 keep <Content-Length|9>\ncomplete\n200 OK 1.1 keep <Content-Length|9>\ncomplete\nend\n");
    static const char *const bad[][2] = {
        {"HTP/1.1 200 OK\r\n", "HPE_INVALID_CONSTANT\n"},
        {"HTTP/1.1200 OK\r\n", "HPE_INVALID_VERSION\n"},
        {"HTTP/1.1 20 OK\r\n", "HPE_INVALID_STATUS\n"},
        {"HTTP/1.1 2000 OK\r\n", "HPE_INVALID_STATUS\n"},
        {"HTTP/1.1 abc\r\n", "HPE_INVALID_STATUS\n"},
        {"HTTP/1.1 200 OK\n", "HPE_CR_EXPECTED\n"},
        {"HTTP/1.1 200 O\rK\r\n", "HPE_STRICT\n"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
         "HPE_INVALID_CONTENT_LENGTH\n"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        response(bad[i][0], bad[i][1]);
    }
}

// ---- leniency -------------------------------------------------------------------------------------------------------

static void is_lenient_where_told(void **state)
{
    (void)state;
    lenient(HTTP_LENIENT_HEADERS, "GET / HTTP/1.1\r\nA: b\x08\r\nC: d\r\nE: f \r\n\tg\r\n  h\r\n\r\n",
            "GET / 1.1 keep <A|b\x08|C|d|E|f \tg  h>\ncomplete\nend\n");
    lenient(HTTP_LENIENT_CHUNKED_LENGTH,
            "POST / HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / 1.1 keep <Content-Length|9|Transfer-Encoding|chunked>\ncomplete\nend\n");
    lenient(HTTP_LENIENT_TRANSFER_ENCODING, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, x\r\n\r\nabc",
            "POST / 1.1 keep <Transfer-Encoding|chunked, x>\n\"abc\"\ncomplete\nend\n");
    lenient(HTTP_LENIENT_VERSION, "GET / HTTP/1.7\r\n\r\n", "GET / 1.7 keep <>\ncomplete\nend\n");
    lenient(HTTP_LENIENT_OPTIONAL_CR_BEFORE_LF,
            "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\nx\n1;a=b\ny\n0\nT: u\n\n",
            "POST / 1.1 keep <Transfer-Encoding|chunked>\n\"xy\"\ntrailers <T|u>\ncomplete\nend\n");
    lenient(HTTP_LENIENT_OPTIONAL_LF_AFTER_CR, "GET / HTTP/1.1\rA: b\r\n\rGET /2 HTTP/1.1\r\n\r\n",
            "GET / 1.1 keep <A|b>\ncomplete\nGET /2 1.1 keep <>\ncomplete\nend\n");
    // What no switch lets through: a space before the colon, a value that a CR alone ends.
    lenient(HTTP_LENIENT_ALL, "GET / HTTP/1.1\r\nA : b\r\n\r\n", "HPE_INVALID_HEADER_TOKEN\n");
    lenient(HTTP_LENIENT_ALL, "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n", "HPE_LF_EXPECTED\n");
    lenient(HTTP_LENIENT_OPTIONAL_CRLF_AFTER_CHUNK,
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx1\r\ny0\r\n\r\n",
            "POST / 1.1 keep <Transfer-Encoding|chunked>\n\"xy\"\ncomplete\nend\n");
    lenient(HTTP_LENIENT_SPACES_AFTER_CHUNK_SIZE,
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1 \t\r\nx\r\n0 \r\n\r\n",
            "POST / 1.1 keep <Transfer-Encoding|chunked>\n\"x\"\ncomplete\nend\n");
}

// ---- limits ---------------------------------------------------------------------------------------------------------

static void limits_heads(void **state)
{
    (void)state;
    char input[300], value[200];
    for (int more = 0; more < 2; more++) {
        // Counted: the target (1), names (4 + 1) and values (1 + n).
        int n = 92 + more;
        memset(value, 'v', (size_t)n);
        value[n] = '\0';
        snprintf(input, sizeof input, "GET / HTTP/1.1\r\nHost: h\r\nX: %s\r\n\r\n", value);
        char wanted[300];
        snprintf(wanted, sizeof wanted, "GET / 1.1 keep <Host|h|X|%s>\ncomplete\nend\n", value);
        expect_with(&(options){.kind = HTTP_REQUEST, .size_max = 100}, input, strlen(input),
                    more ? "HPE_HEADER_OVERFLOW\n" : wanted);
    }
    memset(input, ' ', sizeof input);
    memcpy(input, "GET / HTTP/1.1\r\nX:", 18);
    expect_with(&(options){.kind = HTTP_REQUEST, .size_max = 100}, input, sizeof input,
                "HPE_HEADER_OVERFLOW\n");
    memset(input, 'a', sizeof input);
    memcpy(input, "GET /", 5);
    expect_with(&(options){.kind = HTTP_REQUEST, .size_max = 100}, input, sizeof input,
                "HPE_HEADER_OVERFLOW\n");
}

static void limits_chunk_extensions(void **state)
{
    (void)state;
    static char input[20000];
    int len = snprintf(input, sizeof input, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;");
    memset(input + len, 'a', sizeof input - (size_t)len - 1);
    log l;
    run(&(options){.kind = HTTP_REQUEST}, &l, input, sizeof input - 1, 0, 1000);
    assert_string_equal(l.text,
                        "POST / 1.1 keep <Transfer-Encoding|chunked>\nHPE_CHUNK_EXTENSIONS_OVERFLOW\n");
}

static void takes_many_fields(void **state)
{
    (void)state;
    static char input[16000], wanted[16000];
    int at = snprintf(input, sizeof input, "GET / HTTP/1.1\r\n");
    int said = snprintf(wanted, sizeof wanted, "GET / 1.1 keep <");
    for (int i = 0; i < 1000; i++) {
        at += snprintf(input + at, sizeof input - (size_t)at, "a: %d\r\n", i % 10);
        said += snprintf(wanted + said, sizeof wanted - (size_t)said, "%sa|%d", i ? "|" : "", i % 10);
    }
    snprintf(input + at, sizeof input - (size_t)at, "\r\n");
    snprintf(wanted + said, sizeof wanted - (size_t)said, ">\ncomplete\nend\n");
    log l;
    for (size_t each = 1; each < 8000; each = each * 7 + 1) {
        run(&(options){.kind = HTTP_REQUEST}, &l, input, strlen(input), 0, each);
        assert_string_equal(l.text, wanted);
    }
    http_parser p;
    size_t used;
    uint8_t text[16000];
    http_parser_init(&p, HTTP_REQUEST, 0, 0);
    assert_int_equal(http_parser_next(&p, (uint8_t *)input, strlen(input), &used), HTTP_HEAD);
    assert_int_equal(http_head_text(p.head, 2, text), 7);
    assert_memory_equal(text, "a\n0\na\n1", 7);
    http_parser_deinit(&p);
}

// ---- scanning -------------------------------------------------------------------------------------------------------

static void wide_scans_agree(void **state)
{
    (void)state;
    uint8_t bytes[300];
    for (size_t len = 0; len < sizeof bytes; len += 1 + len / 17) {
        for (size_t at = 0; at <= len; at += 1 + len / 40) {
            for (int c = 0; c < 256; c++) {
                memset(bytes, 'a', sizeof bytes);
                bytes[at < sizeof bytes ? at : 0] = (uint8_t)c;
                assert_int_equal(http_scan_value(bytes, len), http__scan_value_plain(bytes, len));
                assert_int_equal(http_scan_target(bytes, len), http__scan_target_plain(bytes, len));
            }
        }
    }
}

static void every_failure_has_words(void **state)
{
    (void)state;
    for (int f = HTTP_OK + 1; f < HTTP_FAILURE_COUNT; f++) {
        assert_memory_equal(http_failure_code((http_failure)f), "HPE_", 4);
        assert_true(strlen(http_failure_reason((http_failure)f)) > 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_requests),
        cmocka_unit_test(decides_on_keeping_alive),
        cmocka_unit_test(takes_chunks),
        cmocka_unit_test(refuses_bad_requests),
        cmocka_unit_test(refuses_what_smuggles),
        cmocka_unit_test(upgrades),
        cmocka_unit_test(takes_responses),
        cmocka_unit_test(is_lenient_where_told),
        cmocka_unit_test(limits_heads),
        cmocka_unit_test(limits_chunk_extensions),
        cmocka_unit_test(takes_many_fields),
        cmocka_unit_test(wide_scans_agree),
        cmocka_unit_test(every_failure_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
