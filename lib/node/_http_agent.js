// SPDX-License-Identifier: MIT
//
// An old name for parts of http that packages still require.
'use strict';

const { Agent, globalAgent } = require('http');

module.exports = { Agent, globalAgent };
