// SPDX-License-Identifier: MIT
// NodeWorker: a worker waits for a front end, pauses before its first line, is debugged through its parent's session; and a worker inspects the main thread.
'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const { Session } = require('node:inspector');
const { Worker } = require('node:worker_threads');
const { write } = require('./_client.js');

const file = write({
  'worker.js': `'use strict';
const { parentPort } = require('worker_threads');
const { Session } = require('inspector');
const x = 6;
debugger;
const session = new Session();
session.connectToMainThread();
session.post('Runtime.evaluate', { expression: 'answer' }, (error, { result }) => {
  parentPort.postMessage(result.value * x);
  parentPort.close();
});
parentPort.on('message', () => {});
` });
globalThis.answer = 7;

(async () => {
  const session = new Session();
  session.connect();
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: true });
  const worker = new Worker(file);
  const [{ params: { sessionId, waitingForDebugger, workerInfo } }] = await once(session, 'NodeWorker.attachedToWorker');
  assert.strictEqual(waitingForDebugger, true);
  assert.ok(workerInfo.url.endsWith('/worker.js'), workerInfo.url);
  let id = 0;
  const send = (method) => session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id: ++id, method }) });
  const lines = [];
  session.on('NodeWorker.receivedMessageFromWorker', ({ params: { message } }) => {
    const { method, params } = JSON.parse(message);
    if (method !== 'Debugger.paused') return;
    lines.push([params.reason, params.callFrames[0].location.lineNumber]);
    send('Debugger.resume');
  });
  send('Debugger.enable');
  send('Runtime.runIfWaitingForDebugger');
  const detached = once(session, 'NodeWorker.detachedFromWorker');
  const [message] = await once(worker, 'message');
  assert.strictEqual(message, 42);
  assert.deepStrictEqual(lines, [['Break on start', 1], ['other', 4]]);
  const [{ params }] = await detached;
  assert.strictEqual(params.sessionId, sessionId);
  session.disconnect();
})();
