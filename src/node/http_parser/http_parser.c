// SPDX-License-Identifier: MIT
//
// binding('http_parser'): the HTTP parser (src/http) for JavaScript. A parser is fed by a stream handle without a detour (attach), or
// with bytes by JavaScript (execute). Either way everything that a message brings in one piece - head, body, end - is one call of the
// dispatch function: dispatch(parser, kinds, text, fields, bytes). Numbers cross in `info`, an Int32Array over C memory; the fields of a
// head as one string, "name\nvalue\n...", that JavaScript takes apart when somebody asks.
//
// Memory: the struct belongs to a native object. While it is attached, a root keeps the JavaScript parser, and so the native object,
// alive; `busy` keeps the struct over a call that may collect it.
#include "http/parser.h"

#include "loop/loop.h"
#include "node/stream_handle/stream_handle.h"

#include <errno.h>
#include <stdlib.h>

// Bits of `kinds`; lib/internal/http/parser.js has the same.
enum {
    KIND_HEAD = 1,
    KIND_BODY = 2,
    KIND_TRAILERS = 4,
    KIND_COMPLETE = 8,
    KIND_UPGRADED = 16, // bytes: what follows the message
    KIND_FAILED = 32,   // text: code; fields: reason; bytes: the packet
};

enum {
    INFO_METHOD,
    INFO_STATUS,
    INFO_MAJOR,
    INFO_MINOR,
    INFO_FLAGS,
    INFO_AT,  // how many bytes of the packet are done with
    INFO_NOW, // the loop's clock in ms, modulo 2^31
    INFO_COUNT = 16,
};

enum { TARGETS = 64, TARGET_MAX = 64, ADOPT_FROM = 32768 };

// Targets that came lately, as strings: most servers are asked for the same few things.
typedef struct target {
    uint32_t hash;
    uint8_t len;
    uint8_t bytes[TARGET_MAX];
    js_root string;
} target;

static _Thread_local int32_t info[INFO_COUNT];
static _Thread_local js_root dispatch;
static _Thread_local target *targets;
static _Thread_local uint8_t *text;
static _Thread_local size_t text_room;

typedef struct conn {
    stream_reader reader; // first: the stream knows the parser by it
    http_parser parser;
    js_runtime *runtime;
    stream_handle *stream; // attached to; NULL: none
    js_root self;          // the JavaScript parser while attached
    uint8_t *rest;         // bytes that came before the pause and wait
    size_t rest_len;
    uint32_t pairs_max;
    int64_t since; // when the message began that is arriving, in ms of the loop; -1: none is
    uint8_t
        answers; // 0: messages are what they say; 1: no bodies (answers to HEAD); 2: dispatch decides at each head
    bool paused, closed, orphan;
    unsigned busy;
} conn;

// ---- life -----------------------------------------------------------------------------------------------------------

static void conn_free(conn *c)
{
    if (c->stream) {
        c->stream->reader = NULL;
    }
    http_parser_deinit(&c->parser);
    free(c->rest);
    free(c);
}

static void finalize(void *pointer)
{
    conn *c = pointer;
    if (c->busy) {
        c->orphan = true;
    } else {
        conn_free(c);
    }
}

static const js_native_type parser_type = {"HTTPParser", finalize};

static void leave(conn *c)
{
    if (--c->busy == 0 && c->orphan) {
        conn_free(c);
    }
}

static void detach(conn *c)
{
    if (c->stream) {
        stream_release(c->stream);
        c->stream->reader = NULL;
        c->stream = NULL;
    }
    if (c->self && js_runtime_current() == c->runtime) {
        js_root_free(js_runtime_context(c->runtime), c->self);
    }
    c->self = 0;
}

static void on_gone(stream_reader *reader)
{
    conn *c = (conn *)reader;
    c->stream = NULL;
    detach(c);
}

// ---- strings --------------------------------------------------------------------------------------------------------

static js_value target_string(js_context ctx, const uint8_t *bytes, size_t len)
{
    if (len > TARGET_MAX || len == 0) {
        return js_string_latin1(ctx, bytes, len);
    }
    if (!targets) {
        targets = calloc(TARGETS, sizeof *targets);
        if (!targets) {
            return js_string_latin1(ctx, bytes, len);
        }
    }
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ bytes[i]) * 16777619u;
    }
    target *t = &targets[hash % TARGETS];
    if (t->string && t->hash == hash && t->len == len && memcmp(t->bytes, bytes, len) == 0) {
        return js_root_get(ctx, t->string);
    }
    js_value v = js_string_latin1(ctx, bytes, len);
    if (v == NULL) {
        return v;
    }
    if (t->string) {
        js_root_set(ctx, t->string, v);
    } else {
        t->string = js_root_new(ctx, v);
    }
    t->hash = hash;
    t->len = (uint8_t)len;
    memcpy(t->bytes, bytes, len);
    return v;
}

static js_value fields_string(js_context ctx, const http_head *head, uint32_t pairs_max)
{
    size_t room = http_head_text_room(head) + 1;
    if (room > text_room) {
        uint8_t *grown = realloc(text, room * 2);
        if (!grown) {
            return JS_UNDEFINED;
        }
        text = grown;
        text_room = room * 2;
    }
    size_t len = http_head_text(head, pairs_max, text);
    // No field at all is another thing than one without name and value.
    return len == 0 ? JS_UNDEFINED : js_string_latin1(ctx, text, len);
}

static js_value copy_bytes(js_context ctx, const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1);
    if (!copy) {
        return JS_UNDEFINED;
    }
    if (len > 0) {
        memcpy(copy, bytes, len);
    }
    return js_uint8_array_adopt(ctx, copy, len, NULL);
}

// ---- feeding --------------------------------------------------------------------------------------------------------

// One round of bytes through the parser.
typedef struct feed {
    conn *c;
    js_context ctx;
    js_value self;
    const uint8_t *bytes;
    size_t len, at;
    uv_buf_t *block; // where the bytes lie; a body that fills it takes it along. NULL: not ours
    bool nested;     // JavaScript is below us
    js_value exception;
    // What is gathered for the next call.
    unsigned kinds;
    js_value text, fields, body;
} feed;

static int64_t now_of(const conn *c)
{
    return (int64_t)loop_now_ms(js_runtime_loop(c->runtime));
}

static void fill_head(feed *f)
{
    const http_head *head = f->c->parser.head;
    info[INFO_METHOD] = head->method;
    info[INFO_STATUS] = head->status;
    info[INFO_MAJOR] = head->major;
    info[INFO_MINOR] = head->minor;
    info[INFO_FLAGS] = (int32_t)head->flags;
    js_lock(f->ctx);
    f->text = f->c->parser.kind == HTTP_REQUEST
                  ? target_string(f->ctx, head->base + head->text, head->text_len)
                  : js_string_latin1(f->ctx, head->base + head->text, head->text_len);
    f->fields = fields_string(f->ctx, head, f->c->pairs_max);
    js_unlock(f->ctx);
}

static void fill_body(feed *f)
{
    const http_parser *p = &f->c->parser;
    uv_buf_t *block = f->block;
    // Only where nothing is left in the block to be parsed.
    if (block && p->body_len >= ADOPT_FROM && p->body == f->bytes && p->body_len == f->len) {
        void *exact = realloc(block->base, p->body_len);
        f->body = js_uint8_array_adopt(f->ctx, exact ? exact : block->base, p->body_len, NULL);
        block->base = NULL;
        return;
    }
    f->body = copy_bytes(f->ctx, p->body, p->body_len);
}

static void fill_failure(feed *f, const uint8_t *packet, size_t len)
{
    http_failure failure = f->c->parser.failure;
    f->text = js_string_ascii(f->ctx, http_failure_code(failure));
    f->fields = js_string_ascii(f->ctx, http_failure_reason(failure));
    f->body = copy_bytes(f->ctx, packet, len);
}

// Calls dispatch with what is gathered; returns its answer.
static int deliver(feed *f)
{
    js_value argv[] = {f->self, js_int32((int32_t)f->kinds), f->text, f->fields, f->body};
    js_value function = js_root_get(f->ctx, dispatch), result;
    info[INFO_AT] = (int32_t)f->at;
    info[INFO_NOW] = (int32_t)(loop_now_ms(js_runtime_loop(f->c->runtime)) & INT32_MAX);
    f->kinds = 0;
    f->text = f->fields = f->body = JS_UNDEFINED;
    if (f->nested) {
        result = js_call(f->ctx, function, NULL, 5, argv, &f->exception);
    } else {
        result = js_enter(f->c->runtime, function, 5, argv);
    }
    return js_is_int32(result) ? (int)js_number_or(result, 0) : 0;
}

// Adds an event to what is gathered. True: deliver before going on.
static bool gather(feed *f, http_event e)
{
    conn *c = f->c;
    switch (e) {
    case HTTP_HEAD:
        f->kinds |= KIND_HEAD;
        c->since = c->since < 0 ? now_of(c) : c->since;
        fill_head(f);
        if (c->answers == 1 && c->parser.head->status >= 200) {
            http_parser_skip_body(&c->parser);
        }
        return c->answers == 2 || (c->parser.head->flags & HTTP_UPGRADE);
    case HTTP_BODY:
        f->kinds |= KIND_BODY;
        fill_body(f);
        return false;
    case HTTP_TRAILERS:
        f->kinds |= KIND_TRAILERS;
        f->fields = fields_string(f->ctx, c->parser.head, 0);
        return true;
    case HTTP_COMPLETE:
        f->kinds |= KIND_COMPLETE;
        c->since = -1;
        return true;
    case HTTP_UPGRADED:
        f->kinds |= KIND_UPGRADED;
        f->body = copy_bytes(f->ctx, f->bytes + f->at, f->len - f->at);
        return true;
    case HTTP_FAILED:
        f->kinds |= KIND_FAILED;
        fill_failure(f, f->bytes, f->len);
        return true;
    default:
        return true;
    }
}

// Events that cannot join what is gathered already: it is delivered first.
static bool must_wait(const feed *f, http_event e)
{
    if (f->kinds == 0) {
        return false;
    }
    return e == HTTP_HEAD || e == HTTP_UPGRADED || e == HTTP_FAILED ||
           (e == HTTP_BODY && (f->kinds & KIND_BODY)) || (e == HTTP_TRAILERS && (f->kinds & KIND_HEAD));
}

static void take_answer(conn *c, bool head, int answer)
{
    if (!head || c->parser.head == NULL) {
        return;
    }
    if (answer == 2) {
        http_parser_accept_upgrade(&c->parser);
    } else if (answer == 1) {
        http_parser_skip_body(&c->parser);
    }
}

// Delivers, and tells whether to go on.
static bool flush(feed *f)
{
    bool head = (f->kinds & KIND_HEAD) && (f->kinds & ~(unsigned)KIND_HEAD) == 0;
    if (f->kinds == 0) {
        return true;
    }
    if (f->c->stream && f->at < f->len) {
        stream_hold(f->c->stream);
    }
    int answer = deliver(f);
    take_answer(f->c, head, answer);
    return js_is_undefined(f->exception) && !f->c->closed;
}

// What came before a pause waits for its end.
static void keep_rest(feed *f)
{
    conn *c = f->c;
    size_t left = f->len - f->at;
    if (left == 0) {
        return;
    }
    uint8_t *rest = malloc(left + c->rest_len);
    if (!rest) {
        return;
    }
    memcpy(rest, f->bytes + f->at, left);
    if (c->rest_len > 0) {
        memcpy(rest + left, c->rest, c->rest_len);
    }
    free(c->rest);
    c->rest = rest;
    c->rest_len += left;
}

static void run_events(feed *f)
{
    conn *c = f->c;
    for (;;) {
        size_t used = 0;
        if (c->paused && f->kinds == 0) {
            keep_rest(f);
            return;
        }
        http_event e = http_parser_next(&c->parser, f->bytes + f->at, f->len - f->at, &used);
        f->at += used;
        if (must_wait(f, e) && !flush(f)) {
            return;
        }
        bool now = gather(f, e);
        if (e == HTTP_MORE || now) {
            if (!flush(f) || e == HTTP_MORE || e == HTTP_UPGRADED || e == HTTP_FAILED) {
                return;
            }
        }
    }
}

static void feed_run(feed *f)
{
    conn *c = f->c;
    c->busy++;
    if (c->since < 0) {
        c->since = now_of(c);
    }
    run_events(f);
    if (c->parser.head == NULL && !http_parser_in_body(&c->parser)) {
        c->since = -1;
    } else if (c->since < 0) {
        c->since = now_of(c);
    }
    if (c->stream) {
        stream_release(c->stream);
    }
    leave(c);
}

static feed feed_of(conn *c, js_context ctx, js_value self, const uint8_t *bytes, size_t len)
{
    return (feed){.c = c,
                  .ctx = ctx,
                  .self = self,
                  .bytes = bytes,
                  .len = len,
                  .exception = JS_UNDEFINED,
                  .text = JS_UNDEFINED,
                  .fields = JS_UNDEFINED,
                  .body = JS_UNDEFINED};
}

static void on_bytes(stream_reader *reader, stream_handle *h, uv_buf_t *buffer, size_t len)
{
    conn *c = (conn *)reader;
    js_context ctx = js_runtime_context(c->runtime);
    feed f = feed_of(c, ctx, js_root_get(ctx, c->self), (uint8_t *)buffer->base, len);
    (void)h;
    f.block = buffer;
    if (c->paused) {
        // Bytes that were on their way.
        uint8_t *all = realloc(c->rest, c->rest_len + len);
        if (all) {
            memcpy(all + c->rest_len, buffer->base, len);
            c->rest = all;
            c->rest_len += len;
        }
        return;
    }
    feed_run(&f);
}

// ---- functions ------------------------------------------------------------------------------------------------------

static conn *conn_of(js_context ctx, size_t argc, const js_value argv[], js_value *exception)
{
    conn *c = js_native_get(ctx, js_arg(argc, argv, 0), &parser_type);
    if (!c) {
        js_throw_type_error(ctx, exception, "ERR_INVALID_THIS",
                            "Value of \"this\" must be of type HTTPParser");
    }
    return c;
}

#define CONN(c)                                                                                              \
    conn *c = conn_of(ctx, argc, argv, exception);                                                           \
    if (!c) {                                                                                                \
        return JS_UNDEFINED;                                                                                 \
    }

JS_FUNCTION(parser_new)
{
    conn *c = calloc(1, sizeof *c);
    if (!c) {
        return js_throw_out_of_memory(ctx, exception);
    }
    c->reader = (stream_reader){on_bytes, on_gone};
    c->runtime = js_runtime_current();
    http_parser_init(&c->parser, HTTP_REQUEST, 0, 0);
    js_object object = js_native_new(ctx, &parser_type, c);
    if (!object) {
        free(c);
        return js_throw_out_of_memory(ctx, exception);
    }
    return (js_value)object;
}

// initialize(parser, kind, head size, lenient flags, fields at most)
JS_FUNCTION(parser_initialize)
{
    CONN(c)
    http_parser_deinit(&c->parser);
    http_parser_init(&c->parser, js_arg_int32(argc, argv, 1) == HTTP_RESPONSE ? HTTP_RESPONSE : HTTP_REQUEST,
                     (uint32_t)js_arg_number(argc, argv, 2, 0), (unsigned)js_arg_number(argc, argv, 3, 0));
    c->pairs_max = (uint32_t)js_arg_number(argc, argv, 4, 0);
    free(c->rest);
    c->rest = NULL;
    c->rest_len = 0;
    c->answers = 0;
    c->paused = c->closed = false;
    c->since = now_of(c); // a connection that says nothing is late, too
    return JS_UNDEFINED;
}

// setDispatch(dispatch): once
JS_FUNCTION(parser_set_dispatch)
{
    dispatch = js_root_new(ctx, js_arg(argc, argv, 0));
    return dispatch ? JS_UNDEFINED : js_throw_out_of_memory(ctx, exception);
}

static js_value run_nested(js_context ctx, conn *c, js_value self, const uint8_t *bytes, size_t len,
                           js_value *exception)
{
    feed f = feed_of(c, ctx, self, bytes, len);
    f.nested = true;
    feed_run(&f);
    if (!js_is_undefined(f.exception)) {
        return js_throw(exception, f.exception);
    }
    return js_number((double)f.at);
}

// execute(parser, self, bytes) -> how many were taken
JS_FUNCTION(parser_execute)
{
    CONN(c)
    js_bytes bytes;
    if (js_bytes_get(ctx, js_arg(argc, argv, 2), &bytes)) {
        return js_throw_type_error(ctx, exception, "ERR_INVALID_ARG_TYPE", "Argument must be a buffer");
    }
    if (c->paused && bytes.len > 0) {
        feed f = feed_of(c, ctx, JS_UNDEFINED, bytes.data, bytes.len);
        uint8_t *before = c->rest;
        size_t before_len = c->rest_len;
        // Later than what waits already.
        c->rest = NULL;
        c->rest_len = 0;
        keep_rest(&f);
        uint8_t *all = realloc(before, before_len + c->rest_len);
        if (all) {
            memcpy(all + before_len, c->rest, c->rest_len);
            free(c->rest);
            c->rest = all;
            c->rest_len += before_len;
        }
        return js_number((double)bytes.len);
    }
    return run_nested(ctx, c, js_arg(argc, argv, 1), bytes.data, bytes.len, exception);
}

// finish(parser, self): the other side sends no more
JS_FUNCTION(parser_finish)
{
    CONN(c)
    feed f = feed_of(c, ctx, js_arg(argc, argv, 1), NULL, 0);
    f.nested = true;
    http_event e = http_parser_finish(&c->parser);
    if (e != HTTP_MORE) {
        c->busy++;
        gather(&f, e);
        flush(&f);
        leave(c);
    }
    return js_is_undefined(f.exception) ? JS_UNDEFINED : js_throw(exception, f.exception);
}

// attach(parser, self, stream handle): the stream's bytes go to the parser
JS_FUNCTION(parser_attach)
{
    CONN(c)
    stream_handle *h = node_stream_handle_get(ctx, js_arg(argc, argv, 2), exception);
    if (!h) {
        return JS_UNDEFINED;
    }
    detach(c);
    c->self = js_root_new(ctx, js_arg(argc, argv, 1));
    if (!c->self) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (h->reader) {
        h->reader->gone(h->reader);
    }
    c->stream = h;
    h->reader = &c->reader;
    return JS_UNDEFINED;
}

// detach(parser): the stream's bytes go to JavaScript again
JS_FUNCTION(parser_detach)
{
    CONN(c)
    detach(c);
    return JS_UNDEFINED;
}

// close(parser): no event comes any more
JS_FUNCTION(parser_close)
{
    CONN(c)
    detach(c);
    c->closed = true;
    return JS_UNDEFINED;
}

JS_FUNCTION(parser_pause)
{
    CONN(c)
    c->paused = true;
    return JS_UNDEFINED;
}

// resume(parser, self): what waits is delivered at once
JS_FUNCTION(parser_resume)
{
    CONN(c)
    c->paused = false;
    if (c->busy || c->rest_len == 0) {
        return js_int32(0);
    }
    uint8_t *rest = c->rest;
    size_t len = c->rest_len;
    c->rest = NULL;
    c->rest_len = 0;
    c->busy++;
    js_value r = run_nested(ctx, c, js_arg(argc, argv, 1), rest, len, exception);
    leave(c);
    free(rest);
    return r;
}

// setAnswers(parser, 0 | 1 | 2)
JS_FUNCTION(parser_set_answers)
{
    CONN(c)
    c->answers = (uint8_t)js_arg_int32(argc, argv, 1);
    return JS_UNDEFINED;
}

// state(parser) -> 0: nothing of a message is there; 1: a part of its head; 2: its head; 3: no more messages come
JS_FUNCTION(parser_state)
{
    CONN(c)
    if (http_parser_is_idle(&c->parser)) {
        return js_int32(0);
    }
    if (http_parser_in_body(&c->parser)) {
        return js_int32(2);
    }
    return js_int32(c->parser.head ? 1 : 3);
}

// age(parser) -> for how many ms a message has been arriving; -1 where none is
JS_FUNCTION(parser_age)
{
    CONN(c)
    return js_number(c->since < 0 ? -1 : (double)(now_of(c) - c->since));
}

static const js_function_spec http_parser_functions[] = {
    {"create", parser_new, 0, "create() -> parser"},
    {"initialize", parser_initialize, 5, "initialize(parser, kind, headSize, lenient, fieldsMax)"},
    {"setDispatch", parser_set_dispatch, 1, "setDispatch(dispatch(self, kinds, text, fields, bytes))"},
    {"execute", parser_execute, 3, "execute(parser, self, bytes) -> taken"},
    {"finish", parser_finish, 2, "finish(parser, self)"},
    {"attach", parser_attach, 3, "attach(parser, self, streamHandle)"},
    {"detach", parser_detach, 1, "detach(parser)"},
    {"close", parser_close, 1, "close(parser)"},
    {"pause", parser_pause, 1, "pause(parser)"},
    {"resume", parser_resume, 2, "resume(parser, self)"},
    {"setAnswers", parser_set_answers, 2, "setAnswers(parser, 0 | 1 | 2)"},
    {"age", parser_age, 1, "age(parser) -> ms | -1"},
    {"state", parser_state, 1, "state(parser) -> 0 idle | 1 head | 2 body | 3 over"},
    {0},
};

static void tables_deinit(void *data)
{
    (void)data;
    http_parser_thread_end();
    free(targets);
    free(text);
    targets = NULL;
    text = NULL;
    text_room = 0;
}

static const js_data_key tables_key = {1, tables_deinit};

static int http_parser_binding_init(js_context ctx, js_object binding)
{
    js_value exception = NULL;
    dispatch = 0;
    if (!js_runtime_data(js_runtime_current(), &tables_key)) {
        return -ENOMEM;
    }
    js_set(ctx, binding, "infoBuffer", js_array_buffer_static(ctx, info, sizeof info, &exception));
    return exception ? -ENOMEM : 0;
}

const js_binding_spec node_http_parser_binding = {"http_parser", http_parser_functions,
                                                  http_parser_binding_init};
