// SPDX-License-Identifier: MIT
//
// base/base64 and base/hex on any characters: no byte beyond the room, the strict decoder agrees with the lenient one, and what was
// encoded comes back.
#include "base/base64.h"
#include "base/hex.h"

#include <stdlib.h>
#include <string.h>

static void check(int holds)
{
    if (!holds) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t room = base64_decoded_length(data, size);
    uint8_t *lenient = malloc(room + 1);
    uint8_t *strict = malloc(room + 1);
    check(lenient && strict);
    size_t n = base64_decode_lenient(data, size, lenient, room);
    size_t strict_len;
    if (base64_decode_forgiving(data, size, strict, &strict_len) == 0) {
        check(strict_len == n && memcmp(strict, lenient, n) == 0);
    }
    free(strict);
    free(lenient);
    for (int alphabet = 0; alphabet < 2; alphabet++) {
        size_t len = base64_encoded_length(size, alphabet ? BASE64_URL : BASE64_STANDARD);
        uint8_t *chars = malloc(len + 1);
        uint8_t *back = malloc(size + 1);
        check(chars && back &&
              base64_encode(data, size, chars, alphabet ? BASE64_URL : BASE64_STANDARD) == len);
        check(base64_decode_lenient(chars, len, back, size) == size && memcmp(back, data, size) == 0);
        free(back);
        free(chars);
    }
    uint8_t *chars = malloc(2 * size + 1);
    uint8_t *back = malloc(size + 1);
    check(chars && back);
    hex_encode(data, size, chars);
    check(hex_decode(chars, 2 * size, back, size) == size && memcmp(back, data, size) == 0);
    check(hex_decode(data, size, back, size / 2) <= size / 2);
    free(back);
    free(chars);
    return 0;
}
