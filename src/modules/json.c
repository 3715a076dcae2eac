// SPDX-License-Identifier: MIT
//
// Recursive descent over the bytes, one function per production, with the depth bounded.
#include "modules/json.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

enum { DEPTH_MAX = 256 };

typedef struct reader {
    mod_arena *arena;
    const char *start, *at, *end;
    int depth;
} reader;

static int value(reader *r, mod_json **out);

static void skip_space(reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t')) {
        r->at++;
    }
}

static bool take(reader *r, char c)
{
    if (r->at < r->end && *r->at == c) {
        r->at++;
        return true;
    }
    return false;
}

static int hex4(reader *r, uint32_t *out)
{
    if (r->end - r->at < 4) {
        return -EINVAL;
    }
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) {
        char c = *r->at++;
        uint32_t digit;
        if (c >= '0' && c <= '9') {
            digit = (uint32_t)(c - '0');
        } else if ((c | 32) >= 'a' && (c | 32) <= 'f') {
            digit = (uint32_t)((c | 32) - 'a') + 10;
        } else {
            return -EINVAL;
        }
        v = v << 4 | digit;
    }
    *out = v;
    return 0;
}

static char *put_utf8(char *to, uint32_t c)
{
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xc0 | c >> 6);
        *to++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *to++ = (char)(0xe0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    } else {
        *to++ = (char)(0xf0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3f));
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    }
    return to;
}

// `\uXXXX`, with a following low surrogate where there is one; a lone surrogate becomes U+FFFD.
static int unicode_escape(reader *r, char **to)
{
    uint32_t c;
    int rc = hex4(r, &c);
    if (rc < 0) {
        return rc;
    }
    if (c >= 0xd800 && c < 0xdc00 && r->end - r->at >= 6 && r->at[0] == '\\' && r->at[1] == 'u') {
        const char *back = r->at;
        uint32_t low;
        r->at += 2;
        rc = hex4(r, &low);
        if (rc < 0) {
            return rc;
        }
        if (low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        } else {
            r->at = back;
        }
    }
    *to = put_utf8(*to, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
    return 0;
}

static int escape(reader *r, char **to)
{
    if (r->at == r->end) {
        return -EINVAL;
    }
    switch (*r->at++) {
    case '"':
        *(*to)++ = '"';
        return 0;
    case '\\':
        *(*to)++ = '\\';
        return 0;
    case '/':
        *(*to)++ = '/';
        return 0;
    case 'b':
        *(*to)++ = '\b';
        return 0;
    case 'f':
        *(*to)++ = '\f';
        return 0;
    case 'n':
        *(*to)++ = '\n';
        return 0;
    case 'r':
        *(*to)++ = '\r';
        return 0;
    case 't':
        *(*to)++ = '\t';
        return 0;
    case 'u':
        return unicode_escape(r, to);
    default:
        return -EINVAL;
    }
}

// The text after the opening quote, decoded. An escape never decodes to more bytes than it was written with.
static int string(reader *r, const char **text, size_t *len)
{
    const char *scan = r->at;
    while (scan < r->end && *scan != '"') {
        scan += *scan == '\\' ? 2 : 1;
    }
    if (scan >= r->end) {
        return -EINVAL;
    }
    char *bytes = mod_arena_alloc(r->arena, (size_t)(scan - r->at) + 1);
    if (bytes == NULL) {
        return -ENOMEM;
    }
    char *to = bytes;
    while (*r->at != '"') {
        unsigned char c = (unsigned char)*r->at++;
        if (c < 0x20) {
            return -EINVAL;
        }
        if (c != '\\') {
            *to++ = (char)c;
            continue;
        }
        int rc = escape(r, &to);
        if (rc < 0) {
            return rc;
        }
    }
    r->at++;
    *text = bytes;
    *len = (size_t)(to - bytes);
    return 0;
}

static bool digits(reader *r)
{
    const char *from = r->at;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9') {
        r->at++;
    }
    return r->at > from;
}

static int number(reader *r, mod_json *v)
{
    const char *from = r->at;
    take(r, '-');
    if (!take(r, '0') && !digits(r)) {
        return -EINVAL;
    }
    if (take(r, '.') && !digits(r)) {
        return -EINVAL;
    }
    if (take(r, 'e') || take(r, 'E')) {
        if (!take(r, '+')) {
            take(r, '-');
        }
        if (!digits(r)) {
            return -EINVAL;
        }
    }
    v->kind = MOD_JSON_NUMBER;
    v->text_len = (size_t)(r->at - from);
    v->text = mod_arena_copy(r->arena, from, v->text_len);
    return v->text == NULL ? -ENOMEM : 0;
}

static int word(reader *r, mod_json *v, const char *text, mod_json_kind kind)
{
    size_t len = strlen(text);
    if ((size_t)(r->end - r->at) < len || memcmp(r->at, text, len) != 0) {
        return -EINVAL;
    }
    r->at += len;
    v->kind = kind;
    return 0;
}

static int member(reader *r, mod_json **out)
{
    const char *key;
    size_t key_len;
    skip_space(r);
    if (!take(r, '"')) {
        return -EINVAL;
    }
    int rc = string(r, &key, &key_len);
    if (rc < 0) {
        return rc;
    }
    skip_space(r);
    if (!take(r, ':')) {
        return -EINVAL;
    }
    rc = value(r, out);
    if (rc == 0) {
        (*out)->key = key;
        (*out)->key_len = key_len;
    }
    return rc;
}

// The children of an array or object up to and with `close`.
static int children(reader *r, mod_json *v, mod_json_kind kind, char close)
{
    mod_json **tail = &v->first;
    v->kind = kind;
    if (++r->depth > DEPTH_MAX) {
        return -E2BIG;
    }
    skip_space(r);
    if (!take(r, close)) {
        do {
            int rc = kind == MOD_JSON_OBJECT ? member(r, tail) : value(r, tail);
            if (rc < 0) {
                return rc;
            }
            tail = &(*tail)->next;
            skip_space(r);
        } while (take(r, ','));
        if (!take(r, close)) {
            return -EINVAL;
        }
    }
    r->depth--;
    return 0;
}

static int value(reader *r, mod_json **out)
{
    mod_json *v = mod_arena_alloc(r->arena, sizeof *v);
    int rc = -EINVAL;
    if (v == NULL) {
        return -ENOMEM;
    }
    skip_space(r);
    v->source = r->at;
    if (r->at == r->end) {
        return -EINVAL;
    }
    switch (*r->at) {
    case '{':
        r->at++;
        rc = children(r, v, MOD_JSON_OBJECT, '}');
        break;
    case '[':
        r->at++;
        rc = children(r, v, MOD_JSON_ARRAY, ']');
        break;
    case '"':
        r->at++;
        v->kind = MOD_JSON_STRING;
        rc = string(r, &v->text, &v->text_len);
        break;
    case 'n':
        rc = word(r, v, "null", MOD_JSON_NULL);
        break;
    case 't':
        rc = word(r, v, "true", MOD_JSON_TRUE);
        break;
    case 'f':
        rc = word(r, v, "false", MOD_JSON_FALSE);
        break;
    default:
        rc = number(r, v);
    }
    if (rc == 0) {
        v->source_len = (size_t)(r->at - v->source);
        *out = v;
    }
    return rc;
}

int mod_json_parse(mod_arena *arena, const char *bytes, size_t len, mod_json **out, size_t *error_at)
{
    reader r = {.arena = arena, .start = bytes, .at = bytes, .end = bytes + len};
    mod_json *document = NULL;
    int rc = value(&r, &document);
    if (rc == 0) {
        skip_space(&r);
        rc = r.at == r.end ? 0 : -EINVAL;
    }
    if (rc == 0) {
        *out = document;
    } else if (error_at != NULL) {
        *error_at = (size_t)(r.at - r.start);
    }
    return rc;
}

const mod_json *mod_json_member(const mod_json *object, const char *key, size_t key_len)
{
    const mod_json *found = NULL;
    for (const mod_json *m = object->first; m != NULL; m = m->next) {
        if (m->key_len == key_len && memcmp(m->key, key, key_len) == 0) {
            found = m;
        }
    }
    return found;
}
