// SPDX-License-Identifier: MIT
// The lexer: one token at a time out of padded UTF-8, without memory of its own.
//
// Invariant: at least 64 zero bytes follow the text, so 16-byte loads need no bounds and a zero byte stops
// every scan. Whether a slash starts a regular expression, and where a template goes on, the parser knows.
#include <emmintrin.h>
#include <unicode/uchar.h>

#include "internal.h"

#define ID CC_ID
#define DI (CC_DIGIT | CC_HEX)
#define HX (CC_ID | CC_HEX)
#define SP CC_SPACE
const uint8_t syn__char_class[256] = {
    ['\t'] = SP, [11] = SP,  [12] = SP,  [' '] = SP, ['$'] = ID, ['_'] = ID, ['0'] = DI, ['1'] = DI,
    ['2'] = DI,  ['3'] = DI, ['4'] = DI, ['5'] = DI, ['6'] = DI, ['7'] = DI, ['8'] = DI, ['9'] = DI,
    ['A'] = HX,  ['B'] = HX, ['C'] = HX, ['D'] = HX, ['E'] = HX, ['F'] = HX, ['G'] = ID, ['H'] = ID,
    ['I'] = ID,  ['J'] = ID, ['K'] = ID, ['L'] = ID, ['M'] = ID, ['N'] = ID, ['O'] = ID, ['P'] = ID,
    ['Q'] = ID,  ['R'] = ID, ['S'] = ID, ['T'] = ID, ['U'] = ID, ['V'] = ID, ['W'] = ID, ['X'] = ID,
    ['Y'] = ID,  ['Z'] = ID, ['a'] = HX, ['b'] = HX, ['c'] = HX, ['d'] = HX, ['e'] = HX, ['f'] = HX,
    ['g'] = ID,  ['h'] = ID, ['i'] = ID, ['j'] = ID, ['k'] = ID, ['l'] = ID, ['m'] = ID, ['n'] = ID,
    ['o'] = ID,  ['p'] = ID, ['q'] = ID, ['r'] = ID, ['s'] = ID, ['t'] = ID, ['u'] = ID, ['v'] = ID,
    ['w'] = ID,  ['x'] = ID, ['y'] = ID, ['z'] = ID,
};
#undef ID
#undef DI
#undef HX
#undef SP

static const char illegal[] = "Invalid or unexpected token";

static inline bool is_digit(uint8_t c)
{
    return (uint8_t)(c - '0') <= 9;
}
static inline bool is_id(uint8_t c)
{
    return syn__char_class[c] & (CC_ID | CC_DIGIT);
}

bool syn__id_start(uint32_t code)
{
    if (code < 128) {
        return syn__char_class[code] & CC_ID;
    }
    return u_hasBinaryProperty((UChar32)code, UCHAR_ID_START);
}

bool syn__id_continue(uint32_t code)
{
    if (code < 128) {
        return is_id((uint8_t)code);
    }
    return u_hasBinaryProperty((UChar32)code, UCHAR_ID_CONTINUE) || code == 0x200c || code == 0x200d;
}

static bool is_space(uint32_t code)
{
    return code == 0xa0 || code == 0xfeff ||
           (code >= 0x1680 && u_charType((UChar32)code) == U_SPACE_SEPARATOR);
}

unsigned syn__utf8(const uint8_t *at, uint32_t *code)
{
    uint8_t c = at[0];
    if (c < 0x80) {
        *code = c;
        return 1;
    }
    if (c < 0xc2) {
        return 0;
    }
    if (c < 0xe0) {
        *code = (uint32_t)(c & 31) << 6 | (at[1] & 63u);
        return (at[1] & 0xc0) == 0x80 ? 2 : 0;
    }
    if (c < 0xf0) {
        if ((at[1] & 0xc0) != 0x80 || (at[2] & 0xc0) != 0x80) {
            return 0;
        }
        *code = (uint32_t)(c & 15) << 12 | (at[1] & 63u) << 6 | (at[2] & 63u);
        return *code >= 0x800 ? 3 : 0;
    }
    if (c > 0xf4 || (at[1] & 0xc0) != 0x80 || (at[2] & 0xc0) != 0x80 || (at[3] & 0xc0) != 0x80) {
        return 0;
    }
    *code = (uint32_t)(c & 7) << 18 | (at[1] & 63u) << 12 | (at[2] & 63u) << 6 | (at[3] & 63u);
    return *code >= 0x10000 && *code <= 0x10ffff ? 4 : 0;
}

// ---- names

// A bit for each of 16 bytes that is not an ASCII name byte.
static inline unsigned not_id_mask(__m128i v)
{
    __m128i letter = _mm_sub_epi8(_mm_or_si128(v, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    __m128i digit = _mm_sub_epi8(v, _mm_set1_epi8('0'));
    __m128i ok = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
    ok = _mm_or_si128(ok, _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit));
    ok = _mm_or_si128(ok, _mm_cmpeq_epi8(v, _mm_set1_epi8('_')));
    ok = _mm_or_si128(ok, _mm_cmpeq_epi8(v, _mm_set1_epi8('$')));
    return (unsigned)_mm_movemask_epi8(ok) ^ 0xffff;
}

static inline const uint8_t *skip_id(const uint8_t *s)
{
    for (;;) {
        unsigned stop = not_id_mask(_mm_loadu_si128((const __m128i *)(const void *)s));
        if (stop) {
            return s + __builtin_ctz(stop);
        }
        s += 16;
    }
}

static int hex_value(uint8_t c)
{
    if (is_digit(c)) {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// \u escape at the backslash; returns the code and advances, or fails.
static uint32_t name_escape(parser *p, const uint8_t **at)
{
    const uint8_t *s = *at;
    uint32_t code = 0;
    if (s[1] != 'u') {
        syn__fail(p, (uint32_t)(s - p->src), (uint32_t)(s - p->src) + 1, illegal);
    }
    int r = syn__decode_escape(at, p->src + p->u->len, &code);
    if (r < 0) {
        syn__fail(p, (uint32_t)(s - p->src), (uint32_t)(s - p->src) + 1, "Invalid Unicode escape sequence");
    }
    return code;
}

static unsigned put_utf8(uint8_t *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (uint8_t)(0xc0 | code >> 6);
        out[1] = (uint8_t)(0x80 | (code & 63));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (uint8_t)(0xe0 | code >> 12);
        out[1] = (uint8_t)(0x80 | (code >> 6 & 63));
        out[2] = (uint8_t)(0x80 | (code & 63));
        return 3;
    }
    out[0] = (uint8_t)(0xf0 | code >> 18);
    out[1] = (uint8_t)(0x80 | (code >> 12 & 63));
    out[2] = (uint8_t)(0x80 | (code >> 6 & 63));
    out[3] = (uint8_t)(0x80 | (code & 63));
    return 4;
}

// A name with escapes or bytes beyond ASCII. `from` is where the name begins (after a #, which is kept).
static const uint8_t *slow_name(parser *p, const uint8_t *from, const uint8_t *first)
{
    const uint8_t *s = first;
    bool escaped = false;
    for (;;) {
        s = skip_id(s);
        const uint8_t *here = s;
        uint32_t code;
        unsigned n = 0;
        if (*s == '\\') {
            code = name_escape(p, &s);
            escaped = true;
            if (!(here == first ? syn__id_start(code) : syn__id_continue(code))) {
                syn__fail(p, (uint32_t)(here - p->src), (uint32_t)(s - p->src),
                          "Invalid Unicode escape sequence");
            }
            continue;
        }
        if (*s < 0x80 || !(n = syn__utf8(s, &code)) ||
            !(here == first ? syn__id_start(code) : syn__id_continue(code))) {
            break;
        }
        s += n;
    }
    if (s == first) {
        syn__fail(p, (uint32_t)(s - p->src), (uint32_t)(s - p->src) + 1, illegal);
    }
    if (!escaped) {
        p->lx.atom = syn__intern(p, from, (uint32_t)(s - from));
        return s;
    }
    uint8_t *text = syn__alloc(p, (size_t)(s - from) + 16), *out = text;
    for (const uint8_t *r = from; r < s;) {
        if (*r == '\\') {
            uint32_t code = 0;
            syn__decode_escape(&r, s, &code);
            out += put_utf8(out, code);
        } else {
            *out++ = *r++;
        }
    }
    memset(out, 0, 16);
    p->lx.atom = syn__intern(p, text, (uint32_t)(out - text));
    p->lx.flags |= TF_ESCAPED;
    return s;
}

static inline void name_token(parser *p, const uint8_t *s)
{
    const uint8_t *end = skip_id(s);
    if (__builtin_expect(*end >= 0x80 || *end == '\\', 0)) {
        end = slow_name(p, s, s);
    } else {
        p->lx.atom = syn__intern(p, s, (uint32_t)(end - s));
    }
    uint32_t atom = p->lx.atom;
    p->lx.tok = T_IDENT;
    if (atom_is_reserved(atom)) {
        p->lx.tok =
            p->lx.flags & TF_ESCAPED ? T_ESCAPED_KEYWORD : (uint8_t)(T_KEYWORD_FIRST + (atom - A_break));
    }
    p->lx.end = p->lx.pos = (uint32_t)(end - p->src);
}

static void private_name(parser *p, const uint8_t *s)
{
    const uint8_t *first = s + 1, *end = skip_id(first);
    if (*end >= 0x80 || *end == '\\') {
        end = slow_name(p, s, first);
    } else if (end == first || is_digit(*first)) {
        syn__fail(p, p->lx.start, p->lx.start + 1, illegal);
    } else {
        p->lx.atom = syn__intern(p, s, (uint32_t)(end - s));
    }
    p->lx.tok = T_PRIVATE;
    p->lx.end = p->lx.pos = (uint32_t)(end - p->src);
}

// ---- numbers

static const uint8_t *digits(parser *p, const uint8_t *s, int base)
{
    const uint8_t *first = s;
    for (;; s++) {
        if (*s == '_') {
            if (s == first || s[-1] == '_' || hex_value(s[1]) < 0 || hex_value(s[1]) >= base) {
                uint32_t where = (uint32_t)(s - p->src);
                syn__fail(p, where, where + 1,
                          s > first && s[1] == '_'
                              ? "Only one underscore is allowed as numeric separator"
                              : "Numeric separators are not allowed at the end of numeric literals");
            }
            continue;
        }
        int v = hex_value(*s);
        if (v < 0 || v >= base) {
            return s;
        }
    }
}

static void number_token(parser *p, const uint8_t *s)
{
    const uint8_t *start = s;
    p->lx.tok = T_NUMBER;
    bool legacy = false;
    if (*s == '0' && s[1] != '.' && (s[1] | 0x20) != 'e') {
        uint8_t x = s[1] | 0x20;
        int base = x == 'x' ? 16 : x == 'o' ? 8 : x == 'b' ? 2 : 0;
        if (base) {
            const uint8_t *end = digits(p, s + 2, base);
            if (end == s + 2) {
                syn__fail(p, p->lx.start, (uint32_t)(end - p->src), illegal);
            }
            s = end;
            if (*s == 'n') {
                p->lx.tok = T_BIGINT;
                s++;
            }
            goto out;
        }
        if (s[1] == '_') {
            syn__fail(p, p->lx.start, p->lx.start + 2, "Numeric separator can not be used after leading 0");
        }
        if (is_digit(s[1])) {
            legacy = true;
            p->lx.flags |= TF_OCTAL;
            bool octal = true;
            for (s++; is_digit(*s); s++) {
                octal &= *s < '8';
            }
            if (octal || *s == '_') {
                if (*s == '_') {
                    syn__fail(p, p->lx.start, p->lx.start + 2,
                              "Numeric separator can not be used after leading 0");
                }
                goto out;
            }
        }
    }
    if (!legacy && is_digit(*s)) {
        s = digits(p, s, 10);
        if (*s == 'n') {
            p->lx.tok = T_BIGINT;
            s++;
            goto out;
        }
    }
    if (*s == '.') {
        s++;
        if (*s == '_') {
            syn__fail(p, p->lx.start, (uint32_t)(s - p->src), illegal);
        }
        s = is_digit(*s) ? digits(p, s, 10) : s;
    }
    if ((*s | 0x20) == 'e') {
        s++;
        if (*s == '+' || *s == '-') {
            s++;
        }
        if (!is_digit(*s)) {
            syn__fail(p, p->lx.start, (uint32_t)(s - p->src), illegal);
        }
        s = digits(p, s, 10);
    }
out:
    (void)start;
    if (is_id(*s) || *s == '\\') {
        goto bad;
    }
    if (*s >= 0x80) {
        uint32_t code;
        if (syn__utf8(s, &code) && syn__id_start(code)) {
            goto bad;
        }
    }
    p->lx.end = p->lx.pos = (uint32_t)(s - p->src);
    return;
bad:
    syn__fail(p, p->lx.start, (uint32_t)(s - p->src) + 1,
              is_digit(*s) || *s == '_' ? illegal : "Invalid or unexpected token");
}

// ---- strings and templates

// Decodes the escape at **at (a backslash) and advances past it. Returns 0 with a code, 1 for a line
// continuation, 2 for a legacy octal escape (or \8, \9) with its code, -1 malformed.
int syn__decode_escape(const uint8_t **at, const uint8_t *end, uint32_t *code)
{
    const uint8_t *s = *at + 1;
    uint8_t c = s < end ? *s : 0;
    s++;
    *code = c;
    int result = 0;
    switch (c) {
    case 'n':
        *code = '\n';
        break;
    case 't':
        *code = '\t';
        break;
    case 'r':
        *code = '\r';
        break;
    case 'b':
        *code = '\b';
        break;
    case 'v':
        *code = 11;
        break;
    case 'f':
        *code = 12;
        break;
    case '\r':
        if (*s == '\n') {
            s++;
        }
        result = 1;
        break;
    case '\n':
        result = 1;
        break;
    case 'x': {
        int h = hex_value(s[0]), l = h < 0 ? -1 : hex_value(s[1]);
        if (l < 0) {
            *at = s;
            return -1;
        }
        *code = (uint32_t)(h * 16 + l);
        s += 2;
        break;
    }
    case 'u':
        *code = 0;
        if (*s == '{') {
            const uint8_t *first = ++s;
            for (; hex_value(*s) >= 0; s++) {
                *code = *code * 16 + (uint32_t)hex_value(*s);
                if (*code > 0x10ffff) {
                    *at = s;
                    return -1;
                }
            }
            if (s == first || *s != '}') {
                *at = s;
                return -1;
            }
            s++;
        } else {
            for (int i = 0; i < 4; i++, s++) {
                int h = hex_value(*s);
                if (h < 0) {
                    *at = s;
                    return -1;
                }
                *code = *code * 16 + (uint32_t)h;
            }
        }
        break;
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
        *code = c - (uint32_t)'0';
        if (c == '0' && !is_digit(*s)) {
            break;
        }
        result = 2;
        if (*s >= '0' && *s <= '7') {
            *code = *code * 8 + *s++ - '0';
            if (c <= '3' && *s >= '0' && *s <= '7') {
                *code = *code * 8 + *s++ - '0';
            }
        }
        break;
    case '8':
    case '9':
        result = 2;
        break;
    default:
        if (c >= 0x80) {
            unsigned n = syn__utf8(s - 1, code);
            s += n ? n - 1 : 0;
            if (n == 3 && (*code == 0x2028 || *code == 0x2029)) {
                result = 1;
            }
        }
    }
    *at = s;
    return result;
}

// First of quote, backslash, line feed, carriage return, zero.
static inline const uint8_t *string_stop(const uint8_t *s, uint8_t quote)
{
    __m128i q = _mm_set1_epi8((char)quote);
    for (;;) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
        __m128i m = _mm_or_si128(_mm_cmpeq_epi8(v, q), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
        m = _mm_or_si128(m, _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(13)), v));
        unsigned bits = (unsigned)_mm_movemask_epi8(m);
        if (bits) {
            return s + __builtin_ctz(bits);
        }
        s += 16;
    }
}

static void string_token(parser *p, const uint8_t *s, uint8_t quote)
{
    const uint8_t *end = p->src + p->u->len;
    s++;
    for (;;) {
        s = string_stop(s, quote);
        uint8_t c = *s;
        if (c == quote) {
            break;
        }
        if (c == '\\') {
            const uint8_t *from = s;
            uint32_t code;
            int r = syn__decode_escape(&s, end, &code);
            p->lx.flags |= TF_ESCAPED;
            if (r < 0) {
                syn__fail(p, (uint32_t)(from - p->src), (uint32_t)(s - p->src) + 1,
                          from[1] == 'x' ? "Invalid hexadecimal escape sequence"
                                         : "Invalid Unicode escape sequence");
            }
            if (r == 2) {
                p->lx.flags |= TF_OCTAL;
            }
            if (s > end) {
                syn__fail(p, p->lx.start, p->u->len, illegal);
            }
        } else if (c == '\n' || c == '\r' || (c == 0 && s >= end)) {
            if (s >= end) {
                p->error->at_end = p->lx.flags & TF_ESCAPED;
            }
            syn__fail(p, p->lx.start, (uint32_t)(s - p->src), illegal);
        } else {
            s++;
        }
    }
    p->lx.tok = T_STRING;
    p->lx.end = p->lx.pos = (uint32_t)(s - p->src) + 1;
}

syn_id syn__template_element(parser *p, bool tagged, bool *tail)
{
    uint32_t start = p->lx.pos;
    const uint8_t *s = p->src + start, *end = p->src + p->u->len;
    syn_id id = node_new(p, SYN_TemplateElement, start);
    for (;;) {
        uint8_t c = *s;
        if (c == '`' || (c == '$' && s[1] == '{')) {
            break;
        }
        if (c == '\\') {
            const uint8_t *from = s;
            uint32_t code;
            int r = syn__decode_escape(&s, end, &code);
            NODE(p, id)->flags |= SYN_F_ESCAPED;
            if ((r < 0 || r == 2) && !tagged) {
                syn__fail(p, (uint32_t)(from - p->src), (uint32_t)(s - p->src) + 1,
                          r == 2           ? "Octal escape sequences are not allowed in template strings"
                          : from[1] == 'x' ? "Invalid hexadecimal escape sequence"
                                           : "Invalid Unicode escape sequence");
            }
            if (r < 0) {
                // a tagged template takes any text: go on right after the backslash and its letter
                s = from + 2;
            }
        } else {
            s++;
        }
        if (s >= end) {
            p->error->at_end = true;
            syn__fail(p, p->lx.start, p->u->len, "Unterminated template literal");
        }
    }
    *tail = *s == '`';
    NODE(p, id)->end = (uint32_t)(s - p->src);
    p->lx.pos = p->lx.end = (uint32_t)(s - p->src) + (*tail ? 1 : 2);
    return id;
}

// ---- regular expressions

void syn__regex(parser *p)
{
    uint32_t start = p->lx.start;
    const uint8_t *s = p->src + start + 1, *end = p->src + p->u->len;
    bool set = false;
    for (;; s++) {
        uint8_t c = *s;
        if (c == '\\') {
            c = *++s;
        } else if (c == '[') {
            set = true;
        } else if (c == ']') {
            set = false;
        } else if (c == '/' && !set) {
            break;
        }
        if (c == '\n' || c == '\r' || (c == 0 && s >= end) ||
            (c == 0xe2 && s[1] == 0x80 && (s[2] == 0xa8 || s[2] == 0xa9))) {
            syn__fail(p, start, (uint32_t)(s - p->src), "Invalid regular expression: missing /");
        }
    }
    const uint8_t *pattern_end = s++;
    p->lx.regex_flags = (uint32_t)(s - p->src);
    const uint8_t *flags = s;
    for (;;) {
        uint32_t code;
        unsigned n;
        s = skip_id(s);
        if (*s < 0x80 || !(n = syn__utf8(s, &code)) || !syn__id_continue(code)) {
            break;
        }
        s += n;
    }
    p->lx.end = p->lx.pos = (uint32_t)(s - p->src);
    p->lx.tok = T_REGEX;
    if (*s == '\\') {
        syn__fail(p, start, p->lx.end, "Invalid regular expression flags");
    }
    uint32_t where;
    const char *message = syn__regexp(p->src + start + 1, (uint32_t)(pattern_end - p->src) - start - 1, flags,
                                      (uint32_t)(s - flags), p->stack_min, &where);
    if (message) {
        int n = (int)(pattern_end - p->src - start - 1);
        if (strcmp(message, "Invalid flags") == 0) {
            syn__fail(p, start, p->lx.end, "Invalid regular expression flags");
        }
        syn__fail(p, start, p->lx.end, "Invalid regular expression: /%.*s/%.*s: %s", n > 60 ? 60 : n,
                  p->src + start + 1, (int)(s - flags), flags, message);
    }
}

// ---- space, comments and all the rest

static inline const uint8_t *line_comment(const uint8_t *s, const uint8_t *end)
{
    for (;;) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
        __m128i m = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(13)), v);
        m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xe2)));
        unsigned bits = (unsigned)_mm_movemask_epi8(m);
        for (; bits; bits &= bits - 1) {
            const uint8_t *q = s + __builtin_ctz(bits);
            if (*q == '\n' || *q == '\r' || (*q == 0 && q >= end) ||
                (*q == 0xe2 && q[1] == 0x80 && (q[2] == 0xa8 || q[2] == 0xa9))) {
                return q;
            }
        }
        s += 16;
    }
}

static inline const uint8_t *block_comment(parser *p, const uint8_t *s)
{
    const uint8_t *end = p->src + p->u->len, *start = s;
    s += 2;
    for (;;) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
        __m128i m = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(13)), v);
        m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xe2)));
        m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('*')));
        unsigned bits = (unsigned)_mm_movemask_epi8(m);
        for (; bits; bits &= bits - 1) {
            const uint8_t *q = s + __builtin_ctz(bits);
            if (*q == '*') {
                if (q[1] == '/') {
                    return q + 2;
                }
            } else if (*q == '\n' || *q == '\r' ||
                       (*q == 0xe2 && q[1] == 0x80 && (q[2] == 0xa8 || q[2] == 0xa9))) {
                p->lx.nl = 1;
            } else if (*q == 0 && q >= end) {
                p->error->at_end = true;
                syn__fail(p, (uint32_t)(start - p->src), p->u->len, illegal);
            }
        }
        s += 16;
    }
}

#define TOKEN(t, n)                                                                                          \
    do {                                                                                                     \
        p->lx.tok = (t);                                                                                     \
        p->lx.end = p->lx.pos = (uint32_t)(s - p->src) + (n);                                                \
        return;                                                                                              \
    } while (0)

static void html_like(parser *p, const uint8_t *s)
{
    if (!p->speculating &&
        (!p->u->html.count || p->u->html.data[p->u->html.count - 1] < (uint32_t)(s - p->src))) {
        VEC_PUSH(p, p->u->html, (uint32_t)(s - p->src));
        p->u->features |= SYN_HAS_HTML_LIKE;
    }
}

void syn__next(parser *p)
{
    p->lx.prev_end = p->lx.end;
    p->lx.nl = 0;
    p->lx.flags = 0;
    const uint8_t *s = p->src + p->lx.pos;
again:
    switch (*s) {
    case ' ':
        s++;
        if (*s == ' ') {
            for (;;) {
                __m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
                unsigned bits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(' '))) ^ 0xffff;
                if (bits) {
                    s += __builtin_ctz(bits);
                    break;
                }
                s += 16;
            }
        }
        goto again;
    case '\t':
    case 11:
    case 12:
        s++;
        goto again;
    case '\n':
    case '\r':
        p->lx.nl = 1;
        s++;
        goto again;
    case '/':
        if (s[1] == '/') {
            s = line_comment(s + 2, p->src + p->u->len);
            goto again;
        }
        if (s[1] == '*') {
            s = block_comment(p, s);
            goto again;
        }
        break;
    default:
        break;
    }
    p->lx.start = (uint32_t)(s - p->src);
    switch (*s) {
    case 'a':
    case 'b':
    case 'c':
    case 'd':
    case 'e':
    case 'f':
    case 'g':
    case 'h':
    case 'i':
    case 'j':
    case 'k':
    case 'l':
    case 'm':
    case 'n':
    case 'o':
    case 'p':
    case 'q':
    case 'r':
    case 's':
    case 't':
    case 'u':
    case 'v':
    case 'w':
    case 'x':
    case 'y':
    case 'z':
    case 'A':
    case 'B':
    case 'C':
    case 'D':
    case 'E':
    case 'F':
    case 'G':
    case 'H':
    case 'I':
    case 'J':
    case 'K':
    case 'L':
    case 'M':
    case 'N':
    case 'O':
    case 'P':
    case 'Q':
    case 'R':
    case 'S':
    case 'T':
    case 'U':
    case 'V':
    case 'W':
    case 'X':
    case 'Y':
    case 'Z':
    case '$':
    case '_':
    case '\\':
        name_token(p, s);
        return;
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        number_token(p, s);
        return;
    case '"':
    case '\'':
        string_token(p, s, *s);
        return;
    case '{':
        TOKEN(T_LBRACE, 1);
    case '}':
        TOKEN(T_RBRACE, 1);
    case '(':
        TOKEN(T_LPAREN, 1);
    case ')':
        TOKEN(T_RPAREN, 1);
    case '[':
        TOKEN(T_LBRACKET, 1);
    case ']':
        TOKEN(T_RBRACKET, 1);
    case ';':
        TOKEN(T_SEMI, 1);
    case ',':
        TOKEN(T_COMMA, 1);
    case ':':
        TOKEN(T_COLON, 1);
    case '~':
        TOKEN(T_TILDE, 1);
    case '@':
        TOKEN(T_AT, 1);
    case '`':
        TOKEN(T_BACKTICK, 1);
    case '#':
        private_name(p, s);
        return;
    case '.':
        if (is_digit(s[1])) {
            number_token(p, s);
            return;
        }
        if (s[1] == '.' && s[2] == '.') {
            TOKEN(T_ELLIPSIS, 3);
        }
        TOKEN(T_DOT, 1);
    case '?':
        if (s[1] == '?') {
            if (s[2] == '=') {
                TOKEN(T_NULLISH_ASSIGN, 3);
            }
            TOKEN(T_NULLISH, 2);
        }
        if (s[1] == '.' && !is_digit(s[2])) {
            TOKEN(T_QDOT, 2);
        }
        TOKEN(T_QUESTION, 1);
    case '=':
        if (s[1] == '=') {
            if (s[2] == '=') {
                TOKEN(T_SEQ, 3);
            }
            TOKEN(T_EQ, 2);
        }
        if (s[1] == '>') {
            TOKEN(T_ARROW, 2);
        }
        TOKEN(T_ASSIGN, 1);
    case '!':
        if (s[1] == '=') {
            if (s[2] == '=') {
                TOKEN(T_SNE, 3);
            }
            TOKEN(T_NE, 2);
        }
        TOKEN(T_NOT, 1);
    case '+':
        if (s[1] == '+') {
            TOKEN(T_INC, 2);
        }
        if (s[1] == '=') {
            TOKEN(T_ADD_ASSIGN, 2);
        }
        TOKEN(T_ADD, 1);
    case '-':
        if (s[1] == '-') {
            if (s[2] == '>' && (p->lx.nl || p->lx.prev_end == 0)) {
                if (!p->module) {
                    s = line_comment(s + 3, p->src + p->u->len);
                    goto again;
                }
                html_like(p, s);
            }
            TOKEN(T_DEC, 2);
        }
        if (s[1] == '=') {
            TOKEN(T_SUB_ASSIGN, 2);
        }
        TOKEN(T_SUB, 1);
    case '*':
        if (s[1] == '*') {
            if (s[2] == '=') {
                TOKEN(T_POW_ASSIGN, 3);
            }
            TOKEN(T_POW, 2);
        }
        if (s[1] == '=') {
            TOKEN(T_MUL_ASSIGN, 2);
        }
        TOKEN(T_MUL, 1);
    case '/':
        if (s[1] == '=') {
            TOKEN(T_DIV_ASSIGN, 2);
        }
        TOKEN(T_DIV, 1);
    case '%':
        if (s[1] == '=') {
            TOKEN(T_MOD_ASSIGN, 2);
        }
        TOKEN(T_MOD, 1);
    case '<':
        if (s[1] == '<') {
            if (s[2] == '=') {
                TOKEN(T_SHL_ASSIGN, 3);
            }
            TOKEN(T_SHL, 2);
        }
        if (s[1] == '=') {
            TOKEN(T_LE, 2);
        }
        if (s[1] == '!' && s[2] == '-' && s[3] == '-') {
            if (!p->module) {
                s = line_comment(s + 4, p->src + p->u->len);
                goto again;
            }
            html_like(p, s);
        }
        TOKEN(T_LT, 1);
    case '>':
        if (s[1] == '>') {
            if (s[2] == '>') {
                if (s[3] == '=') {
                    TOKEN(T_SHR_ASSIGN, 4);
                }
                TOKEN(T_SHR, 3);
            }
            if (s[2] == '=') {
                TOKEN(T_SAR_ASSIGN, 3);
            }
            TOKEN(T_SAR, 2);
        }
        if (s[1] == '=') {
            TOKEN(T_GE, 2);
        }
        TOKEN(T_GT, 1);
    case '&':
        if (s[1] == '&') {
            if (s[2] == '=') {
                TOKEN(T_LAND_ASSIGN, 3);
            }
            TOKEN(T_LAND, 2);
        }
        if (s[1] == '=') {
            TOKEN(T_AND_ASSIGN, 2);
        }
        TOKEN(T_AND, 1);
    case '|':
        if (s[1] == '|') {
            if (s[2] == '=') {
                TOKEN(T_LOR_ASSIGN, 3);
            }
            TOKEN(T_LOR, 2);
        }
        if (s[1] == '=') {
            TOKEN(T_OR_ASSIGN, 2);
        }
        TOKEN(T_OR, 1);
    case '^':
        if (s[1] == '=') {
            TOKEN(T_XOR_ASSIGN, 2);
        }
        TOKEN(T_XOR, 1);
    case 0:
        if (p->lx.start >= p->u->len) {
            TOKEN(T_EOF, 0);
        }
        break;
    default:
        if (*s >= 0x80) {
            uint32_t code;
            unsigned n = syn__utf8(s, &code);
            if (n && (code == 0x2028 || code == 0x2029)) {
                p->lx.nl = 1;
                s += n;
                goto again;
            }
            if (n && is_space(code)) {
                s += n;
                goto again;
            }
            if (n && syn__id_start(code)) {
                name_token(p, s);
                return;
            }
        }
    }
    syn__fail(p, p->lx.start, p->lx.start + 1, illegal);
}

// ---- JSX

static const uint8_t *jsx_space(parser *p, const uint8_t *s)
{
    for (;;) {
        if (*s == '\n' || *s == '\r') {
            p->lx.nl = 1;
            s++;
        } else if (syn__char_class[*s] & CC_SPACE) {
            s++;
        } else if (s[0] == '/' && s[1] == '/') {
            s = line_comment(s + 2, p->src + p->u->len);
        } else if (s[0] == '/' && s[1] == '*') {
            s = block_comment(p, s);
        } else {
            return s;
        }
    }
}

void syn__jsx_next(parser *p)
{
    const uint8_t *s = jsx_space(p, p->src + p->lx.pos);
    const uint8_t *from = s;
    if (*s == '"' || *s == '\'') {
        uint8_t quote = *s++;
        const uint8_t *end = p->src + p->u->len;
        while (*s != quote && s < end) {
            s++;
        }
        p->lx.prev_end = p->lx.end;
        p->lx.start = (uint32_t)(from - p->src);
        if (s >= end) {
            syn__fail(p, p->lx.start, p->u->len, illegal);
        }
        s++;
        TOKEN(T_STRING, 0);
    }
    if (*s == '>' || *s == '<') { // never << or an HTML-like comment
        p->lx.prev_end = p->lx.end;
        p->lx.start = (uint32_t)(s - p->src);
        TOKEN(*s == '>' ? T_GT : T_LT, 1);
    }
    if (syn__id_start(*s) || *s >= 0x80) {
        p->lx.prev_end = p->lx.end;
        p->lx.start = (uint32_t)(s - p->src);
        uint32_t code;
        unsigned n;
        while ((n = syn__utf8(s, &code)) && (syn__id_continue(code) || code == '-')) {
            s += n;
        }
        if (s == from) {
            syn__fail(p, p->lx.start, p->lx.start + 1, illegal);
        }
        p->lx.atom = syn__intern(p, from, (uint32_t)(s - from));
        p->lx.flags = 0;
        TOKEN(T_IDENT, 0);
    }
    syn__next(p);
}

syn_id syn__jsx_text(parser *p)
{
    const uint8_t *s = p->src + p->lx.pos, *end = p->src + p->u->len;
    syn_id id = node_new(p, SYN_JsxText, p->lx.pos);
    while (s < end && *s != '<' && *s != '{' && *s != '>' && *s != '}') {
        s++;
    }
    if (*s == '>' || *s == '}') {
        syn__fail(p, (uint32_t)(s - p->src), (uint32_t)(s - p->src) + 1, "Unexpected token '%c'", *s);
    }
    NODE(p, id)->end = (uint32_t)(s - p->src);
    p->lx.pos = p->lx.end = (uint32_t)(s - p->src);
    return id;
}
