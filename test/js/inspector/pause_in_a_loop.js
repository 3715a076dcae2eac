// SPDX-License-Identifier: MIT
// Debugger.pause reaches a program that never returns to its loop; so do evaluations, and it goes on after them.
'use strict';
const assert = require('node:assert');
const { start, write } = require('./_client.js');

const file = write({ 'program.js': `let stop = false;
let rounds = 0;
globalThis.end = () => { stop = true; };
require('fs').writeSync(1, 'begun\\n');
while (!stop) {
  rounds++;
}
console.log('ended');
` });

(async () => {
  const program = await start(['--inspect-wait=0', file]);
  const client = await program.client();
  await client.send('Debugger.enable');
  await client.send('Runtime.runIfWaitingForDebugger');
  await new Promise((resolve) => { program.child.stdout.once('data', resolve); });
  await client.send('Debugger.pause');
  const { callFrames: [top] } = await client.event('Debugger.paused');
  assert.ok(top.url.endsWith('/program.js'), top.url);
  assert.ok(top.location.lineNumber >= 4 && top.location.lineNumber <= 5);
  await client.send('Debugger.evaluateOnCallFrame', { callFrameId: top.callFrameId, expression: 'stop = true' });
  await client.send('Debugger.resume');
  await client.send('Debugger.disable');
  await client.close();
  const { code, output } = await program.end;
  assert.strictEqual(code, 0);
  assert.strictEqual(output, 'begun\nended\n');
})();
