// SPDX-License-Identifier: MIT
//
// Only in builds for coverage: the flags that the embedded JavaScript sets where it runs (syntax/tool/cover.c). They are a file that all
// processes and threads map, so that nothing is lost by whichever way a process ends.
#include "engine/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <uv.h>

enum { FLAGS_MAX = 1 << 20 };

extern const js_binding_spec node_coverage_binding;

static uv_once_t once = UV_ONCE_INIT;
static void *flags = MAP_FAILED;

static void map_flags(void)
{
    int fd = open(PROTOJS_COVERAGE, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd >= 0 && ftruncate(fd, FLAGS_MAX) == 0) {
        flags = mmap(NULL, FLAGS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    if (flags == MAP_FAILED) { // not this run's business: it goes on, uncounted
        flags = mmap(NULL, FLAGS_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }
    if (fd >= 0) {
        close(fd);
    }
}

static int init(js_context ctx, js_object binding)
{
    js_value exception = NULL;
    uv_once(&once, map_flags);
    if (flags == MAP_FAILED) {
        return -ENOMEM;
    }
    js_value buffer = js_array_buffer_static(ctx, flags, FLAGS_MAX, &exception);
    if (js_is_undefined(buffer)) {
        return -ENOMEM;
    }
    js_set(ctx, binding, "flags", buffer);
    return 0;
}

static const js_function_spec functions[] = {{0}};

const js_binding_spec node_coverage_binding = {"coverage", functions, init};
