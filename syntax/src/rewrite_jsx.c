// SPDX-License-Identifier: MIT
// JSX as calls of a factory: <a b="c">d</a> becomes factory("a",{b:"c"},"d").
#include "rewrite.h"

// The factory's text, its first name read as the import it may be.
static const char *qualified(rewriter *r, const char *text)
{
    size_t n = strcspn(text, ".");
    uint32_t atom = syn__atom_find(r->u, text, (uint32_t)n);
    if (!atom || !r->symbol_text) {
        return text;
    }
    for (uint32_t s = r->u->scopes[1].first_symbol; s; s = r->u->symbols[s].sibling) {
        if (r->u->symbols[s].atom == atom && r->symbol_text[s]) {
            return rw__format(r, NULL, "%s%s", r->symbol_text[s], text + n);
        }
    }
    return text;
}

static unsigned put_code(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 63));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 63));
        out[2] = (char)(0x80 | (code & 63));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 63));
    out[2] = (char)(0x80 | (code >> 6 & 63));
    out[3] = (char)(0x80 | (code & 63));
    return 4;
}

// &name; at s: writes its character and returns its length, or 0.
static uint32_t entity(const uint8_t *s, uint32_t max, char *out, unsigned *written)
{
    static const struct {
        const char *name;
        uint32_t code;
    } table[] = {
        {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},      {"apos", '\''},
        {"nbsp", 0xa0},    {"copy", 0xa9},    {"reg", 0xae},     {"hellip", 0x2026}, {"mdash", 0x2014},
        {"ndash", 0x2013}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201c},  {"rdquo", 0x201d},
        {"bull", 0x2022},  {"middot", 0xb7},  {"times", 0xd7},   {"laquo", 0xab},    {"raquo", 0xbb},
        {"larr", 0x2190},  {"rarr", 0x2192},  {"uarr", 0x2191},  {"darr", 0x2193},   {"trade", 0x2122},
        {"deg", 0xb0},     {"euro", 0x20ac},  {"pound", 0xa3},   {"yen", 0xa5},      {"cent", 0xa2}};
    uint32_t n = 1;
    while (n < max && n < 12 && s[n] != ';') {
        n++;
    }
    if (n >= max || s[n] != ';') {
        return 0;
    }
    if (s[1] == '#') {
        bool hex = (s[2] | 32) == 'x';
        char *stop;
        unsigned long code = strtoul((const char *)s + (hex ? 3 : 2), &stop, hex ? 16 : 10);
        if ((const uint8_t *)stop != s + n || code > 0x10ffff) {
            return 0;
        }
        *written = put_code(out, (uint32_t)code);
        return n + 1;
    }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strlen(table[i].name) == n - 1 && memcmp(table[i].name, s + 1, n - 1) == 0) {
            *written = put_code(out, table[i].code);
            return n + 1;
        }
    }
    return 0;
}

static syn_string decoded(rewriter *r, const char *text, uint32_t len)
{
    char *out = rw__alloc(r, (size_t)len + 8);
    if (!out) {
        return (syn_string){"", 0};
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < len;) {
        unsigned written = 0;
        uint32_t used = text[i] == '&' ? entity((const uint8_t *)text + i, len - i, out + n, &written) : 0;
        if (used) {
            n += written;
            i += used;
        } else {
            out[n++] = text[i++];
        }
    }
    out[n] = 0;
    return (syn_string){out, n};
}

// JSX text: lines are trimmed where they meet line breaks, empty ones vanish, the rest is joined by spaces.
static syn_string text_value(rewriter *r, const syn_node *n)
{
    const char *s = (const char *)r->src + n->start;
    uint32_t len = n->end - n->start, at = 0, out = 0;
    char *text = rw__alloc(r, (size_t)len + 1);
    if (!text) {
        return (syn_string){"", 0};
    }
    bool first = true;
    while (at <= len) {
        uint32_t end = at;
        while (end < len && s[end] != '\n' && s[end] != '\r') {
            end++;
        }
        uint32_t from = at, to = end;
        while (!first && from < to && (s[from] == ' ' || s[from] == '\t')) {
            from++;
        }
        while (end < len && to > from && (s[to - 1] == ' ' || s[to - 1] == '\t')) {
            to--;
        }
        if (from < to) {
            if (out) {
                text[out++] = ' ';
            }
            memcpy(text + out, s + from, to - from);
            out += to - from;
        }
        first = false;
        at = end + 1;
        if (end >= len) {
            break;
        }
    }
    return decoded(r, text, out);
}

static bool plain_key(const syn_atom *a)
{
    return !memchr(a->text, '-', a->len);
}

static void attribute(rewriter *r, const syn_node *n, bool first)
{
    const char *lead = first ? ",{" : ",";
    rw__insert(r, n->start, lead);
    if (n->kind == SYN_JsxSpread) {
        rw__replace(r, n->start, n->start + 1, "");
        rw__replace(r, n->end - 1, n->end, "");
        return;
    }
    const syn_node *key = &r->nodes[n->a];
    if (key->kind != SYN_JsxName || !plain_key(&r->u->atoms[key->a])) {
        rw__replace(r, key->start, key->end,
                    rw__quote(r, rw__copy(r, (const char *)r->src + key->start, key->end - key->start)));
    }
    if (!n->b) {
        rw__close(r, n->start, n->end, 0, ":true");
        return;
    }
    const syn_node *v = &r->nodes[n->b];
    rw__replace(r, key->end, v->start, ":");
    if (v->kind == SYN_String) {
        syn_string s = decoded(r, (const char *)r->src + v->start + 1, v->end - v->start - 2);
        rw__replace(r, v->start, v->end, rw__quote(r, s));
    } else if (v->kind == SYN_JsxContainer) {
        rw__replace(r, v->start, v->start + 1, "(");
        rw__replace(r, v->end - 1, v->end, ")");
    }
}

static void child(rewriter *r, const syn_node *n)
{
    switch (n->kind) {
    case SYN_JsxText: {
        syn_string s = text_value(r, n);
        rw__replace(r, n->start, n->end, s.len ? rw__format(r, NULL, ",%s", rw__quote(r, s)) : "");
        break;
    }
    case SYN_JsxContainer:
        rw__replace(r, n->start, n->start + 1, n->a ? ",(" : "");
        rw__replace(r, n->end - 1, n->end, n->a ? ")" : "");
        break;
    case SYN_JsxSpread:
        rw__replace(r, n->start, n->start + 1, ",");
        rw__replace(r, n->end - 1, n->end, "");
        break;
    default:
        rw__insert(r, n->start, ",");
    }
}

static void element(rewriter *r, const syn_node *n, const char *factory, const char *fragment)
{
    uint32_t at; // behind what is dealt with
    if (n->kind == SYN_JsxFragment) {
        at = rw__skip_space(r, n->start + 1);
        rw__replace(r, n->start, at + 1, rw__format(r, NULL, "%s(%s,null", factory, fragment));
        at++;
    } else {
        const syn_node *name = &r->nodes[n->a];
        rw__replace(r, n->start, name->start, rw__format(r, NULL, "%s(", factory));
        if (name->kind == SYN_JsxName || name->kind == SYN_JsxNamespaced) {
            rw__replace(
                r, name->start, name->end,
                rw__quote(r, rw__copy(r, (const char *)r->src + name->start, name->end - name->start)));
        }
        at = name->end;
        for (uint32_t i = 0; r->src[at] == '<' && i < r->u->strips.count; i++) {
            if (r->u->strips.data[i].start == at) {
                at = r->u->strips.data[i].end;
            }
        }
        for (syn_id a = n->b; a; a = r->nodes[a].next) {
            attribute(r, &r->nodes[a], a == n->b);
            at = r->nodes[a].end;
        }
        at = rw__skip_space(r, at);
        const char *close = n->b ? "}" : ",null";
        if (n->flags & SYN_F_PREFIX) {
            rw__replace(r, at, n->end, rw__format(r, NULL, "%s)", close));
            return;
        }
        rw__replace(r, at, at + 1, close);
        at++;
    }
    for (syn_id c = n->c; c; c = r->nodes[c].next) {
        child(r, &r->nodes[c]);
        at = r->nodes[c].end;
    }
    rw__replace(r, at, n->end, ")");
}

void rw__jsx(rewriter *r)
{
    const char *factory = qualified(r, r->names.jsx_factory), *fragment = qualified(r, r->names.jsx_fragment);
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind == SYN_JsxElement || n->kind == SYN_JsxFragment) {
            element(r, n, factory, fragment);
        }
    }
}
