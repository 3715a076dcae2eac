// SPDX-License-Identifier: MIT
//
// The URL Standard's parser for what most URLs are: absolute ones of the special schemes (but file), and paths relative to one. It reads
// the characters in place and writes the serialized URL into a buffer that has room for the longest result, so that nothing is checked on
// the way. Whatever is unusual is left to the JavaScript half. Memory: one buffer for a long URL.
#include "node/url/resolve.h"

#include <stdlib.h>

// Where a character must be percent-encoded; characters above 0x7f are everywhere.
enum { IN_FRAGMENT = 1, IN_QUERY = 2, IN_PATH = 4, IN_USERINFO = 8, IN_HOST = 16, BACKSLASH = 32 };
enum { EXPANSION = 9, HOST_MAX = 512, PORT_ROOM = 8, SCHEME_ROOM = 8 };

#define PATHS (IN_PATH | IN_USERINFO)
#define ALL (IN_FRAGMENT | IN_QUERY | PATHS)

// IN_HOST is the other way round: a character that a host may hold as it is, once in lower case.
static const uint8_t table[256] = {
    [0 ... 0x1f] = ALL,
    [0x7f] = ALL,
    [' '] = ALL,
    ['"'] = ALL,
    ['<'] = ALL,
    ['>'] = ALL,
    ['`'] = IN_FRAGMENT | PATHS,
    ['#'] = IN_QUERY | PATHS,
    ['\''] = IN_QUERY,
    ['?'] = PATHS,
    ['^'] = PATHS,
    ['{'] = PATHS,
    ['}'] = PATHS,
    ['/'] = IN_USERINFO,
    [':'] = IN_USERINFO,
    [';'] = IN_USERINFO,
    ['='] = IN_USERINFO,
    ['@'] = IN_USERINFO,
    ['['] = IN_USERINFO,
    ['\\'] = IN_USERINFO | BACKSLASH,
    [']'] = IN_USERINFO,
    ['|'] = IN_USERINFO,
    ['0' ... '9'] = IN_HOST,
    ['a' ... 'z'] = IN_HOST,
    ['-'] = IN_HOST,
    ['.'] = IN_HOST,
    ['_'] = IN_HOST,
    [0x80 ... 0xff] = ALL,
};

typedef struct scan {
    const uint8_t *latin1; // one of the two
    const uint16_t *units;
    uint8_t *out;
    size_t len; // of `out`
} scan;

static inline uint32_t unit(const scan *s, size_t i)
{
    return s->latin1 != NULL ? s->latin1[i] : s->units[i];
}

static inline bool is_slash(uint32_t c)
{
    return c == '/' || c == '\\';
}

static inline bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_alpha(uint32_t c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static void put_escaped(scan *s, uint32_t byte)
{
    static const char hex[] = "0123456789ABCDEF";
    s->out[s->len++] = '%';
    s->out[s->len++] = (uint8_t)hex[byte >> 4];
    s->out[s->len++] = (uint8_t)hex[byte & 15];
}

static void put_escaped_point(scan *s, uint32_t c)
{
    if (c < 0x80) {
        put_escaped(s, c);
        return;
    }
    if (c < 0x800) {
        put_escaped(s, 0xc0 | c >> 6);
    } else {
        if (c < 0x10000) {
            put_escaped(s, 0xe0 | c >> 12);
        } else {
            put_escaped(s, 0xf0 | c >> 18);
            put_escaped(s, 0x80 | (c >> 12 & 63));
        }
        put_escaped(s, 0x80 | (c >> 6 & 63));
    }
    put_escaped(s, 0x80 | (c & 63));
}

// input[from, to) with what is in the set `bit` percent-encoded.
static void put_encoded(scan *s, size_t from, size_t to, uint8_t bit)
{
    for (size_t i = from; i < to; i++) {
        uint32_t c = unit(s, i);
        if (c < 0x80 && (table[c] & bit) == 0) {
            s->out[s->len++] = (uint8_t)c;
            continue;
        }
        if (c >= 0xd800 && c < 0xe000) {
            uint32_t low = i + 1 < to ? unit(s, i + 1) : 0;
            if (c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
                i++;
            } else {
                c = 0xfffd;
            }
        }
        put_escaped_point(s, c);
    }
}

// How many dots input[from, to) is, in any spelling of '.' and '..'; 0 for other segments.
static int dots_in(const scan *s, size_t from, size_t to)
{
    int dots = 0;
    if (to - from > 6) {
        return 0;
    }
    while (from < to) {
        if (unit(s, from) == '.') {
            from++;
        } else if (to - from >= 3 && unit(s, from) == '%' && unit(s, from + 1) == '2' &&
                   (unit(s, from + 2) | 32) == 'e') {
            from += 3;
        } else {
            return 0;
        }
        dots++;
    }
    return dots <= 2 ? dots : 0;
}

// The segments of input[from, to) after what `out` holds of the path, which begins at path_start. `from` is behind a slash.
static void put_path(scan *s, size_t from, size_t to, size_t path_start)
{
    for (;;) {
        size_t end = from;
        while (end < to && !is_slash(unit(s, end))) {
            end++;
        }
        bool last = end == to;
        int dots = dots_in(s, from, end);
        if (dots == 2) {
            while (s->len > path_start && s->out[--s->len] != '/') {
            }
        }
        if (dots == 0) {
            s->out[s->len++] = '/';
            put_encoded(s, from, end, IN_PATH);
        } else if (last) {
            s->out[s->len++] = '/';
        }
        if (last) {
            return;
        }
        from = end + 1;
    }
}

// Query and fragment, if input[i...] has them.
static void put_rest(scan *s, size_t i, size_t to, url_offsets *offsets)
{
    offsets->search_start = offsets->hash_start = -1;
    if (i < to && unit(s, i) == '?') {
        size_t end = i + 1;
        while (end < to && unit(s, end) != '#') {
            end++;
        }
        offsets->search_start = (int32_t)s->len;
        s->out[s->len++] = '?';
        put_encoded(s, i + 1, end, IN_QUERY);
        i = end;
    }
    if (i < to) {
        offsets->hash_start = (int32_t)s->len;
        s->out[s->len++] = '#';
        put_encoded(s, i + 1, to, IN_FRAGMENT);
    }
}

// Where the path that starts at `i` ends.
static size_t path_end(const scan *s, size_t i, size_t to)
{
    while (i < to && unit(s, i) != '?' && unit(s, i) != '#') {
        i++;
    }
    return i;
}

// ---- authority ------------------------------------------------------------------------------------------------------

typedef struct scheme {
    const char *name;
    uint8_t len;
    uint16_t port;
} scheme;
static const scheme schemes[] = {
    {"https", 5, 443}, {"http", 4, 80}, {"wss", 3, 443}, {"ws", 2, 80}, {"ftp", 3, 21}};

static const scheme *scheme_of(const scan *s, size_t to)
{
    for (size_t k = 0; k < sizeof schemes / sizeof schemes[0]; k++) {
        const scheme *known = &schemes[k];
        size_t i = 0;
        while (i < known->len && i < to && (unit(s, i) | 32) == (uint32_t)known->name[i]) {
            i++;
        }
        if (i == known->len && i < to && unit(s, i) == ':') {
            return known;
        }
    }
    return NULL;
}

// Whether the host that `out` holds from `start` on needs no closer look: its labels are plain, the last is no number.
static bool host_is_plain(const scan *s, size_t start)
{
    size_t label = start;
    for (size_t i = start; i < s->len; i++) {
        uint8_t c = s->out[i];
        if ((table[c] & IN_HOST) == 0) {
            return false;
        }
        if (c == '.') {
            label = i + 1;
        }
    }
    return s->len > start && label < s->len && !is_digit(s->out[label]);
}

static bool put_unicode_host(scan *s, size_t from, size_t to)
{
    uint16_t domain[HOST_MAX], ascii[HOST_MAX];
    size_t len = to - from;
    if (len > HOST_MAX) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        uint32_t c = unit(s, from + i);
        if (c == '%' || (c >= 0xd800 && c < 0xe000)) {
            return false; // escapes and what may be no character
        }
        domain[i] = (uint16_t)c;
    }
    size_t count = url_domain_to_ascii(domain, len, ascii, HOST_MAX);
    for (size_t i = 0; i < count; i++) {
        if (ascii[i] > 0x7f) {
            return false;
        }
        s->out[s->len++] = (uint8_t)ascii[i];
    }
    return count > 0;
}

static bool put_host(scan *s, size_t from, size_t to)
{
    size_t start = s->len;
    for (size_t i = from; i < to; i++) {
        uint32_t c = unit(s, i);
        if (c >= 'A' && c <= 'Z') {
            c |= 32;
        }
        // Other than ASCII, or 'xn--': labels in Punycode are checked.
        bool coded = c == '-' && i + 1 < to && unit(s, i + 1) == '-' && s->len >= start + 2 &&
                     s->out[s->len - 2] == 'x' && s->out[s->len - 1] == 'n';
        if (c > 0x7f || coded) {
            s->len = start;
            return put_unicode_host(s, from, to) && host_is_plain(s, start);
        }
        s->out[s->len++] = (uint8_t)c;
    }
    return host_is_plain(s, start);
}

// The port in input[from, to) after a colon; false where it is none.
static bool put_port(scan *s, size_t from, size_t to, uint16_t standard, int32_t *port)
{
    uint32_t number = 0;
    *port = -1;
    for (size_t i = from; i < to; i++) {
        uint32_t c = unit(s, i);
        if (!is_digit(c) || number > 65535) {
            return false;
        }
        number = number * 10 + (c - '0');
    }
    if (number > 65535) {
        return false;
    }
    if (from < to && number != standard) {
        *port = (int32_t)number;
        s->out[s->len++] = ':';
        uint32_t place = 10000;
        while (place > 1 && number < place) {
            place /= 10;
        }
        for (; place > 0; place /= 10) {
            s->out[s->len++] = (uint8_t)('0' + number / place % 10);
        }
    }
    return true;
}

// user:password@host:port in input[from, to)
static bool put_authority(scan *s, size_t from, size_t to, uint16_t standard, url_offsets *offsets)
{
    size_t start = s->len;
    size_t at = to;
    while (at > from && unit(s, at - 1) != '@') {
        at--;
    }
    offsets->username_end = offsets->host_start = (int32_t)start;
    if (at > from) {
        size_t colon = from;
        while (colon < at - 1 && unit(s, colon) != ':') {
            colon++;
        }
        put_encoded(s, from, colon, IN_USERINFO);
        offsets->username_end = offsets->host_start = (int32_t)s->len;
        if (colon + 1 < at - 1) {
            s->out[s->len++] = ':';
            put_encoded(s, colon + 1, at - 1, IN_USERINFO);
            offsets->host_start = (int32_t)s->len;
        }
        if (s->len > start) {
            s->out[s->len++] = '@';
        }
    }
    size_t colon = at;
    while (colon < to && unit(s, colon) != ':') {
        colon++;
    }
    if (!put_host(s, at, colon)) {
        return false;
    }
    offsets->host_end = (int32_t)s->len;
    return put_port(s, colon < to ? colon + 1 : to, to, standard, &offsets->port);
}

// ---- URLs -----------------------------------------------------------------------------------------------------------

static bool resolve_absolute(scan *s, const scheme *known, size_t to, const url_base *base,
                             url_offsets *offsets)
{
    size_t i = known->len + 1U;
    bool slashes = i + 1 < to && unit(s, i) == '/' && unit(s, i + 1) == '/';
    if (!slashes && base->href != NULL) {
        return false; // may be relative for all its scheme
    }
    memcpy(s->out, known->name, known->len);
    memcpy(s->out + known->len, "://", 3);
    s->len = known->len + 3U;
    offsets->protocol_end = known->len + 1;
    while (i < to && is_slash(unit(s, i))) {
        i++;
    }
    size_t end = i;
    while (end < to) {
        uint32_t c = unit(s, end);
        if (is_slash(c) || c == '?' || c == '#') {
            break;
        }
        end++;
    }
    if (!put_authority(s, i, end, known->port, offsets)) {
        return false;
    }
    offsets->path_start = (int32_t)s->len;
    size_t stop = path_end(s, end, to);
    put_path(s, end < stop ? end + 1 : stop, stop, s->len);
    put_rest(s, stop, to, offsets);
    return true;
}

// True for what begins with a scheme, valid or not known.
static bool has_scheme(const scan *s, size_t to)
{
    if (!is_alpha(unit(s, 0))) {
        return false;
    }
    for (size_t i = 1; i < to; i++) {
        uint32_t c = unit(s, i);
        if (c == ':') {
            return true;
        }
        if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') {
            return false;
        }
    }
    return false;
}

static bool resolve_path(scan *s, size_t to, const url_base *base, url_offsets *offsets)
{
    uint32_t first = unit(s, 0);
    if (base->href == NULL || first == '?' || first == '#' || has_scheme(s, to) ||
        (is_slash(first) && to > 1 && is_slash(unit(s, 1)))) {
        return false;
    }
    size_t kept = base->path_start;
    if (!is_slash(first)) {
        kept = base->path_end; // without its last segment
        while (kept > base->path_start && base->href[--kept] != '/') {
        }
    }
    memcpy(s->out, base->href, kept);
    s->len = kept;
    size_t stop = path_end(s, 0, to);
    put_path(s, is_slash(first) ? 1 : 0, stop, base->path_start);
    put_rest(s, stop, to, offsets);
    offsets->path_start = (int32_t)base->path_start;
    return true;
}

// ---- what is clean already ----------------------------------------------------------------------------------------

// Where input[i...], a path, query and fragment that need no change, ends: at `len`. Less where they do.
static size_t clean_rest(const uint8_t *text, size_t i, size_t len, url_offsets *offsets)
{
    offsets->search_start = offsets->hash_start = -1;
    for (; i < len && (table[text[i]] & (IN_PATH | BACKSLASH)) == 0; i++) {
        // A segment that begins with a dot, or an escape that may be one, is looked at closely.
        if (text[i] == '/' && i + 1 < len && (text[i + 1] == '.' || text[i + 1] == '%')) {
            return i;
        }
    }
    if (i < len && text[i] == '?') {
        offsets->search_start = (int32_t)i++;
        while (i < len && (table[text[i]] & IN_QUERY) == 0) {
            i++;
        }
    }
    if (i < len && text[i] == '#') {
        offsets->hash_start = (int32_t)i++;
        while (i < len && (table[text[i]] & IN_FRAGMENT) == 0) {
            i++;
        }
    }
    return i;
}

// The usual case, one scan: an http or https URL without credentials or port that is in normal form already.
static bool is_clean(const uint8_t *text, size_t len, url_offsets *offsets)
{
    size_t start = len > 8 && memcmp(text, "https://", 8) == 0  ? 8
                   : len > 7 && memcmp(text, "http://", 7) == 0 ? 7
                                                                : 0;
    size_t label = start;
    size_t i = start;
    for (; i < len && (table[text[i]] & IN_HOST) != 0; i++) {
        if (text[i] == '.') {
            label = i + 1;
        } else if (text[i] == '-' && text[i - 1] == '-') {
            return false; // may be Punycode
        }
    }
    if (start == 0 || label >= i || i == len || text[i] != '/' || is_digit(text[label]) ||
        clean_rest(text, i, len, offsets) != len) {
        return false;
    }
    offsets->protocol_end = (int32_t)start - 2;
    offsets->username_end = offsets->host_start = (int32_t)start;
    offsets->host_end = offsets->path_start = (int32_t)i;
    offsets->port = -1;
    return true;
}

// Tabs and line ends are dropped wherever they are, and so is white space around; the JavaScript half does that.
static bool needs_stripping(const scan *s, size_t len)
{
    if (unit(s, 0) <= 0x20 || unit(s, len - 1) <= 0x20) {
        return true;
    }
    for (size_t i = 0; i < len; i++) {
        uint32_t c = unit(s, i);
        if (c == '\t' || c == '\n' || c == '\r') {
            return true;
        }
    }
    return false;
}

bool url_resolve(const js_text *input, const url_base *base, url_text *out, url_offsets *offsets)
{
    scan s = {.latin1 = input->latin1, .units = input->units, .out = out->inline_bytes};
    size_t len = input->len;
    out->bytes = NULL;
    *offsets = (url_offsets){0};
    if (s.latin1 != NULL && len <= INT32_MAX && is_clean(s.latin1, len, offsets)) {
        out->same = true;
        return true;
    }
    if (len == 0 || len > INT32_MAX / (2 * EXPANSION) || base->path_end > INT32_MAX / 2 ||
        needs_stripping(&s, len)) {
        return false;
    }
    size_t room = len * EXPANSION + base->path_end + HOST_MAX + PORT_ROOM + SCHEME_ROOM;
    if (room > sizeof out->inline_bytes) {
        s.out = out->bytes = malloc(room);
        if (s.out == NULL) {
            return false;
        }
    }
    const scheme *known = scheme_of(&s, len);
    bool done = known != NULL ? resolve_absolute(&s, known, len, base, offsets)
                              : resolve_path(&s, len, base, offsets);
    if (!done) {
        url_text_deinit(out);
        return false;
    }
    out->bytes = s.out;
    out->len = s.len;
    out->same = s.latin1 != NULL && s.len == len && memcmp(s.out, s.latin1, len) == 0;
    return true;
}

void url_text_deinit(url_text *text)
{
    if (text->bytes != text->inline_bytes) {
        free(text->bytes); // NULL where the input was clean
    }
    text->bytes = NULL;
}
