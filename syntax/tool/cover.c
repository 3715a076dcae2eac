// SPDX-License-Identifier: MIT
//
// Counts which statements run: writes a copy of a CommonJS text in which each statement of a list, each body without braces and each
// expression that is an arrow function's body first sets a flag, `$seen[n] = 1`. Lines stay where they are. Declarations of functions
// do nothing when they are reached and are not counted; their bodies are. A text that says "coverage: sent as text" stays as it is: the
// flags are not there where its functions go.
//
// usage: cover --first N FILE OUT     $seen is declared as flags N and following of the build's coverage; see src/node/coverage.
// Prints the line of each flag, one below the other.
#include "file.h"
#include "syntax.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Text to be put in at an offset. At the same one ends come first, the inner one before the outer, and then beginnings, the outer first.
typedef struct insert {
    uint32_t offset, other; // the other end of what it belongs to
    bool is_end;
    char text[32];
} insert;

typedef struct cover {
    const syn_unit *unit;
    const syn_node *nodes;
    uint32_t node_count;
    insert *inserts;
    size_t count, capacity;
    uint32_t *lines;
    uint32_t flags;
} cover;

static void *need(void *memory)
{
    if (memory == NULL) {
        fprintf(stderr, "cover: out of memory\n");
        exit(2);
    }
    return memory;
}

static void add(cover *c, uint32_t offset, uint32_t other, bool is_end, const char *format, unsigned number)
{
    if (c->count == c->capacity) {
        c->capacity = c->capacity == 0 ? 1024 : c->capacity * 2;
        c->inserts = need(realloc(c->inserts, c->capacity * sizeof *c->inserts));
    }
    insert *i = &c->inserts[c->count++];
    *i = (insert){.offset = offset, .other = other, .is_end = is_end};
    snprintf(i->text, sizeof i->text, format, number);
}

static unsigned new_flag(cover *c, uint32_t offset)
{
    uint32_t column;
    c->lines = need(realloc(c->lines, (c->flags + 1) * sizeof *c->lines));
    syn_position(c->unit, offset, &c->lines[c->flags], &column);
    return c->flags++;
}

static void count_list(cover *c, syn_id first)
{
    for (syn_id id = first; id != 0; id = c->nodes[id].next) {
        const syn_node *n = &c->nodes[id];
        if (n->kind == SYN_Empty || n->kind == SYN_FunctionDecl ||
            (n->kind == SYN_ExpressionStmt && (n->flags & SYN_F_DIRECTIVE))) {
            continue;
        }
        add(c, n->start, n->end, false, "$seen[%u]=1;", new_flag(c, n->start));
    }
}

// The body of an `if` or a loop.
static void count_body(cover *c, syn_id id)
{
    const syn_node *n = &c->nodes[id];
    if (id == 0 || n->kind == SYN_Block || n->kind == SYN_Empty) {
        return;
    }
    add(c, n->start, n->end, false, "{$seen[%u]=1;", new_flag(c, n->start));
    add(c, n->end, n->start, true, "}", 0);
}

static void count_arrow(cover *c, syn_id id)
{
    const syn_node *n = &c->nodes[id];
    if (n->kind == SYN_Block) {
        return;
    }
    if (n->flags & SYN_F_PAREN) {
        add(c, n->start, n->end, false, "$seen[%u]=1,", new_flag(c, n->start));
        return;
    }
    add(c, n->start, n->end, false, "($seen[%u]=1,", new_flag(c, n->start));
    add(c, n->end, n->start, true, ")", 0);
}

static void count_node(cover *c, const syn_node *n)
{
    switch (n->kind) {
    case SYN_Program:
    case SYN_Block:
    case SYN_StaticBlock:
        count_list(c, n->a);
        break;
    case SYN_Case:
        count_list(c, n->b);
        break;
    case SYN_If:
        count_body(c, n->b);
        count_body(c, n->c);
        break;
    case SYN_While:
    case SYN_DoWhile:
        count_body(c, n->b);
        break;
    case SYN_For:
        count_body(c, n->d);
        break;
    case SYN_ForIn:
    case SYN_ForOf:
        count_body(c, n->c);
        break;
    case SYN_Arrow:
        count_arrow(c, n->c);
        break;
    default:
        break;
    }
}

static int compare(const void *a, const void *b)
{
    const insert *x = a, *y = b;
    if (x->offset != y->offset) {
        return x->offset < y->offset ? -1 : 1;
    }
    if (x->is_end != y->is_end) {
        return x->is_end ? -1 : 1;
    }
    return x->other == y->other ? 0 : x->other > y->other ? -1 : 1;
}

static void write_text(const cover *c, unsigned first, FILE *out)
{
    uint32_t len, at = 0;
    const char *text = syn_text_peek(c->unit, &len);
    if (c->flags > 0) {
        // The first file of all gets the host instead of a function.
        fprintf(
            out,
            "const $seen=new Uint8Array((typeof binding==='function'?binding:(name)=>binding.binding(name))"
            "('coverage').flags,%u,%u);",
            first, c->flags);
    }
    for (size_t i = 0; i < c->count; i++) {
        fwrite(text + at, 1, c->inserts[i].offset - at, out);
        fputs(c->inserts[i].text, out);
        at = c->inserts[i].offset;
    }
    fwrite(text + at, 1, len - at, out);
}

int main(int argc, char **argv)
{
    if (argc != 5 || strcmp(argv[1], "--first") != 0) {
        fprintf(stderr, "usage: cover --first N FILE OUT\n");
        return 2;
    }
    syn_options options = {.goal = SYN_GOAL_COMMONJS, .flags = SYN_STRICT};
    syn_error error;
    syn_unit *unit = NULL;
    size_t len;
    char *text = tool_read_file("cover", argv[3], &len);
    int status = syn_parse(&unit, text, len, &options, &error);
    if (status != 0) {
        fprintf(stderr, "%s:%u: %s\n", argv[3], error.line,
                status == -EINVAL ? error.message : strerror(-status));
        return 1;
    }
    cover c = {.unit = unit};
    c.nodes = syn_nodes_peek(unit, &c.node_count);
    bool is_sent = memmem(text, len, "coverage: sent as text", 22) != NULL;
    for (syn_id id = 1; id < c.node_count && !is_sent; id++) {
        count_node(&c, &c.nodes[id]);
    }
    if (c.count > 0) {
        qsort(c.inserts, c.count, sizeof *c.inserts, compare);
    }
    FILE *out = fopen(argv[4], "wb");
    if (out == NULL) {
        fprintf(stderr, "cover: cannot write %s: %s\n", argv[4], strerror(errno));
        return 2;
    }
    write_text(&c, (unsigned)strtoul(argv[2], NULL, 10), out);
    fclose(out);
    for (uint32_t i = 0; i < c.flags; i++) {
        printf("%u\n", c.lines[i]);
    }
    free(c.inserts);
    free(c.lines);
    syn_unit_free(unit);
    free(text);
    return 0;
}
