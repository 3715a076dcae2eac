// SPDX-License-Identifier: MIT
//
// Codecs over brotli. Its two libraries are opened when a program first needs them; the build needs their headers only.
#include "base/library.h"
#include "node/zlib/codec.h"

#include <errno.h>
#include <uv.h>

#define ENCODER_FUNCTIONS(X)                                                                                 \
    X(BrotliEncoderCompressStream)                                                                           \
    X(BrotliEncoderCreateInstance)                                                                           \
    X(BrotliEncoderDestroyInstance)                                                                          \
    X(BrotliEncoderHasMoreOutput)                                                                            \
    X(BrotliEncoderSetParameter)

#define DECODER_FUNCTIONS(X)                                                                                 \
    X(BrotliDecoderCreateInstance)                                                                           \
    X(BrotliDecoderDecompressStream)                                                                         \
    X(BrotliDecoderDestroyInstance)                                                                          \
    X(BrotliDecoderGetErrorCode)                                                                             \
    X(BrotliDecoderSetParameter)

#define MEMBER(name) __typeof__(&name) name;
static struct {
    ENCODER_FUNCTIONS(MEMBER)
    DECODER_FUNCTIONS(MEMBER)
} brotli;
#undef MEMBER

#define ROW(name) {#name, (size_t)((char *)&brotli.name - (char *)&brotli)},

// Dictionaries, which the libraries have from version 1.1 on. Their headers may be older: the prototypes stand here.
typedef struct prepared_dictionary prepared_dictionary;
enum { DICTIONARY_RAW = 0 };

static struct {
    prepared_dictionary *(*prepare)(int type, size_t len, const uint8_t data[], int quality,
                                    brotli_alloc_func alloc, brotli_free_func free, void *opaque);
    int (*attach_to_encoder)(BrotliEncoderState *encoder, const prepared_dictionary *dictionary);
    void (*destroy)(prepared_dictionary *dictionary);
    int (*attach_to_decoder)(BrotliDecoderState *decoder, int type, size_t len, const uint8_t data[]);
} dictionaries;

static uv_once_t once = UV_ONCE_INIT;
static int loaded;
static bool has_dictionaries;

static void load(void)
{
    const library_symbol encoder[] = {ENCODER_FUNCTIONS(ROW)};
    const library_symbol decoder[] = {DECODER_FUNCTIONS(ROW)};
    loaded = library_load("libbrotlienc.so.1", encoder, sizeof encoder / sizeof encoder[0], &brotli);
    if (loaded == 0) {
        loaded = library_load("libbrotlidec.so.1", decoder, sizeof decoder / sizeof decoder[0], &brotli);
    }
    const library_symbol of_encoder[] = {
        {"BrotliEncoderPrepareDictionary", offsetof(__typeof__(dictionaries), prepare)},
        {"BrotliEncoderAttachPreparedDictionary", offsetof(__typeof__(dictionaries), attach_to_encoder)},
        {"BrotliEncoderDestroyPreparedDictionary", offsetof(__typeof__(dictionaries), destroy)},
    };
    const library_symbol of_decoder[] = {
        {"BrotliDecoderAttachDictionary", offsetof(__typeof__(dictionaries), attach_to_decoder)},
    };
    has_dictionaries = loaded == 0 && library_load("libbrotlienc.so.1", of_encoder, 3, &dictionaries) == 0 &&
                       library_load("libbrotlidec.so.1", of_decoder, 1, &dictionaries) == 0;
}

bool codec_brotli_has_dictionaries(void)
{
    uv_once(&once, load);
    return has_dictionaries;
}

static int set_dictionary(codec *c)
{
    if (c->dictionary == NULL) {
        return 0;
    }
    if (!has_dictionaries) {
        return -EBADMSG;
    }
    if (c->decoder != NULL) {
        bool ok =
            dictionaries.attach_to_decoder(c->decoder, DICTIONARY_RAW, c->dictionary_len, c->dictionary);
        return ok ? 0 : -EBADMSG;
    }
    uint32_t quality =
        c->settings_len > BROTLI_PARAM_QUALITY ? c->settings[BROTLI_PARAM_QUALITY] : UINT32_MAX;
    c->prepared =
        dictionaries.prepare(DICTIONARY_RAW, c->dictionary_len, c->dictionary,
                             quality == UINT32_MAX ? BROTLI_DEFAULT_QUALITY : (int)quality, NULL, NULL, NULL);
    return c->prepared != NULL && dictionaries.attach_to_encoder(c->encoder, c->prepared) ? 0 : -EBADMSG;
}

int codec_brotli_make(codec *c)
{
    bool encodes = c->mode == CODEC_BROTLI_ENCODE;
    uv_once(&once, load);
    if (loaded != 0) {
        return loaded;
    }
    if (encodes) {
        c->encoder = brotli.BrotliEncoderCreateInstance(NULL, NULL, NULL);
    } else {
        c->decoder = brotli.BrotliDecoderCreateInstance(NULL, NULL, NULL);
    }
    if (c->encoder == NULL && c->decoder == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < c->settings_len; i++) {
        uint32_t value = c->settings[i];
        if (value == UINT32_MAX) {
            continue;
        }
        if (!(encodes ? brotli.BrotliEncoderSetParameter(c->encoder, (BrotliEncoderParameter)i, value)
                      : brotli.BrotliDecoderSetParameter(c->decoder, (BrotliDecoderParameter)i, value))) {
            return -EINVAL;
        }
    }
    return set_dictionary(c);
}

void codec_brotli_drop(codec *c)
{
    if (c->encoder != NULL) {
        brotli.BrotliEncoderDestroyInstance(c->encoder);
        c->encoder = NULL;
    }
    if (c->prepared != NULL) { // the encoder borrowed it
        dictionaries.destroy(c->prepared);
        c->prepared = NULL;
    }
    if (c->decoder != NULL) {
        brotli.BrotliDecoderDestroyInstance(c->decoder);
        c->decoder = NULL;
    }
}

static void fail(codec_run_io *io, int error, const char *message, const char *code)
{
    io->failed = true;
    io->error = error;
    io->message = message;
    io->code = code;
}

static int run_encoder(codec *c, codec_run_io *io)
{
    int status = 0;
    while (codec_room(io, &status)) {
        uint8_t *next = io->out + io->out_len;
        size_t room = io->out_capacity - io->out_len;
        if (!brotli.BrotliEncoderCompressStream(c->encoder, (BrotliEncoderOperation)io->flush, &io->in_len,
                                                &io->in, &room, &next, NULL)) {
            fail(io, 0, "Compression failed", "ERR_BROTLI_COMPRESSION_FAILED");
            break;
        }
        io->out_len = io->out_capacity - room;
        if (io->in_len == 0 && !brotli.BrotliEncoderHasMoreOutput(c->encoder) && room > 0) {
            break;
        }
    }
    return status;
}

static int run_decoder(codec *c, codec_run_io *io)
{
    int status = 0;
    while (codec_room(io, &status)) {
        uint8_t *next = io->out + io->out_len;
        size_t room = io->out_capacity - io->out_len;
        BrotliDecoderResult result =
            brotli.BrotliDecoderDecompressStream(c->decoder, &io->in_len, &io->in, &room, &next, NULL);
        io->out_len = io->out_capacity - room;
        if (result == BROTLI_DECODER_RESULT_ERROR) {
            BrotliDecoderErrorCode error = brotli.BrotliDecoderGetErrorCode(c->decoder);
            fail(io, (int)error, "Decompression failed", "BROTLI_DECODER"); // JavaScript knows the names
            break;
        }
        if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT && io->flush == BROTLI_OPERATION_FINISH) {
            fail(io, Z_BUF_ERROR, "unexpected end of file", NULL);
        }
        if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
            break;
        }
    }
    return status;
}

int codec_brotli_run(codec *c, codec_run_io *io)
{
    return c->mode == CODEC_BROTLI_ENCODE ? run_encoder(c, io) : run_decoder(c, io);
}
