// SPDX-License-Identifier: MIT
//
// What a stream has to send. JavaScript pushes chunks; nghttp2 reads them when the peer's windows allow.
#include "node/http2/session.h"

#include <errno.h>
#include <stdlib.h>

struct h2_chunk {
    h2_chunk *next;
    size_t len, at;
    uint8_t bytes[];
};

h2_stream *h2_stream_new(h2_session *s)
{
    h2_stream *stream = calloc(1, sizeof *stream);
    if (stream != NULL) {
        stream->previous = &s->streams;
        stream->next = s->streams.next;
        stream->next->previous = stream;
        s->streams.next = stream;
    }
    return stream;
}

static void drop_head(h2_session *s, h2_stream *stream)
{
    h2_chunk *chunk = stream->head;
    stream->head = chunk->next;
    if (stream->head == NULL) {
        stream->tail = NULL;
    }
    s->memory -= chunk->len;
    free(chunk);
}

void h2_stream_free(h2_session *s, h2_stream *stream)
{
    while (stream->head != NULL) {
        drop_head(s, stream);
    }
    stream->previous->next = stream->next;
    stream->next->previous = stream->previous;
    free(stream);
}

int h2_stream_push(h2_session *s, h2_stream *stream, const void *bytes, size_t len)
{
    h2_chunk *chunk = malloc(sizeof *chunk + len);
    if (chunk == NULL) {
        return -ENOMEM;
    }
    chunk->next = NULL;
    chunk->len = len;
    chunk->at = 0;
    memcpy(chunk->bytes, bytes, len);
    *(stream->tail != NULL ? &stream->tail->next : &stream->head) = chunk;
    stream->tail = chunk;
    s->memory += len;
    return 0;
}

ssize_t h2_stream_read(nghttp2_session *ng, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
                       nghttp2_data_source *source, void *session)
{
    (void)ng;
    h2_session *s = session;
    h2_stream *stream = source->ptr;
    size_t done = 0;
    int32_t written = 0;
    while (stream->head != NULL && (done < room || stream->head->at == stream->head->len)) {
        h2_chunk *chunk = stream->head;
        size_t n = chunk->len - chunk->at < room - done ? chunk->len - chunk->at : room - done;
        memcpy(to + done, chunk->bytes + chunk->at, n);
        done += n;
        chunk->at += n;
        if (chunk->at == chunk->len) {
            drop_head(s, stream);
            written++;
        }
    }
    if (written > 0) {
        h2_event_push(s, H2_WROTE, id, js_int32(written), JS_UNDEFINED, JS_UNDEFINED);
    }
    if (stream->head == NULL && stream->ended) {
        *flags |= NGHTTP2_DATA_FLAG_EOF;
        if (stream->trailers) {
            *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
            h2_event_push(s, H2_WANT_TRAILERS, id, JS_UNDEFINED, JS_UNDEFINED, JS_UNDEFINED);
        }
        return (ssize_t)done;
    }
    if (done == 0) {
        stream->deferred = true;
        return NGHTTP2_ERR_DEFERRED;
    }
    return (ssize_t)done;
}
