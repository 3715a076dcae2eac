// SPDX-License-Identifier: MIT
// protojs --run NAME: a script of the nearest package.json, by the shell, with the programs of node_modules/.bin in reach.

const fs = require('fs');
const path = require('path');
const { spawn } = require('child_process');
const { commandLine, getOptionValue } = require('internal/options');

function fail(text) {
  process._rawDebug(text);
  process.exit(1);
}

// The nearest package.json and the folders node_modules/.bin from here up.
function surroundings() {
  const bins = [];
  let file;
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    bins.push(path.join(folder, 'node_modules', '.bin'));
    const candidate = path.join(folder, 'package.json');
    if (file === undefined && fs.existsSync(candidate)) file = candidate;
    if (folder === path.dirname(folder)) return { bins, file };
  }
}

function quote(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function scriptsOf(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).scripts ?? {};
  } catch {
    return fail(`Can't parse ${file}`);
  }
}

module.exports = () => {
  const name = getOptionValue('--run');
  const { bins, file } = surroundings();
  if (file === undefined) return fail("Can't find package.json for directory " + process.cwd());
  const scripts = scriptsOf(file);
  if (typeof scripts[name] !== 'string') {
    const list = Object.keys(scripts).map((key) => `  ${key}: ${scripts[key]}`).join('\n');
    return fail(`Missing script: "${name}" for ${file}\n\nAvailable scripts are:\n${list}\n`);
  }
  const rest = commandLine().rest.map(quote);
  const env = {
    ...process.env,
    PATH: [...bins, process.env.PATH].join(path.delimiter),
    NODE_RUN_SCRIPT_NAME: name,
    NODE_RUN_PACKAGE_JSON_PATH: file,
  };
  const child = spawn('/bin/sh', ['-c', [scripts[name], ...rest].join(' ')], { stdio: 'inherit', env, cwd: path.dirname(file) });
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
};
