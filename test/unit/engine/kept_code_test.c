// SPDX-License-Identifier: MIT
//
// Code that was compiled before: what it evaluates to, that its functions know their text and lines, and that code for another hash or length is not taken.
#include "engine/kept_code.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

static const char program[] = "(function (a) {\n"
                              "  class Box { #value; constructor(v) { this.#value = v; } get value() { "
                              "return this.#value; } static of(v) { return new Box(v); } }\n"
                              "  const tag = (parts, ...values) => parts.raw.join('|') + values.join();\n"
                              "  function* count(n) { for (let i = 0; i < n; i++) yield i; }\n"
                              "  const inner = async () => 1;\n"
                              "  const where = () => new Error('here').stack.split('\\n')[0];\n"
                              "  return [Box.of(a).value, tag`x${a}y`, [...count(3)].join(), typeof inner(), "
                              "/b+/.exec('abbb')[0], 10n ** 20n, where(), inner.toString()].join();\n"
                              "})(7)";
static const char expected[] =
    "7,x|y7,0,1,2,object,bbb,100000000000000000000,where@test:kept:6:32,async () => 1";

typedef struct made {
    void *code;
    size_t len;
} made;

static made make(const char *text)
{
    made m = {0};
    int rc = js_kept_code_make(context, text, strlen(text), 4711, "test:kept", &m.code, &m.len);
    if (rc == -ENOTSUP) {
        skip();
    }
    assert_int_equal(rc, 0);
    return m;
}

static void assert_evaluates_as(const char *text, uint32_t hash, const made *m, const char *result)
{
    js_kept_code kept = {
        .text = text, .len = strlen(text), .code = m->code, .code_len = m->len, .hash = hash};
    js_value exception = NULL;
    js_value v = js_evaluate_kept(context, &kept, "test:kept", NULL, &exception);
    assert_null(exception);
    js_utf8 seen;
    assert_int_equal(js_utf8_init(context, v, &seen, NULL), 0);
    assert_string_equal(seen.bytes, result);
    js_utf8_deinit(&seen);
}

static void assert_evaluates(const char *text, const made *m, const char *result)
{
    assert_evaluates_as(text, 4711, m, result);
}

static void test_without_code(void **state)
{
    (void)state;
    if (js_kept_code_engine() == 0) {
        skip();
    }
    assert_evaluates(program, &(made){0}, expected);
}

static void test_with_code(void **state)
{
    (void)state;
    made m = make(program);
    assert_null(memmem(m.code, m.len, "class Box", 9)); // without the text
    for (int i = 0; i < 3; i++) {
        assert_evaluates(program, &m, expected);
    }
    js_collect_garbage(context);
    assert_evaluates(program, &m, expected);
    free(m.code);
}

static void test_of_another_text(void **state)
{
    (void)state;
    made m = make("'one'");
    assert_evaluates_as("'two'", 4712, &m, "two");
    assert_evaluates("'three'", &m, "three");
    free(m.code);
}

static void test_bad_text(void **state)
{
    (void)state;
    if (js_kept_code_engine() == 0) {
        skip();
    }
    void *code = NULL;
    size_t len = 0;
    assert_int_equal(js_kept_code_make(context, "(", 1, 1, "test:kept", &code, &len), -EINVAL);
    js_value exception = NULL;
    js_evaluate_kept(context, &(js_kept_code){.text = "(", .len = 1, .hash = 1}, "test:kept", NULL,
                     &exception);
    assert_non_null(exception);
    assert_int_equal(js_number_or(evaluate("40 + 2"), 0), 42);
}

// Runtimes come and go with scripts of theirs.
static void *run_another(void *arg)
{
    const made *m = arg;
    js_runtime *other = NULL;
    js_value exception = NULL;
    if (js_runtime_new(&other, NULL) != 0) {
        return NULL;
    }
    js_kept_code kept = {
        .text = program, .len = sizeof program - 1, .code = m->code, .code_len = m->len, .hash = 4711};
    js_context ctx = js_runtime_context(other);
    js_value v = js_evaluate_kept(ctx, &kept, "test:kept", NULL, &exception);
    void *result = exception == NULL && js_is_string(ctx, v) ? arg : NULL;
    js_runtime_free(other);
    return result;
}

static void test_other_threads(void **state)
{
    (void)state;
    made m = make(program);
    for (int round = 0; round < 3; round++) {
        pthread_t threads[3];
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(pthread_create(&threads[i], NULL, run_another, &m), 0);
        }
        for (size_t i = 0; i < 3; i++) {
            void *result = NULL;
            pthread_join(threads[i], &result);
            assert_ptr_equal(result, &m);
        }
    }
    free(m.code);
}

// Written after it ran, with what was called; read without its text.
static void test_after_a_run(void **state)
{
    (void)state;
    if (js_kept_code_engine() == 0) {
        skip();
    }
    assert_true(js_kept_code_works(context));
}

// Texts go when their functions do.
static void test_text_is_freed(void **state)
{
    (void)state;
    if (js_kept_code_engine() == 0) {
        skip();
    }
    enum { LEN = 1 << 20, ROUNDS = 200 };
    size_t most = 0;
    for (int i = 0; i < ROUNDS; i++) {
        char *block = malloc(LEN);
        assert_non_null(block);
        memset(block, ' ', LEN);
        int head = snprintf(block, LEN, "(function f%d() { return %d; })", i, i);
        block[head] = ' ';
        js_kept_code kept = {.text = block, .len = LEN, .hash = (uint32_t)i, .block = block};
        js_kept_script *script = NULL;
        js_value exception = NULL;
        js_evaluate_kept(context, &kept, "test:freed", &script, &exception);
        assert_null(exception);
        if (i % 20 == 19) {
            js_collect_garbage(context);
            struct mallinfo2 info = mallinfo2();
            most = info.uordblks + info.hblkhd > most ? info.uordblks + info.hblkhd : most;
        }
    }
    assert_true(most < (size_t)LEN * ROUNDS / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_code),    cmocka_unit_test(test_with_code),
        cmocka_unit_test(test_of_another_text), cmocka_unit_test(test_bad_text),
        cmocka_unit_test(test_other_threads),   cmocka_unit_test(test_after_a_run),
        cmocka_unit_test(test_text_is_freed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
