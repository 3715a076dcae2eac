// SPDX-License-Identifier: MIT
// The unit's life, errors and what can be asked of a unit.
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>

#include "internal.h"

static const char *const kind_names[] = {
#define X(name) #name,
    SYN_NODE_KINDS(X)
#undef X
};

static const char *const token_names[T_COUNT] = {[T_EOF] = "end",
                                                 [T_LBRACE] = "{",
                                                 [T_RBRACE] = "}",
                                                 [T_LPAREN] = "(",
                                                 [T_RPAREN] = ")",
                                                 [T_LBRACKET] = "[",
                                                 [T_RBRACKET] = "]",
                                                 [T_SEMI] = ";",
                                                 [T_COMMA] = ",",
                                                 [T_COLON] = ":",
                                                 [T_QUESTION] = "?",
                                                 [T_QDOT] = "?.",
                                                 [T_DOT] = ".",
                                                 [T_ELLIPSIS] = "...",
                                                 [T_ARROW] = "=>",
                                                 [T_ASSIGN] = "=",
                                                 [T_ADD_ASSIGN] = "+=",
                                                 [T_SUB_ASSIGN] = "-=",
                                                 [T_MUL_ASSIGN] = "*=",
                                                 [T_DIV_ASSIGN] = "/=",
                                                 [T_MOD_ASSIGN] = "%=",
                                                 [T_POW_ASSIGN] = "**=",
                                                 [T_SHL_ASSIGN] = "<<=",
                                                 [T_SAR_ASSIGN] = ">>=",
                                                 [T_SHR_ASSIGN] = ">>>=",
                                                 [T_AND_ASSIGN] = "&=",
                                                 [T_OR_ASSIGN] = "|=",
                                                 [T_XOR_ASSIGN] = "^=",
                                                 [T_LAND_ASSIGN] = "&&=",
                                                 [T_LOR_ASSIGN] = "||=",
                                                 [T_NULLISH_ASSIGN] = "?"
                                                                      "?=",
                                                 [T_NULLISH] = "??",
                                                 [T_LOR] = "||",
                                                 [T_LAND] = "&&",
                                                 [T_OR] = "|",
                                                 [T_XOR] = "^",
                                                 [T_AND] = "&",
                                                 [T_EQ] = "==",
                                                 [T_NE] = "!=",
                                                 [T_SEQ] = "===",
                                                 [T_SNE] = "!==",
                                                 [T_LT] = "<",
                                                 [T_GT] = ">",
                                                 [T_LE] = "<=",
                                                 [T_GE] = ">=",
                                                 [T_SHL] = "<<",
                                                 [T_SAR] = ">>",
                                                 [T_SHR] = ">>>",
                                                 [T_ADD] = "+",
                                                 [T_SUB] = "-",
                                                 [T_MUL] = "*",
                                                 [T_DIV] = "/",
                                                 [T_MOD] = "%",
                                                 [T_POW] = "**",
                                                 [T_NOT] = "!",
                                                 [T_TILDE] = "~",
                                                 [T_INC] = "++",
                                                 [T_DEC] = "--",
                                                 [T_AT] = "@",
                                                 [T_BACKTICK] = "`",
                                                 [T_NUMBER] = "number",
                                                 [T_BIGINT] = "bigint",
                                                 [T_STRING] = "string",
                                                 [T_REGEX] = "regex",
                                                 [T_PRIVATE] = "private name",
                                                 [T_IDENT] = "identifier",
                                                 [T_ESCAPED_KEYWORD] = "escaped keyword",
#define X(w) #w,
                                                 [T_KEYWORD_FIRST] = SYN_RESERVED_WORDS(X)
#undef X
};

const char *syn_kind_name(unsigned kind)
{
    return kind < SYN_KIND_COUNT ? kind_names[kind] : "?";
}
const char *syn_operator_name(unsigned op)
{
    return op < T_COUNT && token_names[op] ? token_names[op] : "?";
}

// ---- errors

static uint32_t utf16_units(const uint8_t *s, const uint8_t *end)
{
    uint32_t n = 0;
    for (; s < end; s++) {
        n += (*s & 0xc0) != 0x80 ? (*s >= 0xf0 ? 2 : 1) : 0;
    }
    return n;
}

static void position(const uint8_t *src, uint32_t len, uint32_t offset, uint32_t *line, uint32_t *column)
{
    uint32_t n = 1;
    const uint8_t *s = src, *end = src + (offset < len ? offset : len), *start = src;
    for (; s < end; s++) {
        if (*s == '\n' || (*s == '\r' && s[1] != '\n') ||
            (*s == 0xe2 && s[1] == 0x80 && (s[2] == 0xa8 || s[2] == 0xa9))) {
            n++;
            start = *s == 0xe2 ? s + 3 : s + 1;
        }
    }
    *line = n;
    *column = start < end ? utf16_units(start, end) + 1 : 1;
}

void syn_position(const syn_unit *u, uint32_t offset, uint32_t *line, uint32_t *column)
{
    position(u->src, u->len, offset, line, column);
}

void syn__fail(parser *p, uint32_t start, uint32_t end, const char *format, ...)
{
    if (!p->speculating) {
        va_list args;
        va_start(args, format);
        vsnprintf(p->error->message, sizeof p->error->message, format, args);
        va_end(args);
        p->error->offset = start;
        p->error->end = end;
    }
    longjmp(*p->out, EINVAL);
}

void syn__out_of_memory(parser *p)
{
    longjmp(*p->out, ENOMEM);
}

void syn__too_deep(parser *p)
{
    p->error->too_deep = true;
    p->speculating = false;
    syn__fail(p, p->lx.start, p->lx.end, "Maximum call stack size exceeded");
}

void syn__unexpected(parser *p)
{
    const lexer *l = &p->lx;
    const syn_atom *a = &p->u->atoms[l->atom];
    int n = a->len > 80 ? 80 : (int)a->len;
    switch (l->tok) {
    case T_EOF:
        p->error->at_end = true;
        syn__fail(p, l->start, l->end, "Unexpected end of input");
    case T_NUMBER:
    case T_BIGINT:
        syn__fail(p, l->start, l->end, "Unexpected number");
    case T_STRING:
        syn__fail(p, l->start, l->end, "Unexpected string");
    case T_BACKTICK:
        syn__fail(p, l->start, l->end, "Unexpected template string");
    case T_ESCAPED_KEYWORD:
        syn__fail(p, l->start, l->end, "Keyword must not contain escaped characters");
    case T_PRIVATE:
    case T_IDENT:
        if (p->ctx & C_STRICT && atom_is_strict_reserved(l->atom)) {
            syn__fail(p, l->start, l->end, "Unexpected strict mode reserved word");
        }
        syn__fail(p, l->start, l->end, "Unexpected identifier '%.*s'", n, a->text);
    default:
        syn__fail(p, l->start, l->end, "Unexpected token '%s'", syn_operator_name(l->tok));
    }
}

// ---- life

void syn_unit_free(syn_unit *u)
{
    if (!u) {
        return;
    }
    if (u->nodes_bytes == 0) {
        free(u->nodes);
    } else if (u->nodes) {
        munmap(u->nodes, u->nodes_bytes);
    }
    free(u->atoms);
    free(u->table);
    free(u->scopes);
    free(u->symbols);
    free(u->strips.data);
    free(u->html.data);
    for (arena_block *b = u->blocks, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    free(u->copy);
    free(u);
}

enum { padding = 64, SMALL_MAX = 1500 };

static int unit_new(syn_unit **out, const char *text, size_t len, const syn_options *options)
{
    if (len > (1u << 30)) {
        return -E2BIG;
    }
    syn_unit *u = calloc(1, sizeof *u);
    if (!u) {
        return -ENOMEM;
    }
    u->options = *options;
    u->len = (uint32_t)len;
    u->src = (const uint8_t *)text;
    if (!(options->flags & SYN_PADDED)) {
        uint8_t *copy = malloc(len + padding);
        if (!copy) {
            goto fail;
        }
        memcpy(copy, text, len);
        memset(copy + len, 0, padding);
        u->copy = copy;
        u->src = copy;
    }
    // No text makes more than two nodes a byte; untouched pages cost nothing. Where address space is short, a
    // quarter of that does for all but the densest texts, which then are out of memory. Small texts do with memory that is there already.
    u->node_cap = 2 * u->len + 256;
    if (u->len <= SMALL_MAX) {
        u->nodes = malloc(u->node_cap * sizeof(syn_node));
        if (!u->nodes) {
            goto fail;
        }
    }
    for (int attempt = 0; attempt < 2 && !u->nodes; attempt++) {
        u->node_cap = attempt ? u->len / 2 + 256 : u->node_cap;
        u->nodes_bytes = (size_t)u->node_cap * sizeof(syn_node);
        void *nodes = mmap(NULL, u->nodes_bytes, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        u->nodes = nodes == MAP_FAILED ? NULL : nodes;
    }
    if (!u->nodes) {
        goto fail;
    }
    u->symbol_cap = u->scope_cap = 32;
    u->symbols = malloc(u->symbol_cap * sizeof *u->symbols);
    u->scopes = malloc(u->scope_cap * sizeof *u->scopes);
    if (!u->symbols || !u->scopes || !syn__atoms_init(u)) {
        goto fail;
    }
    u->nodes[0] = (syn_node){0};
    u->symbols[0] = (syn_symbol){0};
    u->scopes[0] = (syn_scope){0};
    u->symbol_count = u->scope_count = 1;
    *out = u;
    return 0;
fail:
    syn_unit_free(u);
    return -ENOMEM;
}

static void parser_init(parser *p, syn_unit *u, syn_error *error, jmp_buf *out)
{
    const syn_options *o = &u->options;
    *p = (parser){.src = u->src,
                  .nodes = u->nodes,
                  .u = u,
                  .error = error,
                  .out = out,
                  .node_count = 1,
                  .node_cap = u->node_cap};
    p->module = o->goal == SYN_GOAL_MODULE;
    p->ts = o->flags & SYN_TYPESCRIPT;
    p->jsx = o->flags & SYN_JSX;
    p->keep_types = p->ts && o->flags & SYN_KEEP_TYPES;
    p->stack_min = (char *)__builtin_frame_address(0) - (o->stack_max ? o->stack_max : 1024 * 1024);
    if (p->module || o->flags & SYN_STRICT) {
        p->ctx |= C_STRICT;
    }
    if (p->module || o->goal == SYN_GOAL_REPL || o->flags & SYN_TOP_AWAIT) {
        p->ctx |= C_ASYNC;
    }
    if (o->goal == SYN_GOAL_COMMONJS) {
        p->ctx |= C_FUNCTION | C_NEW_TARGET;
    }
    if (o->flags & SYN_IN_METHOD) {
        p->ctx |= C_SUPER_PROP | C_NEW_TARGET;
    }
    if (o->flags & SYN_IN_CONSTRUCTOR) {
        p->ctx |= C_SUPER_PROP | C_SUPER_CALL | C_NEW_TARGET;
    }
    if (o->flags & SYN_AMBIENT) {
        p->ctx |= C_AMBIENT;
    }
}

// Steps over a byte order mark and a #! line.
static void skip_prologue(parser *p)
{
    const uint8_t *s = p->src;
    if (s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf) {
        s += 3;
    }
    if (s[0] == '#' && s[1] == '!') {
        const uint8_t *end = p->src + p->u->len;
        while (s < end && *s != '\n' && *s != '\r' && !(s[0] == 0xe2 && s[1] == 0x80 && (s[2] | 1) == 0xa9)) {
            s++;
        }
        p->u->features |= SYN_HAS_HASHBANG;
    }
    p->lx.pos = (uint32_t)(s - p->src);
}

static int run(syn_unit *u, syn_error *error, void (*body)(parser *p, void *arg), void *arg)
{
    jmp_buf out;
    parser p;
    int r = setjmp(out);
    if (r) {
        return -r;
    }
    parser_init(&p, u, error, &out);
    skip_prologue(&p);
    body(&p, arg);
    u->node_count = p.node_count;
    return 0;
}

static void parse_body(parser *p, void *arg)
{
    (void)arg;
    syn__program(p);
}

int syn_parse(syn_unit **out, const char *text, size_t len, const syn_options *options, syn_error *error)
{
    syn_error own;
    error = error ? error : &own;
    memset(error, 0, sizeof *error);
    syn_unit *u;
    int r = unit_new(&u, text, len, options);
    if (r) {
        return r;
    }
    r = run(u, error, parse_body, NULL);
    if (r == 0) {
        *out = u;
        return 0;
    }
    if (r == -EINVAL) {
        position(u->src, u->len, error->offset, &error->line, &error->column);
    }
    syn_unit_free(u);
    return r;
}

// ---- questions

const syn_node *syn_nodes_peek(const syn_unit *u, uint32_t *count)
{
    if (count) {
        *count = u->node_count;
    }
    return u->nodes;
}

const syn_scope *syn_scopes_peek(const syn_unit *u, uint32_t *count)
{
    if (count) {
        *count = u->scope_count;
    }
    return u->scopes;
}

const syn_symbol *syn_symbols_peek(const syn_unit *u, uint32_t *count)
{
    if (count) {
        *count = u->symbol_count;
    }
    return u->symbols;
}

const char *syn_text_peek(const syn_unit *u, uint32_t *len)
{
    if (len) {
        *len = u->len;
    }
    return (const char *)u->src;
}

const char *syn_atom_peek(const syn_unit *u, uint32_t atom, uint32_t *len)
{
    *len = u->atoms[atom].len;
    return (const char *)u->atoms[atom].text;
}

uint32_t syn_features(const syn_unit *u)
{
    return u->features;
}

syn_id syn_free_references(const syn_unit *u, const char *name)
{
    uint32_t atom = syn__atom_find(u, name, (uint32_t)strlen(name));
    syn_id r = atom ? u->atoms[atom].references : 0;
    while (r && u->nodes[r].kind != SYN_Ident) {
        r = u->nodes[r].c;
    }
    return r;
}

static size_t put(char *buffer, size_t max, size_t at, uint32_t code)
{
    uint8_t b[4];
    size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (n == 1) {
        b[0] = (uint8_t)code;
    } else {
        for (size_t i = n - 1; i > 0; i--) {
            b[i] = (uint8_t)(0x80 | (code & 63));
            code >>= 6;
        }
        b[0] = (uint8_t)((n == 2 ? 0xc0 : n == 3 ? 0xe0 : 0xf0) | code);
    }
    for (size_t i = 0; i < n && at + i < max; i++) {
        buffer[at + i] = (char)b[i];
    }
    return at + n;
}

size_t syn_string_value(const syn_unit *u, syn_id id, char *buffer, size_t max)
{
    const syn_node *n = &u->nodes[id];
    const uint8_t *s = u->src + n->start + 1, *end = u->src + n->end - 1;
    if (n->kind != SYN_String) {
        const syn_atom *a = &u->atoms[n->a];
        if (max) {
            memcpy(buffer, a->text, a->len < max ? a->len : max);
        }
        return a->len;
    }
    size_t at = 0;
    uint32_t high = 0;
    while (s < end) {
        uint32_t code = *s;
        bool escape = *s == '\\';
        if (escape) {
            if (syn__decode_escape(&s, end, &code) == 1) {
                continue;
            }
        } else {
            s++;
        }
        if (escape && code >= 0xdc00 && code < 0xe000 && high) {
            at = put(buffer, max, at - 3, 0x10000 + ((high - 0xd800) << 10) + (code - 0xdc00));
            high = 0;
            continue;
        }
        high = escape && code >= 0xd800 && code < 0xdc00 ? code : 0;
        if (escape) {
            at = put(buffer, max, at, code);
        } else {
            if (at < max) {
                buffer[at] = (char)code;
            }
            at++;
        }
    }
    return at;
}

// ---- tokens for tools

typedef struct token_sink {
    void (*emit)(void *, const syn_token *);
    void *arg;
} token_sink;

static bool operand_may_follow(unsigned tok)
{
    return !(tok == T_RPAREN || tok == T_RBRACKET || tok == T_RBRACE || tok == T_NUMBER || tok == T_BIGINT ||
             tok == T_STRING || tok == T_REGEX || tok == T_IDENT || tok == T_PRIVATE || tok == T_THIS ||
             tok == T_SUPER || tok == T_TRUE || tok == T_FALSE || tok == T_NULL || tok == T_INC ||
             tok == T_DEC || tok == T_BACKTICK);
}

static void tokens_body(parser *p, void *arg)
{
    token_sink *sink = arg;
    unsigned previous = T_EOF;
    uint32_t braces[256];
    unsigned depth = 0;
    uint32_t open = 0;
    for (;;) {
        syn__next(p);
        unsigned tok = p->lx.tok;
        if (tok == T_EOF) {
            return;
        }
        bool in_template = false, tail = true;
        if ((tok == T_DIV || tok == T_DIV_ASSIGN) && operand_may_follow(previous)) {
            syn__regex(p);
            tok = T_REGEX;
        } else if (tok == T_LBRACE) {
            open++;
        } else if (tok == T_RBRACE) {
            if (depth && braces[depth - 1] == open) {
                depth--;
                in_template = true;
            } else {
                open -= open > 0;
            }
        }
        uint32_t start = p->lx.start;
        if (tok == T_BACKTICK || in_template) {
            p->lx.pos = start + 1;
            syn__template_element(p, true, &tail);
            p->node_count--;
            if (!tail) {
                if (depth == 256) {
                    syn__too_deep(p);
                }
                braces[depth++] = open;
            }
            tok = T_BACKTICK;
        }
        syn_token t = {start, p->lx.end, tok == T_BACKTICK ? "template" : syn_operator_name(tok)};
        sink->emit(sink->arg, &t);
        previous = tok == T_BACKTICK && !tail ? T_LPAREN : tok;
    }
}

int syn_tokens(const char *text, size_t len, const syn_options *options,
               void (*emit)(void *arg, const syn_token *token), void *arg, syn_error *error)
{
    syn_error own;
    error = error ? error : &own;
    memset(error, 0, sizeof *error);
    syn_unit *u;
    int r = unit_new(&u, text, len, options);
    if (r) {
        return r;
    }
    token_sink sink = {emit, arg};
    r = run(u, error, tokens_body, &sink);
    if (r == -EINVAL) {
        position(u->src, u->len, error->offset, &error->line, &error->column);
    }
    syn_unit_free(u);
    return r;
}

int syn_regexp_check(const char *pattern, size_t pattern_len, const char *flags, size_t flags_len,
                     syn_error *error)
{
    syn_error own;
    error = error ? error : &own;
    memset(error, 0, sizeof *error);
    uint32_t where = 0;
    const char *message =
        syn__regexp((const uint8_t *)pattern, (uint32_t)pattern_len, (const uint8_t *)flags,
                    (uint32_t)flags_len, (char *)__builtin_frame_address(0) - 512 * 1024, &where);
    if (!message) {
        return 0;
    }
    snprintf(error->message, sizeof error->message, "%s", message);
    error->offset = error->end = where;
    return -EINVAL;
}
