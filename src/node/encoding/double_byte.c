// SPDX-License-Identifier: MIT
//
// Decoders of two bytes a character. How bytes group, and what an error swallows, follows the standard's steps; which character a pair is comes from
// ICU's converters, asked once for every pair, and set right where the standard's index differs. Tables live until the process ends.
#include "node/encoding/double_byte.h"

#include "base/utf.h"
#include "node/encoding/double_byte_index.h"
#include "node/encoding/iso_2022_jp.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>

enum { LEADS = 128, TRAILS = 256, HELD_MAX = 3 };

// Code points by lead (from 0x80) and trail byte; 0 where there is none.
typedef struct pair_table {
    uint32_t points[LEADS][TRAILS];
} pair_table;

typedef enum kind {
    KIND_BIG5,
    KIND_EUC_JP,
    KIND_EUC_KR,
    KIND_GB18030,
    KIND_SHIFT_JIS,
    KIND_ISO_2022_JP,
    KIND_COUNT
} kind;

static const struct {
    const char *name;
    const char *icu;
} kinds[KIND_COUNT] = {
    [KIND_BIG5] = {"big5", "Big5-HKSCS"},
    [KIND_EUC_JP] = {"euc-jp", "EUC-JP"},
    [KIND_EUC_KR] = {"euc-kr", "windows-949"},
    [KIND_GB18030] = {"gb18030", "gb18030"},
    [KIND_SHIFT_JIS] = {"shift_jis", "ibm-943_P15A-2003"},
    [KIND_ISO_2022_JP] = {"iso-2022-jp", "EUC-JP"}, // the same characters
};

struct double_byte_decoder {
    kind kind;
    const pair_table *pairs;
    const pair_table *triples; // euc-jp: the pairs after 0x8f
    UConverter *converter;     // gb18030: for characters of four bytes
    iso_2022_jp iso_2022_jp;
    uint8_t held[HELD_MAX];
    size_t held_count;
};

static pthread_mutex_t tables_mutex = PTHREAD_MUTEX_INITIALIZER;
static const pair_table *tables[KIND_COUNT][2];

// ---- tables ---------------------------------------------------------------------------------------------------------

// The one code point of these bytes; 0 where they are none.
static uint32_t point_of(UConverter *converter, const uint8_t *bytes, int32_t len)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar out[8];
    ucnv_resetToUnicode(converter);
    int32_t count = ucnv_toUChars(converter, out, 8, (const char *)bytes, len, &status);
    if (U_FAILURE(status)) {
        return 0;
    }
    if (count == 2 && (out[0] & 0xfc00) == 0xd800) {
        return 0x10000 + ((uint32_t)(out[0] & 0x3ff) << 10 | (out[1] & 0x3ff));
    }
    return count == 1 && out[0] != 0xfffd && out[0] != 0x1a ? out[0] : 0;
}

static void rows_apply(const double_byte_rows *rows, pair_table *table)
{
    for (size_t i = 0; i < rows->count; i++) {
        table->points[(rows->rows[i].pair >> 8) - 0x80][rows->rows[i].pair & 0xff] = rows->rows[i].point;
    }
}

static void set_right(kind k, bool triple, pair_table *table)
{
    if (triple) {
        memset(table->points[0xee - 0x80], 0,
               (LEADS - (0xee - 0x80)) * sizeof table->points[0]); // beyond JIS X 0212
    }
    if (k == KIND_SHIFT_JIS) {
        // The standard's user-defined characters: ten leads to the private use area, in order.
        for (uint32_t lead = 0xf0; lead <= 0xf9; lead++) {
            for (uint32_t trail = 0x40; trail <= 0xfc; trail++) {
                uint32_t place = trail - (trail < 0x7f ? 0x40 : 0x41);
                table->points[lead - 0x80][trail] = trail == 0x7f ? 0 : 0xe000 + (lead - 0xf0) * 188 + place;
            }
        }
    }
    if (k == KIND_BIG5 || k == KIND_EUC_JP || k == KIND_EUC_KR || k == KIND_ISO_2022_JP) {
        for (size_t i = 0; i < (size_t)LEADS * TRAILS; i++) {
            uint32_t *point = &table->points[i / TRAILS][i % TRAILS];
            *point = *point >= 0xe000 && *point < 0xf900 ? 0 : *point; // no private use in these
        }
    }
    if (k == KIND_BIG5 || k == KIND_GB18030) {
        rows_apply(k == KIND_BIG5 ? &double_byte_big5_rows : &double_byte_gb18030_rows, table);
    }
}

static int table_make(kind k, bool triple, const pair_table **out)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(kinds[k].icu, &status);
    pair_table *table = calloc(1, sizeof *table);
    int rc = 0;
    if (U_SUCCESS(status)) {
        ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    }
    if (U_FAILURE(status) || table == NULL) {
        rc = table == NULL || status == U_MEMORY_ALLOCATION_ERROR ? -ENOMEM : -ENOENT;
        free(table);
        goto out;
    }
    for (unsigned lead = 0x81; lead <= 0xfe; lead++) {
        for (unsigned trail = 0x40; trail <= 0xfe; trail++) {
            uint8_t bytes[3] = {0x8f, (uint8_t)lead, (uint8_t)trail};
            table->points[lead - 0x80][trail] =
                triple ? point_of(converter, bytes, 3) : point_of(converter, bytes + 1, 2);
        }
    }
    set_right(k, triple, table);
    *out = table;
out:
    ucnv_close(converter);
    return rc;
}

static int table_get(kind k, bool triple, const pair_table **out)
{
    int rc = 0;
    pthread_mutex_lock(&tables_mutex);
    if (tables[k][triple] == NULL) {
        rc = table_make(k, triple, &tables[k][triple]);
    }
    *out = tables[k][triple];
    pthread_mutex_unlock(&tables_mutex);
    return rc;
}

// ---- decoders -------------------------------------------------------------------------------------------------------

int double_byte_decoder_new(const char *name, double_byte_decoder **out)
{
    size_t k = 0;
    const char *wanted = strcmp(name, "gbk") == 0 ? "gb18030" : name;
    while (k < KIND_COUNT && strcmp(kinds[k].name, wanted) != 0) {
        k++;
    }
    if (k == KIND_COUNT) {
        return -ENOENT;
    }
    double_byte_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) {
        return -ENOMEM;
    }
    decoder->kind = (kind)k;
    int rc = table_get(decoder->kind, false, &decoder->pairs);
    if (rc == 0 && decoder->kind == KIND_EUC_JP) {
        rc = table_get(decoder->kind, true, &decoder->triples);
    }
    if (rc == 0 && decoder->kind == KIND_GB18030) {
        UErrorCode status = U_ZERO_ERROR;
        decoder->converter = ucnv_open("gb18030", &status);
        if (U_SUCCESS(status)) {
            ucnv_setToUCallBack(decoder->converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
        }
        rc = U_FAILURE(status) ? -ENOMEM : 0;
    }
    if (rc != 0) {
        double_byte_decoder_free(decoder);
        return rc;
    }
    *out = decoder;
    return 0;
}

void double_byte_decoder_free(double_byte_decoder *decoder)
{
    if (decoder != NULL) {
        ucnv_close(decoder->converter);
        free(decoder);
    }
}

// What a step found. `taken` 0: the bytes end within a character.
typedef struct found {
    uint32_t point;  // UTF_REPLACEMENT with `error`
    uint32_t second; // big5 has four pairs that are two code points; else 0
    size_t taken;
    bool error;
} found;

static inline found character(uint32_t point, size_t taken)
{
    return (found){.point = point, .taken = taken};
}

static inline found failure(size_t taken)
{
    return (found){.point = UTF_REPLACEMENT, .taken = taken, .error = true};
}

// A pair that is none swallows its second byte, unless that is ASCII.
static inline found pair(const pair_table *table, const uint8_t *p, size_t before)
{
    uint32_t point = p[0] >= 0x81 ? table->points[p[0] - 0x80][p[1]] : 0;
    return point != 0 ? character(point, before + 2) : failure(before + (p[1] < 0x80 ? 1 : 2));
}

static found next_big5(const double_byte_decoder *decoder, const uint8_t *p, size_t len)
{
    if (p[0] < 0x81 || p[0] == 0xff) {
        return failure(1);
    }
    if (len < 2) {
        return (found){0};
    }
    if (p[0] == 0x88 && (p[1] == 0x62 || p[1] == 0x64 || p[1] == 0xa3 || p[1] == 0xa5)) {
        return (found){.point = p[1] < 0x80 ? 0xca : 0xea,
                       .second = p[1] == 0x62 || p[1] == 0xa3 ? 0x304 : 0x30c,
                       .taken = 2};
    }
    return pair(decoder->pairs, p, 0);
}

static found next_euc_jp(const double_byte_decoder *decoder, const uint8_t *p, size_t len)
{
    if (p[0] != 0x8e && p[0] != 0x8f && (p[0] < 0xa1 || p[0] == 0xff)) {
        return failure(1);
    }
    if (len < 2) {
        return (found){0};
    }
    if (p[0] == 0x8e) {
        return p[1] >= 0xa1 && p[1] <= 0xdf ? character(0xff61u - 0xa1u + p[1], 2)
                                            : failure(p[1] < 0x80 ? 1 : 2);
    }
    if (p[0] == 0x8f && p[1] >= 0xa1 && p[1] <= 0xfe) {
        return len < 3 ? (found){0} : pair(decoder->triples, p + 1, 1);
    }
    return p[0] == 0x8f || p[1] < 0xa1 ? failure(p[1] < 0x80 ? 1 : 2) : pair(decoder->pairs, p, 0);
}

static found next_shift_jis(const double_byte_decoder *decoder, const uint8_t *p, size_t len)
{
    if (p[0] == 0x80) {
        return character(0x80, 1);
    }
    if (p[0] >= 0xa1 && p[0] <= 0xdf) {
        return character(0xff61u - 0xa1u + p[0], 1);
    }
    if (p[0] == 0xa0 || p[0] > 0xfc) {
        return failure(1);
    }
    return len < 2 ? (found){0} : pair(decoder->pairs, p, 0);
}

static found next_gb18030(const double_byte_decoder *decoder, const uint8_t *p, size_t len)
{
    if (p[0] == 0x80 || p[0] == 0xff) {
        return p[0] == 0x80 ? character(0x20ac, 1) : failure(1);
    }
    if (len < 2) {
        return (found){0};
    }
    if (p[1] < 0x30 || p[1] > 0x39) {
        return pair(decoder->pairs, p, 0);
    }
    // Four bytes. Where the third or the fourth is wrong, the digit after the lead is text again, and all after it.
    if (len < 3) {
        return (found){0};
    }
    if (p[2] < 0x81 || p[2] == 0xff) {
        return failure(1);
    }
    if (len < 4) {
        return (found){0};
    }
    if (p[3] < 0x30 || p[3] > 0x39) {
        return failure(1);
    }
    uint32_t point = point_of(decoder->converter, p, 4);
    return point != 0 ? character(point, 4) : failure(4);
}

static found next(const double_byte_decoder *decoder, const uint8_t *p, size_t len)
{
    if (p[0] < 0x80) {
        return character(p[0], 1);
    }
    switch (decoder->kind) {
    case KIND_BIG5:
        return next_big5(decoder, p, len);
    case KIND_EUC_JP:
        return next_euc_jp(decoder, p, len);
    case KIND_GB18030:
        return next_gb18030(decoder, p, len);
    case KIND_SHIFT_JIS:
        return next_shift_jis(decoder, p, len);
    default:
        break;
    }
    if (p[0] == 0x80 || p[0] == 0xff) {
        return failure(1);
    }
    return len < 2 ? (found){0} : pair(decoder->pairs, p, 0);
}

static size_t put(uint32_t point, uint16_t *units)
{
    if (point < 0x10000) {
        units[0] = (uint16_t)point;
        return 1;
    }
    units[0] = (uint16_t)(0xd7c0 + (point >> 10));
    units[1] = (uint16_t)(0xdc00 | (point & 0x3ff));
    return 2;
}

size_t double_byte_decode_room(size_t len)
{
    return 2 * (len + HELD_MAX);
}

// Decodes whole characters of a piece; what is left at its end is held back or, at the last piece, an error.
static size_t decode_piece(double_byte_decoder *decoder, const uint8_t *p, size_t len, bool last,
                           uint16_t *units, bool *replaced)
{
    size_t i = 0;
    size_t o = 0;
    while (i < len) {
        found f = next(decoder, p + i, len - i);
        if (f.taken == 0) {
            if (!last) {
                break;
            }
            f = failure(len - i);
        }
        *replaced |= f.error;
        o += put(f.point, units + o);
        if (f.second != 0) {
            units[o++] = (uint16_t)f.second;
        }
        i += f.taken;
    }
    decoder->held_count = len - i;
    memcpy(decoder->held, p + i, len - i);
    return o;
}

static uint32_t jis_pair(const void *table, uint8_t lead, uint8_t trail)
{
    return ((const pair_table *)table)->points[lead][trail + 0x80];
}

static size_t decode_iso_2022_jp(double_byte_decoder *decoder, const uint8_t *bytes, size_t len, bool last,
                                 uint16_t *units, bool *replaced)
{
    size_t o = 0;
    for (size_t i = 0; i < len; i++) {
        o += iso_2022_jp_take(&decoder->iso_2022_jp, bytes[i], jis_pair, decoder->pairs, units + o, replaced);
    }
    if (last) {
        o += iso_2022_jp_take(&decoder->iso_2022_jp, -1, jis_pair, decoder->pairs, units + o, replaced);
        decoder->iso_2022_jp = (iso_2022_jp){0};
    }
    return o;
}

size_t double_byte_decode(double_byte_decoder *decoder, const uint8_t *bytes, size_t len, bool last,
                          uint16_t *units, bool *replaced)
{
    size_t o = 0;
    if (decoder->kind == KIND_ISO_2022_JP) {
        return decode_iso_2022_jp(decoder, bytes, len, last, units, replaced);
    }
    // Bytes held back are completed one by one until none is.
    while (decoder->held_count > 0 && len > 0) {
        uint8_t joined[HELD_MAX + 1];
        size_t count = decoder->held_count;
        memcpy(joined, decoder->held, count);
        joined[count++] = *bytes++;
        len--;
        o += decode_piece(decoder, joined, count, last && len == 0, units + o, replaced);
    }
    if (len > 0) {
        return o + decode_piece(decoder, bytes, len, last, units + o, replaced);
    }
    if (last && decoder->held_count > 0) {
        uint8_t rest[HELD_MAX];
        memcpy(rest, decoder->held, decoder->held_count);
        o += decode_piece(decoder, rest, decoder->held_count, true, units + o, replaced);
    }
    return o;
}
