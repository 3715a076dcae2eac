// SPDX-License-Identifier: MIT
//
// What a program that serves gives back: pages of code that files have, never a copy that somebody changed.
#include "engine/engine.h"
#include "loop/loop.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum { PAGE = 4096 };

// Read-only data of this executable, in the same segment as its other constants.
static const char constants[3 * PAGE] = {[PAGE] = 'a', [2 * PAGE] = 'b'};

static long resident_file_kilobytes(void)
{
    char line[256];
    long kilobytes = -1;
    FILE *f = fopen("/proc/self/status", "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f) != NULL) {
        sscanf(line, "RssFile: %ld kB", &kilobytes);
    }
    fclose(f);
    return kilobytes;
}

static void on_timer(uv_timer_t *timer)
{
    uv_close((uv_handle_t *)timer, NULL);
}

// Turns the loop until it has slept once.
static void sleep_once(loop *l)
{
    uv_timer_t timer;
    assert_int_equal(uv_timer_init(loop_uv(l), &timer), 0);
    assert_int_equal(uv_timer_start(&timer, on_timer, 5, 0), 0);
    loop_run(l);
}

static void gives_back_what_files_have(void **state)
{
    (void)state;
    if (access("/proc/self/pagemap", R_OK) != 0) {
        skip();
    }
    loop *l;
    js_runtime *rt;
    assert_int_equal(loop_new(&l), 0);
    js_process_init();
    assert_int_equal(js_runtime_new(&rt, l), 0);
    volatile char *page = (volatile char *)(((uintptr_t)constants + PAGE) & ~(uintptr_t)(PAGE - 1));
    assert_int_equal(mprotect((void *)(uintptr_t)page, PAGE, PROT_READ | PROT_WRITE), 0);
    page[1] = 'c'; // a copy of our own from here on
    assert_int_equal(mprotect((void *)(uintptr_t)page, PAGE, PROT_READ), 0);
    long before = resident_file_kilobytes();
    sleep_once(l);
    assert_true(resident_file_kilobytes() >= before); // nobody serves yet
    js_process_serves(rt);
    js_process_serves(rt);
    sleep_once(l);
    assert_true(resident_file_kilobytes() < before * 3 / 4);
    assert_int_equal(page[1], 'c');
    js_value exception = NULL, v = js_evaluate(js_runtime_context(rt), "6 * 7", 5, "test", 1, &exception);
    assert_true(js_number_or(v, 0) == 42);
    js_runtime_close_natives(rt);
    loop_drain(l);
    js_runtime_free(rt);
    loop_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(gives_back_what_files_have)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
