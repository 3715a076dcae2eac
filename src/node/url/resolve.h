// SPDX-License-Identifier: MIT
//
// What the parser in lib/internal/url/parser.js asks C for: the usual URLs, cleaned in one step.
#ifndef PROTOJS_NODE_URL_RESOLVE_H
#define PROTOJS_NODE_URL_RESOLVE_H

#include "engine/engine.h"

// Where the parts of a serialized URL begin and end, in the order of the JavaScript half's UrlRecord; -1 for what is not there.
typedef struct url_offsets {
    int32_t protocol_end, username_end, host_start, host_end, port, path_start, search_start, hash_start;
} url_offsets;

// A serialized http, https, ws, wss or ftp URL to resolve against. `href` is NULL where there is none.
typedef struct url_base {
    const uint8_t *href;
    size_t path_start, path_end;
} url_base;

// A serialized URL in `bytes`, which is `inline_bytes` or malloc'ed. Owns: the caller, url_text_deinit.
typedef struct url_text {
    uint8_t *bytes;
    size_t len;
    bool same; // the input's characters; `bytes` may be NULL then
    uint8_t inline_bytes[1024];
} url_text;
void url_text_deinit(url_text *text);

// Parses `input` as the URL Standard says, where it is an absolute URL of these schemes, or a path to resolve against `base` (then only the
// last three offsets are set, the others 0). False: something else, not valid, or not so usual (IPv4 and IPv6 addresses, tabs, escapes in the host): the whole
// parser must look. Thread: any.
bool url_resolve(const js_text *input, const url_base *base, url_text *out, url_offsets *offsets) JS_MUST_USE;

// Domain to ASCII by UTS #46 as the URL Standard configures it. The length of the result in `out`, 0 where the domain is not valid or the result
// longer than `capacity`.
size_t url_domain_to_ascii(const uint16_t *domain, size_t len, uint16_t *out, size_t capacity);

#endif
