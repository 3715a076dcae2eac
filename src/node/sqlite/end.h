// SPDX-License-Identifier: MIT
#ifndef PROTOJS_NODE_SQLITE_END_H
#define PROTOJS_NODE_SQLITE_END_H

// Closes the thread's databases before the process ends without unwinding, so that none leaves a journal behind.
void node_sqlite_end(void);

#endif
