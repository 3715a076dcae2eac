// SPDX-License-Identifier: MIT
// The source front end: parses JavaScript and TypeScript and rewrites it as text.
//
// Memory: everything a call produces belongs to the object it returns (a unit or an output) and is freed
// with it. Threads: no global state; any call may run on any thread, one object on one thread at a time.
// Failure: 0 or a negative errno: -EINVAL is a syntax error (the syn_error says which), -ENOMEM, -E2BIG.
#ifndef SYNTAX_H
#define SYNTAX_H

#include "syntax_tree.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum syn_goal {
    SYN_GOAL_SCRIPT,
    SYN_GOAL_MODULE,
    SYN_GOAL_COMMONJS, // a function body: return, new.target, arguments
    SYN_GOAL_REPL      // a script with top-level await
} syn_goal;

enum syn_parse_flag {
    SYN_TYPESCRIPT = 1,
    SYN_JSX = 2,
    SYN_STRICT = 4,           // start in strict mode
    SYN_TOP_AWAIT = 8,        // await at the top of a script or CommonJS body
    SYN_PADDED = 16,          // the text is followed by 64 readable zero bytes and outlives the unit
    SYN_DECORATORS = 32,      // decorators in JavaScript (TypeScript always has them)
    SYN_AMBIENT = 64,         // TypeScript: a declaration file
    SYN_IN_METHOD = 128,      // eval in a method: super.x is allowed
    SYN_IN_CONSTRUCTOR = 256, // eval in a derived constructor: super() is allowed
    SYN_KEEP_TYPES = 512      // TypeScript: annotations leave TsType nodes, for SYN_RW_DECORATOR_METADATA
};

typedef struct syn_options {
    syn_goal goal;
    uint32_t flags;     // enum syn_parse_flag
    uint32_t stack_max; // bytes of C stack the parser may use; 0: 1 MiB
} syn_options;

typedef struct syn_error {
    char message[160];    // V8's wording, without "SyntaxError: "
    uint32_t offset, end; // bytes
    uint32_t line;        // from 1
    uint32_t column;      // from 1, in UTF-16 units
    bool too_deep;        // nesting beyond stack_max (a RangeError in Node)
    bool at_end;          // the text ended too early: a REPL should read on
    bool module_syntax;   // import/export, import.meta or top-level await outside a module
} syn_error;

typedef struct syn_unit syn_unit;

// What a parse saw, so that callers can skip work.
enum syn_feature {
    SYN_HAS_IMPORT_EXPORT = 1, // import or export declarations
    SYN_HAS_IMPORT_CALL = 2,
    SYN_HAS_IMPORT_META = 4,
    SYN_HAS_TOP_AWAIT = 8,
    SYN_HAS_AWAIT = 16, // any await, for await, async generator
    SYN_HAS_STACK = 32, // a name .stack or stackTrace...
    SYN_HAS_LOOP = 64,
    SYN_HAS_TYPES = 128,   // TypeScript syntax that must be removed
    SYN_HAS_TS_CODE = 256, // TypeScript syntax that makes code: enum, namespace, parameter property
    SYN_HAS_DECORATORS = 512,
    SYN_HAS_USING = 1024,
    SYN_HAS_JSX = 2048,
    SYN_HAS_HASHBANG = 4096,
    SYN_HAS_HTML_LIKE = 8192, // <!-- or --> in a module, where they are operators
    SYN_HAS_CATCH = 16384,
    SYN_HAS_TOP_FOR_AWAIT = 32768, // for await or await using at the top
    SYN_HAS_DIRECT_EVAL = 65536,
    SYN_HAS_ASYNC_GENERATOR = 131072,
};

// Parses `len` bytes of UTF-8. On -EINVAL fills *error (may be NULL). Cost: about 10 ns a byte or less.
// Thread: any. Fails: -EINVAL, -ENOMEM, -E2BIG (over 1 GiB); *out is untouched.
int syn_parse(syn_unit **out, const char *text, size_t len, const syn_options *options, syn_error *error);

// Frees a unit and all that belongs to it; NULL is accepted.
void syn_unit_free(syn_unit *unit);

// The flat arrays of a unit; borrowed, valid until syn_unit_free(). The program is node 1.
const syn_node *syn_nodes_peek(const syn_unit *unit, uint32_t *count);
const syn_scope *syn_scopes_peek(const syn_unit *unit, uint32_t *count);
const syn_symbol *syn_symbols_peek(const syn_unit *unit, uint32_t *count);
const char *syn_text_peek(const syn_unit *unit, uint32_t *len);

// The name behind an atom; not terminated by zero.
const char *syn_atom_peek(const syn_unit *unit, uint32_t atom, uint32_t *len);

// The features seen (enum syn_feature).
uint32_t syn_features(const syn_unit *unit);

// First reference of a name that no scope of the text declares (0: none), linked by field c.
syn_id syn_free_references(const syn_unit *unit, const char *name);

// Line and column, from 1 and in UTF-16 units, of a byte offset. Cost: linear in the offset.
void syn_position(const syn_unit *unit, uint32_t offset, uint32_t *line, uint32_t *column);

// Decodes the value of a String node (or the name of a Name, Ident) as UTF-8 into a buffer; lone
// surrogates come as three bytes each. Returns the length needed; writes at most `max`.
size_t syn_string_value(const syn_unit *unit, syn_id node, char *buffer, size_t max);

// The name of a node kind or of an operator ("+=").
const char *syn_kind_name(unsigned kind);
const char *syn_operator_name(unsigned op);

// Tokens one by one, for tools: returns the number of bytes of text printed into `line` for the token at
// *offset and advances it; 0 at the end. Template and regular expression tokens come whole.
typedef struct syn_token {
    uint32_t start, end;
    const char *type;
} syn_token;
int syn_tokens(const char *text, size_t len, const syn_options *options,
               void (*emit)(void *arg, const syn_token *token), void *arg, syn_error *error);

// Checks a regular expression's pattern and flags as the engine would. Fails: -EINVAL with *error
// (offsets count in the pattern, or the flags with error->line 0).
int syn_regexp_check(const char *pattern, size_t pattern_len, const char *flags, size_t flags_len,
                     syn_error *error);

#ifdef __cplusplus
}
#endif

#endif
