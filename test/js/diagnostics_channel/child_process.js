// SPDX-License-Identifier: MIT
// Exit: 6
// Starting a child process is traced.
'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');
const { tracingChannel } = require('node:diagnostics_channel');

const seen = [];
tracingChannel('child_process.spawn').subscribe({
  start: ({ options }) => seen.push(`start ${options.file}`),
  end: () => seen.push('end'),
  error: ({ error }) => seen.push(`error ${error.code}`),
});
spawn(process.execPath, ['-e', '0']).on('close', () => {
  spawn('/no/such/program').on('error', () => {
    assert.deepStrictEqual(seen, [`start ${process.execPath}`, 'end', 'start /no/such/program', 'error ENOENT']);
    process.exitCode = 6;
  });
});
