// SPDX-License-Identifier: MIT
//
// The small kinds: tuples, bytes, integers, symbols, methods.
#include "internal.h"

// ---- tuples: the brand is in `aux` ----------------------------------------------------------------------------------

pc_value pc_tuple_new(pc_thread *t, unsigned brand, const pc_value *values, size_t n)
{
    if (n > INT32_MAX || brand > UINT16_MAX) {
        return pc__fail(t, -EOVERFLOW);
    }
    pc_cell *c = pc__cell_new(t, PC_KIND_TUPLE, n, 0);
    if (c == NULL) {
        return PC_NONE;
    }
    c->aux = (uint16_t)brand;
    if (n > 0) {
        memcpy(c->slot, values, n * sizeof *values);
    }
    return value_of(c);
}

size_t pc_tuple_count(pc_value tuple)
{
    assert(is_kind(tuple, PC_KIND_TUPLE));
    return cell_of(tuple)->slots;
}

unsigned pc_tuple_brand(pc_value tuple)
{
    assert(is_kind(tuple, PC_KIND_TUPLE));
    return cell_of(tuple)->aux;
}

pc_value pc_tuple_get(pc_value tuple, size_t i)
{
    assert(i < pc_tuple_count(tuple));
    return cell_of(tuple)->slot[i];
}

const pc_value *pc_tuple_peek(pc_value tuple)
{
    assert(is_kind(tuple, PC_KIND_TUPLE));
    return cell_of(tuple)->slot;
}

pc_value pc_tuple_set(pc_thread *t, pc_value tuple, size_t i, pc_value v)
{
    pc_cell *c = cell_of(tuple);
    assert(i < pc_tuple_count(tuple));
    pc_value copy = pc_tuple_new(t, c->aux, c->slot, c->slots);
    if (copy != PC_NONE) {
        cell_of(copy)->slot[i] = v;
    }
    return copy;
}

// ---- bytes: immutable ones in the tail, others elsewhere ------------------------------------------------------------

typedef struct bytes_tail {
    size_t len;
    void *data; // external ones only
    void (*release)(void *data, void *hint);
    void *hint;
} bytes_tail;

static bytes_tail *bytes_of(pc_value bytes)
{
    assert(is_kind(bytes, PC_KIND_BYTES));
    return cell_tail(cell_of(bytes));
}

pc_value pc_bytes_new(pc_thread *t, const void *data, size_t len)
{
    if (len > SIZE_MAX / 2) {
        return pc__fail(t, -EOVERFLOW);
    }
    pc_cell *c = pc__cell_new(t, PC_KIND_BYTES, 0, sizeof(bytes_tail) + len);
    if (c == NULL) {
        return PC_NONE;
    }
    bytes_tail *b = cell_tail(c);
    *b = (bytes_tail){.len = len};
    if (len > 0) {
        memcpy(b + 1, data, len);
    }
    return value_of(c);
}

pc_value pc_bytes_external(pc_thread *t, void *data, size_t len, void (*release)(void *data, void *hint),
                           void *hint)
{
    pc_cell *c = pc__cell_new(t, PC_KIND_BYTES, 0, sizeof(bytes_tail));
    if (c == NULL) {
        if (release != NULL) {
            release(data, hint);
        }
        return PC_NONE;
    }
    atomic_fetch_or_explicit(&c->flags, FLAG_SHARED, memory_order_relaxed);
    *(bytes_tail *)cell_tail(c) = (bytes_tail){len, data, release, hint};
    return value_of(c);
}

static void bytes_free(void *data, void *hint)
{
    free(data);
}

pc_value pc_bytes_shared(pc_thread *t, size_t len)
{
    void *data = calloc(len > 0 ? len : 1, 1);
    return data != NULL ? pc_bytes_external(t, data, len, bytes_free, NULL) : pc__fail(t, -ENOMEM);
}

void *pc_bytes_hint(pc_value bytes, void (*release)(void *data, void *hint))
{
    bytes_tail *b = bytes_of(bytes);
    return b->release == release ? b->hint : NULL;
}

size_t pc_bytes_length(pc_value bytes)
{
    return bytes_of(bytes)->len;
}

bool pc_bytes_is_shared(pc_value bytes)
{
    assert(is_kind(bytes, PC_KIND_BYTES));
    return has_flag(cell_of(bytes), FLAG_SHARED);
}

uint8_t *pc_bytes_peek(pc_value bytes)
{
    bytes_tail *b = bytes_of(bytes);
    return pc_bytes_is_shared(bytes) ? b->data : (uint8_t *)(b + 1);
}

void pc__finalize(pc_heap *heap, pc_cell *c)
{
    if (c->kind == PC_KIND_BYTES && has_flag(c, FLAG_SHARED)) {
        bytes_tail *b = cell_tail(c);
        if (b->release != NULL) {
            b->release(b->data, b->hint);
        }
    } else if (c->kind == PC_KIND_REF && has_flag(c, FLAG_WATCHED)) {
        pc__watchers_drop(heap, value_of(c));
    }
}

// ---- symbols --------------------------------------------------------------------------------------------------------

static bool symbol_matches(const pc_cell *symbol, const void *text)
{
    return pc__equal_keys(symbol->slot[0], *(const pc_value *)text) == 1;
}

pc_value pc_symbol_intern(pc_thread *t, pc_value text)
{
    uint32_t hash;
    if (pc_kind_of(text) != PC_KIND_STRING || pc_hash(t, text, &hash) != 0) {
        return pc__fail(t, -EINVAL);
    }
    pthread_mutex_lock(&t->heap->weak_lock);
    pc_cell *c = pc__weak_find(t->heap, &t->heap->symbols, hash, symbol_matches, &text);
    if (c == NULL) {
        c = pc__cell_new(t, PC_KIND_SYMBOL, 1, 0);
        if (c != NULL) {
            c->slot[0] = text;
            atomic_fetch_or_explicit(&c->flags, FLAG_INTERNED, memory_order_relaxed);
            atomic_store_explicit(&c->hash, hash, memory_order_relaxed);
            if (pc__weak_add(&t->heap->symbols, c, hash) != 0) {
                t->error = -ENOMEM;
                c = NULL;
            }
        }
    }
    pthread_mutex_unlock(&t->heap->weak_lock);
    return value_of(c);
}

pc_value pc_symbol_new(pc_thread *t, pc_value text)
{
    pc_cell *c = pc__cell_new(t, PC_KIND_SYMBOL, 1, 0);
    if (c == NULL) {
        return PC_NONE;
    }
    c->slot[0] = text;
    return value_of(c);
}

pc_value pc_symbol_text(pc_value symbol)
{
    assert(is_kind(symbol, PC_KIND_SYMBOL));
    return cell_of(symbol)->slot[0];
}

bool pc_symbol_is_interned(pc_value symbol)
{
    assert(is_kind(symbol, PC_KIND_SYMBOL));
    return has_flag(cell_of(symbol), FLAG_INTERNED);
}

// ---- methods: slots are closure and parameters, the function is in the tail -----------------------------------------

enum { ARGUMENTS_MAX = 256 };

pc_value pc_method_new(pc_thread *t, pc_native native, pc_value closure, pc_value parameters)
{
    pc_cell *c = pc__cell_new(t, PC_KIND_METHOD, 2, sizeof native);
    if (c == NULL) {
        return PC_NONE;
    }
    c->slot[0] = closure;
    c->slot[1] = parameters;
    memcpy(cell_tail(c), &native, sizeof native);
    return value_of(c);
}

pc_value pc_method_closure(pc_value method)
{
    assert(is_kind(method, PC_KIND_METHOD));
    return cell_of(method)->slot[0];
}

pc_native pc_method_native(pc_value method)
{
    assert(is_kind(method, PC_KIND_METHOD));
    pc_native native;
    memcpy(&native, cell_tail(cell_of(method)), sizeof native);
    return native;
}

struct keyword_data {
    pc_value parameters;
    pc_value *arguments;
};

static int keyword_place(void *data, pc_value name, pc_value v)
{
    struct keyword_data *k = data;
    for (size_t i = 0, n = pc_list_count(k->parameters); i < n; i++) {
        if (pc__equal_keys(pc_list_get(k->parameters, i), name) == 1) {
            if (k->arguments[i] != PC_NONE) {
                return -EINVAL;
            }
            k->arguments[i] = v;
            return 0;
        }
    }
    return -EINVAL;
}

pc_value pc_method_call(pc_thread *t, pc_value method, pc_value self, const pc_value *arguments, size_t n,
                        pc_value keywords)
{
    assert(is_kind(method, PC_KIND_METHOD));
    pc_native native = pc_method_native(method);
    pc_value parameters = cell_of(method)->slot[1];
    size_t places = parameters == PC_NONE ? 0 : pc_list_count(parameters);
    if (places <= n && keywords == PC_NONE) {
        return native(t, pc_method_closure(method), self, arguments, n);
    }
    pc_value all[ARGUMENTS_MAX] = {0};
    if (n > ARGUMENTS_MAX || places > ARGUMENTS_MAX) {
        return pc__fail(t, -EOVERFLOW);
    }
    if (n > 0) {
        memcpy(all, arguments, n * sizeof *arguments);
    }
    struct keyword_data k = {parameters, all};
    if (keywords != PC_NONE && (places == 0 || pc_object_each(t, keywords, keyword_place, &k) != 0)) {
        return pc__fail(t, -EINVAL);
    }
    return native(t, pc_method_closure(method), self, all, n > places ? n : places);
}
