// SPDX-License-Identifier: MIT
//
// The binding `contextify`, the C half of node:vm: other global objects in the same VM, and evaluation that ends at a time limit or at
// SIGINT. Limits nest: an inner run must not outlive the limit of the run around it.
#include "engine/engine.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// A script that catches the error of its time limit gets it again at every check; after so many the engine ends all that runs.
enum { CHECK_PERIOD_MS = 5, THROWS_MAX = 200 };

// A limited run in progress. On the C stack; the innermost of the thread is `current`.
typedef struct limited_run {
    struct limited_run *outer;
    double deadline_ms; // 0: none
    bool stops_at_sigint;
    unsigned throws;
    js_context ctx;
    js_object thrower; // on the C stack: visible to the collector
} limited_run;

static _Thread_local limited_run *current;
static volatile sig_atomic_t sigint_seen;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void on_sigint(int signal_number)
{
    (void)signal_number;
    sigint_seen = 1;
}

static bool must_end(const limited_run *run)
{
    return (run->deadline_ms > 0 && now_ms() >= run->deadline_ms) || (run->stops_at_sigint && sigint_seen);
}

// The outermost run that is over its limit throws its error into the innermost code.
static bool check(void *data)
{
    limited_run *over = NULL;
    (void)data;
    for (limited_run *run = current; run != NULL; run = run->outer) {
        over = must_end(run) ? run : over;
    }
    if (over == NULL) {
        return false;
    }
    if (over->throws++ >= THROWS_MAX) {
        return true;
    }
    js_interrupt_throw(over->ctx, over->thrower);
    return false;
}

static void begin(js_context ctx, limited_run *run, double timeout_ms, struct sigaction *before)
{
    run->outer = current;
    run->deadline_ms = timeout_ms > 0 ? now_ms() + timeout_ms : 0;
    if (run->stops_at_sigint) {
        struct sigaction action = {.sa_handler = on_sigint};
        sigint_seen = 0;
        sigaction(SIGINT, &action, before);
    }
    current = run;
    js_interrupt_set(ctx, CHECK_PERIOD_MS, check, NULL);
}

static void end(js_context ctx, limited_run *run, const struct sigaction *before)
{
    current = run->outer;
    if (current == NULL) {
        js_interrupt_set(ctx, 0, NULL, NULL);
    } else {
        js_interrupt_set(ctx, CHECK_PERIOD_MS, check, NULL);
    }
    if (run->stops_at_sigint) {
        sigaction(SIGINT, before, NULL);
    }
}

JS_FUNCTION(contextify_new_context)
{
    js_object global = js_context_new(ctx);
    return global == NULL ? js_throw_out_of_memory(ctx, exception) : (js_value)global;
}

static js_context context_of(js_context ctx, js_value global)
{
    js_object object = js_object_of(ctx, global);
    return object == NULL ? ctx : js_context_of(object);
}

// evaluate(source, url, line, global, self, timeout, breakOnSigint, thrower)
JS_FUNCTION(contextify_evaluate)
{
    js_utf8 url = {0};
    size_t len;
    limited_run run = {.stops_at_sigint = js_arg_true(argc, argv, 6),
                       .ctx = ctx,
                       .thrower = js_object_of(ctx, js_arg(argc, argv, 7))};
    struct sigaction before = {0};
    double timeout_ms = js_arg_number(argc, argv, 5, 0);
    js_value v = JS_UNDEFINED;
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 0), &len, exception);
    if (text == NULL || js_utf8_init(ctx, js_arg(argc, argv, 1), &url, exception) < 0) {
        goto out;
    }
    int line = js_arg_int32(argc, argv, 2);
    bool limited = run.thrower != NULL && (timeout_ms > 0 || run.stops_at_sigint);
    js_context target = context_of(ctx, js_arg(argc, argv, 3));
    if (limited) {
        begin(ctx, &run, timeout_ms, &before);
    }
    v = js_evaluate_with_this(target, text, len, url.bytes, line < 1 ? 1 : line,
                              js_object_of(ctx, js_arg(argc, argv, 4)), exception);
    if (limited) {
        end(ctx, &run, &before);
    }
out:
    js_utf8_deinit(&url);
    free(text);
    return v;
}

// checkSyntax(source, url, line, global)
JS_FUNCTION(contextify_check_syntax)
{
    js_utf8 url = {0};
    size_t len;
    char *text = js_utf8_dup(ctx, js_arg(argc, argv, 0), &len, exception);
    if (text != NULL && js_utf8_init(ctx, js_arg(argc, argv, 1), &url, exception) == 0) {
        int line = js_arg_int32(argc, argv, 2);
        js_check_syntax(context_of(ctx, js_arg(argc, argv, 3)), text, len, url.bytes, line < 1 ? 1 : line,
                        exception);
    }
    js_utf8_deinit(&url);
    free(text);
    return JS_UNDEFINED;
}

JS_FUNCTION(contextify_saw_interrupt)
{
    return js_bool(sigint_seen != 0);
}

static const js_function_spec contextify_functions[] = {
    {"newContext", contextify_new_context, 0, "newContext() -> global object"},
    {"evaluate", contextify_evaluate, 8,
     "evaluate(source, url, line, [global], [this], [timeout], [breakOnSigint], [thrower]) -> value"},
    {"sawInterrupt", contextify_saw_interrupt, 0, "sawInterrupt() -> whether SIGINT came"},
    {"checkSyntax", contextify_check_syntax, 4, "checkSyntax(source, url, line, [global])"},
    {0},
};

const js_binding_spec node_contextify_binding = {"contextify", contextify_functions, NULL};
