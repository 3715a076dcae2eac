// SPDX-License-Identifier: MIT
//
// Connections: opening and closing, SQL without results, settings. Invariant: what hangs on a connection (statements, sessions, backups) is
// ended before it is closed.
#include "node/sqlite/end.h"
#include "node/sqlite/sqlite.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum {
    OPEN_READ_ONLY = 1,
    OPEN_FOREIGN_KEYS = 2,
    OPEN_DOUBLE_QUOTED_STRINGS = 4,
    OPEN_DEFENSIVE = 8,
    PROGRESS_STEPS = 20000, // of SQLite's machine, between looks at whether the thread is to end
};

// ---- calls ----------------------------------------------------------------------------------------------------------

void sqlite_enter(sqlite_db *db, sqlite_call *call, js_context ctx)
{
    *call = (sqlite_call){ctx, NULL, db->call};
    if (db->call == NULL && db->backups != NULL) {
        uv_mutex_lock(&db->mutex);
        db->is_locked = true;
    }
    db->call = call;
}

static void reap(sqlite_db *db)
{
    db->has_abandoned = false;
    db->is_quiet = true;
    while (db->abandoned != NULL) {
        sqlite_statement *statement = db->abandoned;
        sqlite_statement_end(statement);
        sqlite_statement_free(statement);
    }
    for (sqlite_session *session = db->sessions, *next; session != NULL; session = next) {
        next = session->next;
        if (session->is_abandoned) {
            sqlite_session_end(session);
            sqlite_session_free(session);
        }
    }
    db->is_quiet = false;
}

bool sqlite_leave(sqlite_db *db, sqlite_call *call, js_value *exception)
{
    db->call = call->outer;
    if (db->call == NULL) {
        if (db->has_abandoned) {
            reap(db);
        }
        if (db->is_locked) {
            db->is_locked = false;
            uv_mutex_unlock(&db->mutex);
        }
    }
    if (call->exception != NULL) {
        js_throw(exception, call->exception);
        return false;
    }
    return true;
}

void sqlite_keep_exception(sqlite_db *db, js_value thrown)
{
    if (db->call != NULL && db->call->exception == NULL) {
        db->call->exception = thrown;
    }
}

js_value sqlite_coded(js_context ctx, js_value *exception, const char *code)
{
    js_object error = js_object_of(ctx, *exception);
    if (error != NULL) {
        js_set(ctx, error, "code", js_string_ascii(ctx, code));
    }
    return JS_UNDEFINED;
}

js_value sqlite_throw_code(js_context ctx, js_value *exception, int code, const char *message, bool bare)
{
    LITE_FAIL(js_throw_error, "ERR_SQLITE_ERROR", "%s", message);
    js_object error = js_object_of(ctx, *exception);
    if (error != NULL) {
        const char *text = lite.sqlite3_errstr(code);
        js_set(ctx, error, "errcode", js_int32(code));
        if (!bare) {
            js_set(ctx, error, "errstr", js_string_utf8(ctx, text, strlen(text)));
        }
    }
    return JS_UNDEFINED;
}

js_value sqlite_throw(js_context ctx, js_value *exception, sqlite3 *db)
{
    return sqlite_throw_code(ctx, exception, lite.sqlite3_extended_errcode(db), lite.sqlite3_errmsg(db),
                             false);
}

// ---- the handle -----------------------------------------------------------------------------------------------------

void sqlite_db_unref(sqlite_db *db)
{
    if (db != NULL && --db->refs == 0) {
        uv_mutex_destroy(&db->mutex);
        free(db);
    }
}

// The thread's open connections. Each leaves when it is closed, at the latest by its finalizer.
static _Thread_local sqlite_db *open_connections;

static void connection_link(sqlite_db *db)
{
    db->next = open_connections;
    db->back = &open_connections;
    if (db->next != NULL) {
        db->next->back = &db->next;
    }
    open_connections = db;
}

static void connection_unlink(sqlite_db *db)
{
    *db->back = db->next;
    if (db->next != NULL) {
        db->next->back = db->back;
    }
}

// No call runs. Nothing of the program is called: ending a statement half-way ends its aggregates.
static int close_connection(sqlite_db *db)
{
    uv_mutex_lock(&db->mutex);
    reap(db);
    db->is_quiet = true;
    while (db->statements != NULL) {
        sqlite_statement_end(db->statements);
    }
    while (db->sessions != NULL) {
        sqlite_session *session = db->sessions;
        sqlite_session_end(session);
        if (session->is_abandoned) {
            sqlite_session_free(session);
        }
    }
    while (db->backups != NULL) {
        sqlite_backup_abort(db->backups);
    }
    connection_unlink(db);
    int rc = lite.sqlite3_close_v2(db->db);
    db->db = NULL;
    js_weak_free(js_runtime_context(db->runtime), db->authorizer);
    db->authorizer = NULL;
    db->is_quiet = false;
    uv_mutex_unlock(&db->mutex);
    return rc;
}

void node_sqlite_end(void)
{
    for (sqlite_db *db = open_connections, *next; db != NULL; db = next) {
        next = db->next;
        if (db->call == NULL) {
            close_connection(db);
        }
    }
}

static void db_finalize(void *pointer)
{
    sqlite_db *db = pointer;
    if (db->db != NULL) {
        close_connection(db);
    }
    sqlite_db_unref(db);
}

const js_native_type sqlite_db_type = {"sqlite database", db_finalize};

bool sqlite_may_enter(js_context ctx, const sqlite_db *db, js_value *exception)
{
    if (db->is_authorizing) {
        LITE_FAIL(js_throw_error, "ERR_INVALID_STATE", "database cannot be used by its authorizer");
        return false;
    }
    return true;
}

sqlite_db *sqlite_open_db(js_context ctx, js_value handle, js_value *exception)
{
    sqlite_db *db = js_native_get(ctx, handle, &sqlite_db_type);
    if (db == NULL || db->db == NULL) {
        LITE_FAIL(js_throw_error, "ERR_INVALID_STATE", "database is not open");
        return NULL;
    }
    return sqlite_may_enter(ctx, db, exception) ? db : NULL;
}

JS_FUNCTION(database_new)
{
    if (sqlite_load() != 0) {
        return LITE_FAIL(js_throw_error, "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
                         "node:sqlite needs the library libsqlite3.so.0, which is not installed");
    }
    sqlite_db *db = calloc(1, sizeof *db);
    if (db == NULL || uv_mutex_init(&db->mutex) != 0) {
        free(db);
        return js_throw_out_of_memory(ctx, exception);
    }
    db->refs = 1;
    db->runtime = js_runtime_current();
    js_object handle = js_native_new(ctx, &sqlite_db_type, db);
    if (handle == NULL) {
        sqlite_db_unref(db);
        return js_throw_out_of_memory(ctx, exception);
    }
    return handle;
}

// ---- opening --------------------------------------------------------------------------------------------------------

static int on_progress(void *data)
{
    return js_runtime_is_terminating(((sqlite_db *)data)->runtime) ? 1 : 0;
}

// Waits longer from time to time, as SQLite's own handler, and ends where the thread is to end.
static int on_busy(void *data, int count)
{
    static const uint8_t delays[] = {1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100};
    static const uint8_t totals[] = {0, 1, 3, 8, 18, 33, 53, 78, 103, 128, 178, 228};
    enum { DELAYS = sizeof delays };
    const sqlite_db *db = data;
    int delay = count < DELAYS ? delays[count] : delays[DELAYS - 1];
    int before = count < DELAYS ? totals[count] : totals[DELAYS - 1] + delay * (count - (DELAYS - 1));
    if (before + delay > db->timeout_ms) {
        delay = db->timeout_ms - before;
    }
    if (delay <= 0 || js_runtime_is_terminating(db->runtime)) {
        return 0;
    }
    nanosleep(&(struct timespec){0, delay * 1000000L}, NULL);
    return 1;
}

static void configure(sqlite_db *db, int32_t settings)
{
    lite.sqlite3_extended_result_codes(db->db, 1);
    lite.sqlite3_db_config(db->db, SQLITE_DBCONFIG_ENABLE_FKEY, (settings & OPEN_FOREIGN_KEYS) != 0, NULL);
    int strings = (settings & OPEN_DOUBLE_QUOTED_STRINGS) != 0;
    lite.sqlite3_db_config(db->db, SQLITE_DBCONFIG_DQS_DML, strings, NULL);
    lite.sqlite3_db_config(db->db, SQLITE_DBCONFIG_DQS_DDL, strings, NULL);
    lite.sqlite3_db_config(db->db, SQLITE_DBCONFIG_DEFENSIVE, (settings & OPEN_DEFENSIVE) != 0, NULL);
    lite.sqlite3_progress_handler(db->db, PROGRESS_STEPS, on_progress, db);
    lite.sqlite3_busy_handler(db->db, on_busy, db);
}

// A path as bytes that end with a NUL. Owns: the caller (free). NULL with `*exception` set.
static char *path_of(js_context ctx, js_value v, js_value *exception)
{
    js_bytes bytes;
    if (js_is_string(ctx, v)) {
        size_t len;
        return js_utf8_dup(ctx, v, &len, exception);
    }
    char *path = js_bytes_peek(ctx, v, &bytes) == 0 ? malloc(bytes.len + 1) : NULL;
    if (path == NULL) {
        js_throw_out_of_memory(ctx, exception);
        return NULL;
    }
    if (bytes.len > 0) {
        memcpy(path, bytes.data, bytes.len);
    }
    path[bytes.len] = '\0';
    return path;
}

JS_FUNCTION(database_open)
{
    sqlite_db *db = js_native_get(ctx, js_arg(argc, argv, 0), &sqlite_db_type);
    if (db == NULL || db->db != NULL) {
        return LITE_FAIL(js_throw_error, "ERR_INVALID_STATE", "database is already open");
    }
    char *path = path_of(ctx, js_arg(argc, argv, 1), exception);
    if (path == NULL) {
        return JS_UNDEFINED;
    }
    int32_t settings = js_arg_int32(argc, argv, 2);
    int flags =
        (settings & OPEN_READ_ONLY) != 0 ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int rc = lite.sqlite3_open_v2(path, &db->db, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    free(path);
    if (db->db == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (rc != SQLITE_OK) {
        lite.sqlite3_extended_result_codes(db->db, 0);
        sqlite_throw_code(ctx, exception, rc & 0xff, lite.sqlite3_errmsg(db->db), false);
        lite.sqlite3_close_v2(db->db);
        db->db = NULL;
        return JS_UNDEFINED;
    }
    connection_link(db);
    db->timeout_ms = js_arg_int32(argc, argv, 3);
    configure(db, settings);
    return JS_UNDEFINED;
}

JS_FUNCTION(database_close)
{
    sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    if (db == NULL) {
        return JS_UNDEFINED;
    }
    if (db->call != NULL) {
        return LITE_FAIL(js_throw_error, "ERR_INVALID_STATE",
                         "database cannot be closed by a function that it called");
    }
    int rc = close_connection(db);
    return rc == SQLITE_OK ? JS_UNDEFINED
                           : sqlite_throw_code(ctx, exception, rc, lite.sqlite3_errstr(rc), false);
}

// ---- questions and settings -----------------------------------------------------------------------------------------

JS_FUNCTION(database_is_open)
{
    const sqlite_db *db = js_native_get(ctx, js_arg(argc, argv, 0), &sqlite_db_type);
    return js_bool(db != NULL && db->db != NULL);
}

JS_FUNCTION(database_is_transaction)
{
    const sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    return db == NULL ? JS_UNDEFINED : js_bool(lite.sqlite3_get_autocommit(db->db) == 0);
}

JS_FUNCTION(database_exec)
{
    sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    char *sql = db == NULL ? NULL : js_utf8_dup(ctx, js_arg(argc, argv, 1), &(size_t){0}, exception);
    if (sql == NULL) {
        return JS_UNDEFINED;
    }
    sqlite_call call;
    sqlite_enter(db, &call, ctx);
    int rc = lite.sqlite3_exec(db->db, sql, NULL, NULL, NULL);
    free(sql);
    if (rc != SQLITE_OK && call.exception == NULL) {
        sqlite_throw(ctx, exception, db->db);
    }
    sqlite_leave(db, &call, exception);
    return JS_UNDEFINED;
}

JS_FUNCTION(database_location)
{
    const sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    js_utf8 name;
    if (db == NULL || js_utf8_init(ctx, js_arg(argc, argv, 1), &name, exception) != 0) {
        return JS_UNDEFINED;
    }
    const char *file = lite.sqlite3_db_filename(db->db, name.bytes);
    js_utf8_deinit(&name);
    return file == NULL || file[0] == '\0' ? JS_NULL : js_string_utf8(ctx, file, strlen(file));
}

// A limit as it was; -1 asks only.
JS_FUNCTION(database_limit)
{
    const sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    return db == NULL ? JS_UNDEFINED
                      : js_int32(lite.sqlite3_limit(db->db, js_arg_int32(argc, argv, 1),
                                                    js_arg_int32(argc, argv, 2)));
}

static js_value set_switch(js_context ctx, size_t argc, const js_value argv[], int which, js_value *exception)
{
    const sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    if (db != NULL &&
        lite.sqlite3_db_config(db->db, which, js_arg_true(argc, argv, 1) ? 1 : 0, NULL) != SQLITE_OK) {
        sqlite_throw(ctx, exception, db->db);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(database_set_defensive)
{
    return set_switch(ctx, argc, argv, SQLITE_DBCONFIG_DEFENSIVE, exception);
}

JS_FUNCTION(database_set_extensions)
{
    return set_switch(ctx, argc, argv, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, exception);
}

JS_FUNCTION(database_load_extension)
{
    sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    js_utf8 path, entry = {0};
    bool has_entry = !js_is_undefined(js_arg(argc, argv, 2));
    if (db == NULL || js_utf8_init(ctx, js_arg(argc, argv, 1), &path, exception) != 0) {
        return JS_UNDEFINED;
    }
    if (has_entry && js_utf8_init(ctx, argv[2], &entry, exception) != 0) {
        js_utf8_deinit(&path);
        return JS_UNDEFINED;
    }
    sqlite_call call;
    char *message = NULL;
    sqlite_enter(db, &call, ctx);
    int rc = lite.sqlite3_load_extension(db->db, path.bytes, has_entry ? entry.bytes : NULL, &message);
    if (rc != SQLITE_OK) {
        LITE_FAIL(js_throw_error, "ERR_LOAD_SQLITE_EXTENSION", "%s",
                  message != NULL ? message : lite.sqlite3_errstr(rc));
    }
    lite.sqlite3_free(message);
    js_utf8_deinit(&path);
    js_utf8_deinit(&entry);
    sqlite_leave(db, &call, exception);
    return JS_UNDEFINED;
}

const js_function_spec sqlite_database_functions[] = {
    {"database", database_new, 0, "database() -> handle, not open"},
    {"open", database_open, 4, "open(handle, path, settings, timeout)"},
    {"close", database_close, 1, "close(handle)"},
    {"isOpen", database_is_open, 1, "isOpen(handle) -> boolean"},
    {"isTransaction", database_is_transaction, 1, "isTransaction(handle) -> boolean"},
    {"exec", database_exec, 2, "exec(handle, sql)"},
    {"location", database_location, 2, "location(handle, schema) -> string or null"},
    {"limit", database_limit, 3, "limit(handle, which, value or -1) -> what it was"},
    {"setDefensive", database_set_defensive, 2, "setDefensive(handle, on)"},
    {"setExtensions", database_set_extensions, 2, "setExtensions(handle, on)"},
    {"loadExtension", database_load_extension, 3, "loadExtension(handle, path, [entry point])"},
    {0},
};

static int sqlite_init(js_context ctx, js_object binding)
{
    js_functions_add(ctx, binding, sqlite_statement_functions);
    js_functions_add(ctx, binding, sqlite_program_functions);
    js_functions_add(ctx, binding, sqlite_session_functions);
    js_functions_add(ctx, binding, sqlite_backup_functions);
    return 0;
}

const js_binding_spec node_sqlite_binding = {"sqlite", sqlite_database_functions, sqlite_init};
