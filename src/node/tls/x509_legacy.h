// SPDX-License-Identifier: MIT
//
// A certificate as the plain values that lib/internal/tls/certificate.js makes an object of: getPeerCertificate() and
// X509Certificate.toLegacyObject().
#ifndef PROTOJS_NODE_TLS_X509_LEGACY_H
#define PROTOJS_NODE_TLS_X509_LEGACY_H

#include "engine/engine.h"

#include <openssl/x509.h>

// An array; the JavaScript half knows the order. tls_libcrypto_load must have succeeded.
js_value x509_legacy_parts(js_context ctx, X509 *certificate, js_value *exception);
// The certificate in DER as a Uint8Array; undefined where `certificate` is NULL.
js_value x509_der(js_context ctx, X509 *certificate);

#endif
