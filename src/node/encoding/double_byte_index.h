// SPDX-License-Identifier: MIT
//
// Corrections to ICU's tables, for double_byte.c.
#ifndef PROTOJS_NODE_ENCODING_DOUBLE_BYTE_INDEX_H
#define PROTOJS_NODE_ENCODING_DOUBLE_BYTE_INDEX_H

#include <stddef.h>
#include <stdint.h>

typedef struct double_byte_row {
    uint16_t pair; // lead and trail byte
    uint16_t point;
} double_byte_row;

typedef struct double_byte_rows {
    const double_byte_row *rows;
    size_t count;
} double_byte_rows;

extern const double_byte_rows double_byte_big5_rows, double_byte_gb18030_rows;

#endif
