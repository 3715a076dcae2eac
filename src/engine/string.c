// SPDX-License-Identifier: MIT
//
// Strings across the border. The engine's own UTF-8 entry refuses invalid input and its exit stops at lone surrogates, so both directions
// go through UTF-16 here, with replacement characters as the Encoding Standard says.
#include "engine/runtime.h"

#include <errno.h>
#include <stdlib.h>

static bool is_plain_ascii(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((uint8_t)bytes[i] - 1u >= 127u) { // NUL ends the engine's C strings
            return false;
        }
    }
    return true;
}

static js_value value_of_string(js_context ctx, JSStringRef string)
{
    if (string == NULL) {
        return NULL;
    }
    JSValueRef v = JSValueMakeString(ctx, string);
    JSStringRelease(string);
    return v;
}

js_value js_string_ascii(js_context ctx, const char *text)
{
    return value_of_string(ctx, JSStringCreateWithUTF8CString(text));
}

js_value js_string_utf16(js_context ctx, const uint16_t *units, size_t len)
{
    return value_of_string(ctx, JSStringCreateWithCharacters(units, len));
}

// ASCII without NUL makes an 8-bit string. The engine wants a NUL-terminated copy.
static js_value ascii_string(js_context ctx, const char *bytes, size_t len)
{
    char small[512];
    char *copy = len < sizeof small ? small : malloc(len + 1);
    if (copy == NULL) {
        return NULL;
    }
    memcpy(copy, bytes, len);
    copy[len] = '\0';
    JSValueRef v = js_string_ascii(ctx, copy);
    if (copy != small) {
        free(copy);
    }
    return v;
}

js_value js_string_latin1(js_context ctx, const uint8_t *bytes, size_t len)
{
    if (is_plain_ascii((const char *)bytes, len)) {
        return ascii_string(ctx, (const char *)bytes, len);
    }
    uint16_t *units = malloc(len * sizeof *units);
    if (units == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        units[i] = bytes[i];
    }
    JSValueRef v = js_string_utf16(ctx, units, len);
    free(units);
    return v;
}

// One scalar value, or U+FFFD for a maximal ill-formed subpart. Advances `*p`.
static uint32_t utf8_next(const uint8_t **p, const uint8_t *end)
{
    const uint8_t *s = *p;
    uint8_t lead = *s++;
    uint32_t need = 0, low = 0x80, high = 0xbf, c = lead;
    if (lead < 0x80) {
        *p = s;
        return c;
    }
    if (lead >= 0xc2 && lead <= 0xdf) {
        need = 1, c = lead & 0x1fu;
    } else if (lead >= 0xe0 && lead <= 0xef) {
        need = 2, c = lead & 0x0fu;
        low = lead == 0xe0 ? 0xa0 : 0x80;
        high = lead == 0xed ? 0x9f : 0xbf;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
        need = 3, c = lead & 0x07u;
        low = lead == 0xf0 ? 0x90 : 0x80;
        high = lead == 0xf4 ? 0x8f : 0xbf;
    } else {
        *p = s;
        return 0xfffd;
    }
    for (; need > 0; need--) {
        if (s == end || *s < low || *s > high) {
            *p = s;
            return 0xfffd;
        }
        c = c << 6 | (*s++ & 0x3fu);
        low = 0x80, high = 0xbf;
    }
    *p = s;
    return c;
}

js_value js_string_utf8(js_context ctx, const char *bytes, size_t len)
{
    if (is_plain_ascii(bytes, len)) {
        return ascii_string(ctx, bytes, len);
    }
    uint16_t *units = malloc((len + 1) * sizeof *units);
    if (units == NULL) {
        return NULL;
    }
    const uint8_t *p = (const uint8_t *)bytes, *end = p + len;
    size_t n = 0;
    while (p < end) {
        uint32_t c = utf8_next(&p, end);
        if (c >= 0x10000) {
            units[n++] = (uint16_t)(0xd7c0 + (c >> 10));
            units[n++] = (uint16_t)(0xdc00 | (c & 0x3ff));
        } else {
            units[n++] = (uint16_t)c;
        }
    }
    JSValueRef v = js_string_utf16(ctx, units, n);
    free(units);
    return v;
}

static size_t utf8_encode(const uint16_t *units, size_t len, char *out)
{
    char *o = out;
    for (size_t i = 0; i < len; i++) {
        uint32_t c = units[i];
        if ((c & 0xfc00) == 0xd800 && i + 1 < len && (units[i + 1] & 0xfc00) == 0xdc00) {
            c = 0x10000 + ((c & 0x3ff) << 10) + (units[++i] & 0x3ffu);
        } else if ((c & 0xf800) == 0xd800) {
            c = 0xfffd;
        }
        if (c < 0x80) {
            *o++ = (char)c;
        } else if (c < 0x800) {
            *o++ = (char)(0xc0 | c >> 6);
            *o++ = (char)(0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            *o++ = (char)(0xe0 | c >> 12);
            *o++ = (char)(0x80 | (c >> 6 & 0x3f));
            *o++ = (char)(0x80 | (c & 0x3f));
        } else {
            *o++ = (char)(0xf0 | c >> 18);
            *o++ = (char)(0x80 | (c >> 12 & 0x3f));
            *o++ = (char)(0x80 | (c >> 6 & 0x3f));
            *o++ = (char)(0x80 | (c & 0x3f));
        }
    }
    *o = '\0';
    return (size_t)(o - out);
}

int js_utf8_init(js_context ctx, js_value v, js_utf8 *out, js_value *exception)
{
    out->bytes = NULL;
    out->len = 0;
    JSValueRef failure = NULL;
    JSStringRef string = JSValueToStringCopy(ctx, v == NULL ? JS_UNDEFINED : v, &failure);
    if (string == NULL || failure != NULL) {
        js_throw(exception, failure);
        return -1;
    }
    size_t len = JSStringGetLength(string);
    size_t room = len * 3 + 1;
    char *bytes = room <= sizeof out->inline_bytes ? out->inline_bytes : malloc(room);
    if (bytes == NULL) {
        JSStringRelease(string);
        js_throw_out_of_memory(ctx, exception);
        return -ENOMEM;
    }
    out->bytes = bytes;
    out->len = utf8_encode(JSStringGetCharactersPtr(string), len, bytes);
    JSStringRelease(string);
    return 0;
}

void js_utf8_deinit(js_utf8 *text)
{
    if (text->bytes != NULL && text->bytes != text->inline_bytes) {
        free(text->bytes);
    }
    text->bytes = NULL;
}

char *js_utf8_dup(js_context ctx, js_value v, size_t *len, js_value *exception)
{
    js_utf8 text;
    char *copy = NULL;
    if (js_utf8_init(ctx, v, &text, exception) != 0) {
        return NULL;
    }
    if (text.bytes != text.inline_bytes) {
        copy = text.bytes;
        text.bytes = NULL;
    } else if ((copy = malloc(text.len + 1)) != NULL) {
        memcpy(copy, text.bytes, text.len + 1);
    } else {
        js_throw_out_of_memory(ctx, exception);
    }
    if (copy != NULL && len != NULL) {
        *len = text.len;
    }
    js_utf8_deinit(&text);
    return copy;
}

int js_utf16_init(js_context ctx, js_value v, js_utf16 *out, js_value *exception)
{
    *out = (js_utf16){0};
    JSValueRef failure = NULL;
    JSStringRef string = JSValueToStringCopy(ctx, v == NULL ? JS_UNDEFINED : v, &failure);
    if (string == NULL || failure != NULL) {
        js_throw(exception, failure);
        return -1;
    }
    out->units = JSStringGetCharactersPtr(string);
    out->len = JSStringGetLength(string);
    out->string = string;
    return 0;
}

void js_utf16_deinit(js_utf16 *text)
{
    if (text->string != NULL) {
        JSStringRelease(text->string);
        text->string = NULL;
    }
}
