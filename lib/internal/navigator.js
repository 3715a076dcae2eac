// SPDX-License-Identifier: MIT
// navigator: what a program may ask about the machine and the runtime.
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');

const kMake = Symbol('make');

// process.platform and process.arch as browsers would name them.
function platformName(arch = process.arch, platform = process.platform) {
  if (platform === 'linux') return `Linux ${arch === 'x64' ? 'x86_64' : arch === 'ia32' ? 'i686' : arch === 'arm64' ? 'aarch64' : arch}`;
  return `${platform[0].toUpperCase()}${platform.slice(1)} ${arch}`;
}

let isNavigator;

class Navigator {
  #userAgent;
  #languages;

  static {
    isNavigator = (value) => value !== null && typeof value === 'object' && #userAgent in value;
  }

  constructor(key) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get hardwareConcurrency() {
    check(this);
    return require('os').availableParallelism();
  }

  get language() {
    check(this);
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }

  get languages() {
    check(this);
    this.#languages ??= Object.freeze([this.language]);
    return this.#languages;
  }

  get userAgent() {
    check(this);
    this.#userAgent ??= `Node.js/${process.versions.node.split('.')[0]}`;
    return this.#userAgent;
  }

  get platform() {
    check(this);
    return platformName();
  }

  get locks() {
    check(this);
    return require('worker_threads').locks;
  }
}

function check(value) {
  if (!isNavigator(value)) throw new ERR_INVALID_THIS('Navigator');
}

const kEnumerable = { __proto__: null, enumerable: true };
Object.defineProperties(Navigator.prototype, {
  hardwareConcurrency: kEnumerable,
  language: kEnumerable,
  languages: kEnumerable,
  userAgent: kEnumerable,
  platform: kEnumerable,
  locks: kEnumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Navigator' },
});
Object.defineProperty(Navigator, 'length', { __proto__: null, value: 0, configurable: true });

module.exports = { Navigator, navigator: new Navigator(kMake), platformName };
