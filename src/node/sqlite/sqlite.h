// SPDX-License-Identifier: MIT
//
// binding('sqlite'): connections, statements, sessions and backups as native handles. Each belongs to its runtime's thread, except that a backup
// reads its connection on the IO pool: while one exists, calls take the connection's mutex (SQLite's own mutexes are off, they cost a fifth of
// reading a row). A call from JavaScript runs between sqlite_enter and sqlite_leave; functions of the program that SQLite calls find it in
// `db->call`, and leave there what they throw. What a finalizer finds while a call runs is put aside for the call's end.
#ifndef PROTOJS_NODE_SQLITE_SQLITE_H
#define PROTOJS_NODE_SQLITE_SQLITE_H

#include "engine/engine.h"
#include "node/sqlite/libsqlite.h"

#include <uv.h>

// On the stack of the C function that JavaScript called, where the collector sees `exception`.
typedef struct sqlite_call {
    js_context ctx;
    js_value exception; // the first that a function of the program threw, or NULL
    struct sqlite_call *outer;
} sqlite_call;

typedef struct sqlite_statement sqlite_statement;
typedef struct sqlite_session sqlite_session;
typedef struct sqlite_backup sqlite_backup;

typedef struct sqlite_db {
    unsigned refs;     // the handle, statements, sessions, backups
    sqlite3 *db;       // NULL: not open
    sqlite_call *call; // the innermost
    js_runtime *runtime;
    sqlite_statement *statements;
    sqlite_statement *abandoned; // of dead handles: they wait for the end of a call
    sqlite_session *sessions;
    sqlite_backup *backups;
    uv_mutex_t mutex;    // taken by calls while there are backups
    bool is_locked;      // by the outermost call
    bool is_quiet;       // nothing of the program is to be called: a finalizer or close
    bool is_authorizing; // SQLite must not be called until the program's authorizer has answered
    bool has_abandoned;  // there are some, or sessions
    int timeout_ms;
    struct sqlite_db *next, **back; // of the thread's open connections
    js_weak *authorizer;
} sqlite_db;

enum { SQLITE_TEXTS = 2048 };

struct sqlite_statement {
    sqlite_db *db;
    sqlite3_stmt *stmt; // NULL: finalized
    sqlite_statement *next, **back;
    bool is_running; // SQLite is in it
    bool is_active;  // was stepped since it was reset
    bool big_integers;
    int columns;
    int parameters_without_names; // how many; -1: some have names
    char *texts;                  // of bound parameters, SQLITE_TEXTS bytes; NULL before the first
    size_t texts_len;
};

struct sqlite_session {
    sqlite_db *db;
    sqlite3_session *session; // NULL: closed
    sqlite_session *next, **back;
    bool is_abandoned;
};

extern const js_native_type sqlite_db_type, sqlite_statement_type, sqlite_session_type;

// The open connection behind a handle. NULL with `*exception` set where it is closed.
sqlite_db *sqlite_open_db(js_context ctx, js_value handle, js_value *exception);

// False with `*exception` set where the authorizer asks.
bool sqlite_may_enter(js_context ctx, const sqlite_db *db, js_value *exception);
void sqlite_enter(sqlite_db *db, sqlite_call *call, js_context ctx);
// False with `*exception` set where a function of the program threw.
bool sqlite_leave(sqlite_db *db, sqlite_call *call, js_value *exception);
// Keeps the first thrown value for the end of the call.
void sqlite_keep_exception(sqlite_db *db, js_value thrown);

void sqlite_db_unref(sqlite_db *db); // accepts NULL

// Gives what was thrown its code. Returns undefined.
js_value sqlite_coded(js_context ctx, js_value *exception, const char *code);
// As js_throw_error, with a code that is a property only, as in errors of Node's native half.
#define LITE_FAIL(thrower, code, ...)                                                                        \
    (thrower(ctx, exception, NULL, __VA_ARGS__), sqlite_coded(ctx, exception, code))

// Throws ERR_SQLITE_ERROR of what the connection says. Returns undefined.
js_value sqlite_throw(js_context ctx, js_value *exception, sqlite3 *db);
// Of a code alone. `errstr` is not set where `bare`.
js_value sqlite_throw_code(js_context ctx, js_value *exception, int code, const char *message, bool bare);

// A value of SQLite's as JavaScript's. NULL with `*exception` set where an integer is too large or memory is short.
js_value sqlite_value_out(js_context ctx, sqlite3_value *value, bool big_integers, js_value *exception);
// A string as malloc'ed UTF-8, or, where it is ASCII, borrowed. Fails: -1 with `*exception` set.
typedef struct sqlite_text {
    js_text text;
    char *owned;
    const char *bytes;
    size_t len;
} sqlite_text;
int sqlite_text_init(js_context ctx, js_value v, sqlite_text *out, js_value *exception) JS_MUST_USE;
void sqlite_text_deinit(sqlite_text *text);
bool sqlite_is_ascii(const uint8_t *bytes, size_t len);
// Bytes of a view (an ArrayBuffer is none).
bool sqlite_view_bytes(js_context ctx, js_value v, js_bytes *out);

void sqlite_statement_end(sqlite_statement *statement);  // finalizes
void sqlite_statement_free(sqlite_statement *statement); // of one that is ended
void sqlite_session_end(sqlite_session *session);
void sqlite_session_free(sqlite_session *session);
void sqlite_backup_abort(sqlite_backup *backup);

extern const js_function_spec sqlite_database_functions[], sqlite_statement_functions[],
    sqlite_program_functions[], sqlite_session_functions[], sqlite_backup_functions[];

#endif
