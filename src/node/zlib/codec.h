// SPDX-License-Identifier: MIT
//
// One compressor or decompressor: zlib's or brotli's or zstd's state behind the same three verbs (run, reset, free). A codec belongs to
// one thread at a time: while a job runs it on the IO pool, the loop's thread leaves it alone.
#ifndef PROTOJS_NODE_ZLIB_CODEC_H
#define PROTOJS_NODE_ZLIB_CODEC_H

#include <brotli/decode.h>
#include <brotli/encode.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

// Numbers that zlib.constants shows.
typedef enum codec_mode {
    CODEC_DEFLATE = 1,
    CODEC_INFLATE,
    CODEC_GZIP,
    CODEC_GUNZIP,
    CODEC_DEFLATE_RAW,
    CODEC_INFLATE_RAW,
    CODEC_UNZIP,
    CODEC_BROTLI_DECODE,
    CODEC_BROTLI_ENCODE,
    CODEC_ZSTD_COMPRESS,
    CODEC_ZSTD_DECOMPRESS,
} codec_mode;

enum { CODEC_SETTINGS_MAX = 64 };

typedef struct codec {
    codec_mode mode;
    unsigned refs; // the JavaScript handle and the running job hold one each; loop thread
    bool is_busy;  // a job runs it; loop thread
    bool is_made;  // the library's state exists
    bool is_whole; // its first run is its only one, and codec_whole_run may do it: there is no state yet
    bool is_other; // its state is no longer what its settings say
    uint32_t settings
        [CODEC_SETTINGS_MAX]; // zlib: windowBits, level, memLevel, strategy, whether one member is all; brotli: by parameter, UINT32_MAX unset; zstd: codec_zstd.c
    size_t settings_len;
    uint8_t *dictionary; // owned; NULL for none
    size_t dictionary_len;
    bool has_members;    // the input is gzip: after a member another may follow
    unsigned magic_seen; // bytes of gzip's magic number that an unzip saw
    z_stream z;
    bool is_headed;        // inflate: the header is read, and the sums are ours
    uint8_t tail[8];       // of what inflate consumed
    uint32_t check, total; // of the output so far
    BrotliEncoderState *encoder;
    BrotliDecoderState *decoder;
    struct prepared_dictionary *prepared; // brotli's form of the dictionary, for the encoder
    struct ZSTD_CCtx_s *zstd_encoder;
    struct ZSTD_DCtx_s *zstd_decoder;
    bool frame_ended; // zstd: what was read so far ends with a whole frame
} codec;

// What one run takes and gives. `out` is malloc'ed and the caller's.
typedef struct codec_run_io {
    const uint8_t *in;
    size_t in_len; // becomes what was not consumed
    int flush;
    size_t out_limit; // stops when so much was produced
    uint8_t *out;
    size_t out_len;
    size_t out_capacity;
    bool is_full; // stopped at the limit: there may be more
    bool failed;
    int error;           // as err.errno shows it
    const char *message; // static text
    const char *code;    // NULL: zlib's name of `error`
} codec_run_io;

// Makes a codec. `settings` and `dictionary` are copied. Owns: the caller, with one reference. Fails: -ENOMEM, -EINVAL, -EDOM (a setting that the
// library refuses), -EBADMSG (a dictionary that it refuses).
int codec_new(codec **out, codec_mode mode, const uint32_t *settings, size_t settings_len,
              const uint8_t *dictionary, size_t dictionary_len) __attribute__((warn_unused_result));
// As codec_new, of a codec that runs once over all of its input.
int codec_new_whole(codec **out, codec_mode mode, const uint32_t *settings, size_t settings_len,
                    const uint8_t *dictionary, size_t dictionary_len) __attribute__((warn_unused_result));
// Gives a reference back; after the last one the codec is gone, or waits for codec_new to be asked for its like. Accepts NULL.
void codec_release(codec *c);
// Consumes input until it is used up, the end of the data is reached, or `out_limit` bytes were produced. Fails: -ENOMEM (then `out` holds nothing); what the data
// is to blame for is told in `io`. Thread: any, one at a time.
int codec_run(codec *c, codec_run_io *io) __attribute__((warn_unused_result));
// Whether a run over `in_len` bytes for at most `out_limit` is over sooner than another thread could take it up.
bool codec_is_quick(const codec *c, size_t in_len, size_t out_limit);
// Starts over with the same settings. Fails: as codec_new.
int codec_reset(codec *c) __attribute__((warn_unused_result));
// Changes level and strategy of a zlib compressor; the caller flushed before. Returns zlib's code.
int codec_params(codec *c, int level, int strategy);

// Room in `io->out` for at least one more byte below the limit. False where the limit is reached (is_full is set) or memory is short (error -ENOMEM).
bool codec_room(codec_run_io *io, int *status);

// zlib's sums, by libdeflate where it is there.
uint32_t codec_crc32(uint32_t sum, const uint8_t *bytes, size_t len);
uint32_t codec_adler32(uint32_t sum, const uint8_t *bytes, size_t len);

// Whether libdeflate is there and the settings are such that it does what zlib would. Then codec_whole_run tries; where it says false it has done nothing, and
// zlib is to do the work.
bool codec_whole_fits(const codec *c);
bool codec_whole_run(const codec *c, codec_run_io *io);

int codec_brotli_make(codec *c) __attribute__((warn_unused_result));
void codec_brotli_drop(codec *c);
bool codec_brotli_has_dictionaries(void); // Thread: any
int codec_brotli_run(codec *c, codec_run_io *io) __attribute__((warn_unused_result));
int codec_zstd_make(codec *c) __attribute__((warn_unused_result));
int codec_zstd_reset(codec *c) __attribute__((warn_unused_result));
size_t codec_zstd_size(const codec *c); // bytes of memory
void codec_zstd_drop(codec *c);
int codec_zstd_run(codec *c, codec_run_io *io) __attribute__((warn_unused_result));

static inline bool codec_is_brotli(const codec *c)
{
    return c->mode == CODEC_BROTLI_DECODE || c->mode == CODEC_BROTLI_ENCODE;
}

static inline bool codec_is_zstd(const codec *c)
{
    return c->mode == CODEC_ZSTD_COMPRESS || c->mode == CODEC_ZSTD_DECOMPRESS;
}

#endif
