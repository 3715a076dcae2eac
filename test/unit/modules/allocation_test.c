// SPDX-License-Identifier: MIT
//
// Finding and reading modules where memory is short: each step says -ENOMEM, and nothing is left behind.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../sweep.h"
#include "modules/file_read.h"
#include "modules/json.h"
#include "modules/resolver.h"
#include "modules/source_map.h"
#include "modules/source_rewrite.h"
#include "modules/wrapper.h"
#include "tree.h"

static char root[64];

static void put(const char *path, const char *text)
{
    put_file(root, path, text);
}

static int setup(void **state)
{
    char name[] = "/tmp/protojs-allocation-XXXXXX";
    (void)state;
    assert_non_null(mkdtemp(name));
    assert_non_null(realpath(name, root));
    put("package.json", "{\"name\":\"self\",\"imports\":{\"#dep\":\"dep\",\"#own/*\":\"./lib/*.js\"},"
                        "\"exports\":{\".\":\"./lib/a.js\"}}");
    put("lib/a.js", "exports.a = 1;");
    put("lib/b.json", "{}");
    put("node_modules/dep/package.json", "{\"name\":\"dep\",\"exports\":{\".\":{\"import\":\"./"
                                         "m.mjs\",\"require\":\"./c.js\"},\"./f/*\":\"./src/*.js\","
                                         "\"./no\":null}}");
    put("node_modules/dep/c.js", "");
    put("node_modules/dep/src/one.js", "");
    put("node_modules/@scope/main/package.json", "{\"main\":\"lib/start\"}");
    put("node_modules/@scope/main/lib/start.js", "");
    put("plain.js", "#!/usr/bin/env node\nexports.one = 1;\n");
    put("typed.cts", "enum E { A, B } const x: number = E.B; import('./lib/a.js'); exports.x = x;\n");
    return 0;
}

static int teardown(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", root);
    return system(command);
}

// ---- the resolver -----------------------------------------------------------------------------------------------------------

typedef struct question {
    const char *specifier;
    mod_status status;
    const char *path;
} question;

static const question questions[] = {
    {"./lib/a", MOD_FOUND, "lib/a.js"},
    {"./lib/b", MOD_FOUND, "lib/b.json"},
    {"dep", MOD_FOUND, "node_modules/dep/c.js"},
    {"dep/f/one", MOD_FOUND, "node_modules/dep/src/one.js"},
    {"dep/no", MOD_NOT_EXPORTED, NULL},
    {"@scope/main", MOD_FOUND, "node_modules/@scope/main/lib/start.js"},
    {"#dep", MOD_FOUND, "node_modules/dep/c.js"},
    {"#own/a", MOD_FOUND, "lib/a.js"},
    {"self", MOD_FOUND, "lib/a.js"},
    {"absent", MOD_NOT_FOUND, NULL},
};

static int resolve_all(void *data)
{
    mod_resolver r;
    (void)data;
    int status = mod_resolver_init(&r);
    if (status < 0) {
        return status;
    }
    status = mod_list_set(&r, &r.conditions, "node\nrequire", 12);
    for (size_t i = 0; i < sizeof questions / sizeof questions[0] && status == 0; i++) {
        const question *q = &questions[i];
        mod_result out;
        mod_request request = {q->specifier, strlen(q->specifier), root, strlen(root), false};
        status = mod_resolve(&r, &request, &out);
        if (status == 0) {
            assert_int_equal(out.status, q->status);
            assert_true(q->path == NULL || strcmp(out.entry->path + strlen(root) + 1, q->path) == 0);
        }
    }
    mod_resolver_deinit(&r);
    return status;
}

static void resolving(void **state)
{
    (void)state;
    sweep(resolve_all, NULL, 5);
}

// ---- texts ------------------------------------------------------------------------------------------------------------------

static int read_json(void *data)
{
    static char text[20000];
    mod_arena arena = {0};
    mod_json *value = NULL;
    size_t len = 0, at = 0;
    (void)data;
    len += (size_t)snprintf(text, sizeof text, "[");
    for (int i = 0; i < 300; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len, "{\"key %d\":[\"a\\u00e9\",%d,null]},", i, i);
    }
    len += (size_t)snprintf(text + len, sizeof text - len, "true]");
    int status = mod_json_parse(&arena, text, len, &value, &at);
    if (status == 0) {
        assert_string_equal(mod_json_member(value->first, "key 0", 5)->first->text, "a\xc3\xa9");
    }
    mod_arena_deinit(&arena);
    return status;
}

static void json(void **state)
{
    (void)state;
    sweep(read_json, NULL, 3);
}

static int read_map(void *data)
{
    mod_source_map map = {0};
    (void)data;
    int status = 0;
    for (int i = 0; i < 200 && status == 0; i++) {
        status = mod_source_map_add(&map, "AAAA,CAACA;;IAEDC", 17, i * 3, 0, 0, 0);
    }
    if (status == 0) {
        mod_source_map_finish(&map);
        assert_int_equal(map.count, 600);
        assert_int_equal(mod_source_map_find(&map, 3, 0)->line, 3);
    }
    mod_source_map_deinit(&map);
    return status;
}

static void source_maps(void **state)
{
    (void)state;
    sweep(read_map, NULL, 2);
}

static int wrap_file(void *data)
{
    char path[128];
    const char *syscall = NULL;
    mod_source source = {0};
    snprintf(path, sizeof path, "%s/%s", root, (const char *)data);
    int status = mod_source_read(&source, path, 1 << 20, &syscall);
    if (status == 0) {
        assert_non_null(strstr(source.text, "exports"));
        assert_true(source.len > source.author_len);
        mod_source_deinit(&source);
    } else {
        assert_null(syscall);
    }
    return status;
}

static void files(void **state)
{
    (void)state;
    sweep(wrap_file, (void *)(uintptr_t) "plain.js", 1);
    char *text = NULL;
    size_t len;
    const char *syscall = NULL;
    assert_int_equal(mod_file_read("/no/such/file", 0, 0, &text, &len, NULL, &syscall), -ENOENT);
    assert_string_equal(syscall, "open");
    assert_null(text);
}

static int rewrite_typescript(void *data)
{
    static const char text[] =
        "enum E { A, B } const x: number = E.B; import('./lib/a.js'); exports.x = x;\n";
    syn_output out = {0};
    syn_error error;
    (void)data;
    int status = mod_rewrite_commonjs(&out, "", text, sizeof text - 1, MOD_TYPESCRIPT, NULL, &error);
    if (status < 0) {
        return status;
    }
    assert_int_equal(status, 1);
    assert_true(memmem(out.text, out.len, "number", 6) == NULL);
    syn_output_free(&out);
    return 0;
}

static void typescript(void **state)
{
    (void)state;
    sweep(rewrite_typescript, NULL, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolving), cmocka_unit_test(json),       cmocka_unit_test(source_maps),
        cmocka_unit_test(files),     cmocka_unit_test(typescript),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
