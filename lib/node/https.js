// SPDX-License-Identifier: MIT
// HTTPS waits for the network room.

const { functions, classes } = require('internal/unimplemented');

classes(exports, 'https', 'Agent Server');
functions(exports, 'https', 'createServer get request');
