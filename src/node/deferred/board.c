// SPDX-License-Identifier: MIT
//
// The board of a pool behind Deferred: what waits, by priority, for the VMs that take it. A VM puts functions on the board (the one that owns the pool, or a
// pool's own, for what was deferred inside); the pool's VMs take them, each some at a time that it holds, and one with nothing to do takes over half of what another
// holds and has not begun. No thread's turn is needed for any of it but those of the VMs at work. Answers go to the owner's mailbox.
//
// A function has a slot: its state is a word that JavaScript and C change by compare-and-swap, so that beginning one costs no crossing; its record is C's.
//   QUEUED -> HELD by m -> RUNNING in m -> DONE; HELD moves between VMs. The owner makes CANCELLED of what has not begun (who has it then gives the slot back) and KILLED
//   of what runs (its VM ends). A slot that is DONE is its owner's, who may use it again.
// Lock: `lock` guards all but the states. The locks of channels and workers are taken inside it.
// Memory: each VM's native object holds a reference; slots are reserved address space that is used from its beginning.
#include "node/messaging/flat.h"
#include "node/messaging/port.h"
#include "node/worker/worker.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    MEMBERS_MAX = 520,
    PRIORITIES = 3,
    TAKE_MAX = 64,
    VALUES_MAX = 512,
    PATIENCE = 20,
    INLINE_WORDS = 4,
    HEAD = 4
};
static const uint32_t SLOTS_MAX = UINT32_C(1) << 24, NO_SLOT = UINT32_MAX;

typedef enum { DONE, QUEUED, HELD, RUNNING, CANCELLED, KILLED } slot_state;
enum { STATE_BITS = 3, NOBODY = 0xffff };

typedef enum { FLAT_INLINE, FLAT_BLOCK, MESSAGE } content_kind;

// Instead of a count of arguments: an executor, which has none; a text that internal/worker/wire decodes; a message that is asked for.
typedef enum { EXECUTOR = -1, ENCODED = -2, IN_MESSAGE = -3 } call_kind;

typedef struct record {
    uint32_t next; // in a queue, or of the slots that are free
    uint32_t program;
    uint16_t owner; // NOBODY: free
    uint8_t priority, kind;
    bool timed;   // the owner wants to know when it begins
    int16_t argc; // or a `call_kind`
    uint16_t values;
    union {
        uint64_t words[INLINE_WORDS];
        uint64_t *block;
        port_message *message;
    } content;
} record;

typedef struct member {
    port_end *inbox;     // sends to it; NULL: nobody
    node_worker *worker; // NULL: the pool's owner
    bool taken, sleeps, killed;
    bool gone;      // it counts no more
    bool comes;     // it had nothing to do and was woken
    uint32_t waits; // functions that it began and that wait: they may want to go on
    uint32_t held[TAKE_MAX], held_count;
} member;

typedef struct queue {
    uint32_t head, tail, count;
} queue;

typedef struct program {
    uint64_t *words; // a flat text
    size_t count;
} program;

typedef struct board board;
struct board {
    atomic_uint references;
    int id;
    board *next_board; // guarded by `boards_lock`
    pthread_mutex_t lock;
    _Atomic(int32_t) *states;
    record *records;
    uint32_t slots, free_slot; // used ever; the first that is nobody's
    queue queues[PRIORITIES];
    uint32_t queued, sleepers, idle, coming; // idle: sleepers with nothing on their hands
    uint32_t alive, joined, limit;           // VMs of the pool: started, at work, and how many there may be
    bool asked;                              // the owner was asked for another
    member members[MEMBERS_MAX];
    uint32_t members_top; // behind the last ever used
    program *programs;
    uint32_t program_count;
};

static pthread_mutex_t boards_lock = PTHREAD_MUTEX_INITIALIZER;
static board *boards; // of the process
static int next_id;

// A VM's hold on a board.
typedef struct seat {
    board *board;
    uint32_t member;
    flat scratch;
} seat;

static int32_t state_of(slot_state state, uint32_t number)
{
    return (int32_t)(number << STATE_BITS | (uint32_t)state);
}

static bool change(board *b, uint32_t slot, int32_t from, int32_t to)
{
    return atomic_compare_exchange_strong(&b->states[slot], &from, to);
}

// ---- life -----------------------------------------------------------------------------------------------------------------

static void content_free(record *r)
{
    if (r->kind == FLAT_BLOCK) {
        free(r->content.block);
    } else if (r->kind == MESSAGE) {
        port_message_free(r->content.message);
    }
    r->kind = FLAT_INLINE;
}

static void board_unref(board *b)
{
    pthread_mutex_lock(&boards_lock);
    bool last = atomic_fetch_sub(&b->references, 1) == 1;
    for (board **at = &boards; last && *at != NULL; at = &(*at)->next_board) {
        if (*at == b) {
            *at = b->next_board;
            break;
        }
    }
    pthread_mutex_unlock(&boards_lock);
    if (!last) {
        return;
    }
    for (uint32_t i = 0; i < b->slots; i++) {
        content_free(&b->records[i]);
    }
    for (uint32_t i = 0; i < b->program_count; i++) {
        free(b->programs[i].words);
    }
    free(b->programs);
    munmap(b->records, SLOTS_MAX * sizeof *b->records);
    munmap(b->states, SLOTS_MAX * sizeof *b->states);
    pthread_mutex_destroy(&b->lock);
    free(b);
}

static void board_release(void *pointer)
{
    board_unref(pointer);
}

static void *reserve_memory(size_t len)
{
    void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

static board *board_new(uint32_t limit)
{
    board *b = calloc(1, sizeof *b);
    if (b == NULL) {
        return NULL;
    }
    b->states = reserve_memory(SLOTS_MAX * sizeof *b->states);
    b->records = reserve_memory(SLOTS_MAX * sizeof *b->records);
    if (b->states == NULL || b->records == NULL) {
        if (b->states != NULL) {
            munmap(b->states, SLOTS_MAX * sizeof *b->states);
        }
        free(b);
        return NULL;
    }
    atomic_init(&b->references, 1);
    pthread_mutex_init(&b->lock, NULL);
    b->limit = limit;
    b->free_slot = NO_SLOT;
    b->slots = 1; // see alive_change
    for (int i = 0; i < PRIORITIES; i++) {
        b->queues[i] = (queue){NO_SLOT, NO_SLOT, 0};
    }
    pthread_mutex_lock(&boards_lock);
    b->id = next_id++;
    b->next_board = boards;
    boards = b;
    pthread_mutex_unlock(&boards_lock);
    return b;
}

// Called with the lock held. In the place of the first slot's state JavaScript sees how many VMs there are.
static void alive_change(board *b, int by)
{
    b->alive += (uint32_t)by;
    atomic_store(&b->states[0], (int32_t)b->alive);
}

// Called with the lock held.
static void member_sleep(board *b, member *m, uint32_t waits)
{
    if (!m->sleeps) {
        m->sleeps = true;
        m->waits = waits;
        b->sleepers++;
        b->idle += waits == 0;
    }
}

// Called with the lock held.
static void member_wake(board *b, member *m)
{
    if (m->sleeps) {
        m->sleeps = false;
        b->sleepers--;
        b->idle -= m->waits == 0;
    }
}

// Called with the lock held.
static void member_came(board *b, member *m)
{
    b->coming -= m->comes;
    m->comes = false;
}

// Called with the lock held. A VM that is gone gets nothing any more, and another may start in its place.
static void member_leave(board *b, member *m)
{
    member_wake(b, m);
    member_came(b, m);
    b->joined -= m->worker != NULL;
    m->worker = NULL;
    alive_change(b, m->taken && !m->gone ? -1 : 0);
    m->gone = true;
}

static void seat_finalize(void *pointer)
{
    seat *s = pointer;
    pthread_mutex_lock(&s->board->lock);
    member *m = &s->board->members[s->member];
    member_leave(s->board, m);
    port_end *inbox = m->inbox;
    m->inbox = NULL;
    pthread_mutex_unlock(&s->board->lock);
    port_end_free(inbox);
    board_unref(s->board);
    flat_deinit(&s->scratch);
    free(s);
}

static const js_native_type seat_type = {"DeferredBoard", seat_finalize};

static seat *seat_of(js_context ctx, size_t argc, const js_value argv[], js_value *exception)
{
    seat *s = js_native_get(ctx, js_arg(argc, argv, 0), &seat_type);
    if (s == NULL) {
        js_throw_type_error(ctx, exception, NULL, "not a board");
    }
    return s;
}

// Owns: adopts the reference to the board, also on failure. [seat, the end where its messages arrive].
static js_value seat_new(js_context ctx, board *b, uint32_t number, js_value *exception)
{
    seat *s = calloc(1, sizeof *s);
    port_end *sends = NULL, *receives = NULL;
    if (s == NULL || port_pair_new(&sends, &receives) < 0) {
        free(s);
        board_unref(b);
        return js_throw_out_of_memory(ctx, exception);
    }
    s->board = b;
    s->member = number;
    pthread_mutex_lock(&b->lock);
    member *m = &b->members[number];
    m->inbox = sends;
    if (number > 0) {
        m->worker = node_worker_current();
        b->joined++;
    }
    pthread_mutex_unlock(&b->lock);
    js_value both[2] = {js_native_new(ctx, &seat_type, s), JS_UNDEFINED};
    if (both[0] == NULL) {
        seat_finalize(s);
        port_end_free(receives);
        return js_throw_out_of_memory(ctx, exception);
    }
    both[1] = port_end_wrap(ctx, receives, exception);
    return js_array_new(ctx, 2, both, exception);
}

// create(how many VMs there may be) -> [seat, end]
JS_FUNCTION(board_create)
{
    uint32_t limit = (uint32_t)js_arg_number(argc, argv, 0, 1);
    board *b = board_new(limit < MEMBERS_MAX / 2 ? limit : MEMBERS_MAX / 2);
    return b == NULL ? js_throw_out_of_memory(ctx, exception) : seat_new(ctx, b, 0, exception);
}

// id(seat) -> what other threads open
JS_FUNCTION(board_id)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    return s == NULL ? JS_UNDEFINED : js_int32(s->board->id);
}

// open(id, member) -> [seat, end]; undefined where the board is gone
JS_FUNCTION(board_open)
{
    int id = js_arg_int32(argc, argv, 0);
    uint32_t number = (uint32_t)js_arg_number(argc, argv, 1, 0);
    pthread_mutex_lock(&boards_lock);
    board *b = boards;
    while (b != NULL && b->id != id) {
        b = b->next_board;
    }
    if (b != NULL) {
        atomic_fetch_add(&b->references, 1);
    }
    pthread_mutex_unlock(&boards_lock);
    return b == NULL ? JS_UNDEFINED : seat_new(ctx, b, number, exception);
}

// states(seat) -> ArrayBuffer of the slots' states, for an Int32Array
JS_FUNCTION(board_states)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    if (s == NULL) {
        return JS_UNDEFINED;
    }
    atomic_fetch_add(&s->board->references, 1);
    return js_array_buffer_shared(ctx, s->board->states, SLOTS_MAX * sizeof(int32_t), board_release, s->board,
                                  exception);
}

// ---- slots and queues: called with the lock held --------------------------------------------------------------------------

static uint32_t slot_take(board *b)
{
    uint32_t slot = b->free_slot;
    if (slot != NO_SLOT) {
        b->free_slot = b->records[slot].next;
        return slot;
    }
    return b->slots < SLOTS_MAX ? b->slots++ : NO_SLOT;
}

static void slot_give_back(board *b, uint32_t slot)
{
    record *r = &b->records[slot];
    content_free(r);
    r->owner = NOBODY;
    atomic_store(&b->states[slot], DONE);
    r->next = b->free_slot;
    b->free_slot = slot;
}

static void queue_add(board *b, uint32_t slot, bool first)
{
    record *r = &b->records[slot];
    queue *q = &b->queues[r->priority];
    r->next = first ? q->head : NO_SLOT;
    if (q->count == 0) {
        q->head = q->tail = slot;
    } else if (first) {
        q->head = slot;
    } else {
        b->records[q->tail].next = slot;
        q->tail = slot;
    }
    q->count++;
    b->queued++;
    atomic_store(&b->states[slot], state_of(QUEUED, 0));
}

// The queue of the highest priority where something waits; NULL where nothing does.
static queue *queue_first(board *b)
{
    for (int priority = 0; priority < PRIORITIES; priority++) {
        if (b->queues[priority].count > 0) {
            return &b->queues[priority];
        }
    }
    return NULL;
}

// The next for member `number`, which holds it then; NO_SLOT where none waits.
static uint32_t queue_take(board *b, queue *q, uint32_t number)
{
    while (q->count > 0) {
        uint32_t slot = q->head;
        q->head = b->records[slot].next;
        q->count--;
        b->queued--;
        if (change(b, slot, state_of(QUEUED, 0), state_of(HELD, number))) {
            return slot;
        }
        slot_give_back(b, slot); // it was cancelled
    }
    return NO_SLOT;
}

// Wakes the sleeper with the least on its hands.
static void wake_one(board *b)
{
    member *best = NULL;
    for (uint32_t i = 1; b->sleepers > 0 && i < b->members_top; i++) {
        member *m = &b->members[i];
        if (m->sleeps && (best == NULL || m->waits < best->waits)) {
            best = m;
        }
    }
    port_message *word = best == NULL ? NULL : port_message_of_immediate(JS_TRUE);
    if (word == NULL) {
        return;
    }
    member_wake(b, best);
    best->comes = best->waits == 0;
    b->coming += best->comes;
    port_end_send(best->inbox, word);
}

static bool lacks(const board *b)
{
    return b->alive < b->limit && b->queued > b->idle + b->coming + (b->alive - b->joined);
}

// ---- putting functions on the board ---------------------------------------------------------------------------------------

static int add_all(js_context ctx, flat *f, js_value list)
{
    size_t count = 0;
    int rc = 0;
    if (js_is_undefined(list)) {
        return 0;
    }
    const js_value *values = js_elements_peek(list, &count);
    js_object array = js_object_of(ctx, list);
    if (values == NULL) {
        count = array == NULL ? 0 : (size_t)js_number_or(js_get(ctx, array, "length", NULL), 0);
    }
    for (size_t i = 0; i < count && rc == 0; i++) {
        rc = flat_add(ctx, f, values != NULL ? values[i] : js_get_index(ctx, array, (unsigned)i, NULL));
    }
    return rc;
}

// The slot, or -1 where there is none.
static int32_t put(seat *s, const record *what, js_value recycled)
{
    board *b = s->board;
    pthread_mutex_lock(&b->lock);
    uint32_t slot = js_is_int32(recycled) ? (uint32_t)js_number_or(recycled, 0) : slot_take(b);
    if (slot == NO_SLOT) {
        pthread_mutex_unlock(&b->lock);
        return -1;
    }
    b->records[slot] = *what;
    b->records[slot].owner = (uint16_t)s->member;
    queue_add(b, slot, false);
    if (b->sleepers > 0) {
        wake_one(b);
    }
    if (s->member > 0 && !b->asked && lacks(b)) {
        port_message *word = port_message_of_immediate(JS_TRUE);
        if (word != NULL && b->members[0].inbox != NULL) {
            b->asked = true;
            port_end_send(b->members[0].inbox, word);
        } else {
            port_message_free(word);
        }
    }
    pthread_mutex_unlock(&b->lock);
    return (int32_t)slot;
}

// 8 * priority + 4 where the one value is the text of an encoded one + 2 where its beginning is to be told + 1 for an executor
static record record_of(js_value kind, js_value number)
{
    uint32_t bits = (uint32_t)js_number_or(kind, 0);
    return (record){
        .program = (uint32_t)js_number_or(number, 0),
        .priority = (uint8_t)(bits >> 3),
        .timed = (bits & 2) != 0,
        .argc = bits & 4   ? ENCODED
                : bits & 1 ? EXECUTOR
                           : 0,
    };
}

enum { NOT_FLAT = -2 };

// put(seat, recycled slot | undefined, kind, program, captured values | undefined, arguments | undefined) -> slot; -2 where a value is more than text and numbers, and
// nothing has been done
JS_FUNCTION(board_put)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    if (s == NULL || argc < 6) {
        return JS_UNDEFINED;
    }
    flat *f = &s->scratch;
    f->count = f->values = 0;
    int rc = add_all(ctx, f, argv[4]);
    size_t own = f->values;
    rc = rc == 0 ? add_all(ctx, f, argv[5]) : rc;
    if (rc == -ENOMEM) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (rc < 0 || f->values > VALUES_MAX - HEAD) {
        return js_int32(NOT_FLAT);
    }
    record r = record_of(argv[2], argv[3]);
    r.argc = r.argc < 0 ? r.argc : (int16_t)(f->values - own);
    r.values = (uint16_t)f->values;
    size_t bytes = f->count * sizeof *f->words;
    if (f->count > INLINE_WORDS) {
        r.kind = FLAT_BLOCK;
        r.content.block = malloc(bytes);
        if (r.content.block == NULL) {
            return js_throw_out_of_memory(ctx, exception);
        }
    }
    if (bytes > 0) {
        memcpy(r.kind == FLAT_BLOCK ? r.content.block : r.content.words, f->words, bytes);
    }
    int32_t slot = put(s, &r, argv[1]);
    if (slot < 0) {
        content_free(&r);
        return js_throw_out_of_memory(ctx, exception);
    }
    return js_int32(slot);
}

// putMessage(seat, recycled slot | undefined, kind, program, text, blobs, ends, blocks) -> slot
JS_FUNCTION(board_put_message)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    if (s == NULL || argc < 8) {
        return JS_UNDEFINED;
    }
    record r = record_of(argv[2], argv[3]);
    r.argc = IN_MESSAGE;
    int rc = port_message_new(ctx, argv + 4, &r.content.message, exception);
    if (rc < 0) {
        return rc == -ENOMEM ? js_throw_out_of_memory(ctx, exception) : JS_UNDEFINED;
    }
    r.kind = MESSAGE;
    int32_t slot = put(s, &r, argv[1]);
    if (slot < 0) {
        content_free(&r);
        return js_throw_out_of_memory(ctx, exception);
    }
    return js_int32(slot);
}

// Called with the lock held. The VM that runs it ends; what else it had goes on elsewhere.
static void kill_member(board *b, uint32_t number)
{
    member *m = &b->members[number];
    m->killed = true;
    if (m->worker != NULL) {
        node_worker_stop(m->worker);
    }
    member_leave(b, m);
}

typedef enum { NOT_BEGUN, WAS_RUNNING, WAS_DONE } cancelled;

// Called with the lock held. What runs in `own` is in the middle of waiting: it goes on, and nobody hears of it.
static cancelled cancel_slot(board *b, uint32_t slot, uint32_t own)
{
    for (;;) {
        int32_t state = atomic_load(&b->states[slot]);
        uint32_t who = (uint32_t)state >> STATE_BITS;
        switch (state & ((1 << STATE_BITS) - 1)) {
        case QUEUED:
        case HELD:
            if (change(b, slot, state, state_of(CANCELLED, who))) {
                return NOT_BEGUN;
            }
            break;
        case RUNNING:
            if (change(b, slot, state, state_of(KILLED, who))) {
                if (who != own) {
                    kill_member(b, who);
                }
                return WAS_RUNNING;
            }
            break;
        default:
            return WAS_DONE;
        }
    }
}

// cancel(seat, slot) -> 0 it had not begun, 1 it ran; then the slot is the owner's no more. 2: its answer is on its way
JS_FUNCTION(board_cancel)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    uint32_t slot = (uint32_t)js_arg_number(argc, argv, 1, 0);
    if (s == NULL || slot >= s->board->slots) {
        return JS_UNDEFINED;
    }
    pthread_mutex_lock(&s->board->lock);
    cancelled result = cancel_slot(s->board, slot, s->member);
    pthread_mutex_unlock(&s->board->lock);
    return js_int32(result);
}

// ---- taking them ----------------------------------------------------------------------------------------------------------

// Called with the lock held. What `thief` takes over of what others hold and have not begun: half of what one of them has, but not what it is about to begin.
static void steal(board *b, uint32_t thief)
{
    member *to = &b->members[thief];
    for (uint32_t i = 1; i < b->members_top && to->held_count == 0; i++) {
        uint32_t number = (thief + i) % b->members_top, left = 0, running = 0;
        const member *from = &b->members[number];
        for (uint32_t k = 0; k < from->held_count; k++) {
            int32_t state = atomic_load(&b->states[from->held[k]]);
            left += state == state_of(HELD, number);
            running |= state == state_of(RUNNING, number);
        }
        left = (left + running) / 2;
        for (uint32_t k = from->held_count; k > 0 && left > 0; k--) {
            if (change(b, from->held[k - 1], state_of(HELD, number), state_of(HELD, thief))) {
                to->held[to->held_count++] = from->held[k - 1];
                left--;
            }
        }
    }
}

// Called with the lock held. Gives back the slots of what was cancelled while it was held.
static void held_drop(board *b, uint32_t number)
{
    member *m = &b->members[number];
    for (uint32_t i = 0; i < m->held_count; i++) {
        if (atomic_load(&b->states[m->held[i]]) == state_of(CANCELLED, number)) {
            slot_give_back(b, m->held[i]);
        }
    }
    m->held_count = 0;
}

// Called with the lock held. What is taken at once is of one priority, and leaves as much to each of the others.
static void held_take(board *b, uint32_t number, uint32_t most)
{
    member *m = &b->members[number];
    queue *q;
    while (m->held_count == 0 && (q = queue_first(b)) != NULL) {
        uint32_t share = q->count / (b->joined > 0 ? b->joined : 1);
        uint32_t left = most < share ? most : share;
        left = left > TAKE_MAX ? TAKE_MAX : left > 0 ? left : 1;
        for (uint32_t slot; left > 0 && (slot = queue_take(b, q, number)) != NO_SLOT; left--) {
            m->held[m->held_count++] = slot;
        }
    }
    if (m->held_count == 0) {
        steal(b, number);
    }
}

static int word_add(flat *f, js_context ctx, int32_t word)
{
    return flat_add(ctx, f, js_int32(word));
}

// Called with the lock held. What the member holds, as flat values; messages are left for board_message.
static int held_list(js_context ctx, board *b, const member *m, flat *f)
{
    int rc = 0;
    for (uint32_t i = 0; i < m->held_count && rc == 0; i++) {
        const record *r = &b->records[m->held[i]];
        const int32_t head[HEAD] = {(int32_t)m->held[i], r->owner | (r->timed ? 0x10000 : 0),
                                    (int32_t)r->program, r->argc};
        for (int k = 0; k < HEAD && rc == 0; k++) {
            rc = word_add(f, ctx, head[k]);
        }
        const uint64_t *words = r->kind == FLAT_BLOCK ? r->content.block : r->content.words;
        size_t size = r->kind == MESSAGE ? 0 : flat_size(words, r->values);
        rc = rc == 0 ? flat_add_words(f, words, size, r->kind == MESSAGE ? 0 : r->values) : rc;
    }
    return rc;
}

// Called with the lock held. How many VMs but `number` are awake and have done what they took: they are about to look for more.
static uint32_t looking(const board *b, uint32_t number)
{
    uint32_t count = 0;
    for (uint32_t i = 1; i < b->members_top; i++) {
        const member *m = &b->members[i];
        bool free = i != number && m->worker != NULL && !m->sleeps && !m->comes;
        for (uint32_t k = 0; k < m->held_count && free; k++) {
            int32_t state = atomic_load(&b->states[m->held[k]]);
            free = state != state_of(HELD, i) && state != state_of(RUNNING, i);
        }
        count += free;
    }
    return count;
}

// Called with the lock held. Whether somebody else, who has less on their hands, will see to what waits.
static bool others_come(const board *b, uint32_t number, uint32_t waits, uint32_t asked_before)
{
    if (waits == 0 || b->queued == 0 || asked_before >= PATIENCE) {
        return false;
    }
    uint32_t others = b->idle + b->coming + (b->alive - b->joined) + looking(b, number);
    return b->queued <= others + (asked_before == 0 ? b->limit - b->alive : 0);
}

// take(seat, how many at most, how many calls wait, how often the answer was null since it was another) -> [slot, owner (+ 0x10000: tell it when this begins), program, count of arguments or a
// call_kind, values ..., slot, ...], now held by this VM; undefined where there is nothing to do: then it sleeps until its mailbox gets `true`; null
// where there is, but a VM whose calls wait leaves it to others for now
JS_FUNCTION(board_take)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    if (s == NULL) {
        return JS_UNDEFINED;
    }
    board *b = s->board;
    member *m = &b->members[s->member];
    uint32_t waits = (uint32_t)js_arg_number(argc, argv, 2, 0);
    flat *f = &s->scratch;
    f->count = f->values = 0;
    pthread_mutex_lock(&b->lock);
    held_drop(b, s->member);
    member_came(b, m);
    bool leaves = others_come(b, s->member, waits, (uint32_t)js_arg_number(argc, argv, 3, 0));
    if (m->worker != NULL && !leaves) {
        held_take(b, s->member, (uint32_t)js_arg_number(argc, argv, 1, 1));
    }
    int rc = held_list(ctx, b, m, f);
    if (m->held_count > 0) {
        member_wake(b, m);
    } else if (m->worker != NULL) {
        member_sleep(b, m, waits);
    }
    if (b->queued > b->coming && b->sleepers > 0 && (m->held_count > 0 || b->idle > 0)) {
        wake_one(b);
    }
    pthread_mutex_unlock(&b->lock);
    if (rc < 0) {
        return js_throw_out_of_memory(ctx, exception);
    }
    return f->values > 0 ? flat_array(ctx, f->words, f->values) : leaves ? JS_NULL : JS_UNDEFINED;
}

// message(seat, slot) -> [text, blobs, ends, blocks] of what this VM runs
JS_FUNCTION(board_message)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    uint32_t slot = (uint32_t)js_arg_number(argc, argv, 1, 0);
    if (s == NULL || slot >= s->board->slots || s->board->records[slot].kind != MESSAGE) {
        return JS_UNDEFINED;
    }
    js_value parts[4] = {JS_UNDEFINED, JS_UNDEFINED, JS_UNDEFINED, JS_UNDEFINED};
    port_message_peek(ctx, s->board->records[slot].content.message, parts, exception);
    return js_array_new(ctx, 4, parts, exception);
}

// leave(seat) -> whether this VM slept, and nobody will wake it any more
JS_FUNCTION(board_leave)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    if (s == NULL) {
        return JS_FALSE;
    }
    pthread_mutex_lock(&s->board->lock);
    bool slept = s->board->members[s->member].sleeps;
    if (slept) {
        member_leave(s->board, &s->board->members[s->member]);
    }
    pthread_mutex_unlock(&s->board->lock);
    return js_bool(slept);
}

// ---- answers --------------------------------------------------------------------------------------------------------------

// Called with the lock held. Whether somebody waits for what this VM ran.
static bool answered(seat *s, uint32_t slot)
{
    board *b = s->board;
    if (slot >= b->slots) {
        return false;
    }
    content_free(&b->records[slot]);
    if (change(b, slot, state_of(RUNNING, s->member), DONE)) {
        return true;
    }
    if (atomic_load(&b->states[slot]) == state_of(KILLED, s->member)) {
        slot_give_back(b, slot);
    }
    return false;
}

// Called with the lock held. Adopts the message.
static void send_to(board *b, uint32_t owner, port_message *m)
{
    port_end *inbox = owner < MEMBERS_MAX ? b->members[owner].inbox : NULL;
    if (inbox == NULL || m == NULL) {
        port_message_free(m);
    } else {
        port_end_send(inbox, m);
    }
}

// answer(seat, owner, [slot, 1, value, ...]): values are texts, numbers and the like
JS_FUNCTION(board_answer)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    js_object list = js_object_of(ctx, js_arg(argc, argv, 2));
    if (s == NULL || list == NULL) {
        return JS_UNDEFINED;
    }
    flat *f = &s->scratch;
    f->count = f->values = 0;
    if (add_all(ctx, f, argv[2]) < 0) {
        return js_throw_out_of_memory(ctx, exception);
    }
    pthread_mutex_lock(&s->board->lock);
    const uint64_t *from = f->words;
    uint64_t *to = f->words;
    size_t values = 0;
    for (size_t i = 0; i + 2 < f->values; i += 3) {
        const uint64_t *behind = from + 2 + flat_size(from + 2, 1);
        if (answered(s, (uint32_t)js_number_or((js_value)(uintptr_t)from[0], -1))) {
            memmove(to, from, (size_t)(behind - from) * sizeof *from);
            to += behind - from;
            values += 3;
        }
        from = behind;
    }
    if (values > 0) {
        send_to(s->board, (uint32_t)js_arg_number(argc, argv, 1, 0),
                port_message_of_flat(f->words, (size_t)(to - f->words) * sizeof *to, values));
    }
    pthread_mutex_unlock(&s->board->lock);
    return JS_UNDEFINED;
}

// answerMessage(seat, owner, slot, text, blobs, ends, blocks)
JS_FUNCTION(board_answer_message)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    port_message *m = NULL;
    if (s == NULL || argc < 7) {
        return JS_UNDEFINED;
    }
    int rc = port_message_new(ctx, argv + 3, &m, exception);
    if (rc < 0) {
        return rc == -ENOMEM ? js_throw_out_of_memory(ctx, exception) : JS_UNDEFINED;
    }
    pthread_mutex_lock(&s->board->lock);
    if (answered(s, (uint32_t)js_arg_number(argc, argv, 2, -1))) {
        send_to(s->board, (uint32_t)js_arg_number(argc, argv, 1, 0), m);
        m = NULL;
    }
    pthread_mutex_unlock(&s->board->lock);
    port_message_free(m);
    return JS_UNDEFINED;
}

// began(seat, owner, slot): the owner's mailbox gets the slot's number
JS_FUNCTION(board_began)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    if (s != NULL) {
        port_message *m = port_message_of_immediate(js_int32(js_arg_int32(argc, argv, 2)));
        pthread_mutex_lock(&s->board->lock);
        send_to(s->board, (uint32_t)js_arg_number(argc, argv, 1, 0), m);
        pthread_mutex_unlock(&s->board->lock);
    }
    return JS_UNDEFINED;
}

// ---- VMs that come and go -------------------------------------------------------------------------------------------------

// reserve(seat) -> a member's number for a VM that is about to start; -1 where there are enough of them
JS_FUNCTION(board_reserve)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    if (s == NULL) {
        return JS_UNDEFINED;
    }
    board *b = s->board;
    int32_t number = -1;
    pthread_mutex_lock(&b->lock);
    b->asked = false;
    for (int32_t i = 1; lacks(b) && number < 0 && i < MEMBERS_MAX; i++) {
        member *m = &b->members[i];
        if (!m->taken) {
            *m = (member){.taken = true};
            alive_change(b, 1);
            b->members_top = b->members_top > (uint32_t)i ? b->members_top : (uint32_t)i + 1;
            number = i;
        }
    }
    pthread_mutex_unlock(&b->lock);
    return js_int32(number);
}

// Called with the lock held: what the VM had begun or held. What it had begun is asked about in `lost`, unless others wanted its end.
static void retire_held(js_context ctx, board *b, uint32_t slot, uint32_t number, flat *lost)
{
    int32_t state = atomic_load(&b->states[slot]);
    record *r = &b->records[slot];
    if ((uint32_t)state >> STATE_BITS != number || (state & ((1 << STATE_BITS) - 1)) < HELD) {
        return;
    }
    if (state == state_of(HELD, number) ||
        (state == state_of(RUNNING, number) && b->members[number].killed)) {
        queue_add(b, slot, true);
        wake_one(b);
    } else if (state == state_of(RUNNING, number) && word_add(lost, ctx, r->owner) == 0 &&
               word_add(lost, ctx, (int32_t)slot) == 0) {
        atomic_store(&b->states[slot], state_of(RUNNING, 0)); // for the pool's owner to answer
    } else {
        slot_give_back(b, slot);
    }
}

// Called with the lock held: what the VM had deferred.
static void retire_owned(board *b, uint32_t slot, uint32_t number)
{
    if (b->records[slot].owner != number) {
        return;
    }
    if (cancel_slot(b, slot, NOBODY) == WAS_DONE && atomic_load(&b->states[slot]) == DONE) {
        slot_give_back(b, slot);
    }
}

// retire(seat, member) -> [owner, slot, ...] of what the VM, which has ended, had begun and nobody will answer but the caller
JS_FUNCTION(board_retire)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    uint32_t number = (uint32_t)js_arg_number(argc, argv, 1, 0);
    if (s == NULL || number == 0 || number >= MEMBERS_MAX) {
        return JS_UNDEFINED;
    }
    board *b = s->board;
    flat lost = {0};
    pthread_mutex_lock(&b->lock);
    member *m = &b->members[number];
    member_leave(b, m);
    for (uint32_t i = 1; i < b->slots; i++) {
        retire_held(ctx, b, i, number, &lost);
    }
    for (uint32_t i = 1; i < b->slots; i++) {
        retire_owned(b, i, number);
    }
    port_end *inbox = m->inbox;
    *m = (member){.taken = false};
    pthread_mutex_unlock(&b->lock);
    port_end_free(inbox);
    js_value list = flat_array(ctx, lost.words, lost.values);
    flat_deinit(&lost);
    return list;
}

// ---- programs -------------------------------------------------------------------------------------------------------------

// Called with the lock held. The number of a program of this text; the count where there is none.
static uint32_t program_find(const board *b, const flat *f)
{
    uint32_t i = 0;
    while (i < b->program_count &&
           (b->programs[i].count != f->count ||
            memcmp(b->programs[i].words, f->words, f->count * sizeof *f->words) != 0)) {
        i++;
    }
    return i;
}

// Called with the lock held.
static int program_append(board *b, const flat *f)
{
    uint64_t *words = malloc(f->count * sizeof *words);
    program *grown = realloc(b->programs, (b->program_count + 1) * sizeof *grown);
    if (grown != NULL) {
        b->programs = grown;
    }
    if (words == NULL || grown == NULL) {
        free(words);
        return -ENOMEM;
    }
    memcpy(words, f->words, f->count * sizeof *words);
    b->programs[b->program_count++] = (program){words, f->count};
    return 0;
}

// addProgram(seat, text) -> its number
JS_FUNCTION(board_add_program)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    if (s == NULL) {
        return JS_UNDEFINED;
    }
    flat *f = &s->scratch;
    f->count = f->values = 0;
    int rc = flat_add(ctx, f, js_arg(argc, argv, 1));
    pthread_mutex_lock(&s->board->lock);
    uint32_t number = rc == 0 ? program_find(s->board, f) : 0;
    if (rc == 0 && number == s->board->program_count) {
        rc = program_append(s->board, f);
    }
    pthread_mutex_unlock(&s->board->lock);
    return rc < 0 ? js_throw_out_of_memory(ctx, exception) : js_number(number);
}

// program(seat, number) -> text
JS_FUNCTION(board_program)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    uint32_t number = (uint32_t)js_arg_number(argc, argv, 1, 0);
    if (s == NULL) {
        return JS_UNDEFINED;
    }
    pthread_mutex_lock(&s->board->lock);
    const uint64_t *words = number < s->board->program_count ? s->board->programs[number].words : NULL;
    pthread_mutex_unlock(&s->board->lock);
    return words == NULL ? JS_UNDEFINED : flat_next(ctx, &words); // they stay as long as the board
}

// figures(seat) -> [waiting, sleeping VMs, VMs]
JS_FUNCTION(board_figures)
{
    seat *s = seat_of(ctx, argc, argv, exception);
    if (s == NULL) {
        return JS_UNDEFINED;
    }
    pthread_mutex_lock(&s->board->lock);
    js_value figures[] = {js_number(s->board->queued), js_number(s->board->sleepers),
                          js_number(s->board->alive)};
    pthread_mutex_unlock(&s->board->lock);
    return js_array_new(ctx, 3, figures, exception);
}

static const js_function_spec deferred_functions[] = {
    {"create", board_create, 1, "create(VMs at most) -> [seat, end]"},
    {"id", board_id, 1, "id(seat) -> number"},
    {"open", board_open, 2, "open(id, member) -> [seat, end] | undefined"},
    {"states", board_states, 1, "states(seat) -> ArrayBuffer"},
    {"put", board_put, 6, "put(seat, slot, kind, program, captured, arguments) -> slot | -2"},
    {"putMessage", board_put_message, 8, "putMessage(seat, slot, kind, program, ...message) -> slot"},
    {"cancel", board_cancel, 2, "cancel(seat, slot) -> 0 not begun | 1 ran | 2 answered"},
    {"take", board_take, 4,
     "take(seat, most, waits, nulls) -> [slot, owner, program, count, ...] | undefined | null"},
    {"message", board_message, 2, "message(seat, slot) -> [text, blobs, ends, blocks]"},
    {"leave", board_leave, 1, "leave(seat) -> boolean"},
    {"answer", board_answer, 3, "answer(seat, owner, [slot, 1, value, ...])"},
    {"answerMessage", board_answer_message, 7, "answerMessage(seat, owner, slot, ...message)"},
    {"began", board_began, 3, "began(seat, owner, slot)"},
    {"reserve", board_reserve, 1, "reserve(seat) -> member | -1"},
    {"retire", board_retire, 2, "retire(seat, member) -> [owner, slot, ...]"},
    {"addProgram", board_add_program, 2, "addProgram(seat, text) -> number"},
    {"program", board_program, 2, "program(seat, number) -> text"},
    {"figures", board_figures, 1, "figures(seat) -> [waiting, sleeping, VMs]"},
    {0},
};

const js_binding_spec node_deferred_binding = {"deferred", deferred_functions, NULL};
