// SPDX-License-Identifier: MIT
// A server that waits for requests has given back the code that it ran to start, and answers as ever.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');

function residentOfFiles() {
  return Number(/RssFile:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status', 'latin1'))[1]);
}

const before = residentOfFiles();

function ask(port) {
  http.get({ port, host: '127.0.0.1' }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => {
      assert.strictEqual(text, 'Hello, World!');
      server.close();
    });
  });
}

const server = http.createServer((request, response) => response.end('Hello, World!')).listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  // It is given back when the loop is about to sleep.
  const waiting = setInterval(() => {
    if (fs.existsSync('/proc/self/pagemap') && residentOfFiles() >= before) return;
    clearInterval(waiting);
    ask(port);
  }, 10);
});
