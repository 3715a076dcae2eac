// SPDX-License-Identifier: MIT
//
// process.allowedNodeEnvironmentFlags: a frozen set that also knows other spellings of its flags.
'use strict';

const { allowedInEnvironment } = require('internal/options');

const flags = allowedInEnvironment().filter((name) => !name.startsWith('--no-') ||
  allowedInEnvironment().includes(`--${name.slice(5)}`));
const known = new Set(flags);

// Without leading dashes, a flag may still be meant; underscores stand for dashes; what follows '=' is a value.
function find(text) {
  if (typeof text !== 'string') return false;
  const name = text.replace(/_/g, '-').replace(/^(--[^=]+|[^-][^=]*)=.*$/s, '$1');
  if (name.startsWith('-')) {
    if (known.has(name)) return true;
    return name.startsWith('--no-') && known.has(`--${name.slice(5)}`);
  }
  return known.has(`--${name}`) || (name.length === 1 && known.has(`-${name}`));
}

class NodeEnvironmentFlagsSet extends Set {
  constructor(list) {
    super();
    Object.defineProperty(this, 'size', { __proto__: null, value: list.length });
  }

  add() {
    return this;
  }

  delete() {
    return false;
  }

  clear() {
  }

  has(text) {
    return find(text);
  }

  entries() {
    return new Set(flags).entries();
  }

  forEach(callback, thisArg = undefined) {
    for (const flag of flags) Reflect.apply(callback, thisArg, [flag, flag, this]);
  }

  keys() {
    return new Set(flags).keys();
  }

  values() {
    return new Set(flags).values();
  }

  [Symbol.iterator]() {
    return new Set(flags).values();
  }
}

exports.allowedNodeEnvironmentFlags = Object.freeze(new NodeEnvironmentFlagsSet(flags));
