// SPDX-License-Identifier: MIT
//
// The states of the iso-2022-jp decoder, one function each, by the standard's steps. A state returns the code point, NOTHING to go on, or FAILED.
#include "node/encoding/iso_2022_jp.h"

#include "base/utf.h"

#define NOTHING UINT32_MAX
#define FAILED (UINT32_MAX - 1)

enum { END = -1, ESCAPE_BYTE = 0x1b };

static uint32_t in_ascii(iso_2022_jp *d, int byte)
{
    if (byte == ESCAPE_BYTE) {
        d->state = ISO_2022_JP_ESCAPE_START;
        return NOTHING;
    }
    if (byte == END) {
        return NOTHING;
    }
    d->after_escape = false;
    if (byte > 0x7f || byte == 0x0e || byte == 0x0f) {
        return FAILED;
    }
    if (d->state == ISO_2022_JP_ROMAN) {
        return byte == 0x5c ? 0xa5 : byte == 0x7e ? 0x203e : (uint32_t)byte;
    }
    return (uint32_t)byte;
}

static uint32_t in_katakana(iso_2022_jp *d, int byte)
{
    if (byte == ESCAPE_BYTE || byte == END) {
        return in_ascii(d, byte);
    }
    d->after_escape = false;
    return byte >= 0x21 && byte <= 0x5f ? 0xff61u - 0x21u + (uint32_t)byte : FAILED;
}

static uint32_t in_lead(iso_2022_jp *d, int byte)
{
    if (byte == ESCAPE_BYTE || byte == END) {
        return in_ascii(d, byte);
    }
    d->after_escape = false;
    if (byte < 0x21 || byte > 0x7e) {
        return FAILED;
    }
    d->lead = (uint8_t)byte;
    d->state = ISO_2022_JP_TRAIL;
    return NOTHING;
}

static uint32_t in_trail(iso_2022_jp *d, int byte, iso_2022_jp_pair pair, const void *table)
{
    d->state = byte == ESCAPE_BYTE ? ISO_2022_JP_ESCAPE_START : ISO_2022_JP_LEAD;
    uint32_t point = byte >= 0x21 && byte <= 0x7e ? pair(table, d->lead, (uint8_t)byte) : 0;
    return point != 0 ? point : FAILED;
}

// The state that an escape sequence asks for; ISO_2022_JP_ESCAPE for none.
static iso_2022_jp_state set_of(uint8_t lead, int byte)
{
    if (lead == 0x28) {
        return byte == 0x42   ? ISO_2022_JP_ASCII
               : byte == 0x4a ? ISO_2022_JP_ROMAN
               : byte == 0x49 ? ISO_2022_JP_KATAKANA
                              : ISO_2022_JP_ESCAPE;
    }
    return byte == 0x40 || byte == 0x42 ? ISO_2022_JP_LEAD : ISO_2022_JP_ESCAPE;
}

static size_t put(uint32_t point, uint16_t *units, bool *replaced)
{
    if (point == NOTHING) {
        return 0;
    }
    *replaced |= point == FAILED;
    units[0] = point == FAILED ? UTF_REPLACEMENT : (uint16_t)point; // the set has nothing beyond U+FFFF
    return 1;
}

static size_t take_plain(iso_2022_jp *d, int byte, iso_2022_jp_pair pair, const void *table, uint16_t *units,
                         bool *replaced)
{
    uint32_t point = d->state == ISO_2022_JP_LEAD       ? in_lead(d, byte)
                     : d->state == ISO_2022_JP_TRAIL    ? in_trail(d, byte, pair, table)
                     : d->state == ISO_2022_JP_KATAKANA ? in_katakana(d, byte)
                                                        : in_ascii(d, byte);
    return put(point, units, replaced);
}

size_t iso_2022_jp_take(iso_2022_jp *d, int byte, iso_2022_jp_pair pair, const void *table, uint16_t *units,
                        bool *replaced)
{
    if (d->state == ISO_2022_JP_ESCAPE_START && (byte == 0x24 || byte == 0x28)) {
        d->lead = (uint8_t)byte;
        d->state = ISO_2022_JP_ESCAPE;
        return 0;
    }
    bool again = d->state == ISO_2022_JP_ESCAPE;
    if (again) {
        iso_2022_jp_state next = set_of(d->lead, byte);
        if (next != ISO_2022_JP_ESCAPE) {
            bool twice = d->after_escape;
            d->state = d->output_state = next;
            d->after_escape = true;
            return put(twice ? FAILED : NOTHING, units, replaced);
        }
    } else if (d->state != ISO_2022_JP_ESCAPE_START) {
        return take_plain(d, byte, pair, table, units, replaced);
    }
    // No escape sequence after all: an error, and what followed the escape byte is text.
    size_t count = put(FAILED, units, replaced);
    d->after_escape = false;
    d->state = d->output_state;
    if (again) {
        count += take_plain(d, d->lead, pair, table, units + count, replaced);
    }
    return count + take_plain(d, byte, pair, table, units + count, replaced);
}
