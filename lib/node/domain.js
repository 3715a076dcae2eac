// SPDX-License-Identifier: MIT
// The `domain` module (deprecated in Node.js): errors of whatever a domain's code starts arrive at the domain.
//
// The active domain travels in the async context (internal/async_context), so it follows wherever a context does. `stack` holds the
// domains that the running code has entered; a callback starts with the one of its context.

const EventEmitter = require('events');
const {
  codes: {
    ERR_DOMAIN_CALLBACK_NOT_AVAILABLE,
    ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE,
    ERR_UNHANDLED_ERROR,
  },
} = require('internal/errors');
const { current, frameGet, frameWith, frameWithout } = require('internal/async_context');
const { install } = require('internal/promise_context');
const execution = require('internal/process/execution');

const { defineProperty } = Object;
const { apply } = Reflect;

const kDomain = {}; // the key in frames
let stack = [];
let none = null; // what process.domain is outside of all domains: null, or undefined once one was left

if (execution.getCaptureCallback() !== null) throw new ERR_DOMAIN_CALLBACK_NOT_AVAILABLE();
const loadedAt = new Error('require(`domain`) at this point').stack;
process.setUncaughtExceptionCaptureCallback = function() {
  const error = new ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE();
  error.stack += `\n${'-'.repeat(40)}\n${loadedAt}`;
  throw error;
};

// Brings `stack` in line with the context of the running code.
function entered() {
  const domain = frameGet(current.frame, kDomain)?.value;
  if (domain === undefined) {
    if (stack.length > 0) stack = [];
  } else if (stack[stack.length - 1] !== domain) {
    stack = [domain];
  }
  return stack;
}

function showTop() {
  install();
  current.frame = stack.length === 0 ?
    frameWithout(current.frame, kDomain) :
    frameWith(current.frame, kDomain, stack[stack.length - 1]);
}

function leaveAll() {
  stack = [];
  none = null;
  showTop();
}

function active() {
  const domains = entered();
  return domains.length === 0 ? undefined : domains[domains.length - 1];
}

function mark(error, domain, thrown) {
  if ((typeof error !== 'object' || error === null) && typeof error !== 'function') return;
  defineProperty(error, 'domain', {
    __proto__: null, configurable: true, enumerable: false, value: domain, writable: true,
  });
  error.domainThrown = thrown;
}

class Domain extends EventEmitter {
  constructor() {
    super();
    this.members = [];
  }

  // Whether someone took the error.
  _errorHandler(error) {
    mark(error, this, true);
    // The handler runs outside of this domain.
    while (stack[stack.length - 1] === this) this.exit();
    let caught = false;
    if (stack.length === 0) {
      if (this.listenerCount('error') > 0) caught = this.emit('error', error);
    } else {
      try {
        caught = this.emit('error', error);
      } catch (second) {
        // The handler threw: the next domain's turn.
        if (stack.length === 0) throw second;
        caught = stack[stack.length - 1]._errorHandler(second);
      }
    }
    leaveAll();
    return caught;
  }

  enter() {
    stack = [...entered(), this];
    showTop();
  }

  exit() {
    const index = entered().lastIndexOf(this);
    if (index === -1) return;
    stack = stack.slice(0, index);
    none = undefined;
    showTop();
  }

  add(ee) {
    if (ee.domain === this) return;
    if (ee.domain) ee.domain.remove(ee);
    // No circles: events would go round for ever.
    if (this.domain && ee instanceof Domain) {
      for (let d = this.domain; d; d = d.domain) {
        if (ee === d) return;
      }
    }
    defineProperty(ee, 'domain', {
      __proto__: null, configurable: true, enumerable: false, value: this, writable: true,
    });
    this.members.push(ee);
  }

  remove(ee) {
    ee.domain = null;
    const index = this.members.indexOf(ee);
    if (index !== -1) this.members.splice(index, 1);
  }

  run(fn) {
    this.enter();
    const result = apply(fn, this, Array.prototype.slice.call(arguments, 1));
    this.exit();
    return result;
  }

  // Errors that come as the first argument go to the domain, too.
  intercept(cb) {
    const self = this;
    function intercepted(error, ...args) {
      if (error && error instanceof Error) {
        error.domainBound = cb;
        mark(error, self, false);
        self.emit('error', error);
        return undefined;
      }
      return callInside(self, this, cb, args);
    }
    return intercepted;
  }

  bind(cb) {
    const self = this;
    function bound(...args) {
      return callInside(self, this, cb, args);
    }
    defineProperty(bound, 'domain', {
      __proto__: null, configurable: true, enumerable: false, value: this, writable: true,
    });
    return bound;
  }
}

function callInside(domain, self, cb, args) {
  domain.enter();
  const result = apply(cb, self, args);
  domain.exit();
  return result;
}

// The domain that an error was thrown in, where one of those entered listens.
function domainOf(error) {
  if (current.thrown !== null && current.thrown.error === error) {
    current.frame = current.thrown.frame;
  }
  const domain = active();
  return stack.some((each) => each.listenerCount('error') > 0) ? domain : undefined;
}

// Asked by the door for each error that nobody caught.
execution.domainHandler = (error) => {
  const domain = domainOf(error);
  current.thrown = null;
  if (domain !== undefined) return domain._errorHandler(error);
  leaveAll();
  return false;
};
execution.domainHandler.canHandle = (error) => domainOf(error) !== undefined;

// ---- emitters -------------------------------------------------------------------------------------------------------

EventEmitter.usingDomains = true;

const { init } = EventEmitter;
EventEmitter.init = function(opts) {
  defineProperty(this, 'domain', {
    __proto__: null, configurable: true, enumerable: false, value: null, writable: true,
  });
  if (!(this instanceof Domain)) {
    const domain = active();
    if (domain !== undefined) this.domain = domain;
  }
  return apply(init, this, [opts]);
};

const { emit } = EventEmitter.prototype;
EventEmitter.prototype.emit = function(...args) {
  // Looking at process.domain would forget the stack of an error that is being handled.
  if (this === process) return apply(emit, this, args);
  const { domain } = this;
  const [type] = args;
  const hasHandler = type === 'error' && this.listenerCount(type) > 0;
  if (hasHandler || domain === null || domain === undefined) return apply(emit, this, args);
  if (type !== 'error') {
    domain.enter();
    const result = apply(emit, this, args);
    domain.exit();
    return result;
  }

  const error = args.length > 1 && args[1] ? args[1] : new ERR_UNHANDLED_ERROR(args[1]);
  if (typeof error === 'object') {
    error.domainEmitter = this;
    mark(error, domain, false);
  }
  // The handler runs in the domain below the emitter's own.
  const before = entered();
  let below = before.lastIndexOf(domain);
  while (below > 0 && before[below - 1] === domain) below--;
  const noneBefore = none;
  stack = below === -1 ? before : before.slice(0, below);
  none = null;
  showTop();
  domain.emit('error', error);
  stack = before;
  none = noneBefore;
  showTop();
  return false;
};

// ---- the module -----------------------------------------------------------------------------------------------------

function accessor(get, set) {
  return { __proto__: null, configurable: true, enumerable: true, get, set };
}

function setActive(domain) {
  if (domain === undefined || domain === null) {
    leaveAll();
  } else if (active() !== domain) {
    stack = [...stack, domain];
    showTop();
  }
}

function create(...args) {
  return new Domain(...args);
}

exports.Domain = Domain;
exports.create = create;
exports.createDomain = create;
Object.defineProperties(exports, {
  active: accessor(() => active() ?? null, setActive),
  _stack: accessor(() => entered(), (domains) => {
    stack = domains;
    showTop();
  }),
});
defineProperty(process, 'domain', accessor(() => active() ?? none, setActive));
