// SPDX-License-Identifier: MIT
// Loads a package with require() and import() and writes what a program would see of it, as JSON, to a file. Run as text (`-e`), with the package's name
// and the file as arguments, in the folder whose node_modules has it.
'use strict';
const { writeFileSync } = require('node:fs');

const [, name, file] = process.argv;
const LEVELS = 2;
const KEYS_MAX = 400;

const failure = (error) => `threw ${error?.code ?? error?.name}: ${String(error?.message).split('\n')[0]}`;

function shapeOf(value, level) {
  if (value === null) return 'null';
  const type = typeof value;
  if ((type !== 'object' && type !== 'function') || level === LEVELS) return type;
  const attributes = {};
  for (const key of Object.keys(value).sort().slice(0, KEYS_MAX)) {
    try {
      attributes[key] = shapeOf(value[key], level + 1);
    } catch (error) {
      attributes[key] = `threw ${error?.name}`; // a getter that wants to be called otherwise
    }
  }
  return type === 'function' ? { length: value.length, attributes } : { attributes };
}

(async () => {
  const seen = {};
  try {
    seen.required = shapeOf(require(name), 0);
  } catch (error) {
    seen.required = failure(error);
  }
  try {
    seen.imported = Object.keys(await import(name)).sort().slice(0, KEYS_MAX);
  } catch (error) {
    seen.imported = failure(error);
  }
  writeFileSync(file, JSON.stringify(seen));
  process.exit(0); // whatever the package keeps open
})();
