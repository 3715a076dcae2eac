// SPDX-License-Identifier: MIT
//
// Finding where a run of permitted characters ends. With wide instructions where the machine has them.
#ifndef PROTOJS_HTTP_SCAN_H
#define PROTOJS_HTTP_SCAN_H

#include <stddef.h>
#include <stdint.h>

// How many of the first bytes may stand in a field's value: HTAB, visible characters, spaces, 0x80 and above.
size_t http_scan_value(const uint8_t *bytes, size_t len);
// How many of the first bytes may stand in a request target: all but controls, space and DEL.
size_t http_scan_target(const uint8_t *bytes, size_t len);
// How many of the first bytes may stand in a token (RFC 9110, 5.6.2).
size_t http_scan_token(const uint8_t *bytes, size_t len);

// The same, a byte at a time: what the wide ones are measured against.
size_t http__scan_value_plain(const uint8_t *bytes, size_t len);
size_t http__scan_target_plain(const uint8_t *bytes, size_t len);

#endif
