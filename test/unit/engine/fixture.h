// SPDX-License-Identifier: MIT
// A runtime without a loop for the engine's tests, as group fixtures of cmocka. Include once a program, behind <cmocka.h>.
#ifndef TEST_ENGINE_FIXTURE_H
#define TEST_ENGINE_FIXTURE_H

#include "engine/engine.h"

#include <string.h>

static js_runtime *runtime;
static js_context context;

static int setup(void **state)
{
    (void)state;
    js_process_init();
    int rc = js_runtime_new(&runtime, NULL);
    context = rc == 0 ? js_runtime_context(runtime) : NULL;
    return rc;
}

static int teardown(void **state)
{
    (void)state;
    js_runtime_free(runtime);
    return 0;
}

static js_value evaluate(const char *source)
{
    js_value exception = NULL;
    js_value v = js_evaluate(context, source, strlen(source), "test", 1, &exception);
    assert_null(exception);
    return v;
}

#endif
