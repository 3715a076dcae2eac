// SPDX-License-Identifier: MIT
//
// The least that one change of a persistent list can cost here: the copies of its path alone, node by node, into memory that goes round through a ring as memory does between two
// collections. No allocator, no collector, no header but the bytes, no version that reads what the last one wrote. Compare `list set` of bench.c and bench/immutable.js.
// usage: protocore_floor
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WIDTH = 16, HEAD = 2, NODE = HEAD + WIDTH, LIST = 6 }; // in words of eight bytes

static double spent(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

// The node over the elements from `at` on; `shift` is its level.
static uint64_t *tree_new(size_t n, unsigned shift, size_t at)
{
    uint64_t *node = calloc(NODE, sizeof *node);
    for (size_t i = 0; node != NULL && i < WIDTH; i++) {
        size_t first = at + (i << shift);
        if (first < n) {
            node[HEAD + i] = shift == 0 ? first : (uint64_t)(uintptr_t)tree_new(n, shift - 4, first);
        }
    }
    return node;
}

static double measure(uint64_t *root, unsigned top, size_t n, size_t ring_bytes)
{
    size_t ring_words = ring_bytes / 8, to = 0, done = 0;
    uint64_t *ring = malloc(ring_bytes + 4096), sum = 0;
    if (ring == NULL) {
        return -1;
    }
    memset(ring, 1, ring_bytes + 4096); // its pages are there
    double begin = spent(), took;
    do {
        size_t at = 0;
        for (int i = 0; i < 1000; i++, done++, at = (at + 7919) % n) { // the places of bench.c
            const uint64_t *node = root;
            for (unsigned shift = top;; shift -= 4) {
                memcpy(ring + to, node, NODE * 8);
                ring[to + HEAD + (at >> shift & 15)] = done;
                to += NODE;
                if (shift == 0) {
                    break;
                }
                node = (const uint64_t *)(uintptr_t)node[HEAD + (at >> shift & 15)];
            }
            memset(ring + to, 0, LIST * 8);
            to += LIST;
            to = to < ring_words ? to : 0;
        }
        sum += ring[to];
        took = spent() - begin;
    } while (took < 0.3);
    free(ring);
    return sum != 1 ? took * 1e9 / (double)done : -1;
}

int main(void)
{
    printf("%10s %14s %14s\n", "size", "ring of 2 MB", "ring of 32 MB");
    for (size_t n = 1000, i = 0; i < 3; i++, n = i == 1 ? 100000 : 1000000) {
        unsigned top = 0;
        while ((size_t)16 << top < n) {
            top += 4;
        }
        uint64_t *root = tree_new(n, top, 0);
        if (root == NULL) {
            return 1;
        }
        printf("%10zu %11.1f ns %11.1f ns\n", n, measure(root, top, n, 2 << 20),
               measure(root, top, n, 32 << 20));
    }
    return 0;
}
