// SPDX-License-Identifier: MIT
//
// The ChildProcess object: starting it, its stdio, its end.
'use strict';

const native = binding('child_process');
const EventEmitter = require('events');
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_SYNC_FORK_INPUT, ERR_IPC_ONE_PIPE, ERR_IPC_SYNC_FORK,
  },
  ErrnoException,
} = require('internal/errors');
const { validateObject, validateOneOf, validateString, validateArray } = require('internal/validators');
const { NativeHandle, createStream } = require('internal/stream_handle');
const signals = require('internal/process/signals');

// Kinds of stdio entries, as src/node/child_process/child.h numbers them.
const IGNORE = 0;
const INHERIT_FD = 1;
const PIPE = 2;
const WRAP = 3;

const UV_EACCES = -13;
const UV_EAGAIN = -11;
const UV_EMFILE = -24;
const UV_ENFILE = -23;
const UV_ENOENT = -2;
const UV_ESRCH = -3;

const kIsUsedAsStdio = Symbol('kIsUsedAsStdio');

// ---- stdio ------------------------------------------------------------------------------------------------------------------

function stdioOfString(stdio) {
  switch (stdio) {
    case 'ignore':
    case 'overlapped':
    case 'pipe':
      return [stdio, stdio, stdio];
    case 'inherit':
      return [0, 1, 2];
    default:
      throw new ERR_INVALID_ARG_VALUE('stdio', stdio);
  }
}

// The native handle behind a stream or a handle object; undefined where there is none.
function nativeHandleOf(value) {
  for (const candidate of [value, value.handle, value._handle]) {
    if (candidate instanceof NativeHandle) return candidate;
  }
  return undefined;
}

function stdioEntry(value, index, sync) {
  if (value === null || value === undefined) value = index < 3 ? 'pipe' : 'ignore';
  if (value === 'ignore') return { kind: 'ignore', type: IGNORE };
  if (value === 'pipe' || value === 'overlapped' || (typeof value === 'number' && value < 0)) {
    const entry = { kind: 'pipe', type: PIPE };
    if (!sync) {
      entry.handle = NativeHandle.pipe();
      entry.native = entry.handle.native;
    }
    return entry;
  }
  if (value === 'inherit') return { kind: 'inherit', type: INHERIT_FD, fd: index };
  if (typeof value === 'number' || typeof value.fd === 'number') {
    return { kind: 'fd', type: INHERIT_FD, fd: typeof value === 'number' ? value : value.fd, source: value };
  }
  const handle = typeof value === 'object' ? nativeHandleOf(value) : undefined;
  if (handle !== undefined) {
    return { kind: 'wrap', type: WRAP, fd: handle.fd, native: handle.native, handle, source: value };
  }
  if (ArrayBuffer.isView(value) || typeof value === 'string') {
    if (!sync) throw new ERR_INVALID_SYNC_FORK_INPUT(require('internal/util/inspect').inspect(value));
    return { kind: 'pipe', type: PIPE, given: value };
  }
  throw new ERR_INVALID_ARG_VALUE('stdio', value);
}

// { stdio, ipc, ipcFd }: entries for the native side.
function getValidStdio(stdio, sync) {
  if (typeof stdio === 'string') stdio = stdioOfString(stdio);
  else if (!Array.isArray(stdio)) throw new ERR_INVALID_ARG_VALUE('stdio', stdio);
  const entries = [];
  let ipc;
  let ipcFd;
  const count = Math.max(stdio.length, 3);
  try {
    for (let i = 0; i < count; i++) {
      if (stdio[i] !== 'ipc') {
        entries.push(stdioEntry(stdio[i], i, sync));
        continue;
      }
      if (sync) throw new ERR_IPC_SYNC_FORK();
      if (ipc !== undefined) throw new ERR_IPC_ONE_PIPE();
      ipc = NativeHandle.pipe(true);
      ipcFd = i;
      entries.push({ kind: 'pipe', type: PIPE, handle: ipc, native: ipc.native, ipc: true });
    }
  } catch (error) {
    closePipes(entries);
    throw error;
  }
  return { stdio: entries, ipc, ipcFd };
}

function closePipes(entries) {
  for (const entry of entries) {
    if (entry.kind === 'pipe') entry.handle?.close();
  }
}

// ---- the object -------------------------------------------------------------------------------------------------------------

function maybeClose(child) {
  child._closesGot++;
  if (child._closesGot === child._closesNeeded) child.emit('close', child.exitCode, child.signalCode);
}

// Whatever nobody reads flows away, so that the streams can close.
function flushStdio(child) {
  const { stdio } = child;
  if (!stdio) return;
  for (let i = 0; i < stdio.length; i++) {
    const stream = stdio[i];
    if (!stream || !stream.readable || stream[kIsUsedAsStdio]) continue;
    stream.resume();
  }
}

// A stream for the parent's end; without a handle where the child could not be started.
function createSocket(handle, readable) {
  return createStream(handle, { readable, writable: true, allowHalfOpen: false });
}

const fatalToStart = new Set([UV_EACCES, UV_EAGAIN, UV_EMFILE, UV_ENFILE, UV_ENOENT]);

function ChildProcess() {
  EventEmitter.call(this);
  this._closesNeeded = 1;
  this._closesGot = 0;
  this.connected = false;
  this.signalCode = null;
  this.exitCode = null;
  this.killed = false;
  this.spawnfile = null;
  this._handle = null;
}
Object.setPrototypeOf(ChildProcess.prototype, EventEmitter.prototype);
Object.setPrototypeOf(ChildProcess, EventEmitter);

function onExit(child, exitCode, signalNumber) {
  if (signalNumber) child.signalCode = signals.nameOf(signalNumber) ?? signalNumber;
  else child.exitCode = exitCode;
  if (child.stdin) child.stdin.destroy();
  if (child._handle) {
    native.close(child._handle);
    child._handle = null;
  }
  if (exitCode < 0) {
    const error = new ErrnoException(exitCode, child.spawnfile ? `spawn ${child.spawnfile}` : 'spawn');
    if (child.spawnfile) error.path = child.spawnfile;
    error.spawnargs = child.spawnargs.slice(1);
    child.emit('error', error);
  } else {
    child.emit('exit', child.exitCode, child.signalCode);
  }
  // The streams may still hold data; they are flushed after the listeners of 'exit' have had their turn.
  process.nextTick(flushStdio, child);
  maybeClose(child);
}

// The channels tracing:child_process.spawn:*, where somebody can have subscribed.
function spawnChannels() {
  if (!require('internal/builtins').isLoaded('diagnostics_channel')) return undefined;
  const tracing = require('diagnostics_channel').tracingChannel('child_process.spawn');
  return tracing.hasSubscribers ? tracing : undefined;
}

ChildProcess.prototype.spawn = function spawn(options) {
  validateObject(options, 'options');
  let stdio = options.stdio || 'pipe';
  validateOneOf(options.serialization, 'options.serialization', [undefined, 'json', 'advanced']);
  const serialization = options.serialization || 'json';
  const parts = getValidStdio(stdio, false);
  const { ipc, ipcFd } = parts;
  stdio = options.stdio = parts.stdio;
  if (options.envPairs === undefined) options.envPairs = ipc === undefined ? undefined : [];
  else validateArray(options.envPairs, 'options.envPairs');
  if (ipc !== undefined) {
    options.envPairs.push(`NODE_CHANNEL_FD=${ipcFd}`, `NODE_CHANNEL_SERIALIZATION_MODE=${serialization}`);
  }
  validateString(options.file, 'options.file');
  this.spawnfile = options.file;
  if (options.args === undefined) this.spawnargs = [];
  else {
    validateArray(options.args, 'options.args');
    this.spawnargs = options.args;
  }

  const tracing = spawnChannels();
  tracing?.start.publish({ process: this, options });
  const result = native.spawn(options, (code, signal) => onExit(this, code, signal));
  const status = typeof result === 'number' ? result : 0;
  if (tracing !== undefined) {
    if (status === 0) tracing.end.publish({ process: this });
    else tracing.error.publish({ process: this, options, error: new ErrnoException(status, 'spawn') });
  }
  if (fatalToStart.has(status)) {
    process.nextTick(onExit, this, status, 0);
    if (status === UV_EMFILE || status === UV_ENFILE) return status;
  } else if (status !== 0) {
    closePipes(stdio);
    throw new ErrnoException(status, 'spawn');
  } else {
    this._handle = result;
    process.nextTick(onSpawned, this);
  }
  if (status === 0) {
    this.pid = native.pid(result);
  } else {
    closePipes(stdio);
  }
  attachStdio(this, stdio, status === 0);
  if (ipc !== undefined && status === 0) require('internal/child_process/channel').setup(this, ipc, serialization);
  return status;
};

function onSpawned(child) {
  child.emit('spawn');
}

function attachStdio(child, entries, started) {
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i];
    if (entry.kind === 'ignore') continue;
    if (entry.ipc) {
      child._closesNeeded++;
      continue;
    }
    // A stream that the child now reads is not ours to read any more.
    if (entry.kind === 'wrap') {
      entry.handle.readStop();
      const { source } = entry;
      if (typeof source.pause === 'function') source.pause();
      source[kIsUsedAsStdio] = true;
      continue;
    }
    if (entry.kind !== 'pipe') continue;
    const socket = createSocket(started ? entry.handle : null, i > 0);
    entry.socket = socket;
    if (i > 0 && started) {
      child._closesNeeded++;
      socket.on('close', () => maybeClose(child));
    }
  }
  child.stdin = entries[0].socket ?? null;
  child.stdout = entries[1].socket ?? null;
  child.stderr = entries[2].socket ?? null;
  child.stdio = entries.map((entry) => entry.socket ?? null);
}

ChildProcess.prototype.kill = function kill(sig) {
  const { convertToValidSignal } = require('internal/util');
  const signal = sig === 0 ? sig : convertToValidSignal(sig === undefined ? 'SIGTERM' : sig);
  if (this._handle) {
    const status = native.kill(this._handle, signal);
    if (status === 0) {
      this.killed = true;
      return true;
    }
    if (status === UV_ESRCH) {
      // It has ended already.
    } else if (status === -22 || status === -38) {
      throw new ErrnoException(status, 'kill');
    } else {
      this.emit('error', new ErrnoException(status, 'kill'));
    }
  }
  return false;
};

ChildProcess.prototype[Symbol.dispose] = function() {
  if (!this.killed) this.kill();
};

ChildProcess.prototype.ref = function ref() {
  if (this._handle) native.ref(this._handle);
};

ChildProcess.prototype.unref = function unref() {
  if (this._handle) native.unref(this._handle);
};

// ---- synchronously ------------------------------------------------------------------------------------------------------------

function inputBytes(input, index) {
  const { Buffer } = require('buffer');
  if (input === null || input === undefined) return undefined;
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (typeof input === 'string') return Buffer.from(input);
  throw new ERR_INVALID_ARG_TYPE(`options.stdio[${index}]`, ['Buffer', 'TypedArray', 'DataView', 'string'], input);
}

function spawnSync(options) {
  const { Buffer } = require('buffer');
  const entries = getValidStdio(options.stdio || 'pipe', true).stdio;
  for (let i = 0; i < entries.length; i++) {
    if (entries[i].type !== PIPE) continue;
    const given = i === 0 && options.input ? options.input : entries[i].given;
    entries[i].input = inputBytes(given, i);
  }
  const [status, pid, code, signal, failure, outputs] = native.spawnSync({ __proto__: null, ...options, stdio: entries });
  const number = status < 0 ? status : failure;
  const result = {};
  if (number < 0) {
    const { file } = options;
    result.error = new ErrnoException(number, `spawnSync ${file}`);
    result.error.path = file;
    result.error.spawnargs = options.args.slice(1);
  }
  result.status = status < 0 || signal ? null : code;
  result.signal = signal ? signals.nameOf(signal) ?? String(signal) : null;
  result.output = null;
  result.pid = pid;
  if (outputs !== null) {
    const { encoding } = options;
    result.output = outputs.map((bytes) => {
      if (bytes === null) return null;
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
    });
  }
  result.stdout = result.output?.[1];
  result.stderr = result.output?.[2];
  return result;
}

module.exports = { ChildProcess, getValidStdio, stdioStringToArray: stdioOfString, spawnSync, maybeClose, kIsUsedAsStdio };
