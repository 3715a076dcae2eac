// SPDX-License-Identifier: MIT
//
// See allocations.h. The engine allocates cells from lists of free ones, in machine code; when a list is used up, or for what is large, in the heap or outside of it, it
// says how many bytes that were (outside_bytes.c). So a sample is of whoever took the last cell of a list: in the long run, of all who allocate in proportion to their
// bytes.
#include "engine/allocations.h"

#include "engine/layout.h"
#include "engine/runtime.h"

#include <errno.h>
#include <stdlib.h>

#define WEAK __attribute__((weak))
enum { DEPTH = 64, STACKS_MAX = 65536, SAMPLES_MAX = 1 << 22 };

typedef struct stack {
    char *text;
    uint64_t hash;
} stack;

typedef struct sample {
    uint32_t stack;
    double bytes;
} sample;

typedef struct js__allocations {
    js_runtime *runtime;
    size_t interval, pending;
    bool busy; // a stack is being written
    stack *stacks;
    sample *samples;
    size_t stack_count, stack_room, sample_count, sample_room;
} allocations;

_Thread_local allocations *js__allocations;

extern WEAK JSStringRef JSContextCreateBacktrace(JSContextRef, unsigned depth);

// How many keep the collector away: read from `or N(%rbx),%eax` of the function that allocates (x86-64, 2.50).
extern WEAK void allocate_slowly(void) __asm__("_ZN3JSC14LocalAllocator16allocateSlowCaseERNS_4HeapEmPNS_"
                                               "17GCDeferralContextENS_21AllocationFailureModeE");
static _Thread_local size_t deferral_offset;

static size_t find_deferral(void)
{
#ifdef __x86_64__
    static const uint8_t look[] = {0x0b, 0x83};
    const uint8_t *code = (const uint8_t *)(uintptr_t)allocate_slowly;
    const uint8_t *at = code == NULL ? NULL : memmem(code, 256, look, sizeof look);
    uint32_t offset = 0;
    if (at != NULL) {
        memcpy(&offset, at + sizeof look, sizeof offset);
    }
    return offset < 0x1000 && offset % sizeof offset == 0 ? offset : 0;
#else
    return 0;
#endif
}

static bool grow(void **items, size_t *room, size_t count, size_t most, size_t size)
{
    if (count < *room) {
        return true;
    }
    size_t more = *room == 0 ? 256 : *room * 2;
    void *moved = more > most ? NULL : realloc(*items, more * size);
    if (moved != NULL) {
        *items = moved;
        *room = more;
    }
    return moved != NULL;
}

// The number of a stack by its text, which is taken over.
static bool stack_number(allocations *a, char *text, uint32_t *out)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *at = text; *at != 0; at++) {
        hash = (hash ^ (uint8_t)*at) * UINT64_C(0x100000001b3);
    }
    for (size_t i = a->stack_count; i-- > 0;) {
        if (a->stacks[i].hash == hash && strcmp(a->stacks[i].text, text) == 0) {
            free(text);
            *out = (uint32_t)i;
            return true;
        }
    }
    if (!grow((void **)&a->stacks, &a->stack_room, a->stack_count, STACKS_MAX, sizeof(stack))) {
        free(text);
        return false;
    }
    *out = (uint32_t)a->stack_count;
    a->stacks[a->stack_count++] = (stack){text, hash};
    return true;
}

static char *stack_text(allocations *a)
{
    JSStringRef string = JSContextCreateBacktrace(a->runtime->ctx, DEPTH);
    js__characters characters = {0};
    char *text = NULL;
    if (string != NULL && js__characters_of_string(string, &characters)) {
        js_text view = {characters.latin1, characters.units, characters.len, NULL};
        size_t len = view.len == 0 ? 0 : js_text_utf8_length(&view);
        text = malloc(len + 1);
        if (text != NULL) {
            text[view.len == 0 ? 0 : js_text_to_utf8(&view, text, len)] = 0;
        }
    }
    if (string != NULL) {
        JSStringRelease(string);
    }
    return text;
}

void js__allocations_count(const void *heap, size_t bytes)
{
    allocations *a = js__allocations;
    a->pending += bytes;
    // What allocates with a lock held that the names of functions need, keeps the collector away.
    uint32_t deferred;
    memcpy(&deferred, (const char *)heap + deferral_offset, sizeof deferred);
    if (a->busy || a->pending < a->interval || deferred != 0) {
        return;
    }
    a->busy = true;
    sample s = {.bytes = (double)a->pending};
    char *text = stack_text(a);
    if (text != NULL && stack_number(a, text, &s.stack) &&
        grow((void **)&a->samples, &a->sample_room, a->sample_count, SAMPLES_MAX, sizeof(sample))) {
        a->samples[a->sample_count++] = s;
        a->pending = 0;
    }
    a->busy = false;
}

static void forget(void *data)
{
    allocations *a = data;
    for (size_t i = 0; i < a->stack_count; i++) {
        free(a->stacks[i].text);
    }
    free(a->stacks);
    free(a->samples);
    *a = (allocations){0};
    js__allocations = NULL;
}

static const js_data_key allocations_key = {sizeof(allocations), forget};

int js_allocations_start(js_runtime *rt, size_t interval)
{
    deferral_offset = find_deferral();
    if (JSContextCreateBacktrace == NULL || deferral_offset == 0) {
        return -ENOTSUP;
    }
    if (js__allocations != NULL) {
        return -EALREADY;
    }
    allocations *a = js_runtime_data(rt, &allocations_key);
    if (a == NULL) {
        return -ENOMEM;
    }
    a->runtime = rt;
    a->interval = interval;
    js__allocations = a;
    return 0;
}

js_value js_allocations_stop(js_runtime *rt, js_value *exception)
{
    allocations *a = js__allocations;
    js_context ctx = rt->ctx;
    js__allocations = NULL;
    if (a == NULL) {
        return JS_UNDEFINED;
    }
    js_object stacks = js_array_new(ctx, 0, NULL, exception), samples = js_array_new(ctx, 0, NULL, exception);
    for (size_t i = 0; i < a->stack_count; i++) {
        js_set_index(ctx, stacks, (unsigned)i,
                     js_string_utf8(ctx, a->stacks[i].text, strlen(a->stacks[i].text)));
    }
    for (size_t i = 0; i < a->sample_count; i++) {
        js_set_index(ctx, samples, (unsigned)(2 * i), js_number(a->samples[i].stack));
        js_set_index(ctx, samples, (unsigned)(2 * i + 1), js_number(a->samples[i].bytes));
    }
    forget(a);
    const js_value both[] = {stacks, samples};
    return js_array_new(ctx, 2, both, exception);
}
