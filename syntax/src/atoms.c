// SPDX-License-Identifier: MIT
// Interned names: every distinct name of a text gets a small number, its atom.
//
// An open table of hash and atom. A name of up to 16 bytes is kept in two words of its atom, so finding it
// costs two loads and no memcmp().
#include <errno.h>
#include <pthread.h>

#include "internal.h"

static const char *const known_words[] = {"",
#define X(w) #w,
                                          SYN_RESERVED_WORDS(X) SYN_STRICT_WORDS(X) SYN_OTHER_WORDS(X)
#undef X
};

static const uint8_t mask_bytes[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                       0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

static inline void name_words(const uint8_t *text, uint32_t len, uint64_t *w0, uint64_t *w1)
{
    uint64_t a, b, m0, m1;
    memcpy(&a, text, 8);
    if (len <= 16) {
        memcpy(&b, text + 8, 8);
        memcpy(&m0, mask_bytes + 16 - len, 8);
        memcpy(&m1, mask_bytes + 24 - len, 8);
        *w0 = a & m0;
        *w1 = b & m1;
        return;
    }
    b = len;
    for (uint32_t i = 8; i + 8 <= len; i += 8) {
        uint64_t w;
        memcpy(&w, text + i, 8);
        b = (b ^ w) * 0x9e3779b97f4a7c15u;
        b ^= b >> 29;
    }
    uint64_t last;
    memcpy(&last, text + len - 8, 8);
    *w0 = a;
    *w1 = (b ^ last) * 0xd6e8feb86659fd93u;
}

static inline uint32_t name_hash(uint64_t w0, uint64_t w1, uint32_t len)
{
    uint64_t h = (w0 ^ len) * 0x9e3779b97f4a7c15u;
    h ^= w1 * 0xc2b2ae3d27d4eb4fu;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    return (uint32_t)(h >> 32);
}

static bool table_grow(syn_unit *u)
{
    uint32_t size = u->table_mask ? (u->table_mask + 1) * 2 : 512;
    while (!u->table_mask && size < u->len / 40) {
        size *= 2;
    }
    uint64_t *table = calloc(size, sizeof *table);
    if (!table) {
        return false;
    }
    for (uint32_t i = 1; i < u->atom_count; i++) {
        uint32_t slot = u->atoms[i].hash & (size - 1);
        while (table[slot]) {
            slot = (slot + 1) & (size - 1);
        }
        table[slot] = (uint64_t)u->atoms[i].hash << 32 | i;
    }
    free(u->table);
    u->table = table;
    u->table_mask = size - 1;
    return true;
}

// Finds a name, or adds it when `add`; 0: not there, or out of memory when adding.
static inline uint32_t lookup(syn_unit *u, const uint8_t *text, uint32_t len, bool add)
{
    uint64_t w0, w1;
    name_words(text, len, &w0, &w1);
    uint32_t hash = name_hash(w0, w1, len);
    uint32_t slot = hash & u->table_mask;
    for (uint64_t e; (e = u->table[slot]) != 0; slot = (slot + 1) & u->table_mask) {
        if ((uint32_t)(e >> 32) == hash) {
            syn_atom *a = &u->atoms[(uint32_t)e];
            if (a->w0 == w0 && a->w1 == w1 && a->len == len &&
                (len <= 16 || memcmp(a->text, text, len) == 0)) {
                return (uint32_t)e;
            }
        }
    }
    if (!add) {
        return 0;
    }
    if (u->atom_count == u->atom_cap) {
        uint32_t cap = u->atom_cap * 2;
        syn_atom *atoms = realloc(u->atoms, cap * sizeof *atoms);
        if (!atoms) {
            return 0;
        }
        u->atoms = atoms;
        u->atom_cap = cap;
    }
    uint32_t id = u->atom_count++;
    u->atoms[id] = (syn_atom){.w0 = w0, .w1 = w1, .text = text, .len = len, .hash = hash};
    u->table[slot] = (uint64_t)hash << 32 | id;
    if (u->atom_count * 2 > u->table_mask && !table_grow(u)) {
        return 0;
    }
    return id;
}

// The words that every unit knows, interned once. Their texts are the program's own.
enum { WORDS_MAX = 256, WORD_SLOTS = 2 * WORDS_MAX };
_Static_assert(A_KNOWN_COUNT < WORDS_MAX / 2, "the known words fit without growing");
static pthread_once_t words_once = PTHREAD_ONCE_INIT;
static syn_unit words;

static bool intern_words_into(syn_unit *u)
{
    u->atoms[0] = (syn_atom){.text = (const uint8_t *)""};
    u->atom_count = 1;
    for (unsigned i = 1; i < A_KNOWN_COUNT; i++) {
        uint32_t len = (uint32_t)strlen(known_words[i]);
        uint8_t word[32] = {0};
        memcpy(word, known_words[i], len);
        uint32_t id = lookup(u, word, len, true);
        if (!id) {
            return false;
        }
        u->atoms[id].text = (const uint8_t *)known_words[i];
    }
    return true;
}

static void intern_words(void)
{
    static syn_atom atoms[WORDS_MAX];
    static uint64_t table[WORD_SLOTS];
    words.atoms = atoms;
    words.atom_cap = WORDS_MAX;
    words.table = table;
    words.table_mask = WORD_SLOTS - 1;
    bool fits = intern_words_into(&words);
    (void)fits; // as asserted above
}

// A copy of the known words, for a text that is small.
static bool copy_words(syn_unit *u)
{
    size_t table = ((size_t)words.table_mask + 1) * sizeof *u->table;
    u->atom_cap = words.atom_cap;
    u->atom_count = words.atom_count;
    u->table_mask = words.table_mask;
    u->atoms = malloc(u->atom_cap * sizeof *u->atoms);
    u->table = malloc(table);
    if (u->atoms == NULL || u->table == NULL) {
        return false;
    }
    memcpy(u->atoms, words.atoms, u->atom_count * sizeof *u->atoms);
    memcpy(u->table, words.table, table);
    return true;
}

bool syn__atoms_init(syn_unit *u)
{
    enum { SMALL_MAX = 16 * 1024 };
    if (u->len <= SMALL_MAX) {
        pthread_once(&words_once, intern_words);
        return copy_words(u);
    }
    u->atom_cap = 256;
    while (u->atom_cap < u->len / 160) {
        u->atom_cap *= 2;
    }
    u->atoms = malloc(u->atom_cap * sizeof *u->atoms);
    return u->atoms && table_grow(u) && intern_words_into(u);
}

uint32_t syn__intern(parser *p, const uint8_t *text, uint32_t len)
{
    uint32_t id = lookup(p->u, text, len, true);
    if (__builtin_expect(!id, 0)) {
        syn__out_of_memory(p);
    }
    return id;
}

uint32_t syn__intern_copy(parser *p, const uint8_t *text, uint32_t len)
{
    uint8_t *copy = syn__alloc(p, (size_t)len + 16);
    memcpy(copy, text, len);
    memset(copy + len, 0, 16);
    return syn__intern(p, copy, len);
}

uint32_t syn__atom_find(const syn_unit *u, const char *text, uint32_t len)
{
    uint8_t stack[272];
    if (len > 256) {
        return 0;
    }
    memcpy(stack, text, len);
    memset(stack + len, 0, 16);
    return lookup((syn_unit *)(uintptr_t)u, stack, len, false);
}
