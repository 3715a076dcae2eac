// SPDX-License-Identifier: MIT
#include "base/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

int library_load(const char *file, const library_symbol *symbols, size_t count, void *table)
{
    void *library = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        return -ENOENT;
    }
    for (size_t i = 0; i < count; i++) {
        if (dlsym(library, symbols[i].name) == NULL) {
            dlclose(library);
            return -ENOENT;
        }
    }
    for (size_t i = 0; i < count; i++) {
        void *found = dlsym(library, symbols[i].name);
        memcpy((char *)table + symbols[i].offset, &found, sizeof found);
    }
    return 0;
}
