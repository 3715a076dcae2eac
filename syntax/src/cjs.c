// SPDX-License-Identifier: MIT
// What a CommonJS module exports, as far as its text tells; and whether a text without a mark is an ES module.
//
// The forms are those that people and compilers write: exports.a =, module.exports = { a },
// Object.defineProperty(exports, 'a', ...), module.exports = require('b'), __exportStar(require('b')), and the loops
// over Object.keys() with which Babel re-exports. Names are taken as they are written, whatever they are bound to.
#include <errno.h>

#include "rewrite.h"

typedef struct finder {
    rewriter r; // for its memory
    const syn_unit *u;
    const syn_node *nodes;
    VEC(syn_string) names;
    VEC(syn_string) reexports;
    VEC(syn_string)
    unsafe; // defined by a getter that may do anything: no names, even where they are assigned, too
    bool es_module;
} finder;

static bool is_name(const finder *f, syn_id id, const char *name)
{
    const syn_node *n = &f->nodes[id];
    if (n->kind != SYN_Ident && n->kind != SYN_Name) {
        return false;
    }
    const syn_atom *a = &f->u->atoms[n->a];
    return a->len == strlen(name) && memcmp(a->text, name, a->len) == 0;
}

static bool is_ident(const finder *f, syn_id id, uint32_t atom)
{
    return f->nodes[id].kind == SYN_Ident && f->nodes[id].a == atom;
}

static bool is_module_exports(const finder *f, syn_id id)
{
    const syn_node *n = &f->nodes[id];
    return n->kind == SYN_Member && !(n->flags & SYN_F_COMPUTED) && is_ident(f, n->a, A_module) &&
           f->nodes[n->b].a == A_exports && f->nodes[n->b].kind == SYN_Name;
}

static bool is_exports(const finder *f, syn_id id)
{
    return is_ident(f, id, A_exports) || is_module_exports(f, id);
}

// A lone surrogate, which is no name that `import` could use.
static bool is_well_formed(syn_string s)
{
    for (uint32_t i = 0; i + 1 < s.len; i++) {
        if ((uint8_t)s.text[i] == 0xED && (uint8_t)s.text[i + 1] >= 0xA0) {
            return false;
        }
    }
    return true;
}

static void add(finder *f, syn_string s)
{
    if (!is_well_formed(s)) {
        return;
    }
    if (s.len == 10 && memcmp(s.text, "__esModule", 10) == 0) {
        f->es_module = true;
    }
    for (uint32_t i = 0; i < f->names.count; i++) {
        if (f->names.data[i].len == s.len && memcmp(f->names.data[i].text, s.text, s.len) == 0) {
            return;
        }
    }
    RW_PUSH(&f->r, f->names, s);
}

// The specifier of require('x'), or 0.
static syn_id required(const finder *f, syn_id id)
{
    const syn_node *n = &f->nodes[id];
    if (n->kind != SYN_Call || !is_ident(f, n->a, A_require) || !n->b || f->nodes[n->b].kind != SYN_String) {
        return 0;
    }
    return n->b;
}

// require('x'), also inside a helper's call or behind `.default`-like interop.
static syn_id required_within(const finder *f, syn_id id)
{
    syn_id s = required(f, id);
    const syn_node *n = &f->nodes[id];
    if (!s && n->kind == SYN_Call && n->b) {
        s = required(f, n->b);
    }
    return s;
}

static void add_reexport(finder *f, syn_id specifier)
{
    syn_string s = rw__string_of(&f->r, specifier);
    for (uint32_t i = 0; i < f->reexports.count; i++) {
        if (f->reexports.data[i].len == s.len && memcmp(f->reexports.data[i].text, s.text, s.len) == 0) {
            return;
        }
    }
    RW_PUSH(&f->r, f->reexports, s);
}

// Names are found as Node finds them: up to the first property whose value is more than an identifier, which still counts when it
// begins with a word. A literal says that the object is data.
static bool begins_with_word(const finder *f, syn_id value)
{
    uint32_t len;
    const char *text = syn_text_peek(f->u, &len);
    uint32_t at = f->nodes[value].start;
    unsigned char c = at < len ? (unsigned char)text[at] : 0;
    return c == '_' || c == '$' || c >= 128 || ((c | 32u) >= 'a' && (c | 32u) <= 'z');
}

// One word is all of the value.
static bool is_word(const finder *f, syn_id value)
{
    unsigned kind = f->nodes[value].kind;
    return kind == SYN_Ident || kind == SYN_True || kind == SYN_False || kind == SYN_Null || kind == SYN_This;
}

// name() {}
static bool is_plain_method(const finder *f, const syn_node *property)
{
    return property->op == SYN_METHOD && f->nodes[property->a].kind == SYN_Name &&
           f->nodes[property->a].start == property->start;
}

static void exported_object(finder *f, const syn_node *object)
{
    for (syn_id p = object->a; p; p = f->nodes[p].next) {
        const syn_node *n = &f->nodes[p];
        if (n->kind == SYN_Spread) {
            syn_id s = required(f, n->a);
            if (s) {
                add_reexport(f, s);
            }
        } else if (n->kind == SYN_Property && !(n->flags & SYN_F_COMPUTED) &&
                   (f->nodes[n->a].kind == SYN_Name || f->nodes[n->a].kind == SYN_String)) {
            bool plain = (n->flags & SYN_F_SHORTHAND) != 0;
            if (n->op == SYN_INIT ? !plain && !begins_with_word(f, n->b) : !is_plain_method(f, n)) {
                return;
            }
            add(f, rw__string_of(&f->r, n->a));
            if (!plain && (n->op != SYN_INIT || !is_word(f, n->b))) {
                return;
            }
        } else {
            return;
        }
    }
}

// What an expression begins with: the call in `require('x').a`, which counts as a re-export, too.
static syn_id first_operand(const finder *f, syn_id value)
{
    for (syn_id first; !required(f, value); value = first) {
        const syn_node *n = &f->nodes[value];
        first = n->a;
        if ((n->kind != SYN_Member && n->kind != SYN_Call && n->kind != SYN_Binary &&
             n->kind != SYN_Conditional) ||
            f->nodes[first].start != n->start) {
            break;
        }
    }
    return value;
}

static void assignment(finder *f, const syn_node *n)
{
    if (n->op != T_ASSIGN) {
        return;
    }
    const syn_node *t = &f->nodes[n->a];
    if (is_module_exports(f, n->a)) {
        syn_id value = n->b;
        f->reexports.count = 0;
        syn_id s = required(f, first_operand(f, value));
        if (s) {
            add_reexport(f, s);
        } else if (f->nodes[value].kind == SYN_Object && !(f->nodes[value].flags & SYN_F_PAREN)) {
            exported_object(f, &f->nodes[value]);
        }
        return;
    }
    if (t->kind != SYN_Member || !is_exports(f, t->a)) {
        return;
    }
    const syn_node *key = &f->nodes[t->b];
    if (t->flags & SYN_F_COMPUTED ? key->kind == SYN_String : key->kind == SYN_Name) {
        add(f, rw__string_of(&f->r, t->b));
    }
}

// A plain name or member of a plain name: `x`, `x.y`, `x['y']`, `this.y`.
static bool is_path(const finder *f, syn_id id)
{
    const syn_node *n = &f->nodes[id];
    if (n->kind == SYN_Member) {
        const syn_node *key = &f->nodes[n->b];
        if (n->flags & SYN_F_OPTIONAL || (n->flags & SYN_F_COMPUTED && key->kind != SYN_String)) {
            return false;
        }
        n = &f->nodes[n->a];
    }
    return n->kind == SYN_Ident || n->kind == SYN_This;
}

// function () { return x.y; }
static bool returns_path(const finder *f, syn_id function)
{
    const syn_node *n = &f->nodes[function];
    if (n->kind != SYN_FunctionExpr || n->b || n->flags & (SYN_F_ASYNC | SYN_F_GENERATOR)) {
        return false;
    }
    const syn_node *body = &f->nodes[n->c];
    const syn_node *first = &f->nodes[body->a];
    return body->a && first->kind == SYN_Return && !first->next && first->a && is_path(f, first->a);
}

// Object.defineProperty(exports, 'a', { ... }): with a value or a getter that only passes something on, behind `enumerable: true` if anything.
static bool describes_export(const finder *f, syn_id descriptor)
{
    const syn_node *d = &f->nodes[descriptor];
    if (d->kind != SYN_Object || d->flags & SYN_F_PAREN || !d->a) {
        return false;
    }
    const syn_node *p = &f->nodes[d->a];
    if (p->kind == SYN_Property && is_name(f, p->a, "enumerable")) {
        if (f->nodes[p->b].kind != SYN_True || !p->next) {
            return false;
        }
        p = &f->nodes[p->next];
    }
    if (p->kind != SYN_Property || p->flags & (SYN_F_SHORTHAND | SYN_F_COMPUTED)) {
        return false;
    }
    if (is_name(f, p->a, "value")) {
        return p->op == SYN_INIT;
    }
    return is_name(f, p->a, "get") && (p->op == SYN_INIT || p->op == SYN_METHOD) && !p->next &&
           returns_path(f, p->b);
}

static bool is_object_method(const finder *f, syn_id callee, const char *method)
{
    const syn_node *c = &f->nodes[callee];
    return c->kind == SYN_Member && !(c->flags & SYN_F_COMPUTED) && is_name(f, c->a, "Object") &&
           is_name(f, c->b, method);
}

// Is there something like exports[key] = or defineProperty(exports, key in the nodes of a callback?
static bool copies_keys(const finder *f, syn_id first, syn_id end)
{
    for (syn_id i = first; i < end; i++) {
        const syn_node *n = &f->nodes[i];
        if (n->kind == SYN_Assign) {
            const syn_node *t = &f->nodes[n->a];
            if (t->kind == SYN_Member && t->flags & SYN_F_COMPUTED && is_exports(f, t->a) &&
                f->nodes[t->b].kind == SYN_Ident) {
                return true;
            }
        }
        if (n->kind == SYN_Call && is_object_method(f, n->a, "defineProperty") && n->b &&
            is_exports(f, n->b)) {
            syn_id key = f->nodes[n->b].next;
            if (key && f->nodes[key].kind == SYN_Ident) {
                return true;
            }
        }
    }
    return false;
}

// Object.keys(x).forEach(function (k) { ... exports[k] = x[k] }), where x is required.
static void keys_loop(finder *f, syn_id id)
{
    const syn_node *n = &f->nodes[id], *c = &f->nodes[n->a];
    if (c->kind != SYN_Member || c->flags & SYN_F_COMPUTED || !is_name(f, c->b, "forEach") || !n->b) {
        return;
    }
    const syn_node *keys = &f->nodes[c->a];
    if (keys->kind != SYN_Call || !is_object_method(f, keys->a, "keys") || !keys->b ||
        f->nodes[keys->b].kind != SYN_Ident) {
        return;
    }
    uint32_t symbol = f->nodes[keys->b].b;
    if (!symbol || !copies_keys(f, n->b, id)) {
        return;
    }
    syn_id declared = f->u->symbols[symbol].decl;
    for (syn_id i = 1; i < f->u->node_count; i++) {
        if (f->nodes[i].kind == SYN_Declarator && f->nodes[i].a == declared && f->nodes[i].b) {
            syn_id s = required_within(f, f->nodes[i].b);
            if (s) {
                add_reexport(f, s);
            }
            return;
        }
    }
}

static void call(finder *f, syn_id id)
{
    const syn_node *n = &f->nodes[id];
    if (!n->b) {
        return;
    }
    if (is_object_method(f, n->a, "defineProperty") && is_exports(f, n->b)) {
        syn_id key = f->nodes[n->b].next;
        syn_id descriptor = key ? f->nodes[key].next : 0;
        if (descriptor && f->nodes[key].kind == SYN_String) {
            syn_string s = rw__string_of(&f->r, key);
            if (describes_export(f, descriptor)) {
                add(f, s);
            } else {
                RW_PUSH(&f->r, f->unsafe, s);
            }
        }
        return;
    }
    syn_id callee = n->a;
    if (f->nodes[callee].kind == SYN_Sequence) {
        for (callee = f->nodes[callee].a; f->nodes[callee].next;) {
            callee = f->nodes[callee].next;
        }
    }
    if (f->nodes[callee].kind == SYN_Member) {
        callee = f->nodes[callee].b;
    }
    if (is_name(f, callee, "__exportStar") || is_name(f, callee, "__export")) {
        syn_id s = required(f, n->b);
        if (s) {
            add_reexport(f, s);
        } else if (is_exports(f, n->b) && f->nodes[n->b].next &&
                   f->nodes[f->nodes[n->b].next].kind == SYN_Object) {
            exported_object(f, &f->nodes[f->nodes[n->b].next]);
        }
        return;
    }
    keys_loop(f, id);
}

static void drop_unsafe(finder *f)
{
    for (uint32_t i = 0; i < f->unsafe.count; i++) {
        const syn_string *unsafe = &f->unsafe.data[i];
        uint32_t kept = 0;
        for (uint32_t k = 0; k < f->names.count; k++) {
            const syn_string *name = &f->names.data[k];
            if (name->len != unsafe->len || memcmp(name->text, unsafe->text, name->len) != 0) {
                f->names.data[kept++] = *name;
            }
        }
        f->names.count = kept;
    }
}

int syn_cjs_find_exports(syn_cjs_exports *out, const syn_unit *u)
{
    finder f = {.u = u, .nodes = u->nodes};
    f.r.u = u;
    f.r.nodes = u->nodes;
    f.r.src = u->src;
    for (syn_id i = 1; i < u->node_count; i++) {
        if (u->nodes[i].kind == SYN_Assign) {
            assignment(&f, &u->nodes[i]);
        } else if (u->nodes[i].kind == SYN_Call) {
            call(&f, i);
        }
    }
    drop_unsafe(&f);
    syn_string *names = rw__alloc(&f.r, (f.names.count + f.reexports.count + 1) * sizeof *names);
    if (names) {
        if (f.names.count) {
            memcpy(names, f.names.data, f.names.count * sizeof *names);
        }
        if (f.reexports.count) {
            memcpy(names + f.names.count, f.reexports.data, f.reexports.count * sizeof *names);
        }
    }
    syn_cjs_exports result = {.names = names,
                              .reexports = names + f.names.count,
                              .name_count = f.names.count,
                              .reexport_count = f.reexports.count,
                              .es_module = f.es_module,
                              .memory = f.r.memory};
    free(f.names.data);
    free(f.reexports.data);
    free(f.unsafe.data);
    if (f.r.failed) {
        syn_cjs_exports_free(&result);
        return -ENOMEM;
    }
    *out = result;
    return 0;
}

void syn_cjs_exports_free(syn_cjs_exports *out)
{
    if (!out) {
        return;
    }
    for (block_header *b = out->memory, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    *out = (syn_cjs_exports){0};
}

// ---- detection

// Names that the CommonJS wrapper declares: let, const and class of them are an error there, fine in a module.
static bool declares_wrapper_name(const syn_unit *u)
{
    static const char *const names[] = {"require", "module", "exports", "__filename", "__dirname"};
    for (uint32_t s = u->scopes[1].first_symbol; s; s = u->symbols[s].sibling) {
        unsigned kind = u->symbols[s].kind;
        const syn_atom *a = &u->atoms[u->symbols[s].atom];
        if (kind != SYN_SYM_LET && kind != SYN_SYM_CONST && kind != SYN_SYM_CLASS) {
            continue;
        }
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            if (strlen(names[i]) == a->len && memcmp(names[i], a->text, a->len) == 0) {
                return true;
            }
        }
    }
    return false;
}

int syn_detect_module(bool *is_module, const char *text, size_t len, uint32_t parse_flags)
{
    syn_options o = {.goal = SYN_GOAL_COMMONJS, .flags = parse_flags};
    syn_error e;
    syn_unit *u = NULL;
    bool maybe;
    int r = syn_parse(&u, text, len, &o, &e);
    if (r == 0) {
        maybe = declares_wrapper_name(u);
        syn_unit_free(u);
    } else if (r == -EINVAL) {
        maybe = e.module_syntax;
    } else {
        return r;
    }
    if (maybe) {
        o.goal = SYN_GOAL_MODULE;
        u = NULL;
        r = syn_parse(&u, text, len, &o, &e);
        if (r && r != -EINVAL) {
            return r;
        }
        maybe = r == 0;
        syn_unit_free(u);
    }
    *is_module = maybe;
    return 0;
}
