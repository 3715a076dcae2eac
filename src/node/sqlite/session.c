// SPDX-License-Identifier: MIT
//
// Sessions, which record what changes, and applying what they recorded.
#include "node/sqlite/sqlite.h"

#include <stdlib.h>

void sqlite_session_end(sqlite_session *session)
{
    lite_session.sqlite3session_delete(session->session);
    session->session = NULL;
    *session->back = session->next;
    if (session->next != NULL) {
        session->next->back = session->back;
    }
}

void sqlite_session_free(sqlite_session *session)
{
    sqlite_db *db = session->db;
    free(session);
    sqlite_db_unref(db);
}

static void session_finalize(void *pointer)
{
    sqlite_session *session = pointer;
    sqlite_db *db = session->db;
    if (session->session != NULL) {
        if (db->call != NULL || db->backups != NULL) {
            session->is_abandoned = db->has_abandoned = true;
            return;
        }
        sqlite_session_end(session);
    }
    sqlite_session_free(session);
}

const js_native_type sqlite_session_type = {"sqlite session", session_finalize};

static js_value session_handle(js_context ctx, js_value db_handle, sqlite_db *db, sqlite3_session *made,
                               js_value *exception)
{
    sqlite_session *session = calloc(1, sizeof *session);
    if (session == NULL) {
        lite_session.sqlite3session_delete(made);
        return js_throw_out_of_memory(ctx, exception);
    }
    *session = (sqlite_session){.db = db, .session = made, .next = db->sessions, .back = &db->sessions};
    if (session->next != NULL) {
        session->next->back = &session->next;
    }
    db->sessions = session;
    db->refs++;
    js_object handle = js_native_new(ctx, &sqlite_session_type, session);
    if (handle == NULL) {
        session_finalize(session);
        return js_throw_out_of_memory(ctx, exception);
    }
    js_set(ctx, handle, "database", db_handle);
    return handle;
}

static bool has_sessions(js_context ctx, js_value *exception)
{
    if (!sqlite_has_sessions()) {
        LITE_FAIL(js_throw_error, "ERR_METHOD_NOT_IMPLEMENTED",
                  "The session extension of this SQLite library is not implemented");
        return false;
    }
    return true;
}

// (handle, schema, table or undefined)
JS_FUNCTION(session_new)
{
    sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    js_utf8 schema = {0}, table = {0};
    sqlite3_session *made = NULL;
    js_value handle = JS_UNDEFINED;
    sqlite_call call;
    bool has_table = !js_is_undefined(js_arg(argc, argv, 2));
    if (db == NULL || !has_sessions(ctx, exception) ||
        js_utf8_init(ctx, js_arg(argc, argv, 1), &schema, exception) != 0) {
        return JS_UNDEFINED;
    }
    if (has_table && js_utf8_init(ctx, argv[2], &table, exception) != 0) {
        js_utf8_deinit(&schema);
        return JS_UNDEFINED;
    }
    sqlite_enter(db, &call, ctx);
    int rc = lite_session.sqlite3session_create(db->db, schema.bytes, &made);
    if (rc == SQLITE_OK) {
        rc = lite_session.sqlite3session_attach(made, has_table ? table.bytes : NULL);
    }
    if (rc == SQLITE_OK) {
        handle = session_handle(ctx, argv[0], db, made, exception);
    } else {
        sqlite_throw_code(ctx, exception, rc, lite.sqlite3_errstr(rc), false);
        if (made != NULL) {
            lite_session.sqlite3session_delete(made);
        }
    }
    sqlite_leave(db, &call, exception);
    js_utf8_deinit(&schema);
    js_utf8_deinit(&table);
    return handle;
}

static sqlite_session *session_of(js_context ctx, js_value handle, js_value *exception)
{
    sqlite_session *session = js_native_get(ctx, handle, &sqlite_session_type);
    if (session == NULL || session->db->db == NULL) {
        LITE_FAIL(js_throw_error, "ERR_INVALID_STATE", "database is not open");
        return NULL;
    }
    if (session->session == NULL) {
        LITE_FAIL(js_throw_error, "ERR_INVALID_STATE", "session is not open");
        return NULL;
    }
    return sqlite_may_enter(ctx, session->db, exception) ? session : NULL;
}

// (handle, whether a patchset) -> Uint8Array
JS_FUNCTION(session_changes)
{
    sqlite_session *session = session_of(ctx, js_arg(argc, argv, 0), exception);
    if (session == NULL) {
        return JS_UNDEFINED;
    }
    int len = 0;
    void *changes = NULL, *bytes = NULL;
    sqlite_call call;
    sqlite_enter(session->db, &call, ctx);
    int rc = js_arg_true(argc, argv, 1)
                 ? lite_session.sqlite3session_patchset(session->session, &len, &changes)
                 : lite_session.sqlite3session_changeset(session->session, &len, &changes);
    if (rc == SQLITE_OK && (bytes = malloc(len == 0 ? 1 : (size_t)len)) == NULL) {
        rc = SQLITE_NOMEM;
    }
    if (rc != SQLITE_OK) {
        sqlite_throw_code(ctx, exception, rc, lite.sqlite3_errstr(rc), false);
    } else if (len > 0) {
        memcpy(bytes, changes, (size_t)len);
    }
    lite.sqlite3_free(changes);
    if (!sqlite_leave(session->db, &call, exception) || rc != SQLITE_OK) {
        free(bytes);
        return JS_UNDEFINED;
    }
    return js_uint8_array_adopt(ctx, bytes, (size_t)len, exception);
}

JS_FUNCTION(session_close)
{
    sqlite_session *session = session_of(ctx, js_arg(argc, argv, 0), exception);
    if (session != NULL) {
        sqlite_call call;
        sqlite_enter(session->db, &call, ctx);
        sqlite_session_end(session);
        sqlite_leave(session->db, &call, exception);
    }
    return JS_UNDEFINED;
}

JS_FUNCTION(session_is_open)
{
    const sqlite_session *session = js_native_get(ctx, js_arg(argc, argv, 0), &sqlite_session_type);
    return js_bool(session != NULL && session->session != NULL);
}

// ---- applying -------------------------------------------------------------------------------------------------------

// The functions stand among the arguments of the C function that JavaScript called.
typedef struct application {
    sqlite_db *db;
    js_context ctx;
    js_value on_conflict, filter; // or undefined
} application;

static int on_conflict(void *data, int kind, sqlite3_changeset_iter *iterator __attribute__((unused)))
{
    application *a = data;
    js_value thrown = NULL, value = js_int32(kind);
    if (js_is_undefined(a->on_conflict) || a->db->call->exception != NULL) {
        return SQLITE_CHANGESET_ABORT;
    }
    js_value answer = js_call(a->ctx, a->on_conflict, JS_UNDEFINED, 1, &value, &thrown);
    if (thrown != NULL) {
        sqlite_keep_exception(a->db, thrown);
        return SQLITE_CHANGESET_ABORT;
    }
    return js_is_int32(answer) ? (int)js_number_or(answer, -1) : -1;
}

static int on_filter(void *data, const char *table)
{
    application *a = data;
    if (js_is_undefined(a->filter)) {
        return 1;
    }
    if (a->db->call->exception != NULL) {
        return 0;
    }
    js_value thrown = NULL, name = js_string_utf8(a->ctx, table, strlen(table));
    js_value answer = js_call(a->ctx, a->filter, JS_UNDEFINED, 1, &name, &thrown);
    if (thrown != NULL) {
        sqlite_keep_exception(a->db, thrown);
        return 0;
    }
    return js_is_true(answer);
}

// (handle, bytes, onConflict, filter, which gives a boolean) -> whether all was applied. The bytes are copied: the functions could change them.
JS_FUNCTION(session_apply)
{
    sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    js_bytes bytes;
    if (db == NULL || !has_sessions(ctx, exception)) {
        return JS_UNDEFINED;
    }
    int found = js_bytes_peek(ctx, js_arg(argc, argv, 1), &bytes);
    void *copy = found != 0 || bytes.len > INT32_MAX ? NULL : malloc(bytes.len + 1);
    if (copy == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    if (bytes.len > 0) {
        memcpy(copy, bytes.data, bytes.len);
    }
    application a = {db, ctx, js_arg(argc, argv, 2), js_arg(argc, argv, 3)};
    sqlite_call call;
    sqlite_enter(db, &call, ctx);
    int rc = lite_session.sqlite3changeset_apply(db->db, (int)bytes.len, copy, on_filter, on_conflict, &a);
    free(copy);
    if (sqlite_leave(db, &call, exception) && rc != SQLITE_OK && rc != SQLITE_ABORT) {
        sqlite_throw_code(ctx, exception, rc, lite.sqlite3_errstr(rc), true);
    }
    return js_bool(rc == SQLITE_OK);
}

const js_function_spec sqlite_session_functions[] = {
    {"session", session_new, 3, "session(database, schema, [table]) -> handle"},
    {"changes", session_changes, 2, "changes(handle, as a patchset) -> Uint8Array"},
    {"closeSession", session_close, 1, "closeSession(handle)"},
    {"sessionIsOpen", session_is_open, 1, "sessionIsOpen(handle) -> boolean"},
    {"apply", session_apply, 4, "apply(database, bytes, onConflict, filter) -> boolean"},
    {0},
};
