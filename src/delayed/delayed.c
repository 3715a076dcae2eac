// SPDX-License-Identifier: MIT
//
// See delayed.h. Called from between a caller and the function that it wants: nothing here may fail half-way.
#include "delayed/delayed.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void *library;

// By the full name, since the bare one is ours: it stands where the C library does.
static void open_library(void)
{
    char path[PATH_MAX] = "";
    Dl_info libc;
    if (dladdr((const void *)(uintptr_t)&qsort, &libc) != 0) {
        const char *slash = strrchr(libc.dli_fname, '/');
        int len = slash == NULL ? 0 : (int)(slash - libc.dli_fname) + 1;
        snprintf(path, sizeof path, "%.*s%s", len, libc.dli_fname, delayed_library);
        library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    }
    if (library == NULL) {
        fprintf(stderr, "protojs: cannot open %s\n", path);
        abort();
    }
}

void *delayed_find(unsigned number)
{
    pthread_once(&once, open_library);
    const char *name = delayed_names;
    for (unsigned i = 0; i < number; i++) {
        name += strlen(name) + 1;
    }
    void *found = dlsym(library, name);
    if (found == NULL) {
        fprintf(stderr, "protojs: %s has no %s\n", delayed_library, name);
        abort();
    }
    __atomic_store_n(&delayed_functions[number], found, __ATOMIC_RELEASE);
    return found;
}
