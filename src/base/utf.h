// SPDX-License-Identifier: MIT
//
// Text between its encodings: UTF-8, UTF-16 (native byte order, code units) and Latin-1 (one byte, one code point).
//
// Lengths are counted in the units of the named encoding. No function allocates, writes a terminator, or reads beyond
// `len`; a destination must not overlap its source. What is not well formed becomes U+FFFD: in UTF-8 one for each maximal
// subpart, as the Encoding Standard says; in UTF-16 one for each lone surrogate. Thread: any, for all of them.
#ifndef PROTOJS_BASE_UTF_H
#define PROTOJS_BASE_UTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UTF_REPLACEMENT 0xfffdu

// ---- asking -----------------------------------------------------------------------------------------------------------------

// Whether every byte is below 0x80. True for an empty text.
bool utf8_is_ascii(const void *bytes, size_t len);
// How many leading bytes are below 0x80.
size_t utf8_ascii_prefix(const void *bytes, size_t len);
// Whether the bytes are well-formed UTF-8 (no overlong forms, surrogates, or code points above U+10FFFF).
bool utf8_is_valid(const void *bytes, size_t len);
// One look at UTF-8 text that is to become a string.
typedef struct utf8_measure {
    size_t units;   // as utf16_length_from_utf8
    bool is_valid;  // as utf8_is_valid
    bool is_latin1; // valid, and no code point is above U+00FF
} utf8_measure;
utf8_measure utf8_measured(const void *bytes, size_t len);
// How many bytes at the end begin a character that more bytes could complete: 0 to 3.
size_t utf8_incomplete_tail(const void *bytes, size_t len);
// Whether every code unit is below 0x100.
bool utf16_is_latin1(const uint16_t *units, size_t len);
// Whether no surrogate stands alone.
bool utf16_is_well_formed(const uint16_t *units, size_t len);

// ---- from UTF-8 -------------------------------------------------------------------------------------------------------------

// How many units utf8_to_utf16 writes for these bytes; never more than `len`.
size_t utf16_length_from_utf8(const void *bytes, size_t len);
// Writes the text as UTF-16 and returns how many units it wrote. `units` has room for utf16_length_from_utf8 (or `len`).
size_t utf8_to_utf16(const void *bytes, size_t len, uint16_t *units);
// The same for text that is known to be well formed.
size_t utf8_valid_to_utf16(const void *bytes, size_t len, uint16_t *units);
// Writes the text as Latin-1 where all of it fits, and returns true with the count in `*written`. False (the destination holds
// garbage) where it is not well formed or a code point is above U+00FF. `latin1` has room for `len` bytes.
bool utf8_to_latin1(const void *bytes, size_t len, uint8_t *latin1, size_t *written);

// One character: stores its code point, or UTF_REPLACEMENT, and returns how many bytes it took (1 to 4). `len` is at least 1.
size_t utf8_decode(const uint8_t *bytes, size_t len, uint32_t *code_point);
// Writes one code point (not a surrogate) as UTF-8, and returns how many bytes that took (1 to 4).
size_t utf8_encode(uint32_t code_point, uint8_t bytes[4]);

// ---- from UTF-16 ------------------------------------------------------------------------------------------------------------

// How many bytes utf16_to_utf8 writes for these units; at most three times `len`.
size_t utf8_length_from_utf16(const uint16_t *units, size_t len);
// Writes the text as UTF-8 and returns how many bytes it wrote. `bytes` has room for utf8_length_from_utf16.
size_t utf16_to_utf8(const uint16_t *units, size_t len, void *bytes);
// As utf16_to_utf8, into at most `room` bytes, whole characters only. `*units_read` (may be NULL) says how many units it took.
size_t utf16_to_utf8_bounded(const uint16_t *units, size_t len, void *bytes, size_t room, size_t *units_read);
// The low byte of every unit.
void utf16_to_latin1(const uint16_t *units, size_t len, uint8_t *latin1);

// ---- from Latin-1 -----------------------------------------------------------------------------------------------------------

size_t utf8_length_from_latin1(const uint8_t *latin1, size_t len);
// Writes the text as UTF-8 and returns how many bytes it wrote.
size_t latin1_to_utf8(const uint8_t *latin1, size_t len, void *bytes);
// As latin1_to_utf8, into at most `room` bytes, whole characters only. `*taken` (may be NULL) says how many Latin-1 bytes it took.
size_t latin1_to_utf8_bounded(const uint8_t *latin1, size_t len, void *bytes, size_t room, size_t *taken);
void latin1_to_utf16(const uint8_t *latin1, size_t len, uint16_t *units);

#ifdef __cplusplus
}
#endif
#endif
