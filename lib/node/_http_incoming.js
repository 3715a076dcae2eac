// SPDX-License-Identifier: MIT
//
// An old name for parts of http that packages still require.
'use strict';

const { IncomingMessage } = require('http');

module.exports = { IncomingMessage };
