// SPDX-License-Identifier: MIT
// HTTP/2 waits for its own work.

const { functions, classes } = require('internal/unimplemented');

classes(exports, 'http2', 'Http2ServerRequest Http2ServerResponse');
functions(exports, 'http2', 'connect createServer createSecureServer getDefaultSettings getPackedSettings getUnpackedSettings performServerHandshake');
exports.constants = require('internal/http2/constants');
exports.sensitiveHeaders = Symbol('sensitiveHeaders');
