// SPDX-License-Identifier: MIT
//
// Large source texts, kept for the life of the process so that the engine reads them in place: a copy of 9 MB, made twice on the way into
// an engine's string, costs a twentieth of what compiling it does. A text that is there already is kept once, whoever asks. Thread: any.
#ifndef PROTOJS_MODULES_KEPT_TEXT_H
#define PROTOJS_MODULES_KEPT_TEXT_H

#include <stddef.h>

// Below this length a copy costs too little to be saved.
enum { MOD_KEPT_TEXT_MIN = 256 * 1024 };

// Takes over `block`, of which `text` is a part, and gives the kept text. NULL, and `block` stays the caller's, where the text is not ASCII,
// too small, or as much is kept already as is allowed.
const char *mod_text_keep(char *block, const char *text, size_t len);

#endif
