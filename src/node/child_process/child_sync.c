// SPDX-License-Identifier: MIT
//
// spawnSync: a child in a loop of its own, turned until the child has ended and its pipes are closed, or the time or the room for its
// output has run out; then it is killed.
#include "base/world.h"
#include "node/child_process/child.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

enum { CHUNK = 65536 };

typedef struct sync_run sync_run;

// A pipe between here and the child: what goes in, what came out.
typedef struct sync_pipe {
    uv_pipe_t pipe;
    uv_write_t write;
    uv_shutdown_t shutdown;
    sync_run *run;
    js_bytes input;
    char *output;
    size_t len, room;
    bool open, reads;
} sync_pipe;

struct sync_run {
    uv_loop_t loop;
    uv_process_t process;
    uv_timer_t timer;
    sync_pipe *pipes;
    int pipe_count;
    int64_t exit_code;
    int signal, kill_signal, error;
    double output_max; // of each pipe, in bytes
    bool exited, killed;
};

// ---- giving up ------------------------------------------------------------------------------------------------------------------

static void close_handle(uv_handle_t *handle)
{
    if (!uv_is_closing(handle)) {
        uv_close(handle, NULL);
    }
}

static void close_pipe(sync_pipe *p)
{
    if (p->open) {
        p->open = false;
        close_handle((uv_handle_t *)&p->pipe);
    }
}

static void give_up(sync_run *run, int error)
{
    if (run->error == 0) {
        run->error = error;
    }
    if (run->killed) {
        return;
    }
    run->killed = true;
    for (int i = 0; i < run->pipe_count; i++) {
        close_pipe(&run->pipes[i]);
    }
    if (!run->exited &&
        uv_process_kill(&run->process, run->kill_signal ? run->kill_signal : SIGTERM) == -ESRCH) {
        run->exited = true;
    }
    close_handle((uv_handle_t *)&run->timer);
}

static void on_timeout(uv_timer_t *timer)
{
    give_up(timer->data, -ETIMEDOUT);
}

static void on_exit_status(uv_process_t *process, int64_t status, int signal)
{
    sync_run *run = process->data;
    run->exited = true;
    run->exit_code = status;
    run->signal = signal;
    close_handle((uv_handle_t *)&run->process);
    close_handle((uv_handle_t *)&run->timer);
}

// ---- pipes ------------------------------------------------------------------------------------------------------------------------

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    sync_pipe *p = handle->data;
    (void)suggested;
    if (p->room - p->len < CHUNK) {
        size_t room = p->room ? p->room * 2 : CHUNK * 2;
        char *grown = realloc(p->output, room);
        if (!grown) {
            *out = uv_buf_init(NULL, 0);
            return;
        }
        p->output = grown;
        p->room = room;
    }
    *out = uv_buf_init(p->output + p->len, (unsigned)(p->room - p->len));
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    sync_pipe *p = stream->data;
    (void)buffer;
    if (count == UV_EOF) {
        close_pipe(p);
    } else if (count < 0) {
        give_up(p->run, (int)count);
    } else if (count > 0) {
        p->len += (size_t)count;
        if (p->run->output_max > 0 && (double)p->len > p->run->output_max) {
            give_up(p->run, -ENOBUFS);
        }
    }
}

static void on_shut_down(uv_shutdown_t *request, int status)
{
    sync_pipe *p = (sync_pipe *)request->data;
    (void)status;
    if (!p->reads) {
        close_pipe(p);
    }
}

static void on_written(uv_write_t *request, int status)
{
    (void)request;
    (void)status; // EPIPE: the child did not want it all
}

static int start_pipe(sync_pipe *p)
{
    int r = 0;
    if (p->input.len) {
        uv_buf_t part = uv_buf_init((char *)p->input.data, (unsigned)p->input.len);
        r = uv_write(&p->write, (uv_stream_t *)&p->pipe, &part, 1, on_written);
    }
    p->shutdown.data = p;
    if (r == 0) {
        r = uv_shutdown(&p->shutdown, (uv_stream_t *)&p->pipe, on_shut_down);
        if (r == UV_ENOTCONN) {
            r = 0;
        }
    }
    if (r == 0 && p->reads) {
        r = uv_read_start((uv_stream_t *)&p->pipe, on_alloc, on_read);
    }
    return r;
}

// ---- the run ----------------------------------------------------------------------------------------------------------------------

static int prepare_pipe(js_context ctx, sync_run *run, js_object entry, uv_stdio_container_t *out,
                        sync_pipe *p, unsigned index)
{
    p->run = run;
    p->reads = index != 0;
    p->pipe.data = p;
    int r = uv_pipe_init(&run->loop, &p->pipe, 0);
    if (r) {
        return r;
    }
    p->open = true;
    if (js_bytes_get(ctx, js_get(ctx, entry, "input", NULL), &p->input)) {
        p->input = (js_bytes){NULL, 0};
    }
    out->data.stream = (uv_stream_t *)&p->pipe;
    out->flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE;
    return 0;
}

static int prepare_stdio(js_context ctx, sync_run *run, js_object options, child_options *o)
{
    js_object list = js_object_of(ctx, js_get(ctx, options, "stdio", NULL));
    run->pipe_count = o->uv.stdio_count;
    run->pipes = calloc((size_t)run->pipe_count + 1, sizeof *run->pipes);
    if (!run->pipes) {
        run->pipe_count = 0;
        return -ENOMEM;
    }
    for (unsigned i = 0; i < (unsigned)run->pipe_count; i++) {
        js_object entry = js_object_of(ctx, js_get_index(ctx, list, i, NULL));
        int type = entry ? (int)child_number(ctx, entry, "type", CHILD_IGNORE) : CHILD_IGNORE;
        o->stdio[i].flags = UV_IGNORE;
        if (type == CHILD_INHERIT_FD || type == CHILD_WRAP) {
            o->stdio[i].flags = UV_INHERIT_FD;
            o->stdio[i].data.fd = (int)child_number(ctx, entry, "fd", -1);
        } else if (type == CHILD_PIPE) {
            int r = prepare_pipe(ctx, run, entry, &o->stdio[i], &run->pipes[i], i);
            if (r) {
                return r;
            }
        }
    }
    return 0;
}

static void run_child(sync_run *run, double timeout_ms)
{
    if (timeout_ms > 0) {
        uv_timer_start(&run->timer, on_timeout, (uint64_t)timeout_ms, 0);
    }
    for (int i = 0; i < run->pipe_count; i++) {
        if (run->pipes[i].open) {
            int r = start_pipe(&run->pipes[i]);
            if (r) {
                give_up(run, r);
            }
        }
    }
    uv_run(&run->loop, UV_RUN_DEFAULT);
}

static js_value outputs_of(js_context ctx, sync_run *run, js_value *exception)
{
    js_object list = js_array_new(ctx, 0, NULL, exception);
    for (int i = 0; i < run->pipe_count; i++) {
        sync_pipe *p = &run->pipes[i];
        js_value value = JS_NULL;
        if (p->run && p->reads) {
            char *exact = p->len ? realloc(p->output, p->len) : p->output;
            char *owned = exact ? exact : malloc(1);
            p->output = NULL;
            value = js_uint8_array_adopt(ctx, owned, p->len, exception);
        }
        js_set_index(ctx, list, (unsigned)i, value);
    }
    return list;
}

static void finish(sync_run *run)
{
    for (int i = 0; i < run->pipe_count; i++) {
        close_pipe(&run->pipes[i]);
    }
    close_handle((uv_handle_t *)&run->timer);
    if (run->process.type == UV_PROCESS) {
        close_handle((uv_handle_t *)&run->process);
    }
    uv_run(&run->loop, UV_RUN_DEFAULT);
    uv_loop_close(&run->loop);
    for (int i = 0; i < run->pipe_count; i++) {
        free(run->pipes[i].output);
    }
    free(run->pipes);
}

// [status of starting, pid, exit code, signal, error, outputs]
static js_value result_of(js_context ctx, int started, int pid, const sync_run *run, js_value outputs,
                          js_value *exception)
{
    js_value parts[] = {js_int32(started),     js_int32(pid),        js_number((double)run->exit_code),
                        js_int32(run->signal), js_int32(run->error), outputs};
    return js_array_new(ctx, sizeof parts / sizeof parts[0], parts, exception);
}

js_value child_spawn_sync(js_context ctx, js_object options, js_value *exception)
{
    child_options o = {0};
    sync_run run = {0};
    js_value outputs = JS_NULL;
    int r = uv_loop_init(&run.loop);
    if (r) {
        return result_of(ctx, r, 0, &run, outputs, exception);
    }
    uv_timer_init(&run.loop, &run.timer);
    run.timer.data = run.process.data = &run;
    run.kill_signal = (int)child_number(ctx, options, "killSignal", 0);
    run.output_max = child_number(ctx, options, "maxBuffer", 0);
    r = child_options_init(ctx, &o, options, exception);
    r = r ? r : prepare_stdio(ctx, &run, options, &o);
    if (r == 0) {
        o.uv.exit_cb = on_exit_status;
        base_world_changes();
        r = uv_spawn(&run.loop, &run.process, &o.uv);
    }
    int pid = 0;
    if (r == 0) {
        pid = uv_process_get_pid(&run.process);
        run_child(&run, child_number(ctx, options, "timeout", 0));
        outputs = outputs_of(ctx, &run, exception);
    }
    finish(&run);
    child_options_deinit(&o);
    return result_of(ctx, r, pid, &run, outputs, exception);
}
