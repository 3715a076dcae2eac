// SPDX-License-Identifier: MIT
//
// C functions called straight from the engine's code: what they get, give back and throw, cold and compiled.
#include "engine/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

JS_FUNCTION(count_and_sum)
{
    double sum = 0;
    for (size_t i = 0; i < argc; i++) {
        sum += js_arg_number(argc, argv, i, 0.5);
    }
    return js_number((double)argc * 1000 + sum);
}

JS_FUNCTION(give_self)
{
    return self;
}

JS_FUNCTION(nothing)
{
    return NULL;
}

JS_FUNCTION(call_back)
{
    return js_call(ctx, js_arg(argc, argv, 0), JS_UNDEFINED, argc - 1, argv + 1, exception);
}

JS_FUNCTION(throw_it)
{
    return js_throw(exception, js_arg(argc, argv, 0));
}

static const js_function_spec functions[] = {
    {"sum", count_and_sum, 0, "sum(...numbers)"}, {"self", give_self, 0, "self()"},
    {"nothing", nothing, 0, "nothing()"},         {"call", call_back, 1, "call(fn, ...args)"},
    {"fail", throw_it, 1, "fail(value)"},         {0},
};

static int setup_with_functions(void **state)
{
    int rc = setup(state);
    if (rc == 0) {
        js_functions_add(context, js_global(context), functions);
    }
    return rc;
}

static void holds(const char *source)
{
    assert_true(js_is_true(evaluate(source)));
}

static void arguments_arrive(void **state)
{
    (void)state;
    holds("sum() === 0 && sum(1) === 1001 && sum(1, 2.5) === 2003.5 && sum('a', 1) === 2001.5");
    holds("sum(...[1, 2, 3]) === 3006 && Reflect.apply(sum, null, [4]) === 1004 && sum.call(1, 2) === 1002");
    holds("(() => { for (let i = 0; i < 200000; i++) if (sum(i, 1, 2) !== 3003 + i) return false; return "
          "true; })()");
    holds("nothing() === undefined && nothing(1) === undefined");
}

static void self_arrives(void **state)
{
    (void)state;
    holds("(() => { const o = { self }; return o.self() === o && self.call(o) === o; })()");
}

static void exceptions_are_thrown(void **state)
{
    (void)state;
    holds("(() => { try { fail(7); } catch (e) { return e === 7; } return false; })()");
    holds("(() => { let n = 0; for (let i = 0; i < 100000; i++) { try { fail(i); } catch (e) { if (e === i) "
          "n++; } } "
          "return n === 100000; })()");
    holds("(() => { let f = false; try { try { fail({}); } finally { f = true; } } catch { return f; } "
          "return false; })()");
}

static void javascript_is_called_from_inside(void **state)
{
    (void)state;
    holds("call((a, b) => a + b, 1, 2) === 3");
    holds("(() => { const e = new Error('x'); try { call(() => { throw e; }); } catch (c) { return c === e; "
          "} })()");
    holds("call(call, call, (x) => x * 2, 21) === 42");
    holds("(() => { const f = (n) => n === 0 ? 0 : 1 + call(f, n - 1); return f(500) === 500; })()");
    holds(
        "(() => { const f = () => call(f); try { f(); } catch (e) { return e instanceof RangeError; } })()");
}

static void they_look_like_functions(void **state)
{
    (void)state;
    holds("typeof sum === 'function' && sum.name === 'sum'");
    holds("(() => { try { new sum(); } catch (e) { return e instanceof TypeError; } return false; })()");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arguments_arrive),         cmocka_unit_test(self_arrives),
        cmocka_unit_test(exceptions_are_thrown),    cmocka_unit_test(javascript_is_called_from_inside),
        cmocka_unit_test(they_look_like_functions),
    };
    return cmocka_run_group_tests(tests, setup_with_functions, teardown);
}
