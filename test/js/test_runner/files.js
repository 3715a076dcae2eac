// SPDX-License-Identifier: MIT
// `--test` over files: which are taken, what each reporter prints, exit codes, names and shards; run() with its events; snapshots.
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');
const { run } = require('node:test');
const reporters = require('node:test/reporters');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'test-runner-'));
const put = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
};
put('good.test.js', `
const { test, describe, it, before, after, beforeEach, afterEach } = require('node:test');
const assert = require('assert');
const order = [];
describe('a suite', () => {
  before(() => order.push('before')); after(() => order.push('after'));
  beforeEach(() => order.push('each')); afterEach(() => order.push('done'));
  it('first', () => { order.push('first'); });
  it('second', async () => { order.push('second'); });
  it('skipped', { skip: 'not now' }, () => {});
  it.todo('later');
});
test('order', (t) => {
  assert.deepStrictEqual(order.filter((o) => o !== 'each' && o !== 'done'), ['before', 'first', 'second', 'after']);
  t.diagnostic('a note');
  t.plan(1);
  t.assert.ok(true);
});
test('callback', (t, done) => setImmediate(done));
`.replaceAll("require('node:test')", "require('node:test')"));
put('bad.test.js', `
const test = require('node:test');
const assert = require('assert');
test('fails', () => assert.strictEqual(1, 2));
test('nested', async (t) => { await t.test('inner', () => { throw new Error('inner trouble <&>'); }); });
test('slow', { timeout: 20 }, () => new Promise((resolve) => setTimeout(resolve, 5000).unref()));
console.log('printed by the file');
`);
put('sub/test-third.js', `require('node:test')('third', () => {});`);
put('no-test-here.js', `throw new Error('must not run');`);
put('exits.test.js', `process.exit(3);`);

const protojs = (args, cwd = folder) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', NODE_TEST_CONTEXT: undefined } });
  return { status, out: stdout + stderr };
};

function reported() {
  const good = protojs(['--test', 'good.test.js', 'sub/test-third.js']);
  assert.strictEqual(good.status, 0, good.out);
  assert.match(good.out, /tests 7/);
  assert.match(good.out, /skipped 1/);
  assert.match(good.out, /todo 1/);
  const bad = protojs(['--test', '--test-reporter=tap', 'bad.test.js']);
  assert.strictEqual(bad.status, 1);
  assert.match(bad.out, /TAP version 13/);
  assert.match(bad.out, /not ok \d+ - fails/);
  assert.match(bad.out, /inner trouble/);
  assert.match(bad.out, /testTimeoutFailure|timed out/);
  assert.match(bad.out, /# printed by the file/);
  assert.match(bad.out, /# fail 3/);
  const dots = protojs(['--test', '--test-reporter=dot', 'good.test.js', 'bad.test.js']);
  assert.match(dots.out, /X[.X]*\.|\.[.X]*X/);
  const junit = protojs(['--test', '--test-reporter=junit', 'good.test.js', 'bad.test.js']);
  assert.match(junit.out, /<\?xml version="1.0" encoding="utf-8"\?>/);
  assert.match(junit.out, /<testsuite name="a suite"/);
  assert.match(junit.out, /<skipped type="skipped" message="not now"/);
  const spec = protojs(['--test', '--test-reporter=spec', '--test-reporter-destination=out.txt', 'bad.test.js']);
  assert.strictEqual(spec.status, 1);
  assert.match(fs.readFileSync(path.join(folder, 'out.txt'), 'utf8'), /failing tests:[^]*fails/);
  const exits = protojs(['--test', 'exits.test.js']);
  assert.strictEqual(exits.status, 1);
  assert.match(exits.out, /exits.test.js/);
}

function chosen() {
  const all = protojs(['--test']);
  assert.strictEqual(all.status, 1);
  assert.match(all.out, /third/);
  assert.doesNotMatch(all.out, /must not run/);
  const glob = protojs(['--test', 'sub/**/*.js']);
  assert.match(glob.out, /tests 1\b/);
  const named = protojs(['--test', '--test-name-pattern=second', '--test-reporter=tap', 'good.test.js']);
  assert.match(named.out, /ok \d+ - second/);
  assert.doesNotMatch(named.out, /ok \d+ - callback/);
  const without = protojs(['--test', '--test-skip-pattern=/order|callback/', '--test-reporter=tap', 'good.test.js']);
  assert.doesNotMatch(without.out, /ok \d+ - callback/);
  const shard = protojs(['--test', '--test-shard=1/2', '--test-reporter=tap', 'good.test.js', 'sub/test-third.js']);
  const other = protojs(['--test', '--test-shard=2/2', '--test-reporter=tap', 'good.test.js', 'sub/test-third.js']);
  assert.notStrictEqual(/third/.test(shard.out), /third/.test(other.out));
  const single = protojs(['--test', '--test-isolation=none', '--test-concurrency=1', 'good.test.js', 'sub/test-third.js']);
  assert.match(single.out, /third/);
  const none = protojs(['--test', 'nothing-*.js']);
  assert.match(none.out, /tests 0|Could not find/);
  const direct = protojs(['good.test.js']);
  const forced = protojs(['--test', '--test-force-exit', 'good.test.js']);
}

async function asFunction() {
  const events = {};
  const stream = run({ files: [path.join(folder, 'good.test.js'), path.join(folder, 'bad.test.js')], concurrency: 2, setup: (s) => assert.ok(s.on) });
  for (const name of ['test:pass', 'test:fail', 'test:plan', 'test:diagnostic', 'test:start', 'test:enqueue', 'test:dequeue', 'test:complete', 'test:summary', 'test:stdout']) {
    stream.on(name, (data) => (events[name] ??= []).push(data));
  }
  for await (const event of stream) assert.strictEqual(typeof event.type, 'string');
  assert.ok(events['test:pass'].some(({ name }) => name === 'first'));
  assert.ok(events['test:fail'].some(({ name, details }) => name === 'fails' && details.error.cause.code === 'ERR_ASSERTION'));
  assert.ok(events['test:stdout'].some(({ message }) => message.includes('printed')));
  assert.ok(events['test:summary'].length >= 1);
  const tap = run({ files: [path.join(folder, 'sub/test-third.js')] }).compose(reporters.tap);
  let text = '';
  for await (const chunk of tap) text += chunk;
  assert.match(text, /ok 1 - third/);
  const stopper = new AbortController();
  stopper.abort();
  const stopped = run({ files: [path.join(folder, 'good.test.js')], signal: stopper.signal });
  let passed = 0;
  stopped.on('test:pass', () => passed++);
  stopped.resume();
  await new Promise((resolve) => stopped.on('close', resolve).on('end', resolve));
  assert.strictEqual(passed, 0);
  assert.throws(() => run({ files: 'x' }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => run({ concurrency: 'x' }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => run({ shard: { index: 3, total: 2 } }), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => run({ timeout: -1 }), { code: 'ERR_OUT_OF_RANGE' });
}

function snapshots() {
  put('snap.test.js', `
const { test, snapshot } = require('node:test');
snapshot.setDefaultSnapshotSerializers([(value) => JSON.stringify(value, null, 2)]);
test('one', (t) => { t.assert.snapshot({ a: 1, b: process.env.VALUE ?? 'x' }); t.assert.snapshot('second \\\`tick\\\`'); });
test('file', (t) => { t.assert.fileSnapshot({ c: 3 }, __dirname + '/one.snapshot.txt'); });
`);
  assert.strictEqual(protojs(['--test', 'snap.test.js']).status, 1);
  assert.strictEqual(protojs(['--test', '--test-update-snapshots', 'snap.test.js']).status, 0);
  assert.match(fs.readFileSync(path.join(folder, 'snap.test.js.snapshot'), 'utf8'), /exports\[`one 1`\]/);
  assert.match(fs.readFileSync(path.join(folder, 'one.snapshot.txt'), 'utf8'), /"c": 3/);
  assert.strictEqual(protojs(['--test', 'snap.test.js']).status, 0);
  process.env.VALUE = 'other';
  assert.strictEqual(protojs(['--test', 'snap.test.js']).status, 1);
}

async function main() {
  reported();
  chosen();
  await asFunction();
  snapshots();
  fs.rmSync(folder, { recursive: true });
}
let done = false;
main().then(() => { done = true; });
process.on('exit', (code) => assert.ok(done || code !== 0, 'it did not come to its end'));
