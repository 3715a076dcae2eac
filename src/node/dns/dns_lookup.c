// SPDX-License-Identifier: MIT
//
// binding('dns_lookup'): names through the system's resolver, on the IO pool.
#include "node/request.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

// libuv's codes for what the resolver says.
static int status_of(int code)
{
    switch (code) {
    case 0:
        return 0;
    case EAI_ADDRFAMILY:
        return UV_EAI_ADDRFAMILY;
    case EAI_AGAIN:
        return UV_EAI_AGAIN;
    case EAI_BADFLAGS:
        return UV_EAI_BADFLAGS;
    case EAI_FAIL:
        return UV_EAI_FAIL;
    case EAI_FAMILY:
        return UV_EAI_FAMILY;
    case EAI_MEMORY:
        return UV_EAI_MEMORY;
    case EAI_NODATA:
        return UV_EAI_NODATA;
    case EAI_NONAME:
        return UV_EAI_NONAME;
    case EAI_OVERFLOW:
        return UV_EAI_OVERFLOW;
    case EAI_SERVICE:
        return UV_EAI_SERVICE;
    case EAI_SOCKTYPE:
        return UV_EAI_SOCKTYPE;
    case EAI_SYSTEM:
        return -errno;
    default:
        return UV_EAI_FAIL;
    }
}

// ---- a name's addresses -----------------------------------------------------------------------------------------------------------

typedef struct lookup {
    node_request request;
    char *name;
    int family, flags;
    struct addrinfo *found;
} lookup;

static void lookup_work(node_request *request)
{
    lookup *l = (lookup *)request;
    struct addrinfo hints = {.ai_family = l->family == 4   ? AF_INET
                                          : l->family == 6 ? AF_INET6
                                                           : AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = l->flags};
    request->status = status_of(getaddrinfo(l->name, NULL, &hints, &l->found));
}

// [address, family, address, family ...]
static js_value lookup_result(js_context ctx, node_request *request)
{
    lookup *l = (lookup *)request;
    js_object list = js_array_new(ctx, 0, NULL, NULL);
    unsigned count = 0;
    for (struct addrinfo *at = l->found; at; at = at->ai_next) {
        char text[INET6_ADDRSTRLEN];
        const void *bytes = at->ai_family == AF_INET6
                                ? (void *)&((struct sockaddr_in6 *)at->ai_addr)->sin6_addr
                                : (void *)&((struct sockaddr_in *)at->ai_addr)->sin_addr;
        if (uv_inet_ntop(at->ai_family, bytes, text, sizeof text)) {
            continue;
        }
        js_set_index(ctx, list, count++, js_string_ascii(ctx, text));
        js_set_index(ctx, list, count++, js_int32(at->ai_family == AF_INET6 ? 6 : 4));
    }
    return list;
}

static void lookup_deinit(node_request *request)
{
    lookup *l = (lookup *)request;
    free(l->name);
    if (l->found) {
        freeaddrinfo(l->found);
    }
}

// lookup(name, family, flags, callback(status, list))
JS_FUNCTION(dns_lookup)
{
    lookup *l = calloc(1, sizeof *l);
    if (!l) {
        return js_throw_out_of_memory(ctx, exception);
    }
    l->name = js_utf8_dup(ctx, js_arg(argc, argv, 0), NULL, exception);
    if (!l->name) {
        free(l);
        return JS_UNDEFINED;
    }
    l->family = js_arg_int32(argc, argv, 1);
    l->flags = js_arg_int32(argc, argv, 2);
    l->request.work = lookup_work;
    l->request.result = lookup_result;
    l->request.deinit = lookup_deinit;
    return node_request_submit(ctx, &l->request, js_arg(argc, argv, 3), JS_UNDEFINED, exception);
}

// ---- an address's name --------------------------------------------------------------------------------------------------------------

typedef struct service {
    node_request request;
    struct sockaddr_storage address;
    char host[NI_MAXHOST], name[NI_MAXSERV];
} service;

static void service_work(node_request *request)
{
    service *s = (service *)request;
    socklen_t len =
        s->address.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    request->status = status_of(getnameinfo((struct sockaddr *)&s->address, len, s->host, sizeof s->host,
                                            s->name, sizeof s->name, NI_NAMEREQD));
}

static js_value service_result(js_context ctx, node_request *request)
{
    service *s = (service *)request;
    js_value parts[] = {js_string_utf8(ctx, s->host, strlen(s->host)),
                        js_string_utf8(ctx, s->name, strlen(s->name))};
    return js_array_new(ctx, 2, parts, NULL);
}

// lookupService(address, port, callback(status, [host, service])) -> status
JS_FUNCTION(dns_lookup_service)
{
    js_utf8 text;
    service *s = calloc(1, sizeof *s);
    if (!s) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &text, exception)) {
        free(s);
        return JS_UNDEFINED;
    }
    int port = js_arg_int32(argc, argv, 1);
    int r = uv_ip4_addr(text.bytes, port, (struct sockaddr_in *)&s->address);
    r = r ? uv_ip6_addr(text.bytes, port, (struct sockaddr_in6 *)&s->address) : 0;
    js_utf8_deinit(&text);
    if (r) {
        free(s);
        return js_int32(r);
    }
    s->request.work = service_work;
    s->request.result = service_result;
    node_request_submit(ctx, &s->request, js_arg(argc, argv, 2), JS_UNDEFINED, exception);
    return js_int32(0);
}

static const js_function_spec dns_lookup_functions[] = {
    {"lookup", dns_lookup, 4, "lookup(name, family, flags, callback(status, [address, family, ...]))"},
    {"lookupService", dns_lookup_service, 3,
     "lookupService(address, port, callback(status, [host, service])) -> status"},
    {0},
};

const js_binding_spec node_dns_lookup_binding = {"dns_lookup", dns_lookup_functions, NULL};
