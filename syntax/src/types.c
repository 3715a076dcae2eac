// SPDX-License-Identifier: MIT
// TypeScript: a recogniser of types, and the statements TypeScript adds. Types leave no nodes, unless SYN_KEEP_TYPES asks for what
// decorators may want to know of them; then the functions that read types give TsType nodes.
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
    bool speculating = p->speculating, conditional = p->disallow_cond_types, keep = p->keep_types;
    volatile bool ok = false;
    bool at_end = p->error->at_end;
    p->speculating = true;
    p->keep_types = false;
    p->out = &out;
    if (!setjmp(out)) {
        ok = f(p);
    }
    p->out = outer;
    p->speculating = speculating;
    p->disallow_cond_types = conditional;
    p->keep_types = keep;
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

// ---- nodes of types, where they are kept

static syn_id type_node(parser *p, unsigned kind, uint32_t start)
{
    if (!p->keep_types) {
        return 0;
    }
    syn_id n = node_new(p, SYN_TsType, start);
    NODE(p, n)->op = (uint16_t)kind;
    return node_end(p, n);
}

static syn_id type_of(parser *p, unsigned kind, uint32_t start, syn_id part)
{
    syn_id n = type_node(p, kind, start);
    if (n) {
        NODE(p, n)->c = part;
    }
    return n;
}

// A type of which nothing inside matters.
static bool keep_none(parser *p)
{
    bool keep = p->keep_types;
    p->keep_types = false;
    return keep;
}

// Returns the argument, if there is just one.
static syn_id type_args(parser *p)
{
    split_lt(p);
    expect(p, T_LT);
    syn_id first = syn__ts_type(p);
    while (eat(p, T_COMMA)) {
        syn__ts_type(p);
        first = 0;
    }
    expect_gt(p);
    return first;
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
        uint32_t atom = p->lx.atom, start = p->lx.start;
        syn__next(p);
        syn_id constraint = eat(p, T_EXTENDS) ? syn__ts_type(p) : 0;
        if (eat(p, T_ASSIGN)) {
            syn__ts_type(p);
        }
        syn__declare_type(p, atom, start, type_of(p, SYN_TYPE_PARAMETER, start, constraint));
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
static syn_id return_type(parser *p)
{
    uint32_t start = p->lx.start;
    if (at_word(p, A_asserts)) {
        lexer saved = p->lx;
        syn__next(p);
        if ((at(p, T_IDENT) || at(p, T_THIS)) && !p->lx.nl && !at_word(p, A_is)) {
            syn__next(p);
            if (at_word(p, A_is) && !p->lx.nl) {
                syn__next(p);
                syn__ts_type(p);
            }
            return type_node(p, SYN_TYPE_VOID, start);
        }
        p->lx = saved;
    }
    if (at(p, T_IDENT) || at(p, T_THIS)) {
        lexer saved = p->lx;
        syn__next(p);
        if (at_word(p, A_is) && !p->lx.nl) {
            syn__next(p);
            syn__ts_type(p);
            return type_node(p, SYN_TYPE_BOOLEAN, start);
        }
        p->lx = saved;
    }
    return syn__ts_type(p);
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

// True for a call signature.
static bool type_member(parser *p)
{
    if (at(p, T_LPAREN) || at(p, T_LT)) {
        signature(p);
        separator(p);
        return true;
    }
    if (at(p, T_NEW) && (peek(p) == T_LPAREN || peek(p) == T_LT)) {
        syn__next(p);
        signature(p);
        separator(p);
        return false;
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
    return false;
}

static syn_id object_type(parser *p)
{
    uint32_t start = p->lx.start;
    bool keep = keep_none(p), callable = false;
    expect(p, T_LBRACE);
    while (!at(p, T_RBRACE)) {
        callable |= type_member(p);
    }
    syn__next(p);
    p->keep_types = keep;
    syn_id n = type_node(p, SYN_TYPE_OBJECT, start);
    if (n && callable) {
        NODE(p, n)->flags = SYN_F_CALLABLE;
    }
    return n;
}

void syn__ts_skip_interface_body(parser *p)
{
    object_type(p);
}

// ---- types

static bool function_type(parser *p)
{
    bool outer = p->disallow_cond_types, keep = keep_none(p);
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
    p->keep_types = keep;
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

static syn_id tuple(parser *p)
{
    uint32_t start = p->lx.start;
    bool keep = keep_none(p);
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
    p->keep_types = keep;
    return type_node(p, SYN_TYPE_ARRAY, start);
}

static syn_id template_type(parser *p)
{
    uint32_t start = p->lx.start;
    bool keep = keep_none(p);
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
    p->keep_types = keep;
    return type_node(p, SYN_TYPE_STRING, start);
}

// What a single name is by itself.
static unsigned kind_of_word(uint32_t atom)
{
    switch (atom) {
    case A_string:
        return SYN_TYPE_STRING;
    case A_number:
        return SYN_TYPE_NUMBER;
    case A_boolean:
        return SYN_TYPE_BOOLEAN;
    case A_bigint:
        return SYN_TYPE_BIGINT;
    case A_symbol:
        return SYN_TYPE_SYMBOL;
    case A_object:
        return SYN_TYPE_OBJECT;
    case A_undefined:
        return SYN_TYPE_UNDEFINED;
    case A_never:
        return SYN_TYPE_NEVER;
    case A_any:
        return SYN_TYPE_ANY;
    case A_unknown:
        return SYN_TYPE_UNKNOWN;
    default:
        return SYN_TYPE_REFERENCE;
    }
}

static syn_id entity_name(parser *p)
{
    uint32_t start = p->lx.start, atom = p->lx.atom;
    bool name = at(p, T_IDENT);
    syn_id n = 0;
    if (p->keep_types && name && (peek(p) == T_DOT || kind_of_word(atom) == SYN_TYPE_REFERENCE)) {
        n = type_node(p, SYN_TYPE_REFERENCE, start);
        syn_id first = syn__ident(p, SYN_TsTypeName);
        NODE(p, n)->a = first;
    } else {
        syn__next(p);
    }
    while (at(p, T_DOT)) {
        syn__next(p);
        if (!at_name(p) && !at(p, T_PRIVATE)) {
            syn__unexpected(p);
        }
        syn__next(p);
    }
    if (n) {
        node_end(p, n);
    }
    if (!p->lx.nl && (at(p, T_LT) || at(p, T_SHL))) {
        syn_id argument = type_args(p);
        if (n) {
            NODE(p, n)->c = argument;
        }
    }
    return n ? n : type_node(p, name ? kind_of_word(atom) : SYN_TYPE_OBJECT, start);
}

static syn_id import_type(parser *p)
{
    uint32_t start = p->lx.start;
    bool keep = keep_none(p);
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
    p->keep_types = keep;
    return type_node(p, SYN_TYPE_OBJECT, start);
}

static unsigned kind_of_literal(unsigned token)
{
    switch (token) {
    case T_STRING:
        return SYN_TYPE_STRING;
    case T_NUMBER:
        return SYN_TYPE_NUMBER;
    case T_BIGINT:
        return SYN_TYPE_BIGINT;
    case T_NULL:
        return SYN_TYPE_NULL;
    case T_VOID:
        return SYN_TYPE_VOID;
    default:
        return SYN_TYPE_BOOLEAN;
    }
}

static syn_id typeof_type(parser *p)
{
    uint32_t start = p->lx.start;
    bool keep = keep_none(p);
    syn__next(p);
    if (at(p, T_IMPORT)) {
        import_type(p);
    } else if (at_name(p)) {
        entity_name(p);
    } else {
        syn__unexpected(p);
    }
    p->keep_types = keep;
    return type_node(p, SYN_TYPE_OBJECT, start);
}

static syn_id parenthesized_type(parser *p)
{
    syn__next(p);
    syn_id n = syn__ts_type(p);
    expect(p, T_RPAREN);
    if (n && NODE(p, n)->op != SYN_TYPE_PARAMETER) {
        NODE(p, n)->c = 0; // no rest parameter looks into the parentheses
    }
    return n;
}

static syn_id bare_primary_type(parser *p)
{
    uint32_t start = p->lx.start;
    unsigned token = p->lx.tok;
    switch (token) {
    case T_IDENT:
    case T_THIS:
        return entity_name(p);
    case T_STRING:
    case T_NUMBER:
    case T_BIGINT:
    case T_TRUE:
    case T_FALSE:
    case T_NULL:
    case T_VOID:
        syn__next(p);
        return type_node(p, kind_of_literal(token), start);
    case T_SUB:
        syn__next(p);
        token = p->lx.tok;
        if (token != T_NUMBER && token != T_BIGINT) {
            syn__unexpected(p);
        }
        syn__next(p);
        return type_node(p, kind_of_literal(token), start);
    case T_BACKTICK:
        return template_type(p);
    case T_LBRACE:
        return object_type(p);
    case T_LBRACKET:
        return tuple(p);
    case T_TYPEOF:
        return typeof_type(p);
    case T_IMPORT:
        return import_type(p);
    case T_LPAREN:
        return parenthesized_type(p);
    default:
        syn__unexpected(p);
    }
}

// Inside brackets of any kind conditional types are allowed again.
static syn_id postfix_type(parser *p)
{
    uint32_t start = p->lx.start;
    bool outer = p->disallow_cond_types;
    p->disallow_cond_types = false;
    syn_id n = bare_primary_type(p);
    while (at(p, T_LBRACKET) && !p->lx.nl) {
        syn__next(p);
        bool indexed = !at(p, T_RBRACKET);
        if (indexed) {
            syn__ts_type(p);
        }
        expect(p, T_RBRACKET);
        n = type_of(p, indexed ? SYN_TYPE_OBJECT : SYN_TYPE_ARRAY, start, indexed ? 0 : n);
    }
    p->disallow_cond_types = outer;
    return n;
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

static syn_id operator_type(parser *p)
{
    check_stack(p);
    uint32_t start = p->lx.start;
    if (at(p, T_IDENT)) {
        uint32_t a = p->lx.atom;
        if (a == A_keyof || a == A_unique || a == A_readonly) {
            lexer saved = p->lx;
            syn__next(p);
            if (starts_type(p) && !p->lx.nl) {
                syn_id n = operator_type(p);
                if (n && a == A_readonly) {
                    NODE(p, n)->c = 0; // no rest parameter looks behind the word
                    return n;
                }
                return type_node(p, SYN_TYPE_OBJECT, start);
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
                return type_node(p, SYN_TYPE_OBJECT, start);
            }
            p->lx = saved;
        }
    }
    return postfix_type(p);
}

// One constituent. With *last nothing can follow: the result of a function type reaches as far as it can.
static syn_id constituent(parser *p, bool *last)
{
    uint32_t start = p->lx.start;
    bool is_new = at(p, T_NEW);
    if (at_word(p, A_abstract) && peek(p) == T_NEW) {
        syn__next(p);
        is_new = true;
    }
    if (is_new || at(p, T_LT) || (at(p, T_LPAREN) && try(p, function_type_follows))) {
        eat(p, T_NEW);
        if (!function_type(p)) {
            syn__unexpected(p);
        }
        *last = true;
        return type_node(p, is_new ? SYN_TYPE_CONSTRUCTOR : SYN_TYPE_FUNCTION, start);
    }
    return operator_type(p);
}

static syn_id list_type(parser *p, unsigned kind, uint32_t start, const list *l)
{
    if (!l->head || !NODE(p, l->head)->next) {
        return l->head;
    }
    syn_id n = type_node(p, kind, start);
    NODE(p, n)->b = l->head;
    return n;
}

// A union of intersections.
static syn_id union_type(parser *p)
{
    uint32_t start = p->lx.start, start_and = start;
    eat(p, T_OR);
    eat(p, T_AND);
    list either = {0}, all = {0};
    for (bool last = false; !last;) {
        syn_id n = constituent(p, &last);
        if (n) {
            list_add(p, &all, n);
        }
        if (!last && at(p, T_AND)) {
            syn__next(p);
            continue;
        }
        if ((n = list_type(p, SYN_TYPE_INTERSECTION, start_and, &all)) != 0) {
            list_add(p, &either, n);
        }
        all = (list){0};
        if (last || !at(p, T_OR)) {
            break;
        }
        syn__next(p);
        start_and = p->lx.start;
        eat(p, T_AND);
    }
    return list_type(p, SYN_TYPE_UNION, start, &either);
}

syn_id syn__ts_type(parser *p)
{
    check_stack(p);
    uint32_t start = p->lx.start;
    syn_id checked = union_type(p);
    if (p->disallow_cond_types || p->lx.nl || !at(p, T_EXTENDS)) {
        return checked;
    }
    syn__next(p);
    bool outer = p->disallow_cond_types;
    p->disallow_cond_types = true;
    syn__ts_type(p);
    p->disallow_cond_types = false;
    expect(p, T_QUESTION);
    syn_id yes = syn__ts_type(p);
    expect(p, T_COLON);
    syn_id no = syn__ts_type(p);
    p->disallow_cond_types = outer;
    syn_id n = type_node(p, SYN_TYPE_CONDITIONAL, start);
    if (n) {
        NODE(p, yes)->next = no;
        NODE(p, n)->b = yes;
    }
    return n;
}

static syn_id fresh_type(parser *p, syn_id (*f)(parser *))
{
    bool outer = p->disallow_cond_types;
    p->disallow_cond_types = false;
    syn_id n = f(p);
    p->disallow_cond_types = outer;
    return n;
}

syn_id syn__ts_annotation(parser *p)
{
    uint32_t start = p->lx.start;
    expect(p, T_COLON);
    syn_id n = fresh_type(p, syn__ts_type);
    syn__strip(p, start, p->lx.prev_end);
    return n;
}

syn_id syn__ts_return_annotation(parser *p)
{
    uint32_t start = p->lx.start;
    expect(p, T_COLON);
    syn_id n = fresh_type(p, return_type);
    syn__strip(p, start, p->lx.prev_end);
    return n;
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
    uint32_t atom = p->lx.atom, name_start = p->lx.start;
    syn__next(p);
    bool keep = keep_none(p);
    if (at(p, T_LT)) {
        type_params_inner(p);
    }
    if (eat(p, T_EXTENDS)) {
        do {
            syn__ts_type(p);
        } while (eat(p, T_COMMA));
    }
    p->keep_types = keep;
    syn__declare_type(p, atom, name_start, object_type(p));
    return erased(p, start);
}

static syn_id type_alias(parser *p, uint32_t start)
{
    syn__next(p);
    uint32_t atom = p->lx.atom, name_start = p->lx.start;
    syn__next(p);
    // the parameters have a scope of their own
    uint32_t scope = p->keep_types ? syn__scope_open(p, SYN_SCOPE_BLOCK, p->lx.start) : 0;
    if (at(p, T_LT)) {
        type_params_inner(p);
    }
    expect(p, T_ASSIGN);
    syn_id type = fresh_type(p, syn__ts_type);
    if (scope) {
        syn__scope_close(p, p->lx.prev_end);
    }
    syn__declare_type(p, atom, name_start, type);
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
