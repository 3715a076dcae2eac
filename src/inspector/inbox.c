// SPDX-License-Identifier: MIT
//
// See inbox.h. One lock guards the list of inboxes and all that waits in them: messages are few and short-lived.
#include "inspector/inbox.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct inbox {
    inbox *next;
    int number;
    inbox_message *first, **last;
    pthread_cond_t arrived;
    void (*wake)(void *data);
    void *data;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static inbox *boxes;

inbox *inbox_open(int number, void (*wake)(void *data), void *data)
{
    inbox *box = calloc(1, sizeof *box);
    if (box == NULL) {
        return NULL;
    }
    box->number = number;
    box->last = &box->first;
    box->wake = wake;
    box->data = data;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&box->arrived, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_lock(&lock);
    box->next = boxes;
    boxes = box;
    pthread_mutex_unlock(&lock);
    return box;
}

static void free_messages(inbox_message *message)
{
    while (message != NULL) {
        inbox_message *next = message->next;
        free(message);
        message = next;
    }
}

void inbox_close(inbox *box)
{
    if (box == NULL) {
        return;
    }
    pthread_mutex_lock(&lock);
    for (inbox **at = &boxes; *at != NULL; at = &(*at)->next) {
        if (*at == box) {
            *at = box->next;
            break;
        }
    }
    pthread_mutex_unlock(&lock);
    free_messages(box->first);
    pthread_cond_destroy(&box->arrived);
    free(box);
}

int inbox_post(int number, inbox_kind kind, int session, int from, const char *text, size_t len)
{
    int rc = -ESRCH;
    inbox_message *message = malloc(sizeof *message + len + 1);
    if (message == NULL) {
        return -ENOMEM;
    }
    *message = (inbox_message){.kind = kind, .session = session, .from = from, .len = len};
    if (len > 0) {
        memcpy(message->text, text, len);
    }
    message->text[len] = 0;
    pthread_mutex_lock(&lock);
    for (inbox *box = boxes; box != NULL; box = box->next) {
        if (box->number == number) {
            *box->last = message;
            box->last = &message->next;
            message = NULL;
            pthread_cond_signal(&box->arrived);
            box->wake(box->data);
            rc = 0;
            break;
        }
    }
    pthread_mutex_unlock(&lock);
    free(message);
    return rc;
}

inbox_message *inbox_take(inbox *box)
{
    pthread_mutex_lock(&lock);
    inbox_message *messages = box->first;
    box->first = NULL;
    box->last = &box->first;
    pthread_mutex_unlock(&lock);
    return messages;
}

void inbox_wait(inbox *box, unsigned milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&lock);
    int rc = 0;
    while (box->first == NULL && rc == 0) {
        rc = pthread_cond_timedwait(&box->arrived, &lock, &until);
    }
    pthread_mutex_unlock(&lock);
}

int inbox_session_new(void)
{
    static atomic_int last;
    return atomic_fetch_add(&last, 1) + 1;
}
