// SPDX-License-Identifier: MIT
//
// See function_places.h. A function's executable refers to a source provider and has the first and last character in it, with line and column. Where these lie in its
// cell, and where a provider has its name, is found on a function made for that.
#include "engine/function_places.h"

#include "engine/heap_analyzer.h"
#include "engine/layout.h"

#include <errno.h>
#include <stdlib.h>

#define WEAK __attribute__((weak))

// JSC::SourceProvider::codeBlockHashConcurrently(int begin, int end, CodeSpecializationKind)
extern WEAK uint32_t text_hash(void *provider, int begin, int end, int kind) __asm__(
    "_ZN3JSC14SourceProvider25codeBlockHashConcurrentlyEiiNS_22CodeSpecializationKindE");

// JSC::ScriptExecutable::lastLine() const, from 1 on
extern WEAK int last_line(const void *executable) __asm__("_ZNK3JSC16ScriptExecutable8lastLineEv");

// JSC::SourceCode
typedef struct place {
    void *provider;
    int32_t begin, end, line, column;
} place;

enum {
    WORD = 8,
    FUNCTION_WORDS = 6,
    EXECUTABLE_WORDS = 20,
    PROVIDER_WORDS = 20,
    KIND_CALL = 0,
};

static const char probe_url[] = "protojs:probe";
static const char probe_text[] = "\n\n  (function probe(a, b) { return a })";
static const place probe_place = {.begin = 19, .end = 38, .line = 2, .column = 17};

static size_t place_offset, url_offset;
static _Thread_local uint64_t base; // of structures

static bool is_function_code(uintptr_t cell)
{
    return strcmp(js__class_name(js__class_of(cell, base)), "FunctionExecutable") == 0;
}

static bool find_url(const int ends[2], const void *provider)
{
    uint64_t words[PROVIDER_WORDS];
    url_offset = 0;
    if (!js__read_carefully(ends, provider, words, sizeof words)) {
        return false;
    }
    for (size_t i = 1; i < PROVIDER_WORDS; i++) {
        // The name comes after the place that the text came from, which is written alike.
        if (js__block_holds(ends, words[i], probe_url, sizeof probe_url - 1, false)) {
            url_offset = i * WORD;
        }
    }
    return url_offset != 0;
}

static bool find_place(const int ends[2], uintptr_t executable)
{
    uint64_t words[EXECUTABLE_WORDS];
    if (!js__read_carefully(ends, (const void *)executable, words, sizeof words)) {
        return false;
    }
    for (size_t i = 1; i + sizeof(place) / WORD <= EXECUTABLE_WORDS; i++) {
        place p;
        memcpy(&p, &words[i], sizeof p);
        if (p.begin == probe_place.begin && p.end == probe_place.end && p.line == probe_place.line &&
            p.column == probe_place.column) {
            place_offset = i * WORD;
            return find_url(ends, p.provider);
        }
    }
    return false;
}

static bool probe_places(const int ends[2], JSContextRef ctx)
{
    JSStringRef source = JSStringCreateWithUTF8CString(probe_text);
    JSStringRef url = JSStringCreateWithUTF8CString(probe_url);
    JSValueRef function = JSEvaluateScript(ctx, source, NULL, url, 1, NULL);
    JSStringRelease(source);
    JSStringRelease(url);
    uint64_t words[FUNCTION_WORDS];
    if (function == NULL || !js__read_carefully(ends, function, words, sizeof words)) {
        return false;
    }
    for (size_t i = 1; i < FUNCTION_WORDS; i++) {
        uint64_t head;
        if (words[i] != 0 && words[i] % WORD == 0 &&
            js__read_carefully(ends, (const void *)(uintptr_t)words[i], &head, sizeof head) &&
            find_place(ends, (uintptr_t)words[i])) {
            return true;
        }
    }
    return false;
}

typedef struct search {
    js_runtime *runtime;
    uintptr_t *cells;
    size_t count, room;
    bool failed;
} search;

static void on_node(void *data, uintptr_t cell, uint32_t id)
{
    search *s = data;
    (void)id;
    if (s->count == s->room) {
        size_t more = s->room == 0 ? 16384 : s->room * 2;
        uintptr_t *cells = realloc(s->cells, more * sizeof *cells);
        if (cells == NULL) {
            s->failed = true;
            return;
        }
        s->cells = cells;
        s->room = more;
    }
    s->cells[s->count++] = cell;
}

static void on_edge(void *data, uintptr_t from, uintptr_t to, js_heap_reference kind, uint64_t name)
{
    (void)data;
    (void)name;
    if (base == 0 && from != 0 && kind == JS_HEAP_INTERNAL && (uint32_t)to == js__structure_number(from)) {
        base = to - (uint32_t)to;
    }
}

static void tell(uintptr_t cell, js_function_place *take, void *data)
{
    place p;
    const void *block;
    js_text url;
    bool is_symbol;
    memcpy(&p, (const char *)cell + place_offset, sizeof p);
    if (p.provider == NULL || p.begin < 0 || p.end < p.begin) {
        return;
    }
    memcpy(&block, (const char *)p.provider + url_offset, sizeof block);
    if (js__block_text(block, &url, &is_symbol) && url.len > 0) {
        take(data, &url, text_hash(p.provider, p.begin, p.end, KIND_CALL), p.line, p.column,
             last_line((const void *)cell) - 1);
    }
}

int js_function_places(js_runtime *rt, js_function_place *take, void *data)
{
    static atomic_int state;
    search s = {.runtime = rt};
    js__heap_visitor visitor = {on_node, on_edge, &s, .without_ids = true};
    if (text_hash == NULL || last_line == NULL) {
        return -ENOTSUP;
    }
    js_lock(rt->ctx);
    base = 0;
    int rc = js__heap_visit(rt, &visitor);
    rc = rc == 0 && s.failed ? -ENOMEM : rc;
    if (rc == 0 && (base == 0 || !js__classes_are_known(rt, base) ||
                    !(atomic_load(&state) == 1 || js__probe(&state, probe_places)))) {
        rc = -ENOTSUP;
    }
    for (size_t i = 0; i < s.count && rc == 0; i++) {
        if (is_function_code(s.cells[i])) {
            tell(s.cells[i], take, data);
        }
    }
    js_unlock(rt->ctx);
    free(s.cells);
    return rc;
}
