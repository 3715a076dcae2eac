// SPDX-License-Identifier: MIT
// Domains (deprecated in Node.js) are not there yet.

const { functions, classes } = require('internal/unimplemented');

functions(exports, 'domain', 'create createDomain');
classes(exports, 'domain', 'Domain');
exports.active = null;
exports._stack = [];
