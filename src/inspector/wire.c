// SPDX-License-Identifier: MIT
//
// See wire.h.
#include "inspector/wire.h"

#include "base/base64.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// ---- requests -------------------------------------------------------------------------------------------------------------

static wire_text trimmed(const char *text, size_t len)
{
    while (len > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        len--;
    }
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t')) {
        len--;
    }
    return (wire_text){text, len};
}

static bool is_text(wire_text text, const char *want)
{
    return text.len == strlen(want) && strncasecmp(text.text, want, text.len) == 0;
}

static bool ends_with(wire_text text, const char *want)
{
    size_t len = strlen(want);
    return text.len >= len && strncasecmp(text.text + text.len - len, want, len) == 0;
}

static void read_field(wire_text name, wire_text value, wire_request *out)
{
    if (is_text(name, "host")) {
        out->host = value;
    } else if (is_text(name, "sec-websocket-key")) {
        out->key = value;
    } else if (is_text(name, "upgrade")) {
        out->upgrades = is_text(value, "websocket");
    } else if (is_text(name, "sec-websocket-version")) {
        out->version = is_text(value, "13") ? 13 : 0;
    }
}

// "GET /path HTTP/1.1"
static bool read_first_line(wire_text line, wire_request *out)
{
    const char *path = memchr(line.text, ' ', line.len);
    if (path == NULL || path == line.text) {
        return false;
    }
    out->is_get = is_text((wire_text){line.text, (size_t)(path - line.text)}, "GET");
    path++;
    size_t left = line.len - (size_t)(path - line.text);
    const char *after = memchr(path, ' ', left);
    if (after == NULL || left - (size_t)(after - path) < 7 || strncmp(after + 1, "HTTP/1", 6) != 0) {
        return false;
    }
    out->path = (wire_text){path, (size_t)(after - path)};
    return out->path.len > 0 && path[0] == '/';
}

int wire_request_read(const char *bytes, size_t len, wire_request *out)
{
    memset(out, 0, sizeof *out);
    size_t searched = len < WIRE_HEAD_MAX ? len : WIRE_HEAD_MAX;
    const char *end = memmem(bytes, searched, "\r\n\r\n", 4);
    if (end == NULL) {
        return len >= WIRE_HEAD_MAX ? -EMSGSIZE : 0;
    }
    bool first = true;
    for (const char *at = bytes; at < end + 2;) {
        const char *line_end = memmem(at, (size_t)(end + 2 - at), "\r\n", 2);
        wire_text line = {at, (size_t)(line_end - at)};
        if (first && !read_first_line(line, out)) {
            return -EPROTO;
        }
        const char *colon = first ? NULL : memchr(line.text, ':', line.len);
        if (!first && (colon == NULL || colon == line.text)) {
            return -EPROTO;
        }
        if (colon != NULL) {
            size_t name_len = (size_t)(colon - line.text);
            read_field((wire_text){line.text, name_len}, trimmed(colon + 1, line.len - name_len - 1), out);
        }
        first = false;
        at = line_end + 2;
    }
    return (int)(end + 4 - bytes);
}

static bool is_ip4(wire_text host)
{
    unsigned parts = 0;
    size_t i = 0;
    while (parts < 4 && i < host.len) {
        unsigned value = 0;
        size_t digits = 0;
        for (; i < host.len && host.text[i] >= '0' && host.text[i] <= '9' && digits < 4; i++, digits++) {
            value = value * 10 + (unsigned)(host.text[i] - '0');
        }
        if (digits == 0 || digits > 3 || value > 255) {
            return false;
        }
        parts++;
        if (i < host.len && host.text[i] == '.' && parts < 4) {
            i++;
        } else {
            break;
        }
    }
    return parts == 4 && i == host.len;
}

bool wire_host_is_allowed(wire_text host)
{
    if (host.len == 0) {
        return true;
    }
    if (host.text[0] == '[') {
        const char *end = memchr(host.text, ']', host.len);
        return end != NULL &&
               strspn(host.text + 1, "0123456789abcdefABCDEF:.") == (size_t)(end - host.text - 1);
    }
    const char *colon = memchr(host.text, ':', host.len);
    if (colon != NULL) {
        host.len = (size_t)(colon - host.text);
    }
    if (host.len > 0 && host.text[host.len - 1] == '.') {
        host.len--;
    }
    return is_text(host, "localhost") || is_text(host, "localhost6") || ends_with(host, ".localhost") ||
           is_ip4(host);
}

bool wire_is_plain_host(wire_text host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = host.text[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
              c == '-' || c == ':' || c == '[' || c == ']')) {
            return false;
        }
    }
    return true;
}

void wire_accept(wire_text key, char accept[WIRE_ACCEPT_LEN + 1])
{
    static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA1);
    uint8_t digest[20];
    gsize len = sizeof digest;
    g_checksum_update(sum, (const guchar *)key.text, (gssize)key.len);
    g_checksum_update(sum, (const guchar *)magic, (gssize)(sizeof magic - 1));
    g_checksum_get_digest(sum, digest, &len);
    g_checksum_free(sum);
    base64_encode(digest, sizeof digest, (uint8_t *)accept, BASE64_STANDARD);
    accept[WIRE_ACCEPT_LEN] = 0;
}

// ---- frames ---------------------------------------------------------------------------------------------------------------

int wire_frame_read(uint8_t *bytes, size_t len, size_t max, wire_frame *out, size_t *taken)
{
    if (len < 2) {
        return 0;
    }
    uint64_t size = bytes[1] & 0x7f;
    size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
    bool control = (bytes[0] & 0x08) != 0;
    if ((bytes[0] & 0x70) != 0 || (bytes[1] & 0x80) == 0) { // reserved bits; clients mask
        return -EPROTO;
    }
    if (control && (extra != 0 || (bytes[0] & 0x80) == 0)) {
        return -EPROTO;
    }
    if (len < 2 + extra) {
        return 0;
    }
    for (size_t i = 0; extra != 0 && i < extra; i++) {
        size = (i == 0 ? 0 : size << 8) | bytes[2 + i];
    }
    if (size > max) {
        return -EMSGSIZE;
    }
    size_t head = 2 + extra + 4;
    if (len < head || len - head < size) {
        return 0;
    }
    const uint8_t *mask = bytes + head - 4;
    out->opcode = bytes[0] & 0x0f;
    out->is_last = (bytes[0] & 0x80) != 0;
    out->payload = bytes + head;
    out->len = (size_t)size;
    for (size_t i = 0; i < out->len; i++) {
        out->payload[i] ^= mask[i & 3];
    }
    *taken = head + out->len;
    return 1;
}

size_t wire_frame_head(uint8_t head[WIRE_FRAME_HEAD_MAX], unsigned opcode, size_t len)
{
    size_t extra = len < 126 ? 0 : len <= 0xffff ? 2 : 8;
    head[0] = (uint8_t)(0x80 | opcode);
    head[1] = (uint8_t)(extra == 0 ? len : extra == 2 ? 126 : 127);
    for (size_t i = 0; i < extra; i++) {
        head[2 + i] = (uint8_t)((uint64_t)len >> (8 * (extra - 1 - i)));
    }
    return 2 + extra;
}
