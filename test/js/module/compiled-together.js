// SPDX-License-Identifier: MIT
// Files that are compiled together with the file that requires them behave as files of their own.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'together-'));
const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);

write('a.js', `'use strict';
const b = require('./b');
const c = require('./c'),
  d = require('./d');
exports.names = [b.name, c.name, d.name];
exports.strict = (function() { return this === undefined; })();
exports.text = require('./e').text;
`);
write('b.js', `exports.name = 'b'; exports.where = __filename; exports.sloppy = (function() { return this !== undefined; })();
exports.fail = function fail() {
  throw new Error('from b');
};
exports.text = exports.fail.toString();
`);
write('c.js', 'exports.name = \'c\'; exports.stack = new Error(\'c\').stack;\r\nexports.second = new Error(\'c\').stack;\r// a line\nexports.fourth = new Error(\'c\').stack;\n');
write('d.js', '#!/usr/bin/env node\nexports.name = "d"; try { null.x; } catch (e) { exports.engine = e.stack; }\nif (exports.name === "d") return;\nexports.name = "wrong";\n');
write('e.js', 'exports.text = "\u00e9\u4e00";\n');

const a = require(path.join(folder, 'a.js'));
assert.deepStrictEqual(a.names, ['b', 'c', 'd']);
assert.strictEqual(a.strict, true);
assert.strictEqual(a.text, '\u00e9\u4e00');

const b = require(path.join(folder, 'b.js'));
assert.strictEqual(b.where, path.join(folder, 'b.js'));
assert.strictEqual(b.sloppy, true);
assert.strictEqual(b.text, 'function fail() {\n  throw new Error(\'from b\');\n}');
assert.throws(b.fail, (error) => error.stack.split('\n')[1].includes(`${path.join(folder, 'b.js')}:3:`));

const c = require(path.join(folder, 'c.js'));
assert.match(c.stack.split('\n')[1], /c\.js:1:\d+\)?$/);
assert.ok(+/:1:(\d+)\)?/.exec(c.stack)[1] < 60, c.stack);
assert.match(c.second.split('\n')[1], /c\.js:2:\d+\)?$/);
assert.match(c.fourth.split('\n')[1], /c\.js:4:\d+\)?$/);
assert.match(require(path.join(folder, 'd.js')).engine.split('\n')[1], /d\.js:2:\d+\)?$/);

// What is written between reading ahead and requiring is seen.
write('old.js', 'module.exports = "old";\n');
write('writer.js', `const other = require('./other');
require('fs').writeFileSync(__dirname + '/old.js', 'module.exports = "new";\\n');
exports.value = require('./old');
`);
write('other.js', 'exports.other = 1;\n');
assert.strictEqual(require(path.join(folder, 'writer.js')).value, 'new');

// What was missing is found once it is there.
write('maker.js', `require('./other');
exports.nested = require('./maker2').value;
`);
write('maker2.js', `require('fs').writeFileSync(__dirname + '/made.js', 'module.exports = "made";\\n');
exports.value = require('./made');
`);
assert.strictEqual(require(path.join(folder, 'maker.js')).nested, 'made');

// A file that does not parse fails alone, with its own name and line; the others run.
write('bad.js', 'const fine = 1;\nconst = 2;\n');
write('half.js', 'exports.half = 1; /* never closed\n');
write('outer.js', `const good = require('./other2');
exports.errors = [];
for (const name of ['./bad', './half']) {
  try { require(name); } catch (e) { exports.errors.push(e); }
}
exports.good = good.other;
`);
write('other2.js', 'exports.other = 2; try { require("./x"); } catch {}\n');
write('outer2.js', `const first = require('./outer');
let bad;
try {
bad = require('./bad');
} catch (e) { exports.error = e; }
exports.first = first;
`);
const outer = require(path.join(folder, 'outer2.js'));
assert.strictEqual(outer.first.good, 2);
assert.ok(outer.first.errors.every((e) => e instanceof SyntaxError));
assert.ok(outer.error.stack.startsWith(`${path.join(folder, 'bad.js')}:2\n`), outer.error.stack);

// Files that together look right, each of them wrong.
write('open.js', 'exports.open = 1;\n/* opened\n');
write('close.js', '/* closed */ exports.close = 1;\n');
write('both.js', `exports.errors = [];
try {
open = require('./open');
} catch (e) { exports.errors.push(e.name); }
const close = require('./close');
exports.close = close.close;
`);
assert.deepStrictEqual(require(path.join(folder, 'both.js')), { errors: ['SyntaxError'], close: 1 });
fs.rmSync(folder, { recursive: true });
