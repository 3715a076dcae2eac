// SPDX-License-Identifier: MIT
//
// What the fields of a head mean for the message: its length, and the fate of the connection. And the fields as text.
#include "http/internal.h"
#include "http/method.h"

#include <string.h>
#include <strings.h>

static const uint64_t LENGTH_MAX = (UINT64_C(1) << 53) - 1;

static bool name_is(const http_head *head, const http_field *field, const char *lower, size_t len)
{
    return field->name_len == len && strncasecmp((const char *)head->base + field->name, lower, len) == 0;
}

// What says where a message ends is read by the letter: after it comes a space, if anything.
static bool ends_in_tab(const http_head *head, const http_field *field)
{
    const uint8_t *at = head->base + field->value + field->value_len;
    while (*at == ' ') {
        at++;
    }
    return *at == '\t';
}

static http_failure read_length(http_parser *p, http_head *head, const http_field *field)
{
    const uint8_t *digits = head->base + field->value;
    if (head->flags & HTTP_HAS_LENGTH) {
        return HTTP_LENGTH_TWICE;
    }
    if ((head->flags & HTTP_HAS_ENCODING) && !(p->lenient & HTTP_LENIENT_CHUNKED_LENGTH)) {
        return HTTP_LENGTH_AND_ENCODING;
    }
    if (field->value_len == 0) {
        return HTTP_EMPTY_LENGTH;
    }
    uint64_t length = 0;
    for (uint32_t i = 0; i < field->value_len; i++) {
        if (digits[i] < '0' || digits[i] > '9') {
            return HTTP_BAD_LENGTH;
        }
        length = length * 10 + (uint64_t)(digits[i] - '0');
        if (length > LENGTH_MAX) {
            return HTTP_LENGTH_OVERFLOW;
        }
    }
    if (ends_in_tab(head, field)) {
        return HTTP_BAD_LENGTH;
    }
    head->content_length = length;
    head->flags |= HTTP_HAS_LENGTH;
    return HTTP_OK;
}

// The members of a list, one after the other. False after the last.
static bool next_member(const uint8_t **at, const uint8_t *end, const uint8_t **member, size_t *len)
{
    while (*at < end && (**at == ',' || **at == ' ' || **at == '\t' || **at == '\r' || **at == '\n')) {
        (*at)++;
    }
    if (*at == end) {
        return false;
    }
    *member = *at;
    while (*at < end && **at != ',') {
        (*at)++;
    }
    const uint8_t *last = *at;
    while (last > *member && (last[-1] == ' ' || last[-1] == '\t' || last[-1] == '\r' || last[-1] == '\n')) {
        last--;
    }
    *len = (size_t)(last - *member);
    return true;
}

static bool member_is(const uint8_t *member, size_t len, const char *lower)
{
    return strlen(lower) == len && strncasecmp((const char *)member, lower, len) == 0;
}

static void read_connection(http_head *head, const http_field *field)
{
    const uint8_t *at = head->base + field->value, *end = at + field->value_len, *member;
    size_t len;
    while (next_member(&at, end, &member, &len)) {
        if (member_is(member, len, "close")) {
            head->flags |= HTTP_CONNECTION_CLOSE;
        } else if (member_is(member, len, "keep-alive")) {
            head->flags |= HTTP_CONNECTION_KEEP_ALIVE;
        } else if (member_is(member, len, "upgrade")) {
            head->flags |= HTTP_CONNECTION_UPGRADE;
        }
    }
}

// "chunked" counts as the last encoding only; anything after it, in this field or another, would hide the message's end.
static http_failure read_encoding(http_parser *p, http_head *head, const http_field *field)
{
    const uint8_t *at = head->base + field->value, *end = at + field->value_len, *member;
    size_t len;
    if ((head->flags & HTTP_HAS_LENGTH) && !(p->lenient & HTTP_LENIENT_CHUNKED_LENGTH)) {
        return HTTP_ENCODING_AND_LENGTH;
    }
    head->flags |= HTTP_HAS_ENCODING;
    while (next_member(&at, end, &member, &len)) {
        if ((head->flags & HTTP_CHUNKED) && !(p->lenient & HTTP_LENIENT_TRANSFER_ENCODING)) {
            return HTTP_BAD_ENCODING;
        }
        head->flags &= ~(uint32_t)HTTP_CHUNKED;
        if (member_is(member, len, "chunked")) {
            head->flags |= HTTP_CHUNKED;
        }
    }
    bool list_ends = field->value_len > 0 && end[-1] == ',';
    if ((list_ends || ends_in_tab(head, field)) && !(p->lenient & HTTP_LENIENT_TRANSFER_ENCODING)) {
        return HTTP_BAD_ENCODING;
    }
    return HTTP_OK;
}

// Only names of a few lengths matter: most are passed by at the cost of a comparison.
static http_failure read_field(http_parser *p, http_head *head, const http_field *field)
{
    switch (field->name_len) {
    case 4:
        head->flags |= name_is(head, field, "host", 4) ? HTTP_HAS_HOST : 0;
        break;
    case 6:
        head->flags |= name_is(head, field, "expect", 6) ? HTTP_HAS_EXPECT : 0;
        break;
    case 7:
        head->flags |= name_is(head, field, "upgrade", 7) ? HTTP_HAS_UPGRADE : 0;
        break;
    case 10:
        if (name_is(head, field, "connection", 10)) {
            read_connection(head, field);
        }
        break;
    case 14:
        return name_is(head, field, "content-length", 14) ? read_length(p, head, field) : HTTP_OK;
    case 16:
        if (name_is(head, field, "proxy-connection", 16)) {
            read_connection(head, field);
        }
        break;
    case 17:
        return name_is(head, field, "transfer-encoding", 17) ? read_encoding(p, head, field) : HTTP_OK;
    default:
        break;
    }
    return HTTP_OK;
}

static bool status_has_no_body(int status)
{
    return (status >= 100 && status < 200) || status == 204 || status == 304;
}

static http_failure conclude(http_parser *p, http_head *head)
{
    uint32_t f = head->flags;
    bool request = p->kind == HTTP_REQUEST;
    if (request && (f & HTTP_HAS_ENCODING) && !(f & HTTP_CHUNKED) &&
        !(p->lenient & (HTTP_LENIENT_TRANSFER_ENCODING | HTTP_LENIENT_CHUNKED_LENGTH))) {
        return HTTP_BAD_ENCODING;
    }
    bool both = (f & HTTP_HAS_UPGRADE) && (f & HTTP_CONNECTION_UPGRADE);
    if (request ? both || head->method == HTTP_METHOD_CONNECT : both && head->status == 101) {
        f |= HTTP_UPGRADE;
    }
    if (!request && status_has_no_body(head->status)) {
        f |= HTTP_NO_BODY;
    } else if (!(f & HTTP_CHUNKED) && ((f & HTTP_HAS_ENCODING) || (!request && !(f & HTTP_HAS_LENGTH)))) {
        f |= HTTP_UNTIL_EOF;
    } else if (!(f & HTTP_CHUNKED) && head->content_length == 0) {
        f |= HTTP_NO_BODY;
    }
    bool newer = head->major > 0 && head->minor > 0;
    if (newer ? !(f & HTTP_CONNECTION_CLOSE) : (f & HTTP_CONNECTION_KEEP_ALIVE) != 0) {
        f |= HTTP_KEEP_ALIVE;
    }
    head->flags = f;
    return HTTP_OK;
}

http_failure http__head_survey(http_parser *p)
{
    http_head *head = p->head;
    for (uint32_t i = 0; i < head->field_count; i++) {
        http_failure f = read_field(p, head, &head->fields[i]);
        if (f != HTTP_OK) {
            return f;
        }
    }
    return conclude(p, head);
}

// Where the message ends cannot be said again after its end.
http_failure http__trailers_survey(http_parser *p)
{
    const http_head *head = p->head;
    for (uint32_t i = 0; i < head->field_count; i++) {
        const http_field *field = &head->fields[i];
        if (name_is(head, field, "content-length", 14) && !(p->lenient & HTTP_LENIENT_CHUNKED_LENGTH)) {
            return HTTP_LENGTH_AND_ENCODING;
        }
        if (name_is(head, field, "transfer-encoding", 17) && !(p->lenient & HTTP_LENIENT_TRANSFER_ENCODING)) {
            return HTTP_BAD_ENCODING;
        }
    }
    return HTTP_OK;
}

// ---- as text --------------------------------------------------------------------------------------------------------

size_t http_head_text_room(const http_head *head)
{
    size_t room = 0;
    for (uint32_t i = 0; i < head->field_count; i++) {
        room += (size_t)head->fields[i].name_len + head->fields[i].value_len + 2;
    }
    return room;
}

static uint8_t *copy_value(const http_head *head, const http_field *field, uint8_t *out)
{
    const uint8_t *value = head->base + field->value;
    if (!field->folded) {
        memcpy(out, value, field->value_len);
        return out + field->value_len;
    }
    for (uint32_t i = 0; i < field->value_len; i++) {
        if (value[i] != '\r' && value[i] != '\n') {
            *out++ = value[i];
        }
    }
    return out;
}

size_t http_head_text(const http_head *head, uint32_t pairs_max, uint8_t *out)
{
    uint8_t *at = out;
    uint32_t count = pairs_max > 0 && pairs_max < head->field_count ? pairs_max : head->field_count;
    for (uint32_t i = 0; i < count; i++) {
        const http_field *field = &head->fields[i];
        memcpy(at, head->base + field->name, field->name_len);
        at += field->name_len;
        *at++ = '\n';
        at = copy_value(head, field, at);
        *at++ = '\n';
    }
    return at > out ? (size_t)(at - out) - 1 : 0;
}
