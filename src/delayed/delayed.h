// SPDX-License-Identifier: MIT
//
// Libraries of the engine that are not loaded at start. The engine's library is linked to GIO, for its remote inspector, to libsystemd, for
// one function that writes to the journal, to GObject, for its interface to GTK programs, to ICU's formats and, through GLib, to PCRE. Loading these
// and what only they need is a sixth of what a hello-world costs. So a small library bears their names, which the dynamic linker takes for
// them: one as its own (DT_SONAME), the others as links to it in its folder. It exports every function of the real libraries
// (tools/delay_library.py writes them when it is built, from what is installed); each opens its library when first called and jumps
// on. Where the small library is not found, the real ones are. Thread: any.
#ifndef PROTOJS_DELAYED_DELAYED_H
#define PROTOJS_DELAYED_DELAYED_H

#pragma GCC visibility push(hidden)

typedef struct delayed_file {
    unsigned end; // of the numbers of its functions; 0: no more files
    char name[60];
} delayed_file;

// Pointers to the functions that were called, by number; their names, one after the other; the libraries' files.
extern void *delayed_functions[];
extern const char delayed_names[];
extern const delayed_file delayed_libraries[];

// The function of a number. Ends the process where the library or the function is not there, as the dynamic linker does.
void *delayed_find(unsigned number);

#pragma GCC visibility pop

#endif
