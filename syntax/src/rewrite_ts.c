// SPDX-License-Identifier: MIT
// The code that TypeScript's own constructs stand for: enums, namespaces, parameter properties, import = and export =.
#include <math.h>
#include <stdio.h>

#include "rewrite.h"

static const char *name_of(rewriter *r, syn_id id)
{
    const syn_atom *a = &r->u->atoms[r->nodes[id].a];
    return rw__copy(r, (const char *)a->text, a->len).text;
}

// ---- enums

typedef enum value_kind { VALUE_UNKNOWN, VALUE_NUMBER, VALUE_STRING } value_kind;

typedef struct value {
    value_kind kind;
    double number;
} value;

typedef struct member_value {
    syn_string name;
    value value;
} member_value;

typedef struct enumeration {
    rewriter *r;
    const char *name;
    VEC(member_value) members;
    unsigned depth;
} enumeration;

static int32_t to_int32(double d)
{
    if (!isfinite(d)) {
        return 0;
    }
    double m = fmod(trunc(d), 4294967296.0);
    return (int32_t)(uint32_t)(int64_t)m;
}

static double binary_value(unsigned op, double a, double b)
{
    int32_t x = to_int32(a), y = to_int32(b);
    switch (op) {
    case T_ADD:
        return a + b;
    case T_SUB:
        return a - b;
    case T_MUL:
        return a * b;
    case T_DIV:
        return a / b;
    case T_MOD:
        return fmod(a, b);
    case T_POW:
        return pow(a, b);
    case T_SHL:
        return (double)(int32_t)((uint32_t)x << (y & 31));
    case T_SAR:
        return x >> (y & 31);
    case T_SHR:
        return (double)((uint32_t)x >> (y & 31));
    case T_OR:
        return x | y;
    case T_AND:
        return x & y;
    case T_XOR:
        return x ^ y;
    default:
        return NAN;
    }
}

static double number_value(rewriter *r, const syn_node *n)
{
    char text[64];
    uint32_t k = 0;
    for (uint32_t i = n->start; i < n->end && k + 1 < sizeof text; i++) {
        if (r->src[i] != '_') {
            text[k++] = (char)r->src[i];
        }
    }
    text[k] = 0;
    if (text[0] == '0' && (text[1] | 32) == 'b') {
        return (double)strtoull(text + 2, NULL, 2);
    }
    if (text[0] == '0' && (text[1] | 32) == 'o') {
        return (double)strtoull(text + 2, NULL, 8);
    }
    return strtod(text, NULL);
}

static value member_value_of(const enumeration *e, syn_string name)
{
    for (uint32_t i = e->members.count; i-- > 0;) {
        if (e->members.data[i].name.len == name.len &&
            memcmp(e->members.data[i].name.text, name.text, name.len) == 0) {
            return e->members.data[i].value;
        }
    }
    return (value){VALUE_UNKNOWN, 0};
}

static value evaluate(enumeration *e, syn_id id)
{
    rewriter *r = e->r;
    const syn_node *n = &r->nodes[id];
    value v = {VALUE_UNKNOWN, 0};
    if (e->depth > 200) {
        return v;
    }
    e->depth++;
    switch (n->kind) {
    case SYN_Number:
        v = (value){VALUE_NUMBER, number_value(r, n)};
        break;
    case SYN_String:
        v.kind = VALUE_STRING;
        break;
    case SYN_Template:
        v.kind = VALUE_STRING;
        break;
    case SYN_Unary:
        v = evaluate(e, n->a);
        if (v.kind != VALUE_NUMBER) {
            v.kind = VALUE_UNKNOWN;
        } else if (n->op == T_SUB) {
            v.number = -v.number;
        } else if (n->op == T_TILDE) {
            v.number = ~to_int32(v.number);
        } else if (n->op != T_ADD) {
            v.kind = VALUE_UNKNOWN;
        }
        break;
    case SYN_Binary: {
        value a = evaluate(e, n->a), b = evaluate(e, n->b);
        if (a.kind == VALUE_NUMBER && b.kind == VALUE_NUMBER) {
            v = (value){VALUE_NUMBER, binary_value(n->op, a.number, b.number)};
        } else if (n->op == T_ADD && (a.kind == VALUE_STRING || b.kind == VALUE_STRING)) {
            v.kind = VALUE_STRING;
        }
        break;
    }
    case SYN_Ident:
        v = member_value_of(e, (syn_string){name_of(r, id), r->u->atoms[n->a].len});
        break;
    case SYN_Member:
        if (!(n->flags & SYN_F_COMPUTED) && r->nodes[n->a].kind == SYN_Ident &&
            strcmp(name_of(r, n->a), e->name) == 0) {
            v = member_value_of(e, (syn_string){name_of(r, n->b), r->u->atoms[r->nodes[n->b].a].len});
        }
        break;
    default:
        break;
    }
    e->depth--;
    return v;
}

// References to members inside an initialiser: its nodes were made right after the member's.
static void qualify_members(enumeration *e, syn_id member)
{
    rewriter *r = e->r;
    uint32_t end = r->nodes[member].end;
    for (syn_id i = member + 1; i < r->u->node_count && r->nodes[i].start < end; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind != SYN_Ident) {
            continue;
        }
        const syn_atom *a = &r->u->atoms[n->a];
        for (uint32_t k = 0; k < e->members.count; k++) {
            syn_string s = e->members.data[k].name;
            if (s.len == a->len && memcmp(s.text, a->text, s.len) == 0) {
                rw__replace(r, n->start, n->end, rw__format(r, NULL, "%s.%s", e->name, s.text));
                break;
            }
        }
    }
}

static const char *wrap_end(rewriter *r, const char *name, const char *outer)
{
    return outer ? rw__format(r, NULL, "})(%s=%s.%s||(%s.%s={}));", name, outer, name, outer, name)
                 : rw__format(r, NULL, "})(%s||(%s={}));", name, name);
}

// What declares the variable that an enum or namespace fills: nothing when it merges with an earlier one.
static const char *declaration(rewriter *r, syn_id name)
{
    const syn_symbol *s = &r->u->symbols[r->nodes[name].b];
    if (s->decl != name) {
        return ";";
    }
    unsigned scope = r->u->scopes[s->scope].kind;
    bool exported = r->strip_exported;
    r->strip_exported = false;
    return rw__format(r, NULL, "%s%s %s;", exported ? "" : ";",
                      scope == SYN_SCOPE_TOP || scope == SYN_SCOPE_NAMESPACE ? "var" : "let",
                      name_of(r, name));
}

static void enum_member(enumeration *e, syn_id id, value *last, const char **last_name)
{
    rewriter *r = e->r;
    const syn_node *m = &r->nodes[id];
    syn_string key = rw__string_of(r, m->a);
    const char *quoted = rw__quote(r, key);
    value v;
    uint32_t comma = rw__skip_space(r, m->end);
    if (m->b) {
        v = evaluate(e, m->b);
        const char *open = v.kind == VALUE_STRING
                               ? rw__format(r, NULL, "%s[%s]=", e->name, quoted)
                               : rw__format(r, NULL, "%s[%s[%s]=", e->name, e->name, quoted);
        rw__replace(r, m->start, rw__skip_space(r, m->start), ""); // keeps the order of edits
        uint32_t init = r->nodes[m->b].start;
        // from the key up to the initialiser's text, parentheses of which stay
        uint32_t eq = rw__skip_space(r, r->nodes[m->a].end);
        if (r->src[eq] == ']') {
            eq = rw__skip_space(r, eq + 1);
        }
        (void)init;
        rw__replace(r, m->start, eq + 1, open);
        qualify_members(e, id);
        rw__close(r, m->start, m->end, 5,
                  v.kind == VALUE_STRING ? ";" : rw__format(r, NULL, "]=%s;", quoted));
    } else {
        const char *text;
        if (!*last_name || last->kind == VALUE_NUMBER) {
            v = (value){VALUE_NUMBER, *last_name ? last->number + 1 : 0};
            text = rw__format(r, NULL, "%s[%s[%s]=%.17g]=%s;", e->name, e->name, quoted, v.number, quoted);
        } else {
            v = (value){VALUE_UNKNOWN, 0};
            text = rw__format(r, NULL, "%s[%s[%s]=%s[%s]+1]=%s;", e->name, e->name, quoted, e->name,
                              *last_name, quoted);
        }
        rw__replace(r, m->start, m->end, text);
    }
    if (r->src[comma] == ',') {
        rw__replace(r, comma, comma + 1, "");
    }
    *last = v;
    *last_name = quoted;
    RW_PUSH(r, e->members, ((member_value){key, v}));
}

// The values of an enum's members, as far as this file knows them.
static void enum_values(enumeration *e, const syn_node *n)
{
    value last = {VALUE_NUMBER, -1};
    for (syn_id m = n->b; m; m = e->r->nodes[m].next) {
        const syn_node *member = &e->r->nodes[m];
        value v = member->b                   ? evaluate(e, member->b)
                  : last.kind == VALUE_NUMBER ? (value){VALUE_NUMBER, last.number + 1}
                                              : (value){VALUE_UNKNOWN, 0};
        RW_PUSH(e->r, e->members, ((member_value){rw__string_of(e->r, member->a), v}));
        last = v;
    }
}

static void enum_statement(rewriter *r, syn_id id, const char *outer)
{
    const syn_node *n = &r->nodes[id];
    enumeration e = {.r = r, .name = name_of(r, n->a)};
    uint32_t brace = rw__skip_space(r, r->nodes[n->a].end);
    rw__replace(r, n->start, brace + 1,
                rw__format(r, NULL, "%s(function(%s){", declaration(r, n->a), e.name));
    // what earlier declarations of the same enum said
    bool first = r->u->symbols[r->nodes[n->a].b].decl == n->a;
    for (syn_id i = 1; i < id && !first; i++) {
        if (r->nodes[i].kind == SYN_TsEnum && r->nodes[r->nodes[i].a].b == r->nodes[n->a].b) {
            enum_values(&e, &r->nodes[i]);
        }
    }
    value last = {VALUE_UNKNOWN, 0};
    const char *last_name = NULL;
    for (syn_id m = n->b; m; m = r->nodes[m].next) {
        enum_member(&e, m, &last, &last_name);
    }
    rw__replace(r, n->end - 1, n->end, wrap_end(r, e.name, outer));
    free(e.members.data);
}

unsigned rw__enum_type(rewriter *r, uint32_t symbol, const syn_string *member)
{
    enumeration e = {.r = r, .name = name_of(r, r->u->symbols[symbol].decl)};
    bool numbers = false, strings = false;
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind == SYN_TsEnum && r->nodes[n->a].b == symbol) {
            enum_values(&e, n);
        }
    }
    for (uint32_t i = 0; i < e.members.count; i++) {
        syn_string name = e.members.data[i].name;
        if (!member || (name.len == member->len && memcmp(name.text, member->text, name.len) == 0)) {
            strings |= e.members.data[i].value.kind == VALUE_STRING;
            numbers |= e.members.data[i].value.kind != VALUE_STRING;
        }
    }
    free(e.members.data);
    return strings ? numbers ? SYN_TYPE_OBJECT : SYN_TYPE_STRING : SYN_TYPE_NUMBER;
}

// ---- namespaces

static void namespace_statement(rewriter *r, syn_id id, const char *outer);

typedef struct exported_arg {
    rewriter *r;
    const char *space;
    char *text;
} exported_arg;

static void append_export(void *arg, syn_id id)
{
    exported_arg *a = arg;
    const char *name = name_of(a->r, id);
    const char *t = rw__format(a->r, NULL, "%s%s.%s=%s;", a->text ? a->text : "", a->space, name, name);
    a->text = (char *)(uintptr_t)t;
}

static void exported_variables(rewriter *r, const syn_node *x, const syn_node *d, const char *space)
{
    bool simple = true;
    for (syn_id v = d->a; v; v = r->nodes[v].next) {
        simple &= r->nodes[r->nodes[v].a].kind == SYN_BindingIdent;
    }
    if (!simple) {
        rw__blank(r, x->start, d->start, STRIP_STATEMENT);
        exported_arg arg = {.r = r, .space = space};
        for (syn_id v = d->a; v; v = r->nodes[v].next) {
            syn__each_binding(r->nodes, r->nodes[v].a, append_export, &arg);
        }
        rw__close(r, d->start, d->end, 0, rw__format(r, NULL, ";%s", arg.text ? arg.text : ""));
        return;
    }
    rw__blank(r, x->start, r->nodes[d->a].start, STRIP_STATEMENT);
    for (syn_id v = d->a; v; v = r->nodes[v].next) {
        const syn_node *t = &r->nodes[r->nodes[v].a];
        const char *text = rw__format(r, NULL, "%s.%s", space, name_of(r, r->nodes[v].a));
        rw__replace(r, t->start, t->end, text);
        if (t->b) {
            rw__name_references(r, t->b, text, false);
        }
    }
}

static void namespace_body(rewriter *r, const syn_node *n, const char *space)
{
    for (syn_id s = n->b; s; s = r->nodes[s].next) {
        const syn_node *x = &r->nodes[s];
        if (x->kind != SYN_ExportNamed || !x->a) {
            continue;
        }
        const syn_node *d = &r->nodes[x->a];
        switch (d->kind) {
        case SYN_VarDecl:
            exported_variables(r, x, d, space);
            break;
        case SYN_FunctionDecl:
        case SYN_ClassDecl: {
            rw__blank(r, x->start, d->start, STRIP_STATEMENT);
            const char *name = name_of(r, d->a);
            rw__close(r, d->start, d->end, 0, rw__format(r, NULL, ";%s.%s=%s;", space, name, name));
            break;
        }
        case SYN_TsEnum:
            rw__blank(r, x->start, d->start, STRIP_BLANK);
            enum_statement(r, x->a, space);
            break;
        case SYN_TsNamespace:
            rw__blank(r, x->start, d->start, STRIP_BLANK);
            namespace_statement(r, x->a, space);
            break;
        case SYN_TsImportEquals: {
            const char *name = name_of(r, d->a);
            rw__replace(r, x->start, r->nodes[d->b].start,
                        rw__format(r, NULL, ";var %s=%s.%s=", name, space, name));
            break;
        }
        default:
            break;
        }
    }
}

static void namespace_statement(rewriter *r, syn_id id, const char *outer)
{
    const syn_node *n = &r->nodes[id];
    const char *name = name_of(r, n->a);
    const char *head = rw__format(r, NULL, "%s(function(%s){", declaration(r, n->a), name);
    if (n->c) {
        const syn_node *inner = &r->nodes[n->c];
        if (inner->kind != SYN_TsNamespace) {
            return;
        }
        rw__replace(r, n->start, inner->start, head);
        namespace_statement(r, n->c, name);
        rw__close(r, n->start, n->end, 3, wrap_end(r, name, outer));
        return;
    }
    uint32_t brace = rw__skip_space(r, r->nodes[n->a].end);
    rw__replace(r, n->start, brace + 1, head);
    namespace_body(r, n, name);
    rw__replace(r, n->end - 1, n->end, wrap_end(r, name, outer));
}

// ---- parameter properties

static bool is_super_call(const rewriter *r, syn_id s)
{
    const syn_node *n = &r->nodes[s];
    return n->kind == SYN_ExpressionStmt && r->nodes[n->a].kind == SYN_Call &&
           r->nodes[r->nodes[n->a].a].kind == SYN_Super;
}

// Where the assignments go: behind super(), or at the start of the body behind its directives.
static void assign_properties(rewriter *r, const syn_node *body, const char *text)
{
    uint32_t at = body->start + 1;
    for (syn_id s = body->a; s; s = r->nodes[s].next) {
        if (is_super_call(r, s)) {
            rw__close(r, r->nodes[s].start, r->nodes[s].end, 0, rw__format(r, NULL, ";%s", text));
            return;
        }
        if (r->nodes[s].flags & SYN_F_DIRECTIVE && r->nodes[s].kind == SYN_ExpressionStmt) {
            at = r->nodes[s].end;
        }
    }
    rw__insert(r, at, text);
}

static bool is_plain_name(const rewriter *r, const syn_node *field)
{
    unsigned kind = r->nodes[field->a].kind;
    return !(field->flags & SYN_F_COMPUTED) &&
           (kind == SYN_Name || kind == SYN_PrivateName || kind == SYN_String || kind == SYN_Number);
}

// Fields with values become methods that the constructor calls, after it has assigned the parameter properties. Gives those calls.
static const char *late_fields(rewriter *r, const syn_node *class)
{
    const char *calls = "";
    unsigned number = 0;
    for (syn_id m = class->c; m; m = r->nodes[m].next) {
        const syn_node *n = &r->nodes[m];
        if (n->kind != SYN_Field || !n->b || n->flags & (SYN_F_STATIC | SYN_F_ACCESSOR) ||
            !is_plain_name(r, n) || (n->d && !(r->flags & SYN_RW_LEGACY_DECORATORS))) {
            continue;
        }
        const syn_node *key = &r->nodes[n->a];
        bool is_private = key->kind == SYN_PrivateName;
        bool is_literal = key->kind == SYN_String || key->kind == SYN_Number;
        rw__insert(r, key->start,
                   rw__format(r, NULL, "%.*s%s#$pj_f%u(){this%s",
                              is_private ? (int)(key->end - key->start) : 0,
                              (const char *)r->src + key->start, is_private ? ";" : "", number,
                              is_literal ? "[" : "."));
        if (is_literal) {
            rw__insert(r, key->end, "]");
        }
        uint32_t end = n->end;
        while (end > r->nodes[n->b].end &&
               (r->src[end - 1] == ';' || syn__char_class[r->src[end - 1]] & CC_SPACE)) {
            end--;
        }
        rw__close(r, key->start, end, 0, "}");
        calls = rw__format(r, NULL, "%sthis.#$pj_f%u();", calls, number++);
    }
    return calls;
}

// A field without a value, in classes whose fields are assignments.
static void erase_field(rewriter *r, const syn_node *field)
{
    uint32_t start = field->start;
    for (syn_id d = field->d; d; d = r->nodes[d].next) {
        start = r->nodes[d].end;
    }
    if (field->b || field->flags & SYN_F_ACCESSOR || field->flags & SYN_F_COMPUTED ||
        r->nodes[field->a].kind == SYN_PrivateName || (field->d && !(r->flags & SYN_RW_LEGACY_DECORATORS))) {
        return;
    }
    rw__blank(r, start, field->end, STRIP_STATEMENT);
}

// Parameter properties are fields, defined before the others, and assigned in the constructor.
static void parameter_properties(rewriter *r, const syn_node *class, const syn_node *method)
{
    const syn_node *f = &r->nodes[method->b];
    const char *text = "", *fields = "";
    for (syn_id p = f->b; p; p = r->nodes[p].next) {
        if (r->nodes[p].kind != SYN_TsParamProperty) {
            continue;
        }
        syn_id t = r->nodes[p].a;
        if (r->nodes[t].kind == SYN_AssignPattern) {
            t = r->nodes[t].a;
        }
        if (r->nodes[t].kind == SYN_BindingIdent) {
            const char *name = name_of(r, t);
            text = rw__format(r, NULL, "%sthis.%s=%s;", text, name, name);
            fields = rw__format(r, NULL, "%s%s;", fields, name);
        }
    }
    if (text[0] && f->c) {
        if (r->flags & SYN_RW_ASSIGN_FIELDS) {
            text = rw__format(r, NULL, "%s%s", text, late_fields(r, class));
        } else {
            rw__insert(r, r->nodes[class->c].start, fields);
        }
        assign_properties(r, &r->nodes[f->c], text);
    }
}

static void class_members(rewriter *r, const syn_node *class)
{
    for (syn_id m = class->c; m; m = r->nodes[m].next) {
        const syn_node *n = &r->nodes[m];
        if (n->kind == SYN_Method && n->op == SYN_CONSTRUCTOR) {
            parameter_properties(r, class, n);
        } else if (n->kind == SYN_Field && r->flags & SYN_RW_ASSIGN_FIELDS) {
            erase_field(r, n);
        }
    }
}

static void import_equals(rewriter *r, const syn_node *n)
{
    if (!rw__symbol_is_used(r, r->nodes[n->a].b) && !(r->flags & SYN_RW_KEEP_IMPORTS)) {
        rw__blank(r, n->start, n->end, STRIP_STATEMENT);
        return;
    }
    rw__replace(r, n->start, r->nodes[n->a].start, "const ");
}

// `type x,` in a list of import or export specifiers.
static void type_specifiers(rewriter *r, syn_id list_)
{
    for (syn_id s = list_; s; s = r->nodes[s].next) {
        const syn_node *n = &r->nodes[s];
        if (n->flags & SYN_F_TYPE_ONLY) {
            uint32_t comma = rw__skip_space(r, n->end);
            rw__blank(r, n->start, r->src[comma] == ',' ? comma + 1 : n->end, STRIP_BLANK);
        }
    }
}

// Without the module rewriting, import and export stay, but for what is of types only.
static void strip_module_types(rewriter *r)
{
    for (syn_id s = r->nodes[1].a; s; s = r->nodes[s].next) {
        const syn_node *n = &r->nodes[s];
        if (n->kind == SYN_ExportNamed && n->a &&
            (r->nodes[n->a].kind == SYN_TsEnum || r->nodes[n->a].kind == SYN_TsNamespace)) {
            uint32_t name = r->nodes[n->a].a;
            bool first = r->u->symbols[r->nodes[name].b].decl == name;
            if (!first) {
                rw__blank(r, n->start, r->nodes[n->a].start, STRIP_BLANK);
            }
        }
        if (n->kind != SYN_Import && n->kind != SYN_ExportNamed && n->kind != SYN_ExportAll) {
            continue;
        }
        if (n->flags & SYN_F_TYPE_ONLY) {
            rw__blank(r, n->start, n->end, STRIP_STATEMENT);
        } else if (n->kind != SYN_ExportAll) {
            type_specifiers(r, n->kind == SYN_Import ? n->a : n->b);
        }
    }
}

void rw__types(rewriter *r)
{
    if (!(r->flags & SYN_RW_MODULE) && r->u->features & SYN_HAS_TYPES) {
        strip_module_types(r);
    }
    if (!(r->u->features & (SYN_HAS_TS_CODE | SYN_HAS_DECORATORS))) {
        return;
    }
    bool *inner = calloc(r->u->node_count + 1, 2), *exported = inner + r->u->node_count + 1;
    if (!inner) {
        r->failed = true;
        return;
    }
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind == SYN_ExportNamed) {
            exported[n->a] = true;
        } else if (n->kind == SYN_TsNamespace) {
            inner[n->c] = true;
            for (syn_id s = n->b; s; s = r->nodes[s].next) {
                if (r->nodes[s].kind == SYN_ExportNamed) {
                    inner[r->nodes[s].a] = true;
                }
            }
        }
    }
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        switch (n->kind) {
        case SYN_TsEnum:
            r->strip_exported = exported[i] && !(r->flags & SYN_RW_MODULE);
            if (!inner[i]) {
                enum_statement(r, i, NULL);
            }
            break;
        case SYN_TsNamespace:
            r->strip_exported = exported[i] && !(r->flags & SYN_RW_MODULE);
            if (!inner[i]) {
                namespace_statement(r, i, NULL);
            }
            break;
        case SYN_TsImportEquals:
            if (!inner[i]) {
                import_equals(r, n);
            }
            break;
        case SYN_TsExportAssign:
            rw__replace(r, n->start, rw__skip_space(r, n->start + 6) + 1, ";module.exports=");
            break;
        case SYN_ClassDecl:
        case SYN_ClassExpr:
            class_members(r, n);
            break;
        default:
            break;
        }
    }
    free(inner);
}
