// SPDX-License-Identifier: MIT
// A worker that answers.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  const worker = new Worker(__filename, { workerData: { greeting: 'hello' } });
  worker.on('message', (text) => {
    console.log(text);
    worker.postMessage('end');
  });
} else {
  parentPort.on('message', () => parentPort.close());
  parentPort.postMessage(`${workerData.greeting} from a thread`);
}
