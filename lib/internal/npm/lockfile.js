// SPDX-License-Identifier: MIT
// package-lock.json, version 3 (2 is read, too): the tree as npm writes it down. The same form lies in node_modules/.package-lock.json for what is installed.

const path = require('path');
const { PackageError, compareNames, parseJson, readText, sortObject, formatJson, writeWhole, readJson } = require('internal/npm/util');
const { Tree, Node } = require('internal/npm/tree');

const FIELDS = ['dependencies', 'peerDependencies', 'peerDependenciesMeta', 'optionalDependencies', 'bundleDependencies', 'funding', 'engines', 'os', 'cpu', 'libc', 'license',
  'hasInstallScript', 'bin', 'deprecated', 'workspaces'];
const FIRST = ['name', 'version', 'lockfileVersion', 'resolved', 'integrity', 'requires', 'packages', 'dependencies'];
const TABLES = new Set(['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']);

// Keys as npm orders them: objects behind the rest, some first in each half.
function inOrder(entry) {
  const rank = (key) => {
    const at = FIRST.indexOf(key);
    return (typeof entry[key] === 'object' && !Array.isArray(entry[key]) ? 100 : 0) + (at === -1 ? 99 : at);
  };
  const sorted = {};
  for (const key of Object.keys(entry).sort((a, b) => rank(a) - rank(b) || compareNames(a, b))) {
    const value = entry[key];
    sorted[key] = typeof value === 'object' && value !== null && !Array.isArray(value) ? inOrder(value) : value;
  }
  return sorted;
}

const isUsed = (value) => value !== undefined && value !== null && value !== false && value !== '' &&
  !(typeof value === 'object' && Object.keys(value).length === 0 && !Array.isArray(value)) && !(Array.isArray(value) && value.length === 0);

function describePackage(entry, pkg, name) {
  for (const key of FIELDS) {
    let value = pkg[key];
    if (!isUsed(value)) continue;
    if (key === 'bin') {
      value = typeof value === 'string' ? { [(pkg.name ?? name).replace(/^@[^/]*\//, '')]: value } : value;
      value = Object.fromEntries(Object.entries(value).map(([command, file]) => [command, typeof file === 'string' ? file.replace(/^\.\//, '') : file]));
    } else if (key === 'dependencies' && pkg.optionalDependencies) {
      value = Object.fromEntries(Object.entries(value).filter(([its]) => pkg.optionalDependencies[its] === undefined));
      if (Object.keys(value).length === 0) continue;
    } else if (key === 'license' && typeof value === 'object' && !Array.isArray(value)) value = value.type;
    else if (key === 'funding' && typeof value === 'string') value = { url: value };
    if (value !== undefined) entry[key] = TABLES.has(key) ? sortObject(value) : value;
  }
}

function entryOf(node, { root, omitsResolved }) {
  const entry = {};
  if (node.isLink) {
    return { resolved: path.relative(root.folder, node.target.folder), link: true, ...marks(node) };
  }
  if (node.isTop) {
    if (node.packageName !== path.basename(node.folder) && node.pkg.name !== undefined) entry.name = node.pkg.name;
  } else if (node.packageName !== undefined && node.packageName !== node.name) entry.name = node.packageName;
  if (node.version !== undefined) entry.version = node.version;
  if (!node.isInBundle && node.resolved !== undefined) {
    const { resolved } = node;
    const isLocal = resolved.startsWith('file:');
    if (isLocal) entry.resolved = `file:${path.relative(root.folder, resolved.slice(5))}`;
    else if (!omitsResolved || !isFromRegistry(node)) entry.resolved = resolved;
  }
  if (node.integrity !== undefined && !node.isInBundle) entry.integrity = node.integrity;
  describePackage(entry, node.pkg, node.name);
  if (node.isTop && isUsed(node.pkg.devDependencies)) entry.devDependencies = sortObject(node.pkg.devDependencies);
  return { ...entry, ...(node.isTop ? marks(node, true) : marks(node)), ...(node.isInBundle ? { inBundle: true } : undefined) };
}

const isFromRegistry = (node) => [...node.edgesIn].some(({ spec: { type } }) => type === 'range' || type === 'version' || type === 'tag');

function marks(node, isTop = false) {
  const said = {};
  if (node.isExtraneous) said.extraneous = true;
  else {
    if (node.isPeer) said.peer = true;
    if (node.isDev) said.dev = true;
    if (node.isOptional) said.optional = true;
    if (node.isDevOptional) said.devOptional = true;
  }
  if (isTop) delete said.peer;
  return said;
}

function rootEntry({ pkg }) {
  const entry = {};
  for (const key of ['name', 'version']) if (pkg[key] !== undefined) entry[key] = pkg[key];
  describePackage(entry, pkg, pkg.name ?? '');
  if (require('internal/npm/manifest').hasInstallScript(pkg)) entry.hasInstallScript = true;
  if (isUsed(pkg.devDependencies)) entry.devDependencies = sortObject(pkg.devDependencies);
  return entry;
}

// The tree as an object to be written. `isHidden`: that of node_modules, without the project itself; `filter` leaves nodes out.
function toLock(tree, { omitsResolved = false, isHidden = false, filter = () => true } = {}) {
  const { root } = tree;
  const packages = isHidden ? {} : { '': inOrder(rootEntry(root)) };
  for (const node of tree.nodes()) if (filter(node)) packages[node.location] = inOrder(entryOf(node, { root, omitsResolved }));
  const top = { name: root.pkg.name ?? path.basename(root.folder) };
  if (root.pkg.version !== undefined) top.version = root.pkg.version;
  return { ...top, lockfileVersion: 3, requires: true, packages };
}

// ---- reading --------------------------------------------------------------------------------------------------------------

// {lock, text} or undefined. Fails: EJSONPARSE, ELOCKVERSION.
function readLock(folder, name = 'package-lock.json') {
  const file = path.join(folder, name);
  const text = readText(file);
  if (text === undefined) return undefined;
  if (/^(?:<{7}|={7}|>{7})/m.test(text)) throw new PackageError('ELOCKCONFLICT', `${file} holds marks of a merge that was not finished`);
  const lock = parseJson(text, file);
  if (typeof lock.packages !== 'object' || lock.packages === null) {
    throw new PackageError('ELOCKVERSION', `${file} is of version ${lock.lockfileVersion ?? 1}, which is too old: versions 2 and 3 are read. Remove it, or let npm 7 or later write it again.`);
  }
  return { lock, text };
}

// Where a location of a lock file leads must be inside of node_modules.
function checkLocation(location) {
  const isSane = location.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !location.startsWith('/') && !location.includes('\\');
  if (!isSane && !/^(?:\.\.\/)+[^.]/.test(location)) throw new PackageError('EBADLOCK', `package-lock.json: "${location}" is no place for a package`);
  if (!isSane && location.includes('node_modules/')) throw new PackageError('EBADLOCK', `package-lock.json: "${location}" leads out of the project`);
}

function split(location) {
  const at = location.lastIndexOf('node_modules/');
  if (at === -1) return undefined;
  return { above: location.slice(0, at).replace(/\/$/, ''), name: location.slice(at + 13) };
}

// The tree of a lock file for a package.json as it is now.
function fromLock(folder, pkg, lock, options = {}) {
  const tree = new Tree(folder, pkg, options);
  const placed = new Map([['', tree.root]]);
  const entries = Object.entries(lock.packages).filter(([location]) => location !== '');
  for (const [location] of entries) checkLocation(location);
  for (const [location, entry] of entries) {
    if (split(location) !== undefined) continue;
    const its = path.resolve(folder, location);
    const own = readJson(path.join(its, 'package.json'));
    placed.set(location, tree.addTop(its, { name: path.basename(its), ...(own ?? entry) }));
  }
  for (const [location, entry] of entries.sort(([a], [b]) => a.split('node_modules/').length - b.split('node_modules/').length)) {
    const where = split(location);
    if (where === undefined) continue;
    const parent = placed.get(where.above);
    if (parent === undefined) continue; // below a package that is not there
    if (!/^(?:@[^/@]+\/)?[^/@]+$/.test(where.name)) throw new PackageError('EBADLOCK', `package-lock.json: "${location}" is no place for a package`);
    let node;
    if (entry.link) {
      const target = placed.get(entry.resolved) ?? placed.get(path.relative(folder, path.resolve(folder, entry.resolved)));
      if (target === undefined || target === tree.root) continue;
      node = new Node(tree, { name: where.name, resolved: `file:${target.folder}`, isLink: true, target });
    } else {
      const resolved = entry.resolved?.startsWith('file:') ? `file:${path.resolve(folder, entry.resolved.slice(5))}` : entry.resolved;
      node = new Node(tree, {
        name: where.name, pkg: { ...entry, name: entry.name ?? where.name }, resolved, integrity: entry.integrity, isInBundle: entry.inBundle === true,
      });
    }
    placed.set(location, tree.place(parent, node));
  }
  for (const top of tree.tops.values()) top.loadEdges();
  return tree;
}

function writeLock(folder, lock, before) {
  const text = formatJson(lock, before);
  if (text === before) return;
  writeWhole(path.join(folder, 'package-lock.json'), text);
}

module.exports = { toLock, readLock, fromLock, writeLock, inOrder };
