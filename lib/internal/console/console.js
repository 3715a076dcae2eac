// SPDX-License-Identifier: MIT
//
// The class Console: a console over any pair of streams.

const { codes: { ERR_CONSOLE_WRITABLE_STREAM, ERR_INCOMPATIBLE_OPTION_PAIR } } = require('internal/errors');
const { State, createWriteErrorHandler, kState, methods } = require('internal/console/methods');
const { validateInteger, validateObject, validateOneOf } = require('internal/validators');

const { defineProperties, defineProperty, getOwnPropertyDescriptor } = Object;
const kIsConsole = Symbol('kIsConsole');

const kColorInspectOptions = ['auto', true, false];
const kMaxGroupIndentation = 1000;

function checkStream(stream, name) {
  if (!stream || typeof stream.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM(name);
}

function checkInspectOptions(inspectOptions, colorMode) {
  validateObject(inspectOptions, 'options.inspectOptions');
  const all = inspectOptions instanceof Map ? inspectOptions.values() : [inspectOptions];
  for (const options of all) {
    if (options.colors !== undefined && colorMode !== undefined) {
      throw new ERR_INCOMPATIBLE_OPTION_PAIR('options.inspectOptions.color', 'colorMode');
    }
  }
}

function Console(options) {
  if (!new.target) return Reflect.construct(Console, arguments);
  if (!options || typeof options.write === 'function') {
    options = { stdout: options, stderr: arguments[1], ignoreErrors: arguments[2] };
  }
  const {
    stdout, stderr = stdout, ignoreErrors = true, colorMode = 'auto', inspectOptions, groupIndentation,
  } = options;
  checkStream(stdout, 'stdout');
  checkStream(stderr, 'stderr');
  validateOneOf(colorMode, 'colorMode', kColorInspectOptions);
  if (groupIndentation !== undefined) validateInteger(groupIndentation, 'groupIndentation', 0, kMaxGroupIndentation);
  if (inspectOptions !== undefined) checkInspectOptions(inspectOptions, options.colorMode);

  // Methods are bound, and a subclass may have its own.
  for (const key of Object.keys(Console.prototype)) {
    this[key] = this[key].bind(this);
    defineProperty(this[key], 'name', { __proto__: null, value: key, configurable: true });
  }
  const state = new State();
  Object.assign(state, { ignoreErrors: Boolean(ignoreErrors), colorMode, inspectOptions });
  if (groupIndentation !== undefined) state.groupIndentation = groupIndentation;
  const hidden = { __proto__: null, writable: true, enumerable: false, configurable: true };
  defineProperties(this, {
    _stdout: { ...hidden, value: stdout },
    _stderr: { ...hidden, value: stderr },
  });
  initConsole(this, state);
}

// Gives an object what the methods need beside the streams.
function initConsole(self, state) {
  const hidden = { __proto__: null, writable: true, enumerable: false, configurable: true };
  defineProperties(self, {
    _stdoutErrorHandler: { ...hidden, value: createWriteErrorHandler(self, '_stdout') },
    _stderrErrorHandler: { ...hidden, value: createWriteErrorHandler(self, '_stderr') },
    _ignoreErrors: {
      __proto__: null, enumerable: false, configurable: true,
      get() { return state.ignoreErrors; }, set(value) { state.ignoreErrors = Boolean(value); },
    },
    _times: { ...hidden, value: state.times },
    [kState]: { ...hidden, value: state },
    [kIsConsole]: { ...hidden, value: true },
    [Symbol.toStringTag]: { __proto__: null, writable: false, enumerable: false, configurable: true, value: 'console' },
  });
  return self;
}

defineProperty(Console, Symbol.hasInstance, {
  __proto__: null,
  value(instance) {
    return instance !== null && typeof instance === 'object' && instance[kIsConsole] === true;
  },
});

for (const key of Object.keys(methods)) {
  defineProperty(Console.prototype, key, getOwnPropertyDescriptor(methods, key));
}

module.exports = { Console, initConsole };
