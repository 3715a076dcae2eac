// SPDX-License-Identifier: MIT
//
// What a front end of the debugger sends: the head of an HTTP request, then frames of a WebSocket. Pure functions over bytes that anybody may have sent.
// Thread: any.
#ifndef PROTOJS_INSPECTOR_WIRE_H
#define PROTOJS_INSPECTOR_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WIRE_HEAD_MAX = 16 * 1024,
    WIRE_MESSAGE_MAX = 256 * 1024 * 1024,
    WIRE_FRAME_HEAD_MAX = 10,
    WIRE_ACCEPT_LEN = 28,
};

// Where the parts of a request lie in its bytes. A part that is not there has the length 0.
typedef struct wire_text {
    const char *text;
    size_t len;
} wire_text;

typedef struct wire_request {
    wire_text path; // with its query
    wire_text host, key;
    bool is_get, upgrades; // asks for a WebSocket
    unsigned version;      // of the WebSocket protocol
} wire_request;

// Reads the head of a request. Returns its length with the empty line, 0 where more must come; -EPROTO: it is none; -EMSGSIZE: too long.
int wire_request_read(const char *bytes, size_t len, wire_request *out) __attribute__((warn_unused_result));

// Whether a Host header names this machine by address or as localhost: a name of somebody's DNS may mean any address (DNS rebinding).
bool wire_host_is_allowed(wire_text host);

// Whether it is made of what names, addresses and ports are made of.
bool wire_is_plain_host(wire_text host);

// The answer to a handshake's key, of WIRE_ACCEPT_LEN characters and a 0.
void wire_accept(wire_text key, char accept[WIRE_ACCEPT_LEN + 1]);

enum { WIRE_CONTINUATION = 0, WIRE_TEXT = 1, WIRE_BINARY = 2, WIRE_CLOSE = 8, WIRE_PING = 9, WIRE_PONG = 10 };

typedef struct wire_frame {
    unsigned opcode;
    bool is_last;
    uint8_t *payload; // within the bytes, unmasked in place
    size_t len;
} wire_frame;

// Reads a frame of a client. Returns 1, and how many bytes it took, or 0 where more must come. Fails: -EPROTO; -EMSGSIZE: a payload longer than `max`.
int wire_frame_read(uint8_t *bytes, size_t len, size_t max, wire_frame *out, size_t *taken)
    __attribute__((warn_unused_result));

// The head of a server's frame. Returns its length.
size_t wire_frame_head(uint8_t head[WIRE_FRAME_HEAD_MAX], unsigned opcode, size_t len);

#endif
