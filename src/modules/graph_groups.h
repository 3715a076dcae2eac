// SPDX-License-Identifier: MIT
//
// Groups of modules that are evaluated one right after the other: the engine gets each group as one function, a block a module, since it takes far
// longer to begin a function than to go on in one. Docs: docs/decisions/0010-modules-in-company.md.
#ifndef PROTOJS_MODULES_GRAPH_GROUPS_H
#define PROTOJS_MODULES_GRAPH_GROUPS_H

#include "modules/graph.h"
#include "modules/graph_tables.h"

// Finds the groups of a graph whose plain modules are known: sets `group` of units, and the graph's `order`. Fails: -ENOMEM.
int mod_groups_find(mod_graph *graph) __attribute__((warn_unused_result));

// Adds the function of a group, which are units that stand together in the order of evaluation; the text of each begins on a line of its own.
// `lines`: for each unit its first line, from the `*line` on which the group begins; `*line` is then the line behind the group.
void mod_groups_add_text(mod_text *t, const mod_graph *graph, const uint32_t *members, size_t count,
                         uint32_t *lines, uint32_t *line);

#endif
