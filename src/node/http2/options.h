// SPDX-License-Identifier: MIT
//
// The numbers that make a session, in the order in which JavaScript passes them (lib/internal/http2/options.js); NaN: not given.
#ifndef PROTOJS_NODE_HTTP2_OPTIONS_H
#define PROTOJS_NODE_HTTP2_OPTIONS_H

#include "engine/engine.h"

enum h2_option {
    H2_OPTION_MAX_DEFLATE_TABLE_SIZE,
    H2_OPTION_MAX_SEND_HEADER_BLOCK,
    H2_OPTION_PEER_MAX_CONCURRENT_STREAMS,
    H2_OPTION_MAX_RESERVED_STREAMS,
    H2_OPTION_MAX_SETTINGS,
    H2_OPTION_PADDING,
    H2_OPTION_MAX_HEADER_PAIRS,
    H2_OPTION_MAX_HEADER_SIZE,
    H2_OPTION_MAX_MEMORY, // bytes
    H2_OPTION_MAX_INVALID_FRAMES,
    H2_OPTION_MAX_REJECTED_STREAMS,
    H2_OPTION_LAX_WHITESPACE,
    H2_OPTION_RESET_BURST,
    H2_OPTION_RESET_RATE,
    H2_OPTION_COUNT
};

// An object for a new session. Undefined with `*exception` set on failure.
js_value h2_session_new(js_context ctx, bool is_server, const double *options, js_value *exception);

#endif
