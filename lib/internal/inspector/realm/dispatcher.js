// SPDX-License-Identifier: MIT
// Sessions of front ends, and who answers what they ask. A session's messages are JSON text; the answer to a method is what the function of its domain returns, or `later`.

const kConnect = 1, kMessage = 2, kDisconnect = 3, kReply = 4, kEngine = 5, kPaused = 6, kWaiting = 7, kReady = 8;

exports.create = (host, parts) => {
  class ProtocolError extends Error {
    constructor(message, code = -32000, data = undefined) {
      super(message);
      this.code = code;
      this.data = data;
    }
  }
  host.ProtocolError = ProtocolError;
  host.invalid = (data) => new ProtocolError('Invalid parameters', -32602, `Failed to deserialize params.${data}`);

  const sessions = new Set();
  const later = Symbol('later');
  const { Objects } = parts.objects.create(host);

  // ---- sessions ----------------------------------------------------------------------------------------------------------

  class Session {
    domains = new Set();
    objects = new Objects();
    later = later;
    exceptionState = undefined;
    blackbox = undefined;
    skipsPauses = false;
    afterAnswer = undefined; // what happens once the answer is out
    wantsEnd = false; // NodeRuntime.notifyWhenWaitingForDisconnect
    #send;

    constructor(send, isRemote) {
      this.#send = send;
      this.isRemote = isRemote;
      sessions.add(this);
    }

    send(message) {
      if (sessions.has(this)) this.#send(JSON.stringify(message));
    }

    emit(method, params) { this.send({ method, params }); }

    // Answers with what `make` returns or throws.
    attempt(id, make) {
      let result;
      try {
        result = make();
      } catch (error) {
        this.fail(id, error);
        return;
      }
      if (result !== later) this.send({ id, result });
      const { afterAnswer } = this;
      this.afterAnswer = undefined;
      afterAnswer?.();
    }

    fail(id, error) {
      const { code = -32000, data, message } = error instanceof ProtocolError ? error :
        { code: -32603, message: `Internal error: ${error?.message ?? error}` };
      this.send(data === undefined ? { id, error: { code, message } } : { id, error: { code, message, data } });
    }

    receive(text) {
      let message;
      try {
        message = JSON.parse(text);
      } catch (error) {
        this.send({ error: { code: -32700, message: `JSON: ${error.message}` } });
        return;
      }
      if (typeof message !== 'object' || message === null) {
        this.send({ error: { code: -32600, message: 'Message must be an object' } });
        return;
      }
      const { id, method, params = {} } = message;
      if (!Number.isInteger(id)) {
        this.send({ error: { code: -32600, message: 'Message must have integer \'id\' property' } });
        return;
      }
      if (typeof method !== 'string') {
        this.send({ id, error: { code: -32600, message: 'Message must have string \'method\' property' } });
        return;
      }
      this.attempt(id, () => {
        const dot = method.indexOf('.');
        const domain = domains[method.slice(0, dot)];
        const name = method.slice(dot + 1);
        if (dot < 0 || domain === undefined || !Object.hasOwn(domain, name)) throw new ProtocolError(`'${method}' wasn't found`, -32601);
        if (typeof params !== 'object' || params === null) throw host.invalid(' - object expected');
        return domain[name](this, params, id);
      });
    }

    end() {
      if (!sessions.has(this)) return;
      for (const leave of leavers) leave(this);
      sessions.delete(this);
      host.sessionsChanged(sessions);
    }
  }

  // ---- domains -----------------------------------------------------------------------------------------------------------

  const remote = new Map();
  const replies = new Map();
  const shared = { sessions, replies };
  const scripts = shared.scripts = parts.scripts.create(host);
  const runtime = shared.runtime = parts.runtime.create(host, shared);
  const debug = shared.debugger = parts.debugger.create(host, shared);
  const others = parts.others.create(host, shared);
  const workers = parts.workers.create(host, shared);
  const leavers = [debug.leave, workers.leave, ...others.leavers];

  const domains = {
    __proto__: null,
    ...others.domains,
    Runtime: runtime.methods,
    Debugger: debug.methods,
    NodeWorker: workers.methods,
    Schema: {
      getDomains() { return { domains: Object.keys(domains).map((name) => ({ name, version: '1.3' })) }; },
    },
  };

  function protocol() {
    return {
      version: { major: '1', minor: '3' },
      domains: Object.keys(domains).map((domain) => ({ domain, commands: Object.keys(domains[domain]).map((name) => ({ name })) })),
    };
  }

  // ---- what C delivers ---------------------------------------------------------------------------------------------------

  const handlers = {
    __proto__: null,
    [kConnect](number, text, from) {
      const send = from < 0 ? (message) => host.serverSend(number, message) : (message) => host.post(from, kReply, number, message);
      const session = new Session(send, true);
      remote.set(number, session);
      host.sessionsChanged(sessions, from < 0);
    },
    [kMessage](number, text) { remote.get(number)?.receive(text); },
    [kDisconnect](number) {
      const session = remote.get(number);
      remote.delete(number);
      session?.end();
    },
    [kReply](number, text) { replies.get(number)?.(text); },
    [kEngine](number, text) { debug.onMessage(text); },
    [kPaused]() { return debug.stays(); },
    [kReady](number, text, from) { workers.ready(from, text); },
    [kWaiting]() { return host.isWaiting(sessions); },
  };

  function handler(kind, number, text, from) {
    try {
      return handlers[kind](number, text, from);
    } catch (error) {
      host.complain(error);
      return false;
    }
  }

  return {
    handler,
    ProtocolError,
    sessions,
    scripts,
    runtime,
    debugger: debug,
    others,
    workers,
    protocol,
    replies,
    connect: (send) => new Session(send, false),
    endRemote() {
      for (const { 0: number, 1: session } of remote) {
        remote.delete(number);
        session.end();
      }
    },
  };
};
