// SPDX-License-Identifier: MIT
//
// The channel between a parent and a forked child: messages over a pipe, one JSON text a line or, with advanced serialization, a
// length and the structured clone. Used for both ends: `target` is a ChildProcess or `process`.
'use strict';

const process = require('process');
const EventEmitter = require('events');
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_HANDLE_TYPE, ERR_IPC_CHANNEL_CLOSED, ERR_IPC_DISCONNECTED, ERR_MISSING_ARGS,
  },
  ErrnoException,
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const { NativeHandle, UV_EOF } = require('internal/stream_handle');

const QUEUE_LIMIT = 65536 * 2;
const MESSAGE_TYPES = ['string', 'object', 'number', 'boolean'];

// ---- forms on the wire --------------------------------------------------------------------------------------------------------

class JSONForm {
  #rest = null; // the start of a line

  encode(message) {
    const { Buffer } = require('buffer');
    return Buffer.from(`${JSON.stringify(message)}\n`);
  }

  * decode(bytes) {
    const { Buffer } = require('buffer');
    let at = 0;
    for (let end; (end = bytes.indexOf(10, at)) !== -1; at = end + 1) {
      let line = bytes.toString('utf8', at, end);
      if (this.#rest !== null) {
        line = Buffer.concat([...this.#rest, bytes.subarray(at, end)]).toString();
        this.#rest = null;
      }
      yield JSON.parse(line);
    }
    if (at < bytes.length) (this.#rest ??= []).push(bytes.subarray(at));
  }
}

class AdvancedForm {
  #rest = null;

  encode(message) {
    const { Buffer } = require('buffer');
    const body = require('v8').serialize(message);
    const head = Buffer.allocUnsafe(4);
    head.writeUInt32BE(body.length, 0);
    return Buffer.concat([head, body]);
  }

  * decode(bytes) {
    const { Buffer } = require('buffer');
    let data = this.#rest === null ? bytes : Buffer.concat([this.#rest, bytes]);
    while (data.length >= 4) {
      const length = data.readUInt32BE(0);
      if (data.length < 4 + length) break;
      yield require('v8').deserialize(data.subarray(4, 4 + length));
      data = data.subarray(4 + length);
    }
    this.#rest = data.length > 0 ? Buffer.from(data) : null;
  }
}

// ---- the control object -------------------------------------------------------------------------------------------------------

// What target.channel shows. Listeners for messages keep the process alive; ref() and unref() overrule that.
class Control extends EventEmitter {
  #handle;
  #refs = 0;
  #explicit = false;

  constructor(handle) {
    super();
    this.#handle = handle;
  }

  get fd() {
    return this.#handle.fd;
  }

  get writeQueueSize() {
    return this.#handle.writeQueueSize;
  }

  refCounted() {
    if (++this.#refs === 1 && !this.#explicit) this.#handle.ref();
  }

  unrefCounted() {
    if (--this.#refs === 0 && !this.#explicit) {
      this.#handle.unref();
      this.emit('unref');
    }
  }

  ref() {
    this.#explicit = true;
    this.#handle.ref();
  }

  unref() {
    this.#explicit = true;
    this.#handle.unref();
  }

  hasRef() {
    return this.#handle.hasRef();
  }
}

// ---- setting up ---------------------------------------------------------------------------------------------------------------

function isInternal(message) {
  return message !== null && typeof message === 'object' && typeof message.cmd === 'string' &&
    message.cmd.length > 5 && message.cmd.startsWith('NODE_');
}

function setup(target, handle, serialization) {
  const form = serialization === 'advanced' ? new AdvancedForm() : new JSONForm();
  const control = new Control(handle);
  const unread = [];
  let closed = false;
  // A handle is on its way until the other side says that it has it; what is sent meanwhile waits, in order.
  let waiting = null; // [message, handle, options, callback] of each
  let leaving = false; // disconnected, but for what waits
  let release = null; // lets go of the handle that is on its way

  target.channel = control;
  target._channel = control;
  target.connected = true;

  function emit(event, message, sent) {
    if (event === 'internalMessage' || target.listenerCount('message') > 0) {
      target.emit(event, message, sent);
    } else {
      unread.push([event, message, sent]);
    }
  }

  target.on('newListener', (event) => {
    if (event !== 'message' || unread.length === 0) return;
    process.nextTick(() => {
      for (const [event, message, sent] of unread.splice(0)) target.emit(event, message, sent);
    });
  });

  // `now`: nothing of the program is on the stack, so that it can be told at once.
  function close(now) {
    if (closed) return;
    closed = true;
    handle.readStop();
    handle.onread = null;
    handle.close();
    settleHandle(() => {
      for (const { 3: callback } of waiting.splice(0)) {
        if (typeof callback === 'function') process.nextTick(callback, new ERR_IPC_CHANNEL_CLOSED());
      }
    });
    target.channel = null;
    target._channel = null;
    const tell = () => {
      target.emit('disconnect');
      if (target !== process) require('internal/child_process').maybeClose(target);
    };
    if (now === true) tell();
    else process.nextTick(tell);
  }

  // The handle that was on its way has arrived, or never will.
  function settleHandle(then) {
    release?.();
    release = null;
    if (waiting === null) return;
    then();
    waiting = null;
  }

  function sendWaiting() {
    const list = waiting;
    waiting = null;
    for (const args of list) target._send(...args); // the first with a handle makes the others wait again
  }

  function deliver(message, sent) {
    if (closed) return;
    const internal = isInternal(message);
    if (internal && (message.cmd === 'NODE_HANDLE_ACK' || message.cmd === 'NODE_HANDLE_NACK')) {
      release?.();
      release = null;
      if (waiting !== null) sendWaiting();
      if (leaving && waiting === null) process.nextTick(close);
      return;
    }
    if (internal && message.cmd === 'NODE_HANDLE') {
      target._send({ cmd: sent === undefined ? 'NODE_HANDLE_NACK' : 'NODE_HANDLE_ACK' }, undefined, true);
      const { receive } = require('internal/child_process/handles');
      const event = isInternal(message.msg) ? 'internalMessage' : 'message';
      receive(target, message, sent, (object) => process.nextTick(emit, event, message.msg, object));
      return;
    }
    process.nextTick(emit, internal ? 'internalMessage' : 'message', message, sent);
  }

  function acceptPending() {
    const type = handle.pendingType;
    if (type === undefined) return undefined;
    const received = type === 'udp' ? new (require('internal/dgram/handle').UDPHandle)() :
      type === 'tcp' ? NativeHandle.tcp() : NativeHandle.pipe();
    if (handle.accept(received) < 0) {
      received.close();
      return undefined;
    }
    return received;
  }

  handle.onread = (status, bytes) => {
    if (status < 0) {
      target.connected = false;
      close();
      if (status !== UV_EOF && status !== -104) target.emit('error', new ErrnoException(status, 'read'));
      return;
    }
    const { Buffer } = require('buffer');
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const message of form.decode(buffer)) {
      const sent = isInternal(message) && message.cmd === 'NODE_HANDLE' ? acceptPending() : undefined;
      deliver(message, sent);
    }
  };

  target.send = function send(message, sendHandle, options, callback) {
    if (typeof sendHandle === 'function') {
      callback = sendHandle;
      sendHandle = undefined;
      options = undefined;
    } else if (typeof options === 'function') {
      callback = options;
      options = undefined;
    } else if (options !== undefined) {
      validateObject(options, 'options');
    }
    options = { swallowErrors: false, ...options };
    if (this.connected) return this._send(message, sendHandle, options, callback);
    const error = new ERR_IPC_CHANNEL_CLOSED();
    if (typeof callback === 'function') process.nextTick(callback, error);
    else process.nextTick(() => this.emit('error', error));
    return false;
  };

  target._send = function _send(message, sendHandle, options, callback) {
    if (message === undefined) throw new ERR_MISSING_ARGS('message');
    if (!MESSAGE_TYPES.includes(typeof message)) throw new ERR_INVALID_ARG_TYPE('message', MESSAGE_TYPES, message);
    if (typeof options === 'boolean') options = { swallowErrors: options };
    if (waiting !== null && !(isInternal(message) && message.cmd.startsWith('NODE_HANDLE_'))) {
      waiting.push([message, sendHandle, options, callback]);
      return waiting.length === 1;
    }
    let passed;
    if (sendHandle) {
      const { wrap } = require('internal/child_process/handles');
      const wrapped = wrap(this, message, sendHandle, options);
      if (wrapped === undefined) throw new ERR_INVALID_HANDLE_TYPE();
      ({ message, handle: passed } = wrapped);
      if (passed !== undefined) {
        release = wrapped.sent ?? null;
        waiting = [];
      }
    }
    const done = (status) => {
      const error = status < 0 ? new ErrnoException(status, 'write') : null;
      if (typeof callback === 'function') callback(error);
      else if (error && !options?.swallowErrors) this.emit('error', error);
    };
    if (closed) {
      process.nextTick(done, -9);
      return false;
    }
    const status = handle.write(form.encode(message), (status) => {
      control.unrefCounted();
      done(status);
    }, passed);
    if (status === 1) control.refCounted();
    else if (status === 0) process.nextTick(done, 0);
    else process.nextTick(done, status);
    return status >= 0 && handle.writeQueueSize < QUEUE_LIMIT;
  };

  target.disconnect = function disconnect() {
    if (!this.connected) {
      this.emit('error', new ERR_IPC_DISCONNECTED());
      return;
    }
    this._disconnect();
  };

  target._disconnect = function _disconnect() {
    this.connected = false;
    if (waiting === null) process.nextTick(close, true);
    else leaving = true; // what was sent before still goes
  };

  handle.readStart();
  return control;
}

module.exports = { setup };
