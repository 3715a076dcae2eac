// SPDX-License-Identifier: MIT
//
// CommonJS source text that the engine cannot run as it is: import() calls, TypeScript; and catch clauses of files that read stacks, so
// that errors thrown by the engine have theirs in the common shape.
#ifndef PROTOJS_MODULES_SOURCE_REWRITE_H
#define PROTOJS_MODULES_SOURCE_REWRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "syntax_rewrite.h"

// The names that rewritten text uses; the wrapper function gets them as parameters.
#define MOD_REWRITE_PARAMETERS ", $pj_import, $pj_fix"

// Whether the text may need rewriting, by a scan without parsing.
bool mod_rewrite_is_wanted(const char *text, size_t len);

// How a TypeScript file is read, as its tsconfig.json says; the numbers are JavaScript's, too (lib/internal/modules/tsconfig.js).
enum mod_language {
    MOD_TYPESCRIPT = 1,
    MOD_LEGACY_DECORATORS = 2,
    MOD_JSX = 4,
    MOD_JSX_AUTOMATIC = 8,
    MOD_KEEP_IMPORTS = 16,
    MOD_ASSIGN_FIELDS = 32,
    // Of compile() of the binding esm: the rewritten text instead of its function; text for a global without the runtime's names.
    MOD_TEXT_ONLY = 64,
    MOD_FOREIGN_GLOBAL = 128,
    MOD_DECORATOR_METADATA = 256,
    MOD_STRICT_NULLS = 512,
};
// Sets what `language` asks for. `jsx_names` (may be NULL) is "source\nfactory\nfragment", each of which may be empty; it is cut up, and
// must stay as long as the options.
void mod_set_language(syn_options *parse, syn_rewrite_options *rewrite, unsigned language, char *jsx_names);

// Rewrites `text` of the file `name` ("": no file). 1: *out holds the new text (free with syn_output_free). 0: it can stay as it is, or does not parse, which the engine then
// reports better. Fails: -ENOMEM; with MOD_TYPESCRIPT also -EINVAL and -ENOTSUP, with *error.
int mod_rewrite_commonjs(syn_output *out, const char *name, const char *text, size_t len, unsigned language,
                         char *jsx_names, syn_error *error) __attribute__((warn_unused_result));

#endif
