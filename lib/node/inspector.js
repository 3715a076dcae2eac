// SPDX-License-Identifier: MIT
// node:inspector. What inspects is loaded by the first session, or by the server.

const EventEmitter = require('events');
const { validateObject, validateFunction, validateString } = require('internal/validators');
const {
  codes: {
    ERR_INSPECTOR_ALREADY_CONNECTED, ERR_INSPECTOR_CLOSED, ERR_INSPECTOR_COMMAND, ERR_INSPECTOR_NOT_CONNECTED, ERR_INSPECTOR_NOT_WORKER,
  },
} = require('internal/errors');

const agent = () => require('internal/inspector/agent');
const server = () => require('internal/inspector/server');

class Session extends EventEmitter {
  #connection = null;
  #nextId = 1;
  #callbacks = new Map();

  connect() {
    if (this.#connection !== null) throw new ERR_INSPECTOR_ALREADY_CONNECTED('The inspector session');
    const session = agent().start().connect((text) => this.#receive(text));
    this.#connection = { send: (text) => session.receive(text), end: () => session.end() };
  }

  connectToMainThread() {
    if (require('internal/worker/thread').isMainThread) throw new ERR_INSPECTOR_NOT_WORKER();
    if (this.#connection !== null) throw new ERR_INSPECTOR_ALREADY_CONNECTED('The inspector session');
    this.#connection = require('internal/inspector/remote').connect((text) => this.#receive(text));
  }

  #receive(text) {
    const message = JSON.parse(text);
    try {
      if (message.id === undefined) {
        this.emit(message.method, message);
        this.emit('inspectorNotification', message);
        return;
      }
      const callback = this.#callbacks.get(message.id);
      this.#callbacks.delete(message.id);
      if (callback === undefined) return;
      if (message.error !== undefined) {
        callback(new ERR_INSPECTOR_COMMAND(message.error.code, message.error.message));
      } else {
        callback(null, message.result);
      }
    } catch (error) {
      process.emitWarning(error);
    }
  }

  post(method, params, callback) {
    validateString(method, 'method');
    if (!callback && typeof params === 'function') {
      callback = params;
      params = null;
    }
    if (params) validateObject(params, 'params');
    if (callback) validateFunction(callback, 'callback');
    if (this.#connection === null) throw new ERR_INSPECTOR_NOT_CONNECTED();
    const id = this.#nextId++;
    const message = { id, method };
    if (params) message.params = params;
    if (callback) this.#callbacks.set(id, callback);
    this.#connection.send(JSON.stringify(message));
  }

  disconnect() {
    if (this.#connection === null) return;
    const connection = this.#connection;
    this.#connection = null;
    connection.end();
    const callbacks = [...this.#callbacks.values()];
    this.#callbacks.clear();
    for (const callback of callbacks) process.nextTick(callback, new ERR_INSPECTOR_CLOSED());
    this.#nextId = 1;
  }
}

function open(port, host, wait) { return server().open(port, host, wait); }
function close() { if (require('internal/builtins').isLoaded('internal/inspector/server')) server().close(); }
function url() { return require('internal/builtins').isLoaded('internal/inspector/server') ? server().url() : undefined; }
function waitForDebugger() { server().waitForDebugger(); }

function broadcast(method, params) {
  if (params !== undefined) validateObject(params, 'params');
  if (require('internal/builtins').isLoaded('internal/inspector/agent')) agent().start().others.emitTo(method, params ?? {});
}

function eventsOf(domain, names) {
  const object = {};
  for (const name of names) object[name] = { [name](params) { broadcast(`${domain}.${name}`, params); } }[name];
  return object;
}

module.exports = {
  open,
  close,
  url,
  waitForDebugger,
  console: undefined,
  Session,
  Network: eventsOf('Network', ['requestWillBeSent', 'responseReceived', 'loadingFinished', 'loadingFailed', 'dataSent', 'dataReceived',
                                'webSocketCreated', 'webSocketClosed', 'webSocketHandshakeResponseReceived']),
  NetworkResources: { put() { const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors'); throw new ERR_METHOD_NOT_IMPLEMENTED('inspector.NetworkResources.put()'); } },
  DOMStorage: eventsOf('DOMStorage', ['domStorageItemAdded', 'domStorageItemRemoved', 'domStorageItemUpdated', 'domStorageItemsCleared', 'registerStorage']),
};

Object.defineProperty(module.exports, 'console', {
  __proto__: null, configurable: true, enumerable: true, get: () => agent().makeConsole(),
});
