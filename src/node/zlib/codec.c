// SPDX-License-Identifier: MIT
//
// Codecs over zlib. The output of a run is one growing block, cut to size at its end.
#include "node/zlib/codec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum {
    SETTING_WINDOW_BITS,
    SETTING_LEVEL,
    SETTING_MEM_LEVEL,
    SETTING_STRATEGY,
    SETTING_IS_SINGLE,
    SETTINGS_LEN
};
static const size_t piece_max = (size_t)1 << 30; // zlib counts in unsigned int

static bool deflates(const codec *c)
{
    return c->mode == CODEC_DEFLATE || c->mode == CODEC_GZIP || c->mode == CODEC_DEFLATE_RAW;
}

// zlib tells the format by the range of windowBits.
static int window_bits(const codec *c)
{
    int bits = (int)c->settings[SETTING_WINDOW_BITS];
    switch (c->mode) {
    case CODEC_GZIP:
    case CODEC_GUNZIP:
        return bits + 16;
    case CODEC_UNZIP:
        return bits + 32;
    case CODEC_DEFLATE_RAW:
    case CODEC_INFLATE_RAW:
        return -bits;
    default:
        return bits;
    }
}

static int to_errno(int z)
{
    return z == Z_OK ? 0 : z == Z_MEM_ERROR ? -ENOMEM : -EINVAL;
}

// Deflate and raw inflate take their dictionary before the data; inflate when the data asks for it.
static int set_dictionary(codec *c)
{
    int z = Z_OK;
    if (c->dictionary == NULL) {
        return 0;
    }
    if (c->mode == CODEC_DEFLATE || c->mode == CODEC_DEFLATE_RAW) {
        z = deflateSetDictionary(&c->z, c->dictionary, (uInt)c->dictionary_len);
    } else if (c->mode == CODEC_INFLATE_RAW) {
        z = inflateSetDictionary(&c->z, c->dictionary, (uInt)c->dictionary_len);
    }
    return z == Z_OK ? 0 : -EBADMSG;
}

// zlib's sixth level for streams: 48 candidates for a match instead of 128. A fifth to a third less time for 0.2 to 2 percent more output
// (docs/benchmarks.md); the other three numbers are zlib's own.
static void tune(codec *c)
{
    int level = (int)c->settings[SETTING_LEVEL];
    if ((level == 6 || level == Z_DEFAULT_COMPRESSION) &&
        c->settings[SETTING_STRATEGY] == Z_DEFAULT_STRATEGY) {
        deflateTune(&c->z, 8, 16, 128, 48);
    }
}

static int make(codec *c)
{
    int z;
    if (codec_is_brotli(c)) {
        return codec_brotli_make(c);
    }
    if (codec_is_zstd(c)) {
        return codec_zstd_make(c);
    }
    if (c->settings_len < SETTINGS_LEN) {
        return -EINVAL;
    }
    if (deflates(c)) {
        z = deflateInit2(&c->z, (int)c->settings[SETTING_LEVEL], Z_DEFLATED, window_bits(c),
                         (int)c->settings[SETTING_MEM_LEVEL], (int)c->settings[SETTING_STRATEGY]);
    } else {
        z = inflateInit2(&c->z, window_bits(c));
    }
    if (z != Z_OK) {
        return to_errno(z);
    }
    if (deflates(c)) {
        tune(c);
    }
    c->is_made = true;
    c->has_members = c->mode == CODEC_GUNZIP && c->settings[SETTING_IS_SINGLE] == 0;
    return set_dictionary(c);
}

// ---- codecs that wait for the next of their kind ----------------------------------------------------------------------------

// A compressor's state is a quarter of a megabyte (zstd: more) of fresh pages; a server makes one for each response. Codecs that are done wait here,
// for the life of the process.
enum { IDLE_MAX = 4, IDLE_BYTES_MAX = 4 << 20 };
static uv_once_t idle_once = UV_ONCE_INIT;
static uv_mutex_t idle_lock;
static bool idle_is_ready;
static codec *idle[IDLE_MAX];
static unsigned idle_next;

static void idle_init(void)
{
    idle_is_ready = uv_mutex_init(&idle_lock) == 0;
}

// One that was made for the same; NULL where there is none.
static codec *idle_take(codec_mode mode, const uint32_t *settings, size_t settings_len)
{
    codec *found = NULL;
    uv_once(&idle_once, idle_init);
    if (!idle_is_ready) {
        return NULL;
    }
    uv_mutex_lock(&idle_lock);
    for (size_t i = 0; i < IDLE_MAX && found == NULL; i++) {
        codec *c = idle[i];
        if (c != NULL && c->mode == mode && c->settings_len == settings_len &&
            (settings_len == 0 || memcmp(c->settings, settings, settings_len * sizeof *settings) == 0)) {
            found = c;
            idle[i] = NULL;
        }
    }
    uv_mutex_unlock(&idle_lock);
    return found;
}

// Keeps `c`, which nobody refers to; gives what is to be freed in its stead.
static codec *idle_give(codec *c)
{
    if (!c->is_made || c->is_other || c->dictionary != NULL || !idle_is_ready ||
        (codec_is_zstd(c) && codec_zstd_size(c) > IDLE_BYTES_MAX)) {
        return c;
    }
    uv_mutex_lock(&idle_lock);
    size_t at = idle_next++ % IDLE_MAX;
    for (size_t i = 0; i < IDLE_MAX; i++) {
        at = idle[i] == NULL ? i : at;
    }
    codec *before = idle[at];
    idle[at] = c;
    uv_mutex_unlock(&idle_lock);
    return before;
}

// ---- life ---------------------------------------------------------------------------------------------------------------------

static int codec_init(codec **out, codec_mode mode, const uint32_t *settings, size_t settings_len,
                      const uint8_t *dictionary, size_t dictionary_len, bool is_whole)
{
    int status = -ENOMEM;
    codec *c = dictionary == NULL ? idle_take(mode, settings, settings_len) : NULL;
    if (c != NULL) {
        c->refs = 1;
        status = codec_reset(c);
        c->is_other = status < 0;
        c->is_whole = is_whole && codec_whole_fits(c);
        goto out;
    }
    c = calloc(1, sizeof *c);
    if (c == NULL) {
        return -ENOMEM;
    }
    c->mode = mode;
    c->refs = 1;
    if (settings_len > CODEC_SETTINGS_MAX || dictionary_len > UINT32_MAX) {
        status = -EINVAL;
        goto out;
    }
    if (settings_len > 0) {
        memcpy(c->settings, settings, settings_len * sizeof *settings);
    }
    c->settings_len = settings_len;
    if (dictionary != NULL) {
        c->dictionary = malloc(dictionary_len + 1);
        if (c->dictionary == NULL) {
            goto out;
        }
        memcpy(c->dictionary, dictionary, dictionary_len);
        c->dictionary_len = dictionary_len;
    }
    c->is_whole = is_whole && codec_whole_fits(c);
    status = c->is_whole ? 0 : make(c);
out:
    if (status < 0) {
        codec_release(c);
        c = NULL;
    }
    *out = c;
    return status;
}

int codec_new(codec **out, codec_mode mode, const uint32_t *settings, size_t settings_len,
              const uint8_t *dictionary, size_t dictionary_len)
{
    return codec_init(out, mode, settings, settings_len, dictionary, dictionary_len, false);
}

int codec_new_whole(codec **out, codec_mode mode, const uint32_t *settings, size_t settings_len,
                    const uint8_t *dictionary, size_t dictionary_len)
{
    return codec_init(out, mode, settings, settings_len, dictionary, dictionary_len, true);
}

void codec_release(codec *c)
{
    if (c == NULL || --c->refs > 0) {
        return;
    }
    c = idle_give(c);
    if (c == NULL) {
        return;
    }
    if (codec_is_brotli(c)) {
        codec_brotli_drop(c);
    } else if (codec_is_zstd(c)) {
        codec_zstd_drop(c);
    } else if (c->is_made && deflates(c)) {
        deflateEnd(&c->z);
    } else if (c->is_made) {
        inflateEnd(&c->z);
    }
    free(c->dictionary);
    free(c);
}

int codec_reset(codec *c)
{
    if (codec_is_brotli(c)) {
        codec_brotli_drop(c);
        return codec_brotli_make(c);
    }
    if (codec_is_zstd(c)) {
        return codec_zstd_reset(c);
    }
    int z = deflates(c) ? deflateReset(&c->z)
                        : inflateReset2(&c->z, window_bits(c)); // the header had set the window's size
    if (z == Z_OK && deflates(c)) {
        tune(c);
    }
    c->magic_seen = 0;
    c->is_headed = false;
    c->has_members = c->mode == CODEC_GUNZIP && c->settings[SETTING_IS_SINGLE] == 0;
    return z == Z_OK ? set_dictionary(c) : to_errno(z);
}

int codec_params(codec *c, int level, int strategy)
{
    // Everything was flushed, so that deflateParams has nothing to write; zlib still wants a place where it could.
    uint8_t unused[64];
    c->z.next_in = NULL;
    c->z.avail_in = 0;
    c->z.next_out = unused;
    c->z.avail_out = sizeof unused;
    c->is_other = true;
    int z = deflateParams(&c->z, level, strategy);
    return z == Z_BUF_ERROR ? Z_OK : z;
}

bool codec_room(codec_run_io *io, int *status)
{
    if (io->out_len >= io->out_limit) {
        io->is_full = true;
        return false;
    }
    if (io->out_len < io->out_capacity) {
        return true;
    }
    size_t capacity = io->out_capacity == 0 ? 16384 : io->out_capacity * 2;
    if (io->out_capacity == 0 && io->in_len > capacity) {
        capacity = io->in_len + io->in_len / 8 + 64;
    }
    if (capacity > io->out_limit) {
        capacity = io->out_limit;
    }
    uint8_t *grown = realloc(io->out, capacity);
    if (grown == NULL) {
        *status = -ENOMEM;
        return false;
    }
    io->out = grown;
    io->out_capacity = capacity;
    return true;
}

// Whether an unzip's data begins as gzip does.
static void look_at_magic(codec *c, const codec_run_io *io)
{
    static const uint8_t magic[2] = {0x1f, 0x8b};
    for (size_t i = 0; c->magic_seen < 2 && i < io->in_len; i++) {
        if (io->in[i] != magic[c->magic_seen]) {
            c->magic_seen = 3; // it is not
            return;
        }
        c->magic_seen++;
    }
    c->has_members = c->magic_seen == 2 && c->settings[SETTING_IS_SINGLE] == 0;
}

// ---- sums --------------------------------------------------------------------------------------------------------------------

// zlib's own sums take a tenth of inflate's time. So it reads a header, checking it, and is told to check nothing from there on.
static bool sums(const codec *c)
{
    return c->mode == CODEC_INFLATE || c->mode == CODEC_GUNZIP || c->mode == CODEC_UNZIP;
}

static bool is_gzip(const codec *c)
{
    return c->mode == CODEC_GUNZIP || (c->mode == CODEC_UNZIP && c->magic_seen == 2);
}

static void after_header(codec *c)
{
    if ((c->z.data_type & 128) != 0 &&
        inflateValidate(&c->z, 0) == Z_OK) { // it stopped before the first block
        c->is_headed = true;
        c->check = is_gzip(c) ? 0 : 1;
        c->total = 0;
    }
}

static void keep_tail(codec *c, const uint8_t *consumed, size_t len)
{
    size_t kept = sizeof c->tail;
    if (len >= kept) {
        memcpy(c->tail, consumed + len - kept, kept);
        return;
    }
    memmove(c->tail, c->tail + len, kept - len);
    if (len > 0) {
        memcpy(c->tail + kept - len, consumed, len);
    }
}

static uint32_t number_at(const uint8_t *bytes, bool is_little)
{
    return is_little
               ? (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0]
               : (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// What zlib says where it checks the sums.
static int check_sums(codec *c)
{
    static char bad_data[] = "incorrect data check", bad_length[] = "incorrect length check";
    bool gzip = is_gzip(c);
    if (c->check != number_at(gzip ? c->tail : c->tail + 4, gzip)) {
        c->z.msg = bad_data;
    } else if (gzip && c->total != number_at(c->tail + 4, true)) {
        c->z.msg = bad_length;
    } else {
        return Z_STREAM_END;
    }
    return Z_DATA_ERROR;
}

static int inflate_summed(codec *c, int flush)
{
    const uint8_t *in = c->z.next_in, *out = c->z.next_out;
    int z = inflate(&c->z, c->is_headed ? flush : Z_BLOCK);
    size_t made = (size_t)(c->z.next_out - out);
    keep_tail(c, in, (size_t)(c->z.next_in - in));
    if (!c->is_headed) {
        if (z == Z_OK || z == Z_BUF_ERROR) { // behind a dictionary there is nothing for it to read
            after_header(c);
        }
        return c->is_headed ? Z_OK : z;
    }
    c->check = is_gzip(c) ? codec_crc32(c->check, out, made) : codec_adler32(c->check, out, made);
    c->total += (uint32_t)made;
    return z == Z_STREAM_END ? check_sums(c) : z;
}

// One call of the library, with what fits its counters.
static int step(codec *c, codec_run_io *io)
{
    size_t in = io->in_len < piece_max ? io->in_len : piece_max;
    size_t room = io->out_capacity - io->out_len;
    room = room < piece_max ? room : piece_max;
    int flush = in < io->in_len ? Z_NO_FLUSH : io->flush;
    c->z.next_in = (Bytef *)(uintptr_t)io->in;
    c->z.avail_in = (uInt)in;
    c->z.next_out = io->out + io->out_len;
    c->z.avail_out = (uInt)room;
    int z = deflates(c) ? deflate(&c->z, flush) : sums(c) ? inflate_summed(c, flush) : inflate(&c->z, flush);
    size_t used = in - c->z.avail_in;
    if (used > 0) {
        io->in += used;
        io->in_len -= used;
    }
    io->out_len += room - c->z.avail_out;
    return z;
}

static void fail(codec_run_io *io, int error, const char *message)
{
    io->failed = true;
    io->error = error;
    io->message = message;
}

static void judge(codec *c, codec_run_io *io, int z)
{
    if (z == Z_STREAM_END || io->is_full) {
        return;
    }
    if (z == Z_OK || z == Z_BUF_ERROR) {
        if (io->flush == Z_FINISH) {
            fail(io, Z_BUF_ERROR, "unexpected end of file");
        }
        return;
    }
    if (z == Z_NEED_DICT) {
        fail(io, z, c->dictionary == NULL ? "Missing dictionary" : "Bad dictionary");
        return;
    }
    fail(io, z, c->z.msg != NULL ? c->z.msg : "Zlib error");
}

static int run_zlib(codec *c, codec_run_io *io)
{
    int status = 0;
    int z = Z_OK;
    if (c->mode == CODEC_UNZIP && c->magic_seen < 2) {
        look_at_magic(c, io);
    }
    while (codec_room(io, &status)) {
        z = step(c, io);
        if (z == Z_NEED_DICT && c->dictionary != NULL &&
            inflateSetDictionary(&c->z, c->dictionary, (uInt)c->dictionary_len) == Z_OK) {
            continue;
        }
        if (z == Z_STREAM_END && c->has_members && io->in_len > 0 && io->in[0] != 0) {
            inflateReset(&c->z);
            inflateValidate(&c->z, 1);
            c->is_headed = false;
            continue;
        }
        bool goes_on = z == Z_OK || z == Z_BUF_ERROR;
        if (!goes_on || (c->z.avail_out > 0 && (io->in_len == 0 || z == Z_BUF_ERROR))) {
            break;
        }
    }
    if (status == 0) {
        judge(c, io, z);
    }
    return status;
}

static int run_any(codec *c, codec_run_io *io)
{
    if (c->is_whole && codec_whole_run(c, io)) {
        return 0;
    }
    if (c->is_whole) {
        c->is_whole = false;
        int status = c->is_made ? 0 : make(c);
        if (status < 0) {
            return status;
        }
    }
    return codec_is_brotli(c) ? codec_brotli_run(c, io)
           : codec_is_zstd(c) ? codec_zstd_run(c, io)
                              : run_zlib(c, io);
}

bool codec_is_quick(const codec *c, size_t in_len, size_t out_limit)
{
    enum { EXPAND_MAX = 32768, DEFLATE_MAX = 4096 };
    if (c->mode == CODEC_BROTLI_ENCODE || c->mode == CODEC_ZSTD_COMPRESS) {
        return false;
    }
    return deflates(c) ? in_len <= DEFLATE_MAX : in_len <= EXPAND_MAX && out_limit <= EXPAND_MAX;
}

int codec_run(codec *c, codec_run_io *io)
{
    int status = run_any(c, io);
    if (status < 0) {
        free(io->out);
        io->out = NULL;
        io->out_len = 0;
        return status;
    }
    if (io->out_capacity - io->out_len >
        64 + io->out_len / 8) { // give back what is left over where that is much
        uint8_t *fitted = realloc(io->out, io->out_len + 1);
        io->out = fitted != NULL ? fitted : io->out;
    }
    return 0;
}
