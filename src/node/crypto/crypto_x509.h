// SPDX-License-Identifier: MIT
//
// Certificates: handles that JavaScript holds. `internal/crypto/x509` makes of a handle an X509Certificate (certificateOf) or the object
// that TLS has always shown (legacyObject). What TLS shares with crypto.
#ifndef PROTOJS_NODE_CRYPTO_X509_H
#define PROTOJS_NODE_CRYPTO_X509_H

#include "node/crypto/crypto.h"

// A handle of a certificate. Owns: adopts `certificate`, also on failure. Fails: undefined with `*exception` set.
js_value crypto_x509_wrap(js_context ctx, X509 *certificate, js_value *exception);
// The certificate behind a handle, or NULL where `v` is none. Borrowed: valid while the handle is reachable.
X509 *crypto_x509_get(js_context ctx, js_value v);
// The first certificate in PEM, or one in DER. Fails: NULL with the reasons in OpenSSL's queue. Owns: the caller, X509_free. Thread: any.
X509 *crypto_x509_read(const void *bytes, size_t len);

#endif
