// SPDX-License-Identifier: MIT
// setTimeout() of sessions and streams: 'timeout' after so long without activity.

const { getTimerDuration, setUnrefTimeout } = require('internal/timers');
const { validateFunction } = require('internal/validators');

const kTimer = Symbol('timer');

function setActivityTimeout(owner, msecs, callback, onTimeout) {
  if (owner.destroyed && msecs !== 0) return owner;
  const duration = getTimerDuration(msecs, 'msecs');
  if (callback !== undefined) validateFunction(callback, 'callback');
  owner.timeout = msecs;
  msecs = duration;
  if (owner[kTimer]) clearTimeout(owner[kTimer]);
  owner[kTimer] = undefined;
  if (msecs === 0) {
    if (callback !== undefined) owner.removeListener('timeout', callback);
    return owner;
  }
  owner[kTimer] = setUnrefTimeout(onTimeout, msecs);
  if (callback !== undefined) owner.once('timeout', callback);
  return owner;
}

function touch(owner) {
  const timer = owner[kTimer];
  if (timer) timer.refresh();
}

module.exports = { setActivityTimeout, touch };
