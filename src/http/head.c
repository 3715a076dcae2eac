// SPDX-License-Identifier: MIT
//
// Heads: first lines and fields, a part at a time. Each part goes on where the bytes ended; p->mark is where its token began. What is
// counted against the limit is what Node counts: target or reason, names and values.
#include "http/internal.h"
#include "http/method.h"
#include "http/scan.h"

#include <stdlib.h>
#include <string.h>

enum { POOL_MAX = 16, KEEP_ROOM_MAX = 32768, FIELDS_AT_FIRST = 32 };

static _Thread_local http_head *pool;
static _Thread_local unsigned pool_count;

http_head *http__head_take(void)
{
    http_head *head = pool;
    if (head == NULL) {
        head = calloc(1, sizeof *head);
        if (head == NULL) {
            return NULL;
        }
        head->fields = malloc(FIELDS_AT_FIRST * sizeof *head->fields);
        if (head->fields == NULL) {
            free(head);
            return NULL;
        }
        head->field_room = FIELDS_AT_FIRST;
        return head;
    }
    pool = head->next;
    pool_count--;
    head->field_count = head->text_len = head->flags = head->gathered_len = 0;
    head->content_length = 0;
    return head;
}

static void head_free(http_head *head)
{
    free(head->gathered);
    free(head->fields);
    free(head);
}

void http__heads_drop(void)
{
    while (pool != NULL) {
        http_head *head = pool;
        pool = head->next;
        head_free(head);
    }
    pool_count = 0;
}

void http__head_give(http_head *head)
{
    if (head == NULL) {
        return;
    }
    if (pool_count == POOL_MAX || head->gathered_room > KEEP_ROOM_MAX ||
        head->field_room * sizeof *head->fields > KEEP_ROOM_MAX) {
        head_free(head);
        return;
    }
    head->next = pool;
    pool = head;
    pool_count++;
}

void http_parser_thread_end(void)
{
    while (pool != NULL) {
        http_head *head = pool;
        pool = head->next;
        free(head->gathered);
        free(head->fields);
        free(head);
    }
    pool_count = 0;
}

static bool field_add(http_head *head, uint32_t name, uint32_t name_len)
{
    if (head->field_count == head->field_room) {
        uint32_t room = head->field_room * 2;
        http_field *grown = realloc(head->fields, room * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        head->fields = grown;
        head->field_room = room;
    }
    head->fields[head->field_count++] = (http_field){.name = name, .name_len = name_len};
    return true;
}

// Goes on with a token while `scan` permits, and counts. False: it is more than there is room for.
static bool token_run(http_parser *p, const uint8_t *base, uint32_t len,
                      size_t (*scan)(const uint8_t *bytes, size_t len))
{
    uint32_t n = (uint32_t)scan(base + p->at, len - p->at);
    p->at += n;
    if (n >= p->budget) {
        return false;
    }
    p->budget -= n;
    return true;
}

// ---- first lines ----------------------------------------------------------------------------------------------------

// The offset told is that of the first character that no method has there.
static http_event parse_method(http_parser *p, const uint8_t *base, uint32_t len)
{
    const uint8_t *space = memchr(base, ' ', len);
    uint32_t end = space ? (uint32_t)(space - base) : len;
    if (space) {
        p->head->method = http_method_find(base, end);
        if (p->head->method >= 0) {
            p->part = PART_TARGET;
            p->at = p->mark = end + 1;
            return HTTP_HEAD;
        }
    }
    size_t good = http_method_prefix(base, end);
    if (space == NULL && good == len) {
        p->at = len;
        return HTTP_MORE;
    }
    p->at = (uint32_t)good;
    if (len >= 4 && memcmp(base, "PRI ", 4) == 0) {
        return http__fail(p, HTTP_H2_PREFACE);
    }
    return http__fail(p, HTTP_BAD_METHOD);
}

static bool is_letter(uint8_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

// 1: may stand in an authority: user, host, port (RFC 3986).
static const uint8_t authority[256] = {
    ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1, ['-'] = 1, ['.'] = 1, ['_'] = 1,
    ['~'] = 1,         ['!'] = 1,         ['$'] = 1,         ['%'] = 1, ['&'] = 1, ['\''] = 1,
    ['('] = 1,         [')'] = 1,         ['*'] = 1,         ['+'] = 1, [','] = 1, [';'] = 1,
    ['='] = 1,         [':'] = 1,         ['@'] = 1,         ['['] = 1, [']'] = 1,
};

// Up to the path or the query; one user at most.
static http_failure check_authority(const uint8_t *text, uint32_t len)
{
    bool user = false;
    for (uint32_t i = 0; i < len && text[i] != '/' && text[i] != '?'; i++) {
        if (!authority[text[i]] || (text[i] == '@' && user)) {
            return HTTP_BAD_AUTHORITY;
        }
        user = user || text[i] == '@';
    }
    return HTTP_OK;
}

// origin-form, asterisk-form, absolute-form with "://", authority-form for CONNECT.
static http_failure check_target(const http_head *head, const uint8_t *target, uint32_t len)
{
    if (head->method == HTTP_METHOD_CONNECT) {
        return check_authority(target, len);
    }
    if (target[0] == '/' || target[0] == '*') {
        return HTTP_OK;
    }
    uint32_t i = 0;
    while (i < len && is_letter(target[i])) {
        i++;
    }
    if (len - i <= 3 || memcmp(target + i, "://", 3) != 0) {
        return HTTP_BAD_SCHEME;
    }
    return check_authority(target + i + 3, len - i - 3);
}

static http_event parse_target(http_parser *p, const uint8_t *base, uint32_t len)
{
    http_head *head = p->head;
    uint8_t first = base[p->mark];
    if (p->at == p->mark && head->method != HTTP_METHOD_CONNECT && first != '/' && first != '*' &&
        !is_letter(first)) {
        return http__fail(p, first == '\r' || first == '\n' ? HTTP_NO_PROTOCOL : HTTP_BAD_TARGET_START);
    }
    if (!token_run(p, base, len, http_scan_target)) {
        return http__fail(p, HTTP_HEAD_TOO_LARGE);
    }
    if (p->at == len) {
        return HTTP_MORE;
    }
    if (base[p->at] != ' ') {
        return http__fail(p, base[p->at] == '\r' || base[p->at] == '\n' ? HTTP_NO_PROTOCOL : HTTP_BAD_TARGET);
    }
    if (p->at == p->mark) {
        return http__fail(p, HTTP_BAD_TARGET);
    }
    http_failure f = check_target(head, base + p->mark, p->at - p->mark);
    if (f != HTTP_OK) {
        return http__fail(p, f);
    }
    head->text = p->mark;
    head->text_len = p->at - p->mark;
    p->mark = ++p->at;
    p->part = PART_VERSION;
    return HTTP_HEAD;
}

// Requests have the versions that we can answer; some servers call their HTTP/1.1 something else.
static bool version_is_known(const http_parser *p)
{
    const http_head *head = p->head;
    if (head->major == 1) {
        return head->minor <= 1;
    }
    return p->kind == HTTP_RESPONSE &&
           ((head->major == 0 && head->minor == 9) || (head->major == 2 && head->minor == 0));
}

// "HTTP/1.1", a character at a time where it is not all there.
static http_event parse_version(http_parser *p, const uint8_t *base, uint32_t len)
{
    static const char name[] = "HTTP/";
    http_head *head = p->head;
    for (; p->at < len; p->at++) {
        uint8_t c = base[p->at];
        uint32_t i = p->at - p->mark;
        if (i < 5) {
            if (c != (uint8_t)name[i]) {
                return http__fail(p,
                                  p->kind == HTTP_REQUEST ? HTTP_NO_PROTOCOL : HTTP_NO_PROTOCOL_IN_RESPONSE);
            }
        } else if (i == 6) {
            if (c != '.') {
                return http__fail(p, HTTP_BAD_DOT);
            }
        } else if (c < '0' || c > '9') {
            return http__fail(p, i == 5 ? HTTP_BAD_MAJOR : HTTP_BAD_MINOR);
        } else if (i == 5) {
            head->major = (uint8_t)(c - '0');
        } else {
            head->minor = (uint8_t)(c - '0');
            if (!version_is_known(p) && !(p->lenient & HTTP_LENIENT_VERSION)) {
                return http__fail(p, HTTP_BAD_VERSION);
            }
            p->at++;
            p->part = p->kind == HTTP_REQUEST ? PART_VERSION_END : PART_REASON_START;
            return HTTP_HEAD;
        }
    }
    return HTTP_MORE;
}

// After CR: LF, or where it is optional anything. `next` comes then.
static http_event line_end(http_parser *p, const uint8_t *base, uint8_t next, http_failure otherwise)
{
    if (base[p->at] == '\n') {
        p->at++;
    } else if (!(p->lenient & HTTP_LENIENT_OPTIONAL_LF_AFTER_CR)) {
        return http__fail(p, otherwise);
    }
    p->part = next;
    return HTTP_HEAD;
}

// The first byte after a line's content: CR, or LF where that may stand alone. `cr`: the part after CR; `lf`: after LF.
static http_event line_turn(http_parser *p, const uint8_t *base, uint8_t cr, uint8_t lf, http_failure bare,
                            http_failure otherwise)
{
    uint8_t c = base[p->at];
    if (c == '\r') {
        p->part = cr;
    } else if (c == '\n' && (p->lenient & HTTP_LENIENT_OPTIONAL_CR_BEFORE_LF)) {
        p->part = lf;
    } else {
        return http__fail(p, c == '\n' ? bare : otherwise);
    }
    p->at++;
    return HTTP_HEAD;
}

static http_event parse_status(http_parser *p, const uint8_t *base, uint32_t len)
{
    for (; p->at < len; p->at++) {
        uint8_t c = base[p->at];
        if (c < '0' || c > '9') {
            return http__fail(p, HTTP_BAD_STATUS);
        }
        p->head->status = p->head->status * 10 + (c - '0');
        if (p->at - p->mark == 2) {
            p->at++;
            p->part = PART_STATUS_END;
            return HTTP_HEAD;
        }
    }
    return HTTP_MORE;
}

static http_event parse_status_end(http_parser *p, const uint8_t *base)
{
    if (base[p->at] == ' ') {
        p->mark = ++p->at;
        p->part = PART_REASON;
        return HTTP_HEAD;
    }
    return line_turn(p, base, PART_FIRST_LF, PART_FIELD, HTTP_NO_CR_AFTER_STATUS_LINE, HTTP_BAD_STATUS_END);
}

static size_t scan_to_line_end(const uint8_t *bytes, size_t len)
{
    size_t i = 0;
    while (i < len && bytes[i] != '\r' && bytes[i] != '\n') {
        i++;
    }
    return i;
}

static http_event parse_reason(http_parser *p, const uint8_t *base, uint32_t len)
{
    if (!token_run(p, base, len, scan_to_line_end)) {
        return http__fail(p, HTTP_HEAD_TOO_LARGE);
    }
    if (p->at == len) {
        return HTTP_MORE;
    }
    p->head->text = p->mark;
    p->head->text_len = p->at - p->mark;
    return line_turn(p, base, PART_FIRST_LF, PART_FIELD, HTTP_NO_CR_AFTER_STATUS_LINE, HTTP_BAD_STATUS_END);
}

// ---- fields ---------------------------------------------------------------------------------------------------------

static http_event parse_field_start(http_parser *p, const uint8_t *base)
{
    http_head *head = p->head;
    uint8_t c = base[p->at];
    if (c == '\r' || (c == '\n' && (p->lenient & HTTP_LENIENT_OPTIONAL_CR_BEFORE_LF))) {
        p->at++;
        p->part = PART_LAST_LF;
        return HTTP_HEAD;
    }
    if (c == ' ' || c == '\t') {
        if (head->field_count == 0) {
            return http__fail(p, HTTP_SPACE_AFTER_START_LINE);
        }
        if (!(p->lenient & HTTP_LENIENT_HEADERS)) {
            return http__fail(p, HTTP_FOLDED_VALUE);
        }
        head->fields[head->field_count - 1].folded = true;
        p->mark = head->fields[head->field_count - 1].value;
        p->part = PART_VALUE;
        return HTTP_HEAD;
    }
    p->mark = p->at;
    p->part = PART_NAME;
    return HTTP_HEAD;
}

static http_event parse_name(http_parser *p, const uint8_t *base, uint32_t len)
{
    if (!token_run(p, base, len, http_scan_token)) {
        return http__fail(p, HTTP_HEAD_TOO_LARGE);
    }
    if (p->at == len) {
        return HTTP_MORE;
    }
    if (p->at == p->mark || base[p->at] != ':') {
        return http__fail(p, HTTP_BAD_NAME);
    }
    if (!field_add(p->head, p->mark, p->at - p->mark)) {
        return http__fail(p, HTTP_NO_MEMORY);
    }
    p->at++;
    p->part = PART_VALUE_START;
    return HTTP_HEAD;
}

// White space before a value counts as part of the head, or it could go on for ever.
static http_event skip_space(http_parser *p, const uint8_t *base, uint32_t len)
{
    for (; p->at < len && (base[p->at] == ' ' || base[p->at] == '\t'); p->at++) {
        // One space after the colon is what everybody sends.
        if (base[p->at - 1] == ':') {
            continue;
        }
        if (--p->budget == 0) {
            return http__fail(p, HTTP_HEAD_TOO_LARGE);
        }
    }
    if (p->at == len) {
        return HTTP_MORE;
    }
    p->mark = p->at;
    p->part = PART_VALUE;
    p->head->fields[p->head->field_count - 1].value = p->mark;
    return HTTP_HEAD;
}

// Anything but what ends a line, and NUL.
static size_t scan_value_lenient(const uint8_t *bytes, size_t len)
{
    size_t i = 0;
    while (i < len && bytes[i] != '\r' && bytes[i] != '\n' && bytes[i] != '\0') {
        i++;
    }
    return i;
}

static http_event parse_value(http_parser *p, const uint8_t *base, uint32_t len)
{
    if (!token_run(p, base, len, p->lenient & HTTP_LENIENT_HEADERS ? scan_value_lenient : http_scan_value)) {
        return http__fail(p, HTTP_HEAD_TOO_LARGE);
    }
    if (p->at == len) {
        return HTTP_MORE;
    }
    uint32_t end = p->at;
    while (end > p->mark && (base[end - 1] == ' ' || base[end - 1] == '\t')) {
        end--;
    }
    p->head->fields[p->head->field_count - 1].value_len = end - p->mark;
    return line_turn(p, base, PART_VALUE_LF, PART_FIELD, HTTP_NO_CR_AFTER_VALUE, HTTP_BAD_VALUE);
}

static http_event parse_last(http_parser *p, const uint8_t *base)
{
    if (base[p->at - 1] == '\r') {
        if (base[p->at] == '\n') {
            p->at++;
        } else if (!(p->lenient & HTTP_LENIENT_OPTIONAL_LF_AFTER_CR)) {
            return http__fail(p, HTTP_NO_LF_AFTER_HEAD);
        }
    }
    return HTTP_HEAD;
}

// A step within the head: HTTP_HEAD says that there is more to do, not that the head is complete.
static http_event parse_part(http_parser *p, const uint8_t *base, uint32_t len)
{
    switch (p->part) {
    case PART_METHOD:
        return parse_method(p, base, len);
    case PART_TARGET:
        return parse_target(p, base, len);
    case PART_VERSION:
        return parse_version(p, base, len);
    case PART_VERSION_END:
        return line_turn(p, base, PART_FIRST_LF, PART_FIELD, HTTP_NO_LINE_AFTER_VERSION,
                         HTTP_NO_LINE_AFTER_VERSION);
    case PART_REASON_START:
        if (base[p->at] != ' ') {
            return http__fail(p, HTTP_NO_SPACE_AFTER_VERSION);
        }
        p->mark = ++p->at;
        p->part = PART_STATUS;
        return HTTP_HEAD;
    case PART_STATUS:
        return parse_status(p, base, len);
    case PART_STATUS_END:
        return parse_status_end(p, base);
    case PART_REASON:
        return parse_reason(p, base, len);
    case PART_FIRST_LF:
        return line_end(p, base, PART_FIELD, HTTP_NO_LF_AFTER_CR);
    case PART_FIELD:
        return parse_field_start(p, base);
    case PART_NAME:
        return parse_name(p, base, len);
    case PART_VALUE_START:
        return skip_space(p, base, len);
    case PART_VALUE:
        return parse_value(p, base, len);
    default: // here LF is never optional: what follows a CR could be the next field as well as the rest of this one
        if (base[p->at] != '\n') {
            return http__fail(p, HTTP_NO_LF_AFTER_VALUE);
        }
        p->at++;
        p->part = PART_FIELD;
        return HTTP_HEAD;
    }
}

http_event http__head_parse(http_parser *p, const uint8_t *base, uint32_t len)
{
    for (;;) {
        if (p->part == PART_LAST_LF) {
            // A bare LF is the end; after a CR one byte more is needed.
            if (base[p->at - 1] == '\r' && p->at == len) {
                return HTTP_MORE;
            }
            return parse_last(p, base);
        }
        if (p->at == len) {
            return HTTP_MORE;
        }
        http_event e = parse_part(p, base, len);
        if (e != HTTP_HEAD) {
            return e;
        }
    }
}
