// SPDX-License-Identifier: MIT
// DNS with promises waits for the network room.

const { functions, classes } = require('internal/unimplemented');

functions(exports, 'dns.promises', 'lookup lookupService getDefaultResultOrder setDefaultResultOrder setServers getServers resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTlsa resolveTxt reverse');
classes(exports, 'dns.promises', 'Resolver');
Object.assign(exports, require('internal/dns_codes'));
