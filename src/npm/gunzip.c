// SPDX-License-Identifier: MIT
//
// gzip in one piece: by libdeflate where the system has it, else, and for files of several members, by zlib. Its last four bytes say how long the
// result is, which is believed as far as deflate could reach: a hostile length costs addresses, not memory.
#include "base/library.h"
#include "npm/tar.h"

#include <errno.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <uv.h>
#include <zlib.h>

static struct {
    __typeof__(&libdeflate_alloc_decompressor) alloc;
    __typeof__(&libdeflate_gzip_decompress_ex) gunzip;
    __typeof__(&libdeflate_free_decompressor) free;
} fast;

static uv_once_t once = UV_ONCE_INIT;
static bool is_loaded;

static void load(void)
{
#define PLACE(member) ((size_t)((char *)&fast.member - (char *)&fast))
    const library_symbol symbols[] = {{"libdeflate_alloc_decompressor", PLACE(alloc)},
                                      {"libdeflate_gzip_decompress_ex", PLACE(gunzip)},
                                      {"libdeflate_free_decompressor", PLACE(free)}};
#undef PLACE
    is_loaded = library_load("libdeflate.so.0", symbols, sizeof symbols / sizeof symbols[0], &fast) == 0;
}

// A ratio that deflate cannot exceed.
enum { RATIO_MAX = 1040 };

// The whole result, where the file is one member and its length is right; false says nothing.
static bool in_one(const uint8_t *bytes, size_t len, size_t limit, uint8_t **out, size_t *out_len)
{
    uv_once(&once, load);
    const uint8_t *tail = bytes + len - 4;
    size_t size = (size_t)tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 | (size_t)tail[3] << 24;
    if (!is_loaded || size == 0 || size > limit || size / RATIO_MAX > len) {
        return false;
    }
    struct libdeflate_decompressor *d = fast.alloc();
    uint8_t *room = d == NULL ? NULL : malloc(size);
    size_t used = 0, made = 0;
    bool ok = room != NULL && fast.gunzip(d, bytes, len, room, size, &used, &made) == LIBDEFLATE_SUCCESS &&
              used == len && made == size;
    if (d != NULL) {
        fast.free(d);
    }
    if (!ok) {
        free(room);
        return false;
    }
    *out = room;
    *out_len = size;
    return true;
}

// One step of zlib into `*out`, which grows. 0: go on, 1: at the end.
static int step(z_stream *z, uint8_t **out, size_t *room, size_t *made, size_t limit)
{
    if (*made == *room) {
        size_t more = *room * 2;
        if (*room >= limit) {
            return -EFBIG;
        }
        more = more > limit ? limit : more;
        uint8_t *grown = realloc(*out, more);
        if (grown == NULL) {
            return -ENOMEM;
        }
        *out = grown;
        *room = more;
    }
    size_t free_now = *room - *made;
    uInt piece = free_now > (1u << 30) ? 1u << 30 : (uInt)free_now;
    z->next_out = *out + *made;
    z->avail_out = piece;
    int rc = inflate(z, Z_NO_FLUSH);
    *made += piece - z->avail_out;
    if (rc == Z_STREAM_END) {
        // Another member follows; anything else behind the last is filling.
        bool more = z->avail_in >= 2 && z->next_in[0] == 0x1f && z->next_in[1] == 0x8b;
        return more ? (inflateReset(z) == Z_OK ? 0 : -EBADMSG) : 1;
    }
    if (rc == Z_MEM_ERROR) {
        return -ENOMEM;
    }
    return rc == Z_OK || (rc == Z_BUF_ERROR && z->avail_out == 0) ? 0 : -EBADMSG;
}

int npm_gunzip(const uint8_t *bytes, size_t len, size_t limit, uint8_t **out, size_t *out_len)
{
    *out = NULL;
    *out_len = 0;
    if (len < 18 || bytes[0] != 0x1f || bytes[1] != 0x8b) {
        *out_len = len;
        return len > limit ? -EFBIG : 0;
    }
    if (len > UINT32_MAX) {
        return -EFBIG;
    }
    if (in_one(bytes, len, limit, out, out_len)) {
        return 0;
    }
    size_t room = len * 4 < limit ? len * 4 : limit, made = 0;
    uint8_t *result = malloc(room);
    z_stream z = {.next_in = (uint8_t *)(uintptr_t)bytes, .avail_in = (uInt)len};
    if (result == NULL || inflateInit2(&z, 15 + 16) != Z_OK) {
        free(result);
        return -ENOMEM;
    }
    int rc = 0;
    while (rc == 0) {
        rc = step(&z, &result, &room, &made, limit);
    }
    inflateEnd(&z);
    if (rc < 0) {
        free(result);
        return rc;
    }
    *out = result;
    *out_len = made;
    return 0;
}
