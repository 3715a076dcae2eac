// SPDX-License-Identifier: MIT
#include "node/performance/milestone.h"

#include <time.h>
#include <uv.h>

static uint64_t noted[NODE_MILESTONES];
static double epoch_ms;

__attribute__((constructor)) static void note_start(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    epoch_ms = (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
    noted[NODE_MILESTONE_START] = uv_hrtime();
}

void node_milestone_note(node_milestone milestone)
{
    noted[milestone] = uv_hrtime();
}

uint64_t node_milestone_get(node_milestone milestone)
{
    return noted[milestone];
}

double node_milestone_epoch_ms(void)
{
    return epoch_ms;
}
