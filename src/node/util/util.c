// SPDX-License-Identifier: MIT
//
// binding('util'): looks inside values that JavaScript cannot look into, for util.types and util.inspect. Thread: loop.

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <uv.h>

#include "engine/cells.h"

// These two are asked for every object that is compared or shown: no question to the engine.
JS_FUNCTION(util_cell_type)
{
    return js_int32(js_cell_type(js_arg(argc, argv, 0)));
}

JS_FUNCTION(util_cell_shape)
{
    return js_number(js_cell_shape(js_arg(argc, argv, 0)));
}

JS_FUNCTION(util_is_proxy)
{
    return js_bool(js_proxy_target_of(ctx, js_arg(argc, argv, 0)) != NULL);
}

// The same for classes that have a number of their own, where the engine lets us tell: util.types has these functions themselves.
JS_FUNCTION(util_kinds_are_known)
{
    return js_bool(js_kinds_are_known());
}

#define IS_KIND(name, kind)                                                                                  \
    JS_FUNCTION(name)                                                                                        \
    {                                                                                                        \
        return js_bool(js_is_kind(js_arg(argc, argv, 0), kind));                                             \
    }
IS_KIND(util_is_date, JS_KIND_DATE)
IS_KIND(util_is_regexp, JS_KIND_REGEXP)
IS_KIND(util_is_error, JS_KIND_ERROR)
IS_KIND(util_is_promise, JS_KIND_PROMISE)
IS_KIND(util_is_map, JS_KIND_MAP)
IS_KIND(util_is_set, JS_KIND_SET)
IS_KIND(util_is_weak_map, JS_KIND_WEAK_MAP)
IS_KIND(util_is_weak_set, JS_KIND_WEAK_SET)
IS_KIND(util_is_map_iterator, JS_KIND_MAP_ITERATOR)
IS_KIND(util_is_set_iterator, JS_KIND_SET_ITERATOR)

enum { PAIRS_MAX = 256 };

// Of two Sets or two Maps: true where keys are identical and in the same order, and values identical, too; an array where some of the values of primitive keys are not, of these, a's and b's in
// turn; undefined where it has to be found out in another way.
JS_FUNCTION(util_same_entries)
{
    js_entries a, b;
    if (!js_entries_peek(js_arg(argc, argv, 0), &a) || !js_entries_peek(js_arg(argc, argv, 1), &b) ||
        a.step != b.step || a.count != b.count) {
        return JS_UNDEFINED;
    }
    js_value pairs[2 * PAIRS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < a.count; i++) {
        const js_value *x = a.first + i * a.step, *y = b.first + i * b.step;
        if (!js_surely_same(x[0], y[0])) {
            return JS_UNDEFINED;
        }
        if (a.step == 3 && !js_surely_same(x[1], y[1])) {
            // Another key may be deeply equal to an object, and have the right value.
            if (n == 2 * PAIRS_MAX || (js_is_cell(x[0]) && !js_is_string(ctx, x[0]))) {
                return JS_UNDEFINED;
            }
            pairs[n++] = x[1];
            pairs[n++] = y[1];
        }
    }
    return n == 0 ? JS_TRUE : (js_value)js_array_new(ctx, n, pairs, exception);
}

// Of two typed arrays, DataViews or buffers; undefined where either is none.
JS_FUNCTION(util_same_bytes)
{
    js_bytes a, b;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 0), &a) != 0 ||
        js_bytes_peek(ctx, js_arg(argc, argv, 1), &b) != 0) {
        return JS_UNDEFINED;
    }
    return js_bool(a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0));
}

// [target, handler] of a Proxy (both null where it is revoked), undefined for anything else.
JS_FUNCTION(util_proxy_details)
{
    js_value parts[2];
    if (js_proxy_details(ctx, js_arg(argc, argv, 0), &parts[0], &parts[1]) < 0) {
        return JS_UNDEFINED;
    }
    return js_array_new(ctx, 2, parts, exception);
}

// [state, result]: state is 0 pending, 1 fulfilled, 2 rejected, -1 unknown.
JS_FUNCTION(util_promise_details)
{
    js_value parts[2] = {js_int32(-1), JS_UNDEFINED};
    int state = js_promise_state(ctx, js_arg(argc, argv, 0), &parts[1]);
    parts[0] = js_int32(state);
    return js_array_new(ctx, 2, parts, exception);
}

// Copies the position of one map or set iterator to a fresh one over the same collection, of the same kind.
JS_FUNCTION(util_iterator_copy_position)
{
    return js_bool(js_iterator_copy(js_arg(argc, argv, 0), js_arg(argc, argv, 1)) == 0);
}

// The internal field `index` of an iterator; undefined where it holds nothing that JavaScript may see.
JS_FUNCTION(util_iterator_field)
{
    return js_iterator_field(ctx, js_arg(argc, argv, 0), js_arg_int32(argc, argv, 1));
}

// What a WeakMap (keys and values in turn) or WeakSet holds, at most so many entries, with `count`; undefined where that cannot be known.
JS_FUNCTION(util_weak_entries)
{
    unsigned count = 0;
    double most = js_arg_number(argc, argv, 1, 0);
    js_value list = js_weak_entries(ctx, js_arg(argc, argv, 0),
                                    most < 1      ? 0
                                    : most > 1024 ? 1024
                                                  : (unsigned)most,
                                    &count, exception);
    js_object object = js_object_of(ctx, list);
    if (object != NULL) {
        js_set(ctx, object, "count", js_number(count));
    }
    return list;
}

JS_FUNCTION(util_guess_handle_type)
{
    int fd = js_arg_int32(argc, argv, 0);
    switch (fd < 0 ? UV_UNKNOWN_HANDLE : uv_guess_handle(fd)) {
    case UV_TTY:
        return js_string_ascii(ctx, "TTY");
    case UV_FILE:
        return js_string_ascii(ctx, "FILE");
    case UV_NAMED_PIPE:
        return js_string_ascii(ctx, "PIPE");
    case UV_TCP:
        return js_string_ascii(ctx, "TCP");
    case UV_UDP:
        return js_string_ascii(ctx, "UDP");
    default:
        return js_string_ascii(ctx, fd < 0 ? "INVALID" : "UNKNOWN");
    }
}

JS_FUNCTION(util_sleep)
{
    double ms = js_arg_number(argc, argv, 0, 0);
    struct timespec rest = {(time_t)(ms / 1000), (long)((int64_t)ms % 1000) * 1000000L};
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {
        // a signal came: sleep what is left
    }
    return JS_UNDEFINED;
}

// All of it, whatever the descriptor's mode; 0 or a negative errno.
static int write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n >= 0) {
            bytes += n;
            len -= (size_t)n;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd wait = {fd, POLLOUT, 0};
            poll(&wait, 1, -1);
        } else if (errno != EINTR) {
            return -errno;
        }
    }
    return 0;
}

JS_FUNCTION(util_write_text)
{
    js_utf8 text;
    if (js_utf8_init(ctx, js_arg(argc, argv, 1), &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    int status = write_all(js_arg_int32(argc, argv, 0), text.bytes, text.len);
    js_utf8_deinit(&text);
    return js_int32(status);
}

static const js_function_spec util_functions[] = {
    {"cellType", util_cell_type, 1, "cellType(object) -> number, the engine's type of an object"},
    {"cellShape", util_cell_shape, 1,
     "cellShape(object) -> number, equal for objects with the same properties"},
    {"kindsAreKnown", util_kinds_are_known, 0, "kindsAreKnown() -> boolean"},
    {"isDate", util_is_date, 0, "isDate(value) -> boolean"},
    {"isRegExp", util_is_regexp, 0, "isRegExp(value) -> boolean"},
    {"isNativeError", util_is_error, 0, "isNativeError(value) -> boolean"},
    {"isPromise", util_is_promise, 0, "isPromise(value) -> boolean"},
    {"isMap", util_is_map, 0, "isMap(value) -> boolean"},
    {"isSet", util_is_set, 0, "isSet(value) -> boolean"},
    {"isWeakMap", util_is_weak_map, 0, "isWeakMap(value) -> boolean"},
    {"isWeakSet", util_is_weak_set, 0, "isWeakSet(value) -> boolean"},
    {"isMapIterator", util_is_map_iterator, 0, "isMapIterator(value) -> boolean"},
    {"isSetIterator", util_is_set_iterator, 0, "isSetIterator(value) -> boolean"},
    {"sameEntries", util_same_entries, 2, "sameEntries(collection, collection) -> true, values or undefined"},
    {"sameBytes", util_same_bytes, 2, "sameBytes(bytes, bytes) -> boolean"},
    {"isProxy", util_is_proxy, 1, "isProxy(value) -> boolean"},
    {"proxyDetails", util_proxy_details, 1, "proxyDetails(proxy) -> [target, handler]"},
    {"promiseDetails", util_promise_details, 1, "promiseDetails(promise) -> [state, result]"},
    {"iteratorCopyPosition", util_iterator_copy_position, 2, "iteratorCopyPosition(from, to) -> boolean"},
    {"weakEntries", util_weak_entries, 2, "weakEntries(collection, most) -> array with `count`"},
    {"iteratorField", util_iterator_field, 2, "iteratorField(iterator, index) -> value"},
    {"guessHandleType", util_guess_handle_type, 1, "guessHandleType(fd) -> string"},
    {"writeText", util_write_text, 2, "writeText(fd, text) -> status"},
    {"sleep", util_sleep, 1, "sleep(ms)"},
    {0},
};

const js_binding_spec node_util_binding = {"util", util_functions, NULL};
