// SPDX-License-Identifier: MIT
// Shared by the files of the rewriter: edits on the text, and memory of an output.
//
// Running out of memory sets `failed`; everything goes on harmlessly and syn_rewrite() reports it at the end.
#ifndef SYNTAX_REWRITE_INTERNAL_H
#define SYNTAX_REWRITE_INTERNAL_H

#include <stdarg.h>

#include "internal.h"
#include "syntax_rewrite.h"

typedef enum edit_rank {
    EDIT_CLOSE,   // text that belongs to what ends here: inner ones first
    EDIT_INSERT,  // text between what ends and what starts here
    EDIT_OPEN,    // text that belongs to what starts here: outer ones first
    EDIT_REPLACE, // a span gives way to text; its line breaks stay
    EDIT_BLANK    // a span gives way to spaces; its line breaks stay
} edit_rank;

typedef struct edit {
    uint32_t start, end; // of OPEN and CLOSE: the span they wrap, placed at start or end
    const char *text;
    uint32_t len;
    uint8_t rank;
    uint8_t level; // of equal spans: lower is outer
    uint8_t strip; // EDIT_BLANK: strip_kind
    uint32_t seq;
} edit;

typedef struct block_header {
    struct block_header *next;
    size_t size;
} block_header;

// A name that another block of its namespace exports.
typedef struct merged_name {
    syn_id reference;
    uint32_t symbol;
    const char *text;
} merged_name;

typedef struct rewriter {
    const syn_unit *u;
    const syn_node *nodes;
    const uint8_t *src;
    uint32_t flags;
    syn_names names;
    VEC(edit) edits;
    block_header *memory;
    char *at, *end;
    bool failed;
    syn_error *error;
    bool unsupported;
    bool invalid;              // what is asked cannot be: *error says why
    bool strip_exported;       // `export` stays before what is declared next
    uint8_t *marks;            // per node: enum mark
    uint8_t *statement_starts; // bit per byte of text
    VEC(uint32_t) awaits;      // offsets, rising
    syn_output *out;
    const char *prefix_default; // name of the default export's binding
    bool async_generator, top_yield;
    uint32_t cover_base;
    VEC(merged_name) merged;
    bool *type_uses;                                     // per symbol: decorators name it as a type, or NULL
    const char **symbol_text;                            // per symbol: what its references become, or NULL
    uint32_t position_at, position_line, position_start; // where rw__position() was last
} rewriter;

enum mark { MARK_CALLEE = 1, MARK_SHORTHAND = 2, MARK_SKIP = 4 };

void *rw__alloc(rewriter *r, size_t size);
const char *rw__format(rewriter *r, uint32_t *len, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
syn_string rw__copy(rewriter *r, const char *text, size_t len);
syn_string rw__string_of(rewriter *r, syn_id node); // name or string literal
void rw__open(rewriter *r, uint32_t start, uint32_t end, unsigned level, const char *text);
void rw__close(rewriter *r, uint32_t start, uint32_t end, unsigned level, const char *text);
void rw__insert(rewriter *r, uint32_t at, const char *text);
void rw__replace(rewriter *r, uint32_t start, uint32_t end, const char *text);
void rw__blank(rewriter *r, uint32_t start, uint32_t end, strip_kind kind);
bool rw__grow(rewriter *r, void **data, uint32_t *cap, size_t item);
#define RW_PUSH(r, vec, value)                                                                               \
    do {                                                                                                     \
        if ((vec).count < (vec).cap ||                                                                       \
            rw__grow((r), (void **)&(vec).data, &(vec).cap, sizeof *(vec).data)) {                           \
            (vec).data[(vec).count++] = (value);                                                             \
        }                                                                                                    \
    } while (0)
bool rw__need_marks(rewriter *r);
bool rw__at_statement(const rewriter *r, uint32_t offset); // an expression statement of a list starts here
uint32_t rw__skip_space(const rewriter *r, uint32_t at);   // over spaces and comments
const char *rw__quote(rewriter *r, syn_string s);          // as a JavaScript string literal
bool rw__has_await(const rewriter *r, uint32_t start, uint32_t end);
void rw__name_references(rewriter *r, uint32_t symbol, const char *replacement, bool import);

void rw__position(rewriter *r, uint32_t offset, uint32_t *line, uint32_t *column);

void rw__module(rewriter *r, const char **head, const char **tail);
void rw__types(rewriter *r);
void rw__decorators(rewriter *r); // after rw__module(), which names what imports become
uint32_t rw__export_keyword(const rewriter *r, const syn_node *n); // offset of `export`, behind decorators
uint32_t rw__class_keyword(const rewriter *r,
                           const syn_node *class); // offset of `class`, behind its decorators
void rw__merge_namespaces(rewriter *r);            // fills r->merged
void rw__metadata_uses(rewriter *r); // fills r->type_uses; before what drops imports without use
bool rw__symbol_is_used(const rewriter *r, uint32_t symbol);
// The metadata of a member of a class, or of the class where the member is its constructor: calls of $pj_decorate.t() with commas between.
const char *rw__metadata(rewriter *r, const syn_node *class, const syn_node *member);
// What an enum's members are: SYN_TYPE_NUMBER, SYN_TYPE_STRING, or SYN_TYPE_OBJECT for both. With `member`, of that one alone.
unsigned rw__enum_type(rewriter *r, uint32_t symbol, const syn_string *member);
void rw__javascript(rewriter *r);
void rw__repl(rewriter *r, const char **head, const char **tail);
void rw__jsx(rewriter *r);
void rw__captures(rewriter *r);
void rw__cover(rewriter *r);
void rw__using(rewriter *r, const char **module_head, const char **module_tail);

#endif
