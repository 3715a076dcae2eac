// SPDX-License-Identifier: MIT
//
// process.finalization: callbacks for objects that are still alive when the process ends. The registry holds the objects weakly.
'use strict';

const process = require('process');
const { validateFunction } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { emitExperimentalWarning } = require('internal/util');

const lists = { __proto__: null, exit: [], beforeExit: [] };
const listening = { __proto__: null, exit: false, beforeExit: false };

const collected = new FinalizationRegistry((entry) => remove(entry));

function remove(entry) {
  const list = lists[entry.event];
  const index = list.indexOf(entry);
  if (index !== -1) list.splice(index, 1);
}

function run(event) {
  const list = lists[event].splice(0);
  if (listening[event]) {
    process.removeListener(event, listening[event]);
    listening[event] = false;
  }
  for (const entry of list) {
    const object = entry.weak.deref();
    collected.unregister(entry);
    if (object !== undefined) entry.fn(object, event);
  }
}

function add(event, object, fn) {
  if ((typeof object !== 'object' || object === null) && typeof object !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('ref', 'object', object);
  }
  validateFunction(fn, 'fn');
  emitExperimentalWarning('process.finalization');
  if (!listening[event]) {
    listening[event] = () => run(event);
    process.on(event, listening[event]);
  }
  const entry = { event, fn, weak: new WeakRef(object) };
  lists[event].push(entry);
  collected.register(object, entry, entry);
}

exports.register = function register(ref, callback) {
  add('exit', ref, callback);
};

exports.registerBeforeExit = function registerBeforeExit(ref, callback) {
  add('beforeExit', ref, callback);
};

exports.unregister = function unregister(ref) {
  for (const event of Object.keys(lists)) {
    for (const entry of [...lists[event]]) {
      const object = entry.weak.deref();
      if (object === ref || object === undefined) remove(entry);
    }
  }
};
