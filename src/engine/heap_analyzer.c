// SPDX-License-Identifier: MIT
//
// See heap_analyzer.h. The engine's HeapSnapshotBuilder is told of cells and references by virtual functions. One of them gets a table of ours, a copy of its own
// in which those are replaced; its buildSnapshot() then does the rest: it keeps other collections out, announces the object to the VM, and collects. The number of a
// cell is the engine's own, kept in the VM's HeapProfiler, which forgets cells as they die; a VM has none before it is asked for one, and gets one from us that is
// what it would make.
//
// Invariant: nothing is called before the table was found to hold the exported functions, and the place of the VM's profiler was read from the machine code
// of an exported function (x86-64, 2.50). Classes: an object's structure is at a base plus its number, and refers to a description, exported for many classes by name;
// places within are found by looking for these names' addresses.
#include "engine/heap_analyzer.h"

#include "engine/layout.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>

#define WEAK __attribute__((weak))
#define BUILDER "_ZN3JSC19HeapSnapshotBuilder"

extern WEAK void *builder_table[] __asm__("_ZTVN3JSC19HeapSnapshotBuilderE");
extern WEAK void builder_init(void *builder, void *profiler, int type, uint8_t overflow) __asm__(
    BUILDER "C1ERNS_12HeapProfilerENS0_12SnapshotTypeEN3WTF14OverflowPolicyE");
extern WEAK void builder_deinit(void *builder) __asm__(BUILDER "D1Ev");
extern WEAK void builder_build(void *builder) __asm__(BUILDER "13buildSnapshotEv");
extern WEAK void builder_node(void *builder, void *cell) __asm__(BUILDER "11analyzeNodeEPNS_6JSCellE");
extern WEAK void builder_edge(void) __asm__(BUILDER "11analyzeEdgeEPNS_6JSCellES2_NS_14RootMarkReasonE");
extern WEAK void builder_property(void) __asm__(
    BUILDER "23analyzePropertyNameEdgeEPNS_6JSCellES2_PN3WTF17UniquedStringImplE");
extern WEAK void builder_variable(void) __asm__(
    BUILDER "23analyzeVariableNameEdgeEPNS_6JSCellES2_PN3WTF17UniquedStringImplE");
extern WEAK void builder_index(void) __asm__(BUILDER "16analyzeIndexEdgeEPNS_6JSCellES2_j");
extern WEAK bool builder_knows(void *builder, void *cell,
                               uint32_t *id) __asm__(BUILDER
                                                     "30previousSnapshotHasNodeForCellEPNS_6JSCellERj");
extern WEAK uint32_t builder_next_id __asm__(BUILDER "29nextAvailableObjectIdentifierE");
extern WEAK void agent_snapshot(void) __asm__("_ZN9Inspector18InspectorHeapAgent8snapshotEv");
extern WEAK void *engine_malloc(size_t) __asm__("_ZN3WTF10fastMallocEm");
extern WEAK void engine_free(void *) __asm__("_ZN3WTF8fastFreeEPv");
extern WEAK void engine_string_destroy(void *) __asm__("_ZN3WTF10StringImpl7destroyEPS0_");
extern WEAK void engine_class_name(void **out,
                                   void *object) __asm__("_ZN3JSC8JSObject19calculatedClassNameEPS0_");
extern WEAK void engine_function_name(void **out, void *function, JSContextGroupRef vm) __asm__(
    "_ZN3JSC10JSFunction21calculatedDisplayNameERNS_2VME");
extern WEAK uint64_t
object_size(void *cell, JSContextGroupRef vm) __asm__("_ZN3JSC8JSObject13estimatedSizeEPNS_6JSCellERNS_2VME");

#define CLASS(name, symbol) extern WEAK void *name[] __asm__(symbol)
CLASS(class_object, "_ZN3JSC8JSObject6s_infoE");
CLASS(class_final_object, "_ZN3JSC13JSFinalObject6s_infoE");
CLASS(class_array, "_ZN3JSC7JSArray6s_infoE");
CLASS(class_string, "_ZN3JSC8JSString6s_infoE");
CLASS(class_symbol, "_ZN3JSC6Symbol6s_infoE");
CLASS(class_bigint, "_ZN3JSC8JSBigInt6s_infoE");
CLASS(class_function, "_ZN3JSC10JSFunction6s_infoE");
CLASS(class_internal_function, "_ZN3JSC16InternalFunction6s_infoE");
CLASS(class_regexp, "_ZN3JSC12RegExpObject6s_infoE");
CLASS(class_structure, "_ZN3JSC9Structure6s_infoE");
CLASS(class_executable, "_ZN3JSC14ExecutableBase6s_infoE");
CLASS(class_unlinked, "_ZN3JSC26UnlinkedFunctionExecutable6s_infoE");

enum {
    WORD = sizeof(void *),
    TABLE_MAX = 32,
    TABLE_HEAD = 2,     // words before the functions
    BUILDER_WORDS = 32, // it has 13 in 2.50
    PROFILER_SIZE = 64, // it has 32 bytes in 2.50
    PROFILER_SNAPSHOTS = 1,
    CODE_SEARCHED = 128,
    INFO_WORDS = 96, // of a class's description
    STRUCTURE_WORDS = 16,
    SYMBOL_FLAG = 0x20, // of a block of characters
    ONE_REFERENCE = 2,
};

typedef struct visit {
    void *builder[BUILDER_WORDS];
    const js__heap_visitor *visitor;
    pthread_mutex_t mutex;
} visit;

// Of the engine, found once a process.
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_known;
static void *table[TABLE_MAX];
static size_t profiler_offset; // in a VM
static pthread_mutex_t id_mutex = PTHREAD_MUTEX_INITIALIZER;

// ---- the engine's calls ---------------------------------------------------------------------------------------------

static void tell_edge(visit *v, void *from, void *to, js_heap_reference kind, uint64_t name)
{
    if (to == NULL) {
        return;
    }
    pthread_mutex_lock(&v->mutex);
    v->visitor->edge(v->visitor->data, (uintptr_t)from, (uintptr_t)to, kind, name);
    pthread_mutex_unlock(&v->mutex);
}

static void on_node(visit *v, void *cell)
{
    uint32_t id = 0;
    if (!v->visitor->without_ids && !builder_knows(v->builder, cell, &id)) {
        // Whoever tells of a cell again is not the one who gave the number.
        pthread_mutex_lock(&id_mutex);
        id = builder_next_id;
        builder_node(v->builder, cell);
        pthread_mutex_unlock(&id_mutex);
    }
    pthread_mutex_lock(&v->mutex);
    v->visitor->node(v->visitor->data, (uintptr_t)cell, id);
    pthread_mutex_unlock(&v->mutex);
}

static void on_edge(visit *v, void *from, void *to, uint8_t reason)
{
    tell_edge(v, from, to, JS_HEAP_INTERNAL, reason);
}

static void on_property(visit *v, void *from, void *to, void *name)
{
    tell_edge(v, from, to, JS_HEAP_PROPERTY, (uintptr_t)name);
}

static void on_variable(visit *v, void *from, void *to, void *name)
{
    tell_edge(v, from, to, JS_HEAP_VARIABLE, (uintptr_t)name);
}

static void on_index(visit *v, void *from, void *to, uint32_t index)
{
    tell_edge(v, from, to, JS_HEAP_ELEMENT, index);
}

// ---- what is known --------------------------------------------------------------------------------------------------

#define ADDRESS(function) ((void *)(uintptr_t)(function))

static bool replace(size_t count, void *engines, void *ours)
{
    for (size_t i = TABLE_HEAD; i < count; i++) {
        if (table[i] == engines) {
            table[i] = ours;
            return true;
        }
    }
    return false;
}

static bool copy_table(void)
{
    Dl_info info;
    const ElfW(Sym) *symbol = NULL;
    if (dladdr1(builder_table, &info, (void **)(void *)&symbol, RTLD_DL_SYMENT) == 0 || symbol == NULL ||
        symbol->st_size < TABLE_HEAD * WORD || symbol->st_size > sizeof table) {
        return false;
    }
    size_t count = symbol->st_size / WORD;
    memcpy(table, builder_table, count * WORD);
    return replace(count, ADDRESS(builder_node), ADDRESS(on_node)) &&
           replace(count, ADDRESS(builder_edge), ADDRESS(on_edge)) &&
           replace(count, ADDRESS(builder_property), ADDRESS(on_property)) &&
           replace(count, ADDRESS(builder_variable), ADDRESS(on_variable)) &&
           replace(count, ADDRESS(builder_index), ADDRESS(on_index));
}

#ifdef __x86_64__

// `mov N(vm),%rcx; test $1,%cl`: the inspector asks for the VM's profiler, which may not have been made.
static size_t read_profiler_offset(void)
{
    static const uint8_t test[] = {0xf6, 0xc1, 0x01};
    const uint8_t *code = ADDRESS(agent_snapshot);
    const uint8_t *at = memmem(code, CODE_SEARCHED, test, sizeof test);
    int32_t offset = 0;
    if (at != NULL && at - code >= 7 && at[-6] == 0x8b && (at[-5] & 0xf8) == 0x88) {
        memcpy(&offset, at - 4, sizeof offset);
    }
    return offset > 0x1000 && offset < 0x100000 && offset % WORD == 0 ? (size_t)offset : 0;
}

#else

static size_t read_profiler_offset(void)
{
    return 0;
}

#endif

static void look_at_engine(void)
{
    if (builder_init == NULL || builder_deinit == NULL || builder_build == NULL || builder_node == NULL ||
        builder_knows == NULL || &builder_next_id == NULL || builder_table == NULL ||
        agent_snapshot == NULL || engine_malloc == NULL || engine_free == NULL ||
        engine_string_destroy == NULL || engine_class_name == NULL || engine_function_name == NULL) {
        return;
    }
    profiler_offset = read_profiler_offset();
    is_known = profiler_offset != 0 && copy_table();
}

bool js__heap_visit_is_known(void)
{
    pthread_once(&once, look_at_engine);
    return is_known;
}

// ---- the walk -------------------------------------------------------------------------------------------------------

// The VM's profiler, made where there is none. NULL: memory is short, or what is there is none.
static void **profiler_of(JSContextGroupRef vm)
{
    void **place = (void **)(void *)((char *)(uintptr_t)vm + profiler_offset);
    void **profiler = *place;
    if (profiler != NULL && ((uintptr_t)profiler & 1) == 0) {
        return profiler[0] == (const void *)vm ? profiler : NULL;
    }
    if (profiler == NULL) {
        return NULL;
    }
    profiler = engine_malloc(PROFILER_SIZE); // the VM frees it
    if (profiler != NULL) {
        memset(profiler, 0, PROFILER_SIZE);
        memcpy(profiler, &vm, sizeof vm);
        *place = profiler;
    }
    return profiler;
}

int js__heap_visit(js_runtime *rt, const js__heap_visitor *visitor)
{
    if (!js__heap_visit_is_known()) {
        return -ENOTSUP;
    }
    int rc = -ENOTSUP;
    visit v = {.visitor = visitor, .mutex = PTHREAD_MUTEX_INITIALIZER};
    JSLock(rt->ctx);
    void **profiler = profiler_of(rt->group);
    if (profiler == NULL) {
        goto out;
    }
    builder_init(v.builder, profiler, 0, 0);
    if (v.builder[0] != builder_table + TABLE_HEAD || v.builder[1] != profiler) {
        builder_deinit(v.builder);
        goto out;
    }
    v.builder[0] = table + TABLE_HEAD;
    builder_build(v.builder);
    v.builder[0] = builder_table + TABLE_HEAD;
    builder_deinit(v.builder);
    rc = 0;
out:
    JSUnlock(rt->ctx);
    pthread_mutex_destroy(&v.mutex);
    return rc;
}

// ---- classes --------------------------------------------------------------------------------------------------------

static size_t parent_word, size_word, structure_word; // of a description, and of a structure

static const void *word_of(const void *p, size_t word)
{
    const void *value;
    memcpy(&value, (const char *)p + word * WORD, sizeof value);
    return value;
}

static const void *structure_of(uintptr_t cell, uint64_t base)
{
    return (const void *)(uintptr_t)(base + js__structure_number(cell));
}

// Which of the first words is `want`; `count` where none is.
static size_t find_word(const void *p, size_t count, const void *want)
{
    size_t i = 0;
    while (i < count && word_of(p, i) != want) {
        i++;
    }
    return i;
}

static bool name_is(const int ends[2], const void *info, const char *want)
{
    char text[16] = {0};
    return js__read_carefully(ends, word_of(info, 0), text, strlen(want) + 1) && strcmp(text, want) == 0;
}

static _Thread_local uint64_t probed_base;

static bool probe_classes(const int ends[2], JSContextRef ctx)
{
    if (class_object == NULL || class_final_object == NULL || class_array == NULL || class_string == NULL ||
        class_function == NULL || class_structure == NULL || object_size == NULL) {
        return false;
    }
    parent_word = find_word(class_final_object, INFO_WORDS, class_object);
    size_word = find_word(class_array, INFO_WORDS, ADDRESS(object_size));
    if (parent_word == INFO_WORDS || size_word == INFO_WORDS ||
        !name_is(ends, class_final_object, "Object") || !name_is(ends, class_array, "Array") ||
        !name_is(ends, class_string, "string")) {
        return false;
    }
    // Made by the interface: this may run where no JavaScript can.
    JSStringRef text = JSStringCreateWithUTF8CString("some text");
    JSValueRef samples[] = {JSObjectMake(ctx, NULL, NULL), JSValueMakeString(ctx, text)};
    JSStringRelease(text);
    const void *wants[] = {class_final_object, class_string};
    size_t found[2];
    for (size_t i = 0; i < 2; i++) {
        void *words[STRUCTURE_WORDS];
        if (samples[i] == NULL || !js__read_carefully(ends, structure_of((uintptr_t)samples[i], probed_base),
                                                      words, sizeof words)) {
            return false;
        }
        found[i] = find_word(words, STRUCTURE_WORDS, wants[i]);
    }
    structure_word = found[0];
    return found[0] < STRUCTURE_WORDS && found[0] == found[1];
}

bool js__classes_are_known(js_runtime *rt, uint64_t structure_base)
{
    static atomic_int state;
    static _Atomic uint64_t known_base; // of the process
    (void)rt;
    if (atomic_load(&state) == 0) {
        probed_base = structure_base;
        known_base = structure_base;
        js__probe(&state, probe_classes);
    }
    return atomic_load(&state) == 1 && known_base == structure_base;
}

const js__class_info *js__class_of(uintptr_t cell, uint64_t structure_base)
{
    return word_of(structure_of(cell, structure_base), structure_word);
}

const char *js__class_name(const js__class_info *info)
{
    return word_of(info, 0);
}

static bool is_a(const js__class_info *info, const void *class)
{
    const void *at = info;
    while (at != NULL && at != class) {
        at = word_of(at, parent_word);
    }
    return at != NULL && class != NULL;
}

bool js__class_is_object(const js__class_info *info)
{
    return is_a(info, class_object);
}

bool js__class_is_function(const js__class_info *info)
{
    return is_a(info, class_function);
}

js_heap_kind js__class_kind(const js__class_info *info)
{
    const struct {
        const void *class;
        js_heap_kind kind;
    } kinds[] = {
        {class_string, JS_HEAP_STRING},   {class_function, JS_HEAP_CLOSURE},
        {class_regexp, JS_HEAP_REGEXP},   {class_internal_function, JS_HEAP_CLOSURE},
        {class_object, JS_HEAP_OBJECT},   {class_symbol, JS_HEAP_SYMBOL},
        {class_bigint, JS_HEAP_BIGINT},   {class_structure, JS_HEAP_SHAPE},
        {class_executable, JS_HEAP_CODE}, {class_unlinked, JS_HEAP_CODE},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (is_a(info, kinds[i].class)) {
            return kinds[i].kind;
        }
    }
    const char *name = js__class_name(info);
    if (strstr(name, "CodeBlock") != NULL) {
        return JS_HEAP_CODE;
    }
    return strstr(name, "Butterfly") != NULL ? JS_HEAP_ARRAY : JS_HEAP_HIDDEN;
}

uint64_t js__cell_size(js_runtime *rt, uintptr_t cell, const js__class_info *info)
{
    uint64_t (*size)(void *, JSContextGroupRef);
    const void *function = word_of(info, size_word);
    memcpy(&size, &function, sizeof size);
    return size((void *)cell, rt->group);
}

// ---- texts ----------------------------------------------------------------------------------------------------------

bool js__block_text(const void *block, js_text *text, bool *is_symbol)
{
    struct {
        void *unused;
        const void *block;
    } string = {NULL, block};
    js__characters characters;
    if (block == NULL || !js__characters_of_string((JSStringRef)(void *)&string, &characters)) {
        return false;
    }
    uint32_t flags;
    memcpy(&flags, (const char *)block + 16, sizeof flags);
    *is_symbol = (flags & SYMBOL_FLAG) != 0;
    *text = (js_text){characters.latin1, characters.units, characters.len, NULL};
    return true;
}

static void take_string(void *block, js__text_taker *take, void *data)
{
    js_text text;
    bool is_symbol;
    if (js__block_text(block, &text, &is_symbol)) {
        take(data, &text);
    }
    if (block != NULL && __atomic_sub_fetch((uint32_t *)block, ONE_REFERENCE, __ATOMIC_SEQ_CST) == 0) {
        engine_string_destroy(block);
    }
}

void js__object_class_name(uintptr_t object, js__text_taker *take, void *data)
{
    void *block = NULL;
    engine_class_name(&block, (void *)object);
    take_string(block, take, data);
}

void js__function_name(js_runtime *rt, uintptr_t function, js__text_taker *take, void *data)
{
    void *block = NULL;
    engine_function_name(&block, (void *)function, rt->group);
    take_string(block, take, data);
}
