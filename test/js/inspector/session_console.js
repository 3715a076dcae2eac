// SPDX-License-Identifier: MIT
// What the console is told reaches sessions, with the place of the call; inspector.console reaches nobody else.
'use strict';
const assert = require('node:assert');
const inspector = require('node:inspector');

const session = new inspector.Session();
session.connect();
const seen = [];
session.on('Runtime.consoleAPICalled', ({ params }) => {
  seen.push(params);
  console.error('from the listener'); // is not reported again
});
session.post('Runtime.enable');
console.error('text', 1, { a: 1 });
inspector.console.warn('quiet');
assert.deepStrictEqual(seen.map(({ type }) => type), ['error', 'warning']);
const [{ args, executionContextId, stackTrace: { callFrames: [top] } }] = seen;
assert.deepStrictEqual(args.map(({ value, className }) => value ?? className), ['text', 1, 'Object']);
assert.strictEqual(executionContextId, 1);
assert.ok(top.url.endsWith('/session_console.js'), top.url);
assert.strictEqual(top.lineNumber, 14);
session.post('Runtime.disable');
console.error('not reported');
assert.strictEqual(seen.length, 2);
session.disconnect();
