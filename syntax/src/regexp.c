// SPDX-License-Identifier: MIT
// Early errors of regular expressions: the pattern grammar with and without u and v, Annex B, named groups,
// modifiers, set notation. Nothing is built; a recogniser with bounded recursion.
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "internal.h"

struct alt {
    struct alt *outer;
    uint32_t group, number;
};

struct group_name {
    struct group_name *next;
    const uint8_t *text;
    uint32_t len, nodes;
    uint32_t path[32][2];
};

struct group_ref {
    struct group_ref *next;
    const uint8_t *text;
    uint32_t len;
};

typedef struct regexp {
    const uint8_t *start, *s, *end;
    const char *error;
    uint32_t where;
    char *stack_min;
    bool u, v, named; // named: \k is an escape of named groups
    uint32_t groups;
    // the path of alternatives that leads to where we are: pairs of group and alternative number
    struct alt *path;
    uint32_t next_group;
    struct group_name *names;
    struct group_ref *refs;
} regexp;

static bool disjunction(regexp *r, uint32_t group);

static bool bad(regexp *r, const char *message)
{
    if (!r->error) {
        r->error = message;
        r->where = (uint32_t)(r->s - r->start);
    }
    return false;
}

static uint8_t cur(const regexp *r)
{
    return r->s < r->end ? *r->s : 0;
}
static uint8_t ahead(const regexp *r, size_t n)
{
    return r->s + n < r->end ? r->s[n] : 0;
}
static bool eat_byte(regexp *r, uint8_t c)
{
    if (r->s < r->end && *r->s == c) {
        r->s++;
        return true;
    }
    return false;
}

static bool digit(uint8_t c)
{
    return (uint8_t)(c - '0') <= 9;
}
static int hex(uint8_t c)
{
    if (digit(c)) {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// One code point of the pattern (UTF-8). Invalid bytes count one each.
static uint32_t code_point(regexp *r)
{
    uint32_t code;
    uint8_t tmp[4] = {0};
    size_t left = (size_t)(r->end - r->s);
    memcpy(tmp, r->s, left < 4 ? left : 4);
    unsigned n = syn__utf8(tmp, &code);
    if (!n) {
        code = 0xfffd;
        n = 1;
    }
    r->s += n;
    return code;
}

// ---- escapes

// \u behind its u; returns false without error when it is no such escape.
static bool unicode_escape(regexp *r, bool u, uint32_t *code)
{
    const uint8_t *back = r->s;
    uint32_t v = 0;
    if (u && cur(r) == '{') {
        r->s++;
        const uint8_t *first = r->s;
        while (hex(cur(r)) >= 0) {
            v = v * 16 + (uint32_t)hex(cur(r));
            r->s++;
            if (v > 0x10ffff) {
                r->s = back;
                return false;
            }
        }
        if (r->s == first || !eat_byte(r, '}')) {
            r->s = back;
            return false;
        }
        *code = v;
        return true;
    }
    for (int i = 0; i < 4; i++, r->s++) {
        if (hex(cur(r)) < 0) {
            r->s = back;
            return false;
        }
        v = v * 16 + (uint32_t)hex(cur(r));
    }
    if (u && v >= 0xd800 && v < 0xdc00 && cur(r) == '\\' && ahead(r, 1) == 'u') {
        const uint8_t *second = r->s;
        uint32_t low = 0;
        r->s += 2;
        int i = 0;
        for (; i < 4 && hex(cur(r)) >= 0; i++, r->s++) {
            low = low * 16 + (uint32_t)hex(cur(r));
        }
        if (i == 4 && low >= 0xdc00 && low < 0xe000) {
            v = 0x10000 + ((v - 0xd800) << 10) + (low - 0xdc00);
        } else {
            r->s = second;
        }
    }
    *code = v;
    return true;
}

static bool in_list(const char *const *words, const uint8_t *s, size_t n)
{
    for (; *words; words++) {
        if (strlen(*words) == n && memcmp(*words, s, n) == 0) {
            return true;
        }
    }
    return false;
}

static const char *const binary_properties[] = {"ASCII",
                                                "AHex",
                                                "ASCII_Hex_Digit",
                                                "Alpha",
                                                "Alphabetic",
                                                "Any",
                                                "Assigned",
                                                "Bidi_C",
                                                "Bidi_Control",
                                                "Bidi_M",
                                                "Bidi_Mirrored",
                                                "CI",
                                                "Case_Ignorable",
                                                "Cased",
                                                "CWCF",
                                                "Changes_When_Casefolded",
                                                "CWCM",
                                                "Changes_When_Casemapped",
                                                "CWL",
                                                "Changes_When_Lowercased",
                                                "CWKCF",
                                                "Changes_When_NFKC_Casefolded",
                                                "CWT",
                                                "Changes_When_Titlecased",
                                                "CWU",
                                                "Changes_When_Uppercased",
                                                "Dash",
                                                "DI",
                                                "Default_Ignorable_Code_Point",
                                                "Dep",
                                                "Deprecated",
                                                "Dia",
                                                "Diacritic",
                                                "Emoji",
                                                "EComp",
                                                "Emoji_Component",
                                                "EMod",
                                                "Emoji_Modifier",
                                                "EBase",
                                                "Emoji_Modifier_Base",
                                                "EPres",
                                                "Emoji_Presentation",
                                                "ExtPict",
                                                "Extended_Pictographic",
                                                "Ext",
                                                "Extender",
                                                "Gr_Base",
                                                "Grapheme_Base",
                                                "Gr_Ext",
                                                "Grapheme_Extend",
                                                "Hex",
                                                "Hex_Digit",
                                                "IDSB",
                                                "IDS_Binary_Operator",
                                                "IDST",
                                                "IDS_Trinary_Operator",
                                                "IDC",
                                                "ID_Continue",
                                                "IDS",
                                                "ID_Start",
                                                "Ideo",
                                                "Ideographic",
                                                "Join_C",
                                                "Join_Control",
                                                "LOE",
                                                "Logical_Order_Exception",
                                                "Lower",
                                                "Lowercase",
                                                "Math",
                                                "NChar",
                                                "Noncharacter_Code_Point",
                                                "Pat_Syn",
                                                "Pattern_Syntax",
                                                "Pat_WS",
                                                "Pattern_White_Space",
                                                "QMark",
                                                "Quotation_Mark",
                                                "Radical",
                                                "RI",
                                                "Regional_Indicator",
                                                "STerm",
                                                "Sentence_Terminal",
                                                "SD",
                                                "Soft_Dotted",
                                                "Term",
                                                "Terminal_Punctuation",
                                                "UIdeo",
                                                "Unified_Ideograph",
                                                "Upper",
                                                "Uppercase",
                                                "VS",
                                                "Variation_Selector",
                                                "space",
                                                "White_Space",
                                                "XIDC",
                                                "XID_Continue",
                                                "XIDS",
                                                "XID_Start",
                                                NULL};

static const char *const string_properties[] = {"Basic_Emoji",
                                                "Emoji_Keycap_Sequence",
                                                "RGI_Modifier_Sequence",
                                                "RGI_Flag_Sequence",
                                                "RGI_Emoji_Modifier_Sequence",
                                                "RGI_Emoji_Flag_Sequence",
                                                "RGI_Emoji_Tag_Sequence",
                                                "RGI_Emoji_ZWJ_Sequence",
                                                "RGI_Emoji",
                                                NULL};

// Does ICU know this value of a property under exactly this name?
static bool property_value(UProperty property, const uint8_t *s, size_t n)
{
    char name[64];
    if (n >= sizeof name) {
        return false;
    }
    memcpy(name, s, n);
    name[n] = 0;
    int32_t value = u_getPropertyValueEnum(property, name);
    if (value == UCHAR_INVALID_CODE) {
        return false;
    }
    for (int choice = U_SHORT_PROPERTY_NAME;; choice++) {
        const char *have = u_getPropertyValueName(property, value, (UPropertyNameChoice)choice);
        if (!have) {
            if (choice > U_LONG_PROPERTY_NAME) {
                return false;
            }
            continue;
        }
        if (strcmp(have, name) == 0) {
            return true;
        }
    }
}

static bool property_escape(regexp *r, bool negated, bool *strings)
{
    if (!eat_byte(r, '{')) {
        return bad(r, "Invalid property name");
    }
    const uint8_t *name = r->s, *value = NULL;
    while (r->s < r->end && *r->s != '}') {
        if (*r->s == '=' && !value) {
            value = r->s;
        }
        r->s++;
    }
    const uint8_t *stop = r->s;
    if (!eat_byte(r, '}')) {
        return bad(r, "Invalid property name");
    }
    bool ok;
    if (value) {
        size_t n = (size_t)(value - name), m = (size_t)(stop - value - 1);
        if ((n == 16 && !memcmp(name, "General_Category", 16)) || (n == 2 && !memcmp(name, "gc", 2))) {
            ok = property_value(UCHAR_GENERAL_CATEGORY_MASK, value + 1, m);
        } else if ((n == 6 && !memcmp(name, "Script", 6)) || (n == 2 && !memcmp(name, "sc", 2)) ||
                   (n == 17 && !memcmp(name, "Script_Extensions", 17)) ||
                   (n == 3 && !memcmp(name, "scx", 3))) {
            ok = property_value(UCHAR_SCRIPT, value + 1, m);
        } else {
            ok = false;
        }
    } else {
        size_t n = (size_t)(stop - name);
        ok = in_list(binary_properties, name, n) || property_value(UCHAR_GENERAL_CATEGORY_MASK, name, n);
        if (!ok && r->v && in_list(string_properties, name, n)) {
            if (negated) {
                return bad(r, "Invalid property name");
            }
            *strings = true;
            ok = true;
        }
    }
    return ok || bad(r, "Invalid property name");
}

// <name>; behind the opening <.
static bool group_name(regexp *r, const uint8_t **text, uint32_t *len)
{
    const uint8_t *first = r->s;
    bool any = false;
    while (r->s < r->end && *r->s != '>') {
        uint32_t code;
        if (*r->s == '\\') {
            r->s++;
            if (!eat_byte(r, 'u') || !unicode_escape(r, true, &code)) {
                return bad(r, "Invalid Unicode escape");
            }
        } else {
            code = code_point(r);
        }
        if (!(any ? syn__id_continue(code) : syn__id_start(code))) {
            return bad(r, "Invalid capture group name");
        }
        any = true;
    }
    if (!any || r->s >= r->end) {
        return bad(r, "Invalid capture group name");
    }
    *text = first;
    *len = (uint32_t)(r->s - first);
    r->s++;
    return true;
}

// The next code point of a group name, escapes decoded.
static uint32_t name_code(regexp *r, const uint8_t **s, const uint8_t *end)
{
    regexp at = {.start = *s, .s = *s, .end = end, .stack_min = r->stack_min};
    uint32_t code = 0;
    if (*at.s == '\\') {
        at.s += 2;
        unicode_escape(&at, true, &code);
    } else {
        code = code_point(&at);
    }
    *s = at.s;
    return code;
}

static bool same_name(regexp *r, const uint8_t *a, uint32_t an, const uint8_t *b, uint32_t bn)
{
    const uint8_t *ae = a + an, *be = b + bn;
    while (a < ae && b < be) {
        if (name_code(r, &a, ae) != name_code(r, &b, be)) {
            return false;
        }
    }
    return a == ae && b == be;
}

// Can both groups take part in one match? Not if some disjunction puts them into different alternatives.
static bool same_match(const struct group_name *a, const struct group_name *b)
{
    uint32_t n = a->nodes < b->nodes ? a->nodes : b->nodes;
    for (uint32_t i = 0; i < n; i++) {
        if (a->path[i][0] != b->path[i][0]) {
            return true;
        }
        if (a->path[i][1] != b->path[i][1]) {
            return false;
        }
    }
    return true;
}

static bool add_name(regexp *r, const uint8_t *text, uint32_t len)
{
    struct group_name *n = calloc(1, sizeof *n);
    if (!n) {
        return bad(r, "Regular expression too large");
    }
    n->text = text;
    n->len = len;
    uint32_t depth = 0;
    for (struct alt *a = r->path; a; a = a->outer) {
        depth++;
    }
    uint32_t i = depth;
    for (struct alt *a = r->path; a; a = a->outer) {
        i--;
        if (i < 32) {
            n->path[i][0] = a->group;
            n->path[i][1] = a->number;
        }
    }
    n->nodes = depth < 32 ? depth : 32;
    for (struct group_name *o = r->names; o; o = o->next) {
        if (same_name(r, o->text, o->len, text, len) && same_match(o, n)) {
            free(n);
            return bad(r, "Duplicate capture group name");
        }
    }
    n->next = r->names;
    r->names = n;
    return true;
}

static bool add_reference(regexp *r, const uint8_t *text, uint32_t len)
{
    struct group_ref *n = calloc(1, sizeof *n);
    if (!n) {
        return bad(r, "Regular expression too large");
    }
    n->text = text;
    n->len = len;
    n->next = r->refs;
    r->refs = n;
    return true;
}

static bool is_syntax(uint8_t c)
{
    return c && strchr("^$\\.*+?()[]{}|/", c);
}

enum { ESC_CHAR, ESC_CLASS, ESC_STRINGS };

// Behind the backslash of an escape that stands for a character or a class, in or out of [].
static bool character_escape(regexp *r, bool in_class, int *kind, uint32_t *code)
{
    uint8_t c = cur(r);
    *kind = ESC_CHAR;
    *code = c;
    if (r->s >= r->end) {
        return bad(r, "\\ at end of pattern");
    }
    switch (c) {
    case 'd':
    case 'D':
    case 's':
    case 'S':
    case 'w':
    case 'W':
        r->s++;
        *kind = ESC_CLASS;
        return true;
    case 'p':
    case 'P':
        if (r->u) {
            bool strings = false;
            r->s++;
            *kind = ESC_CLASS;
            if (!property_escape(r, c == 'P', &strings)) {
                return false;
            }
            if (strings) {
                *kind = ESC_STRINGS;
            }
            return true;
        }
        r->s++;
        return true;
    case 't':
        *code = '\t';
        r->s++;
        return true;
    case 'n':
        *code = '\n';
        r->s++;
        return true;
    case 'v':
        *code = 11;
        r->s++;
        return true;
    case 'f':
        *code = 12;
        r->s++;
        return true;
    case 'r':
        *code = '\r';
        r->s++;
        return true;
    case 'c': {
        uint8_t l = ahead(r, 1);
        if ((l | 0x20) >= 'a' && (l | 0x20) <= 'z') {
            *code = l & 31u;
            r->s += 2;
            return true;
        }
        if (r->u) {
            return bad(r, "Invalid Unicode escape");
        }
        if (in_class && (digit(l) || l == '_')) {
            *code = l & 31u;
            r->s += 2;
            return true;
        }
        *code = '\\'; // Annex B: the backslash stands for itself, c is read next
        return true;
    }
    case '0':
        if (!digit(ahead(r, 1))) {
            r->s++;
            *code = 0;
            return true;
        }
        break;
    case 'x':
        if (hex(ahead(r, 1)) >= 0 && hex(ahead(r, 2)) >= 0) {
            *code = (uint32_t)(hex(ahead(r, 1)) * 16 + hex(ahead(r, 2)));
            r->s += 3;
            return true;
        }
        if (r->u) {
            return bad(r, "Invalid escape");
        }
        r->s++;
        return true;
    case 'u':
        r->s++;
        if (unicode_escape(r, r->u, code)) {
            return true;
        }
        if (r->u) {
            return bad(r, "Invalid Unicode escape");
        }
        *code = 'u';
        return true;
    default:
        break;
    }
    if (digit(c)) {
        if (r->u) {
            return bad(r, in_class ? "Invalid class escape" : "Invalid decimal escape");
        }
        *code = 0;
        if (c >= '8') {
            *code = c;
            r->s++;
            return true;
        }
        for (int i = 0; i < 3 && cur(r) >= '0' && cur(r) <= '7' && *code < 32; i++) {
            *code = *code * 8 + cur(r) - '0';
            r->s++;
        }
        return true;
    }
    if (r->u) {
        if (is_syntax(c) || (in_class && c == '-')) {
            r->s++;
            return true;
        }
        return bad(r, "Invalid escape");
    }
    if (c == 'k' && r->named) {
        return bad(r, "Invalid named reference");
    }
    *code = code_point(r);
    return true;
}

// ---- classes

static bool class_atom(regexp *r, int *kind, uint32_t *code)
{
    if (cur(r) == '\\') {
        r->s++;
        if (cur(r) == 'b') {
            r->s++;
            *kind = ESC_CHAR;
            *code = 8;
            return true;
        }
        return character_escape(r, true, kind, code);
    }
    *kind = ESC_CHAR;
    *code = code_point(r);
    return true;
}

static bool class_ranges(regexp *r)
{
    while (r->s < r->end && *r->s != ']') {
        int k1, k2;
        uint32_t a, b;
        if (!class_atom(r, &k1, &a)) {
            return false;
        }
        if (cur(r) != '-' || ahead(r, 1) == ']' || r->s + 1 >= r->end) {
            continue;
        }
        r->s++;
        if (!class_atom(r, &k2, &b)) {
            return false;
        }
        if (k1 != ESC_CHAR || k2 != ESC_CHAR) {
            if (r->u) {
                return bad(r, "Invalid character class");
            }
        } else if (a > b) {
            // without u a code point beyond the BMP is two units, of which the outer ones count
            if (r->u || !(a >= 0x10000 || b >= 0x10000)) {
                return bad(r, "Range out of order in character class");
            }
            uint32_t lo = a >= 0x10000 ? 0xdc00 + (a & 0x3ff) : a;
            uint32_t hi = b >= 0x10000 ? 0xd800 + ((b - 0x10000) >> 10) : b;
            if (lo > hi) {
                return bad(r, "Range out of order in character class");
            }
        } else if (!r->u && a >= 0x10000 &&
                   0xdc00 + (a & 0x3ff) > (b >= 0x10000 ? 0xd800 + ((b - 0x10000) >> 10) : b)) {
            return bad(r, "Range out of order in character class");
        }
    }
    return eat_byte(r, ']') || bad(r, "Unterminated character class");
}

static bool class_set(regexp *r, bool *strings);

static bool double_punctuator(uint8_t c)
{
    return c && strchr("&!#$%*+,.:;<=>?@^`~", c);
}

static bool set_character(regexp *r, uint32_t *code)
{
    uint8_t c = cur(r);
    if (r->s >= r->end) {
        return bad(r, "Unterminated character class");
    }
    if (c == '\\') {
        r->s++;
        c = cur(r);
        if (c == 'b') {
            r->s++;
            *code = 8;
            return true;
        }
        if (c && strchr("&-!#%,:;<=>@`~", c)) {
            r->s++;
            *code = c;
            return true;
        }
        int kind;
        if (!character_escape(r, true, &kind, code)) {
            return false;
        }
        return kind == ESC_CHAR || bad(r, "Invalid character class");
    }
    if (double_punctuator(c) && ahead(r, 1) == c) {
        return bad(r, "Invalid set operation in character class");
    }
    if (strchr("()[]{}/-|", c) && c) {
        return bad(r, "Invalid character in character class");
    }
    *code = code_point(r);
    return true;
}

// \q{abc|d}, behind the q. Strings are those that are not one character.
static bool class_string(regexp *r, bool *strings)
{
    if (!eat_byte(r, '{')) {
        return bad(r, "Invalid escape");
    }
    unsigned n = 0;
    for (;;) {
        if (cur(r) == '}' || cur(r) == '|') {
            *strings |= n != 1;
            n = 0;
            if (*r->s++ == '}') {
                return true;
            }
            continue;
        }
        uint32_t code;
        if (!set_character(r, &code)) {
            return false;
        }
        n++;
    }
}

// An operand: nested class, escape, string or character. *range: it is a character, that may start a range.
static bool set_operand(regexp *r, bool *strings, bool *single, uint32_t *code)
{
    *strings = *single = false;
    if ((char *)__builtin_frame_address(0) < r->stack_min) {
        return bad(r, "Regular expression too large");
    }
    if (cur(r) == '[') {
        r->s++;
        bool negated = eat_byte(r, '^');
        if (!class_set(r, strings)) {
            return false;
        }
        if (negated && *strings) {
            return bad(r, "Negated character class may contain strings");
        }
        return true;
    }
    if (cur(r) == '\\') {
        uint8_t c = ahead(r, 1);
        if (c == 'q') {
            r->s += 2;
            return class_string(r, strings);
        }
        if (c && strchr("dDsSwWpP", c)) {
            r->s++;
            int kind;
            if (!character_escape(r, true, &kind, code)) {
                return false;
            }
            *strings = kind == ESC_STRINGS;
            return true;
        }
    }
    *single = true;
    return set_character(r, code);
}

// The inside of a v-mode class up to its ].
static bool class_set(regexp *r, bool *strings)
{
    *strings = false;
    if (eat_byte(r, ']')) {
        return true;
    }
    bool s, single;
    uint32_t a, b;
    if (!set_operand(r, &s, &single, &a)) {
        return false;
    }
    bool intersection = cur(r) == '&' && ahead(r, 1) == '&';
    if (intersection || (cur(r) == '-' && ahead(r, 1) == '-')) {
        bool all = s;
        *strings = s;
        while (cur(r) == (intersection ? '&' : '-') && ahead(r, 1) == cur(r)) {
            r->s += 2;
            if (intersection && cur(r) == '&') {
                return bad(r, "Invalid character in character class");
            }
            if (!set_operand(r, &s, &single, &a)) {
                return false;
            }
            all &= s;
        }
        if (intersection) {
            *strings = all;
        }
        return eat_byte(r, ']') || bad(r, "Invalid set operation in character class");
    }
    for (;;) {
        *strings |= s;
        if (single && cur(r) == '-') {
            if (ahead(r, 1) == '-') {
                return bad(r, "Invalid set operation in character class");
            }
            r->s++;
            if (!set_operand(r, &s, &single, &b)) {
                return false;
            }
            if (!single) {
                return bad(r, "Invalid character class");
            }
            if (a > b) {
                return bad(r, "Range out of order in character class");
            }
        }
        if (eat_byte(r, ']')) {
            return true;
        }
        if (!set_operand(r, &s, &single, &a)) {
            return false;
        }
    }
}

static bool character_class(regexp *r)
{
    r->s++;
    bool negated = eat_byte(r, '^');
    if (!r->v) {
        return class_ranges(r);
    }
    bool strings;
    if (!class_set(r, &strings)) {
        return false;
    }
    return !(negated && strings) || bad(r, "Negated character class may contain strings");
}

// ---- atoms and terms

static bool modifiers(regexp *r)
{
    // (?ims-ims: behind the ?
    unsigned on = 0, off = 0, *set = &on;
    bool minus = false;
    for (;; r->s++) {
        uint8_t c = cur(r);
        if (c == ':') {
            break;
        }
        if (c == '-' && !minus) {
            minus = true;
            set = &off;
            continue;
        }
        unsigned bit = c == 'i' ? 1 : c == 'm' ? 2 : c == 's' ? 4 : 0;
        if (!bit) {
            return bad(r, "Invalid group");
        }
        if (*set & bit) {
            return bad(r, "Repeated flag in modifiers");
        }
        *set |= bit;
    }
    if (on & off) {
        return bad(r, "Repeated flag in modifiers");
    }
    if (minus && !on && !off) {
        return bad(r, "Invalid flag group");
    }
    r->s++;
    return true;
}

// After '('. *quantifiable: a look-ahead is, under Annex B.
static bool group(regexp *r, bool *quantifiable)
{
    *quantifiable = true;
    r->s++;
    if (cur(r) == '?') {
        r->s++;
        uint8_t c = cur(r);
        if (c == '=' || c == '!') {
            r->s++;
            *quantifiable = !r->u;
        } else if (c == '<' && (ahead(r, 1) == '=' || ahead(r, 1) == '!')) {
            r->s += 2;
            *quantifiable = false;
        } else if (c == '<') {
            r->s++;
            const uint8_t *text;
            uint32_t len;
            if (!group_name(r, &text, &len) || !add_name(r, text, len)) {
                return false;
            }
        } else if (c == ':') {
            r->s++;
        } else if (!modifiers(r)) {
            return false;
        }
    }
    if (!disjunction(r, ++r->next_group)) {
        return false;
    }
    return eat_byte(r, ')') || bad(r, "Unterminated group");
}

static bool number(regexp *r, double *value)
{
    if (!digit(cur(r))) {
        return false;
    }
    *value = 0;
    while (digit(cur(r))) {
        *value = *value * 10 + (cur(r) - '0');
        r->s++;
    }
    return true;
}

// {n} {n,} {n,m}: true when one was read.
static bool braces(regexp *r)
{
    const uint8_t *back = r->s;
    double min, max;
    if (eat_byte(r, '{') && number(r, &min)) {
        max = min;
        if (eat_byte(r, ',') && !number(r, &max)) {
            max = min;
        }
        if (eat_byte(r, '}')) {
            if (min > max) {
                r->s = back;
                return bad(r, "numbers out of order in {} quantifier");
            }
            return true;
        }
    }
    r->s = back;
    return false;
}

static bool quantifier(regexp *r)
{
    uint8_t c = cur(r);
    if (c == '*' || c == '+' || c == '?') {
        r->s++;
    } else if (c != '{' || !braces(r)) {
        return false;
    }
    eat_byte(r, '?');
    return true;
}

static bool backreference(regexp *r)
{
    const uint8_t *back = r->s;
    uint32_t n = 0;
    while (digit(cur(r)) && n < 100000000) {
        n = n * 10 + cur(r) - '0';
        r->s++;
    }
    if (n <= r->groups) {
        return true;
    }
    r->s = back;
    return false;
}

static bool atom_escape(regexp *r)
{
    uint8_t c = cur(r);
    if (c >= '1' && c <= '9') {
        if (backreference(r)) {
            return true;
        }
        if (r->u) {
            return bad(r, "Invalid escape");
        }
    }
    if (c == 'k' && (r->u || r->named)) {
        r->s++;
        const uint8_t *text;
        uint32_t len;
        if (!eat_byte(r, '<')) {
            return bad(r, "Invalid named reference");
        }
        if (!group_name(r, &text, &len)) {
            r->error = "Invalid named reference";
            return false;
        }
        return add_reference(r, text, len);
    }
    int kind;
    uint32_t code;
    return character_escape(r, false, &kind, &code);
}

static bool term(regexp *r)
{
    bool quantifiable = true;
    switch (cur(r)) {
    case '^':
    case '$':
        r->s++;
        quantifiable = false;
        break;
    case '(':
        if (!group(r, &quantifiable)) {
            return false;
        }
        break;
    case '.':
        r->s++;
        break;
    case '[':
        if (!character_class(r)) {
            return false;
        }
        break;
    case '\\':
        r->s++;
        if (cur(r) == 'b' || cur(r) == 'B') {
            r->s++;
            quantifiable = false;
            break;
        }
        if (!atom_escape(r)) {
            return false;
        }
        break;
    case '*':
    case '+':
    case '?':
        return bad(r, "Nothing to repeat");
    case '{':
        if (r->u) {
            return bad(r, "Nothing to repeat");
        }
        if (braces(r)) {
            return bad(r, "Nothing to repeat");
        }
        if (r->error) {
            return false;
        }
        r->s++;
        break;
    case '}':
    case ']':
        if (r->u) {
            return bad(r, "Lone quantifier brackets");
        }
        r->s++;
        break;
    default:
        code_point(r);
    }
    const uint8_t *before = r->s;
    if (quantifier(r) && !quantifiable) {
        r->s = before;
        return bad(r, "Nothing to repeat");
    }
    if (r->error) {
        return false;
    }
    if (r->u && cur(r) == '{') {
        return bad(r, "Incomplete quantifier");
    }
    return true;
}

static bool disjunction(regexp *r, uint32_t group_number)
{
    if ((char *)__builtin_frame_address(0) < r->stack_min) {
        return bad(r, "Regular expression too large");
    }
    struct alt alt = {r->path, group_number, 0};
    r->path = &alt;
    bool ok = true;
    while (r->s < r->end && *r->s != ')') {
        if (*r->s == '|') {
            r->s++;
            alt.number++;
        } else if (!term(r)) {
            ok = false;
            break;
        }
    }
    r->path = alt.outer;
    return ok;
}

// Counts the groups that capture, and learns whether any has a name.
static void count_groups(regexp *r)
{
    bool set = false;
    for (const uint8_t *s = r->start; s < r->end; s++) {
        if (*s == '\\') {
            s++;
        } else if (*s == '[') {
            set = true;
        } else if (*s == ']') {
            set = false;
        } else if (*s == '(' && !set) {
            if (s + 1 >= r->end || s[1] != '?') {
                r->groups++;
            } else if (s + 3 < r->end && s[2] == '<' && s[3] != '=' && s[3] != '!') {
                r->groups++;
                r->named = true;
            }
        }
    }
}

static bool check_flags(regexp *r, const uint8_t *flags, uint32_t n)
{
    unsigned seen = 0;
    for (uint32_t i = 0; i < n; i++) {
        const char *at = flags[i] < 0x80 && flags[i] ? strchr("dgimsuvy", flags[i]) : NULL;
        if (!at) {
            return false;
        }
        unsigned bit = 1u << (flags[i] - 'a');
        if (seen & bit) {
            return false;
        }
        seen |= bit;
        r->v |= flags[i] == 'v';
        r->u |= flags[i] == 'u';
    }
    if (r->u && r->v) {
        return false;
    }
    r->u |= r->v;
    return true;
}

static void check_references(regexp *r)
{
    for (struct group_ref *ref = r->refs; ref && !r->error; ref = ref->next) {
        struct group_name *n = r->names;
        while (n && !same_name(r, n->text, n->len, ref->text, ref->len)) {
            n = n->next;
        }
        if (!n) {
            bad(r, "Invalid named capture referenced");
        }
    }
}

// NULL when the pattern is right, else the message; "Invalid flags" for the flags.
const char *syn__regexp(const uint8_t *pattern, uint32_t len, const uint8_t *flags, uint32_t flags_len,
                        char *stack_min, uint32_t *where)
{
    regexp r = {.start = pattern, .s = pattern, .end = pattern + len, .stack_min = stack_min};
    *where = 0;
    if (!check_flags(&r, flags, flags_len)) {
        return "Invalid flags";
    }
    count_groups(&r);
    if (disjunction(&r, 0) && r.s < r.end) {
        bad(&r, "Unmatched ')'");
    }
    check_references(&r);
    for (struct group_name *n = r.names, *next; n; n = next) {
        next = n->next;
        free(n);
    }
    for (struct group_ref *n = r.refs, *next; n; n = next) {
        next = n->next;
        free(n);
    }
    *where = r.where;
    return r.error;
}
