// SPDX-License-Identifier: MIT
//
// What a root names lives, whatever kind of cell it is and wherever the engine has put it: the first few of a kind lie by themselves, at other addresses
// than the rest.
#include "engine/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

enum { KINDS = 16, EACH = 24 };

static const char *const kinds[KINDS] = {
    "[]",
    "{}",
    "() => {}",
    "class {}",
    "new Map()",
    "new Set()",
    "new WeakMap()",
    "new Date()",
    "/x/",
    "new Error()",
    "new Proxy({}, {})",
    "Promise.resolve()",
    "new Uint8Array(4)",
    "new ArrayBuffer(4)",
    "[1, 2, 3].values()",
    "(function* () {})()",
};

static void rooted_cells_live(void **state)
{
    (void)state;
    js_root roots[KINDS][EACH];
    char source[200];
    for (int k = 0; k < KINDS; k++) {
        snprintf(source, sizeof source, "((n) => { const v = %s; v.mark = { n }; return v; })", kinds[k]);
        js_root make = js_root_new(context, evaluate(source));
        for (int i = 0; i < EACH; i++) {
            js_value argv[] = {js_int32(k * EACH + i)}, exception = NULL;
            roots[k][i] =
                js_root_new(context, js_call(context, js_root_get(context, make), NULL, 1, argv, &exception));
            assert_null(exception);
            assert_int_not_equal(roots[k][i], 0);
        }
        js_root_free(context, make);
    }
    for (int round = 0; round < 3; round++) {
        js_collect_garbage(context);
        for (int k = 0; k < KINDS; k++) { // others take the places of what was collected
            snprintf(source, sizeof source,
                     "for (let i = 0; i < 500; i++) { const v = %s; v.mark = { n: -1 }; }", kinds[k]);
            evaluate(source);
        }
    }
    for (int k = 0; k < KINDS; k++) {
        for (int i = 0; i < EACH; i++) {
            js_object mark = js_object_of(
                context,
                js_get(context, js_object_of(context, js_root_get(context, roots[k][i])), "mark", NULL));
            assert_non_null(mark);
            assert_int_equal((int)js_number_or(js_get(context, mark, "n", NULL), -1), k * EACH + i);
            js_root_free(context, roots[k][i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rooted_cells_live)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
