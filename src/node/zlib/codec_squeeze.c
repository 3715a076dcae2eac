// SPDX-License-Identifier: MIT
//
// Streams of deflate through the squeezer, at the level that is zlib's default: this file writes what zlib writes around the data (headers, sums) and
// keeps zlib's rules of flushing. Where the parameters change on the way, zlib goes on behind what was flushed.
#include "node/zlib/codec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// About as small as zlib's sixth level in half of its time (docs/benchmarks.md).
static const squeeze_effort effort = {.candidates = 16, .nice = 32};

enum { WINDOW_BITS, LEVEL, MEM_LEVEL, STRATEGY, NUMBERS };
enum { STANDARD_BITS = 15, STANDARD_MEM_LEVEL = 8, STANDARD_LEVEL = 6 };
enum {
    QUICK_MAX = 8192,
    QUICK_WHOLE_MAX = 16384
}; // bytes that are compressed sooner than another thread could take them up

bool codec_squeeze_fits(const codec *c)
{
    int level = (int)c->settings[LEVEL];
    return (c->mode == CODEC_DEFLATE || c->mode == CODEC_GZIP || c->mode == CODEC_DEFLATE_RAW) &&
           c->dictionary == NULL && c->settings[WINDOW_BITS] == STANDARD_BITS &&
           c->settings[MEM_LEVEL] >= STANDARD_MEM_LEVEL && c->settings[STRATEGY] == Z_DEFAULT_STRATEGY &&
           (level == STANDARD_LEVEL || level == Z_DEFAULT_COMPRESSION);
}

static void start_over(codec *c)
{
    c->is_headed = c->is_over = false;
    c->flushed = -1;
    c->check = c->mode == CODEC_DEFLATE ? 1 : 0;
    c->total = 0;
}

int codec_squeeze_make(codec *c)
{
    c->squeezer = squeeze_new(effort, true);
    start_over(c);
    return c->squeezer != NULL ? 0 : -ENOMEM;
}

static void end_zlib(codec *c)
{
    if (c->is_zlibs) {
        deflateEnd(&c->z);
        c->is_zlibs = false;
    }
}

void codec_squeeze_reset(codec *c)
{
    end_zlib(c);
    squeeze_reset(c->squeezer);
    start_over(c);
}

void codec_squeeze_drop(codec *c)
{
    end_zlib(c);
    squeeze_free(c->squeezer);
    c->squeezer = NULL;
}

int codec_squeeze_params(codec *c, int level, int strategy)
{
    if (c->is_zlibs) {
        return Z_VERSION_ERROR; // deflateParams is the caller's
    }
    size_t len;
    const uint8_t *history = squeeze_history(c->squeezer, &len);
    int z = deflateInit2(&c->z, level, Z_DEFLATED, -STANDARD_BITS, (int)c->settings[MEM_LEVEL], strategy);
    if (z != Z_OK) {
        return z;
    }
    c->is_zlibs = true;
    return len > 0 ? deflateSetDictionary(&c->z, history, (uInt)len) : Z_OK;
}

bool codec_squeeze_is_quick(const codec *c, size_t in_len, int flush)
{
    size_t room = squeeze_room(c->squeezer);
    if (flush == Z_NO_FLUSH && !c->is_zlibs && in_len <= room) {
        return true;
    }
    size_t len;
    bool is_whole = flush == Z_FINISH && squeeze_uncompressed(c->squeezer, &len) != NULL;
    return in_len <= room &&
           in_len + squeeze_waiting(c->squeezer) <= (is_whole ? QUICK_WHOLE_MAX : QUICK_MAX);
}

static int put_header(codec *c)
{
    static const uint8_t of_zlib[] = {0x78, 0x9c};
    static const uint8_t of_gzip[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    c->is_headed = true;
    return c->mode == CODEC_DEFLATE ? squeeze_put(c->squeezer, of_zlib, sizeof of_zlib)
           : c->mode == CODEC_GZIP  ? squeeze_put(c->squeezer, of_gzip, sizeof of_gzip)
                                    : 0;
}

static int put_trailer(codec *c)
{
    uint32_t check = c->check;
    uint8_t bytes[8];
    for (int i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(c->mode == CODEC_GZIP ? check >> (8 * i) : check >> (24 - 8 * i));
        bytes[4 + i] = (uint8_t)(c->total >> (8 * i));
    }
    c->is_over = true;
    return c->mode == CODEC_DEFLATE_RAW ? 0 : squeeze_put(c->squeezer, bytes, c->mode == CODEC_GZIP ? 8 : 4);
}

// All of the input through zlib, which goes on where the squeezer stopped.
static int feed_zlib(codec *c, const codec_run_io *io, int flush, size_t *used)
{
    uint8_t out[4096];
    int status = 0;
    size_t in = io->in_len < ((size_t)1 << 30) ? io->in_len : (size_t)1 << 30;
    c->z.next_in = (Bytef *)(uintptr_t)io->in;
    c->z.avail_in = (uInt)in;
    do {
        c->z.next_out = out;
        c->z.avail_out = sizeof out;
        deflate(&c->z, in < io->in_len ? Z_NO_FLUSH : flush);
        status = squeeze_put(c->squeezer, out, sizeof out - c->z.avail_out);
    } while (status == 0 && c->z.avail_out == 0);
    *used = in - c->z.avail_in;
    return status;
}

static squeeze_flush flush_of(int flush)
{
    static const squeeze_flush kinds[] = {SQUEEZE_MORE, SQUEEZE_PARTIAL, SQUEEZE_SYNC,
                                          SQUEEZE_FULL, SQUEEZE_FINISH,  SQUEEZE_BLOCK};
    return flush >= 0 && flush <= Z_BLOCK ? kinds[flush] : SQUEEZE_MORE;
}

// Flushes in zlib's order of strength.
static int rank(int flush)
{
    return flush * 2 - (flush > Z_FINISH ? 9 : 0);
}

// The end of a short stream, of which nothing was compressed yet: that is done in one go, as for a buffer.
static int feed_end(codec *c, const codec_run_io *io, size_t *used)
{
    size_t len, none;
    uint8_t *out;
    int status = squeeze_write(c->squeezer, io->in, io->in_len, SQUEEZE_MORE, used);
    const uint8_t *all = squeeze_uncompressed(c->squeezer, &len);
    if (status < 0) {
        return status;
    }
    if (all == NULL || !codec_whole_raw(all, len, &out, &len)) {
        return squeeze_write(c->squeezer, NULL, 0, SQUEEZE_FINISH, &none);
    }
    status = squeeze_put(c->squeezer, out, len);
    free(out);
    return status;
}

static int feed_squeezer(codec *c, const codec_run_io *io, size_t *used)
{
    size_t len;
    if (io->flush == Z_FINISH && io->in_len <= squeeze_room(c->squeezer) &&
        squeeze_uncompressed(c->squeezer, &len) != NULL) {
        return feed_end(c, io, used);
    }
    return squeeze_write(c->squeezer, io->in, io->in_len, flush_of(io->flush), used);
}

static int feed(codec *c, codec_run_io *io)
{
    size_t used = 0;
    int status = c->is_headed ? 0 : put_header(c);
    if (status == 0) {
        status = c->is_zlibs ? feed_zlib(c, io, io->flush, &used) : feed_squeezer(c, io, &used);
    }
    if (status == 0 && used > 0) {
        c->check = c->mode == CODEC_GZIP      ? codec_crc32(c->check, io->in, used)
                   : c->mode == CODEC_DEFLATE ? codec_adler32(c->check, io->in, used)
                                              : 0;
        c->total += (uint32_t)used;
        io->in += used;
        io->in_len -= used;
    }
    if (status == 0 && io->in_len == 0) {
        c->flushed = rank(io->flush);
        status = io->flush == Z_FINISH ? put_trailer(c) : 0;
    }
    return status;
}

// Whether there is something to be done but taking what is ready.
static bool is_wanted(const codec *c, const codec_run_io *io)
{
    if (c->is_over) {
        return false;
    }
    return io->in_len > 0 || io->flush == Z_FINISH || rank(io->flush) > c->flushed;
}

int codec_squeeze_run(codec *c, codec_run_io *io)
{
    int status = 0;
    while (status == 0) {
        if (squeeze_ready(c->squeezer) > 0) {
            if (!codec_room(io, &status)) {
                break;
            }
            io->out_len += squeeze_take(c->squeezer, io->out + io->out_len, io->out_capacity - io->out_len);
        } else if (is_wanted(c, io)) {
            status = feed(c, io);
        } else {
            break;
        }
    }
    if (status == 0 && c->is_over && io->in_len > 0 && io->flush == Z_FINISH && !io->is_full) {
        io->failed = true;
        io->error = Z_BUF_ERROR;
        io->message = "unexpected end of file";
    }
    return status;
}
