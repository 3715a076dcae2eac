// SPDX-License-Identifier: MIT
//
// Ending a runtime's JavaScript from another thread at once, wherever it is: in machine code, in the interpreter, or deep in the engine's own C++.
//
// The engine has a word of traps per VM which all of its code looks at: loops, calls, and its own functions as they return. WebKit ends the
// workers of pages by the trap `termination`. The C interface has no function for that; an exported one sets the trap
// on its way, if it is told that nobody had deferred it. Invariant: nothing is touched before the machine code of three exported functions has been
// found to use the places below as known (x86-64, 2.48 to 2.50), and before a trap set on a VM of its own thread was seen to come and go. Where that
// fails, termination goes by the watchdog (interrupt_request.c), which is later wherever JavaScript spends its time in the engine's C++.
//
// Who sets it: another thread at most once, and only while nobody has; from then on only the runtime's thread. (The engine aborts where a request
// meets a trap that is just being handled and an earlier request.)
#include "engine/runtime.h"

#include <errno.h>
#include <string.h>

extern bool engine_look_at_traps(JSContextGroupRef) __asm__("_ZN3JSC2VM31hasExceptionsAfterHandlingTrapsEv")
    __attribute__((weak));
extern void engine_defer(void *traps,
                         int action) __asm__("_ZN3JSC7VMTraps20deferTerminationSlowENS0_11DeferActionE")
    __attribute__((weak));
extern void engine_undo_defer(void *traps, int action) __asm__(
    "_ZN3JSC7VMTraps24undoDeferTerminationSlowENS0_11DeferActionE") __attribute__((weak));
extern void engine_cancel_stop(void *traps) __asm__("_ZN3JSC7VMTraps24cancelThreadStopIfNeededEv")
    __attribute__((weak));
extern void *engine_termination_exception(JSContextGroupRef) __asm__(
    "_ZN3JSC2VM26ensureTerminationExceptionEv") __attribute__((weak));

enum {
    TRAP_TERMINATION = 2,
    TRAPS_DEFERRED = 4, // how many scopes defer a termination
    STOP_REQUESTED = 11,
    DEFERRED_FOR_A_WHILE = 0, // what engine_undo_defer is told: set the trap
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static size_t traps_offset; // in a VM; 0: the engine is not known
static size_t flag_offset;  // from the traps on: whether somebody wants the VM to end

static _Atomic uint32_t *word_of(void *traps)
{
    return traps;
}

#ifdef __x86_64__

static bool starts_with(const uint8_t *code, const void *want, size_t len)
{
    return memcmp(code, want, len) == 0;
}

static const uint8_t *find(const uint8_t *code, size_t len, const void *want, size_t want_len)
{
    return memmem(code, len, want, want_len);
}

// Reads where the traps are out of `mov N(%rdi),%eax; test $7,%al`, and how termination is deferred out of what that calls.
static bool read_look(const uint8_t *code)
{
    static const uint8_t load[] = {0x53, 0x48, 0x89, 0xfb, 0x8b, 0x47}, test[] = {0xa8, 0x07};
    static const uint8_t call[] = {0xbe, 0x07, 0x00, 0x00, 0x00, 0xe8};
    static const uint8_t deferred[] = {0x83, 0x7f, TRAPS_DEFERRED, 0x00};
    if (!starts_with(code, load, sizeof load) || !starts_with(code + sizeof load + 1, test, sizeof test)) {
        return false;
    }
    traps_offset = code[sizeof load];
    const uint8_t *at = find(code + sizeof load, 48, call, sizeof call);
    int32_t distance;
    if (at == NULL) {
        return false;
    }
    memcpy(&distance, at + sizeof call, sizeof distance);
    return find(at + sizeof call + sizeof distance + distance, 64, deferred, sizeof deferred) != NULL;
}

// `cmpb $0,N(%rdi)`: somebody wants the VM to end.
static bool read_defer(const uint8_t *code)
{
    static const uint8_t compare[] = {0x80, 0xbf};
    const uint8_t *at = find(code, 40, compare, sizeof compare);
    uint32_t offset = 0;
    if (at != NULL && at[sizeof compare + 4] == 0) {
        memcpy(&offset, at + sizeof compare, sizeof offset);
    }
    flag_offset = offset;
    return offset > 0x100 && offset < 0x100000;
}

// `lock or $2,(%rdi); mov $2,%esi; jmp request`, reached with action 0 and no exception put aside (`cmpb $0,10(%rdi)`).
static bool read_undo(const uint8_t *code)
{
    static const uint8_t set[] = {0xf0, 0x83, 0x0f, TRAP_TERMINATION, 0xbe, TRAP_TERMINATION, 0, 0, 0, 0xe9};
    static const uint8_t head[] = {0x83, 0xfe, 0x01, 0x74}, aside[] = {0x80, 0x7f, 0x0a, 0x00};
    return starts_with(code, head, sizeof head) && find(code, 24, aside, sizeof aside) != NULL &&
           find(code, 96, set, sizeof set) != NULL;
}

static bool engine_is_known(void)
{
    const void *code[3];
    memcpy(&code[0], &(bool (*)(JSContextGroupRef)){engine_look_at_traps}, sizeof code[0]);
    memcpy(&code[1], &(void (*)(void *, int)){engine_defer}, sizeof code[1]);
    memcpy(&code[2], &(void (*)(void *, int)){engine_undo_defer}, sizeof code[2]);
    return code[0] != NULL && code[1] != NULL && code[2] != NULL && engine_cancel_stop != NULL &&
           engine_termination_exception != NULL && read_look(code[0]) && read_defer(code[1]) &&
           read_undo(code[2]);
}

#else

static bool engine_is_known(void)
{
    return false;
}

#endif

static void look_at_engine(void)
{
    if (!engine_is_known()) {
        traps_offset = 0;
    }
}

static void clear(void *traps)
{
    atomic_fetch_and(word_of(traps), ~(uint32_t)TRAP_TERMINATION);
    engine_cancel_stop(traps);
    *((volatile uint8_t *)traps + flag_offset) = 0;
}

static void fire(void *traps)
{
    *((volatile uint8_t *)traps + flag_offset) = 1;
    engine_undo_defer(traps, DEFERRED_FOR_A_WHILE);
}

// A trap that comes and goes, on a VM in which nothing runs.
static bool traps_work(void *traps)
{
    volatile uint8_t *bytes = traps;
    if (atomic_load(word_of(traps)) != 0 || bytes[TRAPS_DEFERRED] != 0 || bytes[STOP_REQUESTED] != 0 ||
        bytes[flag_offset] != 0) {
        return false;
    }
    engine_undo_defer(traps, DEFERRED_FOR_A_WHILE);
    bool came = atomic_load(word_of(traps)) == TRAP_TERMINATION && bytes[STOP_REQUESTED] == 1;
    clear(traps);
    return came && atomic_load(word_of(traps)) == 0 && bytes[STOP_REQUESTED] == 0;
}

void js__traps_init(js_runtime *rt)
{
    pthread_once(&once, look_at_engine);
    if (traps_offset == 0) {
        return;
    }
    void *traps = (char *)(uintptr_t)rt->group + traps_offset;
    JSLock(rt->ctx);
    engine_termination_exception(rt->group);
    rt->traps = traps_work(traps) ? traps : NULL;
    JSUnlock(rt->ctx);
}

bool js__traps_wait(js_runtime *rt)
{
    return rt->traps != NULL && (atomic_load(word_of(rt->traps)) & TRAP_TERMINATION) != 0;
}

bool js__traps_fire(js_runtime *rt)
{
    if (rt->traps == NULL) {
        return false;
    }
    if (js_runtime_current() != rt) {
        int nobody = TRAPS_UNTOUCHED;
        if (atomic_compare_exchange_strong(&rt->traps_state, &nobody, TRAPS_BUSY)) {
            fire(rt->traps);
            atomic_store(&rt->traps_state, TRAPS_MINE);
        }
        return true;
    }
    int nobody = TRAPS_UNTOUCHED;
    atomic_compare_exchange_strong(&rt->traps_state, &nobody, TRAPS_MINE);
    // Where another thread is about to, its trap comes.
    if (nobody != TRAPS_BUSY && (atomic_load(word_of(rt->traps)) & TRAP_TERMINATION) == 0) {
        fire(rt->traps);
    }
    return true;
}

void js__traps_deinit(js_runtime *rt)
{
    if (rt->traps != NULL) {
        atomic_store(&rt->traps_state, TRAPS_MINE);
        clear(rt->traps);
    }
}

void js__traps_hold(js_runtime *rt)
{
    if (rt->traps != NULL) {
        ++*(volatile uint32_t *)((char *)rt->traps + TRAPS_DEFERRED);
    }
}

void js__traps_release(js_runtime *rt)
{
    if (rt->traps != NULL) {
        --*(volatile uint32_t *)((char *)rt->traps + TRAPS_DEFERRED);
    }
}
