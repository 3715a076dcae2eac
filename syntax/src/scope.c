// SPDX-License-Identifier: MIT
// Scopes, declarations and the resolution of names, done while parsing.
//
// Every atom has a chain of its symbols in open scopes (innermost first) and a stack of references not yet
// resolved (latest first). When a scope closes, each of its symbols takes the references that stand behind
// the scope's start from its atom's stack: inner scopes have taken theirs before, outer ones stand earlier
// in the text. So resolution costs a constant per name, whatever the nesting.
//
// A `var` below a `let` of the same name in the same block is found by the place of the last var
// declaration: if that lies behind the start of the (open) block, it passed through the block.
#include "internal.h"

uint32_t syn__scope_open(parser *p, unsigned kind, uint32_t start)
{
    syn_unit *u = p->u;
    if (u->scope_count == u->scope_cap) {
        u->scopes = syn__grow(p, u->scopes, &u->scope_cap, sizeof *u->scopes);
    }
    uint32_t id = u->scope_count++;
    unsigned depth = p->scope ? u->scopes[p->scope].depth + 1u : 0;
    if (depth > 0xfff0) {
        syn__too_deep(p);
    }
    u->scopes[id] =
        (syn_scope){.start = start, .parent = p->scope, .kind = (uint8_t)kind, .depth = (uint16_t)depth};
    p->scope = id;
    return id;
}

static bool is_var_scope(unsigned kind)
{
    return kind <= SYN_SCOPE_BODY || kind == SYN_SCOPE_STATIC || kind == SYN_SCOPE_NAMESPACE;
}

static uint32_t var_scope(const syn_unit *u, uint32_t scope)
{
    while (!is_var_scope(u->scopes[scope].kind)) {
        scope = u->scopes[scope].parent;
    }
    return scope;
}

static bool var_like(unsigned kind)
{
    return kind <= SYN_SYM_PARAM || kind == SYN_SYM_ANNEXB_VAR;
}

// Weak symbols give way to any other declaration of their scope.
static bool weak(unsigned kind)
{
    return kind == SYN_SYM_FUNCTION_NAME || kind == SYN_SYM_ANNEXB_VAR || kind == SYN_SYM_ARGUMENTS ||
           kind == SYN_SYM_TYPE;
}

// What a name in a type may mean.
static bool names_type(unsigned kind)
{
    return kind == SYN_SYM_CLASS || kind == SYN_SYM_IMPORT || kind >= SYN_SYM_ENUM;
}

// Adds a symbol, keeping the chain of its atom ordered by depth.
static uint32_t symbol_add(parser *p, uint32_t scope, uint32_t atom, syn_id decl, uint32_t pos, unsigned kind)
{
    syn_unit *u = p->u;
    if (u->symbol_count == u->symbol_cap) {
        u->symbols = syn__grow(p, u->symbols, &u->symbol_cap, sizeof *u->symbols);
    }
    uint32_t id = u->symbol_count++;
    uint32_t *link = &u->atoms[atom].symbol;
    while (*link && u->scopes[u->symbols[*link].scope].depth > u->scopes[scope].depth) {
        link = &u->symbols[*link].shadowed;
    }
    u->symbols[id] = (syn_symbol){.atom = atom,
                                  .scope = scope,
                                  .decl = decl,
                                  .last_decl = pos,
                                  .kind = (uint8_t)kind,
                                  .shadowed = *link,
                                  .sibling = u->scopes[scope].first_symbol};
    *link = id;
    u->scopes[scope].first_symbol = id;
    return id;
}

static uint32_t symbol_in(const syn_unit *u, uint32_t atom, uint32_t scope)
{
    for (uint32_t s = u->atoms[atom].symbol; s; s = u->symbols[s].shadowed) {
        if (u->symbols[s].scope == scope) {
            return s;
        }
        if (u->scopes[u->symbols[s].scope].depth < u->scopes[scope].depth) {
            break;
        }
    }
    return 0;
}

_Noreturn static void redeclared(parser *p, uint32_t atom, uint32_t pos)
{
    const syn_atom *a = &p->u->atoms[atom];
    syn__fail(p, pos, pos + a->len, "Identifier '%.*s' has already been declared",
              a->len > 80 ? 80 : (int)a->len, a->text);
}

static bool ts_may_merge(const parser *p, unsigned old, unsigned kind)
{
    if (!p->ts) {
        return false;
    }
    if (kind == SYN_SYM_NAMESPACE) {
        return old == SYN_SYM_CLASS || old == SYN_SYM_FUNCTION || old == SYN_SYM_LEXICAL_FUNCTION ||
               old == SYN_SYM_ENUM || old == SYN_SYM_NAMESPACE || old == SYN_SYM_IMPORT;
    }
    if (old == SYN_SYM_NAMESPACE) {
        return kind == SYN_SYM_CLASS || kind == SYN_SYM_FUNCTION || kind == SYN_SYM_LEXICAL_FUNCTION ||
               kind == SYN_SYM_ENUM;
    }
    return (kind == SYN_SYM_ENUM && old == SYN_SYM_ENUM) || old == SYN_SYM_TYPE_IMPORT ||
           kind == SYN_SYM_TYPE_IMPORT;
}

static uint32_t declare_lexical(parser *p, uint32_t atom, syn_id decl, uint32_t pos, unsigned kind)
{
    syn_unit *u = p->u;
    uint32_t scope = p->scope;
    uint32_t s = symbol_in(u, atom, scope);
    if (s) {
        syn_symbol *old = &u->symbols[s];
        bool both_sloppy = kind == SYN_SYM_SLOPPY_FUNCTION && old->kind == SYN_SYM_SLOPPY_FUNCTION;
        if (both_sloppy || ts_may_merge(p, old->kind, kind)) {
            if (old->kind == SYN_SYM_TYPE_IMPORT) {
                old->kind = (uint8_t)kind;
                old->decl = decl;
            }
            return s;
        }
        if (!weak(old->kind)) {
            redeclared(p, atom, pos);
        }
        old->kind = (uint8_t)kind;
        old->decl = decl;
        return s;
    }
    if (u->scopes[scope].kind == SYN_SCOPE_BODY && (s = symbol_in(u, atom, u->scopes[scope].parent)) != 0 &&
        u->symbols[s].kind == SYN_SYM_PARAM) {
        redeclared(p, atom, pos);
    }
    if (!is_var_scope(u->scopes[scope].kind) && (s = symbol_in(u, atom, var_scope(u, scope))) != 0 &&
        u->symbols[s].kind <= SYN_SYM_FUNCTION && u->symbols[s].last_decl >= u->scopes[scope].start &&
        u->symbols[s].last_decl != pos) {
        redeclared(p, atom, pos);
    }
    return symbol_add(p, scope, atom, decl, pos, kind);
}

// `through`: kinds of catch parameter that a var may cross are decided by the caller's kind.
static uint32_t declare_var(parser *p, uint32_t atom, syn_id decl, uint32_t pos, unsigned kind, bool for_of)
{
    syn_unit *u = p->u;
    uint32_t target = var_scope(u, p->scope);
    uint32_t depth = u->scopes[target].depth;
    for (uint32_t s = u->atoms[atom].symbol; s; s = u->symbols[s].shadowed) {
        syn_symbol *old = &u->symbols[s];
        uint32_t old_depth = u->scopes[old->scope].depth;
        if (old_depth < depth) {
            break;
        }
        if (old_depth > depth) {
            if (old->kind == SYN_SYM_PRIVATE || old->kind == SYN_SYM_TYPE ||
                (old->kind == SYN_SYM_CATCH && !for_of)) {
                continue;
            }
            if (old->kind == SYN_SYM_CLASS && u->scopes[old->scope].kind == SYN_SCOPE_CLASS) {
                continue;
            }
            redeclared(p, atom, pos);
        }
        if (ts_may_merge(p, old->kind, kind)) {
            return s;
        }
        if (!var_like(old->kind) && !weak(old->kind)) {
            redeclared(p, atom, pos);
        }
        if (weak(old->kind)) {
            old->kind = (uint8_t)kind;
            old->decl = decl;
        } else if (kind == SYN_SYM_FUNCTION && old->kind != SYN_SYM_PARAM) {
            old->kind = SYN_SYM_FUNCTION;
        }
        old->last_decl = pos;
        return s;
    }
    return symbol_add(p, target, atom, decl, pos, kind);
}

static uint32_t declare_param(parser *p, uint32_t atom, syn_id decl, uint32_t pos, unsigned kind)
{
    uint32_t s = symbol_in(p->u, atom, p->scope);
    if (s && !weak(p->u->symbols[s].kind)) {
        if (!p->dup_param) {
            p->dup_param = pos + 1; // judged with the whole parameter list
        }
        return s;
    }
    if (s) {
        p->u->symbols[s].kind = (uint8_t)kind;
        p->u->symbols[s].decl = decl;
        return s;
    }
    return symbol_add(p, p->scope, atom, decl, pos, kind);
}

static uint32_t declare(parser *p, uint32_t atom, syn_id decl, uint32_t pos, unsigned kind)
{
    switch (kind) {
    case SYN_SYM_VAR:
    case SYN_SYM_FUNCTION:
        return declare_var(p, atom, decl, pos, kind, false);
    case SYN_SYM_PARAM:
        return declare_param(p, atom, decl, pos, kind);
    case SYN_SYM_FUNCTION_NAME:
        return symbol_add(p, p->scope, atom, decl, pos, kind);
    case SYN_SYM_TYPE: {
        uint32_t s = symbol_in(p->u, atom, p->scope);
        return s ? s : symbol_add(p, p->scope, atom, decl, pos, kind);
    }
    default:
        return declare_lexical(p, atom, decl, pos, kind);
    }
}

void syn__declare(parser *p, syn_id binding, unsigned kind)
{
    if (p->ctx & C_AMBIENT) {
        return;
    }
    syn_node *n = NODE(p, binding);
    n->b = declare(p, n->a, binding, n->start, kind);
}

void syn__declare_var_of(parser *p, syn_id binding)
{
    syn_node *n = NODE(p, binding);
    n->b = declare_var(p, n->a, binding, n->start, SYN_SYM_VAR, true);
}

void syn__declare_atom(parser *p, uint32_t atom, uint32_t pos, unsigned kind)
{
    (void)declare(p, atom, 0, pos, kind);
}

void syn__declare_type(parser *p, uint32_t atom, uint32_t pos, syn_id type)
{
    if (type && !(p->ctx & C_AMBIENT)) {
        (void)declare(p, atom, type, pos, SYN_SYM_TYPE);
    }
}

// Hands a symbol the references behind `start`.
static void take_references(parser *p, uint32_t symbol, uint32_t start)
{
    syn_unit *u = p->u;
    syn_symbol *s = &u->symbols[symbol];
    syn_atom *a = &u->atoms[s->atom];
    syn_id r = a->references, tail = 0, head = 0, left = 0, *link = &left;
    while (r && p->nodes[r].start >= start) {
        syn_node *n = &p->nodes[r];
        syn_id next = n->c;
        bool of_type = n->kind == SYN_TsTypeName;
        if (of_type ? !names_type(s->kind) : s->kind == SYN_SYM_TYPE) {
            *link = r; // for an outer one
            link = &n->c;
        } else if (n->kind == SYN_Ident || n->kind == SYN_PrivateName || of_type) {
            n->b = symbol;
            if (tail) {
                p->nodes[tail].c = r;
            } else {
                head = r;
            }
            tail = r;
            n->c = 0;
        }
        r = next;
    }
    *link = r;
    a->references = left;
    if (head) {
        p->nodes[tail].c = s->references;
        s->references = head;
    }
}

// Annex B.3.3: a function in a block of sloppy code is also a var, where that breaks nothing.
static void hoist_sloppy_function(parser *p, uint32_t symbol)
{
    syn_unit *u = p->u;
    uint32_t atom = u->symbols[symbol].atom;
    uint32_t target = var_scope(u, p->scope), depth = u->scopes[target].depth;
    for (uint32_t s = u->symbols[symbol].shadowed; s; s = u->symbols[s].shadowed) {
        uint32_t old_depth = u->scopes[u->symbols[s].scope].depth;
        if (old_depth < depth) {
            break;
        }
        unsigned kind = u->symbols[s].kind;
        if (old_depth > depth && kind != SYN_SYM_CATCH) {
            if (kind == SYN_SYM_SLOPPY_FUNCTION || kind == SYN_SYM_PRIVATE || kind == SYN_SYM_TYPE) {
                continue;
            }
            return;
        }
        if (old_depth == depth) {
            if (weak(kind)) {
                u->symbols[s].kind = SYN_SYM_ANNEXB_VAR;
            }
            return;
        }
    }
    if (u->scopes[target].kind == SYN_SCOPE_BODY) {
        uint32_t s = symbol_in(u, atom, u->scopes[target].parent);
        if (s && u->symbols[s].kind == SYN_SYM_PARAM) {
            return;
        }
    }
    symbol_add(p, target, atom, u->symbols[symbol].decl, u->symbols[symbol].last_decl, SYN_SYM_ANNEXB_VAR);
}

void syn__scope_close(parser *p, uint32_t end)
{
    syn_unit *u = p->u;
    uint32_t id = p->scope;
    syn_scope *scope = &u->scopes[id];
    uint32_t start = scope->start;
    scope->end = end;
    if (scope->kind == SYN_SCOPE_FUNCTION || scope->kind == SYN_SCOPE_STATIC) {
        syn_atom *a = &u->atoms[A_arguments];
        if (a->references && p->nodes[a->references].start >= start && !symbol_in(u, A_arguments, id)) {
            symbol_add(p, id, A_arguments, 0, start, SYN_SYM_ARGUMENTS);
        }
    }
    for (uint32_t s = u->scopes[id].first_symbol; s; s = u->symbols[s].sibling) {
        if (u->symbols[s].kind == SYN_SYM_SLOPPY_FUNCTION) {
            hoist_sloppy_function(p, s);
        }
        uint32_t atom = u->symbols[s].atom;
        if (u->atoms[atom].references) {
            take_references(p, s, u->symbols[s].kind == SYN_SYM_PRIVATE ? u->symbols[s].last_decl : start);
        }
        u->atoms[atom].symbol = u->symbols[s].shadowed;
    }
    p->scope = u->scopes[id].parent;
}

// What is left after the top scope: free names stay on their atoms; private names must not be left.
void syn__finish_scopes(parser *p)
{
    syn_unit *u = p->u;
    syn_id first = 0;
    for (uint32_t i = A_KNOWN_COUNT; i < u->atom_count; i++) {
        if (u->atoms[i].text[0] != '#') {
            continue;
        }
        for (syn_id r = u->atoms[i].references; r; r = p->nodes[r].c) {
            if (p->nodes[r].kind == SYN_PrivateName &&
                (!first || p->nodes[r].start < p->nodes[first].start)) {
                first = r;
            }
        }
    }
    if (first) {
        const syn_atom *a = &u->atoms[p->nodes[first].a];
        syn__fail(p, p->nodes[first].start, p->nodes[first].end,
                  "Private field '%.*s' must be declared in an enclosing class",
                  a->len > 60 ? 60 : (int)a->len, a->text);
    }
}
