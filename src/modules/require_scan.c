// SPDX-License-Identifier: MIT
//
// See require_scan.h.
#include "modules/require_scan.h"

#include <stdint.h>
#include <string.h>

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (c & 0x80) != 0;
}

static bool begins_with(const char *text, size_t len, const char *word)
{
    size_t n = strlen(word);
    return len >= n && memcmp(text, word, n) == 0;
}

// The literal that is the call's only argument.
static bool literal(const char *p, const char *end, const char **specifier, size_t *len)
{
    if (p >= end || (*p != '\'' && *p != '"')) {
        return false;
    }
    char quote = *p++;
    const char *close = memchr(p, quote, (size_t)(end - p));
    if (close == NULL || close == p || close + 1 >= end || close[1] != ')' || close - p > 500 ||
        memchr(p, '\\', (size_t)(close - p)) != NULL || memchr(p, '\n', (size_t)(close - p)) != NULL) {
        return false;
    }
    *specifier = p;
    *len = (size_t)(close - p);
    return true;
}

// Whether the call at `call`, in the line that begins at `line`, runs when the module does.
static bool runs_at_load(const mod_require_scan *scan, const char *line, const char *call)
{
    size_t before = (size_t)(call - line);
    bool continues = scan->accepted_until != 0 && line == scan->text + scan->accepted_until;
    if (before > 400 || memmem(line, before, "=>", 2) != NULL ||
        memmem(line, before, "function", 8) != NULL || memmem(line, before, "//", 2) != NULL ||
        memmem(line, before, "/*", 2) != NULL) {
        return false;
    }
    if (continues) {
        return true;
    }
    return before == 0 || (*line != ' ' && *line != '\t' && *line != '*' && *line != '}' && *line != '{' &&
                           !begins_with(line, before, "if") && !begins_with(line, before, "else") &&
                           !begins_with(line, before, "for") && !begins_with(line, before, "while") &&
                           !begins_with(line, before, "class ") && !begins_with(line, before, "try"));
}

bool mod_require_scan_next(mod_require_scan *scan, const char **specifier, size_t *len)
{
    const char *end = scan->text + scan->len;
    for (;;) {
        const char *from = scan->text + scan->at;
        const char *call = memmem(from, (size_t)(end - from), "require(", 8);
        if (call == NULL) {
            scan->at = scan->len;
            return false;
        }
        scan->at = (size_t)(call - scan->text) + 8;
        if (call > scan->text && (is_word(call[-1]) || call[-1] == '.')) {
            continue;
        }
        const char *line = memrchr(scan->text, '\n', (size_t)(call - scan->text));
        line = line == NULL ? scan->text : line + 1;
        if (!runs_at_load(scan, line, call) || !literal(call + 8, end, specifier, len)) {
            continue;
        }
        const char *next = memchr(call, '\n', (size_t)(end - call));
        size_t close = (size_t)(*specifier - scan->text) + *len + 2;
        bool list_goes_on =
            next != NULL && close < scan->len && scan->text[close] == ',' && scan->text + close + 1 == next;
        scan->accepted_until = list_goes_on ? (size_t)(next - scan->text) + 1 : 0;
        return true;
    }
}

bool mod_looks_like_module(const char *text, size_t len)
{
    const char *end = text + len;
    for (const char *line = text; line < end;) {
        size_t left = (size_t)(end - line);
        if (begins_with(line, left, "import ") || begins_with(line, left, "import{") ||
            begins_with(line, left, "import*") || begins_with(line, left, "import'") ||
            begins_with(line, left, "import\"") || begins_with(line, left, "export ") ||
            begins_with(line, left, "export{") || begins_with(line, left, "export*")) {
            return true;
        }
        line = memchr(line, '\n', left);
        if (line == NULL) {
            break;
        }
        line++;
    }
    return false;
}
