// SPDX-License-Identifier: MIT
//
// An incremental HTTP/1 parser (RFC 9112), strict by default: line ends are CRLF, a message has one length, and what two parties could
// read differently is a failure. It knows neither sockets nor JavaScript.
//
// The owner hands it bytes and takes one event at a time. A head that arrives in one piece is not copied: its spans lie in the bytes that
// were given. One that arrives in several is gathered in memory that the parser borrows from its thread for that time, so that an idle
// parser holds nothing. However the bytes are cut, the events are the same.
//
// Thread: one parser, one thread at a time; the pool of gathering memory is the thread's.
#ifndef PROTOJS_HTTP_PARSER_H
#define PROTOJS_HTTP_PARSER_H

#include "http/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum http_kind { HTTP_REQUEST = 1, HTTP_RESPONSE = 2 } http_kind;

typedef enum http_event {
    HTTP_MORE,     // all bytes are taken
    HTTP_HEAD,     // parser->head holds it, until the next call
    HTTP_BODY,     // parser->body, body_len: in the bytes that were given
    HTTP_TRAILERS, // parser->head holds the fields, until the next call
    HTTP_COMPLETE, // the message is over
    HTTP_UPGRADED, // what follows is another protocol's; nothing was taken
    HTTP_FAILED,   // parser->failure; for good
} http_event;

// Nothing but what the standard asks for, unless:
enum {
    HTTP_LENIENT_HEADERS = 1 << 0,        // odd characters in values, folded values, space before the colon
    HTTP_LENIENT_CHUNKED_LENGTH = 1 << 1, // Content-Length beside Transfer-Encoding
    HTTP_LENIENT_KEEP_ALIVE = 1 << 2,     // more messages after "Connection: close"
    HTTP_LENIENT_TRANSFER_ENCODING = 1 << 3, // encodings that do not end with "chunked"
    HTTP_LENIENT_VERSION = 1 << 4,           // any version
    HTTP_LENIENT_DATA_AFTER_CLOSE = 1 << 5,  // bytes after "Connection: close" are dropped
    HTTP_LENIENT_OPTIONAL_LF_AFTER_CR = 1 << 6,
    HTTP_LENIENT_OPTIONAL_CRLF_AFTER_CHUNK = 1 << 7,
    HTTP_LENIENT_OPTIONAL_CR_BEFORE_LF = 1 << 8,
    HTTP_LENIENT_SPACES_AFTER_CHUNK_SIZE = 1 << 9,
    HTTP_LENIENT_ALL = (1 << 10) - 1,
};

// What a head says, head->flags.
enum {
    HTTP_HAS_HOST = 1 << 0,
    HTTP_HAS_EXPECT = 1 << 1,
    HTTP_HAS_UPGRADE = 1 << 2,        // an Upgrade field
    HTTP_CONNECTION_UPGRADE = 1 << 3, // "upgrade" in Connection
    HTTP_CONNECTION_CLOSE = 1 << 4,
    HTTP_CONNECTION_KEEP_ALIVE = 1 << 5,
    HTTP_HAS_LENGTH = 1 << 6,
    HTTP_HAS_ENCODING = 1 << 7,
    HTTP_CHUNKED = 1 << 8,
    // Conclusions:
    HTTP_KEEP_ALIVE = 1 << 9, // the connection may carry another message after this one
    HTTP_UPGRADE = 1 << 10,   // asks for, or confirms, another protocol
    HTTP_UNTIL_EOF = 1 << 11, // the body ends with the connection
    HTTP_NO_BODY = 1 << 12,   // the message is over with its head
};

// Offsets into head->base.
typedef struct http_field {
    uint32_t name, name_len, value, value_len;
    bool folded; // CR and LF within the value are no part of it
} http_field;

typedef struct http_head {
    const uint8_t *base;
    http_field *fields;
    uint32_t field_count, field_room;
    uint32_t text, text_len; // a request's target, a response's reason
    uint32_t flags;
    int method; // of a request: src/http/method.h
    int status; // of a response
    uint8_t major, minor;
    uint64_t content_length;
    // private
    uint8_t *gathered;
    uint32_t gathered_len, gathered_room;
    struct http_head *next;
} http_head;

typedef struct http_parser {
    uint8_t kind, state, part, step; // private but for `kind`
    bool after_upgrade, skip_body, closing, trailing;
    uint16_t lenient;
    int16_t status_;
    uint32_t size_max, budget; // of a head: how many bytes of names, values and target; how many are left
    uint32_t at, mark;         // in the head: how far, and where the present token begins
    uint32_t extensions;
    uint64_t remaining;
    http_failure failure;
    http_head *head; // NULL while no head arrives
    const uint8_t *body;
    size_t body_len;
} http_parser;

// Room for `size_max` bytes of head; 0: 16384.
void http_parser_init(http_parser *p, http_kind kind, uint32_t size_max, unsigned lenient);
// Gives back what a head has gathered.
void http_parser_deinit(http_parser *p);

// The thread uses no parser any more: frees what it keeps for them.
void http_parser_thread_end(void);

// The next event in `bytes`; `*used` is how many of them are done with. Call again with the rest until HTTP_MORE, HTTP_UPGRADED or
// HTTP_FAILED (then `*used` tells where).
http_event http_parser_next(http_parser *p, const uint8_t *bytes, size_t len, size_t *used);

// After HTTP_HEAD only. The message has no body, whatever its fields say (the answer to HEAD).
void http_parser_skip_body(http_parser *p);
// After HTTP_HEAD only. The rest is another protocol's: HTTP_COMPLETE, then HTTP_UPGRADED.
void http_parser_accept_upgrade(http_parser *p);

// The other side sends no more: HTTP_COMPLETE, HTTP_MORE (nothing is cut) or HTTP_FAILED.
http_event http_parser_finish(http_parser *p);

// Nothing of a message has arrived.
bool http_parser_is_idle(const http_parser *p);
// The head of a message has arrived, its end has not.
bool http_parser_in_body(const http_parser *p);

// The fields as text, "name\nvalue\nname\nvalue", at most `pairs_max` of them (0: all). `out` has room for http_head_text_room() bytes.
// Returns how many were written.
size_t http_head_text(const http_head *head, uint32_t pairs_max, uint8_t *out);
size_t http_head_text_room(const http_head *head);

#endif
