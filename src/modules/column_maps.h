// SPDX-License-Identifier: MIT
//
// Column maps of rewritten texts by URL or path, until the process ends: stacks tell the author's columns. Shared by all runtimes, since a
// text is rewritten alike in each. Thread: any.
#ifndef PROTOJS_MODULES_COLUMN_MAPS_H
#define PROTOJS_MODULES_COLUMN_MAPS_H

#include "syntax_rewrite.h"

// Keeps a copy of the output's map under a name; the last one of a name counts. Where memory is short, columns stay the rewritten text's.
void mod_columns_keep(const char *name, const syn_output *out);
// The author's column (from 1) of a position in the rewritten text; the same column where no map is known.
uint32_t mod_columns_find(const char *name, uint32_t line, uint32_t column);

#endif
