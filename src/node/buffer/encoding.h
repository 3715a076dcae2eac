// SPDX-License-Identifier: MIT
//
// Buffer's encodings by number, and a string as bytes in one of them. lib/internal/buffer_encodings.js numbers them alike.
#ifndef PROTOJS_NODE_BUFFER_ENCODING_H
#define PROTOJS_NODE_BUFFER_ENCODING_H

#include "engine/engine.h"

typedef enum buffer_encoding {
    BUFFER_UTF8,
    BUFFER_UTF16LE,
    BUFFER_LATIN1,
    BUFFER_ASCII,
    BUFFER_BASE64,
    BUFFER_BASE64URL,
    BUFFER_HEX,
} buffer_encoding;

// Room enough for the text's bytes; exact, except for base64 and hex text that is not clean.
size_t buffer_text_size(const js_text *text, buffer_encoding encoding);
// Writes the text as bytes, whole characters only, at most `room`. Returns how many it wrote. Fails: -ENOMEM.
int64_t buffer_text_write(const js_text *text, buffer_encoding encoding, uint8_t *bytes, size_t room);

#endif
