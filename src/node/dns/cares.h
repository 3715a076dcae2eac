// SPDX-License-Identifier: MIT
//
// The resolver library c-ares, loaded when a program first asks a name server: most programs never do. The build needs its header only;
// `cares` holds the functions that this room calls.
#ifndef PROTOJS_NODE_DNS_CARES_H
#define PROTOJS_NODE_DNS_CARES_H

#include <ares.h>

#define CARES_FUNCTIONS(X)                                                                                   \
    X(ares_cancel)                                                                                           \
    X(ares_destroy)                                                                                          \
    X(ares_free_data)                                                                                        \
    X(ares_get_servers_ports)                                                                                \
    X(ares_gethostbyaddr)                                                                                    \
    X(ares_init_options)                                                                                     \
    X(ares_library_init)                                                                                     \
    X(ares_process_fd)                                                                                       \
    X(ares_query)                                                                                            \
    X(ares_set_local_ip4)                                                                                    \
    X(ares_set_local_ip6)                                                                                    \
    X(ares_set_servers_ports)                                                                                \
    X(ares_set_servers_ports_csv)                                                                            \
    X(ares_strerror)                                                                                         \
    X(ares_timeout)

typedef struct cares_library {
#define CARES_MEMBER(name) __typeof__(&name) name;
    CARES_FUNCTIONS(CARES_MEMBER)
#undef CARES_MEMBER
} cares_library;

extern cares_library cares;

// Makes `cares` callable. Thread: any. Fails: -ENOENT where the library is not there.
int cares_load(void);

#endif
