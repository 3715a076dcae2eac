// SPDX-License-Identifier: MIT
//
// Finding bytes in bytes, and turning the order of bytes around. Thread: any.
#ifndef PROTOJS_BASE_BYTES_SEARCH_H
#define PROTOJS_BASE_BYTES_SEARCH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BYTES_NOT_FOUND SIZE_MAX

// The first place, at or after `from`, where `needle` stands in `hay` and that is a multiple of `step` (1 or 2, counted from the
// start of `hay`). An empty needle is found at `from`. Cost: linear, also in the worst case.
size_t bytes_find(const uint8_t *hay, size_t hay_len, const uint8_t *needle, size_t needle_len, size_t from,
                  size_t step);
// The last place at or before `from` with the same conditions.
size_t bytes_find_last(const uint8_t *hay, size_t hay_len, const uint8_t *needle, size_t needle_len,
                       size_t from, size_t step);

// Turns the bytes of each group of `width` (2, 4 or 8) around in place; `len` is a multiple of it.
void bytes_swap(uint8_t *bytes, size_t len, size_t width);

#ifdef __cplusplus
}
#endif
#endif
