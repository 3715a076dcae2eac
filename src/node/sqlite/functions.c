// SPDX-License-Identifier: MIT
//
// Functions of the program that SQLite calls: scalar functions, aggregates, the authorizer. They are referred to weakly (the database's
// handle keeps them), so that a function that refers to its database can be collected with it. What they throw waits in the call.
#include "node/sqlite/sqlite.h"

#include <stdlib.h>

enum { ARGUMENTS_MAX = 1000 };

typedef struct program_function {
    sqlite_db *db;
    bool big_integers, has_inverse;
    js_weak *step;    // the function, or what a step of the aggregate calls
    js_weak *inverse; // or NULL
    js_weak *starts;  // of an aggregate: [start, result]
} program_function;

static void function_free(void *pointer)
{
    program_function *f = pointer;
    js_context ctx = js_runtime_context(f->db->runtime);
    js_weak_free(ctx, f->step);
    js_weak_free(ctx, f->inverse);
    js_weak_free(ctx, f->starts);
    free(f);
}

// ---- what they return -----------------------------------------------------------------------------------------------

static void result_object(js_context ctx, sqlite3_context *context, js_value v)
{
    js_bytes bytes;
    int64_t integer;
    if (sqlite_view_bytes(ctx, v, &bytes)) {
        lite.sqlite3_result_blob64(context, bytes.data == NULL ? (const void *)"" : bytes.data, bytes.len,
                                   SQLITE_TRANSIENT);
    } else if (js_bigint_int64(ctx, v, &integer)) {
        lite.sqlite3_result_int64(context, integer);
    } else if (js_type_of(ctx, v) == JS_TYPE_BIGINT) {
        lite.sqlite3_result_error(context, "BigInt value is too large for SQLite", -1);
    } else if (js_is_promise(ctx, v)) {
        lite.sqlite3_result_error(context, "Asynchronous user-defined functions are not supported", -1);
    } else {
        lite.sqlite3_result_error(context, "Returned JavaScript value cannot be converted to a SQLite value",
                                  -1);
    }
}

static void result_text(sqlite_db *db, js_context ctx, sqlite3_context *context, js_value v)
{
    sqlite_text text;
    js_value thrown = NULL;
    if (sqlite_text_init(ctx, v, &text, &thrown) != 0) {
        sqlite_keep_exception(db, thrown);
        lite.sqlite3_result_error_nomem(context);
        return;
    }
    lite.sqlite3_result_text64(context, text.bytes, text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    sqlite_text_deinit(&text);
}

static void result_out(sqlite_db *db, js_context ctx, sqlite3_context *context, js_value v)
{
    if (js_is_number(v)) {
        lite.sqlite3_result_double(context, js_number_or(v, 0));
    } else if (js_is_nullish(v)) {
        lite.sqlite3_result_null(context);
    } else if (js_is_string(ctx, v)) {
        result_text(db, ctx, context, v);
    } else {
        result_object(ctx, context, v);
    }
}

// Calls with what SQLite gave behind `first`, unless that is NULL. False where it threw; SQLite has been told.
static bool call_with(program_function *f, js_weak *weak, sqlite3_context *context, js_value first, int argc,
                      sqlite3_value **argv, js_value *result)
{
    js_value values[1 + (argc > ARGUMENTS_MAX ? ARGUMENTS_MAX : argc)], thrown = NULL;
    js_value function = js_weak_get(weak);
    js_context ctx = f->db->call->ctx;
    size_t count = 0;
    if (first != NULL) {
        values[count++] = first;
    }
    for (int i = 0; i < argc && i < ARGUMENTS_MAX && thrown == NULL; i++) {
        values[count++] = sqlite_value_out(ctx, argv[i], f->big_integers, &thrown);
    }
    if (thrown == NULL && function != NULL) {
        *result = js_call(ctx, function, JS_UNDEFINED, count, values, &thrown);
    }
    if (thrown == NULL && function != NULL) {
        return true;
    }
    if (thrown != NULL) {
        sqlite_keep_exception(f->db, thrown);
    }
    lite.sqlite3_result_error(context, "", 0);
    return false;
}

// Whether the program may be called: not for tidying up, nor after something was thrown.
static bool may_call(const program_function *f)
{
    return !f->db->is_quiet && f->db->call != NULL && f->db->call->exception == NULL;
}

static void on_scalar(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    program_function *f = lite.sqlite3_user_data(context);
    js_value result;
    if (!may_call(f)) {
        lite.sqlite3_result_error(context, "", 0);
    } else if (call_with(f, f->step, context, NULL, argc, argv, &result)) {
        result_out(f->db, f->db->call->ctx, context, result);
    }
}

// ---- aggregates -----------------------------------------------------------------------------------------------------

// One group; memory that SQLite zeroed.
typedef struct group {
    js_root accumulator;
    bool has_started, is_window;
} group;

static bool group_start(program_function *f, group *g, sqlite3_context *context)
{
    js_context ctx = f->db->call->ctx;
    js_value thrown = NULL;
    js_object starts = js_object_of(ctx, js_weak_get(f->starts));
    js_value start = starts == NULL ? JS_UNDEFINED : js_get_index(ctx, starts, 0, &thrown);
    if (js_is_function(ctx, start)) {
        start = js_call(ctx, start, JS_UNDEFINED, 0, NULL, &thrown);
    }
    if (thrown != NULL) {
        sqlite_keep_exception(f->db, thrown);
        lite.sqlite3_result_error(context, "", 0);
        return false;
    }
    g->accumulator = js_root_new(ctx, start);
    g->has_started = g->accumulator != 0;
    if (!g->has_started) {
        lite.sqlite3_result_error_nomem(context);
    }
    return g->has_started;
}

static group *group_of(program_function *f, sqlite3_context *context)
{
    group *g = lite.sqlite3_aggregate_context(context, sizeof *g);
    if (g == NULL) {
        lite.sqlite3_result_error_nomem(context);
        return NULL;
    }
    return g->has_started || group_start(f, g, context) ? g : NULL;
}

static void take_step(sqlite3_context *context, int argc, sqlite3_value **argv, bool is_inverse)
{
    program_function *f = lite.sqlite3_user_data(context);
    if (!may_call(f)) {
        lite.sqlite3_result_error(context, "", 0);
        return;
    }
    js_value result;
    js_context ctx = f->db->call->ctx;
    group *g = group_of(f, context);
    if (g != NULL && call_with(f, is_inverse ? f->inverse : f->step, context,
                               js_root_get(ctx, g->accumulator), argc, argv, &result)) {
        js_root_set(ctx, g->accumulator, result);
    }
}

static void on_step(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    take_step(context, argc, argv, false);
}

static void on_inverse(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    take_step(context, argc, argv, true);
}

static void give_result(program_function *f, const group *g, sqlite3_context *context)
{
    js_context ctx = f->db->call->ctx;
    js_value thrown = NULL, value = js_root_get(ctx, g->accumulator);
    js_object starts = js_object_of(ctx, js_weak_get(f->starts));
    js_value result = starts == NULL ? JS_UNDEFINED : js_get_index(ctx, starts, 1, &thrown);
    if (js_is_function(ctx, result)) {
        value = js_call(ctx, result, JS_UNDEFINED, 1, &value, &thrown);
    }
    if (thrown == NULL) {
        result_out(f->db, ctx, context, value);
    } else {
        sqlite_keep_exception(f->db, thrown);
        lite.sqlite3_result_error(context, "", 0);
    }
}

static void on_value(sqlite3_context *context)
{
    program_function *f = lite.sqlite3_user_data(context);
    group *g = may_call(f) ? group_of(f, context) : NULL;
    if (g != NULL) {
        g->is_window = true;
        give_result(f, g, context);
    }
}

// Comes once a group, also when the statement is ended half-way.
static void on_final(sqlite3_context *context)
{
    program_function *f = lite.sqlite3_user_data(context);
    group *g = may_call(f) ? group_of(f, context) : lite.sqlite3_aggregate_context(context, 0);
    if (g == NULL) {
        return;
    }
    if (may_call(f) && g->has_started && !g->is_window) {
        give_result(f, g, context);
    }
    js_root_free(js_runtime_context(f->db->runtime), g->accumulator);
    *g = (group){0};
}

// ---- making them ----------------------------------------------------------------------------------------------------

enum { FUNCTION_DETERMINISTIC = 1, FUNCTION_DIRECT_ONLY = 2, FUNCTION_BIG_INTEGERS = 4 };

static bool keep_weakly(js_context ctx, js_weak **place, js_value v)
{
    if (js_is_undefined(v)) {
        return true;
    }
    *place = js_weak_new(ctx, v);
    return *place != NULL;
}

static program_function *function_new(js_context ctx, sqlite_db *db, int32_t flags, js_value step,
                                      js_value inverse, js_value starts, js_value *exception)
{
    program_function *f = calloc(1, sizeof *f);
    if (f != NULL) {
        f->db = db;
        f->big_integers = (flags & FUNCTION_BIG_INTEGERS) != 0;
        f->has_inverse = !js_is_undefined(inverse);
        if (keep_weakly(ctx, &f->step, step) && keep_weakly(ctx, &f->inverse, inverse) &&
            keep_weakly(ctx, &f->starts, starts)) {
            return f;
        }
        function_free(f);
    }
    js_throw_out_of_memory(ctx, exception);
    return NULL;
}

// (handle, name, count of arguments or -1, flags, step, [inverse, [start, result]])
JS_FUNCTION(program_function_add)
{
    sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    js_utf8 name;
    if (db == NULL || js_utf8_init(ctx, js_arg(argc, argv, 1), &name, exception) != 0) {
        return JS_UNDEFINED;
    }
    int count = js_arg_int32(argc, argv, 2);
    int32_t flags = js_arg_int32(argc, argv, 3);
    int text = SQLITE_UTF8 | ((flags & FUNCTION_DETERMINISTIC) != 0 ? SQLITE_DETERMINISTIC : 0) |
               ((flags & FUNCTION_DIRECT_ONLY) != 0 ? SQLITE_DIRECTONLY : 0);
    js_value starts = js_arg(argc, argv, 6);
    program_function *f =
        function_new(ctx, db, flags, js_arg(argc, argv, 4), js_arg(argc, argv, 5), starts, exception);
    if (f != NULL) {
        sqlite_call call;
        sqlite_enter(db, &call, ctx);
        int rc = js_is_undefined(starts)
                     ? lite.sqlite3_create_function_v2(db->db, name.bytes, count, text, f, on_scalar, NULL,
                                                       NULL, function_free)
                     : lite.sqlite3_create_window_function(db->db, name.bytes, count, text, f, on_step,
                                                           on_final, f->has_inverse ? on_value : NULL,
                                                           f->has_inverse ? on_inverse : NULL, function_free);
        if (rc != SQLITE_OK) {
            sqlite_throw(ctx, exception, db->db);
        }
        sqlite_leave(db, &call, exception);
    }
    js_utf8_deinit(&name);
    return JS_UNDEFINED;
}

// ---- the authorizer -------------------------------------------------------------------------------------------------

static int refuse(sqlite_db *db, js_context ctx, const char *message)
{
    js_value thrown = NULL;
    if (message != NULL) {
        js_throw_error(ctx, &thrown, NULL, "%s", message);
        sqlite_keep_exception(db, thrown);
    }
    return SQLITE_DENY;
}

static int on_authorize(void *data, int action, const char *a, const char *b, const char *c, const char *d)
{
    sqlite_db *db = data;
    if (db->call == NULL || db->is_quiet || db->call->exception != NULL) {
        return SQLITE_DENY;
    }
    js_context ctx = db->call->ctx;
    const char *texts[] = {a, b, c, d};
    js_value values[5] = {js_int32(action)}, thrown = NULL, function = js_weak_get(db->authorizer);
    for (size_t i = 0; i < 4; i++) {
        values[i + 1] = texts[i] == NULL ? JS_NULL : js_string_utf8(ctx, texts[i], strlen(texts[i]));
    }
    if (function == NULL) {
        return SQLITE_DENY;
    }
    db->is_authorizing = true;
    js_value answer = js_call(ctx, function, JS_UNDEFINED, 5, values, &thrown);
    db->is_authorizing = false;
    if (thrown != NULL) {
        sqlite_keep_exception(db, thrown);
        return SQLITE_DENY;
    }
    if (!js_is_int32(answer)) {
        return refuse(db, ctx, "Authorizer callback must return an integer authorization code");
    }
    int code = (int)js_number_or(answer, SQLITE_DENY);
    if (code != SQLITE_OK && code != SQLITE_DENY && code != SQLITE_IGNORE) {
        return refuse(db, ctx, "Authorizer callback returned a invalid authorization code");
    }
    return code;
}

JS_FUNCTION(program_authorizer)
{
    sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    if (db == NULL) {
        return JS_UNDEFINED;
    }
    js_value function = js_arg(argc, argv, 1);
    js_weak *weak = NULL;
    if (!js_is_nullish(function) && !keep_weakly(ctx, &weak, function)) {
        return js_throw_out_of_memory(ctx, exception);
    }
    js_weak_free(ctx, db->authorizer);
    db->authorizer = weak;
    sqlite_call call;
    sqlite_enter(db, &call, ctx);
    lite.sqlite3_set_authorizer(db->db, weak == NULL ? NULL : on_authorize, db);
    sqlite_leave(db, &call, exception);
    return JS_UNDEFINED;
}

const js_function_spec sqlite_program_functions[] = {
    {"addFunction", program_function_add, 7,
     "addFunction(handle, name, arguments, flags, step, [inverse, [start, result]])"},
    {"setAuthorizer", program_authorizer, 2, "setAuthorizer(handle, function or null)"},
    {0},
};
