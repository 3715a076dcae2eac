// SPDX-License-Identifier: MIT
//
// The resolver over a small tree of files in a temporary folder.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modules/resolver.h"
#include "tree.h"

typedef struct fixture {
    char root[64];
    mod_resolver resolver;
} fixture;

static void put(const fixture *f, const char *path, const char *text)
{
    put_file(f->root, path, text);
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    char name[] = "/tmp/protojs-resolver-XXXXXX";
    assert_non_null(f);
    assert_non_null(mkdtemp(name));
    assert_non_null(realpath(name, f->root));
    assert_int_equal(mod_resolver_init(&f->resolver), 0);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    char command[128];
    mod_resolver_deinit(&f->resolver);
    snprintf(command, sizeof command, "rm -rf %s", f->root);
    int rc = system(command);
    free(f);
    return rc;
}

static mod_result resolve(fixture *f, const char *directory, const char *specifier)
{
    char full[512];
    mod_result out;
    snprintf(full, sizeof full, "%s/%s", f->root, directory);
    mod_request request = {specifier, strlen(specifier), full, strlen(full), false};
    assert_int_equal(mod_resolve(&f->resolver, &request, &out), 0);
    return out;
}

static void expect(fixture *f, const char *directory, const char *specifier, const char *path)
{
    mod_result out = resolve(f, directory, specifier);
    assert_int_equal(out.status, MOD_FOUND);
    assert_string_equal(out.entry->path + strlen(f->root) + 1, path);
}

static void files_extensions_and_folders(void **state)
{
    fixture *f = *state;
    put(f, "a.js", "");
    put(f, "b.json", "{}");
    put(f, "c/index.js", "");
    put(f, "d/package.json", "{\"main\":\"lib/start\"}");
    put(f, "d/lib/start.js", "");
    put(f, "e.js", "");
    put(f, "e/index.js", "");
    expect(f, "", "./a", "a.js");
    expect(f, "", "./a.js", "a.js");
    expect(f, "c", "../b", "b.json");
    expect(f, "", "./c", "c/index.js");
    expect(f, "c", ".", "c/index.js");
    expect(f, "", "./d", "d/lib/start.js");
    expect(f, "", "./e", "e.js");
    expect(f, "", "./e/", "e/index.js");
    assert_int_equal(resolve(f, "", "./none").status, MOD_NOT_FOUND);
    assert_int_equal(resolve(f, "", "./a.js/").status, MOD_NOT_FOUND);
}

static void node_modules_are_searched_upwards(void **state)
{
    fixture *f = *state;
    put(f, "node_modules/x/index.js", "");
    put(f, "p/node_modules/x.js", "");
    put(f, "node_modules/@s/y/lib/z.js", "");
    expect(f, "p/q/r", "x", "p/node_modules/x.js");
    expect(f, "q", "x", "node_modules/x/index.js");
    expect(f, "q", "@s/y/lib/z", "node_modules/@s/y/lib/z.js");
}

static void exports_with_conditions_and_patterns(void **state)
{
    fixture *f = *state;
    put(f, "node_modules/x/package.json",
        "{\"name\":\"x\",\"exports\":{\".\":{\"import\":\"./m.mjs\",\"require\":\"./c.js\"},"
        "\"./f/*\":\"./src/*.js\",\"./f/private/*\":null,\"./bad\":\"../out.js\",\"./list\":[\"bad\",\"./"
        "c.js\"],"
        "\"./n\":{\"0\":\"./c.js\"},\"./gone\":\"./gone.js\"}}");
    put(f, "node_modules/x/c.js", "");
    put(f, "node_modules/x/src/one.js", "");
    expect(f, "", "x", "node_modules/x/c.js");
    expect(f, "", "x/f/one", "node_modules/x/src/one.js");
    expect(f, "", "x/list", "node_modules/x/c.js");
    expect(f, "node_modules/x/src", "x", "node_modules/x/c.js");
    assert_int_equal(resolve(f, "", "x/c.js").status, MOD_NOT_EXPORTED);
    assert_int_equal(resolve(f, "", "x/f/private/y").status, MOD_NOT_EXPORTED);
    assert_int_equal(resolve(f, "", "x/bad").status, MOD_INVALID_TARGET);
    assert_int_equal(resolve(f, "", "x/n").status, MOD_INVALID_CONFIG);
    assert_int_equal(resolve(f, "", "x/gone").status, MOD_TARGET_MISSING);
    assert_int_equal(resolve(f, "", "x/f/../c").status, MOD_INVALID_SPECIFIER);
}

static void imports_of_the_own_package(void **state)
{
    fixture *f = *state;
    put(f, "package.json",
        "{\"imports\":{\"#a\":\"./a.js\",\"#dep\":\"dep\",\"#fs\":\"fs\",\"#d/*\":\"./d/*.js\"}}");
    put(f, "a.js", "");
    put(f, "d/x.js", "");
    put(f, "node_modules/dep/index.js", "");
    assert_int_equal(mod_list_set(&f->resolver, &f->resolver.builtins, "fs\npath", 7), 0);
    expect(f, "d", "#a", "a.js");
    expect(f, "d", "#d/x", "d/x.js");
    expect(f, "", "#dep", "node_modules/dep/index.js");
    assert_int_equal(resolve(f, "", "#fs").status, MOD_IS_BUILTIN);
    assert_int_equal(resolve(f, "", "#none").status, MOD_IMPORT_NOT_DEFINED);
    assert_int_equal(resolve(f, "", "#a/").status, MOD_INVALID_SPECIFIER);
}

static void links_are_resolved_unless_preserved(void **state)
{
    fixture *f = *state;
    char from[128], to[128];
    put(f, "real/index.js", "");
    put(f, "app/node_modules/other.js", "");
    snprintf(from, sizeof from, "%s/real", f->root);
    snprintf(to, sizeof to, "%s/app/node_modules/linked", f->root);
    assert_int_equal(symlink(from, to), 0);
    snprintf(from, sizeof from, "%s/app/loop", f->root);
    assert_int_equal(symlink("loop", from), 0);
    expect(f, "app", "linked", "real/index.js");
    assert_int_equal(resolve(f, "app", "./loop").status, MOD_NOT_FOUND);
    f->resolver.preserve_symlinks = true;
    expect(f, "app", "linked", "app/node_modules/linked/index.js");
}

static void a_path_is_asked_for_once(void **state)
{
    fixture *f = *state;
    put(f, "a.js", "");
    expect(f, "", "./a", "a.js");
    uint64_t calls = f->resolver.tree.stat_calls;
    expect(f, "", "./a", "a.js");
    assert_int_equal(f->resolver.tree.stat_calls, calls);
    assert_int_equal(resolve(f, "", "./late").status, MOD_NOT_FOUND);
    put(f, "late.js", "");
    mod_tree_forget_misses(&f->resolver.tree);
    expect(f, "", "./late", "late.js");
}

static void odd_specifiers(void **state)
{
    fixture *f = *state;
    char *longest = malloc(100000);
    assert_non_null(longest);
    memset(longest, 'x', 100000);
    memcpy(longest, "./", 2);
    longest[99999] = 0;
    assert_int_equal(resolve(f, "", longest).status, MOD_NOT_FOUND);
    assert_int_equal(resolve(f, "", "").status, MOD_NOT_FOUND);
    assert_int_equal(resolve(f, "", "@").status, MOD_NOT_FOUND);
    assert_int_equal(resolve(f, "", "a%2fb").status, MOD_NOT_FOUND);
    put(f, "broken/package.json", "{");
    mod_result out = resolve(f, "", "./broken");
    assert_int_equal(out.status, MOD_INVALID_CONFIG);
    free(longest);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(files_extensions_and_folders),
        TEST(node_modules_are_searched_upwards),
        TEST(exports_with_conditions_and_patterns),
        TEST(imports_of_the_own_package),
        TEST(links_are_resolved_unless_preserved),
        TEST(a_path_is_asked_for_once),
        TEST(odd_specifiers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
