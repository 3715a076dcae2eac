// SPDX-License-Identifier: MIT
//
// Native handles: an object of one engine class whose private pointer is a small record with the brand. One finalizer-bearing object a
// handle; JavaScript keeps it in a private slot of a plain class.
#include "engine/runtime.h"

#include <stdlib.h>

#define NATIVE_MAGIC UINT64_C(0x70726f746f6e6174)

typedef struct native_record {
    uint64_t magic;
    const js_native_type *type;
    void *pointer;
} native_record;

static void native_finalize(JSObjectRef object)
{
    native_record *record = JSObjectGetPrivate(object);
    if (record == NULL) {
        return;
    }
    if (record->pointer != NULL && record->type->finalize != NULL) {
        record->type->finalize(record->pointer);
    }
    free(record);
}

JSClassRef js__native_class_new(void)
{
    JSClassDefinition definition = kJSClassDefinitionEmpty;
    definition.className = "NativeHandle";
    definition.finalize = native_finalize;
    return JSClassCreate(&definition);
}

js_object js_native_new(js_context ctx, const js_native_type *type, void *pointer)
{
    native_record *record = malloc(sizeof *record);
    if (record == NULL) {
        return NULL;
    }
    *record = (native_record){NATIVE_MAGIC, type, pointer};
    return JSObjectMake(ctx, js_runtime_current()->native_class, record);
}

static native_record *record_of(js_value v)
{
    // Cells are aligned to 8 only: the engine puts the first few of a class into allocations of their own.
    if (v == NULL || js_is_number(v) || (JS_BITS(v) & 0x07) != 0) {
        return NULL;
    }
    native_record *record = JSObjectGetPrivate((JSObjectRef)(uintptr_t)v);
    return record != NULL && record->magic == NATIVE_MAGIC ? record : NULL;
}

void *js_native_get(js_context ctx, js_value v, const js_native_type *type)
{
    if (!js_is_object(ctx, v)) {
        return NULL;
    }
    native_record *record = record_of(v);
    return record != NULL && record->type == type ? record->pointer : NULL;
}

void js_native_clear(js_context ctx, js_value v)
{
    native_record *record = js_is_object(ctx, v) ? record_of(v) : NULL;
    if (record != NULL) {
        record->pointer = NULL;
    }
}
