// SPDX-License-Identifier: MIT
//
// A runtime that is inspected: messages of its inbox and of the engine's inspector go to one JavaScript function, the handler, wherever the runtime is: idle, in
// the middle of JavaScript, or paused. Thread: the runtime's.
#ifndef PROTOJS_INSPECTOR_TARGET_H
#define PROTOJS_INSPECTOR_TARGET_H

#include "engine/engine.h"

// What the handler hears: handler(kind, session, text, from). All others are those of inbox.h.
enum {
    TARGET_ENGINE = 5,  // a message of the engine's
    TARGET_PAUSED = 6,  // JavaScript is paused: true to wait for messages; else the handler has let it go on
    TARGET_WAITING = 7, // in target_wait: true to wait for messages
};

typedef struct inspector_target inspector_target;

// Owns: the object that is returned in `*object`; when the runtime ends, it is closed. Fails: -ENOMEM, and what uv_async_init fails with.
int target_new(js_context ctx, int number, js_value handler, inspector_target **out,
               js_object *object) JS_MUST_USE;
inspector_target *target_of(js_context ctx, js_value object); // NULL where it is none

// Delivers what waits.
void target_deliver(inspector_target *target);
// In a C function that JavaScript called: delivers messages as they come until the handler says that it is enough.
void target_wait(inspector_target *target);

// The handler begins, or has ended, to run code of the program: messages may be delivered meanwhile.
void target_user_code(inspector_target *target, bool begins);
// Whether the target keeps the program running.
void target_keep_alive(inspector_target *target, bool on);

// Opens and closes the engine's inspector; see inspector_channel.h.
int target_engine_open(inspector_target *target) JS_MUST_USE;
int target_engine_send(inspector_target *target, js_value text) JS_MUST_USE;
int target_engine_debug_context(inspector_target *target, js_object global, bool on) JS_MUST_USE;
void target_engine_close(inspector_target *target);

#endif
