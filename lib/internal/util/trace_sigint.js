// SPDX-License-Identifier: MIT
//
// util.setTraceSigInt: SIGINT prints where the program is before it ends the process.

let listener;

function trace() {
  const holder = { name: 'KEYBOARD_INTERRUPT', message: 'Script execution was interrupted by `SIGINT`' };
  Error.captureStackTrace(holder, trace);
  process.stderr.write(`${holder.stack}\n`);
  process.off('SIGINT', listener);
  listener = undefined;
  process.kill(process.pid, 'SIGINT');
}

function set(enable) {
  if (enable === (listener !== undefined)) return;
  if (enable) {
    listener = trace;
    process.on('SIGINT', listener);
  } else {
    process.off('SIGINT', listener);
    listener = undefined;
  }
}

module.exports = { set };
