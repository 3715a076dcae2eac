// SPDX-License-Identifier: MIT
//
// binding('protocore'): the bridge's functions, and its arrays over C memory.
#include "bridge/bridge.h"

#include <errno.h>

static int init(js_context ctx, js_object binding)
{
    bridge_vm *vm = bridge_vm_current();
    if (vm == NULL) {
        return -ENOMEM;
    }
    js_functions_add(ctx, binding, bridge_operation_functions);
    js_functions_add(ctx, binding, bridge_watch_functions);
    js_functions_add(ctx, binding, bridge_leak_functions);
    js_set(ctx, binding, "result", js_array_buffer_static(ctx, vm->result, 5 * sizeof *vm->result, NULL));
    int rc = bridge_operations_name(ctx, binding);
    return rc != 0 ? rc : bridge_reader_export(ctx, vm, binding);
}

const js_binding_spec node_protocore_binding = {"protocore", bridge_codec_functions, init};
