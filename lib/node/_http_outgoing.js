// SPDX-License-Identifier: MIT
//
// An old name for parts of http that packages still require.
'use strict';

const { OutgoingMessage, validateHeaderName, validateHeaderValue } = require('http');

module.exports = { OutgoingMessage, validateHeaderName, validateHeaderValue };
