// SPDX-License-Identifier: MIT
//
// node/websocket/frames on any bytes: in pieces it says the same as in one, what it gives out is within the limit, texts are valid; and what
// a client writes, unmasked, is read back.
#include "base/utf.h"
#include "node/websocket/frames.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT = 4096 };

typedef struct log {
    uint64_t hash;
    unsigned count;
} message_log;

static void check(int holds)
{
    if (!holds) {
        abort();
    }
}

static void mix(message_log *log, const void *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        log->hash = (log->hash ^ ((const uint8_t *)bytes)[i]) * UINT64_C(1099511628211);
    }
}

static int on_message(void *user, uint8_t opcode, bool compressed, const uint8_t *data, size_t len,
                      uint8_t **owned)
{
    message_log *log = user;
    check(len <= LIMIT);
    check(opcode != WS_TEXT || compressed || utf8_is_valid(data, len));
    check(opcode < WS_CLOSE || len <= WS_CONTROL_MAX);
    mix(log, &opcode, 1);
    mix(log, &compressed, 1);
    mix(log, &len, sizeof len);
    mix(log, data, len);
    log->count++;
    if (*owned && (len & 1)) { // taken, as the binding does
        check(*owned == data);
        free(*owned);
        *owned = NULL;
    }
    return 0;
}

static int parse(const uint8_t *data, size_t size, size_t piece, message_log *log)
{
    ws_parser p;
    int r = 0;
    ws_parser_init(&p, LIMIT, true);
    for (size_t at = 0; at < size && r == 0; at += piece) {
        r = ws_parser_feed(&p, data + at, size - at < piece ? size - at : piece, on_message, log);
    }
    ws_parser_deinit(&p);
    return r;
}

static void write_and_read(const uint8_t *data, size_t size)
{
    static const uint8_t mask[4] = {0x12, 0x34, 0x56, 0x78};
    uint8_t *frame = malloc(WS_FRAME_HEAD_MAX + size);
    check(frame != NULL);
    size_t head = ws_frame_head(frame, WS_BINARY, false, size, mask);
    if (size) {
        memcpy(frame + head, data, size);
    }
    ws_mask(frame + head, size, mask);
    ws_mask(frame + head, size, mask);
    frame[1] &= 0x7f; // as a server would send it
    memmove(frame + head - 4, frame + head, size);
    message_log log = {0};
    int r = parse(frame, head - 4 + size, head + size, &log);
    check(size > LIMIT ? r == WS_TOO_BIG : r == 0 && log.count == 1);
    free(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    message_log whole = {0}, bytes = {0}, pieces = {0};
    int r = parse(data, size, size ? size : 1, &whole);
    check(parse(data, size, 1, &bytes) == r && bytes.hash == whole.hash && bytes.count == whole.count);
    check(parse(data, size, 7, &pieces) == r && pieces.hash == whole.hash && pieces.count == whole.count);
    write_and_read(data, size);
    return 0;
}
