// SPDX-License-Identifier: MIT
//
// See wrapper.h. The file is read to where its wrapper leaves room, so that text which stays as it is costs no copy.
#include "modules/wrapper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "modules/column_maps.h"
#include "modules/source_rewrite.h"

#define HEAD "(function (exports, require, module, __filename, __dirname) { "
#define LONG_HEAD "(function (exports, require, module, __filename, __dirname" MOD_REWRITE_PARAMETERS ") { "
#define TAIL "\n})"
enum { HEAD_LEN = sizeof HEAD - 1, LONG_HEAD_LEN = sizeof LONG_HEAD - 1, TAIL_LEN = sizeof TAIL - 1 };

static void comment_out_hashbang(char *text, size_t len)
{
    if (len >= 2 && text[0] == '#' && text[1] == '!') {
        text[0] = text[1] = '/';
    }
}

// Puts the wrapper of rewritten text around it, in a block of its own. 1: done; 0: the text can stay; -ENOMEM.
static int wrap_rewritten(mod_source *source, const char *path, const char *text, size_t len)
{
    syn_output out = {0};
    syn_error error;
    int rc =
        mod_rewrite_is_wanted(text, len) ? mod_rewrite_commonjs(&out, path, text, len, 0, NULL, &error) : 0;
    if (rc != 1) {
        return rc;
    }
    char *block = malloc(LONG_HEAD_LEN + out.len + TAIL_LEN);
    rc = block == NULL ? -ENOMEM : 1;
    if (block != NULL) {
        char *author = block + LONG_HEAD_LEN;
        memcpy(block, LONG_HEAD, LONG_HEAD_LEN);
        memcpy(author, out.text, out.len);
        memcpy(author + out.len, TAIL, TAIL_LEN);
        comment_out_hashbang(author, out.len);
        free(source->block);
        source->block = block;
        source->text = block;
        source->len = LONG_HEAD_LEN + out.len + TAIL_LEN;
        source->author = author;
        source->author_len = out.len;
        source->rewritten = true;
        mod_columns_keep(path, &out);
    }
    syn_output_free(&out);
    return rc;
}

static void wrap_in_place(mod_source *source, char *text, size_t len)
{
    comment_out_hashbang(text, len);
    memcpy(text - HEAD_LEN, HEAD, HEAD_LEN);
    memcpy(text + len, TAIL, TAIL_LEN);
    source->text = text - HEAD_LEN;
    source->len = HEAD_LEN + len + TAIL_LEN;
    source->author = text;
    source->author_len = len;
}

int mod_source_read(mod_source *out, const char *path, size_t largest, const char **syscall)
{
    mod_source source = {0};
    size_t len = 0;
    int rc =
        mod_file_read_up_to(path, largest, HEAD_LEN, TAIL_LEN, &source.block, &len, &source.stamp, syscall);
    if (rc < 0) {
        *syscall = rc == -ENOMEM ? NULL : *syscall;
        return rc;
    }
    char *text = source.block + HEAD_LEN;
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        len -= 3;
    }
    rc = wrap_rewritten(&source, path, text, len);
    if (rc < 0) {
        *syscall = NULL;
        free(source.block);
        return rc;
    }
    if (rc == 0) {
        wrap_in_place(&source, text, len);
    }
    *out = source;
    return 0;
}

void mod_source_deinit(mod_source *source)
{
    free(source->block);
    *source = (mod_source){0};
}
