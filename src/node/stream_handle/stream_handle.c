// SPDX-License-Identifier: MIT
//
// Life of a stream handle, its events, reading and writing.
//
// Reading goes into one buffer per thread; small reads are copied out of it, large ones take it with them. A write first tries to
// finish at once; only what the system does not take is queued, and then the bytes' owner is kept alive by a root.
#include "node/stream_handle/stream_handle.h"

#include "loop/loop.h"
#include "node/stream_handle/stream_operations.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { READ_SIZE = 65536, COPY_BELOW = 32768, WRITE_PARTS_MAX = 1024 };

static _Thread_local char *spare; // READ_SIZE bytes, or NULL

// ---- life -----------------------------------------------------------------------------------------------------------------------

static void drop_tap(stream_handle *h, bool tell)
{
    stream_tap *tap = h->tap;
    h->tap = NULL;
    if (tap) {
        tap->closed(tap, tell);
    }
}

static void handle_free(stream_handle *h)
{
    stream_reader *reader = h->reader;
    free(h->held);
    free(h);
    if (reader) {
        reader->gone(reader);
    }
}

static void on_closed_orphan(uv_handle_t *handle)
{
    handle_free(handle->data);
}

// The object was collected, or the runtime ends. One that is closing still reports the end, if there is a runtime to report to.
static void finalize(void *pointer)
{
    stream_handle *h = pointer;
    h->object = NULL;
    drop_tap(h, false);
    if (!h->closing) {
        h->runtime = NULL;
        h->closing = true;
        uv_close(&h->uv.handle, on_closed_orphan);
    }
}

const js_native_type node_stream_handle_type = {"StreamHandle", finalize};

stream_handle *node_stream_handle_alloc(js_runtime *runtime)
{
    stream_handle *h = calloc(1, sizeof *h);
    if (h) {
        h->runtime = runtime;
    }
    return h;
}

js_value node_stream_handle_wrap(js_context ctx, stream_handle *h, js_value *exception)
{
    h->uv.handle.data = h;
    js_object object = js_native_new(ctx, &node_stream_handle_type, h);
    if (!object) {
        h->closing = true;
        uv_close(&h->uv.handle, on_closed_orphan);
        return js_throw_out_of_memory(ctx, exception);
    }
    h->object = (js_value)object;
    return h->object;
}

stream_handle *node_stream_handle_get(js_context ctx, js_value v, js_value *exception)
{
    stream_handle *h = js_native_get(ctx, v, &node_stream_handle_type);
    if (!h || h->closing) {
        js_throw_error(ctx, exception, "ERR_STREAM_DESTROYED", "The handle is closed");
        return NULL;
    }
    return h;
}

// Handles that are still closing when their runtime has ended find none.
static bool has_runtime(const stream_handle *h)
{
    return h->runtime && js_runtime_current() == h->runtime;
}

void node_stream_handle_event(stream_handle *h, int kind, double status, js_value value)
{
    if (!has_runtime(h) || !h->on_event) {
        return;
    }
    js_context ctx = js_runtime_context(h->runtime);
    js_value argv[] = {js_int32(kind), js_number(status), value};
    js_enter(h->runtime, js_root_get(ctx, h->on_event), 3, argv);
}

// The event function is let go of before it is called for the last time.
static void on_closed(uv_handle_t *handle)
{
    stream_handle *h = handle->data;
    if (!has_runtime(h)) {
        drop_tap(h, false);
        handle_free(h);
        return;
    }
    drop_tap(h, true);
    js_runtime *runtime = h->runtime;
    js_context ctx = js_runtime_context(runtime);
    js_root root = h->on_event;
    js_lock(ctx);
    if (h->object) {
        js_native_clear(ctx, h->object);
    }
    js_value function = root ? js_root_get(ctx, root) : JS_UNDEFINED;
    js_root_free(ctx, root);
    js_unlock(ctx);
    handle_free(h);
    if (!js_is_undefined(function)) {
        js_value argv[] = {js_int32(STREAM_CLOSED), js_int32(0), JS_UNDEFINED};
        js_enter(runtime, function, 3, argv);
    }
}

int stream_close(stream_handle *h)
{
    stream_release(h);
    h->closing = true;
    uv_close(&h->uv.handle, on_closed);
    return 0;
}

int stream_reset(stream_handle *h)
{
    stream_release(h);
    int r = uv_tcp_close_reset(&h->uv.tcp, on_closed);
    h->closing = r == 0;
    return r;
}

// ---- reading ----------------------------------------------------------------------------------------------------------------------

// The thread's last runtime takes the buffer along.
static void spare_deinit(void *data)
{
    (void)data;
    free(spare);
    spare = NULL;
}

static const js_data_key spare_key = {1, spare_deinit};

void node_stream_read_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    (void)handle;
    (void)suggested;
    char *memory = spare;
    spare = NULL;
    if (!memory && js_runtime_data(js_runtime_current(), &spare_key)) {
        memory = malloc(READ_SIZE);
    }
    *out = uv_buf_init(memory, memory ? READ_SIZE : 0);
}

void node_stream_give_back(char *memory)
{
    if (spare) {
        free(memory);
    } else {
        spare = memory;
    }
}

// The bytes that were read as a Uint8Array; undefined where memory is short.
static js_value bytes_of(js_context ctx, const uv_buf_t *buffer, size_t len)
{
    char *exact;
    if (len < COPY_BELOW) {
        exact = malloc(len);
        if (exact) {
            memcpy(exact, buffer->base, len);
        }
        node_stream_give_back(buffer->base);
    } else {
        exact = len < READ_SIZE ? realloc(buffer->base, len) : buffer->base;
        if (!exact) {
            exact = buffer->base;
        }
    }
    return exact ? js_uint8_array_adopt(ctx, exact, len, NULL) : JS_UNDEFINED;
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    stream_handle *h = stream->data;
    if (count <= 0 || !has_runtime(h)) {
        if (buffer->base) {
            node_stream_give_back(buffer->base);
        }
        if (count < 0 && h->tap && has_runtime(h)) {
            h->tap->read(h->tap, count, NULL);
        } else if (count < 0) {
            node_stream_handle_event(h, STREAM_READ, (double)count, JS_UNDEFINED);
        }
        return;
    }
    js_context ctx = js_runtime_context(h->runtime);
    h->bytes_read += (uint64_t)count;
    if (h->tap) {
        h->tap->read(h->tap, count, buffer->base);
        node_stream_give_back(buffer->base);
        return;
    }
    if (h->reader) {
        uv_buf_t mine = *buffer;
        h->reader->bytes(h->reader, h, &mine, (size_t)count);
        if (mine.base) {
            node_stream_give_back(mine.base);
        }
        return;
    }
    js_value bytes = bytes_of(ctx, buffer, (size_t)count);
    if (js_is_undefined(bytes)) {
        count = -ENOMEM;
    }
    node_stream_handle_event(h, STREAM_READ, (double)count, bytes);
}

int stream_read_start(stream_handle *h)
{
    int r = uv_read_start(&h->uv.stream, node_stream_read_buffer, on_read);
    return r == UV_EALREADY ? 0 : r;
}

int stream_read_stop(stream_handle *h)
{
    return uv_read_stop(&h->uv.stream);
}

// ---- writing ----------------------------------------------------------------------------------------------------------------------

typedef struct write_request {
    uv_write_t uv;
    stream_handle *handle;
    js_root keep;
} write_request;

static void on_written(uv_write_t *uv, int status)
{
    write_request *request = (write_request *)uv;
    stream_handle *h = request->handle;
    if (has_runtime(h)) {
        js_root_free(js_runtime_context(h->runtime), request->keep);
    }
    free(request);
    node_stream_handle_event(h, STREAM_WRITTEN, status, JS_UNDEFINED);
}

static int queue_write(js_context ctx, stream_handle *h, uv_buf_t *parts, unsigned count, js_value keep,
                       uv_stream_t *send)
{
    write_request *request = calloc(1, sizeof *request);
    if (!request) {
        return -ENOMEM;
    }
    request->handle = h;
    request->keep = js_root_new(ctx, keep);
    int r = -ENOMEM;
    if (request->keep) {
        r = send ? uv_write2(&request->uv, &h->uv.stream, parts, count, send, on_written)
                 : uv_write(&request->uv, &h->uv.stream, parts, count, on_written);
    }
    if (r) {
        js_root_free(ctx, request->keep);
        free(request);
        return r;
    }
    return 1;
}

// Takes `written` bytes off the front of the parts; gives the number of parts that are left from `*parts` on.
static unsigned skip(uv_buf_t **parts, unsigned count, size_t written)
{
    while (count > 0 && written >= (*parts)->len) {
        written -= (*parts)->len;
        (*parts)++;
        count--;
    }
    if (count > 0) {
        (*parts)->base += written;
        (*parts)->len -= written;
    }
    return count;
}

int stream_write(js_context ctx, stream_handle *h, uv_buf_t *parts, unsigned count, js_value keep,
                 stream_handle *send)
{
    size_t total = 0;
    stream_release(h);
    for (unsigned i = 0; i < count; i++) {
        total += parts[i].len;
    }
    h->bytes_written += total;
    if (!send) {
        int r = uv_try_write(&h->uv.stream, parts, count);
        if (r >= 0) {
            count = skip(&parts, count, (size_t)r);
        } else if (r != UV_EAGAIN && r != UV_ENOSYS) {
            return r;
        }
        if (count == 0) {
            return 0;
        }
    }
    return queue_write(ctx, h, parts, count, keep, send ? &send->uv.stream : NULL);
}

// ---- shutting down ------------------------------------------------------------------------------------------------------------------

static void on_shut_down(uv_shutdown_t *request, int status)
{
    stream_handle *h = request->data;
    free(request);
    node_stream_handle_event(h, STREAM_SHUT_DOWN, status, JS_UNDEFINED);
}

int stream_shutdown(stream_handle *h)
{
    uv_shutdown_t *request = calloc(1, sizeof *request);
    if (!request) {
        return -ENOMEM;
    }
    request->data = h;
    stream_release(h);
    int r = uv_shutdown(request, &h->uv.stream, on_shut_down);
    if (r) {
        free(request);
    }
    return r;
}

// ---- listening and connecting over local sockets ----------------------------------------------------------------------------------

static void on_connection(uv_stream_t *server, int status)
{
    node_stream_handle_event(server->data, STREAM_CONNECTION, status, JS_UNDEFINED);
}

int stream_listen(stream_handle *h, int backlog)
{
    int rc = uv_listen(&h->uv.stream, backlog, on_connection);
    if (rc == 0) {
        js_process_serves(h->runtime);
    }
    return rc;
}

typedef struct connect_request {
    uv_connect_t uv;
    stream_handle *handle;
} connect_request;

static void on_connected(uv_connect_t *uv, int status)
{
    stream_handle *h = ((connect_request *)uv)->handle;
    free(uv);
    node_stream_handle_event(h, STREAM_CONNECTED, status, JS_UNDEFINED);
}

int stream_pipe_connect(stream_handle *h, const char *path)
{
    connect_request *request = calloc(1, sizeof *request);
    if (!request) {
        return -ENOMEM;
    }
    request->handle = h;
    uv_pipe_connect(&request->uv, &h->uv.pipe, path, on_connected);
    return 0;
}
