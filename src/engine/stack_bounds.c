// SPDX-License-Identifier: MIT
//
// Where the main thread's stack ends. The C library finds out by reading all of /proc/self/maps, a fiftieth of what a hello-world costs; the engine asks for
// it once, and only for the end: the beginning it takes from the limit of resources. The dynamic linker left the end in a variable. Other threads
// are answered by the C library. Not where sanitizers look at stacks themselves.
#include <features.h>
#if defined(__linux__) && defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) &&                            \
    !defined(__SANITIZE_THREAD__)
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

extern void *__libc_stack_end; // the stack pointer when the process began

__attribute__((visibility("default"))) int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    struct rlimit limit;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), here = (uintptr_t)__builtin_frame_address(0);
    bool is_main = pthread_equal(thread, pthread_self()) && getpid() == gettid();
    if (is_main && getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
        uintptr_t end = ((uintptr_t)__libc_stack_end + page - 1) & ~(page - 1);
        size_t size = (size_t)limit.rlim_cur & ~(size_t)(page - 1);
        // In a child that another thread forked, this runs on that thread's stack.
        if (here < end && end - here < size) {
            int rc = pthread_attr_init(attributes);
            return rc != 0 ? rc : pthread_attr_setstack(attributes, (void *)(end - size), size);
        }
    }
    static int (*_Atomic real)(pthread_t, pthread_attr_t *);
    if (real == NULL) {
        void *found = dlsym(RTLD_NEXT, "pthread_getattr_np");
        int (*function)(pthread_t, pthread_attr_t *);
        memcpy(&function, &found, sizeof function);
        real = function;
    }
    return real == NULL ? ENOSYS : real(thread, attributes);
}
#endif
