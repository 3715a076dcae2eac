// SPDX-License-Identifier: MIT
//
// Scripts whose code the engine compiled in another process. The engine writes what it compiled of a text, and takes it back where the object that
// stands for the text hands it over; the C interface offers neither, its library exports the one, and the other is a virtual function. See
// docs/decisions/0016-code-that-was-compiled-before.md.
#ifndef PROTOJS_ENGINE_KEPT_CODE_H
#define PROTOJS_ENGINE_KEPT_CODE_H

#include "engine/engine.h"

// Code of a text. All of it stays in place for ever: functions are decoded when they are first called.
typedef struct js_kept_code {
    const char *text; // 8 bits a character; NULL: nothing is known
    size_t len;
    const void *code;
    size_t code_len;
    uint32_t hash; // stands for the text in the engine's tables
} js_kept_code;

// Identity of the engine and of what in its settings changes code; 0: this engine keeps none.
// Cost: 1 us.
uint32_t js_kept_code_engine(void);

// Evaluates a text whose code was compiled by an engine of the same identity. Where the engine does not take the code, it compiles the text.
js_value js_evaluate_kept(js_context ctx, const js_kept_code *kept, const char *url, js_value *exception);

// All code of a text of ASCII that stays in place, for `url`.
// Owns: *code, of `*code_len` bytes, is the caller's (free()).
// Fails: -ENOTSUP: not this engine; -EINVAL: does not parse; -ENOMEM.
int js_kept_code_make(js_context ctx, const char *text, size_t len, uint32_t hash, const char *url,
                      void **code, size_t *code_len);

#endif
