// SPDX-License-Identifier: MIT
//
// The decoders of two bytes a character: bytes in pieces make the text that they make at once, within the promised room. The first byte chooses
// the encoding, the second the length of the pieces.
#include "node/encoding/double_byte.h"

#include <stdlib.h>
#include <string.h>

static void check(bool holds)
{
    if (!holds) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"big5",    "euc-jp",    "euc-kr",     "gbk",
                                        "gb18030", "shift_jis", "iso-2022-jp"};
    if (size < 2) {
        return 0;
    }
    double_byte_decoder *decoder;
    size_t step = 1 + data[1] % 7;
    check(double_byte_decoder_new(names[data[0] % 7], &decoder) == 0);
    data += 2;
    size -= 2;
    uint16_t *whole = malloc(double_byte_decode_room(size) * sizeof *whole);
    uint16_t *pieces = malloc((double_byte_decode_room(size) + 8) * sizeof *pieces);
    bool replaced = false, replaced_in_pieces = false;
    check(whole && pieces);
    size_t want = double_byte_decode(decoder, data, size, true, whole, &replaced);
    check(want <= double_byte_decode_room(size));
    size_t got = 0;
    for (size_t i = 0; i < size; i += step) {
        size_t len = size - i < step ? size - i : step;
        uint16_t *units = malloc(double_byte_decode_room(len) * sizeof *units);
        check(units != NULL);
        size_t count = double_byte_decode(decoder, data + i, len, false, units, &replaced_in_pieces);
        check(count <= double_byte_decode_room(len));
        memcpy(pieces + got, units, count * sizeof *units);
        got += count;
        free(units);
    }
    got += double_byte_decode(decoder, NULL, 0, true, pieces + got, &replaced_in_pieces);
    check(got == want && replaced == replaced_in_pieces && memcmp(whole, pieces, want * sizeof *whole) == 0);
    free(pieces);
    free(whole);
    double_byte_decoder_free(decoder);
    return 0;
}
