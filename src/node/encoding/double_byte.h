// SPDX-License-Identifier: MIT
//
// The Encoding Standard's decoders of big5, euc-jp, euc-kr, gb18030 (and gbk), iso-2022-jp and shift_jis. A decoder carries a character cut in two from one
// piece of the input to the next. Thread: one at a time; the tables behind it are shared by all.
#ifndef PROTOJS_NODE_ENCODING_DOUBLE_BYTE_H
#define PROTOJS_NODE_ENCODING_DOUBLE_BYTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct double_byte_decoder double_byte_decoder;

// Fails: -ENOENT for a name that is none of these, -ENOMEM. Cost: some milliseconds for the first decoder of an encoding.
int double_byte_decoder_new(const char *name, double_byte_decoder **out) __attribute__((warn_unused_result));
void double_byte_decoder_free(double_byte_decoder *decoder); // accepts NULL

// Room for the units of `len` more bytes.
size_t double_byte_decode_room(size_t len);
// Writes the text of the next bytes as UTF-16 and returns how many units that is. `last`: nothing follows, and the decoder begins anew. `*replaced` is
// set where the bytes were in error.
size_t double_byte_decode(double_byte_decoder *decoder, const uint8_t *bytes, size_t len, bool last,
                          uint16_t *units, bool *replaced);

#endif
