// SPDX-License-Identifier: MIT
//
// Strings that C writes. The interface copies a text twice on its way into a string, and the engine's own ways count each string of some length for the
// collector with a look at the clock (100 ns). Here the engine's library makes the block of characters, which C fills, and the cell of a fresh string
// gets it in place of what it held: a rope that JavaScript passed (what the engine itself does when a rope is put together), or a string of the
// interface. The collector looks for blocks of ropes only in pages of cells of which the engine has said that there are some: the first rope of each page
// is put together by the engine. What the blocks take is told to the collector in larger steps, as a buffer of that size.
// Invariant: nothing is changed before a probe has found that the library has these functions, that blocks are as known, and that the engine
// reads what was put there. Where not, the interface serves. Thread: the runtime's. The probe runs once a process.
#include "engine/layout.h"

#include <dlfcn.h>

// std::span and a reference that is returned: in memory, since C++ gives no such class back in registers.
typedef struct span {
    void *data;
    size_t len;
} span;
typedef struct made {
    void *block;
    uint64_t unused[3];
} made;
typedef made (*block_maker)(size_t len, span *characters);

static block_maker make_narrow, make_wide;
static void (*destroy)(void *block);
static void (*resolve)(const void *rope);
static atomic_int state; // 0 not probed, 1 known, -1 unknown

enum {
    BLOCK_HEAD = 24,
    REPORT_STEP = 128 * 1024,
    CELLS_PAGE = 4096, // at most what the engine keeps one mark for
    LEN_MAX = 1 << 28, // beyond, the engine's own way, which can refuse
    STRING_BLOCK = 8,  // of the interface's string
    OWNED_NARROW = 5,  // flags: 8 bits a character, characters elsewhere
    OWNED_WIDE = 1,
    IMMORTAL = 1,
};

// A block on loan: what the interface copies from.
typedef struct loan {
    uint32_t references, len;
    const void *characters;
    uint32_t flags, unused;
} loan;

static bool probe_rooms(const int ends[2], JSContextRef ctx);

static inline bool rooms_are_known(void)
{
    int now = atomic_load_explicit(&state, memory_order_relaxed);
    return now == 1 || (now == 0 && js__probe(&state, probe_rooms));
}

// Tells the collector of memory that only strings keep. May collect.
static void account(js_runtime *rt, size_t bytes)
{
    static char nothing;
    rt->strings_untold += bytes;
    if (rt->strings_untold >= REPORT_STEP) {
        size_t told = rt->strings_untold;
        rt->strings_untold = 0;
        JSObjectMakeArrayBufferWithBytesNoCopy(rt->ctx, &nothing, told, NULL, NULL, NULL);
    }
}

static uint64_t block_new(size_t len, bool wide, void **room)
{
    span characters = {NULL, 0};
    made one = wide ? make_wide(len, &characters) : make_narrow(len, &characters);
    *room = characters.data;
    return (uint64_t)(uintptr_t)one.block;
}

static void after_collection(JSContextGroupRef group __attribute__((unused)), void *data)
{
    ((js_runtime *)data)->rope_page = 0;
}

// Lets the engine put the rope together where the page's mark is not known to be set; gives the block it made then.
static void *mark_page(js_runtime *rt, js_value rope, const uint64_t *place)
{
    uintptr_t page = (uintptr_t)rope & ~(uintptr_t)(CELLS_PAGE - 1);
    if (page == rt->rope_page) {
        return NULL;
    }
    if (!rt->watches_ropes) {
        rt->watches_ropes = true;
        JSContextGroupAddHeapFinalizer(rt->group, after_collection, rt);
    }
    rt->rope_page = page;
    resolve(rope);
    return (void *)(uintptr_t)*place;
}

static void *room_in_rope(js_value v, size_t len, bool wide)
{
    js_runtime *rt = js_runtime_current();
    bool rope;
    uint64_t *place;
    void *room;
    if (len == 0 || len > LEN_MAX || !rooms_are_known() || (place = js__string_place(v, &rope)) == NULL ||
        !rope) {
        return NULL;
    }
    account(rt, (wide ? 2 * len : len) + BLOCK_HEAD);
    void *old = mark_page(rt, v, place);
    uint64_t block = block_new(len, wide, &room);
    // Collector threads may look at the cell: they see a rope, or a whole block.
    __atomic_store_n(place, block, __ATOMIC_RELEASE);
    if (old != NULL) {
        destroy(old);
    }
    return room;
}

void *js_string_room(js_value v, size_t len)
{
    return room_in_rope(v, len, false);
}

uint16_t *js_string_room_wide(js_value v, size_t len)
{
    return room_in_rope(v, len, true);
}

// The interface's string of which small values are made, and that lends what is to be copied.
static JSStringRef pattern_of(js_runtime *rt)
{
    if (rt->pattern == NULL) {
        rt->pattern = JSStringCreateWithUTF8CString("??");
    }
    return rt->pattern;
}

js_value js__string_with_room(js_context ctx, size_t len, bool wide, void **room)
{
    js_runtime *rt = js_runtime_current();
    bool rope;
    if (len == 0 || len > LEN_MAX || !rooms_are_known()) {
        return NULL;
    }
    account(rt, (wide ? 2 * len : len) + BLOCK_HEAD);
    JSValueRef v = JSValueMakeString(ctx, pattern_of(rt));
    uint64_t *place = js__string_place(v, &rope);
    if (place == NULL || rope) {
        return NULL;
    }
    void *old = (void *)(uintptr_t)*place;
    __atomic_store_n(place, block_new(len, wide, room), __ATOMIC_RELEASE);
    destroy(old);
    return v;
}

js_value js_string_with_room(js_context ctx, size_t len, uint8_t **room)
{
    void *place = NULL;
    js_value v = js__string_with_room(ctx, len, false, &place);
    *room = place;
    return v;
}

js_value js__string_copied(js_context ctx, const void *characters, size_t len, bool wide)
{
    static _Thread_local loan lent;
    js_runtime *rt = js_runtime_current();
    if (len == 0 || len > LEN_MAX || !rooms_are_known()) {
        return NULL;
    }
    JSStringRef lender = pattern_of(rt);
    lent = (loan){IMMORTAL, (uint32_t)len, characters, wide ? OWNED_WIDE : OWNED_NARROW, 0};
    uint64_t *place = (uint64_t *)((uintptr_t)lender + STRING_BLOCK);
    uint64_t own = *place;
    *place = (uint64_t)(uintptr_t)&lent;
    JSValueRef v = JSValueMakeString(ctx, lender);
    *place = own;
    return v;
}

// ---- the probe ------------------------------------------------------------------------------------------------------

static bool find_functions(void)
{
    void *narrow =
        dlsym(RTLD_DEFAULT, "_ZN3WTF10StringImpl19createUninitializedEmRSt4spanIhLm18446744073709551615EE");
    void *wide =
        dlsym(RTLD_DEFAULT, "_ZN3WTF10StringImpl19createUninitializedEmRSt4spanIDsLm18446744073709551615EE");
    void *end = dlsym(RTLD_DEFAULT, "_ZN3WTF10StringImpl7destroyEPS0_");
    void *together = dlsym(RTLD_DEFAULT, "_ZNK3JSC12JSRopeString20resolveRopeWithoutGCEv");
    memcpy(&make_narrow, &narrow, sizeof narrow);
    memcpy(&make_wide, &wide, sizeof wide);
    memcpy(&destroy, &end, sizeof end);
    memcpy(&resolve, &together, sizeof together);
    return narrow != NULL && wide != NULL && end != NULL && together != NULL;
}

static bool reads_as(JSContextRef ctx, JSValueRef v, const uint16_t *want, size_t len)
{
    JSStringRef text = JSValueToStringCopy(ctx, v, NULL);
    bool same = text != NULL && JSStringGetLength(text) == len &&
                memcmp(JSStringGetCharactersPtr(text), want, len * sizeof *want) == 0;
    JSStringRelease(text);
    return same;
}

static const uint16_t sample[] = {'w', 'i', 'd', 'e', 0x20ac, 'z', 'z'};
static const uint16_t narrow_sample[] = {'n', 'a', 'r', 'r', 'o', 'w', 0xe9};
enum { SAMPLE = 7 };

// A block made by the library, filled, and put where `place` says.
static bool block_serves(const int ends[2], JSContextRef ctx, JSValueRef v, uint64_t *place, bool wide)
{
    uint8_t narrow[SAMPLE];
    void *room = NULL;
    for (size_t i = 0; i < SAMPLE; i++) {
        narrow[i] = (uint8_t)narrow_sample[i];
    }
    const void *text = wide ? (const void *)sample : narrow;
    uint64_t block = block_new(SAMPLE, wide, &room);
    if (room == NULL) {
        return false;
    }
    memcpy(room, text, wide ? sizeof sample : sizeof narrow);
    if (!js__block_holds(ends, block, text, SAMPLE, wide)) {
        return false;
    }
    *place = block;
    return reads_as(ctx, v, wide ? sample : narrow_sample, SAMPLE);
}

static JSValueRef rope(JSContextRef ctx)
{
    // Made of what the engine cannot know when it compiles this.
    JSStringRef source = JSStringCreateWithUTF8CString("'some text, some more' + this.undefined");
    JSValueRef v = JSEvaluateScript(ctx, source, NULL, NULL, 1, NULL);
    JSStringRelease(source);
    return v;
}

static bool probe_ropes(const int ends[2], JSContextRef ctx)
{
    static const char text[] = "some text, some moreundefined";
    for (int wide = 0; wide < 2; wide++) {
        bool is_rope = false;
        JSValueRef v = rope(ctx);
        uint64_t *place = js__string_place(v, &is_rope);
        if (place == NULL || !is_rope) {
            return false;
        }
        resolve(v);
        void *old = (void *)(uintptr_t)*place;
        if (!js__block_holds(ends, *place, text, sizeof text - 1, false) ||
            !block_serves(ends, ctx, v, place, wide != 0)) {
            return false;
        }
        destroy(old);
    }
    return true;
}

static bool probe_small(const int ends[2], JSContextRef ctx)
{
    bool is_rope = true;
    JSValueRef v = JSValueMakeString(ctx, pattern_of(js_runtime_current()));
    uint64_t *place = js__string_place(v, &is_rope);
    if (place == NULL || is_rope || !js__block_holds(ends, *place, "??", 2, false)) {
        return false;
    }
    void *old = (void *)(uintptr_t)*place;
    if (!block_serves(ends, ctx, v, place, true)) {
        return false;
    }
    destroy(old);
    return true;
}

static bool probe_loan(const int ends[2], JSContextRef ctx)
{
    static loan lent; // what did not copy it may hold on to it
    lent = (loan){IMMORTAL, SAMPLE, sample, OWNED_WIDE, 0};
    JSStringRef lender = pattern_of(js_runtime_current());
    uint64_t *place = (uint64_t *)((uintptr_t)lender + STRING_BLOCK);
    uint64_t own = *place;
    if (!js__block_holds(ends, own, "??", 2, false)) {
        return false;
    }
    *place = (uint64_t)(uintptr_t)&lent;
    JSValueRef v = JSValueMakeString(ctx, lender);
    *place = own;
    bool is_rope = true;
    uint64_t *got = js__string_place(v, &is_rope);
    return got != NULL && !is_rope && *got != (uint64_t)(uintptr_t)&lent && lent.references == IMMORTAL &&
           js__block_holds(ends, *got, sample, SAMPLE, true) && reads_as(ctx, v, sample, SAMPLE);
}

static bool probe_rooms(const int ends[2], JSContextRef ctx)
{
    return find_functions() && probe_ropes(ends, ctx) && probe_small(ends, ctx) && probe_loan(ends, ctx);
}
