// SPDX-License-Identifier: MIT
//
// See ahead.h.
#include "modules/ahead.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/world.h"
#include "modules/batch.h"
#include "modules/graph.h"
#include "modules/graph_cache.h"
#include "modules/require_scan.h"

// A larger entry is no list of imports.
enum { ENTRY_BYTES_MAX = 1 << 20 };

typedef struct ahead {
    mod_resolver *resolver;
    mod_entry *entry;
    mod_source source; // of a CommonJS entry
    char *directory;   // of the cache of graphs
    bool is_module, has_thread;
    pthread_t thread;
    mod_desk desk;
} ahead;

static ahead *current;

static bool ends_with(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n > m && strcmp(path + n - m, end) == 0;
}

// ---- is there more than the entry? -----------------------------------------------------------------------------------

static bool leads_on(const mod_resolver *r, const char *specifier, size_t len)
{
    return len > 0 && (len < 5 || memcmp(specifier, "node:", 5) != 0) && !mod_is_builtin(r, specifier, len);
}

static bool requires_files(const mod_resolver *r, const mod_source *source)
{
    mod_require_scan scan = {.text = source->author, .len = source->author_len};
    const char *specifier;
    size_t len;
    bool found = false;
    while (!found && mod_require_scan_next(&scan, &specifier, &len)) {
        found = leads_on(r, specifier, len);
    }
    return found;
}

// Whether a quoted name follows `from` or `import` somewhere, roughly.
static bool imports_files(const mod_resolver *r, const char *text, size_t len)
{
    static const char *const words[] = {"from", "import"};
    for (size_t w = 0; w < 2; w++) {
        const char *end = text + len, *at = text;
        size_t n = strlen(words[w]);
        while ((at = memmem(at, (size_t)(end - at), words[w], n)) != NULL) {
            at += n;
            while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) {
                at++;
            }
            if (at == end || (*at != '\'' && *at != '"')) {
                continue;
            }
            const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
            if (close != NULL && leads_on(r, at + 1, (size_t)(close - at - 1))) {
                return true;
            }
        }
    }
    return false;
}

// ---- the thread ------------------------------------------------------------------------------------------------------

// What cannot be collected, the loader finds again, with its error.
static void collect_graph(ahead *a, const mod_hands *hands)
{
    mod_graph *graph = calloc(1, sizeof *graph);
    if (graph == NULL || mod_graph_collect(graph, a->resolver, a->entry, true, a->directory, hands) < 0 ||
        graph->count == 0) {
        mod_graph_free(graph);
        return;
    }
    a->resolver->ahead = graph;
}

static void collect_batch(ahead *a, const mod_hands *hands)
{
    mod_batch *batch = calloc(1, sizeof *batch);
    unsigned world = base_world_now();
    if (batch == NULL) {
        return;
    }
    if (mod_batch_collect(batch, a->resolver, a->entry, &a->source, hands) < 0) {
        mod_batch_free(batch);
        return;
    }
    batch->world = world;
    a->resolver->batch = batch;
}

static void *run(void *arg)
{
    ahead *a = arg;
    mod_hands hands = {.desk = &a->desk};
    if (a->is_module) {
        collect_graph(a, &hands);
    } else {
        collect_batch(a, &hands);
    }
    mod_desk_close(&a->desk);
    return NULL;
}

// Signals are the main thread's.
static bool start_thread(ahead *a)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&a->thread, NULL, run, a) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

// ---- begin and end ---------------------------------------------------------------------------------------------------

static void ahead_free(ahead *a)
{
    if (a->resolver != NULL) {
        mod_resolver_deinit(a->resolver);
        free(a->resolver);
    }
    mod_source_deinit(&a->source);
    mod_desk_deinit(&a->desk);
    free(a->directory);
    free(a);
}

// Reads the entry. Whether a thread has something to do.
static bool look_at_entry(ahead *a)
{
    mod_resolver *r = a->resolver;
    const char *syscall;
    char *text = NULL;
    size_t len = 0;
    mod_stamp stamp;
    if (a->is_module) {
        bool more =
            mod_file_read_up_to(a->entry->path, ENTRY_BYTES_MAX, 0, 0, &text, &len, &stamp, NULL) == 0 &&
            imports_files(r, text, len);
        free(text);
        return more;
    }
    return mod_source_read(&a->source, a->entry->path, ENTRY_BYTES_MAX, &syscall) == 0 &&
           requires_files(r, &a->source);
}

// Finds out what the entry is. False where it is nothing to be looked at ahead.
static bool classify(ahead *a, const char *path)
{
    mod_resolver *r = a->resolver;
    mod_package *package;
    a->entry = mod_tree_walk(&r->tree, r->tree.root, path, strlen(path));
    if (a->entry == NULL) {
        return false;
    }
    int type = ends_with(path, ".mjs")  ? MOD_TYPE_MODULE
               : ends_with(path, ".js") ? mod_file_type(r, a->entry, &package)
                                        : -EINVAL;
    a->is_module = type == MOD_TYPE_MODULE;
    return type >= 0;
}

static int settle(ahead *a, const char *builtins, size_t builtins_len)
{
    mod_resolver *r = a->resolver;
    const char *conditions = a->is_module ? MOD_CONDITIONS_IMPORT : MOD_CONDITIONS_REQUIRE;
    int rc = mod_list_set(r, &r->conditions, conditions, strlen(conditions));
    rc = rc < 0 ? rc : mod_list_set(r, &r->builtins, builtins, builtins_len);
    return rc < 0 || !a->is_module ? rc : mod_list_set(r, &r->extensions, "", 0);
}

void mod_ahead_begin(const char *path, const char *builtins, size_t builtins_len)
{
    ahead *a = calloc(1, sizeof *a);
    mod_resolver *r = a == NULL ? NULL : calloc(1, sizeof *r);
    if (r == NULL || mod_resolver_init(r) < 0) {
        free(r);
        free(a);
        return;
    }
    a->resolver = r;
    mod_desk_init(&a->desk);
    if (!classify(a, path) || settle(a, builtins, builtins_len) < 0) {
        ahead_free(a);
        return;
    }
    bool more = look_at_entry(a);
    if (more) {
        a->directory = a->is_module ? mod_cache_directory() : NULL;
        a->has_thread = start_thread(a);
    }
    if (!a->has_thread && !a->is_module && a->source.block != NULL) {
        collect_batch(a, &(mod_hands){0}); // what was read need not be read again
    }
    current = a;
}

static void wait_for(ahead *a)
{
    if (a->has_thread) {
        mod_desk_help(&a->desk);
        pthread_join(a->thread, NULL);
    }
}

mod_resolver *mod_ahead_take(const char *conditions, size_t len)
{
    ahead *a = current;
    const char *own = a != NULL && a->is_module ? MOD_CONDITIONS_IMPORT : MOD_CONDITIONS_REQUIRE;
    if (a == NULL || strlen(own) != len || memcmp(own, conditions, len) != 0) {
        return NULL;
    }
    current = NULL;
    wait_for(a);
    mod_resolver *r = a->resolver;
    a->resolver = NULL;
    ahead_free(a);
    return r;
}

void mod_ahead_end(void)
{
    ahead *a = current;
    current = NULL;
    if (a != NULL) {
        wait_for(a);
        ahead_free(a);
    }
}
