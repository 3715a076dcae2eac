// SPDX-License-Identifier: MIT
// SIGUSR1 starts the server of a program that has none; process._debugProcess() sends it.
'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');
const { once } = require('node:events');

(async () => {
  const child = spawn(process.execPath, ['--inspect-port=0', '-e', 'setInterval(() => {}, 1000); console.log("up")'], { stdio: ['ignore', 'pipe', 'pipe'] });
  await once(child.stdout, 'data');
  process._debugProcess(child.pid);
  let text = '';
  for await (const chunk of child.stderr.setEncoding('utf8')) {
    text += chunk;
    if (text.includes('For help')) break;
  }
  assert.match(text, /^Debugger listening on ws:\/\/127\.0\.0\.1:\d+\//);
  child.kill();
  await once(child, 'exit');
})();
