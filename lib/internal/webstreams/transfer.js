// SPDX-License-Identifier: MIT
// Web streams through message ports (WHATWG Streams, section 8.2): the stream stays, its chunks travel. Messages are
// { type: 'pull' | 'chunk' | 'close' | 'error', value }.

const { DOMException } = require('internal/per_context/domexception');
const { kDeserialize } = require('internal/worker/js_transferable');
const { ReadableStream, unfinishedReadableStream } =
  require('internal/webstreams/readablestream');
const { WritableStream, unfinishedWritableStream } =
  require('internal/webstreams/writablestream');
const { unfinishedTransformStream } = require('internal/webstreams/transformstream');
const { deferred, setPromiseHandled, then } = require('internal/webstreams/util');

const { defineProperty } = Object;

function send(port, type, value) {
  port.postMessage({ type, value });
}

// Values that cannot be cloned become an error on both sides.
function sendHandlingError(port, type, value) {
  try {
    send(port, type, value);
    return undefined;
  } catch (error) {
    sendError(port, error);
    return error;
  }
}

function sendError(port, reason) {
  try {
    send(port, 'error', reason);
  } catch {
    send(port, 'error', new DOMException('The reason could not be cloned', 'DataCloneError'));
  }
}

// SetUpCrossRealmTransformReadable, as an underlying source. `holds`: somebody who reads keeps the loop alive; the pipe of the stream that went away does not.
function sourceOver(port, holds) {
  let controller;
  port.onmessage = ({ data: { type, value } }) => {
    if (holds) port.unref();
    if (type === 'chunk') {
      controller.enqueue(value);
    } else if (type === 'close') {
      controller.close();
      port.close();
    } else if (type === 'error') {
      controller.error(value);
      port.close();
    }
  };
  port.onmessageerror = () => {
    const error = new DOMException('The chunk could not be read', 'DataCloneError');
    sendError(port, error);
    controller.error(error);
    port.close();
  };
  port.unref();
  return {
    start(c) {
      controller = c;
    },
    pull() {
      if (holds) port.ref();
      send(port, 'pull');
    },
    cancel(reason) {
      const failure = sendHandlingError(port, 'error', reason);
      port.close();
      if (failure !== undefined) throw failure;
    },
  };
}

// SetUpCrossRealmTransformWritable, as an underlying sink. `holds`: so does somebody who writes.
function sinkOver(port, holds) {
  let controller;
  let pulled = deferred(); // the other side wants a chunk
  port.onmessage = ({ data: { type, value } }) => {
    if (holds) port.unref();
    if (type === 'pull') {
      pulled?.resolve();
      pulled = undefined;
    } else if (type === 'error') {
      controller.error(value);
      pulled?.resolve();
      pulled = undefined;
    }
  };
  port.onmessageerror = () => {
    const error = new DOMException('The message could not be read', 'DataCloneError');
    sendError(port, error);
    controller.error(error);
    port.close();
  };
  port.unref();
  return {
    start(c) {
      controller = c;
    },
    write(chunk) {
      if (holds && pulled !== undefined) port.ref();
      return then(pulled === undefined ? Promise.resolve() : pulled.promise, () => {
        pulled = deferred();
        const failure = sendHandlingError(port, 'chunk', chunk);
        if (failure !== undefined) {
          port.close();
          throw failure;
        }
      });
    },
    close() {
      send(port, 'close');
      port.close();
    },
    abort(reason) {
      const failure = sendHandlingError(port, 'error', reason);
      port.close();
      if (failure !== undefined) throw failure;
    },
  };
}

function refuseLocked(stream) {
  if (stream.locked) throw new DOMException('Cannot transfer a locked stream', 'DataCloneError');
}

const ports = new WeakMap(); // stream -> the port that goes away in its place

// What the stream transfers: the pipes are laid when it is asked.
const lists = {
  __proto__: null,
  ReadableStream(stream) {
    refuseLocked(stream);
    const { port1, port2 } = new MessageChannel();
    setPromiseHandled(stream.pipeTo(new WritableStream(sinkOver(port1, false))));
    ports.set(stream, port2);
    return [port2];
  },
  WritableStream(stream) {
    refuseLocked(stream);
    const { port1, port2 } = new MessageChannel();
    const source = new ReadableStream(sourceOver(port1, false), { highWaterMark: 0 });
    setPromiseHandled(source.pipeTo(stream));
    ports.set(stream, port2);
    return [port2];
  },
  TransformStream(stream) {
    refuseLocked(stream.readable);
    refuseLocked(stream.writable);
    return [stream.readable, stream.writable];
  },
};

function transferList(stream, name) {
  return lists[name](stream);
}

function transferData(stream, name) {
  const deserializeInfo = `internal/webstreams/transfer:Transferred${name}`;
  if (name === 'TransformStream') {
    return { data: { readable: stream.readable, writable: stream.writable }, deserializeInfo };
  }
  return { data: { port: ports.get(stream) }, deserializeInfo };
}

function completedBy(object, complete) {
  defineProperty(object, kDeserialize, { __proto__: null, value: complete, configurable: true });
  return object;
}

// What is made on the other side: a stream without its insides, which come with the data.
function TransferredReadableStream() {
  const { stream, setUp } = unfinishedReadableStream();
  return completedBy(stream, ({ port }) => setUp(sourceOver(port, true), { highWaterMark: 0 }));
}

function TransferredWritableStream() {
  const { stream, setUp } = unfinishedWritableStream();
  return completedBy(stream, ({ port }) => setUp(sinkOver(port, true)));
}

function TransferredTransformStream() {
  const { stream, setUp } = unfinishedTransformStream();
  return completedBy(stream, ({ readable, writable }) => setUp(readable, writable));
}

module.exports = {
  TransferredReadableStream,
  TransferredWritableStream,
  TransferredTransformStream,
  transferData,
  transferList,
};
