// SPDX-License-Identifier: MIT
//
// The JSON reader: what it accepts, what it refuses, and that keys keep their order.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "modules/json.h"

static int parse(mod_arena *arena, const char *text, mod_json **out)
{
    size_t at;
    return mod_json_parse(arena, text, strlen(text), out, &at);
}

static void keys_keep_their_order(void **state)
{
    (void)state;
    mod_arena arena = {0};
    mod_json *v;
    assert_int_equal(parse(&arena, "{\"z\":1,\"a\":[true,null,\"x\"],\"1\":{}}", &v), 0);
    assert_int_equal(v->kind, MOD_JSON_OBJECT);
    assert_string_equal(v->first->key, "z");
    assert_string_equal(v->first->next->key, "a");
    assert_string_equal(v->first->next->next->key, "1");
    assert_string_equal(mod_json_member(v, "a", 1)->first->next->next->text, "x");
    assert_memory_equal(mod_json_member(v, "a", 1)->source, "[true,null,\"x\"]", 15);
    mod_arena_deinit(&arena);
}

static void the_last_of_equal_keys_counts(void **state)
{
    (void)state;
    mod_arena arena = {0};
    mod_json *v;
    assert_int_equal(parse(&arena, "{\"a\":\"1\",\"a\":\"2\"}", &v), 0);
    assert_string_equal(mod_json_member(v, "a", 1)->text, "2");
    assert_null(mod_json_member(v, "b", 1));
    mod_arena_deinit(&arena);
}

static void escapes_become_utf8(void **state)
{
    (void)state;
    mod_arena arena = {0};
    mod_json *v;
    assert_int_equal(parse(&arena, "\"\\n\\u00e9\\ud83d\\ude00\\ud800\\/\"", &v), 0);
    assert_string_equal(v->text, "\n\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbd/");
    mod_arena_deinit(&arena);
}

static void what_is_not_json_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",          " ",   "{",      "[1,]",      "{\"a\":1,}", "{a:1}",
                                      "'a'",       "01",  "1.",     "+1",        "\"\n\"",     "\"\\x\"",
                                      "\"\\u12\"", "nul", "[1 2]",  "{\"a\" 1}", "true x",     "\"\\",
                                      "-",         "1e",  "// c\n1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        mod_arena arena = {0};
        mod_json *v = NULL;
        assert_int_equal(parse(&arena, bad[i], &v), -EINVAL);
        mod_arena_deinit(&arena);
    }
}

static void depth_is_bounded(void **state)
{
    (void)state;
    mod_arena arena = {0};
    mod_json *v = NULL;
    char text[1000];
    memset(text, '[', sizeof text);
    assert_int_equal(mod_json_parse(&arena, text, sizeof text, &v, NULL), -E2BIG);
    mod_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_keep_their_order), cmocka_unit_test(the_last_of_equal_keys_counts),
        cmocka_unit_test(escapes_become_utf8),   cmocka_unit_test(what_is_not_json_is_refused),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
