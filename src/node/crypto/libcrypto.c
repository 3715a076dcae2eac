// SPDX-License-Identifier: MIT
//
// Finds libcrypto's functions by name. The library stays for the life of the process.
#include "node/crypto/libcrypto.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <uv.h>

libcrypto ossl;

static uv_once_t once = UV_ONCE_INIT;
static int loaded;

// The soname carries the version of the interface: 3.
static const char library_name[] = "libcrypto.so.3";

static const struct {
    const char *name;
    size_t offset;
} functions[] = {
#define LIBCRYPTO_ROW(name) {#name, offsetof(libcrypto, name)},
    LIBCRYPTO_FUNCTIONS(LIBCRYPTO_ROW)
#undef LIBCRYPTO_ROW
};

static void load(void)
{
    loaded = -ENOENT;
    void *library = dlopen(library_name, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        return;
    }
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        void *found = dlsym(library, functions[i].name);
        if (found == NULL) {
            dlclose(library);
            return;
        }
        memcpy((char *)&ossl + functions[i].offset, &found, sizeof found);
    }
    loaded = 0;
}

int libcrypto_load(void)
{
    uv_once(&once, load);
    return loaded;
}
