// SPDX-License-Identifier: MIT
//
// The form in which the build embeds compiled code of the built-in sources: tools/builtin_code.c writes it, host.c reads it.
#ifndef PROTOJS_HOST_CODE_IMAGE_H
#define PROTOJS_HOST_CODE_IMAGE_H

#include <stdint.h>

// Code of one source; all zero where there is none.
typedef struct host_code_row {
    uint64_t offset, len; // of the code, from the beginning of the image
    uint32_t text_len;    // of the source
    uint32_t hash;
} host_code_row;

typedef struct host_code_image {
    uint32_t engine; // js_kept_code_engine() of who compiled
    uint32_t count;
    host_code_row rows[]; // in the order of the embedded sources
} host_code_image;

#endif
