// SPDX-License-Identifier: MIT
// Trace events wait for the diagnostics room.

const { functions } = require('internal/unimplemented');

functions(exports, 'trace_events', 'createTracing getEnabledCategories');
