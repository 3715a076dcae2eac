// SPDX-License-Identifier: MIT
//
// Operations on a stream handle, between its files. Statuses: 0 or a negative errno.
#ifndef PROTOJS_NODE_STREAM_OPERATIONS_H
#define PROTOJS_NODE_STREAM_OPERATIONS_H

#include "node/stream_handle/stream_handle.h"

int stream_read_start(stream_handle *h);
int stream_read_stop(stream_handle *h);
// 0: written. 1: queued, STREAM_WRITTEN will come; `keep` (the owner of the bytes) is kept alive until then. `send`: a handle to pass
// along an IPC pipe, or NULL. Changes `parts`.
int stream_write(js_context ctx, stream_handle *h, uv_buf_t *parts, unsigned count, js_value keep,
                 stream_handle *send);
int stream_shutdown(stream_handle *h);
// The handle must not be used afterwards; STREAM_CLOSED comes last.
int stream_close(stream_handle *h);
// As stream_close, for TCP: the other side sees a reset. Fails: then the handle stays open.
int stream_reset(stream_handle *h);
int stream_listen(stream_handle *h, int backlog);
int stream_pipe_connect(stream_handle *h, const char *path);

#endif
