// SPDX-License-Identifier: MIT
//
// Where the engine keeps a string's characters and a typed array's bytes. Its C interface has no cheap way to either (82 ns and a copy
// to 16 bits a character; 82 to 300 ns and a conversion that pins the bytes), so the engine room reads the cells in place. Invariant: nothing is
// read before a probe has found, on known values, that the layout is the known one; where it is not, every function says so and
// callers take the interface. The probes run when first needed, once a process, on the thread of a runtime. Reads of a
// probe itself go through the kernel, which refuses a bad address instead of ending the process.
#ifndef PROTOJS_ENGINE_LAYOUT_H
#define PROTOJS_ENGINE_LAYOUT_H

#include "engine/runtime.h"

#include <stdatomic.h>

// A string's characters in place: 8 bits each (`latin1`) or 16 (`units`). Borrowed from the string.
typedef struct js__characters {
    const uint8_t *latin1;
    const uint16_t *units;
    size_t len;
} js__characters;

// Of a string value that is no rope. False: not a string, a rope, or the layout is unknown.
bool js__characters_of_value(JSValueRef v, js__characters *out);
// Whether a value is a string: 1 or 0; -1 where the layout is unknown.
int js__is_string(JSValueRef v);
// Of the interface's string. False where the layout is unknown.
bool js__characters_of_string(JSStringRef string, js__characters *out);

// Where a string's cell keeps its characters' block, and whether that place says that the string is a rope, whose text is not put together yet.
// NULL where `v` is no string or the layout is unknown.
uint64_t *js__string_place(JSValueRef v, bool *rope);
// Runs `look` once a process, with a pipe through which a probe reads what may be no memory, and keeps in `*state` whether the engine is known: 1 or -1.
bool js__probe(atomic_int *state, bool (*look)(const int ends[2], JSContextRef ctx));
// Copies memory that may not be there, through the probe's pipe; false where it is not.
bool js__read_carefully(const int pipe_ends[2], const void *p, void *out, size_t len);
// What a probe's text makes; NULL: it threw.
JSValueRef js__evaluated(JSContextRef ctx, const char *text);
// Whether the block at `address` holds these characters in this width.
bool js__block_holds(const int ends[2], uint64_t address, const void *want, size_t len, bool wide);

// A new string whose characters, 1 to some hundred million, the caller puts into `*room` before anything else happens; and one of which they are copied.
// NULL where that cannot be done: the interface then serves.
js_value js__string_with_room(js_context ctx, size_t len, bool wide, void **room);
js_value js__string_copied(js_context ctx, const void *characters, size_t len, bool wide);

// The bytes of a typed array or DataView whose length is fixed. False: anything else, or the layout is unknown.
bool js__view_bytes(JSValueRef v, js_bytes *out);

#endif
