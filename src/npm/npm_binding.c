// SPDX-License-Identifier: MIT
//
// The binding `npm`: archives into the cache, packages out of it, each on a thread of the pool. Results are [status, reason, detail]; what is wrong with an archive is no
// system error, so the request itself always succeeds.
#include "engine/engine.h"
#include "node/crypto/libcrypto.h"
#include "node/request.h"
#include "npm/npm_registry.h"
#include "npm/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const js_binding_spec node_npm_binding;

// ---- add ------------------------------------------------------------------------------------------------------------------

typedef struct add_request {
    node_request base;
    js_bytes archive;
    char *algorithm, *expected, *temporary, *name;
    int rc;
    bool mismatch;
    npm_tar_failure failure;
    char digest[2 * EVP_MAX_MD_SIZE + 1];
} add_request;

static void add_deinit(node_request *request)
{
    add_request *r = (add_request *)request;
    free(r->algorithm);
    free(r->expected);
    free(r->temporary);
    free(r->name);
}

static int digest_of(add_request *r)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    const EVP_MD *md = ossl.EVP_get_digestbyname(r->algorithm);
    if (md == NULL) {
        return -ENOTSUP;
    }
    if (ossl.EVP_Digest(r->archive.data, r->archive.len, digest, &len, md, NULL) != 1) {
        return -ENOMEM;
    }
    for (unsigned i = 0; i < len; i++) {
        snprintf(r->digest + 2 * (size_t)i, 3, "%02x", digest[i]);
    }
    return 0;
}

static void add_work(node_request *request)
{
    add_request *r = (add_request *)request;
    r->rc = libcrypto_load();
    r->rc = r->rc == 0 ? digest_of(r) : r->rc;
    if (r->rc < 0) {
        return;
    }
    // `expected` holds digests in hexadecimal, apart by blanks; any will do, and none asks for nothing.
    if (r->expected[0] != 0 && strstr(r->expected, r->digest) == NULL) {
        r->mismatch = true;
        r->rc = -EBADMSG;
        return;
    }
    r->rc = npm_store_add(r->archive.data, r->archive.len, r->temporary, r->name, &r->failure);
}

static js_value text_of(js_context ctx, const char *text)
{
    return text == NULL ? JS_UNDEFINED : js_string_utf8(ctx, text, strlen(text));
}

static js_value triple(js_context ctx, int status, js_value reason, js_value detail)
{
    js_value exception = NULL;
    js_value values[] = {js_int32(status), reason, detail};
    return js_array_new(ctx, 3, values, &exception);
}

static js_value add_result(js_context ctx, node_request *request)
{
    add_request *r = (add_request *)request;
    if (r->mismatch) {
        return triple(ctx, r->rc, text_of(ctx, "integrity"), text_of(ctx, r->digest));
    }
    return r->failure.reason == NULL
               ? triple(ctx, r->rc, JS_UNDEFINED, text_of(ctx, r->digest))
               : triple(ctx, r->rc, text_of(ctx, r->failure.reason), text_of(ctx, r->failure.path));
}

// add(archive, algorithm, expected, temporary, name, callback)
JS_FUNCTION(npm_add)
{
    add_request *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    r->base.work = add_work;
    r->base.result = add_result;
    r->base.deinit = add_deinit;
    char **const texts[] = {&r->algorithm, &r->expected, &r->temporary, &r->name};
    for (size_t i = 0; i < 4; i++) {
        *texts[i] = js_utf8_dup(ctx, js_arg(argc, argv, i + 1), NULL, exception);
        if (*texts[i] == NULL) {
            goto fail;
        }
    }
    if (js_bytes_get(ctx, js_arg(argc, argv, 0), &r->archive) < 0) {
        js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "the archive must be bytes");
        goto fail;
    }
    return node_request_submit(ctx, &r->base, js_arg(argc, argv, 5), js_arg(argc, argv, 0), exception);
fail:
    add_deinit(&r->base);
    free(r);
    return JS_UNDEFINED;
}

// ---- link -----------------------------------------------------------------------------------------------------------------

typedef struct link_request {
    node_request base;
    char *name, *to;
    npm_store_method method;
    int rc;
} link_request;

static void link_deinit(node_request *request)
{
    link_request *r = (link_request *)request;
    free(r->name);
    free(r->to);
}

static void link_work(node_request *request)
{
    link_request *r = (link_request *)request;
    r->rc = npm_store_link(r->name, r->to, &r->method);
}

static js_value link_result(js_context ctx, node_request *request)
{
    link_request *r = (link_request *)request;
    return triple(ctx, r->rc, JS_UNDEFINED, js_int32((int32_t)r->method));
}

// link(name, to, method, callback)
JS_FUNCTION(npm_link)
{
    link_request *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    r->base.work = link_work;
    r->base.result = link_result;
    r->base.deinit = link_deinit;
    int32_t method = js_arg_int32(argc, argv, 2);
    r->method =
        method >= NPM_STORE_AUTO && method <= NPM_STORE_COPY ? (npm_store_method)method : NPM_STORE_AUTO;
    r->name = js_utf8_dup(ctx, js_arg(argc, argv, 0), NULL, exception);
    r->to = r->name == NULL ? NULL : js_utf8_dup(ctx, js_arg(argc, argv, 1), NULL, exception);
    if (r->to == NULL) {
        link_deinit(&r->base);
        free(r);
        return JS_UNDEFINED;
    }
    return node_request_submit(ctx, &r->base, js_arg(argc, argv, 3), JS_UNDEFINED, exception);
}

static int npm_init(js_context ctx, js_object binding)
{
    js_set(ctx, binding, "registry", text_of(ctx, PROTOJS_NPM_REGISTRY));
    return 0;
}

static const js_function_spec npm_functions[] = {
    {"add", npm_add, 6,
     "add(archive, algorithm, expected, temporary, name, callback([status, reason, detail]))"},
    {"link", npm_link, 4, "link(name, to, method, callback([status, , method]))"},
    {0},
};

const js_binding_spec node_npm_binding = {"npm", npm_functions, npm_init};
