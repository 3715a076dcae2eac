// SPDX-License-Identifier: MIT
// A session in the same thread is told of a pause while it lasts: frames, scopes, values, and what it changes.
'use strict';
const assert = require('node:assert');
const { Session } = require('node:inspector');

const session = new Session();
session.connect();
function post(method, params) {
  let answer;
  session.post(method, params, (error, result) => { answer = error ?? result; });
  assert.ok(!(answer instanceof Error), `${method}: ${answer?.message}`);
  return answer;
}

let pauses = 0;
session.on('Debugger.paused', ({ params: { reason, callFrames } }) => {
  pauses++;
  const [top, next] = callFrames;
  assert.strictEqual(reason, 'other');
  assert.strictEqual(top.functionName, 'twice');
  assert.ok(top.url.endsWith('/session_pause.js'), top.url);
  assert.strictEqual(top.location.lineNumber, 40);
  assert.strictEqual(next.location.lineNumber, 44);
  assert.strictEqual(top.scopeChain[0].type, 'local');
  const { result } = post('Runtime.getProperties', { objectId: top.scopeChain[0].object.objectId });
  const values = Object.fromEntries(result.map(({ name, value }) => [name, value.value]));
  assert.strictEqual(values.x, 20);
  assert.strictEqual(values.y, 40);
  const { callFrameId } = top;
  assert.strictEqual(post('Debugger.evaluateOnCallFrame', { callFrameId, expression: 'x + y + 1' }).result.value, 61);
  const thrown = post('Debugger.evaluateOnCallFrame', { callFrameId, expression: 'nothing.here' });
  assert.strictEqual(thrown.exceptionDetails.exception.className, 'ReferenceError');
  post('Debugger.setVariableValue', { callFrameId, scopeNumber: 0, variableName: 'y', newValue: { value: 5 } });
});
post('Debugger.enable');

setTimeout(() => {
  function twice(x) {
    let y = x * 2;
    debugger; // eslint-disable-line no-debugger
    return y;
  }

  assert.strictEqual(twice(20), 5);
  assert.strictEqual(pauses, 1);
  post('Debugger.disable');
  assert.strictEqual(twice(20), 40);
  assert.strictEqual(pauses, 1);
  session.disconnect();
});
