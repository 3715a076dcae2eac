// SPDX-License-Identifier: MIT
// Counters: how often each function ran, and each block whose count may differ from what encloses it: branches of if, ?:, && || ??, bodies of
// loops, cases, catch and finally, and what follows a statement after which control may not go on. Counter n is `$pj_cover[n]++` with n counted from
// what the caller reserved.
#include <string.h>

#include "rewrite.h"

typedef struct tally {
    rewriter *r;
    VEC(syn_cover_range) ranges;
    syn_id *names;    // per node: what names the function
    uint8_t *methods; // per node: its syn_method_kind
} tally;

static uint32_t add_range(tally *c, uint32_t start, uint32_t end, syn_id name, bool is_function)
{
    rewriter *r = c->r;
    syn_cover_range range = {.start = start, .end = end, .is_function = is_function};
    if (name) {
        range.name_start = r->nodes[name].start;
        range.name_end = r->nodes[name].end;
    }
    uint32_t index = c->ranges.count;
    RW_PUSH(r, c->ranges, range);
    return index;
}

// Counters are numbered when all are known: the text is made last, so each place keeps its index until then.
static const char *counting(tally *c, const char *format, uint32_t index)
{
    return rw__format(c->r, NULL, format, c->r->cover_base + index);
}

static bool makes_code(const syn_node *n)
{
    switch (n->kind) {
    case SYN_Empty:
    case SYN_FunctionDecl:
    case SYN_Import:
    case SYN_ExportAll:
    case SYN_TsErased:
    case SYN_TsNamespace:
    case SYN_TsImportEquals:
    case SYN_TsExportAssign:
        return false;
    case SYN_ExportNamed:
        return n->a != 0;
    default:
        return !(n->flags & SYN_F_TYPE_ONLY);
    }
}

// Whether what follows a statement may run less often than the statement.
static bool may_leave(const syn_node *n)
{
    switch (n->kind) {
    case SYN_If:
    case SYN_For:
    case SYN_ForIn:
    case SYN_ForOf:
    case SYN_While:
    case SYN_DoWhile:
    case SYN_Try:
    case SYN_Switch:
    case SYN_Labeled:
    case SYN_Block:
    case SYN_Return:
    case SYN_Throw:
    case SYN_Break:
    case SYN_Continue:
        return true;
    default:
        return false;
    }
}

// What follows in a list that ends at `end`.
static void continuations(tally *c, syn_id first, uint32_t end)
{
    const syn_node *nodes = c->r->nodes;
    for (syn_id id = first; id && nodes[id].next; id = nodes[id].next) {
        if (!may_leave(&nodes[id])) {
            continue;
        }
        syn_id next = nodes[id].next;
        while (next && !makes_code(&nodes[next])) {
            next = nodes[next].next;
        }
        if (next) {
            uint32_t index = add_range(c, nodes[id].end, end, 0, false);
            rw__insert(c->r, nodes[next].start, counting(c, "$pj_cover[%u]++;", index));
        }
    }
}

// A statement of its own range, which gets braces where it has none.
static void body(tally *c, syn_id id, uint32_t start)
{
    const syn_node *n = &c->r->nodes[id];
    if (!id || n->kind == SYN_Empty || n->kind == SYN_FunctionDecl) {
        return;
    }
    uint32_t index = add_range(c, start, n->end, 0, false);
    if (n->kind == SYN_Block &&
        c->r->src[n->start] == '{') { // a block without braces is that of `if (a) function b() {}`
        rw__insert(c->r, n->start + 1, counting(c, "$pj_cover[%u]++;", index));
        return;
    }
    rw__open(c->r, n->start, n->end, 0, counting(c, "{$pj_cover[%u]++;", index));
    rw__close(c->r, n->start, n->end, 0, "}");
}

static void expression(tally *c, syn_id id, uint32_t start)
{
    const syn_node *n = &c->r->nodes[id];
    uint32_t index = add_range(c, start, n->end, 0, false);
    rw__open(c->r, n->start, n->end, 0, counting(c, "($pj_cover[%u]++,", index));
    rw__close(c->r, n->start, n->end, 0, ")");
}

static void function(tally *c, syn_id id, const syn_node *n)
{
    rewriter *r = c->r;
    const syn_node *b = &r->nodes[n->c];
    if (!n->c) {
        return; // a declaration without a body
    }
    syn_id name = n->kind != SYN_Arrow && n->a ? n->a : c->names[id];
    uint32_t start = n->kind == SYN_FunctionExpr && c->names[id] && r->nodes[c->names[id]].end == n->start
                         ? r->nodes[c->names[id]].start
                         : n->start;
    uint32_t index = add_range(c, start, n->end, name, true);
    if (index < c->ranges.count) {
        c->ranges.data[index].method = c->methods[id];
    }
    if (b->kind != SYN_Block) {
        rw__open(r, b->start, b->end, 0, counting(c, "($pj_cover[%u]++,", index));
        rw__close(r, b->start, b->end, 0, ")");
        return;
    }
    uint32_t at = b->start + 1;
    bool directive = false;
    for (syn_id s = b->a;
         s && r->nodes[s].kind == SYN_ExpressionStmt && (r->nodes[s].flags & SYN_F_DIRECTIVE);
         s = r->nodes[s].next) {
        at = r->nodes[s].end;
        directive = true;
    }
    rw__insert(r, at, counting(c, directive ? ";$pj_cover[%u]++;" : "$pj_cover[%u]++;", index));
}

static void try_statement(tally *c, const syn_node *n)
{
    rewriter *r = c->r;
    if (n->b) {
        body(c, r->nodes[n->b].b, r->nodes[n->b].start);
    }
    if (n->c) {
        body(c, n->c, r->nodes[n->c].start);
    }
}

static void switch_case(tally *c, const syn_node *n)
{
    syn_id first = n->b;
    while (first && !makes_code(&c->r->nodes[first])) {
        first = c->r->nodes[first].next;
    }
    if (first) {
        uint32_t index = add_range(c, n->start, n->end, 0, false);
        rw__insert(c->r, c->r->nodes[first].start, counting(c, "$pj_cover[%u]++;", index));
    }
    continuations(c, n->b, n->end);
}

static void visit(tally *c, syn_id id)
{
    const syn_node *nodes = c->r->nodes, *n = &nodes[id];
    switch (n->kind) {
    case SYN_Program:
        continuations(c, n->a, c->r->u->len);
        break;
    case SYN_Block:
        continuations(c, n->a, n->end - 1);
        break;
    case SYN_Case:
        switch_case(c, n);
        break;
    case SYN_If:
        body(c, n->b, nodes[n->b].start);
        if (n->c) {
            body(c, n->c, nodes[n->b].end);
        }
        break;
    case SYN_While:
    case SYN_DoWhile:
        body(c, n->b, nodes[n->b].start);
        break;
    case SYN_For:
        body(c, n->d, nodes[n->d].start);
        break;
    case SYN_ForIn:
    case SYN_ForOf:
        body(c, n->c, nodes[n->c].start);
        break;
    case SYN_Try:
        try_statement(c, n);
        break;
    case SYN_Conditional:
        expression(c, n->b, nodes[n->a].end);
        expression(c, n->c, nodes[n->b].end);
        break;
    case SYN_Binary: {
        const char *op = syn_operator_name(n->op);
        if (strcmp(op, "&&") == 0 || strcmp(op, "||") == 0 || strcmp(op, "??") == 0) {
            expression(c, n->b, nodes[n->a].end);
        }
        break;
    }
    case SYN_FunctionDecl:
    case SYN_FunctionExpr:
    case SYN_Arrow:
        function(c, id, n);
        break;
    default:
        break;
    }
}

static bool is_function(const syn_node *n)
{
    return n->kind == SYN_FunctionExpr || n->kind == SYN_Arrow;
}

// Functions without a name of their own have that of the variable, property or method they are given to.
static void find_names(tally *c)
{
    const syn_node *nodes = c->r->nodes;
    for (syn_id id = 1; id < c->r->u->node_count; id++) {
        const syn_node *n = &nodes[id];
        switch (n->kind) {
        case SYN_Declarator:
        case SYN_Property:
        case SYN_Field:
        case SYN_Assign:
        case SYN_AssignPattern:
        case SYN_Method:
            if (n->b && is_function(&nodes[n->b])) {
                c->names[n->b] = n->a;
                c->methods[n->b] = n->kind == SYN_Property || n->kind == SYN_Method ? (uint8_t)n->op : 0;
            }
            break;
        default:
            break;
        }
    }
}

void rw__cover(rewriter *r)
{
    tally c = {.r = r};
    c.names = calloc(r->u->node_count + 1, sizeof *c.names);
    c.methods = calloc(r->u->node_count + 1, 1);
    if (!c.names || !c.methods) {
        r->failed = true;
        goto out;
    }
    find_names(&c);
    for (syn_id id = 1; id < r->u->node_count; id++) {
        visit(&c, id);
    }
    syn_cover_range *kept = rw__alloc(r, (c.ranges.count + 1) * sizeof *kept);
    if (kept && c.ranges.count > 0) {
        memcpy(kept, c.ranges.data, c.ranges.count * sizeof *kept);
    }
    r->out->cover = kept;
    r->out->cover_count = kept ? c.ranges.count : 0;
out:
    free(c.ranges.data);
    free(c.names);
    free(c.methods);
}
