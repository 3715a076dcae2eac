// SPDX-License-Identifier: MIT
#include "node/sqlite/libsqlite.h"

#include "base/library.h"

#include <uv.h>

sqlite_library lite;
sqlite_metadata_library lite_metadata;
sqlite_session_library lite_session;

static uv_once_t once = UV_ONCE_INIT;
static int loaded;
static bool has_metadata, has_sessions;

static const char library_file[] = "libsqlite3.so.0";

#define ROW(name) {#name, offsetof(sqlite_library, name)},
static const library_symbol symbols[] = {SQLITE_FUNCTIONS(ROW)};
#undef ROW
#define ROW(name) {#name, offsetof(sqlite_metadata_library, name)},
static const library_symbol metadata_symbols[] = {SQLITE_METADATA_FUNCTIONS(ROW)};
#undef ROW
#define ROW(name) {#name, offsetof(sqlite_session_library, name)},
static const library_symbol session_symbols[] = {SQLITE_SESSION_FUNCTIONS(ROW)};
#undef ROW

#define COUNT(rows) (sizeof rows / sizeof rows[0])

static void load(void)
{
    loaded = library_load(library_file, symbols, COUNT(symbols), &lite);
    if (loaded != 0) {
        return;
    }
    has_metadata = library_load(library_file, metadata_symbols, COUNT(metadata_symbols), &lite_metadata) == 0;
    has_sessions = library_load(library_file, session_symbols, COUNT(session_symbols), &lite_session) == 0;
    // Counting memory takes a lock of the process at each allocation. Refused where another part of the process has begun to use the library.
    lite.sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

int sqlite_load(void)
{
    uv_once(&once, load);
    return loaded;
}

bool sqlite_has_metadata(void)
{
    return has_metadata;
}

bool sqlite_has_sessions(void)
{
    return has_sessions;
}
