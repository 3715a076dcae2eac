// SPDX-License-Identifier: MIT
//
// Libraries of the engine that are not loaded at start. The engine's library is linked to GIO, for its remote inspector, and to libsystemd, for
// one function that writes to the journal. Loading these two and the nine libraries that only they need is an eighth of what a
// hello-world costs. So other objects bear their names (DT_SONAME), which the dynamic linker takes for them: the executable GIO's, a small
// library beside it libsystemd's. They export every function of the real library (tools/delay_library.py writes them when it is built,
// from what is installed); each opens it when first called and jumps on. Without the small library the real one is found. Thread: any.
#ifndef PROTOJS_DELAYED_DELAYED_H
#define PROTOJS_DELAYED_DELAYED_H

#pragma GCC visibility push(hidden)

// Pointers to the functions that were called, by number; their names, one after the other; the library's file.
extern void *delayed_functions[];
extern const char delayed_names[];
extern const char delayed_library[];

// The function of a number. Ends the process where the library or the function is not there, as the dynamic linker does.
void *delayed_find(unsigned number);

#pragma GCC visibility pop

#endif
