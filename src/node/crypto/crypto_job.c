// SPDX-License-Identifier: MIT
//
// Running a job, its result, OpenSSL's errors as text, and parameters from JavaScript.
#include "node/crypto/crypto_job.h"
#include "node/crypto/crypto_key.h"

#include <stdio.h>
#include <stdlib.h>

// ---- errors -----------------------------------------------------------------------------------------------------------

void crypto_errors_take(crypto_errors *errors)
{
    unsigned long code;
    errors->count = 0;
    while ((code = ossl.ERR_get_error()) != 0) {
        if (errors->count < CRYPTO_ERRORS_MAX) {
            errors->codes[errors->count++] = code;
        }
    }
}

js_value crypto_errors_value(js_context ctx, const crypto_errors *errors)
{
    char text[CRYPTO_ERRORS_MAX * 17 + 1] = "";
    size_t at = 0;
    for (unsigned i = 0; i < errors->count; i++) {
        int wrote = snprintf(text + at, sizeof text - at, i == 0 ? "%lx" : " %lx", errors->codes[i]);
        at += wrote > 0 ? (size_t)wrote : 0;
    }
    return js_string_ascii(ctx, text);
}

js_value crypto_failure(js_context ctx)
{
    crypto_errors errors;
    crypto_errors_take(&errors);
    return crypto_errors_value(ctx, &errors);
}

// ---- parameters ---------------------------------------------------------------------------------------------------------

enum { PARAMS_MAX = 16 };

// OpenSSL keeps the pointer to a parameter's name, so that it must outlive the parameters.
static const char *known_name(const char *name)
{
    static const char *const names[] = {
        "bits",
        "n",
        "e",
        "d",
        "rsa-factor1",
        "rsa-factor2",
        "rsa-exponent1",
        "rsa-exponent2",
        "rsa-coefficient1",
        "digest",
        "mgf1-digest",
        "saltlen",
        "group",
        "encoding",
        "pub",
        "priv",
        "pbits",
        "qbits",
        "p",
        "g",
        "safeprime-generator",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            return names[i];
        }
    }
    return NULL;
}

typedef struct param_list {
    OSSL_PARAM_BLD *builder;
    BIGNUM *numbers[PARAMS_MAX]; // the builder borrows all of these
    crypto_copy copies[PARAMS_MAX];
    size_t count;
} param_list;

static void param_list_deinit(param_list *list)
{
    for (size_t i = 0; i < PARAMS_MAX; i++) {
        ossl.BN_clear_free(list->numbers[i]);
        crypto_copy_deinit(&list->copies[i]);
    }
    ossl.OSSL_PARAM_BLD_free(list->builder);
}

static int push_bytes(js_context ctx, param_list *list, char kind, const char *name, js_value v,
                      js_value *exception)
{
    crypto_copy *copy = &list->copies[list->count];
    if (crypto_copy_init(ctx, v, copy, exception) < 0) {
        return -1;
    }
    if (kind == 'o') {
        return ossl.OSSL_PARAM_BLD_push_octet_string(list->builder, name, copy->data, copy->len) ? 0 : -1;
    }
    BIGNUM *number = copy->len > INT32_MAX ? NULL : ossl.BN_bin2bn(copy->data, (int)copy->len, NULL);
    list->numbers[list->count] = number;
    return number != NULL && ossl.OSSL_PARAM_BLD_push_BN(list->builder, name, number) ? 0 : -1;
}

static int push_text(js_context ctx, param_list *list, const char *name, js_value v, js_value *exception)
{
    crypto_copy *copy = &list->copies[list->count];
    copy->data = (uint8_t *)js_utf8_dup(ctx, v, &copy->len, exception);
    return copy->data != NULL &&
                   ossl.OSSL_PARAM_BLD_push_utf8_string(list->builder, name, (char *)copy->data, 0)
               ? 0
               : -1;
}

// One pair: a name with its kind before a colon, and its value.
static int push_pair(js_context ctx, param_list *list, js_value key, js_value v, js_value *exception)
{
    js_utf8 text;
    if (list->count == PARAMS_MAX || js_utf8_init(ctx, key, &text, exception) < 0) {
        return -1;
    }
    const char *name = text.len > 2 && text.bytes[1] == ':' ? known_name(text.bytes + 2) : NULL;
    char kind = text.bytes[0];
    js_utf8_deinit(&text);
    int status = -1;
    if (name == NULL) {
        js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_VALUE", "unknown parameter");
    } else if (kind == 'o' || kind == 'n') {
        status = push_bytes(ctx, list, kind, name, v, exception);
    } else if (kind == 's') {
        status = push_text(ctx, list, name, v, exception);
    } else if (kind == 'u') {
        unsigned number = (unsigned)js_number_or(v, 0);
        status = ossl.OSSL_PARAM_BLD_push_uint(list->builder, name, number) ? 0 : -1;
    } else if (kind == 'i') {
        int number = (int)js_number_or(v, 0);
        status = ossl.OSSL_PARAM_BLD_push_int(list->builder, name, number) ? 0 : -1;
    }
    list->count++;
    return status;
}

int crypto_params_init(js_context ctx, js_value pairs, OSSL_PARAM **out, js_value *exception)
{
    js_object array = js_object_of(ctx, pairs);
    int status = -1;
    *out = NULL;
    if (js_is_nullish(pairs) || array == NULL) {
        return 0;
    }
    param_list *list = calloc(1, sizeof *list);
    if (list == NULL || (list->builder = ossl.OSSL_PARAM_BLD_new()) == NULL) {
        goto out;
    }
    unsigned count = (unsigned)js_number_or(js_get(ctx, array, "length", exception), 0);
    for (unsigned i = 0; i + 1 < count; i += 2) {
        js_value key = js_get_index(ctx, array, i, exception);
        js_value v = js_get_index(ctx, array, i + 1, exception);
        if (push_pair(ctx, list, key, v, exception) < 0) {
            goto out;
        }
    }
    *out = ossl.OSSL_PARAM_BLD_to_param(list->builder);
    status = *out != NULL ? 0 : -1;
out:
    if (list != NULL) {
        param_list_deinit(list);
        free(list);
    }
    if (status < 0 && js_is_nullish(*exception)) {
        ossl.ERR_clear_error();
        js_throw_out_of_memory(ctx, exception);
    }
    return status;
}

void crypto_params_free(OSSL_PARAM *params)
{
    for (OSSL_PARAM *each = params; each != NULL && each->key != NULL; each++) {
        if (each->data != NULL) {
            ossl.OPENSSL_cleanse(each->data, each->data_size);
        }
    }
    ossl.OSSL_PARAM_free(params);
}

// ---- jobs -----------------------------------------------------------------------------------------------------------------

static void release(node_request *request)
{
    crypto_job *job = (crypto_job *)request;
    ossl.EVP_PKEY_free(job->key);
    ossl.EVP_PKEY_free(job->peer);
    ossl.EVP_PKEY_free(job->made);
    crypto_copy_deinit(&job->data);
    crypto_copy_deinit(&job->more);
    crypto_params_free(job->params);
    crypto_params_free(job->setup);
    ossl.BN_clear_free(job->number);
    ossl.BN_clear_free(job->add);
    ossl.BN_clear_free(job->rem);
    free(job->out);
    free(job->second);
}

crypto_job *crypto_job_new(js_context ctx, int (*run)(crypto_job *job), js_value *exception)
{
    crypto_job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        js_throw_out_of_memory(ctx, exception);
        return NULL;
    }
    job->run = run;
    return job;
}

void crypto_job_free(crypto_job *job)
{
    if (job != NULL) {
        release(&job->request);
        free(job);
    }
}

int crypto_job_room(crypto_job *job, size_t len)
{
    job->out = malloc(len + 1);
    job->out_len = len;
    return job->out != NULL;
}

static void work(node_request *request)
{
    crypto_job *job = (crypto_job *)request;
    ossl.ERR_clear_error();
    job->failed = job->run(job) != 1;
    crypto_errors_take(&job->errors);
}

static js_value bytes_value(js_context ctx, uint8_t **bytes, size_t len, js_value *exception)
{
    void *taken = *bytes;
    *bytes = NULL;
    return js_uint8_array_adopt(ctx, taken, len, exception);
}

static js_value result(js_context ctx, node_request *request)
{
    crypto_job *job = (crypto_job *)request;
    js_value exception = NULL;
    if (job->failed) {
        return crypto_errors_value(ctx, &job->errors);
    }
    if (job->made != NULL) {
        EVP_PKEY *made = job->made;
        job->made = NULL;
        return crypto_key_wrap(ctx, made, &exception);
    }
    if (job->out != NULL && job->second != NULL) {
        js_value both[] = {bytes_value(ctx, &job->out, job->out_len, &exception), JS_UNDEFINED};
        both[1] = bytes_value(ctx, &job->second, job->second_len, &exception);
        return (js_value)js_array_new(ctx, 2, both, &exception);
    }
    if (job->out != NULL) {
        return bytes_value(ctx, &job->out, job->out_len, &exception);
    }
    return js_bool(job->verdict == 1);
}

js_value crypto_job_start(js_context ctx, crypto_job *job, js_value callback, js_value *exception)
{
    job->request.work = work;
    job->request.result = result;
    job->request.deinit = release;
    if (!js_is_nullish(callback) && job->is_quick) {
        work(&job->request);
        return node_request_complete(ctx, &job->request, callback, JS_UNDEFINED, exception);
    }
    if (!js_is_nullish(callback)) {
        return node_request_submit(ctx, &job->request, callback, JS_UNDEFINED, exception);
    }
    work(&job->request);
    js_value v = result(ctx, &job->request);
    crypto_job_free(job);
    return v == NULL ? js_throw_out_of_memory(ctx, exception) : v;
}
