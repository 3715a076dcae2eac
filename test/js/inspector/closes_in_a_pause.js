// SPDX-License-Identifier: MIT
// A front end that goes away while the program is paused: the program goes on.
'use strict';
const assert = require('node:assert');
const { start, write } = require('./_client.js');

const file = write({ 'program.js': 'for (let i = 0; i < 3; i++) { debugger; console.log(i); }' });

(async () => {
  const program = await start(['--inspect-brk=0', file]);
  const client = await program.client();
  await client.send('Debugger.enable');
  await client.send('Runtime.runIfWaitingForDebugger');
  await client.event('Debugger.paused');
  await client.close();
  const { code, output } = await program.end;
  assert.strictEqual(code, 0);
  assert.strictEqual(output, '0\n1\n2\n');
})();
