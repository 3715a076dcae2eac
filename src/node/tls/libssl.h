// SPDX-License-Identifier: MIT
//
// OpenSSL's libssl, and what TLS needs of libcrypto, loaded when the first program asks for TLS: the executable does not link them.
// The build needs headers only; `tlib` holds the functions that this room calls.
#ifndef PROTOJS_NODE_TLS_LIBSSL_H
#define PROTOJS_NODE_TLS_LIBSSL_H

#ifndef OPENSSL_SUPPRESS_DEPRECATED
#define OPENSSL_SUPPRESS_DEPRECATED // crypto shares its headers, which want the same
#endif

#include <openssl/bio.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#define TLS_LIBSSL_FUNCTIONS(X)                                                                              \
    X(SSL_CIPHER_get_auth_nid)                                                                               \
    X(SSL_CIPHER_get_name)                                                                                   \
    X(SSL_CIPHER_get_version)                                                                                \
    X(SSL_CIPHER_standard_name)                                                                              \
    X(SSL_CTX_add_client_CA)                                                                                 \
    X(SSL_CTX_callback_ctrl)                                                                                 \
    X(SSL_CTX_ctrl)                                                                                          \
    X(SSL_CTX_free)                                                                                          \
    X(SSL_CTX_get0_certificate)                                                                              \
    X(SSL_CTX_get0_privatekey)                                                                               \
    X(SSL_CTX_get_cert_store)                                                                                \
    X(SSL_CTX_get_client_CA_list)                                                                            \
    X(SSL_CTX_new)                                                                                           \
    X(SSL_CTX_sess_set_get_cb)                                                                               \
    X(SSL_CTX_sess_set_new_cb)                                                                               \
    X(SSL_CTX_set0_tmp_dh_pkey)                                                                              \
    X(SSL_CTX_set1_cert_store)                                                                               \
    X(SSL_CTX_set_alpn_select_cb)                                                                            \
    X(SSL_CTX_set_cipher_list)                                                                               \
    X(SSL_CTX_set_ciphersuites)                                                                              \
    X(SSL_CTX_set_client_cert_engine)                                                                        \
    X(SSL_CTX_set_client_hello_cb)                                                                           \
    X(SSL_CTX_set_keylog_callback)                                                                           \
    X(SSL_CTX_set_options)                                                                                   \
    X(SSL_CTX_set_session_id_context)                                                                        \
    X(SSL_CTX_set_timeout)                                                                                   \
    X(SSL_CTX_set_tlsext_ticket_key_evp_cb)                                                                  \
    X(SSL_CTX_use_PrivateKey)                                                                                \
    X(SSL_CTX_use_certificate)                                                                               \
    X(SSL_SESSION_free)                                                                                      \
    X(SSL_SESSION_get0_ticket)                                                                               \
    X(SSL_SESSION_get_id)                                                                                    \
    X(SSL_SESSION_get_protocol_version)                                                                      \
    X(SSL_client_hello_get0_ext)                                                                             \
    X(SSL_client_hello_get0_session_id)                                                                      \
    X(SSL_ctrl)                                                                                              \
    X(SSL_do_handshake)                                                                                      \
    X(SSL_export_keying_material)                                                                            \
    X(SSL_free)                                                                                              \
    X(SSL_get0_alpn_selected)                                                                                \
    X(SSL_get1_peer_certificate)                                                                             \
    X(SSL_get_certificate)                                                                                   \
    X(SSL_get_ciphers)                                                                                       \
    X(SSL_get_current_cipher)                                                                                \
    X(SSL_get_error)                                                                                         \
    X(SSL_get_ex_data)                                                                                       \
    X(SSL_get_finished)                                                                                      \
    X(SSL_get_peer_cert_chain)                                                                               \
    X(SSL_get_peer_finished)                                                                                 \
    X(SSL_get_servername)                                                                                    \
    X(SSL_get_session)                                                                                       \
    X(SSL_get_shared_sigalgs)                                                                                \
    X(SSL_get_verify_result)                                                                                 \
    X(SSL_get_version)                                                                                       \
    X(SSL_in_init)                                                                                           \
    X(SSL_new)                                                                                               \
    X(SSL_read_ex)                                                                                           \
    X(SSL_renegotiate)                                                                                       \
    X(SSL_renegotiate_pending)                                                                               \
    X(SSL_session_reused)                                                                                    \
    X(SSL_set0_CA_list)                                                                                      \
    X(SSL_set_SSL_CTX)                                                                                       \
    X(SSL_set_accept_state)                                                                                  \
    X(SSL_set_alpn_protos)                                                                                   \
    X(SSL_set_bio)                                                                                           \
    X(SSL_set_cert_cb)                                                                                       \
    X(SSL_set_connect_state)                                                                                 \
    X(SSL_set_ex_data)                                                                                       \
    X(SSL_set_info_callback)                                                                                 \
    X(SSL_set_msg_callback)                                                                                  \
    X(SSL_set_psk_client_callback)                                                                           \
    X(SSL_set_psk_server_callback)                                                                           \
    X(SSL_set_session)                                                                                       \
    X(SSL_set_verify)                                                                                        \
    X(SSL_shutdown)                                                                                          \
    X(SSL_trace)                                                                                             \
    X(SSL_use_psk_identity_hint)                                                                             \
    X(SSL_use_PrivateKey)                                                                                    \
    X(SSL_use_certificate)                                                                                   \
    X(SSL_version)                                                                                           \
    X(SSL_write_ex)                                                                                          \
    X(TLS_method)                                                                                            \
    X(d2i_SSL_SESSION)                                                                                       \
    X(i2d_SSL_SESSION)

#define TLS_LIBCRYPTO_FUNCTIONS(X)                                                                           \
    X(BIO_clear_flags)                                                                                       \
    X(BIO_ctrl)                                                                                              \
    X(BIO_free)                                                                                              \
    X(BIO_get_data)                                                                                          \
    X(BIO_meth_new)                                                                                          \
    X(BIO_meth_set_create)                                                                                   \
    X(BIO_meth_set_ctrl)                                                                                     \
    X(BIO_meth_set_read)                                                                                     \
    X(BIO_meth_set_write)                                                                                    \
    X(BIO_new)                                                                                               \
    X(BIO_new_fp)                                                                                            \
    X(BIO_new_mem_buf)                                                                                       \
    X(BIO_s_mem)                                                                                             \
    X(BIO_set_data)                                                                                          \
    X(BIO_set_flags)                                                                                         \
    X(BIO_set_init)                                                                                          \
    X(CRYPTO_malloc)                                                                                         \
    X(ENGINE_by_id)                                                                                          \
    X(ENGINE_free)                                                                                           \
    X(ERR_clear_error)                                                                                       \
    X(ERR_error_string_n)                                                                                    \
    X(ERR_get_error_all)                                                                                     \
    X(ERR_lib_error_string)                                                                                  \
    X(ERR_peek_last_error)                                                                                   \
    X(ERR_reason_error_string)                                                                               \
    X(EVP_EncryptInit_ex)                                                                                    \
    X(EVP_DecryptInit_ex)                                                                                    \
    X(EVP_MAC_init)                                                                                          \
    X(EVP_PKEY_free)                                                                                         \
    X(EVP_PKEY_get_base_id)                                                                                  \
    X(EVP_PKEY_get_bits)                                                                                     \
    X(EVP_PKEY_get_utf8_string_param)                                                                        \
    X(EVP_aes_128_cbc)                                                                                       \
    X(OBJ_nid2sn)                                                                                            \
    X(OPENSSL_cleanse)                                                                                       \
    X(OPENSSL_sk_new_null)                                                                                   \
    X(OPENSSL_sk_num)                                                                                        \
    X(OPENSSL_sk_pop_free)                                                                                   \
    X(OPENSSL_sk_push)                                                                                       \
    X(OPENSSL_sk_value)                                                                                      \
    X(OSSL_PARAM_construct_end)                                                                              \
    X(OSSL_PARAM_construct_octet_string)                                                                     \
    X(OSSL_PARAM_construct_utf8_string)                                                                      \
    X(PEM_read_bio_Parameters)                                                                               \
    X(PEM_read_bio_PrivateKey)                                                                               \
    X(PEM_read_bio_X509)                                                                                     \
    X(PEM_read_bio_X509_AUX)                                                                                 \
    X(PEM_read_bio_X509_CRL)                                                                                 \
    X(PEM_write_bio_X509)                                                                                    \
    X(PKCS12_free)                                                                                           \
    X(PKCS12_parse)                                                                                          \
    X(RAND_bytes)                                                                                            \
    X(X509_CRL_free)                                                                                         \
    X(X509_NAME_dup)                                                                                         \
    X(X509_OBJECT_get0_X509)                                                                                 \
    X(X509_OBJECT_get0_X509_CRL)                                                                             \
    X(X509_STORE_get0_objects)                                                                               \
    X(X509_STORE_CTX_free)                                                                                   \
    X(X509_STORE_CTX_get1_issuer)                                                                            \
    X(X509_STORE_CTX_init)                                                                                   \
    X(X509_STORE_CTX_new)                                                                                    \
    X(X509_STORE_add_cert)                                                                                   \
    X(X509_STORE_add_crl)                                                                                    \
    X(X509_STORE_free)                                                                                       \
    X(X509_STORE_new)                                                                                        \
    X(X509_STORE_set_default_paths)                                                                          \
    X(X509_STORE_set_flags)                                                                                  \
    X(X509_check_issued)                                                                                     \
    X(X509_free)                                                                                             \
    X(X509_up_ref)                                                                                           \
    X(X509_verify_cert_error_string)                                                                         \
    X(d2i_PKCS12_bio)                                                                                        \
    X(i2d_X509)

typedef struct tls_library {
#define TLS_MEMBER(name) __typeof__(&name) name;
    TLS_LIBSSL_FUNCTIONS(TLS_MEMBER)
    TLS_LIBCRYPTO_FUNCTIONS(TLS_MEMBER)
#undef TLS_MEMBER
} tls_library;

// The half of libcrypto is valid once tls_libcrypto_load said 0, all of it once tls_library_load did.
extern tls_library tlib;

// Loads what is not loaded yet. Fails: -ENOENT (no library of the version that was built against, or one that lacks a function).
// Thread: any.
int tls_libcrypto_load(void) __attribute__((warn_unused_result));
int tls_library_load(void) __attribute__((warn_unused_result));

#endif
