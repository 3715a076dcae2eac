// SPDX-License-Identifier: MIT
//
// The HTTP/2 library nghttp2, loaded when a program first makes a session: most programs never do. The build needs its header only; `ng2`
// holds the functions that this room calls.
#ifndef PROTOJS_NODE_HTTP2_LIBNGHTTP2_H
#define PROTOJS_NODE_HTTP2_LIBNGHTTP2_H

#include <sys/types.h>

#include <nghttp2/nghttp2.h>

#define NGHTTP2_FUNCTIONS(X)                                                                                 \
    X(nghttp2_option_del)                                                                                    \
    X(nghttp2_option_new)                                                                                    \
    X(nghttp2_option_set_builtin_recv_extension_type)                                                        \
    X(nghttp2_option_set_max_deflate_dynamic_table_size)                                                     \
    X(nghttp2_option_set_max_reserved_remote_streams)                                                        \
    X(nghttp2_option_set_max_send_header_block_length)                                                       \
    X(nghttp2_option_set_max_settings)                                                                       \
    X(nghttp2_option_set_no_auto_window_update)                                                              \
    X(nghttp2_option_set_no_closed_streams)                                                                  \
    X(nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation)                                      \
    X(nghttp2_option_set_peer_max_concurrent_streams)                                                        \
    X(nghttp2_option_set_stream_reset_rate_limit)                                                            \
    X(nghttp2_session_callbacks_del)                                                                         \
    X(nghttp2_session_callbacks_new)                                                                         \
    X(nghttp2_session_callbacks_set_on_begin_headers_callback)                                               \
    X(nghttp2_session_callbacks_set_on_data_chunk_recv_callback)                                             \
    X(nghttp2_session_callbacks_set_on_frame_not_send_callback)                                              \
    X(nghttp2_session_callbacks_set_on_frame_recv_callback)                                                  \
    X(nghttp2_session_callbacks_set_on_frame_send_callback)                                                  \
    X(nghttp2_session_callbacks_set_on_header_callback)                                                      \
    X(nghttp2_session_callbacks_set_on_invalid_frame_recv_callback)                                          \
    X(nghttp2_session_callbacks_set_on_invalid_header_callback)                                              \
    X(nghttp2_session_callbacks_set_on_stream_close_callback)                                                \
    X(nghttp2_session_callbacks_set_select_padding_callback)                                                 \
    X(nghttp2_session_change_stream_priority)                                                                \
    X(nghttp2_session_client_new3)                                                                           \
    X(nghttp2_session_consume_connection)                                                                    \
    X(nghttp2_session_consume_stream)                                                                        \
    X(nghttp2_session_create_idle_stream)                                                                    \
    X(nghttp2_session_del)                                                                                   \
    X(nghttp2_session_find_stream)                                                                           \
    X(nghttp2_session_get_effective_local_window_size)                                                       \
    X(nghttp2_session_get_effective_recv_data_length)                                                        \
    X(nghttp2_session_get_hd_deflate_dynamic_table_size)                                                     \
    X(nghttp2_session_get_hd_inflate_dynamic_table_size)                                                     \
    X(nghttp2_session_get_last_proc_stream_id)                                                               \
    X(nghttp2_session_get_local_settings)                                                                    \
    X(nghttp2_session_get_local_window_size)                                                                 \
    X(nghttp2_session_get_next_stream_id)                                                                    \
    X(nghttp2_session_get_outbound_queue_size)                                                               \
    X(nghttp2_session_get_remote_settings)                                                                   \
    X(nghttp2_session_get_remote_window_size)                                                                \
    X(nghttp2_session_get_stream_local_close)                                                                \
    X(nghttp2_session_get_stream_local_window_size)                                                          \
    X(nghttp2_session_get_stream_remote_close)                                                               \
    X(nghttp2_session_get_stream_user_data)                                                                  \
    X(nghttp2_session_mem_recv)                                                                              \
    X(nghttp2_session_mem_send)                                                                              \
    X(nghttp2_session_resume_data)                                                                           \
    X(nghttp2_session_server_new3)                                                                           \
    X(nghttp2_session_set_local_window_size)                                                                 \
    X(nghttp2_session_set_next_stream_id)                                                                    \
    X(nghttp2_session_set_stream_user_data)                                                                  \
    X(nghttp2_session_terminate_session)                                                                     \
    X(nghttp2_session_want_read)                                                                             \
    X(nghttp2_session_want_write)                                                                            \
    X(nghttp2_stream_get_state)                                                                              \
    X(nghttp2_stream_get_sum_dependency_weight)                                                              \
    X(nghttp2_stream_get_weight)                                                                             \
    X(nghttp2_strerror)                                                                                      \
    X(nghttp2_submit_altsvc)                                                                                 \
    X(nghttp2_submit_data)                                                                                   \
    X(nghttp2_submit_goaway)                                                                                 \
    X(nghttp2_submit_headers)                                                                                \
    X(nghttp2_submit_origin)                                                                                 \
    X(nghttp2_submit_ping)                                                                                   \
    X(nghttp2_submit_priority)                                                                               \
    X(nghttp2_submit_push_promise)                                                                           \
    X(nghttp2_submit_request)                                                                                \
    X(nghttp2_submit_response)                                                                               \
    X(nghttp2_submit_rst_stream)                                                                             \
    X(nghttp2_submit_settings)                                                                               \
    X(nghttp2_submit_shutdown_notice)                                                                        \
    X(nghttp2_submit_trailer)

typedef struct nghttp2_library {
#define NGHTTP2_MEMBER(name) __typeof__(&name) name;
    NGHTTP2_FUNCTIONS(NGHTTP2_MEMBER)
#undef NGHTTP2_MEMBER
} nghttp2_library;

extern nghttp2_library ng2;

// Makes `ng2` callable. Thread: any. Fails: -ENOENT where the library is not there.
int nghttp2_load(void);

#endif
