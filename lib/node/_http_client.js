// SPDX-License-Identifier: MIT
//
// An old name for parts of http that packages still require.
'use strict';

const { ClientRequest } = require('http');

module.exports = { ClientRequest };
