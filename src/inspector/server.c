// SPDX-License-Identifier: MIT
//
// See server.h. The thread runs a loop of its own; others leave orders in a list and wake it. Memory: a connection is freed when its handle has closed; the server when
// its thread has ended. The peer is nobody we trust: heads, frames and messages have a largest size, and a connection that breaks a rule is closed.
#include "inspector/server.h"

#include "inspector/inbox.h"
#include "inspector/wire.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { CONNECTIONS_MAX = 1024, BACKLOG = 511, READ_SIZE = 64 * 1024 };

typedef struct server server;
typedef struct connection connection;

struct connection {
    uv_tcp_t tcp;
    server *owner;
    connection *next;
    int session; // 0: no WebSocket yet
    bool closing;
    uint8_t *bytes; // that were not understood yet
    size_t len, capacity;
    uint8_t *message; // of frames so far
    size_t message_len;
    unsigned message_opcode; // 0: none has begun
};

// An order for the thread: a message for a session, or, without a session, the end.
typedef struct order order;
struct order {
    order *next;
    int session;
    size_t len;
    char text[];
};

struct server {
    uv_loop_t loop;
    uv_tcp_t listener;
    uv_async_t wake;
    pthread_t thread;
    uv_sem_t ready;
    int status; // the port, or a negative errno
    server_config config;
    char *host, *id, *list, *version, *protocol;
    connection *connections;
    unsigned connection_count;
    pthread_mutex_t lock; // of the orders
    order *first, **last;
};

static pthread_mutex_t current_lock = PTHREAD_MUTEX_INITIALIZER;
static server *current;

// ---- writing --------------------------------------------------------------------------------------------------------------

typedef struct outgoing {
    uv_write_t request;
    bool ends; // the connection is closed afterwards
    char bytes[];
} outgoing;

static void on_closed(uv_handle_t *handle)
{
    connection *c = handle->data;
    server *s = c->owner;
    for (connection **at = &s->connections; *at != NULL; at = &(*at)->next) {
        if (*at == c) {
            *at = c->next;
            s->connection_count--;
            break;
        }
    }
    free(c->bytes);
    free(c->message);
    free(c);
}

static void connection_close(connection *c)
{
    if (c->closing) {
        return;
    }
    c->closing = true;
    if (c->session != 0) {
        (void)inbox_post(0, INBOX_DISCONNECT, c->session, -1, NULL, 0);
    }
    uv_close((uv_handle_t *)&c->tcp, on_closed);
}

static void on_written(uv_write_t *request, int status)
{
    outgoing *o = (outgoing *)request;
    connection *c = request->handle->data;
    if (status < 0 || o->ends) {
        connection_close(c);
    }
    free(o);
}

static void connection_write(connection *c, const void *head, size_t head_len, const void *body, size_t len,
                             bool ends)
{
    outgoing *o = c->closing ? NULL : malloc(sizeof *o + head_len + len);
    if (o == NULL) {
        connection_close(c);
        return;
    }
    memcpy(o->bytes, head, head_len);
    if (len > 0) {
        memcpy(o->bytes + head_len, body, len);
    }
    o->ends = ends;
    uv_buf_t buffer = uv_buf_init(o->bytes, (unsigned)(head_len + len));
    if (uv_write(&o->request, (uv_stream_t *)&c->tcp, &buffer, 1, on_written) < 0) {
        free(o);
        connection_close(c);
    }
}

static void write_frame(connection *c, unsigned opcode, const void *payload, size_t len, bool ends)
{
    uint8_t head[WIRE_FRAME_HEAD_MAX];
    connection_write(c, head, wire_frame_head(head, opcode, len), payload, len, ends);
}

static void write_refusal(connection *c)
{
    static const char text[] = "HTTP/1.0 400 Bad Request\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n"
                               "WebSockets request was expected\r\n";
    connection_write(c, text, sizeof text - 1, NULL, 0, true);
}

static void write_answer(connection *c, const char *body, const char *type)
{
    char head[256];
    size_t len = strlen(body);
    int head_len =
        snprintf(head, sizeof head,
                 "HTTP/1.0 200 OK\r\nContent-Type: %s; charset=UTF-8\r\nCache-Control: no-cache\r\n"
                 "Content-Length: %zu\r\n\r\n",
                 type, len);
    connection_write(c, head, (size_t)head_len, body, len, false);
}

// ---- HTTP -----------------------------------------------------------------------------------------------------------------

// "HOST:PORT" of this end of the connection, an IPv6 address in brackets.
static void own_address(connection *c, char *out, size_t size)
{
    struct sockaddr_storage address;
    int len = sizeof address;
    char host[NI_MAXHOST] = "127.0.0.1", port[NI_MAXSERV] = "0";
    if (uv_tcp_getsockname(&c->tcp, (struct sockaddr *)&address, &len) == 0) {
        getnameinfo((struct sockaddr *)&address, (socklen_t)len, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV);
    }
    snprintf(out, size, strchr(host, ':') != NULL ? "[%s]:%s" : "%s:%s", host, port);
}

// The list with the address in its places. Owns: the caller. NULL where memory is short.
static char *list_for(connection *c, wire_text host)
{
    static const char mark[] = "{ws}";
    const char *list = c->owner->config.list;
    char address[NI_MAXHOST + NI_MAXSERV + 64], own[NI_MAXHOST + NI_MAXSERV + 4];
    own_address(c, own, sizeof own);
    // What the client calls us is what it reaches us by.
    if (host.len > 0 && host.len < sizeof own && wire_is_plain_host(host)) {
        snprintf(own, sizeof own, "%.*s", (int)host.len, host.text);
    }
    size_t address_len = (size_t)snprintf(address, sizeof address, "%s/%.36s", own, c->owner->config.id);
    size_t places = 0;
    for (const char *at = list; (at = strstr(at, mark)) != NULL; at += sizeof mark - 1) {
        places++;
    }
    char *out = malloc(strlen(list) + places * address_len + 1);
    char *end = out;
    while (out != NULL) {
        const char *at = strstr(list, mark);
        size_t len = at == NULL ? strlen(list) : (size_t)(at - list);
        memcpy(end, list, len);
        end += len;
        if (at == NULL) {
            break;
        }
        memcpy(end, address, address_len);
        end += address_len;
        list = at + sizeof mark - 1;
    }
    if (out != NULL) {
        *end = 0;
    }
    return out;
}

static bool path_is(wire_text path, const char *want)
{
    return path.len == strlen(want) && memcmp(path.text, want, path.len) == 0;
}

static bool is_own_path(const server *s, wire_text path, const char *before)
{
    size_t len = strlen(before);
    return path.len == len + strlen(s->config.id) && memcmp(path.text, before, len) == 0 &&
           memcmp(path.text + len, s->config.id, path.len - len) == 0;
}

static void answer(connection *c, const wire_request *request)
{
    const server *s = c->owner;
    if (!request->is_get) {
        write_refusal(c);
    } else if (!s->config.publishes) {
        static const char text[] = "HTTP/1.0 404 Not Found\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n";
        connection_write(c, text, sizeof text - 1, NULL, 0, true);
    } else if (path_is(request->path, "/json") || path_is(request->path, "/json/list")) {
        char *list = list_for(c, request->host);
        write_answer(c, list != NULL ? list : "[]", "application/json");
        free(list);
    } else if (path_is(request->path, "/json/version")) {
        write_answer(c, s->config.version, "application/json");
    } else if (path_is(request->path, "/json/protocol")) {
        write_answer(c, s->config.protocol, "application/json");
    } else if (is_own_path(s, request->path, "/json/activate/")) {
        write_answer(c, "Target activated", "application/json");
    } else {
        write_refusal(c);
    }
}

static void upgrade(connection *c, const wire_request *request)
{
    if (!request->is_get || request->key.len == 0 || !is_own_path(c->owner, request->path, "/")) {
        write_refusal(c);
        return;
    }
    char accept[WIRE_ACCEPT_LEN + 1], head[256];
    wire_accept(request->key, accept);
    int len = snprintf(head, sizeof head,
                       "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Accept: %s\r\n\r\n",
                       accept);
    c->session = inbox_session_new();
    connection_write(c, head, (size_t)len, NULL, 0, false);
    if (inbox_post(0, INBOX_CONNECT, c->session, -1, NULL, 0) < 0) {
        connection_close(c);
    }
}

// How many bytes were understood; 0: more must come.
static size_t read_head(connection *c)
{
    wire_request request;
    int len = wire_request_read((const char *)c->bytes, c->len, &request);
    if (len == 0) {
        return 0;
    }
    if (len < 0 || !wire_host_is_allowed(request.host)) {
        write_refusal(c);
        return c->len;
    }
    if (request.upgrades) {
        upgrade(c, &request);
    } else {
        answer(c, &request);
    }
    return (size_t)len;
}

// ---- WebSocket ------------------------------------------------------------------------------------------------------------

static int add_to_message(connection *c, const wire_frame *frame)
{
    if (frame->len > WIRE_MESSAGE_MAX - c->message_len) {
        return -EMSGSIZE;
    }
    uint8_t *grown = realloc(c->message, c->message_len + frame->len + 1);
    if (grown == NULL) {
        return -ENOMEM;
    }
    memcpy(grown + c->message_len, frame->payload, frame->len);
    c->message = grown;
    c->message_len += frame->len;
    return 0;
}

static int on_data_frame(connection *c, const wire_frame *frame)
{
    bool continues = frame->opcode == WIRE_CONTINUATION;
    if (continues != (c->message_opcode != 0)) {
        return -EPROTO;
    }
    if (!continues && frame->is_last) {
        return inbox_post(0, INBOX_MESSAGE, c->session, -1, (const char *)frame->payload, frame->len);
    }
    if (!continues) {
        c->message_opcode = frame->opcode;
    }
    int rc = add_to_message(c, frame);
    if (rc == 0 && frame->is_last) {
        rc = inbox_post(0, INBOX_MESSAGE, c->session, -1, (const char *)c->message, c->message_len);
        free(c->message);
        c->message = NULL;
        c->message_len = 0;
        c->message_opcode = 0;
    }
    return rc;
}

static int on_frame(connection *c, const wire_frame *frame)
{
    switch (frame->opcode) {
    case WIRE_CONTINUATION:
    case WIRE_TEXT:
        return on_data_frame(c, frame);
    case WIRE_PING:
        write_frame(c, WIRE_PONG, frame->payload, frame->len, false);
        return 0;
    case WIRE_PONG:
        return 0;
    case WIRE_CLOSE:
        write_frame(c, WIRE_CLOSE, frame->payload, frame->len < 2 ? 0 : 2, true);
        return 0;
    default:
        return -EPROTO;
    }
}

// How many bytes were understood.
static size_t read_frames(connection *c, uint8_t *bytes, size_t len)
{
    size_t at = 0;
    while (!c->closing) {
        wire_frame frame;
        size_t taken;
        int rc = wire_frame_read(bytes + at, len - at, WIRE_MESSAGE_MAX, &frame, &taken);
        if (rc == 0) {
            break;
        }
        rc = rc < 0 ? rc : on_frame(c, &frame);
        if (rc < 0) {
            connection_close(c);
            break;
        }
        at += taken;
    }
    return at;
}

// ---- connections ----------------------------------------------------------------------------------------------------------

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    connection *c = handle->data;
    (void)suggested;
    if (c->capacity - c->len < READ_SIZE) {
        size_t capacity = c->capacity < READ_SIZE ? 2 * READ_SIZE : c->capacity * 2;
        uint8_t *grown = realloc(c->bytes, capacity);
        if (grown == NULL) {
            *out = uv_buf_init(NULL, 0);
            return;
        }
        c->bytes = grown;
        c->capacity = capacity;
    }
    *out = uv_buf_init((char *)c->bytes + c->len, READ_SIZE);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    connection *c = stream->data;
    (void)buffer;
    if (count < 0) {
        connection_close(c);
        return;
    }
    c->len += (size_t)count;
    size_t at = 0;
    while (c->session == 0 && !c->closing && at < c->len) {
        // Heads follow each other where a client asks again.
        if (at > 0) {
            memmove(c->bytes, c->bytes + at, c->len - at);
            c->len -= at;
            at = 0;
        }
        size_t taken = read_head(c);
        if (taken == 0) {
            break;
        }
        at = taken;
    }
    if (c->session != 0 && !c->closing) {
        at += read_frames(c, c->bytes + at, c->len - at);
    }
    if (at > 0) {
        memmove(c->bytes, c->bytes + at, c->len - at);
        c->len -= at;
    }
}

static void on_connection(uv_stream_t *listener, int status)
{
    server *s = listener->data;
    connection *c = status < 0 ? NULL : calloc(1, sizeof *c);
    if (c == NULL) {
        return;
    }
    c->owner = s;
    uv_tcp_init(&s->loop, &c->tcp);
    c->tcp.data = c;
    c->next = s->connections;
    s->connections = c;
    s->connection_count++;
    if (uv_accept(listener, (uv_stream_t *)&c->tcp) < 0 || s->connection_count > CONNECTIONS_MAX ||
        uv_read_start((uv_stream_t *)&c->tcp, on_room, on_read) < 0) {
        connection_close(c);
    } else {
        uv_tcp_nodelay(&c->tcp, 1);
    }
}

// ---- the thread -----------------------------------------------------------------------------------------------------------

static void close_all(server *s)
{
    for (connection *c = s->connections, *next; c != NULL; c = next) {
        next = c->next;
        c->session = 0; // nobody wants to hear of it
        connection_close(c);
    }
    if (!uv_is_closing((uv_handle_t *)&s->listener)) {
        uv_close((uv_handle_t *)&s->listener, NULL);
    }
    uv_close((uv_handle_t *)&s->wake, NULL);
}

static void on_wake(uv_async_t *async)
{
    server *s = async->data;
    pthread_mutex_lock(&s->lock);
    order *orders = s->first;
    s->first = NULL;
    s->last = &s->first;
    pthread_mutex_unlock(&s->lock);
    for (order *next; orders != NULL; orders = next) {
        next = orders->next;
        if (orders->session == 0) {
            close_all(s);
        }
        for (connection *c = s->connections; c != NULL; c = c->next) {
            if (orders->session != 0 && c->session == orders->session && !c->closing) {
                write_frame(c, WIRE_TEXT, orders->text, orders->len, false);
            }
        }
        free(orders);
    }
}

static int listen_at(server *s)
{
    char port[16];
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
    struct sockaddr_storage bound;
    int len = sizeof bound;
    snprintf(port, sizeof port, "%d", s->config.port);
    if (getaddrinfo(s->config.host, port, &hints, &found) != 0 || found == NULL) {
        return -ENOENT;
    }
    int rc = uv_tcp_bind(&s->listener, found->ai_addr, 0);
    freeaddrinfo(found);
    rc = rc < 0 ? rc : uv_listen((uv_stream_t *)&s->listener, BACKLOG, on_connection);
    rc = rc < 0 ? rc : uv_tcp_getsockname(&s->listener, (struct sockaddr *)&bound, &len);
    if (rc < 0) {
        return rc;
    }
    return ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&bound)->sin6_port
                                             : ((struct sockaddr_in *)&bound)->sin_port);
}

static void *run(void *data)
{
    server *s = data;
    uv_tcp_init(&s->loop, &s->listener);
    s->listener.data = s;
    s->status = listen_at(s);
    if (s->status < 0) {
        close_all(s);
    }
    uv_sem_post(&s->ready);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    uv_loop_close(&s->loop);
    return NULL;
}

static void server_free(server *s)
{
    for (order *next; s->first != NULL; s->first = next) {
        next = s->first->next;
        free(s->first);
    }
    free(s->host);
    free(s->id);
    free(s->list);
    free(s->version);
    free(s->protocol);
    free(s);
}

static server *server_new(const server_config *config)
{
    server *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    s->last = &s->first;
    s->host = strdup(config->host);
    s->id = strdup(config->id);
    s->list = strdup(config->list);
    s->version = strdup(config->version);
    s->protocol = strdup(config->protocol);
    s->config =
        (server_config){s->host, config->port, s->id, s->list, s->version, s->protocol, config->publishes};
    if (s->host == NULL || s->id == NULL || s->list == NULL || s->version == NULL || s->protocol == NULL) {
        server_free(s);
        return NULL;
    }
    return s;
}

// Signals are the program's own thread's.
static int start_thread(server *s)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = -pthread_create(&s->thread, NULL, run, s);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

int server_start(const server_config *config)
{
    pthread_mutex_lock(&current_lock);
    server *s = current == NULL ? server_new(config) : NULL;
    int rc = current != NULL ? -EALREADY : s == NULL ? -ENOMEM : uv_loop_init(&s->loop);
    if (rc < 0) {
        if (s != NULL) {
            server_free(s);
        }
        goto out;
    }
    pthread_mutex_init(&s->lock, NULL);
    uv_sem_init(&s->ready, 0);
    uv_async_init(&s->loop, &s->wake, on_wake);
    s->wake.data = s;
    rc = start_thread(s);
    if (rc == 0) {
        uv_sem_wait(&s->ready);
        rc = s->status;
        if (rc >= 0) {
            current = s;
        } else {
            pthread_join(s->thread, NULL);
        }
    } else {
        uv_close((uv_handle_t *)&s->wake, NULL);
        uv_run(&s->loop, UV_RUN_DEFAULT);
        uv_loop_close(&s->loop);
    }
    if (rc < 0) {
        server_free(s);
    }
out:
    pthread_mutex_unlock(&current_lock);
    return rc;
}

static int give(server *s, int session, const char *text, size_t len)
{
    order *o = malloc(sizeof *o + len);
    if (o == NULL) {
        return -ENOMEM;
    }
    *o = (order){.session = session, .len = len};
    if (len > 0) {
        memcpy(o->text, text, len);
    }
    pthread_mutex_lock(&s->lock);
    *s->last = o;
    s->last = &o->next;
    pthread_mutex_unlock(&s->lock);
    uv_async_send(&s->wake);
    return 0;
}

int server_send(int session, const char *text, size_t len)
{
    pthread_mutex_lock(&current_lock);
    int rc = current == NULL ? 0 : give(current, session, text, len);
    pthread_mutex_unlock(&current_lock);
    return rc;
}

void server_stop(void)
{
    pthread_mutex_lock(&current_lock);
    server *s = current;
    current = NULL;
    if (s != NULL && give(s, 0, NULL, 0) == 0) {
        pthread_join(s->thread, NULL);
        server_free(s);
    }
    pthread_mutex_unlock(&current_lock);
}
