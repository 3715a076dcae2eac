// SPDX-License-Identifier: MIT
// Memory of a unit: an arena for text that does not stand in the source, and growing arrays.
#include "internal.h"

void *syn__unit_alloc(syn_unit *u, size_t size)
{
    size = (size + 7) & ~(size_t)7;
    if (size > (size_t)(u->arena_end - u->arena_at)) {
        size_t block = size > 3000 ? size : 4000;
        arena_block *b = malloc(sizeof *b + block);
        if (!b) {
            return NULL;
        }
        b->next = u->blocks;
        u->blocks = b;
        u->arena_at = (uint8_t *)(b + 1);
        u->arena_end = u->arena_at + block;
    }
    void *at = u->arena_at;
    u->arena_at += size;
    return at;
}

void *syn__alloc(parser *p, size_t size)
{
    void *at = syn__unit_alloc(p->u, size);
    if (!at) {
        syn__out_of_memory(p);
    }
    return at;
}

void *syn__grow(parser *p, void *data, uint32_t *cap, size_t item)
{
    uint32_t n = *cap ? *cap * 2 : 16;
    void *grown = realloc(data, n * item);
    if (!grown) {
        syn__out_of_memory(p);
    }
    *cap = n;
    return grown;
}
