// SPDX-License-Identifier: MIT
// node:http2.

const { connect } = require('internal/http2/client');
const { createServer, createSecureServer, performServerHandshake } = require('internal/http2/server');
const { Http2ServerRequest, Http2ServerResponse } = require('internal/http2/compat');
const { sensitiveHeaders } = require('internal/http2/headers');
const { getDefaultSettings, getPackedSettings, getUnpackedSettings } = require('internal/http2/settings');

module.exports = {
  connect,
  constants: require('internal/http2/constants'),
  createServer,
  createSecureServer,
  getDefaultSettings,
  getPackedSettings,
  getUnpackedSettings,
  performServerHandshake,
  sensitiveHeaders,
  Http2ServerRequest,
  Http2ServerResponse,
};
