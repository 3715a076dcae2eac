// SPDX-License-Identifier: MIT
//
// See sampling.h. By functions of the interface that have no public header.
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
