// SPDX-License-Identifier: MIT
// --inspect-brk: the program stops before its first line; breakpoints, steps, scopes and the end, from a front end.
'use strict';
const assert = require('node:assert');
const { pathToFileURL } = require('node:url');
const { start, write } = require('./_client.js');

const file = write({
  'program.js': `// The first line.
const five = 5;
function add(x) {
  const sum = x + five;
  return sum;
}
const six = add(1);
console.log('six', six);
`,
});
const url = pathToFileURL(file).href;

(async () => {
  const program = await start(['--inspect-brk=0', file]);
  const client = await program.client();
  const place = ({ callFrames: [{ functionName, location: { lineNumber, columnNumber } }] }) => [functionName, lineNumber, columnNumber];
  await client.send('Runtime.enable');
  await client.send('Debugger.enable');
  await client.send('Runtime.runIfWaitingForDebugger');
  const script = await client.event('Debugger.scriptParsed', (params) => params.url === url);
  const first = await client.event('Debugger.paused');
  assert.strictEqual(first.reason, 'Break on start');
  assert.deepStrictEqual(place(first), ['', 1, 0]);
  const { scriptSource } = await client.send('Debugger.getScriptSource', { scriptId: script.scriptId });
  assert.ok(scriptSource.startsWith('// The first line.\nconst five'), scriptSource);

  const { breakpointId, locations } = await client.send('Debugger.setBreakpointByUrl', { url, lineNumber: 4 });
  assert.deepStrictEqual(locations, [{ scriptId: script.scriptId, lineNumber: 4, columnNumber: 2 }]);
  await assert.rejects(client.send('Debugger.setBreakpointByUrl', { url, lineNumber: 4 }), /already exists/);
  await client.send('Debugger.resume');
  await client.event('Debugger.resumed');
  const second = await client.event('Debugger.paused');
  assert.deepStrictEqual(place(second), ['add', 4, 2]);
  assert.deepStrictEqual(second.hitBreakpoints, [breakpointId]);
  const { result } = await client.send('Runtime.getProperties', { objectId: second.callFrames[0].scopeChain[0].object.objectId });
  assert.deepStrictEqual(result.map(({ name, value }) => `${name}=${value.value}`).sort(), ['sum=6', 'x=1']);

  await client.send('Debugger.stepOut');
  assert.deepStrictEqual(place(await client.event('Debugger.paused')), ['', 7, 0]);
  await client.send('Debugger.resume');
  const { args } = await client.event('Runtime.consoleAPICalled');
  assert.deepStrictEqual(args.map(({ value }) => value), ['six', 6]);
  await client.event('Runtime.executionContextDestroyed');
  await client.close();
  const { code, output, errors } = await program.end;
  assert.strictEqual(code, 0);
  assert.strictEqual(output, 'six 6\n');
  assert.match(errors, /Debugger attached\.\n[^]*Waiting for the debugger to disconnect\.\.\.\n/);
})();
