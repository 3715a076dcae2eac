// SPDX-License-Identifier: MIT
// TypeScript: a recogniser of types, which leave no nodes, and the statements TypeScript adds.
//
// What must go from the text is noted as strips. Ambiguities are settled by trying: a try makes no
// declarations and no references, so undoing it means resetting three counters.
#include "internal.h"

void syn__strip_as(parser *p, uint32_t start, uint32_t end, strip_kind kind)
{
    p->u->features |= SYN_HAS_TYPES;
    if (start < end) {
        VEC_PUSH(p, p->u->strips, ((span){start, end, kind}));
    }
}

void syn__strip(parser *p, uint32_t start, uint32_t end)
{
    syn__strip_as(p, start, end, STRIP_BLANK);
}

void syn__strip_cast(parser *p, uint32_t start)
{
    bool hazard = p->lx.nl && (at(p, T_LPAREN) || at(p, T_LBRACKET) || at(p, T_BACKTICK));
    syn__strip_as(p, start, p->lx.prev_end, hazard ? STRIP_STATEMENT : STRIP_BLANK);
}

// Runs f; when it fails or returns false, all is as before and the result is false.
static bool try(parser *p, bool (*f)(parser *p))
{
    lexer lx = p->lx;
    uint32_t strips = p->u->strips.count, nodes = p->node_count, ctx = p->ctx, features = p->u->features;
    jmp_buf out, *outer = p->out;
    bool speculating = p->speculating, conditional = p->disallow_cond_types;
    volatile bool ok = false;
    bool at_end = p->error->at_end;
    p->speculating = true;
    p->out = &out;
    if (!setjmp(out)) {
        ok = f(p);
    }
    p->out = outer;
    p->speculating = speculating;
    p->disallow_cond_types = conditional;
    if (!ok) {
        // nested tries could read the same text again and again: all failed ones together have a budget
        p->tried += (p->lx.pos > lx.pos ? p->lx.pos - lx.pos : 0) + 8u;
        if (p->error->too_deep || p->tried > 65536 + 64 * (uint64_t)p->u->len) {
            syn__too_deep(p);
        }
        p->lx = lx;
        p->u->strips.count = strips;
        p->node_count = nodes;
        p->ctx = ctx;
        p->u->features = features;
        p->error->at_end = at_end;
    }
    return ok;
}

// Turns the current >>, >=, ... into > with the rest still to come.
static void split_gt(parser *p)
{
    unsigned t = p->lx.tok;
    if (t == T_SAR || t == T_SHR || t == T_GE || t == T_SAR_ASSIGN || t == T_SHR_ASSIGN) {
        p->lx.tok = T_GT;
        p->lx.end = p->lx.pos = p->lx.start + 1;
    }
}

static void split_lt(parser *p)
{
    if (at(p, T_SHL) || at(p, T_LE) || at(p, T_SHL_ASSIGN)) {
        p->lx.tok = T_LT;
        p->lx.end = p->lx.pos = p->lx.start + 1;
    }
}

static void expect_gt(parser *p)
{
    split_gt(p);
    expect(p, T_GT);
}

static void type_args(parser *p)
{
    split_lt(p);
    expect(p, T_LT);
    do {
        syn__ts_type(p);
    } while (eat(p, T_COMMA));
    expect_gt(p);
}

static void type_params_inner(parser *p)
{
    expect(p, T_LT);
    for (;;) {
        split_gt(p);
        if (at(p, T_GT)) {
            break;
        }
        while (at(p, T_CONST) || at(p, T_IN) || (at_word(p, A_out) && peek(p) == T_IDENT)) {
            syn__next(p);
        }
        if (!at(p, T_IDENT)) {
            syn__unexpected(p);
        }
        syn__next(p);
        if (eat(p, T_EXTENDS)) {
            syn__ts_type(p);
        }
        if (eat(p, T_ASSIGN)) {
            syn__ts_type(p);
        }
        split_gt(p);
        if (!at(p, T_GT)) {
            expect(p, T_COMMA);
        }
    }
    expect_gt(p);
}

void syn__ts_type_params(parser *p)
{
    uint32_t start = p->lx.start;
    type_params_inner(p);
    syn__strip(p, start, p->lx.prev_end);
}

void syn__ts_type_arguments(parser *p)
{
    uint32_t start = p->lx.start;
    type_args(p);
    syn__strip(p, start, p->lx.prev_end);
}

// ---- signatures

// From an opening bracket to behind its partner, token by token: types hold no expressions, so this is all that a
// pattern in a signature needs.
static void skip_balanced(parser *p)
{
    unsigned depth = 0;
    do {
        switch (p->lx.tok) {
        case T_LBRACE:
        case T_LBRACKET:
        case T_LPAREN:
            depth++;
            break;
        case T_RBRACE:
        case T_RBRACKET:
        case T_RPAREN:
            depth--;
            break;
        case T_BACKTICK:
        case T_EOF:
            syn__unexpected(p);
        default:
            break;
        }
        syn__next(p);
    } while (depth);
}

static void pattern(parser *p)
{
    if (at(p, T_LBRACE) || at(p, T_LBRACKET)) {
        skip_balanced(p);
    } else if (at(p, T_IDENT) || at(p, T_THIS)) {
        syn__next(p);
    } else {
        syn__unexpected(p);
    }
}

static bool is_modifier(uint32_t atom)
{
    return atom == A_public || atom == A_private || atom == A_protected || atom == A_readonly;
}

static void signature_params(parser *p)
{
    expect(p, T_LPAREN);
    while (!at(p, T_RPAREN)) {
        while (at(p, T_IDENT) && is_modifier(p->lx.atom) && (peek(p) == T_IDENT || peek(p) == T_LBRACE)) {
            syn__next(p);
        }
        eat(p, T_ELLIPSIS);
        pattern(p);
        eat(p, T_QUESTION);
        if (eat(p, T_COLON)) {
            syn__ts_type(p);
        }
        if (!at(p, T_RPAREN)) {
            expect(p, T_COMMA);
        }
    }
    syn__next(p);
}

// A return type, where `x is T`, `asserts x` and `asserts x is T` are allowed.
static void return_type(parser *p)
{
    if (at_word(p, A_asserts)) {
        lexer saved = p->lx;
        syn__next(p);
        if ((at(p, T_IDENT) || at(p, T_THIS)) && !p->lx.nl && !at_word(p, A_is)) {
            syn__next(p);
            if (at_word(p, A_is) && !p->lx.nl) {
                syn__next(p);
                syn__ts_type(p);
            }
            return;
        }
        p->lx = saved;
    }
    if (at(p, T_IDENT) || at(p, T_THIS)) {
        lexer saved = p->lx;
        syn__next(p);
        if (at_word(p, A_is) && !p->lx.nl) {
            syn__next(p);
            syn__ts_type(p);
            return;
        }
        p->lx = saved;
    }
    syn__ts_type(p);
}

static void signature(parser *p)
{
    if (at(p, T_LT)) {
        type_params_inner(p);
    }
    signature_params(p);
    if (eat(p, T_COLON)) {
        return_type(p);
    }
}

static void separator(parser *p)
{
    if (!eat(p, T_SEMI) && !eat(p, T_COMMA) && !at(p, T_RBRACE) && !p->lx.nl) {
        syn__unexpected(p);
    }
}

static bool modifier_follows(parser *p)
{
    lexer saved = p->lx;
    syn__next(p);
    bool r = at_name(p) || at(p, T_STRING) || at(p, T_NUMBER) || at(p, T_LBRACKET) || at(p, T_PRIVATE);
    p->lx = saved;
    return r;
}

static void type_member(parser *p)
{
    if (at(p, T_LPAREN) || at(p, T_LT)) {
        signature(p);
        separator(p);
        return;
    }
    if (at(p, T_NEW) && (peek(p) == T_LPAREN || peek(p) == T_LT)) {
        syn__next(p);
        signature(p);
        separator(p);
        return;
    }
    if (at(p, T_ADD) || at(p, T_SUB)) {
        syn__next(p); // +readonly of a mapped type
    }
    while (at(p, T_IDENT) && (p->lx.atom == A_readonly || p->lx.atom == A_get || p->lx.atom == A_set) &&
           modifier_follows(p)) {
        syn__next(p);
    }
    if (eat(p, T_LBRACKET)) {
        // computed name, index signature or mapped type: [a.b] [k: T] [K in T as U]
        if (at(p, T_IDENT) && (peek(p) == T_COLON || peek(p) == T_IN)) {
            syn__next(p);
            syn__next(p);
            syn__ts_type(p);
            if (at_word(p, A_as)) {
                syn__next(p);
                syn__ts_type(p);
            }
        } else {
            syn__ts_type(p);
        }
        expect(p, T_RBRACKET);
    } else if (at(p, T_STRING) || at(p, T_NUMBER) || at(p, T_BIGINT) || at(p, T_PRIVATE) || at_name(p)) {
        syn__next(p);
    } else {
        syn__unexpected(p);
    }
    if (at(p, T_ADD) || at(p, T_SUB)) {
        syn__next(p);
    }
    eat(p, T_QUESTION);
    if (at(p, T_LPAREN) || at(p, T_LT)) {
        signature(p);
    } else if (eat(p, T_COLON)) {
        syn__ts_type(p);
    }
    separator(p);
}

static void object_type(parser *p)
{
    expect(p, T_LBRACE);
    while (!at(p, T_RBRACE)) {
        type_member(p);
    }
    syn__next(p);
}

void syn__ts_skip_interface_body(parser *p)
{
    object_type(p);
}

// ---- types

static bool function_type(parser *p)
{
    bool outer = p->disallow_cond_types;
    p->disallow_cond_types = false;
    if (at(p, T_LT)) {
        type_params_inner(p);
    }
    signature_params(p);
    if (!at(p, T_ARROW)) {
        return false;
    }
    syn__next(p);
    return_type(p);
    p->disallow_cond_types = outer;
    return true;
}

// At '(': a function type, and not a type in parentheses? A few tokens tell. Never stays where it got to.
static bool function_type_starts(parser *p)
{
    syn__next(p);
    if (at(p, T_RPAREN) || at(p, T_ELLIPSIS)) {
        return true;
    }
    while (at(p, T_IDENT) && is_modifier(p->lx.atom) && (peek(p) == T_IDENT || peek(p) == T_LBRACE)) {
        syn__next(p);
    }
    if (!at(p, T_IDENT) && !at(p, T_THIS) && !at(p, T_LBRACE) && !at(p, T_LBRACKET)) {
        return false;
    }
    pattern(p);
    if (at(p, T_COLON) || at(p, T_COMMA) || at(p, T_QUESTION) || at(p, T_ASSIGN)) {
        return true;
    }
    return at(p, T_RPAREN) && peek(p) == T_ARROW;
}

static bool function_type_follows(parser *p)
{
    lexer saved = p->lx;
    bool r = function_type_starts(p);
    p->lx = saved;
    return r;
}

static void tuple(parser *p)
{
    expect(p, T_LBRACKET);
    while (!at(p, T_RBRACKET)) {
        eat(p, T_ELLIPSIS);
        if (at_name(p)) {
            lexer saved = p->lx;
            syn__next(p);
            bool question = eat(p, T_QUESTION);
            (void)question;
            if (!eat(p, T_COLON)) {
                p->lx = saved;
            }
        }
        syn__ts_type(p);
        eat(p, T_QUESTION);
        if (!at(p, T_RBRACKET)) {
            expect(p, T_COMMA);
        }
    }
    syn__next(p);
}

static void template_type(parser *p)
{
    for (;;) {
        bool tail;
        syn__template_element(p, false, &tail);
        if (tail) {
            break;
        }
        syn__next(p);
        syn__ts_type(p);
        if (!at(p, T_RBRACE)) {
            syn__unexpected(p);
        }
        p->lx.pos = p->lx.start + 1;
    }
    syn__next(p);
}

static void entity_name(parser *p)
{
    syn__next(p);
    while (at(p, T_DOT)) {
        syn__next(p);
        if (!at_name(p) && !at(p, T_PRIVATE)) {
            syn__unexpected(p);
        }
        syn__next(p);
    }
    if (!p->lx.nl && (at(p, T_LT) || at(p, T_SHL))) {
        type_args(p);
    }
}

static void import_type(parser *p)
{
    syn__next(p);
    expect(p, T_LPAREN);
    syn__ts_type(p);
    if (eat(p, T_COMMA) && !at(p, T_RPAREN)) {
        // import attributes, an object literal of literals
        unsigned depth = 0;
        do {
            depth += at(p, T_LBRACE);
            depth -= at(p, T_RBRACE);
            if (at(p, T_EOF)) {
                syn__unexpected(p);
            }
            syn__next(p);
        } while (depth);
        eat(p, T_COMMA);
    }
    expect(p, T_RPAREN);
    while (eat(p, T_DOT)) {
        if (!at_name(p)) {
            syn__unexpected(p);
        }
        syn__next(p);
    }
    if (!p->lx.nl && (at(p, T_LT) || at(p, T_SHL))) {
        type_args(p);
    }
}

static void bare_primary_type(parser *p)
{
    switch (p->lx.tok) {
    case T_IDENT:
        entity_name(p);
        return;
    case T_STRING:
    case T_NUMBER:
    case T_BIGINT:
    case T_TRUE:
    case T_FALSE:
    case T_NULL:
    case T_VOID:
        syn__next(p);
        return;
    case T_THIS:
        entity_name(p);
        return;
    case T_SUB:
        syn__next(p);
        if (!at(p, T_NUMBER) && !at(p, T_BIGINT)) {
            syn__unexpected(p);
        }
        syn__next(p);
        return;
    case T_BACKTICK:
        template_type(p);
        return;
    case T_LBRACE:
        object_type(p);
        return;
    case T_LBRACKET:
        tuple(p);
        return;
    case T_TYPEOF:
        syn__next(p);
        if (at(p, T_IMPORT)) {
            import_type(p);
        } else if (at_name(p)) {
            entity_name(p);
        } else {
            syn__unexpected(p);
        }
        return;
    case T_IMPORT:
        import_type(p);
        return;
    case T_LPAREN:
        syn__next(p);
        syn__ts_type(p);
        expect(p, T_RPAREN);
        return;
    default:
        syn__unexpected(p);
    }
}

// Inside brackets of any kind conditional types are allowed again.
static void postfix_type(parser *p)
{
    bool outer = p->disallow_cond_types;
    p->disallow_cond_types = false;
    bare_primary_type(p);
    while (at(p, T_LBRACKET) && !p->lx.nl) {
        syn__next(p);
        if (!at(p, T_RBRACKET)) {
            syn__ts_type(p);
        }
        expect(p, T_RBRACKET);
    }
    p->disallow_cond_types = outer;
}

// infer X extends U: but not when a conditional's ? follows.
static bool infer_constraint(parser *p)
{
    syn__next(p);
    bool outer = p->disallow_cond_types;
    p->disallow_cond_types = true;
    syn__ts_type(p);
    p->disallow_cond_types = outer;
    return p->disallow_cond_types || !at(p, T_QUESTION);
}

static bool starts_type(parser *p)
{
    unsigned t = p->lx.tok;
    return t == T_IDENT || t == T_STRING || t == T_NUMBER || t == T_BIGINT || t == T_TRUE || t == T_FALSE ||
           t == T_NULL || t == T_VOID || t == T_THIS || t == T_SUB || t == T_BACKTICK || t == T_LBRACE ||
           t == T_LBRACKET || t == T_TYPEOF || t == T_IMPORT || t == T_LPAREN;
}

static void operator_type(parser *p)
{
    check_stack(p);
    if (at(p, T_IDENT)) {
        uint32_t a = p->lx.atom;
        if (a == A_keyof || a == A_unique || a == A_readonly) {
            lexer saved = p->lx;
            syn__next(p);
            if (starts_type(p) && !p->lx.nl) {
                operator_type(p);
                return;
            }
            p->lx = saved;
        }
        if (a == A_infer) {
            lexer saved = p->lx;
            syn__next(p);
            if (at(p, T_IDENT)) {
                syn__next(p);
                if (at(p, T_EXTENDS)) {
                    try(p, infer_constraint);
                }
                return;
            }
            p->lx = saved;
        }
    }
    postfix_type(p);
}

static void union_type(parser *p)
{
    if (at(p, T_OR) || at(p, T_AND)) {
        syn__next(p);
    }
    for (;;) {
        bool abstract_new = at_word(p, A_abstract) && peek(p) == T_NEW;
        if (abstract_new) {
            syn__next(p);
        }
        if (at(p, T_NEW) || at(p, T_LT)) {
            eat(p, T_NEW);
            if (!function_type(p)) {
                syn__unexpected(p);
            }
            return;
        }
        if (at(p, T_LPAREN) && try(p, function_type_follows)) {
            if (!function_type(p)) {
                syn__unexpected(p);
            }
            return;
        }
        operator_type(p);
        if (!at(p, T_OR) && !at(p, T_AND)) {
            return;
        }
        syn__next(p);
    }
}

void syn__ts_type(parser *p)
{
    check_stack(p);
    union_type(p);
    if (p->disallow_cond_types || p->lx.nl || !at(p, T_EXTENDS)) {
        return;
    }
    syn__next(p);
    bool outer = p->disallow_cond_types;
    p->disallow_cond_types = true;
    syn__ts_type(p);
    p->disallow_cond_types = false;
    expect(p, T_QUESTION);
    syn__ts_type(p);
    expect(p, T_COLON);
    syn__ts_type(p);
    p->disallow_cond_types = outer;
}

static void fresh_type(parser *p, void (*f)(parser *))
{
    bool outer = p->disallow_cond_types;
    p->disallow_cond_types = false;
    f(p);
    p->disallow_cond_types = outer;
}

void syn__ts_annotation(parser *p)
{
    uint32_t start = p->lx.start;
    expect(p, T_COLON);
    fresh_type(p, syn__ts_type);
    syn__strip(p, start, p->lx.prev_end);
}

void syn__ts_return_annotation(parser *p)
{
    uint32_t start = p->lx.start;
    expect(p, T_COLON);
    fresh_type(p, return_type);
    syn__strip(p, start, p->lx.prev_end);
}

// ---- tries

static bool arrow_return(parser *p)
{
    uint32_t paren = p->lx.prev_end - 1;
    syn__next(p);
    fresh_type(p, return_type);
    if (!at(p, T_ARROW) || p->lx.nl) {
        return false;
    }
    syn__strip_as(p, paren, p->lx.prev_end, STRIP_PAREN);
    return true;
}

bool syn__ts_arrow_return_follows(parser *p)
{
    return try(p, arrow_return);
}

static bool type_arguments_in_expression(parser *p)
{
    uint32_t start = p->lx.start;
    type_args(p);
    switch (p->lx.tok) {
    case T_LPAREN:
    case T_BACKTICK:
        break;
    case T_LT:
    case T_GT:
    case T_ADD:
    case T_SUB:
        return false;
    default:
        if (p->lx.nl || (p->lx.tok >= T_NULLISH && p->lx.tok <= T_POW) || at(p, T_SEMI) || at(p, T_COMMA) ||
            at(p, T_RPAREN) || at(p, T_RBRACKET) || at(p, T_RBRACE) || at(p, T_COLON) || at(p, T_EOF) ||
            at(p, T_DOT) || at(p, T_QDOT) || at(p, T_QUESTION) || at(p, T_INSTANCEOF) || at(p, T_IN) ||
            (p->lx.tok >= T_ASSIGN && p->lx.tok <= T_NULLISH_ASSIGN) || at_word(p, A_as) ||
            at_word(p, A_satisfies)) {
            break;
        }
        return false;
    }
    syn__strip(p, start, p->lx.prev_end);
    return true;
}

bool syn__ts_try_type_arguments(parser *p)
{
    return try(p, type_arguments_in_expression);
}

static bool arrow_type_params(parser *p)
{
    if (p->jsx) {
        lexer saved = p->lx;
        syn__next(p);
        eat(p, T_CONST);
        if (!at(p, T_IDENT)) {
            return false;
        }
        syn__next(p);
        if (!at(p, T_COMMA) && !at(p, T_EXTENDS)) {
            return false;
        }
        p->lx = saved;
    }
    syn__ts_type_params(p);
    return at(p, T_LPAREN);
}

bool syn__ts_try_arrow_type_params(parser *p)
{
    return try(p, arrow_type_params);
}

static bool index_signature(parser *p)
{
    syn__next(p);
    if (!at(p, T_IDENT)) {
        return false;
    }
    syn__next(p);
    if (!at(p, T_COLON)) {
        return false;
    }
    syn__next(p);
    syn__ts_type(p);
    expect(p, T_RBRACKET);
    if (eat(p, T_COLON)) {
        syn__ts_type(p);
    }
    syn__semicolon(p);
    return true;
}

bool syn__ts_index_signature(parser *p, uint32_t start)
{
    if (!try(p, index_signature)) {
        return false;
    }
    syn__strip_as(p, start, p->lx.prev_end, STRIP_STATEMENT);
    return true;
}

void syn__ts_heritage_implements(parser *p)
{
    uint32_t start = p->lx.start;
    syn__next(p);
    do {
        syn__ts_type(p);
    } while (eat(p, T_COMMA));
    syn__strip(p, start, p->lx.prev_end);
}

// ---- statements

static syn_id erased(parser *p, uint32_t start)
{
    syn_id n = node_new(p, SYN_TsErased, start);
    syn__strip_as(p, start, p->lx.prev_end, STRIP_STATEMENT);
    return node_end(p, n);
}

static syn_id interface(parser *p, uint32_t start)
{
    syn__next(p);
    syn__next(p);
    if (at(p, T_LT)) {
        type_params_inner(p);
    }
    if (eat(p, T_EXTENDS)) {
        do {
            syn__ts_type(p);
        } while (eat(p, T_COMMA));
    }
    object_type(p);
    return erased(p, start);
}

static syn_id type_alias(parser *p, uint32_t start)
{
    syn__next(p);
    syn__next(p);
    if (at(p, T_LT)) {
        type_params_inner(p);
    }
    expect(p, T_ASSIGN);
    fresh_type(p, syn__ts_type);
    syn__semicolon(p);
    return erased(p, start);
}

static syn_id enumeration(parser *p, uint32_t start)
{
    syn_id n = node_new(p, SYN_TsEnum, start);
    expect(p, T_ENUM);
    if (!at(p, T_IDENT)) {
        syn__unexpected(p);
    }
    syn_id name = syn__ident(p, SYN_BindingIdent);
    syn__declare(p, name, SYN_SYM_ENUM);
    uint32_t scope = syn__scope_open(p, SYN_SCOPE_NAMESPACE, p->lx.start);
    expect(p, T_LBRACE);
    list l = {0};
    while (!at(p, T_RBRACE)) {
        syn_id m = node_new(p, SYN_TsEnumMember, p->lx.start);
        syn_id key;
        if (at(p, T_LBRACKET)) {
            syn__next(p);
            key = syn__string(p);
            expect(p, T_RBRACKET);
        } else {
            key = at(p, T_STRING) ? syn__string(p) : syn__name(p);
        }
        syn_id init = eat(p, T_ASSIGN) ? syn__assign(p, 0, NULL) : 0;
        NODE(p, m)->a = key;
        NODE(p, m)->b = init;
        list_add(p, &l, node_end(p, m));
        if (!at(p, T_RBRACE)) {
            expect(p, T_COMMA);
        }
    }
    syn__scope_close(p, p->lx.end);
    syn__next(p);
    NODE(p, n)->a = name;
    NODE(p, n)->b = l.head;
    NODE(p, n)->d = scope;
    p->u->features |= SYN_HAS_TS_CODE;
    return node_end(p, n);
}

static bool makes_code(parser *p, syn_id statements)
{
    for (syn_id s = statements; s; s = NODE(p, s)->next) {
        const syn_node *n = NODE(p, s);
        if (n->kind == SYN_ExportNamed && n->a) {
            n = NODE(p, n->a);
        }
        if (n->kind != SYN_TsErased && !(n->kind == SYN_ExportNamed && n->flags & SYN_F_TYPE_ONLY)) {
            return true;
        }
    }
    return false;
}

// At the name of a namespace.
static syn_id namespace_rest(parser *p, uint32_t start)
{
    check_stack(p);
    syn_id n = node_new(p, SYN_TsNamespace, start);
    syn_id name = syn__ident(p, SYN_BindingIdent);
    NODE(p, n)->a = name;
    uint32_t scope = syn__scope_open(p, SYN_SCOPE_NAMESPACE, p->lx.start);
    NODE(p, n)->d = scope;
    bool code;
    if (eat(p, T_DOT)) {
        if (!at(p, T_IDENT)) {
            syn__unexpected(p);
        }
        syn_id inner = namespace_rest(p, p->lx.start);
        NODE(p, n)->c = inner;
        code = NODE(p, inner)->kind != SYN_TsErased;
        syn__scope_close(p, p->lx.prev_end);
    } else {
        expect(p, T_LBRACE);
        uint32_t ctx = p->ctx;
        p->ctx = (ctx & ~(uint32_t)(C_ASYNC | C_FUNCTION | C_LOOP | C_SWITCH)) | C_NAMESPACE | C_NESTED_FN;
        list l = {0};
        while (!at(p, T_RBRACE)) {
            list_add(p, &l, syn__statement_item(p));
        }
        p->ctx = ctx;
        syn__scope_close(p, p->lx.end);
        syn__next(p);
        NODE(p, n)->b = l.head;
        code = makes_code(p, l.head);
    }
    if (!code) {
        NODE(p, n)->kind = SYN_TsErased;
        syn__strip_as(p, start, p->lx.prev_end, STRIP_STATEMENT);
    } else {
        syn__declare(p, name, SYN_SYM_NAMESPACE);
        p->u->features |= SYN_HAS_TS_CODE;
    }
    return node_end(p, n);
}

// declare ...: parsed for its extent alone.
static syn_id ambient(parser *p, uint32_t start)
{
    uint32_t ctx = p->ctx, mark = p->node_count;
    uint32_t features = p->u->features;
    p->ctx |= C_AMBIENT;
    syn__next(p);
    if (at_word(p, A_global) || (at_word(p, A_module) && peek(p) == T_STRING)) {
        if (!at_word(p, A_global)) {
            syn__next(p);
        }
        syn__next(p);
        p->ctx |= C_NAMESPACE;
        if (at(p, T_LBRACE)) {
            syn__block(p, true);
        } else {
            syn__semicolon(p);
        }
    } else {
        if (at_word(p, A_abstract)) {
            syn__next(p);
        }
        syn__statement_item(p);
    }
    p->ctx = ctx;
    p->u->features = features | SYN_HAS_TYPES;
    for (syn_id i = mark; i < p->node_count; i++) {
        if (NODE(p, i)->kind == SYN_Ident) {
            NODE(p, i)->kind = SYN_Name;
        }
    }
    return erased(p, start);
}

// A statement only TypeScript has, or 0 with nothing read. `start`: where an export begins.
syn_id syn__ts_statement(parser *p, bool exported, uint32_t start)
{
    (void)exported;
    if (at(p, T_ENUM)) {
        return enumeration(p, p->lx.start);
    }
    if (at(p, T_CONST)) {
        if (peek(p) != T_ENUM) {
            return 0;
        }
        uint32_t from = p->lx.start;
        syn__next(p);
        return enumeration(p, from);
    }
    if (!at(p, T_IDENT) || p->lx.flags & TF_ESCAPED) {
        return 0;
    }
    uint32_t atom = p->lx.atom;
    if (atom != A_interface && atom != A_type && atom != A_declare && atom != A_abstract &&
        atom != A_namespace && atom != A_module && atom != A_global) {
        return 0;
    }
    lexer saved = p->lx;
    syn__next(p);
    unsigned next = p->lx.tok;
    bool nl = p->lx.nl;
    p->lx = saved;
    if (nl) {
        return 0;
    }
    switch (atom) {
    case A_interface:
        return next == T_IDENT ? interface(p, start) : 0;
    case A_type:
        return next == T_IDENT ? type_alias(p, start) : 0;
    case A_declare:
        return next == T_IDENT || next == T_VAR || next == T_CONST || next == T_CLASS || next == T_FUNCTION ||
                       next == T_ENUM || next == T_IMPORT
                   ? ambient(p, start)
                   : 0;
    case A_abstract:
        if (next != T_CLASS) {
            return 0;
        }
        syn__strip(p, p->lx.start, p->lx.end);
        syn__next(p);
        return syn__class(p, p->lx.start, true, false, 0);
    case A_global:
        if (next != T_LBRACE || !(p->ctx & C_AMBIENT)) {
            return 0;
        }
        return ambient(p, start);
    case A_module:
        if (next == T_STRING) {
            return p->ctx & C_AMBIENT ? ambient(p, start) : 0;
        }
        // fall through
    default: {
        if (next != T_IDENT) {
            return 0;
        }
        uint32_t from = p->lx.start;
        syn__next(p);
        return namespace_rest(p, from);
    }
    }
}
