// SPDX-License-Identifier: MIT
//
// node/crypto/der: keys of the known forms in their parts, and everything that is nearly one of them.
#include "node/crypto/der.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

// SEQUENCE { SEQUENCE { rsaEncryption, NULL }, BIT STRING { SEQUENCE { 0x00c3, 3 } } }
static const uint8_t rsa_spki[] = {
    0x30, 0x1c, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01,
    0x05, 0x00, 0x03, 0x0b, 0x00, 0x30, 0x08, 0x02, 0x02, 0x00, 0xc3, 0x02, 0x02, 0x00, 0x83,
};
// SEQUENCE { 0, SEQUENCE { Ed25519 }, OCTET STRING { OCTET STRING of 4 bytes } }
static const uint8_t raw_pkcs8[] = {
    0x30, 0x12, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b,
    0x65, 0x70, 0x04, 0x06, 0x04, 0x04, 1,    2,    3,    4,
};

static void reads_rsa(void **state)
{
    (void)state;
    der_key key;
    der_read_spki(rsa_spki, sizeof rsa_spki, &key);
    assert_int_equal(key.kind, DER_RSA);
    assert_false(key.is_private);
    assert_int_equal(key.numbers[0].len, 1);
    assert_int_equal(key.numbers[0].data[0], 0xc3);
    assert_int_equal(key.numbers[1].data[0], 0x83);
}

static void reads_raw(void **state)
{
    (void)state;
    der_key key;
    der_read_pkcs8(raw_pkcs8, sizeof raw_pkcs8, &key);
    assert_int_equal(key.kind, DER_RAW);
    assert_true(key.is_private);
    assert_int_equal(key.id, 112);
    assert_int_equal(key.number.len, 4);
    assert_int_equal(key.number.data[3], 4);
    der_read_spki(raw_pkcs8, sizeof raw_pkcs8, &key);
    assert_int_equal(key.kind, DER_OTHER);
}

static void refuses_every_part_of_one(void **state)
{
    (void)state;
    der_key key;
    for (size_t len = 0; len < sizeof rsa_spki; len++) {
        der_read_spki(rsa_spki, len, &key);
        assert_int_equal(key.kind, DER_OTHER);
    }
    for (size_t len = 0; len < sizeof raw_pkcs8; len++) {
        der_read_pkcs8(raw_pkcs8, len, &key);
        assert_int_equal(key.kind, DER_OTHER);
    }
}

static void refuses_what_is_not_der(void **state)
{
    (void)state;
    der_key key;
    uint8_t bytes[sizeof rsa_spki + 1];
    memcpy(bytes, rsa_spki, sizeof rsa_spki);
    bytes[sizeof rsa_spki] = 0; // something follows
    der_read_spki(bytes, sizeof bytes, &key);
    assert_int_equal(key.kind, DER_OTHER);
    bytes[25] = 0x43; // 0x0043: a zero too many
    der_read_spki(bytes, sizeof rsa_spki, &key);
    assert_int_equal(key.kind, DER_OTHER);
    memcpy(bytes, rsa_spki, sizeof rsa_spki);
    bytes[24] = 0x80; // a negative number
    der_read_spki(bytes, sizeof rsa_spki, &key);
    assert_int_equal(key.kind, DER_OTHER);
    memcpy(bytes, rsa_spki, sizeof rsa_spki);
    bytes[1] = 0x80; // a length without end
    der_read_spki(bytes, sizeof rsa_spki, &key);
    assert_int_equal(key.kind, DER_OTHER);
}

static void tells_versions(void **state)
{
    (void)state;
    const uint8_t key[] = {0x30, 5, 2, 1, 7, 0x30, 0};
    assert_int_equal(der_pkcs8_version(key, sizeof key), 7);
    assert_int_equal(der_pkcs8_version(key, sizeof key - 1), -1);
    assert_int_equal(der_pkcs8_version(rsa_spki, sizeof rsa_spki), -1);
    assert_int_equal(der_pkcs8_version(key, 0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rsa),
        cmocka_unit_test(reads_raw),
        cmocka_unit_test(refuses_every_part_of_one),
        cmocka_unit_test(refuses_what_is_not_der),
        cmocka_unit_test(tells_versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
