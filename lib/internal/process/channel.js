// SPDX-License-Identifier: MIT
//
// The child's end of the channel to the process that forked it.
'use strict';

exports.open = () => {
  const fd = Number.parseInt(process.env.NODE_CHANNEL_FD, 10);
  const serialization = process.env.NODE_CHANNEL_SERIALIZATION_MODE || 'json';
  delete process.env.NODE_CHANNEL_FD;
  delete process.env.NODE_CHANNEL_SERIALIZATION_MODE;
  if (!(fd >= 0)) return;
  const { NativeHandle } = require('internal/stream_handle');
  const handle = NativeHandle.pipe(true);
  if (handle.open(fd) < 0) return;
  require('internal/process/channel_state').set(handle);
  const { setup } = require('internal/child_process/channel');
  handle.unref();
  const control = setup(process, handle, serialization);
  const counts = (event) => event === 'message' || event === 'disconnect';
  process.on('newListener', (event) => {
    if (counts(event)) control.refCounted();
  });
  process.on('removeListener', (event) => {
    if (counts(event)) control.unrefCounted();
  });
};
