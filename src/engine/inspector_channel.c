// SPDX-License-Identifier: MIT
//
// See inspector_channel.h. A global object of the engine has a `JSGlobalObjectDebuggable`, through which WebKit's remote inspector talks to it by three
// virtual functions: connect(channel, automatic, pause), disconnect(channel), dispatchMessageFromRemote(text). A channel is an object with four: two
// destructors, the kind of the connection, and sendMessageToFrontend(text). While JavaScript is paused the engine turns its run loop of the process,
// WTF::RunLoop::cycle(), without a pause between two turns; its calls come here, since the executable's symbols come first, and a thread whose JavaScript is paused by
// our channel waits here for messages.
//
// Invariant: nothing is called before the machine code was found to be the known one (x86-64, 2.48 to 2.50): where an exported function finds the debuggable in the
// global object, and that the three functions look at the global object in the debuggable and take the VM's lock.
#include "engine/inspector_channel.h"

#include "engine/layout.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define WEAK __attribute__((weak))
#define CYCLE_FUNCTION "_ZN3WTF7RunLoop5cycleEj"
#define ATTACH_FUNCTION "_ZN3JSC8Debugger6attachEPNS_14JSGlobalObjectE"

// JSC::JSGlobalObject::setInspectable(bool)
extern WEAK void engine_set_inspectable(void) __asm__("_ZN3JSC14JSGlobalObject14setInspectableEb");

// JSC::Debugger::detach(JSGlobalObject*, ReasonForDetach); isAttached(JSGlobalObject*)
extern WEAK void engine_detach(void *debugger, JSContextRef global, int reason) __asm__(
    "_ZN3JSC8Debugger6detachEPNS_14JSGlobalObjectENS0_15ReasonForDetachE");
extern WEAK bool engine_is_attached(void *debugger, JSContextRef global) __asm__(
    "_ZN3JSC8Debugger10isAttachedEPNS_14JSGlobalObjectE");

enum {
    DETACH_SESSION_ENDS = 0,
    SLOT_CONNECT = 2,
    SLOT_DISCONNECT = 3,
    SLOT_DISPATCH = 6,
    DEBUGGABLE_GLOBAL = 0x20, // in a debuggable: the global object
    LOCK_CALL_WITHIN = 0x40,  // bytes of a function
    STRING_BLOCK = 8,
    ONE_REFERENCE = 2,
    CONNECTION_LOCAL = 1,
};

typedef struct channel {
    void *const *
        table; // what the engine sees: an object with virtual functions, and room for fields that later engines may have
    void *reserved[7];
    js_inspector_events events;
    js_runtime *runtime;
    void *debugger; // the engine's, once it was attached to the main context
    bool open;
    unsigned paused; // turns that wait below each other
} channel;

static const js_data_key channel_key = {sizeof(channel), NULL};
static _Thread_local channel *current; // of this thread's runtime

typedef struct engine_string {
    void *unused;
    void *block;
} engine_string;

static void on_destroy(channel *c)
{
    (void)c;
}

static int on_kind(const channel *c)
{
    (void)c;
    return CONNECTION_LOCAL;
}

// `text` is a WTF::String: a pointer to a block of characters.
static void on_message(channel *c, void *const *text)
{
    js__characters characters;
    engine_string string = {NULL, *text};
    if (string.block != NULL && js__characters_of_string((JSStringRef)(void *)&string, &characters)) {
        c->events.message(c->events.data, characters.latin1, characters.units, characters.len);
    }
}

static void *channel_table[4];

#ifdef __x86_64__

// `mov N(%rdi),%rdi; jmp`: where the debuggable is in the global object. 0: not as known.
static size_t debuggable_offset(void)
{
    static const uint8_t load[] = {0x48, 0x8b, 0xbf};
    const uint8_t *code;
    uint32_t offset = 0;
    memcpy(&code, &(void (*)(void)){engine_set_inspectable}, sizeof code);
    if (code != NULL && memcmp(code, load, sizeof load) == 0 && code[7] == 0xe9) {
        memcpy(&offset, code + sizeof load, sizeof offset);
    }
    return offset < 0x4000 ? offset : 0;
}

// `mov 0x20(%rdi),%rax; test %rax,%rax; je`: begins by looking whether the global object still lives.
static bool looks_at_global(const uint8_t *code)
{
    static const uint8_t want[] = {0x48, 0x8b, 0x47, DEBUGGABLE_GLOBAL, 0x48, 0x85, 0xc0, 0x74};
    return memmem(code, LOCK_CALL_WITHIN, want, sizeof want) != NULL;
}

#else

static size_t debuggable_offset(void)
{
    return 0;
}

static bool looks_at_global(const uint8_t *code)
{
    (void)code;
    return false;
}

#endif

// The debuggable of a runtime's main context; NULL where the engine is not the known one.
static void **debuggable_of(js_runtime *rt)
{
    static const int slots[] = {SLOT_CONNECT, SLOT_DISCONNECT, SLOT_DISPATCH};
    size_t offset = debuggable_offset();
    if (offset == 0 || dlsym(RTLD_NEXT, CYCLE_FUNCTION) == NULL) {
        return NULL;
    }
    void **debuggable, **table, *global, *code;
    memcpy(&debuggable, (const char *)rt->ctx + offset, sizeof debuggable);
    if (debuggable == NULL) {
        return NULL;
    }
    memcpy(&global, (const char *)debuggable + DEBUGGABLE_GLOBAL, sizeof global);
    if (global != (void *)rt->ctx) {
        return NULL;
    }
    table = debuggable[0];
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        code = table[slots[i]];
        if (!looks_at_global(code)) {
            return NULL;
        }
    }
    return debuggable;
}

static void connect_channel(void **debuggable, channel *c, bool connects)
{
    if (connects) {
        void (*connect)(void *, channel *, bool, bool);
        memcpy(&connect, (char *)debuggable[0] + SLOT_CONNECT * sizeof(void *), sizeof connect);
        connect(debuggable, c, false, false);
    } else {
        void (*disconnect)(void *, channel *);
        memcpy(&disconnect, (char *)debuggable[0] + SLOT_DISCONNECT * sizeof(void *), sizeof disconnect);
        disconnect(debuggable, c);
    }
}

int js_inspector_open(js_runtime *rt, const js_inspector_events *events)
{
    channel *c = js_runtime_data(rt, &channel_key);
    void **debuggable = debuggable_of(rt);
    if (c == NULL) {
        return -ENOMEM;
    }
    if (debuggable == NULL) {
        return -ENOTSUP;
    }
    if (c->open) {
        return -EALREADY;
    }
    void *functions[4];
    memcpy(&functions[0], &(void (*)(channel *)){on_destroy}, sizeof functions[0]);
    memcpy(&functions[1], &(void (*)(channel *)){on_destroy}, sizeof functions[1]);
    memcpy(&functions[2], &(int (*)(const channel *)){on_kind}, sizeof functions[2]);
    memcpy(&functions[3], &(void (*)(channel *, void *const *)){on_message}, sizeof functions[3]);
    memcpy(channel_table, functions, sizeof functions); // the same each time
    c->table = channel_table;
    c->events = *events;
    c->runtime = rt;
    c->open = true;
    current = c;
    connect_channel(debuggable, c, true);
    return 0;
}

int js_inspector_send(js_runtime *rt, js_value text)
{
    channel *c = js_runtime_data(rt, &channel_key);
    void **debuggable = debuggable_of(rt);
    if (c == NULL || !c->open || debuggable == NULL) {
        return -ENOTCONN;
    }
    if (!js_is_string(rt->ctx, text)) {
        return -EINVAL;
    }
    JSStringRef string = JSValueToStringCopy(rt->ctx, text, NULL);
    if (string == NULL) {
        return -ENOMEM;
    }
    js__characters characters;
    int rc = -ENOTSUP;
    if (js__characters_of_string(string, &characters)) {
        void (*dispatch)(void *, void **);
        void *block;
        memcpy(&block, (const char *)string + STRING_BLOCK, sizeof block);
        __atomic_fetch_add((uint32_t *)block, ONE_REFERENCE,
                           __ATOMIC_SEQ_CST); // the engine may take it out of `block`
        memcpy(&dispatch, (char *)debuggable[0] + SLOT_DISPATCH * sizeof(void *), sizeof dispatch);
        dispatch(debuggable, &block);
        if (block != NULL) {
            __atomic_fetch_sub((uint32_t *)block, ONE_REFERENCE, __ATOMIC_SEQ_CST);
        }
        rc = 0;
    }
    JSStringRelease(string);
    return rc;
}

void js_inspector_close(js_runtime *rt)
{
    channel *c = js_runtime_data(rt, &channel_key);
    void **debuggable = c != NULL && c->open ? debuggable_of(rt) : NULL;
    if (debuggable != NULL) {
        c->open = false;
        c->debugger = NULL;
        connect_channel(debuggable, c, false);
    }
}

// ---- other contexts -------------------------------------------------------------------------------------------------------

typedef void (*attach_function)(void *debugger, JSContextRef global);

static attach_function real_attach(void)
{
    static _Atomic(attach_function) known;
    attach_function attach = atomic_load_explicit(&known, memory_order_relaxed);
    if (attach == NULL) {
        void *symbol = dlsym(RTLD_NEXT, ATTACH_FUNCTION);
        memcpy(&attach, &symbol, sizeof attach);
        atomic_store_explicit(&known, attach, memory_order_relaxed);
    }
    return attach;
}

void js__attach(void *debugger, JSContextRef global) __asm__(ATTACH_FUNCTION);

// The engine attaches its debugger to the main context: from here on it is known.
__attribute__((visibility("default"))) void js__attach(void *debugger, JSContextRef global)
{
    channel *c = current;
    attach_function attach = real_attach();
    if (c != NULL && c->open && js_runtime_current() == c->runtime &&
        global == (JSContextRef)c->runtime->ctx) {
        c->debugger = debugger;
    }
    if (attach != NULL) {
        attach(debugger, global);
    }
}

int js_inspector_debug_context(js_runtime *rt, js_object global, bool on)
{
    channel *c = js_runtime_data(rt, &channel_key);
    attach_function attach = real_attach();
    JSContextRef context = JSObjectGetGlobalContext(global);
    if (c == NULL || !c->open || c->debugger == NULL || attach == NULL || engine_detach == NULL ||
        engine_is_attached == NULL || context == NULL) {
        return -ENOTCONN;
    }
    JSLock(rt->ctx);
    bool is_attached = engine_is_attached(c->debugger, context);
    if (on && !is_attached) {
        attach(c->debugger, context);
    } else if (!on && is_attached) {
        engine_detach(c->debugger, context, DETACH_SESSION_ENDS);
    }
    JSUnlock(rt->ctx);
    return 0;
}

int js__cycle(unsigned mode) __asm__(CYCLE_FUNCTION);

// What the engine calls while it waits for anything; from the debugger's pause without the lock.
__attribute__((visibility("default"))) int js__cycle(unsigned mode)
{
    static int (*known)(unsigned);
    channel *c = current;
    if (c != NULL && c->open && js_runtime_current() == c->runtime) {
        c->paused++;
        c->events.paused(c->events.data);
        c->paused--;
        return 0;
    }
    int (*cycle)(unsigned) = known;
    if (cycle == NULL) {
        void *symbol = dlsym(RTLD_NEXT, CYCLE_FUNCTION);
        memcpy(&cycle, &symbol, sizeof cycle);
        known = cycle;
    }
    return cycle == NULL ? 1 : cycle(mode);
}
