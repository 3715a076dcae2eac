// SPDX-License-Identifier: MIT
// respondWithFD() and respondWithFile(): a response whose body is a file, read in pieces as the stream takes them.

const fs = require('fs');
const { Readable } = require('stream');
const {
  codes: { ERR_HTTP2_HEADERS_SENT, ERR_HTTP2_INVALID_STREAM, ERR_HTTP2_PAYLOAD_FORBIDDEN, ERR_HTTP2_SEND_FILE, ERR_HTTP2_SEND_FILE_NOSEEK,
           ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { validateFunction, validateNumber } = require('internal/validators');
const { kState, kTouch } = require('internal/http2/symbols');
const { assertIsObject } = require('internal/http2/asserts');
const { responseHeaders } = require('internal/http2/stream');

const INTERNAL_ERROR = 2;
const kPiece = 64 * 1024;

function prepare(stream, headers, given) {
  if (stream.destroyed || stream.closed) throw new ERR_HTTP2_INVALID_STREAM();
  if (stream.headersSent) throw new ERR_HTTP2_HEADERS_SENT();
  assertIsObject(given, 'options');
  const options = { ...given };
  if (options.offset !== undefined && typeof options.offset !== 'number') throw new ERR_INVALID_ARG_VALUE('options.offset', options.offset);
  if (options.length !== undefined && typeof options.length !== 'number') throw new ERR_INVALID_ARG_VALUE('options.length', options.length);
  if (options.statCheck !== undefined && typeof options.statCheck !== 'function') {
    throw new ERR_INVALID_ARG_VALUE('options.statCheck', options.statCheck);
  }
  stream[kTouch]();
  const head = responseHeaders(stream, headers, { sendDate: stream.sendDate });
  if (head.status === 204 || head.status === 205 || head.status === 304) throw new ERR_HTTP2_PAYLOAD_FORBIDDEN(head.status);
  return { head, options };
}

async function* pieces(read, offset, length) {
  let left = length < 0 ? Infinity : length;
  while (left > 0) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(kPiece, left));
    const n = await read(buffer, offset);
    if (n === 0) return;
    if (offset >= 0) offset += n;
    left -= n;
    yield n === buffer.length ? buffer : buffer.subarray(0, n);
  }
}

const readFd = (fd) => (buffer, position) => new Promise((resolve, reject) => {
  fs.read(fd, buffer, 0, buffer.length, position < 0 ? null : position, (error, n) => (error ? reject(error) : resolve(n)));
});
const readHandle = (handle) => async (buffer, position) => (await handle.read(buffer, 0, buffer.length, position < 0 ? null : position)).bytesRead;

function send(stream, source, head, options, close) {
  const { offset = 0, length = -1, waitForTrailers = false } = options;
  const ends = head.bodyless;
  if (!stream.sendHead(head, ends, !!waitForTrailers)) {
    close();
    return;
  }
  if (ends) {
    stream.end();
    close();
    return;
  }
  const body = Readable.from(pieces(source, options.seekable === false ? -1 : offset, length), { objectMode: false });
  const fail = () => {
    if (!stream.destroyed) stream.close(INTERNAL_ERROR);
  };
  body.on('error', fail);
  body.once('close', close);
  stream.once('close', () => body.destroy());
  // The file is the whole body: a program that calls end() meanwhile does not cut it.
  stream[kState].fromFile = true;
  body.once('end', () => {
    stream[kState].fromFile = false;
    stream.end();
  });
  body.pipe(stream, { end: false });
}

function statError(stream, error, options) {
  if (typeof options.onError === 'function') options.onError(error);
  else stream.destroy(error);
}

// After the stat: asks the program, sets content-length, sends. `stat` fails for pipes and directories as Node says.
function withStat(stream, stat, source, head, options, close) {
  const failed = (error) => {
    close();
    statError(stream, error, options);
  };
  if (stream.destroyed || stream.closed) {
    close();
    return;
  }
  const isFile = stat.isFile();
  if (!isFile) {
    if (options.offset !== undefined && options.offset !== 0 || (options.length !== undefined && options.length >= 0)) {
      failed(new ERR_HTTP2_SEND_FILE_NOSEEK());
      return;
    }
    if (stat.isDirectory() && options.isPath) {
      failed(new ERR_HTTP2_SEND_FILE());
      return;
    }
  }
  options = { ...options, offset: options.offset ?? 0, length: options.length ?? -1, seekable: isFile };
  if (typeof options.statCheck === 'function') {
    const extra = { offset: options.offset, length: options.length };
    const kept = Reflect.apply(options.statCheck, stream, [stat, head.headers, extra]);
    if (kept === false || stream.headersSent || stream.destroyed) {
      close();
      return;
    }
    options.offset = extra.offset;
    options.length = extra.length;
    head.status = head.headers[':status'] | 0;
  }
  if (isFile) {
    const rest = stat.size - +options.offset;
    options.length = options.length < 0 ? rest : Math.min(rest, options.length);
    if (!Array.isArray(head.headers)) head.headers['content-length'] = options.length;
  }
  send(stream, source, head, options, close);
}

function isFileHandle(value) {
  return value !== null && typeof value === 'object' && typeof value.fd === 'number' && typeof value.read === 'function';
}

function respondWithFD(stream, fd, headers, given) {
  if (typeof fd !== 'number' && !isFileHandle(fd)) throw new ERR_INVALID_ARG_TYPE('fd', ['number', 'FileHandle'], fd);
  const { head, options } = prepare(stream, headers, given);
  if (typeof fd === 'number') validateNumber(fd, 'fd');
  const source = typeof fd === 'number' ? readFd(fd) : readHandle(fd);
  const nothing = () => {};
  if (typeof options.statCheck === 'function') {
    fs.fstat(typeof fd === 'number' ? fd : fd.fd, (error, stat) => {
      if (error) statError(stream, error, options);
      else withStat(stream, stat, source, head, options, nothing);
    });
    return;
  }
  let seekable = false;
  try {
    seekable = fs.fstatSync(typeof fd === 'number' ? fd : fd.fd).isFile();
  } catch {
    // The read below says what is wrong with it.
  }
  send(stream, source, head, { ...options, seekable }, nothing);
}

function respondWithFile(stream, path, headers, given) {
  const { head, options } = prepare(stream, headers, given);
  if (options.onError !== undefined) validateFunction(options.onError, 'options.onError');
  stream[kState].headersSent = false;
  fs.open(path, 'r', (openError, fd) => {
    if (openError) {
      statError(stream, openError, options);
      return;
    }
    let closed = false;
    const close = () => {
      if (closed) return;
      closed = true;
      fs.close(fd, () => {});
    };
    fs.fstat(fd, (error, stat) => {
      if (error) {
        close();
        statError(stream, error, options);
        return;
      }
      withStat(stream, stat, readFd(fd), head, { ...options, isPath: true }, close);
    });
  });
}

module.exports = { respondWithFD, respondWithFile };
