// SPDX-License-Identifier: MIT
//
// See delayed.h. Called from between a caller and the function that it wants: nothing here may fail half-way.
#include "delayed/delayed.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *open_in(const char *folder, size_t folder_len, const char *name)
{
    char path[PATH_MAX];
    int len = snprintf(path, sizeof path, "%.*s/%s", (int)folder_len, folder, name);
    return len > 0 && (size_t)len < sizeof path ? dlopen(path, RTLD_LAZY | RTLD_LOCAL) : NULL;
}

// By the full name, since the bare one is ours: it stands where the C library does, or where it was when this was built. Opened again for
// each function, the library is the same.
static void *open_library(const char *name)
{
    void *library = NULL;
    Dl_info libc;
    if (dladdr((const void *)(uintptr_t)&qsort, &libc) != 0) {
        const char *slash = strrchr(libc.dli_fname, '/');
        library = slash == NULL ? NULL : open_in(libc.dli_fname, (size_t)(slash - libc.dli_fname), name);
    }
    if (library == NULL) {
        library = open_in(DELAYED_FOLDER, strlen(DELAYED_FOLDER), name);
    }
    if (library == NULL) {
        fprintf(stderr, "protojs: cannot open %s\n", name);
        abort();
    }
    return library;
}

void *delayed_find(unsigned number)
{
    const char *name = delayed_names;
    for (unsigned i = 0; i < number; i++) {
        name += strlen(name) + 1;
    }
    const delayed_file *file = delayed_libraries;
    while (number >= file->end) {
        file++;
    }
    void *found = dlsym(open_library(file->name), name);
    if (found == NULL) {
        fprintf(stderr, "protojs: %s has no %s\n", file->name, name);
        abort();
    }
    __atomic_store_n(&delayed_functions[number], found, __ATOMIC_RELEASE);
    return found;
}
