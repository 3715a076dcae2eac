// SPDX-License-Identifier: MIT
//
// The cache of unpacked packages on disk. An entry is a folder with `files/` and `index`, which lists folders and files with their sizes and
// times; it comes to its name by one rename, so that what bears the name is whole. A file that somebody changed since no longer agrees with the index.
// Thread: any; several processes may share a cache.
#ifndef PROTOJS_NPM_STORE_H
#define PROTOJS_NPM_STORE_H

#include "npm/tar.h"

// Unpacks an archive (gzip or not) into the new folder `temporary` and renames it to `name`. Where that exists already, so be it: `temporary` stays for the caller to remove, as it
// does on failure. Fails: -EBADMSG (`*failure` says why), -EFBIG, a system error.
int npm_store_add(const uint8_t *bytes, size_t len, const char *temporary, const char *name,
                  npm_tar_failure *failure) __attribute__((warn_unused_result));

typedef enum npm_store_method {
    NPM_STORE_AUTO,  // clones where the file system can, else links, else copies
    NPM_STORE_CLONE, // files that share their blocks
    NPM_STORE_LINK,  // the same files under another name
    NPM_STORE_COPY,
} npm_store_method;

// Makes the folder `to`, which must not exist, with the files of the entry `name`. `*method` is what to do, then what was done. What is there on failure is
// the caller's to remove. Fails: -ENOENT (no such entry), -ESTALE (a file is not what the index says), a system error.
int npm_store_link(const char *name, const char *to, npm_store_method *method)
    __attribute__((warn_unused_result));

#endif
