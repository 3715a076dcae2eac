// SPDX-License-Identifier: MIT
//
// Strings across the border. The engine's own UTF-8 entry refuses invalid input, its exit stops at lone surrogates, and both go character by
// character; its only fast entry makes 16-bit strings, of twice the size. So: characters are read in place (engine/layout.h), and the characters
// of new strings are written in place (string_room.c). Where the layout is unknown the interface serves, more slowly.
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

// ---- new strings ----------------------------------------------------------------------------------------------------

js_value js_string_utf16(js_context ctx, const uint16_t *units, size_t len)
{
    js_value v = js__string_copied(ctx, units, len, true);
    return v != NULL ? v : value_of_string(ctx, JSStringCreateWithCharacters(units, len));
}

// By the interface alone. It makes 8-bit strings of NUL-terminated ASCII only.
static js_value latin1_by_interface(js_context ctx, const uint8_t *bytes, size_t len)
{
    js_value v = NULL;
    if (utf8_is_ascii(bytes, len) && memchr(bytes, 0, len) == NULL) {
        char *copy = malloc(len + 1);
        if (copy != NULL) {
            memcpy(copy, bytes, len);
            copy[len] = '\0';
            v = js_string_ascii(ctx, copy);
        }
        free(copy);
        return v;
    }
    uint16_t *units = malloc(len * sizeof *units + 1);
    if (units != NULL) {
        latin1_to_utf16(bytes, len, units);
        v = value_of_string(ctx, JSStringCreateWithCharacters(units, len));
    }
    free(units);
    return v;
}

js_value js_string_latin1(js_context ctx, const uint8_t *bytes, size_t len)
{
    if (len == 0) {
        return js_string_ascii(ctx, "");
    }
    js_value v = js__string_copied(ctx, bytes, len, false);
    return v != NULL ? v : latin1_by_interface(ctx, bytes, len);
}

// Room in the blank where there is one, else in a string of its own. The string, or NULL.
static js_value roomy(js_context ctx, js_value blank, size_t len, bool wide, void **room)
{
    *room = blank == NULL ? NULL
            : wide        ? (void *)js_string_room_wide(blank, len)
                          : js_string_room(blank, len);
    return *room != NULL ? blank : js__string_with_room(ctx, len, wide, room);
}

static js_value narrow_string(js_context ctx, js_value blank, const uint8_t *bytes, size_t len)
{
    void *room = blank == NULL ? NULL : js_string_room(blank, len);
    if (room == NULL) {
        return js_string_latin1(ctx, bytes, len);
    }
    memcpy(room, bytes, len);
    return blank;
}

static js_value wide_string(js_context ctx, js_value blank, const uint16_t *units, size_t len)
{
    void *room = blank == NULL ? NULL : js_string_room_wide(blank, len);
    if (room == NULL) {
        return js_string_utf16(ctx, units, len);
    }
    memcpy(room, units, len * sizeof *units);
    return blank;
}

enum { SHORT_TEXT = 256 }; // bytes of text that becomes characters on the stack first

static js_value short_string(js_context ctx, js_value blank, const uint8_t *bytes, size_t len)
{
    uint16_t units[SHORT_TEXT];
    uint8_t narrow[SHORT_TEXT];
    size_t count = utf8_to_utf16(bytes, len, units);
    if (!utf16_is_latin1(units, count)) {
        return wide_string(ctx, blank, units, count);
    }
    utf16_to_latin1(units, count, narrow);
    return narrow_string(ctx, blank, narrow, count);
}

// Text that is not all ASCII: 8 bits a character where they suffice.
static js_value mixed_string(js_context ctx, js_value blank, const uint8_t *bytes, size_t len)
{
    void *room;
    utf8_measure m = utf8_measured(bytes, len);
    js_value v = roomy(ctx, blank, m.units, !m.is_latin1, &room);
    if (v == NULL) {
        uint16_t *units = malloc(m.units * sizeof *units);
        v = units == NULL ? NULL : js_string_utf16(ctx, units, utf8_to_utf16(bytes, len, units));
        free(units);
    } else if (m.is_latin1) {
        utf8_to_latin1(bytes, len, room, &m.units);
    } else if (m.is_valid) {
        utf8_valid_to_utf16(bytes, len, room);
    } else {
        utf8_to_utf16(bytes, len, room);
    }
    return v;
}

js_value js_string_utf8_into(js_context ctx, js_value blank, const char *bytes, size_t len)
{
    const uint8_t *p = (const uint8_t *)bytes;
    if (utf8_is_ascii(p, len)) {
        return len == 0 ? js_string_ascii(ctx, "") : narrow_string(ctx, blank, p, len);
    }
    return len <= SHORT_TEXT ? short_string(ctx, blank, p, len) : mixed_string(ctx, blank, p, len);
}

js_value js_string_utf8(js_context ctx, const char *bytes, size_t len)
{
    return js_string_utf8_into(ctx, NULL, bytes, len);
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
