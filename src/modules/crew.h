// SPDX-License-Identifier: MIT
//
// A list of independent pieces of work, done by the calling thread together with threads of the IO pool.
#ifndef PROTOJS_MODULES_CREW_H
#define PROTOJS_MODULES_CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct loop;

// Where a thread that is none of the loop's lays out its lists, for another one that comes to help.
typedef struct mod_desk {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct mod_crew *open; // the list under way
    bool closed;
} mod_desk;

void mod_desk_init(mod_desk *desk);
void mod_desk_deinit(mod_desk *desk);
// No list will follow: who helps may go. Thread: the one that lays out.
void mod_desk_close(mod_desk *desk);
// Helps until the desk is closed. Thread: any other.
void mod_desk_help(mod_desk *desk);

// Who helps: threads of a loop's IO pool, or who comes to a desk. Both may be NULL.
typedef struct mod_hands {
    struct loop *loop;
    mod_desk *desk;
} mod_hands;

// Calls `work(arg, i)` for each i below `count`, on any thread and in any order, and returns when all are done. Few pieces the calling thread
// does alone. Thread: the loop's, or the desk's.
void mod_crew_run(const mod_hands *hands, size_t count, void (*work)(void *arg, size_t i), void *arg);

#endif
