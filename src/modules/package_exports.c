// SPDX-License-Identifier: MIT
//
// `exports` and `imports` of package.json: finds the key, walks conditions and fallback arrays, checks the target and turns it into a path.
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "modules/resolver.h"

// What a target came to.
typedef enum outcome { NOTHING, EXPLICIT_NULL, RESOLVED, FAILED } outcome;

typedef struct lookup {
    mod_resolver *r;
    mod_package *package;
    const char *specifier; // as requested: "./x" or "#x"
    size_t specifier_len;
    const char *key; // that matched
    size_t key_len;
    const char *match; // what `*` stands for
    size_t match_len;
    bool pattern, internal;
    mod_result *out;
} lookup;

static int resolve_target(lookup *l, const mod_json *target, outcome *result);

static bool starts(const char *text, size_t len, const char *prefix)
{
    size_t n = strlen(prefix);
    return len >= n && memcmp(text, prefix, n) == 0;
}

static bool is_index(const char *key, size_t len)
{
    if (len == 0 || len > 10 || (len > 1 && key[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (key[i] < '0' || key[i] > '9') {
            return false;
        }
    }
    return true;
}

static int fail(lookup *l, mod_status status, const char *detail, outcome *result)
{
    l->out->status = status;
    l->out->package = l->package;
    l->out->is_import = l->internal;
    l->out->detail = detail;
    l->out->detail_len = detail == NULL ? 0 : strlen(detail);
    *result = FAILED;
    return 0;
}

static int invalid_target(lookup *l, const mod_json *target, outcome *result)
{
    fail(l, MOD_INVALID_TARGET, NULL, result);
    l->out->text = l->key;
    l->out->text_len = l->key_len;
    l->out->detail = target->source;
    l->out->detail_len = target->source_len;
    return 0;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : isxdigit((unsigned char)c) ? (c | 32) - 'a' + 10 : -1;
}

// Decodes %XX. `to` has room for `len` bytes.
static size_t percent_decode(char *to, const char *from, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (from[i] == '%' && i + 2 < len + 0 && hex_digit(from[i + 1]) >= 0 && hex_digit(from[i + 2]) >= 0) {
            to[n++] = (char)(hex_digit(from[i + 1]) << 4 | hex_digit(from[i + 2]));
            i += 2;
        } else {
            to[n++] = from[i];
        }
    }
    return n;
}

// Whether a segment is ".", ".." or "node_modules", also where percent-encoded: such a target could leave the package.
static bool has_forbidden_segment(const char *text, size_t len)
{
    size_t from = 0;
    for (size_t i = 0; i <= len; i++) {
        if (i < len && text[i] != '/' && text[i] != '\\') {
            continue;
        }
        char segment[3 * 12];
        size_t n = i - from;
        if (n > 0 && n <= sizeof segment) {
            n = percent_decode(segment, text + from, n);
            if ((n == 1 && segment[0] == '.') || (n == 2 && segment[0] == '.' && segment[1] == '.') ||
                (n == 12 && strncasecmp(segment, "node_modules", 12) == 0)) {
                return true;
            }
        }
        from = i + 1;
    }
    return false;
}

static bool has_encoded_separator(const char *text, size_t len)
{
    for (size_t i = 0; i + 2 < len; i++) {
        if (text[i] == '%' && ((text[i + 1] == '2' && (text[i + 2] | 32) == 'f') ||
                               (text[i + 1] == '5' && (text[i + 2] | 32) == 'c'))) {
            return true;
        }
    }
    return false;
}

// `target` with every `*` replaced by the match.
static int substitute(lookup *l, const mod_json *target, const char **text, size_t *len)
{
    *text = target->text;
    *len = target->text_len;
    if (!l->pattern) {
        return 0;
    }
    size_t stars = 0;
    for (size_t i = 0; i < target->text_len; i++) {
        stars += target->text[i] == '*';
    }
    char *bytes = mod_arena_alloc(&l->r->tree.arena, target->text_len + stars * l->match_len + 1);
    if (bytes == NULL) {
        return -ENOMEM;
    }
    size_t n = 0;
    for (size_t i = 0; i < target->text_len; i++) {
        if (target->text[i] == '*') {
            memcpy(bytes + n, l->match, l->match_len);
            n += l->match_len;
        } else {
            bytes[n++] = target->text[i];
        }
    }
    *text = bytes;
    *len = n;
    return 0;
}

// The path `text` (after "./") inside the package, as the path of a file URL would be read.
static int file_in_package(lookup *l, const char *text, size_t len, outcome *result)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '?' || text[i] == '#') {
            len = i;
        }
    }
    if (has_encoded_separator(text, len)) {
        const mod_entry *home = l->package->directory;
        char *path = mod_arena_alloc(&l->r->tree.arena, home->path_len + len + 2);
        if (path == NULL) {
            return -ENOMEM;
        }
        fail(l, MOD_INVALID_SPECIFIER, "must not include encoded \"/\" or \"\\\" characters", result);
        char *end = mempcpy(path, home->path, home->path_len);
        *end++ = '/';
        l->out->text = path;
        l->out->text_len = (size_t)((char *)mempcpy(end, text, len) - path);
        return 0;
    }
    if (memchr(text, '%', len) != NULL) {
        char *decoded = mod_arena_alloc(&l->r->tree.arena, len + 1);
        if (decoded == NULL) {
            return -ENOMEM;
        }
        len = percent_decode(decoded, text, len);
        text = decoded;
    }
    while (len > 0 && text[0] == '/') { // ".//x" stays inside the package
        text++;
        len--;
    }
    mod_entry *e = mod_tree_walk(&l->r->tree, l->package->directory, text, len);
    if (e == NULL) {
        return -ENOMEM;
    }
    bool slash = len > 0 && text[len - 1] == '/';
    l->out->entry = e;
    l->out->package = l->package;
    l->out->status = MOD_TARGET_MISSING;
    l->out->detail = slash ? "/" : NULL;
    l->out->detail_len = slash;
    if (!slash && mod_entry_kind(&l->r->tree, e) == MOD_FILE) {
        l->out->status = MOD_FOUND;
    }
    *result = RESOLVED;
    return 0;
}

static bool looks_like_url(const char *text, size_t len)
{
    size_t i = 0;
    if (len == 0 || !isalpha((unsigned char)text[0])) {
        return false;
    }
    while (i < len && (isalnum((unsigned char)text[i]) || strchr("+-.", text[i]) != NULL)) {
        i++;
    }
    return i < len && text[i] == ':';
}

static int bare_target(lookup *l, const mod_json *target, outcome *result)
{
    const char *text;
    size_t len;
    if (!l->internal || starts(target->text, target->text_len, "../") ||
        starts(target->text, target->text_len, "/") || looks_like_url(target->text, target->text_len)) {
        return invalid_target(l, target, result);
    }
    int rc = substitute(l, target, &text, &len);
    if (rc < 0) {
        return rc;
    }
    rc = mod__package_resolve(l->r, l->package, text, len, l->out);
    switch (l->out->status) {
    case MOD_FOUND:
    case MOD_IS_BUILTIN:
    case MOD_TARGET_MISSING:
        *result = RESOLVED;
        break;
    default:
        *result = FAILED;
    }
    return rc;
}

static bool has_empty_part(const char *text, size_t len)
{
    return len > 0 && (text[0] == '/' || text[len - 1] == '/' || memmem(text, len, "//", 2) != NULL);
}

// Notes what the warning of a target with empty parts says.
static int note_empty_part(lookup *l, const mod_json *target, const char *text, size_t len)
{
    bool by_target = has_empty_part(target->text + 2, target->text_len - 2);
    if (!by_target && !(l->pattern && has_empty_part(l->match, l->match_len))) {
        return 0;
    }
    char *detail = mod_arena_alloc(&l->r->tree.arena, l->key_len + len + 3);
    if (detail == NULL) {
        return -ENOMEM;
    }
    char *end = detail;
    *end++ = by_target ? 't' : 'r';
    end = mempcpy(end, l->key, l->key_len);
    *end++ = '\n';
    end = mempcpy(end, text, len);
    l->out->empty_part = true;
    l->out->is_import = l->internal;
    l->out->text = l->specifier;
    l->out->text_len = l->specifier_len;
    l->out->detail = detail;
    l->out->detail_len = (size_t)(end - detail);
    return 0;
}

static int text_target(lookup *l, const mod_json *target, outcome *result)
{
    const char *text;
    size_t len;
    if (!starts(target->text, target->text_len, "./")) {
        return bare_target(l, target, result);
    }
    if (has_forbidden_segment(target->text + 2, target->text_len - 2)) {
        return invalid_target(l, target, result);
    }
    if (l->pattern && has_forbidden_segment(l->match, l->match_len)) {
        char *reason = mod_arena_alloc(&l->r->tree.arena, l->key_len + l->package->file->path_len + 128);
        if (reason == NULL) {
            return -ENOMEM;
        }
        char *to = stpcpy(reason, "request is not a valid match in pattern \"");
        to = mempcpy(to, l->key, l->key_len);
        to = stpcpy(to, l->internal ? "\" for the \"imports\" resolution of "
                                    : "\" for the \"exports\" resolution of ");
        mempcpy(to, l->package->file->path, l->package->file->path_len);
        fail(l, MOD_INVALID_SPECIFIER, reason, result);
        l->out->text = l->specifier;
        l->out->text_len = l->specifier_len;
        l->out->from_parent = l->internal;
        return 0;
    }
    int rc = substitute(l, target, &text, &len);
    rc = rc < 0 ? rc : file_in_package(l, text + 2, len - 2, result);
    return rc == 0 && *result == RESOLVED && l->out->status == MOD_FOUND
               ? note_empty_part(l, target, text, len)
               : rc;
}

// The first target of a list that is valid and not null.
static int array_target(lookup *l, const mod_json *target, outcome *result)
{
    mod_result failure = {0};
    bool failed = false;
    outcome last = EXPLICIT_NULL;
    for (const mod_json *t = target->first; t != NULL; t = t->next) {
        int rc = resolve_target(l, t, &last);
        if (rc < 0) {
            return rc;
        }
        if (last == FAILED && l->out->status == MOD_INVALID_TARGET) {
            failure = *l->out;
            failed = true;
        } else if (last == EXPLICIT_NULL) {
            failed = false;
        } else if (last != NOTHING) {
            *result = last;
            return 0;
        }
    }
    if (failed) {
        *l->out = failure;
    }
    *result = failed ? FAILED : last == FAILED ? EXPLICIT_NULL : last;
    return 0;
}

// JSON's last word counts where a key stands twice, at the first one's place.
static const mod_json *last_of_key(const mod_json *condition)
{
    const mod_json *last = condition;
    for (const mod_json *c = condition->next; c != NULL; c = c->next) {
        if (strcmp(c->key, condition->key) == 0) {
            last = c;
        }
    }
    return last;
}

static bool condition_holds(const lookup *l, const mod_json *condition)
{
    if (strcmp(condition->key, "default") == 0) {
        return true;
    }
    for (size_t i = 0; i < l->r->conditions.count; i++) {
        if (strcmp(condition->key, l->r->conditions.texts[i]) == 0) {
            return true;
        }
    }
    return false;
}

static int conditional_target(lookup *l, const mod_json *target, outcome *result)
{
    for (const mod_json *c = target->first; c != NULL; c = c->next) {
        if (is_index(c->key, c->key_len)) {
            return fail(l, MOD_INVALID_CONFIG, "\"exports\" cannot contain numeric property keys.", result);
        }
    }
    for (const mod_json *c = target->first; c != NULL; c = c->next) {
        if (!condition_holds(l, c)) {
            continue;
        }
        int rc = resolve_target(l, last_of_key(c), result);
        if (rc < 0 || *result != NOTHING) {
            return rc;
        }
    }
    *result = NOTHING;
    return 0;
}

static int resolve_target(lookup *l, const mod_json *target, outcome *result)
{
    switch (target->kind) {
    case MOD_JSON_STRING:
        return text_target(l, target, result);
    case MOD_JSON_ARRAY:
        return array_target(l, target, result);
    case MOD_JSON_OBJECT:
        return conditional_target(l, target, result);
    case MOD_JSON_NULL:
        *result = EXPLICIT_NULL;
        return 0;
    default:
        return invalid_target(l, target, result);
    }
}

// Whether pattern `a` is more specific than `b`: the longer text before the star, then the longer key.
static bool more_specific(const mod_json *a, const mod_json *b)
{
    if (b == NULL) {
        return true;
    }
    const char *star_a = memchr(a->key, '*', a->key_len), *star_b = memchr(b->key, '*', b->key_len);
    size_t base_a = (size_t)(star_a - a->key), base_b = (size_t)(star_b - b->key);
    return base_a != base_b ? base_a > base_b : a->key_len > b->key_len;
}

static const mod_json *find_pattern(lookup *l, const mod_json *map)
{
    const mod_json *best = NULL;
    for (const mod_json *m = map->first; m != NULL; m = m->next) {
        const char *star = memchr(m->key, '*', m->key_len);
        if (star == NULL || memrchr(m->key, '*', m->key_len) != star || l->specifier_len < m->key_len) {
            continue;
        }
        size_t base = (size_t)(star - m->key), trailer = m->key_len - base - 1;
        if (memcmp(l->specifier, m->key, base) == 0 &&
            memcmp(l->specifier + l->specifier_len - trailer, star + 1, trailer) == 0 &&
            more_specific(m, best)) {
            best = m;
            l->match = l->specifier + base;
            l->match_len = l->specifier_len - base - trailer;
        }
    }
    return best;
}

static int find_in_map(lookup *l, const mod_json *map, outcome *result)
{
    const mod_json *m = NULL;
    bool exact =
        memchr(l->specifier, '*', l->specifier_len) == NULL && l->specifier[l->specifier_len - 1] != '/';
    *result = NOTHING;
    if (map->kind == MOD_JSON_OBJECT) {
        m = exact ? mod_json_member(map, l->specifier, l->specifier_len) : NULL;
        if (m == NULL) {
            m = find_pattern(l, map);
            l->pattern = m != NULL;
        }
    }
    if (m == NULL) {
        return 0;
    }
    l->key = m->key;
    l->key_len = m->key_len;
    return resolve_target(l, m, result);
}

// 1 where `exports` is a target for "." itself, 0 where it maps subpaths, -EINVAL where it mixes both.
static int is_main_sugar(const mod_json *exports)
{
    if (exports->kind != MOD_JSON_OBJECT) {
        return 1;
    }
    int sugar = 0;
    for (const mod_json *m = exports->first; m != NULL; m = m->next) {
        int s = m->key_len == 0 || m->key[0] != '.';
        if (m != exports->first && s != sugar) {
            return -EINVAL;
        }
        sugar = s;
    }
    return sugar;
}

int mod__exports(mod_resolver *r, mod_package *package, const char *subpath, size_t len, mod_result *out)
{
    lookup l = {.r = r, .package = package, .specifier = subpath, .specifier_len = len, .out = out};
    outcome result = NOTHING;
    int rc = 0, sugar = is_main_sugar(package->exports);
    if (sugar < 0) {
        return fail(&l, MOD_INVALID_CONFIG,
                    "\"exports\" cannot contain some keys starting with '.' and some not. The exports object "
                    "must either be an object of package subpath keys or an object of main entry condition "
                    "name keys only.",
                    &result);
    }
    if (sugar == 0) {
        rc = find_in_map(&l, package->exports, &result);
    } else if (len == 1) {
        l.key = ".";
        l.key_len = 1;
        rc = resolve_target(&l, package->exports, &result);
    }
    if (rc == 0 && (result == NOTHING || result == EXPLICIT_NULL)) {
        fail(&l, MOD_NOT_EXPORTED, NULL, &result);
        out->text = subpath;
        out->text_len = len;
    }
    return rc;
}

int mod__imports(mod_resolver *r, mod_package *package, const char *name, size_t len, mod_result *out)
{
    lookup l = {
        .r = r, .package = package, .specifier = name, .specifier_len = len, .internal = true, .out = out};
    outcome result = NOTHING;
    int rc = 0;
    out->from_parent = true;
    if (len == 1 || name[len - 1] == '/') {
        fail(&l, MOD_INVALID_SPECIFIER, "is not a valid internal imports specifier name", &result);
        out->text = name;
        out->text_len = len;
        return 0;
    }
    if (package != NULL && package->imports != NULL) {
        rc = find_in_map(&l, package->imports, &result);
    }
    if (rc == 0 && (result == NOTHING || result == EXPLICIT_NULL)) {
        fail(&l, MOD_IMPORT_NOT_DEFINED, NULL, &result);
        out->text = name;
        out->text_len = len;
    }
    return rc;
}
