// SPDX-License-Identifier: MIT
//
// Named locks that threads of the process share (the Web Locks API). One list of requests in the order of their coming; one lock guards it, and
// is held over every decision. A decision reaches its thread as a task of its loop.
// Memory: a request belongs to the list; a client (one a runtime) to its native and to tasks on their way. The finalizer of the native, which
// also runs when a thread is ended, gives up all that the runtime holds or waits for.
#include "engine/engine.h"
#include "loop/loop.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

extern const js_binding_spec node_locks_binding;

typedef enum lock_event { LOCK_GRANTED = 1, LOCK_UNAVAILABLE, LOCK_STOLEN } lock_event;

typedef struct client {
    atomic_uint references;
    js_runtime *runtime;
    js_root function; // (id, event)
    int number;
    bool gone; // loop thread
} client;

typedef struct request request;
struct request {
    request *next;
    client *owner;
    char *name;
    double id; // the client's
    bool exclusive, held;
};

typedef struct news {
    loop_task task;
    client *to;
    double id;
    lock_event event;
} news;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static request *requests;
static atomic_int next_client = 1;

static void client_unref(client *c)
{
    if (atomic_fetch_sub(&c->references, 1) == 1) {
        free(c);
    }
}

static void on_news(loop_task *task)
{
    news *n = (news *)task;
    client *c = n->to;
    if (!c->gone) {
        js_value function = js_root_get(js_runtime_context(c->runtime), c->function);
        js_value argv[] = {js_number(n->id), js_int32((int32_t)n->event)};
        js_enter(c->runtime, function, 2, argv);
    }
    client_unref(c);
    free(n);
}

// Called with the lock held: the client's loop exists as long as its requests are in the list.
static void tell(client *c, double id, lock_event event)
{
    news *n = malloc(sizeof *n);
    if (n == NULL) {
        return;
    }
    *n = (news){.task.run = on_news, .to = c, .id = id, .event = event};
    atomic_fetch_add(&c->references, 1);
    loop_post(js_runtime_loop(c->runtime), &n->task, LOOP_NORMAL);
}

static void request_free(request *r)
{
    free(r->name);
    free(r);
}

// ---- decisions; called with the lock held -----------------------------------------------------------------------------------

// Grants what can be granted of a name: in order, shared ones together.
static void decide(const char *name)
{
    bool any = false, exclusive = false;
    for (request *r = requests; r != NULL; r = r->next) {
        if (r->held && strcmp(r->name, name) == 0) {
            any = true;
            exclusive = exclusive || r->exclusive;
        }
    }
    for (request *r = requests; r != NULL; r = r->next) {
        if (r->held || strcmp(r->name, name) != 0) {
            continue;
        }
        if (exclusive || (any && r->exclusive)) {
            return; // those behind it wait, too
        }
        r->held = any = true;
        exclusive = r->exclusive;
        tell(r->owner, r->id, LOCK_GRANTED);
    }
}

static bool is_free(const char *name, bool exclusive)
{
    for (request *r = requests; r != NULL; r = r->next) {
        if (strcmp(r->name, name) == 0 && (!r->held || exclusive || r->exclusive)) {
            return false;
        }
    }
    return true;
}

static void steal(const char *name)
{
    for (request **at = &requests; *at != NULL;) {
        request *r = *at;
        if (r->held && strcmp(r->name, name) == 0) {
            tell(r->owner, r->id, LOCK_STOLEN);
            *at = r->next;
            request_free(r);
        } else {
            at = &r->next;
        }
    }
}

static void add(request *r, bool first)
{
    request **at = &requests;
    while (!first && *at != NULL) {
        at = &(*at)->next;
    }
    r->next = *at;
    *at = r;
}

// ---- the binding ------------------------------------------------------------------------------------------------------------

static void client_finalize(void *pointer)
{
    client *c = pointer;
    c->gone = true;
    pthread_mutex_lock(&lock);
    for (request **at = &requests; *at != NULL;) {
        request *r = *at;
        if (r->owner != c) {
            at = &r->next;
            continue;
        }
        *at = r->next;
        decide(r->name);
        request_free(r);
        at = &requests;
    }
    pthread_mutex_unlock(&lock);
    client_unref(c);
}

static const js_native_type client_type = {"LockClient", client_finalize};

// client(function(id, event)) -> client
JS_FUNCTION(locks_client)
{
    client *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    atomic_init(&c->references, 1);
    c->runtime = js_runtime_current();
    c->function = js_root_new(ctx, js_arg(argc, argv, 0));
    c->number = atomic_fetch_add(&next_client, 1);
    return js_native_new(ctx, &client_type, c);
}

JS_FUNCTION(locks_number)
{
    client *c = js_native_get(ctx, js_arg(argc, argv, 0), &client_type);
    return js_int32(c == NULL ? 0 : c->number);
}

static void put(request *r, bool if_available, bool steals)
{
    pthread_mutex_lock(&lock);
    if (steals) {
        steal(r->name);
    }
    if (if_available && !is_free(r->name, r->exclusive)) {
        tell(r->owner, r->id, LOCK_UNAVAILABLE);
        request_free(r);
    } else {
        add(r, steals);
        decide(r->name);
    }
    pthread_mutex_unlock(&lock);
}

// request(client, id, name, exclusive, ifAvailable, steal)
JS_FUNCTION(locks_request)
{
    client *c = js_native_get(ctx, js_arg(argc, argv, 0), &client_type);
    request *r = c == NULL ? NULL : calloc(1, sizeof *r);
    if (r == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    r->owner = c;
    r->id = js_arg_number(argc, argv, 1, 0);
    r->exclusive = js_arg_true(argc, argv, 3);
    r->name = js_utf8_dup(ctx, js_arg(argc, argv, 2), NULL, exception);
    if (r->name == NULL) {
        free(r);
        return JS_UNDEFINED;
    }
    put(r, js_arg_true(argc, argv, 4), js_arg_true(argc, argv, 5));
    return JS_UNDEFINED;
}

// release(client, id, [only where it waits]) -> whether it was there
JS_FUNCTION(locks_release)
{
    client *c = js_native_get(ctx, js_arg(argc, argv, 0), &client_type);
    double id = js_arg_number(argc, argv, 1, -1);
    bool waiting_only = js_arg_true(argc, argv, 2);
    request *found = NULL;
    pthread_mutex_lock(&lock);
    for (request **at = &requests; *at != NULL; at = &(*at)->next) {
        if ((*at)->owner == c && (*at)->id == id && !(waiting_only && (*at)->held)) {
            found = *at;
            *at = found->next;
            break;
        }
    }
    if (found != NULL) {
        decide(found->name);
        request_free(found);
    }
    pthread_mutex_unlock(&lock);
    return js_bool(found != NULL);
}

// query() -> [name, is exclusive, is held, client number, ...]
JS_FUNCTION(locks_query)
{
    js_object list = js_array_new(ctx, 0, NULL, exception);
    unsigned at = 0;
    js_lock(ctx);
    pthread_mutex_lock(&lock);
    for (request *r = requests; r != NULL; r = r->next) {
        js_set_index(ctx, list, at++, js_string_utf8(ctx, r->name, strlen(r->name)));
        js_set_index(ctx, list, at++, js_bool(r->exclusive));
        js_set_index(ctx, list, at++, js_bool(r->held));
        js_set_index(ctx, list, at++, js_int32(r->owner->number));
    }
    pthread_mutex_unlock(&lock);
    js_unlock(ctx);
    return list;
}

static const js_function_spec locks_functions[] = {
    {"client", locks_client, 1, "client(function(id, event)) -> client"},
    {"number", locks_number, 1, "number(client) -> number"},
    {"request", locks_request, 6, "request(client, id, name, exclusive, ifAvailable, steal)"},
    {"release", locks_release, 3, "release(client, id, waitingOnly) -> boolean"},
    {"query", locks_query, 0, "query() -> [name, exclusive, held, client, ...]"},
    {0},
};

const js_binding_spec node_locks_binding = {"locks", locks_functions, NULL};
