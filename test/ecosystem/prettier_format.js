// SPDX-License-Identifier: MIT
// Prettier formats real sources of several languages.
const fs = require('node:fs');
const { digest, folder, load } = require('./_packages');

const prettier = load('prettier');
const inputs = [
  ['lodash', 'lodash.js', 'babel'], ['commander', 'lib/command.js', 'babel'], ['commander', 'typings/index.d.ts', 'typescript'],
  ['rxjs', 'src/internal/Observable.ts', 'typescript'], ['marked', 'README.md', 'markdown'], ['eslint', 'package.json', 'json'],
  ['ajv', 'lib/core.ts', 'typescript'],
];
for (const [name, file, parser] of inputs) {
  const source = fs.readFileSync(folder(name, file), 'utf8');
  const formatted = prettier.format(source, { parser, singleQuote: true, printWidth: 100 });
  console.log(name, file, digest(formatted), formatted === prettier.format(formatted, { parser, singleQuote: true, printWidth: 100 }));
}
console.log(prettier.format('const  a = {b:1,\nc:[1,2,3]}', { parser: 'babel' }));
