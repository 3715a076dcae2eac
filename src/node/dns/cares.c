// SPDX-License-Identifier: MIT
//
// Finds the functions of c-ares by name. The library stays for the life of the process.
#include "node/dns/cares.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <uv.h>

cares_library cares;

static uv_once_t once = UV_ONCE_INIT;
static int loaded;

static const struct {
    const char *name;
    size_t offset;
} functions[] = {
#define CARES_ROW(name) {#name, offsetof(cares_library, name)},
    CARES_FUNCTIONS(CARES_ROW)
#undef CARES_ROW
};

static void load(void)
{
    loaded = -ENOENT;
    void *library = dlopen("libcares.so.2", RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        return;
    }
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        void *found = dlsym(library, functions[i].name);
        if (found == NULL) {
            dlclose(library);
            return;
        }
        memcpy((char *)&cares + functions[i].offset, &found, sizeof found);
    }
    loaded = cares.ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS ? 0 : -ENOMEM;
}

int cares_load(void)
{
    uv_once(&once, load);
    return loaded;
}
