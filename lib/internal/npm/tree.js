// SPDX-License-Identifier: MIT
// The tree of packages: nodes in their places, and edges from each to what its names find, going up as require() does.
//
// A node sits in its parent's node_modules; a top (the project, a workspace, what a link leads to) has no parent, and what it does not find itself
// it finds in the top whose folder holds it. Edges are found again whenever a node of their name comes or goes.

const path = require('path');
const { compareNames } = require('internal/npm/util');
const { parseSpec, isRegistrySpec } = require('internal/npm/spec');
const semver = require('internal/npm/semver');

const loose = { loose: true };

class Edge {
  constructor(from, name, raw, type) {
    this.from = from;
    this.name = name;
    this.raw = raw;
    this.type = type; // 'prod', 'dev', 'optional', 'peer', 'peerOptional', 'workspace'
    this.to = undefined;
    this.override = from.tree.overrides?.find(from, name, raw);
    this.spec = type === 'workspace' ? { type: 'workspace', name, fetchSpec: '*', path: raw } : parseSpec(name, this.override ?? raw, from.folder_ ?? from.tree.root.folder);
  }

  get isOptional() {
    return this.type === 'optional' || this.type === 'peerOptional';
  }

  get isPeer() {
    return this.type === 'peer' || this.type === 'peerOptional';
  }

  get isValid() {
    return this.to === undefined ? this.isOptional : this.isMetBy(this.to);
  }

  // Whether a node, or what shall become one, is what this asks for.
  isMetBy({ version, packageName, resolved, isLink, target, isInBundle }) {
    const { spec } = this;
    if (this.from.isInBundle && isInBundle) return true;
    switch (spec.type) {
      case 'range': case 'version':
        if (packageName !== undefined && packageName !== spec.packageName) return false;
        return spec.fetchSpec === '*' || semver.satisfies(version, spec.fetchSpec, loose) || (isLink && version === undefined);
      case 'tag':
        return packageName === undefined || packageName === spec.packageName;
      case 'workspace':
        return isLink === true && (spec.path === undefined || target?.folder === spec.path) && (spec.fetchSpec === '*' || semver.satisfies(version, spec.fetchSpec, loose));
      case 'directory':
        return isLink === true && target?.folder === spec.path;
      case 'file':
        return resolved === `file:${spec.path}`;
      case 'remote':
        return resolved === spec.url;
      default:
        return typeof resolved === 'string' && resolved.startsWith('git') && resolved.includes(spec.url.replace(/^[a-z+]+:\/\//, ''));
    }
  }

  reload() {
    const to = this.from.find(this.name);
    if (to === this.to) return;
    this.to?.edgesIn.delete(this);
    this.to = to;
    to?.edgesIn.add(this);
  }
}

class Node {
  constructor(tree, { name, pkg = {}, resolved, integrity, folder, fsParent, isLink = false, target, isInBundle = false }) {
    this.tree = tree;
    this.name = name;
    this.pkg = pkg;
    this.resolved = resolved;
    this.integrity = integrity;
    this.folder_ = folder; // of a top
    this.fsParent = fsParent;
    this.isLink = isLink;
    this.target = target; // of a link: a top
    this.isInBundle = isInBundle;
    this.parent = undefined;
    this.children = new Map();
    this.edgesOut = new Map();
    this.edgesIn = new Set();
    this.linksIn = new Set();
  }

  get version() {
    return this.isLink ? this.target.pkg.version : this.pkg.version;
  }

  get packageName() {
    return this.isLink ? this.target.pkg.name : this.pkg.name;
  }

  get isTop() {
    return this.parent === undefined;
  }

  get isRoot() {
    return this === this.tree.root;
  }

  get isWorkspace() {
    for (const link of this.linksIn) for (const edge of link.edgesIn) if (edge.type === 'workspace') return true;
    return false;
  }

  get depth() {
    return this.parent === undefined ? 0 : this.parent.depth + 1;
  }

  // Neither this nor the location changes while a node has its place.
  get folder() {
    if (this.parent === undefined) return this.folder_;
    return this.folderKept ??= `${this.parent.folder}/node_modules/${this.name}`;
  }

  // The place below the project's folder: "node_modules/a/node_modules/b"; '' for the project.
  get location() {
    if (this.parent === undefined) return this.isRoot ? '' : path.relative(this.tree.root.folder, this.folder_);
    if (this.locationKept !== undefined) return this.locationKept;
    const above = this.parent.location;
    return this.locationKept = above === '' ? `node_modules/${this.name}` : `${above}/node_modules/${this.name}`;
  }

  get above() {
    return this.parent ?? this.fsParent;
  }

  // What the name means here.
  find(name) {
    for (let at = this; at !== undefined; at = at.above) {
      const found = at.children.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  isBelow(other) {
    for (let at = this; at !== undefined; at = at.above) if (at === other) return true;
    return false;
  }

  // Edges for all that the package asks for; later kinds count more where a name is in several.
  loadEdges() {
    if (this.isLink) return;
    for (const edge of this.edgesOut.values()) this.tree.dropEdge(edge);
    this.edgesOut.clear();
    const { pkg, tree } = this;
    const add = (table, type) => {
      if (typeof table !== 'object' || table === null) return;
      for (const name of Object.keys(table)) {
        if (this.edgesOut.get(name)?.type === 'workspace') continue;
        this.edgesOut.get(name) !== undefined && tree.dropEdge(this.edgesOut.get(name));
        const edge = new Edge(this, name, `${table[name] ?? ''}`, typeof type === 'function' ? type(name) : type);
        this.edgesOut.set(name, edge);
        tree.addEdge(edge);
      }
    };
    if (this.isRoot) add(tree.workspaceEdges, 'workspace');
    if (!tree.ignorePeers) {
      const meta = pkg.peerDependenciesMeta ?? {};
      add(pkg.peerDependencies, (name) => (meta[name]?.optional ? 'peerOptional' : 'peer'));
    }
    add(pkg.dependencies, 'prod');
    add(pkg.optionalDependencies, 'optional');
    if (this.isTop && this.folder_ !== undefined) add(pkg.devDependencies, 'dev');
  }

  // Whether this could take the place of a node: all that lean on that one, or those at least that `except` lets count, are content.
  canReplace(other) {
    for (const edge of other.edgesIn) if (edge.isValid && !edge.isMetBy(this)) return false;
    return true;
  }

  isSameAs({ packageName, version, integrity, resolved, isLink, target }) {
    if (isLink || this.isLink) return isLink === this.isLink && target?.folder === this.target?.folder;
    if (this.packageName !== packageName || this.version !== version) return false;
    return this.integrity !== undefined && integrity !== undefined ? this.integrity === integrity : this.resolved === undefined || resolved === undefined || this.resolved === resolved;
  }
}

class Tree {
  constructor(folder, pkg, { ignorePeers = false, overrides, workspaceEdges } = {}) {
    this.edges = new Map(); // by name
    this.ignorePeers = ignorePeers;
    this.overrides = overrides;
    this.workspaceEdges = workspaceEdges;
    this.tops = new Map(); // by folder
    this.root = undefined;
    this.root = this.addTop(folder, pkg);
  }

  addTop(folder, pkg) {
    let fsParent;
    for (const [its, top] of this.tops) {
      if (folder.startsWith(`${its}/`) && (fsParent === undefined || its.length > fsParent.folder.length)) fsParent = top;
    }
    const top = new Node(this, { name: pkg.name ?? path.basename(folder), pkg, folder, fsParent });
    this.tops.set(folder, top);
    if (this.root === undefined) this.root = top;
    return top;
  }

  addEdge(edge) {
    let set = this.edges.get(edge.name);
    if (set === undefined) this.edges.set(edge.name, set = new Set());
    set.add(edge);
    edge.reload();
  }

  dropEdge(edge) {
    this.edges.get(edge.name)?.delete(edge);
    edge.to?.edgesIn.delete(edge);
    edge.to = undefined;
  }

  #reload(name, below) {
    for (const edge of this.edges.get(name) ?? []) if (edge.from.isBelow(below)) edge.reload();
  }

  // Puts a node into its parent's node_modules, in the place of one that is there, whose children it takes over.
  place(parent, node) {
    const before = parent.children.get(node.name);
    if (before !== undefined) {
      for (const edge of before.edgesOut.values()) this.dropEdge(edge);
      before.edgesOut.clear();
      before.parent = undefined;
      before.target?.linksIn.delete(before);
      if (!node.isLink) {
        for (const child of before.children.values()) {
          if (child.isInBundle) {
            this.#forget(child);
            continue;
          }
          child.parent = node;
          node.children.set(child.name, child);
        }
      } else for (const child of before.children.values()) this.#forget(child);
      before.children = new Map();
    }
    node.parent = parent;
    node.target?.linksIn.add(node);
    parent.children.set(node.name, node);
    node.loadEdges();
    this.#reload(node.name, parent);
    if (before !== undefined) for (const name of node.children.keys()) this.#reload(name, node);
    return node;
  }

  #forget(node) {
    for (const edge of node.edgesOut.values()) this.dropEdge(edge);
    node.edgesOut.clear();
    for (const child of node.children.values()) this.#forget(child);
    node.isGone = true;
    node.target?.linksIn.delete(node);
  }

  remove(node) {
    const { parent } = node;
    this.#forget(node);
    if (parent === undefined) return;
    parent.children.delete(node.name);
    node.parent = undefined;
    this.#reload(node.name, parent);
  }

  // All nodes but the root, in the order of their locations.
  nodes() {
    const found = [];
    const walk = (node) => {
      for (const child of node.children.values()) {
        found.push(child);
        walk(child);
      }
    };
    for (const top of this.tops.values()) {
      if (top !== this.root && top.linksIn.size === 0) continue;
      if (top !== this.root) found.push(top);
      walk(top);
    }
    const places = new Map(found.map((node) => [node, node.location]));
    return found.sort((a, b) => compareNames(places.get(a), places.get(b)));
  }

  // What nothing leans on goes; says by whom the others are needed: dev, optional, devOptional, peer.
  mark() {
    const reach = (allows) => {
      const seen = new Set([this.root]);
      for (const node of seen) {
        if (node.isLink) seen.add(node.target);
        for (const edge of node.edgesOut.values()) if (edge.to !== undefined && allows(edge)) seen.add(edge.to);
        if (node.pkg.bundleDependencies !== undefined && !node.isTop) for (const child of node.children.values()) if (child.isInBundle && child.edgesIn.size === 0) seen.add(child);
      }
      return seen;
    };
    const all = reach(() => true);
    const noDev = reach((edge) => edge.type !== 'dev');
    const noOptional = reach((edge) => !edge.isOptional);
    const plain = reach((edge) => edge.type !== 'dev' && !edge.isOptional);
    const noPeer = reach((edge) => !edge.isPeer);
    for (const node of this.nodes()) {
      node.isExtraneous = !all.has(node);
      node.isDev = !noDev.has(node);
      node.isOptional = !noOptional.has(node);
      node.isDevOptional = !node.isDev && !node.isOptional && !plain.has(node);
      node.isPeer = !noPeer.has(node);
    }
  }

  prune() {
    this.mark();
    for (const node of this.nodes()) {
      if (!node.isExtraneous || node.isGone) continue;
      if (node.isTop) this.#forget(node);
      else this.remove(node);
    }
    for (const [folder, top] of this.tops) if (top !== this.root && (top.isGone || top.linksIn.size === 0)) this.tops.delete(folder);
  }

  // An optional package that cannot be had, with all that needs it or that only it needs.
  optionalSet(start) {
    const set = new Set([start]);
    for (const node of set) for (const edge of node.edgesIn) if (!edge.isOptional && edge.from.isOptional) set.add(edge.from);
    const whole = new Set(set);
    for (let grown = true; grown;) {
      grown = false;
      for (const node of whole) {
        for (const { to } of node.edgesOut.values()) {
          if (to === undefined || whole.has(to)) continue;
          if ([...to.edgesIn].every(({ from }) => whole.has(from))) {
            whole.add(to);
            grown = true;
          }
        }
      }
    }
    return whole;
  }
}

module.exports = { Tree, Node, Edge, isRegistrySpec };
