// SPDX-License-Identifier: MIT
//
// Room for more file descriptors. GLib and libuv end the process where they cannot make those of a main context or of the first loop: who makes
// one asks first.
#ifndef PROTOJS_BASE_DESCRIPTORS_H
#define PROTOJS_BASE_DESCRIPTORS_H

#define BASE_DESCRIPTORS_MAX 16

// 0 where `count` (at most BASE_DESCRIPTORS_MAX) more descriptors can be opened now, else -EMFILE or -ENFILE. Another thread may take them in
// between. Thread: any.
int base_descriptors_check(unsigned count);

#endif
