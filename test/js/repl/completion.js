// SPDX-License-Identifier: MIT
// Completion: members of literals, chains and brackets, in any case; nothing of the program runs for it; declarations, texts and comments get none.
const assert = require('node:assert');
const repl = require('node:repl');
const { PassThrough } = require('node:stream');

const server = repl.start({ input: new PassThrough(), output: new PassThrough(), prompt: '' });
const context = server.context;
context.counter = 0;
context.inc = () => context.counter++;
context.data = { list: [{ deep: { depth: 1 } }], get got() { context.counter++; return { x: 1 }; }, barBar: 1, BARbuz: 2, 'not-a-name': 3 };
context.mirror = new Proxy({ x: 1 }, { get() { context.counter++; } });
context.key = 'list';

const complete = (line) => {
  let result;
  server.complete(line, (error, found) => { assert.strictEqual(error, null); result = found; });
  return result;
};
assert.deepStrictEqual(complete('data.li'), [['data.list'], 'data.li']);
assert.deepStrictEqual(complete('x = data?.list[0].de'), [['data?.list[0].deep'], 'data?.list[0].de']);
assert.deepStrictEqual(complete('data[key][0].deep.d'), [['data[key][0].deep.depth'], 'data[key][0].deep.d']);
assert.deepStrictEqual(complete('data["li" + "st"].len'), [['data["li" + "st"].length'], 'data["li" + "st"].len']);
assert.deepStrictEqual(complete('data.b'), [['data.BARbuz', 'data.barBar'], 'data.b']);
for (const [line, expected] of [['\'abc\'.le', "'abc'.length"], ['`a`.le', '`a`.length'], ['[].a', '[].at'], ['/x/.te', '/x/.test'], ['1..toF', '1..toFixed']]) {
  assert.deepStrictEqual(complete(line)[0], [expected], line);
}
for (const line of ['data.got.', 'mirror.', 'inc().', 'data[inc()].', 'a=(counter+=1).x', 'let a', 'class B', '"con', '// con', '`${con', '{}.a', '1.', 'data.list.0']) {
  assert.deepStrictEqual(complete(line)[0], [], line);
}
assert.strictEqual(context.counter, 0);
assert.deepStrictEqual(complete('clas'), [['class'], 'clas']);
assert.ok(!complete('')[0].some((name) => name.startsWith('$pj_')));
assert.ok(complete('process.env.PA')[0].includes('process.env.PATH'));
assert.deepStrictEqual(complete("require('..")[0], ['../']);
assert.deepStrictEqual(complete("require('node:rea")[0], ['node:readline', 'node:readline/promises']);
assert.deepStrictEqual(complete('.h')[0], ['help']);
server.close();
