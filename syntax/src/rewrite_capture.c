// SPDX-License-Identifier: MIT
// What a Deferred function takes along. `new Deferred(f)`, `Deferred.run(f)` and `Deferred.runWith(options, f)` become
//   new Deferred($pj_captured(f,()=>({a,b}),"description",file))
// where the getter reads the captured variables (and those that captured functions of the same text capture in turn), and the description
// says what they are. Fields of the description end with a line break:
//   a number of the text and offset of the site, line of f, "s" where strict, letters of what f uses of its module (r: require or file
//   names, i: import(), m: import.meta), the names ("!" before those of functions), and a line for each captured import (object, "*" or
//   nothing, specifier) or require() (name, "r", specifier, property).
// Assigning to a captured variable is an error: f runs elsewhere, on a copy.
#include <stdio.h>

#include "rewrite.h"

enum { CAPTURES_MAX = 256 };

typedef struct shipped {
    uint32_t start, end;
} shipped;

typedef struct capture {
    rewriter *r;
    uint8_t *written;  // bit per node: an identifier that is assigned
    syn_id *functions; // per symbol: the function or class it stands for, 0 for none
    syn_id *
        required; // per symbol: the specifier (a String) of the require() it was initialised with, 0 for none
    syn_id *keys; // per symbol: the property of what was required, 0 for all of it
    uint32_t symbols[CAPTURES_MAX];
    uint32_t count;
    shipped spans[CAPTURES_MAX]; // texts that are shipped: the function, then captured functions
    uint32_t span_count;
    bool require, import_call, meta, failed;
} capture;

static bool inside(shipped s, uint32_t at)
{
    return at >= s.start && at < s.end;
}

static void mark_target(capture *c, syn_id id)
{
    const syn_node *nodes = c->r->nodes;
    if (!id) {
        return;
    }
    if (nodes[id].kind == SYN_AssignPattern || nodes[id].kind == SYN_Rest) {
        id = nodes[id].a;
    }
    if (nodes[id].kind == SYN_Ident) {
        c->written[id >> 3] |= (uint8_t)(1u << (id & 7));
    }
}

static bool is_written(const capture *c, syn_id id)
{
    return c->written[id >> 3] & (1u << (id & 7));
}

static void mark_targets(capture *c)
{
    const syn_node *nodes = c->r->nodes;
    for (syn_id id = 1; id < c->r->u->node_count; id++) {
        const syn_node *n = &nodes[id];
        switch (n->kind) {
        case SYN_Assign:
        case SYN_Update:
        case SYN_ForIn:
        case SYN_ForOf:
        case SYN_AssignPattern:
        case SYN_Rest:
            mark_target(c, n->a);
            break;
        case SYN_ArrayPattern:
            for (syn_id at = n->a; at; at = nodes[at].next) {
                mark_target(c, at);
            }
            break;
        case SYN_ObjectPattern:
            for (syn_id at = n->a; at; at = nodes[at].next) {
                mark_target(c, nodes[at].kind == SYN_Property ? nodes[at].b : at);
            }
            break;
        default:
            break;
        }
    }
}

static bool is_function(const syn_node *n)
{
    return n->kind == SYN_FunctionExpr || n->kind == SYN_Arrow || n->kind == SYN_ClassExpr;
}

static bool names(const syn_unit *u, uint32_t atom, const char *text)
{
    const syn_atom *a = &u->atoms[atom];
    return a->len == strlen(text) && memcmp(a->text, text, a->len) == 0;
}

// The specifier where the expression is require("..."), or a property of that, whose name goes to *key.
static syn_id specifier_of(const capture *c, syn_id id, syn_id *key)
{
    const syn_node *nodes = c->r->nodes, *n = &nodes[id];
    *key = 0;
    if (n->kind == SYN_Member && !(n->flags & SYN_F_COMPUTED) && nodes[n->b].kind == SYN_Name) {
        *key = n->b;
        n = &nodes[n->a];
    }
    bool is_call = n->kind == SYN_Call && nodes[n->a].kind == SYN_Ident && !nodes[n->a].b && n->b &&
                   nodes[n->b].kind == SYN_String && names(c->r->u, nodes[n->a].a, "require");
    return is_call ? n->b : 0;
}

// const x = require("m"), x = require("m").y, { x, y: z } = require("m")
static void note_required(capture *c, const syn_node *declarator)
{
    const syn_node *nodes = c->r->nodes, *target = &nodes[declarator->a];
    syn_id key, specifier = declarator->b ? specifier_of(c, declarator->b, &key) : 0;
    if (!specifier) {
        return;
    }
    if (target->kind == SYN_BindingIdent) {
        c->required[target->b] = specifier;
        c->keys[target->b] = key;
    } else if (target->kind == SYN_ObjectPattern && !key) {
        for (syn_id at = target->a; at; at = nodes[at].next) {
            const syn_node *p = &nodes[at];
            if (p->kind == SYN_Property && p->b && nodes[p->b].kind == SYN_BindingIdent &&
                !(p->flags & SYN_F_COMPUTED)) {
                c->required[nodes[p->b].b] = specifier;
                c->keys[nodes[p->b].b] = p->a ? p->a : p->b;
            }
        }
    }
}

// Which symbols are functions or classes for ever, or what a module exports.
static void find_functions(capture *c)
{
    const syn_node *nodes = c->r->nodes;
    for (syn_id id = 1; id < c->r->u->node_count; id++) {
        const syn_node *n = &nodes[id];
        if ((n->kind == SYN_FunctionDecl || n->kind == SYN_ClassDecl) && n->a) {
            c->functions[nodes[n->a].b] = id;
        } else if (n->kind == SYN_Declarator && n->b && nodes[n->a].kind == SYN_BindingIdent &&
                   is_function(&nodes[n->b])) {
            c->functions[nodes[n->a].b] = n->b;
        } else if (n->kind == SYN_Declarator) {
            note_required(c, n);
        }
    }
    for (syn_id id = 1; id < c->r->u->node_count; id++) {
        if (nodes[id].kind == SYN_Ident && is_written(c, id)) {
            c->functions[nodes[id].b] = c->required[nodes[id].b] = 0;
        }
    }
}

static void fail_at(capture *c, uint32_t at, uint32_t end, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static void fail_at(capture *c, uint32_t at, uint32_t end, const char *format, ...)
{
    syn_error *e = c->r->error;
    va_list args;
    if (c->failed) {
        return;
    }
    c->failed = true;
    c->r->invalid = true;
    va_start(args, format);
    vsnprintf(e->message, sizeof e->message, format, args);
    va_end(args);
    e->offset = at;
    e->end = end;
    syn_position(c->r->u, at, &e->line, &e->column);
}

// `format` has a place for a name, with its length.
static void fail(capture *c, uint32_t at, const char *format, uint32_t atom)
{
    const syn_atom *a = &c->r->u->atoms[atom];
    syn_error *e = c->r->error;
    char message[sizeof e->message];
    snprintf(message, sizeof message, format, (int)a->len, (const char *)a->text);
    fail_at(c, at, at + a->len, "%s", message);
}

static void add_span(capture *c, shipped s)
{
    for (uint32_t i = 0; i < c->span_count; i++) {
        if (c->spans[i].start <= s.start && s.end <= c->spans[i].end) {
            return;
        }
    }
    if (c->span_count < CAPTURES_MAX) {
        c->spans[c->span_count++] = s;
    }
}

static void add_symbol(capture *c, uint32_t symbol, uint32_t at)
{
    const syn_unit *u = c->r->u;
    const syn_symbol *s = &u->symbols[symbol];
    for (uint32_t i = 0; i < c->count; i++) {
        if (c->symbols[i] == symbol) {
            return;
        }
        if (u->symbols[c->symbols[i]].atom == s->atom) {
            fail(c, at, "A Deferred function captures two variables named '%.*s'", s->atom);
            return;
        }
    }
    if (c->count == CAPTURES_MAX) {
        fail(c, at, "A Deferred function captures too many variables ('%.*s')", s->atom);
        return;
    }
    c->symbols[c->count++] = symbol;
    c->require |= c->required[symbol] != 0;
    if (c->functions[symbol]) {
        const syn_node *n = &c->r->nodes[c->functions[symbol]];
        add_span(c, (shipped){n->start, n->end});
    }
}

static void free_name(capture *c, const syn_node *n)
{
    static const char *const of_module[] = {"require", "__filename", "__dirname"};
    for (size_t i = 0; i < sizeof of_module / sizeof of_module[0]; i++) {
        c->require |= names(c->r->u, n->a, of_module[i]);
    }
    if (names(c->r->u, n->a, "module") || names(c->r->u, n->a, "exports")) {
        fail(c, n->start, "A Deferred function cannot use '%.*s' of its module", n->a);
    }
}

// Whether `this` at a place of a shipped text is that of a function or class inside of it.
static bool has_own_this(const capture *c, shipped s, uint32_t at)
{
    const syn_node *nodes = c->r->nodes;
    for (syn_id id = 1; id < c->r->u->node_count; id++) {
        const syn_node *n = &nodes[id];
        bool binds = n->kind == SYN_FunctionDecl || n->kind == SYN_FunctionExpr || n->kind == SYN_Field ||
                     n->kind == SYN_StaticBlock;
        if (binds && inside(s, n->start) && at >= n->start && at < n->end) {
            return true;
        }
    }
    return false;
}

// What belongs to the code around the function and cannot go along.
static void refuse_surroundings(capture *c, shipped s, const syn_node *n)
{
    const syn_unit *u = c->r->u;
    const char *what = n->kind == SYN_This        ? "this"
                       : n->kind == SYN_Super     ? "super"
                       : n->kind == SYN_NewTarget ? "new.target"
                                                  : NULL;
    bool outside = what && !has_own_this(c, s, n->start);
    if ((n->kind == SYN_Ident && n->b && u->symbols[n->b].kind == SYN_SYM_ARGUMENTS) ||
        (n->kind == SYN_PrivateName && n->b)) {
        const syn_scope *scope = &u->scopes[u->symbols[n->b].scope];
        outside = scope->start < s.start || scope->end > s.end;
    }
    if (outside && what) {
        fail_at(c, n->start, n->end, "A Deferred function cannot use '%s' of the code around it", what);
    } else if (outside) {
        fail(c, n->start, "A Deferred function cannot use '%.*s' of the code around it", n->a);
    }
}

// The names in one shipped text.
static void scan(capture *c, shipped s)
{
    const syn_unit *u = c->r->u;
    for (syn_id id = 1; id < u->node_count; id++) {
        const syn_node *n = &c->r->nodes[id];
        if (!inside(s, n->start)) {
            continue;
        }
        refuse_surroundings(c, s, n);
        c->import_call |= n->kind == SYN_ImportCall;
        c->meta |= n->kind == SYN_ImportMeta;
        if (n->kind != SYN_Ident) {
            continue;
        }
        if (!n->b) {
            if (names(u, n->a, "Deferred")) { // what it defers in turn names its file
                c->require |= u->options.goal == SYN_GOAL_COMMONJS;
                c->meta |= u->options.goal == SYN_GOAL_MODULE;
            }
            if (u->options.goal == SYN_GOAL_COMMONJS) {
                free_name(c, n);
            }
            continue;
        }
        const syn_symbol *symbol = &u->symbols[n->b];
        const syn_scope *scope = &u->scopes[symbol->scope];
        if ((scope->start >= s.start && scope->end <= s.end) || symbol->kind == SYN_SYM_PRIVATE ||
            symbol->kind == SYN_SYM_TYPE_IMPORT) {
            continue;
        }
        if (is_written(c, id)) {
            fail(c, n->start, "Assignment to captured variable '%.*s' in a Deferred function", n->a);
        }
        add_symbol(c, n->b, n->start);
    }
}

static bool is_value(const capture *c, uint32_t symbol)
{
    return c->r->u->symbols[symbol].kind != SYN_SYM_IMPORT && !c->required[symbol];
}

// ---- the text -------------------------------------------------------------------------------------------------------------

typedef struct text {
    char *bytes;
    size_t len, cap;
    bool failed;
} text;

static void put(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(text *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (t->len + (size_t)n + 1 > t->cap) {
        size_t cap = t->cap * 2 + (size_t)n + 256;
        char *grown = realloc(t->bytes, cap);
        t->failed |= !grown;
        if (!grown) {
            return;
        }
        t->bytes = grown;
        t->cap = cap;
    }
    va_start(args, format);
    vsnprintf(t->bytes + t->len, (size_t)n + 1, format, args);
    va_end(args);
    t->len += (size_t)n;
}

// The import declaration that binds a symbol; *namespace says whether it binds the namespace.
static const syn_node *import_of(capture *c, uint32_t symbol, bool *is_namespace)
{
    const syn_node *nodes = c->r->nodes;
    for (syn_id id = 1; id < c->r->u->node_count; id++) {
        for (syn_id at = nodes[id].kind == SYN_Import ? nodes[id].a : 0; at; at = nodes[at].next) {
            syn_id local = nodes[at].b;
            if (local && nodes[local].b == symbol) {
                *is_namespace = nodes[at].kind == SYN_ImportNamespace;
                return &nodes[id];
            }
        }
    }
    return NULL;
}

static void put_import(capture *c, text *t, uint32_t symbol)
{
    bool is_namespace = false;
    const syn_node *import = import_of(c, symbol, &is_namespace);
    if (!import) {
        return;
    }
    syn_string specifier = rw__string_of(c->r, import->b);
    const syn_atom *a = &c->r->u->atoms[c->r->u->symbols[symbol].atom];
    const char *name = c->r->symbol_text ? c->r->symbol_text[symbol] : NULL;
    if (is_namespace || !name) {
        put(t, "%.*s\t*\t%s\n", (int)a->len, a->text, specifier.text);
    } else {
        put(t, "%.*s\t\t%s\n", (int)strcspn(name, ".["), name, specifier.text);
    }
}

static void put_required(capture *c, text *t, uint32_t symbol)
{
    const syn_atom *a = &c->r->u->atoms[c->r->u->symbols[symbol].atom];
    put(t, "%.*s\tr\t%s", (int)a->len, a->text, rw__string_of(c->r, c->required[symbol]).text);
    if (c->keys[symbol]) {
        put(t, "\t%s", rw__string_of(c->r, c->keys[symbol]).text);
    }
    put(t, "\n");
}

static uint64_t hash(const uint8_t *bytes, size_t len)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < len; i++) {
        h = (h ^ bytes[i]) * UINT64_C(0x100000001b3);
    }
    return h;
}

static void put_description(capture *c, text *t, const syn_node *f)
{
    const syn_unit *u = c->r->u;
    uint32_t line, column;
    rw__position(c->r, f->start, &line, &column);
    put(t, "%llx:%u\n%u\n%s\n%s%s%s\n", (unsigned long long)hash(c->r->src, u->len), f->start, line,
        f->flags & SYN_F_STRICT || u->options.goal == SYN_GOAL_MODULE ? "s" : "", c->require ? "r" : "",
        c->import_call ? "i" : "", c->meta ? "m" : "");
    for (uint32_t i = 0, n = 0; i < c->count; i++) {
        const syn_symbol *s = &u->symbols[c->symbols[i]];
        syn_id function = c->functions[c->symbols[i]];
        if (!is_value(c, c->symbols[i])) {
            continue;
        }
        put(t, "%s%s%.*s", n++ ? "," : "", function ? "!" : "", (int)u->atoms[s->atom].len,
            u->atoms[s->atom].text);
        if (function) {
            rw__position(c->r, c->r->nodes[function].start, &line, &column);
            put(t, "@%u", line);
        }
    }
    put(t, "\n");
    for (uint32_t i = 0; i < c->count; i++) {
        if (u->symbols[c->symbols[i]].kind == SYN_SYM_IMPORT) {
            put_import(c, t, c->symbols[i]);
        } else if (c->required[c->symbols[i]]) {
            put_required(c, t, c->symbols[i]);
        }
    }
}

static void put_getter(capture *c, text *t)
{
    const syn_unit *u = c->r->u;
    put(t, ",()=>({");
    for (uint32_t i = 0; i < c->count; i++) {
        const syn_symbol *s = &u->symbols[c->symbols[i]];
        const syn_atom *a = &u->atoms[s->atom];
        const char *name = c->r->symbol_text ? c->r->symbol_text[c->symbols[i]] : NULL;
        if (!is_value(c, c->symbols[i])) {
            continue;
        }
        if (name) {
            put(t, "%.*s:%s,", (int)a->len, a->text, name);
        } else {
            put(t, "%.*s,", (int)a->len, a->text);
        }
    }
    put(t, "})");
}

static void wrap(capture *c, syn_id argument, const syn_node *f)
{
    rewriter *r = c->r;
    const syn_node *n = &r->nodes[argument];
    text description = {0}, close = {0};
    put_description(c, &description, f);
    put_getter(c, &close);
    if (!description.failed) {
        put(&close, ",%s,%s)", rw__quote(r, (syn_string){description.bytes, (uint32_t)description.len}),
            r->u->options.goal == SYN_GOAL_MODULE     ? "$pj_meta.url"
            : r->u->options.goal == SYN_GOAL_COMMONJS ? "__filename"
                                                      : "\"\"");
    }
    if (description.failed || close.failed) {
        r->failed = true;
    } else {
        rw__open(r, n->start, n->end, 200, "$pj_captured(");
        rw__close(r, n->start, n->end, 200, rw__copy(r, close.bytes, close.len).text);
        r->out->module.uses_meta |= r->u->options.goal == SYN_GOAL_MODULE;
    }
    free(description.bytes);
    free(close.bytes);
}

// The function that a Deferred site is given; 0 where the text does not show one.
static syn_id function_of(const capture *c, syn_id argument)
{
    const syn_node *n = &c->r->nodes[argument];
    if (is_function(n)) {
        return argument;
    }
    return n->kind == SYN_Ident && n->b ? c->functions[n->b] : 0;
}

static void site(capture *c, syn_id argument)
{
    const syn_node *nodes = c->r->nodes;
    syn_id f = argument ? function_of(c, argument) : 0;
    if (!f) {
        return;
    }
    c->count = c->span_count = 0;
    c->require = c->import_call = c->meta = c->failed = false;
    add_span(c, (shipped){nodes[f].start, nodes[f].end});
    for (uint32_t i = 0; i < c->span_count && !c->failed; i++) {
        scan(c, c->spans[i]);
    }
    if (!c->failed) {
        wrap(c, argument, &nodes[f]);
    }
}

static bool is_deferred(const capture *c, syn_id id)
{
    const syn_node *n = &c->r->nodes[id];
    return n->kind == SYN_Ident && !n->b && names(c->r->u, n->a, "Deferred");
}

void rw__captures(rewriter *r)
{
    const syn_unit *u = r->u;
    capture c = {.r = r};
    if (!syn_free_references(u, "Deferred")) {
        return;
    }
    c.written = calloc(u->node_count / 8 + 1, 1);
    c.functions = calloc(u->symbol_count + 1, sizeof *c.functions);
    c.required = calloc(u->symbol_count + 1, sizeof *c.required);
    c.keys = calloc(u->symbol_count + 1, sizeof *c.keys);
    if (!c.written || !c.functions || !c.required || !c.keys) {
        r->failed = true;
        goto out;
    }
    mark_targets(&c);
    find_functions(&c);
    for (syn_id id = 1; id < u->node_count && !r->invalid; id++) {
        const syn_node *n = &r->nodes[id];
        if (n->kind == SYN_New && is_deferred(&c, n->a)) {
            site(&c, n->b);
        } else if (n->kind == SYN_Call && r->nodes[n->a].kind == SYN_Member &&
                   is_deferred(&c, r->nodes[n->a].a)) {
            const syn_node *property = &r->nodes[r->nodes[n->a].b];
            if (property->kind == SYN_Name && names(u, property->a, "run")) {
                site(&c, n->b);
            } else if (property->kind == SYN_Name && names(u, property->a, "runWith") && n->b) {
                site(&c, r->nodes[n->b].next);
            }
        }
    }
out:
    free(c.written);
    free(c.functions);
    free(c.required);
    free(c.keys);
}
