// SPDX-License-Identifier: MIT
// Babel compiles modern syntax and a whole library for an old target.
const fs = require('node:fs');
const { digest, folder, load } = require('./_packages');

const babel = load('@babel/core');
const options = { configFile: false, babelrc: false, presets: [[load.resolve('@babel/preset-env'), { targets: { ie: '11' } }]] };
const { code } = babel.transformSync('class A { #x = 1; static async *g() { for await (const v of this.it()) yield v?.a ?? 1; } }', { ...options, sourceMaps: true });
console.log(digest(code));
for (const [name, file] of [['commander', 'lib/command.js'], ['marked', 'lib/marked.cjs'], ['winston', 'lib/winston/logger.js']]) {
  const result = babel.transformSync(fs.readFileSync(folder(name, file), 'utf8'), { ...options, filename: file, sourceMaps: true });
  console.log(name, digest(result.code), digest(result.map.mappings));
}
