// SPDX-License-Identifier: MIT
//
// SQLite's library, loaded when a program first opens a database: most programs never do. The build needs its header only; `lite` holds the
// functions that this room calls.
#ifndef PROTOJS_NODE_SQLITE_LIBSQLITE_H
#define PROTOJS_NODE_SQLITE_LIBSQLITE_H

#include <stdbool.h>

// The session extension is declared where these are defined.
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#define SQLITE_ENABLE_COLUMN_METADATA 1
#include <sqlite3.h>

#define SQLITE_FUNCTIONS(X)                                                                                  \
    X(sqlite3_aggregate_context)                                                                             \
    X(sqlite3_backup_finish)                                                                                 \
    X(sqlite3_backup_init)                                                                                   \
    X(sqlite3_backup_pagecount)                                                                              \
    X(sqlite3_backup_remaining)                                                                              \
    X(sqlite3_backup_step)                                                                                   \
    X(sqlite3_bind_blob64)                                                                                   \
    X(sqlite3_bind_double)                                                                                   \
    X(sqlite3_bind_int64)                                                                                    \
    X(sqlite3_bind_null)                                                                                     \
    X(sqlite3_bind_parameter_count)                                                                          \
    X(sqlite3_bind_parameter_name)                                                                           \
    X(sqlite3_bind_text64)                                                                                   \
    X(sqlite3_busy_handler)                                                                                  \
    X(sqlite3_changes64)                                                                                     \
    X(sqlite3_clear_bindings)                                                                                \
    X(sqlite3_close_v2)                                                                                      \
    X(sqlite3_column_count)                                                                                  \
    X(sqlite3_column_decltype)                                                                               \
    X(sqlite3_column_name)                                                                                   \
    X(sqlite3_column_value)                                                                                  \
    X(sqlite3_config)                                                                                        \
    X(sqlite3_create_function_v2)                                                                            \
    X(sqlite3_create_window_function)                                                                        \
    X(sqlite3_db_config)                                                                                     \
    X(sqlite3_db_filename)                                                                                   \
    X(sqlite3_errmsg)                                                                                        \
    X(sqlite3_errstr)                                                                                        \
    X(sqlite3_exec)                                                                                          \
    X(sqlite3_expanded_sql)                                                                                  \
    X(sqlite3_extended_errcode)                                                                              \
    X(sqlite3_extended_result_codes)                                                                         \
    X(sqlite3_finalize)                                                                                      \
    X(sqlite3_free)                                                                                          \
    X(sqlite3_get_autocommit)                                                                                \
    X(sqlite3_last_insert_rowid)                                                                             \
    X(sqlite3_libversion)                                                                                    \
    X(sqlite3_limit)                                                                                         \
    X(sqlite3_load_extension)                                                                                \
    X(sqlite3_open_v2)                                                                                       \
    X(sqlite3_prepare_v2)                                                                                    \
    X(sqlite3_progress_handler)                                                                              \
    X(sqlite3_reset)                                                                                         \
    X(sqlite3_result_blob64)                                                                                 \
    X(sqlite3_result_double)                                                                                 \
    X(sqlite3_result_error)                                                                                  \
    X(sqlite3_result_error_nomem)                                                                            \
    X(sqlite3_result_int64)                                                                                  \
    X(sqlite3_result_null)                                                                                   \
    X(sqlite3_result_text64)                                                                                 \
    X(sqlite3_set_authorizer)                                                                                \
    X(sqlite3_sql)                                                                                           \
    X(sqlite3_step)                                                                                          \
    X(sqlite3_stmt_status)                                                                                   \
    X(sqlite3_user_data)                                                                                     \
    X(sqlite3_value_blob)                                                                                    \
    X(sqlite3_value_bytes)                                                                                   \
    X(sqlite3_value_double)                                                                                  \
    X(sqlite3_value_int64)                                                                                   \
    X(sqlite3_value_text)                                                                                    \
    X(sqlite3_value_type)

// What a library may be built without.
#define SQLITE_METADATA_FUNCTIONS(X)                                                                         \
    X(sqlite3_column_database_name)                                                                          \
    X(sqlite3_column_origin_name)                                                                            \
    X(sqlite3_column_table_name)

#define SQLITE_SESSION_FUNCTIONS(X)                                                                          \
    X(sqlite3changeset_apply)                                                                                \
    X(sqlite3session_attach)                                                                                 \
    X(sqlite3session_changeset)                                                                              \
    X(sqlite3session_create)                                                                                 \
    X(sqlite3session_delete)                                                                                 \
    X(sqlite3session_patchset)

#define SQLITE_MEMBER(name) __typeof__(&name) name;
typedef struct sqlite_library {
    SQLITE_FUNCTIONS(SQLITE_MEMBER)
} sqlite_library;
typedef struct sqlite_metadata_library {
    SQLITE_METADATA_FUNCTIONS(SQLITE_MEMBER)
} sqlite_metadata_library;
typedef struct sqlite_session_library {
    SQLITE_SESSION_FUNCTIONS(SQLITE_MEMBER)
} sqlite_session_library;
#undef SQLITE_MEMBER

extern sqlite_library lite;
extern sqlite_metadata_library lite_metadata;
extern sqlite_session_library lite_session;

// Makes `lite` callable. Thread: any. Fails: -ENOENT where the library is not there.
int sqlite_load(void);
// Whether `lite_metadata` and `lite_session` are callable. After sqlite_load.
bool sqlite_has_metadata(void);
bool sqlite_has_sessions(void);

#endif
