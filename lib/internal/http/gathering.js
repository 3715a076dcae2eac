// SPDX-License-Identifier: MIT
//
// What a program writes to a message in chunks within one turn becomes one chunk: it is gathered, and leaves with the tick, when there is much of it,
// or with the end of the message.
'use strict';

const kChunkedLength = Symbol('kChunkedLength'); // how much is gathered
const kGathered = Symbol('kGathered');

// `text` grows at the end; what came before it in another form is in `parts`.
class Gathered {
  text = '';
  encoding = '';
  parts = null;
  callbacks = null;

  add(chunk, encoding) {
    if (typeof chunk === 'string' && (encoding === this.encoding || this.text === '')) {
      this.text += chunk;
      this.encoding = encoding;
      return;
    }
    this.#close();
    if (typeof chunk === 'string') {
      this.text = chunk;
      this.encoding = encoding;
    } else {
      (this.parts ??= []).push({ data: chunk, encoding });
    }
  }

  #close() {
    if (this.text === '') return;
    (this.parts ??= []).push({ data: this.text, encoding: this.encoding });
    this.text = '';
  }

  // One string, or nothing for what is more than that.
  get whole() {
    return this.parts === null ? this.text : undefined;
  }

  take() {
    this.#close();
    return this.parts;
  }
}

function isText(encoding) {
  return !encoding || encoding === 'utf8' || encoding === 'utf-8' || encoding === 'latin1';
}

// Adds a chunk of `length` bytes; gives how much there is now.
function gather(message, chunk, encoding, length, callback) {
  const gathered = message[kGathered] ??= new Gathered();
  if (typeof chunk !== 'string') gathered.add(chunk, undefined);
  else if (isText(encoding)) gathered.add(chunk, encoding === 'latin1' ? 'latin1' : 'utf8');
  else gathered.add(Buffer.from(chunk, encoding), undefined);
  if (callback !== undefined) (gathered.callbacks ??= []).push(callback);
  return message[kChunkedLength] += length;
}

// How much it will be when it leaves.
function gatheredLength(message) {
  const size = message[kChunkedLength];
  return size + size.toString(16).length + 4 + (message._headerSent ? 0 : message._header.length);
}

function callAll(list) {
  return (error) => {
    for (let i = 0; i < list.length; i++) list[i](error);
  };
}

// Sends the chunk; gives what _send() does.
function flushGathered(message) {
  const gathered = message[kGathered];
  const size = message[kChunkedLength].toString(16);
  message[kGathered] = null;
  message[kChunkedLength] = 0;
  const { callbacks, whole } = gathered;
  const callback = callbacks === null ? undefined : callbacks.length === 1 ? callbacks[0] : callAll(callbacks);
  if (whole !== undefined) return message._send(`${size}\r\n${whole}\r\n`, gathered.encoding, callback);
  const { socket } = message;
  socket?.cork();
  message._send(`${size}\r\n`, 'latin1', null);
  for (const { data, encoding } of gathered.take()) message._send(data, encoding, null);
  const ok = message._send('\r\n', 'latin1', callback);
  socket?.uncork();
  return ok;
}

module.exports = { gather, gatheredLength, flushGathered, kChunkedLength, kGathered };
