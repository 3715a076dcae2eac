// SPDX-License-Identifier: MIT
//
// Scripts whose code the engine compiled in another process. The engine writes what it compiled of a text, and takes it back where the object that
// stands for the text hands it over; the C interface offers neither, its library exports the one, and the other is a virtual function. See
// docs/decisions/0016-code-that-was-compiled-before.md.
#ifndef PROTOJS_ENGINE_KEPT_CODE_H
#define PROTOJS_ENGINE_KEPT_CODE_H

#include "engine/engine.h"

// A text whose value is no number, and its code where there is any. The caller knows that the code is of this text. It stays in place for ever: functions
// are decoded when they are first called.
typedef struct js_kept_code {
    const void *text; // 8 bits a character, or 16
    size_t len;       // in characters
    bool is_wide;
    const void *code;
    size_t code_len;
    uint32_t hash; // stands for the text in the engine's tables; code that was made for another is not taken
    void
        *block; // where the text is, to be freed when the engine lets go of it; NULL: the text stays for ever
} js_kept_code;

// A script that was evaluated. Lives as long as one of its functions.
typedef struct js_kept_script js_kept_script;

// Identity of an engine that keeps code, with no option of the user's that changes it; 0: another engine.
// Cost: 1 us.
uint32_t js_kept_code_engine(void);

// Tries all of it with a small text: what is written of a script that ran, and read back. For an engine that was not tried yet.
bool js_kept_code_works(js_context ctx);

// Evaluates a text; with `code`, which an engine of the same identity made. Where the engine does not take the code, it compiles the text.
// `*script`, which may be NULL, is the script where its code can be had afterwards (js_kept_script_code), else NULL.
// Owns: adopts kept->block.
js_value js_evaluate_kept(js_context ctx, const js_kept_code *kept, const char *url, js_kept_script **script,
                          js_value *exception);

// The code of a script and of those of its functions that were called so far. One of its functions must live.
// Owns: *code, of `*code_len` bytes, is the caller's (free()).
// Fails: -ENOTSUP, -ENOMEM.
int js_kept_script_code(js_context ctx, js_kept_script *script, void **code, size_t *code_len) JS_MUST_USE;
// How many functions of the script the engine compiled since it was evaluated.
size_t js_kept_script_compiled(const js_kept_script *script);

// All code of a text of ASCII that stays in place, for `url`.
// Owns: *code, of `*code_len` bytes, is the caller's (free()).
// Fails: -ENOTSUP: not this engine; -EINVAL: does not parse; -ENOMEM.
int js_kept_code_make(js_context ctx, const char *text, size_t len, uint32_t hash, const char *url,
                      void **code, size_t *code_len) JS_MUST_USE;

#endif
