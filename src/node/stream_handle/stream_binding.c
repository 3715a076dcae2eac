// SPDX-License-Identifier: MIT
//
// binding('stream_handle'): functions over handles, the handle first. What can fail in the system returns a status: 0 or a negative
// errno.
#include "loop/loop.h"
#include "node/stream_handle/stream_handle.h"
#include "node/stream_handle/stream_operations.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/un.h>

#define HANDLE(h)                                                                                            \
    stream_handle *h = node_stream_handle_get(ctx, js_arg(argc, argv, 0), exception);                        \
    if (!h) {                                                                                                \
        return JS_UNDEFINED;                                                                                 \
    }

static uv_loop_t *current_loop(void)
{
    return loop_uv(js_runtime_loop(js_runtime_current()));
}

JS_FUNCTION(handle_new_pipe)
{
    stream_handle *h = node_stream_handle_alloc(js_runtime_current());
    if (!h) {
        return js_throw_out_of_memory(ctx, exception);
    }
    h->ipc = js_arg_true(argc, argv, 0);
    uv_pipe_init(current_loop(), &h->uv.pipe, h->ipc);
    return node_stream_handle_wrap(ctx, h, exception);
}

JS_FUNCTION(handle_new_tcp)
{
    stream_handle *h = node_stream_handle_alloc(js_runtime_current());
    if (!h) {
        return js_throw_out_of_memory(ctx, exception);
    }
    uv_tcp_init(current_loop(), &h->uv.tcp);
    return node_stream_handle_wrap(ctx, h, exception);
}

// listen to events: setEvents(handle, onEvent)
JS_FUNCTION(handle_set_events)
{
    HANDLE(h)
    js_value function = js_arg(argc, argv, 1);
    if (h->on_event) {
        js_root_set(ctx, h->on_event, function);
    } else {
        h->on_event = js_root_new(ctx, function);
    }
    return h->on_event ? JS_UNDEFINED : js_throw_out_of_memory(ctx, exception);
}

JS_FUNCTION(handle_open)
{
    HANDLE(h)
    int fd = js_arg_int32(argc, argv, 1);
    switch (h->uv.handle.type) {
    case UV_NAMED_PIPE:
        return js_int32(uv_pipe_open(&h->uv.pipe, fd));
    case UV_TCP:
        return js_int32(uv_tcp_open(&h->uv.tcp, fd));
    default:
        return js_int32(-EINVAL);
    }
}

JS_FUNCTION(handle_read_start)
{
    HANDLE(h)
    return js_int32(stream_read_start(h));
}

JS_FUNCTION(handle_read_stop)
{
    HANDLE(h)
    return js_int32(stream_read_stop(h));
}

// write(handle, Uint8Array, [handle to send]) -> 0 written, 1 queued, or a negative errno
JS_FUNCTION(handle_write)
{
    HANDLE(h)
    js_bytes bytes;
    js_value value = js_arg(argc, argv, 1);
    if (js_bytes_get(ctx, value, &bytes)) {
        return js_int32(-EINVAL);
    }
    stream_handle *send = NULL;
    if (!js_is_nullish(js_arg(argc, argv, 2))) {
        send = node_stream_handle_get(ctx, argv[2], exception);
        if (!send) {
            return JS_UNDEFINED;
        }
    }
    uv_buf_t part = uv_buf_init((char *)bytes.data, (unsigned)bytes.len);
    return js_int32(stream_write(ctx, h, &part, 1, value, send));
}

// writev(handle, Uint8Array[]) -> as write
JS_FUNCTION(handle_writev)
{
    HANDLE(h)
    js_object list = js_object_of(ctx, js_arg(argc, argv, 1));
    unsigned count = (unsigned)js_number_or(js_get(ctx, list, "length", exception), 0);
    uv_buf_t *parts = calloc(count ? count : 1, sizeof *parts);
    int r = parts ? 0 : -ENOMEM;
    js_lock(ctx);
    for (unsigned i = 0; i < count && r == 0; i++) {
        js_bytes bytes;
        r = js_bytes_get(ctx, js_get_index(ctx, list, i, exception), &bytes);
        if (r == 0) {
            parts[i] = uv_buf_init((char *)bytes.data, (unsigned)bytes.len);
        }
    }
    if (r == 0) {
        r = stream_write(ctx, h, parts, count, (js_value)list, NULL);
    }
    js_unlock(ctx);
    free(parts);
    return js_int32(r);
}

JS_FUNCTION(handle_shutdown)
{
    HANDLE(h)
    return js_int32(stream_shutdown(h));
}

JS_FUNCTION(handle_close)
{
    stream_handle *h = js_native_get(ctx, js_arg(argc, argv, 0), &node_stream_handle_type);
    return js_int32(h && !h->closing ? stream_close(h) : 0);
}

JS_FUNCTION(handle_ref)
{
    HANDLE(h)
    uv_ref(&h->uv.handle);
    return JS_UNDEFINED;
}

JS_FUNCTION(handle_unref)
{
    HANDLE(h)
    uv_unref(&h->uv.handle);
    return JS_UNDEFINED;
}

JS_FUNCTION(handle_has_ref)
{
    stream_handle *h = js_native_get(ctx, js_arg(argc, argv, 0), &node_stream_handle_type);
    return js_bool(h && !h->closing && uv_has_ref(&h->uv.handle));
}

JS_FUNCTION(handle_set_blocking)
{
    HANDLE(h)
    return js_int32(uv_stream_set_blocking(&h->uv.stream, js_arg_true(argc, argv, 1)));
}

JS_FUNCTION(handle_fd)
{
    stream_handle *h = js_native_get(ctx, js_arg(argc, argv, 0), &node_stream_handle_type);
    uv_os_fd_t fd = -1;
    if (h && !h->closing && uv_fileno(&h->uv.handle, &fd)) {
        fd = -1;
    }
    return js_int32(fd);
}

JS_FUNCTION(handle_write_queue_size)
{
    stream_handle *h = js_native_get(ctx, js_arg(argc, argv, 0), &node_stream_handle_type);
    return js_number(h && !h->closing ? (double)uv_stream_get_write_queue_size(&h->uv.stream) : 0);
}

JS_FUNCTION(handle_bytes_read)
{
    stream_handle *h = js_native_get(ctx, js_arg(argc, argv, 0), &node_stream_handle_type);
    return js_number(h ? (double)h->bytes_read : 0);
}

JS_FUNCTION(handle_bytes_written)
{
    stream_handle *h = js_native_get(ctx, js_arg(argc, argv, 0), &node_stream_handle_type);
    return js_number(h ? (double)h->bytes_written : 0);
}

// ---- local sockets ----------------------------------------------------------------------------------------------------------------

static int with_path(js_context ctx, js_value path, int (*operation)(stream_handle *h, const char *path),
                     stream_handle *h, js_value *exception)
{
    js_utf8 text;
    if (js_utf8_init(ctx, path, &text, exception)) {
        return -EINVAL;
    }
    int r = operation(h, text.bytes);
    js_utf8_deinit(&text);
    return r;
}

// libuv would cut a path that is too long.
static bool fits(const char *path)
{
    return strlen(path) < sizeof((struct sockaddr_un *)0)->sun_path;
}

static int pipe_bind(stream_handle *h, const char *path)
{
    return fits(path) ? uv_pipe_bind(&h->uv.pipe, path) : -EINVAL;
}

static int pipe_connect(stream_handle *h, const char *path)
{
    return fits(path) ? stream_pipe_connect(h, path) : -EINVAL;
}

JS_FUNCTION(handle_pipe_bind)
{
    HANDLE(h)
    return js_int32(with_path(ctx, js_arg(argc, argv, 1), pipe_bind, h, exception));
}

JS_FUNCTION(handle_pipe_connect)
{
    HANDLE(h)
    return js_int32(with_path(ctx, js_arg(argc, argv, 1), pipe_connect, h, exception));
}

JS_FUNCTION(handle_pipe_chmod)
{
    HANDLE(h)
    return js_int32(uv_pipe_chmod(&h->uv.pipe, js_arg_int32(argc, argv, 1)));
}

JS_FUNCTION(handle_listen)
{
    HANDLE(h)
    return js_int32(stream_listen(h, js_arg_int32(argc, argv, 1)));
}

// accept(server, client) -> status; the client is a new handle of the kind that arrives
JS_FUNCTION(handle_accept)
{
    HANDLE(server)
    stream_handle *client = node_stream_handle_get(ctx, js_arg(argc, argv, 1), exception);
    return client ? js_int32(uv_accept(&server->uv.stream, &client->uv.stream)) : JS_UNDEFINED;
}

// What waits on an IPC pipe: "pipe", "tcp", "udp"; undefined where nothing does.
JS_FUNCTION(handle_pending_type)
{
    HANDLE(h)
    if (h->uv.handle.type != UV_NAMED_PIPE || uv_pipe_pending_count(&h->uv.pipe) == 0) {
        return JS_UNDEFINED;
    }
    switch (uv_pipe_pending_type(&h->uv.pipe)) {
    case UV_NAMED_PIPE:
        return js_string_ascii(ctx, "pipe");
    case UV_TCP:
        return js_string_ascii(ctx, "tcp");
    case UV_UDP:
        return js_string_ascii(ctx, "udp");
    default:
        return JS_UNDEFINED;
    }
}

static const js_function_spec stream_handle_functions[] = {
    {"newPipe", handle_new_pipe, 1, "newPipe(ipc) -> handle"},
    {"newTCP", handle_new_tcp, 0, "newTCP() -> handle"},
    {"setEvents", handle_set_events, 2, "setEvents(handle, onEvent(kind, status, value))"},
    {"open", handle_open, 2, "open(handle, fd) -> status"},
    {"readStart", handle_read_start, 1, "readStart(handle) -> status"},
    {"readStop", handle_read_stop, 1, "readStop(handle) -> status"},
    {"write", handle_write, 3, "write(handle, bytes, [send]) -> 0 written | 1 queued | status"},
    {"writev", handle_writev, 2, "writev(handle, bytes[]) -> 0 written | 1 queued | status"},
    {"shutdown", handle_shutdown, 1, "shutdown(handle) -> status"},
    {"close", handle_close, 1, "close(handle)"},
    {"ref", handle_ref, 1, "ref(handle)"},
    {"unref", handle_unref, 1, "unref(handle)"},
    {"hasRef", handle_has_ref, 1, "hasRef(handle) -> boolean"},
    {"setBlocking", handle_set_blocking, 2, "setBlocking(handle, boolean) -> status"},
    {"fd", handle_fd, 1, "fd(handle) -> number, -1 for none"},
    {"writeQueueSize", handle_write_queue_size, 1, "writeQueueSize(handle) -> bytes"},
    {"bytesRead", handle_bytes_read, 1, "bytesRead(handle) -> number"},
    {"bytesWritten", handle_bytes_written, 1, "bytesWritten(handle) -> number"},
    {"pipeBind", handle_pipe_bind, 2, "pipeBind(handle, path) -> status"},
    {"pipeConnect", handle_pipe_connect, 2, "pipeConnect(handle, path) -> status"},
    {"pipeChmod", handle_pipe_chmod, 2, "pipeChmod(handle, mode) -> status"},
    {"listen", handle_listen, 2, "listen(handle, backlog) -> status"},
    {"accept", handle_accept, 2, "accept(server, client) -> status"},
    {"pendingType", handle_pending_type, 1, "pendingType(handle) -> 'pipe' | 'tcp' | 'udp' | undefined"},
    {0},
};

static int stream_handle_init(js_context ctx, js_object binding)
{
    js_functions_add(ctx, binding, node__stream_tty_functions);
    js_functions_add(ctx, binding, node__stream_tcp_functions);
    js_functions_add(ctx, binding, node__stream_text_functions);
    return 0;
}

const js_binding_spec node_stream_handle_binding = {"stream_handle", stream_handle_functions,
                                                    stream_handle_init};
