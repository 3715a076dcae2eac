// SPDX-License-Identifier: MIT
//
// Functions that the engine's library exports without a public header. The build probes each of them.
#ifndef PROTOJS_JSC_SPI_H
#define PROTOJS_JSC_SPI_H

#include <JavaScriptCore/JavaScript.h>
#include <stdbool.h>

// Takes and releases the VM's lock. Microtasks drain when the outermost lock is released.
extern void JSLock(JSContextRef);
extern void JSUnlock(JSContextRef);

// The signal the collector stops threads with. Before the first VM.
extern bool JSConfigureSignalForGC(int signal);

// WTF::initializeMainThread(): makes the calling thread's run loop the main one, once a process. The C interface never
// does, and the timer of a full collection then follows a null pointer (memory pressure looks at the main run loop).
// After the thread's GMainContext was pushed, before the first VM.
extern void js__initialize_main_run_loop(void) __asm__("_ZN3WTF20initializeMainThreadEv");

// JSC::VM::drainMicrotasks(); a context group is a VM. Under the lock: for a caller that JavaScript called and that must wait for a
// promise, since no public function drains before the outermost lock is released.
extern void js__drain_microtasks(JSContextGroupRef vm) __asm__("_ZN3JSC2VM15drainMicrotasksEv");

// JSC::VM::throwException(): leaves a value as the pending exception, for a function that the engine's own code called.
extern void *js__throw_pending(JSContextGroupRef vm, JSContextRef global, JSValueRef value) __asm__(
    "_ZN3JSC2VM14throwExceptionEPNS_14JSGlobalObjectENS_7JSValueE");

extern void JSGlobalContextSetUnhandledRejectionCallback(JSGlobalContextRef, JSObjectRef, JSValueRef *);
extern JSGlobalContextRef JSObjectGetGlobalContext(JSObjectRef);
extern JSObjectRef JSObjectGetProxyTarget(JSObjectRef);

extern void JSSynchronousGarbageCollectForDebugging(JSContextRef);
extern JSObjectRef JSGetMemoryUsageStatistics(JSContextRef);

typedef bool (*JSShouldTerminateCallback)(JSContextRef, void *);
extern void JSContextGroupSetExecutionTimeLimit(JSContextGroupRef, double seconds, JSShouldTerminateCallback,
                                                void *);
extern void JSContextGroupClearExecutionTimeLimit(JSContextGroupRef);

typedef struct JSMarker JSMarker;
struct JSMarker {
    bool (*IsMarked)(JSMarker *, JSObjectRef);
    void (*Mark)(JSMarker *, JSObjectRef);
};
// Runs `constraint` while marking, on this or a collector thread, never while this thread holds the lock. Cannot be removed.
extern void JSContextGroupAddMarkingConstraint(JSContextGroupRef, void (*constraint)(JSMarker *, void *),
                                               void *);

// Runs `finalizer` on the VM's thread after each collection.
extern void JSContextGroupAddHeapFinalizer(JSContextGroupRef, void (*finalizer)(JSContextGroupRef, void *),
                                           void *);

extern void JSReportExtraMemoryCost(JSContextRef, size_t);

typedef struct OpaqueJSWeak *JSWeakRef;
extern JSWeakRef JSWeakCreate(JSContextGroupRef, JSObjectRef);
extern JSObjectRef JSWeakGetObject(JSWeakRef);
extern void JSWeakRelease(JSContextGroupRef, JSWeakRef);

typedef struct OpaqueJSScript *JSScriptRef;
extern JSScriptRef JSScriptCreateReferencingImmortalASCIIText(JSContextGroupRef, JSStringRef url,
                                                              int first_line, const char *text, size_t len,
                                                              JSStringRef *error, int *error_line);
extern JSValueRef JSScriptEvaluate(JSContextRef, JSScriptRef, JSValueRef self, JSValueRef *exception);
extern void JSScriptRelease(JSScriptRef);

extern JSStringRef JSStringCreateWithCharactersNoCopy(const JSChar *, size_t);

#endif
