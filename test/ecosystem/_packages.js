// SPDX-License-Identifier: MIT
// The packages under test, from the folder that the runner installed, and a digest to compare large outputs.
const path = require('node:path');
const fs = require('node:fs');
const { createRequire } = require('node:module');
const { pathToFileURL } = require('node:url');

const root = process.env.ECOSYSTEM ?? path.join(__dirname, '../../build/ecosystem');

// FNV-1a over UTF-16 units, two lanes of 32 bits.
function digest(text) {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ (c + i), 0x85ebca6b);
  }
  return `${text.length}:${(a >>> 0).toString(16).padStart(8, '0')}${(b >>> 0).toString(16).padStart(8, '0')}`;
}

// import() as a module beside the packages would do it.
let importer;
async function loadModule(name) {
  const file = path.join(root, 'import_package.mjs');
  if (importer === undefined) {
    if (!fs.existsSync(file)) fs.writeFileSync(file, 'export default (name) => import(name);\n');
    importer = import(pathToFileURL(file).href);
  }
  return (await importer).default(name);
}

module.exports = { digest, loadModule, load: createRequire(path.join(root, 'index.js')), folder: (...parts) => path.join(root, 'node_modules', ...parts), root };
