// SPDX-License-Identifier: MIT
// fs.Utf8Stream is not there yet.

const { classes } = require('internal/unimplemented');

const holder = {};
classes(holder, 'fs', 'Utf8Stream');
module.exports = holder.Utf8Stream;
