// SPDX-License-Identifier: MIT
//
// inspector/wire on any bytes: heads and frames lie within them, more bytes do not change what was understood, and a written frame is read back.
#include "inspector/wire.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT = 4096 };

static void check(int holds)
{
    if (!holds) {
        abort();
    }
}

static void is_within(wire_text text, const char *bytes, size_t len)
{
    check(text.len == 0 || (text.text >= bytes && text.text + text.len <= bytes + len));
}

static void read_head(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 1);
    wire_request request, again;
    check(bytes != NULL);
    memcpy(bytes, data, size);
    int len = wire_request_read(bytes, size, &request);
    check(len <= (int)size);
    if (len > 0) {
        is_within(request.path, bytes, (size_t)len);
        is_within(request.host, bytes, (size_t)len);
        is_within(request.key, bytes, (size_t)len);
        check(wire_request_read(bytes, (size_t)len, &again) == len);
        wire_host_is_allowed(request.host);
        wire_is_plain_host(request.host);
    }
    wire_host_is_allowed((wire_text){bytes, size});
    free(bytes);
}

static void read_frames(const uint8_t *data, size_t size)
{
    uint8_t *bytes = malloc(size + 1);
    check(bytes != NULL);
    memcpy(bytes, data, size);
    size_t at = 0;
    for (;;) {
        wire_frame frame;
        size_t taken = 0;
        if (wire_frame_read(bytes + at, size - at, LIMIT, &frame, &taken) != 1) {
            break;
        }
        check(taken >= 6 && taken <= size - at && frame.len <= LIMIT &&
              frame.payload + frame.len == bytes + at + taken);
        at += taken;
    }
    free(bytes);
}

static void write_and_read(const uint8_t *data, size_t size)
{
    uint8_t head[WIRE_FRAME_HEAD_MAX];
    size_t head_len = wire_frame_head(head, WIRE_TEXT, size);
    uint8_t *bytes = calloc(1, head_len + 4 + size);
    wire_frame frame;
    size_t taken;
    check(bytes != NULL);
    head[1] |= 0x80; // as a client would send it, masked with zeros
    memcpy(bytes, head, head_len);
    if (size > 0) {
        memcpy(bytes + head_len + 4, data, size);
    }
    check(wire_frame_read(bytes, head_len + 4 + size, size, &frame, &taken) == 1);
    check(frame.len == size && taken == head_len + 4 + size &&
          (size == 0 || memcmp(frame.payload, data, size) == 0));
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_head(data, size);
    read_frames(data, size);
    write_and_read(data, size);
    return 0;
}
