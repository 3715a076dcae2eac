// SPDX-License-Identifier: MIT
// DNS with promises.
'use strict';

const {
  getDefaultResultOrder, lookupPromise, lookupServicePromise, setDefaultResultOrder,
} = require('internal/dns/lookup');
const { PromisesResolver, addFunctions } = require('internal/dns/resolver');

Object.assign(exports, { lookup: lookupPromise, lookupService: lookupServicePromise, Resolver: PromisesResolver });
addFunctions(exports, PromisesResolver);
Object.assign(exports, { getDefaultResultOrder, setDefaultResultOrder }, require('internal/dns_codes'));
