// SPDX-License-Identifier: MIT
// tsconfig.json: paths, baseUrl, names without extension, "extends", and JSX with the automatic runtime; from ES modules and CommonJS.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-ts-'));
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
};
const run = (name) => execFileSync(process.execPath, ['--no-warnings', path.join(root, name)], { encoding: 'utf8' }).trim();

try {
  write('base.json', '{ "compilerOptions": { "jsx": "react-jsx", /* which */ "jsxImportSource": "tiny", } }');
  write('tsconfig.json', '{ // a comment\n "extends": "./base.json", "compilerOptions": { "baseUrl": "./src", "paths": { "@lib/*": ["lib/*"], "exact": ["lib/exact"] } } }');
  write('node_modules/tiny/package.json', '{ "name": "tiny", "exports": { "./jsx-runtime": "./jsx.js" } }');
  write('node_modules/tiny/jsx.js', 'exports.jsx = (t, p, k) => [t, p, k ?? 0]; exports.jsxs = (t, p, k) => ["s", t, p, k ?? 0]; exports.Fragment = "F";');
  write('src/lib/b.ts', 'export const b: number = 2; export type T = string;');
  write('src/lib/exact.ts', 'export default "exact";');
  write('src/lib/index.ts', 'export enum E { A = 1 }');
  write('src/main.tsx', `import { b, type T } from '@lib/b'; import exact from 'exact'; import { E } from './lib'; import { b as b2 } from './lib/b.js';
    const text: T = 't';
    console.log(JSON.stringify(<><i x="1" key="k"/><b>{b} {text}</b></>), exact, E.A, b2);`);
  write('src/common.cts', 'const { E } = require("lib"); const { b } = require("@lib/b"); console.log(E.A, b as number);');
  assert.strictEqual(run('src/main.tsx'), '["s","F",{"children":[["i",{"x":"1"},"k"],["s","b",{"children":[2," ","t"]},0]]},0] exact 1 2');
  assert.strictEqual(run('src/common.cts'), '1 2');
} finally {
  fs.rmSync(root, { recursive: true });
}
