// SPDX-License-Identifier: MIT
//
// The one list of bindings. A row here, a folder beside it, a file in lib/: a built-in.
#include "node/registry.h"

#include <string.h>

#define BINDINGS(X)                                                                                          \
    X(buffer)                                                                                                \
    X(child_process)                                                                                         \
    X(contextify)                                                                                            \
    X(crypto)                                                                                                \
    X(deferred)                                                                                              \
    X(dgram)                                                                                                 \
    X(dns_channel)                                                                                           \
    X(dns_lookup)                                                                                            \
    X(encoding)                                                                                              \
    X(esm)                                                                                                   \
    X(fs)                                                                                                    \
    X(host)                                                                                                  \
    X(http_parser)                                                                                           \
    X(http2)                                                                                                 \
    X(inspector)                                                                                             \
    X(locks)                                                                                                 \
    X(messaging)                                                                                             \
    X(modules)                                                                                               \
    X(napi)                                                                                                  \
    X(npm)                                                                                                   \
    X(options)                                                                                               \
    X(os)                                                                                                    \
    X(performance)                                                                                           \
    X(process)                                                                                               \
    X(profiler)                                                                                              \
    X(protocore)                                                                                             \
    X(sqlite)                                                                                                \
    X(stream_handle)                                                                                         \
    X(task_queue)                                                                                            \
    X(timers)                                                                                                \
    X(tls)                                                                                                   \
    X(url)                                                                                                   \
    X(util)                                                                                                  \
    X(uv)                                                                                                    \
    X(v8)                                                                                                    \
    X(wasi)                                                                                                  \
    X(websocket)                                                                                             \
    X(worker)                                                                                                \
    X(zlib)

#define DECLARE(name) extern const js_binding_spec node_##name##_binding;
BINDINGS(DECLARE)
#ifdef PROTOJS_COVERAGE
DECLARE(coverage)
#endif
#undef DECLARE

#define ROW(name) &node_##name##_binding,
static const js_binding_spec *const bindings[] = {BINDINGS(ROW)
#ifdef PROTOJS_COVERAGE
                                                      ROW(coverage)
#endif
};
#undef ROW

const js_binding_spec *node_binding_find(const char *name)
{
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++) {
        if (strcmp(bindings[i]->name, name) == 0) {
            return bindings[i];
        }
    }
    return NULL;
}
