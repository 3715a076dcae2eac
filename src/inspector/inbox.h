// SPDX-License-Identifier: MIT
//
// Messages for the runtimes of the process, from front ends and from each other. A runtime that wants to be inspected has an inbox under a number; who knows the
// number posts to it. Memory: a message belongs to the inbox until it is taken. Thread: any, unless said otherwise.
#ifndef PROTOJS_INSPECTOR_INBOX_H
#define PROTOJS_INSPECTOR_INBOX_H

#include <stdbool.h>
#include <stddef.h>

typedef enum inbox_kind {
    INBOX_CONNECT = 1, // a session begins
    INBOX_MESSAGE,     // of a front end
    INBOX_DISCONNECT,  // a session ends
    INBOX_REPLY,       // to a session of this runtime with another
    INBOX_READY = 8,   // a runtime below this one is inspected
} inbox_kind;

typedef struct inbox_message inbox_message;
struct inbox_message {
    inbox_message *next;
    inbox_kind kind;
    int session;
    int from; // number of the inbox that answers go to; -1: the server
    size_t len;
    char text[]; // UTF-8
};

typedef struct inbox inbox;

// An inbox under a number. `wake(data)` runs after each post, on the poster's thread. Owns: the caller, inbox_close. NULL where memory is short.
inbox *inbox_open(int number, void (*wake)(void *data), void *data);
void inbox_close(inbox *box); // accepts NULL; `wake` runs no more

// Fails: -ENOMEM; -ESRCH: nobody has the number.
int inbox_post(int number, inbox_kind kind, int session, int from, const char *text, size_t len);

// All messages that wait, in order, or NULL. Owns: the caller, free() each.
inbox_message *inbox_take(inbox *box);
// Waits up to so many milliseconds for a message.
void inbox_wait(inbox *box, unsigned milliseconds);

// A number for a session, never given twice.
int inbox_session_new(void);

#endif
