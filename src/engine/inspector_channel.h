// SPDX-License-Identifier: MIT
//
// The engine's own inspector, driven in process: a channel to the main context of a runtime which speaks WebKit's inspector protocol. Messages are JSON
// text. There is one channel a runtime; who serves several front ends multiplexes them. Thread: the runtime's.
#ifndef PROTOJS_ENGINE_INSPECTOR_CHANNEL_H
#define PROTOJS_ENGINE_INSPECTOR_CHANNEL_H

#include "engine/engine.h"

typedef struct js_inspector_events {
    // A message of the engine's, in characters of 8 bits (`latin1`) or 16. May come in the middle of anything that the engine does: keep it, and call no
    // JavaScript.
    void (*message)(void *data, const uint8_t *latin1, const uint16_t *units, size_t len);
    // JavaScript is paused; called again and again until it goes on. Waits for something to do and does it; JavaScript may be called.
    void (*paused)(void *data);
    void *data;
} js_inspector_events;

// Connects. `events` is copied. Fails: -ENOTSUP: the engine is not the known one; -EALREADY; -ENOMEM.
int js_inspector_open(js_runtime *runtime, const js_inspector_events *events) JS_MUST_USE;
// Hands a message to the engine. Answers come by `message` before this returns.
// Fails: -ENOTCONN, -ENOMEM, -EINVAL: no string.
int js_inspector_send(js_runtime *runtime, js_value text) JS_MUST_USE;
// Debugs another context of the runtime, too, once the engine's debugger is on; `on` false: no longer. Fails: -ENOTCONN: it is not on.
int js_inspector_debug_context(js_runtime *runtime, js_object global, bool on) JS_MUST_USE;
// Disconnects, also where JavaScript is paused: it goes on. Accepts a runtime without a channel.
void js_inspector_close(js_runtime *runtime);

#endif
