// SPDX-License-Identifier: MIT
// What tells a shared value (internal/protocore/shared) from others, for code that need not load it: value[kAddress] is a number.
'use strict';

module.exports = {
  kAddress: Symbol('address'), // getters on prototypes: nothing of it is an own property
  kHold: Symbol('hold'),
  sharedProxies: new WeakSet(), // shared values that are Proxies
};
