// SPDX-License-Identifier: MIT
//
// Codecs over zstd. The settings are the size that the caller pledged (low word, high word; all ones: none), then pairs of a
// parameter and its value. The library is opened when a program first needs it; the build needs its headers only.
#include "base/library.h"
#include "node/zlib/codec.h"

#include <errno.h>
#include <uv.h>
#include <zstd.h>
#include <zstd_errors.h>

#define FUNCTIONS(X)                                                                                         \
    X(ZSTD_CCtx_loadDictionary)                                                                              \
    X(ZSTD_CCtx_reset)                                                                                       \
    X(ZSTD_CCtx_setParameter)                                                                                \
    X(ZSTD_CCtx_setPledgedSrcSize)                                                                           \
    X(ZSTD_compressStream2)                                                                                  \
    X(ZSTD_createCCtx)                                                                                       \
    X(ZSTD_createDCtx)                                                                                       \
    X(ZSTD_DCtx_loadDictionary)                                                                              \
    X(ZSTD_DCtx_reset)                                                                                       \
    X(ZSTD_DCtx_setParameter)                                                                                \
    X(ZSTD_decompressStream)                                                                                 \
    X(ZSTD_freeCCtx)                                                                                         \
    X(ZSTD_freeDCtx)                                                                                         \
    X(ZSTD_getErrorCode)                                                                                     \
    X(ZSTD_getErrorString)                                                                                   \
    X(ZSTD_isError)                                                                                          \
    X(ZSTD_sizeof_CCtx)                                                                                      \
    X(ZSTD_sizeof_DCtx)

#define MEMBER(name) __typeof__(&name) name;
static struct {
    FUNCTIONS(MEMBER)
} zstd;
#undef MEMBER

#define ROW(name) {#name, (size_t)((char *)&zstd.name - (char *)&zstd)},

static uv_once_t once = UV_ONCE_INIT;
static int loaded;

static void load(void)
{
    const library_symbol symbols[] = {FUNCTIONS(ROW)};
    loaded = library_load("libzstd.so.1", symbols, sizeof symbols / sizeof symbols[0], &zstd);
}

enum { SETTINGS_PARAMETERS = 2 };

static int pledge(codec *c)
{
    uint64_t pledged = (uint64_t)c->settings[1] << 32 | c->settings[0];
    if (pledged != UINT64_MAX &&
        zstd.ZSTD_isError(zstd.ZSTD_CCtx_setPledgedSrcSize(c->zstd_encoder, pledged))) {
        return -EINVAL;
    }
    return 0;
}

static int set_up_encoder(codec *c)
{
    c->zstd_encoder = zstd.ZSTD_createCCtx();
    if (c->zstd_encoder == NULL) {
        return -ENOMEM;
    }
    for (size_t i = SETTINGS_PARAMETERS; i + 1 < c->settings_len; i += 2) {
        if (zstd.ZSTD_isError(zstd.ZSTD_CCtx_setParameter(c->zstd_encoder, (ZSTD_cParameter)c->settings[i],
                                                          (int)c->settings[i + 1]))) {
            return -EDOM;
        }
    }
    if (pledge(c) < 0) {
        return -EINVAL;
    }
    if (c->dictionary != NULL &&
        zstd.ZSTD_isError(zstd.ZSTD_CCtx_loadDictionary(c->zstd_encoder, c->dictionary, c->dictionary_len))) {
        return -EBADMSG;
    }
    return 0;
}

static int set_up_decoder(codec *c)
{
    c->zstd_decoder = zstd.ZSTD_createDCtx();
    if (c->zstd_decoder == NULL) {
        return -ENOMEM;
    }
    for (size_t i = SETTINGS_PARAMETERS; i + 1 < c->settings_len; i += 2) {
        if (zstd.ZSTD_isError(zstd.ZSTD_DCtx_setParameter(c->zstd_decoder, (ZSTD_dParameter)c->settings[i],
                                                          (int)c->settings[i + 1]))) {
            return -EDOM;
        }
    }
    if (c->dictionary != NULL &&
        zstd.ZSTD_isError(zstd.ZSTD_DCtx_loadDictionary(c->zstd_decoder, c->dictionary, c->dictionary_len))) {
        return -EBADMSG;
    }
    return 0;
}

int codec_zstd_make(codec *c)
{
    uv_once(&once, load);
    if (loaded != 0) {
        return loaded;
    }
    c->frame_ended = false;
    if (c->settings_len < SETTINGS_PARAMETERS) {
        return -EINVAL;
    }
    int status = c->mode == CODEC_ZSTD_COMPRESS ? set_up_encoder(c) : set_up_decoder(c);
    c->is_made = status == 0;
    return status;
}

// Parameters and dictionary stay.
int codec_zstd_reset(codec *c)
{
    c->frame_ended = false;
    if (c->zstd_decoder != NULL) {
        return zstd.ZSTD_isError(zstd.ZSTD_DCtx_reset(c->zstd_decoder, ZSTD_reset_session_only)) ? -EINVAL
                                                                                                 : 0;
    }
    return zstd.ZSTD_isError(zstd.ZSTD_CCtx_reset(c->zstd_encoder, ZSTD_reset_session_only)) ? -EINVAL
                                                                                             : pledge(c);
}

size_t codec_zstd_size(const codec *c)
{
    return c->zstd_decoder != NULL ? zstd.ZSTD_sizeof_DCtx(c->zstd_decoder)
                                   : zstd.ZSTD_sizeof_CCtx(c->zstd_encoder);
}

void codec_zstd_drop(codec *c)
{
    if (c->zstd_encoder != NULL) {
        zstd.ZSTD_freeCCtx(c->zstd_encoder);
        c->zstd_encoder = NULL;
    }
    if (c->zstd_decoder != NULL) {
        zstd.ZSTD_freeDCtx(c->zstd_decoder);
        c->zstd_decoder = NULL;
    }
}

static void fail(codec_run_io *io, size_t result)
{
    ZSTD_ErrorCode code = zstd.ZSTD_getErrorCode(result);
    io->failed = true;
    io->error = (int)code;
    io->message = zstd.ZSTD_getErrorString(code);
    io->code = "ZSTD"; // JavaScript knows the names
}

// One call of the library; its result.
static size_t step(codec *c, codec_run_io *io, ZSTD_EndDirective directive)
{
    ZSTD_inBuffer in = {io->in, io->in_len, 0};
    ZSTD_outBuffer out = {io->out, io->out_capacity, io->out_len};
    size_t result = c->mode == CODEC_ZSTD_COMPRESS
                        ? zstd.ZSTD_compressStream2(c->zstd_encoder, &out, &in, directive)
                        : zstd.ZSTD_decompressStream(c->zstd_decoder, &out, &in);
    if (in.pos > 0) {
        io->in += in.pos;
        io->in_len -= in.pos;
    }
    io->out_len = out.pos;
    return result;
}

// Whether another frame begins where one ended: by its magic number, or by as much of it as there is.
static bool frame_follows(const codec_run_io *io)
{
    static const uint8_t frame[4] = {0x28, 0xb5, 0x2f, 0xfd};
    static const uint8_t skippable[4] = {0x50, 0x2a, 0x4d, 0x18};
    bool is_frame = true;
    bool is_skippable = true;
    for (size_t i = 0; i < 4 && i < io->in_len; i++) {
        is_frame = is_frame && io->in[i] == frame[i];
        is_skippable = is_skippable && (i == 0 ? io->in[i] & 0xf0 : io->in[i]) == skippable[i];
    }
    return io->in_len > 0 && (is_frame || is_skippable);
}

int codec_zstd_run(codec *c, codec_run_io *io)
{
    int status = 0;
    bool encodes = c->mode == CODEC_ZSTD_COMPRESS;
    if (!encodes && c->frame_ended && !frame_follows(io)) {
        return 0; // the end of the data again
    }
    while (codec_room(io, &status)) {
        // Input that comes with its end would replace the pledged size: where there is one, the end comes after it.
        bool ends_later = encodes && io->in_len > 0 && io->flush == ZSTD_e_end &&
                          (c->settings[0] & c->settings[1]) != UINT32_MAX;
        ZSTD_EndDirective directive = ends_later ? ZSTD_e_continue : (ZSTD_EndDirective)io->flush;
        size_t result = step(c, io, directive);
        if (zstd.ZSTD_isError(result)) {
            fail(io, result);
            break;
        }
        bool has_room = io->out_len < io->out_capacity;
        if (encodes) {
            if (ends_later) {
                continue;
            }
            if (directive == ZSTD_e_continue ? io->in_len == 0 && has_room : result == 0) {
                break;
            }
            continue;
        }
        c->frame_ended = result == 0;
        if (c->frame_ended) {
            if (!frame_follows(io)) {
                break;
            }
            continue;
        }
        if (io->in_len == 0 && has_room) {
            if (io->flush == ZSTD_e_end) {
                io->failed = true;
                io->error = Z_BUF_ERROR;
                io->message = "unexpected end of file";
            }
            break;
        }
    }
    return status;
}
