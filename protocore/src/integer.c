// SPDX-License-Identifier: MIT
//
// Integers of any size: a cell with the sign as a flag, the number of limbs in `extra` and the limbs (the lowest first) in the tail. No leading zero limbs, zero is not
// negative: so equal integers have equal cells. Results are made in scratch memory and copied into the cell.
#include "internal.h"

__extension__ typedef unsigned __int128 wide;

enum { LIMB_BITS = 64, FEW = 64 };

pc_value pc_integer_new(pc_thread *t, bool negative, const uint64_t *limbs, size_t n)
{
    while (n > 0 && limbs[n - 1] == 0) {
        n--;
    }
    if (n > INT32_MAX) {
        return pc__fail(t, -EOVERFLOW);
    }
    pc_cell *c = pc__cell_new(t, PC_KIND_INTEGER, 0, n * sizeof *limbs);
    if (c == NULL) {
        return PC_NONE;
    }
    c->extra = (uint32_t)n;
    if (negative && n > 0) {
        flag_set(c, FLAG_NEGATIVE);
    }
    if (n > 0) {
        memcpy(cell_tail(c), limbs, n * sizeof *limbs);
    }
    return value_of(c);
}

static int digit_of(uint8_t c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

pc_value pc_integer_from_hex(pc_thread *t, bool negative, const uint8_t *digits, size_t n)
{
    uint64_t few[64];
    size_t count = (n + 15) / 16;
    uint64_t *limbs = count <= 64 ? few : malloc(count * sizeof *limbs);
    if (limbs == NULL) {
        return pc__fail(t, -ENOMEM);
    }
    memset(limbs, 0, count * sizeof *limbs);
    pc_value v = n > 0 ? PC_TRUE : pc__fail(t, -EINVAL);
    for (size_t i = 0; i < n && v != PC_NONE; i++) {
        int digit = digit_of(digits[n - 1 - i]);
        if (digit < 0) {
            v = pc__fail(t, -EINVAL);
        } else {
            limbs[i / 16] |= (uint64_t)digit << (i % 16 * 4);
        }
    }
    if (v != PC_NONE) {
        v = pc_integer_new(t, negative, limbs, count);
    }
    if (limbs != few) {
        free(limbs);
    }
    return v;
}

size_t pc_integer_limbs(pc_value integer, const uint64_t **limbs, bool *negative)
{
    assert(is_kind(integer, PC_KIND_INTEGER));
    pc_cell *c = cell_of(integer);
    *limbs = cell_tail(c);
    *negative = has_flag(c, FLAG_NEGATIVE);
    return c->extra;
}

pc_value pc_integer_from_int64(pc_thread *t, int64_t i)
{
    uint64_t limb = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    return pc_integer_new(t, i < 0, &limb, 1);
}

bool pc_integer_to_int64(pc_value integer, int64_t *out)
{
    const uint64_t *limbs;
    bool negative;
    size_t n = pc_integer_limbs(integer, &limbs, &negative);
    uint64_t magnitude = n > 0 ? limbs[0] : 0;
    if (n > 1 || magnitude > (uint64_t)INT64_MAX + negative) {
        return false;
    }
    *out = (int64_t)(negative ? 0 - magnitude : magnitude);
    return true;
}

// ---- arithmetic -----------------------------------------------------------------------------------------------------

typedef struct number {
    const uint64_t *limbs;
    size_t n;
    bool negative;
} number;

static number number_of(pc_value v)
{
    number x;
    x.n = pc_integer_limbs(v, &x.limbs, &x.negative);
    return x;
}

static int compare_magnitudes(const number *a, const number *b)
{
    if (a->n != b->n) {
        return a->n < b->n ? -1 : 1;
    }
    for (size_t i = a->n; i-- > 0;) {
        if (a->limbs[i] != b->limbs[i]) {
            return a->limbs[i] < b->limbs[i] ? -1 : 1;
        }
    }
    return 0;
}

// Room for `n` limbs: `few` (FEW of them) or memory of its own. NULL with the error set.
static uint64_t *room_for(pc_thread *t, uint64_t *few, size_t n)
{
    uint64_t *limbs = n <= FEW ? few : malloc(n * sizeof *limbs);
    if (limbs == NULL) {
        t->error = -ENOMEM;
    }
    return limbs;
}

static pc_value made(pc_thread *t, bool negative, uint64_t *limbs, size_t n, const uint64_t *few)
{
    pc_value v = pc_integer_new(t, negative, limbs, n);
    if (limbs != few) {
        free(limbs);
    }
    return v;
}

static void add_magnitudes(const number *a, const number *b, uint64_t *to)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < a->n; i++) { // a is not shorter
        wide sum = (wide)a->limbs[i] + (i < b->n ? b->limbs[i] : 0) + carry;
        to[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> LIMB_BITS);
    }
    to[a->n] = carry;
}

static void subtract_magnitudes(const number *a, const number *b, uint64_t *to)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < a->n; i++) { // a is not smaller
        wide difference = (wide)a->limbs[i] - (i < b->n ? b->limbs[i] : 0) - borrow;
        to[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> LIMB_BITS) & 1;
    }
}

static pc_value sum_of(pc_thread *t, number a, number b)
{
    uint64_t few[FEW];
    if (compare_magnitudes(&a, &b) < 0) {
        number swap = a;
        a = b;
        b = swap;
    }
    uint64_t *to = room_for(t, few, a.n + 1);
    if (to == NULL) {
        return PC_NONE;
    }
    if (a.negative == b.negative) {
        add_magnitudes(&a, &b, to);
    } else {
        subtract_magnitudes(&a, &b, to);
        to[a.n] = 0;
    }
    return made(t, a.negative, to, a.n + 1, few);
}

pc_value pc_integer_add(pc_thread *t, pc_value a, pc_value b)
{
    return sum_of(t, number_of(a), number_of(b));
}

pc_value pc_integer_subtract(pc_thread *t, pc_value a, pc_value b)
{
    number minus = number_of(b);
    minus.negative = !minus.negative;
    return sum_of(t, number_of(a), minus);
}

pc_value pc_integer_negate(pc_thread *t, pc_value a)
{
    number x = number_of(a);
    return pc_integer_new(t, !x.negative, x.limbs, x.n);
}

pc_value pc_integer_multiply(pc_thread *t, pc_value va, pc_value vb)
{
    number a = number_of(va), b = number_of(vb);
    uint64_t few[FEW], *to = room_for(t, few, a.n + b.n);
    if (to == NULL) {
        return PC_NONE;
    }
    memset(to, 0, (a.n + b.n) * sizeof *to);
    for (size_t i = 0; i < a.n; i++) {
        uint64_t carry = 0;
        for (size_t j = 0; j < b.n; j++) {
            wide product = (wide)a.limbs[i] * b.limbs[j] + to[i + j] + carry;
            to[i + j] = (uint64_t)product;
            carry = (uint64_t)(product >> LIMB_BITS);
        }
        to[i + b.n] = carry;
    }
    return made(t, a.negative != b.negative, to, a.n + b.n, few);
}

// Shifts left by less than a limb; `to` has one limb more.
static void shifted(const number *a, unsigned bits, uint64_t *to)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < a->n; i++) {
        to[i] = a->limbs[i] << bits | carry;
        carry = bits != 0 ? a->limbs[i] >> (LIMB_BITS - bits) : 0;
    }
    to[a->n] = carry;
}

// u -= q * v, n limbs and one. True where it was too much.
static bool subtract_product(uint64_t *u, const uint64_t *v, size_t n, uint64_t q)
{
    uint64_t carry = 0, borrow = 0;
    for (size_t i = 0; i <= n; i++) {
        wide product = (wide)q * (i < n ? v[i] : 0) + carry;
        carry = (uint64_t)(product >> LIMB_BITS);
        wide difference = (wide)u[i] - (uint64_t)product - borrow;
        u[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> LIMB_BITS) & 1;
    }
    return borrow != 0;
}

static void add_back(uint64_t *u, const uint64_t *v, size_t n)
{
    uint64_t carry = 0;
    for (size_t i = 0; i <= n; i++) {
        wide sum = (wide)u[i] + (i < n ? v[i] : 0) + carry;
        u[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> LIMB_BITS);
    }
}

// One digit of the quotient: the upper limbs of `u` over those of `v`, whose highest bit is set; at most one too much after the corrections, which is met by adding back.
static uint64_t digit_guess(const uint64_t *u, const uint64_t *v, size_t n)
{
    wide upper = (wide)u[n] << LIMB_BITS | u[n - 1];
    wide q = upper / v[n - 1], rest = upper % v[n - 1];
    while (q >> LIMB_BITS != 0 || (n > 1 && (wide)(uint64_t)q * v[n - 2] > (rest << LIMB_BITS | u[n - 2]))) {
        q--;
        rest += v[n - 1];
        if (rest >> LIMB_BITS != 0) {
            break;
        }
    }
    return (uint64_t)q;
}

// Long division. `u`: a's limbs and two; `v`: b's and one; `q`: a.n - b.n + 1. Leaves the remainder, shifted by `bits`, in `u`.
static void long_division(const number *a, const number *b, unsigned bits, uint64_t *u, uint64_t *v,
                          uint64_t *q)
{
    shifted(a, bits, u);
    shifted(b, bits, v);
    for (size_t j = a->n - b->n + 1; j-- > 0;) {
        q[j] = digit_guess(&u[j], v, b->n);
        if (subtract_product(&u[j], v, b->n, q[j])) {
            q[j]--;
            add_back(&u[j], v, b->n);
        }
    }
}

int pc_integer_divide(pc_thread *t, pc_value va, pc_value vb, pc_value *quotient, pc_value *remainder)
{
    number a = number_of(va), b = number_of(vb);
    if (b.n == 0) {
        return t->error = -EDOM;
    }
    if (compare_magnitudes(&a, &b) < 0) {
        *quotient = pc_integer_new(t, false, NULL, 0);
        *remainder = va;
        return *quotient != PC_NONE ? 0 : t->error;
    }
    size_t digits = a.n - b.n + 1;
    uint64_t few[FEW], *u = room_for(t, few, a.n + 1 + b.n + 1 + digits);
    if (u == NULL) {
        return t->error;
    }
    unsigned bits = (unsigned)__builtin_clzll(b.limbs[b.n - 1]);
    uint64_t *v = u + a.n + 1, *q = v + b.n + 1;
    long_division(&a, &b, bits, u, v, q);
    for (size_t i = 0; i < b.n; i++) {
        u[i] = bits != 0 ? u[i] >> bits | u[i + 1] << (LIMB_BITS - bits) : u[i];
    }
    *quotient = pc_integer_new(t, a.negative != b.negative, q, digits);
    *remainder = *quotient != PC_NONE ? pc_integer_new(t, a.negative, u, b.n) : PC_NONE;
    if (u != few) {
        free(u);
    }
    return *remainder != PC_NONE ? 0 : t->error;
}
