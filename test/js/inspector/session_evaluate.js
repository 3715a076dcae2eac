// SPDX-License-Identifier: MIT
// A session in the same thread: post() answers before it returns, values are described, errors have their details.
'use strict';
const assert = require('node:assert');
const { Session } = require('node:inspector');

const session = new Session();
session.connect();
function post(method, params) {
  let answer;
  session.post(method, params, (error, result) => { answer = { error, result }; });
  assert.notStrictEqual(answer, undefined, `${method} answered`);
  if (answer.error) throw answer.error;
  return answer.result;
}
const evaluate = (expression, options) => post('Runtime.evaluate', { expression, ...options });

assert.deepStrictEqual(evaluate('2 + 2').result, { type: 'number', value: 4, description: '4' });
assert.deepStrictEqual(evaluate('-0').result, { type: 'number', unserializableValue: '-0', description: '-0' });
assert.deepStrictEqual(evaluate('12n').result, { type: 'bigint', unserializableValue: '12n', description: '12n' });
assert.deepStrictEqual(evaluate('undefined').result, { type: 'undefined' });
assert.deepStrictEqual(evaluate('({a: [1, {b: 2}]})', { returnByValue: true }).result, { type: 'object', value: { a: [1, { b: 2 }] } });

const described = {
  '[1, 2]': ['array', 'Array', 'Array(2)'],
  'new Map([[1, 2]])': ['map', 'Map', 'Map(1)'],
  'new Set([1, 2])': ['set', 'Set', 'Set(2)'],
  '/a/g': ['regexp', 'RegExp', '/a/g'],
  'new Uint8Array(3)': ['typedarray', 'Uint8Array', 'Uint8Array(3)'],
  'Promise.resolve()': ['promise', 'Promise', 'Promise'],
  'new Proxy({}, {})': ['proxy', 'Object', 'Proxy(Object)'],
  'class A {}; new A()': [undefined, 'A', 'A'],
};
for (const [text, [subtype, className, description]] of Object.entries(described)) {
  const { result } = evaluate(text);
  assert.deepStrictEqual([result.subtype, result.className, result.description], [subtype, className, description], text);
}

const { result, exceptionDetails } = evaluate('throw new TypeError("no")');
assert.strictEqual(result.subtype, 'error');
assert.strictEqual(result.className, 'TypeError');
assert.ok(result.description.startsWith('TypeError: no'), result.description);
assert.ok(!result.description.includes('internal/inspector'), result.description);
assert.strictEqual(exceptionDetails.text, 'Uncaught');

const { result: object } = evaluate('({ one: 1, get two() { throw 1; }, [Symbol("s")]: 3 })', { generatePreview: true });
assert.strictEqual(object.preview.overflow, false);
assert.deepStrictEqual(object.preview.properties.slice(0, 2),
                       [{ name: 'one', type: 'number', value: '1' }, { name: 'two', type: 'accessor' }]);
const { result: properties, internalProperties } = post('Runtime.getProperties', { objectId: object.objectId, ownProperties: true });
assert.deepStrictEqual(properties.map(({ name }) => name), ['one', 'two', 'Symbol(s)']);
assert.strictEqual(properties[1].get.type, 'function');
assert.strictEqual(internalProperties[0].name, '[[Prototype]]');

const called = post('Runtime.callFunctionOn', {
  objectId: object.objectId, functionDeclaration: 'function(x, o) { return this.one + x + o.one }', arguments: [{ value: 2 }, { objectId: object.objectId }],
});
assert.strictEqual(called.result.value, 4);

post('Runtime.releaseObject', { objectId: object.objectId });
assert.throws(() => post('Runtime.getProperties', { objectId: object.objectId }),
              { code: 'ERR_INSPECTOR_COMMAND', message: 'Inspector error -32000: Could not find object with given id' });
assert.throws(() => post('Runtime.nothing'), { message: 'Inspector error -32601: \'Runtime.nothing\' wasn\'t found' });
assert.ok(post('Schema.getDomains').domains.some(({ name }) => name === 'Debugger'));

session.post('Runtime.evaluate', { expression: 'Promise.resolve(7)', awaitPromise: true }, (error, answer) => {
  assert.strictEqual(error, null);
  assert.strictEqual(answer.result.value, 7);
  session.disconnect();
  settled = true;
});
let settled = false;
process.on('exit', () => assert.ok(settled));
