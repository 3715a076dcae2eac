// SPDX-License-Identifier: MIT
// libFuzzer entry: what the rewriter makes of any text that parses must parse again, with as many lines.
// The first byte names goal and syntax, the second what to rewrite.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "syntax_rewrite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned lines(const char *s, size_t n)
{
    unsigned count = 0;
    for (size_t i = 0; i < n; i++) {
        count += s[i] == '\n';
    }
    return count;
}

static void fail(const char *why, const uint8_t *data, size_t size, const syn_output *o)
{
    fprintf(stderr, "%s\n--- source\n%.*s\n--- rewritten\n%.*s\n", why, (int)size, (const char *)data,
            (int)o->len, o->text);
    abort();
}

// A body that may stand in a block parses there.
static void in_block(const uint8_t *text, size_t size, const syn_output *out)
{
    static const char begin[] = "(function(){\"use strict\";{", end[] = "})";
    size_t body = out->len - out->head_len - 1, len = sizeof begin - 1 + body + sizeof end - 1;
    char *block = malloc(len + 1);
    syn_unit *unit = NULL;
    syn_error e;
    if (block == NULL) {
        return;
    }
    memcpy(block, begin, sizeof begin - 1);
    memcpy(block + sizeof begin - 1, out->text + out->head_len, body);
    memcpy(block + sizeof begin - 1 + body, end, sizeof end);
    if (syn_parse(&unit, block, len, &(syn_options){.goal = SYN_GOAL_SCRIPT}, &e) && !e.too_deep) {
        fail(e.message, text, size, out);
    }
    syn_unit_free(unit);
    free(block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    static const uint32_t what[] = {0, SYN_RW_ASYNC_CONTEXT, SYN_RW_PROBES, SYN_RW_CATCH_FIX,
                                    SYN_RW_ASYNC_CONTEXT | SYN_RW_PROBES | SYN_RW_CATCH_FIX};
    syn_options o = {.goal = (syn_goal)(data[0] & 3), .stack_max = 256 * 1024};
    o.flags = (data[0] & 4 ? SYN_TYPESCRIPT : 0) | (data[0] & 8 ? SYN_JSX : 0);
    o.flags |= data[0] & 32 ? SYN_KEEP_TYPES : 0;
    syn_unit *u = NULL;
    syn_error e;
    const uint8_t *text = data + 2;
    size -= 2;
    if (memmem(text, size, "pj_", 3) || syn_parse(&u, (const char *)text, size, &o, &e)) {
        return 0;
    }
    syn_rewrite_options rw = {.flags = what[data[1] % 5] | SYN_RW_IMPORT_CALL};
    rw.flags |= data[1] & 64 ? SYN_RW_ASSIGN_FIELDS : 0;
    rw.flags |= data[1] & 128 ? SYN_RW_KEEP_IMPORTS : 0;
    rw.flags |= data[0] & 16 ? SYN_RW_LEGACY_DECORATORS | SYN_RW_JSX_AUTOMATIC : 0;
    rw.flags |= data[0] & 32 ? SYN_RW_DECORATOR_METADATA | SYN_RW_LEGACY_DECORATORS : 0;
    rw.flags |= data[0] & 64 ? SYN_RW_STRICT_NULLS : 0;
    rw.flags |= data[0] & 128 ? SYN_RW_COVER : 0;
    rw.flags |= o.goal == SYN_GOAL_MODULE ? SYN_RW_MODULE : o.goal == SYN_GOAL_REPL ? SYN_RW_REPL : 0;
    syn_output out;
    if (syn_rewrite(&out, u, &rw, &e) == 0) {
        unsigned more = o.goal == SYN_GOAL_MODULE || out.repl_async;
        unsigned before = lines((const char *)text, size), after = lines(out.text, out.len);
        bool tail = syn_features(u) & SYN_HAS_USING; // may end on a line of its own
        if (after != before + more && !(tail && after == before + 1)) {
            fail("lines", text, size, &out);
        }
        syn_options again = {.goal = o.goal == SYN_GOAL_COMMONJS ? SYN_GOAL_COMMONJS : SYN_GOAL_SCRIPT};
        syn_unit *v = NULL;
        if (syn_parse(&v, out.text, out.len, &again, &e) && !e.too_deep) {
            fail(e.message, text, size, &out);
        }
        syn_unit_free(v);
        if (out.block_safe && out.head_len > 0) {
            in_block(text, size, &out);
        }
        syn_output_free(&out);
        syn_cjs_exports x;
        if (syn_cjs_find_exports(&x, u) == 0) {
            syn_cjs_exports_free(&x);
        }
    }
    syn_unit_free(u);
    return 0;
}
