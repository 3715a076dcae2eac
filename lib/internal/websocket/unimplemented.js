// SPDX-License-Identifier: MIT
//
// WebSocket: not there yet; each class throws and names itself when used.

const { classes } = require('internal/unimplemented');

classes(exports, 'globalThis', 'WebSocket CloseEvent');
