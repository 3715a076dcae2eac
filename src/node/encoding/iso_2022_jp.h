// SPDX-License-Identifier: MIT
//
// The Encoding Standard's iso-2022-jp decoder: a machine that takes a byte at a time. Escape sequences switch between character sets.
#ifndef PROTOJS_NODE_ENCODING_ISO_2022_JP_H
#define PROTOJS_NODE_ENCODING_ISO_2022_JP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum iso_2022_jp_state {
    ISO_2022_JP_ASCII,
    ISO_2022_JP_ROMAN,
    ISO_2022_JP_KATAKANA,
    ISO_2022_JP_LEAD,
    ISO_2022_JP_TRAIL,
    ISO_2022_JP_ESCAPE_START,
    ISO_2022_JP_ESCAPE,
} iso_2022_jp_state;

// All zeroes is the beginning.
typedef struct iso_2022_jp {
    iso_2022_jp_state state, output_state;
    uint8_t lead;
    bool after_escape; // an escape sequence came last: another one right after it is an error
} iso_2022_jp;

// The code point of a pair of bytes from 0x21 to 0x7e; 0 where there is none.
typedef uint32_t (*iso_2022_jp_pair)(const void *table, uint8_t lead, uint8_t trail);

// Takes a byte, or the end of the input (-1), and writes at most three units; returns how many. `*replaced` is set where it was in error.
size_t iso_2022_jp_take(iso_2022_jp *decoder, int byte, iso_2022_jp_pair pair, const void *table,
                        uint16_t *units, bool *replaced);

#endif
