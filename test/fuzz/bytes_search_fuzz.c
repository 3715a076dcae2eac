// SPDX-License-Identifier: MIT
//
// base/bytes_search against a search at each place. The first bytes choose the needle's length, the start and the step.
#include "base/bytes_search.h"

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
    if (size < 3) {
        return 0;
    }
    size_t step = 1 + data[2] % 2;
    size_t n = data[0] % (size - 2);
    const uint8_t *needle = data + 3;
    const uint8_t *hay = needle + n;
    size_t len = size - 3 - n;
    size_t from = len ? data[1] % (len + 1) : 0;
    size_t first = BYTES_NOT_FOUND;
    size_t last = BYTES_NOT_FOUND;
    for (size_t i = 0; i + n <= len; i += step) {
        if (memcmp(hay + i, needle, n) == 0) {
            first = first == BYTES_NOT_FOUND && i >= from ? i : first;
            last = i <= from ? i : last;
        }
    }
    check(bytes_find(hay, len, needle, n, from, step) == first);
    check(bytes_find_last(hay, len, needle, n, from, step) == last);
    return 0;
}
