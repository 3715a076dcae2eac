// SPDX-License-Identifier: MIT
// Names, literals, templates, arrays, objects and arguments: what expressions are made of.
#include "internal.h"

void syn__push_reference(parser *p, syn_id id)
{
    syn_node *n = NODE(p, id);
    syn_atom *a = &p->u->atoms[n->a];
    n->c = a->references;
    a->references = id;
}

// The current name as a node of a kind; a SYN_Ident becomes a reference.
syn_id syn__ident(parser *p, unsigned kind)
{
    syn_id n = node_new(p, kind, p->lx.start);
    NODE(p, n)->a = p->lx.atom;
    NODE(p, n)->end = p->lx.end;
    if (p->lx.flags & TF_ESCAPED) {
        NODE(p, n)->flags = SYN_F_ESCAPED;
    }
    if (kind == SYN_Ident || kind == SYN_PrivateName || kind == SYN_TsTypeName) {
        syn__push_reference(p, n);
    }
    syn__next(p);
    return n;
}

syn_id syn__name(parser *p)
{
    if (!at_name(p)) {
        syn__unexpected(p);
    }
    uint32_t atom = p->lx.atom;
    if (atom - A_stack <= A_stackTraceLimit - A_stack) {
        p->u->features |= SYN_HAS_STACK;
    }
    return syn__ident(p, SYN_Name);
}

syn_id syn__string(parser *p)
{
    if (!at(p, T_STRING)) {
        syn__unexpected(p);
    }
    if (p->lx.flags & TF_OCTAL && p->ctx & C_STRICT) {
        syn__fail(p, p->lx.start, p->lx.end, "Octal escape sequences are not allowed in strict mode.");
    }
    syn_id n = node_new(p, SYN_String, p->lx.start);
    NODE(p, n)->end = p->lx.end;
    NODE(p, n)->flags = (uint8_t)((p->lx.flags & TF_ESCAPED ? SYN_F_ESCAPED : 0) |
                                  (p->lx.flags & TF_OCTAL ? SYN_F_ANNEXB_OCTAL : 0));
    syn__next(p);
    return n;
}

syn_id syn__number(parser *p)
{
    if (p->lx.flags & TF_OCTAL && p->ctx & C_STRICT) {
        syn__fail(p, p->lx.start, p->lx.end,
                  p->src[p->lx.start + 1] >= '8'
                      ? "Decimals with leading zeros are not allowed in strict mode."
                      : "Octal literals are not allowed in strict mode.");
    }
    syn_id n = node_new(p, at(p, T_NUMBER) ? SYN_Number : SYN_BigInt, p->lx.start);
    NODE(p, n)->end = p->lx.end;
    syn__next(p);
    return n;
}

syn_id syn__simple(parser *p, unsigned kind)
{
    syn_id n = node_new(p, kind, p->lx.start);
    NODE(p, n)->end = p->lx.end;
    syn__next(p);
    return n;
}

void syn__check_cover(parser *p, const cover *c)
{
    if (c->shorthand_init) {
        syn__fail(p, c->shorthand_init - 1, c->shorthand_init, "Invalid shorthand property initializer");
    }
    if (c->double_proto) {
        syn__fail(p, c->double_proto - 1, c->double_proto,
                  "Duplicate __proto__ fields are not allowed in object literals");
    }
    if (c->optional_param) {
        syn__fail(p, c->optional_param - 1, c->optional_param, "Unexpected token '%c'",
                  p->src[c->optional_param - 1]);
    }
}

// ---- templates

syn_id syn__template_literal(parser *p, bool tagged)
{
    syn_id n = node_new(p, SYN_Template, p->lx.start);
    list l = {0};
    for (;;) {
        bool tail;
        list_add(p, &l, syn__template_element(p, tagged, &tail));
        if (tail) {
            break;
        }
        syn__next(p);
        list_add(p, &l, syn__expr(p, 0));
        if (!at(p, T_RBRACE)) {
            syn__fail(p, p->lx.start, p->lx.end,
                      at(p, T_EOF) ? "Unterminated template literal" : "Missing } in template expression");
        }
        p->lx.pos = p->lx.start + 1;
    }
    syn__next(p);
    NODE(p, n)->a = l.head;
    return node_end(p, n);
}

// ---- arguments and arrays

static syn_id spread(parser *p, cover *cov)
{
    syn_id n = node_new(p, SYN_Spread, p->lx.start);
    syn__next(p);
    syn_id a = syn__assign(p, 0, cov);
    NODE(p, n)->a = a;
    return node_end(p, n);
}

// TypeScript: `?` and `: T` behind what may be a parameter.
void syn__optional_parameter(parser *p, cover *cov)
{
    if (at(p, T_QUESTION)) {
        lexer saved = p->lx;
        syn__next(p);
        unsigned t = p->lx.tok;
        if (t != T_COMMA && t != T_RPAREN && t != T_COLON && t != T_ASSIGN) {
            p->lx = saved;
            return;
        }
        if (!cov->optional_param) {
            cov->optional_param = saved.start + 1;
        }
        syn__strip(p, saved.start, saved.end);
    }
    if (at(p, T_COLON)) {
        if (!cov->optional_param) {
            cov->optional_param = p->lx.start + 1;
        }
        syn__ts_annotation(p);
    }
}

syn_id syn__with_default(parser *p, syn_id target)
{
    if (!at(p, T_ASSIGN)) {
        return target;
    }
    syn_id n = node_new(p, SYN_Assign, NODE(p, target)->start);
    NODE(p, n)->op = T_ASSIGN;
    syn__next(p);
    syn_id v = syn__assign(p, 0, NULL);
    NODE(p, n)->a = target;
    NODE(p, n)->b = v;
    return node_end(p, n);
}

// At '('. With a cover the arguments may become parameters of an async arrow function.
syn_id syn__arguments(parser *p, cover *cov)
{
    syn__next(p);
    list l = {0};
    while (!at(p, T_RPAREN)) {
        syn_id a;
        if (at(p, T_ELLIPSIS)) {
            a = spread(p, cov);
            if (cov && p->ts) {
                syn__optional_parameter(p, cov);
            }
            if (cov && at(p, T_COMMA) && !cov->trailing_comma) {
                cov->trailing_comma = p->lx.start + 1;
            }
        } else {
            a = syn__assign(p, 0, cov);
            if (cov && p->ts && (at(p, T_QUESTION) || at(p, T_COLON))) {
                syn__optional_parameter(p, cov);
                a = syn__with_default(p, a);
            }
        }
        list_add(p, &l, a);
        if (!at(p, T_RPAREN)) {
            if (!at(p, T_COMMA)) {
                if (at(p, T_EOF)) {
                    p->error->at_end = true;
                }
                if (at(p, T_ESCAPED_KEYWORD)) {
                    syn__unexpected(p);
                }
                syn__fail(p, p->lx.start, p->lx.end, "missing ) after argument list");
            }
            syn__next(p);
        }
    }
    syn__next(p);
    return l.head;
}

syn_id syn__array_literal(parser *p, cover *cov)
{
    syn_id n = node_new(p, SYN_Array, p->lx.start);
    syn__next(p);
    list l = {0};
    while (!at(p, T_RBRACKET)) {
        if (at(p, T_COMMA)) {
            list_add(p, &l, node_new(p, SYN_Hole, p->lx.start));
            syn__next(p);
            continue;
        }
        bool rest = at(p, T_ELLIPSIS);
        list_add(p, &l, rest ? spread(p, cov) : syn__assign(p, 0, cov));
        if (!at(p, T_RBRACKET)) {
            if (rest && cov && at(p, T_COMMA) && !cov->trailing_comma) {
                cov->trailing_comma = p->lx.start + 1;
                // a comma behind a rest element: no pattern, marked by a hole that is dropped again
                lexer saved = p->lx;
                syn__next(p);
                if (at(p, T_RBRACKET)) {
                    NODE(p, l.tail)->flags |= SYN_F_ESCAPED;
                }
                p->lx = saved;
            }
            expect(p, T_COMMA);
        }
    }
    syn__next(p);
    NODE(p, n)->a = l.head;
    return node_end(p, n);
}

// ---- objects

syn_id syn__property_name(parser *p, uint8_t *flags)
{
    switch (p->lx.tok) {
    case T_STRING:
        return syn__string(p);
    case T_NUMBER:
    case T_BIGINT:
        return syn__number(p);
    case T_LBRACKET: {
        *flags |= SYN_F_COMPUTED;
        syn__next(p);
        uint32_t ctx = p->ctx;
        syn_id e = syn__assign(p, 0, NULL);
        p->ctx = ctx;
        expect(p, T_RBRACKET);
        return e;
    }
    default:
        return syn__name(p);
    }
}

static bool key_is(parser *p, syn_id key, uint32_t atom)
{
    const syn_node *n = NODE(p, key);
    if (n->kind == SYN_Name) {
        return n->a == atom;
    }
    if (n->kind != SYN_String) {
        return false;
    }
    char text[16];
    const syn_atom *a = &p->u->atoms[atom];
    return n->end - n->start >= a->len + 2 && syn_string_value(p->u, key, text, sizeof text) == a->len &&
           memcmp(text, a->text, a->len) == 0;
}

static bool key_ends(parser *p)
{
    unsigned t = p->lx.tok;
    return t == T_COMMA || t == T_COLON || t == T_LPAREN || t == T_RBRACE || t == T_ASSIGN ||
           (p->ts && t == T_LT);
}

static syn_id property(parser *p, cover *cov, bool *has_proto)
{
    syn_id n = node_new(p, SYN_Property, p->lx.start);
    unsigned fn = FN_METHOD, op = SYN_INIT;
    uint8_t flags = 0;
    lexer first = p->lx;
    syn_id key;
    if (eat(p, T_MUL)) {
        fn |= FN_GENERATOR;
        key = syn__property_name(p, &flags);
    } else if (at(p, T_IDENT) && !(p->lx.flags & TF_ESCAPED) &&
               (p->lx.atom == A_get || p->lx.atom == A_set || p->lx.atom == A_async)) {
        key = syn__name(p);
        if (!key_ends(p)) {
            if (first.atom == A_async) {
                if (p->lx.nl) {
                    syn__unexpected(p);
                }
                fn |= FN_ASYNC;
                if (eat(p, T_MUL)) {
                    fn |= FN_GENERATOR;
                }
            } else {
                op = first.atom == A_get ? SYN_GET : SYN_SET;
                fn |= op == SYN_GET ? FN_GET : FN_SET;
            }
            key = syn__property_name(p, &flags);
        }
    } else {
        key = syn__property_name(p, &flags);
    }
    syn_id value;
    if (at(p, T_LPAREN) || (p->ts && at(p, T_LT)) || fn != FN_METHOD) {
        if (op == SYN_INIT) {
            op = SYN_METHOD;
        }
        value = syn__method_function(p, fn);
    } else if (eat(p, T_COLON)) {
        if (!(flags & SYN_F_COMPUTED) && key_is(p, key, A___proto__)) {
            if (*has_proto) {
                if (cov) {
                    if (!cov->double_proto) {
                        cov->double_proto = first.start + 1;
                    }
                } else {
                    syn__fail(p, first.start, first.end,
                              "Duplicate __proto__ fields are not allowed in object literals");
                }
            }
            *has_proto = true;
        }
        value = syn__assign(p, 0, cov);
    } else {
        if (NODE(p, key)->kind != SYN_Name) {
            syn__unexpected(p);
        }
        if (first.tok != T_IDENT) {
            lexer now = p->lx;
            p->lx = first;
            if (first.tok == T_ESCAPED_KEYWORD || now.tok == T_EOF) {
                p->lx = first.tok == T_ESCAPED_KEYWORD ? first : now;
            } else {
                p->lx = now;
            }
            syn__unexpected(p);
        }
        syn__check_name(p, first.atom, first.start, first.end, false);
        if (first.atom == A_arguments && p->ctx & C_NO_ARGUMENTS) {
            syn__fail(p, first.start, first.end,
                      "'arguments' is not allowed in class field initializer or static initialization block");
        }
        if (first.atom == A_await && !p->await_ident_pos) {
            p->await_ident_pos = first.start + 1;
        }
        flags |= SYN_F_SHORTHAND;
        value = node_new(p, SYN_Ident, first.start);
        NODE(p, value)->a = first.atom;
        NODE(p, value)->end = first.end;
        syn__push_reference(p, value);
        if (at(p, T_ASSIGN)) {
            if (!cov) {
                syn__fail(p, p->lx.start, p->lx.end, "Invalid shorthand property initializer");
            }
            if (!cov->shorthand_init) {
                cov->shorthand_init = p->lx.start + 1;
            }
            value = syn__with_default(p, value);
        }
    }
    syn_node *node = NODE(p, n);
    node->a = key;
    node->b = value;
    node->op = (uint16_t)op;
    node->flags =
        (uint8_t)(flags | (fn & FN_ASYNC ? SYN_F_ASYNC : 0) | (fn & FN_GENERATOR ? SYN_F_GENERATOR : 0));
    return node_end(p, n);
}

syn_id syn__object_literal(parser *p, cover *cov)
{
    syn_id n = node_new(p, SYN_Object, p->lx.start);
    syn__next(p);
    list l = {0};
    bool has_proto = false;
    while (!at(p, T_RBRACE)) {
        if (at(p, T_ELLIPSIS)) {
            list_add(p, &l, spread(p, cov));
            if (cov && at(p, T_COMMA)) {
                if (!cov->trailing_comma) {
                    cov->trailing_comma = p->lx.start + 1;
                }
                if (peek(p) == T_RBRACE) {
                    NODE(p, l.tail)->flags |= SYN_F_ESCAPED;
                }
            }
        } else {
            list_add(p, &l, property(p, cov, &has_proto));
        }
        if (!at(p, T_RBRACE)) {
            expect(p, T_COMMA);
        }
    }
    syn__next(p);
    NODE(p, n)->a = l.head;
    return node_end(p, n);
}
