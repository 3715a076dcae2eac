// SPDX-License-Identifier: MIT
//
// The IPC pipe to the parent, for those who must not open its descriptor a second time.
'use strict';

let pipe;

exports.set = (handle) => {
  pipe = handle;
};

// The handle whose descriptor is `fd`, if it is the channel's.
exports.pipeOf = (fd) => (pipe !== undefined && pipe.fd === fd ? pipe : undefined);
