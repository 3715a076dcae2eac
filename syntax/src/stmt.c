// SPDX-License-Identifier: MIT
// Statements and the program.
#include "internal.h"

void syn__semicolon(parser *p)
{
    if (at(p, T_SEMI)) {
        syn__next(p);
    } else if (!at(p, T_RBRACE) && !at(p, T_EOF) && !p->lx.nl) {
        syn__unexpected(p);
    }
}

// ---- directives

static bool is_use_strict(parser *p, syn_id string)
{
    const syn_node *n = NODE(p, string);
    return n->end - n->start == 12 && memcmp(p->src + n->start + 1, "use strict", 10) == 0;
}

void syn__directives(parser *p, list *l, bool simple_params)
{
    syn_id octal = 0;
    while (at(p, T_STRING)) {
        syn_id s = node_new(p, SYN_ExpressionStmt, p->lx.start);
        syn_id e = syn__expr(p, 0);
        syn__semicolon(p);
        NODE(p, s)->a = e;
        list_add(p, l, node_end(p, s));
        const syn_node *n = NODE(p, e);
        if (n->kind != SYN_String || n->flags & SYN_F_PAREN) {
            return;
        }
        NODE(p, s)->flags = SYN_F_DIRECTIVE;
        if (n->flags & SYN_F_ANNEXB_OCTAL) {
            octal = octal ? octal : e;
        }
        if (is_use_strict(p, e)) {
            if (!simple_params) {
                syn__fail(p, n->start, n->end,
                          "Illegal 'use strict' directive in function with non-simple parameter list");
            }
            p->ctx |= C_STRICT;
        }
        if (octal && p->ctx & C_STRICT) {
            syn__fail(p, NODE(p, octal)->start, NODE(p, octal)->end,
                      "Octal escape sequences are not allowed in strict mode.");
        }
    }
}

// ---- variables

static unsigned symbol_kind(syn_var_kind kind)
{
    return kind == SYN_VAR ? SYN_SYM_VAR : kind == SYN_LET ? SYN_SYM_LET : SYN_SYM_CONST;
}

// The declarators behind the keyword, which is read. With E_NO_IN they are a for statement's head.
syn_id syn__var_declaration(parser *p, syn_var_kind kind, uint32_t start, unsigned flags)
{
    syn_id n = node_new(p, SYN_VarDecl, start);
    NODE(p, n)->op = (uint16_t)kind;
    list l = {0};
    if (kind >= SYN_USING) {
        p->u->features |= SYN_HAS_USING;
    }
    do {
        syn_id d = node_new(p, SYN_Declarator, p->lx.start);
        if (kind >= SYN_USING && !at(p, T_IDENT)) {
            syn__unexpected(p);
        }
        syn_id target = syn__binding_target(p, symbol_kind(kind));
        if (p->ts) {
            if (at(p, T_NOT) && !p->lx.nl) {
                syn__strip(p, p->lx.start, p->lx.end);
                syn__next(p);
            }
            if (at(p, T_COLON)) {
                syn__ts_annotation(p);
            }
        }
        syn_id init = 0;
        if (eat(p, T_ASSIGN)) {
            init = syn__assign(p, flags, NULL);
        } else if (!(flags & E_NO_IN && (at(p, T_IN) || at_word(p, A_of))) && !(p->ctx & C_AMBIENT)) {
            const syn_node *t = NODE(p, target);
            if (t->kind != SYN_BindingIdent) {
                syn__fail(p, t->start, t->end, "Missing initializer in destructuring declaration");
            }
            if (kind >= SYN_CONST) {
                if (!at(p, T_SEMI) && !at(p, T_COMMA) && !at(p, T_COLON) && !at(p, T_EOF) &&
                    !at(p, T_RBRACE) && !p->lx.nl && !(flags & E_NO_IN)) {
                    syn__unexpected(p);
                }
                syn__fail(p, t->start, t->end, "Missing initializer in %s declaration",
                          kind == SYN_CONST   ? "const"
                          : kind == SYN_USING ? "using"
                                              : "await using");
            }
        }
        NODE(p, d)->a = target;
        NODE(p, d)->b = init;
        list_add(p, &l, node_end(p, d));
    } while (eat(p, T_COMMA));
    NODE(p, n)->a = l.head;
    return node_end(p, n);
}

// Does a name begin on this line after `let` (or [ {)? `item`: where a declaration is allowed.
static bool let_declares(parser *p, bool item)
{
    lexer saved = p->lx;
    syn__next(p);
    unsigned tok = p->lx.tok;
    bool nl = p->lx.nl;
    uint32_t atom = p->lx.atom;
    p->lx = saved;
    if (tok == T_LBRACKET) {
        return true;
    }
    if (!item) {
        return tok == T_IDENT && !nl && atom != A_of;
    }
    if (tok == T_IDENT) {
        return true;
    }
    if (tok == T_LBRACE) {
        return true;
    }
    if (tok == T_ESCAPED_KEYWORD) {
        return true;
    }
    return tok >= T_KEYWORD_FIRST && tok != T_IN && tok != T_INSTANCEOF && !nl;
}

// `using x` on one line, where x is no operator.
static bool using_declares(parser *p, bool in_for)
{
    lexer saved = p->lx;
    syn__next(p);
    bool r = p->lx.tok == T_IDENT && !p->lx.nl;
    if (r && in_for && p->lx.atom == A_of) {
        // for (using of of x) against for (using of x)
        lexer name = p->lx;
        syn__next(p);
        r = p->lx.tok == T_ASSIGN || p->lx.tok == T_SEMI || p->lx.tok == T_COLON;
        p->lx = name;
    }
    if (r && p->ts && (p->lx.atom == A_as || p->lx.atom == A_satisfies)) {
        r = false;
    }
    p->lx = saved;
    return r;
}

static bool await_using_declares(parser *p, bool in_for)
{
    lexer saved = p->lx;
    syn__next(p);
    bool r = at_word(p, A_using) && !p->lx.nl && using_declares(p, false);
    (void)in_for;
    p->lx = saved;
    return r;
}

// ---- simple statements

static syn_id keyword_statement(parser *p, unsigned kind)
{
    syn_id n = node_new(p, kind, p->lx.start);
    syn__next(p);
    return n;
}

static syn_id parens(parser *p)
{
    expect(p, T_LPAREN);
    syn_id e = syn__expr(p, 0);
    expect(p, T_RPAREN);
    return e;
}

// A labelled function is a declaration, wherever its labels stand.
static void no_labelled_function(parser *p, syn_id s)
{
    if (NODE(p, s)->kind != SYN_Labeled) {
        return;
    }
    syn_id inner = s;
    while (NODE(p, inner)->kind == SYN_Labeled) {
        inner = NODE(p, inner)->b;
    }
    if (NODE(p, inner)->kind == SYN_FunctionDecl) {
        syn__fail(p, NODE(p, s)->start, NODE(p, s)->end,
                  "Labelled function declaration cannot appear in a single-statement context");
    }
}

static syn_id body_statement(parser *p, uint32_t extra, bool labelled)
{
    uint32_t ctx = p->ctx;
    p->ctx |= extra;
    if (at(p, T_CLASS) || at(p, T_CONST)) {
        if (at(p, T_CONST) && p->ts && peek(p) == T_ENUM) {
            syn_id e = syn__statement(p);
            p->ctx = ctx;
            return e;
        }
        syn__unexpected(p);
    }
    if (at_word(p, A_let) && let_declares(p, false)) {
        syn__fail(p, p->lx.start, p->lx.end,
                  "Lexical declaration cannot appear in a single-statement context");
    }
    syn_id s = syn__statement(p);
    p->ctx = ctx;
    if (!labelled) {
        no_labelled_function(p, s);
    }
    return s;
}

static void no_function_here(parser *p)
{
    if (at(p, T_FUNCTION)) {
        syn__fail(
            p, p->lx.start, p->lx.end,
            p->ctx & C_STRICT
                ? "In strict mode code, functions can only be declared at top level or inside a block."
                : "In non-strict mode code, functions can only be declared at top level, inside a block, or "
                  "as the body of an if statement.");
    }
    if (at_word(p, A_async)) {
        lexer saved = p->lx;
        syn__next(p);
        bool fn = at(p, T_FUNCTION) && !p->lx.nl;
        p->lx = saved;
        if (fn) {
            syn__fail(p, p->lx.start, p->lx.end,
                      "Async functions can only be declared at the top level or inside a block.");
        }
    }
}

static syn_id loop_body(parser *p)
{
    no_function_here(p);
    p->u->features |= SYN_HAS_LOOP;
    return body_statement(p, C_LOOP, false);
}

static syn_id if_branch(parser *p)
{
    if (at(p, T_FUNCTION) && !(p->ctx & C_STRICT)) {
        // Annex B.3.4: as if in a block of its own
        syn_id block = node_new(p, SYN_Block, p->lx.start);
        uint32_t scope = syn__scope_open(p, SYN_SCOPE_BLOCK, p->lx.start);
        if (peek(p) == T_MUL) {
            syn__next(p);
            syn__unexpected(p);
        }
        syn_id f = syn__function(p, p->lx.start, 0, true, true, false);
        NODE(p, block)->a = f;
        NODE(p, block)->d = scope;
        NODE(p, block)->flags = SYN_F_SHORTHAND; // no braces
        syn__scope_close(p, p->lx.prev_end);
        return node_end(p, block);
    }
    no_function_here(p);
    return body_statement(p, 0, false);
}

static syn_id if_statement(parser *p)
{
    syn_id first = 0, last = 0;
    // a chain of else if is a loop here, however long
    for (;;) {
        syn_id n = keyword_statement(p, SYN_If);
        if (last) {
            NODE(p, last)->c = n;
        } else {
            first = n;
        }
        syn_id test = parens(p);
        syn_id yes = if_branch(p);
        NODE(p, n)->a = test;
        NODE(p, n)->b = yes;
        node_end(p, n);
        if (!eat(p, T_ELSE)) {
            break;
        }
        if (!at(p, T_IF)) {
            syn_id no = if_branch(p);
            NODE(p, n)->c = no;
            node_end(p, n);
            break;
        }
        last = n;
    }
    for (syn_id n = first; n && NODE(p, n)->kind == SYN_If; n = NODE(p, n)->c) {
        NODE(p, n)->end = p->lx.prev_end;
        if (n == last) {
            break;
        }
    }
    return first;
}

static syn_id while_statement(parser *p)
{
    syn_id n = keyword_statement(p, SYN_While);
    syn_id test = parens(p);
    syn_id body = loop_body(p);
    NODE(p, n)->a = test;
    NODE(p, n)->b = body;
    return node_end(p, n);
}

static syn_id do_statement(parser *p)
{
    syn_id n = keyword_statement(p, SYN_DoWhile);
    syn_id body = loop_body(p);
    expect(p, T_WHILE);
    syn_id test = parens(p);
    eat(p, T_SEMI);
    NODE(p, n)->a = test;
    NODE(p, n)->b = body;
    return node_end(p, n);
}

static syn_id break_statement(parser *p)
{
    bool is_break = at(p, T_BREAK);
    syn_id n = keyword_statement(p, is_break ? SYN_Break : SYN_Continue);
    if (at(p, T_IDENT) && !p->lx.nl) {
        label *l = p->labels;
        while (l && l->atom != p->lx.atom) {
            l = l->outer;
        }
        const syn_atom *a = &p->u->atoms[p->lx.atom];
        if (!l) {
            syn__fail(p, p->lx.start, p->lx.end, "Undefined label '%.*s'", a->len > 80 ? 80 : (int)a->len,
                      a->text);
        }
        if (!is_break && !l->loop) {
            syn__fail(p, p->lx.start, p->lx.end,
                      "Illegal continue statement: '%.*s' does not denote an iteration statement",
                      a->len > 80 ? 80 : (int)a->len, a->text);
        }
        syn_id name = syn__name(p);
        NODE(p, n)->a = name;
    } else if (is_break ? !(p->ctx & (C_LOOP | C_SWITCH)) : !(p->ctx & C_LOOP)) {
        syn__fail(p, NODE(p, n)->start, p->lx.prev_end,
                  is_break ? "Illegal break statement"
                           : "Illegal continue statement: no surrounding iteration statement");
    }
    syn__semicolon(p);
    return node_end(p, n);
}

static syn_id return_statement(parser *p)
{
    if (!(p->ctx & C_FUNCTION)) {
        syn__fail(p, p->lx.start, p->lx.end, "Illegal return statement");
    }
    syn_id n = keyword_statement(p, SYN_Return);
    if (!at(p, T_SEMI) && !at(p, T_RBRACE) && !at(p, T_EOF) && !p->lx.nl) {
        syn_id e = syn__expr(p, 0);
        NODE(p, n)->a = e;
    }
    syn__semicolon(p);
    return node_end(p, n);
}

static syn_id throw_statement(parser *p)
{
    syn_id n = keyword_statement(p, SYN_Throw);
    if (p->lx.nl) {
        syn__fail(p, p->lx.prev_end, p->lx.prev_end, "Illegal newline after throw");
    }
    syn_id e = syn__expr(p, 0);
    NODE(p, n)->a = e;
    syn__semicolon(p);
    return node_end(p, n);
}

static syn_id with_statement(parser *p)
{
    if (p->ctx & C_STRICT) {
        syn__fail(p, p->lx.start, p->lx.end, "Strict mode code may not include a with statement");
    }
    syn_id n = keyword_statement(p, SYN_With);
    syn_id e = parens(p);
    no_function_here(p);
    syn_id b = body_statement(p, 0, false);
    NODE(p, n)->a = e;
    NODE(p, n)->b = b;
    return node_end(p, n);
}

static syn_id switch_statement(parser *p)
{
    syn_id n = keyword_statement(p, SYN_Switch);
    syn_id e = parens(p);
    NODE(p, n)->a = e;
    uint32_t scope = syn__scope_open(p, SYN_SCOPE_BLOCK, p->lx.start);
    NODE(p, n)->d = scope;
    expect(p, T_LBRACE);
    uint32_t ctx = p->ctx;
    p->ctx = (p->ctx | C_SWITCH) & ~(uint32_t)C_NAMESPACE;
    list cases = {0};
    bool has_default = false;
    while (!at(p, T_RBRACE)) {
        syn_id c = node_new(p, SYN_Case, p->lx.start);
        if (eat(p, T_CASE)) {
            p->ctx |= C_CONDITIONAL;
            syn_id test = syn__expr(p, 0);
            p->ctx &= ~(uint32_t)C_CONDITIONAL;
            NODE(p, c)->a = test;
        } else {
            if (at(p, T_DEFAULT) && has_default) {
                syn__fail(p, p->lx.start, p->lx.end, "More than one default clause in switch statement");
            }
            expect(p, T_DEFAULT);
            has_default = true;
        }
        expect(p, T_COLON);
        list l = {0};
        while (!at(p, T_CASE) && !at(p, T_DEFAULT) && !at(p, T_RBRACE)) {
            if ((at_word(p, A_using) && using_declares(p, false)) ||
                (at_word(p, A_await) && p->ctx & C_ASYNC && await_using_declares(p, false))) {
                syn__unexpected(p);
            }
            list_add(p, &l, syn__statement_item(p));
        }
        NODE(p, c)->b = l.head;
        list_add(p, &cases, node_end(p, c));
    }
    p->ctx = ctx;
    syn__scope_close(p, p->lx.end);
    syn__next(p);
    NODE(p, n)->b = cases.head;
    return node_end(p, n);
}

static syn_id catch_clause(parser *p)
{
    syn_id n = keyword_statement(p, SYN_Catch);
    p->u->features |= SYN_HAS_CATCH;
    uint32_t scope = syn__scope_open(p, SYN_SCOPE_CATCH, p->lx.start);
    NODE(p, n)->d = scope;
    if (eat(p, T_LPAREN)) {
        syn_id param = syn__binding_target(p, B_NONE);
        syn__declare_pattern(
            p, param, NODE(p, param)->kind == SYN_BindingIdent ? SYN_SYM_CATCH : SYN_SYM_CATCH_PATTERN);
        if (p->ts && at(p, T_COLON)) {
            syn__ts_annotation(p);
        }
        NODE(p, n)->a = param;
        expect(p, T_RPAREN);
    }
    syn_id b = syn__block(p, false);
    NODE(p, n)->b = b;
    syn__scope_close(p, p->lx.prev_end);
    return node_end(p, n);
}

static syn_id try_statement(parser *p)
{
    syn_id n = keyword_statement(p, SYN_Try);
    syn_id b = syn__block(p, true);
    syn_id c = at(p, T_CATCH) ? catch_clause(p) : 0;
    syn_id f = eat(p, T_FINALLY) ? syn__block(p, true) : 0;
    if (!c && !f) {
        if (at(p, T_EOF)) {
            p->error->at_end = true;
        }
        syn__fail(p, p->lx.start, p->lx.end, "Missing catch or finally after try");
    }
    NODE(p, n)->a = b;
    NODE(p, n)->b = c;
    NODE(p, n)->c = f;
    return node_end(p, n);
}

syn_id syn__block(parser *p, bool open_scope)
{
    syn_id n = node_new(p, SYN_Block, p->lx.start);
    if (open_scope) {
        uint32_t scope = syn__scope_open(p, SYN_SCOPE_BLOCK, p->lx.start);
        NODE(p, n)->d = scope;
    }
    expect(p, T_LBRACE);
    uint32_t ctx = p->ctx;
    p->ctx &=
        ~(uint32_t)(C_CONDITIONAL | (ctx & C_AMBIENT ? 0 : C_NAMESPACE)); // `declare global` is a block, too
    list l = {0};
    while (!at(p, T_RBRACE)) {
        list_add(p, &l, syn__statement_item(p));
    }
    p->ctx = ctx;
    if (open_scope) {
        syn__scope_close(p, p->lx.end);
    }
    syn__next(p);
    NODE(p, n)->a = l.head;
    return node_end(p, n);
}

// ---- for

typedef struct for_head {
    uint32_t start, scope;
    bool is_await;
    bool starts_with_let, starts_with_async;
} for_head;

static syn_id for_classic(parser *p, const for_head *h, syn_id init)
{
    syn_id n = node_new(p, SYN_For, h->start);
    if (h->is_await) {
        syn__unexpected(p);
    }
    expect(p, T_SEMI);
    syn_id test = at(p, T_SEMI) ? 0 : syn__expr(p, 0);
    expect(p, T_SEMI);
    syn_id update = at(p, T_RPAREN) ? 0 : syn__expr(p, 0);
    expect(p, T_RPAREN);
    syn_id body = loop_body(p);
    syn__scope_close(p, p->lx.prev_end);
    syn_node *node = NODE(p, n);
    node->a = init;
    node->b = test;
    node->c = update;
    node->d = body;
    node->op = 0;
    return node_end(p, n);
}

static void check_for_binding(parser *p, syn_id left, bool of)
{
    const syn_node *v = NODE(p, left), *d = NODE(p, v->a);
    if (d->next) {
        syn__fail(p, v->start, v->end, "Invalid left-hand side in %s loop: Must have a single binding.",
                  of ? "for-of" : "for-in");
    }
    if (d->b && (of || v->op != SYN_VAR || p->ctx & C_STRICT || NODE(p, d->a)->kind != SYN_BindingIdent)) {
        syn__fail(p, v->start, v->end, "%s loop variable declaration may not have an initializer.",
                  of ? "for-of" : "for-in");
    }
    if (!of && v->op >= SYN_USING) {
        syn__fail(p, v->start, v->end, "Invalid left-hand side in for-in loop");
    }
}

static void redeclare_for_of(void *arg, syn_id binding)
{
    syn__declare_var_of(arg, binding);
}

static syn_id for_each(parser *p, const for_head *h, syn_id left)
{
    bool of = !at(p, T_IN);
    if (!of && h->is_await) {
        syn__unexpected(p);
    }
    syn_id n = node_new(p, of ? SYN_ForOf : SYN_ForIn, h->start);
    if (NODE(p, left)->kind == SYN_VarDecl) {
        check_for_binding(p, left, of);
        if (of && NODE(p, left)->op == SYN_VAR) {
            syn__each_binding(p->nodes, NODE(p, NODE(p, left)->a)->a, redeclare_for_of, p);
        }
    }
    syn__next(p);
    syn_id right = of ? syn__assign(p, 0, NULL) : syn__expr(p, 0);
    expect(p, T_RPAREN);
    syn_id body = loop_body(p);
    syn__scope_close(p, p->lx.prev_end);
    syn_node *node = NODE(p, n);
    node->a = left;
    node->b = right;
    node->c = body;
    node->d = h->scope;
    if (h->is_await) {
        node->flags |= SYN_F_ASYNC;
        p->u->features |= SYN_HAS_AWAIT;
        if (!(p->ctx & C_NESTED_FN)) {
            syn__top_await(p, node->start, SYN_HAS_TOP_AWAIT | SYN_HAS_TOP_FOR_AWAIT);
            node->flags |= SYN_F_TOP;
        }
    }
    return node_end(p, n);
}

static syn_id for_expression_head(parser *p, for_head *h)
{
    h->starts_with_let = at(p, T_IDENT) && p->lx.atom == A_let && !(p->lx.flags & TF_ESCAPED);
    h->starts_with_async = at_word(p, A_async);
    if (h->starts_with_async && !h->is_await) {
        lexer saved = p->lx;
        syn__next(p);
        if (at_word(p, A_of)) {
            syn__next(p);
            if (!at(p, T_ARROW)) {
                p->lx = saved;
                syn__fail(p, p->lx.start, p->lx.end,
                          "The left-hand side of a for-of loop may not be 'async'.");
            }
        }
        p->lx = saved;
    }
    uint32_t start = p->lx.start;
    cover cov = {0};
    syn_id e = syn__assign(p, E_NO_IN, &cov);
    if (at(p, T_IN) || at_word(p, A_of)) {
        syn_node *n = NODE(p, e);
        if (at_word(p, A_of) && h->starts_with_let) {
            syn__fail(p, start, p->lx.start, "The left-hand side of a for-of loop may not be 'let'.");
        }
        if ((n->kind == SYN_Object || n->kind == SYN_Array) && !(n->flags & SYN_F_PAREN)) {
            syn__to_pattern(p, e, false);
        } else if (n->kind != SYN_ObjectPattern && n->kind != SYN_ArrayPattern) {
            syn__check_simple_target(p, e,
                                     at(p, T_IN) ? "Invalid left-hand side in for-in loop"
                                                 : "Invalid left-hand side in for-of loop");
        }
        return e;
    }
    syn__check_cover(p, &cov);
    if (at(p, T_COMMA)) {
        syn_id s = node_new(p, SYN_Sequence, start);
        list l = {0};
        list_add(p, &l, e);
        while (eat(p, T_COMMA)) {
            list_add(p, &l, syn__assign(p, E_NO_IN, NULL));
        }
        NODE(p, s)->a = l.head;
        return node_end(p, s);
    }
    return e;
}

static syn_id for_statement(parser *p)
{
    for_head h = {.start = p->lx.start};
    syn__next(p);
    if (at(p, T_IDENT) && p->lx.atom == A_await) {
        if (!(p->ctx & C_ASYNC) || p->lx.flags & TF_ESCAPED) {
            if (!(p->ctx & C_NESTED_FN)) {
                p->error->module_syntax = true;
            }
            syn__unexpected(p);
        }
        h.is_await = true;
        syn__next(p);
    }
    h.scope = syn__scope_open(p, SYN_SCOPE_BLOCK, p->lx.start);
    expect(p, T_LPAREN);
    if (at(p, T_SEMI)) {
        return for_classic(p, &h, 0);
    }
    uint32_t start = p->lx.start;
    int kind = -1;
    if (at(p, T_VAR) || at(p, T_CONST)) {
        kind = at(p, T_VAR) ? SYN_VAR : SYN_CONST;
    } else if (at_word(p, A_let)) {
        lexer saved = p->lx;
        syn__next(p);
        bool of_or_in = at(p, T_IN) || (at_word(p, A_of) && !h.is_await);
        if (at_word(p, A_of)) {
            syn__next(p);
            // for (let of ...): a declaration of `of` when = ; , or in/of follows
            of_or_in =
                !(at(p, T_ASSIGN) || at(p, T_SEMI) || at(p, T_COMMA) || at(p, T_IN) || at_word(p, A_of));
        }
        p->lx = saved;
        if (!of_or_in && let_declares(p, true)) {
            kind = SYN_LET;
        }
    } else if (at_word(p, A_using) && using_declares(p, true)) {
        kind = SYN_USING;
    } else if (at_word(p, A_await) && p->ctx & C_ASYNC && await_using_declares(p, true)) {
        kind = SYN_AWAIT_USING;
        syn__next(p);
        p->u->features |= SYN_HAS_AWAIT;
        if (!(p->ctx & C_NESTED_FN)) {
            syn__top_await(p, p->lx.start, SYN_HAS_TOP_AWAIT | SYN_HAS_TOP_FOR_AWAIT);
        }
    }
    syn_id init;
    if (kind >= 0) {
        syn__next(p);
        init = syn__var_declaration(p, (syn_var_kind)kind, start, E_NO_IN);
    } else {
        init = for_expression_head(p, &h);
    }
    if (at(p, T_IN) || at_word(p, A_of)) {
        return for_each(p, &h, init);
    }
    return for_classic(p, &h, init);
}

// ---- labels and expressions

static syn_id labelled(parser *p, syn_id name)
{
    syn_node *n = NODE(p, name);
    uint32_t atom = n->a, start = n->start, end = n->end;
    n->kind = SYN_Name;
    for (label *l = p->labels; l; l = l->outer) {
        if (l->atom == atom) {
            const syn_atom *a = &p->u->atoms[atom];
            syn__fail(p, start, end, "Label '%.*s' has already been declared", a->len > 80 ? 80 : (int)a->len,
                      a->text);
        }
    }
    syn_id s = node_new(p, SYN_Labeled, start);
    syn__next(p);
    label l = {.outer = p->labels, .atom = atom};
    // look through further labels for a loop
    lexer saved = p->lx;
    while (at(p, T_IDENT)) {
        syn__next(p);
        if (!at(p, T_COLON)) {
            break;
        }
        syn__next(p);
    }
    l.loop = at(p, T_FOR) || at(p, T_WHILE) || at(p, T_DO);
    p->lx = saved;
    p->labels = &l;
    syn_id b;
    if (at(p, T_FUNCTION) && !(p->ctx & C_STRICT)) {
        if (peek(p) == T_MUL) {
            syn__fail(p, p->lx.start, p->lx.end,
                      "Generators can only be declared at the top level or inside a block.");
        }
        b = syn__function(p, p->lx.start, 0, true, true, false);
    } else {
        no_function_here(p);
        b = body_statement(p, 0, true);
    }
    p->labels = l.outer;
    NODE(p, s)->a = name;
    NODE(p, s)->b = b;
    return node_end(p, s);
}

static syn_id expression_statement(parser *p)
{
    uint32_t start = p->lx.start;
    bool name = at(p, T_IDENT);
    syn_id e = syn__expr(p, 0);
    if (name && at(p, T_COLON) && NODE(p, e)->kind == SYN_Ident && !(NODE(p, e)->flags & SYN_F_PAREN)) {
        return labelled(p, e);
    }
    syn_id n = node_new(p, SYN_ExpressionStmt, start);
    NODE(p, n)->a = e;
    syn__semicolon(p);
    return node_end(p, n);
}

// ---- the switchboard

syn_id syn__statement(parser *p)
{
    check_stack(p);
    switch (p->lx.tok) {
    case T_LBRACE:
        return syn__block(p, true);
    case T_SEMI: {
        syn_id n = keyword_statement(p, SYN_Empty);
        return node_end(p, n);
    }
    case T_VAR: {
        uint32_t start = p->lx.start;
        syn__next(p);
        syn_id n = syn__var_declaration(p, SYN_VAR, start, 0);
        syn__semicolon(p);
        return node_end(p, n);
    }
    case T_IF:
        return if_statement(p);
    case T_FOR:
        return for_statement(p);
    case T_WHILE:
        return while_statement(p);
    case T_DO:
        return do_statement(p);
    case T_CONTINUE:
    case T_BREAK:
        return break_statement(p);
    case T_RETURN:
        return return_statement(p);
    case T_WITH:
        return with_statement(p);
    case T_SWITCH:
        return switch_statement(p);
    case T_THROW:
        return throw_statement(p);
    case T_TRY:
        return try_statement(p);
    case T_DEBUGGER: {
        syn_id n = keyword_statement(p, SYN_Debugger);
        syn__semicolon(p);
        return node_end(p, n);
    }
    case T_FUNCTION:
        no_function_here(p);
        return 0;
    case T_IMPORT: {
        syn_tok next = peek(p);
        if (next == T_LPAREN || next == T_DOT) {
            return expression_statement(p);
        }
        if (p->module) {
            syn__fail(p, p->lx.start, p->lx.end, "Cannot use import statement inside a block");
        }
        p->error->module_syntax = true;
        syn__fail(p, p->lx.start, p->lx.end, "Cannot use import statement outside a module");
    }
    case T_EXPORT:
        p->error->module_syntax = !p->module;
        syn__fail(p, p->lx.start, p->lx.end, "Unexpected token 'export'");
    case T_IDENT:
        if (p->ts) {
            syn_id s = syn__ts_statement(p, false, p->lx.start);
            if (s) {
                return s;
            }
        }
        return expression_statement(p);
    case T_CONST:
    case T_ENUM:
        if (p->ts) {
            syn_id s = syn__ts_statement(p, false, p->lx.start);
            if (s) {
                return s;
            }
        }
        // fall through
    default:
        return expression_statement(p);
    }
}

static syn_id lexical(parser *p, syn_var_kind kind)
{
    uint32_t start = p->lx.start;
    if (kind == SYN_AWAIT_USING) {
        syn__next(p);
        p->u->features |= SYN_HAS_AWAIT;
        if (!(p->ctx & C_NESTED_FN)) {
            syn__top_await(p, start, SYN_HAS_TOP_AWAIT | SYN_HAS_TOP_FOR_AWAIT);
        }
    }
    syn__next(p);
    syn_id n = syn__var_declaration(p, kind, start, 0);
    syn__semicolon(p);
    return node_end(p, n);
}

static void using_at_script_top(parser *p)
{
    if (!p->module && p->u->options.goal == SYN_GOAL_SCRIPT && p->u->scopes[p->scope].kind == SYN_SCOPE_TOP) {
        syn__unexpected(p);
    }
}

syn_id syn__statement_item(parser *p)
{
    check_stack(p);
    switch (p->lx.tok) {
    case T_FUNCTION:
        return syn__function(p, p->lx.start, 0, true, true, false);
    case T_CLASS:
        return syn__class(p, p->lx.start, true, false, 0);
    case T_CONST:
        if (p->ts && peek(p) == T_ENUM) {
            break;
        }
        return lexical(p, SYN_CONST);
    case T_AT: {
        uint32_t start = p->lx.start;
        syn_id d = syn__decorators(p);
        if (at(p, T_EXPORT)) {
            if (!p->module || p->scope != 1) {
                p->error->module_syntax = !p->module;
                syn__unexpected(p);
            }
            return syn__export(p, d);
        }
        if (p->ts && at_word(p, A_abstract)) {
            syn__strip(p, p->lx.start, p->lx.end);
            syn__next(p);
        }
        if (!at(p, T_CLASS)) {
            syn__unexpected(p);
        }
        return syn__class(p, start, true, false, d);
    }
    case T_IMPORT:
        if (p->module && p->scope == 1) {
            syn_tok next = peek(p);
            if (next != T_LPAREN && next != T_DOT) {
                return syn__import(p);
            }
        }
        if (p->ts && !p->module && (p->scope == 1 || p->ctx & C_NAMESPACE)) {
            syn_tok next = peek(p);
            if (next == T_IDENT || next == T_LBRACE) {
                uint32_t start = p->lx.start;
                syn_id s = syn__import(p);
                if (NODE(p, s)->kind == SYN_Import && !(NODE(p, s)->flags & SYN_F_TYPE_ONLY)) {
                    p->error->module_syntax = true;
                    syn__fail(p, start, start + 6, "Cannot use import statement outside a module");
                }
                return s;
            }
        } else if (p->ts && p->ctx & C_NAMESPACE) {
            return syn__import(p);
        }
        break;
    case T_EXPORT:
        if (p->ts && !p->module && p->scope == 1) {
            uint32_t start = p->lx.start;
            syn_id s = syn__export(p, 0);
            if (NODE(p, s)->kind != SYN_TsErased && NODE(p, s)->kind != SYN_TsExportAssign &&
                !(NODE(p, s)->flags & SYN_F_TYPE_ONLY)) {
                p->error->module_syntax = true;
                syn__fail(p, start, start + 6, "Unexpected token 'export'");
            }
            return s;
        }
        if ((p->module && p->scope == 1) || p->ctx & C_NAMESPACE) {
            return syn__export(p, 0);
        }
        break;
    case T_IDENT:
        if (p->lx.flags & TF_ESCAPED) {
            break;
        }
        if (p->lx.atom == A_let && let_declares(p, true)) {
            return lexical(p, SYN_LET);
        }
        if (p->lx.atom == A_async) {
            lexer saved = p->lx;
            syn__next(p);
            if (at(p, T_FUNCTION) && !p->lx.nl) {
                return syn__function(p, saved.start, FN_ASYNC, true, true, false);
            }
            p->lx = saved;
        }
        if (p->lx.atom == A_using && using_declares(p, false)) {
            using_at_script_top(p);
            return lexical(p, SYN_USING);
        }
        if (p->lx.atom == A_await && p->ctx & C_ASYNC && await_using_declares(p, false)) {
            return lexical(p, SYN_AWAIT_USING);
        }
        break;
    default:
        break;
    }
    syn_id s = syn__statement(p);
    if (NODE(p, s)->kind == SYN_ExpressionStmt) {
        NODE(p, s)->flags |= SYN_F_IN_LIST;
    }
    return s;
}

static void check_exports(parser *p)
{
    for (syn_id s = NODE(p, 1)->a; s; s = NODE(p, s)->next) {
        const syn_node *e = NODE(p, s);
        if (e->kind != SYN_ExportNamed || e->c || e->flags & SYN_F_TYPE_ONLY) {
            continue;
        }
        for (syn_id x = e->b; x; x = NODE(p, x)->next) {
            const syn_node *n = NODE(p, NODE(p, x)->a);
            if (n->kind == SYN_Ident && !n->b && !p->ts) {
                const syn_atom *a = &p->u->atoms[n->a];
                syn__fail(p, n->start, n->end, "Export '%.*s' is not defined in module",
                          a->len > 80 ? 80 : (int)a->len, a->text);
            }
        }
    }
}

syn_id syn__program(parser *p)
{
    syn__next(p);
    syn_id n = node_new(p, SYN_Program, 0);
    uint32_t scope = syn__scope_open(p, SYN_SCOPE_TOP, 0);
    p->lx.prev_end = 0;
    list l = {0};
    if (at(p, T_STRING)) {
        syn__directives(p, &l, true);
    }
    while (!at(p, T_EOF)) {
        list_add(p, &l, syn__statement_item(p));
    }
    NODE(p, n)->a = l.head;
    NODE(p, n)->d = scope;
    NODE(p, n)->end = p->u->len;
    NODE(p, n)->flags = p->ctx & C_STRICT ? SYN_F_STRICT : 0;
    syn__scope_close(p, p->u->len);
    syn__finish_scopes(p);
    if (p->module) {
        check_exports(p);
    }
    return n;
}
