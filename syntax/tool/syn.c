// SPDX-License-Identifier: MIT
// syn: a look at what the source front end makes of a text.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "file.h"
#include "syntax.h"
#include "syntax_rewrite.h"

typedef struct arguments {
    const char *command;
    const char *file;
    syn_options options;
    syn_rewrite_options rewrite;
    bool map, record;
    int repeat;
} arguments;

static void report(const char *file, const syn_error *e, int r)
{
    if (r == -EINVAL) {
        printf("%s:%u:%u: %s: %s\n", file, e->line, e->column, e->too_deep ? "RangeError" : "SyntaxError",
               e->message);
    } else {
        printf("%s: %s\n", file, strerror(-r));
    }
}

static void print_token(void *arg, const syn_token *t)
{
    const char *text = arg;
    printf("%7u %-14s %.*s\n", t->start, t->type, (int)(t->end - t->start), text + t->start);
}

static void print_tree(const syn_unit *u, const syn_node *nodes, syn_id id, int depth);

static void print_children(const syn_unit *u, const syn_node *nodes, syn_id list, int depth)
{
    for (syn_id c = list; c; c = nodes[c].next) {
        print_tree(u, nodes, c, depth);
    }
}

static bool has_atom(unsigned kind)
{
    return kind == SYN_Ident || kind == SYN_BindingIdent || kind == SYN_Name || kind == SYN_PrivateName ||
           kind == SYN_JsxName || kind == SYN_TsTypeName;
}

static void print_tree(const syn_unit *u, const syn_node *nodes, syn_id id, int depth)
{
    const syn_node *n = &nodes[id];
    printf("%*s%s %u-%u", depth * 2, "", syn_kind_name(n->kind), n->start, n->end);
    if (has_atom(n->kind)) {
        uint32_t len;
        const char *name = syn_atom_peek(u, n->a, &len);
        printf(" %.*s", (int)len, name);
        if (n->b && n->kind != SYN_Name) {
            printf(" @%u", n->b);
        }
        printf("\n");
        return;
    }
    if (n->op) {
        printf(" op=%u", n->op);
    }
    if (n->flags) {
        printf(" flags=%u", n->flags);
    }
    printf("\n");
    if (depth > 400 || n->kind == SYN_Regex) {
        return;
    }
    print_children(u, nodes, n->a, depth + 1);
    print_children(u, nodes, n->b, depth + 1);
    if (n->kind != SYN_ImportAttribute) {
        print_children(u, nodes, n->c, depth + 1);
    }
    if (n->kind == SYN_For || n->kind == SYN_Method || n->kind == SYN_Field || n->kind == SYN_ClassDecl ||
        n->kind == SYN_ClassExpr || n->kind == SYN_ExportNamed) {
        print_children(u, nodes, n->d, depth + 1);
    }
}

static void print_scopes(const syn_unit *u)
{
    static const char *const kinds[] = {"top",   "function", "arrow",  "body",     "block",
                                        "catch", "class",    "static", "namespace"};
    static const char *const symbols[] = {"var",
                                          "function",
                                          "param",
                                          "let",
                                          "const",
                                          "class",
                                          "lexical function",
                                          "sloppy function",
                                          "catch",
                                          "catch pattern",
                                          "import",
                                          "function name",
                                          "annex b var",
                                          "arguments",
                                          "private",
                                          "enum",
                                          "namespace",
                                          "type"};
    uint32_t count;
    const syn_scope *scopes = syn_scopes_peek(u, &count);
    const syn_symbol *syms = syn_symbols_peek(u, NULL);
    const syn_node *nodes = syn_nodes_peek(u, NULL);
    for (uint32_t i = 1; i < count; i++) {
        printf("%u %s %u-%u in %u\n", i, kinds[scopes[i].kind], scopes[i].start, scopes[i].end,
               scopes[i].parent);
        for (uint32_t s = scopes[i].first_symbol; s; s = syms[s].sibling) {
            uint32_t len, refs = 0;
            const char *name = syn_atom_peek(u, syms[s].atom, &len);
            printf("    %s %.*s:", symbols[syms[s].kind], (int)len, name);
            for (syn_id r = syms[s].references; r; r = nodes[r].c) {
                refs++;
                printf(" %u", nodes[r].start);
            }
            printf(" (%u)\n", refs);
        }
    }
}

static void print_record(const syn_module_record *m)
{
    for (uint32_t i = 0; i < m->request_count; i++) {
        printf("request %u %s phase=%u at %u:%u\n", i, m->requests[i].specifier.text, m->requests[i].phase,
               m->requests[i].line, m->requests[i].column);
        for (uint32_t k = 0; k < m->requests[i].attribute_count; k++) {
            printf("  with %s: %s\n", m->requests[i].attributes[k].key.text,
                   m->requests[i].attributes[k].value.text);
        }
    }
    for (uint32_t i = 0; i < m->import_count; i++) {
        printf("import %s as %s from %u\n", m->imports[i].name.text ? m->imports[i].name.text : "*",
               m->imports[i].local.text, m->imports[i].request);
    }
    for (uint32_t i = 0; i < m->export_count; i++) {
        const syn_export_entry *e = &m->exports[i];
        if (e->local.text) {
            printf("export %s as %s\n", e->local.text, e->name.text);
        } else {
            printf("export %s as %s from %u\n", e->imported.text ? e->imported.text : "*",
                   e->name.text ? e->name.text : "*", e->request);
        }
    }
    printf("top_level_await=%d async_generator=%d meta=%d import()=%d\n", m->top_level_await,
           m->async_generator, m->uses_meta, m->uses_import_call);
}

static int rewrite(const arguments *a, const syn_unit *u)
{
    syn_output o;
    syn_error e;
    int r = syn_rewrite(&o, u, &a->rewrite, &e);
    if (r) {
        printf("%s:%u:%u: %s\n", a->file, e.line, e.column, e.message[0] ? e.message : strerror(-r));
        return 1;
    }
    if (a->record) {
        print_record(&o.module);
    } else if (a->map) {
        for (uint32_t i = 0; i < o.map_count; i++) {
            printf("%u:%u was %u\n", o.map[i].line, o.map[i].column, o.map[i].original);
        }
    } else {
        fwrite(o.text, 1, o.len, stdout);
    }
    syn_output_free(&o);
    return 0;
}

static int exports(const syn_unit *u)
{
    syn_cjs_exports x;
    if (syn_cjs_find_exports(&x, u)) {
        return 1;
    }
    for (uint32_t i = 0; i < x.name_count; i++) {
        printf("%s\n", x.names[i].text);
    }
    for (uint32_t i = 0; i < x.reexport_count; i++) {
        printf("* from %s\n", x.reexports[i].text);
    }
    syn_cjs_exports_free(&x);
    return 0;
}

static double cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int bench(const arguments *a, const char *text, size_t len)
{
    double best = 1e9; // of parsing, and rewriting where flags ask for it
    for (int i = 0; i < a->repeat; i++) {
        double t = cpu();
        syn_unit *u;
        syn_error e;
        int r = syn_parse(&u, text, len, &a->options, &e);
        if (r) {
            report(a->file, &e, r);
            return 1;
        }
        syn_output o = {0};
        if (a->rewrite.flags && syn_rewrite(&o, u, &a->rewrite, &e)) {
            return 1;
        }
        t = cpu() - t;
        syn_output_free(&o);
        best = t < best ? t : best;
        if (i == 0) {
            uint32_t nodes, scopes, symbols;
            syn_nodes_peek(u, &nodes);
            syn_scopes_peek(u, &scopes);
            syn_symbols_peek(u, &symbols);
            printf("%u nodes, %u scopes, %u symbols; first %.2f ms\n", nodes, scopes, symbols, t);
        }
        syn_unit_free(u);
    }
    printf("best of %d: %.2f ms CPU, %.1f MB/s\n", a->repeat, best, (double)len / 1e3 / best);
    return 0;
}

// Reads lines "goal flags path" (numbers of enum syn_goal and syn_parse_flag), answers each with a line:
// "ok" or the error. For test runners.
static int batch(void)
{
    char line[4200], path[4096];
    unsigned goal, flags;
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "%u %u %4095[^\n]", &goal, &flags, path) != 3) {
            return 2;
        }
        size_t len;
        char *text = tool_read(path, &len);
        syn_options options = {.goal = (syn_goal)goal, .flags = flags};
        syn_error e = {0};
        syn_unit *u = NULL;
        int r = text ? syn_parse(&u, text, len, &options, &e) : -ENOENT;
        if (r == -EINVAL) {
            printf("%u:%u: %s\n", e.line, e.column, e.message);
        } else {
            printf("%s\n", r ? strerror(-r) : "ok");
        }
        fflush(stdout);
        syn_unit_free(u);
        free(text);
    }
    return 0;
}

static int usage(void)
{
    fprintf(stderr, "usage: syn check|tokens|tree|scopes|bench|rewrite|exports [--module|--commonjs|--repl] "
                    "[--ts] [--jsx] "
                    "[--strict] [--decorators|--legacy|--metadata] [--async] [--fix] [--probes] "
                    "[--import-call] [--record|--map] "
                    "FILE\n       syn batch\n");
    return 2;
}

static int run(const arguments *a)
{
    size_t len;
    char *text = tool_read(a->file, &len);
    if (!text) {
        perror(a->file);
        return 2;
    }
    syn_error e;
    syn_unit *u = NULL;
    int r, result = 0;
    if (strcmp(a->command, "bench") == 0) {
        result = bench(a, text, len);
    } else if (strcmp(a->command, "tokens") == 0) {
        r = syn_tokens(text, len, &a->options, print_token, text, &e);
        if (r) {
            report(a->file, &e, r);
            result = 1;
        }
    } else {
        r = syn_parse(&u, text, len, &a->options, &e);
        if (r) {
            report(a->file, &e, r);
            result = 1;
        } else if (strcmp(a->command, "tree") == 0) {
            print_tree(u, syn_nodes_peek(u, NULL), 1, 0);
        } else if (strcmp(a->command, "scopes") == 0) {
            print_scopes(u);
        } else if (strcmp(a->command, "rewrite") == 0) {
            result = rewrite(a, u);
        } else if (strcmp(a->command, "exports") == 0) {
            result = exports(u);
        } else if (strcmp(a->command, "check") != 0) {
            result = usage();
        }
        syn_unit_free(u);
    }
    free(text);
    return result;
}

int main(int argc, char **argv)
{
    arguments a = {.repeat = 5};
    if (argc == 2 && strcmp(argv[1], "batch") == 0) {
        return batch();
    }
    if (argc < 3) {
        return usage();
    }
    a.command = argv[1];
    for (int i = 2; i < argc; i++) {
        const char *o = argv[i];
        if (strcmp(o, "--module") == 0) {
            a.options.goal = SYN_GOAL_MODULE;
            a.rewrite.flags |= SYN_RW_MODULE;
        } else if (strcmp(o, "--commonjs") == 0) {
            a.options.goal = SYN_GOAL_COMMONJS;
        } else if (strcmp(o, "--repl") == 0) {
            a.options.goal = SYN_GOAL_REPL;
            a.rewrite.flags |= SYN_RW_REPL;
        } else if (strcmp(o, "--ts") == 0) {
            a.options.flags |= SYN_TYPESCRIPT;
        } else if (strcmp(o, "--jsx") == 0) {
            a.options.flags |= SYN_JSX;
        } else if (strcmp(o, "--strict") == 0) {
            a.options.flags |= SYN_STRICT;
        } else if (strcmp(o, "--strip") == 0) {
            a.rewrite.flags &= ~(uint32_t)SYN_RW_MODULE;
        } else if (strcmp(o, "--record") == 0) {
            a.record = true;
        } else if (strcmp(o, "--map") == 0) {
            a.map = true;
        } else if (strcmp(o, "--async") == 0) {
            a.rewrite.flags |= SYN_RW_ASYNC_CONTEXT;
        } else if (strcmp(o, "--fix") == 0) {
            a.rewrite.flags |= SYN_RW_CATCH_FIX;
        } else if (strcmp(o, "--probes") == 0) {
            a.rewrite.flags |= SYN_RW_PROBES;
        } else if (strcmp(o, "--import-call") == 0) {
            a.rewrite.flags |= SYN_RW_IMPORT_CALL;
        } else if (strcmp(o, "--decorators") == 0) {
            a.options.flags |= SYN_DECORATORS;
        } else if (strcmp(o, "--legacy") == 0) {
            a.rewrite.flags |= SYN_RW_LEGACY_DECORATORS;
        } else if (strcmp(o, "--metadata") == 0) {
            a.options.flags |= SYN_KEEP_TYPES;
            a.rewrite.flags |= SYN_RW_LEGACY_DECORATORS | SYN_RW_DECORATOR_METADATA;
        } else {
            a.file = o;
        }
    }
    return a.file ? run(&a) : usage();
}
