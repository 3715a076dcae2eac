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

// The room for the characters of a fresh string that nothing else has seen, to be filled before anyone does. NULL where `v` is not such a
// string or the layout is unknown.
void *js__characters_to_fill(JSValueRef v, size_t len, bool wide);

// The bytes of a typed array or DataView whose length is fixed. False: anything else, or the layout is unknown.
bool js__view_bytes(JSValueRef v, js_bytes *out);

#endif
