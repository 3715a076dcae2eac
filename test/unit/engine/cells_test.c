// SPDX-License-Identifier: MIT
//
// Classes, proxies and entries of collections: the probes know this engine, and what they allow is right.
#include "engine/cells.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

static void tells_kinds_apart(void **state)
{
    (void)state;
    assert_true(js_kinds_are_known());
    assert_true(js_is_kind(evaluate("Object.setPrototypeOf(new Date(), null)"), JS_KIND_DATE));
    assert_true(js_is_kind(evaluate("new (class extends Map {})()"), JS_KIND_MAP));
    assert_true(js_is_kind(evaluate("(async () => {})()"), JS_KIND_PROMISE));
    assert_true(js_is_kind(evaluate("Proxy.revocable({}, {}).proxy"), JS_KIND_PROXY));
    static const char *const others[] = {"({})",
                                         "[]",
                                         "'text'",
                                         "1",
                                         "null",
                                         "(() => {})",
                                         "Date.prototype",
                                         "globalThis",
                                         "Symbol('s')",
                                         "1n",
                                         "({ __proto__: Date.prototype })"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        for (int kind = JS_KIND_DATE; kind < JS_KINDS; kind++) {
            assert_false(js_is_kind(evaluate(others[i]), (js_kind)kind));
        }
    }
}

static void knows_parts_of_proxies(void **state)
{
    (void)state;
    js_value target = JS_UNDEFINED, handler = JS_UNDEFINED;
    js_value proxy = evaluate("globalThis.parts = [{}, {}]; new Proxy(parts[0], parts[1])");
    assert_int_equal(js_proxy_details(context, proxy, &target, &handler), 0);
    js_object parts = js_object_of(context, evaluate("parts"));
    assert_ptr_equal(target, js_get_index(context, parts, 0, NULL));
    assert_ptr_equal(handler, js_get_index(context, parts, 1, NULL));
    assert_true(js_proxy_details(context, evaluate("({})"), &target, &handler) < 0);
    assert_true(js_proxy_details(context, evaluate("globalThis"), &target, &handler) < 0);
}

// As many entries as `count`, in the order in which a program meets them.
static void check_entries(const char *source, size_t count)
{
    js_entries entries;
    js_value collection = evaluate(source);
    assert_true(js_entries_peek(collection, &entries));
    assert_int_equal(entries.count, count);
    js_set(context, js_global(context), "collection", collection);
    js_object flat = js_object_of(context, evaluate("[...collection].flat()"));
    size_t words = entries.step - 1;
    for (size_t i = 0; i < count * words; i++) {
        js_value found = entries.first[i / words * entries.step + i % words];
        assert_true(js_surely_same(found, js_get_index(context, flat, (unsigned)i, NULL)));
    }
}

static void finds_entries(void **state)
{
    (void)state;
    check_entries("new Set()", 0);
    check_entries("new Map()", 0);
    check_entries("new Set(['a', 1, 2.5, undefined, null, {}, 'b'])", 7);
    check_entries("new Map([['a', 1], [2, 'b'], [{}, undefined]])", 3);
    check_entries("new Set(Array.from({ length: 5000 }, (_, i) => i % 2 ? i : `k${i}`))", 5000);
    check_entries("new Map(Array.from({ length: 5000 }, (_, i) => [i, `k${i}`]))", 5000);
    check_entries("{ const s = new Set([1, 2, 3]); s.clear(); s.add(4); s; }", 1);
    js_entries entries;
    assert_false(js_entries_peek(evaluate("{ const s = new Set([1, 2, 3]); s.delete(2); s; }"), &entries));
    assert_false(js_entries_peek(evaluate("({})"), &entries));
    assert_false(js_entries_peek(evaluate("new WeakSet()"), &entries));
    assert_false(js_entries_peek(js_int32(1), &entries));
}

static void says_what_is_the_same(void **state)
{
    (void)state;
    assert_true(js_surely_same(evaluate("NaN"), evaluate("NaN")));
    assert_true(js_surely_same(evaluate("String(123456)"), evaluate("`${123}${456}`.slice()")) ||
                js_surely_same(evaluate("String(123456)"), evaluate("'123456'")));
    assert_false(js_surely_same(evaluate("0"), evaluate("-0")));
    assert_false(js_surely_same(evaluate("'a'"), evaluate("'b'")));
    assert_false(js_surely_same(evaluate("({})"), evaluate("({})")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_kinds_apart),
        cmocka_unit_test(knows_parts_of_proxies),
        cmocka_unit_test(finds_entries),
        cmocka_unit_test(says_what_is_the_same),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
