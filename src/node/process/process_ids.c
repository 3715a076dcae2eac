// SPDX-License-Identifier: MIT
//
// Users, groups, the file mode mask and the parent. Setters take a number or a name and give 0, a negative errno, or 1 where no
// such user or group exists.
#include "node/process/process.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { UNKNOWN_NAME = 1, GROUPS_MAX = 65536 };

// The id behind a number or a user's name. Fails: UNKNOWN_NAME, -1 with an exception.
static int uid_of(js_context ctx, js_value v, uid_t *out, js_value *exception)
{
    if (js_is_number(v)) {
        *out = (uid_t)js_number_or(v, 0);
        return 0;
    }
    js_utf8 name;
    if (js_utf8_init(ctx, v, &name, exception)) {
        return -1;
    }
    struct passwd entry, *found = NULL;
    char buffer[16384];
    int r = getpwnam_r(name.bytes, &entry, buffer, sizeof buffer, &found);
    js_utf8_deinit(&name);
    if (r || !found) {
        return UNKNOWN_NAME;
    }
    *out = found->pw_uid;
    return 0;
}

static int gid_of(js_context ctx, js_value v, gid_t *out, js_value *exception)
{
    if (js_is_number(v)) {
        *out = (gid_t)js_number_or(v, 0);
        return 0;
    }
    js_utf8 name;
    if (js_utf8_init(ctx, v, &name, exception)) {
        return -1;
    }
    struct group entry, *found = NULL;
    char buffer[16384];
    int r = getgrnam_r(name.bytes, &entry, buffer, sizeof buffer, &found);
    js_utf8_deinit(&name);
    if (r || !found) {
        return UNKNOWN_NAME;
    }
    *out = found->gr_gid;
    return 0;
}

static js_value set_uid(js_context ctx, js_value v, int (*set)(uid_t), js_value *exception)
{
    uid_t id;
    int r = uid_of(ctx, v, &id, exception);
    return js_int32(r ? r : set(id) ? -errno : 0);
}

static js_value set_gid(js_context ctx, js_value v, int (*set)(gid_t), js_value *exception)
{
    gid_t id;
    int r = gid_of(ctx, v, &id, exception);
    return js_int32(r ? r : set(id) ? -errno : 0);
}

JS_FUNCTION(ids_setuid)
{
    return set_uid(ctx, js_arg(argc, argv, 0), setuid, exception);
}
JS_FUNCTION(ids_seteuid)
{
    return set_uid(ctx, js_arg(argc, argv, 0), seteuid, exception);
}
JS_FUNCTION(ids_setgid)
{
    return set_gid(ctx, js_arg(argc, argv, 0), setgid, exception);
}
JS_FUNCTION(ids_setegid)
{
    return set_gid(ctx, js_arg(argc, argv, 0), setegid, exception);
}

// ids() -> [uid, euid, gid, egid, ppid]
JS_FUNCTION(ids_get)
{
    js_value ids[] = {js_number(getuid()), js_number(geteuid()), js_number(getgid()), js_number(getegid()),
                      js_number(getppid())};
    return js_array_new(ctx, sizeof ids / sizeof ids[0], ids, exception);
}

JS_FUNCTION(ids_getgroups)
{
    int count = getgroups(0, NULL);
    gid_t *groups = calloc((size_t)(count > 0 ? count : 1), sizeof *groups);
    js_value result = JS_UNDEFINED;
    if (!groups) {
        return js_throw_out_of_memory(ctx, exception);
    }
    count = getgroups(count, groups);
    if (count < 0) {
        result = js_throw_errno(ctx, exception, -errno, "getgroups", NULL, NULL);
    } else {
        js_object list = js_array_new(ctx, 0, NULL, exception);
        bool has_own = false; // the effective group belongs to the list, also where the system leaves it out
        for (int i = 0; i < count; i++) {
            js_set_index(ctx, list, (unsigned)i, js_number(groups[i]));
            has_own = has_own || groups[i] == getegid();
        }
        if (!has_own) {
            js_set_index(ctx, list, (unsigned)count, js_number(getegid()));
        }
        result = list;
    }
    free(groups);
    return result;
}

// setgroups(list) -> 0, a negative errno, or the index of an unknown group plus 1
JS_FUNCTION(ids_setgroups)
{
    js_object list = js_object_of(ctx, js_arg(argc, argv, 0));
    unsigned count = (unsigned)js_number_or(js_get(ctx, list, "length", exception), 0);
    if (count > GROUPS_MAX) {
        return js_int32(-EINVAL);
    }
    gid_t *groups = calloc(count ? count : 1, sizeof *groups);
    if (!groups) {
        return js_int32(-ENOMEM);
    }
    int r = 0;
    for (unsigned i = 0; i < count && r == 0; i++) {
        if (gid_of(ctx, js_get_index(ctx, list, i, exception), &groups[i], exception)) {
            r = (int)i + 1;
        }
    }
    if (r == 0 && setgroups(count, groups)) {
        r = -errno;
    }
    free(groups);
    return js_int32(r);
}

// initgroups(user, extraGroup) -> 0, a negative errno, 1 where the user, 2 where the group is unknown
JS_FUNCTION(ids_initgroups)
{
    js_value user = js_arg(argc, argv, 0);
    uid_t uid;
    gid_t gid;
    if (gid_of(ctx, js_arg(argc, argv, 1), &gid, exception)) {
        return js_int32(2);
    }
    if (uid_of(ctx, user, &uid, exception)) {
        return js_int32(1);
    }
    struct passwd entry, *found = NULL;
    char buffer[16384];
    if (getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) || !found) {
        return js_int32(1);
    }
    return js_int32(initgroups(found->pw_name, gid) ? -errno : 0);
}

// umask([mask]) -> the mask before
JS_FUNCTION(ids_umask)
{
    mode_t before;
    if (js_is_undefined(js_arg(argc, argv, 0))) {
        before = umask(0);
        umask(before);
    } else {
        before = umask((mode_t)js_arg_number(argc, argv, 0, 0));
    }
    return js_number(before);
}

const js_function_spec node__process_id_functions[] = {
    {"ids", ids_get, 0, "ids() -> [uid, euid, gid, egid, ppid]"},
    {"setuid", ids_setuid, 1, "setuid(id | name) -> status"},
    {"seteuid", ids_seteuid, 1, "seteuid(id | name) -> status"},
    {"setgid", ids_setgid, 1, "setgid(id | name) -> status"},
    {"setegid", ids_setegid, 1, "setegid(id | name) -> status"},
    {"getgroups", ids_getgroups, 0, "getgroups() -> number[]"},
    {"setgroups", ids_setgroups, 1, "setgroups(list) -> status"},
    {"initgroups", ids_initgroups, 2, "initgroups(user, group) -> status"},
    {"umask", ids_umask, 1, "umask([mask]) -> mask"},
    {0},
};
