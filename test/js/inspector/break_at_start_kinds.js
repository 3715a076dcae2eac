// SPDX-License-Identifier: MIT
// --inspect-brk of an ES module, of TypeScript, of a file whose first line has code, and of text: the first place is the author's, the sources are as written.
'use strict';
const assert = require('node:assert');
const { start, write } = require('./_client.js');

const kinds = {
  'module.mjs': ['import { two } from "./other.mjs"; export const one = 1;\nconsole.log(one + two);\n', 0],
  'typed.ts': ['\nenum Kind { A, B }\nconst x: number = Kind.B;\nconsole.log(x + 2);\n', 1],
  'typed.mts': ['import { two } from "./other.mjs";\nconst x: number = two;\nconsole.log(x + 1);\n', 1],
  'line.cjs': ['const x = 1; console.log(x + 2);', 0],
};

async function check(args, url, text, line) {
  const program = await start(['--inspect-brk=0', ...args]);
  const client = await program.client();
  await client.send('Debugger.enable');
  await client.send('Runtime.runIfWaitingForDebugger');
  const { reason, callFrames: [top] } = await client.event('Debugger.paused');
  assert.strictEqual(reason, 'Break on start');
  assert.ok(top.url.endsWith(url), top.url);
  assert.strictEqual(top.location.lineNumber, line, url);
  const { scriptSource } = await client.send('Debugger.getScriptSource', { scriptId: top.location.scriptId });
  assert.strictEqual(scriptSource, text);
  await client.send('Debugger.resume');
  await client.send('Debugger.disable');
  await client.close();
  const { code, output, errors } = await program.end;
  assert.strictEqual(code, 0, errors);
  assert.strictEqual(output, '3\n');
}

(async () => {
  write({ 'other.mjs': 'export const two = 2;\n' });
  for (const [name, [text, line]] of Object.entries(kinds)) await check([write({ [name]: text })], `/${name}`, text, line);
  await check(['-e', '\nconsole.log(3)'], '[eval]', '\nconsole.log(3)', 1);
})();
