// SPDX-License-Identifier: MIT
// What TypeScript's emitDecoratorMetadata tells decorators of types: design:type, design:paramtypes and design:returntype.
//
// The compiler's emit for a single file is the measure: what this file declares (aliases, interfaces, enums, classes, type parameters) is
// known; a name from elsewhere is the function it is at run time, or Object. Nothing is said of types that only a checker could infer.
#include <stdio.h>

#include "rewrite.h"

enum { DEPTH_MAX = 64 }; // of aliases that name each other

typedef struct serializer {
    rewriter *r;
    unsigned depth;
    unsigned conditional; // inside of so many conditional types
} serializer;

// What a name in a type leads to: the symbol of its first name, that of the whole (0: not of this file), and the member of it, an enum.
typedef struct meaning {
    uint32_t first, target;
    syn_string member;
    bool dotted;
    bool writable; // as code
} meaning;

static const char *serialized(serializer *s, syn_id type);
static unsigned checked_kind(serializer *s, syn_id type);

static bool is_basic(unsigned kind)
{
    return kind >= SYN_TYPE_STRING && kind <= SYN_TYPE_SYMBOL;
}

static const char *name_of_kind(unsigned kind)
{
    switch (kind) {
    case SYN_TYPE_STRING:
        return "String";
    case SYN_TYPE_NUMBER:
        return "Number";
    case SYN_TYPE_BOOLEAN:
        return "Boolean";
    case SYN_TYPE_BIGINT:
        return "BigInt";
    case SYN_TYPE_SYMBOL:
        return "Symbol";
    case SYN_TYPE_ARRAY:
        return "Array";
    case SYN_TYPE_FUNCTION:
    case SYN_TYPE_CONSTRUCTOR:
        return "Function";
    case SYN_TYPE_VOID:
    case SYN_TYPE_UNDEFINED:
    case SYN_TYPE_NULL:
    case SYN_TYPE_NEVER:
        return "void 0";
    default:
        return "Object";
    }
}

// ---- names

// Steps to the next of the names behind the first one, from *at. False at the end, or where the rest cannot be read.
static bool next_name(rewriter *r, const syn_node *type, uint32_t *at, syn_string *name)
{
    uint32_t dot = rw__skip_space(r, *at);
    if (dot >= type->end || r->src[dot] != '.') {
        return false;
    }
    uint32_t start = rw__skip_space(r, dot + 1), end = start;
    while (end < type->end && syn__char_class[r->src[end]] & CC_ID) {
        end++;
    }
    *name = rw__copy(r, (const char *)r->src + start, end - start);
    *at = end;
    return end > start;
}

// The names behind the first one, without what stands between; `dot` stands before the last.
static const char *further_names(rewriter *r, const syn_node *type, const char *dot)
{
    const char *text = "", *before = "";
    uint32_t at = r->nodes[type->a].end;
    for (syn_string name; next_name(r, type, &at, &name);) {
        text = rw__format(r, NULL, "%s%s", text, before);
        before = rw__format(r, NULL, ".%s", name.text);
    }
    return before[0] ? rw__format(r, NULL, "%s%s%s", text, dot, before + 1) : text;
}

// A name among the members of a namespace, in all the places that make it up; 0: none.
static uint32_t symbol_in_namespace(const rewriter *r, uint32_t space, syn_string name)
{
    const syn_unit *u = r->u;
    for (uint32_t i = 1; i < u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind != SYN_TsNamespace || r->nodes[n->a].b != space) {
            continue;
        }
        for (uint32_t s = u->scopes[n->d].first_symbol; s; s = u->symbols[s].sibling) {
            const syn_atom *a = &u->atoms[u->symbols[s].atom];
            if (a->len == name.len && memcmp(a->text, name.text, name.len) == 0) {
                return s;
            }
        }
    }
    return 0;
}

// Where a name is what another block of its namespace exports.
static const merged_name *merged_of(const rewriter *r, syn_id name)
{
    for (uint32_t i = 0; i < r->merged.count; i++) {
        if (r->merged.data[i].reference == name) {
            return &r->merged.data[i];
        }
    }
    return NULL;
}

static meaning meaning_of(rewriter *r, const syn_node *type)
{
    const syn_node *first = &r->nodes[type->a];
    const syn_atom *a = &r->u->atoms[first->a];
    uint32_t symbol = first->b, at = first->end;
    const merged_name *merged = merged_of(r, type->a);
    symbol = merged ? merged->symbol : symbol;
    meaning m = {.first = symbol, .target = symbol};
    for (syn_string name; next_name(r, type, &at, &name); m.dotted = true) {
        unsigned kind = m.target ? r->u->symbols[m.target].kind : SYN_SYM_VAR;
        m.target = kind == SYN_SYM_NAMESPACE                ? symbol_in_namespace(r, m.target, name)
                   : kind == SYN_SYM_ENUM && !m.member.text ? m.target
                                                            : 0;
        m.member = kind == SYN_SYM_ENUM ? name : (syn_string){0};
    }
    bool global = !m.first && a->len == 10 && memcmp(a->text, "globalThis", 10) == 0;
    m.writable = rw__skip_space(r, at) >= type->end && !atom_is_reserved(first->a) &&
                 !atom_is_strict_reserved(first->a) && first->a != A_await && first->a != A_arguments &&
                 !global;
    return m;
}

// What the text at a reference says by itself where the symbol is this file's own; SYN_TYPE_REFERENCE: it must be looked at when run.
static unsigned kind_of_symbol(serializer *s, uint32_t symbol)
{
    const syn_symbol *y = &s->r->u->symbols[symbol];
    switch (y->kind) {
    case SYN_SYM_ENUM:
        return rw__enum_type(s->r, symbol, NULL);
    case SYN_SYM_TYPE: {
        const syn_node *d = &s->r->nodes[y->decl];
        return d->op == SYN_TYPE_OBJECT && d->flags & SYN_F_CALLABLE ? SYN_TYPE_FUNCTION
                                                                     : checked_kind(s, y->decl);
    }
    case SYN_SYM_TYPE_IMPORT:
        return SYN_TYPE_OBJECT;
    default:
        return SYN_TYPE_REFERENCE;
    }
}

static unsigned kind_of_reference(serializer *s, const syn_node *type, meaning *m)
{
    *m = meaning_of(s->r, type);
    if (m->target) {
        return m->member.text ? rw__enum_type(s->r, m->target, &m->member) : kind_of_symbol(s, m->target);
    }
    bool of_types = m->first && s->r->u->symbols[m->first].kind == SYN_SYM_TYPE_IMPORT;
    return of_types ? SYN_TYPE_OBJECT : SYN_TYPE_REFERENCE;
}

// ---- types behind a name: what a checker says they are

static unsigned checked_union(serializer *s, const syn_node *type)
{
    bool strict = s->r->flags & SYN_RW_STRICT_NULLS, intersection = type->op == SYN_TYPE_INTERSECTION;
    unsigned result = SYN_TYPE_NEVER, count = 0;
    for (syn_id c = type->b; c; c = s->r->nodes[c].next) {
        unsigned kind = checked_kind(s, c);
        bool nothing = kind == SYN_TYPE_VOID;
        if (intersection && is_basic(kind)) {
            return kind; // a brand
        }
        if (!intersection && s->r->nodes[c].op == SYN_TYPE_NEVER) {
            continue;
        }
        if (nothing && !strict && !intersection && s->r->nodes[c].op != SYN_TYPE_VOID) {
            continue;
        }
        count++;
        if (count > 1 && (kind != result || !is_basic(kind))) {
            return SYN_TYPE_OBJECT;
        }
        result = kind;
    }
    return count == 0 ? SYN_TYPE_VOID : intersection ? SYN_TYPE_OBJECT : result;
}

// One of the basic kinds, ARRAY, FUNCTION, VOID or OBJECT.
static unsigned checked_kind(serializer *s, syn_id id)
{
    const syn_node *type = &s->r->nodes[id];
    unsigned kind = SYN_TYPE_OBJECT;
    if (!id || s->depth >= DEPTH_MAX) {
        return kind;
    }
    s->depth++;
    switch (type->op) {
    case SYN_TYPE_OBJECT:
        kind = type->flags & SYN_F_CALLABLE ? SYN_TYPE_FUNCTION : SYN_TYPE_OBJECT;
        break;
    case SYN_TYPE_CONSTRUCTOR:
    case SYN_TYPE_ANY:
    case SYN_TYPE_UNKNOWN:
    case SYN_TYPE_CONDITIONAL:
        break;
    case SYN_TYPE_UNDEFINED:
    case SYN_TYPE_NULL:
    case SYN_TYPE_NEVER:
        kind = SYN_TYPE_VOID;
        break;
    case SYN_TYPE_UNION:
    case SYN_TYPE_INTERSECTION:
        kind = checked_union(s, type);
        break;
    case SYN_TYPE_PARAMETER:
        kind = checked_kind(s, type->c);
        kind = is_basic(kind) ? kind : SYN_TYPE_OBJECT;
        break;
    case SYN_TYPE_REFERENCE: {
        meaning m;
        kind = kind_of_reference(s, type, &m);
        kind = kind == SYN_TYPE_REFERENCE ? SYN_TYPE_OBJECT : kind;
        break;
    }
    default:
        kind = type->op;
    }
    s->depth--;
    return kind;
}

// ---- types as they stand at a decorated place

static const char *reference(serializer *s, const syn_node *type)
{
    rewriter *r = s->r;
    meaning m;
    unsigned kind = kind_of_reference(s, type, &m);
    bool is_class = m.target && r->u->symbols[m.target].kind == SYN_SYM_CLASS;
    if (kind != SYN_TYPE_REFERENCE || !m.writable || (s->conditional && !is_class)) {
        return name_of_kind(kind);
    }
    if (m.first && r->type_uses) {
        r->type_uses[m.first] = true;
    }
    const syn_atom *a = &r->u->atoms[r->nodes[type->a].a];
    const merged_name *merged = merged_of(r, type->a);
    const char *first = merged ? merged->text
                        : m.first && r->symbol_text && r->symbol_text[m.first]
                            ? r->symbol_text[m.first]
                            : rw__copy(r, (const char *)a->text, a->len).text;
    const char *names = further_names(r, type, ".");
    if (is_class) { // of this file: no caution is needed
        return rw__format(r, NULL, "%s%s", first, names);
    }
    if (!m.dotted) {
        return rw__format(r, NULL, "(typeof %s==\"function\"?%s:Object)", first, first);
    }
    return rw__format(r, NULL, "(typeof %s!=\"undefined\"&&typeof %s%s==\"function\"?%s%s:Object)", first,
                      first, further_names(r, type, "?."), first, names);
}

// The constituents' common text, or Object.
static const char *common(serializer *s, const syn_node *type)
{
    rewriter *r = s->r;
    bool intersection = type->op == SYN_TYPE_INTERSECTION, strict = r->flags & SYN_RW_STRICT_NULLS;
    const char *result = NULL;
    for (syn_id c = type->b; c; c = r->nodes[c].next) {
        unsigned op = r->nodes[c].op;
        if (op == SYN_TYPE_NEVER && intersection) {
            return "void 0";
        }
        if (op == SYN_TYPE_ANY || (op == SYN_TYPE_UNKNOWN && !intersection)) {
            return "Object";
        }
        if (op == SYN_TYPE_NEVER || op == SYN_TYPE_UNKNOWN ||
            (!strict && (op == SYN_TYPE_NULL || op == SYN_TYPE_UNDEFINED))) {
            continue;
        }
        const char *text = serialized(s, c);
        if (strcmp(text, "Object") == 0 || (result && strcmp(result, text) != 0)) {
            return "Object";
        }
        result = text;
    }
    return result ? result : "void 0";
}

// Names are compared as they are written; those of a union without a common text do not count as used.
static const char *common_or_none(serializer *s, const syn_node *type)
{
    rewriter *r = s->r;
    bool *uses = r->type_uses;
    const char **texts = r->symbol_text;
    r->type_uses = NULL;
    r->symbol_text = NULL;
    const char *text = common(s, type);
    r->type_uses = uses;
    r->symbol_text = texts;
    return strcmp(text, "Object") == 0 ? text : common(s, type);
}

static const char *serialized(serializer *s, syn_id id)
{
    if (!id || s->depth >= DEPTH_MAX) {
        return "Object";
    }
    const syn_node *type = &s->r->nodes[id];
    const char *text;
    s->depth++;
    switch (type->op) {
    case SYN_TYPE_REFERENCE:
        text = reference(s, type);
        break;
    case SYN_TYPE_UNION:
    case SYN_TYPE_INTERSECTION:
    case SYN_TYPE_CONDITIONAL:
        s->conditional += type->op == SYN_TYPE_CONDITIONAL;
        text = common_or_none(s, type);
        s->conditional -= type->op == SYN_TYPE_CONDITIONAL;
        break;
    default:
        text = name_of_kind(type->op);
    }
    s->depth--;
    return text;
}

// ---- members

static const char *parameter_types(serializer *s, const syn_node *function)
{
    rewriter *r = s->r;
    const char *text = "";
    for (syn_id p = function->b; p; p = r->nodes[p].next) {
        const syn_node *target = &r->nodes[p];
        while (target->kind == SYN_TsParamProperty || target->kind == SYN_AssignPattern) {
            target = &r->nodes[target->a];
        }
        const syn_node *type = &r->nodes[target->d];
        bool rest = target->kind == SYN_Rest;
        bool has_element = type->op == SYN_TYPE_ARRAY || type->op == SYN_TYPE_REFERENCE;
        const char *one = serialized(s, !rest ? target->d : has_element ? type->c : 0);
        text = rw__format(r, NULL, "%s%s%s", text, text[0] ? "," : "", one);
    }
    return text;
}

// The other half of a pair of accessors; NULL: there is none.
static const syn_node *accessor_of(const rewriter *r, const syn_node *class, const syn_node *member,
                                   unsigned op)
{
    const syn_node *key = &r->nodes[member->a];
    for (syn_id m = class->c; m; m = r->nodes[m].next) {
        const syn_node *n = &r->nodes[m], *k = &r->nodes[n->a];
        if (n->kind == SYN_Method && n->op == op && ((n->flags ^ member->flags) & SYN_F_STATIC) == 0 &&
            k->end - k->start == key->end - key->start &&
            memcmp(r->src + k->start, r->src + key->start, key->end - key->start) == 0) {
            return n;
        }
    }
    return NULL;
}

static const char *accessor_metadata(serializer *s, const syn_node *class, const syn_node *member)
{
    rewriter *r = s->r;
    const syn_node *get = member->op == SYN_GET ? member : accessor_of(r, class, member, SYN_GET);
    const syn_node *set = member->op == SYN_SET ? member : accessor_of(r, class, member, SYN_SET);
    const char *parameters = set ? parameter_types(s, &r->nodes[set->b]) : "";
    const syn_node *value = set ? &r->nodes[r->nodes[set->b].b] : NULL;
    while (value && value->kind == SYN_AssignPattern) {
        value = &r->nodes[value->a];
    }
    syn_id type = value && value->d ? value->d : get ? get->c : 0;
    return rw__format(r, NULL,
                      "$pj_decorate.t(\"design:type\",%s),$pj_decorate.t(\"design:paramtypes\",[%s])",
                      serialized(s, type), parameters);
}

const char *rw__metadata(rewriter *r, const syn_node *class, const syn_node *member)
{
    serializer s = {.r = r};
    if (member->kind == SYN_Field) {
        return rw__format(r, NULL, "$pj_decorate.t(\"design:type\",%s)", serialized(&s, member->c));
    }
    const syn_node *function = &r->nodes[member->b];
    if (member->op == SYN_GET || member->op == SYN_SET) {
        return accessor_metadata(&s, class, member);
    }
    const char *parameters = parameter_types(&s, function);
    if (member->op == SYN_CONSTRUCTOR) {
        return rw__format(r, NULL, "$pj_decorate.t(\"design:paramtypes\",[%s])", parameters);
    }
    const char *result = member->c                         ? serialized(&s, member->c)
                         : member->flags & SYN_F_GENERATOR ? "void 0"
                         : member->flags & SYN_F_ASYNC     ? "Promise"
                                                           : "void 0";
    return rw__format(r, NULL,
                      "$pj_decorate.t(\"design:type\",Function),$pj_decorate.t(\"design:paramtypes\",[%s]),"
                      "$pj_decorate.t(\"design:returntype\",%s)",
                      parameters, result);
}

// ---- uses

// The nodes of a method's parameters were made between its own and that of its body.
static bool parameters_are_decorated(const rewriter *r, syn_id function)
{
    syn_id body = r->nodes[function].c, last = 0;
    for (syn_id p = r->nodes[function].b; p; p = r->nodes[p].next) {
        last = p;
    }
    for (syn_id i = function + 1; last && i < body; i++) {
        if (r->nodes[i].kind == SYN_Decorator && r->nodes[i].start < r->nodes[last].end) {
            return true;
        }
    }
    return false;
}

void rw__metadata_uses(rewriter *r)
{
    r->type_uses = calloc(r->u->symbol_count + 1, sizeof *r->type_uses);
    if (!r->type_uses) {
        r->failed = true;
        return;
    }
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *class = &r->nodes[i];
        if (class->kind != SYN_ClassDecl && class->kind != SYN_ClassExpr) {
            continue;
        }
        for (syn_id m = class->c; m; m = r->nodes[m].next) {
            const syn_node *n = &r->nodes[m];
            if (n->kind != SYN_Field && n->kind != SYN_Method) {
                continue;
            }
            bool of_class = n->kind == SYN_Method && n->op == SYN_CONSTRUCTOR && class->d;
            if (n->d || of_class || (n->kind == SYN_Method && parameters_are_decorated(r, n->b))) {
                (void)rw__metadata(r, class, n);
            }
        }
    }
}

bool rw__symbol_is_used(const rewriter *r, uint32_t symbol)
{
    if (r->type_uses && r->type_uses[symbol]) {
        return true;
    }
    for (syn_id ref = r->u->symbols[symbol].references; ref; ref = r->nodes[ref].c) {
        if (r->nodes[ref].kind != SYN_TsTypeName) {
            return true;
        }
    }
    return false;
}
