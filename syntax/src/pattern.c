// SPDX-License-Identifier: MIT
// Targets: binding patterns, and expressions that turn out to be assignment or parameter patterns.
#include "internal.h"

void syn__check_name(parser *p, uint32_t atom, uint32_t start, uint32_t end, bool binding)
{
    if (atom >= A_KNOWN_COUNT) {
        return;
    }
    if (atom_is_reserved(atom)) {
        syn__fail(p, start, end, "Unexpected token '%s'",
                  syn_operator_name(T_KEYWORD_FIRST + atom - A_break));
    }
    if (p->ctx & C_STRICT) {
        if (atom_is_strict_reserved(atom)) {
            syn__fail(p, start, end, "Unexpected strict mode reserved word");
        }
        if (binding && !(p->ctx & C_AMBIENT) && (atom == A_eval || atom == A_arguments)) {
            syn__fail(p, start, end, "Unexpected eval or arguments in strict mode");
        }
    }
    if (atom == A_yield && p->ctx & C_GENERATOR) {
        syn__fail(p, start, end, "Unexpected identifier 'yield'");
    }
    if (atom == A_await && (p->module || p->ctx & (C_ASYNC | C_STATIC_BLOCK)) && !(p->ctx & C_AMBIENT)) {
        if (p->u->options.goal == SYN_GOAL_REPL && !(p->ctx & (C_NESTED_FN | C_STATIC_BLOCK))) {
            return;
        }
        syn__fail(p, start, end, "Unexpected reserved word");
    }
}

void syn__check_simple_target(parser *p, syn_id id, const char *message)
{
    syn_node *n = NODE(p, id);
    if (n->kind == SYN_Ident) {
        if (p->ctx & C_STRICT && (n->a == A_eval || n->a == A_arguments)) {
            syn__fail(p, n->start, n->end, "Unexpected eval or arguments in strict mode");
        }
        return;
    }
    if (n->kind == SYN_Member && !(n->flags & SYN_F_CHAIN)) {
        return;
    }
    // Annex B: a call as target is an early error no longer only in sloppy code, where it throws when run.
    if (n->kind == SYN_Call && !(n->flags & SYN_F_CHAIN) && !(p->ctx & C_STRICT) && message) {
        return;
    }
    syn__fail(p, n->start, n->end, "%s", message ? message : "Invalid destructuring assignment target");
}

static void pattern_list(parser *p, syn_id first, bool binding, bool object);

syn_id syn__to_pattern(parser *p, syn_id id, bool binding)
{
    check_stack(p);
    syn_node *n = NODE(p, id);
    bool paren = n->flags & SYN_F_PAREN;
    if (binding && paren) {
        syn__fail(p, n->start, n->end, "Invalid destructuring assignment target");
    }
    switch (n->kind) {
    case SYN_Ident:
        if (binding) {
            n->kind = SYN_BindingIdent;
            syn__check_name(p, n->a, n->start, n->end, true);
        } else {
            syn__check_simple_target(p, id, NULL);
        }
        return id;
    case SYN_Member:
        if (binding) {
            break;
        }
        syn__check_simple_target(p, id, NULL);
        return id;
    case SYN_Object:
    case SYN_ObjectPattern:
        if (paren && n->kind == SYN_Object) {
            break;
        }
        n->kind = SYN_ObjectPattern;
        pattern_list(p, n->a, binding, true);
        return id;
    case SYN_Array:
    case SYN_ArrayPattern:
        if (paren && n->kind == SYN_Array) {
            break;
        }
        n->kind = SYN_ArrayPattern;
        pattern_list(p, n->a, binding, false);
        return id;
    case SYN_Assign:
        if (n->op != T_ASSIGN || paren) {
            break;
        }
        n->kind = SYN_AssignPattern;
        n->a = syn__to_pattern(p, n->a, binding);
        return id;
    case SYN_AssignPattern:
        n->a = syn__to_pattern(p, n->a, binding);
        return id;
    case SYN_TsParamProperty:
        return id;
    default:
        break;
    }
    syn__fail(p, n->start, n->end, "Invalid destructuring assignment target");
}

static void pattern_list(parser *p, syn_id first, bool binding, bool object)
{
    for (syn_id e = first; e; e = p->nodes[e].next) {
        syn_node *n = NODE(p, e);
        if (n->kind == SYN_Hole) {
            continue;
        }
        if (n->kind == SYN_Spread || n->kind == SYN_Rest) {
            if (n->next || (n->kind == SYN_Spread && n->flags & SYN_F_ESCAPED)) {
                syn__fail(p, n->start, n->end, "Rest element must be last element");
            }
            n->kind = SYN_Rest;
            unsigned k = p->nodes[n->a].kind;
            if (k == SYN_Assign || k == SYN_AssignPattern ||
                (object &&
                 (binding ? k != SYN_Ident && k != SYN_BindingIdent : k != SYN_Ident && k != SYN_Member))) {
                syn__fail(p, p->nodes[n->a].start, p->nodes[n->a].end,
                          object ? "`...` must be followed by an assignable reference in assignment contexts"
                                 : "Invalid destructuring assignment target");
            }
            n->a = syn__to_pattern(p, n->a, binding);
            continue;
        }
        if (object) {
            if (n->kind != SYN_Property || n->op != SYN_INIT) {
                syn__fail(p, n->start, n->end, "Invalid destructuring assignment target");
            }
            n->b = syn__to_pattern(p, n->b, binding);
        } else {
            syn_id next = n->next;
            (void)syn__to_pattern(p, e, binding);
            p->nodes[e].next = next;
        }
    }
}

// ---- binding patterns read as such

static syn_id binding_element(parser *p, unsigned kind)
{
    uint32_t start = p->lx.start;
    syn_id target = syn__binding_target(p, kind);
    if (!eat(p, T_ASSIGN)) {
        return target;
    }
    syn_id n = node_new(p, SYN_AssignPattern, start);
    syn_id value = syn__assign(p, 0, NULL);
    NODE(p, n)->a = target;
    NODE(p, n)->b = value;
    return node_end(p, n);
}

static syn_id binding_rest(parser *p, unsigned kind, bool object)
{
    syn_id n = node_new(p, SYN_Rest, p->lx.start);
    syn__next(p);
    if (object && !at(p, T_IDENT)) {
        syn__fail(p, p->lx.start, p->lx.end,
                  "`...` must be followed by an identifier in declaration contexts");
    }
    syn_id target = syn__binding_target(p, kind);
    NODE(p, n)->a = target;
    if (at(p, T_COMMA)) {
        syn__fail(p, p->lx.start, p->lx.end, "Rest element must be last element");
    }
    return node_end(p, n);
}

static syn_id binding_array(parser *p, unsigned kind)
{
    syn_id n = node_new(p, SYN_ArrayPattern, p->lx.start);
    syn__next(p);
    list l = {0};
    while (!at(p, T_RBRACKET)) {
        if (at(p, T_COMMA)) {
            list_add(p, &l, node_new(p, SYN_Hole, p->lx.start));
        } else if (at(p, T_ELLIPSIS)) {
            list_add(p, &l, binding_rest(p, kind, false));
            break;
        } else {
            list_add(p, &l, binding_element(p, kind));
        }
        if (!at(p, T_RBRACKET)) {
            expect(p, T_COMMA);
        }
    }
    expect(p, T_RBRACKET);
    NODE(p, n)->a = l.head;
    return node_end(p, n);
}

static syn_id binding_property(parser *p, unsigned kind)
{
    syn_id n = node_new(p, SYN_Property, p->lx.start);
    bool shorthand = at(p, T_IDENT);
    uint32_t start = p->lx.start;
    uint32_t atom = p->lx.atom;
    syn_id key = syn__property_name(p, &NODE(p, n)->flags);
    NODE(p, n)->a = key;
    syn_id value;
    if (eat(p, T_COLON)) {
        value = binding_element(p, kind);
    } else {
        if (!shorthand) {
            syn__unexpected(p);
        }
        syn__check_name(p, atom, start, NODE(p, key)->end, true);
        value = node_new(p, SYN_BindingIdent, start);
        NODE(p, value)->a = atom;
        NODE(p, value)->end = NODE(p, key)->end;
        if (kind != B_NONE) {
            syn__declare_pattern(p, value, kind);
        }
        NODE(p, n)->flags |= SYN_F_SHORTHAND;
        if (eat(p, T_ASSIGN)) {
            syn_id pattern = node_new(p, SYN_AssignPattern, start);
            syn_id init = syn__assign(p, 0, NULL);
            NODE(p, pattern)->a = value;
            NODE(p, pattern)->b = init;
            value = node_end(p, pattern);
        }
    }
    NODE(p, n)->b = value;
    return node_end(p, n);
}

static syn_id binding_object(parser *p, unsigned kind)
{
    syn_id n = node_new(p, SYN_ObjectPattern, p->lx.start);
    syn__next(p);
    list l = {0};
    while (!at(p, T_RBRACE)) {
        if (at(p, T_ELLIPSIS)) {
            list_add(p, &l, binding_rest(p, kind, true));
            break;
        }
        list_add(p, &l, binding_property(p, kind));
        if (!at(p, T_RBRACE)) {
            expect(p, T_COMMA);
        }
    }
    expect(p, T_RBRACE);
    NODE(p, n)->a = l.head;
    return node_end(p, n);
}

// Reads a name or pattern and declares its names (B_NONE: does not).
syn_id syn__binding_target(parser *p, unsigned kind)
{
    check_stack(p);
    if (at(p, T_LBRACKET)) {
        return binding_array(p, kind);
    }
    if (at(p, T_LBRACE)) {
        return binding_object(p, kind);
    }
    if (!at(p, T_IDENT)) {
        syn__unexpected(p);
    }
    uint32_t atom = p->lx.atom;
    syn__check_name(p, atom, p->lx.start, p->lx.end, true);
    if (atom == A_let && (kind == SYN_SYM_LET || kind == SYN_SYM_CONST)) {
        syn__fail(p, p->lx.start, p->lx.end, "let is disallowed as a lexically bound name");
    }
    if (atom == A_await && !p->await_ident_pos) {
        p->await_ident_pos = p->lx.start + 1;
    }
    syn_id n = syn__ident(p, SYN_BindingIdent);
    if (kind != B_NONE) {
        syn__declare_pattern(p, n, kind);
    }
    return n;
}

typedef struct declare_arg {
    parser *p;
    unsigned kind;
} declare_arg;

static void declare_one(void *arg, syn_id binding)
{
    declare_arg *d = arg;
    syn_node *n = NODE(d->p, binding);
    if (n->a == A_let && (d->kind == SYN_SYM_LET || d->kind == SYN_SYM_CONST)) {
        syn__fail(d->p, n->start, n->end, "let is disallowed as a lexically bound name");
    }
    syn__declare(d->p, binding, d->kind);
}

void syn__declare_pattern(parser *p, syn_id pattern, unsigned kind)
{
    declare_arg arg = {p, kind};
    syn__each_binding(p->nodes, pattern, declare_one, &arg);
}

// Calls f with every BindingIdent of a target. Recursion is bounded: the pattern was read recursively.
void syn__each_binding(const syn_node *nodes, syn_id id, void (*f)(void *, syn_id), void *arg)
{
    const syn_node *n = &nodes[id];
    switch (n->kind) {
    case SYN_BindingIdent:
        f(arg, id);
        break;
    case SYN_AssignPattern:
    case SYN_Rest:
    case SYN_TsParamProperty:
        syn__each_binding(nodes, n->a, f, arg);
        break;
    case SYN_ArrayPattern:
    case SYN_ObjectPattern:
        for (syn_id e = n->a; e; e = nodes[e].next) {
            if (nodes[e].kind != SYN_Hole) {
                syn__each_binding(nodes, nodes[e].kind == SYN_Property ? nodes[e].b : e, f, arg);
            }
        }
        break;
    default:
        break;
    }
}

bool syn__pattern_is_simple(parser *p, syn_id params)
{
    for (syn_id e = params; e; e = p->nodes[e].next) {
        syn_id target = p->nodes[e].kind == SYN_TsParamProperty ? p->nodes[e].a : e;
        if (p->nodes[target].kind != SYN_BindingIdent) {
            return false;
        }
    }
    return true;
}
