// SPDX-License-Identifier: MIT
//
// node/crypto/der on any bytes: nothing outside of the input is read, and what a key is taken apart into lies within it.
#include "node/crypto/der.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t *input;
static size_t input_len;

static void check(der_slice slice)
{
    if (slice.data == NULL) {
        if (slice.len != 0) {
            abort();
        }
        return;
    }
    if (slice.data < input || slice.len > input_len || (size_t)(slice.data - input) > input_len - slice.len) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const readers[])(const uint8_t *, size_t, der_key *) = {der_read_spki, der_read_pkcs8,
                                                                          der_read_rsa_private};
    uint8_t *copy = malloc(size + 1); // of the exact size, so that a step beyond it is seen
    if (copy == NULL) {
        return 0;
    }
    uint8_t *exact = realloc(copy, size > 0 ? size : 1);
    copy = exact != NULL ? exact : copy;
    memcpy(copy, data, size);
    input = copy;
    input_len = size;
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        der_key key;
        readers[i](copy, size, &key);
        for (size_t j = 0; j < 8; j++) {
            check(key.numbers[j]);
        }
        check(key.curve);
        check(key.point);
        check(key.number);
        if (key.kind == DER_RSA && (key.numbers[0].len == 0 || key.numbers[1].len == 0)) {
            abort();
        }
        if (key.kind == DER_RAW && (key.id < 110 || key.id > 113)) {
            abort();
        }
    }
    int version = der_pkcs8_version(copy, size);
    if (version < -1 || version > 255) {
        abort();
    }
    free(copy);
    return 0;
}
