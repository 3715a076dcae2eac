// SPDX-License-Identifier: MIT
// Rewriting: from a parsed unit to text the engine runs, and to what the module loader must know.
//
// The text is edited, not printed: untouched spans are copied byte by byte, and every line keeps its number.
// Columns move where something was inserted; a map gives the author's column back.
#ifndef SYNTAX_REWRITE_H
#define SYNTAX_REWRITE_H

#include "syntax.h"

#ifdef __cplusplus
extern "C" {
#endif

enum syn_rewrite_flag {
    SYN_RW_MODULE = 1,              // an ES module becomes a generator function (see below)
    SYN_RW_IMPORT_CALL = 2,         // import(x) becomes names.import_call(x); implied by SYN_RW_MODULE
    SYN_RW_CATCH_FIX = 4,           // names.fix(e); first in every catch body, if the unit mentions stacks
    SYN_RW_ASYNC_CONTEXT = 8,       // await keeps the async context
    SYN_RW_PROBES = 16,             // names.probe at the start of every loop body
    SYN_RW_REPL = 32,               // REPL input: declarations persist, top-level await works
    SYN_RW_KEEP_IMPORTS = 64,       // TypeScript: keep imports without use (verbatimModuleSyntax)
    SYN_RW_JSX = 128,               // JSX becomes calls; implied when the unit was parsed with SYN_JSX
    SYN_RW_LEGACY_DECORATORS = 256, // TypeScript's experimentalDecorators instead of the standard's
    SYN_RW_JSX_AUTOMATIC =
        512, // JSX calls names.jsx_source's jsx-runtime: a request of the module, or require()
    SYN_RW_ASSIGN_FIELDS =
        2048, // TypeScript without useDefineForClassFields: fields without a value are none, others come after parameter properties
    SYN_RW_DECORATOR_METADATA =
        4096, // TypeScript's emitDecoratorMetadata; needs SYN_KEEP_TYPES and SYN_RW_LEGACY_DECORATORS
    SYN_RW_STRICT_NULLS = 8192, // what that makes of unions with null and undefined (strictNullChecks)
    SYN_RW_COVER = 16384,       // counters for coverage: $pj_cover[n]++ (rewrite_cover.c)
    SYN_RW_CAPTURES =
        1024 // $pj_captured(f, getter, description, file) around what Deferred runs (rewrite_capture.c)
};

// Names the rewritten text uses. NULL members have the default in the comment. In a module the first three
// are parameters of its function, the others must be global (or, in CommonJS, parameters of the wrapper).
typedef struct syn_names {
    const char *export_call;   // $pj_export
    const char *import_call;   // $pj_import
    const char *import_meta;   // $pj_meta
    const char *import_prefix; // $pj_m: objects of imported bindings, $pj_m0 and so on
    const char *await_call;    // $pj_await(context, value) sets the context and returns the value
    const char *context;       // $pj_context: its property c is the current context
    const char *fix;           // $pj_fix
    const char *probe;         // $pj_probe(): a whole call expression
    // $pj_decorate(decorators, name, make), see rewrite_decorators.c, has no name of its own to give
    const char *using_call;   // $pj_using(async): { use(value), fail(error), end() }, see docs/syntax.md
    const char *jsx_factory;  // React.createElement
    const char *jsx_fragment; // React.Fragment
    const char *jsx_source;   // react
} syn_names;

typedef struct syn_rewrite_options {
    uint32_t flags; // enum syn_rewrite_flag
    syn_names names;
    uint32_t cover_base; // with SYN_RW_COVER: the number of the first counter
} syn_rewrite_options;

// From here on (line from 1, column from 0 in UTF-16 units, both of the new text) columns are moved by
// `original - column`, until the next entry or the end of the line.
typedef struct syn_map_entry {
    uint32_t line, column, original;
} syn_map_entry;

typedef struct syn_string {
    const char *text; // UTF-8, terminated by zero (may hold zeros)
    uint32_t len;
} syn_string;

typedef struct syn_attribute {
    syn_string key, value;
} syn_attribute;

// A module named by import or export from, once for each pair of specifier and attributes.
typedef struct syn_request {
    syn_string specifier;
    const syn_attribute *attributes;
    uint32_t attribute_count;
    uint32_t phase;        // syn_phase
    uint32_t line, column; // of the first mention, from 1
} syn_request;

typedef struct syn_import_entry {
    uint32_t request;
    syn_string name; // imported name; text NULL: the namespace
    syn_string local;
    uint32_t line, column;
} syn_import_entry;

typedef struct syn_export_entry {
    syn_string name;     // exported name; text NULL: export * from
    syn_string local;    // local export: the binding; else text NULL
    uint32_t request;    // indirect and star exports; UINT32_MAX for local ones
    syn_string imported; // indirect export: the name there; text NULL: its namespace
    uint32_t line, column;
} syn_export_entry;

// Calling a module: text evaluates to a generator function with the parameters
//   export_call, import_call, import_meta, one object per request, one namespace object per namespace import
//   (the import entries without name, in order).
// First next(): instantiates. Functions are hoisted, and export_call(getters, anonymous) is called once, where
//   getters maps each local export's name to a function that reads it and `anonymous`, if given, is the
//   default-exported function without a name, to be named "default".
// Second next(): evaluates. With top_level_await every yielded value must be awaited and its outcome handed
//   to next() or throw(); with async_generator set the function is an async generator instead (for await at the
//   top) and the promise of the second next() is the outcome.
// The object of a request needs a property (an accessor, for live bindings) per imported name.
typedef struct syn_module_record {
    const syn_request *requests;
    const syn_import_entry *imports;
    const syn_export_entry *exports;
    uint32_t request_count, import_count, export_count;
    bool top_level_await;
    bool async_generator;
    bool uses_meta, uses_import_call;
    uint32_t await_line, await_column; // of the first await at the top, from 1; 0 where there is none
} syn_module_record;

// A function or block that is counted; its counter is cover_base + its index. Offsets are bytes of the source.
typedef struct syn_cover_range {
    uint32_t start, end;
    uint32_t name_start, name_end; // of a function's name; 0, 0: none
    bool is_function;
    uint8_t method; // of a function: enum syn_method_kind
} syn_cover_range;

// How many counters a text of so many bytes may need at most.
#define SYN_COVER_MAX(len) ((uint32_t)(len))

typedef struct syn_output {
    const char *text; // UTF-8, followed by 64 zero bytes
    size_t len;
    bool changed; // false: text equals the source
    bool ascii;   // no byte beyond 127
    const syn_map_entry *map;
    uint32_t map_count;
    const syn_cover_range *cover; // with SYN_RW_COVER
    uint32_t cover_count;
    syn_module_record module; // with SYN_RW_MODULE
    bool
        block_safe; // with SYN_RW_MODULE: the body means the same in a block of a larger function, and no loop stands at its top
    uint32_t getters_at; // with SYN_RW_MODULE: where export_call() begins in the head; 0 without
    // With exports that never change: of the text's end, which holds a call in a comment that hands over values.
    uint32_t values_len;
    size_t
        head_len; // with SYN_RW_MODULE: of the function's head, which ends with "yield;"; see syn_output_make_plain
    bool repl_async; // SYN_RW_REPL: the value is a promise of { value }
    void *memory;
} syn_output;

// Rewrites a unit. TypeScript is stripped, enums, namespaces and parameter properties become code whenever the
// unit was parsed with SYN_TYPESCRIPT. Owns: the output is freed by syn_output_free(); it does not refer to the
// unit. Fails: -ENOMEM; -ENOTSUP with *error for syntax that has no rewriting.
int syn_rewrite(syn_output *out, const syn_unit *unit, const syn_rewrite_options *options, syn_error *error);

// Makes a module's generator function a plain one, which instantiates and evaluates when it is called: for a module that no other one can see
// between the two. False where it cannot be (top-level await). Changes no column.
// With `*values` set, export_call(values, anonymous) is called at the end, with the exports' values instead of getters: they never change.
bool syn_output_make_plain(syn_output *out, bool *values);

void syn_output_free(syn_output *out);

// The author's column (from 0) for a line (from 1) and column (from 0) of the rewritten text.
uint32_t syn_map_column(const syn_map_entry *map, uint32_t count, uint32_t line, uint32_t column);

// Is text that carries no mark of its kind an ES module? It is when it does not parse as CommonJS because of
// module syntax (import, export, import.meta, top-level await, or declarations of the names that CommonJS
// gives) and parses as a module. Fails: -ENOMEM; a text that is neither is no module.
int syn_detect_module(bool *is_module, const char *text, size_t len, uint32_t parse_flags);

// What `import` of a CommonJS module can name, found without running it.
typedef struct syn_cjs_exports {
    const syn_string *names;     // in order, without repetition; "__esModule" and "default" too when set
    const syn_string *reexports; // specifiers of require() whose names are exported as well
    uint32_t name_count, reexport_count;
    bool es_module; // sets __esModule
    void *memory;
} syn_cjs_exports;

int syn_cjs_find_exports(syn_cjs_exports *out, const syn_unit *unit);
void syn_cjs_exports_free(syn_cjs_exports *out);

#ifdef __cplusplus
}
#endif

#endif
