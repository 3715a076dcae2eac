// SPDX-License-Identifier: MIT
//
// Copying a database while it is used: each step reads some pages on the IO pool, with the source connection's mutex held. The target's
// connection belongs to the step that runs. A backup ends when its source is closed.
#include "node/sqlite/sqlite.h"

#include "node/request.h"

#include <stdio.h>
#include <stdlib.h>

struct sqlite_backup {
    sqlite_db *source;
    sqlite_backup *next, **back; // of the source's backups; `back` is NULL outside of it
    sqlite3 *target;
    sqlite3_backup *backup;
    char *path, *source_name, *target_name;
    int pages; // a step
    bool is_aborted;
    bool has_job, has_no_handle; // who holds it
    int rc, total, remaining;
    char message[256];
};

static void backup_unlink(sqlite_backup *b)
{
    if (b->back != NULL) {
        *b->back = b->next;
        if (b->next != NULL) {
            b->next->back = b->back;
        }
        b->back = NULL;
    }
}

// The source's mutex is held or no step runs.
void sqlite_backup_abort(sqlite_backup *b)
{
    backup_unlink(b);
    if (b->backup != NULL) {
        lite.sqlite3_backup_finish(b->backup);
        b->backup = NULL;
    }
    b->is_aborted = true;
}

// No step runs. Loop thread.
static void backup_free(sqlite_backup *b)
{
    sqlite_backup_abort(b);
    lite.sqlite3_close_v2(b->target);
    sqlite_db_unref(b->source);
    free(b->path);
    free(b->source_name);
    free(b->target_name);
    free(b);
}

static void backup_finalize(void *pointer)
{
    sqlite_backup *b = pointer;
    b->has_no_handle = true;
    if (!b->has_job) {
        backup_free(b);
    }
}

static const js_native_type backup_type = {"sqlite backup", backup_finalize};

// (database, path, schema of the source, schema of the target, pages) -> handle
JS_FUNCTION(backup_new)
{
    sqlite_db *db = sqlite_open_db(ctx, js_arg(argc, argv, 0), exception);
    sqlite_backup *b = db == NULL ? NULL : calloc(1, sizeof *b);
    if (b == NULL) {
        return db == NULL ? JS_UNDEFINED : js_throw_out_of_memory(ctx, exception);
    }
    b->source = db;
    db->refs++;
    b->pages = js_arg_int32(argc, argv, 4);
    char **texts[] = {&b->path, &b->source_name, &b->target_name};
    for (size_t i = 0; i < 3; i++) {
        size_t len;
        *texts[i] = js_utf8_dup(ctx, js_arg(argc, argv, i + 1), &len, exception);
        if (*texts[i] == NULL) {
            backup_free(b);
            return JS_UNDEFINED;
        }
    }
    js_object handle = js_native_new(ctx, &backup_type, b);
    if (handle == NULL) {
        backup_free(b);
        return js_throw_out_of_memory(ctx, exception);
    }
    b->next = db->backups;
    b->back = &db->backups;
    if (b->next != NULL) {
        b->next->back = &b->next;
    }
    db->backups = b;
    if (db->call != NULL && !db->is_locked) { // a function that a call called
        uv_mutex_lock(&db->mutex);
        db->is_locked = true;
    }
    js_set(ctx, handle, "database", argv[0]);
    return handle;
}

// ---- a step ---------------------------------------------------------------------------------------------------------

typedef struct backup_job {
    node_request request;
    sqlite_backup *backup;
} backup_job;

static void note_failure(sqlite_backup *b, int rc)
{
    b->rc = rc;
    snprintf(b->message, sizeof b->message, "%s",
             b->target != NULL ? lite.sqlite3_errmsg(b->target) : lite.sqlite3_errstr(rc));
}

// Whether another step is to follow: at once, or when others have let go of their locks.
static bool goes_on(int rc)
{
    return rc == SQLITE_OK || (rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED;
}

static bool backup_begin(sqlite_backup *b)
{
    int rc = lite.sqlite3_open_v2(
        b->path, &b->target,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK) {
        note_failure(b, rc);
        return false;
    }
    b->backup = lite.sqlite3_backup_init(b->target, b->target_name, b->source->db, b->source_name);
    if (b->backup == NULL) {
        note_failure(b, lite.sqlite3_extended_errcode(b->target));
        if (goes_on(b->rc)) { // the next step begins anew
            lite.sqlite3_close_v2(b->target);
            b->target = NULL;
        }
        return false;
    }
    return true;
}

static void backup_step(sqlite_backup *b)
{
    if (b->is_aborted || (b->target == NULL && !backup_begin(b))) {
        return;
    }
    int rc = lite.sqlite3_backup_step(b->backup, b->pages);
    b->remaining = lite.sqlite3_backup_remaining(b->backup);
    b->total = lite.sqlite3_backup_pagecount(b->backup);
    b->rc = rc;
    if (!goes_on(rc)) {
        rc = lite.sqlite3_backup_finish(b->backup);
        b->backup = NULL;
        if (rc != SQLITE_OK) {
            note_failure(b, rc);
        }
    }
}

static void backup_work(node_request *request)
{
    sqlite_backup *b = ((backup_job *)request)->backup;
    uv_mutex_lock(&b->source->mutex);
    backup_step(b);
    uv_mutex_unlock(&b->source->mutex);
    if (b->rc == SQLITE_DONE) {
        lite.sqlite3_close_v2(b->target);
        b->target = NULL;
    }
}

static js_value backup_result(js_context ctx, node_request *request)
{
    sqlite_backup *b = ((backup_job *)request)->backup;
    js_value ignored = NULL;
    js_value values[] = {
        b->is_aborted ? JS_NULL : js_int32(b->rc),
        js_int32(b->remaining),
        js_int32(b->total),
        js_string_utf8(ctx, b->message, strlen(b->message)),
        js_string_ascii(ctx, lite.sqlite3_errstr(b->rc)),
    };
    return js_array_new(ctx, sizeof values / sizeof values[0], values, &ignored);
}

static void backup_job_deinit(node_request *request)
{
    sqlite_backup *b = ((backup_job *)request)->backup;
    b->has_job = false;
    if (!goes_on(b->rc)) {
        backup_unlink(b);
    }
    if (b->has_no_handle) {
        backup_free(b);
    }
}

// (handle, callback(status, [code or null for a closed source, remaining, total, message, text of the code]))
JS_FUNCTION(backup_step_start)
{
    sqlite_backup *b = js_native_get(ctx, js_arg(argc, argv, 0), &backup_type);
    backup_job *job = b == NULL || b->has_job ? NULL : calloc(1, sizeof *job);
    if (job == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    b->has_job = true;
    job->backup = b;
    job->request.work = backup_work;
    job->request.result = backup_result;
    job->request.deinit = backup_job_deinit;
    return node_request_submit(ctx, &job->request, js_arg(argc, argv, 1), argv[0], exception);
}

// Ends a backup whose progress function threw.
JS_FUNCTION(backup_stop)
{
    sqlite_backup *b = js_native_get(ctx, js_arg(argc, argv, 0), &backup_type);
    if (b != NULL && !b->has_job) {
        sqlite_backup_abort(b);
        lite.sqlite3_close_v2(b->target);
        b->target = NULL;
    }
    return JS_UNDEFINED;
}

const js_function_spec sqlite_backup_functions[] = {
    {"backup", backup_new, 5, "backup(database, path, source, target, pages) -> handle"},
    {"stepBackup", backup_step_start, 2, "stepBackup(handle, callback)"},
    {"stopBackup", backup_stop, 1, "stopBackup(handle)"},
    {0},
};
