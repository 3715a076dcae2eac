// SPDX-License-Identifier: MIT
// Expressions. Precedence climbing; parenthesised expressions and literals are read once, as a grammar that
// covers patterns and arrow parameters, and converted in place when they turn out to be those.
#include "internal.h"

static const uint8_t precedence[T_COUNT] = {
    [T_NULLISH] = 1,    [T_LOR] = 2,  [T_LAND] = 3, [T_OR] = 4,   [T_XOR] = 5, [T_AND] = 6,  [T_EQ] = 7,
    [T_NE] = 7,         [T_SEQ] = 7,  [T_SNE] = 7,  [T_LT] = 8,   [T_GT] = 8,  [T_LE] = 8,   [T_GE] = 8,
    [T_INSTANCEOF] = 8, [T_IN] = 8,   [T_SHL] = 9,  [T_SAR] = 9,  [T_SHR] = 9, [T_ADD] = 10, [T_SUB] = 10,
    [T_MUL] = 11,       [T_DIV] = 11, [T_MOD] = 11, [T_POW] = 12,
};

static syn_id unary(parser *p, cover *cov);
// `no_call`: behind `new`. `no_element`: in a decorator, where a bracket begins the member.
static syn_id subscripts(parser *p, syn_id base, uint32_t start, bool no_call, bool no_element);
static syn_id primary(parser *p, cover *cov);

// ---- parentheses and arrows

static void check_arrow_params_await(parser *p)
{
    if (p->yield_pos) {
        syn__fail(p, p->yield_pos - 1, p->yield_pos + 4, "Yield expression not allowed in formal parameter");
    }
    if (p->await_pos) {
        syn__fail(p, p->await_pos - 1, p->await_pos + 4,
                  "Illegal await-expression in formal parameters of async function");
    }
}

typedef struct saved_positions {
    uint32_t yield_pos, await_pos, await_ident_pos;
} saved_positions;

static saved_positions positions_reset(parser *p)
{
    saved_positions s = {p->yield_pos, p->await_pos, p->await_ident_pos};
    p->yield_pos = p->await_pos = p->await_ident_pos = 0;
    return s;
}

static void positions_restore(parser *p, saved_positions s)
{
    p->yield_pos = s.yield_pos ? s.yield_pos : p->yield_pos;
    p->await_pos = s.await_pos ? s.await_pos : p->await_pos;
    p->await_ident_pos = s.await_ident_pos ? s.await_ident_pos : p->await_ident_pos;
}

static bool arrow_follows(parser *p, bool surely)
{
    if (p->ts && at(p, T_COLON) && (surely || !(p->ctx & C_CONDITIONAL))) {
        return syn__ts_arrow_return_follows(p);
    }
    return at(p, T_ARROW) && !p->lx.nl;
}

static syn_id parenthesised(parser *p, unsigned flags)
{
    uint32_t start = p->lx.start;
    bool may_be_arrow = p->arrow_at == start;
    uint32_t scope_mark = p->u->scope_count;
    saved_positions saved = positions_reset(p);
    uint32_t ctx = p->ctx;
    p->ctx &= ~(uint32_t)C_CONDITIONAL;
    cover cov = {0};
    list l = {0};
    uint32_t rest_at = 0, trailing = 0, surely = 0;
    syn__next(p);
    while (!at(p, T_RPAREN)) {
        if (at(p, T_ELLIPSIS)) {
            rest_at = p->lx.start + 1;
            syn_id n = node_new(p, SYN_Rest, p->lx.start);
            syn__next(p);
            syn_id target = syn__binding_target(p, B_NONE);
            NODE(p, n)->a = target;
            if (p->ts && at(p, T_COLON)) {
                syn__ts_annotation(p);
            }
            list_add(p, &l, node_end(p, n));
            if (at(p, T_ASSIGN)) {
                syn__fail(p, p->lx.start, p->lx.end, "Rest parameter may not have a default initializer");
            }
            if (at(p, T_COMMA)) {
                syn__fail(p, p->lx.start, p->lx.end, "Rest parameter must be last formal parameter");
            }
            break;
        }
        syn_id e;
        if (p->ts && at(p, T_THIS) && peek(p) == T_COLON) {
            // a `this` parameter is a type only
            uint32_t from = p->lx.start;
            cov.optional_param = from + 1;
            syn__next(p);
            syn__ts_annotation(p);
            syn__strip(p, from, at(p, T_COMMA) ? p->lx.end : p->lx.prev_end);
            surely = 1;
            if (!eat(p, T_COMMA)) {
                break;
            }
            continue;
        }
        e = syn__assign(p, 0, &cov);
        if (p->ts && (at(p, T_QUESTION) || at(p, T_COLON))) {
            syn__optional_parameter(p, &cov);
            e = syn__with_default(p, e);
        }
        list_add(p, &l, e);
        if (!at(p, T_RPAREN)) {
            if (!at(p, T_COMMA)) {
                syn__unexpected(p);
            }
            trailing = p->lx.start + 1;
            syn__next(p);
            if (!at(p, T_RPAREN)) {
                trailing = 0;
            }
        }
    }
    expect(p, T_RPAREN);
    p->ctx = ctx;
    surely |= cov.optional_param || !l.head || rest_at;
    if (may_be_arrow && arrow_follows(p, surely)) {
        check_arrow_params_await(p);
        positions_restore(p, saved);
        for (syn_id e = l.head; e;) {
            syn_id next = NODE(p, e)->next;
            if (NODE(p, e)->kind == SYN_Spread) {
                syn__unexpected(p);
            }
            if (NODE(p, e)->kind != SYN_Rest) {
                syn__to_pattern(p, e, true);
            }
            e = next;
        }
        return syn__arrow(p, start, l.head, 0, scope_mark, flags & E_NO_IN);
    }
    if (!l.head || trailing || rest_at) {
        if (rest_at) {
            syn__fail(p, rest_at - 1, rest_at + 2, "Unexpected token '...'");
        }
        if (!l.head && at(p, T_EOF)) {
            p->error->at_end = true;
            syn__unexpected(p);
        }
        syn__fail(p, trailing ? p->lx.prev_end - 1 : p->lx.prev_end - 1, p->lx.prev_end,
                  "Unexpected token ')'");
    }
    syn__check_cover(p, &cov);
    positions_restore(p, saved);
    syn_id e = l.head;
    if (NODE(p, e)->next) {
        e = node_new(p, SYN_Sequence, NODE(p, l.head)->start);
        NODE(p, e)->a = l.head;
        NODE(p, e)->end = NODE(p, l.tail)->end;
    }
    NODE(p, e)->flags |= SYN_F_PAREN;
    return e;
}

// name => body; at the name, the arrow follows.
static syn_id name_arrow(parser *p, uint32_t start, unsigned fn, bool no_in)
{
    uint32_t scope_mark = p->u->scope_count;
    syn_id param = syn__ident(p, SYN_BindingIdent);
    return syn__arrow(p, start, param, fn, scope_mark, no_in);
}

static syn_id async_call_or_arrow(parser *p, syn_id callee, uint32_t start, bool may_be_arrow, unsigned flags)
{
    uint32_t scope_mark = p->u->scope_count;
    if (p->ts && at(p, T_LT)) {
        if (!syn__ts_try_type_arguments(p)) {
            if (!syn__ts_try_arrow_type_params(p)) {
                return callee;
            }
        }
        if (!at(p, T_LPAREN)) {
            return callee;
        }
    }
    saved_positions saved = positions_reset(p);
    uint32_t ctx = p->ctx;
    p->ctx &= ~(uint32_t)C_CONDITIONAL;
    cover cov = {0};
    syn_id args = syn__arguments(p, &cov);
    p->ctx = ctx;
    bool nl_after = p->lx.nl;
    if (may_be_arrow && !nl_after && arrow_follows(p, cov.optional_param || !args)) {
        check_arrow_params_await(p);
        if (p->await_ident_pos) {
            syn__fail(p, p->await_ident_pos - 1, p->await_ident_pos + 4, "Unexpected reserved word");
        }
        if (cov.trailing_comma) {
            syn__fail(p, cov.trailing_comma - 1, cov.trailing_comma,
                      "Rest parameter must be last formal parameter");
        }
        positions_restore(p, saved);
        NODE(p, callee)->kind = SYN_Name;
        for (syn_id e = args; e;) {
            syn_id next = NODE(p, e)->next;
            if (NODE(p, e)->kind == SYN_Spread) {
                NODE(p, e)->kind = SYN_Rest;
                unsigned k = NODE(p, NODE(p, e)->a)->kind;
                if (k == SYN_Assign) {
                    syn__fail(p, NODE(p, e)->start, NODE(p, e)->end,
                              "Rest parameter may not have a default initializer");
                }
                if (next) {
                    syn__fail(p, NODE(p, e)->start, NODE(p, e)->end,
                              "Rest parameter must be last formal parameter");
                }
                syn__to_pattern(p, NODE(p, e)->a, true);
            } else {
                syn__to_pattern(p, e, true);
            }
            e = next;
        }
        return syn__arrow(p, start, args, FN_ASYNC, scope_mark, flags & E_NO_IN);
    }
    syn__check_cover(p, &cov);
    positions_restore(p, saved);
    syn_id n = node_new(p, SYN_Call, start);
    NODE(p, n)->a = callee;
    NODE(p, n)->b = args;
    return node_end(p, n);
}

static syn_id identifier(parser *p, unsigned flags)
{
    uint32_t start = p->lx.start, atom = p->lx.atom;
    bool may_be_arrow = p->arrow_at == start;
    if (atom < A_KNOWN_COUNT) {
        bool plain = !(p->lx.flags & TF_ESCAPED);
        if (atom == A_async && plain) {
            lexer saved = p->lx;
            syn__next(p);
            if (at(p, T_FUNCTION) && !p->lx.nl) {
                return syn__function(p, start, FN_ASYNC, false, false, false);
            }
            if (may_be_arrow && at(p, T_IDENT) && !p->lx.nl && peek(p) == T_ARROW &&
                !(p->ts && at_word(p, A_as))) {
                if (p->lx.atom == A_await) {
                    syn__fail(p, p->lx.start, p->lx.end, "Unexpected reserved word");
                }
                syn_id r = name_arrow(p, start, FN_ASYNC, flags & E_NO_IN);
                return r;
            }
            bool call = at(p, T_LPAREN) || (p->ts && at(p, T_LT));
            bool nl = p->lx.nl;
            p->lx = saved;
            syn_id callee = syn__ident(p, SYN_Ident);
            if (call && !nl && may_be_arrow) {
                return async_call_or_arrow(p, callee, start, may_be_arrow, flags);
            }
            if (may_be_arrow && at(p, T_ARROW) && !p->lx.nl) {
                NODE(p, callee)->kind = SYN_BindingIdent;
                return syn__arrow(p, start, callee, 0, p->u->scope_count, flags & E_NO_IN);
            }
            return callee;
        }
        if (atom == A_await) {
            if (!p->await_ident_pos) {
                p->await_ident_pos = start + 1;
            }
            if ((p->ctx & C_STATIC_BLOCK) && !(p->ctx & C_ASYNC)) {
                syn__fail(p, start, p->lx.end, "Unexpected reserved word");
            }
        }
        if (atom == A_arguments && p->ctx & C_NO_ARGUMENTS) {
            syn__fail(p, start, p->lx.end,
                      "'arguments' is not allowed in class field initializer or static initialization block");
        }
        if (atom == A_eval) {
            p->u->features |= SYN_HAS_DIRECT_EVAL;
        }
        syn__check_name(p, atom, start, p->lx.end, false);
    }
    syn_id n = syn__ident(p, SYN_Ident);
    if (may_be_arrow && at(p, T_ARROW) && !p->lx.nl) {
        NODE(p, n)->kind = SYN_BindingIdent;
        return syn__arrow(p, start, n, 0, p->u->scope_count, flags & E_NO_IN);
    }
    return n;
}

// ---- new, import, super

static syn_id import_expression(parser *p, bool callee_of_new)
{
    syn_id n = node_new(p, SYN_ImportCall, p->lx.start);
    syn__next(p);
    if (eat(p, T_DOT)) {
        uint32_t atom = p->lx.atom;
        if (!at(p, T_IDENT) || p->lx.flags & TF_ESCAPED ||
            (atom != A_meta && atom != A_source && atom != A_defer)) {
            if (at(p, T_IDENT) && p->lx.flags & TF_ESCAPED && atom == A_meta) {
                syn__fail(p, p->lx.start, p->lx.end, "'import.meta' must not contain escaped characters");
            }
            syn__unexpected(p);
        }
        syn__next(p);
        if (atom == A_meta) {
            if (!p->module) {
                p->error->module_syntax = true;
                syn__fail(p, NODE(p, n)->start, p->lx.prev_end, "Cannot use 'import.meta' outside a module");
            }
            NODE(p, n)->kind = SYN_ImportMeta;
            p->u->features |= SYN_HAS_IMPORT_META;
            return node_end(p, n);
        }
        NODE(p, n)->op = atom == A_source ? SYN_PHASE_SOURCE : SYN_PHASE_DEFER;
    }
    if (!at(p, T_LPAREN)) {
        if (!p->module && NODE(p, n)->op == 0) {
            p->error->module_syntax = at(p, T_STRING) || at(p, T_IDENT) || at(p, T_LBRACE) || at(p, T_MUL);
            syn__fail(p, NODE(p, n)->start, NODE(p, n)->start + 6,
                      "Cannot use import statement outside a module");
        }
        syn__unexpected(p);
    }
    if (callee_of_new) {
        syn__fail(p, NODE(p, n)->start, p->lx.end, "Cannot use new with import");
    }
    syn__next(p);
    if (at(p, T_RPAREN) || at(p, T_ELLIPSIS)) {
        syn__unexpected(p);
    }
    syn_id a = syn__assign(p, 0, NULL);
    NODE(p, n)->a = a;
    if (eat(p, T_COMMA) && !at(p, T_RPAREN)) {
        a = syn__assign(p, 0, NULL);
        NODE(p, n)->b = a;
        eat(p, T_COMMA);
    }
    expect(p, T_RPAREN);
    p->u->features |= SYN_HAS_IMPORT_CALL;
    return node_end(p, n);
}

static syn_id new_expression(parser *p)
{
    check_stack(p);
    syn_id n = node_new(p, SYN_New, p->lx.start);
    bool escaped_new = p->lx.flags & TF_ESCAPED;
    syn__next(p);
    if (at(p, T_DOT)) {
        syn__next(p);
        if (!at(p, T_IDENT) || p->lx.atom != A_target || p->lx.flags & TF_ESCAPED || escaped_new) {
            if (p->lx.flags & TF_ESCAPED) {
                syn__fail(p, p->lx.start, p->lx.end, "'new.target' must not contain escaped characters");
            }
            syn__unexpected(p);
        }
        syn__next(p);
        if (!(p->ctx & C_NEW_TARGET)) {
            syn__fail(p, NODE(p, n)->start, p->lx.prev_end, "new.target expression is not allowed here");
        }
        NODE(p, n)->kind = SYN_NewTarget;
        return node_end(p, n);
    }
    uint32_t start = p->lx.start;
    syn_id callee;
    if (at(p, T_IMPORT)) {
        callee = import_expression(p, true);
    } else if (at(p, T_NEW)) {
        callee = new_expression(p);
    } else {
        p->arrow_at = UINT32_MAX;
        callee = primary(p, NULL);
    }
    callee = subscripts(p, callee, start, true, false);
    if (at(p, T_QDOT)) {
        syn__fail(p, p->lx.start, p->lx.end, "Invalid optional chain from new expression");
    }
    if (p->ts && at(p, T_LT)) {
        syn__ts_try_type_arguments(p);
    }
    syn_id args = at(p, T_LPAREN) ? syn__arguments(p, NULL) : 0;
    NODE(p, n)->a = callee;
    NODE(p, n)->b = args;
    return node_end(p, n);
}

static syn_id super_expression(parser *p)
{
    syn_id n = syn__simple(p, SYN_Super);
    bool call = at(p, T_LPAREN) && p->ctx & C_SUPER_CALL;
    bool property = (at(p, T_DOT) || at(p, T_LBRACKET)) && p->ctx & C_SUPER_PROP;
    if (!call && !property) {
        syn__fail(p, NODE(p, n)->start, NODE(p, n)->end, "'super' keyword unexpected here");
    }
    return n;
}

static syn_id regex(parser *p)
{
    syn__regex(p);
    syn_id n = node_new(p, SYN_Regex, p->lx.start);
    NODE(p, n)->a = p->lx.regex_flags;
    NODE(p, n)->end = p->lx.end;
    syn__next(p);
    return n;
}

static syn_id primary_flags(parser *p, cover *cov, unsigned flags)
{
    switch (p->lx.tok) {
    case T_IDENT:
        return identifier(p, flags);
    case T_NUMBER:
    case T_BIGINT:
        return syn__number(p);
    case T_STRING:
        return syn__string(p);
    case T_THIS:
        return syn__simple(p, SYN_This);
    case T_NULL:
        return syn__simple(p, SYN_Null);
    case T_TRUE:
        return syn__simple(p, SYN_True);
    case T_FALSE:
        return syn__simple(p, SYN_False);
    case T_LPAREN:
        return parenthesised(p, flags);
    case T_LBRACKET: {
        uint32_t ctx = p->ctx;
        p->ctx &= ~(uint32_t)C_CONDITIONAL;
        syn_id n = syn__array_literal(p, cov);
        p->ctx = ctx;
        return n;
    }
    case T_LBRACE: {
        uint32_t ctx = p->ctx;
        p->ctx &= ~(uint32_t)C_CONDITIONAL;
        syn_id n = syn__object_literal(p, cov);
        p->ctx = ctx;
        return n;
    }
    case T_FUNCTION:
        return syn__function(p, p->lx.start, 0, false, false, false);
    case T_CLASS:
        return syn__class(p, p->lx.start, false, false, 0);
    case T_AT: {
        uint32_t start = p->lx.start;
        syn_id decorators = syn__decorators(p);
        if (!at(p, T_CLASS)) {
            syn__unexpected(p);
        }
        return syn__class(p, start, false, false, decorators);
    }
    case T_BACKTICK:
        return syn__template_literal(p, false);
    case T_NEW:
        return new_expression(p);
    case T_IMPORT:
        return import_expression(p, false);
    case T_SUPER:
        return super_expression(p);
    case T_DIV:
    case T_DIV_ASSIGN:
        return regex(p);
    case T_LT:
        if (p->jsx) {
            return syn__jsx(p);
        }
        syn__unexpected(p);
    default:
        syn__unexpected(p);
    }
}

static syn_id primary(parser *p, cover *cov)
{
    return primary_flags(p, cov, 0);
}

// ---- calls and members

static syn_id member_name(parser *p, syn_id base)
{
    if (at(p, T_PRIVATE)) {
        if (NODE(p, base)->kind == SYN_Super) {
            syn__fail(p, p->lx.start, p->lx.end, "Unexpected private field");
        }
        return syn__ident(p, SYN_PrivateName);
    }
    return syn__name(p);
}

static syn_id subscripts(parser *p, syn_id base, uint32_t start, bool no_call, bool no_element)
{
    bool chain = false;
    for (;;) {
        bool optional = false;
        syn_id n;
        if (at(p, T_QDOT)) {
            if (no_call) {
                return base;
            }
            optional = chain = true;
            if (NODE(p, base)->kind == SYN_Super) {
                syn__unexpected(p);
            }
            syn__next(p);
        }
        switch (p->lx.tok) {
        case T_DOT:
            if (optional) {
                syn__unexpected(p);
            }
            syn__next(p);
            n = member_name(p, base);
            goto member;
        case T_LBRACKET: {
            if (no_element && !optional) {
                return base;
            }
            syn__next(p);
            uint32_t ctx = p->ctx;
            p->ctx &= ~(uint32_t)C_CONDITIONAL;
            syn_id index = syn__expr(p, 0);
            p->ctx = ctx;
            expect(p, T_RBRACKET);
            n = node_new(p, SYN_Member, start);
            NODE(p, n)->a = base;
            NODE(p, n)->b = index;
            NODE(p, n)->flags =
                (uint8_t)(SYN_F_COMPUTED | (optional ? SYN_F_OPTIONAL : 0) | (chain ? SYN_F_CHAIN : 0));
            base = node_end(p, n);
            continue;
        }
        case T_LPAREN: {
            if (no_call) {
                return base;
            }
            uint32_t ctx = p->ctx;
            p->ctx &= ~(uint32_t)C_CONDITIONAL;
            syn_id args = syn__arguments(p, NULL);
            p->ctx = ctx;
            n = node_new(p, SYN_Call, start);
            NODE(p, n)->a = base;
            NODE(p, n)->b = args;
            NODE(p, n)->flags = (uint8_t)((optional ? SYN_F_OPTIONAL : 0) | (chain ? SYN_F_CHAIN : 0));
            base = node_end(p, n);
            continue;
        }
        case T_BACKTICK: {
            if (chain) {
                syn__fail(p, p->lx.start, p->lx.end, "Invalid tagged template on optional chain");
            }
            syn_id t = syn__template_literal(p, true);
            n = node_new(p, SYN_TaggedTemplate, start);
            NODE(p, n)->a = base;
            NODE(p, n)->b = t;
            base = node_end(p, n);
            continue;
        }
        case T_LT:
        case T_SHL:
            if (p->ts && (!no_call || optional) && syn__ts_try_type_arguments(p)) {
                if (optional && !at(p, T_LPAREN)) {
                    syn__unexpected(p);
                }
                if (optional) {
                    syn_id args = syn__arguments(p, NULL);
                    n = node_new(p, SYN_Call, start);
                    NODE(p, n)->a = base;
                    NODE(p, n)->b = args;
                    NODE(p, n)->flags = SYN_F_OPTIONAL | SYN_F_CHAIN;
                    base = node_end(p, n);
                }
                continue;
            }
            break;
        case T_NOT:
            if (p->ts && !p->lx.nl && !optional) {
                if (NODE(p, base)->kind == SYN_Ident && NODE(p, base)->a == A_let) {
                    syn__fail(p, p->lx.start, p->lx.end,
                              "A non-null assertion cannot follow 'let'"); // without it: a declaration
                }
                syn__strip(p, p->lx.start, p->lx.end);
                syn__next(p);
                continue;
            }
            break;
        default:
            break;
        }
        if (!optional) {
            return base;
        }
        n = member_name(p, base);
    member : {
        syn_id m = node_new(p, SYN_Member, start);
        NODE(p, m)->a = base;
        NODE(p, m)->b = n;
        NODE(p, m)->flags = (uint8_t)((optional ? SYN_F_OPTIONAL : 0) | (chain ? SYN_F_CHAIN : 0));
        base = node_end(p, m);
    }
    }
}

static inline bool may_continue(unsigned tok, bool ts)
{
    return tok == T_DOT || tok == T_LPAREN || tok == T_LBRACKET || tok == T_QDOT || tok == T_BACKTICK ||
           (ts && (tok == T_LT || tok == T_SHL || tok == T_NOT));
}

// LeftHandSideExpression, also of decorators' and heritage's grammar.
static syn_id left_hand_side(parser *p, cover *cov, unsigned flags)
{
    uint32_t start = p->lx.start;
    syn_id e = primary_flags(p, cov, flags);
    if (NODE(p, e)->kind == SYN_Arrow && !(NODE(p, e)->flags & SYN_F_PAREN)) {
        return e;
    }
    if (!may_continue(p->lx.tok, p->ts)) {
        return e;
    }
    syn_id r = subscripts(p, e, start, false, false);
    if (r != e && cov && cov->shorthand_init > start) {
        syn__check_cover(p, cov);
    }
    return r;
}

syn_id syn__left_hand_side(parser *p)
{
    p->arrow_at = UINT32_MAX;
    return left_hand_side(p, NULL, 0);
}

syn_id syn__decorator_expr(parser *p)
{
    if (at(p, T_LPAREN)) {
        p->arrow_at = UINT32_MAX;
        return parenthesised(p, 0);
    }
    uint32_t start = p->lx.start;
    if (!at(p, T_IDENT)) {
        syn__unexpected(p);
    }
    syn__check_name(p, p->lx.atom, p->lx.start, p->lx.end, false);
    syn_id e = syn__ident(p, SYN_Ident);
    if (p->ts) {
        return subscripts(p, e, start, false, true);
    }
    while (eat(p, T_DOT)) {
        syn_id name = member_name(p, e);
        syn_id m = node_new(p, SYN_Member, start);
        NODE(p, m)->a = e;
        NODE(p, m)->b = name;
        e = node_end(p, m);
    }
    if (at(p, T_LPAREN)) {
        syn_id args = syn__arguments(p, NULL);
        syn_id n = node_new(p, SYN_Call, start);
        NODE(p, n)->a = e;
        NODE(p, n)->b = args;
        e = node_end(p, n);
    }
    return e;
}

// ---- unary and binary

void syn__top_await(parser *p, uint32_t start, uint32_t features)
{
    if (!(p->u->features & SYN_HAS_TOP_AWAIT) || start < p->u->top_await) {
        p->u->top_await = start;
    }
    p->u->features |= features;
}

static syn_id await_expression(parser *p)
{
    uint32_t start = p->lx.start;
    if (!p->await_pos) {
        p->await_pos = start + 1;
    }
    syn_id n = node_new(p, SYN_Await, start);
    syn__next(p);
    syn_id a = unary(p, NULL);
    if (at(p, T_POW)) {
        syn__fail(p, p->lx.start, p->lx.end,
                  "Unary operator used immediately before exponentiation expression. Parenthesis must be "
                  "used to disambiguate operator precedence");
    }
    NODE(p, n)->a = a;
    p->u->features |= SYN_HAS_AWAIT;
    if (!(p->ctx & C_NESTED_FN)) {
        syn__top_await(p, start, SYN_HAS_TOP_AWAIT);
        NODE(p, n)->flags |= SYN_F_TOP;
    }
    return node_end(p, n);
}

// A name `await` where it is an operator. In a REPL it may also be a name.
static bool at_await(parser *p)
{
    if (p->lx.atom != A_await || !(p->ctx & C_ASYNC)) {
        return false;
    }
    if (p->lx.flags & TF_ESCAPED) {
        syn__fail(p, p->lx.start, p->lx.end, "Keyword must not contain escaped characters");
    }
    if (p->ctx & C_STATIC_BLOCK && !(p->ctx & C_ASYNC)) {
        return false;
    }
    return true;
}

_Noreturn static void await_not_here(parser *p)
{
    if (!(p->ctx & C_NESTED_FN)) {
        p->error->module_syntax = true;
    }
    syn__fail(p, p->lx.start, p->lx.end,
              "await is only valid in async functions and the top level bodies of modules");
}

static syn_id unary_operator(parser *p)
{
    check_stack(p);
    unsigned op = p->lx.tok;
    uint32_t start = p->lx.start;
    syn_id n = node_new(p, op == T_INC || op == T_DEC ? SYN_Update : SYN_Unary, start);
    syn__next(p);
    p->arrow_at = UINT32_MAX;
    syn_id a = unary(p, NULL);
    syn_node *node = NODE(p, n);
    node->a = a;
    node->op = (uint16_t)op;
    node->flags = SYN_F_PREFIX;
    if (op == T_INC || op == T_DEC) {
        syn__check_simple_target(p, a, "Invalid left-hand side expression in prefix operation");
        return node_end(p, n);
    }
    if (op == T_DELETE) {
        const syn_node *t = NODE(p, a);
        if (t->kind == SYN_Ident && p->ctx & C_STRICT) {
            syn__fail(p, t->start, t->end, "Delete of an unqualified identifier in strict mode.");
        }
        if (t->kind == SYN_Member && NODE(p, t->b)->kind == SYN_PrivateName && !(t->flags & SYN_F_COMPUTED)) {
            syn__fail(p, t->start, t->end, "Private fields can not be deleted");
        }
    }
    if (at(p, T_POW)) {
        syn__fail(p, p->lx.start, p->lx.end,
                  "Unary operator used immediately before exponentiation expression. Parenthesis must be "
                  "used to disambiguate operator precedence");
    }
    return node_end(p, n);
}

static syn_id unary_flags(parser *p, cover *cov, unsigned flags)
{
    check_stack(p);
    unsigned tok = p->lx.tok;
    if (tok == T_IDENT) {
        if (p->lx.atom == A_await && at_await(p)) {
            return await_expression(p);
        }
    } else if (tok == T_NOT || tok == T_SUB || tok == T_ADD || tok == T_TILDE || tok == T_TYPEOF ||
               tok == T_VOID || tok == T_DELETE || tok == T_INC || tok == T_DEC) {
        return unary_operator(p);
    } else if (tok == T_LT && p->ts && !p->jsx) {
        // <T>x: an assertion
        uint32_t from = p->lx.start;
        syn__next(p);
        syn__ts_type(p);
        if (!at(p, T_GT)) {
            syn__unexpected(p);
        }
        syn__next(p);
        syn__strip(p, from, p->lx.prev_end);
        return unary_flags(p, cov, flags);
    }
    uint32_t start = p->lx.start;
    bool was_await = tok == T_IDENT && p->lx.atom == A_await;
    lexer saved = p->lx;
    syn_id e = left_hand_side(p, cov, flags);
    if (was_await && NODE(p, e)->kind == SYN_Ident && !p->lx.nl &&
        (p->lx.tok == T_IDENT || p->lx.tok == T_STRING || p->lx.tok == T_NUMBER || p->lx.tok == T_NEW ||
         p->lx.tok == T_THIS || p->lx.tok == T_IMPORT || p->lx.tok == T_FUNCTION) &&
        !at_word(p, A_of) && !(p->ts && at_word(p, A_as))) {
        p->lx = saved;
        await_not_here(p);
    }
    if ((at(p, T_INC) || at(p, T_DEC)) && !p->lx.nl) {
        syn__check_simple_target(p, e, "Invalid left-hand side expression in postfix operation");
        syn_id n = node_new(p, SYN_Update, start);
        NODE(p, n)->op = p->lx.tok;
        NODE(p, n)->a = e;
        syn__next(p);
        e = node_end(p, n);
    }
    return e;
}

static syn_id unary(parser *p, cover *cov)
{
    return unary_flags(p, cov, 0);
}

static bool arrow_without_parens(parser *p, syn_id id)
{
    return NODE(p, id)->kind == SYN_Arrow && !(NODE(p, id)->flags & SYN_F_PAREN);
}

static void check_mixed_nullish(parser *p, unsigned op, syn_id side)
{
    const syn_node *n = NODE(p, side);
    if (n->kind != SYN_Binary || n->flags & SYN_F_PAREN) {
        return;
    }
    bool bad = op == T_NULLISH ? n->op == T_LOR || n->op == T_LAND : n->op == T_NULLISH;
    if (bad) {
        syn__fail(p, p->lx.start, p->lx.end, "Unexpected token '%s'", syn_operator_name(op));
    }
}

static syn_id binary(parser *p, unsigned flags, cover *cov, unsigned min)
{
    uint32_t start = p->lx.start;
    syn_id left;
    if (at(p, T_PRIVATE)) {
        left = syn__ident(p, SYN_PrivateName);
        if (!at(p, T_IN) || flags & E_NO_IN || min >= 8) {
            syn__unexpected(p);
        }
    } else {
        left = unary_flags(p, cov, flags);
        if (arrow_without_parens(p, left)) {
            return left;
        }
    }
    for (;;) {
        unsigned op = p->lx.tok;
        unsigned prec = precedence[op];
        if (!prec) {
            if (p->ts && op == T_IDENT && min < 8 && !p->lx.nl &&
                (at_word(p, A_as) || at_word(p, A_satisfies))) {
                uint32_t from = p->lx.prev_end;
                syn__next(p);
                if (!eat(p, T_CONST)) {
                    syn__ts_type(p);
                }
                syn__strip_cast(p, from);
                continue;
            }
            return left;
        }
        if (prec <= min || (op == T_IN && flags & E_NO_IN)) {
            return left;
        }
        if (op <= T_LAND) {
            check_mixed_nullish(p, op, left);
        }
        syn__next(p);
        p->arrow_at = UINT32_MAX;
        syn_id right = binary(p, flags, NULL, op == T_POW ? prec - 1 : prec);
        if (op <= T_LAND) {
            check_mixed_nullish(p, op, right);
        }
        if (NODE(p, right)->kind == SYN_PrivateName) {
            syn__unexpected(p);
        }
        syn_id n = node_new(p, SYN_Binary, start);
        NODE(p, n)->op = (uint16_t)op;
        NODE(p, n)->a = left;
        NODE(p, n)->b = right;
        left = node_end(p, n);
    }
}

static syn_id conditional(parser *p, unsigned flags, cover *cov)
{
    uint32_t start = p->lx.start;
    syn_id test = binary(p, flags, cov, 0);
    if (!at(p, T_QUESTION) || arrow_without_parens(p, test)) {
        return test;
    }
    if (p->ts && cov) {
        // x? in what may be parameters
        lexer saved = p->lx;
        syn__next(p);
        unsigned t = p->lx.tok;
        p->lx = saved;
        if (t == T_COMMA || t == T_RPAREN || t == T_COLON || t == T_ASSIGN) {
            return test;
        }
    }
    syn_id n = node_new(p, SYN_Conditional, start);
    syn__next(p);
    uint32_t ctx = p->ctx;
    p->ctx |= C_CONDITIONAL;
    syn_id yes = syn__assign(p, 0, NULL);
    p->ctx = ctx;
    expect(p, T_COLON);
    syn_id no = syn__assign(p, flags, NULL);
    NODE(p, n)->a = test;
    NODE(p, n)->b = yes;
    NODE(p, n)->c = no;
    return node_end(p, n);
}

static syn_id yield_expression(parser *p, unsigned flags)
{
    syn_id n = node_new(p, SYN_Yield, p->lx.start);
    if (p->lx.flags & TF_ESCAPED) {
        syn__unexpected(p);
    }
    if (!p->yield_pos) {
        p->yield_pos = p->lx.start + 1;
    }
    syn__next(p);
    if (!p->lx.nl) {
        switch (p->lx.tok) {
        case T_SEMI:
        case T_RBRACE:
        case T_RPAREN:
        case T_RBRACKET:
        case T_COLON:
        case T_COMMA:
        case T_EOF:
        case T_IN:
            break;
        case T_MUL:
            syn__next(p);
            NODE(p, n)->flags |= SYN_F_DELEGATE;
            // fall through
        default: {
            syn_id a = syn__assign(p, flags, NULL);
            NODE(p, n)->a = a;
        }
        }
    }
    return node_end(p, n);
}

syn_id syn__assign(parser *p, unsigned flags, cover *outer)
{
    check_stack(p);
    if (at(p, T_IDENT) && p->lx.atom == A_yield && p->ctx & C_GENERATOR) {
        return yield_expression(p, flags);
    }
    cover own = {0}, *cov = outer ? outer : &own;
    uint32_t start = p->lx.start;
    cover before = *cov;
    if (outer) {
        cov->paren_assign = cov->trailing_comma = cov->double_proto = 0;
    }
    if (p->ts && at(p, T_LT) && syn__ts_try_arrow_type_params(p)) {
        start = p->lx.start;
    }
    p->arrow_at = at(p, T_LPAREN) || at(p, T_IDENT) ? p->lx.start : UINT32_MAX;
    syn_id left = conditional(p, flags, cov);
    unsigned op = p->lx.tok;
    if (op >= T_ASSIGN && op <= T_NULLISH_ASSIGN && !arrow_without_parens(p, left)) {
        syn_node *l = NODE(p, left);
        if (op == T_ASSIGN && (l->kind == SYN_Object || l->kind == SYN_Array) && !(l->flags & SYN_F_PAREN)) {
            syn__to_pattern(p, left, false);
            if (cov->shorthand_init > start) {
                cov->shorthand_init = before.shorthand_init;
            }
            cov->double_proto = before.double_proto;
        } else {
            syn__check_simple_target(
                p, left,
                op == T_ASSIGN && l->kind != SYN_Call        ? "Invalid left-hand side in assignment"
                : op >= T_LAND_ASSIGN && l->kind == SYN_Call ? NULL
                                                             : "Invalid left-hand side in assignment");
        }
        if (op >= T_LAND_ASSIGN && NODE(p, left)->kind == SYN_Call) {
            syn__fail(p, start, p->lx.end, "Invalid left-hand side in assignment");
        }
        syn__next(p);
        syn_id right = syn__assign(p, flags, NULL);
        syn_id n = node_new(p, SYN_Assign, start);
        NODE(p, n)->op = (uint16_t)op;
        NODE(p, n)->a = left;
        NODE(p, n)->b = right;
        left = node_end(p, n);
    } else if (!outer) {
        syn__check_cover(p, cov);
    } else if (!cov->double_proto) {
        cov->double_proto = before.double_proto;
    }
    if (outer && before.trailing_comma) {
        cov->trailing_comma = before.trailing_comma;
    }
    return left;
}

syn_id syn__expr(parser *p, unsigned flags)
{
    uint32_t start = p->lx.start;
    syn_id e = syn__assign(p, flags, NULL);
    if (!at(p, T_COMMA)) {
        return e;
    }
    syn_id n = node_new(p, SYN_Sequence, start);
    list l = {0};
    list_add(p, &l, e);
    while (eat(p, T_COMMA)) {
        list_add(p, &l, syn__assign(p, flags, NULL));
    }
    NODE(p, n)->a = l.head;
    return node_end(p, n);
}
