// SPDX-License-Identifier: MIT
// Datagram sockets wait for the network room.

const { functions, classes } = require('internal/unimplemented');

classes(exports, 'dgram', 'Socket');
functions(exports, 'dgram', 'createSocket');
