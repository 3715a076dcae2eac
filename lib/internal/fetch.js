// SPDX-License-Identifier: MIT
//
// fetch and its classes: not there yet; each throws and names itself when used.

const { functions, classes } = require('internal/unimplemented');

functions(exports, 'globalThis', 'fetch');
classes(exports, 'globalThis', 'Headers Request Response FormData WebSocket CloseEvent');
