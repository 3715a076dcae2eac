// SPDX-License-Identifier: MIT
// MessagePort, MessageChannel, BroadcastChannel. A port is a face on an `End`: one of two entangled message queues. Transfer gives the
// end to a new port and leaves the old one detached. Inside one thread a message is the cloned value itself; an end whose
// partner went to another thread is `remote`: what it sends goes in wire form through C, and what comes is decoded when it is delivered.
'use strict';

const { NodeEventTarget, EventTarget, defineEventHandler, kCreateEvent, kDispatch, kNewListener,
        kRemoveListener, kTrustEvent, initNodeEventTarget } = require('internal/event_target');
const {
  codes: { ERR_CONSTRUCT_CALL_INVALID, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { MessageEvent, MessagePortCloseEvent } = require('internal/messaging/event');
const { kTransfer, kCheckTransfer } = require('internal/worker/js_transferable');
const { isLoaded } = require('internal/builtins');
const pump = require('internal/messaging/pump');

const kEnd = Symbol('end');
const kInspect = Symbol.for('nodejs.util.inspect.custom');
const CLOSE = Symbol('close'); // the last entry of a queue: the other side is gone

let nextId = 0;

// One side of a channel: what was sent to it, and who reads it.
class End {
  id = nextId++; // age, for the pump
  queue = []; // { value, ports } or CLOSE
  head = 0;
  other = null; // the End that this one sends to
  port = null; // the MessagePort that stands before this end
  started = false; // whether messages are delivered as they come
  scheduled = false; // private to the pump
  receiving = false; // a message is being handled
  remote = undefined; // the native end where the partner is in another thread
  more = false; // `remote` has more than was fetched
  face = undefined; // of the built-ins: takes entries in place of the port's listeners
  onText = undefined; // of the built-ins: takes texts
  onValue = undefined; // of the built-ins: takes values in place of the port's listeners
  over = false; // the other side has closed, and CLOSE is in the queue

  get size() {
    return this.queue.length - this.head;
  }

  push(entry) {
    this.queue.push(entry);
    if (this.hasMore()) pump.schedule(this);
  }

  shift() {
    const entry = this.queue[this.head];
    this.queue[this.head++] = undefined;
    if (this.head === this.queue.length) {
      this.queue.length = 0;
      this.head = 0;
    }
    return entry;
  }

  hasMore() {
    if (this.size === 0 || this.port === null) return false;
    return this.started || this.queue[this.head] === CLOSE;
  }

  step() {
    if (!this.hasMore()) return;
    const entry = this.shift();
    if (entry === CLOSE) {
      closeNow(this.port);
      return;
    }
    if (this.more && this.remote !== undefined && this.size === 0) fetch(this);
    if (this.face !== undefined) this.face(entry);
    else if (entry.blobs === kValue) this.deliverValue(entry.text);
    else this.deliver(entry);
  }

  // Text, a number, a boolean, null or undefined from another thread.
  deliverValue(value) {
    if (this.onText !== undefined && typeof value === 'string') this.onText(value);
    else if (this.onValue !== undefined) this.onValue(value);
    else this.dispatch(value, undefined);
  }

  deliver(entry) {
    if (entry.text !== undefined) entry = decoded(entry);
    if (entry.error !== undefined) this.fail(entry.error);
    else if (this.onValue !== undefined) this.onValue(entry.value);
    else this.dispatch(entry.value, entry.ports.length === 0 ? undefined : messageEvent(entry));
  }

  fail(error) {
    this.receiving = true;
    try {
      this.port[kDispatch](error, 'messageerror');
    } finally {
      this.receiving = false;
    }
  }

  // Listeners that want an event get one made where none is given.
  dispatch(value, event) {
    this.receiving = true;
    try {
      this.port[kDispatch](value, 'message', event);
    } finally {
      this.receiving = false;
    }
  }
}

// A message that the other side cannot make reaches it as an error.
function clonedEntry(cloneMessage, message, list, port) {
  try {
    return cloneMessage(message, list, port);
  } catch (error) {
    const { DeserializeError } = require('internal/worker/js_transferable');
    if (!(error instanceof DeserializeError)) throw error;
    return { error: new Error(error.message), value: undefined, ports: [] };
  }
}

// ---- ends whose partner is in another thread ------------------------------------------------------------------------

const kBatch = 1000; // messages fetched at a time
const remotes = new Map(); // id -> End
let mailbox;

function onMail(id) {
  const end = remotes.get(id);
  if (end !== undefined) pump.drive(end.started ? fetch : fetchEnd, end);
}

const fetchEnd = (end) => fetch(end, 0);

// One message that came alone. True where the pump has work.
function onMessage(id, text, blobs, ends, blocks) {
  const end = remotes.get(id);
  if (end === undefined) return pump.moreToDo();
  if (end.step !== undefined && end.started && end.queue.length === 0 && !pump.moreToDo()) {
    if (blobs === kValue && end.face === undefined) end.deliverValue(text);
    else if (end.face === undefined) end.deliver({ text, blobs, ends, blocks });
    else end.face({ text, blobs, ends, blocks });
    return pump.moreToDo();
  }
  pump.drive((entry) => end.push(entry), { text, blobs, ends, blocks });
  return pump.moreToDo();
}

// Queues what has arrived, in wire form. With a batch of none, only the end of the other side is looked for.
function fetch(end, batch = kBatch) {
  const list = native().receive(end.remote, batch);
  end.more = list.length >= kBatch * 4;
  for (let i = 0; i < list.length; i += 4) {
    if (list[i] !== null || list[i + 1] === kValue) {
      end.push({ text: list[i], blobs: list[i + 1], ends: list[i + 2], blocks: list[i + 3] });
    } else if (!end.over) {
      end.over = true;
      end.push(CLOSE);
    }
  }
}

const wasRemote = (entry) => entry.text !== undefined || entry.blobs === kValue;

function decoded({ text, blobs, ends, blocks }) {
  if (blobs === kValue) return { value: text, ports: kNoPorts };
  try {
    return require('internal/worker/wire').decode(text, blobs, ends, blocks);
  } catch (error) {
    const { DeserializeError } = require('internal/worker/js_transferable');
    return { error: error instanceof DeserializeError ? new Error(error.message) : error, value: undefined, ports: [] };
  }
}

function native() {
  return binding('messaging');
}

function attach(end, remote) {
  const { attach, mailbox: makeMailbox } = native();
  mailbox ??= makeMailbox(onMail, onMessage, pump.pump);
  end.remote = remote;
  remotes.set(end.id, end);
  attach(remote, mailbox, end.id);
  if (end.started) native().flow(remote, true);
}

// In the place of `blobs`: what stands in the place of the text is the message itself.
const kValue = true;
const kNoPorts = Object.freeze([]);

// A text as it is, for the port's `onText`.
function sendText(port, text) {
  native().send(endOf(port).remote, text, kValue);
}

// What crosses without an encoding.
function isValue(message) {
  switch (typeof message) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'undefined':
      return true;
    default:
      return message === null;
  }
}

function wireOf(entry) {
  if (entry.text !== undefined || entry.blobs === kValue) return entry;
  return require('internal/worker/wire').encode(entry.value, entry.ports, undefined);
}

// The native end behind a port, which is left detached. A channel inside this thread becomes one between threads; what waited goes along.
function takeEnd(port) {
  const state = stateOf(port);
  const { end } = state;
  port.unref();
  state.end = null;
  end.port = null;
  end.started = false;
  const waiting = end.queue.slice(end.head).filter((entry) => entry !== CLOSE);
  if (end.remote !== undefined) {
    remotes.delete(end.id);
    for (let i = waiting.length - 1; i >= 0; i--) {
      const { text, blobs, ends, blocks } = wireOf(waiting[i]);
      native().putBack(end.remote, text, blobs, ends, blocks);
    }
    return end.remote;
  }
  const { 0: stays, 1: goes } = native().pair();
  for (const entry of waiting) {
    const { text, blobs, ends, blocks } = wireOf(entry);
    native().send(stays, text, blobs, ends, blocks);
  }
  const { other } = end;
  if (other === null) {
    native().close(stays);
  } else {
    other.other = null;
    attach(other, stays);
  }
  return goes;
}

// A port for an end that came from another thread.
function portOf(remote) {
  const end = new End();
  attach(end, remote);
  return makePort(end);
}

function sendRemote(end, message, list, port) {
  if (list.length === 0 && isValue(message)) {
    native().send(end.remote, message, kValue);
    return;
  }
  const { text, blobs, ends, blocks } = require('internal/worker/wire').encode(message, list, port);
  native().send(end.remote, text, blobs, ends, blocks);
}

function messageEvent({ value, ports }) {
  return new MessageEvent('message', { data: value, ports, [kTrustEvent]: true });
}

// ---- MessagePort ----------------------------------------------------------------------------------------------------

class MessagePortBase extends NodeEventTarget {
  constructor(end) {
    super();
    initNodeEventTarget(this);
    adopt(this, end);
  }

  postMessage(message, transferOrOptions) {
    const end = endOf(this);
    if (arguments.length === 0) {
      const error = new ERR_MISSING_ARGS('message');
      error.message = 'Not enough arguments to MessagePort.postMessage';
      throw error;
    }
    const list = transferList(transferOrOptions);
    if (end !== null && end.remote !== undefined) return sendRemote(end, message, list, this);
    const { cloneMessage } = require('internal/structured_clone');
    const target = end?.other?.port;
    const suicidal = target != null && list.includes(target);
    const entry = clonedEntry(cloneMessage, message, list, this);
    if (end === null || end.other === null) return;
    if (suicidal) {
      process.emitWarning('The target port was posted to itself, and the communication channel was lost');
      closeEnd(end);
      return;
    }
    end.other.push(entry);
  }

  start() {
    const end = endOf(this);
    if (end === null || end.started) return;
    end.started = true;
    if (end.remote !== undefined) {
      fetch(end);
      native().flow(end.remote, true);
    }
    if (end.hasMore()) pump.schedule(end);
  }

  close(callback) {
    if (typeof callback === 'function') this.once('close', callback);
    const end = endOf(this);
    if (end !== null) closeEnd(end);
  }

  ref() {
    const state = stateOf(this);
    if (state.end === null || state.held) return;
    state.held = true;
    pump.hold();
  }

  unref() {
    const state = stateOf(this);
    if (!state.held) return;
    state.held = false;
    pump.release();
  }

  hasRef() {
    return stateOf(this).held;
  }
}

function stateOf(port) {
  const state = port?.[kEnd];
  if (state === undefined) throw new ERR_INVALID_THIS('MessagePort');
  return state;
}

function endOf(port) {
  return stateOf(port).end;
}

function isMessagePort(value) {
  return value !== null && typeof value === 'object' && value[kEnd] !== undefined;
}

function hidden(object, name, value) {
  Object.defineProperty(object, name, {
    __proto__: null, configurable: true, enumerable: false, writable: true, value,
  });
}

function adopt(port, end) {
  hidden(port, kEnd, { end, held: false, closing: false, partner: null });
  end.port = port;
  if (isLoaded('internal/async_hooks')) tellHooks(port);
}

function tellHooks(port) {
  const hooks = require('internal/async_hooks');
  if (hooks.initHooksExist()) hooks.emitInit(hooks.newAsyncId(), 'MESSAGEPORT', hooks.executionAsyncId(), port);
}

// No program makes one: with and without `new` it says so.
function MessagePort() {
  throw new ERR_CONSTRUCT_CALL_INVALID();
}
Object.setPrototypeOf(MessagePort, NodeEventTarget);
MessagePort.prototype = MessagePortBase.prototype;
hidden(MessagePort.prototype, 'constructor', MessagePort);

function makePort(end) {
  return Reflect.construct(MessagePortBase, [end], MessagePort);
}

// Ends an end: its partner learns of it after the messages already sent; its own port closes in a later turn.
function closeEnd(end) {
  const state = end.port[kEnd];
  if (state.closing) return;
  state.closing = true;
  if (end.remote !== undefined) {
    if (end.receiving) fetch(end);
    remotes.delete(end.id);
    native().close(end.remote);
    end.remote = undefined;
  }
  const { other } = end;
  if (other !== null) {
    end.other = null;
    other.other = null;
    state.partner = other;
  }
  if (end.receiving) { // what had arrived is still delivered
    end.queue.push(CLOSE);
  } else {
    end.queue = [CLOSE];
    end.head = 0;
  }
  pump.hold(); // until 'close' was emitted
  pump.schedule(end);
}

function closeNow(port) {
  const state = port[kEnd];
  const { end } = state;
  if (end === null) return;
  if (end.other !== null) {
    end.other.other = null;
    end.other = null;
  }
  if (end.remote !== undefined) {
    remotes.delete(end.id);
    native().close(end.remote);
    end.remote = undefined;
  }
  state.end = null;
  end.port = null;
  port.unref();
  if (state.closing) pump.release();
  state.partner?.push(CLOSE);
  const event = new MessagePortCloseEvent();
  port[kDispatch](event, 'close', event);
}

const hiddenMembers = {
  [kCreateEvent](value, type) {
    if (type !== 'message' && type !== 'messageerror') {
      return NodeEventTarget.prototype[kCreateEvent].call(this, value, type);
    }
    return new MessageEvent(type, { data: value, [kTrustEvent]: true });
  },
  // The first listener of 'message' starts the port and lets it keep the loop alive; the last to go ends that.
  [kNewListener](size, type, ...rest) {
    NodeEventTarget.prototype[kNewListener].call(this, size, type, ...rest);
    if (type === 'message' && size === 1) {
      this.ref();
      this.start();
    }
  },
  [kRemoveListener](size, type, ...rest) {
    NodeEventTarget.prototype[kRemoveListener].call(this, size, type, ...rest);
    if (type === 'message' && size === 0) {
      this.unref();
      const { end } = this[kEnd];
      if (end === null) return;
      end.started = false;
      if (end.remote !== undefined) native().flow(end.remote, false);
    }
  },
  [kCheckTransfer]() {
    const state = stateOf(this);
    if (state.end === null || state.closing) {
      throw require('internal/structured_clone')
        .dataCloneError('MessagePort in transfer list is already detached');
    }
  },
  // A new port takes over the end; this one is left without.
  [kTransfer]() {
    const state = stateOf(this);
    const { end } = state;
    this.unref();
    state.end = null;
    end.started = false;
    return { data: makePort(end) };
  },
  [kInspect](depth, options) {
    const state = this[kEnd];
    if (state === undefined) return this;
    if (depth < 0) return '[MessagePort]';
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const shown = { active: state.end !== null, refed: state.held };
    return `MessagePort [EventTarget] ${require('internal/util/inspect').inspect(shown, inner)}`;
  },
};
for (const key of Object.getOwnPropertySymbols(hiddenMembers)) {
  hidden(MessagePort.prototype, key, hiddenMembers[key]);
}

defineEventHandler(MessagePort.prototype, 'message');
defineEventHandler(MessagePort.prototype, 'messageerror');
const kEnumerable = { __proto__: null, enumerable: true };
Object.defineProperties(MessagePort.prototype, {
  postMessage: kEnumerable,
  start: kEnumerable,
  close: kEnumerable,
  ref: kEnumerable,
  unref: kEnumerable,
  hasRef: kEnumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'MessagePort' },
});

function iterate(value, message) {
  try {
    const list = [];
    const iterator = value[Symbol.iterator]();
    const { next } = iterator;
    if (typeof next !== 'function') throw new TypeError('next');
    for (let r = next.call(iterator); !r.done; r = next.call(iterator)) list.push(r.value);
    return list;
  } catch {
    const error = new ERR_INVALID_ARG_TYPE('transferList', 'iterable', value);
    error.message = message;
    throw error;
  }
}

// The second argument of postMessage(): a list, an object with one, or nothing.
function transferList(value) {
  if (value === undefined || value === null) return [];
  const message = 'Optional transferList argument must be an iterable';
  if (typeof value !== 'object' && typeof value !== 'function') return iterate({}, message);
  if (typeof value[Symbol.iterator] === 'function') return iterate(value, message);
  const { transfer } = value;
  if (transfer === undefined) return [];
  const inner = 'Optional options.transfer argument must be an iterable';
  if (transfer === null || (typeof transfer !== 'object' && typeof transfer !== 'function')) return iterate({}, inner);
  return iterate(transfer, inner);
}

// ---- MessageChannel -------------------------------------------------------------------------------------------------

function entangledEnds() {
  const a = new End();
  const b = new End();
  a.other = b;
  b.other = a;
  return [a, b];
}

function MessageChannel() {
  if (new.target === undefined) throw constructCallRequired('MessageChannel');
  const [a, b] = entangledEnds();
  this.port1 = makePort(a);
  this.port2 = makePort(b);
}

function constructCallRequired(name) {
  const { codes: { ERR_CONSTRUCT_CALL_REQUIRED } } = require('internal/errors');
  return new ERR_CONSTRUCT_CALL_REQUIRED(name);
}

// The oldest message that waits at a port, taken from it; undefined where there is none.
function receiveMessageOnPort(port) {
  const end = isBroadcastChannel(port) ? port[kBroadcast].end : isMessagePort(port) ? port[kEnd].end : undefined;
  if (end === undefined) {
    const error = new ERR_INVALID_ARG_TYPE('port', 'MessagePort', port);
    error.message = 'The "port" argument must be a MessagePort instance';
    throw error;
  }
  if (end === null) return undefined;
  if (end.size === 0 && end.remote !== undefined) fetch(end);
  if (end.size === 0 || end.queue[end.head] === CLOSE) return undefined;
  const entry = end.shift();
  return { message: wasRemote(entry) ? decoded(entry).value : entry.value };
}

// Sends to all threads that subscribed to a name. How many they were.
function publish(name, own, message, transferred) {
  const { publish: toOthers } = native();
  const list = transferList(transferred);
  if (toOthers(name, own) === 0) return 0;
  if (list.length === 0 && isValue(message)) return toOthers(name, own, message, kValue);
  const { text, blobs, ends, blocks } = require('internal/worker/wire').encode(message, list, undefined);
  return toOthers(name, own, text, blobs, ends, blocks);
}

// Calls `listener(value)` for what is published under a name. It does not keep the loop alive.
function subscribe(name, listener) {
  const end = {
    id: nextId++, remote: undefined, started: true, over: false,
    push: (entry) => entry !== CLOSE && listener(decoded(entry).value),
  };
  attach(end, native().subscribe(name));
}

// A port at which what is published under a name arrives, to be transferred.
function subscribedPort(name) {
  return portOf(native().subscribe(name));
}

// ---- BroadcastChannel -----------------------------------------------------------------------------------------------

const groups = new Map(); // name -> GroupEnd
const kBroadcast = Symbol('broadcast');

function isBroadcastChannel(value) {
  return value !== null && typeof value === 'object' && value[kBroadcast] !== undefined;
}

function broadcastState(channel) {
  const state = channel?.[kBroadcast];
  if (state === undefined) throw new ERR_INVALID_THIS('BroadcastChannel');
  return state;
}

// The receiving side of a broadcast channel; has what an End has for the pump.
class BroadcastEnd extends End {
  started = true;

  step() {
    if (!this.hasMore()) return;
    const entry = this.shift();
    if (entry === CLOSE) {
      this.port = null;
      pump.release();
      return;
    }
    this.port.dispatchEvent(messageEvent(wasRemote(entry) ? decoded(entry) : entry));
  }
}

// What this thread's channels of one name hear from other threads.
class GroupEnd {
  id = nextId++;
  remote;
  started = true;
  over = false;
  channels = new Set();

  push(entry) {
    if (entry === CLOSE) return;
    for (const channel of this.channels) channel[kBroadcast].end.push(entry);
  }
}

function joinGroup(name, channel) {
  let group = groups.get(name);
  if (group === undefined) {
    groups.set(name, group = new GroupEnd());
    attach(group, native().subscribe(`broadcast:${name}`));
  }
  group.channels.add(channel);
}

function leaveGroup(name, channel) {
  const group = groups.get(name);
  group.channels.delete(channel);
  if (group.channels.size > 0) return;
  groups.delete(name);
  remotes.delete(group.id);
  native().close(group.remote);
}

class BroadcastChannel extends EventTarget {
  constructor(name) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    super();
    if (typeof name === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
    name = `${name}`;
    const end = new BroadcastEnd();
    end.port = this;
    hidden(this, kBroadcast, { name, end, held: true });
    pump.hold();
    joinGroup(name, this);
  }

  [kInspect](depth, options) {
    const state = broadcastState(this);
    if (depth < 0) return 'BroadcastChannel';
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const { inspect } = require('internal/util/inspect');
    return `BroadcastChannel ${inspect({ name: state.name, active: state.end !== null }, inner)}`;
  }

  get name() {
    return broadcastState(this).name;
  }

  close() {
    const state = broadcastState(this);
    const { end } = state;
    if (end === null) return;
    state.end = null;
    leaveGroup(state.name, this);
    if (!state.held) pump.hold();
    state.held = false;
    end.queue = [CLOSE]; // what came before is not delivered any more
    end.head = 0;
    pump.schedule(end);
  }

  postMessage(message) {
    const state = broadcastState(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('message');
    const { cloneMessage } = require('internal/structured_clone');
    if (state.end === null) {
      throw new globalThis.DOMException('BroadcastChannel is closed.', 'InvalidStateError');
    }
    cloneMessage(message, [], undefined); // errors come also where nobody listens
    const group = groups.get(state.name);
    for (const channel of group.channels) {
      if (channel !== this) channel[kBroadcast].end.push(cloneMessage(message, [], undefined));
    }
    publish(`broadcast:${state.name}`, group.remote, message);
  }

  ref() {
    const state = broadcastState(this);
    if (state.end !== null && !state.held) {
      state.held = true;
      pump.hold();
    }
    return this;
  }

  unref() {
    const state = broadcastState(this);
    if (state.end !== null && state.held) {
      state.held = false;
      pump.release();
    }
    return this;
  }
}

Object.defineProperties(BroadcastChannel.prototype, {
  name: kEnumerable,
  close: kEnumerable,
  postMessage: kEnumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'BroadcastChannel' },
});
defineEventHandler(BroadcastChannel.prototype, 'message');
defineEventHandler(BroadcastChannel.prototype, 'messageerror');

module.exports = {
  MessagePort,
  MessageChannel,
  MessageEvent,
  BroadcastChannel,
  receiveMessageOnPort,
  isMessagePort,
  isValue,
  takeEnd,
  portOf,
  // Another face for what a port receives: deliver(entry) instead of events.
  faceOf(port, deliver) {
    const end = endOf(port);
    end.face = deliver;
    return end;
  },
  decoded,
  wireOf,
  publish,
  subscribe,
  subscribedPort,
  sendText,
  // Values go to `fn` instead of listeners; errors still are 'messageerror' events. The port starts.
  onValue(port, fn) {
    endOf(port).onValue = fn;
    port.start();
  },
  onText(port, fn) {
    endOf(port).onText = fn;
  },
  // Delivers all that has arrived at a port, now.
  drain(port) {
    const end = endOf(port);
    if (end === null) return;
    end.started = true;
    if (end.remote !== undefined) fetch(end);
    while (end.size > 0 && end.queue[end.head] !== CLOSE) end.step();
  },
  isOpen: (port) => endOf(port) !== null && !stateOf(port).closing,
};
