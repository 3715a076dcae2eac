// SPDX-License-Identifier: MIT
//
// Fuzzes the HTTP parser. The first three bytes choose kind, leniency and how the rest is cut; whole and in pieces the events must be the
// same.
// Sources: src/http/*.c
#include "http/parser.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct sum {
    uint64_t hash;
    uint64_t events;
} sum;

static void mix(sum *s, const void *bytes, size_t len)
{
    const uint8_t *b = bytes;
    for (size_t i = 0; i < len; i++) {
        s->hash = (s->hash ^ b[i]) * UINT64_C(0x100000001b3);
    }
}

static void mix_number(sum *s, uint64_t n)
{
    mix(s, &n, sizeof n);
}

static void mix_head(sum *s, const http_head *head)
{
    uint8_t *text = malloc(http_head_text_room(head) + 1);
    if (text) {
        mix(s, text, http_head_text(head, 0, text));
    }
    free(text);
    mix(s, head->base + head->text, head->text_len);
    mix_number(s, head->flags);
    mix_number(s, (uint64_t)head->status << 32 | (uint32_t)head->method);
}

// False: no more may come.
static bool feed(http_parser *p, sum *s, const uint8_t *bytes, size_t len, uint8_t answer)
{
    size_t at = 0;
    for (;;) {
        size_t used = 0;
        http_event e = http_parser_next(p, bytes + at, len - at, &used);
        if (used > len - at || (e == HTTP_MORE && used != len - at)) {
            abort();
        }
        at += used;
        if (e == HTTP_MORE) {
            return true;
        }
        if (e == HTTP_BODY) {
            mix(s, p->body, p->body_len);
            continue;
        }
        mix_number(s, e);
        s->events++;
        if (e == HTTP_HEAD) {
            mix_head(s, p->head);
            if (answer & 1) {
                http_parser_skip_body(p);
            } else if ((answer & 2) && (p->head->flags & HTTP_UPGRADE)) {
                http_parser_accept_upgrade(p);
            }
        } else if (e == HTTP_TRAILERS) {
            mix_head(s, p->head);
        } else if (e == HTTP_FAILED || e == HTTP_UPGRADED) {
            mix_number(s, p->failure);
            return false;
        }
    }
}

static sum run(const uint8_t *data, size_t size, size_t each, uint8_t options, unsigned lenient)
{
    sum s = {UINT64_C(0xcbf29ce484222325), 0};
    http_parser p;
    http_parser_init(&p, options & 4 ? HTTP_RESPONSE : HTTP_REQUEST, options & 8 ? 64 : 0, lenient);
    bool more = true;
    for (size_t at = 0; at < size && more;) {
        size_t n = each < size - at ? each : size - at;
        uint8_t *piece = malloc(n);
        if (!piece) {
            break;
        }
        memcpy(piece, data + at, n);
        more = feed(&p, &s, piece, n, options);
        free(piece);
        at += n;
    }
    if (more) {
        mix_number(&s, http_parser_finish(&p));
    }
    http_parser_deinit(&p);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4) {
        return 0;
    }
    unsigned lenient = data[0] & 0x80 ? 0 : (unsigned)(data[1] | data[2] << 8) & HTTP_LENIENT_ALL;
    size_t each = data[0] & 0x40 ? 1 : 1 + data[2] % 37u;
    sum whole = run(data + 3, size - 3, size, data[0], lenient);
    sum cut = run(data + 3, size - 3, each, data[0], lenient);
    if (whole.hash != cut.hash || whole.events != cut.events) {
        abort();
    }
    return 0;
}
