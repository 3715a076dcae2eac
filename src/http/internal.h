// SPDX-License-Identifier: MIT
//
// Between the files of the HTTP parser.
#ifndef PROTOJS_HTTP_INTERNAL_H
#define PROTOJS_HTTP_INTERNAL_H

#include "http/parser.h"

// parser->state
enum {
    STATE_START, // before a message: empty lines are passed over
    STATE_HEAD,
    STATE_AFTER_HEAD,
    STATE_LENGTH,
    STATE_EOF,
    STATE_CHUNK_SIZE,
    STATE_CHUNK_DATA,
    STATE_AFTER_TRAILERS,
    STATE_CLOSED,
    STATE_UPGRADED,
    STATE_FAILED,
};

// parser->part within a head
enum {
    PART_METHOD,
    PART_TARGET,
    PART_VERSION,
    PART_VERSION_END,
    PART_REASON_START,
    PART_STATUS,
    PART_STATUS_END,
    PART_REASON,
    PART_FIRST_LF,
    PART_FIELD,
    PART_NAME,
    PART_VALUE_START,
    PART_VALUE,
    PART_VALUE_LF,
    PART_LAST_LF,
};

// parser->part within a chunk's first line, and after its data
enum {
    CHUNK_FIRST_DIGIT,
    CHUNK_DIGITS,
    CHUNK_SPACES,
    CHUNK_NAME_START,
    CHUNK_NAME,
    CHUNK_VALUE_START,
    CHUNK_VALUE,
    CHUNK_QUOTED,
    CHUNK_PAIR,
    CHUNK_QUOTED_END,
    CHUNK_SIZE_LF,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
};

http_event http__fail(http_parser *p, http_failure f);
// Goes on with the head in `base`, of which p->at bytes are done: HTTP_MORE, HTTP_HEAD (it ends at p->at) or HTTP_FAILED (at p->at).
http_event http__head_parse(http_parser *p, const uint8_t *base, uint32_t len);
// What the fields of a complete head mean. HTTP_OK or what is wrong.
http_failure http__head_survey(http_parser *p);

// Refuses fields of trailers that speak of the length of the message.
http_failure http__trailers_survey(http_parser *p);
// A head from the thread's pool; NULL: no memory.
http_head *http__head_take(void);
void http__head_give(http_head *head);
// Frees the heads that the calling thread keeps for later.
void http__heads_drop(void);

#endif
