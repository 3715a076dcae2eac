// SPDX-License-Identifier: MIT
#include "node/crypto/libargon2.h"

#include "base/library.h"

#include <argon2.h>
#include <uv.h>

static struct {
    __typeof__(&argon2_ctx) derive;
} argon2;

static uv_once_t once = UV_ONCE_INIT;
static bool is_loaded;

static void load(void)
{
    static const library_symbol symbols[] = {{"argon2_ctx", offsetof(__typeof__(argon2), derive)}};
    // The soname carries the version of the interface: 1.
    is_loaded = library_load("libargon2.so.1", symbols, 1, &argon2) == 0;
}

bool libargon2_is_there(void)
{
    uv_once(&once, load);
    return is_loaded;
}

bool libargon2_derive(const argon2_job *job)
{
    if (!libargon2_is_there() || job->out_len > UINT32_MAX || job->message.len > UINT32_MAX ||
        job->nonce.len > UINT32_MAX || job->secret.len > UINT32_MAX || job->associated.len > UINT32_MAX) {
        return false;
    }
    argon2_context context = {
        .out = job->out,
        .outlen = (uint32_t)job->out_len,
        .pwd = job->message.data,
        .pwdlen = (uint32_t)job->message.len,
        .salt = job->nonce.data,
        .saltlen = (uint32_t)job->nonce.len,
        .secret = job->secret.data,
        .secretlen = (uint32_t)job->secret.len,
        .ad = job->associated.data,
        .adlen = (uint32_t)job->associated.len,
        .t_cost = job->passes,
        .m_cost = job->memory,
        .lanes = job->lanes,
        .threads = 1, // as OpenSSL does unless it is told otherwise: the pool has threads enough
        .version = ARGON2_VERSION_13,
    };
    return argon2.derive(&context, (argon2_type)job->kind) == ARGON2_OK;
}
