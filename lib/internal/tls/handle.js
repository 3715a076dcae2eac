// SPDX-License-Identifier: MIT
//
// A TLS session as a socket's handle: what NativeHandle is to a connection in the clear. Below it is another handle, whose bytes stay in C,
// or any Duplex (internal/tls/carrier), whose bytes go through feed() and flush().
'use strict';

const { current, runInContext } = require('internal/async_context');
const { native, protocolError, verificationError } = require('internal/tls/native');

const UV_EBADF = -9;
const UV_ECANCELED = -125;
const UV_ENOTCONN = -107;

// Kinds of events, as src/node/tls/tls.h numbers them.
const READ = 0;
const WRITTEN = 1;
const ADVANCE = 2;
const STARTED = 3;
const ESTABLISHED = 4;
const ERROR = 5;
const KEYLOG = 6;
const SESSION = 7;
const CLIENT_HELLO = 8;
const CERTIFICATE = 9;
const ALPN = 10;
const PSK_CLIENT = 11;
const PSK_SERVER = 12;
const OCSP = 13;

// What a session is asked to tell, as src/node/tls/tls_info.c numbers it.
const wants = {
  __proto__: null, hello: 1, certificate: 2, session: 4, alpn: 8, keylog: 16, psk: 32, ocsp: 64,
};

function sizeOf(data) {
  return Array.isArray(data) ? data.reduce((size, part) => size + part.length, 0) : data.length;
}

class TLSHandle {
  #session;
  #below;
  #listener;
  #carried;
  #started = false;
  #established = false;
  #ended = false;
  #writes = []; // callbacks of writes that are under way
  #early = []; // writes that wait for the handshake: [data, callback]
  #earlyBytes = 0;
  #shutdown = null; // a shutdown that waits for it
  #unsent = 0; // bytes with the Duplex below
  #thrown;
  #parentWrap;
  #depth = 0;
  #frame = current.frame;
  owner = null;
  reading = false;
  onread = null;
  onconnected = null;

  // `listener` has a method for each event but READ and WRITTEN; `parent` is the socket that owns what is below, where one does.
  constructor(below, context, isServer, listener, parent) {
    this.#below = below;
    this.#carried = below.isCarrier === true;
    this.#listener = listener;
    this.parent = parent;
    this.#session = native.newSession(context, isServer, (kind, status, value) => this.#enter(kind, status, value));
    if (this.#carried) below.connectTo(this);
    else native.attach(this.#session, below.native);
    if (parent === undefined) {
      below.owner = this;
      below.onconnected = (status) => this.onconnected?.(status);
    }
  }

  asyncReset() {
    this.#frame = current.frame;
  }

  // ---- events ------------------------------------------------------------------------------------------------------------

  // C cannot pass on what a listener throws in the middle of a call: it waits for the end of the call.
  #enter(kind, status, value) {
    if (this.#depth === 0) return this.#inFrame(kind, status, value);
    try {
      return this.#inFrame(kind, status, value);
    } catch (error) {
      this.#thrown ??= { error };
      return undefined;
    }
  }

  #inFrame(kind, status, value) {
    return this.#frame === undefined ? this.#event(kind, status, value) :
      runInContext(this.#frame, this.#event, this, [kind, status, value]);
  }

  // A step of the session that JavaScript begins.
  #step(call, argument, more) {
    if (this.#session === null) return UV_EBADF;
    this.#depth++;
    let result;
    try {
      result = call(this.#session, argument, more);
    } finally {
      this.#depth--;
    }
    if (this.#carried) this.#flush();
    if (this.#thrown !== undefined && this.#depth === 0) {
      const { error } = this.#thrown;
      this.#thrown = undefined;
      throw error;
    }
    return result;
  }

  #event(kind, status, value) {
    const listener = this.#listener;
    switch (kind) {
      case READ:
        if (status <= 0) this.#onEnd();
        return this.onread?.(status, value);
      case WRITTEN:
        return this.#writes.shift()?.(status);
      case ADVANCE:
        return this.#step(native.advance);
      case STARTED:
        return listener.onstarted();
      case ESTABLISHED:
        return this.#onEstablished();
      case ERROR:
        return listener.onerror(protocolError(value));
      case KEYLOG:
        return listener.onkeylog(value);
      case SESSION:
        return listener.onsession(value[0], value[1]);
      case CLIENT_HELLO:
        return listener.onclienthello(value[0], value[1], value[2]);
      case CERTIFICATE:
        return listener.oncertificate(value[0], value[1]);
      case ALPN:
        return listener.onalpn(value);
      case PSK_CLIENT:
        return listener.onpskclient(status, value);
      case PSK_SERVER:
        return listener.onpskserver(status, value);
      case OCSP:
        return listener.onocsp(value);
    }
    return undefined;
  }

  // No handshake will come any more: what waits for it ends.
  #onEnd() {
    this.#ended = true;
    const shutdown = this.#shutdown;
    this.#shutdown = null;
    if (shutdown !== null && this.#below.shutdown(shutdown) < 0) shutdown(UV_ENOTCONN);
  }

  #onEstablished() {
    this.#established = true;
    this.#earlyBytes = 0;
    this.#listener.onestablished();
    const early = this.#early;
    this.#early = [];
    for (const { 0: data, 1: callback } of early) {
      if (this.#session === null) {
        callback(UV_ECANCELED);
        continue;
      }
      const status = this.#send(data, callback);
      if (status !== 1) callback(status);
    }
    const shutdown = this.#shutdown;
    this.#shutdown = null;
    if (shutdown !== null && this.#session !== null) {
      const status = this.shutdown(shutdown);
      if (status < 0) shutdown(status);
    }
  }

  // ---- over a Duplex ---------------------------------------------------------------------------------------------------------

  // Ciphertext that arrived; undefined at the end.
  feed(bytes) {
    if (bytes === undefined) this.#step(native.feedEnd);
    else this.#step(native.feed, bytes);
  }

  #flush(callback) {
    const bytes = this.#session === null ? undefined : native.takeOutput(this.#session);
    if (bytes === undefined) return false;
    this.#unsent += bytes.length;
    this.#below.write(bytes, (status) => {
      this.#unsent -= bytes.length;
      callback?.(status);
    });
    return true;
  }

  // ---- what net.Socket asks of a handle -----------------------------------------------------------------------------------------

  get type() {
    return this.#below.type;
  }

  get bytesRead() {
    return this.#session === null ? 0 : native.bytesRead(this.#session);
  }

  get bytesWritten() {
    return this.#session === null ? 0 : native.bytesWritten(this.#session) + this.#earlyBytes;
  }

  // Messages may be read and written in C, past the stream.
  get isDirect() {
    return this.#established && !this.#carried && this.#session !== null;
  }

  writeText(head, body, latin1) {
    return this.#below.writeText(head, body, latin1);
  }

  attachReader(attach, parser, owner) {
    this.#below.attachReader(attach, parser, owner);
  }

  get native() {
    return null;
  }

  get isClosed() {
    return this.#session === null;
  }

  // The socket below, as packages look for it: that of a plain stream is made when it is asked for.
  get _parentWrap() {
    if (!this.#carried || this.parent === undefined) return this.parent;
    const { JSStreamSocket } = require('internal/tls/stream_socket');
    return this.#parentWrap ??= new JSStreamSocket(this.parent);
  }

  get isEstablished() {
    return this.#established;
  }

  start() {
    if (this.#started || this.#session === null) return 0;
    this.#started = true;
    if (this.#carried) this.#below.readStart();
    return this.#step(native.start);
  }

  readStart() {
    this.reading = true;
    if (this.#carried && this.#started) this.#below.readStart();
    return this.#session === null ? UV_EBADF : native.readStart(this.#session);
  }

  readStop() {
    this.reading = false;
    if (this.#carried && this.#established) this.#below.readStop();
    return this.#session === null ? 0 : native.readStop(this.#session);
  }

  write(data, callback) {
    if (this.#session === null) return UV_EBADF;
    if (!this.#established) {
      this.#earlyBytes += sizeOf(data);
      this.#early.push([data, callback]);
      if (!this.#started) this.start();
      return 1;
    }
    return this.#send(data, callback);
  }

  #send(data, callback) {
    this.#depth++;
    let status;
    try {
      status = native.write(this.#session, data);
    } finally {
      this.#depth--;
    }
    if (status === 1) {
      this.#writes.push(callback);
    } else if (status === 0) {
      // Over when the caller is: what is written until then goes out together, and who writes without end is told to wait.
      status = 1;
      if (!this.#carried || !this.#flush(callback)) process.nextTick(callback, 0);
    }
    if (this.#thrown !== undefined && this.#depth === 0) {
      const { error } = this.#thrown;
      this.#thrown = undefined;
      process.nextTick(() => {
        throw error;
      });
    }
    return status;
  }

  shutdown(callback) {
    if (this.#session === null) return UV_ENOTCONN;
    if (!this.#established && this.#started && !this.#ended) {
      this.#shutdown = callback;
      return 0;
    }
    this.#step(native.shutdown);
    return this.#session === null ? UV_ENOTCONN : this.#below.shutdown(callback);
  }

  close(callback) {
    this.#end(callback, false);
  }

  reset(callback) {
    this.#end(callback, true);
    return 0;
  }

  #end(callback, reset) {
    if (this.#session === null) return;
    const session = this.#session;
    this.#session = null;
    native.close(session);
    const { parent } = this;
    const done = () => {
      const waiting = [...this.#writes, ...this.#early.map((entry) => entry[1])];
      if (this.#shutdown !== null) waiting.push(this.#shutdown);
      this.#writes = [];
      this.#early = [];
      this.#shutdown = null;
      for (const fail of waiting) fail(UV_ECANCELED);
      callback?.();
    };
    if (parent === undefined) {
      if (!(reset && this.#below.reset?.(done) === 0)) this.#below.close(done);
    } else if (parent.closed) {
      process.nextTick(done);
    } else {
      parent.once('close', done);
      if (reset && typeof parent.resetAndDestroy === 'function') parent.resetAndDestroy();
      else parent.destroy();
    }
  }

  ref() {
    this.#below.ref();
  }

  unref() {
    this.#below.unref();
  }

  hasRef() {
    return this.#below.hasRef();
  }

  setBlocking(on) {
    return this.#below.setBlocking(on);
  }

  get fd() {
    return this.#below.fd;
  }

  get writeQueueSize() {
    return this.#below.writeQueueSize + this.#unsent;
  }

  tcpBind(address, port, ipv6Only, reusePort) {
    return this.#below.tcpBind(address, port, ipv6Only, reusePort);
  }

  tcpConnect(address, port) {
    return this.#below.tcpConnect(address, port);
  }

  connect(path) {
    return this.#below.connect(path);
  }

  getsockname() {
    return this.#below.getsockname();
  }

  getpeername() {
    return this.#below.getpeername();
  }

  setNoDelay(on) {
    return this.#below.setNoDelay(on);
  }

  setKeepAlive(on, seconds) {
    return this.#below.setKeepAlive(on, seconds);
  }

  setTypeOfService(tos) {
    return this.#below.setTypeOfService(tos);
  }

  getTypeOfService() {
    return this.#below.getTypeOfService();
  }

  // ---- before the handshake, and answers to its questions ---------------------------------------------------------------------------

  want(name) {
    if (this.#session !== null) native.want(this.#session, wants[name]);
  }

  // 0: no certificate is asked for; 1: one is; 3: and must come.
  setVerifyMode(mode) {
    native.verify(this.#session, mode);
  }

  setServername(name) {
    if (this.#session !== null) native.setServerName(this.#session, name);
  }

  setProtocols(bytes) {
    native.setProtocols(this.#session, bytes);
  }

  setSession(bytes) {
    return this.#session !== null && native.setSession(this.#session, bytes);
  }

  setPskHint(hint) {
    return native.setPskHint(this.#session, hint);
  }

  setMaxSendFragment(size) {
    return this.#session !== null && native.setMaxSendFragment(this.#session, size);
  }

  enableTrace() {
    if (this.#session !== null) native.trace(this.#session);
  }

  renegotiate() {
    return this.#step(native.renegotiate);
  }

  helloDone(session) {
    this.#step(native.helloDone, session);
  }

  certificateDone(context, response) {
    this.#step(native.certificateDone, context, response);
  }

  storedDone() {
    this.#step(native.storedDone);
  }

  // ---- afterwards ---------------------------------------------------------------------------------------------------------------------

  // What a function of the binding says of the session; undefined once it is closed.
  ask(name, a, b, c) {
    return this.#session === null ? undefined : native[name](this.#session, a, b, c);
  }

  // An Error, or null.
  verifyError() {
    const found = this.ask('verifyError');
    return found === undefined ? null : verificationError(found);
  }
}

module.exports = { TLSHandle };
