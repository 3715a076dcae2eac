// SPDX-License-Identifier: MIT
// The rewriter's core: collects edits, sorts them, and writes the new text with its column map.
#include <emmintrin.h>
#include <errno.h>
#include <stdio.h>

#include "rewrite.h"

// ---- memory

void *rw__alloc(rewriter *r, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if (size > (size_t)(r->end - r->at)) {
        size_t n = size > 8000 ? size : 8160;
        block_header *b = malloc(sizeof *b + n);
        if (!b) {
            r->failed = true;
            return NULL;
        }
        b->next = r->memory;
        b->size = n;
        r->memory = b;
        r->at = (char *)(b + 1);
        r->end = r->at + n;
    }
    void *at = r->at;
    r->at += size;
    return at;
}

const char *rw__format(rewriter *r, uint32_t *len, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = rw__alloc(r, (size_t)n + 1);
    if (!text) {
        return "";
    }
    va_start(args, format);
    vsnprintf(text, (size_t)n + 1, format, args);
    va_end(args);
    if (len) {
        *len = (uint32_t)n;
    }
    return text;
}

syn_string rw__copy(rewriter *r, const char *text, size_t len)
{
    char *copy = rw__alloc(r, len + 1);
    if (!copy) {
        return (syn_string){"", 0};
    }
    memcpy(copy, text, len);
    copy[len] = 0;
    return (syn_string){copy, (uint32_t)len};
}

syn_string rw__string_of(rewriter *r, syn_id node)
{
    size_t max = r->nodes[node].end - r->nodes[node].start + 16;
    size_t len = syn_string_value(r->u, node, NULL, 0);
    max = len > max ? len : max;
    char *text = rw__alloc(r, max + 1);
    if (!text) {
        return (syn_string){"", 0};
    }
    syn_string_value(r->u, node, text, max);
    text[len] = 0;
    return (syn_string){text, (uint32_t)len};
}

bool rw__grow(rewriter *r, void **data, uint32_t *cap, size_t item)
{
    uint32_t n = *cap ? *cap * 2 : 32;
    void *grown = realloc(*data, n * item);
    if (!grown) {
        r->failed = true;
        return false;
    }
    *data = grown;
    *cap = n;
    return true;
}

// ---- edits

static void add(rewriter *r, edit e)
{
    e.seq = r->edits.count;
    RW_PUSH(r, r->edits, e);
}

void rw__open(rewriter *r, uint32_t start, uint32_t end, unsigned level, const char *text)
{
    add(r, (edit){.start = start,
                  .end = end,
                  .text = text,
                  .len = (uint32_t)strlen(text),
                  .rank = EDIT_OPEN,
                  .level = (uint8_t)level});
}

void rw__close(rewriter *r, uint32_t start, uint32_t end, unsigned level, const char *text)
{
    add(r, (edit){.start = start,
                  .end = end,
                  .text = text,
                  .len = (uint32_t)strlen(text),
                  .rank = EDIT_CLOSE,
                  .level = (uint8_t)level});
}

void rw__insert(rewriter *r, uint32_t at, const char *text)
{
    add(r, (edit){.start = at, .end = at, .text = text, .len = (uint32_t)strlen(text), .rank = EDIT_INSERT});
}

void rw__replace(rewriter *r, uint32_t start, uint32_t end, const char *text)
{
    add(r,
        (edit){
            .start = start, .end = end, .text = text, .len = (uint32_t)strlen(text), .rank = EDIT_REPLACE});
}

void rw__blank(rewriter *r, uint32_t start, uint32_t end, strip_kind kind)
{
    add(r, (edit){.start = start, .end = end, .text = "", .rank = EDIT_BLANK, .strip = (uint8_t)kind});
}

static uint32_t place(const edit *e)
{
    return e->rank == EDIT_CLOSE ? e->end : e->start;
}

static int compare(const void *x, const void *y)
{
    const edit *a = x, *b = y;
    uint32_t pa = place(a), pb = place(b);
    if (pa != pb) {
        return pa < pb ? -1 : 1;
    }
    if (a->rank != b->rank) {
        // replacing and blanking: the longer one first, so that it swallows the other
        if (a->rank >= EDIT_REPLACE && b->rank >= EDIT_REPLACE && a->end != b->end) {
            return a->end > b->end ? -1 : 1;
        }
        return a->rank < b->rank ? -1 : 1;
    }
    switch (a->rank) {
    case EDIT_CLOSE:
        if (a->start != b->start) {
            return a->start > b->start ? -1 : 1;
        }
        if (a->level != b->level) {
            return a->level > b->level ? -1 : 1;
        }
        break;
    case EDIT_OPEN:
        if (a->end != b->end) {
            return a->end > b->end ? -1 : 1;
        }
        if (a->level != b->level) {
            return a->level < b->level ? -1 : 1;
        }
        break;
    default:
        if (a->end != b->end) {
            return a->end > b->end ? -1 : 1;
        }
    }
    return a->seq < b->seq ? -1 : 1;
}

// ---- helpers on the text

bool rw__need_marks(rewriter *r)
{
    if (r->marks) {
        return true;
    }
    r->marks = calloc(r->u->node_count + 1, 1);
    r->statement_starts = calloc(r->u->len / 8 + 1, 1);
    if (!r->marks || !r->statement_starts) {
        free(r->marks);
        free(r->statement_starts);
        r->marks = r->statement_starts = NULL;
        r->failed = true;
        return false;
    }
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        switch (n->kind) {
        case SYN_ExpressionStmt:
            if (n->flags & SYN_F_IN_LIST) {
                r->statement_starts[n->start >> 3] |= (uint8_t)(1u << (n->start & 7));
            }
            break;
        case SYN_Call:
        case SYN_TaggedTemplate:
            if (r->nodes[n->a].kind == SYN_Ident && !(r->nodes[n->a].flags & SYN_F_PAREN)) {
                r->marks[n->a] |= MARK_CALLEE;
            }
            break;
        case SYN_Property:
            if (n->flags & SYN_F_SHORTHAND && n->b) {
                const syn_node *v = &r->nodes[n->b];
                syn_id id = v->kind == SYN_AssignPattern || v->kind == SYN_Assign ? v->a : n->b;
                r->marks[id] |= MARK_SHORTHAND;
            }
            break;
        default:
            break;
        }
    }
    return true;
}

bool rw__at_statement(const rewriter *r, uint32_t offset)
{
    return r->statement_starts && r->statement_starts[offset >> 3] & (1u << (offset & 7));
}

uint32_t rw__skip_space(const rewriter *r, uint32_t at)
{
    const uint8_t *s = r->src;
    for (;;) {
        uint8_t c = s[at];
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 11 || c == 12) {
            at++;
        } else if ((c == '/' && s[at + 1] == '/') || (c == '-' && memcmp(s + at, "-->", 3) == 0)) {
            while (at < r->u->len && s[at] != '\n' && s[at] != '\r') {
                at++;
            }
        } else if (c == '/' && s[at + 1] == '*') {
            at += 2;
            while (at < r->u->len && !(s[at] == '*' && s[at + 1] == '/')) {
                at++;
            }
            at += 2;
        } else if (c == 0xc2 && s[at + 1] == 0xa0) {
            at += 2;
        } else if (c == 0xef && s[at + 1] == 0xbb && s[at + 2] == 0xbf) {
            at += 3;
        } else {
            return at;
        }
    }
}

const char *rw__quote(rewriter *r, syn_string s)
{
    char *text = rw__alloc(r, (size_t)s.len * 6 + 3), *out = text;
    if (!text) {
        return "\"\"";
    }
    *out++ = '"';
    for (uint32_t i = 0; i < s.len; i++) {
        uint8_t c = (uint8_t)s.text[i];
        if (c == 0xed && i + 2 < s.len && (uint8_t)s.text[i + 1] >= 0xa0) {
            unsigned code = 0xd000u | ((uint8_t)s.text[i + 1] & 63u) << 6 | ((uint8_t)s.text[i + 2] & 63u);
            out += snprintf(out, 7, "\\u%04x", code);
            i += 2;
        } else if (c < 32 || c == '"' || c == '\\' || c == 127) {
            out += snprintf(out, 7, "\\u%04x", c);
        } else {
            *out++ = (char)c;
        }
    }
    *out++ = '"';
    *out = 0;
    return text;
}

bool rw__has_await(const rewriter *r, uint32_t start, uint32_t end)
{
    uint32_t lo = 0, hi = r->awaits.count;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (r->awaits.data[mid] < start) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < r->awaits.count && r->awaits.data[lo] < end;
}

// As syn_position(), but cheap when asked in rising order.
void rw__position(rewriter *r, uint32_t offset, uint32_t *line, uint32_t *column)
{
    if (offset < r->position_at || !r->position_line) {
        r->position_at = r->position_start = 0;
        r->position_line = 1;
    }
    uint32_t i = r->position_at;
    for (; i < offset; i++) {
        uint8_t c = r->src[i];
        if (c == '\n' || (c == '\r' && r->src[i + 1] != '\n')) {
            r->position_line++;
            r->position_start = i + 1;
        } else if (c == 0xe2 && r->src[i + 1] == 0x80 && (r->src[i + 2] | 1) == 0xa9) {
            r->position_line++;
            r->position_start = i + 3;
        }
    }
    r->position_at = offset;
    *line = r->position_line;
    uint32_t n = 1;
    for (i = r->position_start; i < offset; i++) {
        n += (r->src[i] & 0xc0) != 0x80 ? (r->src[i] >= 0xf0 ? 2 : 1) : 0;
    }
    *column = n;
}

// Every reference of a symbol becomes an expression. Imports: a call must not pass an object as `this`.
void rw__name_references(rewriter *r, uint32_t symbol, const char *replacement, bool import)
{
    syn_id ref = r->u->symbols[symbol].references;
    if (!r->symbol_text) {
        r->symbol_text = calloc(r->u->symbol_count + 1, sizeof *r->symbol_text);
        r->failed |= !r->symbol_text;
    }
    if (r->symbol_text) {
        r->symbol_text[symbol] = replacement;
    }
    if (!ref || !rw__need_marks(r)) {
        return;
    }
    const char *call = NULL, *statement = NULL, *shorthand = NULL;
    for (; ref; ref = r->nodes[ref].c) {
        const syn_node *n = &r->nodes[ref];
        if (r->marks[ref] & MARK_SKIP) {
            continue;
        }
        const char *text = replacement;
        if (r->marks[ref] & MARK_SHORTHAND) {
            if (!shorthand) {
                const syn_atom *a = &r->u->atoms[n->a];
                shorthand = rw__format(r, NULL, "%.*s:%s", (int)a->len, a->text, replacement);
            }
            text = shorthand;
        } else if (import && r->marks[ref] & MARK_CALLEE) {
            if (!call) {
                call = rw__format(r, NULL, "(0,%s)", replacement);
                statement = rw__format(r, NULL, ";(0,%s)", replacement);
            }
            text = rw__at_statement(r, n->start) ? statement : call;
        }
        rw__replace(r, n->start, n->end, text);
    }
}

// ---- output

typedef struct writer {
    char *text;
    size_t len, cap;
    bool failed;
    VEC(syn_map_entry) map;
    uint32_t line;         // from 1
    size_t out_line_start; // offset of the line in the new text
    uint32_t src_line_start;
    uint8_t high;
} writer;

static bool reserve(writer *w, size_t more)
{
    if (w->len + more <= w->cap) {
        return true;
    }
    size_t cap = w->cap * 2 + more;
    char *t = realloc(w->text, cap);
    if (!t) {
        w->failed = true;
        return false;
    }
    w->text = t;
    w->cap = cap;
    return true;
}

static uint32_t units(const uint8_t *s, const uint8_t *end)
{
    uint32_t n = 0;
    for (; s < end; s++) {
        n += (*s & 0xc0) != 0x80 ? (*s >= 0xf0 ? 2 : 1) : 0;
    }
    return n;
}

// Notes line breaks in the copied source text [from, to), which stands at `out` in the new text.
static void count_lines(writer *w, const uint8_t *src, uint32_t from, uint32_t to, size_t out)
{
    uint8_t high = 0;
    for (uint32_t i = from; i < to; i++) {
        // 16 bytes without a line break at a time
        while (i + 16 <= to) {
            __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(src + i));
            __m128i stop = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(13)), v),
                                        _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xe2)));
            if (_mm_movemask_epi8(stop)) {
                break;
            }
            high |= _mm_movemask_epi8(v) ? 0x80 : 0;
            i += 16;
        }
        if (i >= to) {
            break;
        }
        uint8_t c = src[i];
        high |= c;
        if (c > '\r' && c != 0xe2) {
            continue;
        }
        uint32_t n = 0;
        if (c == '\n' || (c == '\r' && src[i + 1] != '\n')) {
            n = 1;
        } else if (c == 0xe2 && src[i + 1] == 0x80 && (src[i + 2] == 0xa8 || src[i + 2] == 0xa9)) {
            n = 3;
        }
        if (n) {
            w->line++;
            w->out_line_start = out + (i - from) + n;
            w->src_line_start = i + n;
        }
    }
    w->high |= high;
}

static void copy_source(writer *w, const uint8_t *src, uint32_t from, uint32_t to)
{
    if (from >= to || !reserve(w, to - from)) {
        return;
    }
    memcpy(w->text + w->len, src + from, to - from);
    count_lines(w, src, from, to, w->len);
    w->len += to - from;
}

static void put(writer *w, const char *text, size_t len)
{
    if (!len || !reserve(w, len)) {
        return;
    }
    memcpy(w->text + w->len, text, len);
    for (size_t i = 0; i < len; i++) {
        w->high |= (uint8_t)text[i];
    }
    w->len += len;
}

// Only the line breaks of a span that gave way to something else.
static void put_breaks(writer *w, const uint8_t *src, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        uint32_t n = 0;
        if (src[i] == '\n' || src[i] == '\r') {
            n = 1;
        } else if (src[i] == 0xe2 && src[i + 1] == 0x80 && (src[i + 2] == 0xa8 || src[i + 2] == 0xa9)) {
            n = 3;
        }
        if (n && reserve(w, n)) {
            memcpy(w->text + w->len, src + i, n);
            count_lines(w, src, i, i + n, w->len);
            w->len += n;
        }
    }
}

static void put_blank(writer *w, const uint8_t *src, uint32_t from, uint32_t to, unsigned kind)
{
    for (uint32_t i = from; i < to; i++) {
        uint8_t c = src[i];
        if (c == '\n' || c == '\r' ||
            (c == 0xe2 && src[i + 1] == 0x80 && (src[i + 2] == 0xa8 || src[i + 2] == 0xa9))) {
            uint32_t n = c == 0xe2 ? 3 : 1;
            put_breaks(w, src, i, i + n);
            i += n - 1;
        } else if ((c & 0xc0) != 0x80) {
            bool first = i == from && kind == STRIP_STATEMENT;
            bool last = i + 1 == to && kind == STRIP_PAREN;
            put(w, first ? ";" : last ? ")" : c >= 0xf0 ? "  " : " ", c >= 0xf0 ? 2 : 1);
        }
    }
}

// From here the new text follows the source from `src_at`.
static void map_here(rewriter *r, writer *w, uint32_t src_at)
{
    uint32_t column = units((const uint8_t *)w->text + w->out_line_start, (const uint8_t *)w->text + w->len);
    uint32_t original = src_at >= w->src_line_start ? units(r->src + w->src_line_start, r->src + src_at) : 0;
    if (w->map.count) {
        syn_map_entry *last = &w->map.data[w->map.count - 1];
        if (last->line == w->line && last->column == column) {
            last->original = original;
            return;
        }
        if (last->line == w->line ? column - last->column == original - last->original : column == original) {
            return;
        }
    } else if (column == original) {
        return;
    }
    if (w->map.count == w->map.cap) {
        uint32_t cap = w->map.cap ? w->map.cap * 2 : 32;
        syn_map_entry *m = realloc(w->map.data, cap * sizeof *m);
        if (!m) {
            w->failed = true;
            return;
        }
        w->map.data = m;
        w->map.cap = cap;
    }
    w->map.data[w->map.count++] = (syn_map_entry){w->line, column, original};
}

static void emit(rewriter *r, writer *w, const char *head, const char *tail)
{
    uint32_t at = 0, len = r->u->len;
    // a #! line stays a comment when something stands before it, so its text becomes one
    if (head[0] && r->u->features & SYN_HAS_HASHBANG) {
        while (at < len && r->src[at] != '\n' && r->src[at] != '\r') {
            at++;
        }
    }
    put(w, head, strlen(head));
    if (head[0]) {
        map_here(r, w, at);
    }
    for (uint32_t i = 0; i < r->edits.count; i++) {
        const edit *e = &r->edits.data[i];
        uint32_t where = place(e);
        if (where < at) {
            continue; // inside of something that was replaced
        }
        copy_source(w, r->src, at, where);
        at = where;
        switch (e->rank) {
        case EDIT_REPLACE:
            put(w, e->text, e->len);
            put_breaks(w, r->src, e->start, e->end);
            at = e->end;
            break;
        case EDIT_BLANK:
            put_blank(w, r->src, e->start, e->end, e->strip);
            at = e->end;
            break;
        default:
            put(w, e->text, e->len);
        }
        if (i + 1 == r->edits.count || place(&r->edits.data[i + 1]) > at) {
            map_here(r, w, at);
        }
    }
    copy_source(w, r->src, at, len);
    put(w, tail, strlen(tail));
}

// ---- the call

static void defaults(syn_names *n)
{
    n->export_call = n->export_call ? n->export_call : "$pj_export";
    n->import_call = n->import_call ? n->import_call : "$pj_import";
    n->import_meta = n->import_meta ? n->import_meta : "$pj_meta";
    n->import_prefix = n->import_prefix ? n->import_prefix : "$pj_m";
    n->await_call = n->await_call ? n->await_call : "$pj_await";
    n->context = n->context ? n->context : "$pj_context";
    n->fix = n->fix ? n->fix : "$pj_fix";
    n->probe = n->probe ? n->probe : "$pj_probe()";
    n->using_call = n->using_call ? n->using_call : "$pj_using";
    n->jsx_factory = n->jsx_factory ? n->jsx_factory : "React.createElement";
    n->jsx_fragment = n->jsx_fragment ? n->jsx_fragment : "React.Fragment";
    n->jsx_source = n->jsx_source ? n->jsx_source : "react";
}

static void collect_awaits(rewriter *r)
{
    // nodes of one text rise by creation, but an await is made before its operand: sort afterwards
    for (uint32_t i = 1; i < r->u->node_count; i++) {
        const syn_node *n = &r->nodes[i];
        if (n->kind == SYN_Await || (n->kind == SYN_ForOf && n->flags & SYN_F_ASYNC)) {
            RW_PUSH(r, r->awaits, n->start);
        }
    }
    for (uint32_t i = 1; i < r->awaits.count; i++) {
        uint32_t v = r->awaits.data[i], j = i;
        for (; j > 0 && r->awaits.data[j - 1] > v; j--) {
            r->awaits.data[j] = r->awaits.data[j - 1];
        }
        r->awaits.data[j] = v;
    }
}

static void strips(rewriter *r)
{
    for (uint32_t i = 0; i < r->u->strips.count; i++) {
        const span *s = &r->u->strips.data[i];
        rw__blank(r, s->start, s->end, s->kind);
    }
}

// A #! line would not be on the first line's start any more: it becomes a comment.
static void rw__hashbang(rewriter *r)
{
    uint32_t at = r->src[0] == 0xef ? 3 : 0;
    rw__replace(r, at, at + 2, "//");
}

int syn_rewrite(syn_output *out, const syn_unit *u, const syn_rewrite_options *options, syn_error *error)
{
    syn_error own;
    syn_output result = {0};
    rewriter r = {.u = u,
                  .nodes = u->nodes,
                  .src = u->src,
                  .flags = options->flags,
                  .names = options->names,
                  .cover_base = options->cover_base,
                  .error = error ? error : &own,
                  .out = &result};
    writer w = {.line = 1};
    int status = -ENOMEM;
    memset(r.error, 0, sizeof *r.error);
    defaults(&r.names);
    if (r.flags & SYN_RW_MODULE) {
        r.flags |= SYN_RW_IMPORT_CALL;
    }
    const char *head = "", *tail = "";
    if (r.flags & (SYN_RW_ASYNC_CONTEXT | SYN_RW_REPL | SYN_RW_MODULE) && u->features & SYN_HAS_AWAIT) {
        collect_awaits(&r);
    }
    strips(&r);
    if (u->features & SYN_HAS_HASHBANG) {
        rw__hashbang(&r);
    }
    if (u->features & SYN_HAS_TS_CODE) {
        rw__merge_namespaces(&r);
    }
    if (r.flags & SYN_RW_DECORATOR_METADATA && u->features & SYN_HAS_DECORATORS) {
        rw__metadata_uses(&r);
    }
    if (u->options.flags & SYN_TYPESCRIPT) {
        rw__types(&r);
    }
    if (r.flags & SYN_RW_MODULE) {
        rw__module(&r, &head, &tail);
        result.head_len = strlen(head);
        result.values_len =
            tail[0] != 0 && tail[1] == '/' && !(u->features & SYN_HAS_USING) ? (uint32_t)strlen(tail) : 0;
    } else if (r.flags & SYN_RW_REPL) {
        rw__repl(&r, &head, &tail);
    }
    if (r.flags & SYN_RW_JSX_AUTOMATIC && u->features & SYN_HAS_JSX && !(r.flags & SYN_RW_MODULE)) {
        const char *runtime = rw__format(&r, NULL, "require(\"%s/jsx-runtime\")", r.names.jsx_source);
        r.names.jsx_factory = rw__format(&r, NULL, "$pj_jsx(%s)", runtime);
        r.names.jsx_fragment = rw__format(&r, NULL, "%s.Fragment", runtime);
    }
    if (u->features & SYN_HAS_DECORATORS) {
        rw__decorators(&r);
    }
    if (u->features & SYN_HAS_JSX) {
        rw__jsx(&r);
    }
    if (u->features & SYN_HAS_USING) {
        rw__using(&r, &head, &tail);
    }
    rw__javascript(&r);
    if (r.flags & SYN_RW_CAPTURES) {
        rw__captures(&r);
    }
    if (r.flags & SYN_RW_COVER) {
        rw__cover(&r);
    }
    if (r.invalid) {
        status = -EINVAL;
        goto out;
    }
    if (r.unsupported) {
        status = -ENOTSUP;
        goto out;
    }
    if (r.failed || !reserve(&w, u->len + u->len / 8 + 256)) {
        goto out;
    }
    if (r.edits.count > 1) {
        qsort(r.edits.data, r.edits.count, sizeof *r.edits.data, compare);
    }
    emit(&r, &w, head, tail);
    if (w.failed || !reserve(&w, 64)) {
        goto out;
    }
    memset(w.text + w.len, 0, 64);
    result.text = w.text;
    result.len = w.len;
    result.changed = r.edits.count || head[0];
    result.ascii = w.high < 128;
    if (result.head_len < 6 || memcmp(w.text + result.head_len - 6, "yield;", 6) != 0) {
        result.head_len = 0;
    }
    if (result.head_len == 0 || result.getters_at == 0) {
        result.values_len = 0;
    }
    result.map = w.map.data;
    result.map_count = w.map.count;
    result.memory = r.memory;
    *out = result;
    w.text = NULL;
    w.map.data = NULL;
    r.memory = NULL;
    status = 0;
out:
    free(w.text);
    free(w.map.data);
    free(r.edits.data);
    free(r.awaits.data);
    free(r.marks);
    free(r.symbol_text);
    free(r.type_uses);
    free(r.merged.data);
    free(r.statement_starts);
    for (block_header *b = r.memory, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    return status;
}

static void uncover_values(syn_output *out)
{
    char *text = (char *)(uintptr_t)out->text;
    char *tail = text + out->len - out->values_len;
    memset(text + out->getters_at, ' ', out->head_len - out->getters_at);
    tail[1] = tail[2] = ' ';                                     // "\n/*"
    tail[out->values_len - 4] = tail[out->values_len - 3] = ' '; // "*/})"
}

bool syn_output_make_plain(syn_output *out, bool *values)
{
    static const char begin[] = "(function*(";
    char *text = (char *)(uintptr_t)out->text;
    if (out->head_len == 0 || out->module.top_level_await || out->module.async_generator ||
        memcmp(text, begin, sizeof begin - 1) != 0) {
        return false;
    }
    text[sizeof begin - 3] = ' ';
    *values = out->values_len > 8 && out->values_len < out->len && out->getters_at > sizeof begin &&
              out->getters_at < out->head_len;
    if (*values) {
        uncover_values(out);
    } else {
        memset(text + out->head_len - 6, ' ', 6);
    }
    return true;
}

void syn_output_free(syn_output *out)
{
    if (!out) {
        return;
    }
    free((void *)(uintptr_t)out->text);
    free((void *)(uintptr_t)out->map);
    for (block_header *b = out->memory, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    *out = (syn_output){0};
}

uint32_t syn_map_column(const syn_map_entry *map, uint32_t count, uint32_t line, uint32_t column)
{
    uint32_t lo = 0, hi = count;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        const syn_map_entry *e = &map[mid];
        if (e->line < line || (e->line == line && e->column <= column)) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    if (lo == 0 || map[lo - 1].line != line) {
        // before the first entry of the line: nothing moved, or it is inserted text at the line's start
        return lo < count && map[lo].line == line && map[lo].original < column ? map[lo].original : column;
    }
    const syn_map_entry *e = &map[lo - 1];
    uint32_t original = e->original + (column - e->column);
    // a column inside of inserted text stands for the place where it was inserted
    if (lo < count && map[lo].line == line && original > map[lo].original) {
        original = map[lo].original;
    }
    return original;
}
