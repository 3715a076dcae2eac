// SPDX-License-Identifier: MIT
//
// Prepared statements. Rows cross many at a time: an array of the statement's shape (a number that changes when SQLite prepared it anew because
// the schema changed) and then the values, row by row; JavaScript makes the rows. All functions but those that ask are given `bound`: whether
// JavaScript has bound the parameters itself (bind), and else take the values of the parameters without a name.
#include "node/sqlite/sqlite.h"

#include <stdlib.h>

enum {
    BATCH_VALUES = 1024, // at most, of a batch of rows; lib/internal/sqlite/statement.js counts with it
    FIRST_ARGUMENT = 2,
    SHORT_ROPE = 256, // characters of a text that is not put together for us
};

// ---- the handle -----------------------------------------------------------------------------------------------------

static void statement_link(sqlite_statement *statement, sqlite_statement **list)
{
    statement->next = *list;
    statement->back = list;
    if (statement->next != NULL) {
        statement->next->back = &statement->next;
    }
    *list = statement;
}

static void statement_unlink(sqlite_statement *statement)
{
    *statement->back = statement->next;
    if (statement->next != NULL) {
        statement->next->back = statement->back;
    }
}

void sqlite_statement_end(sqlite_statement *statement)
{
    lite.sqlite3_finalize(statement->stmt);
    statement->stmt = NULL;
    statement_unlink(statement);
}

void sqlite_statement_free(sqlite_statement *statement)
{
    sqlite_db *db = statement->db;
    free(statement->texts);
    free(statement);
    sqlite_db_unref(db);
}

static void statement_finalize(void *pointer)
{
    sqlite_statement *statement = pointer;
    sqlite_db *db = statement->db;
    if (statement->stmt != NULL) {
        if (db->call != NULL || db->backups != NULL) { // reaped at the end of a call
            statement_unlink(statement);
            statement_link(statement, &db->abandoned);
            db->has_abandoned = true;
            return;
        }
        db->is_quiet = true;
        sqlite_statement_end(statement);
        db->is_quiet = false;
    }
    sqlite_statement_free(statement);
}

const js_native_type sqlite_statement_type = {"sqlite statement", statement_finalize};

static void count_parameters(sqlite_statement *statement)
{
    int count = lite.sqlite3_bind_parameter_count(statement->stmt);
    statement->parameters_without_names = count;
    for (int i = 1; i <= count; i++) {
        const char *name = lite.sqlite3_bind_parameter_name(statement->stmt, i);
        if (name != NULL && name[0] != '?') {
            statement->parameters_without_names = -1;
            return;
        }
    }
}

static js_value statement_handle(js_context ctx, js_value db_handle, sqlite_db *db, sqlite3_stmt *stmt,
                                 js_value *exception)
{
    sqlite_statement *statement = calloc(1, sizeof *statement);
    if (statement == NULL) {
        lite.sqlite3_finalize(stmt);
        return js_throw_out_of_memory(ctx, exception);
    }
    statement->db = db;
    db->refs++;
    statement->stmt = stmt;
    if (stmt != NULL) {
        statement_link(statement, &db->statements);
        count_parameters(statement);
    }
    js_object handle = js_native_new(ctx, &sqlite_statement_type, statement);
    if (handle == NULL) {
        statement_finalize(statement);
        return js_throw_out_of_memory(ctx, exception);
    }
    js_set(ctx, handle, "database", db_handle); // who has the one keeps the other
    return handle;
}

JS_FUNCTION(statement_prepare)
{
    sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    sqlite_text sql;
    if (db == NULL || sqlite_text_init(ctx, js_arg(argc, argv, 1), &sql, exception) != 0) {
        return JS_UNDEFINED;
    }
    sqlite_call call;
    sqlite3_stmt *stmt = NULL;
    sqlite_enter(db, &call, ctx);
    int rc = sql.len > INT32_MAX ? SQLITE_TOOBIG
                                 : lite.sqlite3_prepare_v2(db->db, sql.bytes, (int)sql.len, &stmt, NULL);
    if (rc == SQLITE_TOOBIG) {
        sqlite_throw_code(ctx, exception, rc, lite.sqlite3_errstr(rc), false);
    } else if (rc != SQLITE_OK) {
        sqlite_throw(ctx, exception, db->db);
    }
    sqlite_text_deinit(&sql);
    if (!sqlite_leave(db, &call, exception) || rc != SQLITE_OK) {
        lite.sqlite3_finalize(stmt);
        return JS_UNDEFINED;
    }
    return statement_handle(ctx, argv[0], db, stmt, exception);
}

// The statement behind a handle, at rest. NULL with `*exception` set.
static sqlite_statement *statement_of(js_context ctx, js_value handle, js_value *exception)
{
    sqlite_statement *statement = js_native_get(ctx, handle, &sqlite_statement_type);
    if (statement == NULL || statement->stmt == NULL) {
        LITE_FAIL(js_throw_error, "ERR_INVALID_STATE", "statement has been finalized");
        return NULL;
    }
    if (statement->is_running) {
        LITE_FAIL(js_throw_error, "ERR_INVALID_STATE",
                  "statement cannot be used by a function that it called");
        return NULL;
    }
    return sqlite_may_enter(ctx, statement->db, exception) ? statement : NULL;
}

// ---- parameters -----------------------------------------------------------------------------------------------------

// Fails: a code of SQLite's, or -1 with `*exception` set.
static int bind_object(js_context ctx, sqlite3_stmt *stmt, int index, js_value v, js_value *exception)
{
    js_bytes bytes;
    int64_t integer;
    if (sqlite_view_bytes(ctx, v, &bytes)) {
        return lite.sqlite3_bind_blob64(stmt, index, bytes.data == NULL ? (const void *)"" : bytes.data,
                                        bytes.len, SQLITE_TRANSIENT);
    }
    if (js_type_of(ctx, v) != JS_TYPE_BIGINT) {
        LITE_FAIL(js_throw_type_error, "ERR_INVALID_ARG_TYPE",
                  "Provided value cannot be bound to SQLite parameter %d.", index);
        return -1;
    }
    if (!js_bigint_int64(ctx, v, &integer)) {
        LITE_FAIL(js_throw_type_error, "ERR_INVALID_ARG_VALUE", "BigInt value is too large to bind.");
        return -1;
    }
    return lite.sqlite3_bind_int64(stmt, index, integer);
}

// Room in the statement for a short text, which stays until the parameters are bound again; NULL where there is none.
static char *room_for_text(sqlite_statement *statement, size_t len)
{
    if (statement->texts == NULL) {
        statement->texts = malloc(SQLITE_TEXTS);
        statement->texts_len = 0;
    }
    if (statement->texts == NULL || len > SQLITE_TEXTS - statement->texts_len) {
        return NULL;
    }
    char *room = statement->texts + statement->texts_len;
    statement->texts_len += len;
    return room;
}

// The bytes are gone after the call.
static int bind_borrowed(sqlite_statement *statement, int index, const void *bytes, size_t len)
{
    char *kept = room_for_text(statement, len);
    if (kept == NULL) {
        return lite.sqlite3_bind_text64(statement->stmt, index, bytes, len, SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    memcpy(kept, bytes, len);
    return lite.sqlite3_bind_text64(statement->stmt, index, kept, len, SQLITE_STATIC, SQLITE_UTF8);
}

static int bind_text(js_context ctx, sqlite_statement *statement, int index, js_value v, js_value *exception)
{
    uint8_t rope[SHORT_ROPE];
    size_t rope_len = js_rope_copy(v, rope, sizeof rope);
    if (rope_len > 0 && sqlite_is_ascii(rope, rope_len)) {
        return bind_borrowed(statement, index, rope, rope_len);
    }
    sqlite_text text;
    if (sqlite_text_init(ctx, v, &text, exception) != 0) {
        return -1;
    }
    int rc;
    if (text.owned != NULL) {
        rc = lite.sqlite3_bind_text64(statement->stmt, index, text.owned, text.len, free, SQLITE_UTF8);
        text.owned = NULL; // SQLite frees it, also on failure
    } else {
        rc = bind_borrowed(statement, index, text.bytes, text.len);
    }
    sqlite_text_deinit(&text);
    return rc;
}

static int bind_value(js_context ctx, sqlite_statement *statement, int index, js_value v, js_value *exception)
{
    if (js_is_number(v)) {
        return lite.sqlite3_bind_double(statement->stmt, index, js_number_or(v, 0));
    }
    if (v == JS_NULL) {
        return lite.sqlite3_bind_null(statement->stmt, index);
    }
    return js_is_string(ctx, v) ? bind_text(ctx, statement, index, v, exception)
                                : bind_object(ctx, statement->stmt, index, v, exception);
}

// Ends what runs, without a word to the program's aggregates.
static int statement_reset(sqlite_statement *statement)
{
    if (!statement->is_active) {
        return SQLITE_OK;
    }
    statement->is_active = false;
    bool was_quiet = statement->db->is_quiet;
    statement->db->is_quiet = true;
    int rc = lite.sqlite3_reset(statement->stmt);
    statement->db->is_quiet = was_quiet;
    return rc;
}

static void clear_bindings(sqlite_statement *statement)
{
    lite.sqlite3_clear_bindings(statement->stmt);
    statement->texts_len = 0;
}

static bool bind_one(js_context ctx, sqlite_statement *statement, int index, js_value v, js_value *exception)
{
    int rc = bind_value(ctx, statement, index, v, exception);
    if (rc > 0) {
        sqlite_throw(ctx, exception, statement->db->db);
    }
    return rc == SQLITE_OK;
}

// False with `*exception` set.
static bool bind_arguments(js_context ctx, sqlite_statement *statement, size_t argc, const js_value argv[],
                           js_value *exception)
{
    statement_reset(statement);
    bool by_place = statement->parameters_without_names >= 0;
    if (!js_arg_true(argc, argv, 1)) {
        if (by_place && argc >= FIRST_ARGUMENT + (size_t)statement->parameters_without_names) {
            statement->texts_len = 0; // all are bound again
        } else {
            clear_bindings(statement);
        }
    }
    int index = 1;
    for (size_t i = FIRST_ARGUMENT; i < argc; i++, index++) {
        const char *name;
        while (!by_place && (name = lite.sqlite3_bind_parameter_name(statement->stmt, index)) != NULL &&
               name[0] != '?') {
            index++;
        }
        if (!bind_one(ctx, statement, index, argv[i], exception)) {
            clear_bindings(statement);
            return false;
        }
    }
    return true;
}

JS_FUNCTION(statement_clear)
{
    sqlite_statement *statement = statement_of(ctx, js_arg(argc, argv, 0), exception);
    if (statement != NULL) {
        sqlite_call call;
        sqlite_enter(statement->db, &call, ctx);
        statement_reset(statement);
        clear_bindings(statement);
        sqlite_leave(statement->db, &call, exception);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(statement_bind)
{
    sqlite_statement *statement = statement_of(ctx, js_arg(argc, argv, 0), exception);
    if (statement != NULL) {
        sqlite_call call;
        sqlite_enter(statement->db, &call, ctx);
        bind_one(ctx, statement, js_arg_int32(argc, argv, 1), js_arg(argc, argv, 2), exception);
        sqlite_leave(statement->db, &call, exception);
    }
    return JS_UNDEFINED;
}

static js_value text_or_null(js_context ctx, const char *text)
{
    return text == NULL ? JS_NULL : js_string_utf8(ctx, text, strlen(text));
}

// Appends to an array, for lists of names.
JS_FUNCTION(statement_parameters)
{
    const sqlite_statement *statement = statement_of(ctx, js_arg(argc, argv, 0), exception);
    js_object array = statement == NULL ? NULL : js_array_new(ctx, 0, NULL, exception);
    if (array == NULL) {
        return JS_UNDEFINED;
    }
    int count = lite.sqlite3_bind_parameter_count(statement->stmt);
    for (int i = 1; i <= count; i++) {
        js_set_index(ctx, array, (unsigned)i - 1,
                     text_or_null(ctx, lite.sqlite3_bind_parameter_name(statement->stmt, i)));
    }
    return array;
}

// ---- rows -----------------------------------------------------------------------------------------------------------

// One step. SQLITE_ROW, SQLITE_DONE, or -1 with `*exception` set; the statement is reset except after a row.
static int step(js_context ctx, sqlite_statement *statement, const sqlite_call *call, js_value *exception)
{
    statement->is_running = statement->is_active = true;
    int rc = lite.sqlite3_step(statement->stmt);
    statement->is_running = false;
    if (rc == SQLITE_ROW && call->exception == NULL) {
        return rc;
    }
    if (rc != SQLITE_ROW && rc != SQLITE_DONE && call->exception == NULL) {
        sqlite_throw(ctx, exception, statement->db->db);
    }
    statement_reset(statement);
    return rc == SQLITE_DONE && call->exception == NULL ? rc : -1;
}

// The values of the row into `out`. False with `*exception` set.
static bool row_out(js_context ctx, const sqlite_statement *statement, js_value out[], js_value *exception)
{
    for (int i = 0; i < statement->columns; i++) {
        out[i] = sqlite_value_out(ctx, lite.sqlite3_column_value(statement->stmt, i), statement->big_integers,
                                  exception);
        if (out[i] == NULL) {
            return false;
        }
    }
    return true;
}

static js_value shape_of(sqlite_statement *statement)
{
    statement->columns = lite.sqlite3_column_count(statement->stmt);
    return js_int32(lite.sqlite3_stmt_status(statement->stmt, SQLITE_STMTSTATUS_REPREPARE, 0));
}

// The rows from where the statement is, `rows` at most or as many as fit a batch, as an array. The statement is reset at its end, and where `is_whole`.
static js_value rows_out(js_context ctx, sqlite_statement *statement, const sqlite_call *call, int rows_max,
                         bool is_whole, js_value *exception)
{
    int rc = step(ctx, statement, call, exception);
    if (rc < 0) {
        return JS_UNDEFINED;
    }
    js_value shape = shape_of(statement);
    int columns = statement->columns, rows = 0;
    int most = columns == 0 ? 1 : columns > BATCH_VALUES ? 1 : BATCH_VALUES / columns;
    most = rows_max < most ? rows_max : most;
    js_value values[1 + most * columns]; // on the stack, where the collector sees them
    values[0] = shape;
    while (rc == SQLITE_ROW && columns > 0) {
        if (!row_out(ctx, statement, values + 1 + rows * columns, exception)) {
            statement_reset(statement);
            return JS_UNDEFINED;
        }
        if (++rows == most) {
            break;
        }
        rc = step(ctx, statement, call, exception);
    }
    if (rc == SQLITE_ROW && (is_whole || columns == 0)) {
        if (statement_reset(statement) != SQLITE_OK) {
            sqlite_throw(ctx, exception, statement->db->db);
            rc = -1;
        }
    }
    return rc < 0 ? JS_UNDEFINED
                  : (js_value)js_array_new(ctx, (size_t)(1 + rows * columns), values, exception);
}

static js_value rows_of(js_context ctx, size_t argc, const js_value argv[], bool starts, int rows_max,
                        bool is_whole, js_value *exception)
{
    sqlite_statement *statement = statement_of(ctx, js_arg(argc, argv, 0), exception);
    if (statement == NULL) {
        return JS_UNDEFINED;
    }
    sqlite_db *db = statement->db;
    sqlite_call call;
    js_value result = JS_UNDEFINED;
    sqlite_enter(db, &call, ctx);
    if (!starts || bind_arguments(ctx, statement, argc, argv, exception)) {
        result = rows_out(ctx, statement, &call, rows_max, is_whole, exception);
    }
    sqlite_leave(db, &call, exception);
    return result;
}

JS_FUNCTION(statement_get)
{
    return rows_of(ctx, argc, argv, true, 1, true, exception);
}

JS_FUNCTION(statement_all)
{
    return rows_of(ctx, argc, argv, true, BATCH_VALUES, false, exception);
}

JS_FUNCTION(statement_more)
{
    return rows_of(ctx, argc, argv, false, BATCH_VALUES, false, exception);
}

JS_FUNCTION(statement_next)
{
    return rows_of(ctx, argc, argv, false, 1, false, exception);
}

JS_FUNCTION(statement_start)
{
    sqlite_statement *statement = statement_of(ctx, js_arg(argc, argv, 0), exception);
    if (statement != NULL) {
        sqlite_call call;
        sqlite_enter(statement->db, &call, ctx);
        bind_arguments(ctx, statement, argc, argv, exception);
        sqlite_leave(statement->db, &call, exception);
    }
    return JS_UNDEFINED;
}

static js_value count_out(js_context ctx, const sqlite_statement *statement, int64_t count)
{
    return statement->big_integers ? js_bigint_new(ctx, count) : js_number((double)count);
}

// How many rows were changed: known when the statement is at its end, and where it gives rows that is when it is reset.
JS_FUNCTION(statement_run)
{
    sqlite_statement *statement = statement_of(ctx, js_arg(argc, argv, 0), exception);
    if (statement == NULL) {
        return JS_UNDEFINED;
    }
    sqlite_db *db = statement->db;
    sqlite_call call;
    js_value result = JS_UNDEFINED;
    sqlite_enter(db, &call, ctx);
    if (bind_arguments(ctx, statement, argc, argv, exception)) {
        int rc = step(ctx, statement, &call, exception);
        if (rc == SQLITE_ROW && statement_reset(statement) != SQLITE_OK) {
            sqlite_throw(ctx, exception, db->db);
        } else if (rc >= 0) {
            result = count_out(ctx, statement, lite.sqlite3_changes64(db->db));
        }
    }
    sqlite_leave(db, &call, exception);
    return result;
}

JS_FUNCTION(statement_last_row)
{
    const sqlite_statement *statement = js_native_get(ctx, js_arg(argc, argv, 0), &sqlite_statement_type);
    return statement == NULL || statement->stmt == NULL
               ? JS_UNDEFINED
               : count_out(ctx, statement, lite.sqlite3_last_insert_rowid(statement->db->db));
}

JS_FUNCTION(statement_reset_now)
{
    sqlite_statement *statement = js_native_get(ctx, js_arg(argc, argv, 0), &sqlite_statement_type);
    if (statement != NULL && statement->stmt != NULL && !statement->is_running &&
        !statement->db->is_authorizing) {
        sqlite_call call;
        sqlite_enter(statement->db, &call, ctx);
        statement_reset(statement);
        sqlite_leave(statement->db, &call, exception);
    }
    return JS_UNDEFINED;
}

// ---- questions ------------------------------------------------------------------------------------------------------

JS_FUNCTION(statement_names)
{
    const sqlite_statement *statement = js_native_get(ctx, js_arg(argc, argv, 0), &sqlite_statement_type);
    js_object array = js_array_new(ctx, 0, NULL, exception);
    if (statement == NULL || statement->stmt == NULL || array == NULL) {
        return array;
    }
    int count = lite.sqlite3_column_count(statement->stmt);
    for (int i = 0; i < count; i++) {
        js_set_index(ctx, array, (unsigned)i,
                     text_or_null(ctx, lite.sqlite3_column_name(statement->stmt, i)));
    }
    return array;
}

JS_FUNCTION(statement_columns)
{
    sqlite_statement *statement = statement_of(ctx, js_arg(argc, argv, 0), exception);
    js_object array = statement == NULL ? NULL : js_array_new(ctx, 0, NULL, exception);
    if (array == NULL) {
        return JS_UNDEFINED;
    }
    sqlite3_stmt *stmt = statement->stmt;
    bool known = sqlite_has_metadata();
    int count = lite.sqlite3_column_count(stmt);
    unsigned at = 0;
    for (int i = 0; i < count; i++) {
        const char *texts[] = {
            known ? lite_metadata.sqlite3_column_origin_name(stmt, i) : NULL,
            known ? lite_metadata.sqlite3_column_database_name(stmt, i) : NULL,
            lite.sqlite3_column_name(stmt, i),
            known ? lite_metadata.sqlite3_column_table_name(stmt, i) : NULL,
            lite.sqlite3_column_decltype(stmt, i),
        };
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
            js_set_index(ctx, array, at++, text_or_null(ctx, texts[k]));
        }
    }
    return array;
}

JS_FUNCTION(statement_sql)
{
    const sqlite_statement *statement = statement_of(ctx, js_arg(argc, argv, 0), exception);
    return statement == NULL ? JS_UNDEFINED : text_or_null(ctx, lite.sqlite3_sql(statement->stmt));
}

JS_FUNCTION(statement_expanded)
{
    const sqlite_statement *statement = statement_of(ctx, js_arg(argc, argv, 0), exception);
    if (statement == NULL) {
        return JS_UNDEFINED;
    }
    char *sql = lite.sqlite3_expanded_sql(statement->stmt);
    if (sql == NULL) {
        return LITE_FAIL(js_throw_error, "ERR_SQLITE_ERROR",
                         "Expanded SQL text would exceed configured limits");
    }
    js_value text = js_string_utf8(ctx, sql, strlen(sql));
    lite.sqlite3_free(sql);
    return text;
}

JS_FUNCTION(statement_set_big_integers)
{
    sqlite_statement *statement = statement_of(ctx, js_arg(argc, argv, 0), exception);
    if (statement != NULL) {
        statement->big_integers = js_arg_true(argc, argv, 1);
    }
    return JS_UNDEFINED;
}

// Whether the statement can still be used; throws where not.
JS_FUNCTION(statement_check)
{
    return js_bool(statement_of(ctx, js_arg(argc, argv, 0), exception) != NULL);
}

JS_FUNCTION(statement_is_finalized)
{
    const sqlite_statement *statement = js_native_get(ctx, js_arg(argc, argv, 0), &sqlite_statement_type);
    return js_bool(statement == NULL || statement->stmt == NULL);
}

const js_function_spec sqlite_statement_functions[] = {
    {"prepare", statement_prepare, 2, "prepare(database, sql) -> handle"},
    {"clear", statement_clear, 1, "clear(handle), before bind"},
    {"bind", statement_bind, 3, "bind(handle, index, value)"},
    {"parameters", statement_parameters, 1, "parameters(handle) -> [name or null]"},
    {"run", statement_run, 2, "run(handle, bound, ...values) -> rows changed"},
    {"lastRow", statement_last_row, 1, "lastRow(handle) -> rowid of the last insert"},
    {"get", statement_get, 2, "get(handle, bound, ...values) -> [shape, ...values]"},
    {"all", statement_all, 2, "all(handle, bound, ...values) -> the first batch"},
    {"more", statement_more, 1, "more(handle) -> the next batch"},
    {"start", statement_start, 2, "start(handle, bound, ...values), before next"},
    {"next", statement_next, 1, "next(handle) -> [shape, ...values]"},
    {"reset", statement_reset_now, 1, "reset(handle)"},
    {"names", statement_names, 1, "names(handle) -> [name of a column]"},
    {"columns", statement_columns, 1, "columns(handle) -> five texts or nulls a column"},
    {"sql", statement_sql, 1, "sql(handle) -> string"},
    {"expanded", statement_expanded, 1, "expanded(handle) -> string"},
    {"setBigIntegers", statement_set_big_integers, 2, "setBigIntegers(handle, on)"},
    {"isFinalized", statement_is_finalized, 1, "isFinalized(handle) -> boolean"},
    {"check", statement_check, 1, "check(handle) -> true, or throws"},
    {0},
};
