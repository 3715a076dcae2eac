// SPDX-License-Identifier: MIT
//
// Certificates for JavaScript: their facts as texts, numbers and bytes (JavaScript formats them), checks, and their keys.
#include "node/crypto/crypto_x509.h"
#include "node/crypto/crypto_job.h"
#include "node/crypto/crypto_key.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>

static void certificate_free(void *pointer)
{
    ossl.X509_free(pointer);
}

static const js_native_type certificate_type = {"certificate", certificate_free};

js_value crypto_x509_wrap(js_context ctx, X509 *certificate, js_value *exception)
{
    js_object handle = js_native_new(ctx, &certificate_type, certificate);
    if (handle == NULL) {
        ossl.X509_free(certificate);
        return js_throw_out_of_memory(ctx, exception);
    }
    return (js_value)handle;
}

X509 *crypto_x509_get(js_context ctx, js_value v)
{
    return js_native_get(ctx, v, &certificate_type);
}

X509 *crypto_x509_read(const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    if (len > INT_MAX) {
        return NULL;
    }
    crypto_passphrase none = {(const uint8_t *)"", 0, false};
    BIO *bio = ossl.BIO_new_mem_buf(bytes, (int)len);
    X509 *certificate =
        bio != NULL ? ossl.PEM_read_bio_X509_AUX(bio, NULL, crypto_passphrase_ask, &none) : NULL;
    ossl.BIO_free(bio);
    if (certificate == NULL) {
        // Where it is neither, what PEM said of it is what programs are told.
        ossl.ERR_set_mark();
        certificate = ossl.d2i_X509(NULL, &at, (long)len);
        ossl.ERR_pop_to_mark();
    }
    return certificate;
}

static js_value certificate_or_failure(js_context ctx, X509 *certificate, js_value *exception)
{
    return certificate == NULL ? crypto_failure(ctx) : crypto_x509_wrap(ctx, certificate, exception);
}

// certRead(bytes) -> handle or errors
JS_FUNCTION(cert_read)
{
    js_bytes bytes;
    if (js_bytes_peek(ctx, js_arg(argc, argv, 0), &bytes) < 0) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");
    }
    ossl.ERR_clear_error();
    X509 *certificate = crypto_x509_read(bytes.len > 0 ? bytes.data : (const uint8_t *)"", bytes.len);
    js_value result = certificate_or_failure(ctx, certificate, exception);
    ossl.ERR_clear_error();
    return result;
}

static void certificate_of_list_free(void *certificate)
{
    ossl.X509_free(certificate);
}

// pfxRead(bytes, passphrase text) -> [handle of the key or undefined, handle of the certificate or undefined, ...further ones] or errors
JS_FUNCTION(pfx_read)
{
    js_bytes bytes;
    js_utf8 passphrase = {0};
    EVP_PKEY *key;
    X509 *certificate;
    OPENSSL_STACK *more;
    js_value v = js_arg(argc, argv, 1);
    if (js_bytes_peek(ctx, js_arg(argc, argv, 0), &bytes) < 0) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "bytes expected");
    }
    if (!js_is_nullish(v) && js_utf8_init(ctx, v, &passphrase, exception) < 0) {
        return JS_UNDEFINED;
    }
    ossl.ERR_clear_error();
    int ok = crypto_pfx_read(bytes.data, bytes.len, passphrase.bytes, &key, &certificate, &more);
    js_utf8_deinit(&passphrase);
    if (!ok) {
        return crypto_failure(ctx);
    }
    js_value first[] = {JS_UNDEFINED, JS_UNDEFINED};
    if (key != NULL) {
        first[0] = crypto_key_wrap(ctx, key, exception);
    }
    if (certificate != NULL) {
        first[1] = crypto_x509_wrap(ctx, certificate, exception);
    }
    js_object parts = js_array_new(ctx, 2, first, exception);
    for (int i = 0; parts != NULL && i < ossl.OPENSSL_sk_num(more); i++) {
        X509 *each = ossl.OPENSSL_sk_value(more, i);
        ossl.X509_up_ref(each);
        js_set_index(ctx, parts, (unsigned)i + 2, crypto_x509_wrap(ctx, each, exception));
    }
    ossl.OPENSSL_sk_pop_free(more, certificate_of_list_free);
    return (js_value)parts;
}

// ---- texts ----------------------------------------------------------------------------------------------------------------

// What was printed into a BIO in memory, as a string. Frees the BIO, which may be NULL.
static js_value printed(js_context ctx, BIO *bio)
{
    char *data = NULL;
    if (bio == NULL) {
        return JS_UNDEFINED;
    }
    long len = ossl.BIO_ctrl(bio, BIO_CTRL_INFO, 0, &data);
    js_value text = js_string_utf8(ctx, data != NULL ? data : "", len > 0 ? (size_t)len : 0);
    ossl.BIO_free_all(bio);
    return text;
}

static BIO *memory(void)
{
    return ossl.BIO_new(ossl.BIO_s_mem());
}

static js_value name_text(js_context ctx, const X509_NAME *name)
{
    BIO *bio = memory();
    if (bio != NULL) {
        ossl.X509_NAME_print_ex(bio, name, 0,
                                ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT |
                                    XN_FLAG_SEP_MULTILINE | XN_FLAG_FN_SN);
    }
    return printed(ctx, bio);
}

static js_value time_text(js_context ctx, const ASN1_TIME *time)
{
    BIO *bio = memory();
    if (bio != NULL) {
        ossl.ASN1_TIME_print(bio, time);
    }
    return printed(ctx, bio);
}

static js_value object_text(js_context ctx, const ASN1_OBJECT *object, int numeric)
{
    char text[256];
    int len = ossl.OBJ_obj2txt(text, sizeof text, object, numeric);
    return len > 0 && (size_t)len < sizeof text ? js_string_ascii(ctx, text) : JS_UNDEFINED;
}

static js_value time_number(const ASN1_TIME *time)
{
    struct tm parts = {0};
    if (ossl.ASN1_TIME_to_tm(time, &parts) != 1) {
        return js_number(__builtin_nan(""));
    }
    return js_number((double)timegm(&parts) * 1000);
}

static js_value serial_text(js_context ctx, const X509 *certificate)
{
    BIGNUM *number = ossl.ASN1_INTEGER_to_BN(ossl.X509_get0_serialNumber(certificate), NULL);
    char *hex = number != NULL ? ossl.BN_bn2hex(number) : NULL;
    js_value text = hex != NULL ? js_string_ascii(ctx, hex) : JS_UNDEFINED;
    ossl.CRYPTO_free(hex, __FILE__, __LINE__);
    ossl.BN_free(number);
    return text;
}

static js_value digest_text(js_context ctx, const X509 *certificate, const EVP_MD *md)
{
    static const char hex[] = "0123456789ABCDEF";
    uint8_t digest[EVP_MAX_MD_SIZE];
    char text[3 * EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (ossl.X509_digest(certificate, md, digest, &len) != 1 || len == 0) {
        return JS_UNDEFINED;
    }
    for (unsigned i = 0; i < len; i++) {
        text[3 * i] = hex[digest[i] >> 4];
        text[3 * i + 1] = hex[digest[i] & 15];
        text[3 * i + 2] = ':';
    }
    return js_string_utf8(ctx, text, 3 * len - 1);
}

static js_value signature_name(js_context ctx, const X509 *certificate, bool numeric)
{
    const X509_ALGOR *algorithm = ossl.X509_get0_tbs_sigalg(certificate);
    const ASN1_OBJECT *object = NULL;
    if (algorithm == NULL) {
        return JS_UNDEFINED;
    }
    ossl.X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    if (object == NULL || (!numeric && ossl.OBJ_obj2nid(object) == NID_undef)) {
        return JS_UNDEFINED;
    }
    return object_text(ctx, object, numeric);
}

static js_value pem_text(js_context ctx, X509 *certificate)
{
    BIO *bio = memory();
    if (bio != NULL) {
        ossl.PEM_write_bio_X509(bio, certificate);
    }
    return printed(ctx, bio);
}

enum field {
    SUBJECT,
    ISSUER,
    FROM,
    TO,
    FROM_DATE,
    TO_DATE,
    SERIAL,
    PRINT_SHA1,
    PRINT_SHA256,
    PRINT_SHA512,
    SIGNATURE,
    SIGNATURE_OID,
    PEM,
    CA,
};

// certField(handle, number of the field) -> text, number, boolean or undefined
JS_FUNCTION(cert_field)
{
    X509 *c = crypto_x509_get(ctx, js_arg(argc, argv, 0));
    js_value result = JS_UNDEFINED;
    if (c == NULL) {
        return result;
    }
    switch ((enum field)js_arg_int32(argc, argv, 1)) {
    case SUBJECT:
        result = name_text(ctx, ossl.X509_get_subject_name(c));
        break;
    case ISSUER:
        result = name_text(ctx, ossl.X509_get_issuer_name(c));
        break;
    case FROM:
        result = time_text(ctx, ossl.X509_get0_notBefore(c));
        break;
    case TO:
        result = time_text(ctx, ossl.X509_get0_notAfter(c));
        break;
    case FROM_DATE:
        result = time_number(ossl.X509_get0_notBefore(c));
        break;
    case TO_DATE:
        result = time_number(ossl.X509_get0_notAfter(c));
        break;
    case SERIAL:
        result = serial_text(ctx, c);
        break;
    case PRINT_SHA1:
        result = digest_text(ctx, c, ossl.EVP_sha1());
        break;
    case PRINT_SHA256:
        result = digest_text(ctx, c, ossl.EVP_sha256());
        break;
    case PRINT_SHA512:
        result = digest_text(ctx, c, ossl.EVP_sha512());
        break;
    case SIGNATURE:
        result = signature_name(ctx, c, false);
        break;
    case SIGNATURE_OID:
        result = signature_name(ctx, c, true);
        break;
    case PEM:
        result = pem_text(ctx, c);
        break;
    case CA:
        result = js_bool(ossl.X509_check_ca(c) == 1);
        break;
    }
    ossl.ERR_clear_error();
    return result;
}

// certRaw(handle) -> bytes in DER
JS_FUNCTION(cert_raw)
{
    X509 *c = crypto_x509_get(ctx, js_arg(argc, argv, 0));
    int len = c != NULL ? ossl.i2d_X509(c, NULL) : -1;
    uint8_t *der = len > 0 ? malloc((size_t)len) : NULL;
    if (der == NULL) {
        return len > 0 ? js_throw_out_of_memory(ctx, exception) : JS_UNDEFINED;
    }
    uint8_t *at = der;
    ossl.i2d_X509(c, &at);
    return js_uint8_array_adopt(ctx, der, (size_t)len, exception);
}

// ---- lists ----------------------------------------------------------------------------------------------------------------

typedef struct list {
    js_context ctx;
    js_object array;
    unsigned count;
} list;

static void add(list *l, js_value v)
{
    js_set_index(l->ctx, l->array, l->count++, v == NULL ? JS_UNDEFINED : v);
}

static js_value string_text(js_context ctx, const ASN1_STRING *string)
{
    uint8_t *utf8 = NULL;
    int len = ossl.ASN1_STRING_to_UTF8(&utf8, string);
    js_value text = len >= 0 ? js_string_utf8(ctx, (char *)utf8, (size_t)len) : JS_UNDEFINED;
    ossl.CRYPTO_free(utf8, __FILE__, __LINE__);
    return text;
}

// certNames(handle, whether the issuer's) -> [short name, value, ...]
JS_FUNCTION(cert_names)
{
    X509 *c = crypto_x509_get(ctx, js_arg(argc, argv, 0));
    list l = {ctx, js_array_new(ctx, 0, NULL, exception), 0};
    if (c == NULL || l.array == NULL) {
        return JS_UNDEFINED;
    }
    X509_NAME *name =
        js_arg_true(argc, argv, 1) ? ossl.X509_get_issuer_name(c) : ossl.X509_get_subject_name(c);
    int count = ossl.X509_NAME_entry_count(name);
    for (int i = 0; i < count; i++) {
        X509_NAME_ENTRY *entry = ossl.X509_NAME_get_entry(name, i);
        ASN1_OBJECT *object = ossl.X509_NAME_ENTRY_get_object(entry);
        int nid = ossl.OBJ_obj2nid(object);
        add(&l, nid != NID_undef ? js_string_ascii(ctx, ossl.OBJ_nid2sn(nid)) : object_text(ctx, object, 1));
        add(&l, string_text(ctx, ossl.X509_NAME_ENTRY_get_data(entry)));
    }
    ossl.ERR_clear_error();
    return (js_value)l.array;
}

static js_value latin1_text(js_context ctx, const ASN1_STRING *string)
{
    int len = ossl.ASN1_STRING_length(string);
    return js_string_latin1(ctx, ossl.ASN1_STRING_get0_data(string), len > 0 ? (size_t)len : 0);
}

static js_value directory_text(js_context ctx, const X509_NAME *name)
{
    BIO *bio = memory();
    if (bio != NULL) {
        // JavaScript escapes what must be escaped.
        unsigned long flags =
            XN_FLAG_RFC2253 & ~(unsigned long)(ASN1_STRFLGS_ESC_MSB | ASN1_STRFLGS_ESC_CTRL);
        ossl.X509_NAME_print_ex(bio, name, 0, flags);
    }
    return printed(ctx, bio);
}

// The names of other kinds that are known: "XmppAddr:value"; undefined for the others and for values of a wrong type.
static js_value other_text(js_context ctx, const OTHERNAME *other)
{
    static const struct {
        int nid, type;
        const char *prefix;
    } known[] = {
        {NID_id_on_SmtpUTF8Mailbox, V_ASN1_UTF8STRING, "SmtpUTF8Mailbox:"},
        {NID_XmppAddr, V_ASN1_UTF8STRING, "XmppAddr:"},
        {NID_SRVName, V_ASN1_IA5STRING, "SRVName:"},
        {NID_ms_upn, V_ASN1_UTF8STRING, "UPN:"},
        {NID_NAIRealm, V_ASN1_UTF8STRING, "NAIRealm:"},
    };
    int nid = ossl.OBJ_obj2nid(other->type_id);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].nid == nid && other->value->type == known[i].type) {
            BIO *bio = memory();
            const ASN1_STRING *value = other->value->value.asn1_string;
            if (bio != NULL) {
                ossl.BIO_write(bio, known[i].prefix, (int)strlen(known[i].prefix));
                ossl.BIO_write(bio, ossl.ASN1_STRING_get0_data(value), ossl.ASN1_STRING_length(value));
            }
            return printed(ctx, bio);
        }
    }
    return JS_UNDEFINED;
}

// The kind of a name and its text (an address: its bytes as Latin-1).
static void add_general_name(list *l, const GENERAL_NAME *name)
{
    js_value text = JS_UNDEFINED;
    switch (name->type) {
    case GEN_DNS:
    case GEN_EMAIL:
    case GEN_URI:
    case GEN_IPADD:
        text = latin1_text(l->ctx, name->d.ia5);
        break;
    case GEN_DIRNAME:
        text = directory_text(l->ctx, name->d.directoryName);
        break;
    case GEN_RID:
        text = object_text(l->ctx, name->d.registeredID, 1);
        break;
    case GEN_OTHERNAME:
        text = other_text(l->ctx, name->d.otherName);
        break;
    default:
        break;
    }
    add(l, js_int32(name->type));
    add(l, text);
}

// certAltNames(handle) -> [kind, text, ...]; undefined where the certificate has none
JS_FUNCTION(cert_alt_names)
{
    X509 *c = crypto_x509_get(ctx, js_arg(argc, argv, 0));
    OPENSSL_STACK *names = c != NULL ? ossl.X509_get_ext_d2i(c, NID_subject_alt_name, NULL, NULL) : NULL;
    list l = {ctx, names != NULL ? js_array_new(ctx, 0, NULL, exception) : NULL, 0};
    for (int i = 0; l.array != NULL && i < ossl.OPENSSL_sk_num(names); i++) {
        add_general_name(&l, ossl.OPENSSL_sk_value(names, i));
    }
    ossl.GENERAL_NAMES_free((GENERAL_NAMES *)names);
    ossl.ERR_clear_error();
    return l.array != NULL ? (js_value)l.array : JS_UNDEFINED;
}

// certInfoAccess(handle) -> [method, kind, text, ...]; undefined where the certificate has none
JS_FUNCTION(cert_info_access)
{
    X509 *c = crypto_x509_get(ctx, js_arg(argc, argv, 0));
    OPENSSL_STACK *entries = c != NULL ? ossl.X509_get_ext_d2i(c, NID_info_access, NULL, NULL) : NULL;
    list l = {ctx, entries != NULL ? js_array_new(ctx, 0, NULL, exception) : NULL, 0};
    for (int i = 0; l.array != NULL && i < ossl.OPENSSL_sk_num(entries); i++) {
        const ACCESS_DESCRIPTION *entry = ossl.OPENSSL_sk_value(entries, i);
        add(&l, object_text(ctx, entry->method, 0));
        add_general_name(&l, entry->location);
    }
    ossl.AUTHORITY_INFO_ACCESS_free((AUTHORITY_INFO_ACCESS *)entries);
    ossl.ERR_clear_error();
    return l.array != NULL ? (js_value)l.array : JS_UNDEFINED;
}

static void object_free(void *object)
{
    ossl.ASN1_OBJECT_free(object);
}

// certUsage(handle) -> the purposes of its extended key usage, as numbers with dots; undefined where there is none
JS_FUNCTION(cert_usage)
{
    X509 *c = crypto_x509_get(ctx, js_arg(argc, argv, 0));
    OPENSSL_STACK *usage = c != NULL ? ossl.X509_get_ext_d2i(c, NID_ext_key_usage, NULL, NULL) : NULL;
    list l = {ctx, usage != NULL ? js_array_new(ctx, 0, NULL, exception) : NULL, 0};
    for (int i = 0; l.array != NULL && i < ossl.OPENSSL_sk_num(usage); i++) {
        add(&l, object_text(ctx, ossl.OPENSSL_sk_value(usage, i), 1));
    }
    ossl.OPENSSL_sk_pop_free(usage, object_free);
    ossl.ERR_clear_error();
    return l.array != NULL ? (js_value)l.array : JS_UNDEFINED;
}

// ---- keys and checks ----------------------------------------------------------------------------------------------------------

// certKey(handle) -> handle of its public key or errors
JS_FUNCTION(cert_key)
{
    X509 *c = crypto_x509_get(ctx, js_arg(argc, argv, 0));
    ossl.ERR_clear_error();
    EVP_PKEY *key = c != NULL ? ossl.X509_get_pubkey(c) : NULL;
    return key == NULL ? crypto_failure(ctx) : crypto_key_wrap(ctx, key, exception);
}

// certCheck(handle, kind, text, flags) -> the name that fits, false (none does) or undefined (no such name can be)
JS_FUNCTION(cert_check)
{
    X509 *c = crypto_x509_get(ctx, js_arg(argc, argv, 0));
    unsigned flags = (unsigned)js_arg_int32(argc, argv, 3);
    int kind = js_arg_int32(argc, argv, 1), found = -2;
    js_utf8 text;
    char *peer = NULL;
    if (c == NULL || js_utf8_init(ctx, js_arg(argc, argv, 2), &text, exception) < 0) {
        return JS_UNDEFINED;
    }
    if (kind == GEN_DNS) {
        found = ossl.X509_check_host(c, text.bytes, text.len, flags, &peer);
    } else if (kind == GEN_EMAIL) {
        found = ossl.X509_check_email(c, text.bytes, text.len, flags);
    } else if (strlen(text.bytes) == text.len) {
        found = ossl.X509_check_ip_asc(c, text.bytes, flags);
    }
    js_value result = found == 0 ? JS_FALSE : JS_UNDEFINED;
    if (found == 1) {
        result = peer != NULL ? js_string_utf8(ctx, peer, strlen(peer))
                              : js_string_utf8(ctx, text.bytes, text.len);
    }
    ossl.CRYPTO_free(peer, __FILE__, __LINE__);
    js_utf8_deinit(&text);
    ossl.ERR_clear_error();
    return result;
}

// certIssued(handle, handle of the issuer) -> boolean
JS_FUNCTION(cert_issued)
{
    X509 *c = crypto_x509_get(ctx, js_arg(argc, argv, 0)), *by = crypto_x509_get(ctx, js_arg(argc, argv, 1));
    int status = c != NULL && by != NULL ? ossl.X509_check_issued(by, c) : X509_V_ERR_UNSPECIFIED;
    ossl.ERR_clear_error();
    return js_bool(status == X509_V_OK);
}

// certMatches(handle, handle of a private key) -> boolean
JS_FUNCTION(cert_matches)
{
    X509 *c = crypto_x509_get(ctx, js_arg(argc, argv, 0));
    EVP_PKEY *key = crypto_key_get(ctx, js_arg(argc, argv, 1));
    int ok = c != NULL && key != NULL && ossl.X509_check_private_key(c, key) == 1;
    ossl.ERR_clear_error();
    return js_bool(ok);
}

// certVerify(handle, handle of a public key) -> boolean
JS_FUNCTION(cert_verify)
{
    X509 *c = crypto_x509_get(ctx, js_arg(argc, argv, 0));
    EVP_PKEY *key = crypto_key_get(ctx, js_arg(argc, argv, 1));
    int ok = c != NULL && key != NULL && ossl.X509_verify(c, key) == 1;
    ossl.ERR_clear_error();
    return js_bool(ok);
}

const js_function_spec crypto_x509_functions[] = {
    {"certRead", cert_read, 1, "certRead(bytes) -> handle or errors"},
    {"pfxRead", pfx_read, 2, "pfxRead(bytes, passphrase) -> [key, certificate, ...] or errors"},
    {"certField", cert_field, 2, "certField(handle, number) -> text, number, boolean or undefined"},
    {"certRaw", cert_raw, 1, "certRaw(handle) -> bytes"},
    {"certNames", cert_names, 2, "certNames(handle, issuer) -> [name, value, ...]"},
    {"certAltNames", cert_alt_names, 1, "certAltNames(handle) -> [kind, text, ...] or undefined"},
    {"certInfoAccess", cert_info_access, 1,
     "certInfoAccess(handle) -> [method, kind, text, ...] or undefined"},
    {"certUsage", cert_usage, 1, "certUsage(handle) -> text[] or undefined"},
    {"certKey", cert_key, 1, "certKey(handle) -> handle of a key or errors"},
    {"certCheck", cert_check, 4, "certCheck(handle, kind, text, flags) -> name, false or undefined"},
    {"certIssued", cert_issued, 2, "certIssued(handle, issuer) -> boolean"},
    {"certMatches", cert_matches, 2, "certMatches(handle, private key) -> boolean"},
    {"certVerify", cert_verify, 2, "certVerify(handle, public key) -> boolean"},
    {0},
};
