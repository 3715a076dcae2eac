// SPDX-License-Identifier: MIT
// Workspaces: the packages in a project's own folders.

const fs = require('fs');
const path = require('path');
const { PackageError, compareNames, readJson } = require('internal/npm/util');

// [{folder, pkg}] in the order of their paths.
function findWorkspaces(root, pkg) {
  const patterns = Array.isArray(pkg.workspaces) ? pkg.workspaces : pkg.workspaces?.packages ?? [];
  const found = new Map();
  for (const raw of patterns) {
    const negated = raw[0] === '!';
    const pattern = (negated ? raw.slice(1) : raw).replace(/^\.?\/+/, '').replace(/\/+$/, '');
    const folders = /[*?[{]/.test(pattern) ? fs.globSync(pattern, { cwd: root, exclude: (name) => path.basename(typeof name === 'string' ? name : name.name) === 'node_modules' }) : [pattern];
    for (const relative of folders.sort(compareNames)) {
      const folder = path.join(root, relative);
      if (negated) found.delete(folder);
      else {
        const its = readJson(path.join(folder, 'package.json'));
        if (its !== undefined) found.set(folder, { folder, pkg: { ...its, name: its.name ?? path.basename(folder) } });
      }
    }
  }
  const names = new Map();
  for (const { folder, pkg: { name } } of found.values()) {
    if (names.has(name)) throw new PackageError('EDUPLICATEWORKSPACE', `two workspaces are called ${name}: ${names.get(name)} and ${folder}`);
    names.set(name, folder);
  }
  return [...found.values()];
}

module.exports = { findWorkspaces };
