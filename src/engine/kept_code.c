// SPDX-License-Identifier: MIT
//
// See kept_code.h. The engine asks the object that provides a script's text for everything about it: a hash, the characters, code from before. The
// interface makes such objects (JSScriptRef); one of them, made for a text of one character, gets a table of functions of ours, a copy of its own in
// which those three are replaced. The shape of that table is checked: the functions beside them are exported under their names, and the one for the
// characters gives back the pointer that it was given.
//
// Memory: what the engine may hold on to lives as long as its VM, and is freed after it.
#include "engine/kept_code.h"

#include "engine/runtime.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WEAK __attribute__((weak))

// JSC::computeJSCBytecodeCacheVersion(): a hash of the library's build identity.
extern WEAK uint32_t engine_version(void) __asm__("_ZN3JSC30computeJSCBytecodeCacheVersionEv");

// Functions of JSC::SourceProvider that stand beside those we replace.
extern WEAK void provider_block_hash(void) __asm__(
    "_ZN3JSC14SourceProvider25codeBlockHashConcurrentlyEiiNS_22CodeSpecializationKindE");
extern WEAK void provider_lock(void) __asm__("_ZN3JSC14SourceProvider24lockUnderlyingBufferImplEv");
extern WEAK void provider_unlock(void) __asm__("_ZN3JSC14SourceProvider26unlockUnderlyingBufferImplEv");

// WTF::StringView
typedef struct view {
    const void *characters;
    uint32_t len;
    bool is_8_bit;
} view;

// std::span<const uint8_t>
typedef struct span {
    const void *data;
    size_t len;
} span;

// JSC::CachePayload: a block of the allocator's, or a mapped file.
typedef struct payload {
    span bytes;
    size_t kind;
} payload;

// JSC::CachedBytecode
typedef struct code_object {
    uint32_t references;
    size_t size;
    payload payload;
    void *leaves; // a hash table of functions without code
    void *updates;
    uint64_t updates_count;
} code_object;

extern WEAK span payload_span(const payload *) __asm__("_ZNK3JSC12CachePayload4spanEv");
extern WEAK void payload_end(payload *) __asm__("_ZN3JSC12CachePayloadD1Ev");
extern WEAK void engine_free(void *) __asm__("_ZN3WTF8fastFreeEPv");

// JSC::SourceCode
typedef struct source_code {
    void *provider;
    int32_t begin, end, line, column;
} source_code;

// JSC::generateProgramBytecode(): compiles a text with all of its functions.
extern WEAK void **generate(code_object **out, JSContextGroupRef vm, const source_code *, void *no_file,
                            void *error) __asm__("_ZN3JSC23generateProgramBytecodeERNS_2VMERKNS_"
                                                 "10SourceCodeERN3WTF14FileSystemImpl10FileHandleERNS_"
                                                 "18BytecodeCacheErrorE");
extern WEAK void file_none(void *handle) __asm__("_ZN3WTF14FileSystemImpl10FileHandleC1Ev");

// The functions of a provider, after its two words of type information.
enum { SLOT_HASH = 2, SLOT_SOURCE, SLOT_CODE, SLOT_BLOCK_HASH = 8, SLOT_LOCK, SLOT_UNLOCK, SLOTS };

// A script of ours. The provider's first word points to `table.functions`.
struct js_kept_script {
    js_kept_script *next;
    js_kept_code kept;
    code_object object;
    struct {
        void *type[2];
        void *functions[SLOTS];
    } table;
};

static js_kept_script *script_of(void *provider)
{
    void *functions;
    memcpy(&functions, provider, sizeof functions);
    return (js_kept_script *)((char *)functions - offsetof(js_kept_script, table.functions));
}

static uint32_t provider_hash(void *provider)
{
    return script_of(provider)->kept.hash;
}

static view provider_source(void *provider)
{
    const js_kept_script *script = script_of(provider);
    return (view){script->kept.text, (uint32_t)script->kept.len, true};
}

// RefPtr<CachedBytecode> cachedBytecode() const
static void **provider_code(void **out, void *provider)
{
    js_kept_script *script = script_of(provider);
    *out = NULL;
    if (script->kept.code != NULL) {
        script->object.references++; // the caller's; ours stays
        *out = &script->object;
    }
    return out;
}

uint32_t js_kept_code_engine(void)
{
#if defined(__x86_64__)
    if (engine_version == NULL || provider_block_hash == NULL || provider_lock == NULL ||
        provider_unlock == NULL || payload_span == NULL || payload_end == NULL || engine_free == NULL ||
        generate == NULL || file_none == NULL) {
        return 0;
    }
    return js_engine_is_standard() ? engine_version() : 0;
#else
    return 0;
#endif
}

// A function as a word of a table.
#define WORD(function) ((void *)(uintptr_t)(function))

// The table of `provider` has the known shape: three functions where they are expected, and one that gives back `text`.
static bool is_known(void *provider, const char *text, void **functions)
{
    if (functions[SLOT_BLOCK_HASH] != WORD(provider_block_hash) ||
        functions[SLOT_LOCK] != WORD(provider_lock) || functions[SLOT_UNLOCK] != WORD(provider_unlock)) {
        return false;
    }
    view (*source)(void *);
    memcpy(&source, &functions[SLOT_SOURCE], sizeof source);
    view seen = source(provider);
    return seen.characters == text && seen.len == 1 && seen.is_8_bit;
}

// A script with `kept` in it; NULL where memory is short or the engine is another. Under the lock.
static JSScriptRef script_new(js_context ctx, const js_kept_code *kept, const char *url)
{
    static const char nothing[] = "0";
    js_runtime *rt = js_runtime_current();
    js_kept_script *script = calloc(1, sizeof *script);
    JSStringRef name = script == NULL ? NULL : JSStringCreateWithUTF8CString(url), message = NULL;
    int line;
    JSScriptRef made = name == NULL ? NULL
                                    : JSScriptCreateReferencingImmortalASCIIText(
                                          JSContextGetGroup(ctx), name, 1, nothing, 1, &message, &line);
    if (name != NULL) {
        JSStringRelease(name);
    }
    void **functions = NULL;
    if (made != NULL) {
        memcpy(&functions, (void *)made, sizeof functions);
    }
    if (made == NULL || !is_known((void *)made, nothing, functions)) {
        if (made != NULL) {
            JSScriptRelease(made);
        }
        free(script);
        return NULL;
    }
    memcpy(&script->table, functions - 2, sizeof script->table);
    script->table.functions[SLOT_HASH] = WORD(provider_hash);
    script->table.functions[SLOT_SOURCE] = WORD(provider_source);
    script->table.functions[SLOT_CODE] = WORD(provider_code);
    script->kept = *kept;
    script->object.references = 1;
    script->object.size = kept->code_len;
    script->object.payload.bytes = (span){kept->code, kept->code_len};
    script->next = rt->kept_scripts;
    rt->kept_scripts = script;
    functions = script->table.functions;
    memcpy((void *)made, &functions, sizeof functions);
    return made;
}

js_value js_evaluate_kept(js_context ctx, const js_kept_code *kept, const char *url, js_value *exception)
{
    JSScriptRef script = script_new(ctx, kept, url);
    if (script == NULL) {
        return js_evaluate_immortal(ctx, kept->text, kept->len, url, exception);
    }
    JSValueRef r = JSScriptEvaluate(ctx, script, NULL, exception);
    JSScriptRelease(script);
    return r == NULL ? JS_UNDEFINED : r;
}

int js_kept_code_make(js_context ctx, const char *text, size_t len, uint32_t hash, const char *url,
                      void **code, size_t *code_len)
{
    if (js_kept_code_engine() == 0) {
        return -ENOTSUP;
    }
    js_kept_code kept = {.text = text, .len = len, .hash = hash};
    JSScriptRef script = script_new(ctx, &kept, url);
    if (script == NULL) {
        return -ENOTSUP;
    }
    max_align_t file[8] = {0}, error[64] = {0}; // more than the engine's objects take
    code_object *made = NULL;
    file_none(file);
    source_code source = {(void *)script, 0, (int32_t)len, 0, 0};
    generate(&made, JSContextGetGroup(ctx), &source, file, error);
    int rc = made == NULL ? -EINVAL : 0;
    if (rc == 0) {
        span bytes = payload_span(&made->payload);
        *code = bytes.len != made->size ? NULL : malloc(bytes.len);
        rc = bytes.len != made->size ? -ENOTSUP : *code == NULL ? -ENOMEM : 0;
        if (rc == 0) {
            memcpy(*code, bytes.data, bytes.len);
            *code_len = bytes.len;
        }
        payload_end(&made->payload); // what is left of the object is small
    }
    JSScriptRelease(script);
    return rc;
}

// The engine's table of functions without code: before its rows it has four numbers, the last two the rows' mask and their number.
static void leaves_free(void *leaves)
{
    if (leaves != NULL) {
        const uint32_t *numbers = leaves;
        if (numbers[-1] != 0 && numbers[-2] == numbers[-1] - 1) {
            engine_free((char *)leaves - 16);
        }
    }
}

void js__kept_scripts_deinit(js_runtime *rt)
{
    js_kept_script *script;
    while ((script = rt->kept_scripts) != NULL) {
        rt->kept_scripts = script->next;
        leaves_free(script->object.leaves);
        free(script);
    }
}
