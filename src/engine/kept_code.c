// SPDX-License-Identifier: MIT
//
// See kept_code.h. The engine asks the object that provides a script's text for everything about it: a hash, the characters, code from before, and whether it
// wants to write code. The interface makes such objects (JSScriptRef); one of them, made for a text of one character, gets a table of functions of ours: a copy
// of its own in which those are replaced. The shape of that table is checked: the functions beside them are exported under their names, and the one for the
// characters gives back the pointer that it was given.
//
// What is written: the engine offers to write when it has compiled the outermost level. We let it, but the function that writes is ours (its own calls go by name), and
// only notes what was to be written. When the program has run, the same is written with all functions that were called.
//
// The engine writes a script's whole text beside its code, and copies and compares it when it reads. Callers know that the text is the same, so both times a
// text of one character is given out instead. Where the engine compiles that one, as the code is not what it takes, the script's value is a number.
//
// Memory: a script lives as long as its provider, and as long as the engine counts references to its code; the VM's thread frees those that are over.
#include "engine/kept_code.h"

#include "engine/runtime.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
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

// JSC::SourceCodeKey: what a piece of code is kept under. No part of it needs to be let go of while the provider lives.
typedef struct source_key {
    void *provider;
    int32_t begin, end;
    void *name;
    uint32_t flags;
    int32_t parameters_end;
    uint32_t hash;
} source_key;

// More than the engine's objects take, zeroed: an error that is none, a handle of a file before it is made.
typedef max_align_t engine_object[32];

// JSC::generateProgramBytecode(): compiles a text with all of its functions.
extern WEAK void **generate(code_object **out, JSContextGroupRef vm, const source_code *, void *no_file,
                            void *error) __asm__("_ZN3JSC23generateProgramBytecodeERNS_2VMERKNS_"
                                                 "10SourceCodeERN3WTF14FileSystemImpl10FileHandleERNS_"
                                                 "18BytecodeCacheErrorE");
extern WEAK void file_none(void *handle) __asm__("_ZN3WTF14FileSystemImpl10FileHandleC1Ev");

// JSC::encodeCodeBlock(VM &, const SourceCodeKey &, const UnlinkedCodeBlock *, FileHandle &, BytecodeCacheError &): writes code. Ours stands before the
// engine's, for its own calls, too.
#define ENCODE                                                                                               \
    "_ZN3JSC15encodeCodeBlockERNS_2VMERKNS_13SourceCodeKeyEPKNS_17UnlinkedCodeBlockERN3WTF14FileSystemImpl1" \
    "0FileHandleERNS_18BytecodeCacheErrorE"
typedef code_object **encoder(code_object **out, JSContextGroupRef vm, const source_key *, const void *block,
                              void *no_file, void *error);
extern encoder js__encode __asm__(ENCODE);

// The functions of a provider, after its two words of type information.
enum {
    SLOT_DELETE = 1,
    SLOT_HASH,
    SLOT_SOURCE,
    SLOT_CODE,
    SLOT_WRITE,
    SLOT_UPDATE,
    SLOT_BLOCK_HASH = 8,
    SLOT_LOCK,
    SLOT_UNLOCK,
    SLOTS
};

// So many new scripts after each look for old ones.
enum { SWEEP_EVERY = 32 };

// A script of ours. The provider's first word points to `table.functions`.
struct js_kept_script {
    js_kept_script *next;
    js_kept_code kept;
    bool is_asked;   // for its code, while it is evaluated
    bool is_decided; // the engine was given code, and compares next
    size_t compiled;
    source_key key; // noted, with `outermost`
    const void *outermost;
    void (*delete)(void *provider); // the engine's
    _Atomic bool is_over;           // the provider is gone
    code_object object;
    struct {
        void *type[2];
        void *functions[SLOTS];
    } table;
};

// Stands for a text: its value is a number, which that of no kept script is.
static const char stand_in[] = "0";

static _Thread_local js_kept_script *noting;       // the engine is asked what it would write of this one
static _Thread_local const js_kept_script *making; // the engine compiles all of this one, and writes it
static _Thread_local const js_kept_script *hiding; // this one's text is being written

// A function as a word of a table.
#define WORD(function) ((void *)(uintptr_t)(function))

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
    js_kept_script *script = script_of(provider);
    if (script->is_decided || hiding == script) {
        script->is_decided = false;
        return (view){stand_in, sizeof stand_in - 1, true};
    }
    return (view){script->kept.text, (uint32_t)script->kept.len, !script->kept.is_wide};
}

// RefPtr<CachedBytecode> cachedBytecode() const
static void **provider_code(void **out, void *provider)
{
    js_kept_script *script = script_of(provider);
    *out = NULL;
    if (script->kept.code != NULL) {
        script->is_decided = true;
        script->object.references++; // the caller's; ours stays
        *out = &script->object;
    }
    return out;
}

// void cacheBytecode(const Function<RefPtr<CachedBytecode>()> &) const
static void provider_write(void *provider, void *const *function)
{
    js_kept_script *script = script_of(provider);
    if (!script->is_asked) {
        return;
    }
    void *none = NULL, *callable = *function;
    void **functions;
    void **(*call)(void **out, void *self);
    memcpy(&functions, callable, sizeof functions);
    memcpy(&call, &functions[2], sizeof call);
    noting = script;
    call(&none, callable);
    noting = NULL;
}

// The provider goes, and with it all who read the text. The engine may yet count down who holds on to `object`. Thread: any.
static void provider_delete(void *provider)
{
    js_kept_script *script = script_of(provider);
    void *block = script->kept.block;
    script->delete (provider);
    free(block);
    script->kept.block = NULL;
    script->is_over = true;
}

// void updateCache(const UnlinkedFunctionExecutable *, ...) const: a function was compiled
static void provider_update(void *provider)
{
    script_of(provider)->compiled++;
}

// RefPtr<CachedBytecode> JSC::encodeCodeBlock(VM &, const SourceCodeKey &, const UnlinkedCodeBlock *)
extern code_object **js__encode_outermost(
    code_object **out, JSContextGroupRef vm, const source_key *key,
    const void
        *block) __asm__("_ZN3JSC15encodeCodeBlockERNS_2VMERKNS_13SourceCodeKeyEPKNS_17UnlinkedCodeBlockE");

__attribute__((visibility("default"))) code_object **js__encode_outermost(code_object **out,
                                                                          JSContextGroupRef vm,
                                                                          const source_key *key,
                                                                          const void *block)
{
    *out = NULL;
    if (noting != NULL) {
        noting->key = *key;
        noting->outermost = block;
    } else {
        engine_object file = {0}, error = {0};
        file_none(file);
        js__encode(out, vm, key, block, file, error);
    }
    return out;
}

static encoder *engine_encoder(void)
{
    static encoder *_Atomic known;
    if (known == NULL) {
        void *found = dlsym(RTLD_NEXT, ENCODE);
        encoder *function;
        memcpy(&function, &found, sizeof function);
        known = function;
    }
    return known;
}

__attribute__((visibility("default"))) code_object **js__encode(code_object **out, JSContextGroupRef vm,
                                                                const source_key *key, const void *block,
                                                                void *no_file, void *error)
{
    encoder *engines = engine_encoder();
    *out = NULL;
    if (engines != NULL) {
        hiding = making;
        engines(out, vm, key, block, no_file, error);
        hiding = NULL;
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

static JSScriptRef provider_new(js_context ctx, const char *url)
{
    JSStringRef name = JSStringCreateWithUTF8CString(url), message = NULL;
    int line;
    JSScriptRef made = JSScriptCreateReferencingImmortalASCIIText(JSContextGetGroup(ctx), name, 1, stand_in,
                                                                  1, &message, &line);
    JSStringRelease(name);
    return made;
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

static void script_free(js_kept_script *script)
{
    leaves_free(script->object.leaves);
    free(script->kept.block);
    free(script);
}

// Frees the scripts that nothing holds on to any more.
static void sweep(js_runtime *rt)
{
    for (js_kept_script **at = &rt->kept_scripts; *at != NULL;) {
        js_kept_script *script = *at;
        if (script->is_over && script->object.references == 1) {
            *at = script->next;
            script_free(script);
        } else {
            at = &script->next;
        }
    }
}

// A script with `kept` in it; NULL where memory is short or the engine is another. Under the lock.
static JSScriptRef script_new(js_context ctx, const js_kept_code *kept, const char *url, js_kept_script **out)
{
    js_runtime *rt = js_runtime_current();
    js_kept_script *script = kept->len > INT32_MAX ? NULL : calloc(1, sizeof *script);
    JSScriptRef made = script == NULL ? NULL : provider_new(ctx, url);
    void **functions = NULL;
    if (made != NULL) {
        memcpy(&functions, (void *)made, sizeof functions);
    }
    if (made == NULL || !is_known((void *)made, stand_in, functions)) {
        if (made != NULL) {
            JSScriptRelease(made);
        }
        free(script);
        return NULL;
    }
    if (++rt->kept_count % SWEEP_EVERY == 0) {
        sweep(rt);
    }
    memcpy(&script->table, functions - 2, sizeof script->table);
    memcpy(&script->delete, &script->table.functions[SLOT_DELETE], sizeof script->delete);
    script->table.functions[SLOT_DELETE] = WORD(provider_delete);
    script->table.functions[SLOT_HASH] = WORD(provider_hash);
    script->table.functions[SLOT_SOURCE] = WORD(provider_source);
    script->table.functions[SLOT_CODE] = WORD(provider_code);
    script->table.functions[SLOT_WRITE] = WORD(provider_write);
    script->table.functions[SLOT_UPDATE] = WORD(provider_update);
    script->kept = *kept;
    script->object.references = 1;
    script->object.size = kept->code_len;
    script->object.payload.bytes = (span){kept->code, kept->code_len};
    script->next = rt->kept_scripts;
    rt->kept_scripts = script;
    functions = script->table.functions;
    memcpy((void *)made, &functions, sizeof functions);
    *out = script;
    return made;
}

// An engine that this file does not know.
static js_value evaluate_otherwise(js_context ctx, const js_kept_code *kept, const char *url,
                                   js_value *exception)
{
    JSStringRef name = JSStringCreateWithUTF8CString(url);
    js_value text = kept->is_wide ? js_string_utf16(ctx, kept->text, kept->len)
                                  : js_string_latin1(ctx, kept->text, kept->len);
    JSStringRef source = text == NULL ? NULL : JSValueToStringCopy(ctx, text, NULL);
    JSValueRef r = NULL;
    if (source != NULL) {
        r = JSEvaluateScript(ctx, source, NULL, name, 1, exception);
        JSStringRelease(source);
    } else {
        js_throw_out_of_memory(ctx, exception);
    }
    JSStringRelease(name);
    free(kept->block);
    return r == NULL ? JS_UNDEFINED : r;
}

js_value js_evaluate_kept(js_context ctx, const js_kept_code *kept, const char *url, js_kept_script **script,
                          js_value *exception)
{
    js_kept_script *own = NULL;
    JSValueRef error = NULL;
    js_lock(ctx);
    JSScriptRef provider = script_new(ctx, kept, url, &own);
    if (script != NULL) {
        *script = NULL;
    }
    if (provider == NULL) {
        js_unlock(ctx);
        return evaluate_otherwise(ctx, kept, url, exception);
    }
    own->is_asked = script != NULL;
    JSValueRef r = JSScriptEvaluate(ctx, provider, NULL, &error);
    own->is_asked = false;
    if (kept->code != NULL && r != NULL && js_is_number(r)) {
        // The engine compiled what stands for the text, and that is its text from here on.
        js_kept_code plain = *kept;
        plain.code = NULL;
        own->kept.text = stand_in;
        own->kept.len = sizeof stand_in - 1;
        own->kept.is_wide = false;
        own->kept.block = NULL; // it is the other's
        JSScriptRelease(provider);
        js_unlock(ctx);
        return js_evaluate_kept(ctx, &plain, url, script, exception);
    }
    JSScriptRelease(provider);
    if (script != NULL && (own->outermost != NULL || own->object.references > 1)) {
        *script = own;
    }
    js_unlock(ctx);
    js__after_nested(ctx);
    if (error != NULL) {
        *exception = error;
    }
    return r == NULL ? JS_UNDEFINED : r;
}

// Takes the bytes out of what the engine wrote; the rest of it, which is small, is left.
static int take_code(code_object *made, void **code, size_t *code_len)
{
    span bytes = payload_span(&made->payload);
    if (bytes.len != made->size) {
        return -ENOTSUP;
    }
    *code = malloc(bytes.len);
    if (*code != NULL) {
        memcpy(*code, bytes.data, bytes.len);
        *code_len = bytes.len;
    }
    payload_end(&made->payload);
    leaves_free(made->leaves);
    return *code == NULL ? -ENOMEM : 0;
}

size_t js_kept_script_compiled(const js_kept_script *script)
{
    return script->compiled;
}

int js_kept_script_code(js_context ctx, js_kept_script *script, void **code, size_t *code_len)
{
    if (script->outermost == NULL) {
        return -ENOTSUP;
    }
    code_object *made = NULL;
    engine_object file = {0}, error = {0};
    js_lock(ctx);
    file_none(file);
    making = script;
    js__encode(&made, JSContextGetGroup(ctx), &script->key, script->outermost, file, error);
    making = NULL;
    int rc = made == NULL ? -ENOTSUP : take_code(made, code, code_len);
    js_unlock(ctx);
    return rc;
}

int js_kept_code_make(js_context ctx, const char *text, size_t len, uint32_t hash, const char *url,
                      void **code, size_t *code_len)
{
    js_kept_script *own;
    js_kept_code kept = {.text = text, .len = len, .hash = hash};
    js_lock(ctx);
    JSScriptRef script = js_kept_code_engine() == 0 ? NULL : script_new(ctx, &kept, url, &own);
    int rc = script == NULL ? -ENOTSUP : 0;
    if (rc == 0) {
        engine_object file = {0}, error = {0};
        code_object *made = NULL;
        source_code source = {(void *)script, 0, (int32_t)len, 0, 0};
        file_none(file);
        making = own;
        generate(&made, JSContextGetGroup(ctx), &source, file, error);
        making = NULL;
        rc = made == NULL ? -EINVAL : take_code(made, code, code_len);
        JSScriptRelease(script);
    }
    js_unlock(ctx);
    return rc;
}

bool js_kept_code_works(js_context ctx)
{
    static const char text[] =
        "(function (n) { const inner = (m) => m + 1; return n === 0 ? 0 : inner(n); })";
    // As long, so that what comes back is known to come from the code.
    static const char other[] =
        "(function (n) { const inner = (m) => m + 2; return n === 0 ? 0 : inner(n); })";
    static const js_kept_code fresh = {.text = text, .len = sizeof text - 1, .hash = 99};
    js_kept_script *script = NULL, *again = NULL;
    js_value exception = NULL, argument = js_int32(41);
    void *code = NULL;
    size_t code_len = 0;
    if (js_kept_code_engine() == 0) {
        return false;
    }
    js_lock(ctx);
    js_value f = js_evaluate_kept(ctx, &fresh, "protojs:kept", &script, &exception);
    bool works = script != NULL && exception == NULL &&
                 js_number_or(js_call(ctx, f, JS_UNDEFINED, 1, &argument, &exception), 0) == 42 &&
                 js_kept_script_code(ctx, script, &code, &code_len) == 0;
    if (works) {
        js_kept_code known = fresh;
        known.text = other;
        known.code = code;
        known.code_len = code_len;
        known.block = code; // goes with the script
        f = js_evaluate_kept(ctx, &known, "protojs:kept", &again, &exception);
        works = again != NULL && exception == NULL &&
                js_number_or(js_call(ctx, f, JS_UNDEFINED, 1, &argument, &exception), 0) == 42 &&
                again->compiled == 0 && again->outermost == NULL;
    }
    js_unlock(ctx);
    return works && exception == NULL;
}

void js__kept_scripts_deinit(js_runtime *rt)
{
    js_kept_script *script;
    while ((script = rt->kept_scripts) != NULL) {
        rt->kept_scripts = script->next;
        script_free(script);
    }
}
