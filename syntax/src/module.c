// SPDX-License-Identifier: MIT
// import and export declarations.
#include "internal.h"

static syn_id module_name(parser *p)
{
    if (!at(p, T_STRING)) {
        return syn__name(p);
    }
    uint32_t start = p->lx.start, end = p->lx.end;
    syn_id n = syn__string(p);
    // lone surrogates make no name
    char small[256], *text = small;
    size_t len = syn_string_value(p->u, n, small, sizeof small);
    if (len > sizeof small) {
        text = syn__alloc(p, len);
        syn_string_value(p->u, n, text, len);
    }
    for (size_t i = 0; i + 1 < len; i++) {
        if ((uint8_t)text[i] == 0xed && (uint8_t)text[i + 1] >= 0xa0) {
            syn__fail(p, start, end, "Invalid module export name: contains unpaired surrogate character");
        }
    }
    return n;
}

static uint32_t name_atom(parser *p, syn_id id)
{
    const syn_node *n = NODE(p, id);
    if (n->kind != SYN_String) {
        return n->a;
    }
    char small[256], *text = small;
    size_t len = syn_string_value(p->u, id, small, sizeof small);
    if (len > sizeof small) {
        text = syn__alloc(p, len);
        syn_string_value(p->u, id, text, len);
    }
    return syn__intern_copy(p, (const uint8_t *)text, (uint32_t)len);
}

static syn_id attributes(parser *p)
{
    if (!at(p, T_WITH) && !(at_word(p, A_as) && false)) {
        return 0;
    }
    syn__next(p);
    expect(p, T_LBRACE);
    list l = {0};
    while (!at(p, T_RBRACE)) {
        syn_id n = node_new(p, SYN_ImportAttribute, p->lx.start);
        syn_id key = at(p, T_STRING) ? syn__string(p) : syn__name(p);
        expect(p, T_COLON);
        syn_id value = syn__string(p);
        uint32_t atom = name_atom(p, key);
        for (syn_id e = l.head; e; e = NODE(p, e)->next) {
            if (NODE(p, e)->c == atom) {
                syn__fail(
                    p, NODE(p, key)->start, NODE(p, key)->end, "Import attributes has a duplicate key '%.*s'",
                    (int)(p->u->atoms[atom].len > 60 ? 60 : p->u->atoms[atom].len), p->u->atoms[atom].text);
            }
        }
        NODE(p, n)->a = key;
        NODE(p, n)->b = value;
        NODE(p, n)->c = atom;
        list_add(p, &l, node_end(p, n));
        if (!at(p, T_RBRACE)) {
            expect(p, T_COMMA);
        }
    }
    syn__next(p);
    return l.head;
}

static syn_id local_binding(parser *p, bool type_only)
{
    if (!at(p, T_IDENT)) {
        syn__unexpected(p);
    }
    syn__check_name(p, p->lx.atom, p->lx.start, p->lx.end, true);
    syn_id n = syn__ident(p, SYN_BindingIdent);
    syn__declare(p, n, type_only ? SYN_SYM_TYPE_IMPORT : SYN_SYM_IMPORT);
    return n;
}

// TypeScript: `type` before a specifier. On true the word is read and the specifier is of a type.
static bool type_specifier(parser *p)
{
    if (!p->ts || !at_word(p, A_type)) {
        return false;
    }
    lexer saved = p->lx;
    syn__next(p);
    bool name = at_name(p) || at(p, T_STRING);
    if (name && at_word(p, A_as)) {
        // type as as x | type as x | type as
        syn__next(p);
        if (at_word(p, A_as)) {
            syn__next(p);
            bool r = at_name(p); // import { type as as x }
            p->lx = saved;
            if (r) {
                syn__next(p);
            }
            return r;
        }
        bool plain = at_name(p); // import { type as x }: a value named type
        p->lx = saved;
        if (!plain) {
            syn__next(p);
        }
        return !plain;
    }
    p->lx = saved;
    if (name) {
        syn__next(p);
    }
    return name;
}

static syn_id import_specifiers(parser *p, list *l, bool type_only)
{
    syn__next(p);
    while (!at(p, T_RBRACE)) {
        syn_id n = node_new(p, SYN_ImportSpecifier, p->lx.start);
        bool type = type_specifier(p);
        lexer first = p->lx;
        syn_id imported = module_name(p);
        syn_id local;
        if (at_word(p, A_as)) {
            syn__next(p);
            local = local_binding(p, type || type_only);
        } else {
            if (first.tok != T_IDENT) {
                if (first.tok == T_STRING || first.tok == T_ESCAPED_KEYWORD) {
                    p->lx = first.tok == T_STRING ? p->lx : first;
                    syn__unexpected(p);
                }
                syn__fail(p, first.start, first.end, "Unexpected token '%s'", syn_operator_name(first.tok));
            }
            syn__check_name(p, first.atom, first.start, first.end, true);
            local = node_new(p, SYN_BindingIdent, first.start);
            NODE(p, local)->a = first.atom;
            NODE(p, local)->end = first.end;
            syn__declare(p, local, type || type_only ? SYN_SYM_TYPE_IMPORT : SYN_SYM_IMPORT);
        }
        NODE(p, n)->a = imported;
        NODE(p, n)->b = local;
        if (type) {
            NODE(p, n)->flags |= SYN_F_TYPE_ONLY;
            p->u->features |= SYN_HAS_TYPES;
        }
        list_add(p, l, node_end(p, n));
        if (!at(p, T_RBRACE)) {
            expect(p, T_COMMA);
        }
    }
    syn__next(p);
    return 0;
}

// TypeScript: import x = require('y') or import x = a.b.c; at the name.
static syn_id import_equals(parser *p, uint32_t start, bool type_only)
{
    syn_id n = node_new(p, SYN_TsImportEquals, start);
    syn_id local = local_binding(p, type_only);
    syn__next(p);
    syn_id value;
    if (at_word(p, A_require) && peek(p) == T_LPAREN) {
        syn__next(p);
        syn__next(p);
        value = syn__string(p);
        expect(p, T_RPAREN);
    } else {
        value = syn__left_hand_side(p);
    }
    syn__semicolon(p);
    NODE(p, n)->a = local;
    NODE(p, n)->b = value;
    p->u->features |= SYN_HAS_TS_CODE;
    if (type_only) {
        NODE(p, n)->kind = SYN_TsErased;
        syn__strip_as(p, start, p->lx.prev_end, STRIP_STATEMENT);
    }
    return node_end(p, n);
}

// After `import`: is `word` (at the current token) a modifier, that is, does a clause follow it?
static bool import_modifier(parser *p, uint32_t word)
{
    if (!at_word(p, word)) {
        return false;
    }
    lexer saved = p->lx;
    syn__next(p);
    bool r;
    if (word == A_defer) {
        r = at(p, T_MUL);
    } else if (word == A_source) {
        r = at(p, T_IDENT);
        if (r && at_word(p, A_from)) {
            syn__next(p);
            r = at_word(p, A_from);
        }
    } else {
        r = at(p, T_MUL) || at(p, T_LBRACE) || at(p, T_IDENT);
        if (r && at_word(p, A_from)) {
            syn__next(p);
            r = at_word(p, A_from) || at(p, T_ASSIGN);
        }
    }
    p->lx = saved;
    return r;
}

syn_id syn__import(parser *p)
{
    syn_id n = node_new(p, SYN_Import, p->lx.start);
    uint32_t start = p->lx.start;
    syn__next(p);
    p->u->features |= SYN_HAS_IMPORT_EXPORT;
    list l = {0};
    bool type_only = false;
    if (!at(p, T_STRING)) {
        if (import_modifier(p, A_defer) || import_modifier(p, A_source)) {
            NODE(p, n)->op = p->lx.atom == A_defer ? SYN_PHASE_DEFER : SYN_PHASE_SOURCE;
            syn__next(p);
        } else if (p->ts && import_modifier(p, A_type)) {
            type_only = true;
            syn__next(p);
        }
        if (p->ts && at(p, T_IDENT) && peek(p) == T_ASSIGN) {
            return import_equals(p, start, type_only);
        }
        bool more = true;
        if (at(p, T_IDENT)) {
            syn_id d = node_new(p, SYN_ImportDefault, p->lx.start);
            syn_id local = local_binding(p, type_only);
            NODE(p, d)->b = local;
            list_add(p, &l, node_end(p, d));
            more = NODE(p, n)->op != SYN_PHASE_SOURCE && eat(p, T_COMMA);
            if (more && !at(p, T_MUL) && !at(p, T_LBRACE)) {
                syn__unexpected(p);
            }
        }
        if (more && at(p, T_MUL)) {
            syn_id s = node_new(p, SYN_ImportNamespace, p->lx.start);
            syn__next(p);
            if (!at_word(p, A_as)) {
                syn__unexpected(p);
            }
            syn__next(p);
            syn_id local = local_binding(p, type_only);
            NODE(p, s)->b = local;
            list_add(p, &l, node_end(p, s));
        } else if (more) {
            if (!at(p, T_LBRACE)) {
                syn__unexpected(p);
            }
            import_specifiers(p, &l, type_only);
            if (!l.head) {
                NODE(p, n)->flags |= SYN_F_SHORTHAND; // import {} from
            }
        }
        if (!at_word(p, A_from)) {
            syn__unexpected(p);
        }
        syn__next(p);
    }
    syn_id source = syn__string(p);
    syn_id with = attributes(p);
    syn__semicolon(p);
    syn_node *node = NODE(p, n);
    node->a = l.head;
    node->b = source;
    node->c = with;
    if (type_only) {
        node->flags |= SYN_F_TYPE_ONLY;
        p->u->features |= SYN_HAS_TYPES;
    }
    return node_end(p, n);
}

// ---- export

// `merge`: TypeScript's declarations may share a name; whether they may is the scope's business.
static void exported(parser *p, uint32_t atom, uint32_t start, uint32_t end, bool merge)
{
    if (p->ts && p->ctx & (C_NAMESPACE | C_AMBIENT)) {
        return;
    }
    // an exported name is a symbol of the pseudo name "\0export\0name", so that it shares the name table
    const syn_atom *a = &p->u->atoms[atom];
    uint8_t small[256], *text = small;
    if (a->len + 10 > sizeof small) {
        text = syn__alloc(p, (size_t)a->len + 32);
    }
    memcpy(text, "\0export\0", 8);
    memcpy(text + 8, a->text, a->len);
    uint32_t key = syn__intern_copy(p, text, a->len + 8);
    if (p->u->atoms[key].symbol) {
        a = &p->u->atoms[atom];
        if (p->ts && merge) {
            return;
        }
        syn__fail(p, start, end, "Duplicate export of '%.*s'", a->len > 80 ? 80 : (int)a->len, a->text);
    }
    p->u->atoms[key].symbol = UINT32_MAX;
}

static void exported_node(parser *p, syn_id id, bool merge)
{
    uint32_t atom = name_atom(p, id);
    exported(p, atom, NODE(p, id)->start, NODE(p, id)->end, merge);
}

static void exported_binding(void *arg, syn_id id)
{
    exported_node(arg, id, true);
}

static syn_id export_all(parser *p, syn_id n, bool type_only)
{
    syn__next(p);
    syn_id name = 0;
    if (at_word(p, A_as)) {
        syn__next(p);
        name = module_name(p);
        if (!type_only) {
            exported_node(p, name, false);
        }
    }
    if (!at_word(p, A_from)) {
        syn__unexpected(p);
    }
    syn__next(p);
    syn_id source = syn__string(p);
    syn_id with = attributes(p);
    syn__semicolon(p);
    syn_node *node = NODE(p, n);
    node->kind = SYN_ExportAll;
    node->a = name;
    node->b = source;
    node->c = with;
    return node_end(p, n);
}

static syn_id export_list(parser *p, syn_id n, bool type_only)
{
    syn__next(p);
    list l = {0};
    uint32_t mark = p->node_count;
    while (!at(p, T_RBRACE)) {
        syn_id s = node_new(p, SYN_ExportSpecifier, p->lx.start);
        bool type = type_specifier(p);
        syn_id local = module_name(p);
        syn_id name = local;
        if (at_word(p, A_as)) {
            syn__next(p);
            name = module_name(p);
        }
        NODE(p, s)->a = local;
        NODE(p, s)->b = name;
        if (type) {
            NODE(p, s)->flags |= SYN_F_TYPE_ONLY;
            p->u->features |= SYN_HAS_TYPES;
        } else if (!type_only) {
            exported_node(p, name, false);
        }
        list_add(p, &l, node_end(p, s));
        if (!at(p, T_RBRACE)) {
            expect(p, T_COMMA);
        }
    }
    (void)mark;
    syn__next(p);
    syn_id source = 0, with = 0;
    if (at_word(p, A_from)) {
        syn__next(p);
        source = syn__string(p);
        with = attributes(p);
    } else {
        // the names are references
        for (syn_id s = l.head; s; s = NODE(p, s)->next) {
            syn_id local = NODE(p, s)->a;
            syn_node *o = NODE(p, local);
            if (o->kind == SYN_String) {
                syn__fail(p, o->start, o->end, "Unexpected string");
            }
            if (NODE(p, s)->flags & SYN_F_TYPE_ONLY || type_only) {
                continue;
            }
            syn__check_name(p, o->a, o->start, o->end, false);
            syn_id r = node_new(p, SYN_Ident, o->start);
            NODE(p, r)->a = o->a;
            NODE(p, r)->end = o->end;
            syn_atom *a = &p->u->atoms[o->a];
            NODE(p, r)->c = a->references;
            a->references = r;
            NODE(p, s)->a = r;
        }
    }
    syn__semicolon(p);
    syn_node *node = NODE(p, n);
    node->b = l.head;
    node->c = source;
    node->d = with;
    if (!l.head) {
        node->flags |= SYN_F_SHORTHAND;
    }
    return node_end(p, n);
}

static syn_id export_default(parser *p, syn_id n, syn_id decorators)
{
    syn__next(p);
    NODE(p, n)->kind = SYN_ExportDefault;
    exported(p, A_default, p->lx.start, p->lx.end, false);
    syn_id d;
    bool semicolon = false;
    uint32_t start = p->lx.start;
    bool abstract = p->ts && at_word(p, A_abstract) && peek(p) == T_CLASS;
    if (decorators && !at(p, T_CLASS) && !abstract) {
        syn__unexpected(p);
    }
    if (at(p, T_FUNCTION)) {
        d = syn__function(p, start, 0, true, false, true);
    } else if (at(p, T_CLASS) || at(p, T_AT)) {
        if (at(p, T_AT)) {
            decorators = syn__decorators(p);
        }
        d = syn__class(p, start, true, true, decorators);
    } else if (abstract) {
        syn__strip(p, p->lx.start, p->lx.end);
        syn__next(p);
        d = syn__class(p, p->lx.start, true, true, decorators);
    } else if (p->ts && at_word(p, A_interface) && (d = syn__ts_statement(p, true, NODE(p, n)->start)) != 0) {
        NODE(p, n)->kind = SYN_TsErased;
        return node_end(p, n);
    } else {
        lexer saved = p->lx;
        bool async = false;
        if (at_word(p, A_async)) {
            syn__next(p);
            async = at(p, T_FUNCTION) && !p->lx.nl;
        }
        if (async) {
            d = syn__function(p, start, FN_ASYNC, true, false, true);
        } else {
            p->lx = saved;
            d = syn__assign(p, 0, NULL);
            semicolon = true;
        }
    }
    if (semicolon) {
        syn__semicolon(p);
    }
    NODE(p, n)->a = d;
    if (NODE(p, d)->kind == SYN_TsErased) {
        NODE(p, n)->kind = SYN_TsErased;
        syn__strip_as(p, NODE(p, n)->start, p->lx.prev_end, STRIP_STATEMENT);
        // an overload: its implementation exports the name
        p->u->atoms[A_default].symbol = 0;
    }
    return node_end(p, n);
}

static void exported_declaration(parser *p, syn_id d)
{
    const syn_node *n = NODE(p, d);
    switch (n->kind) {
    case SYN_VarDecl:
        for (syn_id e = n->a; e; e = NODE(p, e)->next) {
            syn__each_binding(p->nodes, NODE(p, e)->a, exported_binding, p);
        }
        break;
    case SYN_FunctionDecl:
    case SYN_ClassDecl:
    case SYN_TsEnum:
    case SYN_TsNamespace:
    case SYN_TsImportEquals:
        if (n->a) {
            exported_node(p, n->a, true);
        }
        break;
    default:
        break;
    }
}

syn_id syn__export(parser *p, syn_id decorators)
{
    syn_id n = node_new(p, SYN_ExportNamed, decorators ? NODE(p, decorators)->start : p->lx.start);
    uint32_t start = NODE(p, n)->start;
    syn__next(p);
    p->u->features |= SYN_HAS_IMPORT_EXPORT;
    bool type_only = false;
    if (decorators && !at(p, T_DEFAULT)) {
        if (p->ts && at_word(p, A_abstract)) {
            syn__strip(p, p->lx.start, p->lx.end);
            syn__next(p);
        }
        if (!at(p, T_CLASS)) {
            syn__unexpected(p);
        }
    }
    if (p->ts && at_word(p, A_type)) {
        syn_tok next = peek(p);
        if (next == T_LBRACE || next == T_MUL) {
            type_only = true;
            p->u->features |= SYN_HAS_TYPES;
            NODE(p, n)->flags |= SYN_F_TYPE_ONLY;
            syn__next(p);
        }
    }
    if (p->ctx & C_NAMESPACE && !(p->ctx & C_AMBIENT) &&
        (at(p, T_MUL) || at(p, T_LBRACE) || at(p, T_DEFAULT) || at(p, T_ASSIGN))) {
        syn__unexpected(p);
    }
    switch (p->lx.tok) {
    case T_MUL:
        return export_all(p, n, type_only);
    case T_LBRACE:
        return export_list(p, n, type_only);
    case T_DEFAULT:
        return export_default(p, n, decorators);
    case T_ASSIGN:
        if (p->ts) {
            syn__next(p);
            syn_id e = syn__expr(p, 0);
            syn__semicolon(p);
            NODE(p, n)->kind = SYN_TsExportAssign;
            NODE(p, n)->a = e;
            p->u->features |= SYN_HAS_TS_CODE;
            return node_end(p, n);
        }
        break;
    case T_IMPORT:
        if (p->ts) {
            syn__next(p);
            bool type = at_word(p, A_type) && peek(p) == T_IDENT;
            if (type) {
                syn__next(p);
            }
            syn_id d = import_equals(p, p->lx.start, type);
            NODE(p, n)->a = d;
            exported_declaration(p, d);
            return node_end(p, n);
        }
        break;
    default:
        break;
    }
    syn_id d = 0;
    if (p->ts) {
        if (at_word(p, A_as) && peek(p) == T_IDENT) {
            // export as namespace X
            syn__next(p);
            syn__next(p);
            syn__next(p);
            syn__semicolon(p);
            syn__strip_as(p, start, p->lx.prev_end, STRIP_STATEMENT);
            NODE(p, n)->kind = SYN_TsErased;
            return node_end(p, n);
        }
        d = syn__ts_statement(p, true, start);
    }
    if (!d) {
        bool ok = at(p, T_VAR) || at(p, T_CONST) || at(p, T_CLASS) || at(p, T_FUNCTION) ||
                  at_word(p, A_let) || at_word(p, A_async) || (at(p, T_AT) && !decorators);
        if (at_word(p, A_async)) {
            lexer saved = p->lx;
            syn__next(p);
            ok = at(p, T_FUNCTION) && !p->lx.nl;
            p->lx = saved;
        }
        if (!ok) {
            syn__unexpected(p);
        }
        if (at(p, T_CLASS)) {
            d = syn__class(p, p->lx.start, true, false, decorators);
        } else {
            d = syn__statement_item(p);
            if (NODE(p, d)->kind == SYN_ExpressionStmt) {
                syn__unexpected(p);
            }
        }
    }
    if (NODE(p, d)->kind == SYN_TsErased) {
        NODE(p, n)->kind = SYN_TsErased;
        syn__strip_as(p, start, NODE(p, d)->end, STRIP_STATEMENT);
    } else {
        exported_declaration(p, d);
        if (p->ctx & C_NAMESPACE) {
            NODE(p, d)->flags |= SYN_F_EXPORTED;
        }
    }
    NODE(p, n)->a = d;
    return node_end(p, n);
}
