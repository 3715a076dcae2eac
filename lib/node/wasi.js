// SPDX-License-Identifier: MIT
// WASI waits for its own work.

const { classes } = require('internal/unimplemented');

classes(exports, 'wasi', 'WASI');
