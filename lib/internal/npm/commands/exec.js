// SPDX-License-Identifier: MIT
// exec, x: runs a program of a package, of the project's or one that is installed into the cache for it.

const fs = require('fs');
const path = require('path');
const { PackageError, readJson, writeWhole } = require('internal/npm/util');
const { binFolders, scriptEnvironment } = require('internal/npm/scripts');
const { parseArgument } = require('internal/npm/spec');
const { programs } = require('internal/npm/manifest');

// A program by name in the folders node_modules/.bin from here up.
function findProgram(name, folder) {
  for (const bin of binFolders(folder)) {
    const file = path.join(bin, name);
    if (fs.existsSync(file)) return file;
  }
  return undefined;
}

// The program that a package of one, or of its own name, means.
function mainProgram(pkg) {
  const found = programs(pkg.name.replace(/^@[^/]*\//, ''), pkg.bin);
  const names = Object.keys(found);
  const own = pkg.name.replace(/^@[^/]*\//, '');
  if (new Set(Object.values(found)).size === 1) return names[0];
  if (found[own] !== undefined) return own;
  throw new PackageError('ENOPROGRAM', names.length === 0 ? `${pkg.name} has no programs` : `${pkg.name} has several programs: ${names.join(', ')}. --package=${pkg.name} and one of them says which.`);
}

// A folder of the cache in which packages are installed for this.
async function installFor(words, config) {
  const key = require('crypto').createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 16);
  const folder = path.join(config.cache, 'exec', key);
  fs.mkdirSync(folder, { recursive: true });
  if (!fs.existsSync(path.join(folder, 'package.json'))) writeWhole(path.join(folder, 'package.json'), '{}\n');
  const { Config } = require('internal/npm/config');
  const its = new Config({ ...config.own, silent: true, save: true, audit: false }, folder);
  its.start = config.start;
  await require('internal/npm/commands/install')({ command: 'install', words, config: its, root: folder, start: config.start });
  return folder;
}

function spawnProgram(file, args, options) {
  const { spawn } = require('child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const pass = (signal) => child.kill(signal);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, pass);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.removeListener(name, pass);
      resolve({ code, signal });
    });
  });
}

module.exports = async ({ words, config, root, start }) => {
  const packages = config.list('package');
  const call = config.get('call');
  let name, file, folder = root;
  let args = words.slice(1);
  if (packages.length > 0) {
    folder = await installFor(packages, config);
    [name] = words;
  } else if (call === undefined) {
    if (words.length === 0) throw new PackageError('EUSAGE', 'exec needs the name of a program or package');
    [name] = words;
    file = /^[\w.-]+$/.test(name) ? findProgram(name, start) : undefined;
    const local = file === undefined && /^(?:@[^/]+\/)?[^/@]+$/.test(name) ? readJson(path.join(root, 'node_modules', name, 'package.json')) : undefined;
    if (local?.bin !== undefined) file = findProgram(mainProgram({ ...local, name: local.name ?? name }), root);
    if (file === undefined) {
      const spec = parseArgument(name, start);
      folder = await installFor([name], config);
      const installed = spec.name ?? Object.keys(readJson(path.join(folder, 'package.json')).dependencies)[0];
      name = mainProgram({ name: installed, ...readJson(path.join(folder, 'node_modules', installed, 'package.json')) });
    }
  }
  const pkg = readJson(path.join(root, 'package.json')) ?? {};
  const env = scriptEnvironment({ pkg, folder: root, event: 'npx', script: call ?? name, config, initial: start });
  if (folder !== root) env.PATH = [path.join(folder, 'node_modules', '.bin'), env.PATH].join(path.delimiter);
  if (call !== undefined) [file, args] = ['/bin/sh', ['-c', call]];
  const { code, signal } = await spawnProgram(file ?? path.join(folder, 'node_modules', '.bin', name), args, { cwd: start, env });
  if (code !== 0) throw new PackageError('EEXEC', `${call ?? name} ${signal ? `was ended by ${signal}` : `ended with code ${code}`}`, { exitCode: code, signal, isQuiet: true });
};
