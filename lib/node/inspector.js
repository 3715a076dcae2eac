// SPDX-License-Identifier: MIT
// The inspector waits for its own room.

const { functions, classes } = require('internal/unimplemented');

functions(exports, 'inspector', 'open waitForDebugger');
classes(exports, 'inspector', 'Session');
exports.console = console;
// No inspector listens, so there is nothing to close and no address.
exports.close = function close() {};
exports.url = function url() { return undefined; };
