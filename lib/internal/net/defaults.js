// SPDX-License-Identifier: MIT
//
// Defaults of connecting that programs can set.
'use strict';

const { getOptionValue } = require('internal/options');

module.exports = {
  autoSelectFamily: getOptionValue('--network-family-autoselection') !== false,
  attemptTimeout: Math.max(10, Number(getOptionValue('--network-family-autoselection-attempt-timeout')) || 500),
};
