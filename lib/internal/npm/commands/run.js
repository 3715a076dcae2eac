// SPDX-License-Identifier: MIT
// run, test, start, stop, restart: scripts of the project's package.json.

const fs = require('fs');
const path = require('path');
const { PackageError, readJson } = require('internal/npm/util');
const { runScript } = require('internal/npm/scripts');

// What npm does where package.json does not say.
function fallback(name, folder) {
  if (name === 'start' && fs.existsSync(path.join(folder, 'server.js'))) return 'node server.js';
  return name === 'env' ? 'env' : undefined;
}

function list(pkg) {
  const scripts = pkg.scripts ?? {};
  const lines = Object.keys(scripts).map((name) => `  ${name}\n    ${scripts[name]}`);
  process.stdout.write(lines.length > 0 ? `Scripts of ${pkg.name ?? 'this package'}:\n${lines.join('\n')}\n` : '');
}

async function runNamed(name, args, { config, folder, pkg }) {
  const scripts = pkg.scripts ?? {};
  const main = scripts[name] ?? fallback(name, folder);
  if (main === undefined) {
    if (config.is('if-present')) return;
    const names = Object.keys(scripts);
    throw new PackageError('EMISSINGSCRIPT', `missing script: "${name}" in ${path.join(folder, 'package.json')}${names.length > 0 ? `; there are ${names.join(', ')}` : ''}`);
  }
  const around = !config.is('ignore-scripts');
  const events = [around ? `pre${name}` : undefined, name, around ? `post${name}` : undefined].filter(Boolean);
  for (const event of events) {
    const script = event === name ? main : scripts[event];
    if (typeof script === 'string') await runScript({ pkg, folder, event, script, args: event === name ? args : [], config });
  }
}

// The folders to run in: the project, or workspaces that options name.
function packagesFor({ config, root }) {
  const pkg = readJson(path.join(root, 'package.json'));
  if (pkg === undefined) throw new PackageError('ENOENT', `there is no package.json in ${root} or above it`);
  const names = config.list('workspace');
  if (names.length === 0 && !config.is('workspaces')) return [{ folder: root, pkg }];
  const { findWorkspaces } = require('internal/npm/workspaces');
  const all = findWorkspaces(root, pkg);
  if (names.length === 0) return all;
  return names.map((name) => {
    const found = all.find(({ folder, pkg: { name: its } }) => its === name || folder === path.resolve(root, name));
    if (found === undefined) throw new PackageError('ENOWORKSPACE', `no workspace is called ${name}`);
    return found;
  });
}

module.exports = async ({ command, words, config, root }) => {
  const name = command === 'run' ? words.shift() : command;
  const packages = packagesFor({ config, root });
  if (name === undefined) {
    for (const { pkg } of packages) list(pkg);
    return;
  }
  for (const { folder, pkg } of packages) {
    if (name === 'restart' && pkg.scripts?.restart === undefined) {
      for (const event of ['stop', 'start']) {
        if (event === 'start' || pkg.scripts?.stop !== undefined) await runNamed(event, words, { config, folder, pkg });
      }
    } else {
      await runNamed(name, words, { config, folder, pkg });
    }
  }
};
