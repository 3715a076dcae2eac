// SPDX-License-Identifier: MIT
//
// What the system tells of itself: libuv's questions, each answered as text, a number, or one flat array that JavaScript
// shapes. A failure is a negative errno as a number.
#include "engine/engine.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

static js_value text(js_context ctx, const char *bytes)
{
    return js_string_utf8(ctx, bytes, strlen(bytes));
}

// A growing array of values. They live on the C stack of the caller's frame only through the array itself, so each is put
// into the JavaScript array at once.
typedef struct row_writer {
    js_context ctx;
    js_object array;
    unsigned count;
} row_writer;

static void put(row_writer *w, js_value v)
{
    js_set_index(w->ctx, w->array, w->count++, v);
}

// ---- strings --------------------------------------------------------------------------------------------------------

// A libuv function that fills a buffer and says how large it must be.
static js_value sized_text(js_context ctx, int (*get)(char *, size_t *), js_value *exception)
{
    size_t len = 256;
    char *bytes = malloc(len);
    if (bytes == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    int status = get(bytes, &len);
    if (status == UV_ENOBUFS) {
        char *larger = realloc(bytes, len);
        if (larger == NULL) {
            free(bytes);
            return js_throw_out_of_memory(ctx, exception);
        }
        bytes = larger;
        status = get(bytes, &len);
    }
    js_value result = status < 0 ? js_int32(status) : js_string_utf8(ctx, bytes, len);
    free(bytes);
    return result;
}

JS_FUNCTION(os_hostname)
{
    return sized_text(ctx, uv_os_gethostname, exception);
}

JS_FUNCTION(os_homedir)
{
    return sized_text(ctx, uv_os_homedir, exception);
}

// [sysname, version, release, machine]
JS_FUNCTION(os_uname)
{
    uv_utsname_t names;
    int status = uv_os_uname(&names);
    if (status < 0) {
        return js_int32(status);
    }
    js_lock(ctx);
    js_value values[4] = {text(ctx, names.sysname), text(ctx, names.version), text(ctx, names.release),
                          text(ctx, names.machine)};
    js_value result = (js_value)js_array_new(ctx, 4, values, exception);
    js_unlock(ctx);
    return result;
}

// [uid, gid, username, homedir, shell]; the texts as bytes where asked
static js_value text_or_bytes(js_context ctx, const char *bytes, bool as_bytes, js_value *exception)
{
    if (bytes == NULL) {
        return JS_NULL;
    }
    if (!as_bytes) {
        return text(ctx, bytes);
    }
    size_t len = strlen(bytes);
    void *copy = malloc(len + 1);
    if (copy == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    memcpy(copy, bytes, len);
    return js_uint8_array_adopt(ctx, copy, len, exception);
}

JS_FUNCTION(os_user_info)
{
    uv_passwd_t user;
    bool as_bytes = js_arg_true(argc, argv, 0);
    int status = uv_os_get_passwd(&user);
    if (status < 0) {
        return js_int32(status);
    }
    js_value values[5] = {
        js_number((double)user.uid),
        js_number((double)user.gid),
        text_or_bytes(ctx, user.username, as_bytes, exception),
        text_or_bytes(ctx, user.homedir, as_bytes, exception),
        text_or_bytes(ctx, user.shell, as_bytes, exception),
    };
    js_value result = (js_value)js_array_new(ctx, 5, values, exception);
    uv_os_free_passwd(&user);
    return result;
}

// ---- numbers --------------------------------------------------------------------------------------------------------

JS_FUNCTION(os_freemem)
{
    return js_number((double)uv_get_free_memory());
}

JS_FUNCTION(os_totalmem)
{
    return js_number((double)uv_get_total_memory());
}

JS_FUNCTION(os_uptime)
{
    double seconds = 0;
    int status = uv_uptime(&seconds);
    return status < 0 ? js_int32(status) : js_number(seconds);
}

JS_FUNCTION(os_available_parallelism)
{
    return js_number((double)uv_available_parallelism());
}

JS_FUNCTION(os_loadavg)
{
    double averages[3];
    uv_loadavg(averages);
    js_value values[3] = {js_number(averages[0]), js_number(averages[1]), js_number(averages[2])};
    return (js_value)js_array_new(ctx, 3, values, exception);
}

// Priorities are below zero too, so a failure is told as 1000 + errno.
JS_FUNCTION(os_get_priority)
{
    int priority = 0;
    int status = uv_os_getpriority(js_arg_int32(argc, argv, 0), &priority);
    return js_int32(status < 0 ? 1000 - status : priority);
}

JS_FUNCTION(os_set_priority)
{
    return js_int32(uv_os_setpriority(js_arg_int32(argc, argv, 0), js_arg_int32(argc, argv, 1)));
}

// ---- lists ----------------------------------------------------------------------------------------------------------

// Seven values a processor: model, speed, user, nice, sys, idle, irq
JS_FUNCTION(os_cpus)
{
    uv_cpu_info_t *cpus = NULL;
    int count = 0;
    int status = uv_cpu_info(&cpus, &count);
    if (status < 0) {
        return js_int32(status);
    }
    js_lock(ctx);
    row_writer w = {ctx, js_array_new(ctx, 0, NULL, exception), 0};
    for (int i = 0; w.array != NULL && i < count; i++) {
        put(&w, text(ctx, cpus[i].model));
        put(&w, js_number(cpus[i].speed));
        put(&w, js_number((double)cpus[i].cpu_times.user));
        put(&w, js_number((double)cpus[i].cpu_times.nice));
        put(&w, js_number((double)cpus[i].cpu_times.sys));
        put(&w, js_number((double)cpus[i].cpu_times.idle));
        put(&w, js_number((double)cpus[i].cpu_times.irq));
    }
    js_unlock(ctx);
    uv_free_cpu_info(cpus, count);
    return (js_value)w.array;
}

static void put_interface(row_writer *w, const uv_interface_address_t *each)
{
    char address[INET6_ADDRSTRLEN] = "", netmask[INET6_ADDRSTRLEN] = "", mac[18];
    const char *family = "Unknown";
    double scope = -1;
    if (each->address.address4.sin_family == AF_INET) {
        uv_ip4_name(&each->address.address4, address, sizeof address);
        uv_ip4_name(&each->netmask.netmask4, netmask, sizeof netmask);
        family = "IPv4";
    } else if (each->address.address4.sin_family == AF_INET6) {
        uv_ip6_name(&each->address.address6, address, sizeof address);
        uv_ip6_name(&each->netmask.netmask6, netmask, sizeof netmask);
        family = "IPv6";
        scope = each->address.address6.sin6_scope_id;
    }
    const unsigned char *p = (const unsigned char *)each->phys_addr;
    snprintf(mac, sizeof mac, "%02x:%02x:%02x:%02x:%02x:%02x", p[0], p[1], p[2], p[3], p[4], p[5]);
    put(w, text(w->ctx, each->name));
    put(w, text(w->ctx, address));
    put(w, text(w->ctx, netmask));
    put(w, text(w->ctx, family));
    put(w, text(w->ctx, mac));
    put(w, js_bool(each->is_internal != 0));
    put(w, js_number(scope));
}

// Seven values an address: name, address, netmask, family, mac, internal, scope (-1 for IPv4)
JS_FUNCTION(os_network_interfaces)
{
    uv_interface_address_t *all = NULL;
    int count = 0;
    int status = uv_interface_addresses(&all, &count);
    if (status < 0 && status != UV_ENOSYS) {
        return js_int32(status);
    }
    js_lock(ctx);
    row_writer w = {ctx, js_array_new(ctx, 0, NULL, exception), 0};
    for (int i = 0; w.array != NULL && i < count; i++) {
        put_interface(&w, &all[i]);
    }
    js_unlock(ctx);
    uv_free_interface_addresses(all, count);
    return (js_value)w.array;
}

extern const js_function_spec os_constant_functions[];

static const js_function_spec os_functions[] = {
    {"hostname", os_hostname, 0, "hostname() -> string or errno"},
    {"homedir", os_homedir, 0, "homedir() -> string or errno"},
    {"uname", os_uname, 0, "uname() -> [sysname, version, release, machine] or errno"},
    {"userInfo", os_user_info, 1, "userInfo(asBytes) -> [uid, gid, username, homedir, shell] or errno"},
    {"freemem", os_freemem, 0, "freemem() -> bytes"},
    {"totalmem", os_totalmem, 0, "totalmem() -> bytes"},
    {"uptime", os_uptime, 0, "uptime() -> seconds or errno"},
    {"availableParallelism", os_available_parallelism, 0, "availableParallelism() -> number"},
    {"loadavg", os_loadavg, 0, "loadavg() -> [number, number, number]"},
    {"getPriority", os_get_priority, 1, "getPriority(pid) -> priority, or 1000 + errno"},
    {"setPriority", os_set_priority, 2, "setPriority(pid, priority) -> 0 or errno"},
    {"cpus", os_cpus, 0, "cpus() -> [model, speed, user, nice, sys, idle, irq, ...] or errno"},
    {"networkInterfaces", os_network_interfaces, 0,
     "networkInterfaces() -> [name, address, netmask, family, mac, internal, scope, ...] or errno"},
    {0},
};

static int os_init(js_context ctx, js_object binding)
{
    js_functions_add(ctx, binding, os_constant_functions);
    return 0;
}

const js_binding_spec node_os_binding = {"os", os_functions, os_init};
