// SPDX-License-Identifier: MIT
// DNS waits for the network room.

const { functions, classes } = require('internal/unimplemented');

functions(exports, 'dns', 'lookup lookupService getDefaultResultOrder setDefaultResultOrder setServers getServers resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTlsa resolveTxt reverse');
classes(exports, 'dns', 'Resolver');
Object.assign(exports, { ADDRCONFIG: 1024, ALL: 256, V4MAPPED: 2048 }, require('internal/dns_codes'));
Object.defineProperty(exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('dns/promises'); },
});
