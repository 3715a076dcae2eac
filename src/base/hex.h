// SPDX-License-Identifier: MIT
//
// Hexadecimal text. Thread: any.
#ifndef PROTOJS_BASE_HEX_H
#define PROTOJS_BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Writes two lower-case digits for each byte; nothing is terminated.
void hex_encode(const uint8_t *bytes, size_t len, uint8_t *chars);
// Decodes pairs of digits of either case up to the first pair that is none, at most `room` bytes, and returns how many bytes it
// wrote. A last lone digit is dropped.
size_t hex_decode(const uint8_t *chars, size_t len, uint8_t *bytes, size_t room);

#ifdef __cplusplus
}
#endif
#endif
