// SPDX-License-Identifier: MIT
//
// An asynchronous operation of a built-in: blocking work on the IO pool, then one entry into JavaScript,
// `callback(status, result)`. Embedded first in the operation's own struct, allocated with malloc and freed by the request.
#ifndef PROTOJS_NODE_REQUEST_H
#define PROTOJS_NODE_REQUEST_H

#include "engine/engine.h"
#include "loop/loop.h"

typedef struct node_request node_request;
struct node_request {
    loop_job job;
    js_root callback;
    js_root keep; // a value the work needs alive (a Buffer, or an array of them); 0 for none
    int status;   // set by `work`: 0 or a negative errno
    void (*work)(node_request *request); // pool thread
    js_value (*result)(js_context ctx,
                       node_request *request); // loop thread; NULL: undefined. Not called when status < 0
    void (*deinit)(node_request *request); // frees members; the request itself is freed after it. May be NULL
};

// Submits. `keep` may be undefined. Adopts `request` also on failure (then `*exception` is set). Returns undefined.
js_value node_request_submit(js_context ctx, node_request *request, js_value callback, js_value keep,
                             js_value *exception);
// As node_request_submit for work that is done already, with `status` set: the callback comes in the next turn of the loop.
js_value node_request_complete(js_context ctx, node_request *request, js_value callback, js_value keep,
                               js_value *exception);

#endif
