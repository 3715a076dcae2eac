// SPDX-License-Identifier: MIT
// Names: lookup() through the system's resolver, the others through questions to name servers.
'use strict';

const {
  ADDRCONFIG, ALL, V4MAPPED, getDefaultResultOrder, lookup, lookupService, setDefaultResultOrder,
} = require('internal/dns/lookup');

Object.assign(exports, { lookup, lookupService });

// Most programs look up and nothing else: what asks name servers is loaded when it is touched.
const LAZY = ['Resolver', 'getServers', 'setServers', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname',
  'resolveMx', 'resolveNaptr', 'resolveNs', 'resolvePtr', 'resolveSoa', 'resolveSrv', 'resolveTlsa', 'resolveTxt', 'reverse'];

function load() {
  const { Resolver, addFunctions } = require('internal/dns/resolver');
  const functions = { Resolver };
  addFunctions(functions, Resolver);
  for (const name of LAZY) {
    if (!Object.getOwnPropertyDescriptor(exports, name)?.get) continue;
    Object.defineProperty(exports, name, { __proto__: null, value: functions[name], writable: true, enumerable: true, configurable: true });
  }
  return functions;
}

for (const name of LAZY) {
  Object.defineProperty(exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return load()[name]; },
    set(value) {
      Object.defineProperty(exports, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    },
  });
}

Object.assign(exports, require('internal/dns_codes'), {
  ADDRCONFIG, ALL, V4MAPPED, getDefaultResultOrder, setDefaultResultOrder,
});
Object.defineProperty(exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('dns/promises'); },
});
