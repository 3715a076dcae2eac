// SPDX-License-Identifier: MIT
#include "node/dns/cares.h"

#include "base/library.h"

#include <errno.h>
#include <uv.h>

cares_library cares;

static uv_once_t once = UV_ONCE_INIT;
static int loaded;

static const library_symbol symbols[] = {
#define CARES_ROW(name) {#name, offsetof(cares_library, name)},
    CARES_FUNCTIONS(CARES_ROW)
#undef CARES_ROW
};

static void load(void)
{
    loaded = library_load("libcares.so.2", symbols, sizeof symbols / sizeof symbols[0], &cares);
    if (loaded == 0 && cares.ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS) {
        loaded = -ENOMEM;
    }
}

int cares_load(void)
{
    uv_once(&once, load);
    return loaded;
}
