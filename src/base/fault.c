// SPDX-License-Identifier: MIT
//
// Fault injection, by the linker's --wrap. See fault.h.
#include "base/fault.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static atomic_ulong count;
static atomic_ulong failing; // the value of `count` that fails; 0: none

void fault_fail_allocation(unsigned long n)
{
    atomic_store(&failing, n ? atomic_load(&count) + n : 0);
}

unsigned long fault_allocation_count(void)
{
    return atomic_load(&count);
}

#ifdef PROTOJS_DEBUG
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

// Blocks that are remembered: a table by address, open addressing, a removed place holds `gone`.
enum { BLOCKS_MAX = 1 << 16 };
static pthread_mutex_t blocks_lock = PTHREAD_MUTEX_INITIALIZER;
static void *blocks[BLOCKS_MAX];
static char gone;
static size_t live, used;
static atomic_bool tracking;

static size_t place_of(const void *block)
{
    return (size_t)((uintptr_t)block >> 4) * 0x9e3779b97f4a7c15u >> 40 & (BLOCKS_MAX - 1);
}

void fault_track(void)
{
    fault_untrack();
    atomic_store(&tracking, true);
}

size_t fault_untrack(void)
{
    atomic_store(&tracking, false);
    pthread_mutex_lock(&blocks_lock);
    size_t left = live;
    for (size_t i = 0; i < BLOCKS_MAX; i++) {
        blocks[i] = NULL;
    }
    live = used = 0;
    pthread_mutex_unlock(&blocks_lock);
    return left;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void __real_free(void *block);

__attribute__((constructor)) static void read_environment(void)
{
    const char *text = getenv("PROTOJS_FAIL_ALLOCATION");
    if (text) {
        fault_fail_allocation(strtoul(text, NULL, 10));
    }
}

static void remember(void *block)
{
    if (block == NULL || !atomic_load(&tracking)) {
        return;
    }
    pthread_mutex_lock(&blocks_lock);
    size_t at = place_of(block);
    while (used < BLOCKS_MAX / 2 && blocks[at] != NULL) {
        at = (at + 1) & (BLOCKS_MAX - 1);
    }
    if (used < BLOCKS_MAX / 2) {
        blocks[at] = block;
        used++;
        live++;
    }
    pthread_mutex_unlock(&blocks_lock);
}

static void forget(void *block)
{
    if (block == NULL || !atomic_load(&tracking)) {
        return;
    }
    pthread_mutex_lock(&blocks_lock);
    for (size_t at = place_of(block); blocks[at] != NULL; at = (at + 1) & (BLOCKS_MAX - 1)) {
        if (blocks[at] == block) {
            blocks[at] = &gone;
            live--;
            break;
        }
    }
    pthread_mutex_unlock(&blocks_lock);
}

static bool fails(void)
{
    unsigned long mine = atomic_fetch_add(&count, 1) + 1;
    if (mine != atomic_load(&failing)) {
        return false;
    }
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t size)
{
    void *block = fails() ? NULL : __real_malloc(size);
    remember(block);
    return block;
}

void *__wrap_calloc(size_t n, size_t size)
{
    void *block = fails() ? NULL : __real_calloc(n, size);
    remember(block);
    return block;
}

void *__wrap_realloc(void *old, size_t size)
{
    if (fails()) {
        return NULL;
    }
    forget(old);
    void *block = __real_realloc(old, size);
    remember(block != NULL || size == 0 ? block : old);
    return block;
}

char *__wrap_strdup(const char *text)
{
    char *copy = fails() ? NULL : __real_strdup(text);
    remember(copy);
    return copy;
}

void __wrap_free(void *block)
{
    forget(block);
    __real_free(block);
}
#else
// Release builds are linked without the wrappers: there is nothing to remember.
void fault_track(void)
{
}

size_t fault_untrack(void)
{
    return 0;
}
#endif
