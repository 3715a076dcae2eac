// SPDX-License-Identifier: MIT
// The groups of RFC 2409 and RFC 3526 by the names that programs know. Their generator is 2.

const { native } = require('internal/crypto/native');

const bits = {
  __proto__: null, modp1: 768, modp2: 1024, modp5: 1536, modp14: 2048, modp15: 3072, modp16: 4096, modp17: 6144, modp18: 8192,
};

// The prime as bytes; undefined where no group has the name.
function primeOf(name) {
  const size = bits[`${name}`.toLowerCase()];
  return size === undefined ? undefined : native.groupPrime(size);
}

module.exports = { primeOf };
