// SPDX-License-Identifier: MIT
// The collections against naive models (test/model.h), driven by libFuzzer.
#include "../test/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    model_context c = {0};
    pc_options options = {.manual = true};
    if (size > 4096 || pc_heap_new(&options, &c.heap) != 0) {
        return 0;
    }
    MUST(pc_thread_attach(c.heap, &c.t) == 0 && pc_roots_new(c.heap, "fuzz", &c.roots) == 0);
    static pc_value colliding[16];
    static size_t count;
    if (count == 0) {
        pc_enter(c.t);
        count = model_colliding(c.t, colliding, sizeof colliding / sizeof colliding[0]);
        pc_leave(c.t);
    }
    c.colliding = colliding; // numbers: they outlive the heap
    c.colliding_count = count;
    model_run(&c, data, size);
    pc_roots_free(c.roots);
    pc_thread_detach(c.t);
    MUST(pc_heap_free(c.heap, stderr) == 0);
    return 0;
}
