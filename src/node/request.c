// SPDX-License-Identifier: MIT
//
// Asynchronous operations of built-ins: a job on the IO pool and one entry into JavaScript. The request lives from
// node_request_submit until its job is done; it is released before the callback runs, so that a callback that ends
// the process leaves nothing behind.
#include "node/request.h"

#include <errno.h>
#include <stdlib.h>

static void request_free(js_context ctx, node_request *request)
{
    if (ctx != NULL) {
        js_root_free(ctx, request->callback);
        js_root_free(ctx, request->keep);
    }
    if (request->deinit != NULL) {
        request->deinit(request);
    }
    free(request);
}

static void request_work(loop_job *job)
{
    node_request *request = (node_request *)job;
    request->work(request);
}

static void request_done(loop_job *job, int status)
{
    node_request *request = (node_request *)job;
    js_runtime *runtime = js_runtime_current();
    if (runtime == NULL) { // the loop outlived its runtime: nobody is left to tell
        request_free(NULL, request);
        return;
    }
    js_context ctx = js_runtime_context(runtime);
    if (status < 0) {
        request->status = status;
    }
    js_lock(ctx);
    js_value result = JS_UNDEFINED;
    if (request->status >= 0 && request->result != NULL) {
        result = request->result(ctx, request);
        if (result == NULL) {
            request->status = -ENOMEM;
            result = JS_UNDEFINED;
        }
    }
    js_value argv[2] = {js_int32(request->status), result};
    js_value callback = js_root_get(ctx, request->callback);
    request_free(ctx, request);
    js_unlock(ctx);
    js_enter(runtime, callback, 2, argv);
}

static js_value submit(js_context ctx, node_request *request, js_value callback, js_value keep,
                       int (*start)(loop *, loop_job *), js_value *exception)
{
    js_runtime *runtime = js_runtime_current();
    int status = -ENOMEM;
    request->keep = 0;
    request->job.work = request_work;
    request->job.done = request_done;
    request->callback = js_root_new(ctx, callback);
    if (request->callback == 0) {
        goto out;
    }
    if (!js_is_nullish(keep)) {
        request->keep = js_root_new(ctx, keep);
        if (request->keep == 0) {
            goto out;
        }
    }
    status = start(js_runtime_loop(runtime), &request->job);
out:
    if (status < 0) {
        request_free(ctx, request);
        if (status == -ENOMEM) {
            return js_throw_out_of_memory(ctx, exception);
        }
        return js_throw_errno(ctx, exception, status, "submit", NULL, NULL);
    }
    return JS_UNDEFINED;
}

js_value node_request_submit(js_context ctx, node_request *request, js_value callback, js_value keep,
                             js_value *exception)
{
    request->status = 0;
    return submit(ctx, request, callback, keep, loop_io_submit, exception);
}

js_value node_request_complete(js_context ctx, node_request *request, js_value callback, js_value keep,
                               js_value *exception)
{
    return submit(ctx, request, callback, keep, loop_job_complete, exception);
}
