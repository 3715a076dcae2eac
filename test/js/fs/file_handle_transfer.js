// SPDX-License-Identifier: MIT
// A FileHandle moves with a message: the old one is closed without an event, the new one has the descriptor. One in use stays.
const assert = require('node:assert');
const fs = require('node:fs');

(async () => {
  const handle = await fs.promises.open(__filename);
  handle.on('close', assert.fail);
  const { fd } = handle;
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(handle, [handle]);
  assert.strictEqual(handle.fd, -1);
  const received = await new Promise((resolve) => port2.once('message', resolve));
  assert.strictEqual(received.fd, fd);
  assert.ok((await received.readFile('utf8')).includes('SPDX'));
  const reading = received.read(Buffer.alloc(5), 0, 5, 0);
  assert.throws(() => structuredClone(received, { transfer: [received] }), { name: 'DataCloneError', code: 25 });
  await reading;
  await received.close();
  port1.close();
})();
