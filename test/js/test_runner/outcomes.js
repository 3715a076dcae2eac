// SPDX-License-Identifier: MIT
// Exit: 1
// Flags: --test-reporter=tap
const assert = require('node:assert');
const { describe, it, test } = require('node:test');

test('passes', (t) => t.diagnostic('said'));
test('fails', () => assert.strictEqual(1, 2));
test('is skipped', { skip: 'why' }, () => { throw new Error('not run'); });
test('is to do', { todo: true }, () => { throw new Error('later'); });
test('expects a failure', { expectFailure: /boom/ }, () => { throw new Error('boom'); });
describe('suite', () => {
  it('waits for a callback', (t, done) => setImmediate(done));
  it('runs subtests', async (t) => {
    t.plan(2);
    await t.test('child', () => {});
    t.assert.ok(true);
  });
});
process.on('exit', (code) => assert.strictEqual(code, 1));
