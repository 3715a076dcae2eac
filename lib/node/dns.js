// SPDX-License-Identifier: MIT
// Names: lookup() through the system's resolver. Queries to servers wait for their room.

const { functions, classes } = require('internal/unimplemented');

functions(exports, 'dns', 'setServers getServers resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTlsa resolveTxt reverse');
classes(exports, 'dns', 'Resolver');
Object.assign(exports, require('internal/dns_codes'));
const {
  ADDRCONFIG, ALL, V4MAPPED, getDefaultResultOrder, lookup, lookupService, setDefaultResultOrder,
} = require('internal/dns/lookup');
Object.assign(exports, { ADDRCONFIG, ALL, V4MAPPED, getDefaultResultOrder, lookup, lookupService, setDefaultResultOrder });
Object.defineProperty(exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('dns/promises'); },
});
