// SPDX-License-Identifier: MIT
//
// From message to message: gathering heads, the forms of a body, chunks, what comes after the end.
#include "http/parser.h"

#include "http/internal.h"
#include "http/scan.h"

#include <stdlib.h>
#include <string.h>

enum { SIZE_MAX_DEFAULT = 16384, EXTENSIONS_MAX = 16384, GATHER_STEP = 4096 };
static const uint64_t CHUNK_MAX = (UINT64_C(1) << 53) - 1;

void http_parser_init(http_parser *p, http_kind kind, uint32_t size_max, unsigned lenient)
{
    memset(p, 0, sizeof *p);
    p->kind = (uint8_t)kind;
    p->size_max = size_max ? size_max : SIZE_MAX_DEFAULT;
    p->lenient = (uint16_t)lenient;
}

static void drop_head(http_parser *p)
{
    http__head_give(p->head);
    p->head = NULL;
}

void http_parser_deinit(http_parser *p)
{
    drop_head(p);
}

http_event http__fail(http_parser *p, http_failure f)
{
    p->failure = f;
    p->state = STATE_FAILED;
    return HTTP_FAILED;
}

bool http_parser_is_idle(const http_parser *p)
{
    return p->state == STATE_START;
}

bool http_parser_in_body(const http_parser *p)
{
    return p->state > STATE_HEAD && p->state < STATE_CLOSED;
}

// ---- heads ----------------------------------------------------------------------------------------------------------

static http_event begin_head(http_parser *p, uint8_t part)
{
    if (p->head == NULL) {
        p->head = http__head_take();
        if (p->head == NULL) {
            return http__fail(p, HTTP_NO_MEMORY);
        }
    }
    p->head->status = 0;
    p->head->method = -1;
    p->head->field_count = 0;
    p->head->gathered_len = 0;
    p->budget = p->size_max;
    p->at = p->mark = 0;
    p->part = part;
    p->state = STATE_HEAD;
    return HTTP_HEAD;
}

static bool gather(http_head *head, const uint8_t *bytes, size_t len)
{
    size_t needed = head->gathered_len + len;
    if (needed > head->gathered_room) {
        size_t room = needed < 1024 ? 1024 : needed + needed / 2;
        uint8_t *grown = room <= UINT32_MAX ? realloc(head->gathered, room) : NULL;
        if (grown == NULL) {
            return false;
        }
        head->gathered = grown;
        head->gathered_room = (uint32_t)room;
    }
    memcpy(head->gathered + head->gathered_len, bytes, len);
    head->gathered_len += (uint32_t)len;
    return true;
}

static http_event head_done(http_parser *p, const uint8_t *base)
{
    p->head->base = base;
    http_failure f = p->trailing ? http__trailers_survey(p) : http__head_survey(p);
    if (f != HTTP_OK) {
        return http__fail(p, f);
    }
    if (p->trailing) {
        p->state = STATE_AFTER_TRAILERS;
        return HTTP_TRAILERS;
    }
    p->state = STATE_AFTER_HEAD;
    return HTTP_HEAD;
}

// The head has begun in bytes that are gone: what is new is added to them, in steps, for its end is near.
static http_event next_gathered(http_parser *p, const uint8_t *bytes, size_t len, size_t *used)
{
    http_head *head = p->head;
    size_t taken = 0;
    for (;;) {
        uint32_t before = head->gathered_len;
        size_t step = len - taken < GATHER_STEP ? len - taken : GATHER_STEP;
        if (!gather(head, bytes + taken, step)) {
            *used = taken;
            return http__fail(p, HTTP_NO_MEMORY);
        }
        http_event e = http__head_parse(p, head->gathered, head->gathered_len);
        if (e != HTTP_MORE) {
            *used = taken + (p->at > before ? p->at - before : 0);
            return e == HTTP_HEAD ? head_done(p, head->gathered) : e;
        }
        taken += step;
        if (taken == len) {
            *used = taken;
            return HTTP_MORE;
        }
    }
}

static http_event next_head(http_parser *p, const uint8_t *bytes, size_t len, size_t *used)
{
    if (p->head->gathered_len > 0) {
        return next_gathered(p, bytes, len, used);
    }
    // More than can be counted in 32 bits is looked at piece by piece.
    uint32_t piece = len > UINT32_MAX / 4 ? UINT32_MAX / 4 : (uint32_t)len;
    http_event e = http__head_parse(p, bytes, piece);
    if (e == HTTP_MORE) {
        if (!gather(p->head, bytes, piece)) {
            return http__fail(p, HTTP_NO_MEMORY);
        }
        *used = piece;
        return HTTP_MORE;
    }
    *used = p->at;
    return e == HTTP_HEAD ? head_done(p, bytes) : e;
}

// Empty lines before a message are passed over.
static http_event next_start(http_parser *p, const uint8_t *bytes, size_t len, size_t *used)
{
    size_t i = 0;
    while (i < len && (bytes[i] == '\r' || bytes[i] == '\n')) {
        i++;
    }
    *used = i;
    if (i == len) {
        return HTTP_MORE;
    }
    p->skip_body = p->after_upgrade = p->trailing = p->closing = false;
    return begin_head(p, p->kind == HTTP_REQUEST ? PART_METHOD : PART_VERSION);
}

// ---- what follows a head --------------------------------------------------------------------------------------------

void http_parser_skip_body(http_parser *p)
{
    p->skip_body = true;
}

void http_parser_accept_upgrade(http_parser *p)
{
    p->after_upgrade = p->skip_body = true;
}

static http_event complete(http_parser *p)
{
    drop_head(p);
    p->trailing = false;
    p->state = p->after_upgrade ? STATE_UPGRADED : p->closing ? STATE_CLOSED : STATE_START;
    return HTTP_COMPLETE;
}

static void expect_chunk(http_parser *p)
{
    p->state = STATE_CHUNK_SIZE;
    p->part = CHUNK_FIRST_DIGIT;
    p->remaining = 0;
    p->extensions = 0;
}

static http_event after_head(http_parser *p, bool *go_on)
{
    const http_head *head = p->head;
    uint32_t f = head->flags;
    bool skipped = p->skip_body || (f & HTTP_NO_BODY);
    p->closing = !(f & HTTP_KEEP_ALIVE) && !(p->lenient & HTTP_LENIENT_KEEP_ALIVE);
    if (skipped) {
        return complete(p);
    }
    *go_on = true;
    if (f & HTTP_UNTIL_EOF) {
        p->state = STATE_EOF;
    } else if (f & HTTP_CHUNKED) {
        expect_chunk(p);
    } else {
        p->remaining = head->content_length;
        p->state = STATE_LENGTH;
    }
    drop_head(p);
    return HTTP_MORE;
}

static http_event next_data(http_parser *p, const uint8_t *bytes, size_t len, size_t *used)
{
    if (p->remaining == 0) {
        return complete(p);
    }
    if (len == 0) {
        return HTTP_MORE;
    }
    size_t n = p->remaining < len ? (size_t)p->remaining : len;
    p->body = bytes;
    p->body_len = n;
    p->remaining -= n;
    *used = n;
    if (p->remaining == 0 && p->state == STATE_CHUNK_DATA) {
        p->state = STATE_CHUNK_SIZE;
        p->part = CHUNK_DATA_CR;
    }
    return HTTP_BODY;
}

// ---- chunks ---------------------------------------------------------------------------------------------------------

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static http_failure chunk_digit(http_parser *p, uint8_t c)
{
    int digit = hex_digit(c);
    if (digit >= 0) {
        if (p->remaining > CHUNK_MAX >> 4) {
            return HTTP_CHUNK_SIZE_OVERFLOW;
        }
        p->remaining = p->remaining << 4 | (uint64_t)digit;
        p->part = CHUNK_DIGITS;
        return HTTP_OK;
    }
    if (p->part == CHUNK_FIRST_DIGIT) {
        return HTTP_BAD_CHUNK_SIZE;
    }
    if (c == '\r') {
        p->part = CHUNK_SIZE_LF;
    } else if (c == ';') {
        p->part = CHUNK_NAME_START;
    } else if ((c == ' ' || c == '\t') && (p->lenient & HTTP_LENIENT_SPACES_AFTER_CHUNK_SIZE)) {
        p->part = CHUNK_SPACES;
    } else if (c == '\n' && (p->lenient & HTTP_LENIENT_OPTIONAL_CR_BEFORE_LF)) {
        p->part = CHUNK_SIZE_LF;
        p->step = 1; // the line is over
    } else {
        return c == '\n' ? HTTP_NO_LF_AFTER_CHUNK_SIZE : HTTP_BAD_CHUNK_SIZE;
    }
    return HTTP_OK;
}

// What may follow a whole name or value: another extension, or the line's end.
static http_failure extension_end(http_parser *p, uint8_t c, http_failure bare, http_failure otherwise)
{
    if (c == ';') {
        p->part = CHUNK_NAME_START;
    } else if (c == '\r') {
        p->part = CHUNK_SIZE_LF;
    } else if (c == '\n' && (p->lenient & HTTP_LENIENT_OPTIONAL_CR_BEFORE_LF)) {
        p->part = CHUNK_SIZE_LF;
        p->step = 1;
    } else {
        return c == '\n' ? bare : otherwise;
    }
    return HTTP_OK;
}

static bool is_token(uint8_t c)
{
    return http_scan_token(&c, 1) == 1;
}

static http_failure chunk_extension(http_parser *p, uint8_t c)
{
    if (++p->extensions > EXTENSIONS_MAX) {
        return HTTP_EXTENSIONS_TOO_LARGE;
    }
    switch (p->part) {
    case CHUNK_NAME_START:
        p->part = CHUNK_NAME;
        return is_token(c) ? HTTP_OK : HTTP_BAD_EXTENSION;
    case CHUNK_NAME:
        if (is_token(c)) {
            return HTTP_OK;
        }
        if (c == '=') {
            p->part = CHUNK_VALUE_START;
            return HTTP_OK;
        }
        return extension_end(p, c, HTTP_NO_CR_AFTER_EXTENSION_NAME, HTTP_BAD_EXTENSION_NAME);
    case CHUNK_VALUE_START:
        p->part = c == '"' ? CHUNK_QUOTED : CHUNK_VALUE;
        return c == '"' || is_token(c) ? HTTP_OK : HTTP_BAD_EXTENSION_VALUE;
    case CHUNK_VALUE:
        return is_token(c) ? HTTP_OK
                           : extension_end(p, c, HTTP_NO_CR_AFTER_EXTENSION_VALUE, HTTP_BAD_EXTENSION_VALUE);
    case CHUNK_QUOTED:
        if (c == '"' || c == '\\') {
            p->part = c == '"' ? CHUNK_QUOTED_END : CHUNK_PAIR;
            return HTTP_OK;
        }
        return c == '\t' || (c >= 0x20 && c != 0x7f) ? HTTP_OK : HTTP_BAD_EXTENSION_QUOTED;
    case CHUNK_PAIR:
        p->part = CHUNK_QUOTED;
        return c == '\t' || (c >= 0x20 && c != 0x7f) ? HTTP_OK : HTTP_BAD_EXTENSION_PAIR;
    default:
        return extension_end(p, c, HTTP_NO_CR_AFTER_EXTENSION_VALUE, HTTP_BAD_EXTENSION_VALUE);
    }
}

static http_failure chunk_byte(http_parser *p, uint8_t c)
{
    switch (p->part) {
    case CHUNK_FIRST_DIGIT:
    case CHUNK_DIGITS:
        return chunk_digit(p, c);
    case CHUNK_SPACES:
        if (c == ' ' || c == '\t') {
            return HTTP_OK;
        }
        return extension_end(p, c, HTTP_NO_LF_AFTER_CHUNK_SIZE, HTTP_BAD_CHUNK_SIZE);
    case CHUNK_DATA_CR:
        if (c == '\r') {
            p->part = CHUNK_DATA_LF;
            return HTTP_OK;
        }
        if (c == '\n' && (p->lenient & HTTP_LENIENT_OPTIONAL_CR_BEFORE_LF)) {
            expect_chunk(p);
            return HTTP_OK;
        }
        if (p->lenient & HTTP_LENIENT_OPTIONAL_CRLF_AFTER_CHUNK) {
            expect_chunk(p);
            return chunk_digit(p, c);
        }
        return HTTP_NO_CRLF_AFTER_CHUNK;
    case CHUNK_DATA_LF:
        expect_chunk(p);
        if (c == '\n') {
            return HTTP_OK;
        }
        return p->lenient & HTTP_LENIENT_OPTIONAL_LF_AFTER_CR ? chunk_digit(p, c) : HTTP_NO_CRLF_AFTER_CHUNK;
    default:
        return chunk_extension(p, c);
    }
}

// The line with the size is over. 0 is the last chunk: trailers follow.
static http_event chunk_begin(http_parser *p)
{
    p->step = 0;
    if (p->remaining > 0) {
        p->state = STATE_CHUNK_DATA;
        return HTTP_HEAD;
    }
    http_event e = begin_head(p, PART_FIELD);
    p->trailing = true;
    return e;
}

static http_event next_chunk_line(http_parser *p, const uint8_t *bytes, size_t len, size_t *used)
{
    size_t i = 0;
    while (i < len || (p->part == CHUNK_SIZE_LF && p->step)) {
        if (p->part == CHUNK_SIZE_LF) {
            if (!p->step && bytes[i] == '\n') {
                i++;
            } else if (!p->step && !(p->lenient & HTTP_LENIENT_OPTIONAL_LF_AFTER_CR)) {
                *used = i;
                return http__fail(p, HTTP_NO_LF_AFTER_CHUNK_SIZE);
            }
            *used = i;
            return chunk_begin(p);
        }
        http_failure f = chunk_byte(p, bytes[i]);
        if (f != HTTP_OK) {
            *used = i;
            return http__fail(p, f);
        }
        i++;
    }
    *used = i;
    return HTTP_MORE;
}

// ---- the whole ------------------------------------------------------------------------------------------------------

static http_event next_closed(http_parser *p, const uint8_t *bytes, size_t len, size_t *used)
{
    size_t i = 0;
    while (i < len &&
           (bytes[i] == '\r' || bytes[i] == '\n' || (p->lenient & HTTP_LENIENT_DATA_AFTER_CLOSE))) {
        i++;
    }
    *used = i;
    return i == len ? HTTP_MORE : http__fail(p, HTTP_DATA_AFTER_CLOSE);
}

// One step: an event, or HTTP_MORE with `*go_on` where the state changed only.
static http_event step(http_parser *p, const uint8_t *bytes, size_t len, size_t *used, bool *go_on)
{
    http_event e;
    switch (p->state) {
    case STATE_START:
        e = next_start(p, bytes, len, used);
        *go_on = e == HTTP_HEAD;
        return e == HTTP_HEAD ? HTTP_MORE : e;
    case STATE_HEAD:
        return len == 0 ? HTTP_MORE : next_head(p, bytes, len, used);
    case STATE_AFTER_HEAD:
        return after_head(p, go_on);
    case STATE_LENGTH:
    case STATE_CHUNK_DATA:
        return next_data(p, bytes, len, used);
    case STATE_EOF:
        p->body = bytes;
        p->body_len = *used = len;
        return len ? HTTP_BODY : HTTP_MORE;
    case STATE_CHUNK_SIZE:
        e = next_chunk_line(p, bytes, len, used);
        *go_on = e == HTTP_HEAD;
        return e == HTTP_HEAD ? HTTP_MORE : e;
    case STATE_AFTER_TRAILERS:
        return complete(p);
    case STATE_CLOSED:
        return next_closed(p, bytes, len, used);
    case STATE_UPGRADED:
        return HTTP_UPGRADED;
    default:
        return HTTP_FAILED;
    }
}

http_event http_parser_next(http_parser *p, const uint8_t *bytes, size_t len, size_t *used)
{
    size_t done = 0;
    for (;;) {
        size_t n = 0;
        bool go_on = false;
        http_event e = step(p, bytes + done, len - done, &n, &go_on);
        done += n;
        // Without fields there are no trailers to tell of.
        if (e == HTTP_TRAILERS && p->head->field_count == 0) {
            go_on = true;
        }
        if (!go_on) {
            *used = done;
            return e;
        }
    }
}

http_event http_parser_finish(http_parser *p)
{
    switch (p->state) {
    case STATE_EOF:
        p->closing = true;
        return complete(p);
    case STATE_START:
    case STATE_CLOSED:
    case STATE_UPGRADED:
        return HTTP_MORE;
    case STATE_FAILED:
        return HTTP_FAILED;
    default:
        return http__fail(p, HTTP_CUT_SHORT);
    }
}
