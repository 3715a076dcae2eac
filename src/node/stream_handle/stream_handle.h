// SPDX-License-Identifier: MIT
//
// A libuv stream (pipe, terminal, TCP socket) or datagram socket as JavaScript holds it. Everything that happens to it enters JavaScript as one call of
// its event function, `onEvent(kind, status, value)`.
//
// Memory: the struct belongs to a native object and lives until libuv has closed the handle. While the handle is open, a root keeps
// the event function, and what it refers to, alive.
#ifndef PROTOJS_NODE_STREAM_HANDLE_H
#define PROTOJS_NODE_STREAM_HANDLE_H

#include "engine/engine.h"

#include <sys/socket.h>
#include <uv.h>

// The `kind` of an event; lib/internal/stream_handle.js has the same numbers.
enum {
    STREAM_READ,       // value: a Uint8Array; status: its length, or a negative errno (UV_EOF at the end)
    STREAM_WRITTEN,    // a write that had to wait is done
    STREAM_SHUT_DOWN,  // the writing half is closed
    STREAM_CLOSED,     // the last event
    STREAM_CONNECTION, // a listening handle has somebody to accept
    STREAM_CONNECTED,  // an outgoing connection is there
    STREAM_MESSAGE,    // a datagram: more arguments follow (src/node/dgram/dgram.c)
    STREAM_SENT,       // a datagram that had to wait is out; status: 0 or a negative errno
};

// Who stands between a handle and those who use it, in C (TLS does). Part of its owner's struct.
typedef struct stream_tap stream_tap;
struct stream_tap {
    void (*read)(stream_tap *tap, ssize_t count, const void *bytes); // bytes, borrowed, or a negative errno
    // Text of stream_text.c. 0: taken. 1: not now, nothing was taken (never where it `must`). Negative errno.
    int (*write)(stream_tap *tap, const uv_buf_t *parts, unsigned count, bool must);
    // The handle closes and forgets the tap. `tell` is false where the runtime ends or the handle was collected.
    void (*closed)(stream_tap *tap, bool tell);
};

struct stream_handle;

// Somebody in C who takes what a stream brings, instead of STREAM_READ events. Ends and errors still come as events.
typedef struct stream_reader {
    // Takes `len` bytes. Owns: the caller, unless the reader keeps the block and sets buffer->base to NULL.
    void (*bytes)(struct stream_reader *reader, struct stream_handle *h, uv_buf_t *buffer, size_t len);
    // The stream has gone; it holds no pointer to the reader any more.
    void (*gone)(struct stream_reader *reader);
} stream_reader;

typedef struct stream_handle {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tty_t tty;
        uv_tcp_t tcp;
        uv_udp_t udp; // src/node/dgram; not a stream: only what is said of handles is for it
    } uv;
    js_runtime *runtime;
    js_root on_event;
    js_value object; // compared only, never followed; NULL once the native object is gone
    uint64_t bytes_read, bytes_written;
    stream_tap *tap;       // or NULL
    stream_reader *reader; // NULL: JavaScript reads
    // While `holding`, text that is written is gathered here, to leave in one write (stream_text.c).
    uint8_t *held;
    uint32_t held_len, held_room;
    bool closing, ipc, holding;
} stream_handle;

extern const js_native_type node_stream_handle_type;

// The handle behind a JavaScript value; NULL with an exception where it is none or was closed.
stream_handle *node_stream_handle_get(js_context ctx, js_value v, js_value *exception);
// A handle without its libuv half: the caller initialises `uv` and then calls node_stream_handle_wrap or free. NULL: no memory.
stream_handle *node_stream_handle_alloc(js_runtime *runtime);
// The native object of a handle whose libuv half is initialised. Owns: adopts `h`, also on failure.
js_value node_stream_handle_wrap(js_context ctx, stream_handle *h, js_value *exception);
// From now on, text that is written is gathered; stream_release writes it. Nothing else may be written meanwhile without releasing.
void stream_hold(stream_handle *h);
void stream_release(stream_handle *h);

// Enters JavaScript with an event of the handle.
void node_stream_handle_event(stream_handle *h, int kind, double status, js_value value);

// The thread's buffer for one read, 64 KiB: a uv_alloc_cb, and where its memory goes when the bytes have been used. Thread: loop.
void node_stream_read_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *out);
void node_stream_give_back(char *memory);
// A numeric address of either family. Fails: -EINVAL.
int node_stream_parse_address(const char *text, int port, struct sockaddr_storage *out);
// [address, port, 4 | 6]; a negative errno where there is none.
js_value node_stream_address(js_context ctx, const struct sockaddr_storage *storage, js_value *exception);

extern const js_function_spec node__stream_tty_functions[];
extern const js_function_spec node__stream_tcp_functions[];
extern const js_function_spec node__stream_text_functions[];

#endif
