// SPDX-License-Identifier: MIT
// The inspector with promises waits for its own room.

const { classes } = require('internal/unimplemented');

Object.assign(exports, require('inspector'));
classes(exports, 'inspector', 'Session');
