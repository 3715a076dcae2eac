// SPDX-License-Identifier: MIT
// Every allocation fails in turn: parsing and rewriting must answer -ENOMEM and leave nothing behind.
// The linker turns the library's malloc(), calloc() and realloc() into those of this file.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "syntax_rewrite.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static unsigned left; // allocations until one fails; 0: none fails

static int fails(void)
{
    return left && --left == 0;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

static const char text[] =
    "import a, { b as c } from 'x' with { type: 'json' }; import * as ns from 'y'; export * from 'z';\n"
    "export default class { #p = 1; m() { return this.#p } } export { c as d }; enum E { A, B = 2, C = A }\n"
    "namespace N { export const x: number = 1; export function f() { return x } }\n"
    "async function f() { try { for await (const x of y) await c(x) } catch (e) { e.stack } }\n"
    "const r = /(?<n>a)\\k<n>/u, t = `a${c}`, j = <div a='b'>{c}</div>; await f(); using u = a;\n"
    "class K extends B { constructor(public a) { super() } }\n"
    "namespace N { x; enum Q { A } @dec class D<T> { @dec a: N.Q.A | null; @dec m(@dec b: c, ...d: T[]): "
    "ns.E { } } }\n";

static int once(unsigned n)
{
    syn_unit *unit = NULL;
    syn_output out;
    syn_options o = {.goal = SYN_GOAL_MODULE, .flags = SYN_TYPESCRIPT | SYN_JSX | SYN_KEEP_TYPES};
    syn_rewrite_options rw = {.flags = SYN_RW_COVER | SYN_RW_MODULE | SYN_RW_ASYNC_CONTEXT | SYN_RW_PROBES |
                                       SYN_RW_CATCH_FIX | SYN_RW_LEGACY_DECORATORS |
                                       SYN_RW_DECORATOR_METADATA};
    left = n;
    int r = syn_parse(&unit, text, sizeof text - 1, &o, NULL);
    if (r == 0) {
        r = syn_rewrite(&out, unit, &rw, NULL);
        if (r == 0) {
            syn_output_free(&out);
        }
    }
    if (unit) {
        syn_cjs_exports x;
        if (r == 0) {
            r = syn_cjs_find_exports(&x, unit);
            if (r == 0) {
                syn_cjs_exports_free(&x);
            }
        }
        syn_unit_free(unit);
    }
    if (n && left) {
        r = 1; // fewer than n allocations: done
    }
    left = 0;
    return r;
}

static void every_allocation(void **state)
{
    assert_int_equal(once(0), 0);
    unsigned n = 1;
    for (int r; (r = once(n)) != 1; n++) {
        if (r != -ENOMEM && r != -EINVAL) {
            fail_msg("allocation %u: %d", n, r);
        }
    }
    assert_true(n > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
