// SPDX-License-Identifier: MIT
//
// The methods of process that are there from the start.
'use strict';

const process = require('process');
const native = binding('process');

const values = new Float64Array(native.valuesBuffer);

function errors() {
  return require('internal/errors');
}

function validators() {
  return require('internal/validators');
}

// ---- time -------------------------------------------------------------------------------------------------------------------

function hrtime(time) {
  native.hrtime();
  const seconds = values[0];
  const nanoseconds = values[1];
  if (time === undefined) return [seconds, nanoseconds];
  validators().validateArray(time, 'time');
  if (time.length !== 2) {
    throw new (errors().codes.ERR_OUT_OF_RANGE)('time', 2, time.length);
  }
  const sec = seconds - time[0];
  const nsec = nanoseconds - time[1];
  return nsec < 0 ? [sec - 1, nsec + 1e9] : [sec, nsec];
}

hrtime.bigint = function bigint() {
  native.hrtime();
  return BigInt(values[0]) * 1000000000n + BigInt(values[1]);
};

// ---- resources --------------------------------------------------------------------------------------------------------------

function checkPrevious(value, name) {
  const { validateNumber } = validators();
  validateNumber(value, name);
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = errors();
    throw new ERR_INVALID_ARG_VALUE.RangeError(name, value);
  }
}

function usage(read, previous) {
  if (previous) {
    validators().validateObject(previous, 'prevValue');
    checkPrevious(previous.user, 'prevValue.user');
    checkPrevious(previous.system, 'prevValue.system');
  }
  read();
  const [user, system] = values;
  if (!previous) return { user, system };
  return { user: user - previous.user, system: system - previous.system };
}

function cpuUsage(prevValue) {
  return usage(native.cpuUsage, prevValue);
}

function threadCpuUsage(prevValue) {
  return usage(native.threadCpuUsage, prevValue);
}

function memoryUsage() {
  native.memoryUsage();
  return {
    rss: values[0],
    heapTotal: values[1],
    heapUsed: values[2],
    external: values[3],
    arrayBuffers: values[4],
  };
}
memoryUsage.rss = function rss() {
  return native.rss();
};

function resourceUsage() {
  native.resourceUsage();
  return {
    userCPUTime: values[0],
    systemCPUTime: values[1],
    maxRSS: values[2],
    sharedMemorySize: values[3],
    unsharedDataSize: values[4],
    unsharedStackSize: values[5],
    minorPageFault: values[6],
    majorPageFault: values[7],
    swappedOut: values[8],
    fsRead: values[9],
    fsWrite: values[10],
    ipcSent: values[11],
    ipcReceived: values[12],
    signalsCount: values[13],
    voluntaryContextSwitches: values[14],
    involuntaryContextSwitches: values[15],
  };
}

function uptime() {
  return native.uptime();
}

function constrainedMemory() {
  return native.constrainedMemory();
}

function availableMemory() {
  return native.availableMemory();
}

// ---- ends -------------------------------------------------------------------------------------------------------------------

function reallyExit(code) {
  const lifecycle = require('internal/process/lifecycle');
  lifecycle.state.atEnd?.();
  lifecycle.inspect?.();
  native.reallyExit(code ?? 0);
}

// --trace-exit
function traceExit(code) {
  if (!require('internal/options').getOptionValue('--trace-exit')) return;
  const { stack } = new Error();
  const { threadId } = binding('worker');
  const thread = threadId === 0 ? '' : `, thread:${threadId}`;
  const frames = stack.split('\n').slice(3).join('\n');
  binding('process').writeError(`(node:${process.pid}${thread}) WARNING: Exited the environment with code ${code}\n${frames}\n`);
}

function exit(code) {
  traceExit(code ?? process.exitCode ?? 0);
  if (arguments.length !== 0) process.exitCode = code;
  if (!process._exiting) {
    process._exiting = true;
    process.emit('exit', process.exitCode || 0);
  }
  process.reallyExit(Number(process.exitCode || 0));
}

const { abort } = {
  abort() {
    native.abort();
  },
};

function kill(pid, sig) {
  // eslint-disable-next-line eqeqeq
  if (pid != (pid | 0)) { // loose: '12' is a number too
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)('pid', 'number', pid);
  }
  let status;
  if (typeof sig === 'number') {
    status = process._kill(pid, sig);
  } else {
    const name = sig || 'SIGTERM';
    const number = require('internal/process/signals').numbers[name];
    if (number === undefined) throw new (errors().codes.ERR_UNKNOWN_SIGNAL)(sig);
    status = process._kill(pid, number);
  }
  if (status) {
    throw new (errors().ErrnoException)(status, 'kill');
  }
  return true;
}

// A signal that nobody listens to ends the program: profiles are written before.
function beforeSignal(sig) {
  const { state } = require('internal/process/lifecycle');
  const { numbers } = require('internal/process/signals');
  if (state.atEnd === undefined) return;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGHUP']) {
    if (numbers[name] === sig && process.listenerCount(name) === 0) state.atEnd();
  }
}

function _kill(pid, sig) {
  if (Number(pid) === process.pid) beforeSignal(Number(sig));
  return native.kill(Number(pid), Number(sig));
}

function _debugProcess(pid) {
  const status = native.kill(Number(pid), require('os').constants.signals.SIGUSR1);
  if (status) {
    throw new (errors().ErrnoException)(status, 'kill');
  }
}

function _debugEnd() {
  require('inspector').close();
}

function _rawDebug(...args) {
  native.writeError(`${require('internal/util/inspect').format(...args)}\n`);
}

// ---- the working directory --------------------------------------------------------------------------------------------------

let cachedCwd = '';

function cwd() {
  if (cachedCwd === '') {
    const result = native.cwd();
    if (typeof result === 'number') {
      const error = errors().uvException({ errno: result, syscall: 'uv_cwd', message: undefined });
      throw error;
    }
    cachedCwd = result;
  }
  return cachedCwd;
}

function chdir(directory) {
  validators().validateString(directory, 'directory');
  const status = native.chdir(directory);
  if (status < 0) {
    const before = native.cwd();
    throw errors().uvException({ errno: status, syscall: 'chdir', path: before, dest: directory });
  }
  cachedCwd = '';
}

// ---- users, groups, mask ----------------------------------------------------------------------------------------------------

function getuid() {
  return native.ids()[0];
}

function geteuid() {
  return native.ids()[1];
}

function getgid() {
  return native.ids()[2];
}

function getegid() {
  return native.ids()[3];
}

function getgroups() {
  return native.getgroups();
}

// The form of the errors of the calls below, older than that of others: "EPERM, Operation not permitted".
function check(status, syscall) {
  if (status >= 0) return;
  const { getSystemErrorMessage, getSystemErrorName } = require('internal/util');
  const code = getSystemErrorName(status);
  const text = getSystemErrorMessage(status);
  throw errors().genericNodeError(`${code}, ${text[0].toUpperCase()}${text.slice(1)}`, { errno: -status, code, syscall });
}

function validateId(id, name) {
  if (typeof id === 'number') {
    validators().validateUint32(id, name);
  } else if (typeof id !== 'string') {
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)(name, ['number', 'string'], id);
  }
}

function setter(name, kind) {
  return {
    [name](id) {
      validateId(id, 'id');
      const status = native[name](typeof id === 'number' ? id >>> 0 : id);
      if (status > 0) throw new (errors().codes.ERR_UNKNOWN_CREDENTIAL)(kind, id);
      check(status, name);
    },
  }[name];
}

function setgroups(groups) {
  const { validateArray } = validators();
  validateArray(groups, 'groups');
  for (let i = 0; i < groups.length; i++) validateId(groups[i], `groups[${i}]`);
  const status = native.setgroups(groups);
  if (status > 0) throw new (errors().codes.ERR_UNKNOWN_CREDENTIAL)('Group', groups[status - 1]);
  check(status, 'setgroups');
}

function initgroups(user, extraGroup) {
  validateId(user, 'user');
  validateId(extraGroup, 'extraGroup');
  const status = native.initgroups(user, extraGroup);
  if (status === 1) throw new (errors().codes.ERR_UNKNOWN_CREDENTIAL)('User', user);
  if (status === 2) throw new (errors().codes.ERR_UNKNOWN_CREDENTIAL)('Group', extraGroup);
  check(status, 'initgroups');
}

function umask(mask) {
  if (mask === undefined) return native.umask();
  return native.umask(validators().parseFileMode(mask, 'mask'));
}

// ---- references -------------------------------------------------------------------------------------------------------------

function ref(maybeRefable) {
  const fn = maybeRefable?.[Symbol.for('nodejs.ref')] || maybeRefable?.ref;
  if (typeof fn === 'function') fn.call(maybeRefable);
}

function unref(maybeRefable) {
  const fn = maybeRefable?.[Symbol.for('nodejs.unref')] || maybeRefable?.unref;
  if (typeof fn === 'function') fn.call(maybeRefable);
}

exports.raw = { _rawDebug };

exports.common = {
  abort,
  availableMemory,
  chdir,
  constrainedMemory,
  cpuUsage,
  cwd,
  exit,
  getegid,
  geteuid,
  getgid,
  getgroups,
  getuid,
  hrtime,
  initgroups,
  kill,
  memoryUsage,
  reallyExit,
  ref,
  resourceUsage,
  setegid: setter('setegid', 'Group'),
  seteuid: setter('seteuid', 'User'),
  setgid: setter('setgid', 'Group'),
  setgroups,
  setuid: setter('setuid', 'User'),
  threadCpuUsage,
  umask,
  unref,
  uptime,
  _debugEnd,
  _debugProcess,
  _kill,
  _startProfilerIdleNotifier() {},
  _stopProfilerIdleNotifier() {},
};
