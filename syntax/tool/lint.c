// SPDX-License-Identifier: MIT
//
// Looks for mistakes in the runtime's own JavaScript that a parser with scopes can see: names that nobody declares, declarations that
// nobody reads, `let` that never changes, `var`, and == other than against null
// (a line that says `loose` means it).
//
// usage: lint --known NAMES_FILE [--module] FILE...     NAMES_FILE: names of the environment, separated by white space. Exit code 1: findings.
#include "file.h"
#include "syntax.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct lint {
    const char *path;
    const char *known; // " name name "
    const syn_unit *unit;
    const syn_node *nodes;
    const syn_symbol *symbols;
    const syn_scope *scopes;
    uint32_t node_count, symbol_count;
    bool *assigned; // by symbol
    unsigned findings;
} lint;

static void report(lint *l, uint32_t offset, const char *what, const char *name, uint32_t len)
{
    uint32_t line, column;
    syn_position(l->unit, offset, &line, &column);
    printf("%s:%u:%u: %s%s%.*s%s\n", l->path, line, column, what, len > 0 ? " '" : "", (int)len,
           len > 0 ? name : "", len > 0 ? "'" : "");
    l->findings++;
}

static void report_atom(lint *l, uint32_t offset, const char *what, uint32_t atom)
{
    uint32_t len;
    const char *name = syn_atom_peek(l->unit, atom, &len);
    report(l, offset, what, name, len);
}

static bool is_known(const lint *l, uint32_t atom)
{
    char word[128];
    uint32_t len;
    const char *name = syn_atom_peek(l->unit, atom, &len);
    if (len + 3 > sizeof word) {
        return false;
    }
    snprintf(word, sizeof word, " %.*s ", (int)len, name);
    return strstr(l->known, word) != NULL;
}

static void mark_targets(lint *l, syn_id id)
{
    if (id == 0) {
        return;
    }
    const syn_node *n = &l->nodes[id];
    switch (n->kind) {
    case SYN_Ident:
        l->assigned[n->b] = true;
        break;
    case SYN_ArrayPattern:
    case SYN_ObjectPattern:
        for (syn_id item = n->a; item != 0; item = l->nodes[item].next) {
            mark_targets(l, item);
        }
        break;
    case SYN_Property:
        mark_targets(l, n->b);
        break;
    case SYN_AssignPattern:
    case SYN_Rest:
        mark_targets(l, n->a);
        break;
    default:
        break;
    }
}

// == is meant where the other side is null, or the line says that it is loose.
static bool is_loose_on_purpose(const lint *l, const syn_node *n)
{
    uint32_t len, start = n->start;
    const char *text = syn_text_peek(l->unit, &len);
    while (start > 0 && text[start - 1] != '\n') {
        start--;
    }
    const char *end = memchr(text + n->end, '\n', len - n->end);
    size_t line = end == NULL ? len - start : (size_t)(end - text) - start;
    return l->nodes[n->a].kind == SYN_Null || l->nodes[n->b].kind == SYN_Null ||
           memmem(text + start, line, "loose", 5) != NULL;
}

static void check_nodes(lint *l)
{
    for (syn_id id = 1; id < l->node_count; id++) {
        const syn_node *n = &l->nodes[id];
        const char *op = n->kind == SYN_Binary ? syn_operator_name(n->op) : "";
        switch (n->kind) {
        case SYN_Assign:
        case SYN_Update:
        case SYN_ForIn:
        case SYN_ForOf:
            mark_targets(l, n->a);
            break;
        case SYN_VarDecl:
            if (n->op == SYN_VAR) {
                report(l, n->start, "var: use let or const", NULL, 0);
            }
            break;
        case SYN_Binary:
            if ((strcmp(op, "==") == 0 || strcmp(op, "!=") == 0) && !is_loose_on_purpose(l, n)) {
                report(l, n->start, "compare with === or !==", NULL, 0);
            }
            break;
        default:
            break;
        }
    }
}

// The names that no scope declares.
static void check_free_names(lint *l)
{
    for (syn_id id = 1; id < l->node_count; id++) {
        const syn_node *n = &l->nodes[id];
        if (n->kind == SYN_Ident && n->b == 0 && !is_known(l, n->a)) {
            report_atom(l, n->start, "nobody declares", n->a);
        }
    }
}

// Where one name of a declaration changes, the others may stay beside it; so may those of a pattern.
static void check_let(lint *l, syn_id declarator)
{
    for (syn_id id = declarator; id != 0; id = l->nodes[id].next) {
        const syn_node *target = &l->nodes[l->nodes[id].a];
        if (target->kind == SYN_BindingIdent && l->assigned[target->b]) {
            return;
        }
    }
    for (; declarator != 0; declarator = l->nodes[declarator].next) {
        const syn_node *target = &l->nodes[l->nodes[declarator].a];
        if (target->kind == SYN_BindingIdent && l->nodes[declarator].b != 0 && !l->assigned[target->b]) {
            report_atom(l, target->start, "never changes, let it be const:", target->a);
        }
    }
}

static void check_symbols(lint *l)
{
    for (uint32_t i = 1; i < l->symbol_count; i++) {
        const syn_symbol *s = &l->symbols[i];
        uint32_t len;
        const char *name = syn_atom_peek(l->unit, s->atom, &len);
        bool own = s->kind == SYN_SYM_FUNCTION || s->kind == SYN_SYM_LET || s->kind == SYN_SYM_CONST ||
                   s->kind == SYN_SYM_CLASS || s->kind == SYN_SYM_LEXICAL_FUNCTION ||
                   s->kind == SYN_SYM_IMPORT;
        // A class has its name inside, too.
        if (!own || s->decl == 0 || name[0] == '_' || l->scopes[s->scope].kind == SYN_SCOPE_CLASS) {
            continue;
        }
        if (s->references == 0) {
            report_atom(l, l->nodes[s->decl].start, "nobody reads", s->atom);
        }
    }
    for (syn_id id = 1; id < l->node_count; id++) {
        if (l->nodes[id].kind == SYN_VarDecl && l->nodes[id].op == SYN_LET) {
            check_let(l, l->nodes[id].a);
        }
    }
}

static unsigned lint_file(const char *path, const char *known, syn_goal goal)
{
    syn_options options = {.goal = goal, .flags = SYN_STRICT};
    syn_error error;
    syn_unit *unit = NULL;
    size_t len;
    char *text = tool_read_file("lint", path, &len);
    lint l = {.path = path, .known = known};
    int rc = syn_parse(&unit, text, len, &options, &error);
    if (rc != 0) {
        printf("%s:%u:%u: %s\n", path, error.line, error.column,
               rc == -EINVAL ? error.message : strerror(-rc));
        free(text);
        return 1;
    }
    l.unit = unit;
    l.nodes = syn_nodes_peek(unit, &l.node_count);
    l.symbols = syn_symbols_peek(unit, &l.symbol_count);
    uint32_t scope_count;
    l.scopes = syn_scopes_peek(unit, &scope_count);
    l.assigned = calloc(l.symbol_count + 1, sizeof *l.assigned);
    if (l.assigned == NULL) {
        fprintf(stderr, "lint: out of memory\n");
        exit(2);
    }
    check_nodes(&l);
    check_free_names(&l);
    check_symbols(&l);
    free(l.assigned);
    syn_unit_free(unit);
    free(text);
    return l.findings;
}

int main(int argc, char **argv)
{
    const char *known = NULL;
    syn_goal goal = SYN_GOAL_COMMONJS;
    unsigned findings = 0;
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strcmp(argv[at], "--known") == 0 && at + 1 < argc) {
            size_t len;
            char *text = tool_read_file("lint", argv[++at], &len);
            for (char *c = text; *c != 0; c++) {
                *c = *c == '\n' ? ' ' : *c;
            }
            known = text;
        } else if (strcmp(argv[at], "--module") == 0) {
            goal = SYN_GOAL_MODULE;
        } else {
            fprintf(stderr, "usage: lint --known NAMES_FILE [--module] FILE...\n");
            return 2;
        }
    }
    for (; at < argc; at++) {
        findings += lint_file(argv[at], known == NULL ? "" : known, goal);
    }
    printf("lint: %u findings\n", findings);
    return findings > 0;
}
