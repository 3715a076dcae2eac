// SPDX-License-Identifier: MIT
//
// Finds OpenSSL's functions by name. The libraries stay for the life of the process.
#include "node/tls/libssl.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <uv.h>

tls_library tlib;

typedef struct symbol {
    const char *name;
    size_t offset;
} symbol;

#define TLS_ROW(name) {#name, offsetof(tls_library, name)},
static const symbol crypto_symbols[] = {TLS_LIBCRYPTO_FUNCTIONS(TLS_ROW)};
static const symbol ssl_symbols[] = {TLS_LIBSSL_FUNCTIONS(TLS_ROW)};
#undef TLS_ROW

static uv_once_t crypto_once = UV_ONCE_INIT, ssl_once = UV_ONCE_INIT;
static int crypto_loaded, ssl_loaded;

// The sonames carry the version of the interface: 3.
static int load(const char *name, const symbol *symbols, size_t count)
{
    void *library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        return -ENOENT;
    }
    for (size_t i = 0; i < count; i++) {
        void *found = dlsym(library, symbols[i].name);
        if (found == NULL) {
            dlclose(library);
            return -ENOENT;
        }
        memcpy((char *)&tlib + symbols[i].offset, &found, sizeof found);
    }
    return 0;
}

static void load_crypto(void)
{
    crypto_loaded = load("libcrypto.so.3", crypto_symbols, sizeof crypto_symbols / sizeof *crypto_symbols);
}

static void load_ssl(void)
{
    ssl_loaded = tls_libcrypto_load();
    if (ssl_loaded == 0) {
        ssl_loaded = load("libssl.so.3", ssl_symbols, sizeof ssl_symbols / sizeof *ssl_symbols);
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
