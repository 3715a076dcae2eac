// SPDX-License-Identifier: MIT
//
// See world.h.
#include "base/world.h"

atomic_uint base_world_count;
