// SPDX-License-Identifier: MIT
// The small kinds: numbers, strings, tuples, bytes, integers, symbols, methods; hash, equality and order over all kinds.
#include "support.h"

#include <math.h>
#include <string.h>

static const pc_options manual = {.manual = true};

static void test_numbers(void **state)
{
    static const double some[] = {0,   -0.0,   1,      -1,      2147483647, -2147483648.0, 2147483648.0,
                                  0.1, -1e308, 5e-324, INFINITY};
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        pc_value v = pc_number(some[i]);
        double back = pc_double(v);
        assert_true(pc_is_number(v) && !pc_is_cell(v));
        assert_memory_equal(&back, &some[i], sizeof back);
        assert_int_equal(pc_kind_of(v), PC_KIND_NUMBER);
    }
    assert_true(pc_number(NAN) == pc_number(-NAN));
    assert_true(pc_number(7) == pc_int32(7));
    assert_true(isnan(pc_double(pc_number(NAN))));
}

static void test_strings(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    uint16_t wide[40];
    uint8_t narrow[40];
    for (size_t len = 0; len < 40; len++) {
        for (size_t i = 0; i < len; i++) {
            narrow[i] = (uint8_t)(200 + i);
            wide[i] = narrow[i];
        }
        pc_value a = pc_string_latin1(f.t, narrow, len), b = pc_string_utf16(f.t, wide, len);
        pc_text text;
        assert_int_equal(pc_equal(f.t, a, b), 1);
        assert_int_equal(pc_kind_of(a), PC_KIND_STRING);
        assert_int_equal(pc_is_cell(a), len > 5);
        pc_string_peek(b, &text);
        assert_int_equal(text.len, len);
        assert_non_null(text.latin1);
        assert_memory_equal(text.latin1, narrow, len);
        if (len > 0) {
            wide[len - 1] = 0xd800; // a lone surrogate
            pc_value c = pc_string_utf16(f.t, wide, len);
            pc_string_peek(c, &text);
            assert_null(text.latin1);
            assert_memory_equal(text.units, wide, len * 2);
            assert_int_equal(pc_equal(f.t, a, c), 0);
            assert_true(pc_compare(a, c) < 0 && pc_compare(c, a) > 0);
        }
    }
    fixture_close(&f);
}

static void test_tuples(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value items[] = {pc_int32(1), PC_NULL, pc_string_ascii(f.t, "three or more")};
    pc_value a = pc_tuple_new(f.t, 0, items, 3), b = pc_tuple_new(f.t, 0, items, 3),
             c = pc_tuple_new(f.t, 7, items, 3);
    assert_int_equal(pc_equal(f.t, a, b), 1);
    assert_int_equal(pc_equal(f.t, a, c), 0);
    assert_int_equal(pc_tuple_brand(c), 7);
    pc_value d = pc_tuple_set(f.t, a, 1, PC_TRUE);
    assert_true(pc_tuple_get(a, 1) == PC_NULL && pc_tuple_get(d, 1) == PC_TRUE);
    assert_int_equal(pc_tuple_count(pc_tuple_new(f.t, 0, NULL, 0)), 0);
    fixture_close(&f);
}

static void test_bytes(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value a = pc_bytes_new(f.t, "abc", 3), b = pc_bytes_new(f.t, "abc", 3), s = pc_bytes_shared(f.t, 3);
    assert_int_equal(pc_equal(f.t, a, b), 1);
    memcpy(pc_bytes_peek(s), "abc", 3);
    assert_int_equal(pc_equal(f.t, a, s), 0);
    assert_true(pc_bytes_is_shared(s) && !pc_bytes_is_shared(a));
    fixture_close(&f);
}

static void test_integers(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    uint64_t limbs[] = {5, 0, 0}, big[] = {0, 1};
    const uint64_t *out;
    bool negative;
    pc_value a = pc_integer_new(f.t, false, limbs, 3), b = pc_integer_new(f.t, true, big, 2);
    assert_int_equal(pc_integer_limbs(a, &out, &negative), 1);
    assert_true(out[0] == 5 && !negative);
    assert_true(pc_compare(b, a) < 0);
    pc_value c = pc_integer_from_hex(f.t, true, (const uint8_t *)"10000000000000000", 17);
    assert_int_equal(pc_equal(f.t, b, c), 1);
    assert_true(pc_integer_from_hex(f.t, false, (const uint8_t *)"12g", 3) == PC_NONE);
    assert_int_equal(pc_error(f.t), -EINVAL);
    pc_value zero = pc_integer_from_hex(f.t, true, (const uint8_t *)"0", 1);
    assert_int_equal(pc_integer_limbs(zero, &out, &negative), 0);
    assert_false(negative);
    fixture_close(&f);
}

static void test_symbols(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value text = pc_string_ascii(f.t, "a symbol");
    pc_value a = pc_symbol_intern(f.t, text), b = pc_symbol_intern(f.t, pc_string_ascii(f.t, "a symbol"));
    pc_value c = pc_symbol_new(f.t, text);
    assert_true(a == b && a != c);
    assert_true(pc_symbol_is_interned(a) && !pc_symbol_is_interned(c));
    assert_int_equal(pc_equal(f.t, a, c), 0);
    assert_true(pc_symbol_intern(f.t, pc_int32(1)) == PC_NONE);
    fixture_close(&f);
}

static pc_value subtract(pc_thread *t, pc_value closure, pc_value self, const pc_value *arguments, size_t n)
{
    if (n < 2 || arguments[0] == PC_NONE || arguments[1] == PC_NONE) {
        return PC_UNDEFINED;
    }
    return pc_number(pc_double(arguments[0]) - pc_double(arguments[1]) + pc_double(closure));
}

static void test_methods(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value names[] = {pc_string_ascii(f.t, "minuend"), pc_string_ascii(f.t, "subtrahend")};
    pc_value method = pc_method_new(f.t, subtract, pc_int32(1000), pc_list_from(f.t, names, 2));
    pc_value ten_three[] = {pc_int32(10), pc_int32(3)}, three = pc_int32(3);
    assert_true(pc_method_call(f.t, method, PC_NULL, ten_three, 2, PC_NONE) == pc_int32(1007));
    pc_value keyword = pc_object_from(f.t, PC_NULL, &names[1], &three, 1);
    assert_true(pc_method_call(f.t, method, PC_NULL, ten_three, 1, keyword) == pc_int32(1007));
    pc_value both = pc_object_from(f.t, PC_NULL, names, ten_three, 2);
    assert_true(pc_method_call(f.t, method, PC_NULL, NULL, 0, both) == pc_int32(1007));
    assert_true(pc_method_call(f.t, method, PC_NULL, ten_three, 2, keyword) == PC_NONE); // given twice
    assert_int_equal(pc_error(f.t), -EINVAL);
    assert_true(pc_method_call(f.t, method, PC_NULL, ten_three, 1, PC_NONE) == PC_UNDEFINED);
    fixture_close(&f);
}

// A chain of containers of one kind, the innermost of which holds `last`.
static pc_value nested(pc_thread *t, pc_kind kind, int depth, pc_value last)
{
    pc_value v = last, name = pc_string_ascii(t, "next"), other[] = {pc_int32(1), pc_int32(2), v};
    for (int i = 0; i < depth && v != PC_NONE; i++) {
        other[2] = v;
        switch ((int)kind) {
        case PC_KIND_TUPLE:
            v = pc_tuple_new(t, 0, other, 3);
            break;
        case PC_KIND_LIST:
            v = pc_list_from(t, other, 3);
            break;
        case PC_KIND_OBJECT:
            v = pc_object_from(t, PC_NULL, &name, &v, 1);
            break;
        case PC_KIND_SET: // a chain of keys
            v = pc_set_from(t, other, 3);
            break;
        default:
            v = pc_map_from(t, other, &other[1], 2);
        }
    }
    return v;
}

static void test_depth(void **state)
{
    static const pc_kind kinds[] = {PC_KIND_TUPLE, PC_KIND_LIST, PC_KIND_OBJECT, PC_KIND_SET, PC_KIND_MAP};
    enum { DEPTH = 200000 };
    fixture f;
    fixture_open(&f, &manual);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        uint32_t a = 0, b = 1, c = 2;
        pc_value one = nested(f.t, kinds[k], DEPTH, PC_NULL), two = nested(f.t, kinds[k], DEPTH, PC_NULL),
                 other = nested(f.t, kinds[k], DEPTH, PC_TRUE);
        assert_int_equal(pc_equal(f.t, one, two), 1);
        assert_int_equal(pc_equal(f.t, one, other), 0);
        assert_int_equal(pc_equal(f.t, one, nested(f.t, kinds[k], DEPTH - 1, PC_NULL)), 0);
        assert_int_equal(pc_hash(f.t, one, &a), 0);
        assert_int_equal(pc_hash(f.t, two, &b), 0);
        assert_int_equal(pc_hash(f.t, other, &c), 0);
        assert_int_equal(a, b);
        assert_true(a != c);
        assert_int_equal(pc_equal(f.t, one, two), 1);
        pc_value map = pc_map_set(f.t, pc_map_empty(f.t), one, PC_TRUE);
        assert_true(pc_map_get(f.t, map, two) == PC_TRUE);
        assert_true(pc_map_get(f.t, map, other) == PC_NONE);
        if (k < 2) {
            assert_true(pc_compare(one, two) == 0);
            assert_true(pc_compare(one, other) < 0 && pc_compare(other, one) > 0);
        }
    }
    fixture_close(&f);
}

// Two chains of which each level names the next one twice: as many paths as nobody can walk.
static void test_shared_parts(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value ends[2];
    for (size_t k = 0; k < 2; k++) {
        pc_value v = nested(f.t, PC_KIND_TUPLE, 1, PC_NULL);
        for (int i = 0; i < 64; i++) {
            pc_value both[] = {v, v};
            v = i % 2 ? pc_tuple_new(f.t, 0, both, 2) : pc_list_from(f.t, both, 2);
        }
        ends[k] = v;
    }
    assert_int_equal(pc_equal(f.t, ends[0], ends[1]), 1);
    fixture_close(&f);
}

static void test_order(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value small[] = {pc_int32(1), pc_int32(2)}, large[] = {pc_int32(1), pc_number(2.5)};
    assert_true(pc_compare(pc_tuple_new(f.t, 0, small, 2), pc_tuple_new(f.t, 0, large, 2)) < 0);
    assert_true(pc_compare(pc_list_from(f.t, small, 1), pc_list_from(f.t, small, 2)) < 0);
    assert_true(pc_compare(pc_number(NAN), pc_number(INFINITY)) > 0);
    assert_true(pc_compare(PC_FALSE, PC_TRUE) < 0);
    assert_true(pc_compare(pc_string_ascii(f.t, "abc"), pc_string_ascii(f.t, "abcdefgh")) < 0);
    assert_int_equal(pc_compare(pc_int32(0), pc_number(-0.0)), 0);
    assert_int_equal(pc_equal(f.t, pc_int32(0), pc_number(-0.0)), 1);
    fixture_close(&f);
}

static void test_prototypes(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value x = pc_string_ascii(f.t, "x"), y = pc_string_ascii(f.t, "y"), one = pc_int32(1),
             two = pc_int32(2);
    pc_value base = pc_object_from(f.t, PC_NULL, &x, &one, 1);
    pc_value object = pc_object_from(f.t, base, &y, &two, 1);
    assert_true(pc_object_get(f.t, object, x) == one && pc_object_get_own(f.t, object, x) == PC_NONE);
    assert_true(pc_object_is(object, base) && !pc_object_is(base, object));
    assert_true(pc_object_prototype(object) == base);
    pc_value xy[] = {x, y}, yx[] = {y, x}, v12[] = {one, two}, v21[] = {two, one};
    pc_value a = pc_object_from(f.t, PC_NULL, xy, v12, 2), b = pc_object_from(f.t, PC_NULL, yx, v21, 2);
    uint32_t ha, hb;
    assert_int_equal(pc_equal(f.t, a, b), 1);
    assert_int_equal(pc_hash(f.t, a, &ha) | pc_hash(f.t, b, &hb), 0);
    assert_int_equal(ha, hb);
    assert_true(pc_object_shape(a) != pc_object_shape(b));
    assert_true(pc_object_shape(a) == pc_object_shape(pc_object_set(f.t, a, x, two)));
    fixture_close(&f);
}

static void test_large_maps(void **state)
{
    enum { N = 20000 };
    fixture f;
    fixture_open(&f, &manual);
    pc_value *entries = malloc(2 * N * sizeof *entries);
    for (int i = 0; i < N; i++) {
        entries[i] = pc_int32(i * 7919 % 15000);
        entries[N + i] = pc_int32(i);
    }
    pc_value bulk = pc_map_from(f.t, entries, entries + N, N), single = pc_map_empty(f.t);
    for (int i = 0; i < N; i++) {
        single = pc_map_set(f.t, single, entries[i], entries[N + i]);
    }
    assert_int_equal(pc_map_count(bulk), 15000);
    assert_int_equal(pc_equal(f.t, bulk, single), 1);
    pc_value set = pc_set_from(f.t, entries, N);
    assert_int_equal(pc_set_count(set), 15000);
    assert_true(pc_set_has(f.t, set, pc_int32(14999)) && !pc_set_has(f.t, set, pc_int32(15000)));
    free(entries);
    fixture_close(&f);
}

static int count_pairs(void *data, pc_value key, pc_value v)
{
    assert_true(pc_double(v) == 2 * pc_double(key));
    return ++*(int *)data == 90 ? 7 : 0;
}

static void test_unordered(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value map = pc_map_empty(f.t);
    for (int i = 0; i < 100; i++) {
        map = pc_map_set(f.t, map, pc_int32(i), pc_int32(2 * i));
    }
    int n = 0;
    assert_int_equal(pc_map_each_unordered(map, count_pairs, &n), 7);
    assert_int_equal(n, 90); // a result other than 0 ends it
    pc_list_builder b;
    pc_value values[50];
    for (int i = 0; i < 50; i++) {
        values[i] = pc_int32(i);
    }
    assert_int_equal(pc_list_builder_init(&b, f.t, PC_NONE), 0);
    assert_int_equal(pc_list_builder_append(&b, values, 0), 0);
    assert_int_equal(pc_list_builder_append(&b, values, 50), 0);
    assert_int_equal(pc_list_builder_append(&b, values, 7), 0);
    pc_value list = pc_list_builder_finish(&b);
    assert_int_equal(pc_list_count(list), 57);
    assert_true(pc_list_get(list, 49) == pc_int32(49) && pc_list_get(list, 56) == pc_int32(6));
    fixture_close(&f);
}

static void test_shapes(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    pc_value names[] = {pc_string_ascii(f.t, "first name"), pc_string_ascii(f.t, "b")},
             values[] = {PC_TRUE, PC_NULL};
    pc_value shape = pc_shape_new(f.t, PC_NULL, names, 2), object = pc_object_of_shape(f.t, shape, values);
    size_t n;
    assert_true(pc_object_shape(object) == shape);
    assert_true(pc_shape_names(shape, &n)[1] == names[1] && n == 2);
    assert_true(memcmp(pc_object_peek(object), values, sizeof values) == 0);
    assert_int_equal(pc_equal(f.t, object, pc_object_from(f.t, PC_NULL, names, values, 2)), 1);
    pc_value many[129];
    for (int i = 0; i < 129; i++) {
        many[i] = pc_int32(i);
    }
    assert_true(pc_shape_new(f.t, PC_NULL, many, 129) == PC_NONE);
    assert_int_equal(pc_error(f.t), -EINVAL);
    fixture_close(&f);
}

static void no_release(void *data, void *hint)
{
}

static pc_value no_native(pc_thread *t, pc_value closure, pc_value self, const pc_value *arguments, size_t n)
{
    return closure;
}

static void test_what_values_tell(void **state)
{
    fixture f;
    fixture_open(&f, &manual);
    assert_string_equal(pc_kind_name(pc_kind_of(pc_list_empty(f.t))), "List");
    assert_string_equal(pc_kind_name(PC_KIND_WEAK), "WeakRef");
    assert_string_equal(pc_kind_name((pc_kind)1000), "?");
    int hint = 0;
    uint8_t data[4] = {0};
    pc_value external = pc_bytes_external(f.t, data, sizeof data, no_release, &hint);
    assert_ptr_equal(pc_bytes_hint(external, no_release), &hint);
    assert_null(pc_bytes_hint(external, NULL));
    assert_null(pc_bytes_hint(pc_bytes_new(f.t, data, 4), no_release));
    pc_value method = pc_method_new(f.t, no_native, PC_TRUE, PC_NONE);
    assert_true(pc_method_closure(method) == PC_TRUE && pc_method_native(method) == no_native);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),          cmocka_unit_test(test_strings),
        cmocka_unit_test(test_tuples),           cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_integers),         cmocka_unit_test(test_symbols),
        cmocka_unit_test(test_methods),          cmocka_unit_test(test_depth),
        cmocka_unit_test(test_shared_parts),     cmocka_unit_test(test_order),
        cmocka_unit_test(test_prototypes),       cmocka_unit_test(test_large_maps),
        cmocka_unit_test(test_unordered),        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_what_values_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
