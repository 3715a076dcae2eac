// SPDX-License-Identifier: MIT
#include "node/crypto/libnettle.h"

#include "base/library.h"

#include <nettle/pbkdf2.h>
#include <openssl/obj_mac.h>
#include <stdbool.h>
#include <uv.h>

static struct {
    __typeof__(&nettle_pbkdf2_hmac_sha1) sha1;
    __typeof__(&nettle_pbkdf2_hmac_sha256) sha256;
    __typeof__(&nettle_pbkdf2_hmac_sha384) sha384;
    __typeof__(&nettle_pbkdf2_hmac_sha512) sha512;
} nettle;

static uv_once_t once = UV_ONCE_INIT;
static bool is_loaded;

static void load(void)
{
    static const library_symbol symbols[] = {
        {"nettle_pbkdf2_hmac_sha1", offsetof(__typeof__(nettle), sha1)},
        {"nettle_pbkdf2_hmac_sha256", offsetof(__typeof__(nettle), sha256)},
        {"nettle_pbkdf2_hmac_sha384", offsetof(__typeof__(nettle), sha384)},
        {"nettle_pbkdf2_hmac_sha512", offsetof(__typeof__(nettle), sha512)},
    };
    // The soname carries the version of the interface: 8.
    is_loaded = library_load("libnettle.so.8", symbols, sizeof symbols / sizeof symbols[0], &nettle) == 0;
}

nettle_derivation nettle_pbkdf2_for(int nid)
{
    uv_once(&once, load);
    if (!is_loaded) {
        return NULL;
    }
    switch (nid) {
    case NID_sha1:
        return nettle.sha1;
    case NID_sha256:
        return nettle.sha256;
    case NID_sha384:
        return nettle.sha384;
    case NID_sha512:
        return nettle.sha512;
    default:
        return NULL;
    }
}
