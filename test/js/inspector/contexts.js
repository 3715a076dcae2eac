// SPDX-License-Identifier: MIT
// Contexts of vm: sessions are told of them, evaluate in them, and debug what runs there.
'use strict';
const assert = require('node:assert');
const { Session } = require('node:inspector');
const vm = require('node:vm');

const session = new Session();
session.connect();
const created = [];
session.on('Runtime.executionContextCreated', ({ params: { context } }) => created.push(context));
session.post('Runtime.enable');
const sandbox = vm.createContext({ inner: 20 }, { name: 'mine', origin: 'https://example.com' });
assert.deepStrictEqual(created.map(({ name, origin, auxData: { isDefault } }) => [name, origin, isDefault]).slice(1),
                       [['mine', 'https://example.com', false]]);
session.post('Runtime.evaluate', { expression: 'inner + 1', contextId: created[1].id }, (error, { result }) => {
  assert.strictEqual(result.value, 21);
});
session.post('Runtime.evaluate', { expression: '1', contextId: 999 }, (error) => {
  assert.match(error.message, /Cannot find context with specified id/);
});

let pauses = 0;
session.on('Debugger.paused', ({ params: { callFrames: [{ url, callFrameId, location, scopeChain }] } }) => {
  pauses++;
  assert.strictEqual(url, 'file:///inside.js');
  assert.strictEqual(location.lineNumber, 2);
  session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression: '({ sum: x + inner })' }, (error, { result }) => {
    session.post('Runtime.getProperties', { objectId: result.objectId, ownProperties: true }, (failure, { result: [{ value }] }) => {
      assert.strictEqual(value.value, 27);
    });
  });
  assert.strictEqual(scopeChain[0].type, 'local');
});
session.post('Debugger.enable');
vm.runInContext('function f(x) {\n const y = x;\n debugger; return y;\n}\nf(7);', sandbox, { filename: 'file:///inside.js' });
vm.runInNewContext('function f(x) {\n const y = x;\n debugger; return y;\n}\nf(7);', { inner: 20 }, { filename: 'file:///inside.js' });
assert.strictEqual(pauses, 2);
session.disconnect();
vm.runInContext('f(8)', sandbox);
assert.strictEqual(pauses, 2);
