// SPDX-License-Identifier: MIT
//
// Strings, one form for each text: up to five Latin-1 characters in the handle, Latin-1 text with 8 bits a character, other text with 16. So equal
// strings have equal forms. A cell keeps its length in `extra` and its characters in the tail.
#include "internal.h"

enum { SHORT_MAX = 5 };

static pc_value short_string(const uint8_t *chars, size_t len)
{
    uint64_t v = 1 | len << 3;
    for (size_t i = 0; i < len; i++) {
        v |= (uint64_t)chars[i] << (8 + 8 * i);
    }
    return v;
}

static pc_cell *string_cell(pc_thread *t, size_t len, size_t width)
{
    if (len > INT32_MAX) {
        t->error = -EOVERFLOW;
        return NULL;
    }
    pc_cell *c = pc__cell_new(t, PC_KIND_STRING, 0, len * width);
    if (c != NULL) {
        c->extra = (uint32_t)len;
    }
    return c;
}

pc_value pc_string_latin1(pc_thread *t, const uint8_t *chars, size_t len)
{
    if (len <= SHORT_MAX) {
        return short_string(chars, len);
    }
    pc_cell *c = string_cell(t, len, 1);
    if (c == NULL) {
        return PC_NONE;
    }
    memcpy(cell_tail(c), chars, len);
    return value_of(c);
}

static bool is_latin1(const uint16_t *units, size_t len)
{
    unsigned all = 0;
    for (size_t i = 0; i < len; i++) {
        all |= units[i];
    }
    return all <= 0xff;
}

pc_value pc_string_utf16(pc_thread *t, const uint16_t *units, size_t len)
{
    bool narrow = is_latin1(units, len);
    uint8_t few[SHORT_MAX] = {0};
    if (narrow && len <= SHORT_MAX) {
        for (size_t i = 0; i < len; i++) {
            few[i] = (uint8_t)units[i];
        }
        return short_string(few, len);
    }
    pc_cell *c = string_cell(t, len, narrow ? 1 : 2);
    if (c == NULL) {
        return PC_NONE;
    }
    if (narrow) {
        uint8_t *to = cell_tail(c);
        for (size_t i = 0; i < len; i++) {
            to[i] = (uint8_t)units[i];
        }
    } else {
        atomic_fetch_or_explicit(&c->flags, FLAG_WIDE, memory_order_relaxed);
        memcpy(cell_tail(c), units, len * 2);
    }
    return value_of(c);
}

pc_value pc_string_ascii(pc_thread *t, const char *text)
{
    return pc_string_latin1(t, (const uint8_t *)text, strlen(text));
}

size_t pc_string_length(pc_value s)
{
    return is_short_string(s) ? (s >> 3) & 7 : cell_of(s)->extra;
}

void pc_string_peek(pc_value s, pc_text *out)
{
    assert(pc_kind_of(s) == PC_KIND_STRING);
    *out = (pc_text){.len = pc_string_length(s)};
    if (is_short_string(s)) {
        for (size_t i = 0; i < SHORT_MAX; i++) {
            out->room[i] = (uint8_t)(s >> (8 + 8 * i));
        }
        out->latin1 = out->room;
    } else if (has_flag(cell_of(s), FLAG_WIDE)) {
        out->units = cell_tail(cell_of(s));
    } else {
        out->latin1 = cell_tail(cell_of(s));
    }
}
