// SPDX-License-Identifier: MIT
// Decorators, of the standard and TypeScript's older ones, and the keyword `accessor`.
//
// A decorated class becomes the result of names.decorate(decorators, name, make), where make($pj_d) gives the class. Decorators of members
// are evaluated where they stand: each list becomes the key of a static method that the runtime removes again, so that
// names and the order of evaluation are the author's. The runtime applies them in a static block; fields ask it for their values.
// lib/internal/modules/decorators.js is the other half.
#include <stdio.h>

#include "rewrite.h"

typedef struct decorated {
    rewriter *r;
    const syn_node *class;
    const char *name;   // of a class that its decorators may replace, else NULL
    uint32_t index;     // of the next member with decorators
    uint32_t accessors; // so many have been written
    bool legacy;
    bool any; // a member has decorators
} decorated;

static void refuse(rewriter *r, uint32_t start, const char *what)
{
    if (!r->unsupported) {
        r->unsupported = true;
        snprintf(r->error->message, sizeof r->error->message, "%s", what);
        r->error->offset = start;
        syn_position(r->u, start, &r->error->line, &r->error->column);
    }
}

static const char *source_text(rewriter *r, uint32_t start, uint32_t end)
{
    return rw__copy(r, (const char *)r->src + start, end - start).text;
}

// Past the last of a list of decorators.
static uint32_t decorators_end(const rewriter *r, syn_id first)
{
    uint32_t end = 0;
    for (syn_id d = first; d; d = r->nodes[d].next) {
        end = r->nodes[d].end;
    }
    return end;
}

// Every @ becomes `open` or a comma.
static void open_list(rewriter *r, syn_id first, const char *open)
{
    for (syn_id d = first; d; d = r->nodes[d].next) {
        rw__replace(r, r->nodes[d].start, r->nodes[d].start + 1, d == first ? open : ",");
    }
}

uint32_t rw__class_keyword(const rewriter *r, const syn_node *class)
{
    uint32_t at =
        class->d && r->nodes[class->d].start == class->start ? decorators_end(r, class->d) : class->start;
    at = rw__skip_space(r, at);
    while (memcmp(r->src + at, "class", 5) != 0 && at < class->end) {
        while (at < class->end && syn__char_class[r->src[at]] & CC_ID) {
            at++; // export, default, abstract
        }
        at = rw__skip_space(r, at);
    }
    return at;
}

// The offset of the body's brace.
static uint32_t body_brace(const rewriter *r, const syn_node *class)
{
    uint32_t at = rw__class_keyword(r, class) + 5;
    at = class->a ? r->nodes[class->a].end : at;
    at = class->b ? r->nodes[class->b].end : at;
    for (;;) {
        at = rw__skip_space(r, at);
        if (r->src[at] == '{' || at >= class->end) {
            return at;
        }
        uint32_t next = at + 1;
        for (uint32_t i = 0; i < r->u->strips.count; i++) {
            if (r->u->strips.data[i].start == at && r->u->strips.data[i].end > next) {
                next = r->u->strips.data[i].end;
            }
        }
        at = next;
    }
}

// ---- parameters

// A span of the source without its types.
static const char *bare_text(rewriter *r, uint32_t start, uint32_t end)
{
    const char *text = "";
    for (uint32_t at = start; at < end;) {
        uint32_t from = end, to = end;
        for (uint32_t i = 0; i < r->u->strips.count; i++) {
            uint32_t begin = r->u->strips.data[i].start, stop = r->u->strips.data[i].end;
            if (stop > at && begin < from && begin < end) {
                from = begin > at ? begin : at;
                to = stop < end ? stop : end;
            }
        }
        text = rw__format(r, NULL, "%s%s%s", text, source_text(r, at, from), to > from ? " " : "");
        at = to;
    }
    return text;
}

// The text of an expression whose names of imports are replaced as they are in place.
static const char *moved_text(rewriter *r, uint32_t start, uint32_t end)
{
    const char *text = "";
    uint32_t at = start;
    if (memchr(r->src + start, 0, end - start) != NULL) {
        refuse(r, start, "A decorator of a parameter that holds the character U+0000 is not supported");
        return text;
    }
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind == SYN_Ident && n->start >= at && n->end <= end && n->b && r->symbol_text &&
            r->symbol_text[n->b]) {
            text = rw__format(r, NULL, "%s%s%s", text, bare_text(r, at, n->start), r->symbol_text[n->b]);
            at = n->end;
        }
    }
    return rw__format(r, NULL, "%s%s", text, bare_text(r, at, end));
}

// `p(0,dec),p(1,dec)` of the decorators of a function's parameters, which leave their place.
static const char *parameter_list(rewriter *r, const syn_node *function)
{
    const char *text = "";
    uint32_t from = function->start, position = 0;
    for (syn_id p = function->b; p; p = r->nodes[p].next, position++) {
        uint32_t to = r->nodes[p].end;
        for (uint32_t i = 1; i < r->u->node_count; i++) {
            const syn_node *d = &r->nodes[i];
            if (d->kind == SYN_Decorator && d->start >= from && d->end <= to) {
                text = rw__format(r, NULL, "%s%s$pj_decorate.p(%u,%s)", text, text[0] ? "," : "", position,
                                  moved_text(r, d->start + 1, d->end));
                rw__blank(r, d->start, d->end, STRIP_BLANK);
            }
        }
        from = to;
    }
    return text;
}

// ---- members

static bool is_private(const rewriter *r, const syn_node *m)
{
    return r->nodes[m->a].kind == SYN_PrivateName && !(m->flags & SYN_F_COMPUTED);
}

static const char *kind_of(const syn_node *m)
{
    if (m->kind == SYN_Field) {
        return m->flags & SYN_F_ACCESSOR ? "accessor" : "field";
    }
    return m->op == SYN_GET           ? "getter"
           : m->op == SYN_SET         ? "setter"
           : m->op == SYN_CONSTRUCTOR ? "class"
                                      : "method";
}

static const char *key_of(rewriter *r, const syn_node *m)
{
    const syn_node *k = &r->nodes[m->a];
    if (m->flags & SYN_F_COMPUTED) {
        return "null";
    }
    return k->kind == SYN_Number || k->kind == SYN_BigInt || k->kind == SYN_PrivateName
               ? rw__quote(r, rw__copy(r, (const char *)r->src + k->start, k->end - k->start))
               : rw__quote(r, rw__string_of(r, m->a));
}

// How a decorator reaches a private field.
static const char *access_of(rewriter *r, const syn_node *m)
{
    if (!is_private(r, m)) {
        return "null";
    }
    const char *n = source_text(r, r->nodes[m->a].start, r->nodes[m->a].end);
    return rw__format(r, NULL, "{has:o=>%s in o,get:o=>o.%s,set:(o,v)=>{o.%s=v}}", n, n, n);
}

static bool in_function(const rewriter *r, syn_id first, uint32_t offset)
{
    for (syn_id i = first; i < r->u->node_count && r->nodes[i].start <= offset; i++) {
        const syn_node *n = &r->nodes[i];
        if ((n->kind == SYN_Arrow || n->kind == SYN_FunctionExpr || n->kind == SYN_FunctionDecl) &&
            offset < n->end) {
            return true;
        }
    }
    return false;
}

// The first await or yield of the function around that stands before `end`, in the nodes from `first` on; 0: there is none.
static uint32_t suspends(const rewriter *r, syn_id first, uint32_t end)
{
    for (syn_id i = first; i != 0 && i < r->u->node_count && r->nodes[i].start < end; i++) {
        const syn_node *n = &r->nodes[i];
        if ((n->kind == SYN_Await || n->kind == SYN_Yield) && !in_function(r, first, n->start)) {
            return n->start;
        }
    }
    return 0;
}

static void member_decorators(decorated *c, const syn_node *m, const char *parameters)
{
    rewriter *r = c->r;
    const char *open = rw__format(r, NULL, "static [$pj_d.m(\"%s\",%s,%s,%s,%s[", kind_of(m),
                                  m->flags & SYN_F_STATIC ? "true" : "false", key_of(r, m), access_of(r, m),
                                  c->legacy ? "()=>" : "");
    if (m->d) {
        open_list(r, m->d, open);
        rw__insert(r, decorators_end(r, m->d),
                   rw__format(r, NULL, "%s%s])](){}", parameters[0] ? "," : "", parameters));
    } else {
        rw__insert(r, m->start, rw__format(r, NULL, "%s%s])](){}", open, parameters));
    }
    if (m->flags & SYN_F_COMPUTED) {
        const syn_node *k = &r->nodes[m->a];
        rw__open(r, k->start, k->end, 0, rw__format(r, NULL, "$pj_d.key(%u,", c->index));
        rw__close(r, k->start, k->end, 0, ")");
    }
}

// Past a field's value or type, before its semicolon.
static uint32_t field_end(const rewriter *r, const syn_node *m)
{
    uint32_t end = m->end;
    while (end > r->nodes[m->a].end &&
           (r->src[end - 1] == ';' || syn__char_class[r->src[end - 1]] & CC_SPACE)) {
        end--;
    }
    return end;
}

// Where a field's value begins, with its parentheses.
static uint32_t value_start(const rewriter *r, const syn_node *m)
{
    uint32_t at = r->nodes[m->b].start;
    uint32_t from = at;
    while (at > m->start && (r->src[at - 1] == '(' || syn__char_class[r->src[at - 1]] & CC_SPACE)) {
        at--;
        from = r->src[at] == '(' ? at : from;
    }
    return r->nodes[m->b].flags & SYN_F_PAREN ? from : r->nodes[m->b].start;
}

// What a decorated field without a value is set to.
static const char *missing_value(const decorated *c, const syn_node *m)
{
    return rw__format(c->r, NULL, "=$pj_d.f(%u,this);%s#$pj_x%u=$pj_d.x(%u,this);", c->index,
                      m->flags & SYN_F_STATIC ? "static " : "", c->index, c->index);
}

// The value of a field goes through its decorators; what they added runs after it.
static void field_value(decorated *c, const syn_node *m)
{
    rewriter *r = c->r;
    uint32_t end = field_end(r, m);
    const char *is_static = m->flags & SYN_F_STATIC ? "static " : "";
    const char *call = rw__format(r, NULL, "$pj_d.f(%u,this", c->index);
    const char *after = rw__format(r, NULL, ");%s#$pj_x%u=$pj_d.x(%u,this);", is_static, c->index, c->index);
    if (m->b) {
        uint32_t start = value_start(r, m);
        rw__open(r, start, end, 0, rw__format(r, NULL, "%s,", call));
        rw__close(r, start, end, 0, after);
    } else {
        // right behind the name: what follows is a type that gives way to a semicolon
        uint32_t at = r->nodes[m->a].end;
        while (m->flags & SYN_F_COMPUTED && r->src[at - 1] != ']') {
            at++;
        }
        rw__insert(r, at, missing_value(c, m));
    }
}

// A decorated private method or accessor stands under another key, where the runtime fetches it; its name leads to what the decorators left.
static const char *private_pair(const decorated *c, const syn_node *m, bool reads, bool writes)
{
    rewriter *r = c->r;
    const char *is_static = m->flags & SYN_F_STATIC ? "static " : "";
    const char *key = source_text(r, r->nodes[m->a].start, r->nodes[m->a].end);
    const char *get =
        reads ? rw__format(r, NULL, "%sget %s(){return $pj_d.g(%u,this)}", is_static, key, c->index) : "";
    return writes ? rw__format(r, NULL, "%s%sset %s(v){$pj_d.s(%u,this,v)}", get, is_static, key, c->index)
                  : get;
}

static void private_method(const decorated *c, const syn_node *m)
{
    const syn_node *k = &c->r->nodes[m->a];
    rw__replace(c->r, k->start, k->end, rw__format(c->r, NULL, "[$pj_d.h(%u)]", c->index));
    rw__close(c->r, m->start, m->end, 1, private_pair(c, m, m->op != SYN_SET, m->op == SYN_SET));
}

// `accessor x = 1` is a private field with a getter and a setter.
// `value` stands for a value that is not there, of a decorated one.
static void accessor_field(decorated *c, const syn_node *m, const char *value, bool has_decorators)
{
    rewriter *r = c->r;
    const syn_node *k = &r->nodes[m->a];
    uint32_t at = rw__skip_space(r, m->d ? decorators_end(r, m->d) : m->start);
    while (at < k->start && memcmp(r->src + at, "accessor", 8) != 0) {
        at++;
    }
    const char *is_static = m->flags & SYN_F_STATIC ? "static " : "";
    // a class decorator may put another class in its place
    const char *self = is_static[0] && c->class->d ? "$pj_d.c" : "this";
    const char *get = rw__format(r, NULL, "(){return %s.#$pj_a%u}", self, c->accessors);
    const char *set = rw__format(r, NULL, "(v){%s.#$pj_a%u=v}", self, c->accessors);
    const char *field = rw__format(r, NULL, "#$pj_a%u%s", c->accessors, value);
    if (m->flags & SYN_F_COMPUTED) {
        // the key is evaluated in its place, once
        uint32_t bracket = k->end;
        while (bracket < m->end && (bracket = rw__skip_space(r, bracket)) < m->end &&
               r->src[bracket] != ']') {
            bracket++;
        }
        c->any = true;
        rw__replace(r, at, rw__skip_space(r, at + 8) + 1, "get [$pj_d.k(");
        rw__replace(
            r, bracket, bracket + 1,
            rw__format(r, NULL, ")]%s%sset [$pj_d.k()]%s%s%s", get, is_static, set, is_static, field));
        return;
    }
    rw__replace(r, at, k->end, field);
    bool hidden = has_decorators && is_private(r, m);
    const char *key =
        hidden ? rw__format(r, NULL, "[$pj_d.h(%u)]", c->index) : source_text(r, k->start, k->end);
    const char *pair = rw__format(r, NULL, ";%sget %s%s%sset %s%s%s", is_static, key, get, is_static, key,
                                  set, hidden ? private_pair(c, m, true, true) : "");
    uint32_t end = field_end(r, m);
    rw__close(r, m->start, end, 1, pair);
}

static void member(decorated *c, const syn_node *m)
{
    rewriter *r = c->r;
    const char *parameters = m->kind == SYN_Method && m->b ? parameter_list(r, &r->nodes[m->b]) : "";
    bool of_class = m->kind == SYN_Method && m->op == SYN_CONSTRUCTOR && c->class->d;
    if (parameters[0] && !c->legacy) {
        refuse(r, m->start, "Decorators of parameters need \"experimentalDecorators\" in tsconfig.json");
        return;
    }
    bool has_decorators = m->d || parameters[0];
    if (c->legacy && r->flags & SYN_RW_DECORATOR_METADATA && (has_decorators || of_class)) {
        const char *metadata = rw__metadata(r, c->class, m);
        parameters =
            rw__format(r, NULL, "%s%s%s", parameters, parameters[0] && metadata[0] ? "," : "", metadata);
        has_decorators |= metadata[0] != 0;
    }
    if (has_decorators && is_private(r, m) && c->legacy) {
        refuse(r, m->start, "Decorators are not valid here"); // as TypeScript says
        return;
    }
    if (has_decorators) {
        c->any = true;
        member_decorators(c, m, parameters);
    }
    bool is_accessor = m->kind == SYN_Field && m->flags & SYN_F_ACCESSOR;
    bool has_value = m->kind == SYN_Field && has_decorators && !c->legacy;
    if (is_accessor) {
        accessor_field(c, m, has_value && !m->b ? missing_value(c, m) : "", has_decorators);
    }
    if (has_decorators && m->kind == SYN_Method && is_private(r, m)) {
        private_method(c, m);
    }
    if (has_value && (m->b || !is_accessor)) {
        field_value(c, m);
    }
    c->index += has_decorators;
    c->accessors += is_accessor;
}

// ---- the class

// At the top of a prompt's input, which makes a variable of the class itself.
static bool is_prompt_declaration(const decorated *c)
{
    const rewriter *r = c->r;
    syn_id s = r->flags & SYN_RW_REPL ? r->nodes[1].a : 0;
    while (s && &r->nodes[s] != c->class) {
        s = r->nodes[s].next;
    }
    return s != 0;
}

static void wrap(decorated *c, bool declaration, const char *name)
{
    rewriter *r = c->r;
    const syn_node *n = c->class;
    uint32_t keyword = rw__class_keyword(r, n);
    // The older decorators are evaluated once the class is there, and may name it; those that wait cannot stand in a function of their own.
    bool lazy = c->legacy && !suspends(r, n->d, decorators_end(r, n->d));
    bool eager = c->legacy && !lazy;
    const char *begin = lazy ? "$pj_decorate(()=>[" : eager ? "$pj_decorate((l=>()=>l)([" : "$pj_decorate([";
    bool declared = declaration && name && !is_prompt_declaration(c);
    bool early = declared && c->legacy && c->name;
    const char *open = early      ? rw__format(r, NULL, "let %s;%s=%s", name, name, begin)
                       : declared ? rw__format(r, NULL, "let %s=%s", name, begin)
                                  : begin;
    bool inner = c->name && !early;
    const char *make = rw__format(r, NULL, "]%s,\"%s\",$pj_d=>%s", eager ? ")" : "",
                                  name          ? name
                                  : declaration ? "default"
                                                : "",
                                  inner ? rw__format(r, NULL, "{let %s;return ", name) : "");
    if (n->d) {
        open_list(r, n->d, open);
        rw__insert(r, keyword, make);
    } else {
        // inside of what else stands around the class as a value
        rw__open(r, keyword, n->end, 1, rw__format(r, NULL, "%s%s", open, make));
    }
    if (c->name) {
        rw__blank(r, r->nodes[n->a].start, r->nodes[n->a].end, STRIP_BLANK);
    }
    rw__close(r, keyword, n->end, 1, rw__format(r, NULL, "%s)%s", inner ? "}" : "", declared ? ";" : ""));
}

uint32_t rw__export_keyword(const rewriter *r, const syn_node *n)
{
    const syn_node *d = &r->nodes[n->a];
    bool before = n->a && (d->kind == SYN_ClassDecl || d->kind == SYN_ClassExpr) && d->d &&
                  r->nodes[d->d].start == n->start;
    return before ? rw__skip_space(r, decorators_end(r, d->d)) : n->start;
}

static void class_decorators(rewriter *r, const syn_node *class)
{
    decorated c = {.r = r, .class = class, .legacy = r->flags & SYN_RW_LEGACY_DECORATORS};
    const char *name = NULL;
    if (class->a) {
        const syn_atom *a = &r->u->atoms[r->nodes[class->a].a];
        name = rw__copy(r, (const char *)a->text, a->len).text;
    }
    c.name = class->d ? name : NULL;
    if (c.name && strcmp(c.name, "await") == 0) {
        refuse(r, r->nodes[class->a].start,
               "A decorated class cannot be named 'await'"); // a static block assigns the name
        return;
    }
    for (syn_id m = class->c; m; m = r->nodes[m].next) {
        const syn_node *n = &r->nodes[m];
        if (n->kind == SYN_Field || n->kind == SYN_Method) {
            member(&c, n);
        }
    }
    if (!c.any && !class->d) {
        return;
    }
    uint32_t wait = suspends(r, (syn_id)(class - r->nodes), class->end);
    if (wait != 0) {
        refuse(r, wait, "A decorated class cannot wait in its members or heritage"); // it becomes a function
        return;
    }
    const char *assign = c.name ? rw__format(r, NULL, "%s=", c.name) : "";
    uint32_t brace = body_brace(r, class);
    if (c.legacy) {
        if (c.name) {
            rw__insert(r, brace + 1, rw__format(r, NULL, "static{%sthis}", assign));
        }
        rw__insert(r, class->end - 1, rw__format(r, NULL, ";static{$pj_d.legacy(this,c=>{%sc})}", assign));
    } else {
        rw__insert(r, brace + 1,
                   rw__format(r, NULL, "static{%s$pj_d.apply(this)}#$pj_i=$pj_d.i(this);", assign));
        rw__insert(r, class->end - 1, ";static{$pj_d.end(this)}");
    }
    wrap(&c, class->kind == SYN_ClassDecl, name);
}

void rw__decorators(rewriter *r)
{
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind == SYN_ClassDecl || n->kind == SYN_ClassExpr) {
            class_decorators(r, n);
        } else if (!(r->flags & SYN_RW_MODULE) &&
                   (n->kind == SYN_ExportNamed || n->kind == SYN_ExportDefault) &&
                   rw__export_keyword(r, n) != n->start) {
            refuse(r, n->start, "Decorators before export are not supported here");
        }
    }
}
