// SPDX-License-Identifier: MIT
// Test events between a test file's process and the runner: frames on standard output, each a magic word, a length and the event in the
// structured serialization format. Bytes between frames are what the program printed.

const v8 = require('v8');

const MAGIC = Buffer.from([0xff, 0x0f, 0x70, 0x6a, 0x74]);

function frame(event) {
  const body = v8.serialize(event);
  const head = Buffer.allocUnsafe(4);
  head.writeUInt32BE(body.length, 0);
  return Buffer.concat([MAGIC, head, body]);
}

// Errors cross as plain copies of what reporters read.
function plain(error, depth = 0) {
  if (error === null || typeof error !== 'object' || depth > 4) return error;
  if (!Error.isError(error)) return error;
  const copy = { __error: true, name: error.name, message: error.message, stack: error.stack, props: {} };
  for (const key of Object.keys(error)) {
    const value = error[key];
    if (typeof value !== 'function' && typeof value !== 'symbol') copy.props[key] = plain(value, depth + 1);
  }
  if (error.cause !== undefined) copy.cause = plain(error.cause, depth + 1);
  return copy;
}

function revive(copy) {
  if (copy === null || typeof copy !== 'object' || copy.__error !== true) return copy;
  const error = new Error(copy.message);
  Object.defineProperty(error, 'name', { __proto__: null, value: copy.name, writable: true, configurable: true });
  error.stack = copy.stack;
  for (const key of Object.keys(copy.props)) error[key] = revive(copy.props[key]);
  if (copy.cause !== undefined) {
    Object.defineProperty(error, 'cause', { __proto__: null, value: revive(copy.cause), writable: true, configurable: true, enumerable: 'cause' in copy.props });
  }
  return error;
}

function encode(event) {
  const data = { ...event.data };
  if (data.details?.error !== undefined) data.details = { ...data.details, error: plain(data.details.error) };
  else if (data.details !== undefined) data.details = { ...data.details };
  if (data.counts !== undefined) data.counts = { ...data.counts };
  try {
    return frame({ type: event.type, data });
  } catch {
    if (data.details?.error !== undefined) {
      const { message, stack, name } = event.data.details.error;
      data.details.error = { __error: true, name, message, stack, props: { code: 'ERR_TEST_FAILURE', failureType: event.data.details.error.failureType } };
    }
    return frame({ type: event.type, data });
  }
}

function send(stream) {
  const fs = require('fs');
  stream.on('data', (event) => {
    const bytes = encode(event);
    let sent = 0;
    while (sent < bytes.length) sent += fs.writeSync(1, bytes, sent);
  });
}

// Splits a child's standard output into events and the program's own output.
class Receiver {
  #pending = Buffer.alloc(0);
  constructor(onEvent, onOutput) {
    this.onEvent = onEvent;
    this.onOutput = onOutput;
  }
  push(chunk) {
    let bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (bytes.length > 0) {
      const at = bytes.indexOf(MAGIC);
      if (at !== 0) {
        // Keep a tail that may be the start of a frame.
        let end = at < 0 ? bytes.length : at;
        if (at < 0) {
          const tail = bytes.lastIndexOf(MAGIC[0]);
          if (tail >= 0 && bytes.length - tail < MAGIC.length && MAGIC.subarray(0, bytes.length - tail).equals(bytes.subarray(tail))) end = tail;
        }
        if (end > 0) this.onOutput(bytes.subarray(0, end));
        bytes = bytes.subarray(end);
        if (at < 0) break;
        continue;
      }
      if (bytes.length < MAGIC.length + 4) break;
      const length = bytes.readUInt32BE(MAGIC.length);
      const total = MAGIC.length + 4 + length;
      if (bytes.length < total) break;
      const event = v8.deserialize(bytes.subarray(MAGIC.length + 4, total));
      if (event.data?.details?.error !== undefined) event.data.details.error = revive(event.data.details.error);
      this.onEvent(event);
      bytes = bytes.subarray(total);
    }
    this.#pending = bytes;
  }
  end() {
    if (this.#pending.length > 0) this.onOutput(this.#pending);
  }
}

module.exports = { Receiver, send };
