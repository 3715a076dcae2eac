// SPDX-License-Identifier: MIT
//
// The binding `inspector`: the runtime's target, sessions with others', and the server.
#include "inspector/inbox.h"
#include "inspector/server.h"
#include "inspector/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// attach(number, handler) -> target
JS_FUNCTION(inspector_attach)
{
    inspector_target *target;
    js_object object;
    int rc = target_new(ctx, js_arg_int32(argc, argv, 0), js_arg(argc, argv, 1), &target, &object);
    if (rc < 0) {
        return js_throw_errno(ctx, exception, rc, "attach", NULL, NULL);
    }
    return (js_value)object;
}

static inspector_target *target_arg(js_context ctx, size_t argc, const js_value argv[], js_value *exception)
{
    inspector_target *target = target_of(ctx, js_arg(argc, argv, 0));
    if (target == NULL) {
        js_throw_type_error(ctx, exception, NULL, "not a target");
    }
    return target;
}

// engineOpen(target) -> status
JS_FUNCTION(inspector_engine_open)
{
    inspector_target *target = target_arg(ctx, argc, argv, exception);
    return target == NULL ? JS_UNDEFINED : js_int32(target_engine_open(target));
}

// engineSend(target, text) -> status
JS_FUNCTION(inspector_engine_send)
{
    inspector_target *target = target_arg(ctx, argc, argv, exception);
    return target == NULL ? JS_UNDEFINED : js_int32(target_engine_send(target, js_arg(argc, argv, 1)));
}

// engineDebug(target, global, on) -> status
JS_FUNCTION(inspector_engine_debug)
{
    inspector_target *target = target_arg(ctx, argc, argv, exception);
    js_object global = js_object_of(ctx, js_arg(argc, argv, 1));
    if (target == NULL || global == NULL) {
        return JS_UNDEFINED;
    }
    return js_int32(target_engine_debug_context(target, global, js_arg_true(argc, argv, 2)));
}

// engineClose(target)
JS_FUNCTION(inspector_engine_close)
{
    inspector_target *target = target_arg(ctx, argc, argv, exception);
    if (target != NULL) {
        target_engine_close(target);
    }
    return JS_UNDEFINED;
}

// deliver(target)
JS_FUNCTION(inspector_deliver)
{
    inspector_target *target = target_arg(ctx, argc, argv, exception);
    if (target != NULL) {
        target_deliver(target);
    }
    return JS_UNDEFINED;
}

// wait(target)
JS_FUNCTION(inspector_wait)
{
    inspector_target *target = target_arg(ctx, argc, argv, exception);
    if (target != NULL) {
        target_wait(target);
    }
    return JS_UNDEFINED;
}

// userCode(target, begins): between the two messages are delivered though the handler is below.
JS_FUNCTION(inspector_user_code)
{
    inspector_target *target = target_arg(ctx, argc, argv, exception);
    if (target != NULL) {
        target_user_code(target, js_arg_true(argc, argv, 1));
    }
    return JS_UNDEFINED;
}

// keepAlive(target, on)
JS_FUNCTION(inspector_keep_alive)
{
    inspector_target *target = target_arg(ctx, argc, argv, exception);
    if (target != NULL) {
        target_keep_alive(target, js_arg_true(argc, argv, 1));
    }
    return JS_UNDEFINED;
}

// post(number, kind, session, from, text) -> status
JS_FUNCTION(inspector_post)
{
    size_t len = 0;
    char *text = js_is_string(ctx, js_arg(argc, argv, 4)) ? js_utf8_dup(ctx, argv[4], &len, exception) : NULL;
    int rc =
        inbox_post(js_arg_int32(argc, argv, 0), (inbox_kind)js_arg_int32(argc, argv, 1),
                   js_arg_int32(argc, argv, 2), js_arg_int32(argc, argv, 3), text, text == NULL ? 0 : len);
    free(text);
    return js_int32(rc);
}

JS_FUNCTION(inspector_new_session)
{
    return js_int32(inbox_session_new());
}

// serverStart(host, port, id, list, version, protocol, publishes) -> port or status
JS_FUNCTION(inspector_server_start)
{
    enum { TEXTS = 5 };
    static const unsigned places[TEXTS] = {0, 2, 3, 4, 5};
    char *texts[TEXTS] = {0};
    js_value result = JS_UNDEFINED;
    for (size_t i = 0; i < TEXTS; i++) {
        texts[i] = js_utf8_dup(ctx, js_arg(argc, argv, places[i]), NULL, exception);
        if (texts[i] == NULL) {
            goto out;
        }
    }
    const server_config config = {texts[0], js_arg_int32(argc, argv, 1), texts[1], texts[2], texts[3],
                                  texts[4], js_arg_true(argc, argv, 6)};
    result = js_int32(server_start(&config));
out:
    for (size_t i = 0; i < TEXTS; i++) {
        free(texts[i]);
    }
    return result;
}

JS_FUNCTION(inspector_server_stop)
{
    server_stop();
    return JS_UNDEFINED;
}

// serverSend(session, text) -> status
JS_FUNCTION(inspector_server_send)
{
    size_t len;
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 1), &len, exception);
    int rc = text == NULL ? -ENOMEM : server_send(js_arg_int32(argc, argv, 0), text, len);
    free(text);
    return js_int32(rc);
}

static const js_function_spec inspector_functions[] = {
    {"attach", inspector_attach, 2, "attach(number, handler) -> target"},
    {"engineOpen", inspector_engine_open, 1, "engineOpen(target) -> status"},
    {"engineSend", inspector_engine_send, 2, "engineSend(target, text) -> status"},
    {"engineDebug", inspector_engine_debug, 3, "engineDebug(target, global, on) -> status"},
    {"engineClose", inspector_engine_close, 1, "engineClose(target)"},
    {"deliver", inspector_deliver, 1, "deliver(target)"},
    {"wait", inspector_wait, 1, "wait(target)"},
    {"userCode", inspector_user_code, 2, "userCode(target, begins)"},
    {"keepAlive", inspector_keep_alive, 2, "keepAlive(target, on)"},
    {"post", inspector_post, 5, "post(number, kind, session, from, text) -> status"},
    {"newSession", inspector_new_session, 0, "newSession() -> number"},
    {"serverStart", inspector_server_start, 7,
     "serverStart(host, port, id, list, version, protocol, publishes) -> port | status"},
    {"serverStop", inspector_server_stop, 0, "serverStop()"},
    {"serverSend", inspector_server_send, 2, "serverSend(session, text) -> status"},
    {0},
};

const js_binding_spec node_inspector_binding = {"inspector", inspector_functions, NULL};
