// SPDX-License-Identifier: MIT
//
// binding('napi'): loading native modules.
#include "napi/environment.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Modules that registered themselves do so once a process, when the library is first opened; later environments find them here.
typedef struct registered {
    struct registered *next;
    void *library;
    napi_module *module;
} registered;

static pthread_mutex_t libraries_mutex =
    PTHREAD_MUTEX_INITIALIZER; // guards the list, and one opening at a time
static registered *libraries;
static _Thread_local napi_module *just_registered;

void napi_module_register(napi_module *mod)
{
    just_registered = mod;
}

typedef struct opened {
    napi_addon_register_func init;
    int32_t version;
    char words[512]; // why not
} opened;

// The module of a library that has no function of the well-known name. Called with the mutex held.
static napi_module *self_registered(void *library)
{
    for (registered *r = libraries; r != NULL; r = r->next) {
        if (r->library == library) {
            return r->module;
        }
    }
    registered *r = just_registered == NULL ? NULL : malloc(sizeof *r);
    if (r == NULL) {
        return NULL;
    }
    *r = (registered){libraries, library, just_registered};
    libraries = r;
    return r->module;
}

// Every symbol is looked up at once: a module that wants what is not here is refused instead of ending the process at its first call.
static void open_library(const char *path, int flags, opened *out)
{
    enum { VERSION_UNSAID = 8 };
    *out = (opened){.version = VERSION_UNSAID};
    pthread_mutex_lock(&libraries_mutex);
    just_registered = NULL;
    void *library = dlopen(path, (flags & ~RTLD_LAZY) | RTLD_NOW);
    if (library == NULL) {
        const char *words = dlerror();
        snprintf(out->words, sizeof out->words, "%s", words == NULL ? path : words);
        goto out;
    }
    void *init = dlsym(library, "napi_register_module_v1");
    void *version = dlsym(library, "node_api_module_get_api_version_v1");
    napi_module *module = init == NULL ? self_registered(library) : NULL;
    if (module != NULL && module->nm_register_func == NULL) {
        snprintf(out->words, sizeof out->words, "Module has no declared entry point.");
    } else if (init != NULL) {
        memcpy(&out->init, &init, sizeof init);
    } else if (module != NULL) {
        out->init = module->nm_register_func;
    } else {
        snprintf(out->words, sizeof out->words, "Module did not self-register: '%s'.", path);
        dlclose(library);
    }
    if (version != NULL && out->init != NULL) {
        node_api_addon_get_api_version_func get;
        memcpy(&get, &version, sizeof version);
        out->version = get();
    }
out:
    pthread_mutex_unlock(&libraries_mutex);
}

// (path, file URL, flags, exports) -> exports, or a text that says why not
JS_FUNCTION(module_load)
{
    js_utf8 path, url;
    js_value result = JS_UNDEFINED;
    if (js_utf8_init(ctx, js_arg(argc, argv, 0), &path, exception) < 0) {
        return JS_UNDEFINED;
    }
    if (js_utf8_init(ctx, js_arg(argc, argv, 1), &url, exception) < 0) {
        js_utf8_deinit(&path);
        return JS_UNDEFINED;
    }
    js_runtime *runtime = js_runtime_current();
    opened library;
    open_library(path.bytes, js_arg_int32(argc, argv, 2), &library);
    if (library.init == NULL) {
        result = js_string_utf8(ctx, library.words, strlen(library.words));
        goto out;
    }
    napi_env env = napi__environment_new(ctx, url.bytes, library.version);
    if (env == NULL) {
        js_throw_out_of_memory(ctx, exception);
        goto out;
    }
    size_t top = js_handles_top(runtime);
    js_value exports = js_arg(argc, argv, 3);
    napi_value made = library.init(env, (napi_value)(uintptr_t)exports);
    js_handles_cut(runtime, top);
    result = made == NULL ? exports : napi__in(made);
    if (env->has_exception) {
        env->has_exception = false;
        *exception = js_root_get(ctx, env->exception);
        js_root_set(ctx, env->exception, JS_UNDEFINED);
    }
out:
    js_utf8_deinit(&url);
    js_utf8_deinit(&path);
    return result;
}

// (array of hooks, entry)
JS_FUNCTION(module_install)
{
    napi_room *room = napi__room();
    js_object hooks = js_object_of(ctx, js_arg(argc, argv, 0));
    if (room == NULL || hooks == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    for (unsigned i = 0; i < HOOK_COUNT; i++) {
        js_value hook = js_get_index(ctx, hooks, i, exception);
        room->hooks[i] = js_is_function(ctx, hook) ? js_root_new(ctx, hook) : 0;
        if (room->hooks[i] == 0) {
            return js_throw_out_of_memory(ctx, exception);
        }
    }
    room->entry = js_root_new(ctx, js_arg(argc, argv, 1));
    return room->entry == 0 ? js_throw_out_of_memory(ctx, exception) : JS_UNDEFINED;
}

static const js_function_spec napi_functions[] = {
    {"load", module_load, 4, "load(path, url, flags, exports) -> exports, or a text that says why not"},
    {"install", module_install, 2, "install(hooks, entry)"},
    {"invoke", napi__invoke, 3, "invoke(call, new.target, this, ...arguments) -> value"},
    {"entry", napi__entry, 0, "entry(): runs what C has prepared"},
    {0},
};

const js_binding_spec node_napi_binding = {"napi", napi_functions, NULL};
