// SPDX-License-Identifier: MIT
//
// The public child_process module: ways to start a process, over ChildProcess and its synchronous sister.
'use strict';

const {
  AbortError,
  codes: {
    ERR_CHILD_PROCESS_IPC_REQUIRED, ERR_CHILD_PROCESS_STDIO_MAXBUFFER, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE,
  },
  genericNodeError,
} = require('internal/errors');
const {
  validateAbortSignal, validateArray, validateBoolean, validateFunction, validateInteger, validateInt32, validateNumber,
  validateObject, validateString,
} = require('internal/validators');
const { convertToValidSignal, getSystemErrorName, kEmptyObject, promisify } = require('internal/util');
const child = require('internal/child_process');
const { ChildProcess, stdioStringToArray } = child;

const MAX_BUFFER = 1024 * 1024;

// ---- checking ---------------------------------------------------------------------------------------------------------------

function checkNull(value, name) {
  if (typeof value === 'string' && value.includes('\u0000')) {
    throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a string without null bytes');
  }
}

function checkNulls(values, name) {
  for (let i = 0; i < values.length; i++) checkNull(values[i], `${name}[${i}]`);
}

function toPath(value, name) {
  if (value instanceof URL || (typeof value === 'object' && value !== null && value.href && value.protocol)) {
    value = require('internal/url').toPathIfFileURL(value);
  }
  if (typeof value !== 'string' && !ArrayBuffer.isView(value)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], value);
  }
  checkNull(value, name);
  return value;
}

function checkTimeout(timeout) {
  if (timeout !== undefined && timeout !== null) validateInteger(timeout, 'timeout', 0);
}

function checkMaxBuffer(maxBuffer) {
  if (maxBuffer !== undefined && maxBuffer !== null) validateNumber(maxBuffer, 'options.maxBuffer', 0);
}

function toSignal(killSignal) {
  if (typeof killSignal === 'string' || typeof killSignal === 'number') {
    return convertToValidSignal(killSignal);
  }
  if (killSignal !== undefined && killSignal !== null) {
    throw new ERR_INVALID_ARG_TYPE('options.killSignal', ['string', 'number'], killSignal);
  }
  return undefined;
}

// ---- options of a start -----------------------------------------------------------------------------------------------------

function given(value) {
  return value !== undefined && value !== null;
}

function checkOptions(options) {
  if (given(options.cwd)) options.cwd = toPath(options.cwd, 'options.cwd');
  if (given(options.detached)) validateBoolean(options.detached, 'options.detached');
  if (given(options.uid)) validateInt32(options.uid, 'options.uid');
  if (given(options.gid)) validateInt32(options.gid, 'options.gid');
  if (given(options.shell) && typeof options.shell !== 'boolean' && typeof options.shell !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.shell', ['boolean', 'string'], options.shell);
  }
  if (given(options.argv0)) {
    validateString(options.argv0, 'options.argv0');
    checkNull(options.argv0, 'options.argv0');
  }
  if (given(options.windowsHide)) validateBoolean(options.windowsHide, 'options.windowsHide');
  if (given(options.windowsVerbatimArguments)) {
    validateBoolean(options.windowsVerbatimArguments, 'options.windowsVerbatimArguments');
  }
}

let warnedOfShell = false;

function applyShell(options, file, args) {
  checkNull(options.shell, 'options.shell');
  if (args.length > 0 && !warnedOfShell) {
    warnedOfShell = true;
    process.emitWarning(
      'Passing args to a child process with shell option true can lead to security vulnerabilities, as the arguments are ' +
      'not escaped, only concatenated.', 'DeprecationWarning', 'DEP0190');
  }
  const command = args.length > 0 ? `${file} ${args.join(' ')}` : file;
  return { file: typeof options.shell === 'string' ? options.shell : '/bin/sh', args: ['-c', command] };
}

function toPairs(env) {
  const pairs = [];
  // Inherited properties count.
  for (const key in env) {
    const value = env[key];
    if (value === undefined) continue;
    checkNull(key, `options.env['${key}']`);
    checkNull(value, `options.env['${key}']`);
    pairs.push(`${key}=${value}`);
  }
  return pairs;
}

function normalizeSpawnArguments(file, args, options) {
  validateString(file, 'file');
  checkNull(file, 'file');
  if (file.length === 0) throw new ERR_INVALID_ARG_VALUE('file', file, 'cannot be empty');
  if (Array.isArray(args)) {
    args = [...args];
  } else if (args === undefined || args === null) {
    args = [];
  } else if (typeof args !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('args', 'object', args);
  } else {
    options = args;
    args = [];
  }
  checkNulls(args, 'args');
  if (options === undefined) options = kEmptyObject;
  else validateObject(options, 'options');
  options = { __proto__: null, ...options };
  checkOptions(options);
  if (options.shell) ({ file, args } = applyShell(options, file, args));
  args.unshift(typeof options.argv0 === 'string' ? options.argv0 : file);
  return {
    __proto__: null,
    ...options,
    args: args.map(String),
    cwd: options.cwd,
    detached: !!options.detached,
    envPairs: toPairs(options.env || process.env),
    file,
    windowsHide: !!options.windowsHide,
    windowsVerbatimArguments: !!options.windowsVerbatimArguments,
  };
}

// ---- spawn ------------------------------------------------------------------------------------------------------------------

function abortChild(subprocess, killSignal, reason) {
  if (!subprocess) return;
  try {
    if (subprocess.kill(killSignal)) subprocess.emit('error', new AbortError(undefined, { cause: reason }));
  } catch (error) {
    subprocess.emit('error', error);
  }
}

function watchSignal(subprocess, signal, killSignal) {
  const onAbort = () => abortChild(subprocess, killSignal, signal.reason);
  if (signal.aborted) {
    process.nextTick(onAbort);
    return;
  }
  const { addAbortListener } = require('internal/events/abort_listener');
  const disposable = addAbortListener(signal, onAbort);
  subprocess.once('exit', disposable[Symbol.dispose]);
}

function watchTime(subprocess, timeout, killSignal) {
  let timer = setTimeout(() => {
    timer = null;
    try {
      subprocess.kill(killSignal);
    } catch (error) {
      subprocess.emit('error', error);
    }
  }, timeout);
  subprocess.once('exit', () => {
    if (timer) clearTimeout(timer);
    timer = null;
  });
}

function spawn(file, args, options) {
  options = normalizeSpawnArguments(file, args, options);
  checkTimeout(options.timeout);
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  const killSignal = toSignal(options.killSignal);
  const subprocess = new ChildProcess();
  subprocess.spawn(options);
  if (options.timeout > 0) watchTime(subprocess, options.timeout, killSignal);
  if (options.signal) watchSignal(subprocess, options.signal, killSignal);
  return subprocess;
}

// ---- exec and execFile --------------------------------------------------------------------------------------------------------

function normalizeExecArgs(command, options, callback) {
  validateString(command, 'command');
  checkNull(command, 'command');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  options = { __proto__: null, ...options };
  options.shell = typeof options.shell === 'string' ? options.shell : true;
  return { file: command, options, callback };
}

function exec(command, options, callback) {
  const opts = normalizeExecArgs(command, options, callback);
  return execFile(opts.file, opts.options, opts.callback);
}

function normalizeExecFileArgs(file, args, options, callback) {
  if (Array.isArray(args)) {
    args = [...args];
  } else if (args !== null && typeof args === 'object') {
    callback = options;
    options = args;
    args = null;
  } else if (typeof args === 'function') {
    callback = args;
    options = null;
    args = null;
  }
  args ??= [];
  if (typeof options === 'function') {
    callback = options;
  } else if (options !== undefined && options !== null) {
    validateObject(options, 'options');
  }
  options ??= kEmptyObject;
  if (typeof options === 'function') options = kEmptyObject;
  if (callback !== undefined && callback !== null) validateFunction(callback, 'callback');
  if (options.argv0 !== undefined && options.argv0 !== null) {
    validateString(options.argv0, 'options.argv0');
    checkNull(options.argv0, 'options.argv0');
  }
  return { file, args, options, callback };
}

// Collects a stream's output up to a limit, in characters or bytes.
class Collector {
  #chunks = [];
  #length = 0;
  #encoding;
  #limit;

  constructor(stream, name, encoding, limit, onOverflow) {
    this.#encoding = encoding;
    this.#limit = limit;
    if (!stream) return;
    if (encoding) stream.setEncoding(encoding);
    stream.on('data', (chunk) => {
      const { Buffer } = require('buffer');
      const streamEncoding = stream.readableEncoding;
      const length = streamEncoding ? Buffer.byteLength(chunk, streamEncoding) : chunk.length;
      const before = this.#length;
      this.#length += length;
      if (this.#length > this.#limit) {
        this.#chunks.push(chunk.slice(0, this.#limit - before));
        this.#limit = -1;
        onOverflow(new ERR_CHILD_PROCESS_STDIO_MAXBUFFER(name));
      } else {
        this.#chunks.push(chunk);
      }
    });
    this.stream = stream;
  }

  result() {
    const { Buffer } = require('buffer');
    if (this.#encoding || this.stream?.readableEncoding) return this.#chunks.join('');
    return Buffer.concat(this.#chunks);
  }
}

function execFile(file, args, options, callback) {
  ({ file, args, options, callback } = normalizeExecFileArgs(file, args, options, callback));
  options = {
    __proto__: null,
    encoding: 'utf8',
    timeout: 0,
    maxBuffer: MAX_BUFFER,
    killSignal: 'SIGTERM',
    cwd: null,
    env: null,
    shell: false,
    ...options,
  };
  checkTimeout(options.timeout);
  checkMaxBuffer(options.maxBuffer);
  options.killSignal = toSignal(options.killSignal);

  const subprocess = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    gid: options.gid,
    shell: options.shell,
    signal: options.signal,
    uid: options.uid,
    windowsHide: !!options.windowsHide,
    windowsVerbatimArguments: !!options.windowsVerbatimArguments,
    ...(options.argv0 !== undefined ? { argv0: options.argv0 } : null),
  });
  const { Buffer } = require('buffer');
  const encoding = options.encoding !== 'buffer' && Buffer.isEncoding(options.encoding) ? options.encoding : null;
  let killed = false;
  let exited = false;
  let timer;
  let failure = null;

  function finish(code, signal) {
    if (exited) return;
    exited = true;
    if (timer) clearTimeout(timer);
    if (!callback) return;
    const stdout = out.result();
    const stderr = err.result();
    if (!failure && code === 0 && signal === null) {
      callback(null, stdout, stderr);
      return;
    }
    const command = args.length > 0 ? `${file} ${args.join(' ')}` : file;
    failure ??= genericNodeError(`Command failed: ${command}\n${stderr}`, {
      code: code < 0 ? getSystemErrorName(code) : code,
      killed: subprocess.killed || killed,
      signal,
    });
    failure.cmd = command;
    callback(failure, stdout, stderr);
  }

  function kill() {
    subprocess.stdout?.destroy();
    subprocess.stderr?.destroy();
    killed = true;
    try {
      subprocess.kill(options.killSignal);
    } catch (error) {
      failure ??= error;
      finish();
    }
  }

  function onError(error) {
    failure = error;
    subprocess.stdout?.destroy();
    subprocess.stderr?.destroy();
    finish();
  }

  function onOverflow(error) {
    failure = error;
    kill();
  }

  if (options.timeout > 0) {
    timer = setTimeout(() => {
      timer = null;
      kill();
    }, options.timeout);
  }
  const out = new Collector(subprocess.stdout, 'stdout', encoding, options.maxBuffer ?? Infinity, onOverflow);
  const err = new Collector(subprocess.stderr, 'stderr', encoding, options.maxBuffer ?? Infinity, onOverflow);
  subprocess.addListener('close', finish);
  subprocess.addListener('error', onError);
  return subprocess;
}

function promised(original) {
  return (...args) => {
    const { promise, resolve, reject } = Promise.withResolvers();
    promise.child = original(...args, (error, stdout, stderr) => {
      if (error !== null) {
        error.stdout = stdout;
        error.stderr = stderr;
        reject(error);
      } else {
        resolve({ stdout, stderr });
      }
    });
    return promise;
  };
}

for (const fn of [exec, execFile]) {
  Object.defineProperty(fn, promisify.custom, { __proto__: null, enumerable: false, value: promised(fn) });
}

// ---- fork -------------------------------------------------------------------------------------------------------------------

// Options without the program that -e gave to this process.
function inheritedExecArgv() {
  const { execArgv } = process;
  if (process._eval === undefined || process._eval === null) return execArgv;
  const index = execArgv.lastIndexOf(process._eval);
  return index > 0 ? execArgv.filter((_, i) => i !== index && i !== index - 1) : execArgv;
}

function fork(modulePath, args, options) {
  modulePath = toPath(modulePath, 'modulePath');
  if (args === undefined || args === null) {
    args = [];
  } else if (typeof args === 'object' && !Array.isArray(args)) {
    options = args;
    args = [];
  } else {
    validateArray(args, 'args');
  }
  if (options !== undefined && options !== null) validateObject(options, 'options');
  options = { __proto__: null, ...options, shell: false };
  options.execPath = options.execPath || process.execPath;
  checkNull(options.execPath, 'options.execPath');
  const execArgv = options.execArgv || inheritedExecArgv();
  validateArray(execArgv, 'options.execArgv');
  checkNulls(execArgv, 'options.execArgv');
  args = [...execArgv, modulePath, ...args];
  if (typeof options.stdio === 'string') {
    options.stdio = [...stdioStringToArray(options.stdio), 'ipc'];
  } else if (!Array.isArray(options.stdio)) {
    options.stdio = options.silent ? ['pipe', 'pipe', 'pipe', 'ipc'] : [0, 1, 2, 'ipc'];
  } else if (!options.stdio.includes('ipc')) {
    throw new ERR_CHILD_PROCESS_IPC_REQUIRED('options.stdio');
  }
  return spawn(options.execPath, args, options);
}

// What the primary of a cluster and fork()ed children start from.
function _forkChild(fd, serializationMode) {
  const { NativeHandle } = require('internal/stream_handle');
  const handle = NativeHandle.pipe(true);
  handle.open(fd);
  handle.unref();
  return require('internal/child_process/channel').setup(process, handle, serializationMode);
}

// ---- synchronously ------------------------------------------------------------------------------------------------------------

function spawnSync(file, args, options) {
  options = {
    __proto__: null,
    maxBuffer: MAX_BUFFER,
    ...normalizeSpawnArguments(file, args, options),
  };
  checkTimeout(options.timeout);
  checkMaxBuffer(options.maxBuffer);
  options.killSignal = toSignal(options.killSignal);
  return child.spawnSync(options);
}

function checkSyncResult(result, args, command) {
  let error;
  if (result.error) {
    error = result.error;
    Object.assign(error, result);
  } else if (result.status !== 0) {
    let message = `Command failed: ${command || args.join(' ')}`;
    if (result.stderr && result.stderr.length > 0) message += `\n${result.stderr.toString()}`;
    error = genericNodeError(message, result);
  }
  return error;
}

function execFileSync(file, args, options) {
  ({ file, args, options } = normalizeExecFileArgs(file, args, options));
  const inheritStderr = !options.stdio;
  const result = spawnSync(file, args, options);
  if (inheritStderr && result.stderr) process.stderr.write(result.stderr);
  const error = checkSyncResult(result, [options.argv0 || file, ...args]);
  if (error) throw error;
  return result.stdout;
}

function execSync(command, options) {
  const opts = normalizeExecArgs(command, options, null);
  const inheritStderr = !opts.options.stdio;
  const result = spawnSync(opts.file, opts.options);
  if (inheritStderr && result.stderr) process.stderr.write(result.stderr);
  const error = checkSyncResult(result, undefined, command);
  if (error) throw error;
  return result.stdout;
}

module.exports = {
  _forkChild,
  ChildProcess,
  exec,
  execFile,
  execFileSync,
  execSync,
  fork,
  spawn,
  spawnSync,
};

