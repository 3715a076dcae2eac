// SPDX-License-Identifier: MIT
//
// Terminals, and the question what kind of thing a descriptor is.
#include "loop/loop.h"
#include "node/stream_handle/stream_handle.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

// newTTY(fd) -> handle, or a negative errno
JS_FUNCTION(tty_new)
{
    js_runtime *runtime = js_runtime_current();
    stream_handle *h = node_stream_handle_alloc(runtime);
    if (!h) {
        return js_throw_out_of_memory(ctx, exception);
    }
    int r = uv_tty_init(loop_uv(js_runtime_loop(runtime)), &h->uv.tty, js_arg_int32(argc, argv, 0), 0);
    if (r) {
        free(h);
        return js_int32(r);
    }
    return node_stream_handle_wrap(ctx, h, exception);
}

JS_FUNCTION(tty_is_tty)
{
    int fd = js_arg_int32(argc, argv, 0);
    return js_bool(fd >= 0 && uv_guess_handle(fd) == UV_TTY);
}

JS_FUNCTION(tty_guess_handle_type)
{
    switch (uv_guess_handle(js_arg_int32(argc, argv, 0))) {
    case UV_TCP:
        return js_string_ascii(ctx, "TCP");
    case UV_TTY:
        return js_string_ascii(ctx, "TTY");
    case UV_UDP:
        return js_string_ascii(ctx, "UDP");
    case UV_FILE:
        return js_string_ascii(ctx, "FILE");
    case UV_NAMED_PIPE:
        return js_string_ascii(ctx, "PIPE");
    default:
        return js_string_ascii(ctx, "UNKNOWN");
    }
}

static stream_handle *tty_of(js_context ctx, js_value v, js_value *exception)
{
    stream_handle *h = node_stream_handle_get(ctx, v, exception);
    return h && h->uv.handle.type == UV_TTY ? h : NULL;
}

JS_FUNCTION(tty_set_raw_mode)
{
    stream_handle *h = tty_of(ctx, js_arg(argc, argv, 0), exception);
    uv_tty_mode_t mode = js_arg_true(argc, argv, 1) ? UV_TTY_MODE_RAW : UV_TTY_MODE_NORMAL;
    return js_int32(h ? uv_tty_set_mode(&h->uv.tty, mode) : -ENOTTY);
}

// getWindowSize(handle) -> columns * 65536 + rows, or a negative errno
JS_FUNCTION(tty_get_window_size)
{
    stream_handle *h = tty_of(ctx, js_arg(argc, argv, 0), exception);
    int width = 0, height = 0;
    int r = h ? uv_tty_get_winsize(&h->uv.tty, &width, &height) : -ENOTTY;
    return js_number(r ? r : (double)width * 65536.0 + (double)height);
}

const js_function_spec node__stream_tty_functions[] = {
    {"newTTY", tty_new, 1, "newTTY(fd) -> handle | status"},
    {"isTTY", tty_is_tty, 1, "isTTY(fd) -> boolean"},
    {"guessHandleType", tty_guess_handle_type, 1, "guessHandleType(fd) -> string"},
    {"setRawMode", tty_set_raw_mode, 2, "setRawMode(handle, boolean) -> status"},
    {"getWindowSize", tty_get_window_size, 1, "getWindowSize(handle) -> columns * 65536 + rows | status"},
    {0},
};
