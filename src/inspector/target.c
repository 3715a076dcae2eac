// SPDX-License-Identifier: MIT
//
// See target.h. The engine's messages are kept as they come, since they come in the middle of what the engine does, and delivered where JavaScript may run: after a
// message was sent to it, at a pause, when the loop turns. Invariant: the handler is JavaScript of a context that is not debugged, so it never pauses itself.
#include "inspector/target.h"

#include "engine/inspector_channel.h"
#include "inspector/inbox.h"
#include "loop/loop.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 100 };

typedef struct engine_message engine_message;
struct engine_message {
    engine_message *next;
    bool is_wide;
    size_t len;
    uint16_t units[]; // or bytes
};

struct inspector_target {
    js_runtime *runtime;
    js_context ctx;
    js_root handler;
    uv_async_t async;
    inbox *box;
    engine_message *first, **last;
    bool engine_is_open;
    bool closing;
    bool keeps_alive;
    atomic_bool waits; // for messages, and needs no interruption
    int depth;         // how often the handler runs, without those that run code of the program
};

static bool deliver(inspector_target *t, int kind, int session, js_value text, int from)
{
    js_value exception = NULL;
    const js_value args[] = {js_int32(kind), js_int32(session), text, js_int32(from)};
    t->depth++;
    js_value result = js_call(t->ctx, js_root_get(t->ctx, t->handler), NULL, 4, args, &exception);
    t->depth--;
    return exception == NULL && js_is_true(result);
}

static void deliver_engine(inspector_target *t)
{
    engine_message *message;
    while ((message = t->first) != NULL) {
        t->first = message->next;
        if (t->first == NULL) {
            t->last = &t->first;
        }
        js_value text = message->is_wide
                            ? js_string_utf16(t->ctx, message->units, message->len)
                            : js_string_latin1(t->ctx, (const uint8_t *)message->units, message->len);
        free(message);
        deliver(t, TARGET_ENGINE, 0, text, 0);
    }
}

static void deliver_inbox(inspector_target *t)
{
    for (inbox_message *message = inbox_take(t->box), *next; message != NULL; message = next) {
        next = message->next;
        js_value text = js_string_utf8(t->ctx, message->text, message->len);
        deliver(t, (int)message->kind, message->session, text, message->from);
        free(message);
    }
}

void target_deliver(inspector_target *t)
{
    if (!t->closing) {
        deliver_engine(t);
        deliver_inbox(t);
        deliver_engine(t);
    }
}

void target_wait(inspector_target *t)
{
    bool waits = atomic_exchange(&t->waits, true);
    target_deliver(t);
    while (!js_runtime_is_terminating(t->runtime) && deliver(t, TARGET_WAITING, 0, JS_UNDEFINED, 0)) {
        inbox_wait(t->box, WAIT_MS);
        target_deliver(t);
    }
    atomic_store(&t->waits, waits);
}

void target_user_code(inspector_target *t, bool begins)
{
    t->depth += begins ? -1 : 1;
}

void target_keep_alive(inspector_target *t, bool on)
{
    t->keeps_alive = on;
    if (on) {
        uv_ref((uv_handle_t *)&t->async);
    } else {
        uv_unref((uv_handle_t *)&t->async);
    }
}

// ---- where messages arrive ------------------------------------------------------------------------------------------------

// Thread: any.
static void on_post(void *data)
{
    inspector_target *t = data;
    uv_async_send(&t->async);
    if (!atomic_load(&t->waits)) {
        js_interrupt_request(t->runtime);
    }
}

static void on_async(uv_async_t *async)
{
    inspector_target *t = async->data;
    if (t->closing) {
        return;
    }
    if (!t->keeps_alive) {
        uv_unref((uv_handle_t *)&t->async);
    }
    target_deliver(t);
    js_settle(t->runtime);
}

static void on_interrupt(void *data)
{
    inspector_target *t = data;
    if (t->depth == 0) {
        target_deliver(t);
    }
}

static void on_engine_message(void *data, const uint8_t *latin1, const uint16_t *units, size_t len)
{
    inspector_target *t = data;
    size_t size = latin1 != NULL ? len : len * sizeof *units;
    engine_message *message = malloc(sizeof *message + size);
    if (message == NULL) {
        return; // the front end misses an event
    }
    *message = (engine_message){.is_wide = latin1 == NULL, .len = len};
    memcpy(message->units, latin1 != NULL ? (const void *)latin1 : units, size);
    bool is_first = t->first == NULL;
    *t->last = message;
    t->last = &message->next;
    if (is_first && !t->closing && t->depth == 0) {
        uv_ref((uv_handle_t *)&t->async); // who listens hears of it before the program ends
        uv_async_send(&t->async); // no interruption: it might come in the middle of a pause that begins
    }
}

static void on_paused(void *data)
{
    inspector_target *t = data;
    bool waits = atomic_exchange(&t->waits, true);
    target_deliver(t);
    if (js_runtime_is_terminating(t->runtime)) {
        target_engine_close(t);
    } else if (deliver(t, TARGET_PAUSED, 0, JS_UNDEFINED, 0)) {
        inbox_wait(t->box, WAIT_MS);
        target_deliver(t);
    }
    atomic_store(&t->waits, waits);
}

int target_engine_open(inspector_target *t)
{
    const js_inspector_events events = {on_engine_message, on_paused, t};
    int rc = js_inspector_open(t->runtime, &events);
    t->engine_is_open = rc == 0;
    return rc;
}

int target_engine_send(inspector_target *t, js_value text)
{
    t->depth++; // the engine runs JavaScript of its own meanwhile
    int rc = js_inspector_send(t->runtime, text);
    t->depth--;
    deliver_engine(t);
    return rc;
}

int target_engine_debug_context(inspector_target *t, js_object global, bool on)
{
    int rc = js_inspector_debug_context(t->runtime, global, on);
    deliver_engine(t);
    return rc;
}

void target_engine_close(inspector_target *t)
{
    if (t->engine_is_open) {
        t->engine_is_open = false;
        js_inspector_close(t->runtime);
    }
}

// ---- life -----------------------------------------------------------------------------------------------------------------

static void on_closed(uv_handle_t *handle)
{
    inspector_target *t = handle->data;
    while (t->first != NULL) {
        engine_message *next = t->first->next;
        free(t->first);
        t->first = next;
    }
    free(t);
}

static void target_finalize(void *pointer)
{
    inspector_target *t = pointer;
    t->closing = true;
    js_interrupt_inspect(t->runtime, NULL, NULL);
    target_engine_close(t);
    inbox_close(t->box);
    t->box = NULL;
    uv_close((uv_handle_t *)&t->async, on_closed);
}

static const js_native_type target_type = {"InspectorTarget", target_finalize};

inspector_target *target_of(js_context ctx, js_value object)
{
    return js_native_get(ctx, object, &target_type);
}

int target_new(js_context ctx, int number, js_value handler, inspector_target **out, js_object *object)
{
    inspector_target *t = calloc(1, sizeof *t);
    if (t == NULL) {
        return -ENOMEM;
    }
    t->runtime = js_runtime_current();
    t->ctx = js_runtime_context(t->runtime);
    t->last = &t->first;
    t->handler = js_root_new(ctx, handler);
    int rc =
        t->handler == 0 ? -ENOMEM : uv_async_init(loop_uv(js_runtime_loop(t->runtime)), &t->async, on_async);
    if (rc < 0) {
        goto out;
    }
    t->async.data = t;
    uv_unref((uv_handle_t *)&t->async);
    t->box = inbox_open(number, on_post, t);
    if (t->box == NULL) {
        uv_close((uv_handle_t *)&t->async, on_closed);
        js_root_free(ctx, t->handler);
        return -ENOMEM;
    }
    js_interrupt_inspect(t->runtime, on_interrupt, t);
    *object = js_native_new(ctx, &target_type, t);
    *out = t;
    return 0;
out:
    js_root_free(ctx, t->handler);
    free(t);
    return rc;
}
