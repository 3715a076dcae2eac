// SPDX-License-Identifier: MIT
//
// Signal numbers, and the watching of a signal while it has listeners.
'use strict';

const native = binding('process');

const names = [
  'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGUSR1', 'SIGSEGV', 'SIGUSR2',
  'SIGPIPE', 'SIGALRM', 'SIGTERM', 'SIGSTKFLT', 'SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG',
  'SIGXCPU', 'SIGXFSZ', 'SIGVTALRM', 'SIGPROF', 'SIGWINCH', 'SIGIO', 'SIGPWR', 'SIGSYS',
];

const numbers = { __proto__: null };
for (let i = 0; i < names.length; i++) numbers[names[i]] = i + 1;
numbers.SIGIOT = numbers.SIGABRT;
numbers.SIGPOLL = numbers.SIGIO;

exports.numbers = numbers;
exports.nameOf = (number) => names[number - 1];

const watched = new Set();

function onSignal(number) {
  const name = names[number - 1];
  require('process').emit(name, name, number);
}

exports.onNewListener = function startListeningIfSignal(type) {
  const number = typeof type === 'string' ? numbers[type] : undefined;
  if (number === undefined || watched.has(number)) return;
  const status = native.startSignal(number, onSignal);
  if (status < 0) {
    const { ErrnoException } = require('internal/errors');
    throw new ErrnoException(status, 'uv_signal_start');
  }
  watched.add(number);
};

exports.onRemoveListener = function stopListeningIfSignal(type) {
  const number = typeof type === 'string' ? numbers[type] : undefined;
  if (number !== undefined && watched.has(number) && require('process').listenerCount(type) === 0) {
    native.stopSignal(number);
    watched.delete(number);
  }
};

exports.watchedCount = () => watched.size;
