// SPDX-License-Identifier: MIT
//
// See source_rewrite.h. Most files need nothing: a scan for a few words decides, and only then the text is parsed.
#include "modules/source_rewrite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes_search.h"
#include "modules/source_cover.h"

// Files beyond this size keep their catch clauses: parsing them costs more than the shape of a stack is worth.
enum { STACK_REWRITE_MAX = 512 * 1024 };

// As memmem(), several times as fast for short words.
static const char *find(const char *text, size_t len, const char *word)
{
    size_t at = bytes_find((const uint8_t *)text, len, (const uint8_t *)word, strlen(word), 0, 1);
    return at == BYTES_NOT_FOUND ? NULL : text + at;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (c & 0x80) != 0;
}

// `import` as a word of its own, not a property, with a parenthesis behind it.
static bool has_import_call(const char *text, size_t len)
{
    const char *end = text + len;
    for (const char *p = text; (p = find(p, (size_t)(end - p), "import")) != NULL; p += 6) {
        if (p > text && (is_word(p[-1]) || p[-1] == '.' || p[-1] == '\'' || p[-1] == '"' || p[-1] == '`')) {
            continue;
        }
        // A type in a text or a comment, as compilers hold many.
        if (p - text >= 7 && memcmp(p - 7, "typeof ", 7) == 0) {
            continue;
        }
        const char *q = p + 6;
        while (q < end && (*q == ' ' || *q == '\t' || *q == '\n' || *q == '\r')) {
            q++;
        }
        if (q < end && (*q == '(' || *q == '/')) {
            return true;
        }
        if (end - q > 6 && (memcmp(q, ".source", 7) == 0 || memcmp(q, ".defer", 6) == 0)) {
            return true;
        }
    }
    return false;
}

static bool has_stack_in_catch(const char *text, size_t len)
{
    return len <= STACK_REWRITE_MAX && find(text, len, ".stack") != NULL && find(text, len, "catch") != NULL;
}

// Files beyond this size lose the async context at their awaits.
enum { AWAIT_REWRITE_MAX = 8 * 1024 * 1024 };

static bool has_await(const char *text, size_t len)
{
    return len <= AWAIT_REWRITE_MAX && find(text, len, "await") != NULL;
}

// `using` before a name with a value: a declaration, unless in a text; the parser will know.
static bool has_using(const char *text, size_t len)
{
    const char *end = text + len;
    for (const char *p = text; (p = find(p, (size_t)(end - p), "using ")) != NULL; p += 6) {
        const char *line = p;
        while (line > text && (line[-1] == ' ' || line[-1] == '\t')) {
            line--;
        }
        bool begins = line == text || strchr("\n\r;{}(", line[-1]) != NULL;
        const char *q = p + 6;
        while (q < end && is_word(*q)) {
            q++;
        }
        bool named = q > p + 6;
        while (q < end && (*q == ' ' || *q == '\t')) {
            q++;
        }
        if (begins && named && q + 3 <= end && (*q == '=' || memcmp(q, "of ", 3) == 0)) {
            return true;
        }
    }
    return false;
}

static bool has_deferred(const char *text, size_t len)
{
    const char *first = find(text, len, "Deferred");
    return first != NULL && (find(text, len, "new Deferred(") != NULL ||
                             find(first, len - (size_t)(first - text), "Deferred.run") != NULL);
}

static bool has_web_assembly(const char *text, size_t len)
{
    return len <= AWAIT_REWRITE_MAX && (find(text, len, "WebAssembly.instantiate") != NULL ||
                                        find(text, len, "WebAssembly.compile") != NULL);
}

bool mod_rewrite_is_wanted(const char *text, size_t len)
{
    return mod_cover_is_on() || has_web_assembly(text, len) || has_import_call(text, len) ||
           has_stack_in_catch(text, len) || has_await(text, len) || has_using(text, len) ||
           has_deferred(text, len);
}

// In place of a module whose Deferred functions do what they cannot: text that says so on the line where it stands.
static int refusal(syn_output *out, const syn_error *error)
{
    static const char format[] = "throw new SyntaxError(\"%s\")";
    size_t lines = error->line - 1, room = lines + sizeof format + sizeof error->message + 64;
    char *text = calloc(1, room);
    if (text == NULL) {
        return -ENOMEM;
    }
    memset(text, '\n', lines);
    snprintf(text + lines, room - lines - 64, format, error->message);
    *out = (syn_output){.text = text, .len = strlen(text), .changed = true, .ascii = true};
    return 1;
}

void mod_set_language(syn_options *parse, syn_rewrite_options *rewrite, unsigned language, char *jsx_names)
{
    parse->flags |= language & MOD_TYPESCRIPT ? SYN_TYPESCRIPT : 0;
    parse->flags |= language & MOD_JSX ? SYN_JSX : 0;
    parse->flags |= language & MOD_DECORATOR_METADATA ? SYN_KEEP_TYPES : 0;
    rewrite->flags |= language & MOD_DECORATOR_METADATA ? SYN_RW_DECORATOR_METADATA : 0;
    rewrite->flags |= language & MOD_STRICT_NULLS ? SYN_RW_STRICT_NULLS : 0;
    rewrite->flags |= language & MOD_LEGACY_DECORATORS ? SYN_RW_LEGACY_DECORATORS : 0;
    rewrite->flags |= language & MOD_JSX_AUTOMATIC ? SYN_RW_JSX_AUTOMATIC : 0;
    rewrite->flags |= language & MOD_KEEP_IMPORTS ? SYN_RW_KEEP_IMPORTS : 0;
    rewrite->flags |= language & MOD_ASSIGN_FIELDS ? SYN_RW_ASSIGN_FIELDS : 0;
    const char **names[] = {&rewrite->names.jsx_source, &rewrite->names.jsx_factory,
                            &rewrite->names.jsx_fragment};
    for (unsigned i = 0; i < 3 && jsx_names != NULL; i++) {
        char *end = strchr(jsx_names, '\n');
        if (end != NULL) {
            *end++ = '\0';
        }
        *names[i] = jsx_names[0] == '\0' ? NULL : jsx_names;
        jsx_names = end;
    }
}

int mod_rewrite_commonjs(syn_output *out, const char *name, const char *text, size_t len, unsigned language,
                         char *jsx_names, syn_error *error)
{
    syn_unit *unit = NULL;
    bool typescript = (language & MOD_TYPESCRIPT) != 0;
    syn_options options = {.goal = SYN_GOAL_COMMONJS};
    syn_rewrite_options rewrite = {.flags = SYN_RW_IMPORT_CALL};
    mod_set_language(&options, &rewrite, language, jsx_names);
    if (len <= STACK_REWRITE_MAX) {
        rewrite.flags |= SYN_RW_CATCH_FIX;
    }
    if (has_await(text, len)) {
        rewrite.flags |= SYN_RW_ASYNC_CONTEXT;
    }
    bool deferred = has_deferred(text, len);
    if (deferred) {
        rewrite.flags |= SYN_RW_CAPTURES;
    }
    mod_cover_ask(&rewrite, name, len);
    int rc = syn_parse(&unit, text, len, &options, error);
    bool parsed = rc == 0;
    if (rc == 0) {
        rc = syn_rewrite(out, unit, &rewrite, error);
    }
    if (parsed && deferred && rc == -EINVAL) {
        rc = refusal(out, error);
    } else if (rc == 0) {
        mod_cover_keep(name, text, len, out, rewrite.cover_base);
        rc = out->changed ? 1 : 0;
        if (rc == 0) {
            syn_output_free(out);
        }
    } else if (rc != -ENOMEM && !typescript) {
        rc = 0;
    }
    syn_unit_free(unit);
    return rc;
}
