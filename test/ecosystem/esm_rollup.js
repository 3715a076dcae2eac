// SPDX-License-Identifier: MIT
// Rollup in its WebAssembly build bundles a graph with a plugin, tree shaking, code splitting and a source map.
const { digest, loadModule } = require('./_packages');

const modules = {
  'main.js': 'import { used } from "./lib.js"; import data from "./data.json"; export const x = used(data.a); export const later = () => import("./lazy.js");',
  'lib.js': 'export function used(n) { return n ** 2; }\nexport function unused() { return side(); }\nimport { side } from "./side.js";',
  'side.js': 'export const side = () => { console.log("never"); };',
  'lazy.js': 'import { used } from "./lib.js"; export default class Lazy { #p = used(3); static { this.made = true; } get p() { return this.#p; } }',
  'data.json': '{ "a": 7 }',
};

const virtual = {
  name: 'virtual',
  resolveId: (id) => id.replace('./', ''),
  load: (id) => modules[id],
  transform(code, id) { return id.endsWith('.json') ? { code: `export default ${code};`, map: { mappings: '' } } : null; },
};

(async () => {
  const { rollup, VERSION } = await loadModule('rollup');
  const { parseAst } = await loadModule('rollup/parseAst');
  console.log(VERSION, parseAst('export const a = 1 + /x/v;').body[0].declaration.declarations[0].init.type);
  const bundle = await rollup({ input: 'main.js', plugins: [virtual] });
  for (const format of ['es', 'cjs', 'system']) {
    const { output } = await bundle.generate({ format, sourcemap: true, exports: 'named', chunkFileNames: '[name]-[hash].js' });
    for (const file of output) console.log(format, file.fileName, file.type === 'chunk' ? digest(file.code) : digest(String(file.source)));
    if (format === 'es') console.log(output[0].code);
  }
  const failure = await rollup({ input: 'bad.js', plugins: [{ ...virtual, load: () => 'let a = ;' }] }).catch((error) => error);
  console.log(failure.code, failure.loc?.line, failure.loc?.column);
})();
