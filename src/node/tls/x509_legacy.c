// SPDX-License-Identifier: MIT
//
// Reads a certificate into plain values. Texts that a certificate holds are quoted as JSON where they could be taken for more than one
// value (a comma or a quote in an alternative name).
#include "node/tls/x509_legacy.h"

#include "node/tls/tls.h"

#include <openssl/core_names.h>
#include <stdlib.h>

// ---- text ------------------------------------------------------------------------------------------------------------------------

// Text in the making; `failed` where memory was short.
typedef struct text_out {
    tls_bytes bytes;
    bool failed;
} text_out;

static void put(text_out *out, const char *text, size_t len)
{
    out->failed = out->failed || tls_bytes_append(&out->bytes, text, len);
}

static void put_text(text_out *out, const char *text)
{
    put(out, text, strlen(text));
}

static js_value finish(js_context ctx, text_out *out)
{
    js_value text = out->failed || out->bytes.len == 0
                        ? JS_UNDEFINED
                        : js_string_utf8(ctx, (char *)out->bytes.data, out->bytes.len);
    tls_bytes_free(&out->bytes);
    return text;
}

static bool is_plain(const unsigned char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] < ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\' || text[i] == ',' || text[i] == '\'') {
            return false;
        }
    }
    return true;
}

// A value after its prefix ("DNS:"), as JSON where it is not plain.
static void put_value(text_out *out, const char *prefix, const unsigned char *text, size_t len, bool utf8)
{
    put_text(out, prefix);
    if (is_plain(text, len)) {
        put(out, (const char *)text, len);
        return;
    }
    put_text(out, "\"");
    for (size_t i = 0; i < len; i++) {
        char escape[8];
        unsigned char c = text[i];
        if (c == '"' || c == '\\') {
            snprintf(escape, sizeof escape, "\\%c", c);
        } else if (c < ' ' || c == 0x7f || (c > 0x7f && !utf8)) {
            snprintf(escape, sizeof escape, "\\u%04x", c);
        } else {
            snprintf(escape, sizeof escape, "%c", c);
        }
        put_text(out, escape);
    }
    put_text(out, "\"");
}

static void put_string(text_out *out, const char *prefix, const ASN1_STRING *string)
{
    put_value(out, prefix, tlib.ASN1_STRING_get0_data(string), (size_t)tlib.ASN1_STRING_length(string), false);
}

// ---- names -----------------------------------------------------------------------------------------------------------------------

static js_value entry_key(js_context ctx, const ASN1_OBJECT *object)
{
    int nid = tlib.OBJ_obj2nid(object);
    const char *name = nid != NID_undef ? tlib.OBJ_nid2sn(nid) : NULL;
    char buffer[128];
    if (name == NULL) {
        tlib.OBJ_obj2txt(buffer, sizeof buffer, object, 1);
        name = buffer;
    }
    return js_string_ascii(ctx, name);
}

// [key, value, key, value ...]
static js_value name_parts(js_context ctx, const X509_NAME *name, js_value *exception)
{
    js_object list = js_array_new(ctx, 0, NULL, exception);
    int count = name ? tlib.X509_NAME_entry_count(name) : 0;
    unsigned index = 0;
    for (int i = 0; i < count; i++) {
        X509_NAME_ENTRY *entry = tlib.X509_NAME_get_entry(name, i);
        unsigned char *text = NULL;
        int len = tlib.ASN1_STRING_to_UTF8(&text, tlib.X509_NAME_ENTRY_get_data(entry));
        if (len < 0) {
            continue;
        }
        js_set_index(ctx, list, index++, entry_key(ctx, tlib.X509_NAME_ENTRY_get_object(entry)));
        js_set_index(ctx, list, index++, js_string_utf8(ctx, (char *)text, (size_t)len));
        tlib.CRYPTO_free(text, __FILE__, __LINE__);
    }
    return (js_value)list;
}

// A directory name as RFC 2253 writes it: the last part first.
static void put_directory_name(text_out *out, const X509_NAME *name)
{
    text_out inner = {0};
    for (int i = tlib.X509_NAME_entry_count(name) - 1; i >= 0; i--) {
        X509_NAME_ENTRY *entry = tlib.X509_NAME_get_entry(name, i);
        const ASN1_STRING *value = tlib.X509_NAME_ENTRY_get_data(entry);
        char key[128];
        int nid = tlib.OBJ_obj2nid(tlib.X509_NAME_ENTRY_get_object(entry));
        if (nid == NID_undef) {
            tlib.OBJ_obj2txt(key, sizeof key, tlib.X509_NAME_ENTRY_get_object(entry), 1);
        } else {
            snprintf(key, sizeof key, "%s", tlib.OBJ_nid2sn(nid));
        }
        put_text(&inner, key);
        put_text(&inner, "=");
        put(&inner, (const char *)tlib.ASN1_STRING_get0_data(value), (size_t)tlib.ASN1_STRING_length(value));
        put_text(&inner, i > 0 ? "," : "");
    }
    put_value(out, "DirName:", inner.bytes.data, inner.bytes.len, true);
    tls_bytes_free(&inner.bytes);
}

static void put_address(text_out *out, const ASN1_STRING *address)
{
    char text[64] = "<invalid>";
    const unsigned char *p = tlib.ASN1_STRING_get0_data(address);
    int len = tlib.ASN1_STRING_length(address);
    if (len == 4) {
        snprintf(text, sizeof text, "%d.%d.%d.%d", p[0], p[1], p[2], p[3]);
    } else if (len == 16) {
        for (int i = 0, at = 0; i < 16; i += 2) {
            at += snprintf(text + at, sizeof text - (size_t)at, i ? ":%X" : "%X", p[i] << 8 | p[i + 1]);
        }
    }
    put_text(out, "IP Address:");
    put_text(out, text);
}

static void put_other_name(text_out *out, const OTHERNAME *other)
{
    char oid[128];
    tlib.OBJ_obj2txt(oid, sizeof oid, other->type_id, 0);
    int nid = tlib.OBJ_obj2nid(other->type_id);
    int type = other->value->type;
    put_text(out, "othername:");
    put_text(out, nid == NID_undef ? oid : tlib.OBJ_nid2sn(nid));
    if (type == V_ASN1_UTF8STRING || type == V_ASN1_IA5STRING) {
        const ASN1_STRING *value = other->value->value.asn1_string;
        put_value(out, ":", tlib.ASN1_STRING_get0_data(value), (size_t)tlib.ASN1_STRING_length(value),
                  type == V_ASN1_UTF8STRING);
    } else {
        put_text(out, ":<unsupported>");
    }
}

static void put_general_name(text_out *out, const GENERAL_NAME *name)
{
    char oid[128];
    switch (name->type) {
    case GEN_DNS:
        put_string(out, "DNS:", name->d.dNSName);
        break;
    case GEN_EMAIL:
        put_string(out, "email:", name->d.rfc822Name);
        break;
    case GEN_URI:
        put_string(out, "URI:", name->d.uniformResourceIdentifier);
        break;
    case GEN_IPADD:
        put_address(out, name->d.iPAddress);
        break;
    case GEN_DIRNAME:
        put_directory_name(out, name->d.directoryName);
        break;
    case GEN_RID:
        tlib.OBJ_obj2txt(oid, sizeof oid, name->d.registeredID, 1);
        put_text(out, "Registered ID:");
        put_text(out, oid);
        break;
    case GEN_OTHERNAME:
        put_other_name(out, name->d.otherName);
        break;
    case GEN_X400:
        put_text(out, "X400Name:<unsupported>");
        break;
    default:
        put_text(out, "EdiPartyName:<unsupported>");
    }
}

static js_value alternative_names(js_context ctx, X509 *certificate)
{
    text_out out = {0};
    GENERAL_NAMES *names = tlib.X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    int count = names ? tlib.OPENSSL_sk_num((OPENSSL_STACK *)names) : 0;
    for (int i = 0; i < count; i++) {
        put_text(&out, i ? ", " : "");
        put_general_name(&out, tlib.OPENSSL_sk_value((OPENSSL_STACK *)names, i));
    }
    tlib.GENERAL_NAMES_free(names);
    return finish(ctx, &out);
}

// Lines "OCSP - URI:http://..."
static js_value information_access(js_context ctx, X509 *certificate)
{
    text_out out = {0};
    AUTHORITY_INFO_ACCESS *list = tlib.X509_get_ext_d2i(certificate, NID_info_access, NULL, NULL);
    int count = list ? tlib.OPENSSL_sk_num((OPENSSL_STACK *)list) : 0;
    for (int i = 0; i < count; i++) {
        ACCESS_DESCRIPTION *item = tlib.OPENSSL_sk_value((OPENSSL_STACK *)list, i);
        char method[128];
        tlib.OBJ_obj2txt(method, sizeof method, item->method, 0);
        put_text(&out, i ? "\n" : "");
        put_text(&out, method);
        put_text(&out, " - ");
        put_general_name(&out, item->location);
    }
    if (list) {
        tlib.OPENSSL_sk_pop_free((OPENSSL_STACK *)list, (void (*)(void *))tlib.ACCESS_DESCRIPTION_free);
    }
    return finish(ctx, &out);
}

static js_value key_usage(js_context ctx, X509 *certificate, js_value *exception)
{
    EXTENDED_KEY_USAGE *usage = tlib.X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);
    if (usage == NULL) {
        return JS_UNDEFINED;
    }
    js_object list = js_array_new(ctx, 0, NULL, exception);
    for (int i = 0; i < tlib.OPENSSL_sk_num((OPENSSL_STACK *)usage); i++) {
        char oid[128];
        tlib.OBJ_obj2txt(oid, sizeof oid, tlib.OPENSSL_sk_value((OPENSSL_STACK *)usage, i), 1);
        js_set_index(ctx, list, (unsigned)i, js_string_ascii(ctx, oid));
    }
    tlib.OPENSSL_sk_pop_free((OPENSSL_STACK *)usage, (void (*)(void *))tlib.ASN1_OBJECT_free);
    return (js_value)list;
}

// ---- numbers, times, digests -------------------------------------------------------------------------------------------------------

static js_value hex_number(js_context ctx, const BIGNUM *number)
{
    char *hex = number ? tlib.BN_bn2hex(number) : NULL;
    js_value text = hex ? js_string_ascii(ctx, hex) : JS_UNDEFINED;
    tlib.CRYPTO_free(hex, __FILE__, __LINE__);
    return text;
}

static js_value serial_number(js_context ctx, X509 *certificate)
{
    BIGNUM *number = tlib.ASN1_INTEGER_to_BN(tlib.X509_get_serialNumber(certificate), NULL);
    js_value text = hex_number(ctx, number);
    tlib.BN_free(number);
    return text;
}

static js_value time_text(js_context ctx, const ASN1_TIME *time)
{
    BIO *bio = tlib.BIO_new(tlib.BIO_s_mem());
    js_value text = JS_UNDEFINED;
    char *bytes = NULL;
    if (bio && tlib.ASN1_TIME_print(bio, time)) {
        long len = tlib.BIO_ctrl(bio, BIO_CTRL_INFO, 0, &bytes);
        text = js_string_utf8(ctx, bytes, (size_t)len);
    }
    tlib.BIO_free(bio);
    return text;
}

// AA:BB:CC ...
static js_value fingerprint(js_context ctx, X509 *certificate, const EVP_MD *digest)
{
    unsigned char raw[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    char text[EVP_MAX_MD_SIZE * 3 + 1];
    if (!tlib.X509_digest(certificate, digest, raw, &len) || len == 0) {
        return JS_UNDEFINED;
    }
    for (unsigned i = 0; i < len; i++) {
        snprintf(text + i * 3, 4, "%02X:", raw[i]);
    }
    text[len * 3 - 1] = 0;
    return js_string_ascii(ctx, text);
}

js_value x509_der(js_context ctx, X509 *certificate)
{
    int len = certificate ? tlib.i2d_X509(certificate, NULL) : -1;
    unsigned char *der = len > 0 ? malloc((size_t)len) : NULL, *p = der;
    if (der == NULL) {
        return JS_UNDEFINED;
    }
    tlib.i2d_X509(certificate, &p);
    return js_uint8_array_adopt(ctx, der, (size_t)len, NULL);
}

// ---- the key -----------------------------------------------------------------------------------------------------------------------

typedef struct key_parts {
    js_value modulus, bits, exponent, bytes, curve, nist_curve;
} key_parts;

static void rsa_parts(js_context ctx, EVP_PKEY *key, X509 *certificate, key_parts *out)
{
    BIGNUM *n = NULL, *e = NULL;
    if (tlib.EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n) &&
        tlib.EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e)) {
        char exponent[32];
        snprintf(exponent, sizeof exponent, "0x%llx", (unsigned long long)tlib.BN_get_word(e));
        out->modulus = hex_number(ctx, n);
        out->bits = js_int32(tlib.BN_num_bits(n));
        out->exponent = js_string_ascii(ctx, exponent);
    }
    tlib.BN_free(n);
    tlib.BN_free(e);
    int len = tlib.i2d_PUBKEY(key, NULL);
    unsigned char *der = len > 0 ? malloc((size_t)len) : NULL, *p = der;
    if (der != NULL) {
        tlib.i2d_PUBKEY(key, &p);
        out->bytes = js_uint8_array_adopt(ctx, der, (size_t)len, NULL);
    }
}

static void ec_parts(js_context ctx, EVP_PKEY *key, key_parts *out)
{
    char name[80];
    unsigned char point[256];
    size_t len = 0;
    out->bits = js_int32(tlib.EVP_PKEY_get_bits(key));
    if (tlib.EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &len)) {
        out->bytes = tls_bytes_value(ctx, point, len);
    }
    if (tlib.EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof name, &len)) {
        out->curve = js_string_ascii(ctx, name);
        const char *nist = tlib.EC_curve_nid2nist(tlib.OBJ_sn2nid(name));
        out->nist_curve = nist ? js_string_ascii(ctx, nist) : JS_UNDEFINED;
    }
}

js_value x509_legacy_parts(js_context ctx, X509 *certificate, js_value *exception)
{
    key_parts key = {JS_UNDEFINED, JS_UNDEFINED, JS_UNDEFINED, JS_UNDEFINED, JS_UNDEFINED, JS_UNDEFINED};
    EVP_PKEY *public_key = tlib.X509_get0_pubkey(certificate);
    int type = public_key ? tlib.EVP_PKEY_get_base_id(public_key) : 0;
    if (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS) {
        rsa_parts(ctx, public_key, certificate, &key);
    } else if (type == EVP_PKEY_EC) {
        ec_parts(ctx, public_key, &key);
    }
    js_value parts[] = {
        name_parts(ctx, tlib.X509_get_subject_name(certificate), exception),
        name_parts(ctx, tlib.X509_get_issuer_name(certificate), exception),
        alternative_names(ctx, certificate),
        information_access(ctx, certificate),
        js_bool(tlib.X509_check_ca(certificate) == 1),
        key.modulus,
        key.bits,
        key.exponent,
        key.bytes,
        key.curve,
        key.nist_curve,
        time_text(ctx, tlib.X509_get0_notBefore(certificate)),
        time_text(ctx, tlib.X509_get0_notAfter(certificate)),
        fingerprint(ctx, certificate, tlib.EVP_sha1()),
        fingerprint(ctx, certificate, tlib.EVP_sha256()),
        fingerprint(ctx, certificate, tlib.EVP_sha512()),
        key_usage(ctx, certificate, exception),
        serial_number(ctx, certificate),
        x509_der(ctx, certificate),
    };
    tlib.ERR_clear_error();
    return (js_value)js_array_new(ctx, sizeof parts / sizeof *parts, parts, exception);
}
