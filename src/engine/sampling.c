// SPDX-License-Identifier: MIT
//
// See sampling.h. By functions of the interface that have no public header.
//
// Machine code of the upper tiers tells only where its last call was, which may have been in an inlined function; a VM that was made to be sampled has tables for it that
// tell more, by a flag which the constructor of a VM sets. Where it is, is read from that constructor's machine code (x86-64, 2.50): it then allocates the sampler's watch.
// The flag counts for what is compiled from then on. Where it is not found, samples are less exact.
#include "engine/sampling.h"

#include "engine/runtime.h"

#include <errno.h>

#define WEAK __attribute__((weak))

extern WEAK bool JSContextGroupEnableSamplingProfiler(JSContextGroupRef);
extern WEAK void JSContextGroupDisableSamplingProfiler(JSContextGroupRef);
extern WEAK JSStringRef JSContextGroupTakeSamplesFromSamplingProfiler(JSContextGroupRef);

// JSC::VM::ensureSamplingProfiler(Ref<Stopwatch> &&): the sampler that there is; then the watch is not looked at.
extern WEAK void *sampler_of(JSContextGroupRef vm, void **watch) __asm__(
    "_ZN3JSC2VM22ensureSamplingProfilerEON3WTF3RefINS1_9StopwatchENS1_12RawPtrTraitsIS3_EENS1_"
    "21DefaultRefDerefTraitsIS3_EEEE");
extern WEAK void sampler_notice_thread(void *sampler) __asm__(
    "_ZN3JSC16SamplingProfiler39noticeCurrentThreadAsJSCExecutionThreadEv");

#ifdef __x86_64__

// The constructor follows this function.
extern WEAK bool before_constructor(void) __asm__("_ZN3JSC2VM15canUseAssemblerEv");

enum { CODE_SEARCHED = 0x4000, FLAG_PLACE = 2, WATCH_SIZE = 0x28 };

// `movb $1,N(%rbx); mov $40,%edi; call`
static size_t find_flag(void)
{
    static const uint8_t set[] = {0xc6, 0x83}, then[] = {0x01, 0xbf, WATCH_SIZE, 0, 0, 0, 0xe8};
    const uint8_t *code = (const uint8_t *)(uintptr_t)before_constructor;
    for (size_t i = 0; code != NULL && i < CODE_SEARCHED; i++) {
        int32_t offset;
        memcpy(&offset, code + i + FLAG_PLACE, sizeof offset);
        if (memcmp(code + i, set, sizeof set) == 0 &&
            memcmp(code + i + FLAG_PLACE + sizeof offset, then, sizeof then) == 0) {
            return offset > 0x1000 && offset < 0x100000 ? (size_t)offset : 0;
        }
    }
    return 0;
}

#else

static size_t find_flag(void)
{
    return 0;
}

#endif

static pthread_once_t once = PTHREAD_ONCE_INIT;
static size_t flag_offset;

static void look_for_flag(void)
{
    flag_offset = find_flag();
}

static void set_exact(js_runtime *rt, bool exact)
{
    pthread_once(&once, look_for_flag);
    uint8_t *flag = (uint8_t *)(uintptr_t)rt->group + flag_offset;
    if (flag_offset != 0 && *flag == !exact) {
        *flag = exact;
    }
}

int js_sampling_start(js_runtime *rt)
{
    if (JSContextGroupEnableSamplingProfiler == NULL || JSContextGroupDisableSamplingProfiler == NULL ||
        JSContextGroupTakeSamplesFromSamplingProfiler == NULL || sampler_of == NULL ||
        sampler_notice_thread == NULL) {
        return -ENOTSUP;
    }
    if (!JSContextGroupEnableSamplingProfiler(rt->group)) {
        return -ENOTSUP;
    }
    set_exact(rt, true);
    // The engine does so when it enters JavaScript, which it did before.
    JSLock(rt->ctx);
    void *watch = NULL;
    sampler_notice_thread(sampler_of(rt->group, &watch));
    JSUnlock(rt->ctx);
    return 0;
}

void js_sampling_stop(js_runtime *rt)
{
    JSContextGroupDisableSamplingProfiler(rt->group);
    set_exact(rt, false);
}

js_value js_sampling_take(js_runtime *rt)
{
    JSStringRef text = JSContextGroupTakeSamplesFromSamplingProfiler(rt->group);
    if (text == NULL) {
        return JS_UNDEFINED;
    }
    js_value v = JSValueMakeString(rt->ctx, text);
    JSStringRelease(text);
    return v;
}
