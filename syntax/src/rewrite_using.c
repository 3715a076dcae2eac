// SPDX-License-Identifier: MIT
// using and await using, for engines without them: the rest of the block goes into a try, whose end disposes.
//
//   { using a = b; c }   becomes   { const u=$pj_using();try{ const a =u.use( b); c }catch(e){u.fail(e)}finally{u.end()} }
//
// At the top of a module that exports bindings the block cannot be wrapped (its exports would not see into it); there the
// end of the module disposes, but not an error on the way.
#include "rewrite.h"

typedef struct resource_scope {
    const char *name;
    bool async;
} resource_scope;

static bool is_using(const syn_node *n)
{
    return n->kind == SYN_VarDecl && n->op >= SYN_USING;
}

static const char *head(rewriter *r, const resource_scope *s)
{
    return rw__format(r, NULL, "const %s=%s(%s);", s->name, r->names.using_call, s->async ? "true" : "");
}

static const char *end_call(rewriter *r, const resource_scope *s)
{
    if (!s->async) {
        return rw__format(r, NULL, "%s.end()", s->name);
    }
    return rw__format(r, NULL, "await %s.end()", s->name);
}

static const char *tail(rewriter *r, const resource_scope *s)
{
    return rw__format(r, NULL, "}catch($pj_e){%s.fail($pj_e)}finally{%s}", s->name, end_call(r, s));
}

// `using` becomes const, each value goes through the scope. In a for head over values it does not: those come later.
static void declaration(rewriter *r, const syn_node *v, const resource_scope *s, bool values)
{
    uint32_t word = v->op == SYN_USING ? v->start : rw__skip_space(r, v->start + 5);
    rw__replace(r, v->start, word + 5, "const");
    for (syn_id d = v->a; d && values; d = r->nodes[d].next) {
        const syn_node *n = &r->nodes[d];
        if (!n->b) {
            continue;
        }
        uint32_t at = rw__skip_space(r, r->nodes[n->a].end);
        for (uint32_t i = 0; r->src[at] != '=' && i < r->u->strips.count; i++) {
            if (r->u->strips.data[i].start == at) {
                at = rw__skip_space(r, r->u->strips.data[i].end);
            }
        }
        rw__insert(r, at + 1, rw__format(r, NULL, "%s.use(", s->name));
        rw__close(r, n->start, n->end, 0, ")");
    }
}

static bool scan(rewriter *r, syn_id first, uint32_t number, resource_scope *s)
{
    *s = (resource_scope){0};
    for (syn_id e = first; e; e = r->nodes[e].next) {
        if (is_using(&r->nodes[e])) {
            s->name = rw__format(r, NULL, "$pj_u%u", number);
            s->async |= r->nodes[e].op == SYN_AWAIT_USING;
        }
    }
    return s->name;
}

static void declarations(rewriter *r, syn_id first, const resource_scope *s)
{
    for (syn_id e = first; e; e = r->nodes[e].next) {
        if (is_using(&r->nodes[e])) {
            declaration(r, &r->nodes[e], s, true);
        }
    }
}

static uint32_t after_directives(const rewriter *r, syn_id first, uint32_t start)
{
    for (syn_id e = first; e && r->nodes[e].kind == SYN_ExpressionStmt && r->nodes[e].flags & SYN_F_DIRECTIVE;
         e = r->nodes[e].next) {
        start = r->nodes[e].end;
    }
    return start;
}

static void block(rewriter *r, syn_id first, uint32_t number, uint32_t start, uint32_t end)
{
    resource_scope s;
    if (!scan(r, first, number, &s)) {
        return;
    }
    rw__insert(r, after_directives(r, first, start), rw__format(r, NULL, "%stry{", head(r, &s)));
    declarations(r, first, &s);
    rw__close(r, start, end, 0, tail(r, &s));
}

// for (using a of b) c: every turn is a scope of its own.
static void for_of(rewriter *r, const syn_node *n, uint32_t number)
{
    const syn_node *v = &r->nodes[n->a], *body = &r->nodes[n->c];
    resource_scope s = {rw__format(r, NULL, "$pj_u%u", number), v->op == SYN_AWAIT_USING};
    const syn_node *name = &r->nodes[r->nodes[v->a].a];
    const syn_atom *a = &r->u->atoms[name->a];
    declaration(r, v, &s, false);
    rw__open(r, body->start, body->end, 0,
             rw__format(r, NULL, "{%stry{%s.use(%.*s);", head(r, &s), s.name, (int)a->len, a->text));
    rw__close(r, body->start, body->end, 0, rw__format(r, NULL, "%s}", tail(r, &s)));
}

static void for_classic(rewriter *r, const syn_node *n, uint32_t number)
{
    const syn_node *v = &r->nodes[n->a];
    resource_scope s = {rw__format(r, NULL, "$pj_u%u", number), v->op == SYN_AWAIT_USING};
    rw__open(r, n->start, n->end, 0, rw__format(r, NULL, "{%stry{", head(r, &s)));
    declaration(r, v, &s, true);
    rw__close(r, n->start, n->end, 0, rw__format(r, NULL, "%s}", tail(r, &s)));
}

static void top(rewriter *r, const char **module_head, const char **module_tail)
{
    const syn_node *program = &r->nodes[1];
    bool bound = false;
    for (uint32_t i = 0; i < r->out->module.export_count; i++) {
        bound |= r->out->module.exports[i].local.text != NULL;
    }
    resource_scope s;
    if (!scan(r, program->a, 0, &s)) {
        return;
    }
    // ends stand behind the line break of the tail, where no comment swallows them
    const char *rest = (*module_tail)[0] ? *module_tail + 1 : "";
    if (!(r->flags & SYN_RW_MODULE) || !bound) {
        uint32_t at = r->u->features & SYN_HAS_HASHBANG ? r->nodes[program->a].start : 0;
        rw__insert(r, after_directives(r, program->a, at), rw__format(r, NULL, "%stry{", head(r, &s)));
        declarations(r, program->a, &s);
        *module_tail = rw__format(r, NULL, "\n%s%s", tail(r, &s), rest);
    } else {
        *module_head = rw__format(r, NULL, "%s%s", *module_head, head(r, &s));
        declarations(r, program->a, &s);
        *module_tail = rw__format(r, NULL, "\n;%s%s", end_call(r, &s), rest);
    }
}

void rw__using(rewriter *r, const char **module_head, const char **module_tail)
{
    top(r, module_head, module_tail);
    for (uint32_t i = 2; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        switch (n->kind) {
        case SYN_Block:
            block(r, n->a, i, n->start + 1, n->end - 1);
            break;
        case SYN_StaticBlock:
            block(r, n->a, i, rw__skip_space(r, rw__skip_space(r, n->start + 6) + 1), n->end - 1);
            break;
        case SYN_ForOf:
            if (is_using(&r->nodes[n->a])) {
                for_of(r, n, i);
            }
            break;
        case SYN_For:
            if (n->a && is_using(&r->nodes[n->a])) {
                for_classic(r, n, i);
            }
            break;
        default:
            break;
        }
    }
}
