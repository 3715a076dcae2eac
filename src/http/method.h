// SPDX-License-Identifier: MIT
//
// The request methods that a server takes, numbered. lib/internal/http/common.js has the same order.
#ifndef PROTOJS_HTTP_METHOD_H
#define PROTOJS_HTTP_METHOD_H

#include <stddef.h>
#include <stdint.h>

enum { HTTP_METHOD_GET = 1, HTTP_METHOD_HEAD = 2, HTTP_METHOD_CONNECT = 5, HTTP_METHOD_COUNT = 35 };

// The number of a method, or -1.
int http_method_find(const uint8_t *name, size_t len);
// How many of the bytes begin the name of some method, or HTTP/2's greeting.
size_t http_method_prefix(const uint8_t *name, size_t len);
// The name of a method, NUL-terminated.
const char *http_method_name(int method);

#endif
