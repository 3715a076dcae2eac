// SPDX-License-Identifier: MIT
//
// The debugger's server, one a process, on a thread of its own: it answers whatever the program does. HTTP says what there is to debug, a WebSocket is a session with
// the main runtime, whose inbox has the number 0. Thread: any.
#ifndef PROTOJS_INSPECTOR_SERVER_H
#define PROTOJS_INSPECTOR_SERVER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct server_config {
    const char *host; // an address, or a name
    int port;         // 0: the system chooses
    const char *id;   // the path of the WebSocket, without the slash
    // What /json/list, /json/version and /json/protocol answer. In the list, "{ws}" stands for "HOST:PORT/ID".
    const char *list, *version, *protocol;
    bool publishes; // answers HTTP; else only the WebSocket is served
} server_config;

// Listens. Returns the port. Fails: a negative errno, -EALREADY where one listens.
int server_start(const server_config *config) __attribute__((warn_unused_result));
// Closes everything; nothing is posted for sessions that end so. Accepts that none listens.
void server_stop(void);

// Sends a message to a session; -ENOMEM. One that is gone gets none.
int server_send(int session, const char *text, size_t len) __attribute__((warn_unused_result));

#endif
