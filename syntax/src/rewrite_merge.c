// SPDX-License-Identifier: MIT
// TypeScript: namespaces in several blocks. What one block exports, the others name without saying where from.
//
// The parser resolved such names past the namespace; here they get their symbol (rw__symbol_of) and what they become: a property of the
// namespace's object.
#include "rewrite.h"

typedef struct merge {
    rewriter *r;
    syn_id *parent; // of each TsNamespace: the one around it whose export it is
} merge;

static bool same_atom(const rewriter *r, syn_id a, syn_id b)
{
    return r->nodes[a].a == r->nodes[b].a;
}

static bool same_space(const merge *m, syn_id a, syn_id b)
{
    const syn_node *n = &m->r->nodes[a], *o = &m->r->nodes[b];
    if (!same_atom(m->r, n->a, o->a)) {
        return false;
    }
    syn_id p = m->parent[a], q = m->parent[b];
    return p && q ? p == q || same_space(m, p, q) : !p && !q && m->r->nodes[n->a].b == m->r->nodes[o->a].b;
}

typedef struct search {
    const rewriter *r;
    uint32_t atom;
    syn_id found;
} search;

static void compare_binding(void *arg, syn_id binding)
{
    search *s = arg;
    if (s->r->nodes[binding].a == s->atom) {
        s->found = binding;
    }
}

// The binding of an exported name, or 0.
static syn_id exported_binding(const rewriter *r, const syn_node *space, uint32_t atom)
{
    search s = {.r = r, .atom = atom};
    if (space->c && r->nodes[r->nodes[space->c].a].a == atom) {
        return r->nodes[space->c].a;
    }
    for (syn_id e = space->b; e && !s.found; e = r->nodes[e].next) {
        const syn_node *d = &r->nodes[r->nodes[e].a];
        if (r->nodes[e].kind != SYN_ExportNamed || !r->nodes[e].a) {
            continue;
        }
        if (d->kind == SYN_VarDecl) {
            for (syn_id v = d->a; v; v = r->nodes[v].next) {
                syn__each_binding(r->nodes, r->nodes[v].a, compare_binding, &s);
            }
        } else if (d->kind == SYN_FunctionDecl || d->kind == SYN_ClassDecl || d->kind == SYN_TsEnum ||
                   d->kind == SYN_TsNamespace || d->kind == SYN_TsImportEquals) {
            compare_binding(&s, d->a);
        }
    }
    return s.found;
}

// A type that a block exports, where types are kept.
static uint32_t exported_type(const rewriter *r, const syn_node *space, uint32_t atom)
{
    for (uint32_t s = r->u->scopes[space->d].first_symbol; s; s = r->u->symbols[s].sibling) {
        if (r->u->symbols[s].atom == atom && r->u->symbols[s].kind == SYN_SYM_TYPE) {
            return s;
        }
    }
    return 0;
}

static void merge_reference(merge *m, syn_id id, syn_id space, syn_id other)
{
    rewriter *r = m->r;
    const syn_node *ref = &r->nodes[id];
    const syn_atom *a = &r->u->atoms[ref->a], *n = &r->u->atoms[r->nodes[r->nodes[space].a].a];
    syn_id binding = exported_binding(r, &r->nodes[other], ref->a);
    uint32_t type = ref->kind == SYN_TsTypeName ? exported_type(r, &r->nodes[other], ref->a) : 0;
    if (!binding && !type) {
        return;
    }
    const char *text = rw__format(r, NULL, "%.*s.%.*s", (int)n->len, n->text, (int)a->len, a->text);
    RW_PUSH(r, r->merged, ((merged_name){id, binding ? r->nodes[binding].b : type, text}));
    if (ref->kind == SYN_Ident && rw__need_marks(r)) {
        bool shorthand = r->marks[id] & MARK_SHORTHAND;
        rw__replace(r, ref->start, ref->end,
                    shorthand ? rw__format(r, NULL, "%.*s:%s", (int)a->len, a->text, text) : text);
        r->marks[id] |= MARK_SKIP;
    }
}

// The names in one block that lead out of it.
static void merge_block(merge *m, syn_id space, const syn_id *spaces, uint32_t count)
{
    rewriter *r = m->r;
    const syn_node *n = &r->nodes[space];
    for (syn_id i = space + 1; i < r->u->node_count && r->nodes[i].start < n->end; i++) {
        const syn_node *ref = &r->nodes[i];
        if (ref->kind != SYN_Ident && ref->kind != SYN_TsTypeName) {
            continue;
        }
        const syn_symbol *s = &r->u->symbols[ref->b];
        bool inside = ref->b && r->nodes[s->decl].start >= n->start && r->nodes[s->decl].end <= n->end &&
                      s->decl && s->decl != n->a;
        bool known = false;
        for (uint32_t k = r->merged.count; k-- > 0 && !known;) {
            known = r->merged.data[k].reference == i; // of an inner namespace, which goes first
        }
        for (uint32_t k = 0; k < count && !inside && !known; k++) {
            if (spaces[k] != space && same_space(m, spaces[k], space)) {
                uint32_t before = r->merged.count;
                merge_reference(m, i, space, spaces[k]);
                known = r->merged.count != before;
            }
        }
    }
}

static bool has_twin(const merge *m, syn_id space, const syn_id *spaces, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (spaces[i] != space && same_space(m, spaces[i], space)) {
            return true;
        }
    }
    return false;
}

void rw__merge_namespaces(rewriter *r)
{
    uint32_t count = 0;
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        count += r->nodes[i].kind == SYN_TsNamespace;
    }
    if (count < 2) {
        return;
    }
    syn_id *spaces = rw__alloc(r, count * sizeof *spaces);
    merge m = {.r = r, .parent = calloc(r->u->node_count, sizeof *m.parent)};
    if (!spaces || !m.parent) {
        r->failed = true;
        free(m.parent);
        return;
    }
    count = 0;
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind != SYN_TsNamespace) {
            continue;
        }
        spaces[count++] = i;
        m.parent[n->c] = i;
        for (syn_id s = n->b; s; s = r->nodes[s].next) {
            if (r->nodes[s].kind == SYN_ExportNamed) {
                m.parent[r->nodes[s].a] = i;
            }
        }
    }
    for (uint32_t i = count; i-- > 0;) {
        if (has_twin(&m, spaces[i], spaces, count)) {
            merge_block(&m, spaces[i], spaces, count);
        }
    }
    free(m.parent);
}
