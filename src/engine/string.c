// SPDX-License-Identifier: MIT
//
// Strings across the border. The engine's own UTF-8 entry refuses invalid input, its exit stops at lone surrogates, and both go character by
// character; its only fast entry makes 16-bit strings, of twice the size. So: characters are read in place (engine/layout.h), and a new
// string is a blank one of the right width, made by the engine, whose characters are filled in before anyone has seen it. Where the layout
// is unknown the interface serves, more slowly.
#include "engine/layout.h"

#include "base/utf.h"

#include <errno.h>
#include <stdlib.h>

// Below this length the interface's copy is cheaper than the call that makes a blank string.
enum { BLANK_MIN = 48 };

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

// ---- blank strings --------------------------------------------------------------------------------------------------

static JSObjectRef blank_function(js_context ctx)
{
    js_runtime *rt = js_runtime_current();
    if (rt->blank_string == 0) {
        JSStringRef source = JSStringCreateWithUTF8CString(
            "(() => { const repeat = Function.prototype.call.bind(String.prototype.repeat);"
            " return (length, wide) => repeat(wide ? '\\u0100' : ' ', length); })()");
        JSValueRef function = JSEvaluateScript(rt->ctx, source, NULL, NULL, 1, NULL);
        JSStringRelease(source);
        rt->blank_string = js_root_new(ctx, function);
    }
    return (JSObjectRef)(uintptr_t)js_root_get(ctx, rt->blank_string);
}

// A string of `len` characters and the room to write them into; NULL where there is none to be had.
static js_value blank_new(js_context ctx, size_t len, bool wide, void **room)
{
    if (len > INT32_MAX) {
        return NULL;
    }
    JSValueRef args[] = {js_int32((int32_t)len), js_bool(wide)};
    JSLock(ctx);
    JSValueRef v = JSObjectCallAsFunction(ctx, blank_function(ctx), NULL, 2, args, NULL);
    JSUnlock(ctx);
    *room = v == NULL ? NULL : js__characters_to_fill(v, len, wide);
    return *room == NULL ? NULL : v;
}

void *js_string_room(js_value v, size_t len)
{
    return js__characters_to_fill(v, len, false);
}

// ---- new strings ----------------------------------------------------------------------------------------------------

js_value js_string_utf16(js_context ctx, const uint16_t *units, size_t len)
{
    return value_of_string(ctx, JSStringCreateWithCharacters(units, len));
}

// ASCII without NUL makes an 8-bit string in any case. The engine wants a NUL-terminated copy.
static js_value ascii_string(js_context ctx, const uint8_t *bytes, size_t len)
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
    bool plain = len < BLANK_MIN && utf8_is_ascii(bytes, len) && memchr(bytes, 0, len) == NULL;
    void *room = NULL;
    if (len >= 2 && !plain) {
        JSValueRef v = blank_new(ctx, len, false, &room);
        if (v != NULL) {
            memcpy(room, bytes, len);
            return v;
        }
        plain = utf8_is_ascii(bytes, len) && memchr(bytes, 0, len) == NULL;
    }
    if (plain && len > 0) {
        return ascii_string(ctx, bytes, len);
    }
    uint16_t *units = malloc(len * sizeof *units + 1);
    if (units == NULL) {
        return NULL;
    }
    latin1_to_utf16(bytes, len, units);
    JSValueRef v = js_string_utf16(ctx, units, len);
    free(units);
    return v;
}

// Text that is not all ASCII: 8 bits a character where they suffice.
static js_value mixed_string(js_context ctx, const uint8_t *bytes, size_t len)
{
    size_t first = utf8_ascii_prefix(bytes, len);
    if (bytes[first] == 0xc2 || bytes[first] == 0xc3) {
        uint8_t *latin1 = malloc(len);
        size_t count;
        if (latin1 != NULL && utf8_to_latin1(bytes, len, latin1, &count)) {
            js_value v = js_string_latin1(ctx, latin1, count);
            free(latin1);
            return v;
        }
        free(latin1);
    }
    if (len >= BLANK_MIN * 4) {
        void *room;
        JSValueRef v = blank_new(ctx, utf16_length_from_utf8(bytes, len), true, &room);
        if (v != NULL) {
            utf8_to_utf16(bytes, len, room);
            return v;
        }
    }
    uint16_t small[BLANK_MIN * 4];
    uint16_t *units = len <= BLANK_MIN * 4 ? small : malloc(len * sizeof *units);
    if (units == NULL) {
        return NULL;
    }
    js_value v = js_string_utf16(ctx, units, utf8_to_utf16(bytes, len, units));
    if (units != small) {
        free(units);
    }
    return v;
}

js_value js_string_utf8(js_context ctx, const char *bytes, size_t len)
{
    if (utf8_is_ascii(bytes, len)) {
        return js_string_latin1(ctx, (const uint8_t *)bytes, len);
    }
    return mixed_string(ctx, (const uint8_t *)bytes, len);
}

// ---- reading --------------------------------------------------------------------------------------------------------

int js_text_init(js_context ctx, js_value v, js_text *out, js_value *exception)
{
    *out = (js_text){0};
    js__characters characters;
    if (!js__characters_of_value(v, &characters)) {
        JSValueRef failure = NULL;
        JSStringRef string = JSValueToStringCopy(ctx, v == NULL ? JS_UNDEFINED : v, &failure);
        if (string == NULL || failure != NULL) {
            js_throw(exception, failure);
            return -1;
        }
        out->string = string;
        if (!js__characters_of_string(string, &characters)) {
            characters =
                (js__characters){.units = JSStringGetCharactersPtr(string), .len = JSStringGetLength(string)};
        }
    }
    out->latin1 = characters.latin1;
    out->units = characters.units;
    out->len = characters.len;
    return 0;
}

void js_text_deinit(js_text *text)
{
    if (text->string != NULL) {
        JSStringRelease(text->string);
        text->string = NULL;
    }
}

size_t js_text_utf8_length(const js_text *text)
{
    if (text->len == 0) {
        return 0;
    }
    return text->latin1 != NULL ? utf8_length_from_latin1(text->latin1, text->len)
                                : utf8_length_from_utf16(text->units, text->len);
}

size_t js_text_to_utf8(const js_text *text, void *bytes, size_t room)
{
    if (text->len == 0) {
        return 0;
    }
    return text->latin1 != NULL ? latin1_to_utf8_bounded(text->latin1, text->len, bytes, room, NULL)
                                : utf16_to_utf8_bounded(text->units, text->len, bytes, room, NULL);
}

// The text as NUL-terminated UTF-8, in `small` where it fits. NULL with `*exception` set on failure.
static char *utf8_copy(js_context ctx, js_value v, char *small, size_t small_size, size_t *len,
                       js_value *exception)
{
    js_text text;
    if (js_text_init(ctx, v, &text, exception) != 0) {
        return NULL;
    }
    size_t count = js_text_utf8_length(&text);
    char *bytes = count < small_size ? small : malloc(count + 1);
    if (bytes == NULL) {
        js_throw_out_of_memory(ctx, exception);
    } else {
        js_text_to_utf8(&text, bytes, count);
        bytes[count] = '\0';
        *len = count;
    }
    js_text_deinit(&text);
    return bytes;
}

int js_utf8_init(js_context ctx, js_value v, js_utf8 *out, js_value *exception)
{
    JSValueRef failure = NULL;
    out->len = 0;
    out->bytes = utf8_copy(ctx, v, out->inline_bytes, sizeof out->inline_bytes, &out->len, &failure);
    if (out->bytes == NULL) {
        js_throw(exception, failure);
        return -1;
    }
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
    size_t count;
    char *bytes = utf8_copy(ctx, v, NULL, 0, &count, exception);
    if (bytes != NULL && len != NULL) {
        *len = count;
    }
    return bytes;
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
