// SPDX-License-Identifier: MIT
// Shared by the files of the parser: the unit, the parser's state, tokens and atoms.
//
// The parser leaves by longjmp() on the first error. That is sound here because a parse owns nothing but
// its unit: whatever was built so far hangs on the unit and syn_parse() frees it.
#ifndef SYNTAX_INTERNAL_H
#define SYNTAX_INTERNAL_H

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "syntax.h"

typedef enum syn_tok {
    T_EOF,
    T_LBRACE,
    T_RBRACE,
    T_LPAREN,
    T_RPAREN,
    T_LBRACKET,
    T_RBRACKET,
    T_SEMI,
    T_COMMA,
    T_COLON,
    T_QUESTION,
    T_QDOT,
    T_DOT,
    T_ELLIPSIS,
    T_ARROW,
    // assignment operators, together
    T_ASSIGN,
    T_ADD_ASSIGN,
    T_SUB_ASSIGN,
    T_MUL_ASSIGN,
    T_DIV_ASSIGN,
    T_MOD_ASSIGN,
    T_POW_ASSIGN,
    T_SHL_ASSIGN,
    T_SAR_ASSIGN,
    T_SHR_ASSIGN,
    T_AND_ASSIGN,
    T_OR_ASSIGN,
    T_XOR_ASSIGN,
    T_LAND_ASSIGN,
    T_LOR_ASSIGN,
    T_NULLISH_ASSIGN,
    // binary operators, together
    T_NULLISH,
    T_LOR,
    T_LAND,
    T_OR,
    T_XOR,
    T_AND,
    T_EQ,
    T_NE,
    T_SEQ,
    T_SNE,
    T_LT,
    T_GT,
    T_LE,
    T_GE,
    T_SHL,
    T_SAR,
    T_SHR,
    T_ADD,
    T_SUB,
    T_MUL,
    T_DIV,
    T_MOD,
    T_POW,
    T_NOT,
    T_TILDE,
    T_INC,
    T_DEC,
    T_AT,
    T_BACKTICK,
    T_NUMBER,
    T_BIGINT,
    T_STRING,
    T_REGEX,
    T_PRIVATE,
    T_IDENT,
    T_ESCAPED_KEYWORD, // a reserved word written with escapes
    // reserved words, in the order of the first atoms
    T_KEYWORD_FIRST,
    T_BREAK = T_KEYWORD_FIRST,
    T_CASE,
    T_CATCH,
    T_CLASS,
    T_CONST,
    T_CONTINUE,
    T_DEBUGGER,
    T_DEFAULT,
    T_DELETE,
    T_DO,
    T_ELSE,
    T_ENUM,
    T_EXPORT,
    T_EXTENDS,
    T_FALSE,
    T_FINALLY,
    T_FOR,
    T_FUNCTION,
    T_IF,
    T_IMPORT,
    T_IN,
    T_INSTANCEOF,
    T_NEW,
    T_NULL,
    T_RETURN,
    T_SUPER,
    T_SWITCH,
    T_THIS,
    T_THROW,
    T_TRUE,
    T_TRY,
    T_TYPEOF,
    T_VAR,
    T_VOID,
    T_WHILE,
    T_WITH,
    T_COUNT
} syn_tok;

// Atoms known beforehand. The reserved words come first, in the order of their tokens.
#define SYN_RESERVED_WORDS(X)                                                                                \
    X(break) X(case) X(catch) X(class) X(const) X(continue) X(debugger) X(default) X(delete) X(do)\
    X(else) X(enum) X(export) X(extends) X(false) X(finally) X(for) X(function) X(if) X(import)   \
    X(in) X(instanceof) X(new) X(null) X(return) X(super) X(switch) X(this) X(throw) X(true)      \
    X(try) X(typeof) X(var) X(void) X(while) X(with)
// Then the words reserved in strict mode, then those that mean something in places.
#define SYN_STRICT_WORDS(X)                                                                                  \
    X(implements) X(interface) X(let) X(package) X(private) X(protected) X(public) X(static) X(yield)
// clang-format off
#define SYN_OTHER_WORDS(X)                                                                                   \
    X(await)                                                                                                 \
    X(eval)                                                                                                  \
    X(arguments)                                                                                             \
    X(async)                                                                                                 \
    X(of)                                                                                                    \
    X(get)                                                                                                   \
    X(set)                                                                                                   \
    X(using) X(accessor) X(as) X(from) X(constructor) X(prototype) X(__proto__) X(target) X(meta) X(source)  \
        X(defer) X(undefined) X(type) X(declare) X(abstract) X(readonly) X(override) X(satisfies) X(is)      \
            X(asserts) X(infer) X(keyof) X(unique) X(namespace) X(module) X(global) X(out) X(any) X(never)   \
                X(exports) X(require) X(stack) X(stackTrace) X(captureStackTrace) X(prepareStackTrace)       \
                    X(stackTraceLimit) X(object) X(string) X(number) X(boolean) X(symbol) X(unknown)         \
                        X(bigint)
// clang-format on

typedef enum syn_known_atom {
    A_NONE,
#define X(w) A_##w,
    SYN_RESERVED_WORDS(X) SYN_STRICT_WORDS(X) SYN_OTHER_WORDS(X)
#undef X
        A_KNOWN_COUNT
} syn_known_atom;

static inline bool atom_is_reserved(uint32_t atom)
{
    return atom - A_break <= A_with - A_break;
}
static inline bool atom_is_strict_reserved(uint32_t atom)
{
    return atom - A_implements <= A_yield - A_implements;
}

typedef struct syn_atom {
    uint64_t w0, w1; // the first 16 bytes, or a digest of a longer name
    const uint8_t *text;
    uint32_t len;
    uint32_t symbol;   // while parsing: innermost declaration in an open scope
    syn_id references; // Ident nodes not yet resolved, newest first
    uint32_t hash;
} syn_atom;

// Text that TypeScript removes. Blanked by spaces, line breaks kept.
typedef enum strip_kind {
    STRIP_BLANK,
    STRIP_STATEMENT, // the first byte becomes ; so that its neighbours do not grow together
    STRIP_PAREN      // the last byte becomes ) since => must stand on the line of its )
} strip_kind;
typedef struct span {
    uint32_t start, end;
    strip_kind kind;
} span;

// A growing array; data is NULL while empty.
#define VEC(type)                                                                                            \
    struct {                                                                                                 \
        type *data;                                                                                          \
        uint32_t count, cap;                                                                                 \
    }

typedef struct arena_block {
    struct arena_block *next;
} arena_block;

struct syn_unit {
    const uint8_t *src; // padded
    uint32_t len;
    uint32_t features;
    uint32_t top_await; // where the first await at the top stands
    syn_options options;
    void *copy; // owned text, or NULL
    syn_node *nodes;
    uint32_t node_count, node_cap;
    size_t nodes_bytes;
    syn_atom *atoms;
    uint32_t atom_count, atom_cap;
    uint64_t *table; // hash in the high half, atom in the low half
    uint32_t table_mask;
    syn_scope *scopes;
    uint32_t scope_count, scope_cap;
    syn_symbol *symbols;
    uint32_t symbol_count, symbol_cap;
    arena_block *blocks;
    uint8_t *arena_at, *arena_end;
    VEC(span) strips;   // TypeScript: text that leaves no code, in order
    VEC(uint32_t) html; // offsets of <!-- and --> in a module
};

enum token_flag {
    TF_ESCAPED = 1,   // the name holds escapes
    TF_OCTAL = 2,     // legacy octal number or escape
    TF_BAD_ESCAPE = 4 // template element without a cooked value
};

// All the lexer changes; saved and restored as a block for looking ahead.
typedef struct lexer {
    uint32_t pos;
    uint32_t start, end; // of the current token
    uint32_t prev_end;
    uint32_t atom;
    uint32_t regex_flags; // offset
    uint8_t tok;
    uint8_t nl; // a line break precedes the token
    uint8_t flags;
} lexer;

enum context {
    C_STRICT = 1,
    C_ASYNC = 2,     // await is an operator
    C_GENERATOR = 4, // yield is an operator
    C_FUNCTION = 8,  // return is allowed
    C_SUPER_PROP = 16,
    C_SUPER_CALL = 32,
    C_NEW_TARGET = 64,
    C_NO_ARGUMENTS = 128, // class field or static block
    C_STATIC_BLOCK = 256, // await is no name
    C_LOOP = 512,
    C_SWITCH = 1024,
    C_NESTED_FN = 2048,   // inside any function (await is not at the top)
    C_AMBIENT = 4096,     // declare ...
    C_NAMESPACE = 8192,   // directly in a TypeScript namespace
    C_CONDITIONAL = 16384 // between ? and :
};

typedef struct label {
    struct label *outer;
    uint32_t atom;
    bool loop;
} label;

typedef struct parser {
    const uint8_t *src;
    syn_node *nodes;
    lexer lx;
    uint32_t ctx;
    uint32_t arrow_at;                              // where an arrow function may start
    uint32_t yield_pos, await_pos, await_ident_pos; // +1; of the current parameter candidate
    uint32_t scope;                                 // current scope
    uint32_t dup_param;                             // +1; a parameter name seen twice
    label *labels;
    char *stack_min;
    bool module, ts, jsx;
    bool speculating;
    uint64_t tried;       // bytes read by tries that failed
    bool no_in_type_cond; // TypeScript: `extends` ends a type (inside infer)
    bool disallow_cond_types;
    bool keep_types;    // types leave nodes
    syn_id return_type; // of the function read last
    uint32_t node_count, node_cap;
    syn_unit *u;
    syn_error *error;
    jmp_buf *out;
} parser;

// Positions that make a cover grammar wrong as one or the other thing; offset + 1, 0 for none.
typedef struct cover {
    uint32_t shorthand_init;
    uint32_t double_proto;
    uint32_t trailing_comma;
    uint32_t paren_assign;   // a parenthesised pattern
    uint32_t paren_bind;     // any parenthesised target
    uint32_t optional_param; // TypeScript: x? or x: T seen, so these are parameters
} cover;

typedef struct list {
    syn_id head, tail;
} list;

#define NODE(p, id) (&(p)->nodes[id])

// error.c
_Noreturn void syn__fail(parser *p, uint32_t start, uint32_t end, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
_Noreturn void syn__unexpected(parser *p);
_Noreturn void syn__out_of_memory(parser *p);
_Noreturn void syn__too_deep(parser *p);

// memory.c
void *syn__alloc(parser *p, size_t size);
void *syn__unit_alloc(syn_unit *u, size_t size);
void *syn__grow(parser *p, void *data, uint32_t *cap, size_t item);
#define VEC_PUSH(p, vec, value)                                                                              \
    do {                                                                                                     \
        if ((vec).count == (vec).cap) {                                                                      \
            (vec).data = syn__grow((p), (vec).data, &(vec).cap, sizeof *(vec).data);                         \
        }                                                                                                    \
        (vec).data[(vec).count++] = (value);                                                                 \
    } while (0)

// atoms.c
bool syn__atoms_init(syn_unit *u);
uint32_t syn__intern(parser *p, const uint8_t *text, uint32_t len);      // text has 16 readable bytes
uint32_t syn__intern_copy(parser *p, const uint8_t *text, uint32_t len); // copies the text
uint32_t syn__atom_find(const syn_unit *u, const char *text, uint32_t len);

// lexer.c
void syn__next(parser *p);
// Notes an await at the top of a module that starts at `start`.
void syn__top_await(parser *p, uint32_t start, uint32_t features);
void syn__regex(parser *p); // the current token / or /= starts a regular expression
syn_id syn__template_element(parser *p, bool tagged, bool *tail); // from lx.pos
void syn__jsx_next(parser *p);                                    // token inside a JSX tag
syn_id syn__jsx_text(parser *p);                                  // from lx.end of the last token
int syn__decode_escape(const uint8_t **at, const uint8_t *end, uint32_t *code);
unsigned syn__utf8(const uint8_t *at, uint32_t *code); // bytes; 0: invalid
bool syn__id_start(uint32_t code);
bool syn__id_continue(uint32_t code);
extern const uint8_t syn__char_class[256];
enum { CC_ID = 1, CC_DIGIT = 2, CC_HEX = 4, CC_SPACE = 8 };

// regexp.c
const char *syn__regexp(const uint8_t *pattern, uint32_t len, const uint8_t *flags, uint32_t flags_len,
                        char *stack_min, uint32_t *where);

// scope.c
uint32_t syn__scope_open(parser *p, unsigned kind, uint32_t start);
void syn__scope_close(parser *p, uint32_t end);
void syn__declare(parser *p, syn_id binding, unsigned kind);
void syn__declare_atom(parser *p, uint32_t atom, uint32_t pos, unsigned kind);
void syn__declare_var_of(parser *p, syn_id binding);
void syn__declare_type(parser *p, uint32_t atom, uint32_t pos, syn_id type); // SYN_KEEP_TYPES only
void syn__finish_scopes(parser *p);

// literals.c
void syn__push_reference(parser *p, syn_id id);
syn_id syn__number(parser *p);
syn_id syn__simple(parser *p, unsigned kind); // a node of the current token
syn_id syn__template_literal(parser *p, bool tagged);
syn_id syn__array_literal(parser *p, cover *cov);
syn_id syn__object_literal(parser *p, cover *cov);
void syn__optional_parameter(parser *p, cover *cov); // TypeScript: ? and : T behind what may be a parameter
syn_id syn__with_default(parser *p, syn_id target);  // = value behind it

// expr.c
enum { E_NO_IN = 1 };
syn_id syn__expr(parser *p, unsigned flags);
syn_id syn__assign(parser *p, unsigned flags, cover *cov);
syn_id syn__property_name(parser *p, uint8_t *flags);
syn_id syn__left_hand_side(parser *p); // heritage, decorators
syn_id syn__ident(parser *p, unsigned kind);
syn_id syn__arguments(parser *p, cover *cov);
void syn__check_cover(parser *p, const cover *cov);
syn_id syn__string(parser *p);
syn_id syn__name(parser *p);
syn_id syn__decorator_expr(parser *p);

// pattern.c
enum { B_NONE = 0xff };
syn_id syn__to_pattern(parser *p, syn_id node, bool binding);
void syn__check_simple_target(parser *p, syn_id node, const char *message);
syn_id syn__binding_target(parser *p, unsigned symbol_kind);
void syn__declare_pattern(parser *p, syn_id pattern, unsigned symbol_kind);
void syn__check_name(parser *p, uint32_t atom, uint32_t start, uint32_t end, bool binding);
bool syn__pattern_is_simple(parser *p, syn_id params);
void syn__each_binding(const syn_node *nodes, syn_id pattern, void (*f)(void *, syn_id), void *arg);

// function.c
enum function_flag {
    FN_ASYNC = 1,
    FN_GENERATOR = 2,
    FN_METHOD = 4,
    FN_SUPER_CALL = 8,
    FN_GET = 16,
    FN_SET = 32,
    FN_CONSTRUCTOR = 64,
    FN_NO_BODY = 128
}; // FN_NO_BODY: TypeScript may leave it out
syn_id syn__function(parser *p, uint32_t start, unsigned flags, bool declaration, bool statement,
                     bool default_export);
syn_id syn__method_function(parser *p, unsigned flags);
syn_id syn__arrow(parser *p, uint32_t start, syn_id params, unsigned flags, uint32_t scope_mark, bool no_in);
syn_id syn__class(parser *p, uint32_t start, bool declaration, bool default_export, syn_id decorators);
syn_id syn__decorators(parser *p);

// Names of parameters and of the function itself, again, when its body turned out to be strict.
void syn__check_strict_params(parser *p, syn_id name, syn_id params);

// stmt.c
void syn__directives(parser *p, list *l, bool simple_params);
syn_id syn__var_declaration(parser *p, syn_var_kind kind, uint32_t start, unsigned flags);
syn_id syn__program(parser *p);
syn_id syn__statement(parser *p);
syn_id syn__statement_item(parser *p);
syn_id syn__block(parser *p, bool open_scope);

// module.c
syn_id syn__import(parser *p);
syn_id syn__export(parser *p, syn_id decorators);

// types.c (TypeScript)
void syn__strip(parser *p, uint32_t start, uint32_t end);
void syn__strip_as(parser *p, uint32_t start, uint32_t end, strip_kind kind);
void syn__strip_cast(parser *p, uint32_t start); // ` as T` up to the last token
syn_id syn__ts_type(parser *p);                  // 0 where types leave no nodes
syn_id syn__ts_annotation(parser *p);            // at ':' -> strips ": T"
syn_id syn__ts_return_annotation(parser *p);
void syn__ts_type_params(parser *p); // at '<' -> strips
bool syn__ts_try_arrow_type_params(
    parser *p);                             // at '<': strips <T> before ( and returns true, or does nothing
bool syn__ts_try_type_arguments(parser *p); // at '<' in an expression -> stripped, or false
void syn__ts_type_arguments(parser *p);
bool syn__ts_arrow_return_follows(parser *p); // at ':' after (...) -> true and stripped when => follows
syn_id syn__ts_statement(parser *p, bool exported, uint32_t start); // 0: no TypeScript statement here
void syn__ts_heritage_implements(parser *p);
void syn__ts_skip_interface_body(parser *p);
bool syn__ts_index_signature(parser *p, uint32_t start);

// jsx.c
syn_id syn__jsx(parser *p);

// ---- small inline helpers

static inline void check_stack(parser *p)
{
    if ((char *)__builtin_frame_address(0) < p->stack_min) {
        syn__too_deep(p);
    }
}

static inline syn_id node_new(parser *p, unsigned kind, uint32_t start)
{
    if (__builtin_expect(p->node_count >= p->node_cap, 0)) {
        syn__out_of_memory(p);
    }
    syn_id id = p->node_count++;
    syn_node *n = &p->nodes[id];
    *n = (syn_node){.kind = (uint8_t)kind, .start = start};
    return id;
}

static inline syn_id node_end(parser *p, syn_id id)
{
    p->nodes[id].end = p->lx.prev_end;
    return id;
}

static inline void list_add(parser *p, list *l, syn_id id)
{
    if (l->tail) {
        p->nodes[l->tail].next = id;
    } else {
        l->head = id;
    }
    l->tail = id;
}

static inline bool at(const parser *p, syn_tok tok)
{
    return p->lx.tok == tok;
}

static inline bool eat(parser *p, syn_tok tok)
{
    if (p->lx.tok != tok) {
        return false;
    }
    syn__next(p);
    return true;
}

static inline void expect(parser *p, syn_tok tok)
{
    if (p->lx.tok != tok) {
        syn__unexpected(p);
    }
    syn__next(p);
}

// A contextual word, written without escapes.
static inline bool at_word(const parser *p, uint32_t atom)
{
    return p->lx.tok == T_IDENT && p->lx.atom == atom && !(p->lx.flags & TF_ESCAPED);
}

static inline bool at_name(const parser *p)
{
    return p->lx.tok >= T_IDENT;
}

static inline syn_tok peek(parser *p)
{
    lexer saved = p->lx;
    syn__next(p);
    syn_tok tok = p->lx.tok;
    p->lx = saved;
    return tok;
}

void syn__semicolon(parser *p);

#endif
