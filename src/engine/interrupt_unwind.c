// SPDX-License-Identifier: MIT
//
// Ending a loop that looks at no trap. The engine's last compiler drops repeated checks: a loop inside of a function that it compiled as a whole, and
// that only computes, never asks whether somebody wants it to end, and none of the engine's breakpoints lies in it.
//
// A signal finds the thread in there. The handler builds on the thread's stack what a call of a function of C from that place would look like, and lets the
// thread go on with the call: the function throws the engine's exception of termination, and the engine unwinds through the loop's frame as
// through every other. The loop never goes on, so that nobody misses its registers; those that its callers want are in its frame.
//
// Invariant: nothing is done before a call from JavaScript has shown where the engine's entry of such functions is and what frames look like;
// and only where the frame at hand shows a function of JavaScript and its code. A match of a regular expression is left as one that finds nothing. Elsewhere false.
// Offsets of 2.48 to 2.50 on x86-64, in words of a frame: 0 the caller's frame, 1 where it goes on, 2 the code, 3 the callee,
// 4 the count of arguments, and in its upper half which call of an optimised frame is under way, 5 `this`.
#include "engine/runtime.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#if defined(__x86_64__)

extern void engine_throw(JSContextGroupRef group, JSContextRef global, void *exception) __asm__(
    "_ZN3JSC2VM14throwExceptionEPNS_14JSGlobalObjectEPNS_9ExceptionE") __attribute__((weak));
extern void *engine_termination_exception(JSContextGroupRef) __asm__(
    "_ZN3JSC2VM26ensureTerminationExceptionEv") __attribute__((weak));

enum { ENTRY = 2, CELL_TYPE = 5 };
enum { FRAME_CALLER, FRAME_RETURN, FRAME_CODE, FRAME_CALLEE, FRAME_COUNT, FRAME_THIS, FRAME_WORDS };
// The call lies below what the kernel and handlers of signals keep on the stack until this one returns.
enum { PROLOGUE_WITHIN = 192, BELOW_HANDLERS = 48 << 10, ROOM = 64 << 10, ARGUMENTS_MAX = 1 << 20 };

// How a frame of WebAssembly names its callee.
#define NATIVE_CALLEE UINT64_C(3)
#define NATIVE_CALLEE_MASK UINT64_C(0xfffe000000000007)

// What a call showed.
static _Thread_local struct {
    uintptr_t entry; // where JavaScript enters functions of the interface; 0: not known
    uintptr_t stack_end;
    uint8_t code_type, function_type;
} seen;

static uint8_t cell_type(uint64_t cell)
{
    return ((const uint8_t *)(uintptr_t)cell)[CELL_TYPE];
}

enum { PROLOGUE_LEN = 4 };
static const uint8_t prologue[PROLOGUE_LEN] = {0x55, 0x48, 0x89, 0xe5}; // push rbp; mov rbp, rsp

// The last prologue before the place to which the callback returns.
static uintptr_t prologue_before(uintptr_t place)
{
    for (uintptr_t at = place - PROLOGUE_LEN; at > place - PROLOGUE_WITHIN; at--) {
        if (memcmp((const void *)at, prologue, PROLOGUE_LEN) == 0) {
            return at;
        }
    }
    return 0;
}

static __attribute__((noinline)) uint64_t observe(JSContextRef ctx __attribute__((unused)),
                                                  const uint64_t *frame)
{
    const uint64_t *caller = (const uint64_t *)(uintptr_t)frame[FRAME_CALLER];
    seen.code_type = cell_type(caller[FRAME_CODE]);
    seen.function_type = cell_type(caller[FRAME_CALLEE]);
    // JavaScript's code entered by a jump: where it goes on is in the frame, and what it entered is the engine's machine code.
    uintptr_t place = (uintptr_t)__builtin_return_address(0);
    seen.entry = js__is_machine_code(place) ? prologue_before(place) : 0;
    return JS_BITS(JS_UNDEFINED);
}

static uint64_t end_here(JSContextRef ctx, const uint64_t *frame __attribute__((unused)))
{
    JSContextGroupRef group = JSContextGetGroup(ctx);
    engine_throw(group, ctx, engine_termination_exception(group));
    return JS_BITS(JS_UNDEFINED);
}

static uintptr_t end_of_stack(void)
{
    pthread_attr_t attributes;
    void *end = NULL;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) {
        return UINTPTR_MAX - ROOM;
    }
    if (pthread_attr_getstack(&attributes, &end, &size) != 0) {
        end = (void *)(UINTPTR_MAX - ROOM);
    }
    pthread_attr_destroy(&attributes);
    return (uintptr_t)end;
}

static void set_entry(JSObjectRef function, uint64_t (*entry)(JSContextRef ctx, const uint64_t *frame))
{
    memcpy((char *)function + ENTRY * sizeof(uint64_t), &entry, sizeof entry);
}

static JSValueRef never_called(JSContextRef ctx __attribute__((unused)),
                               JSObjectRef callee __attribute__((unused)),
                               JSObjectRef self __attribute__((unused)), size_t argc __attribute__((unused)),
                               const JSValueRef argv[] __attribute__((unused)),
                               JSValueRef *exception __attribute__((unused)))
{
    return JS_UNDEFINED;
}

void js__unwind_init(js_runtime *rt)
{
    static const char source[] = "(function(f) { f(); return 4711; })";
    if (rt->traps == NULL || engine_throw == NULL || !js__calls_are_known()) {
        return;
    }
    JSLock(rt->ctx);
    JSObjectRef function = JSObjectMakeFunctionWithCallback(rt->ctx, NULL, never_called);
    JSStringRef text = JSStringCreateWithUTF8CString(source);
    JSValueRef argument = function, result = NULL;
    JSObjectRef caller = js_object_of(rt->ctx, JSEvaluateScript(rt->ctx, text, NULL, NULL, 1, NULL));
    JSStringRelease(text);
    if (caller != NULL && cell_type(JS_BITS(caller)) != 0) {
        memset(&seen, 0, sizeof seen);
        set_entry(function, observe);
        result = JSObjectCallAsFunction(rt->ctx, caller, NULL, 1, &argument, NULL);
        set_entry(function, end_here);
    }
    if (result != NULL && js_number_or(result, 0) == 4711 && seen.entry != 0 &&
        seen.function_type == cell_type(JS_BITS(caller)) && seen.code_type != seen.function_type &&
        js_root_new(rt->ctx, function) != 0) {
        seen.stack_end = end_of_stack();
        rt->unwinder = function;
    }
    JSUnlock(rt->ctx);
}

// Reads memory of this process that may not be there.
static bool read_word(uint64_t address, uint64_t *out)
{
    struct iovec to = {out, sizeof *out}, from = {(void *)(uintptr_t)address, sizeof *out};
    return process_vm_readv(getpid(), &to, 1, &from, 1, 0) == (ssize_t)sizeof *out;
}

static bool is_cell_of_type(uint64_t cell, uint8_t type)
{
    uint64_t head;
    return js_is_cell((JSValueRef)(uintptr_t)cell) && cell % 8 == 0 && read_word(cell, &head) &&
           (uint8_t)(head >> (CELL_TYPE * 8)) == type;
}

// A function of JavaScript with its code, or one of WebAssembly with its instance.
static bool is_frame(const uint64_t words[FRAME_WORDS])
{
    uint64_t callee = words[FRAME_CALLEE];
    if ((callee & NATIVE_CALLEE_MASK) == NATIVE_CALLEE) {
        uint64_t head;
        return js_is_cell((JSValueRef)(uintptr_t)words[FRAME_CODE]) && read_word(words[FRAME_CODE], &head) &&
               read_word(callee & ~NATIVE_CALLEE_MASK, &head);
    }
    return is_cell_of_type(words[FRAME_CODE], seen.code_type) &&
           is_cell_of_type(callee, seen.function_type) && (uint32_t)words[FRAME_COUNT] != 0 &&
           (uint32_t)words[FRAME_COUNT] <= ARGUMENTS_MAX;
}

// ---- regular expressions ------------------------------------------------------------------------------------------------
// One match is a function of machine code that the engine's C++ called: push rbp; mov rbp, rsp; pushes; ... and near its beginning the end of
// a match that finds nothing: mov rax, -1; xor edx, edx; pops; mov rsp, rbp; pop rbp; ret. The thread goes on there.

enum { CHUNK = 4096, MATCHER_MAX = 256 << 10, HEAD_MAX = 128, REGISTERS_MAX = 8 };

// Reads the head of a function. Where in it the match fails, and how many registers it pushed; 0 where it is no matcher.
static size_t failing_end(const uint8_t head[HEAD_MAX], unsigned *pushed)
{
    static const uint8_t nothing[] = {0x48, 0xb8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x31, 0xd2};
    static const uint8_t leave[] = {0x48, 0x89, 0xec, 0x5d, 0xc3};
    size_t at = PROLOGUE_LEN;
    uint8_t pushes[REGISTERS_MAX];
    for (*pushed = 0; *pushed < REGISTERS_MAX; ++*pushed) {
        bool wide = head[at] == 0x41;
        uint8_t code = head[at + wide];
        if (code < 0x50 || code > 0x57) {
            break;
        }
        pushes[*pushed] = (uint8_t)(code | (wide ? 0x80 : 0));
        at += 1u + wide;
    }
    const uint8_t *found = memmem(head + at, HEAD_MAX / 2, nothing, sizeof nothing);
    if (found == NULL) {
        return 0;
    }
    const uint8_t *next = found + sizeof nothing;
    for (unsigned i = *pushed; i-- > 0;) {
        if ((pushes[i] & 0x80) != 0 && *next++ != 0x41) {
            return 0;
        }
        if (*next++ != (pushes[i] & 0x7f) + 8) {
            return 0;
        }
    }
    return memcmp(next, leave, sizeof leave) == 0 ? (size_t)(found - head) : 0;
}

static bool read_bytes(uintptr_t address, void *out, size_t len)
{
    struct iovec to = {out, len}, from = {(void *)address, len};
    return process_vm_readv(getpid(), &to, 1, &from, 1, 0) == (ssize_t)len;
}

// The head of the function in which `place` lies: the last prologue before it.
static uintptr_t function_around(uintptr_t place)
{
    uint8_t bytes[CHUNK + PROLOGUE_LEN];
    for (uintptr_t end = place; end > place - MATCHER_MAX; end -= CHUNK) {
        if (!js__is_machine_code(end - CHUNK) || !read_bytes(end - CHUNK, bytes, sizeof bytes)) {
            return 0;
        }
        for (size_t i = CHUNK; i-- > 0;) {
            if (memcmp(bytes + i, prologue, PROLOGUE_LEN) == 0) {
                return end - CHUNK + i;
            }
        }
    }
    return 0;
}

static bool leave_match(greg_t *registers, uint64_t return_to)
{
    uint8_t head[HEAD_MAX];
    unsigned pushed;
    uintptr_t start = function_around((uintptr_t)registers[REG_RIP]);
    if (start == 0 || js__is_machine_code((uintptr_t)return_to) || !read_bytes(start, head, sizeof head)) {
        return false;
    }
    size_t end = failing_end(head, &pushed);
    if (end == 0 || start + end > (uintptr_t)registers[REG_RIP]) {
        return false;
    }
    registers[REG_RSP] = registers[REG_RBP] - (greg_t)(pushed * sizeof(uint64_t));
    registers[REG_RIP] = (greg_t)(start + end);
    return true;
}

bool js__unwind(js_runtime *rt, ucontext_t *context)
{
    greg_t *registers = context->uc_mcontext.gregs;
    uint64_t stack = (uint64_t)registers[REG_RSP], *frame = (uint64_t *)registers[REG_RBP],
             words[FRAME_WORDS];
    if (rt->unwinder == NULL || (uint64_t)registers[REG_RBP] < stack ||
        (uint64_t)registers[REG_RBP] % 8 != 0) {
        return false;
    }
    for (unsigned i = 0; i < FRAME_WORDS; i++) {
        if (!read_word((uint64_t)(uintptr_t)(frame + i), &words[i])) {
            return false;
        }
    }
    if (!is_frame(words)) {
        return leave_match(registers, words[FRAME_RETURN]);
    }
    uintptr_t place = ((uintptr_t)__builtin_frame_address(0) - BELOW_HANDLERS) & ~(uintptr_t)15;
    if (place < seen.stack_end + ROOM || place > stack) {
        return false;
    }
    uint64_t *call = (uint64_t *)place - FRAME_CODE;
    // Which call is under way was perhaps never written; the first is as good as any, since nobody catches a termination.
    frame[FRAME_COUNT] = (uint32_t)words[FRAME_COUNT];
    call[FRAME_RETURN] = (uint64_t)registers[REG_RIP];
    call[FRAME_CODE] = 0;
    call[FRAME_CALLEE] = JS_BITS(rt->unwinder);
    call[FRAME_COUNT] = 1;
    call[FRAME_THIS] = JS_BITS(JS_UNDEFINED);
    registers[REG_RSP] = (greg_t)(uintptr_t)(call + FRAME_RETURN);
    registers[REG_RIP] = (greg_t)seen.entry;
    return true;
}

#else

void js__unwind_init(js_runtime *rt)
{
    (void)rt;
}

bool js__unwind(js_runtime *rt, ucontext_t *context)
{
    (void)rt;
    (void)context;
    return false;
}

#endif
