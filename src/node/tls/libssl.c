// SPDX-License-Identifier: MIT
#include "node/tls/libssl.h"

#include "base/library.h"

#include <uv.h>

tls_library tlib;

#define TLS_ROW(name) {#name, offsetof(tls_library, name)},
static const library_symbol crypto_symbols[] = {TLS_LIBCRYPTO_FUNCTIONS(TLS_ROW)};
static const library_symbol ssl_symbols[] = {TLS_LIBSSL_FUNCTIONS(TLS_ROW)};
#undef TLS_ROW

static uv_once_t crypto_once = UV_ONCE_INIT, ssl_once = UV_ONCE_INIT;
static int crypto_loaded, ssl_loaded;

// The sonames carry the version of the interface: 3.
static void load_crypto(void)
{
    crypto_loaded = library_load("libcrypto.so.3", crypto_symbols,
                                 sizeof crypto_symbols / sizeof crypto_symbols[0], &tlib);
}

static void load_ssl(void)
{
    ssl_loaded = tls_libcrypto_load();
    if (ssl_loaded == 0) {
        ssl_loaded =
            library_load("libssl.so.3", ssl_symbols, sizeof ssl_symbols / sizeof ssl_symbols[0], &tlib);
    }
}

int tls_libcrypto_load(void)
{
    uv_once(&crypto_once, load_crypto);
    return crypto_loaded;
}

int tls_library_load(void)
{
    uv_once(&ssl_once, load_ssl);
    return ssl_loaded;
}
