// SPDX-License-Identifier: MIT
//
// See graph_groups.h. The order of evaluation is that of a walk over the graph that leaves a module after all that it imports; modules outside of the
// graph are evaluated in between, which ends a group unless they are built in: nobody can tell when those are evaluated.
#include "modules/graph_groups.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modules/graph_link.h"
#include "modules/source_lines.h"

enum { MEMBERS_MAX = 64, MEMBER_BYTES_MAX = 16 * 1024, GROUP_BYTES_MAX = 128 * 1024 };

// ---- order -----------------------------------------------------------------------------------------------------------

typedef struct step {
    uint32_t unit, next; // the next of its requests
} step;

// Units by the end of their visit, beginning at the root. Returns how many can be reached.
static size_t walk(const mod_graph *graph, uint32_t *order, step *stack, bool *seen)
{
    size_t depth = 1, count = 0;
    stack[0] = (step){0, 0};
    seen[0] = true;
    while (depth > 0) {
        step *top = &stack[depth - 1];
        const mod_unit *unit = &graph->units[top->unit];
        if (top->next == unit->out.module.request_count) {
            order[count++] = top->unit;
            depth--;
            continue;
        }
        uint32_t target = unit->targets[top->next++];
        if (target != UINT32_MAX && !seen[target]) {
            seen[target] = true;
            stack[depth++] = (step){target, 0};
        }
    }
    return count;
}

// ---- groups ----------------------------------------------------------------------------------------------------------

static bool is_groupable(const mod_unit *unit)
{
    return unit->plain && unit->out.block_safe && !unit->imports_others && unit->out.ascii &&
           unit->out.len <= MEMBER_BYTES_MAX;
}

static bool waits(const mod_graph *graph)
{
    for (size_t i = 0; i < graph->count; i++) {
        if (graph->units[i].out.module.top_level_await) {
            return true;
        }
    }
    return false;
}

static void number_groups(mod_graph *graph)
{
    for (size_t begin = 0, end; begin < graph->order_count; begin = end) {
        size_t bytes = 0;
        for (end = begin; end < graph->order_count && end - begin < MEMBERS_MAX; end++) {
            const mod_unit *unit = &graph->units[graph->order[end]];
            if (!is_groupable(unit) || bytes + unit->out.len > GROUP_BYTES_MAX) {
                break;
            }
            bytes += unit->out.len;
        }
        if (end - begin > 1) {
            graph->group_count++;
            for (size_t i = begin; i < end; i++) {
                graph->units[graph->order[i]].group = graph->group_count;
            }
        }
        end = end == begin ? begin + 1 : end;
    }
}

int mod_groups_find(mod_graph *graph)
{
    step *stack = malloc((graph->count + 1) * sizeof *stack);
    bool *seen = calloc(graph->count + 1, sizeof *seen);
    graph->order = malloc((graph->count + 1) * sizeof *graph->order);
    int rc = stack == NULL || seen == NULL || graph->order == NULL ? -ENOMEM : 0;
    // Modules that wait may be overtaken by others.
    if (rc == 0 && !waits(graph)) {
        graph->order_count = walk(graph, graph->order, stack, seen);
        number_groups(graph);
    }
    free(stack);
    free(seen);
    return rc;
}

// ---- text ------------------------------------------------------------------------------------------------------------

// Whether a module uses a parameter of its function: the export call, import(), import.meta, an object for each request, namespaces.
static bool is_used(const mod_graph *graph, uint32_t number, unsigned position)
{
    const mod_unit *unit = &graph->units[number];
    switch (position) {
    case 0:
        return false; // in scope already
    case 1:
        return unit->out.module.uses_import_call;
    case 2:
        return unit->out.module.uses_meta;
    default:
        return !graph->linked || unit->sources[position - 3] != MOD_FROM_NOBODY;
    }
}

// What a parameter is: a member of the list that $pj_begin() gave, or, in a linked graph, the object itself.
static void add_value(mod_text *t, const mod_graph *graph, uint32_t number, unsigned position)
{
    uint32_t source = MOD_FROM_SEVERAL;
    char text[64];
    int len;
    if (graph->linked && position >= 3) {
        source = graph->units[number].sources[position - 3];
    }
    if (!graph->linked) {
        len = snprintf(text, sizeof text, "=$pj_b[%u]", position - 1);
    } else if (source < MOD_FROM_OUTSIDE) {
        len = snprintf(text, sizeof text, "=$pj_x[%u]", source);
    } else {
        len = snprintf(text, sizeof text, "=$pj_of(%u,%u)", number, position - 1);
    }
    mod_text_add(t, text, (size_t)len);
}

// The begin of a module's block, from the head of its function: its parameters become constants, with what stands before its body.
static void add_head(mod_text *t, const mod_graph *graph, uint32_t number)
{
    static const char strict[] = "){\"use strict\";";
    const mod_unit *unit = &graph->units[number];
    const char *text = unit->out.text, *end = text + unit->out.head_len;
    const char *at = memchr(text, '(', unit->out.head_len);
    at = at == NULL ? NULL : memchr(at + 1, '(', (size_t)(end - at - 1));
    char begin[64];
    const char *form = graph->linked ? "if($pj_begin(%u)){" : "if($pj_b=$pj_begin(%u)){";
    mod_text_add(t, begin, (size_t)snprintf(begin, sizeof begin, form, number));
    const char *list_end = at == NULL ? NULL : memchr(at, ')', (size_t)(end - at));
    if (list_end == NULL || (size_t)(end - list_end) < sizeof strict - 1) {
        t->failed = true;
        return;
    }
    unsigned position = 0, written = 0;
    for (const char *name = at + 1; name < list_end; position++) {
        const char *comma = memchr(name, ',', (size_t)(list_end - name));
        comma = comma == NULL ? list_end : comma;
        if (is_used(graph, number, position)) {
            mod_text_add_ascii(t, written++ == 0 ? "const " : ",");
            mod_text_add(t, name, (size_t)(comma - name));
            add_value(t, graph, number, position);
        }
        name = comma + 1;
    }
    mod_text_add_ascii(t, written > 0 ? ";" : "");
    at = list_end + sizeof strict - 1;
    mod_text_add(t, at, (size_t)(end - at)); // namespaces; with getters, their call
    mod_text_add_ascii(t, "\n");
}

void mod_groups_add_text(mod_text *t, const mod_graph *graph, const uint32_t *members, size_t count,
                         uint32_t *lines, uint32_t *line)
{
    static const char blank[] = "                                                                ";
    mod_text_add_ascii(t, graph->linked ? "(function($pj_export,$pj_begin,$pj_x,$pj_of){\"use strict\";\n"
                                        : "(function($pj_export,$pj_begin){\"use strict\";let $pj_b;\n");
    ++*line;
    for (size_t i = 0; i < count; i++) {
        const mod_unit *unit = &graph->units[members[i]];
        add_head(t, graph, members[i]);
        lines[i] = ++*line;
        // The body keeps its columns.
        for (size_t head = unit->out.head_len; head > 0;) {
            size_t n = head < sizeof blank - 1 ? head : sizeof blank - 1;
            mod_text_add(t, blank, n);
            head -= n;
        }
        const char *body = unit->out.text + unit->out.head_len;
        size_t len = unit->out.len - unit->out.head_len - 1; // without the last parenthesis
        mod_text_add(t, body, len);
        mod_text_add_ascii(t, "\n");
        *line += mod_lines_count(body, len) + 1;
    }
    mod_text_add_ascii(t, "})");
}
