// SPDX-License-Identifier: MIT
// timers/promises: values, abort signals, the interval iterator, the scheduler.
'use strict';

const assert = require('node:assert');
const timers = require('node:timers/promises');

async function main() {
  assert.strictEqual(await timers.setTimeout(1, 'value'), 'value');
  assert.strictEqual(await timers.setImmediate('now'), 'now');
  let count = 0;
  for await (const value of timers.setInterval(1, 'tick')) {
    assert.strictEqual(value, 'tick');
    if (++count === 3) break;
  }
  const controller = new AbortController();
  const waiting = timers.setTimeout(100000, null, { signal: controller.signal });
  controller.abort('reason');
  await assert.rejects(waiting, { name: 'AbortError', code: 'ABORT_ERR', cause: 'reason' });
  await timers.scheduler.wait(1);
  await timers.scheduler.yield();
  await assert.rejects(timers.setTimeout(1, null, { ref: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
  done = true;
}
let done = false;
main();
process.on('exit', () => assert.ok(done));
