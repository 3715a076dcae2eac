// SPDX-License-Identifier: MIT
//
// See kept_text.h.
#include "modules/kept_text.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf.h"

// What may be kept: a program that loads ever new text must not grow for ever.
enum { TEXTS_MAX = 64, BYTES_MAX = 128 << 20 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    const char *text;
    size_t len;
} kept[TEXTS_MAX];
static size_t kept_count, kept_bytes;

const char *mod_text_keep(char *block, const char *text, size_t len)
{
    if (len < MOD_KEPT_TEXT_MIN || !utf8_is_ascii((const uint8_t *)text, len)) {
        return NULL;
    }
    const char *result = NULL;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < kept_count && result == NULL; i++) {
        if (kept[i].len == len && memcmp(kept[i].text, text, len) == 0) {
            result = kept[i].text;
        }
    }
    if (result != NULL) {
        free(block);
    } else if (kept_count < TEXTS_MAX && kept_bytes + len <= BYTES_MAX) {
        result = text;
        kept[kept_count].text = text;
        kept[kept_count++].len = len;
        kept_bytes += len;
    }
    pthread_mutex_unlock(&lock);
    return result;
}
