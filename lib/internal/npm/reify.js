// SPDX-License-Identifier: MIT
// From the tree that shall be to the disk. Everything is fetched, checked and unpacked beside the old tree first; then folders change places by renames, each of which
// leaves a whole package or none. The list of what is installed goes before the first change and comes back after the last: without it the next install looks for itself.

const fs = require('fs');
const path = require('path');
const { PackageError, readJson, uniqueName, writeWhole } = require('internal/npm/util');
const { describe } = require('internal/npm/ideal');
const { platformFits } = require('internal/npm/manifest');
const { toLock } = require('internal/npm/lockfile');

const STAGE = '.protojs-stage-';
const HIDDEN = '.package-lock.json';

// Nodes that are on disk afterwards, in the order of their locations; sets `isInert` on optional ones that cannot run here.
function chooseNodes(tree, { omit, platform, force, warn }) {
  const nodes = tree.nodes();
  for (const node of nodes) node.isInert = false;
  for (const node of nodes) {
    if (node.isTop || node.isLink || node.isInert || platformFits(node.pkg, platform)) continue;
    if (node.isOptional) for (const its of tree.optionalSet(node)) its.isInert = true;
    else if (force) warn(`${node.name}@${node.version} is not made for this machine`);
    else throw new PackageError('EBADPLATFORM', `${node.name}@${node.version} is not made for this machine (os ${node.pkg.os ?? 'any'}, cpu ${node.pkg.cpu ?? 'any'}, libc ${node.pkg.libc ?? 'any'})`);
  }
  const isOmitted = (node) => (node.isDev && omit.has('dev')) || (node.isOptional && omit.has('optional')) || (node.isPeer && omit.has('peer')) ||
    (node.isDevOptional && omit.has('dev') && omit.has('optional'));
  return nodes.filter((node) => !node.isTop && !node.isInert && !isOmitted(node) && !node.isExtraneous);
}

// What is installed, by location: {version, name, resolved, integrity, link}. Without npm's list, what the packages say of themselves.
function readActual(root) {
  const hidden = path.join(root, 'node_modules', HIDDEN);
  let lock;
  try {
    lock = readJson(hidden);
  } catch (error) {
    if (error.code !== 'EJSONPARSE') throw error;
  }
  return lock?.packages;
}

function isInPlace(node, list) {
  const { folder } = node;
  let stat;
  try {
    stat = fs.lstatSync(folder);
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
    throw error;
  }
  if (node.isLink) {
    if (!stat.isSymbolicLink()) return false;
    try {
      return fs.realpathSync(folder) === fs.realpathSync(node.target.folder);
    } catch {
      return false;
    }
  }
  if (!stat.isDirectory()) return false;
  const entry = list?.[node.location];
  if (entry !== undefined) {
    if (entry.version !== node.version || (entry.name ?? node.name) !== (node.packageName ?? node.name)) return false;
    if (entry.integrity !== undefined && node.integrity !== undefined && entry.integrity !== node.integrity) return false;
    return fs.existsSync(path.join(folder, 'package.json'));
  }
  if (list !== undefined || !isFromRegistryAddress(node)) return false;
  let pkg;
  try {
    pkg = readJson(path.join(folder, 'package.json'));
  } catch (error) {
    if (error.code !== 'EJSONPARSE') throw error;
  }
  return pkg !== undefined && pkg.version === node.version && pkg.name === (node.packageName ?? node.name);
}
const isFromRegistryAddress = ({ resolved }) => resolved === undefined || /^https?:/.test(resolved);

// Packages in a node_modules folder: names with scopes, and what else lies there that is of an interrupted install.
function listModules(modules) {
  let names;
  try {
    names = fs.readdirSync(modules);
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  }
  return names.flatMap((name) => {
    if (name[0] === '.') return [];
    if (name[0] !== '@') return [name];
    try {
      return fs.readdirSync(path.join(modules, name)).map((its) => `${name}/${its}`);
    } catch (error) {
      if (error.code === 'ENOTDIR') return [name];
      throw error;
    }
  });
}

// Folders of packages that are to go: all that no node has, below the node_modules of tops and of packages that stay.
function findSuperfluous(tree, keep) {
  const known = new Map(keep.map((node) => [node.folder, node]));
  const found = [];
  const visit = (modules) => {
    for (const name of listModules(modules)) {
      const folder = path.join(modules, name);
      const node = known.get(folder);
      if (node === undefined) found.push(folder);
      else if (!node.isLink && !node.isFresh && !node.pkg.bundleDependencies) visit(path.join(folder, 'node_modules'));
    }
  };
  for (const top of tree.tops.values()) {
    if (top === tree.root || top.folder.startsWith(`${tree.root.folder}/`)) visit(path.join(top.folder, 'node_modules'));
  }
  return found;
}

class Reifier {
  // options: {store, omit, platform, force, warn, binLinks, copies: names of packages whose files must be their own}
  constructor(tree, options) {
    this.tree = tree;
    this.options = options;
    this.root = tree.root.folder;
    this.modules = path.join(this.root, 'node_modules');
  }

  // Fetches and unpacks what is new into a folder beside the tree.
  async #stage(fresh) {
    this.stage = path.join(this.modules, STAGE + uniqueName());
    fs.mkdirSync(this.stage, { recursive: true });
    // All of them are there and checked before anything is linked.
    const wanted = fresh.filter((node) => !node.isLink && !node.isInBundle);
    const problems = [];
    await Promise.all(wanted.map((node) => this.options.store.ensure(describe(node)).then(({ integrity }) => { node.integrity ??= integrity; }, (error) => {
      if (!node.isOptional || error.code === 'EINTEGRITY' || error.code === 'EBADARCHIVE') problems.push(error);
      else for (const its of this.tree.optionalSet(node)) its.isFailed = true;
    })));
    if (problems.length > 0) throw problems[0];
    await Promise.all(wanted.map(async (node, i) => {
      if (node.isFailed) return;
      node.staged = path.join(this.stage, `${i}`);
      const copy = this.options.copies?.(node) === true;
      await this.options.store.place(describe(node), node.staged, copy);
    }));
  }

  #commit(fresh, superfluous) {
    const trash = (folder) => {
      const to = path.join(this.stage, `old-${uniqueName()}`);
      try {
        fs.renameSync(folder, to);
      } catch (error) {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
        throw error;
      }
      return to;
    };
    fs.rmSync(path.join(this.modules, HIDDEN), { force: true });
    for (const folder of superfluous) trash(folder);
    const made = new Set();
    // Those above first, so that what is nested finds its place.
    for (const node of [...fresh].sort((a, b) => a.depth - b.depth)) {
      const { folder } = node;
      if (node.isInBundle || node.isFailed) continue;
      const above = path.dirname(folder);
      if (!made.has(above)) {
        fs.mkdirSync(above, { recursive: true });
        made.add(above);
      }
      const old = trash(folder);
      if (node.isLink) {
        fs.symlinkSync(path.relative(fs.realpathSync(above), node.target.folder), folder);
        continue;
      }
      fs.renameSync(node.staged, folder);
      // What was nested in the old one and stays moves along.
      if (old !== undefined && node.children.size > 0 && fs.existsSync(path.join(old, 'node_modules')) && !fs.existsSync(path.join(folder, 'node_modules'))) {
        fs.renameSync(path.join(old, 'node_modules'), path.join(folder, 'node_modules'));
      }
    }
  }

  // The rests of installs that were interrupted.
  #sweep() {
    let names;
    try {
      names = fs.readdirSync(this.modules);
    } catch (error) {
      if (error.code === 'ENOENT') return;
      throw error;
    }
    for (const name of names) {
      if (!name.startsWith(STAGE)) continue;
      const owner = Number(name.slice(STAGE.length).split('-')[0]);
      if (owner !== process.pid && isRunning(owner)) continue;
      fs.rmSync(path.join(this.modules, name), { recursive: true, force: true });
    }
    for (const name of names) {
      if (name[0] === '@' && fs.readdirSync(path.join(this.modules, name)).length === 0) fs.rmdirSync(path.join(this.modules, name));
    }
  }

  // Makes it so. Returns {added, changed, removed, nodes}.
  async reify() {
    const nodes = chooseNodes(this.tree, this.options);
    const list = readActual(this.root);
    const fresh = nodes.filter((node) => {
      node.isFresh = (node.isInBundle ? node.parent.isFresh === true : !isInPlace(node, list));
      return node.isFresh;
    });
    const replaced = fresh.filter((node) => !node.isInBundle && fs.existsSync(node.folder)).length;
    const superfluous = findSuperfluous(this.tree, nodes);
    if (fresh.length > 0 || superfluous.length > 0) {
      try {
        await this.#stage(fresh);
        this.#commit(fresh, superfluous);
      } finally {
        if (this.stage !== undefined) fs.rmSync(this.stage, { recursive: true, force: true });
      }
    }
    if (!fs.existsSync(this.modules)) return { added: 0, changed: 0, removed: superfluous.length, nodes, fresh };
    this.#sweep();
    const { linkBins, sweepBins } = require('internal/npm/bins');
    if (this.options.binLinks !== false) linkBins(nodes.filter((node) => !node.isFailed));
    sweepBins([...this.tree.tops.values()].map((top) => path.join(top.folder, 'node_modules')));
    const present = new Set(nodes.filter((node) => !node.isFailed));
    if (nodes.length > 0) {
      const hidden = toLock(this.tree, { isHidden: true, filter: (node) => present.has(node) || (node.isTop && [...node.linksIn].some((link) => present.has(link))) });
      writeWhole(path.join(this.modules, HIDDEN), `${JSON.stringify(hidden, null, 2)}\n`);
    } else if (fs.readdirSync(this.modules).length === 0) fs.rmdirSync(this.modules);
    return { added: fresh.length - replaced, changed: replaced, removed: superfluous.length, nodes, fresh };
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

module.exports = { Reifier };
