// SPDX-License-Identifier: MIT
//
// A heap's graph as the text of a .heapsnapshot file, which Chrome's DevTools open. The text is made in pieces, as it is asked for. Thread: any, one at a time.
#ifndef PROTOJS_DIAGNOSTICS_HEAP_SNAPSHOT_H
#define PROTOJS_DIAGNOSTICS_HEAP_SNAPSHOT_H

#include "engine/heap_graph.h"

typedef struct diag_heap_snapshot diag_heap_snapshot;

// Owns: adopts `graph`, also on failure. NULL where memory is short.
diag_heap_snapshot *diag_heap_snapshot_new(js_heap_graph *graph);
void diag_heap_snapshot_free(diag_heap_snapshot *snapshot); // accepts NULL
// The next bytes of the text. Returns how many were written, up to `room`, which is at least 8192; 0: that was all.
size_t diag_heap_snapshot_read(diag_heap_snapshot *snapshot, char *out, size_t room);

#endif
