// SPDX-License-Identifier: MIT
//
// The environment. It belongs to the process: the lock keeps runtimes on other threads out; C libraries that read it meanwhile are
// on their own, as everywhere.
#include "node/process/process.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

extern char **environ;

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

JS_FUNCTION(env_get)
{
    js_utf8 name;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception)) {
        return JS_UNDEFINED;
    }
    pthread_rwlock_rdlock(&lock);
    const char *value = getenv(name.bytes);
    js_value result = value ? js_string_utf8(ctx, value, strlen(value)) : JS_UNDEFINED;
    pthread_rwlock_unlock(&lock);
    js_utf8_deinit(&name);
    return result;
}

static void changed(const char *name)
{
    if (strcmp(name, "TZ") == 0) {
        tzset();
        js_time_zone_changed();
    }
}

JS_FUNCTION(env_set)
{
    js_utf8 name, value;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception)) {
        return JS_UNDEFINED;
    }
    if (js_utf8_init(ctx, js_arg(argc, argv, 1), &value, exception) == 0) {
        pthread_rwlock_wrlock(&lock);
        setenv(name.bytes, value.bytes, 1); // what the system refuses ("", "a=b") stays unset
        changed(name.bytes);
        pthread_rwlock_unlock(&lock);
        js_utf8_deinit(&value);
    }
    js_utf8_deinit(&name);
    return JS_UNDEFINED;
}

JS_FUNCTION(env_unset)
{
    js_utf8 name;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) == 0) {
        pthread_rwlock_wrlock(&lock);
        unsetenv(name.bytes);
        changed(name.bytes);
        pthread_rwlock_unlock(&lock);
        js_utf8_deinit(&name);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(env_keys)
{
    js_object list = js_array_new(ctx, 0, NULL, exception);
    unsigned count = 0;
    pthread_rwlock_rdlock(&lock);
    for (char **at = environ; at && *at; at++) {
        const char *equals = strchr(**at == '=' ? *at + 1 : *at, '=');
        if (equals) {
            js_set_index(ctx, list, count++, js_string_utf8(ctx, *at, (size_t)(equals - *at)));
        }
    }
    pthread_rwlock_unlock(&lock);
    return list;
}

const js_function_spec node__process_env_functions[] = {
    {"getenv", env_get, 1, "getenv(name) -> string | undefined"},
    {"setenv", env_set, 2, "setenv(name, value)"},
    {"unsetenv", env_unset, 1, "unsetenv(name)"},
    {"envKeys", env_keys, 0, "envKeys() -> string[]"},
    {0},
};
