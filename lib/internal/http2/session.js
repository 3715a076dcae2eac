// SPDX-License-Identifier: MIT
// Http2Session: a connection that speaks HTTP/2. Bytes of its socket go to nghttp2, which answers with events; what nghttp2 wants to send is taken
// once a tick and written in one piece.

const EventEmitter = require('events');
const native = binding('http2');
const context = require('internal/process/async_context');
const {
  codes: {
    ERR_HTTP2_INVALID_SESSION, ERR_HTTP2_MAX_PENDING_SETTINGS_ACK, ERR_HTTP2_PING_CANCEL, ERR_HTTP2_PING_LENGTH,
    ERR_HTTP2_SETTINGS_CANCEL, ERR_HTTP2_SOCKET_BOUND, ERR_HTTP2_STREAM_CANCEL, ERR_HTTP2_TOO_MANY_INVALID_FRAMES, ERR_OUT_OF_RANGE,
    ERR_SOCKET_CLOSED,
  },
} = require('internal/errors');
const { validateBuffer, validateFunction, validateInt32, validateNumber } = require('internal/validators');
const { assertIsObject } = require('internal/http2/asserts');
const {
  kAuthority, kBoundSession, kClosed, kData, kEnd, kFrame, kHandle, kMaybeDestroy, kMeasure, kOptions, kPending, kSocket, kStreams, kTouch, kWantTrailers, kWrote,
} = require('internal/http2/symbols');
const { NghttpError, protocolCode, sessionError } = require('internal/http2/errors');
const { currentSettings, toPairs, validateSettings } = require('internal/http2/settings');
const { setActivityTimeout, touch } = require('internal/http2/timeouts');
const sessionOptions = require('internal/http2/options');
const measures = require('internal/http2/measures');

const SERVER = 0;
const NO_ERROR = 0;
const INTERNAL_ERROR = 2;
const { NGHTTP2_CANCEL: CANCEL, NGHTTP2_REFUSED_STREAM: REFUSED_STREAM } = require('internal/http2/constants');
const HEADERS = 1; // the frame's type
const ERR_PROTO = -505;
const kMostOutstanding = 10;
const EVENT_SLOTS = 5;
const kMaxId = 2 ** 32 - 1;

const numbers = new Float64Array(13);

class Http2Session extends EventEmitter {
  #type;
  #flushPending = false;
  #blocked = false; // the socket has enough to write
  #flushing = false;
  #closed = false;
  #destroyed = false;
  #connecting = false;
  #proxy;
  #settingsAcks = [];
  #pings = [];
  #pendingSettings = 0;
  #local;
  #remote;
  #remoteCustom;
  #goawayCode = null;
  #destroyCode = NO_ERROR;
  #alpn;
  #encrypted;
  #originSet;
  #beforeReady = []; // what was asked before the connection stood
  #progress = 0;

  constructor(type, options, socket) {
    super({ captureRejections: false });
    if (socket[kBoundSession] !== undefined) throw new ERR_HTTP2_SOCKET_BOUND();
    socket[kBoundSession] = this;
    this.#type = type;
    this[kOptions] = options;
    this[kSocket] = socket;
    this[kStreams] = new Map();
    this[kPending] = new Set();
    this[kHandle] = undefined;
    this[kFrame] = context.frame;
    this[kMeasure] = measures.isObserved() ? new measures.SessionMeasure() : null;
    this.timeout = undefined;
    socket.disableRenegotiation?.();
    socket.on('error', onSocketError);
    socket.on('close', onSocketClose);
    if (socket.connecting || socket.secureConnecting) {
      this.#connecting = true;
      socket.once(socket.encrypted || socket.secureConnecting ? 'secureConnect' : 'connect', () => {
        if (this.#destroyed) return;
        this.#setup();
      });
    } else {
      this.#setup();
    }
  }

  #setup() {
    const socket = this[kSocket];
    this.#connecting = false;
    if (socket === undefined || socket.destroyed) {
      this.destroy(new ERR_SOCKET_CLOSED());
      return;
    }
    const options = this[kOptions];
    this[kHandle] = native.newSession(this.#type === SERVER, sessionOptions(options, this.#type === SERVER));
    this.#encrypted = !!socket.encrypted;
    if (this.#encrypted) this.#alpn = typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : undefined;
    else this.#alpn = 'h2c';
    socket.on('data', onSocketData);
    socket.on('drain', onSocketDrain);
    this.settings(options.settings ?? {});
    for (const run of this.#beforeReady.splice(0)) run();
    process.nextTick(() => {
      if (!this.#destroyed) this.emit('connect', this, socket);
    });
  }

  // Runs at once, or when the connection stands. False where it never will.
  whenReady(run) {
    if (this[kHandle] === undefined) this.#beforeReady.push(run);
    else run();
  }

  // ---- bytes --------------------------------------------------------------------------------------------------------------------

  receive(bytes) {
    const handle = this[kHandle];
    if (handle === undefined) return;
    this[kTouch]();
    if (this[kMeasure] !== null) this[kMeasure].bytesRead += bytes.length;
    const events = native.receive(handle, bytes);
    this.#dispatch(events);
    // Not at once: what is sent may close streams that the program has yet to hear of.
    this.scheduleFlush();
  }

  scheduleFlush() {
    if (this.#flushPending) return;
    this.#flushPending = true;
    process.nextTick(flush, this);
  }

  // Hands what nghttp2 wants to send to the socket.
  flushNow() {
    this.#flushPending = false;
    if (this.#flushing || this.#blocked) return;
    this.#flushing = true;
    try {
      for (;;) {
        const handle = this[kHandle];
        const socket = this[kSocket];
        if (handle === undefined || socket === undefined || socket.destroyed) return;
        const taken = native.pull(handle);
        if (taken === null) setImmediate(ended, this);
        if (taken === null || taken === undefined || typeof taken === 'number') return;
        const { 0: bytes, 1: events } = taken;
        if (bytes !== undefined) {
          this.#progress++;
          if (this[kMeasure] !== null) this[kMeasure].bytesWritten += bytes.length;
          this.#blocked = !socket.write(bytes);
        }
        this.#dispatch(events);
        if (this.#blocked) return;
      }
    } finally {
      this.#flushing = false;
    }
  }

  drained() {
    this.#blocked = false;
    this.#progress++;
    this.flushNow();
  }

  // True where bytes went out since the last question.
  madeProgress() {
    const made = this.#progress > 0;
    this.#progress = 0;
    return made;
  }

  // ---- events -------------------------------------------------------------------------------------------------------------------

  #dispatch(events) {
    const { frame } = context;
    try {
      for (let i = 0; i < events.length && this[kHandle] !== undefined; i += EVENT_SLOTS) {
        const stream = this[kStreams].get(events[i + 1]);
        // Each stream's events belong to the async context that it was made in.
        context.frame = (stream ?? this)[kFrame];
        this.#handle(stream, events[i], events[i + 1], events[i + 2], events[i + 3], events[i + 4]);
      }
    } finally {
      context.frame = frame;
    }
  }

  // The numbers are those of enum h2_event.
  #handle(stream, event, id, a, b, c) {
    switch (event) {
      case 0: this.onHeaders(id, a, b, c); break;
      case 1: stream?.[kData](a); break;
      case 2: stream?.[kEnd](); break;
      case 3: stream?.[kClosed](a); break;
      case 4: stream?.[kWrote](a); break;
      case 5: stream?.[kWantTrailers](); break;
      case 6: (stream ?? this).emit('priority', id, a, b, c); break;
      case 7: this.#onSettings(a, b); break;
      case 8: this.#onPing(a, b); break;
      case 9: this.#onGoaway(id, a, b); break;
      case 10: this.emit('altsvc', b, a, id); break;
      case 11: this.#onOrigins(a); break;
      case 12: this.onPromise(id, a, b, c); break;
      case 13: this.#onNotSent(id, a, b); break;
      default: this.destroy(b ? new ERR_HTTP2_TOO_MANY_INVALID_FRAMES() : new NghttpError(a)); break;
    }
  }

  #onSettings(isAck, pairs) {
    this[kTouch]();
    if (isAck) {
      const acknowledged = this.#settingsAcks.shift();
      if (acknowledged === undefined) {
        // Nobody asked.
        this.destroy(new NghttpError(ERR_PROTO));
        return;
      }
      acknowledged(true);
      return;
    }
    this.#remote = undefined;
    const wanted = this[kOptions].remoteCustomSettings;
    for (let i = 0; i < pairs.length; i += 2) {
      if (wanted !== undefined && wanted.includes(pairs[i])) (this.#remoteCustom ??= {})[pairs[i]] = pairs[i + 1];
    }
    this.emit('remoteSettings', this.remoteSettings);
  }

  #onPing(isAck, payload) {
    this[kTouch]();
    const bytes = require('buffer').Buffer.from(payload.buffer, payload.byteOffset, payload.length);
    if (!isAck) {
      this.emit('ping', bytes);
      return;
    }
    const ping = this.#pings.shift();
    if (ping === undefined) this.destroy(new NghttpError(ERR_PROTO));
    else ping(true, bytes);
  }

  #onGoaway(lastStream, code, opaque) {
    const bytes = opaque === undefined ? undefined : require('buffer').Buffer.from(opaque.buffer, opaque.byteOffset, opaque.length);
    this.#goawayCode = code;
    this.emit('goaway', code, lastStream, bytes);
    if (code === NO_ERROR) this.close();
    else this.destroy(sessionError(code), NO_ERROR);
  }

  #onOrigins(origins) {
    if (!this.encrypted) return;
    const set = this.#origins();
    for (const origin of origins) set.add(origin);
    this.emit('origin', origins);
  }

  #onNotSent(id, type, error) {
    const stream = this[kStreams].get(id);
    const emitter = stream ?? this;
    emitter[kTouch]();
    const code = protocolCode(error);
    emitter.emit('frameError', type, code, id);
    stream?.close(type === HEADERS ? REFUSED_STREAM : code);
    this.close();
  }

  // ---- state --------------------------------------------------------------------------------------------------------------------

  get type() { return this.#type; }
  get closed() { return this.#closed; }
  get connecting() { return this.#connecting; }
  get destroyed() { return this.#destroyed; }
  get encrypted() { return this.#encrypted; }
  get alpnProtocol() { return this.#alpn; }
  get pendingSettingsAck() { return this.#pendingSettings > 0; }
  get endCode() { return this.#goawayCode || this.#destroyCode; }
  get goawayReceived() { return this.#goawayCode !== null; }

  get socket() {
    if (this.#proxy === null) return undefined;
    return this.#proxy ??= new Proxy(this, require('internal/http2/socket_proxy').sessionSocket);
  }

  #origins() {
    if (this.#originSet === undefined) {
      const socket = this[kSocket];
      this.#originSet = new Set();
      let host = socket.servername || this[kAuthority]?.replace(/:\d+$/, '');
      if (!host) {
        host = socket.remoteFamily === 'IPv6' ? `[${socket.remoteAddress}]` : socket.remoteAddress;
      }
      let origin = `https://${host}`;
      if (socket.remotePort !== 443 && socket.remotePort !== undefined) origin += `:${socket.remotePort}`;
      this.#originSet.add(origin);
    }
    return this.#originSet;
  }

  forgetOrigin(authority) {
    if (this.encrypted) this.#origins().delete(`https://${authority}`);
  }

  get originSet() {
    if (!this.encrypted || this.#destroyed) return undefined;
    return [...this.#origins()];
  }

  get state() {
    const handle = this[kHandle];
    if (handle === undefined || this.#connecting || this.#destroyed) return {};
    native.sessionState(handle, numbers);
    return {
      effectiveLocalWindowSize: numbers[0], effectiveRecvDataLength: numbers[1], nextStreamID: numbers[2], localWindowSize: numbers[3],
      lastProcStreamID: numbers[4], remoteWindowSize: numbers[5], outboundQueueSize: numbers[6], deflateDynamicTableSize: numbers[7],
      inflateDynamicTableSize: numbers[8],
    };
  }

  get localSettings() {
    if (this.#destroyed || this.#connecting) return {};
    return this.#local ??= this.#current(true);
  }

  get remoteSettings() {
    if (this.#destroyed || this.#connecting) return {};
    return this.#remote ??= this.#current(false);
  }

  #current(isLocal) {
    const settings = currentSettings(this[kHandle], isLocal);
    const custom = isLocal ? this[kOptions].settings?.customSettings : this.#remoteCustom;
    if (custom !== undefined) settings.customSettings = { ...custom };
    return settings;
  }

  // ---- requests of the program --------------------------------------------------------------------------------------------------

  #checkAlive() {
    if (this.#destroyed) throw new ERR_HTTP2_INVALID_SESSION();
  }

  settings(settings, callback) {
    this.#checkAlive();
    assertIsObject(settings, 'settings');
    validateSettings(settings);
    if (callback !== undefined) validateFunction(callback, 'callback');
    const most = this[kOptions].maxOutstandingSettings ?? kMostOutstanding;
    this.#pendingSettings++;
    if (this.#pendingSettings > most) {
      process.nextTick(() => this.destroy(new ERR_HTTP2_MAX_PENDING_SETTINGS_ACK()));
      return;
    }
    settings = { ...settings };
    this.whenReady(() => this.#submitSettings(settings, callback));
  }

  #submitSettings(settings, callback) {
    if (this.#destroyed) return;
    this[kTouch]();
    const pairs = Uint32Array.from(toPairs(settings));
    const started = performance.now();
    this.#settingsAcks.push((acknowledged) => {
      this.#pendingSettings--;
      if (!acknowledged) {
        callback?.(new ERR_HTTP2_SETTINGS_CANCEL());
        return;
      }
      this.#local = undefined;
      const { localSettings } = this;
      callback?.(null, localSettings, performance.now() - started);
      this.emit('localSettings', localSettings);
    });
    const rc = native.settings(this[kHandle], pairs);
    if (rc < 0) {
      this.destroy(new NghttpError(rc));
      return;
    }
    this.scheduleFlush();
  }

  ping(payload, callback) {
    this.#checkAlive();
    if (typeof payload === 'function') {
      callback = payload;
      payload = undefined;
    }
    if (payload) validateBuffer(payload, 'payload');
    if (payload && payload.byteLength !== 8) throw new ERR_HTTP2_PING_LENGTH();
    validateFunction(callback, 'callback');
    const resource = pingResource();
    const finished = (acknowledged, bytes, duration) => {
      if (acknowledged && this[kMeasure] !== null) this[kMeasure].pingRTT = duration;
      const args = acknowledged ? [null, duration, bytes] : [new ERR_HTTP2_PING_CANCEL()];
      if (resource === undefined) {
        callback(...args);
        return;
      }
      resource.runInAsyncScope(callback, undefined, ...args);
      resource.emitDestroy();
    };
    if (this[kHandle] === undefined) {
      this.whenReady(() => this.#sendPing(payload, finished));
      return undefined;
    }
    return this.#sendPing(payload, finished);
  }

  #sendPing(payload, finished) {
    const most = this[kOptions].maxOutstandingPings ?? kMostOutstanding;
    if (this.#pings.length >= most || this.#destroyed) {
      process.nextTick(finished, false, undefined, 0);
      return false;
    }
    this[kTouch]();
    const started = performance.now();
    this.#pings.push((acknowledged, bytes) => finished(acknowledged, bytes, performance.now() - started));
    native.ping(this[kHandle], payload ?? require('crypto').randomBytes(8), false);
    this.scheduleFlush();
    return true;
  }

  goaway(code = NO_ERROR, lastStreamID = 0, opaqueData) {
    this.#checkAlive();
    if (opaqueData !== undefined) validateBuffer(opaqueData, 'opaqueData');
    validateNumber(code, 'code');
    validateNumber(lastStreamID, 'lastStreamID');
    this.whenReady(() => {
      if (this.#destroyed) return;
      this[kTouch]();
      native.goaway(this[kHandle], code, lastStreamID, opaqueData);
      this.scheduleFlush();
    });
  }

  setNextStreamID(id) {
    this.#checkAlive();
    validateNumber(id, 'id');
    if (id <= 0 || id > kMaxId) throw new ERR_OUT_OF_RANGE('id', `> 0 and <= ${kMaxId}`, id);
    this.whenReady(() => native.setNextStreamID(this[kHandle], id));
  }

  setLocalWindowSize(windowSize) {
    this.#checkAlive();
    validateInt32(windowSize, 'windowSize', 0);
    const rc = native.setLocalWindowSize(this[kHandle], windowSize);
    if (rc < 0) this.destroy(new NghttpError(rc));
    else this.scheduleFlush();
  }

  setTimeout(msecs, callback) {
    return setActivityTimeout(this, msecs, callback, () => {
      if (this.#destroyed) return;
      if (this.madeProgress() && this[kSocket]?.writableLength > 0) {
        this[kTouch]();
        return;
      }
      this.emit('timeout');
    });
  }

  [kTouch]() {
    if (!this.#destroyed) touch(this);
  }

  ref() { this[kSocket]?.ref?.(); }
  unref() { this[kSocket]?.unref?.(); }

  // ---- the end ------------------------------------------------------------------------------------------------------------------

  close(callback) {
    if (this.#closed || this.#destroyed) return;
    this.#closed = true;
    if (typeof callback === 'function') this.once('close', callback);
    this.goaway();
    this[kMaybeDestroy]();
  }

  // Once nothing is left that somebody waits for.
  [kMaybeDestroy]() {
    if (!this.#closed || this.#destroyed || this[kStreams].size > 0 || this[kPending].size > 0) return;
    setImmediate(() => {
      if (this.#destroyed || this[kStreams].size > 0 || this[kPending].size > 0) return;
      this.flushNow();
      if (this.#blocked && !this[kSocket]?.destroyed) this[kSocket].once('drain', () => setImmediate(() => this.destroy()));
      else this.destroy();
    });
  }

  destroy(error = NO_ERROR, code) {
    if (this.#destroyed) return;
    if (typeof error === 'number') {
      code = error;
      error = code !== NO_ERROR ? sessionError(code) : undefined;
    }
    if (code === undefined && error != null) code = INTERNAL_ERROR;
    this.#end(code ?? NO_ERROR, error);
  }

  #end(code, error) {
    const socket = this[kSocket];
    this.#destroyCode = code;
    this.#destroyed = true;
    this.setTimeout(0);
    this.#cancelStreams(error);
    for (const acknowledged of this.#settingsAcks.splice(0)) acknowledged(false);
    for (const ping of this.#pings.splice(0)) ping(false);
    const handle = this[kHandle];
    if (handle !== undefined && socket !== undefined && !socket.destroyed) {
      native.terminate(handle, code);
      this.#blocked = false;
      this.flushNow();
    }
    this[kHandle] = undefined;
    if (handle !== undefined) this.#free(handle);
    this.#release(socket);
    this.#finish(socket, error);
  }

  #free(handle) {
    if (this[kMeasure] !== null) {
      native.sessionState(handle, numbers);
      this[kMeasure].finish(this.#type === SERVER, numbers[11], numbers[12]);
    }
    native.free(handle);
  }

  #cancelStreams(error) {
    if (this[kPending].size > 0) {
      const cancelled = new ERR_HTTP2_STREAM_CANCEL(error);
      for (const stream of [...this[kPending]]) stream.destroy(cancelled);
    }
    for (const stream of [...this[kStreams].values()]) stream.destroy(error);
    this[kStreams].clear();
  }

  #release(socket) {
    this[kSocket] = undefined;
    this.#proxy = this.#proxy === undefined ? null : this.#proxy;
    if (socket === undefined) return;
    socket[kBoundSession] = undefined;
    socket.removeListener('data', onSocketData);
    socket.removeListener('drain', onSocketDrain);
    socket.removeListener('close', onSocketClose);
    socket.removeListener('error', onSocketError);
    socket.on('error', () => {}); // nobody is left to be told
  }

  #finish(socket, error) {
    const closed = () => {
      if (error) this.emit('error', error);
      this.emit('close');
    };
    if (socket === undefined || socket.destroyed) {
      process.nextTick(closed);
      return;
    }
    socket.on('close', closed);
    if (this.#closed) {
      socket.resume();
      socket.end();
    } else {
      socket.destroy(error);
    }
  }

  // The socket is gone.
  lost() {
    const error = this.#connecting ? new ERR_SOCKET_CLOSED() : null;
    for (const stream of [...this[kStreams].values(), ...this[kPending]]) stream.close(CANCEL);
    this.#closed = true;
    if (!this.#destroyed) this.#end(NO_ERROR, error);
  }

  failed(error) {
    // A peer that said goodbye may hang up as it likes.
    if (error.code === 'ECONNRESET' && this.#goawayCode === NO_ERROR) this.destroy();
    else this.destroy(error);
  }

  // Only for sessions that do not expect them.
  onPromise() {}

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    if (typeof depth === 'number' && depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return `${this.constructor.name} ${inspect({
      type: this.#type, closed: this.closed, destroyed: this.destroyed, state: this.state, localSettings: this.localSettings,
      remoteSettings: this.remoteSettings,
    }, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
}

// A ping that is on its way, for async_hooks; undefined where nobody looks.
function pingResource() {
  const { isLoaded } = require('internal/builtins');
  if (!isLoaded('async_hooks')) return undefined;
  const { AsyncResource } = require('async_hooks');
  return new AsyncResource('HTTP2PING', { requireManualDestroy: true });
}

// nghttp2 has ended the session: the peer broke the protocol, or both sides are done.
function ended(session) {
  if (!session.destroyed) session.destroy();
}

function flush(session) { session.flushNow(); }

function onSocketData(bytes) { this[kBoundSession]?.receive(bytes); }
function onSocketDrain() { this[kBoundSession]?.drained(); }
function onSocketError(error) { this[kBoundSession]?.failed(error); }
function onSocketClose() { this[kBoundSession]?.lost(); }

module.exports = { Http2Session };
