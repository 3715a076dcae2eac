// SPDX-License-Identifier: MIT
// --test --watch: a test file runs again when it changes or a file that it loaded; files that come to match the patterns run, too. Each round ends
// with its own plan and summary. The events' stream ends when the run's signal aborts.

const fs = require('fs');
const path = require('path');
const { FileRun } = require('internal/test_runner/file_run');

const kSettleDelay = 100;

class Watch {
  #tree;
  #options;
  #listFiles;
  #runApart;
  #owners = new Map(); // absolute path -> set of test files
  #folders = new Map(); // folder -> FSWatcher
  #changed = new Set();
  #timer;
  #running;
  #files = [];
  #isStopped = false;

  constructor(tree, options, listFiles, runApart) {
    this.#tree = tree;
    this.#options = { ...options, onDependency: (file, run) => this.#depend(file, run.file) };
    this.#listFiles = listFiles;
    this.#runApart = runApart;
  }

  get isTogether() { return this.#options.isolation === 'none'; }

  #depend(file, owner) {
    const name = file.startsWith('file:') ? require('internal/url').fileURLToPath(file) : file;
    if (!path.isAbsolute(name)) return;
    let owners = this.#owners.get(name);
    if (owners === undefined) this.#owners.set(name, owners = new Set());
    owners.add(owner);
    this.#watchFolder(path.dirname(name));
  }

  #watchFolder(folder, recursive = false) {
    if (this.#folders.has(folder)) return;
    const watcher = fs.watch(folder, { recursive }, (type, name) => {
      if (name !== null) this.#note(path.join(folder, name));
    });
    watcher.on('error', () => this.#folders.delete(folder)); // the folder is gone
    this.#folders.set(folder, watcher);
  }

  #note(file) {
    if (!this.#owners.has(file) && !this.#mayBeTest(file)) return;
    this.#changed.add(file);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#again(), kSettleDelay);
  }

  // A file that no test has loaded matters where the patterns find it.
  #mayBeTest(file) {
    return this.#options.files == null && /\.[cm]?[jt]s$/.test(file) && !file.includes('/node_modules/');
  }

  async start() {
    const { cwd, signal, files } = this.#options;
    if (files == null) this.#watchFolder(cwd, true);
    this.#files = this.#listFiles();
    for (const file of this.#files) this.#depend(path.resolve(cwd, file), file);
    if (signal?.aborted) return this.stop();
    signal?.addEventListener('abort', () => this.stop(), { once: true });
    await this.#round(this.#files);
  }

  // The test files that what changed asks for.
  #affected() {
    const { cwd } = this.#options;
    const found = this.#listFiles();
    const fresh = found.filter((file) => !this.#files.includes(file));
    this.#files = found;
    for (const file of fresh) this.#depend(path.resolve(cwd, file), file);
    const wanted = new Set(fresh);
    for (const file of this.#changed) for (const owner of this.#owners.get(file) ?? []) wanted.add(owner);
    this.#changed.clear();
    return [...wanted].filter((file) => found.includes(file) && fs.existsSync(path.resolve(cwd, file)));
  }

  async #again() {
    const wanted = this.#affected();
    if (wanted.length === 0 || this.#isStopped) return;
    this.#tree.stop();
    await this.#running;
    if (this.#isStopped) return;
    this.#tree.stream.emitEvent('test:watch:restarted');
    this.#tree.beginRound();
    await this.#round(wanted);
  }

  async #round(files) {
    const tree = this.#tree;
    const before = tree.order.length;
    this.#running = this.isTogether ? this.#runTogether() : this.#runApart(tree, files, this.#options);
    const mine = this.#running;
    await mine;
    if (this.#isStopped || mine !== this.#running || tree.order.slice(before).some((run) => run.killed)) return;
    tree.stream.emitEvent('test:watch:drained');
    tree.summarize();
  }

  // Without isolation all files share one fresh process.
  #runTogether() {
    const { cwd } = this.#options;
    const together = this.#files;
    const run = new FileRun(this.#tree, together[0] ?? cwd, { ...this.#options, together, onDependency: (file) => this.#depend(file, together[0]) });
    return run.start(1);
  }

  async stop() {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#folders.values()) watcher.close();
    this.#tree.stop();
    await this.#running;
    this.#tree.beginRound();
    await this.#tree.finish();
  }
}

exports.watch = (tree, options, listFiles, runApart) => new Watch(tree, options, listFiles, runApart).start();
