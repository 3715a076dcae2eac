// SPDX-License-Identifier: MIT
//
// A string's characters as bytes, in each of Buffer's encodings.
#include "node/buffer/encoding.h"

#include "base/base64.h"
#include "base/hex.h"
#include "base/utf.h"

#include <errno.h>
#include <stdlib.h>

// The digits of hex and base64 text, one byte each. A 16-bit string's other characters become 0xff, which is in no alphabet.
// Owns: the caller frees `*owned`. NULL where memory is short.
static const uint8_t *digits_of(const js_text *text, uint8_t **owned)
{
    *owned = NULL;
    if (text->latin1 != NULL || text->len == 0) {
        return text->latin1 != NULL ? text->latin1 : (const uint8_t *)"";
    }
    uint8_t *narrow = malloc(text->len);
    if (narrow == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < text->len; i++) {
        narrow[i] = text->units[i] > 0xff ? 0xff : (uint8_t)text->units[i];
    }
    *owned = narrow;
    return narrow;
}

size_t buffer_text_size(const js_text *text, buffer_encoding encoding)
{
    switch (encoding) {
    case BUFFER_UTF8:
        return js_text_utf8_length(text);
    case BUFFER_UTF16LE:
        return text->len * 2;
    case BUFFER_HEX:
        return text->len / 2;
    case BUFFER_BASE64:
    case BUFFER_BASE64URL: {
        size_t len = text->len;
        for (int i = 0; i < 2 && len > 0; i++) {
            uint16_t last = text->latin1 != NULL ? text->latin1[len - 1] : text->units[len - 1];
            len -= last == '=';
        }
        return len / 4 * 3 + len % 4 * 3 / 4;
    }
    case BUFFER_LATIN1:
    case BUFFER_ASCII:
        break;
    }
    return text->len;
}

static size_t write_latin1(const js_text *text, uint8_t *bytes, size_t room)
{
    size_t len = text->len < room ? text->len : room;
    if (text->latin1 != NULL) {
        memcpy(bytes, text->latin1, len);
    } else if (len > 0) {
        utf16_to_latin1(text->units, len, bytes);
    }
    return len;
}

static size_t write_utf16(const js_text *text, uint8_t *bytes, size_t room)
{
    size_t len = text->len < room / 2 ? text->len : room / 2;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (text->units != NULL) {
        memcpy(bytes, text->units, len * 2);
        return len * 2;
    }
    if (((uintptr_t)bytes & 1) == 0 && len > 0) {
        latin1_to_utf16(text->latin1, len, (uint16_t *)(void *)bytes);
        return len * 2;
    }
#endif
    for (size_t i = 0; i < len; i++) {
        uint16_t unit = text->latin1 != NULL ? text->latin1[i] : text->units[i];
        bytes[2 * i] = (uint8_t)unit;
        bytes[2 * i + 1] = (uint8_t)(unit >> 8);
    }
    return len * 2;
}

int64_t buffer_text_write(const js_text *text, buffer_encoding encoding, uint8_t *bytes, size_t room)
{
    if (room == 0 || text->len == 0) {
        return 0;
    }
    switch (encoding) {
    case BUFFER_UTF8:
        return (int64_t)js_text_to_utf8(text, bytes, room);
    case BUFFER_UTF16LE:
        return (int64_t)write_utf16(text, bytes, room);
    case BUFFER_LATIN1:
    case BUFFER_ASCII:
        return (int64_t)write_latin1(text, bytes, room);
    default:
        break;
    }
    uint8_t *owned;
    const uint8_t *digits = digits_of(text, &owned);
    if (digits == NULL) {
        return -ENOMEM;
    }
    size_t written = encoding == BUFFER_HEX ? hex_decode(digits, text->len, bytes, room)
                                            : base64_decode_lenient(digits, text->len, bytes, room);
    free(owned);
    return (int64_t)written;
}
