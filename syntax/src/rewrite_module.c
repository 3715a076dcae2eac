// SPDX-License-Identifier: MIT
// An ES module as a generator function, and the record its loader needs.
//
// Everything that must exist before the module runs (functions, getters of exports, namespace constants) stands
// before the first yield; the body follows verbatim. Imported names are read through the object of their request,
// so that they are live; exports are getters over the module's own bindings, so that those stay local variables.
#include <stdio.h>

#include "rewrite.h"

typedef struct module {
    rewriter *r;
    VEC(syn_request) requests;
    VEC(syn_import_entry) imports;
    VEC(syn_export_entry) exports;
    uint32_t *import_of; // per symbol: 1 + index of its import entry
    bool anonymous_function;
    bool ts;
} module;

static bool same(syn_string a, syn_string b)
{
    return a.len == b.len && memcmp(a.text, b.text, a.len) == 0;
}

static bool same_attributes(const syn_request *a, const syn_request *b)
{
    if (a->attribute_count != b->attribute_count) {
        return false;
    }
    for (uint32_t i = 0; i < a->attribute_count; i++) {
        if (!same(a->attributes[i].key, b->attributes[i].key) ||
            !same(a->attributes[i].value, b->attributes[i].value)) {
            return false;
        }
    }
    return true;
}

static uint32_t request(module *m, syn_id source, syn_id attributes, unsigned phase)
{
    rewriter *r = m->r;
    syn_request q = {.specifier = rw__string_of(r, source), .phase = phase};
    uint32_t n = 0;
    for (syn_id a = attributes; a; a = r->nodes[a].next) {
        n++;
    }
    syn_attribute *list_ = n ? rw__alloc(r, n * sizeof *list_) : NULL;
    for (syn_id a = attributes; a && list_; a = r->nodes[a].next) {
        list_[q.attribute_count++] =
            (syn_attribute){rw__string_of(r, r->nodes[a].a), rw__string_of(r, r->nodes[a].b)};
    }
    q.attributes = list_;
    for (uint32_t i = 0; i < m->requests.count; i++) {
        const syn_request *o = &m->requests.data[i];
        if (o->phase == q.phase && same(o->specifier, q.specifier) && same_attributes(o, &q)) {
            return i;
        }
    }
    rw__position(r, r->nodes[source].start, &q.line, &q.column);
    RW_PUSH(r, m->requests, q);
    return m->requests.count - 1;
}

static syn_string atom_string(rewriter *r, uint32_t atom)
{
    const syn_atom *a = &r->u->atoms[atom];
    return rw__copy(r, (const char *)a->text, a->len);
}

static bool is_identifier(syn_string s)
{
    for (uint32_t i = 0; i < s.len; i++) {
        uint8_t c = (uint8_t)s.text[i];
        if (!(syn__char_class[c] & CC_ID) && !(i && syn__char_class[c] & CC_DIGIT)) {
            return false;
        }
    }
    return s.len > 0;
}

static const char *member_of(rewriter *r, const char *object, syn_string name)
{
    return is_identifier(name) ? rw__format(r, NULL, "%s.%s", object, name.text)
                               : rw__format(r, NULL, "%s[%s]", object, rw__quote(r, name));
}

// ---- import

static bool used(const module *m, syn_id local)
{
    uint32_t symbol = m->r->nodes[local].b;
    const syn_symbol *s = &m->r->u->symbols[symbol];
    if (!m->ts || m->r->flags & SYN_RW_KEEP_IMPORTS || rw__symbol_is_used(m->r, symbol)) {
        return true;
    }
    // JSX uses the factory without naming it
    const syn_atom *a = &m->r->u->atoms[s->atom];
    const char *f = m->r->names.jsx_factory;
    return m->r->u->features & SYN_HAS_JSX && strncmp(f, (const char *)a->text, a->len) == 0 &&
           (f[a->len] == '.' || f[a->len] == 0);
}

static void import_specifier(module *m, const syn_node *s, uint32_t q)
{
    rewriter *r = m->r;
    uint32_t symbol = r->nodes[s->b].b;
    syn_import_entry e = {.request = q, .local = atom_string(r, r->nodes[s->b].a)};
    if (s->kind == SYN_ImportSpecifier) {
        e.name = rw__string_of(r, s->a);
    } else if (s->kind == SYN_ImportDefault) {
        e.name = rw__copy(r, "default", 7);
    }
    rw__position(r, s->start, &e.line, &e.column);
    RW_PUSH(r, m->imports, e);
    m->import_of[symbol] = m->imports.count;
    if (e.name.text) {
        const char *object = rw__format(r, NULL, "%s%u", r->names.import_prefix, q);
        rw__name_references(r, symbol, member_of(r, object, e.name), true);
    }
}

static void import_declaration(module *m, const syn_node *n)
{
    rewriter *r = m->r;
    rw__blank(r, n->start, n->end, STRIP_STATEMENT);
    if (n->flags & SYN_F_TYPE_ONLY) {
        return;
    }
    bool any = !n->a;
    for (syn_id s = n->a; s; s = r->nodes[s].next) {
        any |= !(r->nodes[s].flags & SYN_F_TYPE_ONLY) && used(m, r->nodes[s].b);
    }
    if (!any && !(r->flags & SYN_RW_KEEP_IMPORTS)) {
        return;
    }
    uint32_t q = request(m, n->b, n->c, n->op);
    for (syn_id s = n->a; s; s = r->nodes[s].next) {
        if (!(r->nodes[s].flags & SYN_F_TYPE_ONLY) && used(m, r->nodes[s].b)) {
            import_specifier(m, &r->nodes[s], q);
        }
    }
}

// ---- export

static void add_export(module *m, syn_export_entry e, uint32_t offset)
{
    if (m->ts && e.name.text) {
        for (uint32_t i = 0; i < m->exports.count; i++) {
            if (m->exports.data[i].name.text && same(m->exports.data[i].name, e.name)) {
                return; // merged declarations
            }
        }
    }
    rw__position(m->r, offset, &e.line, &e.column);
    RW_PUSH(m->r, m->exports, e);
}

static void export_local(module *m, syn_string name, syn_string local, uint32_t offset)
{
    add_export(m, (syn_export_entry){.name = name, .local = local, .request = UINT32_MAX}, offset);
}

static void export_binding(void *arg, syn_id id)
{
    module *m = arg;
    syn_string name = atom_string(m->r, m->r->nodes[id].a);
    export_local(m, name, name, m->r->nodes[id].start);
}

static void export_list(module *m, const syn_node *n)
{
    rewriter *r = m->r;
    rw__blank(r, n->start, n->end, STRIP_STATEMENT);
    if (n->flags & SYN_F_TYPE_ONLY) {
        return;
    }
    uint32_t q = n->c ? request(m, n->c, n->d, 0) : UINT32_MAX;
    for (syn_id s = n->b; s; s = r->nodes[s].next) {
        const syn_node *x = &r->nodes[s], *local = &r->nodes[x->a];
        if (x->flags & SYN_F_TYPE_ONLY) {
            continue;
        }
        syn_export_entry e = {.name = rw__string_of(r, x->b), .request = q};
        if (n->c) {
            e.imported = rw__string_of(r, x->a);
        } else {
            const syn_symbol *symbol = &r->u->symbols[local->b];
            if (m->ts && (!local->b || symbol->kind == SYN_SYM_TYPE_IMPORT)) {
                continue; // a type
            }
            uint32_t import = m->import_of[local->b];
            if (import && m->imports.data[import - 1].name.text) {
                e.request = m->imports.data[import - 1].request;
                e.imported = m->imports.data[import - 1].name;
            } else {
                e.local = atom_string(r, local->a);
            }
        }
        add_export(m, e, x->start);
    }
}

static bool anonymous_definition(const rewriter *r, syn_id id)
{
    const syn_node *n = &r->nodes[id];
    return n->kind == SYN_Arrow || ((n->kind == SYN_FunctionExpr || n->kind == SYN_ClassExpr) && !n->a);
}

static void export_default(module *m, const syn_node *n)
{
    rewriter *r = m->r;
    const syn_node *d = &r->nodes[n->a];
    syn_string name = rw__copy(r, "default", 7);
    const char *hidden = rw__format(r, NULL, "%sd", r->names.import_prefix);
    syn_string local = rw__copy(r, hidden, strlen(hidden));
    uint32_t keyword = rw__export_keyword(r, n);
    if ((d->kind == SYN_FunctionDecl || d->kind == SYN_ClassDecl) && d->a) {
        rw__blank(r, keyword, d->start, keyword == n->start ? STRIP_STATEMENT : STRIP_BLANK);
        local = atom_string(r, r->nodes[d->a].a);
    } else if (d->kind == SYN_FunctionDecl) {
        // hoisted under a hidden name, which goes between `function` or `*` and the parameters
        rw__blank(r, n->start, d->start, STRIP_STATEMENT);
        uint32_t at = d->start + (d->flags & SYN_F_ASYNC ? 5u : 0u);
        at = d->flags & SYN_F_ASYNC ? rw__skip_space(r, at) : at;
        at = rw__skip_space(r, at + 8);
        if (d->flags & SYN_F_GENERATOR) {
            at++;
        }
        rw__insert(r, at, rw__format(r, NULL, " %s", hidden));
        m->anonymous_function = true;
    } else if (d->kind == SYN_ClassDecl || anonymous_definition(r, n->a)) {
        const char *open = rw__format(r, NULL, ";const %s={default:", hidden);
        bool decorated = keyword != n->start;
        if (decorated) { // before `export`
            rw__insert(r, n->start, open);
            rw__blank(r, keyword, rw__class_keyword(r, d), STRIP_BLANK);
        }
        if (!decorated) {
            uint32_t start = rw__skip_space(r, rw__skip_space(r, n->start + 6) + 7);
            rw__replace(r, n->start, d->kind == SYN_ClassDecl ? d->start : start, open);
        }
        uint32_t end = n->end;
        while (end > d->end && (r->src[end - 1] == ';' || syn__char_class[r->src[end - 1]] & CC_SPACE)) {
            end--;
        }
        if (r->nodes[n->a].flags & SYN_F_PAREN && end <= d->end) {
            end = n->end;
        }
        rw__insert(r, end, "}.default;");
    } else {
        uint32_t start = rw__skip_space(r, rw__skip_space(r, n->start + 6) + 7);
        rw__replace(r, n->start, start, rw__format(r, NULL, ";const %s=", hidden));
    }
    export_local(m, name, local, n->start);
}

static void export_declaration(module *m, const syn_node *n)
{
    rewriter *r = m->r;
    const syn_node *d = &r->nodes[n->a];
    uint32_t start = rw__export_keyword(r, n);
    rw__blank(r, start, rw__skip_space(r, start + 6), STRIP_BLANK);
    if (d->kind == SYN_VarDecl) {
        for (syn_id e = d->a; e; e = r->nodes[e].next) {
            syn__each_binding(r->nodes, r->nodes[e].a, export_binding, m);
        }
    } else if (d->a && d->kind != SYN_TsErased) {
        export_binding(m, d->a);
    }
}

static void export_star(module *m, const syn_node *n)
{
    rewriter *r = m->r;
    rw__blank(r, n->start, n->end, STRIP_STATEMENT);
    if (n->flags & SYN_F_TYPE_ONLY) {
        return;
    }
    syn_export_entry e = {.request = request(m, n->b, n->c, 0)};
    if (n->a) {
        e.name = rw__string_of(r, n->a);
    }
    add_export(m, e, n->start);
}

// ---- the function around it

typedef struct text {
    rewriter *r;
    char *data;
    size_t len, cap;
} text;

static void append(text *t, const char *s)
{
    size_t n = strlen(s);
    if (t->len + n + 1 > t->cap) {
        size_t cap = (t->cap + n) * 2 + 256;
        char *d = realloc(t->data, cap);
        if (!d) {
            t->r->failed = true;
            return;
        }
        t->data = d;
        t->cap = cap;
    }
    memcpy(t->data + t->len, s, n + 1);
    t->len += n;
}

static void parameters(module *m, text *t)
{
    rewriter *r = m->r;
    append(t, rw__format(r, NULL, "(%sfunction*(%s,%s,%s", r->async_generator ? "async " : "",
                         r->names.export_call, r->names.import_call, r->names.import_meta));
    for (uint32_t i = 0; i < m->requests.count; i++) {
        append(t, rw__format(r, NULL, ",%s%u", r->names.import_prefix, i));
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < m->imports.count; i++) {
        if (!m->imports.data[i].name.text) {
            append(t, rw__format(r, NULL, ",%sn%u", r->names.import_prefix, n++));
        }
    }
    append(t, "){\"use strict\";");
    n = 0;
    for (uint32_t i = 0; i < m->imports.count; i++) {
        if (!m->imports.data[i].name.text) {
            append(t, rw__format(r, NULL, "const %s=%sn%u;", m->imports.data[i].local.text,
                                 r->names.import_prefix, n++));
        }
    }
}

// Marks what is assigned to besides its declaration. False where that cannot be told.
static bool find_assigned(const rewriter *r, uint8_t *assigned)
{
    if (r->u->atoms[A_eval].references) {
        return false;
    }
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind != SYN_Assign && n->kind != SYN_Update && n->kind != SYN_ForIn && n->kind != SYN_ForOf) {
            continue;
        }
        const syn_node *target = &r->nodes[n->a];
        if (target->kind == SYN_Ident) {
            assigned[target->b] = 1;
        } else if (target->kind == SYN_ArrayPattern || target->kind == SYN_ObjectPattern) {
            return false;
        }
    }
    return true;
}

// Whether every local export keeps the value that it has when the module has run.
static bool exports_are_constant(const module *m)
{
    rewriter *r = m->r;
    uint8_t *assigned = calloc(r->u->symbol_count + 1, 1);
    r->failed |= assigned == NULL;
    bool constant = assigned != NULL && !m->ts && find_assigned(r, assigned);
    for (uint32_t s = 1; s < r->u->symbol_count && constant; s++) {
        if (!assigned[s]) {
            continue;
        }
        syn_string name = atom_string(m->r, r->u->symbols[s].atom);
        for (uint32_t i = 0; i < m->exports.count; i++) {
            constant = constant && !(m->exports.data[i].local.text && same(m->exports.data[i].local, name));
        }
    }
    free(assigned);
    return constant;
}

// One property of the object that export_call() gets. Getters: `name:()=>local`; values: `name:local`.
static void exported(text *t, const syn_export_entry *e, const char *between)
{
    if (e->name.len == 9 && memcmp(e->name.text, "__proto__", 9) == 0) {
        append(t, "[\"__proto__\"]");
    } else {
        append(t, is_identifier(e->name) ? e->name.text : rw__quote(t->r, e->name));
    }
    append(t, between);
    append(t, e->local.text);
}

// The end of the function, with a call that hands over values in a comment.
static const char *values(module *m)
{
    rewriter *r = m->r;
    text t = {.r = r};
    bool any = false;
    for (uint32_t i = 0; i < m->exports.count; i++) {
        const syn_export_entry *e = &m->exports.data[i];
        if (!e->local.text) {
            continue;
        }
        append(&t, any ? "," : rw__format(r, NULL, "\n/*;%s({", r->names.export_call));
        any = true;
        exported(&t, e, ":");
    }
    const char *tail = "\n})";
    if (any) {
        append(&t, m->anonymous_function ? rw__format(r, NULL, "},%sd);", r->names.import_prefix) : "});");
        bool closes = t.data && strstr(t.data + 3, "*/") != NULL;
        append(&t, "*/})");
        tail = t.data && !closes ? rw__copy(r, t.data, t.len).text : tail;
    }
    free(t.data);
    return tail;
}

static void getters(module *m, text *t)
{
    rewriter *r = m->r;
    bool any = false;
    for (uint32_t i = 0; i < m->exports.count; i++) {
        const syn_export_entry *e = &m->exports.data[i];
        if (!e->local.text) {
            continue;
        }
        append(t, any ? "," : rw__format(r, NULL, "%s({", r->names.export_call));
        any = true;
        exported(t, e, ":()=>");
    }
    if (any) {
        append(t, m->anonymous_function ? rw__format(r, NULL, "},%sd);", r->names.import_prefix) : "});");
    }
    append(t, "yield;");
}

static void no_arguments(rewriter *r)
{
    // `arguments` at the top would be the generator's own
    for (syn_id ref = r->u->atoms[A_arguments].references; ref; ref = r->nodes[ref].c) {
        if (r->nodes[ref].kind == SYN_Ident) {
            rw__replace(r, r->nodes[ref].start, r->nodes[ref].end, "$arguments_of_module");
        }
    }
}

static void html_like(rewriter *r)
{
    for (uint32_t i = 0; i < r->u->html.count; i++) {
        uint32_t at = r->u->html.data[i];
        rw__insert(r, at + (r->src[at] == '<' ? 1 : 2), " ");
    }
}

static bool is_function(unsigned kind)
{
    return kind == SYN_FunctionDecl || kind == SYN_FunctionExpr || kind == SYN_Arrow;
}

static bool is_loop(unsigned kind)
{
    return kind == SYN_For || kind == SYN_ForIn || kind == SYN_ForOf || kind == SYN_While ||
           kind == SYN_DoWhile;
}

// Whether a loop runs at the top. Nodes of functions come after what they hold, or before: either way their spans tell.
static bool loops_at_top(const rewriter *r)
{
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        bool inside = !is_loop(r->nodes[i].kind);
        for (uint32_t f = 1; f < r->u->node_count && !inside; f++) {
            const syn_node *n = &r->nodes[f];
            inside = is_function(n->kind) && n->start <= r->nodes[i].start && n->end >= r->nodes[i].end;
        }
        if (!inside) {
            return true;
        }
    }
    return false;
}

// Whether the body can stand in a block: no `var` of its own, which would be the function's, no eval, and no loop that the engine would
// have to optimise together with all the rest of the function.
static bool is_block_safe(const rewriter *r)
{
    enum { NODES_MAX = 4000 };
    const syn_unit *u = r->u;
    uint32_t refused =
        SYN_HAS_TOP_AWAIT | SYN_HAS_TOP_FOR_AWAIT | SYN_HAS_USING | SYN_HAS_DECORATORS | SYN_HAS_DIRECT_EVAL;
    if (u->features & refused || u->options.flags & SYN_TYPESCRIPT || u->node_count > NODES_MAX) {
        return false;
    }
    for (uint32_t s = 1; s < u->symbol_count; s++) {
        if (u->symbols[s].kind == SYN_SYM_VAR && u->scopes[u->symbols[s].scope].kind == SYN_SCOPE_TOP) {
            return false;
        }
    }
    return !(u->features & SYN_HAS_LOOP) || !loops_at_top(r);
}

// The runtime that JSX calls, imported.
static void jsx_runtime(module *m)
{
    rewriter *r = m->r;
    const char *specifier = rw__format(r, NULL, "%s/jsx-runtime", r->names.jsx_source);
    syn_request q = {.specifier = rw__copy(r, specifier, strlen(specifier)), .line = 1, .column = 1};
    static const char *const names[] = {"jsx", "jsxs", "Fragment"};
    for (unsigned i = 0; i < 3; i++) {
        syn_import_entry e = {.request = m->requests.count, .line = 1, .column = 1};
        e.name = e.local = rw__copy(r, names[i], strlen(names[i]));
        RW_PUSH(r, m->imports, e);
    }
    r->names.jsx_factory = rw__format(r, NULL, "$pj_jsx(%s%u)", r->names.import_prefix, m->requests.count);
    r->names.jsx_fragment = rw__format(r, NULL, "%s%u.Fragment", r->names.import_prefix, m->requests.count);
    RW_PUSH(r, m->requests, q);
}

void rw__module(rewriter *r, const char **head, const char **tail)
{
    module m = {.r = r, .ts = r->u->options.flags & SYN_TYPESCRIPT};
    m.import_of = calloc(r->u->symbol_count + 1, sizeof *m.import_of);
    if (!m.import_of) {
        r->failed = true;
        return;
    }
    uint32_t features = r->u->features;
    r->async_generator = features & SYN_HAS_TOP_FOR_AWAIT;
    r->top_yield = features & SYN_HAS_TOP_AWAIT && !r->async_generator;
    // Modules are requested in the order of the text; exports may name imports that come later.
    for (syn_id s = r->nodes[1].a; s && features & SYN_HAS_IMPORT_EXPORT; s = r->nodes[s].next) {
        const syn_node *n = &r->nodes[s];
        if (n->kind == SYN_Import) {
            import_declaration(&m, n);
        } else if (n->kind == SYN_ExportAll && !(n->flags & SYN_F_TYPE_ONLY)) {
            request(&m, n->b, n->c, 0);
        } else if (n->kind == SYN_ExportNamed && !n->a && n->c && !(n->flags & SYN_F_TYPE_ONLY)) {
            request(&m, n->c, n->d, 0);
        }
    }
    for (syn_id s = r->nodes[1].a; s && features & SYN_HAS_IMPORT_EXPORT; s = r->nodes[s].next) {
        const syn_node *n = &r->nodes[s];
        switch (n->kind) {
        case SYN_ExportNamed:
            if (n->a) {
                export_declaration(&m, n);
            } else {
                export_list(&m, n);
            }
            break;
        case SYN_ExportDefault:
            export_default(&m, n);
            break;
        case SYN_ExportAll:
            export_star(&m, n);
            break;
        default:
            break;
        }
    }
    if (r->flags & SYN_RW_JSX_AUTOMATIC && features & SYN_HAS_JSX) {
        jsx_runtime(&m);
    }
    no_arguments(r);
    html_like(r);
    text t = {.r = r};
    parameters(&m, &t);
    r->out->getters_at = (uint32_t)t.len;
    getters(&m, &t);
    *head = t.data ? rw__copy(r, t.data, t.len).text : "";
    *tail = exports_are_constant(&m) ? values(&m) : "\n})";
    free(t.data);
    free(m.import_of);
    r->out->block_safe = is_block_safe(r);
    syn_module_record *o = &r->out->module;
    o->request_count = m.requests.count;
    o->import_count = m.imports.count;
    o->export_count = m.exports.count;
#define TAKE(vec, field)                                                                                     \
    do {                                                                                                     \
        void *copy = rw__alloc(r, (vec).count * sizeof *(vec).data + 1);                                     \
        if (copy && (vec).count) {                                                                           \
            memcpy(copy, (vec).data, (vec).count * sizeof *(vec).data);                                      \
        }                                                                                                    \
        o->field = copy;                                                                                     \
        free((vec).data);                                                                                    \
    } while (0)
    TAKE(m.requests, requests);
    TAKE(m.imports, imports);
    TAKE(m.exports, exports);
#undef TAKE
    o->top_level_await = features & SYN_HAS_TOP_AWAIT;
    o->async_generator = r->async_generator;
    o->uses_meta = features & SYN_HAS_IMPORT_META;
    o->uses_import_call = features & SYN_HAS_IMPORT_CALL;
    if (o->top_level_await) {
        rw__position(r, r->u->top_await, &o->await_line, &o->await_column);
    }
}
