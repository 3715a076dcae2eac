// SPDX-License-Identifier: MIT
// Integers of any size: arithmetic against the compiler's 128 bits, the edges of limbs, and the laws that hold for large ones.
#include "support.h"

#include <string.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

static pc_value of_wide(pc_thread *t, wide x)
{
    unsigned_wide m = x < 0 ? -(unsigned_wide)x : (unsigned_wide)x;
    uint64_t limbs[] = {(uint64_t)m, (uint64_t)(m >> 64)};
    return pc_integer_new(t, x < 0, limbs, 2);
}

static pc_value hex(pc_thread *t, bool negative, const char *digits)
{
    return pc_integer_from_hex(t, negative, (const uint8_t *)digits, strlen(digits));
}

static void same(pc_thread *t, pc_value a, pc_value b)
{
    assert_int_equal(pc_equal(t, a, b), 1);
}

static void check_pair(pc_thread *t, int64_t a, int64_t b)
{
    pc_value x = pc_integer_from_int64(t, a), y = pc_integer_from_int64(t, b), q, r;
    same(t, pc_integer_add(t, x, y), of_wide(t, (wide)a + b));
    same(t, pc_integer_subtract(t, x, y), of_wide(t, (wide)a - b));
    same(t, pc_integer_multiply(t, x, y), of_wide(t, (wide)a * b));
    same(t, pc_integer_negate(t, x), of_wide(t, -(wide)a));
    if (b == 0) {
        assert_int_equal(pc_integer_divide(t, x, y, &q, &r), -EDOM);
        return;
    }
    assert_int_equal(pc_integer_divide(t, x, y, &q, &r), 0);
    same(t, q, of_wide(t, (wide)a / b));
    same(t, r, of_wide(t, (wide)a % b));
    int64_t back;
    assert_true(pc_integer_to_int64(x, &back) && back == a);
}

static void test_against_the_compiler(void **state)
{
    static const int64_t edges[] = {0,
                                    1,
                                    -1,
                                    2,
                                    -2,
                                    7,
                                    10,
                                    -10,
                                    INT32_MAX,
                                    INT32_MIN,
                                    1000000007,
                                    INT64_MAX,
                                    INT64_MIN,
                                    INT64_MAX - 1,
                                    INT64_MIN + 1,
                                    0x100000000,
                                    -0x100000001};
    enum { EDGES = sizeof edges / sizeof edges[0] };
    fixture f;
    fixture_open(&f, NULL);
    for (size_t i = 0; i < EDGES; i++) {
        for (size_t j = 0; j < EDGES; j++) {
            check_pair(f.t, edges[i], edges[j]);
        }
    }
    int64_t none;
    assert_false(pc_integer_to_int64(hex(f.t, false, "8000000000000000"), &none));
    assert_true(pc_integer_to_int64(hex(f.t, true, "8000000000000000"), &none) && none == INT64_MIN);
    assert_false(pc_integer_to_int64(hex(f.t, true, "8000000000000001"), &none));
    assert_false(pc_integer_to_int64(hex(f.t, false, "10000000000000000"), &none));
    fixture_close(&f);
}

static void test_large(void **state)
{
    fixture f;
    fixture_open(&f, NULL);
    pc_thread *t = f.t;
    same(t,
         pc_integer_multiply(t, hex(t, false, "ffffffffffffffffffffffffffffffff"),
                             hex(t, true, "ffffffffffffffffffffffffffffffff")),
         hex(t, true, "fffffffffffffffffffffffffffffffe00000000000000000000000000000001"));
    same(t, pc_integer_add(t, hex(t, false, "ffffffffffffffffffffffffffffffff"), hex(t, false, "1")),
         hex(t, false, "100000000000000000000000000000000"));
    same(t, pc_integer_subtract(t, hex(t, false, "100000000000000000000000000000000"), hex(t, false, "1")),
         hex(t, false, "ffffffffffffffffffffffffffffffff"));
    // The first guess of a digit is too large here, and the product is added back.
    pc_value q, r, a = hex(t, false, "7fffffffffffffff80000000000000000000000000000000"),
                   b = hex(t, false, "800000000000000000000000000000000000000000000001");
    assert_int_equal(pc_integer_divide(t, pc_integer_multiply(t, a, b), b, &q, &r), 0);
    same(t, q, a);
    same(t, r, hex(t, false, "0"));
    uint32_t ha, hb;
    assert_true(pc_hash(t, q, &ha) == 0 && pc_hash(t, a, &hb) == 0 && ha == hb);
    fixture_close(&f);
}

static uint64_t seed = 88172645463325252u;

static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

// Limbs of few or all bits, so that carries run.
static pc_value random_integer(pc_thread *t, size_t most)
{
    uint64_t limbs[90];
    size_t n = next_random() % most;
    for (size_t i = 0; i < n; i++) {
        uint64_t kind = next_random() % 4;
        limbs[i] = kind == 0 ? 0 : kind == 1 ? UINT64_MAX : kind == 2 ? UINT64_C(1) << 63 : next_random();
    }
    return pc_integer_new(t, next_random() & 1, limbs, n);
}

static void test_laws(void **state)
{
    fixture f;
    fixture_open(&f, NULL);
    pc_thread *t = f.t;
    for (int i = 0; i < 3000; i++) {
        size_t most = i % 10 == 0 ? 90 : 7;
        pc_value a = random_integer(t, most), b = random_integer(t, most), c = random_integer(t, most), q, r;
        pc_value sum = pc_integer_add(t, a, b);
        same(t, pc_integer_subtract(t, sum, b), a);
        same(t, sum, pc_integer_add(t, b, a));
        same(t, pc_integer_multiply(t, sum, c),
             pc_integer_add(t, pc_integer_multiply(t, a, c), pc_integer_multiply(t, c, b)));
        pc_value zero = pc_integer_from_int64(t, 0);
        if (pc_compare(b, zero) == 0) {
            continue;
        }
        assert_int_equal(pc_integer_divide(t, a, b, &q, &r), 0);
        same(t, pc_integer_add(t, pc_integer_multiply(t, q, b), r), a);
        pc_value magnitude = pc_compare(b, zero) < 0 ? pc_integer_negate(t, b) : b;
        pc_value rest = pc_compare(r, zero) < 0 ? pc_integer_negate(t, r) : r;
        assert_true(pc_compare(rest, magnitude) < 0);
        assert_true(pc_compare(r, zero) == 0 || (pc_compare(r, zero) < 0) == (pc_compare(a, zero) < 0));
        assert_int_equal(pc_integer_divide(t, pc_integer_multiply(t, a, b), b, &q, &r), 0);
        same(t, q, a);
        same(t, r, zero);
    }
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_the_compiler),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_laws),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
