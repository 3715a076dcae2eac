// SPDX-License-Identifier: MIT
//
// base/utf on any bytes: the wide paths agree with the character by character one, and what they say of lengths is exact.
#include "base/utf.h"

#include <stdlib.h>
#include <string.h>

static void check(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_utf8(const uint8_t *data, size_t size)
{
    size_t len = utf16_length_from_utf8(data, size);
    uint16_t *units = malloc(len * 2 + 1);
    check(units && utf8_to_utf16(data, size, units) == len);
    size_t o = 0;
    bool clean = true;
    for (size_t i = 0; i < size;) {
        uint32_t c;
        size_t taken = utf8_decode(data + i, size - i, &c);
        clean = clean && (c != UTF_REPLACEMENT || (taken == 3 && data[i + 2] == 0xbd && data[i] == 0xef));
        i += taken;
        if (c > 0xffff) {
            check(units[o++] == 0xd7c0 + (c >> 10));
            c = 0xdc00 | (c & 0x3ff);
        }
        check(units[o++] == c);
    }
    check(o == len && clean == utf8_is_valid(data, size));
    utf8_measure m = utf8_measured(data, size);
    bool narrow = clean;
    for (size_t i = 0; i < len; i++) {
        narrow = narrow && units[i] <= 0xff;
    }
    check(m.units == len && m.is_valid == clean && m.is_latin1 == narrow);
    uint16_t *again = malloc(len * 2 + 1);
    check(again &&
          (!clean || (utf8_valid_to_utf16(data, size, again) == len && memcmp(units, again, len * 2) == 0)));
    free(again);
    size_t back_len = utf8_length_from_utf16(units, len);
    uint8_t *back = malloc(back_len + 1);
    check(back && utf16_to_utf8(units, len, back) == back_len);
    check(utf8_is_valid(back, back_len));
    check(!clean || (back_len == size && memcmp(back, data, size) == 0));
    free(back);
    free(units);
    check(utf8_incomplete_tail(data, size) <= 3);
}

static void check_utf16(const uint8_t *data, size_t size)
{
    size_t len = size / 2;
    uint16_t *units = malloc(size + 1);
    check(units != NULL);
    memcpy(units, data, len * 2);
    size_t want = utf8_length_from_utf16(units, len);
    uint8_t *bytes = malloc(want + 1);
    check(bytes && utf16_to_utf8(units, len, bytes) == want && utf8_is_valid(bytes, want));
    size_t units_read;
    size_t room = want ? data[0] % (want + 1) : 0;
    size_t n = utf16_to_utf8_bounded(units, len, bytes, room, &units_read);
    check(n <= room && utf8_length_from_utf16(units, units_read) == n);
    free(bytes);
    free(units);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_utf8(data, size);
    check_utf16(data, size);
    size_t len = utf8_length_from_latin1(data, size);
    uint8_t *utf8 = malloc(len + 1);
    uint8_t *back = malloc(len + 1);
    size_t back_len;
    check(utf8 && back && latin1_to_utf8(data, size, utf8) == len);
    check(utf8_to_latin1(utf8, len, back, &back_len) && back_len == size && memcmp(back, data, size) == 0);
    free(back);
    free(utf8);
    return 0;
}
