// SPDX-License-Identifier: MIT
// JSX elements. The lexer reads names and text by other rules inside a tag, so tokens are asked for by
// syn__jsx_next() there; after the last > of the outermost element ordinary tokens go on.
#include "internal.h"

static syn_id name(parser *p)
{
    if (!at(p, T_IDENT)) {
        syn__unexpected(p);
    }
    syn_id n = node_new(p, SYN_JsxName, p->lx.start);
    NODE(p, n)->a = p->lx.atom;
    NODE(p, n)->end = p->lx.end;
    syn__jsx_next(p);
    return n;
}

static syn_id element_name(parser *p)
{
    uint32_t start = p->lx.start;
    syn_id n = name(p);
    const syn_atom *a = &p->u->atoms[NODE(p, n)->a];
    if (at(p, T_COLON)) {
        syn__jsx_next(p);
        syn_id local = name(p);
        syn_id m = node_new(p, SYN_JsxNamespaced, start);
        NODE(p, m)->a = n;
        NODE(p, m)->b = local;
        return node_end(p, m);
    }
    bool component = at(p, T_DOT) || a->text[0] < 'a' || a->text[0] > 'z';
    if (component && !memchr(a->text, '-', a->len)) {
        // a reference to a binding
        if (a->len == 4 && memcmp(a->text, "this", 4) == 0) {
            NODE(p, n)->kind = SYN_This;
        } else {
            NODE(p, n)->kind = SYN_Ident;
            syn_atom *at_ = &p->u->atoms[NODE(p, n)->a];
            NODE(p, n)->c = at_->references;
            at_->references = n;
        }
    }
    while (at(p, T_DOT)) {
        syn__jsx_next(p);
        syn_id property = name(p);
        syn_id m = node_new(p, SYN_JsxMember, start);
        NODE(p, m)->a = n;
        NODE(p, m)->b = property;
        n = node_end(p, m);
    }
    return n;
}

// { expression } or { ...expression }; `in_tag`: which tokens go on afterwards is the caller's to ask.
static syn_id container(parser *p, bool attribute)
{
    syn_id n = node_new(p, SYN_JsxContainer, p->lx.start);
    syn__next(p);
    if (eat(p, T_ELLIPSIS)) {
        NODE(p, n)->kind = SYN_JsxSpread;
        syn_id e = syn__assign(p, 0, NULL);
        NODE(p, n)->a = e;
    } else if (!at(p, T_RBRACE)) {
        syn_id e = syn__expr(p, 0);
        NODE(p, n)->a = e;
    } else if (attribute) {
        syn__fail(p, p->lx.start, p->lx.end, "JSX attributes must only be assigned a non-empty 'expression'");
    }
    if (!at(p, T_RBRACE)) {
        syn__unexpected(p);
    }
    NODE(p, n)->end = p->lx.end;
    return n;
}

static syn_id element(parser *p, bool outermost);

static syn_id attribute(parser *p)
{
    if (at(p, T_LBRACE)) {
        syn_id n = container(p, true);
        if (NODE(p, n)->kind != SYN_JsxSpread) {
            syn__unexpected(p);
        }
        syn__jsx_next(p);
        return n;
    }
    syn_id n = node_new(p, SYN_JsxAttribute, p->lx.start);
    syn_id key = name(p);
    if (at(p, T_COLON)) {
        syn__jsx_next(p);
        syn_id local = name(p);
        syn_id m = node_new(p, SYN_JsxNamespaced, NODE(p, key)->start);
        NODE(p, m)->a = key;
        NODE(p, m)->b = local;
        key = node_end(p, m);
    }
    NODE(p, n)->a = key;
    uint32_t end = NODE(p, key)->end;
    if (at(p, T_ASSIGN)) {
        syn__jsx_next(p);
        syn_id value;
        if (at(p, T_LBRACE)) {
            value = container(p, true);
            syn__jsx_next(p);
        } else if (at(p, T_STRING)) {
            value = node_new(p, SYN_String, p->lx.start);
            NODE(p, value)->end = p->lx.end;
            syn__jsx_next(p);
        } else if (at(p, T_LT)) {
            value = element(p, false);
            syn__jsx_next(p);
        } else {
            syn__unexpected(p);
        }
        NODE(p, n)->b = value;
        end = NODE(p, value)->end;
    }
    NODE(p, n)->end = end;
    return n;
}

static bool same_name(parser *p, syn_id a, syn_id b)
{
    const syn_node *x = NODE(p, a), *y = NODE(p, b);
    uint32_t n = x->end - x->start;
    return n == y->end - y->start && memcmp(p->src + x->start, p->src + y->start, n) == 0;
}

// Children up to the closing tag, from behind the > of the opening one. Leaves the closing > current.
static syn_id children(parser *p, syn_id open_name)
{
    list l = {0};
    for (;;) {
        syn_id text = syn__jsx_text(p);
        if (NODE(p, text)->start < NODE(p, text)->end) {
            list_add(p, &l, text);
        }
        syn__jsx_next(p);
        if (at(p, T_LBRACE)) {
            list_add(p, &l, container(p, false));
            continue;
        }
        if (!at(p, T_LT)) {
            syn__unexpected(p);
        }
        lexer saved = p->lx;
        syn__jsx_next(p);
        if (!at(p, T_DIV)) {
            p->lx = saved;
            list_add(p, &l, element(p, false));
            continue;
        }
        syn__jsx_next(p);
        if (open_name) {
            if (at(p, T_GT)) {
                syn__unexpected(p);
            }
            uint32_t nodes = p->node_count;
            syn_id close = name(p);
            while (at(p, T_DOT) || at(p, T_COLON)) {
                syn__jsx_next(p);
                NODE(p, close)->end = p->lx.end;
                (void)name(p);
            }
            if (!same_name(p, open_name, close)) {
                syn__fail(p, NODE(p, close)->start, NODE(p, close)->end,
                          "Expected corresponding JSX closing tag");
            }
            p->node_count = nodes;
        }
        if (!at(p, T_GT)) {
            syn__unexpected(p);
        }
        return l.head;
    }
}

// At '<'. Leaves the last > current.
static syn_id element(parser *p, bool outermost)
{
    check_stack(p);
    (void)outermost;
    syn_id n = node_new(p, SYN_JsxElement, p->lx.start);
    syn__jsx_next(p);
    if (at(p, T_GT)) {
        NODE(p, n)->kind = SYN_JsxFragment;
        syn_id c = children(p, 0);
        NODE(p, n)->c = c;
        NODE(p, n)->end = p->lx.end;
        return n;
    }
    syn_id tag = element_name(p);
    if (p->ts && at(p, T_LT)) {
        syn__ts_type_arguments(p);
        p->lx.pos = p->lx.start;
        syn__jsx_next(p);
    }
    list attributes = {0};
    while (!at(p, T_GT) && !at(p, T_DIV)) {
        list_add(p, &attributes, attribute(p));
    }
    syn_id kids = 0;
    bool self = at(p, T_DIV);
    if (self) {
        syn__jsx_next(p);
        if (!at(p, T_GT)) {
            syn__unexpected(p);
        }
    } else {
        kids = children(p, tag);
    }
    syn_node *node = NODE(p, n);
    node->a = tag;
    node->b = attributes.head;
    node->c = kids;
    node->flags = self ? SYN_F_PREFIX : 0;
    node->end = p->lx.end;
    return n;
}

syn_id syn__jsx(parser *p)
{
    p->u->features |= SYN_HAS_JSX;
    uint32_t ctx = p->ctx;
    p->ctx &= ~(uint32_t)C_CONDITIONAL;
    syn_id n = element(p, true);
    p->ctx = ctx;
    syn__next(p);
    return n;
}
