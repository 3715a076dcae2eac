// SPDX-License-Identifier: MIT
//
// The engine room's public face: the only way from C to JavaScript.
//
// Types are the engine's own opaque types, declared here again so that no other room includes its headers. A `js_value`
// lives on the C stack (the collector scans it) or in a `js_root`; never bare in heap memory. Functions take a context and
// run on the thread that owns the runtime unless they say otherwise. A JS_FUNCTION reports failure by storing into
// `*exception` and returning anything; the helpers `js_throw_*` do so and return undefined.
#ifndef PROTOJS_ENGINE_H
#define PROTOJS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef const struct OpaqueJSContext *js_context;
typedef const struct OpaqueJSValue *js_value;
typedef struct OpaqueJSValue *js_object;

struct loop;
typedef struct js_runtime js_runtime;

#define JS_MUST_USE __attribute__((warn_unused_result))

// The signature of every C function that JavaScript calls.
typedef js_value (*js_function)(js_context ctx, js_object callee, js_object self, size_t argc,
                                const js_value argv[], js_value *exception);

#define JS_FUNCTION(name)                                                                                    \
    static js_value name(js_context ctx __attribute__((unused)), js_object callee __attribute__((unused)),   \
                         js_object self __attribute__((unused)), size_t argc __attribute__((unused)),        \
                         const js_value argv[] __attribute__((unused)),                                      \
                         js_value *exception __attribute__((unused)))

typedef struct js_function_spec {
    const char *name;
    js_function function;
    unsigned arity;    // the function's `length`
    const char *usage; // "name(argument, [optional]) -> result", for people
} js_function_spec;

// A binding: a table of functions (ended by a zero row) and an optional step that adds what is not a function.
typedef struct js_binding_spec {
    const char *name;
    const js_function_spec *functions;
    int (*init)(js_context ctx, js_object binding); // 0 or a negative errno
} js_binding_spec;

// ---- values ---------------------------------------------------------------------------------------------------------

// The engine's encoding of immediates (NaN boxing), verified against the engine when a runtime starts (js_runtime_new fails with
// -ENOTSUP otherwise). These cost no call.
#define JS_BITS(v) ((uint64_t)(uintptr_t)(v))
#define JS_UNDEFINED ((js_value)(uintptr_t)0x0a)
#define JS_NULL ((js_value)(uintptr_t)0x02)
#define JS_TRUE ((js_value)(uintptr_t)0x07)
#define JS_FALSE ((js_value)(uintptr_t)0x06)

static inline bool js_is_undefined(js_value v)
{
    return v == JS_UNDEFINED || v == NULL;
}
static inline bool js_is_nullish(js_value v)
{
    return v == NULL || (JS_BITS(v) & ~UINT64_C(8)) == 0x02;
}
static inline bool js_is_true(js_value v)
{
    return v == JS_TRUE;
}
static inline js_value js_bool(bool b)
{
    return b ? JS_TRUE : JS_FALSE;
}
static inline bool js_is_int32(js_value v)
{
    return (JS_BITS(v) >> 49) == 0x7fff;
}
static inline js_value js_int32(int32_t i)
{
    return (js_value)(uintptr_t)(UINT64_C(0xfffe000000000000) | (uint32_t)i);
}
static inline bool js_is_number(js_value v)
{
    return (JS_BITS(v) >> 49) != 0;
}
// Whether `v` stands for something in the engine's heap. An address may end in any multiple of 8: the first few cells of a kind lie by themselves.
static inline bool js_is_cell(js_value v)
{
    return v != NULL && (JS_BITS(v) & UINT64_C(0xfffe000000000002)) == 0;
}
// The number in `v`, or `otherwise` where `v` is not a number. Never calls JavaScript.
static inline double js_number_or(js_value v, double otherwise)
{
    uint64_t bits = JS_BITS(v);
    if (js_is_int32(v)) {
        return (double)(int32_t)(uint32_t)bits;
    }
    if (bits >> 49) {
        double d;
        bits -= UINT64_C(0x0002000000000000);
        memcpy(&d, &bits, sizeof d);
        return d;
    }
    return otherwise;
}
// A JavaScript number: an int32 where exact (and not -0), else a double.
static inline js_value js_number(double d)
{
    if (d >= -2147483648.0 && d <= 2147483647.0) {
        int32_t i = (int32_t)d;
        if ((double)i == d && (i != 0 || !__builtin_signbit(d))) {
            return js_int32(i);
        }
    }
    uint64_t bits;
    if (d != d) {
        d = __builtin_nan("");
    }
    memcpy(&bits, &d, sizeof bits);
    return (js_value)(uintptr_t)(bits + UINT64_C(0x0002000000000000));
}
static inline js_value js_arg(size_t argc, const js_value argv[], size_t i)
{
    return i < argc ? argv[i] : JS_UNDEFINED;
}
// Argument `i` as a number; `otherwise` where it is absent or not a number.
static inline double js_arg_number(size_t argc, const js_value argv[], size_t i, double otherwise)
{
    return i < argc ? js_number_or(argv[i], otherwise) : otherwise;
}
// Argument `i` clamped into int32 / int64; 0 for NaN, absent or not a number.
int32_t js_arg_int32(size_t argc, const js_value argv[], size_t i);
int64_t js_arg_int64(size_t argc, const js_value argv[], size_t i);
static inline bool js_arg_true(size_t argc, const js_value argv[], size_t i)
{
    return i < argc && argv[i] == JS_TRUE;
}

bool js_is_string(js_context ctx, js_value v);
bool js_is_object(js_context ctx, js_value v);
bool js_is_function(js_context ctx, js_value v);
bool js_is_array(js_context ctx, js_value v);
// `v` as an object without conversion, or NULL where it is none.
js_object js_object_of(js_context ctx, js_value v);

// ---- strings --------------------------------------------------------------------------------------------------------

// New strings. Invalid UTF-8 becomes U+FFFD as the Encoding Standard says. All-Latin-1 text of some length makes an 8-bit string where
// the engine lets us. Fails: NULL with `*exception` not set where memory is short (pass the result on: NULL reads as undefined).
js_value js_string_utf8(js_context ctx, const char *bytes, size_t len);
js_value js_string_latin1(js_context ctx, const uint8_t *bytes, size_t len);
// As js_string_utf8, into a `blank` as js_string_room has it.
js_value js_string_utf8_into(js_context ctx, js_value blank, const char *bytes, size_t len);
js_value js_string_utf16(js_context ctx, const uint16_t *units, size_t len);
// For NUL-terminated ASCII text known to the program.
js_value js_string_ascii(js_context ctx, const char *text);

// Room for `len` characters, at least one, of a string that JavaScript made just now with `blank()` of internal/blank_string and passed straight to C,
// which returns it: the cheapest way to a string, for a caller that knows the length. The string is that text from here on: fill all of it before
// anything else happens. NULL where that cannot be done, or `v` is no such string; then use js_string_latin1 or js_string_utf16. May collect.
void *js_string_room(js_value v, size_t len);
uint16_t *js_string_room_wide(js_value v, size_t len);
// A new string of `len` characters of 8 bits, at least one, for C to fill before JavaScript sees it. NULL where that cannot be done. May collect.
js_value js_string_with_room(js_context ctx, size_t len, uint8_t **room);

// A string's text as NUL-terminated UTF-8 (lone surrogates become U+FFFD). Short texts sit in `inline_bytes`.
// Owns: the caller, who calls js_utf8_deinit (which accepts an empty one).
typedef struct js_utf8 {
    char *bytes; // NUL-terminated; NULL when empty (not initialised)
    size_t len;  // without the NUL
    char inline_bytes[256];
} js_utf8;

// Converts with ToString, which may call JavaScript and throw. Fails: -1 with `*exception` set.
int js_utf8_init(js_context ctx, js_value v, js_utf8 *out, js_value *exception) JS_MUST_USE;
void js_utf8_deinit(js_utf8 *text);
// As js_utf8_init, into a malloc'ed block. Owns: the caller (free). NULL with `*exception` set on failure.
char *js_utf8_dup(js_context ctx, js_value v, size_t *len, js_value *exception) JS_MUST_USE;

// A string's UTF-16 code units. Owns: the caller, js_utf16_deinit.
typedef struct js_utf16 {
    const uint16_t *units;
    size_t len;
    void *string; // the engine's string that owns `units`
} js_utf16;
int js_utf16_init(js_context ctx, js_value v, js_utf16 *out, js_value *exception) JS_MUST_USE;
void js_utf16_deinit(js_utf16 *text);

// A string's characters where the engine keeps them: `latin1` (8 bits each) or `units` (16), the other is NULL. Borrowed: valid until js_text_deinit
// and while `v` is reachable. Cost: none for most strings; ropes are made flat.
typedef struct js_text {
    const uint8_t *latin1;
    const uint16_t *units;
    size_t len;
    void *string; // the engine's string where one had to be made
} js_text;
// Converts with ToString where `v` is no string, which may call JavaScript and throw. Fails: -1 with `*exception` set.
int js_text_init(js_context ctx, js_value v, js_text *out, js_value *exception) JS_MUST_USE;
// The characters of a short rope of 8 bits a character, which stays one: what is read once need not be made flat. How many; 0 where `v` is nothing of the kind,
// has no room, or cannot be read in place.
size_t js_rope_copy(js_value v, uint8_t *out, size_t room);
void js_text_deinit(js_text *text);
// How many bytes the text takes as UTF-8, and writing it, in whole characters, into at most `room` bytes; returns how many were written.
size_t js_text_utf8_length(const js_text *text);
size_t js_text_to_utf8(const js_text *text, void *bytes, size_t room);

// ---- objects --------------------------------------------------------------------------------------------------------

js_object js_object_new(js_context ctx);
js_object js_array_new(js_context ctx, size_t count, const js_value values[], js_value *exception);
js_object js_global(js_context ctx);

// Property names are ASCII. Getters may throw; then undefined is returned and `*exception` set (where not NULL).
js_value js_get(js_context ctx, js_object object, const char *name, js_value *exception);
void js_set(js_context ctx, js_object object, const char *name, js_value v);
js_value js_get_index(js_context ctx, js_object object, unsigned index, js_value *exception);
void js_set_index(js_context ctx, js_object object, unsigned index, js_value v);

// Whether two objects surely have the same prototype and names of properties (indices aside). False says nothing.
bool js_same_shape(js_value a, js_value b);

// Gives the typed array `v`, which JavaScript made just now, the prototype of `like`, another of its kind: what making it with a class of its own would
// give, for a fraction of the price. `plain` shows what `v` must be: a typed array of the engine's own class. False where that cannot be done.
bool js_become(js_value v, js_value like, js_value plain);

// Makes `fresh`, a `new Uint8Array(0)` that JavaScript made just now and that nothing else refers to, a view of `len` bytes of the Uint8Array `of` from its byte `start`
// on. `shapes`: an array of the class that the view is to have, and one of the engine's own Uint8Array. False where that cannot be done, and nothing has changed: `of` has
// no ArrayBuffer yet or properties of its own, its length can change, it is shorter, or the engine is not the known one. May collect.
bool js_uint8_part(const js_value shapes[2], js_value fresh, js_value of, size_t start, size_t len);

// The elements of an ordinary array where the engine keeps them (0 bits: a hole), for use before anything runs in JavaScript. NULL where they are kept in another way, or
// the engine's layout is not the known one.
const js_value *js_elements_peek(js_value array, size_t *count);
// Which of the first places inside of a plain object, below `most`, holds exactly this value; -1 where none does or nothing can be known. Objects of the
// same shape (js_same_shape) keep the same attribute in the same place.
int js_attribute_place(js_value object, js_value v, unsigned most);
// What is there: `place` was found in an object of the same shape.
js_value js_attribute_at(js_value object, unsigned place);
// Freezes objects that JavaScript made just now: those that are as `plain` is become as `frozen` is, which was like `plain` before JavaScript froze it. Both must live as long as the
// runtime. How many: it stops at the first that is another, at once where the engine's layout is not the known one.
size_t js_freeze_like(const js_value objects[], size_t n, js_value plain, js_value frozen);

// Properties by a key of any kind, calls and constructions as the language does them. Each may run JavaScript; where that throws, `*exception` is set and the
// result says nothing.
js_value js_get_key(js_context ctx, js_object object, js_value key, js_value *exception);
void js_set_key(js_context ctx, js_object object, js_value key, js_value v, js_value *exception);
bool js_has_key(js_context ctx, js_object object, js_value key, js_value *exception);
bool js_delete_key(js_context ctx, js_object object, js_value key, js_value *exception);
js_value js_construct(js_context ctx, js_object constructor, size_t argc, const js_value argv[],
                      js_value *exception);
bool js_strict_equals(js_context ctx, js_value a, js_value b);
// What `typeof` says, and null.
typedef enum js_type {
    JS_TYPE_UNDEFINED,
    JS_TYPE_NULL,
    JS_TYPE_BOOLEAN,
    JS_TYPE_NUMBER,
    JS_TYPE_STRING,
    JS_TYPE_SYMBOL,
    JS_TYPE_BIGINT,
    JS_TYPE_OBJECT,
    JS_TYPE_FUNCTION,
} js_type;
js_type js_type_of(js_context ctx, js_value v);

// Bigints of 64 bits. NULL where memory is short; false where `v` is no bigint or does not fit.
js_value js_bigint_new(js_context ctx, int64_t i);
bool js_bigint_int64(js_context ctx, js_value v, int64_t *out);

js_object js_function_new(js_context ctx, const char *name, js_function function);
// Adds the functions of a table (ended by a zero row) to an object.
void js_functions_add(js_context ctx, js_object object, const js_function_spec *table);

// ---- bytes ----------------------------------------------------------------------------------------------------------

// The bytes of a typed array or ArrayBuffer. Borrowed: valid while the value is reachable; asynchronous work must also root it.
typedef struct js_bytes {
    uint8_t *data; // may be NULL when len is 0
    size_t len;
} js_bytes;
// Fails: -EINVAL (no exception set) where `v` holds no bytes (DataView: the JavaScript half passes a Uint8Array over it).
int js_bytes_get(js_context ctx, js_value v, js_bytes *out) JS_MUST_USE;

// As js_bytes_get, for use within the same C function only and without a call into JavaScript in between: cheap (no lock, no conversion of small
// arrays), accepts a DataView, and does not pin, so that later `.buffer` or `transfer()` in JavaScript may move the bytes.
int js_bytes_peek(js_context ctx, js_value v, js_bytes *out) JS_MUST_USE;

// As js_bytes_peek, of a Uint8Array of fixed length and nothing else; false for anything else, or where the engine's layout is not the known one.
bool js_uint8_peek(js_value v, js_bytes *out);

// A Uint8Array that takes over `data` (malloc'ed); `free(data)` runs when collected, on any thread. Owns: adopts, also on failure.
js_value js_uint8_array_adopt(js_context ctx, void *data, size_t len, js_value *exception);
// An ArrayBuffer over C memory that `release(owner)` lets go of, on any thread, when it is collected. Owns: adopts `owner`, also on failure.
js_value js_array_buffer_shared(js_context ctx, void *data, size_t len, void (*release)(void *owner),
                                void *owner, js_value *exception);
// An ArrayBuffer over C memory that outlives the runtime. JavaScript puts a Float64Array, Int32Array ... over it.
js_value js_array_buffer_static(js_context ctx, void *data, size_t len, js_value *exception);

// What is behind a SharedArrayBuffer that the engine made itself, for other VMs of the process. NULL where `buffer` is none, or the engine's layout is not the known one.
// Owns: the caller, js_shared_contents_free (any thread).
void *js_shared_contents_take(js_context ctx, js_value buffer);
void js_shared_contents_free(void *contents);
// A DataView whose `buffer` is a SharedArrayBuffer over the contents, which stay the caller's.
js_object js_shared_contents_view(js_context ctx, void *contents);

// Makes `memory`, a WebAssembly.Memory that is shared and that JavaScript made just now, one over the contents of another's buffer. False where that cannot be done.
bool js_shared_contents_to_memory(js_context ctx, void *contents, js_object memory);

// Whether two typed arrays or DataViews follow the length of their buffers alike; -1 where the engine's layout is not the known one.
int js_same_view_mode(js_value a, js_value b);

// ---- native handles -------------------------------------------------------------------------------------------------

// A C pointer inside a JavaScript object, with a brand. `finalize` runs on the runtime's thread, inside an allocation or at the runtime's
// end: it may free memory or close a uv handle (which posts), and touches no JavaScript.
typedef struct js_native_type {
    const char *name;
    void (*finalize)(void *pointer);
} js_native_type;
js_object js_native_new(js_context ctx, const js_native_type *type, void *pointer);
// The pointer, or NULL where `v` is no such object or was cleared.
void *js_native_get(js_context ctx, js_value v, const js_native_type *type);
// Forgets the pointer: the finalizer will not run for it.
void js_native_clear(js_context ctx, js_value v);

// ---- roots and weak references --------------------------------------------------------------------------------------

// A slot in the runtime's root table (traced by a marking constraint). 0 is no slot. Slots are reused after js_root_free.
typedef uint32_t js_root;
js_root js_root_new(js_context ctx, js_value v); // 0 where memory is short
js_value js_root_get(js_context ctx, js_root root);
void js_root_set(js_context ctx, js_root root, js_value v);
void js_root_free(js_context ctx, js_root root); // accepts 0

// A stack of values that C works with, traced as roots are: for C that keeps values in memory of its own for the time of a call. Everything from the place that
// js_handles_top gave goes with js_handles_cut. Values that stand for nothing in the heap need no place.
size_t js_handles_top(js_runtime *runtime);
bool js_handles_push(js_runtime *runtime, js_value v);     // false where memory is short
js_value js_handles_at(js_runtime *runtime, size_t place); // `place` is below the top, here and next
void js_handles_put(js_runtime *runtime, size_t place, js_value v);
void js_handles_cut(js_runtime *runtime, size_t top);

// A weak reference to an object or a symbol. Owns: the caller, js_weak_free on the runtime's thread.
typedef struct js_weak js_weak;
js_weak *js_weak_new(js_context ctx, js_value v); // NULL where memory is short
js_value js_weak_get(js_weak *weak);              // NULL where it was collected
void js_weak_free(js_context ctx, js_weak *weak); // accepts NULL

// ---- errors ---------------------------------------------------------------------------------------------------------

// Each stores into `*exception` and returns undefined, so that a function can `return js_throw_...`.
js_value js_throw(js_value *exception, js_value error);
// A plain Error (or TypeError, RangeError) with `code`. printf-style.
js_value js_throw_error(js_context ctx, js_value *exception, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
js_value js_throw_type_error(js_context ctx, js_value *exception, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
js_value js_throw_range_error(js_context ctx, js_value *exception, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
// Node's system error from a negative errno (libuv's codes): message "ENOENT: no such file or directory, open 'x' -> 'y'", with errno,
// code, syscall, path, dest. `path` and `dest` may be NULL.
js_value js_throw_errno(js_context ctx, js_value *exception, int status, const char *syscall,
                        const char *path, const char *dest);
js_value js_throw_out_of_memory(js_context ctx, js_value *exception);

// ---- calls ----------------------------------------------------------------------------------------------------------

// Calls a JavaScript function from inside a C function that JavaScript called. No ticks, no microtasks.
js_value js_call(js_context ctx, js_value function, js_value self, size_t argc, const js_value argv[],
                 js_value *exception);
// The one door (see docs/conventions.md): for events from the loop. An uncaught error goes to process; ticks and microtasks have run
// when it returns. Returns the handler's result, or undefined after an error. Must not be called from inside JavaScript.
js_value js_enter(js_runtime *runtime, js_value function, size_t argc, const js_value argv[]);

// Whether JavaScript waits below the caller: then js_call, else js_enter.
bool js_is_entered(js_runtime *runtime);

// Runs pending ticks and rejections after JavaScript ran by another way than the door (the engine's own run loop). Outside JavaScript.
void js_settle(js_runtime *runtime);

// One step of waiting inside a C function that JavaScript called: microtasks and ticks run; where those left nothing to do and `turn`
// is set, the loop turns once. False where nothing is left that could ever make progress.
bool js_wait_step(js_context ctx, bool turn);

// Hold the engine's lock over several calls in one C function (each engine call takes it otherwise, 55 ns). Nest freely.
void js_lock(js_context ctx);
void js_unlock(js_context ctx);

// ---- source text ----------------------------------------------------------------------------------------------------

// Evaluates source text as a script. `source` is UTF-8. `url` is what stacks show. Undefined with `*exception` set on failure.
js_value js_evaluate(js_context ctx, const char *source, size_t len, const char *url, int first_line,
                     js_value *exception);
// As js_evaluate with `this` being `self` (an object).
js_value js_evaluate_with_this(js_context ctx, const char *source, size_t len, const char *url,
                               int first_line, js_object self, js_value *exception);
// Parses without running. False with `*exception` set (a SyntaxError) where the text is no script.
bool js_check_syntax(js_context ctx, const char *source, size_t len, const char *url, int first_line,
                     js_value *exception);
// As js_evaluate, for ASCII text that outlives the runtime; it is not copied.
js_value js_evaluate_immortal(js_context ctx, const char *ascii, size_t len, const char *url,
                              js_value *exception);

// ---- runtime --------------------------------------------------------------------------------------------------------

// Once per process, before the first runtime: the engine's options and signal.
void js_process_init(void);
// Before js_process_init: an option of the engine by its environment name; `name` is kept. The user's own setting wins.
void js_engine_option(const char *name, const char *value);
// No option of the engine comes from the user's environment. After js_process_init.
bool js_engine_is_standard(void);
// Before js_process_init: ends the process with a line on stderr where live data comes to about this much; 0: at four fifths of the
// memory that the process may use.
void js_memory_limit(size_t megabytes);
// The bytes that the process may use by that; known from the first collection on, else an estimate.
uint64_t js_memory_limit_bytes(void);
// Beyond it is allowed until as many calls have taken that back. Thread: any.
void js_memory_limit_pause(bool pause);
// Asked by whoever is about to end a runtime for want of memory: whether somebody made use of the moment, and the runtime may go on for now. NULL: nobody would.
extern bool (*_Atomic js_heap_near_limit)(js_runtime *runtime);
// Before anything is collected: bytes of a file mapped for reading that are read about once. At some collections their pages are given back; they are read
// from the file again where they are needed after all.
void js_memory_read_once(const void *bytes, size_t len);
// The program listens for connections: it has started. When its loop is about to sleep, and at some collections from then on, the pages of code that was run for that are
// given back, and the engine's compilers yield to this thread. Thread: the runtime's. Cost: 5 to 10 ms, most of it later; once: later calls do nothing.
void js_process_serves(js_runtime *runtime);
// Call it where the process's time zone has changed: computed dates are forgotten. Thread: any.
void js_time_zone_changed(void);
// A VM with its global context on the calling thread, bound to `loop`. Fails: -ENOMEM, -ENOTSUP.
int js_runtime_new(js_runtime **out, struct loop *loop) JS_MUST_USE;
void js_runtime_free(js_runtime *runtime); // accepts NULL
js_runtime *js_runtime_current(void);      // of the calling thread; NULL where it has none
js_context js_runtime_context(js_runtime *runtime);
struct loop *js_runtime_loop(js_runtime *runtime);
// Flags shared with JavaScript as an Int32Array of 4: [0] ticks are pending, [1] rejections are pending, [2] reported rejections may
// be handled yet (asked for once an entry). The door reads them. [3] somebody may listen to the end of the program.
enum { JS_TICK_ENDS = 3 };
int32_t *js_runtime_tick_info(js_runtime *runtime);
// Takes the hooks that JavaScript supplies at boot: door(fn, ...args), afterMicrotasks(), makeError(kind, code, message),
// makeErrnoError(errno, syscall, path, dest), onUnhandledRejection(promise, reason). Fails: -ENOMEM.
int js_runtime_install(js_runtime *runtime, js_object hooks) JS_MUST_USE;

// Data of a binding that belongs to one runtime. The key's address is its name: make it static const.
typedef struct js_data_key {
    size_t size;
    void (*deinit)(void *data); // frees what the data points at, not the data; may be NULL
} js_data_key;
// Zeroed memory made on the first call, the same for each later call. Owns: the runtime; `deinit` runs after the VM has gone. NULL
// where memory is short. Cost: a walk over the few keys in use.
void *js_runtime_data(js_runtime *runtime, const js_data_key *key);

// From here on nothing enters JavaScript (js_enter does nothing), and what runs is ended as soon as the engine lets it.
// Thread: any, while the runtime exists.
void js_runtime_terminate(js_runtime *runtime);
// Called on the runtime's thread, which holds no lock, where js_runtime_terminate found a loop of machine code that nothing ends. The thread never goes on;
// the runtime and all that is its own stay.
void js_runtime_on_abandon(js_runtime *runtime, void (*on_abandon)(void *data), void *data);
// The same for the runtime's own thread, without interrupting what runs: the last JavaScript was entered.
void js_runtime_stop_entering(js_runtime *runtime);
bool js_runtime_is_terminating(js_runtime *runtime); // Thread: any
// In a C function that JavaScript called: ends all JavaScript that runs, once the function has returned. Cost: a few milliseconds.
void js_terminate_here(js_context ctx);
// Runs the finalizers of all natives that are left, while values can still be made. The loop may then be drained and turned until it
// is empty, and js_runtime_free follows.
void js_runtime_close_natives(js_runtime *runtime);

// Another global in the same VM (vm.createContext). Owns: the returned global object keeps it alive.
js_object js_context_new(js_context ctx);
// The context whose global object this is.
js_context js_context_of(js_object global);

// Collector and memory.
void js_collect_garbage(js_context ctx); // full and synchronous
typedef struct js_memory {
    double heap_used_bytes, heap_capacity_bytes, extra_bytes;
    double object_count, global_count;
} js_memory;
void js_memory_get(js_context ctx, js_memory *out); // Cost: walks the heap, 90 ns an object

// Tells the collector that so many bytes more live outside of the heap with something inside of it.
void js_report_memory(js_context ctx, size_t bytes);

// State of a promise: 0 pending, 1 fulfilled, 2 rejected, -1 where the engine's layout is not the known one. `*result` gets the value.
int js_promise_state(js_context ctx, js_value promise, js_value *result);
bool js_is_promise(js_context ctx, js_value v);
bool js_promise_is_handled(js_context ctx, js_value promise);
// Target and handler of a Proxy; NULL where `v` is none.
js_object js_proxy_target(js_context ctx, js_value v);

// ---- interruption ---------------------------------------------------------------------------------------------------

// Asks for one call of `check` in the JavaScript that runs now, within milliseconds; nothing happens where none runs. True from `check` ends
// it as below. Thread: any, while the runtime exists. Cost: none for JavaScript that is never asked.
void js_interrupt_request(js_runtime *runtime);
// Requests an interruption after collections, when the process has grown by so many bytes since the last. Thread: loop; once a runtime.
void js_watch_growth(js_runtime *runtime, double bytes);
// Who answers requests beside js_runtime_terminate. Thread: loop.
void js_interrupt_on_request(js_runtime *runtime, bool (*check)(void *data), void *data);

// Who else hears of each answered request, and may call JavaScript then: the inspector. Thread: loop.
void js_interrupt_inspect(js_runtime *runtime, void (*inspect)(void *data), void *data);

// One owner of the VM's execution time limit. `check` runs every `period_ms` of the thread's CPU time while installed; true ends the
// running JavaScript with an uncatchable exception. Pass NULL to remove. Thread: loop.
typedef bool (*js_interrupt_check)(void *data);
void js_interrupt_set(js_context ctx, unsigned period_ms, js_interrupt_check check, void *data);
// For a check that wants the running JavaScript to go on with an exception instead of ending it with all that called it. `thrower` is a
// Proxy whose `has` trap throws; the program may catch what it throws. The check then returns false.
void js_interrupt_throw(js_context ctx, js_object thrower);

#ifdef __cplusplus
}
#endif
#endif
