// SPDX-License-Identifier: MIT
// A program's files are read while the engine starts. What it does to them before it requires them counts all the same.
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'ahead-'));
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
};
function run(name) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [path.join(folder, name)], { encoding: 'utf8', env: { HOME: folder } });
  assert.strictEqual(status, 0, stderr);
  return stdout.trim().split('\n');
}

try {
  const fill = (kind, line) => Array.from({ length: 60 }, (_, i) => {
    write(`part${i}.${kind}`, kind === 'js' ? `exports.n = ${i};\n` : `export const n = ${i};\n`);
    return line(i);
  }).join('');
  // changed, made and deleted before they are asked for; a package that is found beside
  write('changes.js', "exports.v = 'old';\n");
  write('goes.js', "exports.v = 'old';\n");
  write('node_modules/pack/package.json', '{"main":"lib.js"}');
  write('node_modules/pack/lib.js', "exports.v = require('./deep').v;\n");
  write('node_modules/pack/deep.js', "exports.v = 'deep';\n");
  write('main.js', `'use strict';\nconst fs = require('fs');\nlet sum = 0;\n${fill('js', (i) => `sum += require('./part${i}').n;\n`)}` +
    "fs.writeFileSync(`${__dirname}/changes.js`, \"exports.v = 'new';\");\nfs.writeFileSync(`${__dirname}/made.js`, \"exports.v = 'made';\");\n" +
    "fs.unlinkSync(`${__dirname}/goes.js`);\n" +
    "const changes = require('./changes');\nconst made = require('./made');\nconst pack = require('pack');\n" +
    "let gone;\ntry { require('./goes'); } catch { gone = true; }\nconsole.log(sum, changes.v, made.v, pack.v, gone, module.children.length);\n");
  assert.deepStrictEqual(run('main.js'), ['1770 new made deep true 63']);

  // wide and deep graphs of ES modules, and what stands in one that is only in a comment
  write('main.mjs', `// import './nowhere.mjs'\n${fill('mjs', (i) => `import { n as n${i} } from './part${i}.mjs';\n`)}import { v } from 'es';\nconsole.log(${Array.from({ length: 60 }, (_, i) => `n${i}`).join(' + ')}, v);\n`);
  write('node_modules/es/package.json', '{"type":"module","exports":"./a.js"}');
  write('node_modules/es/a.js', "export * from './b.js';\n");
  write('node_modules/es/b.js', "export const v = 'es';\n");
  assert.deepStrictEqual(run('main.mjs'), ['1770 es']);

  // an entry that cannot be what it looks like
  write('strange.js', "import './part0.mjs';\nconsole.log('detected');\n");
  assert.deepStrictEqual(run('strange.js'), ['detected']);
  write('alone.js', "console.log(require('fs') === require('node:fs'), require.main === module);\n");
  assert.deepStrictEqual(run('alone.js'), ['true true']);
} finally {
  fs.rmSync(folder, { recursive: true });
}
