// SPDX-License-Identifier: MIT
// Completion of globals, members, modules and commands.
const assert = require('node:assert');
const { PassThrough } = require('node:stream');
const repl = require('node:repl');

const server = repl.start({ input: new PassThrough(), output: new PassThrough(), terminal: false });
const complete = (line) => {
  let found;
  server.complete(line, (error, result) => {
    assert.ifError(error);
    found = result;
  });
  return found;
};
assert.deepStrictEqual(complete('JSON.stri'), [['JSON.stringify'], 'JSON.stri']);
assert.deepStrictEqual(complete('.hel'), [['help'], 'hel']);
assert.ok(complete('Reg')[0].includes('RegExp'));
assert.ok(complete("require('read")[0].includes('readline'));
assert.deepStrictEqual(complete('nothing.at'), [[], 'nothing.at']);
server.close();
