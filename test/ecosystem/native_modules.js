// SPDX-License-Identifier: MIT
// Packages that bring native modules: bcrypt hashes, LevelDB keeps and iterates, Rollup's parser in Rust bundles, msgpackr extracts strings in C.
const fs = require('node:fs');
const path = require('node:path');
const { load } = require('./_packages');

async function hashes() {
  const bcrypt = load('bcrypt');
  const hash = bcrypt.hashSync('secret', 4);
  console.log(bcrypt.getRounds(hash), bcrypt.compareSync('secret', hash), bcrypt.compareSync('guess', hash));
  console.log(await bcrypt.compare('secret', await bcrypt.hash('secret', 4)));
}

async function database() {
  const { ClassicLevel } = load('classic-level');
  const db = new ClassicLevel(path.join(process.env.TMPDIR, 'db'), { valueEncoding: 'json' });
  await db.put('a', { x: 1 });
  await db.batch(Array.from({ length: 1000 }, (_, i) => ({ type: 'put', key: `n${String(i).padStart(4, '0')}`, value: [i] })));
  console.log(await db.get('a'), await db.get('missing'), await db.keys({ gte: 'n0997' }).all());
  let sum = 0;
  for await (const [key, [value]] of db.iterator({ gt: 'b' })) sum += key.length + value;
  console.log(sum);
  await db.clear({ lt: 'n0999' });
  console.log(await db.values().all());
  await db.close();
  await db.get('a').catch((error) => console.log(error.code));
}

async function bundle() {
  const { rollup } = load('rollup-native');
  const file = (name) => path.join(process.env.TMPDIR, name);
  fs.writeFileSync(file('a.mjs'), 'export const used = 1; export const unused = 2;');
  fs.writeFileSync(file('b.mjs'), 'import { used } from "./a.mjs"; console.log(used);');
  const made = await rollup({ input: file('b.mjs') });
  console.log((await made.generate({ format: 'cjs' })).output[0].code);
  await made.close();
  fs.writeFileSync(file('wrong.mjs'), 'let 1');
  await rollup({ input: file('wrong.mjs') }).catch((error) => console.log(error.code, error.loc.line, error.loc.column));
}

function strings() {
  const { pack, unpack } = load('msgpackr');
  const value = { texts: Array.from({ length: 300 }, (_, i) => `text ${i}`), wide: ['\u4e16\u754c'.repeat(40)] };
  console.log(typeof load('msgpackr-extract').extractStrings, JSON.stringify(unpack(pack(value))) === JSON.stringify(value));
}

(async () => {
  await hashes();
  await database();
  await bundle();
  strings();
})();
