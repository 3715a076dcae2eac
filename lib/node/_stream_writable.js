// SPDX-License-Identifier: MIT
// The old name of stream.Writable.

module.exports = require('stream').Writable;
