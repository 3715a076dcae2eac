// SPDX-License-Identifier: MIT
//
// OpenSSL's libcrypto, loaded when the first program asks for cryptography: it costs a start some milliseconds and its pages, and most
// programs never use it. The build needs its headers only; `ossl` holds the functions that this room calls.
#ifndef PROTOJS_NODE_CRYPTO_LIBCRYPTO_H
#define PROTOJS_NODE_CRYPTO_LIBCRYPTO_H

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#define LIBCRYPTO_FUNCTIONS(X)                                                                               \
    X(CRYPTO_memcmp)                                                                                         \
    X(ERR_clear_error)                                                                                       \
    X(ERR_error_string_n)                                                                                    \
    X(ERR_lib_error_string)                                                                                  \
    X(ERR_peek_last_error)                                                                                   \
    X(ERR_reason_error_string)                                                                               \
    X(EVP_CIPHER_CTX_ctrl)                                                                                   \
    X(EVP_CIPHER_CTX_free)                                                                                   \
    X(EVP_CIPHER_CTX_new)                                                                                    \
    X(EVP_CIPHER_CTX_set_padding)                                                                            \
    X(EVP_CIPHER_do_all_sorted)                                                                              \
    X(EVP_CIPHER_fetch)                                                                                      \
    X(EVP_CIPHER_free)                                                                                       \
    X(EVP_CIPHER_get0_name)                                                                                  \
    X(EVP_CIPHER_get_block_size)                                                                             \
    X(EVP_CIPHER_get_flags)                                                                                  \
    X(EVP_CIPHER_get_iv_length)                                                                              \
    X(EVP_CIPHER_get_key_length)                                                                             \
    X(EVP_CIPHER_get_nid)                                                                                    \
    X(EVP_CipherFinal_ex)                                                                                    \
    X(EVP_CipherInit_ex)                                                                                     \
    X(EVP_CipherUpdate)                                                                                      \
    X(EVP_Digest)                                                                                            \
    X(EVP_DigestFinalXOF)                                                                                    \
    X(EVP_DigestFinal_ex)                                                                                    \
    X(EVP_DigestInit_ex)                                                                                     \
    X(EVP_DigestUpdate)                                                                                      \
    X(EVP_KDF_CTX_free)                                                                                      \
    X(EVP_KDF_CTX_new)                                                                                       \
    X(EVP_KDF_derive)                                                                                        \
    X(EVP_KDF_fetch)                                                                                         \
    X(EVP_KDF_free)                                                                                          \
    X(EVP_MAC_CTX_free)                                                                                      \
    X(EVP_MAC_CTX_new)                                                                                       \
    X(EVP_MAC_fetch)                                                                                         \
    X(EVP_MAC_final)                                                                                         \
    X(EVP_MAC_free)                                                                                          \
    X(EVP_MAC_init)                                                                                          \
    X(EVP_MAC_update)                                                                                        \
    X(EVP_MD_CTX_copy_ex)                                                                                    \
    X(EVP_MD_CTX_free)                                                                                       \
    X(EVP_MD_CTX_new)                                                                                        \
    X(EVP_MD_do_all_sorted)                                                                                  \
    X(EVP_MD_fetch)                                                                                          \
    X(EVP_MD_free)                                                                                           \
    X(EVP_MD_get0_name)                                                                                      \
    X(EVP_MD_get_flags)                                                                                      \
    X(EVP_MD_get_size)                                                                                       \
    X(EVP_PBE_scrypt)                                                                                        \
    X(EVP_get_cipherbyname)                                                                                  \
    X(EVP_get_digestbyname)                                                                                  \
    X(OBJ_nid2sn)                                                                                            \
    X(OSSL_PARAM_construct_end)                                                                              \
    X(OSSL_PARAM_construct_octet_string)                                                                     \
    X(OSSL_PARAM_construct_utf8_string)                                                                      \
    X(OPENSSL_cleanse)                                                                                       \
    X(PKCS5_PBKDF2_HMAC)                                                                                     \
    X(RAND_bytes)

typedef struct libcrypto {
#define LIBCRYPTO_MEMBER(name) __typeof__(&name) name;
    LIBCRYPTO_FUNCTIONS(LIBCRYPTO_MEMBER)
#undef LIBCRYPTO_MEMBER
} libcrypto;

// Valid once libcrypto_load said 0.
extern libcrypto ossl;

// Loads the library where it is not loaded yet. Fails: -ENOENT (no library of the major version that was built against, or one that
// lacks a function). Thread: any.
int libcrypto_load(void) __attribute__((warn_unused_result));

#endif
