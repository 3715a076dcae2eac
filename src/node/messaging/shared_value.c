// SPDX-License-Identifier: MIT
//
// Values of the shared heap in messages. A message carries counted blocks (port.h); a value goes as a block whose data is a handle (bridge/bridge.h) that is dropped with the last
// reference, so that a message may be received many times or never. And the other way round: a block under a SharedArrayBuffer as bytes of the shared heap.
#include "bridge/bridge.h"
#include "node/messaging/port.h"

#include <errno.h>
#include <stdlib.h>

static void handle_release(void *data)
{
    bridge_handle_drop(*(double *)data);
    free(data);
}

// valueBlock(hold, address) -> block
JS_FUNCTION(value_block)
{
    bridge_vm *vm = bridge_vm_current();
    double *handle = vm != NULL ? malloc(sizeof *handle) : NULL;
    if (handle == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    pc_enter(vm->thread);
    *handle = bridge_handle_new(ctx, vm, (pc_value)js_arg_number(argc, argv, 1, 0));
    pc_leave(vm->thread);
    shared_block *block = *handle != 0 ? shared_block_adopt(handle, sizeof *handle, handle_release) : NULL;
    if (block == NULL) {
        handle_release(handle);
        return js_throw_out_of_memory(ctx, exception);
    }
    return shared_block_wrap(ctx, block, exception);
}

// valueOfBlock(block) -> value, as bridge_return
JS_FUNCTION(value_of_block)
{
    bridge_vm *vm = bridge_vm_current();
    shared_block *block = shared_block_peek(ctx, js_arg(argc, argv, 0));
    size_t len;
    if (vm == NULL || block == NULL) {
        return bridge_throw(ctx, vm == NULL ? -ENOMEM : -EINVAL, exception);
    }
    pc_enter(vm->thread);
    js_value result = bridge_return(ctx, vm, bridge_handle_peek(*(double *)shared_block_data(block, &len)),
                                    false, exception);
    pc_leave(vm->thread);
    return result;
}

static void block_release(void *data, void *hint)
{
    shared_block_unref(hint);
}

// bytesOfBlock(block) -> bytes of the shared heap over the block's memory, as bridge_return
JS_FUNCTION(bytes_of_block)
{
    bridge_vm *vm = bridge_vm_current();
    shared_block *block = shared_block_peek(ctx, js_arg(argc, argv, 0));
    size_t len;
    if (vm == NULL || block == NULL) {
        return bridge_throw(ctx, vm == NULL ? -ENOMEM : -EINVAL, exception);
    }
    void *data = shared_block_data(block, &len);
    shared_block_ref(block);
    pc_enter(vm->thread);
    pc_value bytes = pc_bytes_external(vm->thread, data, len, block_release, block);
    js_value result = bytes != PC_NONE ? bridge_return(ctx, vm, bytes, false, exception)
                                       : bridge_throw(ctx, -ENOMEM, exception);
    pc_leave(vm->thread);
    return result;
}

// blockOfBytes(hold, address) -> the block under such bytes; undefined for others
JS_FUNCTION(block_of_bytes)
{
    pc_value bytes = (pc_value)js_arg_number(argc, argv, 1, 0);
    if (pc_kind_of(bytes) != PC_KIND_BYTES || pc_bytes_hint(bytes, block_release) == NULL) {
        return JS_UNDEFINED;
    }
    shared_block *block = pc_bytes_hint(bytes, block_release);
    shared_block_ref(block);
    return shared_block_wrap(ctx, block, exception);
}

const js_function_spec node__shared_value_functions[] = {
    {"valueBlock", value_block, 2, "valueBlock(hold, address) -> block"},
    {"valueOfBlock", value_of_block, 1, "valueOfBlock(block) -> value"},
    {"bytesOfBlock", bytes_of_block, 1, "bytesOfBlock(block) -> value"},
    {"blockOfBytes", block_of_bytes, 2, "blockOfBytes(hold, address) -> block | undefined"},
    {0},
};
