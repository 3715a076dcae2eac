// SPDX-License-Identifier: MIT
// Functions, arrow functions, methods and classes.
#include "internal.h"

typedef struct outer_function {
    uint32_t ctx, yield_pos, await_pos, await_ident_pos, dup_param;
    label *labels;
} outer_function;

static outer_function enter(parser *p, uint32_t ctx)
{
    outer_function o = {p->ctx, p->yield_pos, p->await_pos, p->await_ident_pos, p->dup_param, p->labels};
    p->ctx = ctx;
    p->yield_pos = p->await_pos = p->await_ident_pos = p->dup_param = 0;
    p->labels = NULL;
    return o;
}

static void leave(parser *p, outer_function o)
{
    p->ctx = o.ctx;
    p->yield_pos = o.yield_pos;
    p->await_pos = o.await_pos;
    p->await_ident_pos = o.await_ident_pos;
    p->dup_param = o.dup_param;
    p->labels = o.labels;
}

static uint32_t function_context(const parser *p, unsigned fn)
{
    uint32_t ctx = (p->ctx & (C_STRICT | C_AMBIENT)) | C_FUNCTION | C_NESTED_FN | C_NEW_TARGET;
    ctx |= fn & FN_ASYNC ? C_ASYNC : 0u;
    ctx |= fn & FN_GENERATOR ? C_GENERATOR : 0u;
    ctx |= fn & FN_METHOD ? C_SUPER_PROP : 0u;
    ctx |= fn & FN_SUPER_CALL ? C_SUPER_CALL : 0u;
    return ctx;
}

static void check_one(void *arg, syn_id binding)
{
    parser *p = arg;
    const syn_node *n = NODE(p, binding);
    syn__check_name(p, n->a, n->start, n->end, true);
}

void syn__check_strict_params(parser *p, syn_id name, syn_id params)
{
    if (name) {
        check_one(p, name);
    }
    for (syn_id e = params; e; e = NODE(p, e)->next) {
        syn__each_binding(p->nodes, e, check_one, p);
    }
}

static void check_parameter_positions(parser *p)
{
    if (p->yield_pos) {
        syn__fail(p, p->yield_pos - 1, p->yield_pos + 4, "Yield expression not allowed in formal parameter");
    }
    if (p->await_pos) {
        syn__fail(p, p->await_pos - 1, p->await_pos + 4,
                  "Illegal await-expression in formal parameters of async function");
    }
}

// TypeScript: accessibility and readonly before a constructor's parameter.
static bool parameter_property(parser *p, unsigned fn)
{
    if (!p->ts || !at(p, T_IDENT)) {
        return false;
    }
    bool found = false;
    for (;;) {
        uint32_t a = p->lx.atom;
        if (!at(p, T_IDENT) ||
            !(a == A_public || a == A_private || a == A_protected || a == A_readonly || a == A_override)) {
            return found;
        }
        syn_tok next = peek(p);
        if (next != T_IDENT && next != T_LBRACE && next != T_LBRACKET) {
            return found;
        }
        if (!(fn & FN_CONSTRUCTOR)) {
            return found;
        }
        uint32_t from = p->lx.start;
        syn__next(p);
        syn__strip(p, from, p->lx.start);
        found = true;
    }
}

static syn_id parameter(parser *p, unsigned fn)
{
    uint32_t start = p->lx.start;
    if (at(p, T_AT)) {
        (void)syn__decorators(p);
        p->u->features |= SYN_HAS_DECORATORS;
    }
    bool property = parameter_property(p, fn);
    uint32_t inner = p->lx.start;
    syn_id target;
    bool rest = at(p, T_ELLIPSIS);
    if (rest) {
        target = node_new(p, SYN_Rest, start);
        syn__next(p);
        syn_id t = syn__binding_target(p, SYN_SYM_PARAM);
        NODE(p, target)->a = t;
    } else {
        target = syn__binding_target(p, SYN_SYM_PARAM);
    }
    if (p->ts) {
        if (at(p, T_QUESTION)) {
            syn__strip(p, p->lx.start, p->lx.end);
            syn__next(p);
        }
        if (at(p, T_COLON)) {
            syn_id type = syn__ts_annotation(p);
            NODE(p, target)->d = type;
        }
    }
    node_end(p, target);
    if (NODE(p, target)->kind == SYN_BindingIdent) {
        NODE(p, target)->end = NODE(p, target)->start + p->u->atoms[NODE(p, target)->a].len;
    }
    if (at(p, T_ASSIGN)) {
        if (rest) {
            syn__fail(p, p->lx.start, p->lx.end, "Rest parameter may not have a default initializer");
        }
        syn__next(p);
        syn_id n = node_new(p, SYN_AssignPattern, inner);
        syn_id v = syn__assign(p, 0, NULL);
        NODE(p, n)->a = target;
        NODE(p, n)->b = v;
        target = node_end(p, n);
    }
    if (property) {
        syn_id n = node_new(p, SYN_TsParamProperty, start);
        NODE(p, n)->a = target;
        p->u->features |= SYN_HAS_TS_CODE;
        target = node_end(p, n);
    }
    if (rest && at(p, T_COMMA)) {
        syn__fail(p, p->lx.start, p->lx.end, "Rest parameter must be last formal parameter");
    }
    return target;
}

static syn_id parameters(parser *p, unsigned fn, unsigned *count)
{
    expect(p, T_LPAREN);
    list l = {0};
    *count = 0;
    while (!at(p, T_RPAREN)) {
        if (p->ts && at(p, T_THIS)) {
            uint32_t from = p->lx.start;
            syn__next(p);
            if (at(p, T_COLON)) {
                syn__ts_annotation(p);
            }
            syn__strip(p, from, at(p, T_COMMA) ? p->lx.end : p->lx.prev_end);
            if (!eat(p, T_COMMA)) {
                break;
            }
            continue;
        }
        list_add(p, &l, parameter(p, fn));
        ++*count;
        if (!at(p, T_RPAREN)) {
            if (!at(p, T_COMMA)) {
                if (at(p, T_EOF)) {
                    syn__unexpected(p);
                }
                syn__fail(p, p->lx.start, p->lx.end, "missing ) after formal parameters");
            }
            syn__next(p);
        }
    }
    expect(p, T_RPAREN);
    return l.head;
}

// The body in braces; returns a Block. Names are checked once more when it says "use strict".
static syn_id body(parser *p, syn_id name, syn_id params, bool simple, bool unique)
{
    bool was_strict = p->ctx & C_STRICT;
    syn_id block = node_new(p, SYN_Block, p->lx.start);
    if (!simple) {
        uint32_t s = syn__scope_open(p, SYN_SCOPE_BODY, p->lx.start);
        NODE(p, block)->d = s;
    }
    if (!at(p, T_LBRACE)) {
        syn__unexpected(p);
    }
    syn__next(p);
    list l = {0};
    if (at(p, T_STRING)) {
        syn__directives(p, &l, simple);
    }
    if (!was_strict && p->ctx & C_STRICT) {
        syn__check_strict_params(p, name, params);
    }
    if (p->dup_param && (unique || !simple || p->ctx & C_STRICT)) {
        syn__fail(p, p->dup_param - 1, p->dup_param, "Duplicate parameter name not allowed in this context");
    }
    while (!at(p, T_RBRACE)) {
        list_add(p, &l, syn__statement_item(p));
    }
    NODE(p, block)->a = l.head;
    NODE(p, block)->end = p->lx.end;
    if (!simple) {
        syn__scope_close(p, p->lx.end);
    }
    return block;
}

static uint8_t function_flags(const parser *p, unsigned fn)
{
    return (uint8_t)((fn & FN_ASYNC ? SYN_F_ASYNC : 0) | (fn & FN_GENERATOR ? SYN_F_GENERATOR : 0) |
                     (p->ctx & C_STRICT ? SYN_F_STRICT : 0));
}

// Parameters and body of node `f`, whose name is read; `ctx` is the inner context. Returns false for a
// TypeScript declaration without a body.
static bool rest_of_function(parser *p, syn_id f, unsigned fn, syn_id name, bool expression_name)
{
    uint32_t scope = syn__scope_open(p, SYN_SCOPE_FUNCTION, p->lx.start);
    if (expression_name) {
        syn__declare(p, name, SYN_SYM_FUNCTION_NAME);
    }
    if (p->ts && at(p, T_LT)) {
        // TypeScript looks for what it tells decorators from the class on, not among a method's parameters
        bool keep = p->keep_types;
        p->keep_types = keep && !(fn & FN_METHOD);
        syn__ts_type_params(p);
        p->keep_types = keep;
    }
    uint32_t open = p->lx.start;
    unsigned count;
    syn_id params = parameters(p, fn, &count);
    check_parameter_positions(p);
    if ((fn & FN_GET && count) || (fn & FN_SET && count != 1)) {
        syn__fail(p, open, p->lx.prev_end,
                  fn & FN_GET ? "Getter must not have any formal parameters."
                              : "Setter must have exactly one formal parameter.");
    }
    if (fn & FN_SET && NODE(p, params)->kind == SYN_Rest) {
        syn__fail(p, open, p->lx.prev_end, "Setter function argument must not be a rest parameter");
    }
    syn_id return_type = p->ts && at(p, T_COLON) ? syn__ts_return_annotation(p) : 0;
    bool simple = syn__pattern_is_simple(p, params);
    bool has_body = true;
    syn_id block = 0;
    if (fn & FN_NO_BODY && p->ts && !at(p, T_LBRACE)) {
        has_body = false;
    } else {
        if (fn & FN_ASYNC && fn & FN_GENERATOR) {
            p->u->features |= SYN_HAS_ASYNC_GENERATOR | SYN_HAS_AWAIT;
        }
        block = body(p, name, params, simple, fn & FN_METHOD);
    }
    NODE(p, f)->b = params;
    NODE(p, f)->c = block;
    NODE(p, f)->d = scope;
    NODE(p, f)->flags = function_flags(p, fn);
    syn__scope_close(p, has_body ? p->lx.end : p->lx.prev_end);
    p->return_type = return_type;
    return has_body;
}

// At `function` (async already read); `start` is where the whole thing begins.
syn_id syn__function(parser *p, uint32_t start, unsigned fn, bool declaration, bool statement,
                     bool default_export)
{
    check_stack(p);
    syn_id f = node_new(p, declaration ? SYN_FunctionDecl : SYN_FunctionExpr, start);
    uint32_t outer_ctx = p->ctx;
    fn |= declaration ? FN_NO_BODY : 0;
    syn__next(p);
    if (at(p, T_MUL)) {
        syn__next(p);
        fn |= FN_GENERATOR;
    }
    uint32_t inner = function_context(p, fn);
    syn_id name = 0;
    if (at(p, T_IDENT)) {
        // the name of an expression belongs to the function, that of a declaration to where it stands
        p->ctx = declaration ? outer_ctx : (inner & ~(uint32_t)(C_NESTED_FN)) | (outer_ctx & C_NESTED_FN);
        if (!declaration && p->u->options.goal == SYN_GOAL_REPL) {
            p->ctx |= C_NESTED_FN;
        }
        syn__check_name(p, p->lx.atom, p->lx.start, p->lx.end, true);
        p->ctx = outer_ctx;
        name = syn__ident(p, SYN_BindingIdent);
    } else if (declaration && !default_export) {
        if (at(p, T_LPAREN)) {
            syn__fail(p, p->lx.start, p->lx.end, "Function statements require a function name");
        }
        syn__unexpected(p);
    }
    NODE(p, f)->a = name;
    if (declaration && name && !p->ts) {
        unsigned scope_kind = p->u->scopes[p->scope].kind;
        bool top = scope_kind != SYN_SCOPE_BLOCK && scope_kind != SYN_SCOPE_CATCH;
        bool lexical = !top || (p->module && scope_kind == SYN_SCOPE_TOP);
        unsigned kind = !lexical ? SYN_SYM_FUNCTION
                        : top || p->ctx & C_STRICT || fn & (FN_ASYNC | FN_GENERATOR)
                            ? SYN_SYM_LEXICAL_FUNCTION
                            : SYN_SYM_SLOPPY_FUNCTION;
        syn__declare(p, name, kind);
    }
    outer_function o = enter(p, inner);
    bool has_body = rest_of_function(p, f, fn, name, !declaration && name);
    leave(p, o);
    if (!has_body) {
        // an overload or an ambient function leaves no code
        syn__semicolon(p);
        NODE(p, f)->kind = SYN_TsErased;
        node_end(p, f);
        syn__strip_as(p, start, p->lx.prev_end, STRIP_STATEMENT);
        return f;
    }
    if (declaration && name && p->ts) {
        unsigned scope_kind = p->u->scopes[p->scope].kind;
        bool top = scope_kind != SYN_SCOPE_BLOCK && scope_kind != SYN_SCOPE_CATCH;
        bool lexical = !top || (p->module && scope_kind == SYN_SCOPE_TOP);
        syn__declare(p, name,
                     !lexical                                                     ? SYN_SYM_FUNCTION
                     : top || p->ctx & C_STRICT || fn & (FN_ASYNC | FN_GENERATOR) ? SYN_SYM_LEXICAL_FUNCTION
                                                                                  : SYN_SYM_SLOPPY_FUNCTION);
    }
    (void)statement;
    expect(p, T_RBRACE);
    return node_end(p, f);
}

// A method's parameters and body, at '('.
syn_id syn__method_function(parser *p, unsigned fn)
{
    check_stack(p);
    syn_id f = node_new(p, SYN_FunctionExpr, p->lx.start);
    outer_function o = enter(p, function_context(p, fn | FN_METHOD));
    bool has_body = rest_of_function(p, f, fn | FN_METHOD, 0, false);
    leave(p, o);
    if (has_body) {
        expect(p, T_RBRACE);
    } else {
        NODE(p, f)->kind = SYN_TsErased;
    }
    return node_end(p, f);
}

// At '=>'. The parameters are targets already, not declared yet.
syn_id syn__arrow(parser *p, uint32_t start, syn_id params, unsigned fn, uint32_t scope_mark, bool no_in)
{
    syn_id f = node_new(p, SYN_Arrow, start);
    uint32_t ctx =
        (p->ctx & (C_STRICT | C_SUPER_PROP | C_SUPER_CALL | C_NEW_TARGET | C_NO_ARGUMENTS | C_AMBIENT)) |
        C_FUNCTION | C_NESTED_FN;
    ctx |= fn & FN_ASYNC ? C_ASYNC : 0u;
    bool conditional = p->ctx & C_CONDITIONAL;
    uint32_t outer_scope = p->scope;
    uint32_t scope = syn__scope_open(p, SYN_SCOPE_ARROW, start);
    // functions in default values were read before this scope existed
    for (uint32_t s = scope_mark; s < scope; s++) {
        if (p->u->scopes[s].parent == outer_scope) {
            p->u->scopes[s].parent = scope;
        }
    }
    outer_function o = enter(p, ctx);
    if (conditional) {
        p->ctx |= C_CONDITIONAL;
    }
    for (syn_id e = params; e; e = NODE(p, e)->next) {
        syn__declare_pattern(p, e, SYN_SYM_PARAM);
    }
    syn__check_strict_params(p, 0, params);
    bool simple = syn__pattern_is_simple(p, params);
    if (p->dup_param) {
        syn__fail(p, p->dup_param - 1, p->dup_param, "Duplicate parameter name not allowed in this context");
    }
    syn__next(p);
    syn_id block;
    if (at(p, T_LBRACE)) {
        p->ctx &= ~(uint32_t)C_CONDITIONAL;
        block = body(p, 0, params, simple, true);
        syn__scope_close(p, p->lx.end);
        NODE(p, f)->flags = function_flags(p, fn);
        leave(p, o);
        expect(p, T_RBRACE);
    } else {
        block = syn__assign(p, no_in ? E_NO_IN : 0, NULL);
        syn__scope_close(p, p->lx.prev_end);
        NODE(p, f)->flags = function_flags(p, fn);
        leave(p, o);
    }
    NODE(p, f)->b = params;
    NODE(p, f)->c = block;
    NODE(p, f)->d = scope;
    return node_end(p, f);
}

// ---- classes

syn_id syn__decorators(parser *p)
{
    if (!p->ts && !(p->u->options.flags & SYN_DECORATORS)) {
        syn__fail(p, p->lx.start, p->lx.end, "Invalid or unexpected token");
    }
    list l = {0};
    while (at(p, T_AT)) {
        syn_id n = node_new(p, SYN_Decorator, p->lx.start);
        syn__next(p);
        syn_id e = syn__decorator_expr(p);
        NODE(p, n)->a = e;
        list_add(p, &l, node_end(p, n));
    }
    p->u->features |= SYN_HAS_DECORATORS;
    return l.head;
}

enum { private_get = 1, private_set = 2, private_static = 4, private_other = 8 };

static void declare_private(parser *p, syn_id key, uint32_t body_start, unsigned op, bool is_static)
{
    syn_unit *u = p->u;
    syn_node *n = NODE(p, key);
    unsigned bits = op == SYN_GET ? private_get : op == SYN_SET ? private_set : private_other;
    uint32_t s = u->atoms[n->a].symbol;
    if (s && u->symbols[s].scope == p->scope) {
        unsigned have = u->symbols[s].extra;
        if (!((have | bits) == (private_get | private_set | (is_static ? private_static : 0)) &&
              !(have & bits))) {
            syn__fail(p, n->start, n->end, "Identifier '%.*s' has already been declared",
                      (int)(u->atoms[n->a].len > 80 ? 80 : u->atoms[n->a].len), u->atoms[n->a].text);
        }
        u->symbols[s].extra |= (uint16_t)bits;
        n->b = s;
        return;
    }
    syn__declare(p, key, SYN_SYM_PRIVATE);
    if (n->b) {
        u->symbols[n->b].extra = (uint16_t)(bits | (is_static ? private_static : 0));
        u->symbols[n->b].last_decl = body_start;
    }
}

static bool member_name_ends(parser *p)
{
    switch (p->lx.tok) {
    case T_LPAREN:
    case T_SEMI:
    case T_ASSIGN:
    case T_RBRACE:
    case T_EOF:
        return true;
    case T_COLON:
    case T_QUESTION:
    case T_NOT:
    case T_LT:
        return p->ts;
    default:
        return false;
    }
}

typedef struct member {
    uint32_t start;
    unsigned fn, op;
    uint8_t flags;
    bool erased;   // TypeScript: abstract or declare
    bool has_name; // the word read last is the key
    syn_id key;
    uint32_t modifiers_end;
} member;

static bool is_ts_modifier(uint32_t a)
{
    return a == A_public || a == A_private || a == A_protected || a == A_readonly || a == A_abstract ||
           a == A_declare || a == A_override;
}

// Reads the words before a member's name. A word that turns out to be the name becomes m->key.
static void member_modifiers(parser *p, member *m)
{
    while (at(p, T_IDENT) && !(p->lx.flags & TF_ESCAPED)) {
        uint32_t atom = p->lx.atom;
        bool is_static = atom == A_static && !(m->flags & SYN_F_STATIC) && !(m->fn & ~(unsigned)FN_METHOD) &&
                         m->op == SYN_METHOD;
        bool ts = p->ts && is_ts_modifier(atom) && !(m->fn & FN_ASYNC) && m->op == SYN_METHOD;
        bool is_async = atom == A_async && !(m->fn & FN_ASYNC) && m->op == SYN_METHOD;
        bool accessor = (atom == A_get || atom == A_set) && !(m->fn & FN_ASYNC) && m->op == SYN_METHOD;
        bool field = atom == A_accessor && (p->ts || p->u->options.flags & SYN_DECORATORS) &&
                     !(m->flags & SYN_F_ACCESSOR) && !(m->fn & FN_ASYNC);
        if (!is_static && !ts && !is_async && !accessor && !field) {
            return;
        }
        uint32_t from = p->lx.start;
        syn_id key = syn__ident(p, SYN_Name);
        if (member_name_ends(p) || (is_async && p->lx.nl) || (field && p->lx.nl) ||
            ((accessor) && at(p, T_MUL))) {
            m->key = key;
            m->has_name = true;
            return;
        }
        if (accessor && p->lx.nl && !at(p, T_IDENT) && !at_name(p) && !at(p, T_STRING) && !at(p, T_NUMBER) &&
            !at(p, T_LBRACKET) && !at(p, T_PRIVATE)) {
            m->key = key;
            m->has_name = true;
            return;
        }
        if (is_static) {
            m->flags |= SYN_F_STATIC;
            if (at(p, T_LBRACE)) {
                return;
            }
        } else if (ts) {
            bool hazard =
                from == m->start && (at(p, T_MUL) || at(p, T_LBRACKET) || at(p, T_IN) || at(p, T_INSTANCEOF));
            syn__strip_as(p, from, p->lx.start, hazard ? STRIP_STATEMENT : STRIP_BLANK);
            m->erased |= atom == A_abstract || atom == A_declare;
        } else if (is_async) {
            m->fn |= FN_ASYNC;
        } else if (accessor) {
            m->op = atom == A_get ? SYN_GET : SYN_SET;
            m->fn |= atom == A_get ? FN_GET : FN_SET;
        } else {
            m->flags |= SYN_F_ACCESSOR;
            p->u->features |= SYN_HAS_DECORATORS;
        }
    }
}

static syn_id static_block(parser *p, uint32_t start)
{
    syn_id n = node_new(p, SYN_StaticBlock, start);
    uint32_t ctx = C_STRICT | C_SUPER_PROP | C_NEW_TARGET | C_NO_ARGUMENTS | C_STATIC_BLOCK | C_NESTED_FN |
                   (p->ctx & C_AMBIENT);
    outer_function o = enter(p, ctx);
    uint32_t scope = syn__scope_open(p, SYN_SCOPE_STATIC, p->lx.start);
    syn__next(p);
    list l = {0};
    while (!at(p, T_RBRACE)) {
        list_add(p, &l, syn__statement_item(p));
    }
    syn__scope_close(p, p->lx.end);
    leave(p, o);
    syn__next(p);
    NODE(p, n)->a = l.head;
    NODE(p, n)->d = scope;
    return node_end(p, n);
}

static syn_id field_value(parser *p)
{
    uint32_t ctx =
        C_STRICT | C_SUPER_PROP | C_NEW_TARGET | C_NO_ARGUMENTS | C_NESTED_FN | (p->ctx & C_AMBIENT);
    outer_function o = enter(p, ctx);
    syn_id v = syn__assign(p, 0, NULL);
    leave(p, o);
    return v;
}

static void check_member_name(parser *p, member *m, bool is_field, uint32_t *constructor)
{
    const syn_node *k = NODE(p, m->key);
    if (k->kind == SYN_PrivateName) {
        if (p->u->atoms[k->a].len == 12 && memcmp(p->u->atoms[k->a].text, "#constructor", 12) == 0) {
            syn__fail(p, k->start, k->end, "Classes may not have a private field named '#constructor'");
        }
        return;
    }
    if (m->flags & SYN_F_COMPUTED || (k->kind != SYN_Name && k->kind != SYN_String)) {
        return;
    }
    char text[16];
    size_t n = k->end - k->start < 80 ? syn_string_value(p->u, m->key, text, sizeof text) : 0;
    bool is_constructor = n == 11 && memcmp(text, "constructor", 11) == 0;
    bool is_prototype = n == 9 && memcmp(text, "prototype", 9) == 0;
    if (m->flags & SYN_F_STATIC && is_prototype) {
        syn__fail(p, k->start, k->end, "Classes may not have a static property named 'prototype'");
    }
    if (!is_constructor) {
        return;
    }
    if (is_field) {
        syn__fail(p, k->start, k->end, "Classes may not have a field named 'constructor'");
    }
    if (m->flags & SYN_F_STATIC) {
        return;
    }
    if (m->op == SYN_GET || m->op == SYN_SET) {
        syn__fail(p, k->start, k->end, "Class constructor may not be an accessor");
    }
    if (m->fn & FN_GENERATOR) {
        syn__fail(p, k->start, k->end, "Class constructor may not be a generator");
    }
    if (m->fn & FN_ASYNC) {
        syn__fail(p, k->start, k->end, "Class constructor may not be an async method");
    }
    (void)constructor;
    m->op = SYN_CONSTRUCTOR;
}

static syn_id class_member(parser *p, bool derived, uint32_t body_start, bool *has_constructor,
                           syn_id cls_decorated)
{
    (void)cls_decorated;
    member m = {.start = p->lx.start, .op = SYN_METHOD, .fn = FN_METHOD};
    syn_id decorators = at(p, T_AT) ? syn__decorators(p) : 0;
    uint32_t after_decorators = p->lx.start;
    member_modifiers(p, &m);
    if (!m.has_name && m.flags & SYN_F_STATIC && at(p, T_LBRACE) && m.fn == FN_METHOD && m.op == SYN_METHOD) {
        return static_block(p, m.start);
    }
    if (p->ts && !m.has_name && at(p, T_LBRACKET) && syn__ts_index_signature(p, after_decorators)) {
        syn_id n = node_new(p, SYN_TsErased, m.start);
        return node_end(p, n);
    }
    if (!m.has_name) {
        if (at(p, T_MUL)) {
            if (m.op != SYN_METHOD) {
                syn__unexpected(p);
            }
            m.fn |= FN_GENERATOR;
            syn__next(p);
        }
        if (at(p, T_PRIVATE)) {
            m.key = node_new(p, SYN_Name, p->lx.start);
            NODE(p, m.key)->kind = SYN_PrivateName;
            NODE(p, m.key)->a = p->lx.atom;
            NODE(p, m.key)->end = p->lx.end;
            syn__next(p);
        } else {
            m.key = syn__property_name(p, &m.flags);
        }
    }
    if (p->ts && (at(p, T_QUESTION) || (at(p, T_NOT) && !p->lx.nl))) {
        syn__strip(p, p->lx.start, p->lx.end);
        syn__next(p);
    }
    bool method = at(p, T_LPAREN) || (p->ts && at(p, T_LT)) || m.fn != FN_METHOD || m.op != SYN_METHOD;
    syn_id n = node_new(p, method ? SYN_Method : SYN_Field, m.start);
    check_member_name(p, &m, !method, NULL);
    syn_id value = 0, type = 0;
    bool erased = m.erased;
    if (method) {
        if (m.flags & SYN_F_ACCESSOR) {
            syn__unexpected(p);
        }
        bool ctor = m.op == SYN_CONSTRUCTOR;
        value = syn__method_function(p, m.fn | FN_NO_BODY | (ctor ? FN_CONSTRUCTOR : 0) |
                                            (ctor && derived ? FN_SUPER_CALL : 0));
        type = p->return_type;
        if (NODE(p, value)->kind == SYN_TsErased) {
            erased = true;
            syn__semicolon(p);
        } else if (ctor) {
            if (*has_constructor) {
                syn__fail(p, NODE(p, m.key)->start, NODE(p, m.key)->end,
                          "A class may only have one constructor");
            }
            *has_constructor = true;
        }
    } else {
        if (p->ts && at(p, T_COLON)) {
            type = syn__ts_annotation(p);
            if (!at(p, T_ASSIGN)) {
                // a field named get or static must not reach for the next line
                p->u->strips.data[p->u->strips.count - 1].kind = STRIP_STATEMENT;
            }
        }
        if (eat(p, T_ASSIGN)) {
            value = field_value(p);
        }
        syn__semicolon(p);
    }
    if (erased) {
        syn__strip_as(p, m.start, p->lx.prev_end, STRIP_STATEMENT);
        NODE(p, n)->kind = SYN_TsErased;
        return node_end(p, n);
    }
    if (NODE(p, m.key)->kind == SYN_PrivateName && !(m.flags & SYN_F_COMPUTED)) {
        declare_private(p, m.key, body_start, m.op, m.flags & SYN_F_STATIC);
    }
    syn_node *node = NODE(p, n);
    node->a = m.key;
    node->b = value;
    node->c = type;
    node->d = decorators;
    node->op = (uint16_t)m.op;
    node->flags = (uint8_t)(m.flags | (m.fn & FN_ASYNC ? SYN_F_ASYNC : 0) |
                            (m.fn & FN_GENERATOR ? SYN_F_GENERATOR : 0));
    return node_end(p, n);
}

static void class_body(parser *p, syn_id c, bool derived)
{
    uint32_t body_start = p->lx.start;
    expect(p, T_LBRACE);
    list l = {0};
    bool has_constructor = false;
    while (!at(p, T_RBRACE)) {
        if (eat(p, T_SEMI)) {
            continue;
        }
        list_add(p, &l, class_member(p, derived, body_start, &has_constructor, 0));
    }
    NODE(p, c)->c = l.head;
}

// At `class`; `start` is where the decorators or the class begin.
syn_id syn__class(parser *p, uint32_t start, bool declaration, bool default_export, syn_id decorators)
{
    check_stack(p);
    syn_id c = node_new(p, declaration ? SYN_ClassDecl : SYN_ClassExpr, start);
    uint32_t ctx = p->ctx;
    syn__next(p);
    p->ctx |= C_STRICT;
    syn_id name = 0;
    if (at(p, T_IDENT) && !(p->ts && at_word(p, A_implements))) {
        syn__check_name(p, p->lx.atom, p->lx.start, p->lx.end, true);
        name = syn__ident(p, SYN_BindingIdent);
        if (declaration) {
            p->ctx = ctx;
            syn__declare(p, name, SYN_SYM_CLASS);
            p->ctx |= C_STRICT;
        }
    } else if (declaration && !default_export) {
        syn__unexpected(p);
    }
    uint32_t outer_symbol = name ? NODE(p, name)->b : 0;
    uint32_t scope = syn__scope_open(p, SYN_SCOPE_CLASS, start);
    (void)scope;
    if (name) {
        syn__declare(p, name, SYN_SYM_CLASS);
        if (declaration) {
            NODE(p, name)->b = outer_symbol;
        }
    }
    if (p->ts && at(p, T_LT)) {
        syn__ts_type_params(p);
    }
    syn_id heritage = 0;
    if (eat(p, T_EXTENDS)) {
        heritage = syn__left_hand_side(p);
        if (p->ts && at(p, T_LT)) {
            syn__ts_type_arguments(p);
        }
    }
    if (p->ts && at_word(p, A_implements)) {
        syn__ts_heritage_implements(p);
    }
    NODE(p, c)->a = name;
    NODE(p, c)->b = heritage;
    NODE(p, c)->d = decorators;
    class_body(p, c, heritage != 0);
    syn__scope_close(p, p->lx.end);
    p->ctx = ctx;
    expect(p, T_RBRACE);
    return node_end(p, c);
}
