// SPDX-License-Identifier: MIT
//
// Snapshots of the heap just before memory ends. A worker with a limit asks before it ends its thread; the main thread looks at the process, when it has grown, after
// collections. They are taken inside running JavaScript, where the engine asks whether to go on, and written by C alone. Memory: the state belongs to its
// runtime. Thread: the runtime's.
#include "diagnostics/near_limit.h"

#include "diagnostics/heap_snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

enum { PIECE = 256 * 1024, STEPS = 16, NEAR_PERCENT = 60 };

typedef struct near_limit {
    unsigned left; // snapshots that may yet be written
    int thread_id;
    char *folder;
    double limit_bytes; // of the process; 0: somebody else looks
} near_limit;

static void near_limit_deinit(void *data)
{
    free(((near_limit *)data)->folder);
}

static const js_data_key near_limit_key = {sizeof(near_limit), near_limit_deinit};

unsigned diag_file_number(void)
{
    static atomic_uint last;
    return atomic_fetch_add(&last, 1) + 1;
}

static void path_of(const near_limit *n, char *out, size_t room)
{
    time_t now = time(NULL);
    struct tm tm = {0};
    char stamp[32];
    localtime_r(&now, &tm);
    strftime(stamp, sizeof stamp, "%Y%m%d.%H%M%S", &tm);
    bool has_folder = n->folder != NULL && n->folder[0] != 0;
    snprintf(out, room, "%s%sHeap.%s.%d.%d.%03u.heapsnapshot", has_folder ? n->folder : "",
             has_folder ? "/" : "", stamp, (int)getpid(), n->thread_id, diag_file_number());
}

static int write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t done = write(fd, bytes, len);
        if (done < 0 && errno != EINTR) {
            return -errno;
        }
        bytes += done > 0 ? done : 0;
        len -= done > 0 ? (size_t)done : 0;
    }
    return 0;
}

static int write_snapshot(js_runtime *runtime, const char *path)
{
    js_heap_graph *graph = NULL;
    int rc = js_heap_graph_take(runtime, &graph);
    diag_heap_snapshot *snapshot = rc == 0 ? diag_heap_snapshot_new(graph) : NULL;
    char *piece = malloc(PIECE);
    int fd = rc == 0 ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    if (rc == 0) {
        rc = fd < 0 ? -errno : piece == NULL || snapshot == NULL ? -ENOMEM : 0;
    }
    for (size_t len = 1; rc == 0 && len > 0;) {
        len = diag_heap_snapshot_read(snapshot, piece, PIECE);
        rc = write_all(fd, piece, len);
    }
    if (fd >= 0) {
        close(fd);
    }
    free(piece);
    diag_heap_snapshot_free(snapshot);
    return rc;
}

// Writes one where one may be written; whether the thread may go on.
static bool spend(js_runtime *runtime)
{
    near_limit *n = js_runtime_data(runtime, &near_limit_key);
    if (n == NULL || n->left == 0) {
        return false;
    }
    char path[4096];
    n->left--;
    path_of(n, path, sizeof path);
    js_memory_limit_pause(true);
    int rc = write_snapshot(runtime, path);
    malloc_trim(0); // what it took must not count towards the end
    js_memory_limit_pause(false);
    fprintf(stderr, rc == 0 ? "Wrote snapshot to %s\n" : "Cannot write snapshot to %s: %s\n", path,
            rc == 0 ? "" : uv_strerror(rc));
    return true;
}

// The main thread's question.
static bool look(void *data)
{
    near_limit *n = data;
    size_t resident = 0;
    if (uv_resident_set_memory(&resident) == 0 && (double)resident > n->limit_bytes) {
        spend(js_runtime_current());
    }
    return false; // it is the engine room that ends the process
}

int diag_near_limit_set(js_runtime *runtime, unsigned count, int thread_id, const char *folder)
{
    near_limit *n = js_runtime_data(runtime, &near_limit_key);
    char *copy = strdup(folder);
    if (n == NULL || copy == NULL) {
        free(copy);
        return -ENOMEM;
    }
    if (n->folder != NULL) { // only the first call counts
        free(copy);
        return 0;
    }
    js_rope_copy(JS_UNDEFINED, NULL,
                 0); // what the engine must be looked at for by JavaScript is looked at now
    n->left = count;
    n->thread_id = thread_id;
    n->folder = copy;
    js_heap_near_limit = spend;
    if (thread_id == 0) {
        n->limit_bytes = (double)js_memory_limit_bytes() / 100 * NEAR_PERCENT;
        js_interrupt_on_request(runtime, look, n);
        js_watch_growth(runtime, n->limit_bytes / STEPS);
    }
    return 0;
}
