// SPDX-License-Identifier: MIT
// Which built-in modules a program may name, and how.

const { ids, requireBuiltin } = require('internal/builtins');

// Only with the prefix `node:`; without it the name belongs to packages.
const schemeOnly = new Set(['sea', 'sqlite', 'test', 'test/reporters']);

let known;
function publicIds() {
  if (known === undefined) {
    known = new Set();
    for (const id of ids()) {
      if (!id.startsWith('internal/') && !id.includes(':')) known.add(id);
    }
    if (!binding('options').get('--experimental-sqlite')) known.delete('sqlite');
  }
  return known;
}

// The identifier behind a specifier that names a built-in, or undefined.
function idOf(specifier) {
  if (specifier.startsWith('node:')) {
    const id = specifier.slice(5);
    return publicIds().has(id) ? id : undefined;
  }
  if (specifier.startsWith('protojs:')) return ids().includes(specifier) ? specifier : undefined;
  return publicIds().has(specifier) && !schemeOnly.has(specifier) ? specifier : undefined;
}

const urlOf = (id) => (id.startsWith('node:') || id.startsWith('protojs:') ? id : `node:${id}`);

function builtinModules() {
  const plain = [];
  const prefixed = [];
  for (const id of publicIds()) {
    if (schemeOnly.has(id)) prefixed.push(`node:${id}`);
    else plain.push(id);
  }
  return [...plain.sort(), ...prefixed.sort()];
}

module.exports = { idOf, urlOf, builtinModules, publicIds, requireBuiltin };
