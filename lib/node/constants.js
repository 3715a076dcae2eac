// SPDX-License-Identifier: MIT
// An old collection of the constants of os, fs and crypto.

const { constants: { errno, priority, signals, dlopen } } = require('os');
const { constants: fs } = require('fs');
const { constants: crypto } = require('internal/crypto/constants');
for (const group of [dlopen, errno, priority, signals, fs, crypto]) {
  for (const name of Object.keys(group)) {
    if (!Object.hasOwn(exports, name)) Object.defineProperty(exports, name, { __proto__: null, value: group[name], enumerable: true });
  }
}
