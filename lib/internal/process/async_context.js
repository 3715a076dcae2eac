// SPDX-License-Identifier: MIT
//
// The asynchronous context of the code that runs: whoever queues a callback keeps `frame` and puts it back around the call. An immutable
// value of AsyncLocalStorage's making, undefined at the top.
'use strict';

exports.frame = undefined;
