// SPDX-License-Identifier: MIT
//
// Source maps: segments, texts that are no mappings, and the comment that names a map.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "modules/source_map.h"

static mod_source_map decoded(const char *text)
{
    mod_source_map map = {0};
    assert_int_equal(mod_source_map_add(&map, text, strlen(text), 0, 0, 0, 0), 0);
    mod_source_map_finish(&map);
    return map;
}

static void test_segments(void **state)
{
    (void)state;
    mod_source_map map = decoded("AAAA,CAACA;;IAEDC");
    assert_int_equal(map.count, 3);
    const mod_mapping *m = mod_source_map_find(&map, 0, 5);
    assert_int_equal(m->column, 1);
    assert_int_equal(m->original_column, 1);
    assert_int_equal(m->name, 0);
    assert_ptr_equal(mod_source_map_find(&map, 1, 0), m);
    m = mod_source_map_find(&map, 2, 4);
    assert_int_equal(m->line, 2);
    assert_int_equal(m->original_line, 2);
    assert_int_equal(m->original_column, 0);
    assert_int_equal(m->name, 1);
    mod_source_map_deinit(&map);
}

static void test_nonsense_ends_the_text(void **state)
{
    (void)state;
    mod_source_map map = decoded("AAAA,!!,AAAA");
    assert_int_equal(map.count, 1);
    mod_source_map_deinit(&map);
    map = decoded(";;;;");
    assert_int_equal(map.count, 0);
    assert_null(mod_source_map_find(&map, 0, 0));
    mod_source_map_deinit(&map);
    map = decoded("gggggggggggggggggggggggggggg");
    assert_int_equal(map.count, 0);
    mod_source_map_deinit(&map);
}

static void test_url(void **state)
{
    (void)state;
    const char *url;
    size_t len;
    const char *text = "x;//# sourceMappingURL=a.map\ny = '//# sourceMappingURL=b.map';\n";
    assert_true(mod_source_map_url(text, strlen(text), &url, &len));
    assert_int_equal(len, 5);
    assert_memory_equal(url, "a.map", 5);
    text = "// sourceMappingURL=a.map\n";
    assert_false(mod_source_map_url(text, strlen(text), &url, &len));
    assert_false(mod_source_map_url("", 0, &url, &len));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_segments),
        cmocka_unit_test(test_nonsense_ends_the_text),
        cmocka_unit_test(test_url),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
