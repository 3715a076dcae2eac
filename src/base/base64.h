// SPDX-License-Identifier: MIT
//
// Base64 (RFC 4648) with both alphabets. The decoders accept the characters of both. Thread: any.
#ifndef PROTOJS_BASE_BASE64_H
#define PROTOJS_BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum base64_alphabet {
    BASE64_STANDARD, // + and /, padded with =
    BASE64_URL,      // - and _, not padded
} base64_alphabet;

// How many characters base64_encode writes.
size_t base64_encoded_length(size_t len, base64_alphabet alphabet);
// Writes the characters of `len` bytes and returns their count. Nothing is terminated.
size_t base64_encode(const uint8_t *bytes, size_t len, uint8_t *chars, base64_alphabet alphabet);

// Room enough for what the decoders write for these characters; exact where they are clean and their padding is right.
size_t base64_decoded_length(const uint8_t *chars, size_t len);

// Decodes as Buffer does: skips what is in neither alphabet, stops at '=', drops a last lone character, and writes at most `room`
// bytes. Returns how many it wrote.
size_t base64_decode_lenient(const uint8_t *chars, size_t len, uint8_t *bytes, size_t room);

// Decodes as the Infra standard's "forgiving-base64 decode" does: only ASCII white space is skipped, only the standard alphabet
// is known, padding is optional but must be right. `bytes` has room for base64_decoded_length. Fails: -EINVAL.
int base64_decode_forgiving(const uint8_t *chars, size_t len, uint8_t *bytes, size_t *written)
    __attribute__((warn_unused_result));

#ifdef __cplusplus
}
#endif
#endif
