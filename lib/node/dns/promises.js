// SPDX-License-Identifier: MIT
// DNS with promises: lookups work, queries to servers wait for their room.

const { functions, classes } = require('internal/unimplemented');

functions(exports, 'dns.promises', 'setServers getServers resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTlsa resolveTxt reverse');
classes(exports, 'dns.promises', 'Resolver');
Object.assign(exports, require('internal/dns_codes'));
const {
  getDefaultResultOrder, lookupPromise, lookupServicePromise, setDefaultResultOrder,
} = require('internal/dns/lookup');
Object.assign(exports, {
  getDefaultResultOrder,
  lookup: lookupPromise,
  lookupService: lookupServicePromise,
  setDefaultResultOrder,
});
