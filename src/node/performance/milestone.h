// SPDX-License-Identifier: MIT
//
// When the process passed the stations of its start: what performance.nodeTiming shows.
#ifndef PROTOJS_NODE_MILESTONE_H
#define PROTOJS_NODE_MILESTONE_H

#include <stdint.h>

typedef enum node_milestone {
    NODE_MILESTONE_START,       // the process was loaded; noted by itself, and the origin of the others
    NODE_MILESTONE_MAIN,        // main() runs
    NODE_MILESTONE_ENGINE,      // the engine starts
    NODE_MILESTONE_ENVIRONMENT, // the engine is there
    NODE_MILESTONE_BOOTSTRAP,   // the built-ins are there; the program follows
    NODE_MILESTONES
} node_milestone;

// Notes the current time. Thread: main.
void node_milestone_note(node_milestone milestone);
// The noted time as of uv_hrtime; 0 where not noted. Thread: any, once noted.
uint64_t node_milestone_get(node_milestone milestone);
// Milliseconds since the epoch at NODE_MILESTONE_START.
double node_milestone_epoch_ms(void);

#endif
