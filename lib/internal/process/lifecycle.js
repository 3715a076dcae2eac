// SPDX-License-Identifier: MIT
//
// The ends of a program's life: 'beforeExit' when the loop ran dry, 'exit', and the exit code. Loaded with `process`.
'use strict';

const process = require('process');
new Int32Array(binding('host').tickInfoBuffer)[3] = 1; // from here somebody may listen to the end
const state = {
  exitCode: undefined,
  atEnd: undefined, // called last of all, once; clears itself
};

exports.state = state;

exports.emitBeforeExit = () => {
  process.emit('beforeExit', process.exitCode || 0);
};

// Emits 'exit' once, and gives the exit code.
exports.emitExit = () => {
  if (!process._exiting) {
    process._exiting = true;
    try {
      process.emit('exit', process.exitCode || 0);
    } catch (error) {
      // Where nobody handles it, the process ends in there.
      require('internal/process/execution').onUncaught(error);
    }
  }
  state.atEnd?.();
  const code = Number(process.exitCode || 0);
  exports.inspect?.();
  return code;
};

// Set by the inspector, which may want to look around before the end.
exports.inspect = undefined;

// An exit code as process.exit() and process.exitCode take it.
exports.validateExitCode = (value, name) => {
  if (value === undefined || value === null) return;
  let code = value;
  if (typeof code === 'string' && code !== '' && Number.isInteger(Number(code))) code = Number(code);
  require('internal/validators').validateInteger(code, name);
};
