// SPDX-License-Identifier: MIT
//
// Archives of packages: tar (ustar with the extensions of pax and GNU) in memory. An archive is somebody else's text: names that lead out of the folder,
// devices and numbers that do not fit are refused. Knows neither files nor JavaScript. Thread: any.
#ifndef PROTOJS_NPM_TAR_H
#define PROTOJS_NPM_TAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct npm_tar_entry {
    const char *
        path; // NUL-terminated, without the archive's first folder: "lib/index.js". No part is empty, "." or ".."
    bool is_folder;
    bool is_executable;
    const uint8_t *data; // of a file; borrowed from the archive
    size_t size;
} npm_tar_entry;

enum { NPM_TAR_PATH_MAX = 4096 };

typedef struct npm_tar_failure {
    const char *reason; // static
    char path[256];     // as the archive says it, cut; empty where no entry is to blame
} npm_tar_failure;

// Calls `entry` for each file and folder in the archive's order; anything but 0 from it ends the walk and is returned. Links inside of the folder are left out, as npm does.
// Fails: -EBADMSG with `*failure` filled, -ENOMEM.
int npm_tar_walk(const uint8_t *bytes, size_t len, int (*entry)(void *data, const npm_tar_entry *e),
                 void *data, npm_tar_failure *failure) __attribute__((warn_unused_result));

// The bytes of a gzip file, all members, at most `limit`; or of anything else as it is (then `*out` is NULL and the input is the result).
// Owns: the caller frees `*out`. Fails: -EBADMSG, -EFBIG, -ENOMEM.
int npm_gunzip(const uint8_t *bytes, size_t len, size_t limit, uint8_t **out, size_t *out_len)
    __attribute__((warn_unused_result));

#endif
