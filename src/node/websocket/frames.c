// SPDX-License-Identifier: MIT
//
// A message whose frame came in one piece is given out where it lies; else its pieces are gathered in a block that grows, never beyond
// the limit. Lengths are checked as soon as the head is there, before a byte is stored.
#include "node/websocket/frames.h"

#include "base/utf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void ws_parser_init(ws_parser *p, size_t message_max, bool allow_compressed)
{
    memset(p, 0, sizeof *p);
    p->message_max = message_max;
    p->allow_compressed = allow_compressed;
}

void ws_parser_deinit(ws_parser *p)
{
    free(p->message);
    p->message = NULL;
}

bool ws_close_code_is_valid(unsigned code)
{
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
           (code >= 3000 && code <= 4999);
}

// ---- heads ------------------------------------------------------------------------------------------------------------------------------

// How many bytes the head takes, as far as its first two tell.
static unsigned head_size(const ws_parser *p)
{
    if (p->head_len < 2) {
        return 2;
    }
    unsigned size = p->head[1] & 0x7f;
    return size == 126 ? 4 : size == 127 ? 10 : 2;
}

static uint64_t payload_length(const ws_parser *p)
{
    unsigned size = p->head[1] & 0x7f;
    unsigned count = size == 126 ? 2 : size == 127 ? 8 : 0;
    uint64_t length = count ? 0 : size;
    for (unsigned i = 0; i < count; i++) {
        length = length << 8 | p->head[2 + i];
    }
    return length;
}

static int begin_data_frame(ws_parser *p, bool compressed)
{
    if (p->opcode == WS_CONTINUATION) {
        if (!p->message_opcode || compressed) {
            return WS_PROTOCOL_ERROR;
        }
    } else {
        if (p->message_opcode || (compressed && !p->allow_compressed)) {
            return WS_PROTOCOL_ERROR;
        }
        p->message_opcode = p->opcode;
        p->message_compressed = compressed;
        p->message_len = 0;
    }
    if (p->left > p->message_max - p->message_len) {
        return WS_TOO_BIG;
    }
    return 0;
}

// The head is complete. 0 or a WS_* code.
static int begin_frame(ws_parser *p)
{
    uint8_t first = p->head[0];
    unsigned size = p->head[1] & 0x7f;
    p->opcode = first & 0x0f;
    p->fin = first & 0x80;
    p->left = payload_length(p);
    p->control_len = 0;
    p->in_payload = true;
    bool compressed = first & 0x40;
    if ((first & 0x30) || (p->head[1] & 0x80)) { // reserved bits; servers do not mask
        return WS_PROTOCOL_ERROR;
    }
    if ((size == 126 && p->left < 126) || (size == 127 && (p->left <= 0xffff || p->left >> 63))) {
        return WS_PROTOCOL_ERROR; // the shortest form must be used
    }
    switch (p->opcode) {
    case WS_CONTINUATION:
    case WS_TEXT:
    case WS_BINARY:
        return begin_data_frame(p, compressed);
    case WS_CLOSE:
    case WS_PING:
    case WS_PONG:
        return !p->fin || compressed || p->left > WS_CONTROL_MAX ? WS_PROTOCOL_ERROR : 0;
    default:
        return WS_PROTOCOL_ERROR;
    }
}

// ---- payloads ---------------------------------------------------------------------------------------------------------------------------

static int gather(ws_parser *p, const uint8_t *bytes, size_t len)
{
    size_t needed = p->message_len + len;
    if (needed > p->message_cap) {
        size_t cap = p->message_cap ? p->message_cap : 1024;
        while (cap < needed) {
            cap *= 2;
        }
        uint8_t *grown = realloc(p->message, cap);
        if (!grown) {
            return -ENOMEM;
        }
        p->message = grown;
        p->message_cap = cap;
    }
    if (len) {
        memcpy(p->message + p->message_len, bytes, len);
    }
    p->message_len = needed;
    return 0;
}

static int end_control(ws_parser *p, ws_on_message *on_message, void *user)
{
    uint8_t *none = NULL;
    if (p->opcode == WS_CLOSE && p->control_len > 0) {
        unsigned code = (unsigned)p->control[0] << 8 | p->control[1];
        if (p->control_len == 1 || !ws_close_code_is_valid(code)) {
            return WS_PROTOCOL_ERROR;
        }
        if (!utf8_is_valid(p->control + 2, p->control_len - 2)) {
            return WS_BAD_DATA;
        }
    }
    return on_message(user, p->opcode, false, p->control, p->control_len, &none);
}

// The message is complete, at `data`, which is the parser's own block or the caller's.
static int end_message(ws_parser *p, const uint8_t *data, size_t len, ws_on_message *on_message, void *user)
{
    uint8_t opcode = p->message_opcode;
    p->message_opcode = 0;
    if (opcode == WS_TEXT && !p->message_compressed && !utf8_is_valid(data, len)) {
        return WS_BAD_DATA;
    }
    bool own = data == p->message && p->message;
    uint8_t *owned = own ? p->message : NULL;
    int r = on_message(user, opcode, p->message_compressed, data, len, &owned);
    if (own && !owned) {
        p->message = NULL;
        p->message_cap = 0;
    }
    p->message_len = 0;
    return r;
}

// Takes what there is of the frame's payload. `*taken` says how much.
static int read_payload(ws_parser *p, const uint8_t *bytes, size_t len, size_t *taken,
                        ws_on_message *on_message, void *user)
{
    size_t count = len < p->left ? len : (size_t)p->left;
    bool whole = count == p->left;
    int r = 0;
    *taken = count;
    if (p->opcode >= WS_CLOSE) {
        if (count) {
            memcpy(p->control + p->control_len, bytes, count);
        }
        p->control_len += count;
        r = whole ? end_control(p, on_message, user) : 0;
    } else if (whole && p->fin && p->message_len == 0) {
        r = end_message(p, bytes, count, on_message, user);
    } else {
        r = gather(p, bytes, count);
        if (r == 0 && whole && p->fin) {
            r = end_message(p, p->message, p->message_len, on_message, user);
        }
    }
    p->left -= count;
    if (whole) {
        p->in_payload = false;
        p->head_len = 0;
    }
    return r;
}

int ws_parser_feed(ws_parser *p, const uint8_t *bytes, size_t len, ws_on_message *on_message, void *user)
{
    size_t at = 0;
    for (;;) {
        if (!p->in_payload) {
            while (at < len && p->head_len < head_size(p)) {
                p->head[p->head_len++] = bytes[at++];
            }
            if (p->head_len < head_size(p)) {
                return 0;
            }
            int r = begin_frame(p);
            if (r) {
                return r;
            }
        }
        if (at == len && p->left > 0) {
            return 0;
        }
        size_t taken;
        int r = read_payload(p, bytes + at, len - at, &taken, on_message, user);
        at += taken;
        if (r) {
            return r;
        }
    }
}

// ---- frames of a client -------------------------------------------------------------------------------------------------------------------

size_t ws_frame_head(uint8_t *out, uint8_t opcode, bool compressed, size_t len, const uint8_t mask[4])
{
    size_t at = 2;
    out[0] = (uint8_t)(0x80 | (compressed ? 0x40 : 0) | opcode);
    if (len < 126) {
        out[1] = (uint8_t)(0x80 | len);
    } else if (len <= 0xffff) {
        out[1] = 0x80 | 126;
        out[at++] = (uint8_t)(len >> 8);
        out[at++] = (uint8_t)len;
    } else {
        out[1] = 0x80 | 127;
        for (int shift = 56; shift >= 0; shift -= 8) {
            out[at++] = (uint8_t)((uint64_t)len >> shift);
        }
    }
    memcpy(out + at, mask, 4);
    return at + 4;
}

void ws_mask(uint8_t *bytes, size_t len, const uint8_t mask[4])
{
    uint8_t twice[8];
    uint64_t wide, word;
    size_t at = 0;
    memcpy(twice, mask, 4);
    memcpy(twice + 4, mask, 4);
    memcpy(&wide, twice, 8);
    for (; at + 8 <= len; at += 8) {
        memcpy(&word, bytes + at, 8);
        word ^= wide;
        memcpy(bytes + at, &word, 8);
    }
    for (; at < len; at++) {
        bytes[at] ^= mask[at & 3];
    }
}
