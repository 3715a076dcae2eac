// SPDX-License-Identifier: MIT
//
// A worker's options where memory is short: there is a set of its own, or none, and nothing is left behind.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../sweep.h"
#include "cli/options.h"

static unsigned complaints;

static void complain(void *data, const char *text)
{
    (void)data;
    assert_non_null(text);
    complaints++;
}

static int make(void *data)
{
    static const char *const args[] = {"--no-warnings", "--conditions=one", "-C", "two", "--trace-warnings"};
    cli_options_set *set = NULL;
    (void)data;
    complaints = 0;
    int status =
        cli_options_set_new(&set, args, 5, "--conditions=\"three four\" --no-deprecation", complain, NULL);
    if (status < 0) {
        assert_null(set);
        return status;
    }
    assert_int_equal(complaints, 0);
    cli_options_use(set);
    const cli_value *conditions = cli_value_of("--conditions");
    assert_int_equal(conditions->count, 3);
    assert_string_equal(conditions->list[0], "three four");
    assert_string_equal(conditions->list[2], "two");
    assert_false(cli_is_on("--warnings"));
    cli_options_use(NULL);
    cli_options_set_free(set);
    return 0;
}

static void a_set_of_options(void **state)
{
    (void)state;
    sweep(make, NULL, 4);
}

static int make_wrong(void *data)
{
    const char *const args[] = {"--no-such-option"};
    cli_options_set *set = NULL;
    complaints = 0;
    int status = cli_options_set_new(&set, args, 1, data, complain, NULL);
    assert_true(status == -EINVAL || status == -ENOMEM);
    assert_true(status == -ENOMEM || complaints > 0);
    assert_null(set);
    return status == -EINVAL ? 0 : status;
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    sweep(make_wrong, NULL, 2);
    sweep(make_wrong, (void *)(uintptr_t) "--conditions=\"not closed", 2);
    sweep(make_wrong, (void *)(uintptr_t) "--conditions=\"bad \\", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_set_of_options),
                                       cmocka_unit_test(what_is_wrong_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
