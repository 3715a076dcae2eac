// SPDX-License-Identifier: MIT
// In frames of ES modules imported names have their values.
'use strict';
const assert = require('node:assert');
const { start, write } = require('./_client.js');

(async () => {
  write({ 'other.mjs': 'export const two = 2; export default 5; export let later = 1; export const bump = () => { later++; };\n' });
  const file = write({ 'module.mjs': `import { readFileSync } from 'node:fs';
import five, { two, later as after, bump } from './other.mjs';
export const one = 1;
bump();
function f(readFile) {
  debugger;
  return readFile(one + two + five + after, readFileSync);
}
f((x) => console.log(x));
` });
  const program = await start(['--inspect-wait=0', file]);
  const client = await program.client();
  await client.send('Debugger.enable');
  await client.send('Runtime.runIfWaitingForDebugger');
  const { callFrames: [{ callFrameId, location: { lineNumber } }] } = await client.event('Debugger.paused');
  assert.strictEqual(lineNumber, 5);
  const evaluate = async (expression) => (await client.send('Debugger.evaluateOnCallFrame', { callFrameId, expression })).result;
  assert.strictEqual((await evaluate('one + two')).value, 3);
  assert.strictEqual((await evaluate('[five, after].join()')).value, '5,2');
  assert.strictEqual((await evaluate('typeof readFile')).value, 'function');
  assert.strictEqual((await evaluate('readFileSync.name')).value, 'readFileSync');
  assert.strictEqual((await evaluate('nothing')).className, 'ReferenceError');
  await client.send('Debugger.resume');
  await client.send('Debugger.disable');
  await client.close();
  const { code, output } = await program.end;
  assert.strictEqual(code, 0);
  assert.strictEqual(output, '10\n');
})();
