// SPDX-License-Identifier: MIT
//
// Links a graph of ES modules whose modules are all plain functions (graph.h): finds, for everything that is imported, the module that exports
// it. Such a graph needs no module records to run: each module is called once, after what it imports, with the exporters' own objects.
#ifndef PROTOJS_MODULES_GRAPH_LINK_H
#define PROTOJS_MODULES_GRAPH_LINK_H

#include "modules/graph.h"
#include "modules/graph_tables.h"

// Where the object of a request comes from, besides the index of the unit whose exports it is.
#define MOD_FROM_NOBODY UINT32_MAX        // no name is imported by this request
#define MOD_FROM_SEVERAL (UINT32_MAX - 1) // to be made of single exports
#define MOD_FROM_OUTSIDE (UINT32_MAX - 2) // a built-in module's

// Sets `linked` and the units' `sources` where the whole graph can run so; all else, what does not link included, is left to module records.
// Fails: -ENOMEM.
int mod_graph_link(mod_graph *graph, const mod_resolver *r) __attribute__((warn_unused_result));

// What JavaScript must know to run a linked graph, as JSON: { outside: [[unit, request, specifier, [names]]],
// made: [[unit, request, [[name, unit, name there, 1 where it may change]]]], alone: [[unit, [uses import(), uses import.meta, [for each request
// the unit whose exports it is, or -1]]]] }. Nothing where all are empty.
void mod_graph_describe_links(mod_text *t, const mod_graph *graph);

#endif
