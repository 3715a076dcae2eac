// SPDX-License-Identifier: MIT
//
// Fault injection for sockets, in debug builds: the system calls that libuv makes on Internet sockets come through here, because the
// executable exports functions of their names, which the dynamic linker prefers. The n-th of them can be made to fail as the network or the
// system fails it. tools/socket_faults.py fails each in turn.
//
// PROTOJS_FAIL_SOCKET_CALL=n fails the n-th call; PROTOJS_SOCKET_CALLS=1 tells at the end, on stderr, how many there were and whether
// the fault was met.
// Not under the thread sanitizer, which learns from these calls what happens before what.
#if defined(PROTOJS_DEBUG) && !defined(__SANITIZE_THREAD__)
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#pragma GCC diagnostic ignored "-Wnonnull-compare"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

static atomic_ulong count;
static unsigned long failing; // the number of the call that fails; 0: none
static atomic_bool met;
static const char *met_name = "";

__attribute__((constructor)) static void read_environment(void)
{
    const char *text = getenv("PROTOJS_FAIL_SOCKET_CALL");
    failing = text ? strtoul(text, NULL, 10) : 0;
}

__attribute__((destructor)) static void tell(void)
{
    if (getenv("PROTOJS_SOCKET_CALLS")) {
        fprintf(stderr, "socket calls: %lu, fault met: %s\n", atomic_load(&count),
                atomic_load(&met) ? met_name : "no");
    }
}

static bool is_internet(int domain)
{
    return domain == AF_INET || domain == AF_INET6;
}

static bool fails_always(const char *name, int error)
{
    if (atomic_fetch_add(&count, 1) + 1 != failing) {
        return false;
    }
    met_name = name;
    atomic_store(&met, true);
    errno = error;
    return true;
}

static bool fails(int fd, const char *name, int error)
{
    int domain = 0;
    int before = errno;
    socklen_t len = sizeof domain;
    bool internet =
        syscall(SYS_getsockopt, fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 && is_internet(domain);
    errno = before;
    return internet && fails_always(name, error);
}

EXPORTED int socket(int domain, int type, int protocol)
{
    return is_internet(domain) && fails_always("socket", EMFILE)
               ? -1
               : (int)syscall(SYS_socket, domain, type, protocol);
}

EXPORTED int bind(int fd, const struct sockaddr *address, socklen_t len)
{
    return fails(fd, "bind", EADDRINUSE) ? -1 : (int)syscall(SYS_bind, fd, address, len);
}

EXPORTED int listen(int fd, int backlog)
{
    return fails(fd, "listen", EADDRINUSE) ? -1 : (int)syscall(SYS_listen, fd, backlog);
}

EXPORTED int accept4(int fd, struct sockaddr *address, socklen_t *len, int flags)
{
    return fails(fd, "accept4", ECONNABORTED) ? -1 : (int)syscall(SYS_accept4, fd, address, len, flags);
}

EXPORTED int connect(int fd, const struct sockaddr *address, socklen_t len)
{
    return fails(fd, "connect", ECONNREFUSED) ? -1 : (int)syscall(SYS_connect, fd, address, len);
}

EXPORTED int shutdown(int fd, int how)
{
    return fails(fd, "shutdown", ENOTCONN) ? -1 : (int)syscall(SYS_shutdown, fd, how);
}

EXPORTED int setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
    return fails(fd, "setsockopt", EINVAL) ? -1 : (int)syscall(SYS_setsockopt, fd, level, name, value, len);
}

EXPORTED ssize_t read(int fd, void *bytes, size_t len)
{
    return fails(fd, "read", ECONNRESET) ? -1 : syscall(SYS_read, fd, bytes, len);
}

EXPORTED ssize_t write(int fd, const void *bytes, size_t len)
{
    return fails(fd, "write", EPIPE) ? -1 : syscall(SYS_write, fd, bytes, len);
}

EXPORTED ssize_t writev(int fd, const struct iovec *parts, int parts_len)
{
    return fails(fd, "writev", EPIPE) ? -1 : syscall(SYS_writev, fd, parts, parts_len);
}

EXPORTED ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    return fails(fd, "sendmsg", EPERM) ? -1 : syscall(SYS_sendmsg, fd, message, flags);
}

EXPORTED ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    return fails(fd, "recvmsg", ECONNREFUSED) ? -1 : syscall(SYS_recvmsg, fd, message, flags);
}

EXPORTED ssize_t sendto(int fd, const void *bytes, size_t len, int flags, const struct sockaddr *address,
                        socklen_t address_len)
{
    return fails(fd, "sendto", EPERM) ? -1 : syscall(SYS_sendto, fd, bytes, len, flags, address, address_len);
}

EXPORTED ssize_t send(int fd, const void *bytes, size_t len, int flags)
{
    return fails(fd, "send", EPERM) ? -1 : syscall(SYS_sendto, fd, bytes, len, flags, NULL, 0);
}

EXPORTED ssize_t recvfrom(int fd, void *bytes, size_t len, int flags, struct sockaddr *address,
                          socklen_t *address_len)
{
    return fails(fd, "recvfrom", ECONNREFUSED)
               ? -1
               : syscall(SYS_recvfrom, fd, bytes, len, flags, address, address_len);
}

EXPORTED ssize_t recv(int fd, void *bytes, size_t len, int flags)
{
    return fails(fd, "recv", ECONNREFUSED) ? -1 : syscall(SYS_recvfrom, fd, bytes, len, flags, NULL, NULL);
}

EXPORTED int getsockname(int fd, struct sockaddr *address, socklen_t *len)
{
    return fails(fd, "getsockname", ENOBUFS) ? -1 : (int)syscall(SYS_getsockname, fd, address, len);
}

EXPORTED int getpeername(int fd, struct sockaddr *address, socklen_t *len)
{
    return fails(fd, "getpeername", ENOTCONN) ? -1 : (int)syscall(SYS_getpeername, fd, address, len);
}

#endif
