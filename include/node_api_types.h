// SPDX-License-Identifier: MIT
//
// Types of the part of Node-API that belongs to the runtime rather than to the language.
#ifndef NODE_API_TYPES_H_
#define NODE_API_TYPES_H_

#include "js_native_api_types.h"

typedef napi_value(NAPI_CDECL *napi_addon_register_func)(napi_env env, napi_value exports);
typedef int32_t(NAPI_CDECL *node_api_addon_get_api_version_func)(void);

typedef struct napi_callback_scope__ *napi_callback_scope;
typedef struct napi_async_context__ *napi_async_context;
typedef struct napi_async_work__ *napi_async_work;
typedef void(NAPI_CDECL *napi_cleanup_hook)(void *arg);

// Runs on a thread of the IO pool; touches no JavaScript.
typedef void(NAPI_CDECL *napi_async_execute_callback)(napi_env env, void *data);
// Runs on the environment's thread afterwards.
typedef void(NAPI_CDECL *napi_async_complete_callback)(napi_env env, napi_status status, void *data);

typedef struct napi_threadsafe_function__ *napi_threadsafe_function;
typedef enum { napi_tsfn_release, napi_tsfn_abort } napi_threadsafe_function_release_mode;
typedef enum { napi_tsfn_nonblocking, napi_tsfn_blocking } napi_threadsafe_function_call_mode;
typedef void(NAPI_CDECL *napi_threadsafe_function_call_js)(napi_env env, napi_value js_callback,
                                                           void *context, void *data);

typedef struct {
    uint32_t major;
    uint32_t minor;
    uint32_t patch;
    const char *release;
} napi_node_version;

typedef struct napi_async_cleanup_hook_handle__ *napi_async_cleanup_hook_handle;
typedef void(NAPI_CDECL *napi_async_cleanup_hook)(napi_async_cleanup_hook_handle handle, void *data);

#endif
