// SPDX-License-Identifier: MIT
//
// The url binding: internationalised domain names (UTS #46) through ICU. The parser itself is JavaScript, lib/internal/url/;
// it comes here for the usual URLs (resolve.c), and for hosts that are not plain ASCII. Two ICU handles per thread-independent process, opened on first use and
// never closed: ICU's UIDNA is immutable and may be shared by threads.
#include "engine/engine.h"
#include "node/url/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/uidna.h>
#include <uv.h>

extern const js_binding_spec node_url_binding;

enum { HOST_UNITS_MAX = 1 << 20 };

static uv_once_t idna_once = UV_ONCE_INIT;
static UIDNA *idna;

static void idna_open(void)
{
    UErrorCode status = U_ZERO_ERROR;
    idna = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
                               UIDNA_NONTRANSITIONAL_TO_UNICODE,
                           &status);
    if (U_FAILURE(status)) {
        idna = NULL;
    }
}

typedef int32_t (*idna_step)(const UIDNA *, const UChar *, int32_t, UChar *, int32_t, UIDNAInfo *,
                             UErrorCode *);

// The URL Standard's "domain to ASCII" without strictness: hyphens and lengths are not checked.
static const uint32_t errors_allowed = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                       UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                       UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

size_t url_domain_to_ascii(const uint16_t *domain, size_t len, uint16_t *out, size_t capacity)
{
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    uv_once(&idna_once, idna_open);
    if (idna == NULL) {
        return 0;
    }
    int32_t count = uidna_nameToASCII(idna, (const UChar *)domain, (int32_t)len, (UChar *)out,
                                      (int32_t)capacity, &info, &status);
    bool valid =
        status != U_BUFFER_OVERFLOW_ERROR && U_SUCCESS(status) && (info.errors & ~errors_allowed) == 0;
    return valid && count > 0 ? (size_t)count : 0;
}

static js_value convert(js_context ctx, js_value input, idna_step step, uint32_t allowed, js_value *exception)
{
    js_utf16 text;
    if (js_utf16_init(ctx, input, &text, exception) != 0) {
        return JS_UNDEFINED;
    }
    js_value result = JS_UNDEFINED;
    UChar small[256];
    UChar *out = small;
    int32_t capacity = (int32_t)(sizeof small / sizeof small[0]);
    uv_once(&idna_once, idna_open);
    if (idna == NULL || text.len > HOST_UNITS_MAX) {
        result = js_string_ascii(ctx, "");
        goto out;
    }
    for (int attempt = 0; attempt < 2; attempt++) {
        UIDNAInfo info = UIDNA_INFO_INITIALIZER;
        UErrorCode status = U_ZERO_ERROR;
        int32_t len = step(idna, (const UChar *)text.units, (int32_t)text.len, out, capacity, &info, &status);
        if (status == U_BUFFER_OVERFLOW_ERROR && attempt == 0) {
            out = malloc((size_t)len * sizeof *out);
            if (out == NULL) {
                out = small;
                result = js_throw_out_of_memory(ctx, exception);
                goto out;
            }
            capacity = len;
            continue;
        }
        if (U_FAILURE(status) || (info.errors & ~allowed) != 0) {
            len = 0;
        }
        result = js_string_utf16(ctx, (const uint16_t *)out, (size_t)len);
        break;
    }
out:
    if (out != small) {
        free(out);
    }
    js_utf16_deinit(&text);
    return result;
}

// '' where the domain is not valid.
JS_FUNCTION(url_to_ascii)
{
    return convert(ctx, js_arg(argc, argv, 0), uidna_nameToASCII, errors_allowed, exception);
}

// Labels that are not valid stay as they are (with U+FFFD marks), as the standard's "domain to Unicode" has it.
JS_FUNCTION(url_to_unicode)
{
    return convert(ctx, js_arg(argc, argv, 0), uidna_nameToUnicode, UINT32_MAX, exception);
}

// The base of a call of resolve(): argv[3] is a serialized URL, where its path begins and ends follows.
static bool base_of(js_context ctx, size_t argc, const js_value argv[], js_text *text, url_base *base)
{
    *base = (url_base){0};
    if (argc < 6) {
        return true;
    }
    if (js_text_init(ctx, argv[3], text, NULL) != 0 || text->latin1 == NULL) {
        return false;
    }
    size_t start = (size_t)js_arg_int32(argc, argv, 4);
    size_t end = (size_t)js_arg_int32(argc, argv, 5);
    *base = (url_base){text->latin1, start, end};
    return start <= end && end <= text->len;
}

// The URL as a string, in the blank one where that can be done.
static js_value url_string(js_context ctx, js_value blank, const url_text *made)
{
    void *room = js_string_room(blank, made->len);
    if (room == NULL) {
        return js_string_latin1(ctx, made->bytes, made->len);
    }
    memcpy(room, made->bytes, made->len);
    return blank;
}

// Parses a URL as resolve.h says and writes its offsets to the Int32Array. Gives the serialized URL, in the blank string that
// follows where it is not the input; undefined where the whole parser must look. Without an array: true.
JS_FUNCTION(url_resolve_text)
{
    js_text input = {0}, base_text = {0};
    js_bytes where = {0};
    url_base base;
    url_offsets offsets;
    url_text made = {0};
    js_value result = JS_UNDEFINED;
    bool wanted = argc > 1 && js_bytes_peek(ctx, argv[1], &where) == 0 && where.len == sizeof offsets;
    if (js_text_init(ctx, js_arg(argc, argv, 0), &input, exception) != 0) {
        return JS_UNDEFINED;
    }
    if (base_of(ctx, argc, argv, &base_text, &base) && url_resolve(&input, &base, &made, &offsets)) {
        result = JS_TRUE;
        if (wanted) {
            memcpy(where.data, &offsets, sizeof offsets);
            result = made.same ? argv[0] : url_string(ctx, js_arg(argc, argv, 2), &made);
        }
        url_text_deinit(&made);
    }
    js_text_deinit(&base_text);
    js_text_deinit(&input);
    return result;
}

// A random (version 4) UUID, for blob: URLs.
JS_FUNCTION(url_random_id)
{
    uint8_t b[16];
    int r = uv_random(NULL, NULL, b, sizeof b, 0, NULL);
    if (r < 0) {
        return js_throw_errno(ctx, exception, r, "uv_random", NULL, NULL);
    }
    b[6] = (uint8_t)((b[6] & 0x0f) | 0x40);
    b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
    char text[37];
    snprintf(text, sizeof text, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
             b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
    return js_string_ascii(ctx, text);
}

static const js_function_spec url_functions[] = {
    {"domainToASCII", url_to_ascii, 1, "domainToASCII(domain) -> string, '' where not valid"},
    {"domainToUnicode", url_to_unicode, 1, "domainToUnicode(domain) -> string"},
    {"resolve", url_resolve_text, 6,
     "resolve(input, [offsets, blank, [base, path start, path end]]) -> string, or true, or undefined"},
    {"randomId", url_random_id, 0, "randomId() -> a random UUID"},
    {0},
};

const js_binding_spec node_url_binding = {"url", url_functions, NULL};
