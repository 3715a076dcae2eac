// SPDX-License-Identifier: MIT
//
// What only TCP sockets have: addresses, connecting by address, their options.
#include "node/stream_handle/stream_handle.h"
#include "node/stream_handle/stream_operations.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>

static stream_handle *tcp_of(js_context ctx, js_value v, js_value *exception)
{
    stream_handle *h = node_stream_handle_get(ctx, v, exception);
    return h && h->uv.handle.type == UV_TCP ? h : NULL;
}

int node_stream_parse_address(const char *text, int port, struct sockaddr_storage *out)
{
    if (uv_ip4_addr(text, port, (struct sockaddr_in *)out) == 0) {
        return 0;
    }
    return uv_ip6_addr(text, port, (struct sockaddr_in6 *)out);
}

// Arguments (handle, address, port). Fails: -EINVAL.
static stream_handle *handle_and_address(js_context ctx, size_t argc, const js_value argv[],
                                         struct sockaddr_storage *out, js_value *exception)
{
    stream_handle *h = tcp_of(ctx, js_arg(argc, argv, 0), exception);
    js_utf8 text;
    if (!h || js_utf8_init(ctx, js_arg(argc, argv, 1), &text, exception)) {
        return NULL;
    }
    int r = node_stream_parse_address(text.bytes, js_arg_int32(argc, argv, 2), out);
    js_utf8_deinit(&text);
    return r ? NULL : h;
}

// tcpBind(handle, address, port, ipv6Only, [reusePort]) -> status
JS_FUNCTION(tcp_bind)
{
    struct sockaddr_storage address;
    stream_handle *h = handle_and_address(ctx, argc, argv, &address, exception);
    if (!h) {
        return js_int32(-EINVAL);
    }
    unsigned flags = js_arg_true(argc, argv, 3) ? UV_TCP_IPV6ONLY : 0;
    if (js_arg_true(argc, argv, 4)) {
        uv_os_fd_t fd;
        int on = 1;
        int r = uv_fileno(&h->uv.handle, &fd);
        if (r == UV_EBADF) { // the socket is made by the bind: make it now
            fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
            r = fd < 0 ? -errno : uv_tcp_open(&h->uv.tcp, fd);
        }
        if (r || setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on)) {
            return js_int32(r ? r : -errno);
        }
    }
    return js_int32(uv_tcp_bind(&h->uv.tcp, (struct sockaddr *)&address, flags));
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

// tcpConnect(handle, address, port) -> status; STREAM_CONNECTED follows a 0
JS_FUNCTION(tcp_connect)
{
    struct sockaddr_storage address;
    stream_handle *h = handle_and_address(ctx, argc, argv, &address, exception);
    if (!h) {
        return js_int32(-EINVAL);
    }
    connect_request *request = calloc(1, sizeof *request);
    if (!request) {
        return js_int32(-ENOMEM);
    }
    request->handle = h;
    int r = uv_tcp_connect(&request->uv, &h->uv.tcp, (struct sockaddr *)&address, on_connected);
    if (r) {
        free(request);
    }
    return js_int32(r);
}

js_value node_stream_address(js_context ctx, const struct sockaddr_storage *storage, js_value *exception)
{
    char text[INET6_ADDRSTRLEN + UV_IF_NAMESIZE + 1];
    int port, family;
    if (storage->ss_family == AF_INET6) {
        const struct sockaddr_in6 *a = (const struct sockaddr_in6 *)storage;
        uv_inet_ntop(AF_INET6, &a->sin6_addr, text, INET6_ADDRSTRLEN);
        port = ntohs(a->sin6_port);
        family = 6;
        if (IN6_IS_ADDR_LINKLOCAL(&a->sin6_addr) && a->sin6_scope_id) {
            size_t len = strlen(text), room = UV_IF_NAMESIZE;
            text[len] = '%';
            if (uv_if_indextoiid(a->sin6_scope_id, text + len + 1, &room)) {
                text[len] = 0;
            }
        }
    } else if (storage->ss_family == AF_INET) {
        const struct sockaddr_in *a = (const struct sockaddr_in *)storage;
        uv_inet_ntop(AF_INET, &a->sin_addr, text, sizeof text);
        port = ntohs(a->sin_port);
        family = 4;
    } else {
        return js_int32(-EAFNOSUPPORT);
    }
    js_value parts[] = {js_string_utf8(ctx, text, strlen(text)), js_int32(port), js_int32(family)};
    return js_array_new(ctx, 3, parts, exception);
}

static js_value name_of(js_context ctx, js_value handle,
                        int (*get)(const uv_tcp_t *, struct sockaddr *, int *), js_value *exception)
{
    struct sockaddr_storage address;
    int len = sizeof address;
    stream_handle *h = tcp_of(ctx, handle, exception);
    int r = h ? get(&h->uv.tcp, (struct sockaddr *)&address, &len) : -EINVAL;
    return r ? js_int32(r) : node_stream_address(ctx, &address, exception);
}

JS_FUNCTION(tcp_sockname)
{
    return name_of(ctx, js_arg(argc, argv, 0), uv_tcp_getsockname, exception);
}

JS_FUNCTION(tcp_peername)
{
    return name_of(ctx, js_arg(argc, argv, 0), uv_tcp_getpeername, exception);
}

JS_FUNCTION(tcp_no_delay)
{
    stream_handle *h = tcp_of(ctx, js_arg(argc, argv, 0), exception);
    return js_int32(h ? uv_tcp_nodelay(&h->uv.tcp, js_arg_true(argc, argv, 1)) : -EINVAL);
}

// setKeepAlive(handle, on, delay in seconds) -> status
JS_FUNCTION(tcp_keep_alive)
{
    stream_handle *h = tcp_of(ctx, js_arg(argc, argv, 0), exception);
    unsigned delay = (unsigned)js_arg_number(argc, argv, 2, 0);
    return js_int32(h ? uv_tcp_keepalive(&h->uv.tcp, js_arg_true(argc, argv, 1), delay ? delay : 1)
                      : -EINVAL);
}

// tcpTypeOfService(handle, [value]) -> the value, or a negative errno
JS_FUNCTION(tcp_type_of_service)
{
    stream_handle *h = tcp_of(ctx, js_arg(argc, argv, 0), exception);
    struct sockaddr_storage name;
    socklen_t name_len = sizeof name, len = sizeof(int);
    uv_os_fd_t fd;
    int value = js_arg_int32(argc, argv, 1);
    int r = h ? uv_fileno(&h->uv.handle, &fd) : -EINVAL;
    if (r || getsockname(fd, (struct sockaddr *)&name, &name_len)) {
        return js_int32(r ? r : -errno);
    }
    int level = name.ss_family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
    int option = name.ss_family == AF_INET6 ? IPV6_TCLASS : IP_TOS;
    if (js_is_undefined(js_arg(argc, argv, 1))) {
        return js_int32(getsockopt(fd, level, option, &value, &len) ? -errno : value);
    }
    return js_int32(setsockopt(fd, level, option, &value, sizeof value) ? -errno : value);
}

JS_FUNCTION(tcp_reset)
{
    stream_handle *h = tcp_of(ctx, js_arg(argc, argv, 0), exception);
    return js_int32(h ? stream_reset(h) : -EINVAL);
}

const js_function_spec node__stream_tcp_functions[] = {
    {"tcpBind", tcp_bind, 5, "tcpBind(handle, address, port, ipv6Only, [reusePort]) -> status"},
    {"tcpConnect", tcp_connect, 3, "tcpConnect(handle, address, port) -> status"},
    {"tcpSockName", tcp_sockname, 1, "tcpSockName(handle) -> [address, port, family] | status"},
    {"tcpPeerName", tcp_peername, 1, "tcpPeerName(handle) -> [address, port, family] | status"},
    {"tcpNoDelay", tcp_no_delay, 2, "tcpNoDelay(handle, boolean) -> status"},
    {"tcpKeepAlive", tcp_keep_alive, 3, "tcpKeepAlive(handle, boolean, seconds) -> status"},
    {"tcpTypeOfService", tcp_type_of_service, 2, "tcpTypeOfService(handle, [value]) -> value | status"},
    {"tcpReset", tcp_reset, 1, "tcpReset(handle) -> status; closes with RST"},
    {0},
};
