// SPDX-License-Identifier: MIT
//
// node:diagnostics_channel: named channels that cost a property read while nobody listens. A channel with listeners has
// ActiveChannel's prototype, whose methods do the work.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { WeakReference } = require('internal/util');

const { getPrototypeOf, setPrototypeOf } = Object;
const { apply } = Reflect;

// Channels by name: kept alive by their users, and by the registry itself while they have listeners.
const channels = new Map();
const collected = new FinalizationRegistry((name) => {
  if (channels.get(name)?.get() === undefined) channels.delete(name);
});

function retain(name) { channels.get(name)?.incRef(); }
function release(name) { channels.get(name)?.decRef(); }

function throwLater(error) {
  process.nextTick(() => {
    require('internal/process/execution').onUncaught(error, false);
  });
}

function activate(channel) {
  setPrototypeOf(channel, ActiveChannel.prototype);
  channel._subscribers = [];
  channel._stores = new Map();
}

function deactivateIfIdle(channel) {
  if (channel._subscribers.length > 0 || channel._stores.size > 0) return;
  setPrototypeOf(channel, Channel.prototype);
  channel._subscribers = undefined;
  channel._stores = undefined;
}

const identity = (data) => data;

// `next` inside the store, whose value `transform` makes of the data.
function insideStore(store, data, transform, next) {
  return () => {
    let context;
    try {
      context = transform(data);
    } catch (error) {
      throwLater(error);
      return next();
    }
    return store.run(context, next);
  };
}

class ActiveChannel {
  subscribe(subscription) {
    validateFunction(subscription, 'subscription');
    // A new list, as one may be being walked.
    this._subscribers = [...this._subscribers, subscription];
    retain(this.name);
  }

  unsubscribe(subscription) {
    const index = this._subscribers.indexOf(subscription);
    if (index === -1) return false;
    this._subscribers = this._subscribers.toSpliced(index, 1);
    release(this.name);
    deactivateIfIdle(this);
    return true;
  }

  bindStore(store, transform = identity) {
    if (!this._stores.has(store)) retain(this.name);
    this._stores.set(store, transform);
  }

  unbindStore(store) {
    if (!this._stores.delete(store)) return false;
    release(this.name);
    deactivateIfIdle(this);
    return true;
  }

  get hasSubscribers() { return true; }

  publish(data) {
    const subscribers = this._subscribers;
    for (let i = 0; i < (subscribers?.length || 0); i++) {
      try {
        const onMessage = subscribers[i];
        onMessage(data, this.name);
      } catch (error) {
        throwLater(error);
      }
    }
  }

  runStores(data, fn, thisArg, ...args) {
    let run = () => {
      this.publish(data);
      return apply(fn, thisArg, args);
    };
    for (const { 0: store, 1: transform } of this._stores) run = insideStore(store, data, transform, run);
    return run();
  }
}

class Channel {
  constructor(name) {
    this._subscribers = undefined;
    this._stores = undefined;
    this.name = name;
    channels.set(name, new WeakReference(this));
    collected.register(this, name);
  }

  static [Symbol.hasInstance](instance) {
    if (instance === null || typeof instance !== 'object') {
      if (instance == null) throw new TypeError('Cannot convert undefined or null to object');
      return false;
    }
    const prototype = getPrototypeOf(instance);
    return prototype === Channel.prototype || prototype === ActiveChannel.prototype;
  }

  subscribe(subscription) {
    activate(this);
    try {
      this.subscribe(subscription);
    } finally {
      deactivateIfIdle(this);
    }
  }

  unsubscribe() { return false; }

  bindStore(store, transform) {
    activate(this);
    this.bindStore(store, transform);
  }

  unbindStore() { return false; }

  get hasSubscribers() { return false; }

  publish() {}

  runStores(data, fn, thisArg, ...args) { return apply(fn, thisArg, args); }
}

function channel(name) {
  const known = channels.get(name)?.get();
  if (known !== undefined) return known;
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw new ERR_INVALID_ARG_TYPE('channel', ['string', 'symbol'], name);
  }
  return new Channel(name);
}

function subscribe(name, subscription) { return channel(name).subscribe(subscription); }
function unsubscribe(name, subscription) { return channel(name).unsubscribe(subscription); }
function hasSubscribers(name) {
  const known = channels.get(name)?.get();
  return known === undefined ? false : known.hasSubscribers;
}

const traceEvents = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];

function traceChannelOf(nameOrChannels, event) {
  if (typeof nameOrChannels === 'string') return channel(`tracing:${nameOrChannels}:${event}`);
  if (typeof nameOrChannels === 'object' && nameOrChannels !== null) {
    const found = nameOrChannels[event];
    if (!(found instanceof Channel)) throw new ERR_INVALID_ARG_TYPE(`nameOrChannels.${event}`, ['Channel'], found);
    return found;
  }
  throw new ERR_INVALID_ARG_TYPE('nameOrChannels', ['string', 'object', 'TracingChannel'], nameOrChannels);
}

class TracingChannel {
  constructor(nameOrChannels) {
    for (const event of traceEvents) {
      Object.defineProperty(this, event, { __proto__: null, value: traceChannelOf(nameOrChannels, event) });
    }
  }

  get hasSubscribers() { return traceEvents.some((event) => this[event]?.hasSubscribers); }

  subscribe(handlers) {
    for (const event of traceEvents) {
      if (handlers[event]) this[event]?.subscribe(handlers[event]);
    }
  }

  unsubscribe(handlers) {
    let done = true;
    for (const event of traceEvents) {
      if (handlers[event] && !this[event]?.unsubscribe(handlers[event])) done = false;
    }
    return done;
  }

  traceSync(fn, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return apply(fn, thisArg, args);
    const { start, end, error } = this;
    return start.runStores(context, () => {
      try {
        const result = apply(fn, thisArg, args);
        context.result = result;
        return result;
      } catch (thrown) {
        context.error = thrown;
        error.publish(context);
        throw thrown;
      } finally {
        end.publish(context);
      }
    });
  }

  tracePromise(fn, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return apply(fn, thisArg, args);
    const { start, end, asyncStart, asyncEnd, error } = this;
    const settled = () => {
      asyncStart.publish(context);
      // The continuation itself cannot be wrapped, so both events come before it.
      asyncEnd.publish(context);
    };
    return start.runStores(context, () => {
      try {
        let promise = apply(fn, thisArg, args);
        if (!(promise instanceof Promise)) promise = Promise.resolve(promise);
        return promise.then((result) => {
          context.result = result;
          settled();
          return result;
        }, (reason) => {
          context.error = reason;
          error.publish(context);
          settled();
          return Promise.reject(reason);
        });
      } catch (thrown) {
        context.error = thrown;
        error.publish(context);
        throw thrown;
      } finally {
        end.publish(context);
      }
    });
  }

  traceCallback(fn, position = -1, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return apply(fn, thisArg, args);
    const { start, end, asyncStart, asyncEnd, error } = this;
    const callback = args.at(position);
    validateFunction(callback, 'callback');
    function wrappedCallback(thrown, result) {
      if (thrown) {
        context.error = thrown;
        error.publish(context);
      } else {
        context.result = result;
      }
      // Stores bound to asyncStart are active in the callback.
      asyncStart.runStores(context, () => {
        try {
          return apply(callback, this, arguments);
        } finally {
          asyncEnd.publish(context);
        }
      });
    }
    args.splice(position, 1, wrappedCallback);
    return start.runStores(context, () => {
      try {
        return apply(fn, thisArg, args);
      } catch (thrown) {
        context.error = thrown;
        error.publish(context);
        throw thrown;
      } finally {
        end.publish(context);
      }
    });
  }
}

function tracingChannel(nameOrChannels) { return new TracingChannel(nameOrChannels); }

module.exports = { channel, hasSubscribers, subscribe, tracingChannel, unsubscribe, Channel };
