// SPDX-License-Identifier: MIT
//
// Fault injection, by the linker's --wrap. See fault.h.
#include "base/fault.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
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

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);

__attribute__((constructor)) static void read_environment(void)
{
    const char *text = getenv("PROTOJS_FAIL_ALLOCATION");
    if (text) {
        fault_fail_allocation(strtoul(text, NULL, 10));
    }
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
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}
#endif
