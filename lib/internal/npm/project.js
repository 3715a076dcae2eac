// SPDX-License-Identifier: MIT
// A project: its package.json, its lock file, its tree, and what an install does with them.

const fs = require('fs');
const path = require('path');
const { PackageError, readText, parseJson, formatJson, writeWhole, sortObject } = require('internal/npm/util');
const { Tree } = require('internal/npm/tree');
const { Builder } = require('internal/npm/ideal');
const { Reifier } = require('internal/npm/reify');
const { Registry } = require('internal/npm/registry');
const { Store } = require('internal/npm/store');
const lockfile = require('internal/npm/lockfile');
const { enginesFit } = require('internal/npm/manifest');

const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

class Project {
  constructor(root, config) {
    this.root = root;
    this.config = config;
    this.registry = new Registry(config);
    this.store = new Store(config, this.registry);
    this.file = path.join(root, 'package.json');
    this.text = readText(this.file);
    this.pkg = this.text === undefined ? {} : parseJson(this.text, this.file);
    if (typeof this.pkg !== 'object' || this.pkg === null || Array.isArray(this.pkg)) throw new PackageError('EJSONPARSE', `${this.file} holds no object`);
    this.lock = config.is('package-lock', true) ? lockfile.readLock(root, fs.existsSync(path.join(root, 'npm-shrinkwrap.json')) ? 'npm-shrinkwrap.json' : 'package-lock.json') : undefined;
    this.omit = config.omit;
    if (config.get('node-version') !== undefined) require('internal/npm/manifest').useNodeVersion(config.get('node-version'));
    this.platform = { os: config.get('os'), cpu: config.get('cpu'), libc: config.get('libc') };
  }

  warn(text) {
    if (!this.config.is('silent')) process.stderr.write(`protojs: warning: ${text}\n`);
  }

  #treeOptions() {
    const { pkg, config } = this;
    let workspaceEdges;
    if (pkg.workspaces !== undefined) {
      const { findWorkspaces } = require('internal/npm/workspaces');
      workspaceEdges = {};
      for (const { folder, pkg: { name } } of findWorkspaces(this.root, pkg)) workspaceEdges[name] = folder;
    }
    const overrides = pkg.overrides === undefined ? undefined : new (require('internal/npm/overrides').Overrides)(pkg);
    return { ignorePeers: config.is('legacy-peer-deps'), workspaceEdges, overrides };
  }

  // The tree that the lock file tells of, or else what is installed, or nothing yet.
  loadTree({ fromNothing = false } = {}) {
    const options = this.#treeOptions();
    let { lock } = this;
    if (lock === undefined && !fromNothing) {
      try {
        lock = lockfile.readLock(path.join(this.root, 'node_modules'), '.package-lock.json');
      } catch (error) {
        if (error.code !== 'EJSONPARSE') throw error; // an install that was interrupted; it starts from nothing
      }
    }
    if (lock !== undefined && !fromNothing) return lockfile.fromLock(this.root, this.pkg, lock.lock, options);
    const tree = new Tree(this.root, this.pkg, options);
    tree.root.loadEdges();
    return tree;
  }

  builder(tree, options) {
    const { config, registry, store } = this;
    return new Builder(tree, { config, registry, store }, {
      force: config.is('force'), strictPeers: config.is('strict-peer-deps'), preferDedupe: config.is('prefer-dedupe'), tag: config.get('tag', 'latest'),
      isNested: config.get('install-strategy') === 'nested', platform: this.platform, fetchesArchives: !config.is('dry-run') && !config.is('package-lock-only'), ...options,
    });
  }

  isTrusted(node) {
    const allowed = this.config.get('allow-scripts');
    if (allowed === true || this.config.is('allow-all-scripts')) return true;
    const names = new Set([...(Array.isArray(this.pkg.trustedDependencies) ? this.pkg.trustedDependencies : []), ...(allowed === undefined ? [] : this.config.list('allow-scripts'))]);
    return names.has(node.packageName ?? node.name) || names.has(`${node.packageName}@${node.version}`);
  }

  // Brings node_modules to the tree and writes down what was done.
  async install(tree, { savesLock = true } = {}) {
    const { config } = this;
    const isDry = config.is('dry-run');
    let result = { added: 0, changed: 0, removed: 0, nodes: [], fresh: [] };
    if (!isDry && !config.is('package-lock-only')) {
      const reifier = new Reifier(tree, {
        store: this.store, omit: this.omit, platform: this.platform, force: config.is('force'), warn: (text) => this.warn(text), binLinks: config.is('bin-links', true),
        copies: (node) => node.pkg.hasInstallScript === true && !config.is('ignore-scripts') && this.isTrusted(node),
      });
      result = await reifier.reify();
    }
    this.#warnOf(result.fresh);
    if (!isDry && savesLock && config.is('package-lock', true)) {
      const lock = lockfile.toLock(tree, { omitsResolved: config.is('omit-lockfile-registry-resolved') });
      lockfile.writeLock(this.root, lock, this.lock?.text);
    }
    return result;
  }

  #warnOf(nodes) {
    for (const node of nodes) {
      if (node.isLink) continue;
      const name = `${node.packageName ?? node.name}@${node.version}`;
      if (node.pkg.deprecated) this.warn(`deprecated ${name}: ${node.pkg.deprecated}`);
      if (!enginesFit(node.pkg)) {
        const text = `${name} wants node ${node.pkg.engines.node}, this is ${process.version}`;
        if (this.config.is('engine-strict')) throw new PackageError('EBADENGINE', text);
        this.warn(text);
      }
    }
  }

  // Writes package.json where it changed.
  save() {
    for (const kind of KINDS) {
      if (this.pkg[kind] === undefined) continue;
      if (Object.keys(this.pkg[kind]).length === 0) delete this.pkg[kind];
      else this.pkg[kind] = sortObject(this.pkg[kind]);
    }
    const text = formatJson(this.pkg, this.text);
    if (text !== this.text) writeWhole(this.file, text);
  }

  close() {
    this.registry.close();
  }
}

module.exports = { Project, KINDS };
