// SPDX-License-Identifier: MIT
//
// Strings and bytes read and written in place: the probe knows this engine, and what it allows is right.
#include "engine/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "fixture.h"

static void check_text(js_value v, const char *want)
{
    js_utf8 text;
    js_value exception = NULL;
    assert_int_equal(js_utf8_init(context, v, &text, &exception), 0);
    assert_int_equal(text.len, strlen(want));
    assert_string_equal(text.bytes, want);
    js_utf8_deinit(&text);
}

static const char rope_source[] = "((a, b) => a + b)('blank', ' ')";

static void fills_a_blank_string(void **state)
{
    (void)state;
    js_value blank = evaluate(rope_source);
    assert_null(js_string_room(blank, 0));
    uint8_t *room = js_string_room(blank, 20);
    assert_non_null(room);
    memcpy(room, "abcdefghijklmnopqrst", 20);
    check_text(blank, "abcdefghijklmnopqrst");
    assert_null(js_string_room(blank, 20));
    blank = evaluate(rope_source);
    uint16_t *units = js_string_room_wide(blank, 3);
    assert_non_null(units);
    memcpy(units, (const uint16_t[]){'a', 0x20ac, 'z'}, 6);
    check_text(blank, "a\xe2\x82\xacz");
    assert_null(js_string_room(evaluate("''"), 1));
    assert_null(js_string_room(evaluate("' '"), 1));
    assert_null(js_string_room(evaluate("' '.repeat(20)"), 20));
    assert_null(js_string_room(js_int32(20), 20));
}

static void blank_strings_become_texts_of_any_kind(void **state)
{
    (void)state;
    char text[900];
    for (size_t len = 1; len < 300; len++) {
        memset(text, 'x', len);
        text[len] = '\0';
        check_text(js_string_utf8_into(context, evaluate(rope_source), text, len), text);
        text[len - 1] = '\xc3', text[len] = '\xa9', text[len + 1] = '\0';
        check_text(js_string_utf8_into(context, evaluate(rope_source), text, len + 1), text);
        memcpy(text + len - 1, "\xe2\x82\xac", 4);
        check_text(js_string_utf8_into(context, evaluate(rope_source), text, len + 2), text);
    }
    check_text(js_string_utf8_into(context, evaluate("'no rope'"), "text", 4), "text");
}

// The collector is told of filled strings, finds them, and lets their characters go.
static void filled_strings_are_collected(void **state)
{
    (void)state;
    js_value kept = evaluate("var keep = []; keep");
    for (unsigned i = 0; i < 20000; i++) {
        js_value blank = i % 2 == 0 ? evaluate(rope_source) : NULL;
        char text[40000];
        int len = snprintf(text, sizeof text, "text %u", i);
        memset(text + len, 'x', sizeof text - (size_t)len);
        js_value v = js_string_utf8_into(context, blank, text, sizeof text);
        if (i % 100 == 0) {
            js_set_index(context, (js_object)(uintptr_t)kept, i / 100, v);
        }
    }
    js_collect_garbage(context);
    assert_true(js_is_true(
        evaluate("keep.every((text, i) => text.startsWith(`text ${i * 100}x`) && text.length === 40000)")));
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    assert_in_range(usage.ru_maxrss, 0,
                    600 * 1024); // of 800 MB; a sanitizer keeps a quarter of a gigabyte of what was freed
}

static void reads_characters_in_place(void **state)
{
    (void)state;
    js_text text;
    js_value v = evaluate("'narrow\\xe9'");
    assert_int_equal(js_text_init(context, v, &text, NULL), 0);
    assert_null(text.string);
    assert_int_equal(text.len, 7);
    assert_memory_equal(text.latin1, "narrow\xe9", 7);
    js_text_deinit(&text);
    v = evaluate("'wide\\u20ac'");
    assert_int_equal(js_text_init(context, v, &text, NULL), 0);
    assert_null(text.latin1);
    assert_int_equal(text.units[4], 0x20ac);
    js_text_deinit(&text);
    v = evaluate("((a, b) => a + b)('a rope of two '.repeat(2), 'parts')");
    assert_int_equal(js_text_init(context, v, &text, NULL), 0);
    assert_memory_equal(text.latin1, "a rope of two a rope of two parts", text.len);
    js_text_deinit(&text);
    check_text(evaluate("'an emoji \\ud83d\\ude00, half \\ud83d'"),
               "an emoji \xf0\x9f\x98\x80, half \xef\xbf\xbd");
    check_text(evaluate("({ toString() { return 'asked'; } })"), "asked");
    check_text(js_int32(42), "42");
    check_text(evaluate("''"), "");
}

static void check_rope(const char *source, const char *want)
{
    uint8_t out[64];
    js_value rope = evaluate(source);
    assert_int_equal(js_rope_copy(rope, out, sizeof out), strlen(want));
    assert_memory_equal(out, want, strlen(want));
    assert_int_equal(js_rope_copy(rope, out, sizeof out), strlen(want)); // it is one still
    check_text(rope, want);
}

static void copies_ropes(void **state)
{
    (void)state;
    uint8_t out[64];
    check_rope("((a, b) => a + b)('two ', 'parts')", "two parts");
    check_rope("((a, b) => `${a}${b}${a}`)('three ', 'parts ')", "three parts three ");
    check_rope("((a, b) => (a + b) + (b + a))('two ', 'parts ')", "two parts parts two ");
    check_rope("((a, b) => ((a + b) + (b + a)).substring(2, 12))('two ', 'parts ')", "o parts pa");
    check_rope("((a) => a.substring(3, 20) + a.substring(1, 3))('a longer text to cut')",
               "onger text to cut l");
    assert_int_equal(js_rope_copy(evaluate("((a, b) => a + b)('two ', 'parts')"), out, 8), 0);
    assert_int_equal(js_rope_copy(evaluate("((a, b) => a + b)('two \u20ac', 'parts')"), out, sizeof out), 0);
    assert_int_equal(js_rope_copy(evaluate("'flat'"), out, sizeof out), 0);
    assert_int_equal(js_rope_copy(evaluate("({})"), out, sizeof out), 0);
    assert_int_equal(js_rope_copy(js_int32(1), out, sizeof out), 0);
}

static void makes_strings_of_every_length(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
    for (size_t kind = 0; kind < 4; kind++) {
        for (size_t count = 0; count < 600; count += 1 + count / 20) {
            char bytes[4 * 600 + 1] = "";
            size_t len = strlen(pieces[kind]);
            for (size_t i = 0; i < count; i++) {
                memcpy(bytes + i * len, pieces[kind], len + 1);
            }
            check_text(js_string_utf8(context, bytes, count * len), bytes);
        }
    }
    uint8_t latin1[300];
    for (size_t i = 0; i < sizeof latin1; i++) {
        latin1[i] = (uint8_t)i;
    }
    for (size_t len = 0; len < sizeof latin1; len++) {
        js_text text;
        js_value v = js_string_latin1(context, latin1, len);
        assert_int_equal(js_text_init(context, v, &text, NULL), 0);
        assert_int_equal(text.len, len);
        for (size_t i = 0; i < len; i++) {
            assert_int_equal(text.latin1 ? text.latin1[i] : text.units[i], latin1[i]);
        }
        js_text_deinit(&text);
    }
}

static void pinned_bytes_stay_where_they_are(void **state)
{
    (void)state;
    js_bytes bytes;
    js_value v = evaluate("var small = new Uint8Array([1, 2, 3]); small");
    assert_int_equal(js_bytes_get(context, v, &bytes), 0);
    assert_int_equal(bytes.len, 3);
    assert_memory_equal(bytes.data, "\1\2\3", 3);
    evaluate("small.buffer.transfer(); small[1] = 9");
    assert_int_equal(bytes.data[1], 9);
    v = evaluate("new Uint16Array(small.buffer.slice(0, 2))");
    assert_int_equal(js_bytes_get(context, v, &bytes), 0);
    assert_int_equal(bytes.len, 2);
    v = evaluate("new Uint8Array(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)");
    assert_int_equal(js_bytes_get(context, v, &bytes), 0);
    assert_memory_equal(bytes.data, "\2\3", 2);
    v = evaluate("var gone = new Uint8Array(4); gone.buffer.transfer(); gone");
    assert_int_equal(js_bytes_get(context, v, &bytes), 0);
    assert_int_equal(bytes.len, 0);
    assert_int_not_equal(js_bytes_get(context, evaluate("({})"), &bytes), 0);
}

static void check_bytes(const char *source, size_t len, const char *want)
{
    js_bytes bytes;
    js_value v = evaluate(source);
    assert_int_equal(js_bytes_peek(context, v, &bytes), 0);
    assert_int_equal(bytes.len, len);
    assert_memory_equal(bytes.data, want, len);
}

static void finds_bytes_of_every_view(void **state)
{
    (void)state;
    check_bytes("new Uint8Array([1, 2, 3])", 3, "\1\2\3");
    check_bytes("new Uint16Array([1, 2, 3])", 6, "\1\0\2\0\3\0");
    check_bytes("new (class Sub extends Uint8Array {})([1, 2, 3])", 3, "\1\2\3");
    check_bytes("new Uint8Array(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)", 2, "\2\3");
    check_bytes("new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)", 2, "\2\3");
    check_bytes("new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 }))", 4, "\0\0\0\0");
    check_bytes("var grown = new ArrayBuffer(4, { maxByteLength: 8 }); var view = new Uint8Array(grown); "
                "grown.resize(6); view",
                6, "\0\0\0\0\0\0");
    check_bytes("var moved = new Uint8Array(8); moved.buffer.transfer(); moved", 0, "");
    static const char zeroes[5000];
    check_bytes("new Uint8Array(5000)", 5000, zeroes);
    check_bytes("new Uint8Array([7, 8]).buffer", 2, "\7\10");
    js_bytes bytes;
    assert_int_not_equal(js_bytes_peek(context, evaluate("({ length: 3 })"), &bytes), 0);
    assert_int_not_equal(js_bytes_peek(context, evaluate("'text'"), &bytes), 0);
    assert_int_not_equal(js_bytes_peek(context, js_int32(3), &bytes), 0);
    assert_int_not_equal(js_bytes_peek(context, NULL, &bytes), 0);
}

static void reads_attributes_in_place(void **state)
{
    (void)state;
    size_t count = 0;
    js_value array = evaluate("[{ a: 1.5, b: 'x' }, { a: 2.5, b: 'y' }, 'text', , 7]");
    const js_value *elements = js_elements_peek(array, &count);
    assert_non_null(elements);
    assert_int_equal(count, 5);
    for (unsigned i = 0; i < 5; i++) {
        js_value want = js_get_index(context, (js_object)(uintptr_t)array, i, NULL);
        assert_true(i == 3 ? elements[i] == NULL : elements[i] == want);
    }
    assert_true(js_same_shape(elements[0], elements[1]));
    assert_int_equal(js_attribute_place(elements[0], js_number(1.5), 2), 0);
    assert_int_equal(js_attribute_place(elements[0], js_number(2.5), 2), -1);
    assert_true(js_attribute_at(elements[1], 0) == js_number(2.5));
    assert_true(js_is_string(context, js_attribute_at(elements[1], 1)));
    assert_int_equal(js_attribute_place(evaluate("new Proxy({ a: 1.5 }, {})"), js_number(1.5), 1), -1);
    assert_int_equal(js_attribute_place(evaluate("[1.5]"), js_number(1.5), 1), -1);
    assert_int_equal(js_attribute_place(js_number(1.5), js_number(1.5), 1), -1);
    // Kept in another way: nothing is said.
    assert_null(js_elements_peek(evaluate("[1, 2, 3]"), &count));
    assert_null(js_elements_peek(evaluate("[1.5, 2.5]"), &count));
    assert_null(js_elements_peek(evaluate("const far = []; far[1e6] = {}; far"), &count));
    assert_null(js_elements_peek(evaluate("({ 0: 1, length: 1 })"), &count));
    assert_null(js_elements_peek(evaluate("new Proxy([], {})"), &count));
}

// The collector holds the lock of a cell, two bits in it, while it looks at some objects: that changes nothing of what they are.
static void locked_cells_are_what_they_are(void **state)
{
    (void)state;
    enum { MODE = 4, LOCK_BITS = 0xc0 };
    size_t count = 0;
    js_value array = evaluate("var held = [{}, {}]; held");
    js_value like = evaluate("var like = new (class Like extends Uint8Array {})(4, 0, 4); like");
    js_value plain = evaluate("var plain = new Uint8Array(4); plain");
    js_value locked[] = {array, like};
    for (size_t i = 0; i < sizeof locked / sizeof locked[0]; i++) {
        ((uint8_t *)(uintptr_t)locked[i])[MODE] |= LOCK_BITS;
    }
    js_value v = evaluate("var changed = new Uint8Array(4); changed");
    bool became = js_become(v, like, plain);
    bool found = js_elements_peek(array, &count) != NULL;
    for (size_t i = 0; i < sizeof locked / sizeof locked[0]; i++) {
        ((uint8_t *)(uintptr_t)locked[i])[MODE] &= (uint8_t)~LOCK_BITS;
    }
    assert_true(became);
    assert_true(found);
    assert_int_equal(count, 2);
    assert_true(js_is_true(evaluate("changed.constructor === like.constructor")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_a_blank_string),
        cmocka_unit_test(blank_strings_become_texts_of_any_kind),
        cmocka_unit_test(filled_strings_are_collected),
        cmocka_unit_test(reads_characters_in_place),
        cmocka_unit_test(copies_ropes),
        cmocka_unit_test(makes_strings_of_every_length),
        cmocka_unit_test(finds_bytes_of_every_view),
        cmocka_unit_test(pinned_bytes_stay_where_they_are),
        cmocka_unit_test(reads_attributes_in_place),
        cmocka_unit_test(locked_cells_are_what_they_are),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
