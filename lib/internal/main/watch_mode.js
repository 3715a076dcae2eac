// SPDX-License-Identifier: MIT
// protojs --watch FILE: runs the program in a child process and again whenever a file changes that it loaded, or anything below the folders
// of --watch-path. The child tells which files it loads over its channel.

const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const { commandLine, getOptionValue, isGiven, absolute } = require('internal/options');

const kSettleDelay = 100;
const kKillDelay = 5000;
const ownOptions = /^--watch(?:$|-path|-preserve-output|-kill-signal)/;
const withValue = /^--watch-(?:path|kill-signal)$/;

// The options of this process without those that watch.
function childOptions(execArgv) {
  const kept = [];
  for (let i = 0; i < execArgv.length; i++) {
    if (!ownOptions.test(execArgv[i])) kept.push(execArgv[i]);
    else if (withValue.test(execArgv[i])) i++;
  }
  return kept;
}

class Watcher {
  #folders = new Map(); // folder -> fs.FSWatcher
  #files = new Set();
  #timer;
  #changed;
  constructor(changed) {
    this.#changed = changed;
  }

  #notify() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#changed, kSettleDelay);
  }

  file(file) {
    this.#files.add(file);
    const folder = path.dirname(file);
    if (this.#folders.has(folder)) return;
    this.#folders.set(folder, fs.watch(folder, (type, name) => {
      if (name === null || this.#files.has(path.join(folder, name))) this.#notify();
    }));
  }

  tree(folder) {
    const isFile = fs.statSync(folder).isFile();
    if (isFile) return this.file(folder);
    this.#folders.set(folder, fs.watch(folder, { recursive: true }, () => this.#notify()));
  }
}

class Program {
  #args;
  #name;
  #child;
  #watcher;
  #restarting = false;
  constructor(args, name) {
    this.#args = args;
    this.#name = name;
    this.#watcher = new Watcher(() => this.restart());
  }

  watchTrees(folders) {
    for (const folder of folders) this.#watcher.tree(path.resolve(folder));
  }

  start() {
    const reports = !isGiven('--watch-path');
    const env = { ...process.env, WATCH_REPORT_DEPENDENCIES: reports ? '1' : '' };
    const child = this.#child = spawn(process.execPath, this.#args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
    child.on('message', (message) => {
      for (const file of message?.['watch:require'] ?? []) this.#watcher.file(file);
    });
    child.on('exit', (code) => {
      this.#child = undefined;
      if (this.#restarting) return this.#startAgain();
      const how = code === 0 ? 'Completed' : 'Failed';
      process.stdout.write(`${how} running ${this.#name}. Waiting for file changes before restarting...\n`);
    });
  }

  #startAgain() {
    this.#restarting = false;
    if (!getOptionValue('--watch-preserve-output') && process.stdout.isTTY) process.stdout.write('\u001bc');
    process.stdout.write(`Restarting ${this.#name}\n`);
    this.start();
  }

  restart() {
    if (this.#restarting) return;
    this.#restarting = true;
    const child = this.#child;
    if (child === undefined) return this.#startAgain();
    child.kill(getOptionValue('--watch-kill-signal') || 'SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), kKillDelay);
    child.once('exit', () => clearTimeout(timer));
  }

  stop(signal) {
    this.#child?.kill(signal);
    process.exit(0);
  }
}

module.exports = () => {
  const { execArgv, rest } = commandLine();
  const isTest = getOptionValue('--test');
  if (rest.length === 0 && !isTest && !isGiven('--eval')) {
    process._rawDebug(`${process.argv0}: --watch requires specifying a file`);
    process.exit(9);
  }
  const program = new Program([...childOptions(execArgv), ...rest], `'${process.argv.slice(1).join(' ')}'`);
  if (isGiven('--watch-path')) program.watchTrees(getOptionValue('--watch-path'));
  else if (rest.length > 0 && fs.existsSync(absolute(rest[0]))) program.watchTrees([absolute(rest[0])]);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => program.stop(signal));
  program.start();
};
