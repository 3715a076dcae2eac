// SPDX-License-Identifier: MIT
// Scripts of packages: their environment, the shell that runs them, what becomes of its end.

const fs = require('fs');
const path = require('path');
const { PackageError, uniqueName } = require('internal/npm/util');

// The folders node_modules/.bin from a folder upwards.
function binFolders(folder) {
  const found = [];
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (path.basename(at) !== 'node_modules') found.push(path.join(at, 'node_modules', '.bin'));
    if (at === path.dirname(at)) return found;
  }
}

// A folder in which `node` is this runtime, for programs that begin with "#!/usr/bin/env node" and scripts that say node.
function nodeFolder(cache) {
  const own = process.execPath;
  const key = require('crypto').createHash('sha256').update(own).digest('hex').slice(0, 16);
  const folder = path.join(cache, 'node', key);
  const link = path.join(folder, 'node');
  try {
    if (fs.readlinkSync(link) === own) return folder;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  fs.mkdirSync(folder, { recursive: true });
  const temporary = path.join(folder, `.${uniqueName()}`);
  fs.symlinkSync(own, temporary);
  fs.renameSync(temporary, link);
  return folder;
}

function flatten(prefix, value, into) {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') {
    into[prefix] = `${value}`;
    return;
  }
  for (const key of Object.keys(value)) flatten(`${prefix}_${key.replace(/[^a-zA-Z0-9_]/g, '_')}`, value[key], into);
}

// The environment of a script: npm's variables, and the programs of the packages in reach.
function scriptEnvironment({ pkg, folder, event, script, config, initial }) {
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (/^npm_(?:package|lifecycle)_/.test(name)) delete env[name];
  flatten('npm_package_config', pkg.config, env);
  flatten('npm_package_engines', pkg.engines, env);
  flatten('npm_package_bin', typeof pkg.bin === 'string' ? { [pkg.name?.replace(/^@[^/]*\//, '') ?? 'main']: pkg.bin } : pkg.bin, env);
  const path_ = [...binFolders(folder), nodeFolder(config.cache), process.env.PATH].filter(Boolean).join(path.delimiter);
  return Object.assign(env, {
    PATH: path_,
    INIT_CWD: process.env.INIT_CWD ?? initial ?? process.cwd(),
    NODE: process.execPath,
    npm_command: process.env.npm_command ?? config.command ?? '',
    npm_config_local_prefix: config.prefix,
    npm_config_user_agent: `protojs/${process.versions.protojs ?? '0'} npm/? node/${process.version} ${process.platform} ${process.arch}`,
    npm_execpath: process.execPath,
    npm_lifecycle_event: event,
    npm_lifecycle_script: script,
    npm_node_execpath: process.execPath,
    npm_package_json: path.join(folder, 'package.json'),
    npm_package_name: pkg.name ?? '',
    npm_package_version: pkg.version ?? '',
  });
}

const quote = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

// Runs text by the shell. Resolves to {code, signal, output}; `quiet` collects what it prints instead of showing it. Signals that end this process are passed on.
function runShell(text, { folder, env, quiet = false, shell = '/bin/sh' }) {
  const { spawn } = require('child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(shell, ['-c', text], { cwd: folder, env, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    const pass = (signal) => child.kill(signal);
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    const done = () => { for (const signal of signals) process.removeListener(signal, pass); };
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('close', (code, signal) => {
      done();
      resolve({ code, signal, output: Buffer.concat(chunks).toString() });
    });
  });
}

// Runs one script of a package. Fails with ELIFECYCLE, whose `exitCode` or `signal` is the script's.
async function runScript({ pkg, folder, event, script, args = [], config, quiet = false, initial }) {
  const text = [script, ...args.map(quote)].join(' ');
  const env = scriptEnvironment({ pkg, folder, event, script, config, initial });
  if (!quiet && !config.is('silent') && config.get('loglevel') !== 'silent') {
    process.stdout.write(`\n> ${pkg.name ? `${pkg.name}@${pkg.version ?? ''} ` : ''}${event}\n> ${text}\n\n`);
  }
  const { code, signal, output } = await runShell(text, { folder, env, quiet, shell: config.get('script-shell') ?? '/bin/sh' });
  if (code === 0) return output;
  throw new PackageError('ELIFECYCLE', `${pkg.name ?? folder}: script "${event}" ${signal ? `was ended by ${signal}` : `ended with code ${code}`}: ${text}${output ? `\n${output.trimEnd()}` : ''}`,
    { exitCode: code, signal, isOwn: !quiet });
}

// Runs `name` with what comes before and after it; what is not there is left out.
async function runEvents(names, options) {
  const scripts = options.pkg.scripts ?? {};
  for (const event of names) {
    if (typeof scripts[event] === 'string') await runScript({ ...options, event, script: scripts[event] });
  }
}

module.exports = { binFolders, nodeFolder, scriptEnvironment, runShell, runScript, runEvents, quote };
