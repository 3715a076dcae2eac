// SPDX-License-Identifier: MIT
//
// A compressor to raw deflate (RFC 1951) of our own, for the level that programs use without thinking, where zlib takes two or three times as long
// for as small an output. Streams go through a window of the squeezer's, whole buffers are read in place, by several threads where that pays.
// A squeezer belongs to one thread at a time.
#ifndef PROTOJS_NODE_ZLIB_SQUEEZE_H
#define PROTOJS_NODE_ZLIB_SQUEEZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SQUEEZE_WINDOW = 32768 };

// What ends a run: as zlib's flushes.
typedef enum squeeze_flush {
    SQUEEZE_MORE,    // more comes: what was written may wait
    SQUEEZE_BLOCK,   // ends the block, without filling its last byte
    SQUEEZE_PARTIAL, // and an empty block of ten bits after it
    SQUEEZE_SYNC,    // and an empty stored block, up to a whole byte
    SQUEEZE_FULL,    // as SYNC; what follows refers to nothing before
    SQUEEZE_FINISH,  // the last block
} squeeze_flush;

// How much work a position is worth.
typedef struct squeeze_effort {
    uint8_t candidates; // at most so many of a chain are compared; 0: the quick search, which has no chains
    uint16_t nice;      // a match of that length is taken at once
} squeeze_effort;

typedef struct squeezer squeezer;

// Makes a squeezer. Owns: the caller. NULL where memory is short.
squeezer *squeeze_new(squeeze_effort effort, bool is_stream);
void squeeze_free(squeezer *s); // accepts NULL
// Forgets all that was written and not taken.
void squeeze_reset(squeezer *s);

// Takes input of a stream: all of it, unless what waits to be taken out gets long; `*used` is how much. `flush` holds once all is used.
// Fails: -ENOMEM; then the stream is of no more use.
int squeeze_write(squeezer *s, const uint8_t *in, size_t len, squeeze_flush flush, size_t *used)
    __attribute__((warn_unused_result));
// Adds bytes to the output as they are, where it is at a whole byte. Fails: -ENOMEM.
int squeeze_put(squeezer *s, const uint8_t *bytes, size_t len) __attribute__((warn_unused_result));
// Takes up to `room` bytes of output; gives how many.
size_t squeeze_take(squeezer *s, uint8_t *out, size_t room);
// Bytes that wait to be taken; input that waits to be compressed, and how much more of it there may be before that is done.
size_t squeeze_ready(const squeezer *s);
size_t squeeze_waiting(const squeezer *s);
size_t squeeze_room(const squeezer *s);
// All that was written, where nothing of it was compressed yet; else NULL.
const uint8_t *squeeze_uncompressed(const squeezer *s, size_t *len);
// The end of what was compressed so far, at most a window of it: what a continuation may refer to.
const uint8_t *squeeze_history(const squeezer *s, size_t *len);

// Compresses in[from, to) into a part of raw deflate that refers to the bytes before `from` and ends, unless it is the last, at a whole byte.
// For a squeezer that is no stream's; resets it. `to` is below 2^31. Fails: -ENOMEM.
int squeeze_part(squeezer *s, const uint8_t *in, size_t from, size_t to, bool is_last)
    __attribute__((warn_unused_result));
// Compresses `in` into one malloc'ed block, with `before` and `after` bytes of room around it. The same input gives the same output, however many
// threads there are. Owns: the caller (free). Fails: -ENOMEM, -EFBIG. Thread: any.
int squeeze_whole(squeeze_effort effort, const uint8_t *in, size_t len, size_t before, size_t after,
                  uint8_t **out, size_t *out_len) __attribute__((warn_unused_result));

#endif
