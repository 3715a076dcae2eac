// SPDX-License-Identifier: MIT
#include "node/http2/libnghttp2.h"

#include "base/library.h"

#include <uv.h>

nghttp2_library ng2;

static uv_once_t once = UV_ONCE_INIT;
static int loaded;

static const library_symbol symbols[] = {
#define NGHTTP2_ROW(name) {#name, offsetof(nghttp2_library, name)},
    NGHTTP2_FUNCTIONS(NGHTTP2_ROW)
#undef NGHTTP2_ROW
};

static void load(void)
{
    loaded = library_load("libnghttp2.so.14", symbols, sizeof symbols / sizeof symbols[0], &ng2);
}

int nghttp2_load(void)
{
    uv_once(&once, load);
    return loaded;
}
