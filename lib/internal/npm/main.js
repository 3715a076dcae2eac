// SPDX-License-Identifier: MIT
// The package manager: which command, where, with which settings, and how it ends.

const fs = require('fs');
const path = require('path');
const { Config, readArguments } = require('internal/npm/config');

// Names of commands (src/cli/options.c has them, too) and the files that do them. Options behind the first word of these are the script's or program's own.
const COMMANDS = {
  install: 'install', add: 'install', i: 'install', ci: 'install', 'clean-install': 'install', uninstall: 'install', remove: 'install', rm: 'install', unlink: 'install',
  update: 'install', upgrade: 'install', dedupe: 'install', prune: 'install', link: 'install',
  run: 'run', 'run-script': 'run', test: 'run', start: 'run', stop: 'run', restart: 'run',
  exec: 'exec', x: 'exec', ls: 'list', list: 'list', outdated: 'outdated', init: 'init', view: 'view', info: 'view', show: 'view', pack: 'pack',
};
const MEANS = {
  add: 'install', i: 'install', 'clean-install': 'ci', remove: 'uninstall', rm: 'uninstall', unlink: 'uninstall', upgrade: 'update', 'run-script': 'run', x: 'exec', list: 'ls', info: 'view',
  show: 'view',
};

// The project's folder: the nearest above with a package.json or node_modules, as npm has it.
function findRoot(start, command) {
  if (command === 'init') return start;
  for (let at = start; ; at = path.dirname(at)) {
    if (path.basename(at) !== 'node_modules' && (fs.existsSync(path.join(at, 'package.json')) || fs.existsSync(path.join(at, 'node_modules')))) return at;
    if (at === path.dirname(at)) return start;
  }
}

// Inside of a workspace the project is the one that lists it.
function findProject(start, command, options) {
  const nearest = findRoot(start, command);
  if (command === 'run' || command === 'init' || options.workspaces === false || options.prefix !== undefined) return nearest;
  const { readJson } = require('internal/npm/util');
  for (let at = path.dirname(nearest); at !== path.dirname(at); at = path.dirname(at)) {
    const pkg = readJson(path.join(at, 'package.json'));
    if (pkg?.workspaces === undefined) continue;
    const { findWorkspaces } = require('internal/npm/workspaces');
    if (findWorkspaces(at, pkg).some(({ folder }) => folder === nearest)) return at;
  }
  return nearest;
}

function report(error) {
  const { PackageError } = require('internal/npm/util');
  if (error.isQuiet) {
    // the program said what there was to say
  } else if (error instanceof PackageError || typeof error.syscall === 'string') {
    const hint = error.code === 'ENOSPC' ? ' (the disk is full; what was installed before is still there)' : '';
    process.stderr.write(`protojs: ${error.message.startsWith(`${error.code}:`) ? '' : `${error.code}: `}${error.message}${hint}\n`);
  } else {
    process.stderr.write(`${error?.stack ?? error}\n`);
  }
  if (error.signal) {
    process.exitCode = 128 + (require('os').constants.signals[error.signal] ?? 0);
    process.kill(process.pid, error.signal);
  } else {
    process.exitCode = error.exitCode > 0 ? error.exitCode : 1;
  }
}

async function perform(name, words) {
  const file = COMMANDS[name];
  const command = MEANS[name] ?? name;
  const { options, words: rest, dashes } = readArguments(words, { stopAtWord: file === 'exec' });
  const start = options.prefix === undefined ? process.cwd() : path.resolve(options.prefix);
  if (options.prefix !== undefined) fs.mkdirSync(start, { recursive: true });
  const isProject = file !== 'run' && file !== 'view';
  const root = isProject ? findProject(start, command, options) : findRoot(start, command);
  const config = new Config(options, root);
  config.command = command;
  config.start = start;
  if (config.is('global')) {
    const { PackageError } = require('internal/npm/util');
    throw new PackageError('EGLOBAL', 'packages are installed into projects only: --global is not there. "protojs exec NAME" runs a program without installing it.');
  }
  await require(`internal/npm/commands/${file}`)({ command, words: rest, options, config, root, start, dashes });
}

exports.main = (name, words) => perform(name, words).catch(report);
