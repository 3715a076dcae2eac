// SPDX-License-Identifier: MIT
// Rewriting of plain JavaScript: import(), import.meta, await with its async context, catch bodies, loop probes, and
// the input of a REPL.
#include "rewrite.h"

static uint32_t body_start(const rewriter *r, syn_id block)
{
    (void)r;
    return r->nodes[block].start + 1;
}

// ---- await

// Where the operand's text begins and ends, parentheses included: the node of an await covers both.
static void await_expression(rewriter *r, const syn_node *n)
{
    bool context = r->flags & SYN_RW_ASYNC_CONTEXT;
    bool yield = r->top_yield && n->flags & SYN_F_TOP;
    if (!context && !yield) {
        return;
    }
    if (context && !yield) {
        rw__open(r, n->start, n->end, 1,
                 rw__format(r, NULL, "%s(%s.c,", r->names.await_call, r->names.context));
        rw__close(r, n->start, n->end, 1, ")");
        return;
    }
    const char *open;
    if (context) {
        open = rw__format(r, NULL, "%s(%s.c,yield(", r->names.await_call, r->names.context);
    } else {
        open = rw__need_marks(r) && rw__at_statement(r, n->start) ? ";(yield(" : "(yield(";
    }
    rw__replace(r, n->start, n->start + 5, open);
    rw__close(r, n->start, n->end, 1, "))");
}

static void try_statement(rewriter *r, const syn_node *n, uint32_t number)
{
    uint32_t end = n->b ? r->nodes[n->b].end : r->nodes[n->a].end;
    bool in_catch = n->b && n->c && rw__has_await(r, r->nodes[n->b].start, r->nodes[n->b].end);
    if (!rw__has_await(r, n->start, r->nodes[n->a].end) && !in_catch) {
        return;
    }
    (void)end;
    const char *t = rw__format(r, NULL, "$pj_t%u", number);
    rw__open(r, n->start, n->end, 0, rw__format(r, NULL, "{const %s=%s.c;", t, r->names.context));
    rw__close(r, n->start, n->end, 0, "}");
    const char *restore = rw__format(r, NULL, "%s.c=%s;", r->names.context, t);
    if (n->b) {
        rw__insert(r, body_start(r, r->nodes[n->b].b), restore);
    }
    if (n->c) {
        rw__insert(r, body_start(r, n->c), restore);
    }
}

// A loop's body gets text at its start, and braces when it has none.
static void into_body(rewriter *r, syn_id body, const char *text)
{
    const syn_node *b = &r->nodes[body];
    if (b->kind == SYN_Block && !(b->flags & SYN_F_SHORTHAND)) {
        rw__insert(r, b->start + 1, text);
        return;
    }
    rw__open(r, b->start, b->end, 0, rw__format(r, NULL, "{%s", text));
    rw__close(r, b->start, b->end, 0, "}");
}

static void for_await(rewriter *r, const syn_node *n, uint32_t number, uint32_t outer_start)
{
    const char *t = rw__format(r, NULL, "$pj_t%u", number);
    const char *restore = rw__format(r, NULL, "%s.c=%s;", r->names.context, t);
    rw__open(r, outer_start, n->end, 0, rw__format(r, NULL, "{const %s=%s.c;", t, r->names.context));
    rw__close(r, outer_start, n->end, 0, rw__format(r, NULL, "%s}", restore));
    into_body(r, n->c, restore);
    // the engine's own way from a synchronous iterator to an asynchronous one hangs on rejections
    const syn_node *of = &r->nodes[n->b];
    // the value may stand right behind `of`
    rw__open(r, of->start, of->end, 0, " $pj_iterate((");
    rw__close(r, of->start, of->end, 0, "))");
}

// ---- catch

static void fix_catch(rewriter *r, const syn_node *n)
{
    if (!n->a) {
        return;
    }
    const syn_node *p = &r->nodes[n->a];
    if (p->kind == SYN_BindingIdent) {
        const syn_atom *a = &r->u->atoms[p->a];
        rw__insert(r, body_start(r, n->b),
                   rw__format(r, NULL, "%s(%.*s);", r->names.fix, (int)a->len, a->text));
        return;
    }
    // a pattern is taken apart inside, after the fix
    uint32_t from = p->start, to = p->end;
    if (memchr(r->src + from, '\n', to - from) || to - from > 4000 || r->u->features & SYN_HAS_TYPES) {
        return;
    }
    rw__replace(r, from, to, "$pj_e");
    rw__insert(
        r, body_start(r, n->b),
        rw__format(r, NULL, "%s($pj_e);let %.*s=$pj_e;", r->names.fix, (int)(to - from), r->src + from));
}

// ---- import() and import.meta

static void import_call(rewriter *r, const syn_node *n)
{
    // `import` alone is replaced: (, .defer( and .source( follow
    rw__replace(r, n->start, n->start + 6, r->names.import_call);
}

// A label's loop is wrapped together with its labels.
static uint32_t *label_starts(rewriter *r)
{
    uint32_t *starts = calloc(r->u->node_count + 1, sizeof *starts);
    if (!starts) {
        r->failed = true;
        return NULL;
    }
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind != SYN_Labeled) {
            continue;
        }
        syn_id b = n->b;
        while (r->nodes[b].kind == SYN_Labeled) {
            b = r->nodes[b].b;
        }
        if (!starts[b] || n->start + 1 < starts[b]) {
            starts[b] = n->start + 1;
        }
    }
    return starts;
}

// The global WebAssembly, whose promises do not keep the loop alive by themselves.
static void web_assembly(rewriter *r)
{
    uint32_t atom = syn__atom_find(r->u, "WebAssembly", 11);
    if (!atom || !r->u->atoms[atom].references || !rw__need_marks(r)) {
        return;
    }
    for (syn_id ref = r->u->atoms[atom].references; ref; ref = r->nodes[ref].c) {
        const syn_node *n = &r->nodes[ref];
        if (n->kind == SYN_Ident) {
            rw__replace(r, n->start, n->end,
                        r->marks[ref] & MARK_SHORTHAND ? "WebAssembly:$pj_wasm" : "$pj_wasm");
        }
    }
}

void rw__javascript(rewriter *r)
{
    uint32_t features = r->u->features;
    if (r->flags & SYN_RW_IMPORT_CALL) {
        web_assembly(r);
    }
    bool imports = r->flags & SYN_RW_IMPORT_CALL && features & (SYN_HAS_IMPORT_CALL | SYN_HAS_IMPORT_META);
    bool fix = r->flags & SYN_RW_CATCH_FIX && features & SYN_HAS_STACK && features & SYN_HAS_CATCH;
    bool context = r->flags & SYN_RW_ASYNC_CONTEXT && features & SYN_HAS_AWAIT;
    bool probes = r->flags & SYN_RW_PROBES && features & SYN_HAS_LOOP;
    if (!imports && !fix && !context && !probes && !r->top_yield) {
        return;
    }
    const char *probe = rw__format(r, NULL, "%s;", r->names.probe);
    uint32_t *labels = context ? label_starts(r) : NULL;
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        switch (n->kind) {
        case SYN_ImportCall:
            if (imports) {
                import_call(r, n);
            }
            break;
        case SYN_ImportMeta:
            if (imports) {
                rw__replace(r, n->start, n->end, r->names.import_meta);
            }
            break;
        case SYN_Await:
            await_expression(r, n);
            break;
        case SYN_Try:
            if (context) {
                try_statement(r, n, i);
            }
            break;
        case SYN_Catch:
            if (fix) {
                fix_catch(r, n);
            }
            break;
        case SYN_ForOf:
            if (context && n->flags & SYN_F_ASYNC) {
                for_await(r, n, i, labels && labels[i] ? labels[i] - 1 : n->start);
            }
            if (probes) {
                into_body(r, n->c, probe);
            }
            break;
        case SYN_ForIn:
            if (probes) {
                into_body(r, n->c, probe);
            }
            break;
        case SYN_For:
            if (probes) {
                into_body(r, n->d, probe);
            }
            break;
        case SYN_While:
        case SYN_DoWhile:
            if (probes) {
                into_body(r, n->b, probe);
            }
            break;
        default:
            break;
        }
    }
    free(labels);
}

// ---- REPL

typedef struct repl {
    rewriter *r;
    bool async;
    char *names; // hoisted, with commas
    size_t len, cap;
} repl;

static void hoist(void *arg, syn_id id)
{
    repl *p = arg;
    rewriter *r = p->r;
    const syn_atom *a = &r->u->atoms[r->nodes[id].a];
    if (p->len + a->len + 2 > p->cap) {
        size_t cap = (p->cap + a->len) * 2 + 64;
        char *t = realloc(p->names, cap);
        if (!t) {
            r->failed = true;
            return;
        }
        p->names = t;
        p->cap = cap;
    }
    if (p->len) {
        p->names[p->len++] = ',';
    }
    memcpy(p->names + p->len, a->text, a->len);
    p->len += a->len;
    p->names[p->len] = 0;
}

// A declaration of the top scope: as var, or inside the async function as assignments to hoisted names.
static void repl_variables(repl *p, syn_id id, bool in_for)
{
    rewriter *r = p->r;
    const syn_node *n = &r->nodes[id];
    uint32_t word = n->op == SYN_CONST ? 5 : 3;
    if (n->op >= SYN_USING) {
        return;
    }
    if (!p->async) {
        if (n->op != SYN_VAR) {
            rw__replace(r, n->start, n->start + word, "var");
            for (syn_id d = n->a; d; d = r->nodes[d].next) {
                if (!r->nodes[d].b && !in_for) {
                    rw__close(r, r->nodes[d].start, r->nodes[d].end, 0, "=void 0");
                }
            }
        }
        return;
    }
    for (syn_id d = n->a; d; d = r->nodes[d].next) {
        syn__each_binding(r->nodes, r->nodes[d].a, hoist, p);
        if (!r->nodes[d].b && !in_for && n->op != SYN_VAR) {
            rw__close(r, r->nodes[d].start, r->nodes[d].end, 0, "=void 0");
        }
    }
    if (in_for) {
        rw__replace(r, n->start, n->start + word, "");
        return;
    }
    uint32_t last = n->a;
    while (r->nodes[last].next) {
        last = r->nodes[last].next;
    }
    rw__replace(r, n->start, n->start + word, ";void(");
    rw__close(r, n->start, r->nodes[last].end, 9, ")");
}

static bool top_var(const rewriter *r, const syn_node *v)
{
    const syn_node *d = &r->nodes[v->a];
    syn_id t = d->a;
    while (t && r->nodes[t].kind != SYN_BindingIdent) {
        t = r->nodes[t].kind == SYN_Property ? r->nodes[t].b : r->nodes[t].a;
    }
    return t && r->nodes[t].b && r->u->symbols[r->nodes[t].b].scope == 1;
}

static void repl_nested_vars(repl *p)
{
    rewriter *r = p->r;
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind == SYN_For || n->kind == SYN_ForIn || n->kind == SYN_ForOf) {
            const syn_node *v = &r->nodes[n->a];
            if (n->a && v->kind == SYN_VarDecl && v->op == SYN_VAR && top_var(r, v)) {
                repl_variables(p, n->a, true);
            }
        }
    }
}

// A comment that --> begins on the first line would no longer stand at the start of one.
static void arrow_comment(rewriter *r)
{
    const uint8_t *s = r->src;
    uint32_t at = 0;
    for (;;) {
        while (syn__char_class[s[at]] & CC_SPACE) {
            at++;
        }
        const char *end = s[at] == '/' && s[at + 1] == '*' ? strstr((const char *)s + at + 2, "*/") : NULL;
        if (end == NULL) {
            break;
        }
        at = (uint32_t)(end + 2 - (const char *)s);
    }
    if (memcmp(s + at, "-->", 3) == 0) {
        rw__replace(r, at, at + 3, "// ");
    }
}

void rw__repl(rewriter *r, const char **head, const char **tail)
{
    repl p = {.r = r, .async = r->u->features & SYN_HAS_TOP_AWAIT};
    const char *functions = "";
    syn_id last = 0;
    for (syn_id s = r->nodes[1].a; s; s = r->nodes[s].next) {
        const syn_node *n = &r->nodes[s];
        last = n->kind == SYN_Empty ? last : s;
        if (n->kind == SYN_VarDecl) {
            repl_variables(&p, s, false);
        } else if (n->kind == SYN_ClassDecl) {
            const syn_atom *a = &r->u->atoms[r->nodes[n->a].a];
            rw__insert(r, n->start,
                       rw__format(r, NULL, p.async ? ";%.*s=" : "var %.*s=", (int)a->len, a->text));
            rw__close(r, n->start, n->end, 0, ";");
            if (p.async) {
                hoist(&p, n->a);
            }
        } else if (n->kind == SYN_FunctionDecl && p.async) {
            const syn_atom *a = &r->u->atoms[r->nodes[n->a].a];
            functions = rw__format(r, NULL, "%sthis.%.*s=%.*s;", functions, (int)a->len, a->text, (int)a->len,
                                   a->text);
        }
    }
    if (p.async) {
        arrow_comment(r);
        repl_nested_vars(&p);
        if (last && r->nodes[last].kind == SYN_ExpressionStmt) {
            const syn_node *n = &r->nodes[last];
            uint32_t end = n->end;
            while (end > n->start &&
                   (r->src[end - 1] == ';' || syn__char_class[r->src[end - 1]] & CC_SPACE)) {
                end--;
            }
            rw__open(r, n->start, end, 0, ";return{__proto__:null,value:(");
            rw__close(r, n->start, end, 0, ")}");
        }
        *head = p.len ? rw__format(r, NULL, "var %s;(async()=>{%s", p.names, functions)
                      : rw__format(r, NULL, "(async()=>{%s", functions);
        *tail = "\n})()";
        r->out->repl_async = true;
    }
    free(p.names);
}
