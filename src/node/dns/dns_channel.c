// SPDX-License-Identifier: MIT
//
// binding('dns_channel'): questions to name servers through c-ares. A channel is a native object; JavaScript gets the server's answer as
// it came, and reads the records itself (lib/internal/dns/records.js).
//
// c-ares says which of its sockets it waits for; the loop polls them and keeps a timer for what c-ares wants to do next. An answer, also
// one that is there at once, enters JavaScript from the loop in a task of its own.
#include "engine/engine.h"
#include "loop/loop.h"
#include "node/dns/cares.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <uv.h>

typedef struct poll {
    uv_poll_t uv;
    struct channel *channel;
    ares_socket_t fd;
    struct poll *next;
} poll_entry;

typedef struct channel {
    uv_timer_t timer; // also the handle whose close frees the channel
    ares_channel ares;
    js_runtime *runtime;
    poll_entry *polls;
    bool dying;
} channel;

// ---- waiting ------------------------------------------------------------------------------------------------------------------------

static void on_timeout(uv_timer_t *timer);

// Sleeps until c-ares has something to do.
static void plan(channel *c)
{
    struct timeval wait;
    if (c->dying) {
        return;
    }
    if (!cares.ares_timeout(c->ares, NULL, &wait)) {
        uv_timer_stop(&c->timer);
        return;
    }
    uint64_t ms = (uint64_t)wait.tv_sec * 1000 + ((uint64_t)wait.tv_usec + 999) / 1000;
    uv_timer_start(&c->timer, on_timeout, ms, 0);
}

static void on_timeout(uv_timer_t *timer)
{
    channel *c = timer->data;
    cares.ares_process_fd(c->ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    plan(c);
}

static void on_poll(uv_poll_t *uv, int status, int events)
{
    poll_entry *p = uv->data;
    channel *c = p->channel;
    ares_socket_t fd = p->fd;
    bool reads = status < 0 || (events & UV_READABLE), writes = status < 0 || (events & UV_WRITABLE);
    cares.ares_process_fd(c->ares, reads ? fd : ARES_SOCKET_BAD, writes ? fd : ARES_SOCKET_BAD);
    plan(c);
}

static void on_poll_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static poll_entry *poll_add(channel *c, ares_socket_t fd)
{
    poll_entry *p = calloc(1, sizeof *p);
    if (!p) {
        return NULL;
    }
    if (uv_poll_init_socket(c->timer.loop, &p->uv, fd)) {
        free(p);
        return NULL;
    }
    p->uv.data = p;
    p->channel = c;
    p->fd = fd;
    p->next = c->polls;
    c->polls = p;
    return p;
}

// c-ares: what it waits for on a socket has changed; nothing any more where neither is set.
static void on_socket_state(void *data, ares_socket_t fd, int readable, int writable)
{
    channel *c = data;
    poll_entry **at = &c->polls;
    while (*at && (*at)->fd != fd) {
        at = &(*at)->next;
    }
    poll_entry *p = *at;
    if (!readable && !writable) {
        if (p) {
            *at = p->next;
            uv_poll_stop(&p->uv);
            uv_close((uv_handle_t *)&p->uv, on_poll_closed);
        }
        return;
    }
    p = p ? p : poll_add(c, fd);
    if (p) { // else the question ends with its timeout
        uv_poll_start(&p->uv, (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0), on_poll);
    }
}

// ---- life -----------------------------------------------------------------------------------------------------------------------------

static void on_channel_closed(uv_handle_t *handle)
{
    free(handle->data);
}

// Questions keep their channel reachable: there are none, or the runtime ends.
static void finalize(void *pointer)
{
    channel *c = pointer;
    c->dying = true;
    cares.ares_destroy(c->ares);
    uv_close((uv_handle_t *)&c->timer, on_channel_closed);
}

static const js_native_type channel_type = {"DNSChannel", finalize};

// new(timeout in ms, tries) -> channel; a status of c-ares
JS_FUNCTION(channel_new)
{
    if (cares_load()) {
        return js_throw_error(ctx, exception, "ERR_DLOPEN_FAILED", "libcares.so.2 is not installed");
    }
    channel *c = calloc(1, sizeof *c);
    if (!c) {
        return js_throw_out_of_memory(ctx, exception);
    }
    c->runtime = js_runtime_current();
    struct ares_options options = {.flags = ARES_FLAG_NOCHECKRESP,
                                   .timeout = js_arg_int32(argc, argv, 0),
                                   .tries = js_arg_int32(argc, argv, 1),
                                   .sock_state_cb = on_socket_state,
                                   .sock_state_cb_data = c};
    int mask = ARES_OPT_FLAGS | ARES_OPT_SOCK_STATE_CB | ARES_OPT_TRIES;
    mask |= options.timeout >= 0 ? ARES_OPT_TIMEOUTMS : 0;
    int r = cares.ares_init_options(&c->ares, &options, mask);
    if (r != ARES_SUCCESS) {
        free(c);
        return js_int32(r);
    }
    uv_timer_init(loop_uv(js_runtime_loop(c->runtime)), &c->timer);
    c->timer.data = c;
    js_object object = js_native_new(ctx, &channel_type, c);
    if (!object) {
        finalize(c);
        return js_throw_out_of_memory(ctx, exception);
    }
    return object;
}

static channel *channel_of(js_context ctx, js_value v, js_value *exception)
{
    channel *c = js_native_get(ctx, v, &channel_type);
    if (!c) {
        js_throw_type_error(ctx, exception, "ERR_INVALID_THIS", "Not a channel");
    }
    return c;
}

// ---- questions --------------------------------------------------------------------------------------------------------------------------

typedef struct question {
    loop_task task;
    channel *channel;
    js_root callback;
    int status;
    void *bytes;
    size_t len;
} question;

// callback(status, Uint8Array | undefined)
static void answer(loop_task *task)
{
    question *q = (question *)task;
    js_runtime *runtime = js_runtime_current();
    js_context ctx = js_runtime_context(runtime);
    js_lock(ctx);
    js_value argv[] = {js_int32(q->status), JS_UNDEFINED};
    if (q->bytes) {
        argv[1] = js_uint8_array_adopt(ctx, q->bytes, q->len, NULL);
    }
    js_value function = js_root_get(ctx, q->callback);
    js_root_free(ctx, q->callback);
    js_unlock(ctx);
    free(q);
    js_enter(runtime, function, 2, argv);
}

static void finish(question *q, int status)
{
    if (q->channel->dying) {
        free(q->bytes);
        free(q);
        return;
    }
    q->status = q->bytes || status != ARES_SUCCESS ? status : ARES_ENOMEM;
    q->task.run = answer;
    loop_post(js_runtime_loop(q->channel->runtime), &q->task, LOOP_NORMAL);
}

static void on_answer(void *data, int status, int timeouts, unsigned char *bytes, int len)
{
    (void)timeouts;
    question *q = data;
    if (status == ARES_SUCCESS && bytes && len > 0 && (q->bytes = malloc((size_t)len))) {
        memcpy(q->bytes, bytes, (size_t)len);
        q->len = (size_t)len;
    }
    finish(q, status);
}

// The names of a host, each ended by a NUL.
static void on_host(void *data, int status, int timeouts, struct hostent *host)
{
    (void)timeouts;
    question *q = data;
    if (status == ARES_SUCCESS && host) {
        size_t total = strlen(host->h_name) + 1;
        bool aliases = host->h_aliases && host->h_aliases[0];
        for (char **name = host->h_aliases; aliases && *name; name++) {
            total += strlen(*name) + 1;
        }
        char *out = q->bytes = malloc(total);
        for (char **name = host->h_aliases; out && aliases && *name; name++) {
            out = (char *)memcpy(out, *name, strlen(*name) + 1) + strlen(*name) + 1;
        }
        if (out && !aliases) {
            out = (char *)memcpy(out, host->h_name, total) + total;
        }
        q->len = out ? (size_t)(out - (char *)q->bytes) : 0;
    }
    finish(q, status);
}

static question *question_new(js_context ctx, channel *c, js_value callback, js_value *exception)
{
    question *q = calloc(1, sizeof *q);
    if (q) {
        q->channel = c;
        q->callback = js_root_new(ctx, callback);
    }
    if (!q || !q->callback) {
        free(q);
        js_throw_out_of_memory(ctx, exception);
        return NULL;
    }
    return q;
}

// query(channel, name, type, callback(status, answer))
JS_FUNCTION(channel_query)
{
    js_utf8 name;
    channel *c = channel_of(ctx, js_arg(argc, argv, 0), exception);
    if (!c || js_utf8_init(ctx, js_arg(argc, argv, 1), &name, exception)) {
        return JS_UNDEFINED;
    }
    question *q = question_new(ctx, c, js_arg(argc, argv, 3), exception);
    if (q) {
        cares.ares_query(c->ares, name.bytes, 1, js_arg_int32(argc, argv, 2), on_answer, q);
        plan(c);
    }
    js_utf8_deinit(&name);
    return JS_UNDEFINED;
}

// reverse(channel, address, callback(status, names)) -> 0; -EINVAL where it is no address
JS_FUNCTION(channel_reverse)
{
    js_utf8 text;
    unsigned char address[16];
    channel *c = channel_of(ctx, js_arg(argc, argv, 0), exception);
    if (!c || js_utf8_init(ctx, js_arg(argc, argv, 1), &text, exception)) {
        return JS_UNDEFINED;
    }
    int family = uv_inet_pton(AF_INET, text.bytes, address) == 0    ? AF_INET
                 : uv_inet_pton(AF_INET6, text.bytes, address) == 0 ? AF_INET6
                                                                    : 0;
    js_utf8_deinit(&text);
    question *q = family ? question_new(ctx, c, js_arg(argc, argv, 2), exception) : NULL;
    if (!q) {
        return js_int32(-EINVAL);
    }
    cares.ares_gethostbyaddr(c->ares, address, family == AF_INET ? 4 : 16, family, on_host, q);
    plan(c);
    return js_int32(0);
}

JS_FUNCTION(channel_cancel)
{
    channel *c = channel_of(ctx, js_arg(argc, argv, 0), exception);
    if (c) {
        cares.ares_cancel(c->ares);
        plan(c);
    }
    return JS_UNDEFINED;
}

// ---- servers and addresses ----------------------------------------------------------------------------------------------------------------

// setServers(channel, "address:port,[address]:port") -> a status of c-ares
JS_FUNCTION(channel_set_servers)
{
    js_utf8 list;
    channel *c = channel_of(ctx, js_arg(argc, argv, 0), exception);
    if (!c || js_utf8_init(ctx, js_arg(argc, argv, 1), &list, exception)) {
        return JS_UNDEFINED;
    }
    int r = list.len ? cares.ares_set_servers_ports_csv(c->ares, list.bytes)
                     : cares.ares_set_servers_ports(c->ares, NULL);
    js_utf8_deinit(&list);
    return js_int32(r);
}

// getServers(channel) -> [address, port, ...]
JS_FUNCTION(channel_get_servers)
{
    struct ares_addr_port_node *servers = NULL;
    channel *c = channel_of(ctx, js_arg(argc, argv, 0), exception);
    if (!c || cares.ares_get_servers_ports(c->ares, &servers) != ARES_SUCCESS) {
        return JS_UNDEFINED;
    }
    js_object list = js_array_new(ctx, 0, NULL, exception);
    unsigned count = 0;
    for (struct ares_addr_port_node *at = servers; list && at; at = at->next) {
        char text[INET6_ADDRSTRLEN];
        if (uv_inet_ntop(at->family, &at->addr, text, sizeof text) == 0) {
            js_set_index(ctx, list, count++, js_string_ascii(ctx, text));
            js_set_index(ctx, list, count++, js_int32(at->udp_port));
        }
    }
    cares.ares_free_data(servers);
    return list;
}

// setLocalAddress(channel, address) -> 0 or -EINVAL
JS_FUNCTION(channel_set_local_address)
{
    js_utf8 text;
    unsigned char six[16];
    uint32_t four;
    channel *c = channel_of(ctx, js_arg(argc, argv, 0), exception);
    if (!c || js_utf8_init(ctx, js_arg(argc, argv, 1), &text, exception)) {
        return JS_UNDEFINED;
    }
    int r = 0;
    if (uv_inet_pton(AF_INET, text.bytes, &four) == 0) {
        cares.ares_set_local_ip4(c->ares, ntohl(four));
    } else if (uv_inet_pton(AF_INET6, text.bytes, six) == 0) {
        cares.ares_set_local_ip6(c->ares, six);
    } else {
        r = -EINVAL;
    }
    js_utf8_deinit(&text);
    return js_int32(r);
}

// strerror(status) -> text
JS_FUNCTION(channel_strerror)
{
    return js_string_ascii(ctx, cares_load() ? "" : cares.ares_strerror(js_arg_int32(argc, argv, 0)));
}

static const js_function_spec dns_channel_functions[] = {
    {"new", channel_new, 2, "new(timeout, tries) -> channel | status"},
    {"query", channel_query, 4, "query(channel, name, type, callback(status, answer))"},
    {"reverse", channel_reverse, 3, "reverse(channel, address, callback(status, names)) -> status"},
    {"cancel", channel_cancel, 1, "cancel(channel)"},
    {"setServers", channel_set_servers, 2, "setServers(channel, list) -> status"},
    {"getServers", channel_get_servers, 1, "getServers(channel) -> [address, port, ...]"},
    {"setLocalAddress", channel_set_local_address, 2, "setLocalAddress(channel, address) -> status"},
    {"strerror", channel_strerror, 1, "strerror(status) -> text"},
    {0},
};

const js_binding_spec node_dns_channel_binding = {"dns_channel", dns_channel_functions, NULL};
