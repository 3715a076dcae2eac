// SPDX-License-Identifier: MIT
//
// IncomingMessage: a request as the server, or a response as the client sees it. Headers become objects when they are asked for.
'use strict';

const { Readable, finished, getDefaultHighWaterMark } = require('stream');
const { genericNodeError } = require('internal/errors');

const { create, defineProperty, hasOwn } = Object;
const { ReadableState } = Readable;

const kHeaders = Symbol('kHeaders');
const kHeadersDistinct = Symbol('kHeadersDistinct');
const kTrailers = Symbol('kTrailers');
const kTrailersDistinct = Symbol('kTrailersDistinct');
const kFields = Symbol('kFields');
const kRaw = Symbol('kRaw');
const kState = Symbol('kState');
const kEnded = Symbol('kEnded');
const kTimeout = Symbol('kTimeout');

// How a field that comes again joins the first: names in lower case.
const JOIN = 0;
const FIRST_COUNTS = 1;
const COOKIE = 2;
const SET_COOKIE = 3;

const single = new Set([
  'age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since',
  'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer', 'retry-after',
  'server', 'user-agent',
]);

// What is known of a name, as it was written. Bounded: names are the other side's.
const NAMES_MAX = 512;
const names = new Map();

function nameOf(field) {
  const known = names.get(field);
  if (known !== undefined) return known;
  const key = field.toLowerCase();
  let how = JOIN;
  if (single.has(key)) how = FIRST_COUNTS;
  else if (key === 'cookie') how = COOKIE;
  else if (key === 'set-cookie') how = SET_COOKIE;
  const name = { key, how };
  if (names.size < NAMES_MAX && field.length <= 40) names.set(field, name);
  return name;
}

// The stream's half is made when somebody looks at it: most requests have no body, and nobody does.
function IncomingMessage(socket) {
  this[kState] = undefined;
  this[kEnded] = false;
  this.socket = socket;
  this.httpVersionMajor = null;
  this.httpVersionMinor = null;
  this.httpVersion = null;
  this.complete = false;
  this[kHeaders] = null;
  this[kFields] = undefined;
  this[kRaw] = null;
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
  this._events = undefined;
  this._eventsCount = 0;
  this._maxListeners = undefined;
}
Object.setPrototypeOf(IncomingMessage.prototype, Readable.prototype);
Object.setPrototypeOf(IncomingMessage, Readable);

function accessor(name, get, set) {
  defineProperty(IncomingMessage.prototype, name, { __proto__: null, configurable: true, enumerable: false, get, set });
}

function makeState(message) {
  const { socket } = message;
  const state = new ReadableState(undefined, message, false);
  if (socket) state.highWaterMark = socket.readableHighWaterMark ?? getDefaultHighWaterMark(false);
  state.readingMore = true;
  message[kState] = state;
  message._events ??= create(null);
  if (message[kEnded]) message.push(null);
  return state;
}

accessor('_readableState', function() {
  return this[kState] ?? makeState(this);
}, function(value) {
  this[kState] = value;
});

// The message is over, with nothing (more) in its body.
function endBody(message) {
  if (message[kState] === undefined) message[kEnded] = true;
  else message.push(null);
}

// Nobody has looked at the body, or listens to anything.
function isUntouched(message) {
  return message[kState] === undefined;
}

accessor('connection', function() {
  return this.socket;
}, function(value) {
  this.socket = value;
});

accessor('rawHeaders', function() {
  if (this[kRaw] === null) {
    const text = this[kFields];
    this[kRaw] = text === undefined ? [] : text.split('\n');
  }
  return this[kRaw];
}, function(value) {
  this[kRaw] = value;
});

function collect(message, raw) {
  const target = {};
  if (message._addHeaderLine !== addHeaderLine) {
    for (let i = 0; i < raw.length; i += 2) message._addHeaderLine(raw[i], raw[i + 1], target);
    return target;
  }
  const join = message.joinDuplicateHeaders;
  for (let i = 0; i < raw.length; i += 2) addLine(raw[i], raw[i + 1], target, join);
  return target;
}

function collectDistinct(raw) {
  const target = create(null);
  for (let i = 0; i < raw.length; i += 2) (target[nameOf(raw[i]).key] ??= []).push(raw[i + 1]);
  return target;
}

const none = []; // of an object that has the prototype only, as makers of false requests like to have it

accessor('headers', function() {
  return this[kHeaders] ??= collect(this, this.rawHeaders ?? none);
}, function(value) {
  this[kHeaders] = value;
});
accessor('headersDistinct', function() {
  return this[kHeadersDistinct] ??= collectDistinct(this.rawHeaders ?? none);
}, function(value) {
  this[kHeadersDistinct] = value;
});
accessor('trailers', function() {
  return this[kTrailers] ??= collect(this, this.rawTrailers ?? none);
}, function(value) {
  this[kTrailers] = value;
});
accessor('trailersDistinct', function() {
  return this[kTrailersDistinct] ??= collectDistinct(this.rawTrailers ?? none);
}, function(value) {
  this[kTrailersDistinct] = value;
});

function addLine(field, value, target, join) {
  const { key, how } = nameOf(field);
  const before = target[key];
  if (before === undefined) {
    target[key] = how === SET_COOKIE ? [value] : value;
  } else if (how === SET_COOKIE) {
    before.push(value);
  } else if (join) {
    target[key] = hasOwn(target, key) ? `${before}${how === COOKIE ? '; ' : ', '}${value}` : value;
  } else if (how !== FIRST_COUNTS) {
    target[key] = typeof before === 'string' ? `${before}${how === COOKIE ? '; ' : ', '}${value}` : value;
  }
}

function addHeaderLine(field, value, target) {
  addLine(field, value, target, this.joinDuplicateHeaders);
}
IncomingMessage.prototype._addHeaderLine = addHeaderLine;

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
  // A request is told by its server; a response hears for itself.
  if (this.req && this[kTimeout] === undefined) {
    this[kTimeout] = () => this.emit('timeout');
    this.socket.on('timeout', this[kTimeout]);
    this.once('close', () => this.client.removeListener('timeout', this[kTimeout]));
  }
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
  // Without a body and without anybody who looks there is nothing to let flow.
  if (this[kEnded] && this[kState] === undefined) return;
  this.removeAllListeners('data');
  this.resume();
};

function connectionReset(message) {
  return genericNodeError(message, { code: 'ECONNRESET' });
}

module.exports = { IncomingMessage, connectionReset, endBody, isUntouched, kFields, kRaw };
