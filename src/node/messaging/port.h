// SPDX-License-Identifier: MIT
//
// Message channels between threads. A channel has two ends; a message sent into one waits at the other. An end belongs to whoever holds it: a
// native object of a runtime, or a message on its way. A runtime that receives has a mailbox: ends where something happened queue
// up there, and its loop is woken.
//
// Locks: a channel's lock guards both its ends; a mailbox's lock, taken inside it, guards its list and its async handle.
#ifndef PROTOJS_NODE_PORT_H
#define PROTOJS_NODE_PORT_H

#include "engine/engine.h"

typedef struct port_end port_end;
typedef struct shared_block shared_block;

// Two entangled ends. Fails: -ENOMEM.
int port_pair_new(port_end **a, port_end **b) JS_MUST_USE;
// Closes the end: what waits at it is dropped, the other side learns of it after what was sent. Frees it. Accepts NULL. Thread: any.
void port_end_free(port_end *end);
// An object that holds the end. Owns: adopts, also on failure (then *exception is set).
js_value port_end_wrap(js_context ctx, port_end *end, js_value *exception);
// Takes the end out of its object; NULL where it holds none (any more).
port_end *port_end_take(js_context ctx, js_value v);

// A message on its way.
typedef struct port_message port_message;
// Of what internal/worker/wire gives: text, blobs, ends, blocks. Fails: negative errno, `*exception` may be set.
int port_message_new(js_context ctx, const js_value parts[4], port_message **out,
                     js_value *exception) JS_MUST_USE;
// Of `count` flat values (see flat.h), which arrive as an array; of a value that means the same in every VM. NULL where memory is short. Thread: any.
port_message *port_message_of_flat(const void *words, size_t bytes, size_t count);
port_message *port_message_of_immediate(js_value v);
void port_message_free(port_message *m); // accepts NULL. Thread: any
// What internal/worker/wire decodes, as copies: the message stays. It must have no ends.
void port_message_peek(js_context ctx, const port_message *m, js_value parts[4], js_value *exception);
// Sends the message to the other side. False where nobody can receive it any more. Owns: adopts the message. Thread: any.
bool port_end_send(port_end *end, port_message *m);

// Memory that several runtimes see as a SharedArrayBuffer. Thread: any.
shared_block *shared_block_new(size_t len); // zeroed; NULL where memory is short
// A block over `data`, which `release` gets with the last reference. NULL where memory is short; then `data` stays the caller's.
shared_block *shared_block_adopt(void *data, size_t len, void (*release)(void *data));
void shared_block_ref(shared_block *block);
void shared_block_unref(shared_block *block); // accepts NULL
void *shared_block_data(shared_block *block, size_t *len);
// An object that holds a reference. Owns: adopts the reference, also on failure.
js_value shared_block_wrap(js_context ctx, shared_block *block, js_value *exception);
shared_block *shared_block_peek(js_context ctx, js_value v); // NULL where `v` holds none

extern const js_function_spec node__port_functions[];
extern const js_function_spec node__shared_functions[];
extern const js_function_spec node__plain_functions[];
extern const js_function_spec node__shared_value_functions[];

// Ends every Atomics.wait() of the runtime. Thread: any, while the runtime exists.
void shared_memory_interrupt(js_runtime *runtime);

#endif
