// SPDX-License-Identifier: MIT
//
// Life of a session and its engine: the cycle that moves bytes through OpenSSL.
#include "node/tls/tls.h"

#include <errno.h>
#include <stdlib.h>

static void scratch_deinit(void *data)
{
    tls_scratch *scratch = data;
    free(scratch->plain);
    tls_bytes_free(&scratch->out);
}

static const js_data_key scratch_key = {sizeof(tls_scratch), scratch_deinit};

tls_scratch *tls_scratch_of(js_runtime *runtime)
{
    return js_runtime_data(runtime, &scratch_key);
}

// ---- bytes -----------------------------------------------------------------------------------------------------------------

int tls_bytes_append(tls_bytes *to, const void *data, size_t len)
{
    if (to->room - to->len < len) {
        size_t room = to->room ? to->room : 4096;
        while (room - to->len < len) {
            room *= 2;
        }
        unsigned char *grown = realloc(to->data, room);
        if (grown == NULL) {
            return -ENOMEM;
        }
        to->data = grown;
        to->room = room;
    }
    if (len > 0) {
        memcpy(to->data + to->len, data, len);
    }
    to->len += len;
    return 0;
}

void tls_bytes_free(tls_bytes *bytes)
{
    free(bytes->data);
    *bytes = (tls_bytes){0};
}

void tls_session_empty_out(tls_session *s)
{
    s->out.len = 0;
    if (s->scratch->out.data == NULL && s->out.room <= TLS_PLAIN_SIZE * 2) {
        s->scratch->out = s->out;
        s->out = (tls_bytes){0};
    } else {
        tls_bytes_free(&s->out);
    }
}

js_value tls_bytes_value(js_context ctx, const void *data, size_t len)
{
    void *copy = malloc(len ? len : 1);
    if (copy == NULL) {
        return JS_UNDEFINED;
    }
    if (len > 0) {
        memcpy(copy, data, len);
    }
    return js_uint8_array_adopt(ctx, copy, len, NULL);
}

// ---- the ends of OpenSSL's pipe ----------------------------------------------------------------------------------------------

static int bio_read(BIO *bio, char *to, int len)
{
    tls_session *s = tlib.BIO_get_data(bio);
    tlib.BIO_clear_flags(bio, BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY);
    if (s->in_len == 0 || len <= 0) {
        if (s->eof) {
            return 0;
        }
        tlib.BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY);
        return -1;
    }
    size_t count = s->in_len < (size_t)len ? s->in_len : (size_t)len;
    memcpy(to, s->in, count);
    s->in += count;
    s->in_len -= count;
    return (int)count;
}

static int bio_write(BIO *bio, const char *from, int len)
{
    tls_session *s = tlib.BIO_get_data(bio);
    tlib.BIO_clear_flags(bio, BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY);
    if (s->out.data == NULL) {
        s->out = s->scratch->out;
        s->scratch->out = (tls_bytes){0};
    }
    return tls_bytes_append(&s->out, from, (size_t)len) ? -1 : len;
}

static long bio_ctrl(BIO *bio, int command, long number, void *pointer)
{
    (void)number;
    (void)pointer;
    tls_session *s = tlib.BIO_get_data(bio);
    switch (command) {
    case BIO_CTRL_FLUSH:
        return 1;
    case BIO_CTRL_EOF:
        return s->eof && s->in_len == 0;
    default:
        return 0;
    }
}

static int bio_create(BIO *bio)
{
    tlib.BIO_set_init(bio, 1);
    return 1;
}

static uv_once_t method_once = UV_ONCE_INIT;
static BIO_METHOD *method;

static void make_method(void)
{
    method = tlib.BIO_meth_new(BIO_TYPE_SOURCE_SINK | 100, "protojs session");
    if (method != NULL) {
        tlib.BIO_meth_set_create(method, bio_create);
        tlib.BIO_meth_set_read(method, bio_read);
        tlib.BIO_meth_set_write(method, bio_write);
        tlib.BIO_meth_set_ctrl(method, bio_ctrl);
    }
}

BIO *tls_bio_new(tls_session *s)
{
    uv_once(&method_once, make_method);
    BIO *bio = method ? tlib.BIO_new(method) : NULL;
    if (bio != NULL) {
        tlib.BIO_set_data(bio, s);
    }
    return bio;
}

// ---- life ------------------------------------------------------------------------------------------------------------------

void tls_session_ref(tls_session *s)
{
    s->refs++;
}

void tls_session_unref(tls_session *s)
{
    if (--s->refs > 0) {
        return;
    }
    tls_transport_detach(s);
    if (s->next_session != NULL) {
        tlib.SSL_SESSION_free(s->next_session);
    }
    if (s->ssl != NULL) {
        tlib.SSL_free(s->ssl);
    }
    tls_context_unref(s->context);
    tls_bytes_free(&s->kept);
    tls_bytes_free(&s->out);
    if (s->waiting.data != NULL) {
        tlib.OPENSSL_cleanse(s->waiting.data, s->waiting.len);
    }
    tls_bytes_free(&s->waiting);
    tls_bytes_free(&s->alpn);
    tls_bytes_free(&s->ocsp_response);
    free(s);
}

static void finalize(void *pointer)
{
    tls_session *s = pointer;
    s->closed = true;
    s->on_event = 0;
    tls_transport_detach(s);
    tls_session_unref(s);
}

const js_native_type tls_session_type = {"TLSSession", finalize};

tls_session *tls_session_get(js_context ctx, js_value v, js_value *exception)
{
    tls_session *s = js_native_get(ctx, v, &tls_session_type);
    if (s == NULL || s->closed) {
        js_throw_error(ctx, exception, "ERR_STREAM_DESTROYED", "The TLS session is closed");
        return NULL;
    }
    return s;
}

js_value tls_session_event(tls_session *s, int kind, double status, js_value value)
{
    if (s->closed || s->on_event == 0 || js_runtime_current() != s->runtime) {
        return JS_UNDEFINED;
    }
    js_context ctx = js_runtime_context(s->runtime);
    js_value function = js_root_get(ctx, s->on_event);
    js_value argv[] = {js_int32(kind), js_number(status), value};
    if (s->depth == 0) {
        return js_enter(s->runtime, function, 3, argv);
    }
    js_value exception = NULL; // the event function catches its own
    return js_call(ctx, function, JS_UNDEFINED, 3, argv, &exception);
}

// ---- the cycle -------------------------------------------------------------------------------------------------------------

typedef struct outcome {
    enum { GO_ON, WAIT, END, FAILED } kind;
    js_value errors; // of FAILED
} outcome;

// What a result of OpenSSL means. Takes its errors at once: JavaScript, which is told later, may leave others.
static outcome judge(tls_session *s, int result)
{
    bool no_more = s->eof && s->in_len == 0;
    switch (tlib.SSL_get_error(s->ssl, result)) {
    case SSL_ERROR_NONE:
        return (outcome){GO_ON, NULL};
    case SSL_ERROR_ZERO_RETURN:
        return (outcome){END, NULL};
    case SSL_ERROR_WANT_READ:
        return (outcome){no_more ? END : WAIT, NULL};
    case SSL_ERROR_WANT_WRITE:
    case SSL_ERROR_WANT_X509_LOOKUP:
    case SSL_ERROR_WANT_CLIENT_HELLO_CB:
        return (outcome){WAIT, NULL};
    default:
        break;
    }
    // An end without a farewell is an end, too.
    unsigned long last = tlib.ERR_peek_last_error();
    if (no_more && (last == 0 || ERR_GET_REASON(last) == SSL_R_UNEXPECTED_EOF_WHILE_READING)) {
        tlib.ERR_clear_error();
        return (outcome){END, NULL};
    }
    return (outcome){FAILED, tls_take_errors(js_runtime_context(s->runtime))};
}

// True: the cycle can go on.
static bool tell(tls_session *s, outcome found)
{
    if (found.kind == END && !s->eof_told) {
        s->eof_told = true;
        tls_session_event(s, TLS_READ, UV_EOF, JS_UNDEFINED);
    } else if (found.kind == FAILED && !s->failed) {
        s->failed = true;
        tls_transport_flush(s, false); // the alert
        tls_session_event(s, TLS_ERROR, 0, found.errors);
    }
    return found.kind == GO_ON;
}

static void handshake(tls_session *s)
{
    tlib.ERR_clear_error();
    s->inside++;
    int r = tlib.SSL_do_handshake(s->ssl);
    s->inside--;
    if (r != 1) {
        tell(s, judge(s, r));
    } else if (!s->hold_output) {
        s->established = true;
        if (s->server) {
            tls_transport_flush(s, false);
        } // a client's last words leave once JavaScript has agreed to the certificate, with the first data
        tls_session_event(s, TLS_ESTABLISHED, 0, JS_UNDEFINED);
    }
}

static void write_waiting(tls_session *s)
{
    while (s->waiting.len > 0 && !s->closed && !s->failed) {
        size_t part = s->waiting.len < TLS_RECORD_MAX ? s->waiting.len : TLS_RECORD_MAX, taken = 0;
        tlib.ERR_clear_error();
        s->inside++;
        int r = tlib.SSL_write_ex(s->ssl, s->waiting.data, part, &taken);
        s->inside--;
        if (r != 1) {
            tell(s, judge(s, r));
            return;
        }
        memmove(s->waiting.data, s->waiting.data + taken, s->waiting.len - taken);
        s->waiting.len -= taken;
    }
}

// Plaintext to whoever reads. Gives the block back, or NULL where the reader keeps it.
static unsigned char *give(tls_session *s, unsigned char *plain, size_t len)
{
    if (len == 0 || s->closed) {
        return plain;
    }
    if (s->stream != NULL && s->stream->reader != NULL) {
        uv_buf_t block = uv_buf_init((char *)plain, TLS_PLAIN_SIZE);
        s->stream->reader->bytes(s->stream->reader, s->stream, &block, len);
        return (unsigned char *)block.base;
    }
    js_value bytes = tls_bytes_value(js_runtime_context(s->runtime), plain, len);
    bool good = !js_is_undefined(bytes);
    tls_session_event(s, TLS_READ, good ? (double)len : -ENOMEM, bytes);
    return plain;
}

static void run_kept(loop_task *task)
{
    tls_session *s = (tls_session *)((char *)task - offsetof(tls_session, task));
    s->posted = false;
    if (!s->closed) {
        tls_session_cycle(s);
        if (s->stream == NULL) {
            tls_session_event(s, TLS_ADVANCE, 0, JS_UNDEFINED); // whoever carries the bytes looks for output
        }
    }
    tls_session_unref(s);
}

void tls_session_post(tls_session *s)
{
    if (!s->posted) {
        s->posted = true;
        s->task.run = run_kept;
        tls_session_ref(s);
        loop_post(js_runtime_loop(s->runtime), &s->task, LOOP_NORMAL);
    }
}

// Plaintext into one buffer, which becomes one event. False: there is no more for now.
static bool read_plain(tls_session *s)
{
    unsigned char *plain = s->scratch->plain ? s->scratch->plain : malloc(TLS_PLAIN_SIZE);
    s->scratch->plain = NULL;
    if (plain == NULL) {
        tls_session_event(s, TLS_READ, -ENOMEM, JS_UNDEFINED);
        return false;
    }
    size_t len = 0, count = 0;
    int r = 1;
    bool dry =
        false; // the last record is out and nothing has come after it: OpenSSL need not be asked again to say so
    while (r == 1 && !dry && !s->closed && TLS_PLAIN_SIZE - len >= TLS_RECORD_MAX) {
        tlib.ERR_clear_error();
        s->inside++;
        r = tlib.SSL_read_ex(s->ssl, plain + len, TLS_PLAIN_SIZE - len, &count);
        s->inside--;
        len += r == 1 ? count : 0;
        dry = r == 1 && s->in_len == 0 && !s->eof;
    }
    outcome found = s->closed || dry ? (outcome){WAIT, NULL} : judge(s, r);
    s->bytes_read += len;
    plain = give(s, plain, len);
    if (s->scratch->plain == NULL) {
        s->scratch->plain = plain;
    } else {
        free(plain);
    }
    return tell(s, found);
}

static bool has_reader(const tls_session *s)
{
    return s->stream != NULL && s->stream->reader != NULL;
}

// A reader in C enters JavaScript, which it can only from outside.
static bool may_read(tls_session *s)
{
    if (!s->reading || s->closed || s->failed || s->eof_told) {
        return false;
    }
    if (has_reader(s) && s->depth > 0) {
        tls_session_post(s);
        return false;
    }
    return true;
}

void tls_session_cycle(tls_session *s)
{
    if (s->busy) {
        s->again = true;
        return;
    }
    tls_session_ref(s);
    s->busy = true;
    do {
        s->again = false;
        if (s->started && !s->established && !s->closed && !s->failed) {
            handshake(s);
        }
        if (s->established) {
            write_waiting(s);
            while (may_read(s) && read_plain(s)) {
            }
            if (s->renegotiated && !s->closed) { // told now, not in the middle of OpenSSL's work
                s->renegotiated = false;
                s->again = true;
                tls_session_event(s, TLS_ESTABLISHED, 0, JS_UNDEFINED);
            }
        }
    } while (s->again && !s->closed && !s->failed);
    s->busy = false;
    if (!s->closed) {
        bool notify = s->write_waits && s->waiting.len == 0;
        s->write_waits = s->write_waits && !notify;
        int r = tls_transport_flush(s, notify);
        tls_transport_update(s);
        if (notify && r != 1) {
            tls_session_event(s, TLS_WRITTEN, r, JS_UNDEFINED);
        }
    }
    tls_session_unref(s);
}

// ---- what arrives ------------------------------------------------------------------------------------------------------------

static bool points_into_kept(const tls_session *s)
{
    return s->kept.data != NULL && s->in >= s->kept.data && s->in <= s->kept.data + s->kept.len;
}

// Makes what is left of `in` the beginning of `kept`. Fails: -ENOMEM.
static int keep_rest(tls_session *s)
{
    if (points_into_kept(s)) {
        memmove(s->kept.data, s->in, s->in_len);
        s->kept.len = s->in_len;
    } else {
        s->kept.len = 0;
        int r = tls_bytes_append(&s->kept, s->in, s->in_len);
        if (r) {
            return r;
        }
    }
    s->in = s->kept.data;
    return 0;
}

static void advance(tls_session *s)
{
    if (s->depth == 0 && !s->established) {
        tls_session_event(s, TLS_ADVANCE, 0,
                          JS_UNDEFINED); // callbacks of a handshake find JavaScript around them
    } else {
        tls_session_cycle(s);
    }
}

int tls_session_receive(tls_session *s, const void *data, size_t len)
{
    int r = 0;
    tls_session_ref(s);
    if (s->busy || s->in_len > 0) {
        r = keep_rest(s);
        if (r == 0) {
            r = tls_bytes_append(&s->kept, data, len);
            s->in = s->kept.data;
            s->in_len = s->kept.len;
        }
        advance(s);
    } else {
        s->in = data;
        s->in_len = len;
        advance(s);
        if (s->in_len > 0) {
            r = keep_rest(s);
        } else if (!s->busy) {
            tls_bytes_free(&s->kept);
        }
    }
    tls_session_unref(s);
    return r;
}

void tls_session_end(tls_session *s)
{
    s->eof = true;
    advance(s);
}
