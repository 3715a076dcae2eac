// SPDX-License-Identifier: MIT
//
// A squeezer's life, and streams: input gathers in a window of history and fresh bytes, which are compressed at once when they fill it or a flush asks.
#include "node/zlib/squeeze_inner.h"

#include <errno.h>
#include <stdlib.h>

enum { DEEP_HEADS_BITS = 15, QUICK_HEADS_BITS = 14, FOURS_BITS = 13 };
enum { FRESH = 65536 }; // input of a stream that is compressed at once; positions are counted modulo that

squeezer *squeeze_new(squeeze_effort effort, bool is_stream)
{
    squeezer *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    s->effort = effort;
    s->heads_bits = effort.candidates == 0 ? QUICK_HEADS_BITS : DEEP_HEADS_BITS;
    s->fours_bits = FOURS_BITS;
    s->window = is_stream ? malloc(SQUEEZE_WINDOW + FRESH) : NULL;
    if (is_stream && s->window == NULL) {
        free(s);
        return NULL;
    }
    return s;
}

// Tables and tokens, of which short streams that are compressed elsewhere need none.
static int tables_make(squeezer *s)
{
    bool is_quick = s->effort.candidates == 0;
    s->heads = malloc(sizeof *s->heads << s->heads_bits);
    s->tokens = malloc(TOKENS_MAX * sizeof *s->tokens);
    bool has_all = s->heads != NULL && s->tokens != NULL;
    if (is_quick) {
        s->pairs = malloc(sizeof *s->pairs << s->fours_bits);
        has_all = has_all && s->pairs != NULL;
    } else {
        s->nexts = calloc(SQUEEZE_WINDOW, sizeof *s->nexts);
        s->fours = malloc(sizeof *s->fours << s->fours_bits);
        s->threes = malloc(sizeof *s->threes << s->fours_bits);
        has_all = has_all && s->nexts != NULL && s->fours != NULL && s->threes != NULL;
    }
    s->has_tables = has_all;
    return has_all ? 0 : -ENOMEM;
}

static void tables_free(squeezer *s)
{
    free(s->heads);
    free(s->nexts);
    free(s->fours);
    free(s->threes);
    free(s->pairs);
    free(s->tokens);
    s->heads = s->nexts = s->fours = s->threes = NULL;
    s->pairs = s->tokens = NULL;
    s->has_tables = false;
}

// Makes the tables ready for a stream's first bytes.
static int begin(squeezer *s)
{
    s->is_begun = true;
    if (!s->has_tables) {
        tables_free(s); // what an earlier try left
        if (tables_make(s) < 0) {
            return -ENOMEM;
        }
    }
    memset(s->heads, 0, sizeof *s->heads << s->heads_bits);
    if (s->effort.candidates == 0) {
        memset(s->pairs, 0, sizeof *s->pairs << s->fours_bits);
    } else {
        memset(s->fours, 0, sizeof *s->fours << s->fours_bits);
        memset(s->threes, 0, sizeof *s->threes << s->fours_bits);
    }
    return 0;
}

void squeeze_free(squeezer *s)
{
    if (s == NULL) {
        return;
    }
    tables_free(s);
    free(s->window);
    free(s->out);
    free(s);
}

void squeeze_reset(squeezer *s)
{
    s->is_begun = false;
    s->inserted = s->filled = s->done = s->floor = 0;
    s->bits = 0;
    s->bits_len = 0;
    s->out_len = s->taken = 0;
}

static int parse(squeezer *s, const uint8_t *base, uint32_t floor, uint32_t from, uint32_t to)
{
    return (s->effort.candidates == 0 ? squeeze__parse_quick : squeeze__parse_deep)(s, base, floor, from, to);
}

// Compresses what waits in the window.
static int compress(squeezer *s, bool is_last)
{
    if (s->done == s->filled && !is_last) {
        return 0;
    }
    int status = s->is_begun ? 0 : begin(s);
    if (status == 0) {
        status = parse(s, s->window, s->floor, s->done, s->filled);
    }
    if (status == 0) {
        status = squeeze__block_end(s, s->window + s->filled, is_last);
    }
    s->done = s->filled;
    return status;
}

// Moves the last window of a full buffer to its front. It goes back by all of FRESH, so that positions in the tables stay what they are.
static void slide(squeezer *s)
{
    memmove(s->window, s->window + FRESH, SQUEEZE_WINDOW);
    s->filled -= FRESH;
    s->done -= FRESH;
    s->inserted -= FRESH;
    s->floor = s->floor > FRESH ? s->floor - FRESH : 0;
}

// An empty stored block.
static void mark(squeezer *s)
{
    squeeze__bits(s, 0, 3);
    squeeze__align(s);
    squeeze__bits(s, UINT32_C(0xffff0000), 32);
}

static int end_with(squeezer *s, squeeze_flush flush)
{
    int status = compress(s, flush == SQUEEZE_FINISH);
    if (status == 0) {
        status = squeeze__room(s, 16);
    }
    if (status < 0) {
        return status;
    }
    if (flush == SQUEEZE_PARTIAL) {
        squeeze__bits(s, 1 << 1, 10); // fixed codes, and the end of the block
    } else if (flush == SQUEEZE_SYNC || flush == SQUEEZE_FULL) {
        mark(s);
    } else if (flush == SQUEEZE_FINISH) {
        squeeze__align(s);
    }
    if (flush == SQUEEZE_FULL) {
        s->floor = s->filled;
    }
    return 0;
}

int squeeze_write(squeezer *s, const uint8_t *in, size_t len, squeeze_flush flush, size_t *used)
{
    int status = 0;
    *used = 0;
    while (*used < len && squeeze_ready(s) < FRESH && status == 0) {
        size_t room = SQUEEZE_WINDOW + FRESH - s->filled;
        size_t now = len - *used < room ? len - *used : room;
        memcpy(s->window + s->filled, in + *used, now);
        s->filled += (uint32_t)now;
        *used += now;
        if (s->filled == SQUEEZE_WINDOW + FRESH) {
            status = compress(s, false);
            slide(s);
        }
    }
    return status == 0 && flush != SQUEEZE_MORE && *used == len ? end_with(s, flush) : status;
}

int squeeze_put(squeezer *s, const uint8_t *bytes, size_t len)
{
    int status = squeeze__room(s, len);
    if (status == 0) {
        memcpy(s->out + s->out_len, bytes, len);
        s->out_len += len;
    }
    return status;
}

size_t squeeze_take(squeezer *s, uint8_t *out, size_t room)
{
    size_t now = squeeze_ready(s);
    now = now < room ? now : room;
    if (now > 0) {
        memcpy(out, s->out + s->taken, now);
        s->taken += now;
    }
    return now;
}

size_t squeeze_ready(const squeezer *s)
{
    return s->out_len - s->taken;
}

size_t squeeze_waiting(const squeezer *s)
{
    return s->filled - s->done;
}

size_t squeeze_room(const squeezer *s)
{
    return SQUEEZE_WINDOW + FRESH - s->filled - 1u;
}

const uint8_t *squeeze_uncompressed(const squeezer *s, size_t *len)
{
    *len = s->filled;
    return s->is_begun ? NULL : s->window;
}

const uint8_t *squeeze_history(const squeezer *s, size_t *len)
{
    uint32_t reach = s->done - s->floor;
    *len = reach < SQUEEZE_WINDOW ? reach : SQUEEZE_WINDOW;
    return s->window + s->done - *len;
}

int squeeze_part(squeezer *s, const uint8_t *in, size_t from, size_t to, bool is_last)
{
    squeeze_reset(s);
    s->inserted = from > SQUEEZE_WINDOW ? (uint32_t)(from - SQUEEZE_WINDOW) : 0;
    int status = begin(s);
    if (status == 0) {
        status = parse(s, in, s->inserted, (uint32_t)from, (uint32_t)to);
    }
    if (status == 0) {
        status = squeeze__block_end(s, in + to, is_last);
    }
    if (status == 0) {
        status = squeeze__room(s, 16);
    }
    if (status < 0) {
        return status;
    }
    if (is_last) {
        squeeze__align(s);
    } else {
        mark(s);
    }
    return 0;
}
