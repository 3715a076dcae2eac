// SPDX-License-Identifier: MIT
#include "node/crypto/libcrypto.h"

#include "base/library.h"

#include <uv.h>

libcrypto ossl;

static uv_once_t once = UV_ONCE_INIT;
static int loaded;

static const library_symbol symbols[] = {
#define LIBCRYPTO_ROW(name) {#name, offsetof(libcrypto, name)},
    LIBCRYPTO_FUNCTIONS(LIBCRYPTO_ROW)
#undef LIBCRYPTO_ROW
};

static void load(void)
{
    // The soname carries the version of the interface: 3.
    loaded = library_load("libcrypto.so.3", symbols, sizeof symbols / sizeof symbols[0], &ossl);
}

int libcrypto_load(void)
{
    uv_once(&once, load);
    return loaded;
}
