// SPDX-License-Identifier: MIT
//
// The writing of blocks: codes as short as their symbols are frequent, and the cheapest of the three kinds of block.
#include "node/zlib/squeeze_inner.h"

#include <errno.h>
#include <stdlib.h>

enum { CODE_BITS_MAX = 15, HEADER_SYMBOLS = 19, HEADER_BITS_MAX = 7, SYMBOLS_MAX = 288 };
enum { STORED_MAX = 65535 };
enum { SHORT_TOKENS = 48 }; // a block of fewer is not worth codes of its own

typedef struct codes {
    uint16_t bits[SYMBOLS_MAX]; // reversed, as they are written
    uint8_t lengths[SYMBOLS_MAX];
} codes;

int squeeze__room(squeezer *s, size_t len)
{
    len += 16; // a whole word is written at a time
    if (s->taken > 0 && s->taken == s->out_len) {
        s->taken = s->out_len = 0;
    }
    if (s->out_capacity - s->out_len >= len) {
        return 0;
    }
    size_t capacity = s->out_capacity + s->out_capacity / 2;
    if (capacity < s->out_len + len) {
        capacity = s->out_len + len;
    }
    uint8_t *grown = realloc(s->out, capacity);
    if (grown == NULL) {
        return -ENOMEM;
    }
    s->out = grown;
    s->out_capacity = capacity;
    return 0;
}

void squeeze__bits(squeezer *s, uint32_t bits, unsigned len)
{
    s->bits |= (uint64_t)bits << s->bits_len;
    s->bits_len += len;
    while (s->bits_len >= 8) {
        s->out[s->out_len++] = (uint8_t)s->bits;
        s->bits >>= 8;
        s->bits_len -= 8;
    }
}

void squeeze__align(squeezer *s)
{
    if (s->bits_len > 0) {
        squeeze__bits(s, 0, 8 - s->bits_len);
    }
}

void squeeze__block_begin(squeezer *s, const uint8_t *from)
{
    s->block_from = from;
    s->tokens_len = 0;
    memset(s->literal_counts, 0, sizeof s->literal_counts);
    memset(s->distance_counts, 0, sizeof s->distance_counts);
}

// ---- codes --------------------------------------------------------------------------------------------------------------

// Sorts by count, the least first: keys are count << 10 | symbol. Two passes over digits of a byte where the counts are small, more else.
static void sort(uint32_t *keys, uint32_t *spare, unsigned len, uint32_t most)
{
    if (len < 48) {
        for (unsigned i = 1; i < len; i++) {
            uint32_t key = keys[i];
            unsigned at = i;
            for (; at > 0 && keys[at - 1] > key; at--) {
                keys[at] = keys[at - 1];
            }
            keys[at] = key;
        }
        return;
    }
    uint32_t *from = keys, *to = spare;
    for (unsigned shift = 10; shift < 32 && most >> (shift - 10) != 0; shift += 8) {
        uint16_t starts[257] = {0};
        for (unsigned i = 0; i < len; i++) {
            starts[((from[i] >> shift) & 0xff) + 1]++;
        }
        for (unsigned i = 1; i < 256; i++) {
            starts[i] = (uint16_t)(starts[i] + starts[i - 1]);
        }
        for (unsigned i = 0; i < len; i++) {
            to[starts[(from[i] >> shift) & 0xff]++] = from[i];
        }
        uint32_t *swapped = from;
        from = to;
        to = swapped;
    }
    if (from != keys) {
        memcpy(keys, from, len * sizeof *keys);
    }
}

// How many codes there are of each length in Huffman's tree over counts that rise: two queues, of leaves and of the nodes over them. Then a
// length above `most` is taken back, and shorter codes give way for it.
static void count_lengths(const uint32_t *keys, unsigned len, unsigned most,
                          uint16_t of_length[CODE_BITS_MAX + 1])
{
    uint32_t weights[SYMBOLS_MAX];
    uint16_t parents[SYMBOLS_MAX * 2];
    uint8_t depths[SYMBOLS_MAX];
    unsigned leaf = 0, node = 0, made = 0;
    for (; made + 1 < len; made++) {
        uint32_t weight = 0;
        for (int i = 0; i < 2; i++) {
            if (leaf < len && (node >= made || keys[leaf] >> 10 <= weights[node])) {
                weight += keys[leaf] >> 10;
                parents[leaf++] = (uint16_t)made;
            } else {
                weight += weights[node];
                parents[SYMBOLS_MAX + node++] = (uint16_t)made;
            }
        }
        weights[made] = weight;
    }
    memset(of_length, 0, (CODE_BITS_MAX + 1) * sizeof *of_length);
    memset(depths, 0, sizeof depths);
    for (unsigned i = made; i > 1; i--) {
        depths[i - 2] = (uint8_t)(depths[parents[SYMBOLS_MAX + i - 2]] + 1);
    }
    uint32_t filled = 0; // in units of the longest code
    for (unsigned i = 0; i < len; i++) {
        unsigned depth = depths[parents[i]] + 1u;
        depth = depth < most ? depth : most;
        of_length[depth]++;
        filled += UINT32_C(1) << (most - depth);
    }
    while (filled > UINT32_C(1) << most) { // makes a leaf one longer, the lowest that can be
        unsigned depth = most - 1;
        while (of_length[depth] == 0) {
            depth--;
        }
        of_length[depth]--;
        of_length[depth + 1]++;
        filled -= UINT32_C(1) << (most - depth - 1);
    }
    for (unsigned depth = most;
         filled < UINT32_C(1) << most && depth > 1;) { // and gives back what that left over
        uint32_t gain = (UINT32_C(1) << (most - depth + 1)) - (UINT32_C(1) << (most - depth));
        if (of_length[depth] > 0 && filled + gain <= UINT32_C(1) << most) {
            of_length[depth]--;
            of_length[depth - 1]++;
            filled += gain;
        } else {
            depth--;
        }
    }
}

static uint16_t reversed(unsigned code, unsigned len)
{
    code = (code & 0x5555) << 1 | (code >> 1 & 0x5555);
    code = (code & 0x3333) << 2 | (code >> 2 & 0x3333);
    code = (code & 0x0f0f) << 4 | (code >> 4 & 0x0f0f);
    code = (code & 0x00ff) << 8 | (code >> 8 & 0x00ff);
    return (uint16_t)(code >> (16 - len));
}

static void assign(codes *c, unsigned symbols)
{
    uint16_t of_length[CODE_BITS_MAX + 1] = {0};
    unsigned next[CODE_BITS_MAX + 1];
    for (unsigned i = 0; i < symbols; i++) {
        of_length[c->lengths[i]]++;
    }
    of_length[0] = 0;
    for (unsigned len = 1, code = 0; len <= CODE_BITS_MAX; len++) {
        code = (code + of_length[len - 1]) << 1;
        next[len] = code;
    }
    for (unsigned i = 0; i < symbols; i++) {
        unsigned len = c->lengths[i];
        c->bits[i] = len == 0 ? 0 : reversed(next[len]++, len);
    }
}

// Codes for symbols with these counts, of at most `most` bits; at least two symbols get one, for readers that want a full tree.
static void make_codes(codes *c, const uint32_t *counts, unsigned symbols, unsigned most)
{
    uint32_t keys[SYMBOLS_MAX], spare[SYMBOLS_MAX], highest = 1;
    uint16_t of_length[CODE_BITS_MAX + 1];
    unsigned used = 0;
    memset(c->lengths, 0, sizeof c->lengths);
    for (unsigned i = 0; i < symbols; i++) {
        if (counts[i] > 0) {
            keys[used++] = counts[i] << 10 | i;
            highest = counts[i] > highest ? counts[i] : highest;
        }
    }
    if (used < 2) {
        unsigned only = used == 1 ? keys[0] & 1023 : 0;
        c->lengths[only] = 1;
        c->lengths[only == 0 ? 1 : 0] = 1;
    } else {
        sort(keys, spare, used, highest);
        count_lengths(keys, used, most, of_length);
        unsigned at = 0;
        for (unsigned len = most; len > 0; len--) {
            for (unsigned i = of_length[len]; i > 0; i--) {
                c->lengths[keys[at++] & 1023] = (uint8_t)len;
            }
        }
    }
    assign(c, symbols);
}

// ---- the header of a block with codes of its own ------------------------------------------------------------------------

typedef struct header {
    uint16_t items[LITERALS + DISTANCES + 4]; // symbol | more bits << 5
    unsigned items_len;
    unsigned literals, distances, symbols; // HLIT, HDIST, HCLEN as counts
    codes codes;
    size_t bits; // all of it
} header;

static const uint8_t header_order[HEADER_SYMBOLS] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                     11, 4,  12, 3, 13, 2, 14, 1, 15};

// Lengths as a run has them: 16 repeats the last one, 17 and 18 repeat zero.
static void list_lengths(header *h, const uint8_t *lengths, unsigned len, uint32_t *counts)
{
    for (unsigned at = 0; at < len;) {
        unsigned value = lengths[at], run = 1;
        while (at + run < len && lengths[at + run] == value) {
            run++;
        }
        at += run;
        if (value != 0) {
            h->items[h->items_len++] = (uint16_t)value;
            counts[value]++;
            run--;
        }
        while (run >= 3) {
            unsigned most = value != 0 ? 6 : 138;
            unsigned now = run < most ? run : most;
            if (now > 6 && run - now > 0 && run - now < 3) {
                now = run - 3 > 138 ? 138 : run - 3; // leave a run that has a name
            }
            unsigned symbol = value != 0 ? 16 : now <= 10 ? 17 : 18;
            h->items[h->items_len++] = (uint16_t)(symbol | (now - (symbol == 18 ? 11 : 3)) << 5);
            counts[symbol]++;
            run -= now;
        }
        for (; run > 0; run--) {
            h->items[h->items_len++] = (uint16_t)value;
            counts[value]++;
        }
    }
}

static const uint8_t header_extra[HEADER_SYMBOLS] = {[16] = 2, [17] = 3, [18] = 7};

static void make_header(header *h, const codes *literals, const codes *distances)
{
    uint8_t lengths[LITERALS + DISTANCES + 4];
    uint32_t counts[HEADER_SYMBOLS] = {0};
    h->literals = LITERALS;
    while (h->literals > 257 && literals->lengths[h->literals - 1] == 0) {
        h->literals--;
    }
    h->distances = DISTANCES;
    while (h->distances > 1 && distances->lengths[h->distances - 1] == 0) {
        h->distances--;
    }
    memcpy(lengths, literals->lengths, h->literals);
    memcpy(lengths + h->literals, distances->lengths, h->distances);
    h->items_len = 0;
    list_lengths(h, lengths, h->literals + h->distances, counts);
    make_codes(&h->codes, counts, HEADER_SYMBOLS, HEADER_BITS_MAX);
    h->symbols = HEADER_SYMBOLS;
    while (h->symbols > 4 && h->codes.lengths[header_order[h->symbols - 1]] == 0) {
        h->symbols--;
    }
    h->bits = 14 + 3 * h->symbols;
    for (unsigned i = 0; i < HEADER_SYMBOLS; i++) {
        h->bits += (size_t)counts[i] * (h->codes.lengths[i] + header_extra[i]);
    }
}

static void write_header(squeezer *s, const header *h)
{
    squeeze__bits(s, h->literals - 257, 5);
    squeeze__bits(s, h->distances - 1, 5);
    squeeze__bits(s, h->symbols - 4, 4);
    for (unsigned i = 0; i < h->symbols; i++) {
        squeeze__bits(s, h->codes.lengths[header_order[i]], 3);
    }
    for (unsigned i = 0; i < h->items_len; i++) {
        unsigned symbol = h->items[i] & 31;
        squeeze__bits(s, h->codes.bits[symbol] | (uint32_t)(h->items[i] >> 5) << h->codes.lengths[symbol],
                      h->codes.lengths[symbol] + header_extra[symbol]);
    }
}

// ---- blocks -------------------------------------------------------------------------------------------------------------

static void fixed_codes(codes *literals, codes *distances)
{
    for (unsigned i = 0; i < SYMBOLS_MAX; i++) {
        literals->lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
    memset(distances->lengths, 0, sizeof distances->lengths);
    memset(distances->lengths, 5, 32);
    assign(literals, SYMBOLS_MAX);
    assign(distances, 32);
}

static unsigned length_extra(unsigned symbol)
{
    return symbol < 265 || symbol == 285 ? 0 : (symbol - 261) >> 2;
}

static unsigned distance_extra(unsigned symbol)
{
    return symbol < 4 ? 0 : (symbol >> 1) - 1;
}

// Bits of the block's tokens with these codes.
static size_t size_of(const squeezer *s, const codes *literals, const codes *distances)
{
    size_t bits = 0;
    for (unsigned i = 0; i < LITERALS; i++) {
        bits += (size_t)s->literal_counts[i] * (literals->lengths[i] + (i > 256 ? length_extra(i) : 0));
    }
    for (unsigned i = 0; i < DISTANCES; i++) {
        bits += (size_t)s->distance_counts[i] * (distances->lengths[i] + distance_extra(i));
    }
    return bits;
}

static size_t fixed_size(const squeezer *s)
{
    size_t bits = 0;
    for (unsigned i = 0; i < LITERALS; i++) {
        unsigned len = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
        bits += (size_t)s->literal_counts[i] * (len + (i > 256 ? length_extra(i) : 0));
    }
    for (unsigned i = 0; i < DISTANCES; i++) {
        bits += (size_t)s->distance_counts[i] * (5 + distance_extra(i));
    }
    return bits;
}

// Of each length: its code with the bits that follow, and how many that are.
typedef struct length_codes {
    uint32_t bits[256];
    uint8_t lengths[256];
} length_codes;

static void make_lengths(length_codes *made, const codes *literals)
{
    for (unsigned l = 0; l < 256; l++) {
        unsigned symbol = squeeze__length_symbol(l), extra = length_extra(symbol);
        made->bits[l] = literals->bits[symbol] | (l & ((1u << extra) - 1)) << literals->lengths[symbol];
        made->lengths[l] = (uint8_t)(literals->lengths[symbol] + extra);
    }
    made->bits[255] = literals->bits[285];
}

static void write_tokens(squeezer *s, const codes *literals, const codes *distances)
{
    length_codes lengths;
    uint64_t bits = s->bits;
    unsigned bits_len = s->bits_len;
    uint8_t *out = s->out + s->out_len;
    make_lengths(&lengths, literals);
    for (uint32_t i = 0; i < s->tokens_len; i++) {
        uint32_t token = s->tokens[i];
        if (token < 256) {
            bits |= (uint64_t)literals->bits[token] << bits_len;
            bits_len += literals->lengths[token];
        } else {
            uint32_t len = (token >> 15) - 3, dist = token & 0x7fff;
            bits |= (uint64_t)lengths.bits[len] << bits_len;
            bits_len += lengths.lengths[len];
            unsigned symbol = squeeze__distance_symbol(dist), extra = distance_extra(symbol);
            uint32_t more = distances->bits[symbol] | (dist & ((1u << extra) - 1))
                                                          << distances->lengths[symbol];
            bits |= (uint64_t)more << bits_len;
            bits_len += distances->lengths[symbol] + extra;
        }
        // Seven bits at most stay, 48 are the most that one token adds.
        memcpy(out, &bits, sizeof bits);
        out += bits_len >> 3;
        bits >>= bits_len & 0x38;
        bits_len &= 7;
    }
    s->out_len = (size_t)(out - s->out);
    s->bits = bits;
    s->bits_len = bits_len;
    squeeze__bits(s, literals->bits[END_OF_BLOCK], literals->lengths[END_OF_BLOCK]);
}

static void write_stored(squeezer *s, const uint8_t *from, size_t len, bool is_last)
{
    do {
        size_t now = len < STORED_MAX ? len : STORED_MAX;
        squeeze__bits(s, is_last && now == len ? 1 : 0, 3);
        squeeze__align(s);
        squeeze__bits(s, (uint32_t)now, 16);
        squeeze__bits(s, (uint32_t)now ^ 0xffff, 16);
        memcpy(s->out + s->out_len, from, now);
        s->out_len += now;
        from += now;
        len -= now;
    } while (len > 0);
}

int squeeze__block_end(squeezer *s, const uint8_t *to, bool is_last)
{
    codes literals, distances;
    header head;
    bool is_short = s->tokens_len < SHORT_TOKENS;
    size_t len = (size_t)(to - s->block_from);
    s->literal_counts[END_OF_BLOCK] = 1;
    size_t fixed = fixed_size(s), own = SIZE_MAX;
    if (!is_short) {
        make_codes(&literals, s->literal_counts, LITERALS, CODE_BITS_MAX);
        make_codes(&distances, s->distance_counts, DISTANCES, CODE_BITS_MAX);
        make_header(&head, &literals, &distances);
        own = size_of(s, &literals, &distances) + head.bits;
    }
    size_t stored = len * 8 + 40 * (len / STORED_MAX + 1);
    size_t least = own < fixed ? own : fixed;
    if (squeeze__room(s, (least < stored ? least : stored) / 8 + 64) < 0) {
        return -ENOMEM;
    }
    if (stored <= least) {
        write_stored(s, s->block_from, len, is_last);
    } else if (fixed <= own) {
        fixed_codes(&literals, &distances);
        squeeze__bits(s, (is_last ? 1 : 0) | 1 << 1, 3);
        write_tokens(s, &literals, &distances);
    } else {
        squeeze__bits(s, (is_last ? 1 : 0) | 2 << 1, 3);
        write_header(s, &head);
        write_tokens(s, &literals, &distances);
    }
    return 0;
}
