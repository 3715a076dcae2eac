// SPDX-License-Identifier: MIT
//
// Compiles the built-in sources ahead: usage: builtin_code FOLDER
//
// Writes FOLDER/builtin_code.bin, the image that src/node/host/code_image.h describes, and FOLDER/builtin_code.S, which embeds it in the executable. What cannot be
// compiled, or everything where this machine's engine keeps no code, is left out: it is compiled when it is loaded.
#include "builtin_sources.h"
#include "engine/engine.h"
#include "engine/kept_code.h"
#include "node/host/code_image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What most programs load comes first, in about that order: neighbours share pages.
static const char *const first[] = {
    "internal/boot",
    "internal/error_stack",
    "internal/globals",
    "internal/main/plain",
    "internal/console/global",
    "internal/console/output",
    "internal/modules/cjs/loader",
    "internal/options",
    "internal/modules/builtins",
    "internal/modules/esm/program",
    "internal/main",
    "internal/process/pre_execution",
    "process",
    "events",
    "internal/errors",
    "internal/validators",
    "internal/events/symbols",
    "internal/process/task_queues",
    "internal/process/async_context",
    "internal/process/lifecycle",
    "internal/process/methods",
    "internal/process/env",
    "internal/process/facts",
    "internal/process/execution",
    "internal/process/signals",
    "path",
    "internal/path/segments",
    "internal/util",
    "util",
    "internal/util/types",
    "internal/util/inspect",
    "internal/util/inspect/core",
    "internal/timers",
    "timers",
    "buffer",
    "internal/buffer",
    "internal/buffer_numbers",
    "internal/buffer_encodings",
    "fs",
    "internal/fs/utils",
    "internal/fs/attributes",
};

enum { COUNT = sizeof builtin_table / sizeof builtin_table[0], ALIGNMENT = 64 };

static uint32_t hash_of(const char *text, size_t len)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 16777619U;
    }
    return hash & 0xffffff;
}

static int put_code(FILE *out, js_context ctx, size_t i, host_code_row *row)
{
    char url[256];
    const char *text = builtin_table[i].text;
    size_t len = builtin_table[i].len;
    uint32_t hash = hash_of(text, len);
    void *code = NULL;
    size_t code_len = 0;
    snprintf(url, sizeof url, "node:%s", builtin_table[i].id);
    if (js_kept_code_make(ctx, text, len, hash, url, &code, &code_len) != 0) {
        return 0;
    }
    int rc = 0;
    while (rc == 0 && ftell(out) % ALIGNMENT != 0) {
        rc = fputc(0, out) < 0 ? -1 : 0;
    }
    if (rc == 0) {
        *row = (host_code_row){(uint64_t)ftell(out), code_len, (uint32_t)len, hash};
        rc = fwrite(code, 1, code_len, out) == code_len ? 0 : -1;
    }
    free(code);
    return rc;
}

static int write_image(const char *path, js_context ctx)
{
    size_t size = sizeof(host_code_image) + COUNT * sizeof(host_code_row);
    host_code_image *head = calloc(1, size);
    FILE *out = fopen(path, "we");
    int rc = head == NULL || out == NULL || fwrite(head, size, 1, out) != 1 ? -1 : 0;
    if (rc == 0) {
        head->engine = js_kept_code_works(ctx) ? js_kept_code_engine() : 0;
        head->count = COUNT;
    }
    for (size_t n = 0; rc == 0 && n < sizeof first / sizeof first[0]; n++) {
        for (size_t i = 0; rc == 0 && i < COUNT; i++) {
            if (strcmp(builtin_table[i].id, first[n]) == 0) {
                rc = put_code(out, ctx, i, &head->rows[i]);
            }
        }
    }
    for (size_t i = 0; rc == 0 && i < COUNT; i++) {
        rc = head->rows[i].len != 0 ? 0 : put_code(out, ctx, i, &head->rows[i]);
    }
    if (rc == 0) {
        rewind(out);
        rc = fwrite(head, size, 1, out) == 1 ? 0 : -1;
    }
    if (out != NULL) {
        rc = fclose(out) == 0 ? rc : -1;
    }
    free(head);
    return rc;
}

int main(int argc, char **argv)
{
    char image[4096], assembly[4096];
    js_runtime *runtime = NULL;
    if (argc != 2) {
        return 2;
    }
    snprintf(image, sizeof image, "%s/builtin_code.bin", argv[1]);
    snprintf(assembly, sizeof assembly, "%s/builtin_code.S", argv[1]);
    js_process_init();
    if (js_runtime_new(&runtime, NULL) != 0 || write_image(image, js_runtime_context(runtime)) != 0) {
        perror(image);
        return 1;
    }
    FILE *out = fopen(assembly, "we");
    if (out == NULL) {
        perror(assembly);
        return 1;
    }
    fprintf(out,
            ".section .note.GNU-stack,\"\",@progbits\n"
            ".section .rodata.builtin_code,\"a\",@progbits\n"
            ".global builtin_code\n.hidden builtin_code\n.balign %d\nbuiltin_code: .incbin \"%s\"\n"
            ".global builtin_code_end\n.hidden builtin_code_end\nbuiltin_code_end:\n",
            ALIGNMENT, image);
    if (fclose(out) != 0) {
        perror(assembly);
        return 1;
    }
    _Exit(0);
}
