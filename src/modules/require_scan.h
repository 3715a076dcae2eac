// SPDX-License-Identifier: MIT
//
// Which modules a CommonJS text will most likely require while it loads: calls of require() with a literal, in lines that look like statements
// of the top level. A guess by lines, not a parse: what it misses or finds too much costs time only.
#ifndef PROTOJS_MODULES_REQUIRE_SCAN_H
#define PROTOJS_MODULES_REQUIRE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

typedef struct mod_require_scan {
    const char *text;
    size_t len, at;
    size_t accepted_until; // end of the last line that was taken, where a list goes on behind it; 0: none
} mod_require_scan;

// The next specifier, inside the text. False at the end.
bool mod_require_scan_next(mod_require_scan *scan, const char **specifier, size_t *len);

// Whether a line of the text begins with `import` or `export` as modules have it.
bool mod_looks_like_module(const char *text, size_t len);

#endif
