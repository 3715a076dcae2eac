// SPDX-License-Identifier: MIT
// What session.socket and the compatibility objects' socket give: the socket, but for what would disturb its session.

const { codes: { ERR_HTTP2_NO_SOCKET_MANIPULATION, ERR_HTTP2_SOCKET_UNBOUND } } = require('internal/errors');
const { kSocket } = require('internal/http2/symbols');

const forbidden = new Set(['destroy', 'emit', 'end', 'pause', 'read', 'resume', 'write', 'setEncoding', 'setKeepAlive', 'setNoDelay']);
const ofSession = new Set(['setTimeout', 'ref', 'unref']);

function socketOf(session) {
  const socket = session[kSocket];
  if (socket === undefined) throw new ERR_HTTP2_SOCKET_UNBOUND();
  return socket;
}

const sessionSocket = {
  __proto__: null,
  get(session, name) {
    if (ofSession.has(name)) return session[name].bind(session);
    if (forbidden.has(name)) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
    const socket = socketOf(session);
    const value = socket[name];
    return typeof value === 'function' ? value.bind(socket) : value;
  },
  getPrototypeOf(session) { return Reflect.getPrototypeOf(socketOf(session)); },
  has(session, name) { return ofSession.has(name) || Reflect.has(socketOf(session), name); },
  set(session, name, value) {
    if (ofSession.has(name)) {
      session[name] = value;
      return true;
    }
    if (forbidden.has(name)) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
    socketOf(session)[name] = value;
    return true;
  },
};

// The socket of a request or response: what belongs to the stream goes there.
const ofStream = new Set(['on', 'once', 'end', 'emit', 'destroy']);
const blockedOfStream = new Set(['setTimeout']);
const blockedInCompat = new Set(['pause', 'read', 'resume', 'write']);

const compatSocket = {
  __proto__: null,
  get(stream, name) {
    if (ofStream.has(name)) return stream[name].bind(stream);
    if (name === 'writable' || name === 'destroyed') return stream[name];
    if (name === 'readable') return stream.destroyed ? false : stream.session?.socket?.readable;
    if (name === 'setTimeout') {
      const { session } = stream;
      return session !== undefined ? session.setTimeout.bind(session) : stream.setTimeout.bind(stream);
    }
    if (blockedInCompat.has(name)) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
    const target = stream.session !== undefined ? stream.session[kSocket] : stream;
    const value = target[name];
    return typeof value === 'function' ? value.bind(target) : value;
  },
  has(stream, name) {
    const target = stream.session !== undefined ? stream.session[kSocket] : stream;
    return Reflect.has(target, name);
  },
  getPrototypeOf(stream) {
    return Reflect.getPrototypeOf(stream.session !== undefined ? stream.session[kSocket] : stream);
  },
  set(stream, name, value) {
    if (name === 'writable' || name === 'readable' || name === 'destroyed' || ofStream.has(name)) {
      stream[name] = value;
      return true;
    }
    if (blockedOfStream.has(name)) {
      const { session } = stream;
      if (session !== undefined) session.setTimeout = value;
      else stream.setTimeout = value;
      return true;
    }
    if (blockedInCompat.has(name)) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
    const target = stream.session !== undefined ? stream.session[kSocket] : stream;
    target[name] = value;
    return true;
  },
};

module.exports = { compatSocket, sessionSocket };
