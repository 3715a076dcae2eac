// SPDX-License-Identifier: MIT
//
// See port.h. A message is text (the encoded value, in the engine's own form of characters), blocks of bytes that were copied, ends that
// move with it, and references to shared memory.
#include "node/messaging/port.h"

#include "loop/loop.h"
#include "node/messaging/flat.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

// Bytes of a message. `pages` is NULL for a block of malloc, else a mapping that `data` lies in (pages_take).
typedef struct blob {
    void *data;
    size_t len;
    struct pages *pages;
} blob;

// From here on moving pages is cheaper than copying bytes.
enum { MOVE_MIN = 1 << 18 };

typedef struct pages {
    void *start;
    size_t len;
} pages;

// What the text of a message says: an encoded value, a value that is a text itself, flat values (see flat.h), or nothing, where the value is a number or
// the like.
typedef enum text_kind { TEXT_ENCODED, TEXT_VALUE, TEXT_FLAT, NO_TEXT } text_kind;

typedef struct port_message message;
struct port_message {
    message *next;
    blob *blobs;
    port_end **ends;
    shared_block **blocks;
    unsigned blob_count, end_count, block_count;
    text_kind kind;
    bool wide;
    js_value immediate; // means the same in every VM
    size_t text_len;    // characters; of flat values, how many
    uint64_t text[];    // units of 16 bits, or of 8 where not `wide`
};

typedef struct mailbox {
    atomic_uint references; // the runtime's and one for each end attached
    pthread_mutex_t lock;
    int fd; // an eventfd that wakes the loop (libuv's own wake-up spins while its sender is not scheduled)
    port_end *ready_head, **ready_tail;
    port_end *current; // whose messages are being delivered; NULL where it left meanwhile. Its thread's only
} mailbox;

typedef struct channel channel;

struct port_end {
    channel *channel;
    mailbox *box; // NULL: nobody receives yet
    uint32_t id;  // what the receiver calls it
    bool closed;
    bool ready; // in the mailbox's list; guarded by the mailbox's lock
    bool flows; // its messages are delivered as they come. The receiver's thread only
    message *head, **tail;
    unsigned count;
    port_end *next_ready;
};

struct channel {
    pthread_mutex_t lock;
    unsigned open; // ends that somebody holds; guarded by `lock`
    port_end ends[2];
};

static port_end *other_of(port_end *end)
{
    channel *c = end->channel;
    return end == &c->ends[0] ? &c->ends[1] : &c->ends[0];
}

// ---- messages -------------------------------------------------------------------------------------------------------------

static void pages_release(void *pointer)
{
    pages *p = pointer;
    munmap(p->start, p->len);
    free(p);
}

// Moves the pages that lie wholly within the bytes to a new place and copies the rest; zeroed ones take their place, so that whoever made the
// memory frees it as ever. For memory that nobody will read again. False where it cannot be done; nothing has changed then.
static bool pages_take(const void *from, size_t len, blob *out)
{
    static const size_t page = 4096;
    uintptr_t start = (uintptr_t)from, first = (start + page - 1) & ~(page - 1), end = start + len,
              last = end & ~(page - 1);
    if (len < MOVE_MIN || sysconf(_SC_PAGESIZE) != (long)page) {
        return false;
    }
    size_t head = first - start, middle = last - first, room = middle + 2 * page;
    pages *p = malloc(sizeof *p);
    char *to = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == NULL || to == MAP_FAILED ||
        mremap((void *)first, middle, middle, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, to + page) ==
            MAP_FAILED) {
        if (to != MAP_FAILED) {
            munmap(to, room);
        }
        free(p);
        return false;
    }
    memcpy(to + page - head, from, head);
    memcpy(to + page + middle, (const void *)last, end - last);
    *p = (pages){to, room};
    *out = (blob){to + page - head, len, p};
    return true;
}

static void blob_free(blob *b)
{
    if (b->pages != NULL) {
        pages_release(b->pages);
    } else {
        free(b->data);
    }
}

static void message_free(message *m)
{
    if (m == NULL) {
        return;
    }
    for (unsigned i = 0; i < m->blob_count; i++) {
        blob_free(&m->blobs[i]);
    }
    for (unsigned i = 0; i < m->end_count; i++) {
        port_end_free(m->ends[i]);
    }
    for (unsigned i = 0; i < m->block_count; i++) {
        shared_block_unref(m->blocks[i]);
    }
    free(m->blobs);
    free(m->ends);
    free(m->blocks);
    free(m);
}

// A message without lists around a text.
static int message_of_text(js_context ctx, js_value v, text_kind kind, message **out, js_value *exception)
{
    js_text text;
    if (js_text_init(ctx, v, &text, exception) < 0) {
        return -EINVAL;
    }
    bool wide = text.units != NULL;
    size_t bytes = text.len * (wide ? 2 : 1);
    message *m = malloc(sizeof *m + bytes);
    if (m != NULL) {
        memset(m, 0, sizeof *m);
        m->kind = kind;
        m->wide = wide;
        m->text_len = text.len;
        if (bytes > 0) {
            memcpy(m->text, wide ? (const void *)text.units : (const void *)text.latin1, bytes);
        }
    }
    js_text_deinit(&text);
    *out = m;
    return m == NULL ? -ENOMEM : 0;
}

static int message_of_value(js_context ctx, js_value v, message **out, js_value *exception)
{
    if (js_is_string(ctx, v)) {
        return message_of_text(ctx, v, TEXT_VALUE, out, exception);
    }
    message *m = calloc(1, sizeof *m);
    if (m == NULL) {
        return -ENOMEM;
    }
    m->kind = NO_TEXT;
    m->immediate = v;
    *out = m;
    return 0;
}

static js_value text_value(js_context ctx, const message *m)
{
    if (m->kind == NO_TEXT) {
        return m->immediate;
    }
    if (m->kind == TEXT_FLAT) {
        return flat_array(ctx, m->text, m->text_len);
    }
    return m->wide ? js_string_utf16(ctx, (const uint16_t *)(const void *)m->text, m->text_len)
                   : js_string_latin1(ctx, (const uint8_t *)m->text, m->text_len);
}

static unsigned length_of(js_context ctx, js_value list)
{
    js_object array = js_object_of(ctx, list);
    return array == NULL ? 0 : (unsigned)js_number_or(js_get(ctx, array, "length", NULL), 0);
}

// An array of one has bytes that were transferred: they may be moved.
static int blob_make(js_context ctx, js_value v, blob *out)
{
    js_bytes bytes = {NULL, 0};
    bool moves = js_is_array(ctx, v);
    if (js_bytes_peek(ctx, moves ? js_get_index(ctx, js_object_of(ctx, v), 0, NULL) : v, &bytes) < 0) {
        return -EINVAL;
    }
    if (moves && pages_take(bytes.data, bytes.len, out)) {
        return 0;
    }
    void *copy = malloc(bytes.len + 1);
    if (copy != NULL && bytes.len > 0) {
        memcpy(copy, bytes.data, bytes.len);
    }
    *out = (blob){copy, bytes.len, NULL};
    return copy == NULL ? -ENOMEM : 0;
}

static int blobs_copy(js_context ctx, message *m, js_value list, unsigned count)
{
    js_object array = js_object_of(ctx, list);
    for (unsigned i = 0; i < count; i++) {
        int rc = blob_make(ctx, js_get_index(ctx, array, i, NULL), &m->blobs[m->blob_count]);
        if (rc < 0) {
            return rc;
        }
        m->blob_count++;
    }
    return 0;
}

static int holds_copy(js_context ctx, message *m, js_value ends, unsigned end_count, js_value blocks,
                      unsigned block_count)
{
    js_object array = js_object_of(ctx, blocks);
    for (unsigned i = 0; i < block_count; i++) {
        shared_block *block = shared_block_peek(ctx, js_get_index(ctx, array, i, NULL));
        if (block == NULL) {
            return -EINVAL;
        }
        shared_block_ref(block);
        m->blocks[m->block_count++] = block;
    }
    array = js_object_of(ctx, ends);
    for (unsigned i = 0; i < end_count; i++) {
        port_end *end = port_end_take(ctx, js_get_index(ctx, array, i, NULL));
        if (end == NULL) {
            return -EINVAL;
        }
        m->ends[m->end_count++] = end;
    }
    return 0;
}

static int lists_copy(js_context ctx, message *m, size_t argc, const js_value argv[])
{
    unsigned blobs = length_of(ctx, js_arg(argc, argv, 1)), ends = length_of(ctx, js_arg(argc, argv, 2)),
             blocks = length_of(ctx, js_arg(argc, argv, 3));
    m->blobs = calloc(blobs + 1, sizeof *m->blobs);
    m->ends = calloc(ends + 1, sizeof(port_end *));
    m->blocks = calloc(blocks + 1, sizeof(shared_block *));
    if (m->blobs == NULL || m->ends == NULL || m->blocks == NULL) {
        return -ENOMEM;
    }
    int rc = blobs_copy(ctx, m, js_arg(argc, argv, 1), blobs);
    return rc == 0 ? holds_copy(ctx, m, js_arg(argc, argv, 2), ends, js_arg(argc, argv, 3), blocks) : rc;
}

// (text, blobs, ends, blocks): an end that was named has moved into the message, also on failure. Without lists where there is only a text;
// (value, true): a text, a number, a boolean, null or undefined that is the message itself.
static int message_new(js_context ctx, size_t argc, const js_value argv[], message **out, js_value *exception)
{
    message *m = NULL;
    if (js_arg_true(argc, argv, 1)) {
        return message_of_value(ctx, argv[0], out, exception);
    }
    int rc = message_of_text(ctx, js_arg(argc, argv, 0), TEXT_ENCODED, &m, exception);
    if (rc == 0 && argc > 1) {
        rc = lists_copy(ctx, m, argc, argv);
    }
    if (rc == 0) {
        *out = m;
        m = NULL;
    }
    message_free(m);
    return rc;
}

static js_value blobs_value(js_context ctx, message *m, js_value *exception)
{
    if (m->blob_count == 0) {
        return JS_UNDEFINED;
    }
    js_object list = js_array_new(ctx, 0, NULL, exception);
    for (unsigned i = 0; i < m->blob_count; i++) {
        blob b = m->blobs[i];
        m->blobs[i] = (blob){NULL, 0, NULL};
        js_set_index(ctx, list, i,
                     b.pages != NULL
                         ? js_array_buffer_shared(ctx, b.data, b.len, pages_release, b.pages, exception)
                         : js_uint8_array_adopt(ctx, b.data, b.len, exception));
    }
    return list;
}

static js_value ends_value(js_context ctx, message *m, js_value *exception)
{
    if (m->end_count == 0) {
        return JS_UNDEFINED;
    }
    js_object list = js_array_new(ctx, 0, NULL, exception);
    for (unsigned i = 0; i < m->end_count; i++) {
        js_set_index(ctx, list, i, port_end_wrap(ctx, m->ends[i], exception));
    }
    m->end_count = 0;
    return list;
}

static js_value blocks_value(js_context ctx, message *m, js_value *exception)
{
    if (m->block_count == 0) {
        return JS_UNDEFINED;
    }
    js_object list = js_array_new(ctx, 0, NULL, exception);
    for (unsigned i = 0; i < m->block_count; i++) {
        js_set_index(ctx, list, i, shared_block_wrap(ctx, m->blocks[i], exception));
    }
    m->block_count = 0;
    return list;
}

// ---- for other rooms ------------------------------------------------------------------------------------------------------

int port_message_new(js_context ctx, const js_value parts[4], port_message **out, js_value *exception)
{
    size_t count = 4;
    while (count > 1 && js_is_undefined(parts[count - 1])) {
        count--;
    }
    return message_new(ctx, count, parts, out, exception);
}

port_message *port_message_of_flat(const void *words, size_t bytes, size_t count)
{
    message *m = calloc(1, sizeof *m + bytes);
    if (m != NULL) {
        m->kind = TEXT_FLAT;
        m->text_len = count;
        memcpy(m->text, words, bytes);
    }
    return m;
}

port_message *port_message_of_immediate(js_value v)
{
    message *m = calloc(1, sizeof *m);
    if (m != NULL) {
        m->kind = NO_TEXT;
        m->immediate = v;
    }
    return m;
}

void port_message_free(port_message *m)
{
    message_free(m);
}

static js_value blobs_duplicate(js_context ctx, const message *m, js_value *exception)
{
    js_object list = js_array_new(ctx, 0, NULL, exception);
    for (unsigned i = 0; i < m->blob_count; i++) {
        const blob *b = &m->blobs[i];
        void *copy = malloc(b->len + 1);
        if (copy == NULL) {
            return js_throw_out_of_memory(ctx, exception);
        }
        if (b->len > 0) {
            memcpy(copy, b->data, b->len);
        }
        js_set_index(ctx, list, i, js_uint8_array_adopt(ctx, copy, b->len, exception));
    }
    return list;
}

static js_value blocks_duplicate(js_context ctx, const message *m, js_value *exception)
{
    js_object list = js_array_new(ctx, 0, NULL, exception);
    for (unsigned i = 0; i < m->block_count; i++) {
        shared_block_ref(m->blocks[i]);
        js_set_index(ctx, list, i, shared_block_wrap(ctx, m->blocks[i], exception));
    }
    return list;
}

void port_message_peek(js_context ctx, const port_message *m, js_value parts[4], js_value *exception)
{
    parts[0] = text_value(ctx, m);
    parts[1] = m->blob_count == 0 ? JS_UNDEFINED : blobs_duplicate(ctx, m, exception);
    parts[2] = JS_UNDEFINED;
    parts[3] = m->block_count == 0 ? JS_UNDEFINED : blocks_duplicate(ctx, m, exception);
}

// ---- mailboxes ------------------------------------------------------------------------------------------------------------

static void mailbox_unref(mailbox *box)
{
    if (box != NULL && atomic_fetch_sub(&box->references, 1) == 1) {
        pthread_mutex_destroy(&box->lock);
        close(box->fd);
        free(box);
    }
}

// Wakes the mailbox's loop and gives back the reference that mailbox_tell took. Without a lock: who is woken wants it at once. Accepts NULL.
static void mailbox_wake(mailbox *box)
{
    const uint64_t one = 1;
    if (box != NULL && write(box->fd, &one, sizeof one) < 0) {
        assert(errno == EAGAIN); // it is awake already
    }
    mailbox_unref(box);
}

// Called with the lock of the end's channel held. The mailbox where it is to be woken, referenced.
static mailbox *mailbox_tell(port_end *end)
{
    mailbox *box = end->box;
    bool first = false;
    if (box == NULL) {
        return NULL;
    }
    pthread_mutex_lock(&box->lock);
    if (!end->ready) {
        first = box->ready_head == NULL;
        end->ready = true;
        end->next_ready = NULL;
        *box->ready_tail = end;
        box->ready_tail = &end->next_ready;
    }
    pthread_mutex_unlock(&box->lock);
    if (first) {
        atomic_fetch_add(&box->references, 1);
    }
    return first ? box : NULL;
}

// Called with the lock of the end's channel held.
static void mailbox_leave(port_end *end)
{
    mailbox *box = end->box;
    if (box == NULL) {
        return;
    }
    pthread_mutex_lock(&box->lock);
    for (port_end **at = &box->ready_head; end->ready && *at != NULL; at = &(*at)->next_ready) {
        if (*at == end) {
            *at = end->next_ready;
            if (*at == NULL) {
                box->ready_tail = at;
            }
            break;
        }
    }
    end->ready = false;
    pthread_mutex_unlock(&box->lock);
    if (box->current == end) {
        box->current = NULL;
    }
    end->box = NULL;
    mailbox_unref(box);
}

// The next end where something happened; NULL where there is none. It cannot be freed meanwhile: it is attached to this thread, which frees it.
static port_end *mailbox_next(mailbox *box, bool *is_last)
{
    pthread_mutex_lock(&box->lock);
    port_end *end = box->ready_head;
    if (end != NULL) {
        box->ready_head = end->next_ready;
        if (box->ready_head == NULL) {
            box->ready_tail = &box->ready_head;
        }
        end->ready = false;
    }
    *is_last = box->ready_head == NULL;
    pthread_mutex_unlock(&box->lock);
    return end;
}

// A mailbox in its runtime.
typedef struct receiver {
    uv_poll_t poll;
    js_runtime *runtime;
    js_root function, deliver, pump;
    bool unfinished; // JavaScript has messages that it did not come to
    mailbox *box;
} receiver;

static void receiver_freed(uv_handle_t *handle)
{
    receiver *r = handle->data;
    mailbox_unref(r->box);
    free(r);
}

static void receiver_finalize(void *pointer)
{
    receiver *r = pointer;
    if (!uv_is_closing((uv_handle_t *)&r->poll)) {
        uv_close((uv_handle_t *)&r->poll, receiver_freed);
    }
}

static const js_native_type receiver_type = {"Mailbox", receiver_finalize};

enum { ENTRIES_A_TURN_MAX = 1000 };

// The oldest message of the end. Says how many are left, and whether the other side has closed behind them.
static message *end_take(port_end *end, unsigned *left, bool *over)
{
    pthread_mutex_lock(&end->channel->lock);
    message *m = end->head;
    if (m != NULL) {
        end->head = m->next;
        end->count--;
        if (end->head == NULL) {
            end->tail = &end->head;
        }
    }
    *left = end->count;
    *over = other_of(end)->closed && end->head == NULL;
    pthread_mutex_unlock(&end->channel->lock);
    return m;
}

// One message enters JavaScript. True where JavaScript has more to do.
static bool message_enter(receiver *r, js_context ctx, port_end *end, message *m)
{
    js_value exception = NULL;
    js_value argv[] = {js_number(end->id), text_value(ctx, m),
                       m->kind != TEXT_ENCODED ? JS_TRUE : blobs_value(ctx, m, &exception),
                       ends_value(ctx, m, &exception), blocks_value(ctx, m, &exception)};
    message_free(m);
    return js_is_true(js_enter(r->runtime, js_root_get(ctx, r->deliver), 5, argv));
}

typedef enum delivery { DELIVERED, PUMP, ASK } delivery;

// Delivers what has arrived at the only end with news. PUMP: JavaScript has queued something. ASK: the end is to be looked at by JavaScript.
static delivery deliver_from(receiver *r, js_context ctx, port_end *end, int *budget)
{
    mailbox *box = r->box;
    delivery result = DELIVERED;
    unsigned left = 0, turn = 0;
    bool over = false, more = false;
    box->current = end;
    do {
        message *m = end_take(end, &left, &over);
        turn = turn == 0 ? left + 1 : turn;
        if (m != NULL) {
            (*budget)--;
            more = message_enter(r, ctx, end, m);
        }
    } while (!more && box->current != NULL && left > 0 && --turn > 0 && *budget > 0 && end->flows);
    if (box->current != NULL && over) {
        result = ASK;
    } else if (box->current != NULL && left > 0) { // others may have come meanwhile
        pthread_mutex_lock(&end->channel->lock);
        mailbox *told = mailbox_tell(end);
        pthread_mutex_unlock(&end->channel->lock);
        mailbox_wake(told);
    }
    box->current = NULL;
    return result == DELIVERED && more ? PUMP : result;
}

static bool pump_enter(receiver *r, js_context ctx, int *budget)
{
    while (*budget > 0) {
        --*budget;
        if (!js_is_true(js_enter(r->runtime, js_root_get(ctx, r->pump), 0, NULL))) {
            return false;
        }
    }
    return true;
}

// One message an entry. What comes alone, to an end that takes what comes, enters at once; otherwise JavaScript is told of all ends where something
// happened, and handles one message an entry until it has none.
static void on_mail(uv_poll_t *poll, int status, int events)
{
    receiver *r = poll->data;
    js_context ctx = js_runtime_context(r->runtime);
    uint64_t count;
    int budget = ENTRIES_A_TURN_MAX;
    bool is_last, more = r->unfinished;
    port_end *end;
    (void)status;
    (void)events;
    if (read(r->box->fd, &count, sizeof count) < 0) {
        return;
    }
    while (budget > 0 && (end = mailbox_next(r->box, &is_last)) != NULL) {
        bool direct = is_last && !more && end->flows && r->box->current == NULL; // else inside such a call
        js_value argv[] = {js_number(end->id)};
        delivery d = direct ? deliver_from(r, ctx, end, &budget) : ASK;
        if (d == ASK) {
            js_enter(r->runtime, js_root_get(ctx, r->function), 1, argv);
        }
        more = more || !is_last || d != DELIVERED;
        if (is_last && more) {
            more = pump_enter(r, ctx, &budget);
        }
    }
    r->unfinished = more && budget > 0 ? pump_enter(r, ctx, &budget) : more;
    if (budget <= 0) { // the rest comes in the next turn
        atomic_fetch_add(&r->box->references, 1);
        mailbox_wake(r->box);
    }
}

static int receiver_open(receiver *r)
{
    r->box->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (r->box->fd < 0) {
        return -errno;
    }
    int status = uv_poll_init(loop_uv(js_runtime_loop(r->runtime)), &r->poll, r->box->fd);
    if (status < 0) {
        close(r->box->fd);
        return status;
    }
    r->poll.data = r;
    uv_poll_start(&r->poll, UV_READABLE, on_mail);
    uv_unref((uv_handle_t *)&r->poll);
    return 0;
}

// mailbox(function(id), deliver(id, text, blobs, ends, blocks), pump): `pump` handles one message, and says true while there are more
JS_FUNCTION(port_mailbox)
{
    receiver *r = calloc(1, sizeof *r);
    mailbox *box = calloc(1, sizeof *box);
    if (r == NULL || box == NULL) {
        free(r);
        free(box);
        return js_throw_out_of_memory(ctx, exception);
    }
    r->runtime = js_runtime_current();
    r->function = js_root_new(ctx, js_arg(argc, argv, 0));
    r->deliver = js_root_new(ctx, js_arg(argc, argv, 1));
    r->pump = js_root_new(ctx, js_arg(argc, argv, 2));
    r->box = box;
    int status = receiver_open(r);
    if (status < 0) {
        js_root_free(ctx, r->function);
        js_root_free(ctx, r->deliver);
        js_root_free(ctx, r->pump);
        free(r);
        free(box);
        return js_throw_errno(ctx, exception, status, "eventfd", NULL, NULL);
    }
    atomic_init(&box->references, 1);
    pthread_mutex_init(&box->lock, NULL);
    box->ready_tail = &box->ready_head;
    return js_native_new(ctx, &receiver_type, r);
}

// ---- ends -----------------------------------------------------------------------------------------------------------------

int port_pair_new(port_end **a, port_end **b)
{
    channel *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return -ENOMEM;
    }
    pthread_mutex_init(&c->lock, NULL);
    c->open = 2;
    for (int i = 0; i < 2; i++) {
        c->ends[i].channel = c;
        c->ends[i].tail = &c->ends[i].head;
    }
    *a = &c->ends[0];
    *b = &c->ends[1];
    return 0;
}

void port_end_free(port_end *end)
{
    if (end == NULL) {
        return;
    }
    channel *c = end->channel;
    pthread_mutex_lock(&c->lock);
    end->closed = true;
    message *waiting = end->head;
    end->head = NULL;
    end->tail = &end->head;
    mailbox_leave(end);
    mailbox *told = mailbox_tell(other_of(end));
    bool last = --c->open == 0;
    pthread_mutex_unlock(&c->lock);
    mailbox_wake(told);
    while (waiting != NULL) { // outside of the lock: a message may hold this channel's other end
        message *next = waiting->next;
        message_free(waiting);
        waiting = next;
    }
    if (last) {
        pthread_mutex_destroy(&c->lock);
        free(c);
    }
}

static void end_finalize(void *pointer)
{
    port_end_free(pointer);
}

static const js_native_type end_type = {"MessageEnd", end_finalize};

js_value port_end_wrap(js_context ctx, port_end *end, js_value *exception)
{
    js_value v = js_native_new(ctx, &end_type, end);
    if (v == NULL) {
        port_end_free(end);
        return js_throw_out_of_memory(ctx, exception);
    }
    return v;
}

port_end *port_end_take(js_context ctx, js_value v)
{
    port_end *end = js_native_get(ctx, v, &end_type);
    if (end != NULL) {
        js_native_clear(ctx, v);
        pthread_mutex_lock(&end->channel->lock);
        mailbox_leave(end);
        pthread_mutex_unlock(&end->channel->lock);
    }
    return end;
}

JS_FUNCTION(port_pair)
{
    port_end *a, *b;
    if (port_pair_new(&a, &b) < 0) {
        return js_throw_out_of_memory(ctx, exception);
    }
    js_value ends[2] = {port_end_wrap(ctx, a, exception), port_end_wrap(ctx, b, exception)};
    return js_array_new(ctx, 2, ends, exception);
}

// flow(end, on): whether what comes is to be delivered at once
JS_FUNCTION(port_flow)
{
    port_end *end = js_native_get(ctx, js_arg(argc, argv, 0), &end_type);
    if (end != NULL) {
        end->flows = js_arg_true(argc, argv, 1);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(port_attach)
{
    port_end *end = js_native_get(ctx, js_arg(argc, argv, 0), &end_type);
    receiver *r = js_native_get(ctx, js_arg(argc, argv, 1), &receiver_type);
    mailbox *told = NULL;
    if (end == NULL || r == NULL) {
        return JS_UNDEFINED;
    }
    pthread_mutex_lock(&end->channel->lock);
    mailbox_leave(end);
    end->box = r->box;
    end->flows = false;
    end->id = (uint32_t)js_arg_number(argc, argv, 2, 0);
    atomic_fetch_add(&r->box->references, 1);
    if (end->head != NULL || other_of(end)->closed) {
        told = mailbox_tell(end);
    }
    pthread_mutex_unlock(&end->channel->lock);
    mailbox_wake(told);
    return JS_UNDEFINED;
}

static bool deliver(port_end *end, message *m)
{
    pthread_mutex_lock(&end->channel->lock);
    port_end *other = other_of(end);
    mailbox *told = NULL;
    bool open = !other->closed;
    if (open) {
        *other->tail = m;
        other->tail = &m->next;
        other->count++;
        told = mailbox_tell(other);
    }
    pthread_mutex_unlock(&end->channel->lock);
    mailbox_wake(told);
    return open;
}

bool port_end_send(port_end *end, port_message *m)
{
    bool open = deliver(end, m);
    if (!open) {
        message_free(m);
    }
    return open;
}

// send(end, text, blobs, ends, blocks) -> false where nobody can receive it any more
JS_FUNCTION(port_send)
{
    port_end *end = js_native_get(ctx, js_arg(argc, argv, 0), &end_type);
    message *m = NULL;
    if (end == NULL) {
        return JS_FALSE;
    }
    int rc = message_new(ctx, argc - 1, argv + 1, &m, exception);
    if (rc == -ENOMEM) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (rc < 0) {
        return js_throw_type_error(ctx, exception, NULL, "not a message");
    }
    bool open = deliver(end, m);
    if (!open) {
        message_free(m);
    }
    return js_bool(open);
}

static bool end_is_over(port_end *end)
{
    pthread_mutex_lock(&end->channel->lock);
    bool over = other_of(end)->closed && end->head == NULL;
    pthread_mutex_unlock(&end->channel->lock);
    return over;
}

// receive(end, max) -> [text, blobs, ends, blocks, text, ...]; a null behind them where the other side has closed
JS_FUNCTION(port_receive)
{
    port_end *end = js_native_get(ctx, js_arg(argc, argv, 0), &end_type);
    unsigned max = (unsigned)js_arg_number(argc, argv, 1, 1000), at = 0;
    if (end == NULL) {
        return JS_UNDEFINED;
    }
    js_lock(ctx);
    js_object list = js_array_new(ctx, 0, NULL, exception);
    for (unsigned i = 0; i < max || i == 0; i++) {
        unsigned left;
        bool over = false;
        message *m = max > 0 ? end_take(end, &left, &over) : NULL;
        if (max == 0) {
            over = end_is_over(end);
        }
        if (m == NULL) {
            if (over) {
                js_set_index(ctx, list, at, JS_NULL);
            }
            break;
        }
        js_set_index(ctx, list, at++, text_value(ctx, m));
        js_set_index(ctx, list, at++, m->kind != TEXT_ENCODED ? JS_TRUE : blobs_value(ctx, m, exception));
        js_set_index(ctx, list, at++, ends_value(ctx, m, exception));
        js_set_index(ctx, list, at++, blocks_value(ctx, m, exception));
        message_free(m);
    }
    js_unlock(ctx);
    return list;
}

// putBack(end, text, blobs, ends, blocks): a message that was received becomes the first to be received again.
JS_FUNCTION(port_put_back)
{
    port_end *end = js_native_get(ctx, js_arg(argc, argv, 0), &end_type);
    message *m = NULL;
    if (end == NULL) {
        return JS_UNDEFINED;
    }
    int rc = message_new(ctx, argc - 1, argv + 1, &m, exception);
    if (rc < 0) {
        return rc == -ENOMEM ? js_throw_out_of_memory(ctx, exception) : JS_UNDEFINED;
    }
    pthread_mutex_lock(&end->channel->lock);
    m->next = end->head;
    if (m->next == NULL) {
        end->tail = &m->next;
    }
    end->head = m;
    end->count++;
    pthread_mutex_unlock(&end->channel->lock);
    return JS_UNDEFINED;
}

// ---- groups: what is sent under a name reaches every end that subscribed to it, in any thread --------------------------------------

typedef struct subscription subscription;
struct subscription {
    subscription *next;
    char *name;
    port_end *end; // sends to the subscriber
};
static pthread_mutex_t groups_lock = PTHREAD_MUTEX_INITIALIZER;
static subscription *subscriptions; // of the process

static bool is_deserted(port_end *end)
{
    pthread_mutex_lock(&end->channel->lock);
    bool closed = other_of(end)->closed;
    pthread_mutex_unlock(&end->channel->lock);
    return closed;
}

// Called with the lock of the groups held. Takes out those whose subscriber has gone.
static subscription *deserted_take(void)
{
    subscription *gone = NULL;
    for (subscription **at = &subscriptions; *at != NULL;) {
        subscription *s = *at;
        if (is_deserted(s->end)) {
            *at = s->next;
            s->next = gone;
            gone = s;
        } else {
            at = &s->next;
        }
    }
    return gone;
}

static void subscriptions_free(subscription *s)
{
    while (s != NULL) {
        subscription *next = s->next;
        port_end_free(s->end);
        free(s->name);
        free(s);
        s = next;
    }
}

// subscribe(name) -> an end that receives
JS_FUNCTION(port_subscribe)
{
    subscription *s = calloc(1, sizeof *s);
    port_end *receiving = NULL;
    char *name = js_utf8_dup(ctx, js_arg(argc, argv, 0), NULL, exception);
    if (s == NULL || name == NULL || port_pair_new(&s->end, &receiving) < 0) {
        free(s);
        free(name);
        return js_throw_out_of_memory(ctx, exception);
    }
    s->name = name;
    pthread_mutex_lock(&groups_lock);
    subscription *gone = deserted_take();
    subscription **at = &subscriptions;
    while (*at != NULL) {
        at = &(*at)->next;
    }
    *at = s;
    pthread_mutex_unlock(&groups_lock);
    subscriptions_free(gone);
    return port_end_wrap(ctx, receiving, exception);
}

// publish(name, own end | undefined, text, blobs, ends, blocks) -> to how many; `text` undefined only counts. Ends can go to one only.
JS_FUNCTION(port_publish)
{
    js_utf8 name;
    int32_t count = 0;
    port_end *own = js_native_get(ctx, js_arg(argc, argv, 1), &end_type);
    bool counts = js_is_undefined(js_arg(argc, argv, 2));
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &name, exception) < 0) {
        return JS_UNDEFINED;
    }
    js_value parts[] = {js_arg(argc, argv, 2), js_arg(argc, argv, 3), js_arg(argc, argv, 4),
                        js_arg(argc, argv, 5)};
    pthread_mutex_lock(&groups_lock);
    subscription *gone = deserted_take();
    for (subscription *s = subscriptions; s != NULL; s = s->next) {
        message *m = NULL;
        if (strcmp(s->name, name.bytes) != 0 || (own != NULL && other_of(s->end) == own)) {
            continue;
        }
        if (!counts && message_new(ctx, 4, parts, &m, exception) < 0) {
            break;
        }
        if (counts || deliver(s->end, m)) {
            count++;
        } else {
            message_free(m);
        }
    }
    pthread_mutex_unlock(&groups_lock);
    subscriptions_free(gone);
    js_utf8_deinit(&name);
    return js_int32(count);
}

JS_FUNCTION(port_close)
{
    port_end *end = js_native_get(ctx, js_arg(argc, argv, 0), &end_type);
    if (end != NULL) {
        js_native_clear(ctx, argv[0]);
        port_end_free(end);
    }
    return JS_UNDEFINED;
}

const js_function_spec node__port_functions[] = {
    {"mailbox", port_mailbox, 3,
     "mailbox(function(id), deliver(id, ...message), pump) -> a mailbox of this thread"},
    {"pair", port_pair, 0, "pair() -> [end, end]"},
    {"attach", port_attach, 3, "attach(end, mailbox, id): its messages are told to the mailbox's function"},
    {"flow", port_flow, 2, "flow(end, on): whether its messages are delivered as they come"},
    {"send", port_send, 5, "send(end, text, [blobs], [ends], [blocks]) or send(end, value, true) -> boolean"},
    {"receive", port_receive, 2, "receive(end, max) -> [text, blobs, ends, blocks, ..., null where closed]"},
    {"putBack", port_put_back, 5, "putBack(end, text, [blobs], [ends], [blocks])"},
    {"subscribe", port_subscribe, 1, "subscribe(name) -> end"},
    {"publish", port_publish, 6, "publish(name, own end, text, [blobs], [ends], [blocks]) -> number"},
    {"close", port_close, 1, "close(end)"},
    {0},
};
