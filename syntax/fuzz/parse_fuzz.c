// SPDX-License-Identifier: MIT
// libFuzzer entry: any bytes, parsed with every combination of goal and flags that the first byte names.
#include <stdint.h>
#include <stdlib.h>

#include "syntax.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) {
        return 0;
    }
    syn_options o = {.goal = (syn_goal)(data[0] & 3), .stack_max = 256 * 1024};
    o.flags = (data[0] & 4 ? SYN_TYPESCRIPT : 0) | (data[0] & 8 ? SYN_JSX : 0) |
              (data[0] & 64 ? SYN_KEEP_TYPES : 0) | (data[0] & 16 ? SYN_STRICT : 0) |
              (data[0] & 32 ? SYN_DECORATORS : 0);
    syn_unit *u = NULL;
    syn_error e;
    if (syn_parse(&u, (const char *)data + 1, size - 1, &o, &e) == 0) {
        uint32_t count;
        const syn_node *nodes = syn_nodes_peek(u, &count);
        for (uint32_t i = 1; i < count; i++) {
            if (nodes[i].end > size || nodes[i].next >= count) {
                abort();
            }
        }
        syn_unit_free(u);
    }
    return 0;
}
