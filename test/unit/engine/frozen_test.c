// SPDX-License-Identifier: MIT
//
// Objects frozen after a model: the probe knows this engine, they are frozen as Object.freeze() would have done it, and they live through collections.
#include "engine/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

static js_value element(js_value array, unsigned i)
{
    return js_get_index(context, (js_object)(uintptr_t)array, i, NULL);
}

static size_t freeze(const char *array)
{
    size_t count = 0;
    js_value models = evaluate("models");
    const js_value *objects = js_elements_peek(evaluate(array), &count);
    assert_non_null(objects);
    return js_freeze_like(objects, count, element(models, 0), element(models, 1));
}

static int setup_models(void **state)
{
    int rc = setup(state);
    evaluate("class Record { #a; constructor(a, x, y) { this.#a = a; this.x = x; this.y = y; if (a === "
             "'never') this.z = this.w = 0; } get a() { return this.#a; } }"
             "var models = [new Record(), Object.freeze(new Record())];"
             "var strict = (object, change) => { 'use strict'; try { change(object); return false; } catch "
             "(error) { return error instanceof TypeError; } };"
             "globalThis.Record = Record; undefined");
    return rc;
}

static void freezes_objects(void **state)
{
    (void)state;
    evaluate("var few = [new Record({}, 1, 'one'), new Record({}, 2.5, 'two')]; undefined");
    assert_int_equal(freeze("few"), 2);
    assert_true(js_is_true(evaluate("few.every(Object.isFrozen)")));
    assert_true(js_is_true(evaluate(
        "few.every((o) => strict(o, (o) => { 'use strict'; o.x = 1; }) && strict(o, (o) => { 'use strict'; "
        "o.more = 1; }) && strict(o, (o) => { 'use strict'; o[0] = 1; }) &&"
        " strict(o, (o) => { 'use strict'; delete o.x; }) && strict(o, (o) => { "
        "Object.defineProperty(o, 'y', { value: 0 }); }))")));
    assert_true(
        js_is_true(evaluate("JSON.stringify(few) === '[{\"x\":1,\"y\":\"one\"},{\"x\":2.5,\"y\":\"two\"}]' "
                            "&& typeof few[1].a === 'object'")));
    assert_true(js_is_true(
        evaluate("JSON.stringify(Object.getOwnPropertyDescriptor(few[0], 'x')) === JSON.stringify({ value: "
                 "1, writable: false, enumerable: true, configurable: false })")));
}

static void stops_at_others(void **state)
{
    (void)state;
    evaluate("var mixed = [new Record(), new Record(), Object.freeze(new Record()), new Record()]; var other "
             "= [new Record(), { x: 1, y: 2 }, new Record()];"
             "var odd = [Object.assign(new Record(), { later: 1 }), 5, 'text', null]; undefined");
    assert_int_equal(freeze("mixed"), 2);
    assert_int_equal(freeze("other"), 1);
    assert_int_equal(freeze("odd"), 0);
    assert_true(js_is_true(evaluate("mixed.map(Object.isFrozen).join() === 'true,true,true,false' && "
                                    "!Object.isFrozen(other[1]) && !Object.isFrozen(odd[0])")));
    js_value object = evaluate("new Record()"), frozen = evaluate("models[1]");
    assert_int_equal(js_freeze_like(&object, 1, frozen, frozen), 0);
    assert_int_equal(js_freeze_like(&object, 1, evaluate("({})"), frozen), 0);
    assert_int_equal(js_freeze_like(&object, 1, js_int32(1), frozen), 0);
}

// A private field may still be added to a frozen object: it gets storage of its own then, and the model's stays as it is.
static void private_fields_may_follow(void **state)
{
    (void)state;
    evaluate("class Given { constructor(o) { return o; } } class Branded extends Given { #a = 7; #b = 8; #c "
             "= 9; #d = 10; static sum(o) { return o.#a + o.#b + o.#c + o.#d; } }"
             "var branded = Array.from({ length: 100 }, (_, i) => new Record(i, i, i)); undefined");
    assert_int_equal(freeze("branded"), 100);
    evaluate("for (let i = 0; i < 100; i += 2) new Branded(branded[i]); globalThis.sumOf = Branded.sum; "
             "undefined");
    js_collect_garbage(context);
    assert_true(js_is_true(evaluate("branded.every((o, i) => o.x === i && o.y === i && o.a === i && (i % 2 "
                                    "=== 1 || sumOf(o) === 34) && Object.keys(o).join() === 'x,y')")));
}

// While the collector marks beside the program, and after it.
static void live_through_collections(void **state)
{
    (void)state;
    evaluate("var kept = []; undefined");
    for (unsigned i = 0; i < 300; i++) {
        evaluate("var chunk = []; for (let i = 0; i < 256; i++) chunk.push(new Record({ i }, i, `text "
                 "${i}`)); kept[kept.length % 100] = chunk; undefined");
        assert_int_equal(freeze("chunk"), 256);
        if (i % 100 == 99) {
            js_collect_garbage(context);
        }
    }
    assert_true(js_is_true(evaluate("kept.every((chunk) => chunk.every((o, i) => Object.isFrozen(o) && o.a.i "
                                    "=== i && o.x === i && o.y === `text ${i}`))")));
}

// Compiled code that knew the objects unfrozen sees that they are not.
static void compiled_code_notices(void **state)
{
    (void)state;
    evaluate("var put = (o, v) => { 'use strict'; o.x = v; return o.x; };"
             "for (let i = 0, o = new Record(); i < 200000; i++) put(o, i); var hot = [new Record(1, 2, 3)]; "
             "undefined");
    assert_int_equal(freeze("hot"), 1);
    assert_true(js_is_true(evaluate("strict(hot[0], (o) => put(o, 5)) && hot[0].x === 2")));
}

// A program that has the engine treat all elements with care (an accessor under an index of a prototype) rewrites all objects with elements.
static void live_with_indexed_accessors(void **state)
{
    (void)state;
    evaluate("var before = [new Record(1, 2, 3), new Record(4, 5, 6)]; undefined");
    assert_int_equal(freeze("before"), 2);
    evaluate("Object.defineProperty(Object.prototype, 3, { set(v) { globalThis.seen = v; }, configurable: "
             "true }); var after = [new Record(7, 8, 9)]; undefined");
    js_value object = evaluate("after[0]");
    assert_int_equal(js_freeze_like(&object, 1, evaluate("models[0]"), evaluate("models[1]")), 1);
    assert_true(js_is_true(evaluate(
        "before[1].x === 5 && Object.isFrozen(before[0]) && strict(before[0], (o) => { 'use strict'; "
        "o[0] = 1; }) && after[0].x === 8 && delete Object.prototype[3]")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(freezes_objects),           cmocka_unit_test(stops_at_others),
        cmocka_unit_test(private_fields_may_follow), cmocka_unit_test(live_through_collections),
        cmocka_unit_test(compiled_code_notices),     cmocka_unit_test(live_with_indexed_accessors),
    };
    return cmocka_run_group_tests(tests, setup_models, teardown);
}
