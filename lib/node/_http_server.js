// SPDX-License-Identifier: MIT
//
// An old name for parts of http that packages still require.
'use strict';

const { Server, ServerResponse, STATUS_CODES, _connectionListener } = require('http');

const { kConnectionsCheckingInterval } = require('internal/http/server');

module.exports = { STATUS_CODES, Server, ServerResponse, _connectionListener, kConnectionsCheckingInterval };
