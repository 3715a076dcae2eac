// SPDX-License-Identifier: MIT
//
// The wide paths of base/utf for text that is not mostly ASCII. Each does a part from the start and says how far it came; the caller does the
// rest, and all of it where the processor lacks AVX2. Thread: any.
#ifndef PROTOJS_BASE_UTF_WIDE_H
#define PROTOJS_BASE_UTF_WIDE_H

#include <stddef.h>
#include <stdint.h>

// Well-formed UTF-8 to UTF-16. Returns how many bytes it took, `*written` how many units it wrote.
size_t utf__wide_from_utf8(const uint8_t *bytes, size_t len, uint16_t *units, size_t *written);
// Units that well-formed UTF-8 makes.
size_t utf__wide_count(const uint8_t *bytes, size_t len);
// UTF-16 to UTF-8, into at most `room` bytes. Returns how many units it took, `*written` how many bytes it wrote.
size_t utf__wide_to_utf8(const uint16_t *units, size_t len, uint8_t *bytes, size_t room, size_t *written);
// How many bytes units take as UTF-8, a lone surrogate three. Returns how many units it took, `*bytes` says what they come to.
size_t utf__wide_length(const uint16_t *units, size_t len, size_t *bytes);

#endif
