// SPDX-License-Identifier: MIT
//
// Keys taken apart; see der.h. A reader moves through a slice; the first thing that is not as expected ends it.
#include "node/crypto/der.h"

#include <string.h>

enum {
    INTEGER = 0x02,
    BIT_STRING = 0x03,
    OCTET_STRING = 0x04,
    NONE = 0x05,
    NAME = 0x06,
    SEQUENCE = 0x30,
    PUBLIC_POINT = 0xa1
};

// Takes the next element of a kind off `from`. False where there is none or its length is not DER's.
static bool take(der_slice *from, uint8_t tag, der_slice *out)
{
    if (from->len < 2 || from->data[0] != tag) {
        return false;
    }
    size_t at = 2, len = from->data[1];
    if (len >= 0x80) {
        size_t count = len & 0x7f;
        if (count == 0 || count > 3 || from->len < 2 + count) {
            return false;
        }
        len = 0;
        for (size_t i = 0; i < count; i++) {
            len = len << 8 | from->data[at++];
        }
        if (len < 0x80 || (count > 1 && len >> (8 * (count - 1)) == 0)) {
            return false;
        }
    }
    if (len > from->len - at) {
        return false;
    }
    out->data = from->data + at;
    out->len = len;
    from->data += at + len;
    from->len -= at + len;
    return true;
}

static bool is(der_slice slice, const void *bytes, size_t len)
{
    return slice.len == len && memcmp(slice.data, bytes, len) == 0;
}

// A positive number without needless zeros.
static bool take_number(der_slice *from, der_slice *out)
{
    if (!take(from, INTEGER, out) || out->len == 0 || (out->data[0] & 0x80) != 0) {
        return false;
    }
    if (out->data[0] == 0 && out->len > 1) {
        if ((out->data[1] & 0x80) == 0) {
            return false;
        }
        out->data++;
        out->len--;
    }
    return true;
}

static bool take_version(der_slice *from, uint8_t version)
{
    der_slice number;
    return take(from, INTEGER, &number) && is(number, &version, 1);
}

// A string of whole bytes.
static bool take_bits(der_slice *from, der_slice *out)
{
    if (!take(from, BIT_STRING, out) || out->len < 1 || out->data[0] != 0) {
        return false;
    }
    out->data++;
    out->len--;
    return true;
}

static const uint8_t rsa_name[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01};
static const uint8_t ec_name[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};
static const uint8_t raw_name[] = {0x2b, 0x65}; // and 110 to 113

static bool take_algorithm(der_slice *from, der_key *key)
{
    der_slice algorithm, name, parameters;
    if (!take(from, SEQUENCE, &algorithm) || !take(&algorithm, NAME, &name)) {
        return false;
    }
    if (is(name, rsa_name, sizeof rsa_name)) {
        key->kind = DER_RSA;
        return take(&algorithm, NONE, &parameters) && parameters.len == 0 && algorithm.len == 0;
    }
    if (is(name, ec_name, sizeof ec_name)) {
        key->kind = DER_EC;
        key->curve = algorithm;
        return take(&algorithm, NAME, &parameters) && algorithm.len == 0;
    }
    if (name.len == 3 && memcmp(name.data, raw_name, 2) == 0 && name.data[2] >= 110 && name.data[2] <= 113) {
        key->kind = DER_RAW;
        key->id = name.data[2];
        return algorithm.len == 0;
    }
    return false;
}

static bool read_rsa_private(der_slice all, der_key *key)
{
    der_slice in;
    if (!take(&all, SEQUENCE, &in) || all.len != 0 || !take_version(&in, 0)) {
        return false;
    }
    for (size_t i = 0; i < 8; i++) {
        if (!take_number(&in, &key->numbers[i])) {
            return false;
        }
    }
    key->kind = DER_RSA;
    key->is_private = true;
    return in.len == 0;
}

static bool read_spki(der_slice all, der_key *key)
{
    der_slice in, bits, numbers;
    if (!take(&all, SEQUENCE, &in) || all.len != 0 || !take_algorithm(&in, key) || !take_bits(&in, &bits) ||
        in.len != 0) {
        return false;
    }
    if (key->kind != DER_RSA) {
        key->point = bits;
        return bits.len > 0;
    }
    return take(&bits, SEQUENCE, &numbers) && bits.len == 0 && take_number(&numbers, &key->numbers[0]) &&
           take_number(&numbers, &key->numbers[1]) && numbers.len == 0;
}

// RFC 5915, with the public point: without it OpenSSL is to find it.
static bool read_ec_private(der_slice all, der_key *key)
{
    der_slice in, outer;
    return take(&all, SEQUENCE, &in) && all.len == 0 && take_version(&in, 1) &&
           take(&in, OCTET_STRING, &key->number) && take(&in, PUBLIC_POINT, &outer) && in.len == 0 &&
           take_bits(&outer, &key->point) && outer.len == 0;
}

static bool read_pkcs8(der_slice all, der_key *key)
{
    der_slice in, inner;
    if (!take(&all, SEQUENCE, &in) || all.len != 0 || !take_version(&in, 0) || !take_algorithm(&in, key) ||
        !take(&in, OCTET_STRING, &inner) || in.len != 0) {
        return false;
    }
    key->is_private = true;
    if (key->kind == DER_RSA) {
        return read_rsa_private(inner, key);
    }
    return key->kind == DER_EC ? read_ec_private(inner, key)
                               : take(&inner, OCTET_STRING, &key->number) && inner.len == 0;
}

static void read_with(bool (*read)(der_slice, der_key *), const uint8_t *der, size_t len, der_key *out)
{
    *out = (der_key){0};
    if (!read((der_slice){der, len}, out)) {
        *out = (der_key){0};
    }
}

void der_read_spki(const uint8_t *der, size_t len, der_key *out)
{
    read_with(read_spki, der, len, out);
}

void der_read_pkcs8(const uint8_t *der, size_t len, der_key *out)
{
    read_with(read_pkcs8, der, len, out);
}

void der_read_rsa_private(const uint8_t *der, size_t len, der_key *out)
{
    read_with(read_rsa_private, der, len, out);
}

int der_pkcs8_version(const uint8_t *der, size_t len)
{
    der_slice all = {der, len}, in, number;
    if (!take(&all, SEQUENCE, &in) || !take(&in, INTEGER, &number) || number.len != 1 || in.len == 0 ||
        in.data[0] != SEQUENCE) {
        return -1;
    }
    return number.data[0];
}
