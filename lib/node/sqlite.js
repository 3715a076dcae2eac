// SPDX-License-Identifier: MIT
// SQLite waits for its own room.

const { functions, classes } = require('internal/unimplemented');

functions(exports, 'sqlite', 'backup');
classes(exports, 'sqlite', 'DatabaseSync StatementSync Session');
