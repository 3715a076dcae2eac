// SPDX-License-Identifier: MIT
//
// node/zlib/squeeze on any bytes, in pieces with flushes between them, as parts and as a whole: zlib reads back what went in, all of it up to each flush.
#include "node/zlib/squeeze.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void check(bool is_true)
{
    if (!is_true) {
        abort();
    }
}

// What zlib makes of `packed`; it must be `want`, and end there where `is_over`.
static void check_output(const uint8_t *packed, size_t packed_len, const uint8_t *want, size_t want_len,
                         bool is_over)
{
    uint8_t *out = malloc(want_len + 1);
    z_stream z;
    memset(&z, 0, sizeof z);
    check(out != NULL && inflateInit2(&z, -15) == Z_OK);
    z.next_in = (Bytef *)(uintptr_t)packed;
    z.avail_in = (uInt)packed_len;
    z.next_out = out;
    z.avail_out = (uInt)want_len + 1;
    int status = inflate(&z, Z_SYNC_FLUSH);
    check(status == Z_STREAM_END || !is_over);
    check(status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR);
    check(want_len + 1 - z.avail_out == want_len && memcmp(out, want, want_len) == 0);
    check(!is_over || z.avail_in == 0);
    inflateEnd(&z);
    free(out);
}

static void stream(const uint8_t *data, size_t len, const uint8_t *plan, size_t plan_len,
                   squeeze_effort effort)
{
    squeezer *s = squeeze_new(effort, true);
    size_t capacity = len + len / 8 + plan_len * 16 + 1024, packed_len = 0, at = 0;
    uint8_t *packed = malloc(capacity);
    check(s != NULL && packed != NULL);
    for (size_t i = 0; i <= plan_len; i++) {
        bool is_last = i == plan_len;
        size_t now = is_last ? len - at : (size_t)plan[i] * plan[i];
        squeeze_flush flush = is_last ? SQUEEZE_FINISH : (squeeze_flush)(plan[i] % SQUEEZE_FINISH);
        now = now < len - at ? now : len - at;
        do {
            size_t used;
            check(squeeze_write(s, data + at, now, flush, &used) == 0 && used <= now);
            at += used;
            now -= used;
            packed_len += squeeze_take(s, packed + packed_len, capacity - packed_len);
            check(squeeze_ready(s) == 0);
        } while (now > 0);
        if (flush == SQUEEZE_SYNC || flush == SQUEEZE_FULL || is_last) {
            check_output(packed, packed_len, data, at, is_last);
        }
    }
    free(packed);
    squeeze_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// The first bytes are the plan, the rest is repeated until it is long enough for what happens only then.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 12) {
        return 0;
    }
    const uint8_t *plan = data + 4;
    size_t unit = size - 12, len = unit * (1 + (size_t)data[0] * data[1] / 64);
    len = len < 400000 ? len : 400000;
    uint8_t *input = malloc(len > 0 ? len : 1), *out;
    size_t out_len;
    check(input != NULL);
    for (size_t i = 0; i < len; i++) {
        input[i] = (uint8_t)(data[12 + i % unit] + (data[3] > 128 ? (i / unit) * (data[3] & 7u) : 0));
    }
    squeeze_effort effort = {.candidates = (uint8_t)(data[2] & 15), .nice = (uint16_t)(8 + data[2])};
    stream(input, len, plan, 8, effort);
    check(squeeze_whole(effort, input, len, 0, 0, &out, &out_len) == 0);
    check_output(out, out_len, input, len, true);
    free(out);
    free(input);
    return 0;
}
