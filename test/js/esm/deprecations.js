// SPDX-License-Identifier: MIT
// Packages of ES modules whose main file is guessed, and empty parts of paths in "exports": warnings DEP0151, DEP0155 and DEP0166.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'deprecations-'));
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
};
write('node_modules/nothing/package.json', '{"type":"module"}');
write('node_modules/nothing/index.js', 'export default 1;');
write('node_modules/short/package.json', '{"type":"module","main":"lib/main"}');
write('node_modules/short/lib/main.js', 'export default 2;');
write('node_modules/named/package.json', '{"type":"module","main":"main.js"}');
write('node_modules/named/main.js', 'export default 3;');
write('node_modules/common/package.json', '{}');
write('node_modules/common/index.js', 'module.exports = 4;');
write('node_modules/slashes/package.json', '{"type":"module","exports":{"./target":".//lib/a.js","./part/*":"./lib/*","./fine":"./lib/a.js"}}');
write('node_modules/slashes/lib/a.js', 'export default 5;');
write('main.mjs', `import a from 'nothing'; import b from 'short'; import c from 'named'; import d from 'common';
import e from 'slashes/target'; import f from 'slashes/part//a.js'; import g from 'slashes/fine';
export default [a, b, c, d, e, f, g];`);

const codes = [];
process.on('warning', ({ code, message }) => codes.push(`${code} ${/nothing|short|target|part/.exec(message)}`));
import(pathToFileURL(path.join(folder, 'main.mjs')).href).then((ns) => {
  assert.deepStrictEqual(ns.default, [1, 2, 3, 4, 5, 5, 5]);
  setImmediate(() => {
    assert.deepStrictEqual(codes.sort(), ['DEP0151 nothing', 'DEP0151 short', 'DEP0166 part', 'DEP0166 target']);
  });
}).finally(() => fs.rmSync(folder, { recursive: true }));
