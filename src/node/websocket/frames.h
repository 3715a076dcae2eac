// SPDX-License-Identifier: MIT
//
// WebSocket frames (RFC 6455, section 5) of a server, read as they arrive, and frames of a client. No JavaScript, no I/O.
#ifndef PROTOJS_NODE_WEBSOCKET_FRAMES_H
#define PROTOJS_NODE_WEBSOCKET_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WS_CONTINUATION = 0,
    WS_TEXT = 1,
    WS_BINARY = 2,
    WS_CLOSE = 8,
    WS_PING = 9,
    WS_PONG = 10,
};

// What a stream of frames can be to blame for: the codes of section 7.4.1.
enum { WS_PROTOCOL_ERROR = 1002, WS_BAD_DATA = 1007, WS_TOO_BIG = 1009 };

enum { WS_CONTROL_MAX = 125, WS_HEAD_MAX = 10, WS_FRAME_HEAD_MAX = 14 };

typedef struct ws_parser {
    size_t message_max;
    bool allow_compressed; // permessage-deflate was agreed on
    // the frame that is being read
    uint8_t head[WS_HEAD_MAX];
    unsigned head_len;
    bool in_payload, fin;
    uint8_t opcode;
    uint64_t left;
    uint8_t control[WS_CONTROL_MAX];
    size_t control_len;
    // the message that its fragments make up
    uint8_t message_opcode; // 0: none has begun
    bool message_compressed;
    uint8_t *message;
    size_t message_len, message_cap;
} ws_parser;

// A whole message or control frame. Texts that are not compressed, and reasons of closing, are valid UTF-8. `data` is borrowed; where
// `*owned` is not NULL the function may take that block (it is malloc'ed and begins with the data) by setting it to NULL.
// Returns 0 or a negative errno, which ends ws_parser_feed.
typedef int ws_on_message(void *user, uint8_t opcode, bool compressed, const uint8_t *data, size_t len,
                          uint8_t **owned);

void ws_parser_init(ws_parser *p, size_t message_max, bool allow_compressed);
void ws_parser_deinit(ws_parser *p);
// Reads bytes, in pieces of any size. Returns 0, a negative errno, or a WS_* code where the server broke the protocol: nothing must be
// fed afterwards.
int ws_parser_feed(ws_parser *p, const uint8_t *bytes, size_t len, ws_on_message *on_message, void *user);

// Writes the head of a masked frame and returns its length, at most WS_FRAME_HEAD_MAX.
size_t ws_frame_head(uint8_t *out, uint8_t opcode, bool compressed, size_t len, const uint8_t mask[4]);
// Masks in place.
void ws_mask(uint8_t *bytes, size_t len, const uint8_t mask[4]);
// Whether a close frame may carry this code.
bool ws_close_code_is_valid(unsigned code);

#endif
