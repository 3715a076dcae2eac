// SPDX-License-Identifier: MIT
//
// os.constants: tables of names and numbers, written into objects that JavaScript passes.
#include "engine/engine.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <uv.h>

typedef struct constant {
    const char *name;
    int value;
} constant;

#define C(name)                                                                                              \
    {                                                                                                        \
#name, name                                                                                          \
    }

static const constant errnos[] = {
    C(E2BIG),        C(EACCES),       C(EADDRINUSE),   C(EADDRNOTAVAIL),
    C(EAFNOSUPPORT), C(EAGAIN),       C(EALREADY),     C(EBADF),
    C(EBADMSG),      C(EBUSY),        C(ECANCELED),    C(ECHILD),
    C(ECONNABORTED), C(ECONNREFUSED), C(ECONNRESET),   C(EDEADLK),
    C(EDESTADDRREQ), C(EDOM),         C(EDQUOT),       C(EEXIST),
    C(EFAULT),       C(EFBIG),        C(EHOSTUNREACH), C(EIDRM),
    C(EILSEQ),       C(EINPROGRESS),  C(EINTR),        C(EINVAL),
    C(EIO),          C(EISCONN),      C(EISDIR),       C(ELOOP),
    C(EMFILE),       C(EMLINK),       C(EMSGSIZE),     C(EMULTIHOP),
    C(ENAMETOOLONG), C(ENETDOWN),     C(ENETRESET),    C(ENETUNREACH),
    C(ENFILE),       C(ENOBUFS),      C(ENODATA),      C(ENODEV),
    C(ENOENT),       C(ENOEXEC),      C(ENOLCK),       C(ENOLINK),
    C(ENOMEM),       C(ENOMSG),       C(ENOPROTOOPT),  C(ENOSPC),
    C(ENOSR),        C(ENOSTR),       C(ENOSYS),       C(ENOTCONN),
    C(ENOTDIR),      C(ENOTEMPTY),    C(ENOTSOCK),     C(ENOTSUP),
    C(ENOTTY),       C(ENXIO),        C(EOPNOTSUPP),   C(EOVERFLOW),
    C(EPERM),        C(EPIPE),        C(EPROTO),       C(EPROTONOSUPPORT),
    C(EPROTOTYPE),   C(ERANGE),       C(EROFS),        C(ESPIPE),
    C(ESRCH),        C(ESTALE),       C(ETIME),        C(ETIMEDOUT),
    C(ETXTBSY),      C(EWOULDBLOCK),  C(EXDEV),        {0},
};

static const constant signals[] = {
    C(SIGHUP),   C(SIGINT),  C(SIGQUIT), C(SIGILL),    C(SIGTRAP), C(SIGABRT),   C(SIGIOT),
    C(SIGBUS),   C(SIGFPE),  C(SIGKILL), C(SIGUSR1),   C(SIGSEGV), C(SIGUSR2),   C(SIGPIPE),
    C(SIGALRM),  C(SIGTERM), C(SIGCHLD), C(SIGSTKFLT), C(SIGCONT), C(SIGSTOP),   C(SIGTSTP),
    C(SIGTTIN),  C(SIGTTOU), C(SIGURG),  C(SIGXCPU),   C(SIGXFSZ), C(SIGVTALRM), C(SIGPROF),
    C(SIGWINCH), C(SIGIO),   C(SIGPOLL), C(SIGPWR),    C(SIGSYS),  {0},
};

static const constant priorities[] = {
    {"PRIORITY_LOW", UV_PRIORITY_LOW},
    {"PRIORITY_BELOW_NORMAL", UV_PRIORITY_BELOW_NORMAL},
    {"PRIORITY_NORMAL", UV_PRIORITY_NORMAL},
    {"PRIORITY_ABOVE_NORMAL", UV_PRIORITY_ABOVE_NORMAL},
    {"PRIORITY_HIGH", UV_PRIORITY_HIGH},
    {"PRIORITY_HIGHEST", UV_PRIORITY_HIGHEST},
    {0},
};

static const constant dlopen_flags[] = {
    C(RTLD_LAZY),
    C(RTLD_NOW),
    C(RTLD_GLOBAL),
    C(RTLD_LOCAL),
#ifdef RTLD_DEEPBIND
    C(RTLD_DEEPBIND),
#endif
    {0},
};

static void fill(js_context ctx, js_value target, const constant *table)
{
    js_object object = js_object_of(ctx, target);
    for (; object != NULL && table->name != NULL; table++) {
        js_set(ctx, object, table->name, js_int32(table->value));
    }
}

// (dlopen, errno, signals, priority)
JS_FUNCTION(os_constants)
{
    js_lock(ctx);
    fill(ctx, js_arg(argc, argv, 0), dlopen_flags);
    fill(ctx, js_arg(argc, argv, 1), errnos);
    fill(ctx, js_arg(argc, argv, 2), signals);
    fill(ctx, js_arg(argc, argv, 3), priorities);
    js_unlock(ctx);
    return js_int32(UV_UDP_REUSEADDR);
}

extern const js_function_spec os_constant_functions[];
const js_function_spec os_constant_functions[] = {
    {"constants", os_constants, 4, "constants(dlopen, errno, signals, priority) -> UV_UDP_REUSEADDR"},
    {0},
};
