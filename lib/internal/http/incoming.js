// SPDX-License-Identifier: MIT
//
// IncomingMessage: a request as the server, or a response as the client sees it. Headers become objects when they are asked for.
'use strict';

const { Readable, finished } = require('stream');
const { genericNodeError } = require('internal/errors');

const kHeaders = Symbol('kHeaders');
const kHeadersDistinct = Symbol('kHeadersDistinct');
const kTrailers = Symbol('kTrailers');
const kTrailersDistinct = Symbol('kTrailersDistinct');

// Fields of which only the first counts.
const single = new Set([
  'age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since',
  'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer', 'retry-after',
  'server', 'user-agent',
]);

function IncomingMessage(socket) {
  Readable.call(this, socket ? { highWaterMark: socket.readableHighWaterMark } : undefined);
  this._readableState.readingMore = true;
  this.socket = socket;
  this.httpVersionMajor = null;
  this.httpVersionMinor = null;
  this.httpVersion = null;
  this.complete = false;
  this[kHeaders] = null;
  this.rawHeaders = [];
  this[kTrailers] = null;
  this.rawTrailers = [];
  this.joinDuplicateHeaders = false;
  this.aborted = false;
  this.upgrade = null;
  this.url = '';
  this.method = null;
  this.statusCode = null;
  this.statusMessage = null;
  this.client = socket;
  this._consumed = false;
  this._dumped = false;
}
Object.setPrototypeOf(IncomingMessage.prototype, Readable.prototype);
Object.setPrototypeOf(IncomingMessage, Readable);

function accessor(name, get, set) {
  Object.defineProperty(IncomingMessage.prototype, name, { __proto__: null, configurable: true, enumerable: false, get, set });
}

accessor('connection', function() {
  return this.socket;
}, function(value) {
  this.socket = value;
});

function collect(message, raw) {
  const target = {};
  for (let i = 0; i < raw.length; i += 2) message._addHeaderLine(raw[i], raw[i + 1], target);
  return target;
}

function collectDistinct(raw) {
  const target = { __proto__: null };
  for (let i = 0; i < raw.length; i += 2) (target[raw[i].toLowerCase()] ??= []).push(raw[i + 1]);
  return target;
}

accessor('headers', function() {
  return this[kHeaders] ??= collect(this, this.rawHeaders);
}, function(value) {
  this[kHeaders] = value;
});
accessor('headersDistinct', function() {
  return this[kHeadersDistinct] ??= collectDistinct(this.rawHeaders);
}, function(value) {
  this[kHeadersDistinct] = value;
});
accessor('trailers', function() {
  return this[kTrailers] ??= collect(this, this.rawTrailers);
}, function(value) {
  this[kTrailers] = value;
});
accessor('trailersDistinct', function() {
  return this[kTrailersDistinct] ??= collectDistinct(this.rawTrailers);
}, function(value) {
  this[kTrailersDistinct] = value;
});

IncomingMessage.prototype._addHeaderLine = function(field, value, target) {
  const name = field.toLowerCase();
  if (name === 'set-cookie') {
    if (target[name] !== undefined) target[name].push(value);
    else target[name] = [value];
  } else if (this.joinDuplicateHeaders) {
    target[name] = Object.hasOwn(target, name) ? `${target[name]}${name === 'cookie' ? '; ' : ', '}${value}` : value;
  } else if (single.has(name)) {
    if (target[name] === undefined) target[name] = value;
  } else if (typeof target[name] === 'string') {
    target[name] += `${name === 'cookie' ? '; ' : ', '}${value}`;
  } else {
    target[name] = value;
  }
};

IncomingMessage.prototype._addHeaderLines = function(raw, count) {
  const list = raw.slice(0, count ?? raw.length);
  if (this.complete) {
    this.rawTrailers = list;
    this[kTrailers] = null;
  } else {
    this.rawHeaders = list;
    this[kHeaders] = null;
  }
};

IncomingMessage.prototype._addHeaderLineDistinct = function(field, value, target) {
  (target[field.toLowerCase()] ??= []).push(value);
};

IncomingMessage.prototype.setTimeout = function(msecs, callback) {
  if (callback) this.on('timeout', callback);
  this.socket.setTimeout(msecs);
  return this;
};

IncomingMessage.prototype._read = function() {
  if (!this._consumed) {
    this._readableState.readingMore = false;
    this._consumed = true;
  }
  // The socket flows where somebody reads.
  if (this.socket?.readable) this.socket.resume();
};

IncomingMessage.prototype._destroy = function(error, callback) {
  if (!this.readableEnded || !this.complete) {
    this.aborted = true;
    this.emit('aborted');
  }
  // A response that is given up takes its connection with it; a request's connection may be needed for the answer.
  if (this.socket && !this.socket.destroyed && this.aborted) {
    this.socket.destroy(error);
    const cleanUp = finished(this.socket, (second) => {
      if (second?.code === 'ERR_STREAM_PREMATURE_CLOSE') second = null;
      cleanUp();
      process.nextTick(done, this, second || error, callback);
    });
  } else {
    process.nextTick(done, this, error, callback);
  }
};

// 'error' only where somebody listens: an abandoned message is not the program's failure.
function done(message, error, callback) {
  callback(message.listenerCount('error') > 0 ? error : undefined);
}

IncomingMessage.prototype._dump = function() {
  if (this._dumped) return;
  this._dumped = true;
  this.removeAllListeners('data');
  this.resume();
};

function connectionReset(message) {
  return genericNodeError(message, { code: 'ECONNRESET' });
}

module.exports = { IncomingMessage, connectionReset };
