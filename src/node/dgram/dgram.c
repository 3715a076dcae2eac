// SPDX-License-Identifier: MIT
//
// binding('dgram'): datagram sockets. They are handles of src/node/stream_handle (events, closing, ref, passing to other processes are
// there); here is what only datagrams have. Statuses are 0 or a negative errno.
//
// Datagrams are read into the streams' buffer, which any of them fits, and copied out of it. One is sent at once where the system takes it; else libuv queues
// it, a root keeps its bytes alive, and STREAM_SENT follows, in order.
#include "loop/loop.h"
#include "node/stream_handle/stream_handle.h"

#include <errno.h>
#include <stdlib.h>

static stream_handle *udp_of(js_context ctx, js_value v, js_value *exception)
{
    stream_handle *h = node_stream_handle_get(ctx, v, exception);
    return h && h->uv.handle.type == UV_UDP ? h : NULL;
}

#define UDP(h)                                                                                               \
    stream_handle *h = udp_of(ctx, js_arg(argc, argv, 0), exception);                                        \
    if (!h) {                                                                                                \
        return js_int32(UV_EBADF);                                                                           \
    }

JS_FUNCTION(dgram_new)
{
    stream_handle *h = node_stream_handle_alloc(js_runtime_current());
    if (!h) {
        return js_throw_out_of_memory(ctx, exception);
    }
    uv_udp_init(loop_uv(js_runtime_loop(js_runtime_current())), &h->uv.udp);
    return node_stream_handle_wrap(ctx, h, exception);
}

// open(handle, fd) -> status
JS_FUNCTION(dgram_open)
{
    UDP(h)
    return js_int32(uv_udp_open(&h->uv.udp, js_arg_int32(argc, argv, 1)));
}

// ---- addresses --------------------------------------------------------------------------------------------------------------------

// Text that stands in argument `i`. Fails: -EINVAL (an exception may be set).
static int address_argument(js_context ctx, size_t argc, const js_value argv[], size_t i, int port,
                            struct sockaddr_storage *out, js_value *exception)
{
    js_utf8 text;
    if (js_utf8_init(ctx, js_arg(argc, argv, i), &text, exception)) {
        return -EINVAL;
    }
    int r = node_stream_parse_address(text.bytes, port, out);
    js_utf8_deinit(&text);
    return r;
}

// The socket is made by uv_udp_bind; an option that it does not know needs one before.
static int with_reuse_port(stream_handle *h, int family)
{
    int on = 1;
    int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -errno;
    }
    int r = setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) ? -errno : 0;
    r = r ? r : uv_udp_open(&h->uv.udp, fd);
    if (r) {
        uv_fs_t request;
        uv_fs_close(NULL, &request, fd, NULL);
        uv_fs_req_cleanup(&request);
    }
    return r;
}

// bind(handle, address, port, reuseAddress, ipv6Only, reusePort) -> status
JS_FUNCTION(dgram_bind)
{
    UDP(h)
    struct sockaddr_storage address;
    int r = address_argument(ctx, argc, argv, 1, js_arg_int32(argc, argv, 2), &address, exception);
    if (r == 0 && js_arg_true(argc, argv, 5)) {
        r = with_reuse_port(h, address.ss_family);
    }
    unsigned flags = (js_arg_true(argc, argv, 3) ? UV_UDP_REUSEADDR : 0) |
                     (js_arg_true(argc, argv, 4) ? UV_UDP_IPV6ONLY : 0);
    return js_int32(r ? r : uv_udp_bind(&h->uv.udp, (struct sockaddr *)&address, flags));
}

// connect(handle, address, port) -> status
JS_FUNCTION(dgram_connect)
{
    UDP(h)
    struct sockaddr_storage address;
    int r = address_argument(ctx, argc, argv, 1, js_arg_int32(argc, argv, 2), &address, exception);
    return js_int32(r ? r : uv_udp_connect(&h->uv.udp, (struct sockaddr *)&address));
}

JS_FUNCTION(dgram_disconnect)
{
    UDP(h)
    return js_int32(uv_udp_connect(&h->uv.udp, NULL));
}

typedef int name_getter(const uv_udp_t *, struct sockaddr *, int *);

static js_value name_of(js_context ctx, stream_handle *h, name_getter *get, js_value *exception)
{
    struct sockaddr_storage address;
    int len = sizeof address;
    int r = get(&h->uv.udp, (struct sockaddr *)&address, &len);
    return r ? js_int32(r) : node_stream_address(ctx, &address, exception);
}

JS_FUNCTION(dgram_sock_name)
{
    UDP(h)
    return name_of(ctx, h, uv_udp_getsockname, exception);
}

JS_FUNCTION(dgram_peer_name)
{
    UDP(h)
    return name_of(ctx, h, uv_udp_getpeername, exception);
}

// ---- receiving ----------------------------------------------------------------------------------------------------------------------

// onEvent(STREAM_MESSAGE, length, bytes, [address, port, family])
static void enter_with_message(stream_handle *h, const char *bytes, size_t len, const struct sockaddr *from)
{
    js_context ctx = js_runtime_context(h->runtime);
    js_lock(ctx);
    char *copy = malloc(len ? len : 1);
    if (copy) {
        memcpy(copy, bytes, len);
    }
    js_value value = copy ? js_uint8_array_adopt(ctx, copy, len, NULL) : JS_UNDEFINED;
    js_value argv[] = {js_int32(STREAM_MESSAGE),
                       js_is_undefined(value) ? js_int32(-ENOMEM) : js_number((double)len), value,
                       node_stream_address(ctx, (const struct sockaddr_storage *)from, NULL)};
    js_value function = js_root_get(ctx, h->on_event);
    js_unlock(ctx);
    js_enter(h->runtime, function, 4, argv);
}

static void on_message(uv_udp_t *udp, ssize_t count, const uv_buf_t *buffer, const struct sockaddr *from,
                       unsigned flags)
{
    (void)flags;
    stream_handle *h = udp->data;
    bool here = h->runtime && js_runtime_current() == h->runtime && h->on_event;
    if (here && count >= 0 && from) {
        enter_with_message(h, buffer->base, (size_t)count, from);
    } else if (here && count < 0) {
        node_stream_handle_event(h, STREAM_MESSAGE, (double)count, JS_UNDEFINED);
    }
    if (buffer->base) {
        node_stream_give_back(buffer->base);
    }
}

JS_FUNCTION(dgram_receive_start)
{
    UDP(h)
    int r = uv_udp_recv_start(&h->uv.udp, node_stream_read_buffer, on_message);
    return js_int32(r == UV_EALREADY ? 0 : r);
}

JS_FUNCTION(dgram_receive_stop)
{
    UDP(h)
    return js_int32(uv_udp_recv_stop(&h->uv.udp));
}

// ---- sending --------------------------------------------------------------------------------------------------------------------------

typedef struct send_request {
    uv_udp_send_t uv;
    js_root keep;
} send_request;

static void on_sent(uv_udp_send_t *uv, int status)
{
    send_request *request = (send_request *)uv;
    stream_handle *h = uv->handle->data;
    if (h->runtime && js_runtime_current() == h->runtime) {
        js_root_free(js_runtime_context(h->runtime), request->keep);
    }
    free(request);
    node_stream_handle_event(h, STREAM_SENT, status, JS_UNDEFINED);
}

static int queue_send(js_context ctx, stream_handle *h, const uv_buf_t *parts, unsigned count,
                      const struct sockaddr *to, js_value keep)
{
    send_request *request = calloc(1, sizeof *request);
    if (!request) {
        return -ENOMEM;
    }
    request->keep = js_root_new(ctx, keep);
    int r = request->keep ? uv_udp_send(&request->uv, &h->uv.udp, parts, count, to, on_sent) : -ENOMEM;
    if (r) {
        js_root_free(ctx, request->keep);
        free(request);
    }
    return r;
}

// The parts of a list of Uint8Arrays. Owns: the caller (free). NULL with `*status` set on failure.
static uv_buf_t *parts_of(js_context ctx, js_object list, unsigned count, int *status)
{
    uv_buf_t *parts = calloc(count ? count : 1, sizeof *parts);
    *status = parts ? 0 : -ENOMEM;
    for (unsigned i = 0; i < count && *status == 0; i++) {
        js_bytes bytes;
        *status = js_bytes_get(ctx, js_get_index(ctx, list, i, NULL), &bytes);
        if (*status == 0) {
            parts[i] = uv_buf_init((char *)bytes.data, (unsigned)bytes.len);
        }
    }
    if (*status) {
        free(parts);
        return NULL;
    }
    return parts;
}

// send(handle, list, count, queue, [address, port]) -> bytes sent; undefined where STREAM_SENT will tell; a negative errno
JS_FUNCTION(dgram_send)
{
    UDP(h)
    struct sockaddr_storage address;
    struct sockaddr *to = NULL;
    int r = 0;
    if (argc > 4 && !js_is_undefined(argv[4])) {
        r = address_argument(ctx, argc, argv, 4, js_arg_int32(argc, argv, 5), &address, exception);
        to = (struct sockaddr *)&address;
    }
    js_object list = js_object_of(ctx, js_arg(argc, argv, 1));
    unsigned count = (unsigned)js_arg_int32(argc, argv, 2);
    if (r || !list) {
        return js_int32(r ? r : -EINVAL);
    }
    bool queued = false;
    js_lock(ctx);
    uv_buf_t *parts = parts_of(ctx, list, count, &r);
    if (parts) {
        r = js_arg_true(argc, argv, 3) ? UV_EAGAIN : uv_udp_try_send(&h->uv.udp, parts, count, to);
        if (r == UV_EAGAIN) {
            r = queue_send(ctx, h, parts, count, to, (js_value)list);
            queued = r == 0;
        }
        free(parts);
    }
    js_unlock(ctx);
    return queued ? JS_UNDEFINED : js_int32(r);
}

JS_FUNCTION(dgram_send_queue_size)
{
    UDP(h)
    return js_number((double)uv_udp_get_send_queue_size(&h->uv.udp));
}

JS_FUNCTION(dgram_send_queue_count)
{
    UDP(h)
    return js_number((double)uv_udp_get_send_queue_count(&h->uv.udp));
}

// ---- options --------------------------------------------------------------------------------------------------------------------------

// membership(handle, group, interface | undefined, join) -> status
JS_FUNCTION(dgram_membership)
{
    UDP(h)
    js_utf8 group, face;
    bool with_face = !js_is_nullish(js_arg(argc, argv, 2));
    if (js_utf8_init(ctx, js_arg(argc, argv, 1), &group, exception)) {
        return JS_UNDEFINED;
    }
    int r = -EINVAL;
    if (!with_face || js_utf8_init(ctx, argv[2], &face, exception) == 0) {
        r = uv_udp_set_membership(&h->uv.udp, group.bytes, with_face ? face.bytes : NULL,
                                  js_arg_true(argc, argv, 3) ? UV_JOIN_GROUP : UV_LEAVE_GROUP);
        if (with_face) {
            js_utf8_deinit(&face);
        }
    }
    js_utf8_deinit(&group);
    return js_int32(r);
}

// sourceMembership(handle, source, group, interface | undefined, join) -> status
JS_FUNCTION(dgram_source_membership)
{
    UDP(h)
    char *texts[3] = {0};
    int r = 0;
    for (size_t i = 0; i < 3 && r == 0; i++) {
        if (i < 2 || !js_is_nullish(js_arg(argc, argv, 3))) {
            texts[i] = js_utf8_dup(ctx, js_arg(argc, argv, 1 + i), NULL, exception);
            r = texts[i] ? 0 : -ENOMEM;
        }
    }
    if (r == 0) {
        r = uv_udp_set_source_membership(&h->uv.udp, texts[1], texts[2], texts[0],
                                         js_arg_true(argc, argv, 4) ? UV_JOIN_GROUP : UV_LEAVE_GROUP);
    }
    for (size_t i = 0; i < 3; i++) {
        free(texts[i]);
    }
    return js_int32(r);
}

JS_FUNCTION(dgram_multicast_interface)
{
    UDP(h)
    js_utf8 face;
    if (js_utf8_init(ctx, js_arg(argc, argv, 1), &face, exception)) {
        return JS_UNDEFINED;
    }
    int r = uv_udp_set_multicast_interface(&h->uv.udp, face.bytes);
    js_utf8_deinit(&face);
    return js_int32(r);
}

JS_FUNCTION(dgram_multicast_loopback)
{
    UDP(h)
    return js_int32(uv_udp_set_multicast_loop(&h->uv.udp, js_arg_int32(argc, argv, 1) != 0));
}

JS_FUNCTION(dgram_multicast_ttl)
{
    UDP(h)
    return js_int32(uv_udp_set_multicast_ttl(&h->uv.udp, js_arg_int32(argc, argv, 1)));
}

JS_FUNCTION(dgram_ttl)
{
    UDP(h)
    return js_int32(uv_udp_set_ttl(&h->uv.udp, js_arg_int32(argc, argv, 1)));
}

JS_FUNCTION(dgram_broadcast)
{
    UDP(h)
    return js_int32(uv_udp_set_broadcast(&h->uv.udp, js_arg_int32(argc, argv, 1) != 0));
}

// bufferSize(handle, size, sending) -> the size, or a negative errno; a size of 0 asks
JS_FUNCTION(dgram_buffer_size)
{
    UDP(h)
    int size = js_arg_int32(argc, argv, 1);
    int r = js_arg_true(argc, argv, 2) ? uv_send_buffer_size(&h->uv.handle, &size)
                                       : uv_recv_buffer_size(&h->uv.handle, &size);
    return js_int32(r ? r : size);
}

static const js_function_spec dgram_functions[] = {
    {"new", dgram_new, 0, "new() -> handle"},
    {"open", dgram_open, 2, "open(handle, fd) -> status"},
    {"bind", dgram_bind, 6, "bind(handle, address, port, reuseAddress, ipv6Only, reusePort) -> status"},
    {"connect", dgram_connect, 3, "connect(handle, address, port) -> status"},
    {"disconnect", dgram_disconnect, 1, "disconnect(handle) -> status"},
    {"sockName", dgram_sock_name, 1, "sockName(handle) -> [address, port, family] | status"},
    {"peerName", dgram_peer_name, 1, "peerName(handle) -> [address, port, family] | status"},
    {"receiveStart", dgram_receive_start, 1, "receiveStart(handle) -> status"},
    {"receiveStop", dgram_receive_stop, 1, "receiveStop(handle) -> status"},
    {"send", dgram_send, 6,
     "send(handle, bytes[], count, queue, [address, port]) -> bytes | undefined | status"},
    {"sendQueueSize", dgram_send_queue_size, 1, "sendQueueSize(handle) -> bytes"},
    {"sendQueueCount", dgram_send_queue_count, 1, "sendQueueCount(handle) -> number"},
    {"membership", dgram_membership, 4, "membership(handle, group, [interface], join) -> status"},
    {"sourceMembership", dgram_source_membership, 5,
     "sourceMembership(handle, source, group, [interface], join) -> status"},
    {"multicastInterface", dgram_multicast_interface, 2, "multicastInterface(handle, address) -> status"},
    {"multicastLoopback", dgram_multicast_loopback, 2, "multicastLoopback(handle, number) -> status"},
    {"multicastTTL", dgram_multicast_ttl, 2, "multicastTTL(handle, number) -> status"},
    {"ttl", dgram_ttl, 2, "ttl(handle, number) -> status"},
    {"broadcast", dgram_broadcast, 2, "broadcast(handle, number) -> status"},
    {"bufferSize", dgram_buffer_size, 3, "bufferSize(handle, size, sending) -> size | status"},
    {0},
};

const js_binding_spec node_dgram_binding = {"dgram", dgram_functions, NULL};
