// SPDX-License-Identifier: MIT
//
// Whole buffers through libdeflate, which takes a fraction of zlib's time because it sees all of its input at once. Loaded when the first
// program asks; without it, and for whatever it cannot do exactly as zlib would (errors, several members, what follows the data), zlib does
// the work. Thread: any.
#include "base/library.h"
#include "node/zlib/codec.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define LIBDEFLATE_FUNCTIONS(X)                                                                              \
    X(libdeflate_adler32)                                                                                    \
    X(libdeflate_alloc_compressor)                                                                           \
    X(libdeflate_alloc_decompressor)                                                                         \
    X(libdeflate_crc32)                                                                                      \
    X(libdeflate_deflate_compress)                                                                           \
    X(libdeflate_deflate_compress_bound)                                                                     \
    X(libdeflate_deflate_decompress_ex)                                                                      \
    X(libdeflate_free_compressor)                                                                            \
    X(libdeflate_free_decompressor)                                                                          \
    X(libdeflate_gzip_compress)                                                                              \
    X(libdeflate_gzip_compress_bound)                                                                        \
    X(libdeflate_gzip_decompress_ex)                                                                         \
    X(libdeflate_zlib_compress)                                                                              \
    X(libdeflate_zlib_compress_bound)                                                                        \
    X(libdeflate_zlib_decompress_ex)

static struct {
#define MEMBER(name) __typeof__(&name) name;
    LIBDEFLATE_FUNCTIONS(MEMBER)
#undef MEMBER
} whole;

static uv_once_t once = UV_ONCE_INIT;
static bool is_loaded;
static uv_mutex_t idle_lock;

// One of each level waits for the next call: making one costs more than compressing a short text. They stay for the life of the process.
enum { LEVELS = 8 };
static struct libdeflate_compressor *idle_compressors[LEVELS];
static struct libdeflate_decompressor *idle_decompressor;

static void load(void)
{
#define ROW(name) {#name, (size_t)((char *)&whole.name - (char *)&whole)},
    const library_symbol symbols[] = {LIBDEFLATE_FUNCTIONS(ROW)};
#undef ROW
    is_loaded = uv_mutex_init(&idle_lock) == 0 &&
                library_load("libdeflate.so.0", symbols, sizeof symbols / sizeof symbols[0], &whole) == 0;
}

enum { WINDOW_BITS, LEVEL, MEM_LEVEL, STRATEGY, NUMBERS };
enum { STANDARD_BITS = 15, STANDARD_MEM_LEVEL = 8 };
enum { COMPRESS_MIN = 1024 }; // below, zlib is as fast, and its output is what programs compare with
enum { SHORT_MAX = 16384 };   // up to here, the fastest level makes hardly more output than zlib's sixth
enum { SUM_MIN = 256 };       // below, zlib's sums are as fast

static bool has_library(void)
{
    uv_once(&once, load);
    return is_loaded;
}

uint32_t codec_crc32(uint32_t sum, const uint8_t *bytes, size_t len)
{
    return len >= SUM_MIN && has_library() ? whole.libdeflate_crc32(sum, bytes, len)
                                           : (uint32_t)crc32_z(sum, bytes, len);
}

uint32_t codec_adler32(uint32_t sum, const uint8_t *bytes, size_t len)
{
    return len >= SUM_MIN && has_library() ? whole.libdeflate_adler32(sum, bytes, len)
                                           : (uint32_t)adler32_z(sum, bytes, len);
}

bool codec_whole_fits(const codec *c)
{
    if (c->mode < CODEC_DEFLATE || c->mode > CODEC_UNZIP || c->settings_len < NUMBERS ||
        c->dictionary != NULL) {
        return false;
    }
    int bits = (int)c->settings[WINDOW_BITS], level = (int)c->settings[LEVEL];
    if (c->mode == CODEC_DEFLATE || c->mode == CODEC_GZIP || c->mode == CODEC_DEFLATE_RAW) {
        if (bits != STANDARD_BITS || c->settings[MEM_LEVEL] != STANDARD_MEM_LEVEL ||
            c->settings[STRATEGY] != 0 || level == 0) {
            return false;
        }
    } else if (bits != STANDARD_BITS && bits != 0) {
        return false;
    }
    return has_library();
}

// ---- compression --------------------------------------------------------------------------------------------------------

// The level for a level of zlib: from 7 on as small an output in half of the time; below, two to six times as fast for a few percent more output (the
// measurements are in docs/benchmarks.md).
static int level_for(int level, size_t len)
{
    static const uint8_t levels[] = {0, 1, 1, 1, 2, 2, 3, 6, 7, 7};
    level = level >= 0 && level <= 9 ? level : 6;
    return level <= 6 && len <= SHORT_MAX ? 1 : levels[level];
}

static struct libdeflate_compressor *compressor_take(int level)
{
    uv_mutex_lock(&idle_lock);
    struct libdeflate_compressor *taken = idle_compressors[level];
    idle_compressors[level] = NULL;
    uv_mutex_unlock(&idle_lock);
    return taken != NULL ? taken : whole.libdeflate_alloc_compressor(level);
}

static void compressor_give(struct libdeflate_compressor *given, int level)
{
    uv_mutex_lock(&idle_lock);
    struct libdeflate_compressor *before = idle_compressors[level];
    idle_compressors[level] = given;
    uv_mutex_unlock(&idle_lock);
    if (before != NULL) {
        whole.libdeflate_free_compressor(before);
    }
}

// What zlib's header of gzip says of the level and the system.
static void sign_gzip(uint8_t *out, int level)
{
    out[8] = level == 9 ? 2 : level == 1 ? 4 : 0;
    out[9] = 3;
}

// What zlib's own header says of the level.
static void sign_zlib(uint8_t *out, int level)
{
    out[1] = level == 1 ? 0x01 : level >= 2 && level <= 5 ? 0x5e : level >= 7 ? 0xda : 0x9c;
}

static bool compress_whole(const codec *c, codec_run_io *io)
{
    if (io->in_len < COMPRESS_MIN) {
        return false;
    }
    int level = level_for((int)c->settings[LEVEL], io->in_len);
    struct libdeflate_compressor *compressor = compressor_take(level);
    if (compressor == NULL) {
        return false;
    }
    size_t bound = c->mode == CODEC_GZIP ? whole.libdeflate_gzip_compress_bound(compressor, io->in_len)
                   : c->mode == CODEC_DEFLATE
                       ? whole.libdeflate_zlib_compress_bound(compressor, io->in_len)
                       : whole.libdeflate_deflate_compress_bound(compressor, io->in_len);
    uint8_t *out = malloc(bound);
    size_t len = 0;
    const void *in = io->in_len > 0 ? (const void *)io->in : "";
    if (out != NULL) {
        len = c->mode == CODEC_GZIP ? whole.libdeflate_gzip_compress(compressor, in, io->in_len, out, bound)
              : c->mode == CODEC_DEFLATE
                  ? whole.libdeflate_zlib_compress(compressor, in, io->in_len, out, bound)
                  : whole.libdeflate_deflate_compress(compressor, in, io->in_len, out, bound);
    }
    compressor_give(compressor, level);
    if (len == 0) {
        free(out);
        return false;
    }
    if (c->mode == CODEC_GZIP) {
        sign_gzip(out, (int)c->settings[LEVEL]);
    } else if (c->mode == CODEC_DEFLATE) {
        sign_zlib(out, (int)c->settings[LEVEL]);
    }
    io->out = out;
    io->out_len = len;
    io->out_capacity = bound;
    io->in_len = 0;
    return true;
}

// ---- decompression ------------------------------------------------------------------------------------------------------

enum { RATIO_MAX = 1032, TRIES_MAX = 4 }; // deflate makes no more of a byte than that

static bool is_gzip(const codec *c, const codec_run_io *io)
{
    return c->mode == CODEC_GUNZIP ||
           (c->mode == CODEC_UNZIP && io->in_len >= 2 && io->in[0] == 0x1f && io->in[1] == 0x8b);
}

// A guess at the size of the output: gzip tells it at its end, the others not at all. Room that stays empty costs nothing, a second try all of the work.
static size_t first_room(const codec_run_io *io, bool gzip)
{
    size_t room = io->in_len * 16 + 64;
    if (gzip && io->in_len >= 18) {
        const uint8_t *end = io->in + io->in_len - 4;
        size_t told = (size_t)end[0] | (size_t)end[1] << 8 | (size_t)end[2] << 16 | (size_t)end[3] << 24;
        if (told / RATIO_MAX <= io->in_len) {
            room = told + 1;
        }
    }
    return room < io->out_limit ? room : io->out_limit;
}

static enum libdeflate_result decompress(struct libdeflate_decompressor *decompressor, const codec *c,
                                         const codec_run_io *io, bool gzip, uint8_t *out, size_t room,
                                         size_t *used, size_t *len)
{
    if (gzip) {
        return whole.libdeflate_gzip_decompress_ex(decompressor, io->in, io->in_len, out, room, used, len);
    }
    if (c->mode == CODEC_INFLATE_RAW) {
        return whole.libdeflate_deflate_decompress_ex(decompressor, io->in, io->in_len, out, room, used, len);
    }
    return whole.libdeflate_zlib_decompress_ex(decompressor, io->in, io->in_len, out, room, used, len);
}

static struct libdeflate_decompressor *decompressor_take(void)
{
    uv_mutex_lock(&idle_lock);
    struct libdeflate_decompressor *taken = idle_decompressor;
    idle_decompressor = NULL;
    uv_mutex_unlock(&idle_lock);
    return taken != NULL ? taken : whole.libdeflate_alloc_decompressor();
}

static void decompressor_give(struct libdeflate_decompressor *given)
{
    uv_mutex_lock(&idle_lock);
    struct libdeflate_decompressor *before = idle_decompressor;
    idle_decompressor = given;
    uv_mutex_unlock(&idle_lock);
    if (before != NULL) {
        whole.libdeflate_free_decompressor(before);
    }
}

static bool decompress_whole(const codec *c, codec_run_io *io)
{
    enum { FLAGS_AT = 3, HEADER_CRC = 2 };
    bool gzip = is_gzip(c, io);
    bool is_unchecked =
        gzip && io->in_len > FLAGS_AT && (io->in[FLAGS_AT] & HEADER_CRC) != 0; // by libdeflate
    struct libdeflate_decompressor *decompressor =
        io->in_len > 0 && !is_unchecked ? decompressor_take() : NULL;
    enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
    size_t room = first_room(io, gzip), used = 0, len = 0;
    uint8_t *out = NULL;
    if (decompressor == NULL) {
        return false;
    }
    for (int tries = 0; tries < TRIES_MAX && result == LIBDEFLATE_INSUFFICIENT_SPACE; tries++) {
        free(out);
        out = malloc(room + 1);
        if (out == NULL) {
            break;
        }
        result = decompress(decompressor, c, io, gzip, out, room, &used, &len);
        if (room >= io->out_limit) {
            break;
        }
        room = room < io->out_limit / 4 ? room * 4 : io->out_limit;
    }
    decompressor_give(decompressor);
    if (out == NULL || result != LIBDEFLATE_SUCCESS || used != io->in_len) {
        free(out);
        return false;
    }
    io->out = out;
    io->out_len = len;
    io->out_capacity = room;
    io->in_len = 0;
    return true;
}

bool codec_whole_run(const codec *c, codec_run_io *io)
{
    if (io->flush != Z_FINISH) {
        return false;
    }
    return c->mode == CODEC_DEFLATE || c->mode == CODEC_GZIP || c->mode == CODEC_DEFLATE_RAW
               ? compress_whole(c, io)
               : decompress_whole(c, io);
}
