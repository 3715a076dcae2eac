// SPDX-License-Identifier: MIT
//
// Tables of the single-byte encodings, from ICU's converters. Where the standard differs from ICU's table of the same name, it is set right here.
#include "node/encoding/single_byte.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unicode/ucnv.h>

typedef struct patch {
    const char *name;
    uint8_t byte;
    uint16_t unit;
} patch;

static const patch patches[] = {
    {"koi8-u", 0xae, 0x045e},
    {"koi8-u", 0xbe, 0x040e},
    {"windows-1253", 0xaa, 0xfffd},
    {"windows-1255", 0xca, 0x05ba},
};

// ISO-8859-16, which ICU lacks, as what it changes in ISO-8859-1.
static const uint16_t latin10[][2] = {
    {0xa1, 0x0104}, {0xa2, 0x0105}, {0xa3, 0x0141}, {0xa4, 0x20ac}, {0xa5, 0x201e}, {0xa6, 0x0160},
    {0xa8, 0x0161}, {0xaa, 0x0218}, {0xac, 0x0179}, {0xae, 0x017a}, {0xaf, 0x017b}, {0xb2, 0x010c},
    {0xb3, 0x0142}, {0xb4, 0x017d}, {0xb5, 0x201d}, {0xb8, 0x017e}, {0xb9, 0x010d}, {0xba, 0x0219},
    {0xbc, 0x0152}, {0xbd, 0x0153}, {0xbe, 0x0178}, {0xbf, 0x017c}, {0xc3, 0x0102}, {0xc5, 0x0106},
    {0xd0, 0x0110}, {0xd1, 0x0143}, {0xd5, 0x0150}, {0xd7, 0x015a}, {0xd8, 0x0170}, {0xdd, 0x0118},
    {0xde, 0x021a}, {0xe3, 0x0103}, {0xe5, 0x0107}, {0xf0, 0x0111}, {0xf1, 0x0144}, {0xf5, 0x0151},
    {0xf7, 0x015b}, {0xf8, 0x0171}, {0xfd, 0x0119}, {0xfe, 0x021b},
};

static int table_from_icu(const char *name, uint16_t table[256])
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &status);
    if (U_FAILURE(status)) {
        return status == U_MEMORY_ALLOCATION_ERROR ? -ENOMEM : -ENOENT;
    }
    for (unsigned byte = 0x80; byte < 256; byte++) {
        char in = (char)byte;
        UChar out[4];
        status = U_ZERO_ERROR;
        int32_t count = ucnv_toUChars(converter, out, 4, &in, 1, &status);
        bool nothing =
            out[0] >= 0xf8c1 && out[0] <= 0xf8c8; // ICU's mark in windows-874; U+F8FF is Apple's logo
        table[byte] = U_FAILURE(status) || count != 1 || nothing ? 0xfffd : out[0];
    }
    ucnv_close(converter);
    return 0;
}

int single_byte_table(const char *name, uint16_t table[256])
{
    int rc = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        table[byte] = (uint16_t)byte;
    }
    if (strcmp(name, "x-user-defined") == 0) {
        for (unsigned byte = 0x80; byte < 256; byte++) {
            table[byte] = (uint16_t)(0xf700 + byte);
        }
    } else if (strcmp(name, "iso-8859-16") == 0) {
        for (size_t i = 0; i < sizeof latin10 / sizeof latin10[0]; i++) {
            table[latin10[i][0]] = latin10[i][1];
        }
    } else {
        rc = table_from_icu(strcmp(name, "iso-8859-8-i") == 0 ? "iso-8859-8" : name, table);
    }
    for (size_t i = 0; i < sizeof patches / sizeof patches[0]; i++) {
        if (strcmp(patches[i].name, name) == 0) {
            table[patches[i].byte] = patches[i].unit;
        }
    }
    return rc;
}
