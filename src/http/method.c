// SPDX-License-Identifier: MIT
#include "http/method.h"

#include <string.h>

static const char names[HTTP_METHOD_COUNT][12] = {
    "DELETE",      "GET",   "HEAD",   "POST",       "PUT",       "CONNECT", "OPTIONS",  "TRACE",  "COPY",
    "LOCK",        "MKCOL", "MOVE",   "PROPFIND",   "PROPPATCH", "SEARCH",  "UNLOCK",   "BIND",   "REBIND",
    "UNBIND",      "ACL",   "REPORT", "MKACTIVITY", "CHECKOUT",  "MERGE",   "M-SEARCH", "NOTIFY", "SUBSCRIBE",
    "UNSUBSCRIBE", "PATCH", "PURGE",  "MKCALENDAR", "LINK",      "UNLINK",  "SOURCE",   "QUERY",
};

int http_method_find(const uint8_t *name, size_t len)
{
    if (len == 3 && memcmp(name, "GET", 3) == 0) {
        return HTTP_METHOD_GET;
    }
    for (int i = 0; i < HTTP_METHOD_COUNT; i++) {
        if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0) {
            return i;
        }
    }
    return -1;
}

static size_t common_prefix(const char *known, const uint8_t *name, size_t len)
{
    size_t n = 0;
    while (n < len && known[n] != '\0' && (uint8_t)known[n] == name[n]) {
        n++;
    }
    return n;
}

size_t http_method_prefix(const uint8_t *name, size_t len)
{
    size_t best = common_prefix("PRI", name, len); // HTTP/2's greeting
    for (int i = 0; i < HTTP_METHOD_COUNT; i++) {
        size_t n = common_prefix(names[i], name, len);
        best = n > best ? n : best;
    }
    return best;
}

const char *http_method_name(int method)
{
    return method >= 0 && method < HTTP_METHOD_COUNT ? names[method] : "";
}
