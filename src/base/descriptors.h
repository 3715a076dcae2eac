// SPDX-License-Identifier: MIT
//
// Room for more file descriptors. GLib ends the process where it cannot make the pipe of a new main context; who starts a thread that has
// one, or the process itself, asks first.
#ifndef PROTOJS_BASE_DESCRIPTORS_H
#define PROTOJS_BASE_DESCRIPTORS_H

// What the loop, the engine's main context and the first file together open, with some room.
#define BASE_DESCRIPTORS_OF_RUNTIME 24

#define BASE_DESCRIPTORS_MOST 64

// 0 where `count` (at most BASE_DESCRIPTORS_MOST) more descriptors can be opened now, else -EMFILE or -ENFILE. Another thread may take them in between. Thread: any.
int base_descriptors_check(unsigned count);

#endif
