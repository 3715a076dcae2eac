// SPDX-License-Identifier: MIT
// WASI waits for its own work.

const { functions, classes } = require('internal/unimplemented');

classes(exports, 'wasi', 'WASI');
