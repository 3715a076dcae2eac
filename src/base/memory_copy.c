// SPDX-License-Identifier: MIT
//
// memcpy and memmove of the whole process, the engine's copies too. The C library copies 2 KB and more by `rep movsb`, which AMD's processors of several generations
// do at 2 GB a second where the destination lies a few bytes behind the source, modulo a page: the characters of a string, which begin 16 or 24 bytes behind the start of
// their block, against the bytes of a buffer, which begin with a page. Vectors take the same time wherever both lie. Up to 128 bytes everything is loaded before anything is
// stored; beyond, the loop stores to aligned places, and what the first and the last step would copy twice was loaded before.
// Invariant: nothing here calls a function, since the compiler would make it one of these. Thread: any, also before anything is initialised.
// Not in builds that watch memory: those have their own. Not without optimisation, where each intrinsic would be a call.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define WATCHED
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WATCHED
#endif

#if defined(__x86_64__) && defined(__OPTIMIZE__) && !defined(WATCHED)

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

enum { VECTORS_MIN = 256 }; // from here on, vectors of 32 bytes where the processor has them

// Words at any address.
typedef uint64_t __attribute__((may_alias, aligned(1))) word8;
typedef uint32_t __attribute__((may_alias, aligned(1))) word4;

static inline __m128i load(const uint8_t *p)
{
    return _mm_loadu_si128((const void *)p);
}

static inline void store(uint8_t *p, __m128i v)
{
    _mm_storeu_si128((void *)p, v);
}

static inline void copy_up_to_16(uint8_t *to, const uint8_t *from, size_t n)
{
    if (n >= 8) {
        word8 first = *(const word8 *)from, last = *(const word8 *)(from + n - 8);
        *(word8 *)to = first;
        *(word8 *)(to + n - 8) = last;
    } else if (n >= 4) {
        word4 first = *(const word4 *)from, last = *(const word4 *)(from + n - 4);
        *(word4 *)to = first;
        *(word4 *)(to + n - 4) = last;
    } else if (n > 0) {
        uint8_t first = from[0], middle = from[n / 2], last = from[n - 1];
        to[0] = first;
        to[n / 2] = middle;
        to[n - 1] = last;
    }
}

static inline void copy_up_to_128(uint8_t *to, const uint8_t *from, size_t n)
{
    __m128i a = load(from), z = load(from + n - 16);
    if (n > 32) {
        __m128i b = load(from + 16), y = load(from + n - 32);
        if (n > 64) {
            __m128i c = load(from + 32), d = load(from + 48), x = load(from + n - 48),
                    w = load(from + n - 64);
            store(to + 32, c);
            store(to + 48, d);
            store(to + n - 64, w);
            store(to + n - 48, x);
        }
        store(to + 16, b);
        store(to + n - 32, y);
    }
    store(to, a);
    store(to + n - 16, z);
}

// More than 128 bytes, to a place below the source or apart from it.
static inline void copy_up(uint8_t *to, const uint8_t *from, size_t n)
{
    __m128i first = load(from);
    __m128i w = load(from + n - 64), x = load(from + n - 48), y = load(from + n - 32),
            z = load(from + n - 16);
    for (size_t i = 16 - ((uintptr_t)to & 15); i < n - 64; i += 64) {
        __m128i a = load(from + i), b = load(from + i + 16), c = load(from + i + 32), d = load(from + i + 48);
        _mm_store_si128((void *)(to + i), a);
        _mm_store_si128((void *)(to + i + 16), b);
        _mm_store_si128((void *)(to + i + 32), c);
        _mm_store_si128((void *)(to + i + 48), d);
    }
    store(to + n - 64, w);
    store(to + n - 48, x);
    store(to + n - 32, y);
    store(to + n - 16, z);
    store(to, first);
}

// The same to a place inside the source: from its end on.
static inline void copy_down(uint8_t *to, const uint8_t *from, size_t n)
{
    __m128i a = load(from), b = load(from + 16), c = load(from + 32), d = load(from + 48);
    __m128i last = load(from + n - 16);
    for (size_t i = n - ((uintptr_t)(to + n) & 15); i > 64; i -= 64) {
        __m128i w = load(from + i - 64), x = load(from + i - 48), y = load(from + i - 32),
                z = load(from + i - 16);
        _mm_store_si128((void *)(to + i - 16), z);
        _mm_store_si128((void *)(to + i - 32), y);
        _mm_store_si128((void *)(to + i - 48), x);
        _mm_store_si128((void *)(to + i - 64), w);
    }
    store(to, a);
    store(to + 16, b);
    store(to + 32, c);
    store(to + 48, d);
    store(to + n - 16, last);
}

__attribute__((target("avx2"))) static void copy_up_wide(uint8_t *to, const uint8_t *from, size_t n)
{
    __m256i first = _mm256_loadu_si256((const void *)from);
    __m256i w = _mm256_loadu_si256((const void *)(from + n - 128)),
            x = _mm256_loadu_si256((const void *)(from + n - 96)),
            y = _mm256_loadu_si256((const void *)(from + n - 64)),
            z = _mm256_loadu_si256((const void *)(from + n - 32));
    for (size_t i = 32 - ((uintptr_t)to & 31); i < n - 128; i += 128) {
        __m256i a = _mm256_loadu_si256((const void *)(from + i)),
                b = _mm256_loadu_si256((const void *)(from + i + 32)),
                c = _mm256_loadu_si256((const void *)(from + i + 64)),
                d = _mm256_loadu_si256((const void *)(from + i + 96));
        _mm256_store_si256((void *)(to + i), a);
        _mm256_store_si256((void *)(to + i + 32), b);
        _mm256_store_si256((void *)(to + i + 64), c);
        _mm256_store_si256((void *)(to + i + 96), d);
    }
    _mm256_storeu_si256((void *)(to + n - 128), w);
    _mm256_storeu_si256((void *)(to + n - 96), x);
    _mm256_storeu_si256((void *)(to + n - 64), y);
    _mm256_storeu_si256((void *)(to + n - 32), z);
    _mm256_storeu_si256((void *)to, first);
}

static inline void *copy(void *destination, const void *source, size_t n)
{
    uint8_t *to = destination;
    const uint8_t *from = source;
    if (n <= 16) {
        copy_up_to_16(to, from, n);
    } else if (n <= 128) {
        copy_up_to_128(to, from, n);
    } else if ((uintptr_t)to - (uintptr_t)from < n) {
        copy_down(to, from, n);
    } else if (n >= VECTORS_MIN && __builtin_cpu_supports("avx2")) {
        copy_up_wide(to, from, n);
    } else {
        copy_up(to, from, n);
    }
    return destination;
}

void *memcpy(void *restrict to, const void *restrict from, size_t n) __attribute__((visibility("default")));
void *memmove(void *to, const void *from, size_t n) __attribute__((visibility("default")));

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    return copy(to, from, n);
}

void *memmove(void *to, const void *from, size_t n)
{
    return copy(to, from, n);
}

#endif
