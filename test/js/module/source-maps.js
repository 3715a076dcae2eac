// SPDX-License-Identifier: MIT
// Stacks show the author's positions where a file names a source map; SourceMap and findSourceMap read the same maps.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync, spawnSync } = require('node:child_process');
const { findSourceMap, SourceMap, getSourceMapsSupport, setSourceMapsSupport } = require('node:module');

const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'maps-'));
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
// Line 2 of the text is line 11, column 5 of the source; line 3 is line 21.
const map = { version: 3, sources: ['../src/original.ts'], names: ['better'], mappings: ';AAUIA;AAUA', sourcesContent: [`${'\n'.repeat(10)}    throw it;\n`] };
const text = (comment) => `exports.make = function make() {\nreturn new Error('made');\n};\n${comment}\n`;
const inline = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
const stackOf = (file) => require(file).make().stack.split('\n')[1];
const source = path.join(folder, 'src', 'original.ts');

// The author's positions, from a map in the file and from one beside it.
assert.ok(stackOf(write('out/inline.js', text(inline))).endsWith(`(${source}:11:5)`));
write('out/beside.js.map', JSON.stringify(map));
assert.ok(stackOf(write('out/beside.js', text('//# sourceMappingURL=beside.js.map'))).endsWith(`(${source}:11:5)`));
// Packages are not looked at before the program asks for it.
const inPackage = write('node_modules/p/index.js', text(inline));
assert.ok(stackOf(inPackage).includes(`${inPackage}:2:`));
// What cannot be had leaves positions alone.
for (const [i, comment] of ['//# sourceMappingURL=missing.map', '//# sourceMappingURL=data:application/json;base64,e30', '//# sourceMappingURL=data:text/plain,x',
                            '//# sourceMappingURL=http://127.0.0.1:1/x', '//# sourceMappingURL=data:application/json,{', 'const s = "//# sourceMappingURL=beside.js.map";'].entries()) {
  const file = write(`out/bad${i}.js`, text(comment));
  assert.ok(stackOf(file).includes(`${file}:2:`), comment);
}
// A program's own formatting gets the positions of the text.
Error.prepareStackTrace = (error, sites) => sites;
const { stack } = require(path.join(folder, 'out/inline.js')).make();
assert.strictEqual(stack[0].getLineNumber(), 2);
Error.prepareStackTrace = undefined;

const found = findSourceMap(path.join(folder, 'out/inline.js'));
assert.deepStrictEqual(found.findEntry(1, 0), {
  generatedLine: 1, generatedColumn: 0, originalSource: `file://${source}`, originalLine: 10, originalColumn: 4, name: 'better',
});
assert.deepStrictEqual(found.findOrigin(2, 3), { name: 'better', fileName: `file://${source}`, lineNumber: 11, columnNumber: 7 });
assert.deepStrictEqual(found.lineLengths.slice(0, 3), [32, 25, 2]);
assert.strictEqual(findSourceMap(__filename), undefined);
assert.deepStrictEqual(Object.keys(new SourceMap(map).payload), Object.keys(map));

assert.deepStrictEqual({ ...getSourceMapsSupport() }, { enabled: false, nodeModules: false, generatedCode: false });
setSourceMapsSupport(true, { nodeModules: true });
assert.ok(stackOf(inPackage).endsWith(':11:5)'));
setSourceMapsSupport(false);
assert.ok(stackOf(path.join(folder, 'out/inline.js')).includes('inline.js:2:'));

// The frame above an uncaught error comes from the map.
const thrower = write('out/throws.js', `${text('')}throw exports.make();\n${inline}\n`);
const { stderr } = spawnSync(process.execPath, [thrower], { encoding: 'utf8' });
assert.ok(stderr.startsWith(`${source}:11\n    throw it;\n    ^\n`), stderr);
const esm = write('out/module.mjs', `export function make() {\nreturn new Error('made');\n};\nconsole.log(make().stack);\n${inline}\n`);
assert.ok(execFileSync(process.execPath, [esm], { encoding: 'utf8' }).includes(`(${source}:11:5)`));
assert.ok(execFileSync(process.execPath, ['--no-enable-source-maps', esm], { encoding: 'utf8' }).includes('module.mjs:2:'));
fs.rmSync(folder, { recursive: true });
