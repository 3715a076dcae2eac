// SPDX-License-Identifier: MIT
//
// The Encoding Standard's single-byte encodings, as tables of code units.
#ifndef PROTOJS_NODE_ENCODING_SINGLE_BYTE_H
#define PROTOJS_NODE_ENCODING_SINGLE_BYTE_H

#include <stdint.h>

// Fills in the code unit of each byte (U+FFFD where there is none) for an encoding by its name in the standard, in lower case.
// Fails: -ENOENT for a name that is none, -ENOMEM.
int single_byte_table(const char *name, uint16_t table[256]) __attribute__((warn_unused_result));

#endif
