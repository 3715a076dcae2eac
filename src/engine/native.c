// SPDX-License-Identifier: MIT
//
// Native handles: an object of one engine class whose private pointer is a small record with the brand. One finalizer-bearing object a
// handle; JavaScript keeps it in a private slot of a plain class.
#include "engine/runtime.h"

#include <stdlib.h>

#define NATIVE_MAGIC UINT64_C(0x70726f746f6e6174)

struct js_native_record {
    uint64_t magic;
    const js_native_type *type;
    void *pointer;
    js_native_record *next, **back; // of the runtime's natives; `back` is NULL outside of it
};
typedef js_native_record native_record;

static void native_link(js_runtime *rt, native_record *record)
{
    record->next = rt->natives;
    record->back = &rt->natives;
    if (record->next != NULL) {
        record->next->back = &record->next;
    }
    rt->natives = record;
}

static void native_unlink(native_record *record)
{
    if (record->back == NULL) {
        return;
    }
    *record->back = record->next;
    if (record->next != NULL) {
        record->next->back = record->back;
    }
    record->back = NULL;
}

static void native_finalize(JSObjectRef object)
{
    native_record *record = JSObjectGetPrivate(object);
    if (record == NULL) {
        return;
    }
    native_unlink(record);
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
    js_runtime *rt = js_runtime_current();
    *record = (native_record){.magic = NATIVE_MAGIC, .type = type, .pointer = pointer};
    native_link(rt, record);
    return JSObjectMake(ctx, rt->native_class, record);
}

void js_runtime_close_natives(js_runtime *rt)
{
    native_record *record;
    while ((record = rt->natives) != NULL) {
        void *pointer = record->pointer;
        native_unlink(record);
        record->pointer = NULL; // the record itself is freed with its object
        if (pointer != NULL && record->type->finalize != NULL) {
            record->type->finalize(pointer);
        }
    }
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
