// SPDX-License-Identifier: MIT
// From what package.json asks for, and the tree that is there, to the tree that shall be: level by level, in the order of names, so that the same question has the same answer.

const fs = require('fs');
const path = require('path');
const { PackageError, compareNames, readJson } = require('internal/npm/util');
const { Node } = require('internal/npm/tree');
const { Placer, peerEdges, label } = require('internal/npm/place');
const { isRegistrySpec, parseSpec } = require('internal/npm/spec');
const { pickManifest, platformFits } = require('internal/npm/manifest');

const toIntegrity = (dist) => dist?.integrity ?? (dist?.shasum ? `sha1-${Buffer.from(dist.shasum, 'hex').toString('base64')}` : undefined);

class Builder {
  // options: {explicit: Set of names, preferred: Map of name to versions, preferDedupe, force, strictPeers, tag, fetchesArchives}
  constructor(tree, { registry, store, config }, options = {}) {
    this.tree = tree;
    this.registry = registry;
    this.store = store;
    this.config = config;
    this.options = options;
    this.explicit = options.explicit ?? new Set();
    this.failures = [];
    this.handled = new Set(); // explicit edges that were placed
    this.asked = new Set();
    this.placer = new Placer(tree, {
      isExplicit: (edge) => edge.from.isRoot && this.explicit.has(edge.name) && !this.handled.has(edge.name),
      preferDedupe: options.preferDedupe, force: options.force, strictPeers: options.strictPeers, isNested: options.isNested,
    });
  }

  // ---- candidates ---------------------------------------------------------------------------------------------------------

  // Documents of everything that may be needed further down are asked for at once.
  #prefetch(pkg) {
    const table = { ...pkg.dependencies, ...pkg.optionalDependencies, ...(this.tree.ignorePeers ? undefined : pkg.peerDependencies) };
    const bundled = new Set(Array.isArray(pkg.bundleDependencies) ? pkg.bundleDependencies : []);
    for (const name of Object.keys(table)) {
      if (bundled.has(name) || pkg.peerDependenciesMeta?.[name]?.optional) continue;
      this.#ask(name, `${table[name]}`);
    }
  }

  #ask(name, raw) {
    const key = `${name}@${raw}`;
    if (this.asked.has(key)) return;
    this.asked.add(key);
    let spec;
    try {
      spec = parseSpec(name, raw, this.tree.root.folder);
    } catch {
      return; // said when it is its turn
    }
    if (!isRegistrySpec(spec) || this.tree.root.children.get(name)?.isLink) return;
    this.registry.packument(spec.packageName).then((packument) => this.#prefetch(pickManifest(packument, spec, this.options.tag)))
      .catch(() => {}); // likewise
  }

  async #fromRegistry(spec, also) {
    const packument = await this.registry.packument(spec.packageName);
    const preferred = this.options.preferred?.get(spec.packageName);
    if (preferred !== undefined && spec.type === 'range') {
      const versions = Object.fromEntries(preferred.filter((v) => packument.versions[v] !== undefined).map((v) => [v, packument.versions[v]]));
      try {
        return pickManifest({ ...packument, 'dist-tags': {}, versions }, spec, 'latest', also);
      } catch (error) {
        if (error.code !== 'ETARGET') throw error;
      }
    }
    return pickManifest(packument, spec, this.options.tag, also);
  }

  #link(name, folder) {
    const pkg = readJson(path.join(folder, 'package.json'));
    if (pkg === undefined) throw new PackageError('ENOENT', `${folder} is no folder with a package.json`);
    let target = this.tree.tops.get(folder);
    if (target === undefined) {
      target = this.tree.addTop(folder, { ...pkg, name: pkg.name ?? path.basename(folder) });
      target.loadEdges();
      this.#prefetch({ ...pkg, dependencies: { ...pkg.devDependencies, ...pkg.dependencies } });
    }
    return new Node(this.tree, { name, resolved: `file:${folder}`, isLink: true, target });
  }

  async #fromArchive(edge, resolved) {
    const what = { resolved, label: `${edge.name}@${edge.raw}` };
    const { pkg, integrity } = await this.store.manifest(what);
    return new Node(this.tree, { name: edge.name, pkg: require('internal/npm/manifest').slim(pkg), resolved, integrity });
  }

  async #candidateAlone(edge, also = []) {
    const { spec, name } = edge;
    const { tree } = this;
    switch (spec.type) {
      case 'directory':
        return this.#link(name, fs.realpathSync(spec.path));
      case 'workspace': {
        const folder = spec.path ?? tree.workspaceEdges?.[name];
        if (folder === undefined) throw new PackageError('ENOWORKSPACE', `${label(edge.from)} asks for ${name}@${edge.raw}, and no workspace is called so`);
        return this.#link(name, folder);
      }
      case 'file':
        return this.#fromArchive(edge, `file:${spec.path}`);
      case 'remote':
        return this.#fromArchive(edge, spec.url);
      case 'git': {
        const { resolved, archive } = await require('internal/npm/git').fetchGit(spec, this.config);
        const node = await this.#fromArchive(edge, `file:${archive}`);
        node.resolved = resolved;
        return node;
      }
      default: {
        const workspace = tree.workspaceEdges?.[name];
        if (workspace !== undefined && !spec.isAlias) {
          const link = this.#link(name, workspace);
          if (edge.isMetBy(link)) return link;
        }
        const manifest = await this.#fromRegistry(spec, also);
        this.#prefetch(manifest);
        const node = new Node(tree, { name, pkg: manifest, resolved: manifest.dist?.tarball, integrity: toIntegrity(manifest.dist) });
        if (this.options.fetchesArchives && platformFits(manifest, this.options.platform)) this.store.ensure(describe(node)).catch(() => {}); // waited for when it is linked
        return node;
      }
    }
  }

  // Adds candidates for all that a candidate asks of its user, and for what those ask.
  async #gatherPeers(candidate, edge, peers) {
    candidate.peers = peers;
    for (const wish of peerEdges(candidate)) {
      const there = peers.get(wish.name);
      if (there !== undefined && wish.isMetBy(there)) continue;
      const user = edge.from;
      const existing = user.find(wish.name) ?? undefined;
      if (there === undefined && existing !== undefined && existing.parent !== undefined && wish.isMetBy(existing) && !this.#isAwaited(wish.name) && !existing.isLink) {
        const copy = new Node(this.tree, { name: wish.name, pkg: existing.pkg, resolved: existing.resolved, integrity: existing.integrity });
        peers.set(wish.name, copy);
        await this.#gatherPeers(copy, edge, peers);
        continue;
      }
      if (existing?.isLink && wish.isMetBy(existing)) continue;
      await this.#onePeer(wish, edge, peers, there);
    }
  }

  // A word of the command line whose package is not in its place yet.
  #isAwaited(name) {
    return this.explicit.has(name) && !this.handled.has(name);
  }

  async #onePeer(wish, edge, peers, there) {
    const own = edge.from.edgesOut.get(wish.name);
    const mine = own !== undefined && !own.isPeer ? own : undefined;
    // Ranges that others of the group and the user have: one version for all of them.
    const others = [mine, ...[...peers.values()].flatMap(peerEdges).filter(({ name }) => name === wish.name)]
      .filter((its) => its !== undefined && its !== wish && its.spec.type === 'range').map((its) => its.spec.fetchSpec);
    let peer;
    try {
      const main = mine !== undefined && isRegistrySpec(mine.spec) && !isRegistrySpec(wish.spec) ? mine : wish;
      if (mine !== undefined && !isRegistrySpec(mine.spec)) peer = await this.#candidateAlone(mine);
      else if (mine !== undefined && mine.spec.type !== 'range') peer = await this.#candidateAlone(mine, wish.spec.type === 'range' ? [wish.spec.fetchSpec] : []);
      else peer = await this.#candidateAlone(main, others);
    } catch (error) {
      if (error.code !== 'ETARGET') throw error;
      const isMine = edge.from.isRoot || edge.from.folder_ !== undefined;
      const also = others.length > 0 ? `, and others ask for "${others.join('", "')}"` : '';
      const text = `packages do not fit together: ${label(wish.from)} needs beside it ${wish.name}@"${wish.raw}"${mine !== undefined ? `, and ${label(edge.from)} asks for "${mine.raw}"` : also}` +
        `. --legacy-peer-deps leaves peers alone, --force goes on. (${error.message})`;
      if (isMine && !this.options.force) throw new PackageError('ERESOLVE', text);
      if (this.options.strictPeers) throw new PackageError('ERESOLVE', text);
      this.placer.warnings.push(text);
      return;
    }
    if (there !== undefined && peer.isSameAs(there)) return;
    peer.askedBy = wish.from;
    peers.set(wish.name, peer);
    await this.#gatherPeers(peer, edge, peers);
  }

  async #candidate(edge) {
    const candidate = await this.#candidateAlone(edge);
    candidate.askedBy = edge.from;
    const peers = new Map([[candidate.name, candidate]]);
    await this.#gatherPeers(candidate, edge, peers);
    for (const peer of peers.values()) peer.peers = peers;
    return candidate;
  }

  // ---- the walk -----------------------------------------------------------------------------------------------------------

  #problems(node) {
    const edges = [...node.edgesOut.values()].filter((edge) => {
      if (this.failures.some((failure) => failure.edge === edge)) return false;
      if (node.isRoot && this.explicit.has(edge.name) && !this.handled.has(edge.name)) return true;
      if (edge.to === undefined) return edge.type !== 'peerOptional';
      if (edge.isValid) return false;
      return !this.settled.has(`${edge.from.location}>${edge.name}`);
    });
    return edges.sort((a, b) => compareNames(a.name, b.name));
  }

  async #step(node, queue) {
    if (node.isLink) return;
    const edges = this.#problems(node);
    const found = await Promise.all(edges.map(async (edge) => {
      try {
        return await this.#candidate(edge);
      } catch (error) {
        if (!(error instanceof PackageError) || error.code === 'ERESOLVE') throw error;
        this.failures.push({ edge, error });
        return undefined;
      }
    }));
    for (let i = 0; i < edges.length; i++) {
      if (found[i] === undefined || node.isGone) continue;
      const edge = edges[i];
      const changed = this.placer.place(edge, found[i]);
      if (node.isRoot) this.handled.add(edge.name);
      if (!edge.isValid) this.settled.add(`${edge.from.location}>${edge.name}`); // a conflict that was let be
      for (const its of changed) {
        if (its.pkg.bundleDependencies && !its.isInBundle && its.parent !== undefined && its.children.size === 0) await this.#unbundle(its);
        queue.add(its);
      }
    }
  }

  // What a package brings along in its own node_modules.
  async #unbundle(node) {
    const { folder } = await this.store.manifest(describe(node));
    const read = (parent, at) => {
      const modules = path.join(at, 'node_modules');
      if (!fs.existsSync(modules)) return;
      const names = fs.readdirSync(modules).filter((name) => name[0] !== '.')
        .flatMap((name) => (name[0] === '@' ? fs.readdirSync(path.join(modules, name)).map((its) => `${name}/${its}`) : [name]));
      for (const name of names.sort(compareNames)) {
        const pkg = readJson(path.join(modules, name, 'package.json'));
        if (pkg === undefined) continue;
        const child = new Node(this.tree, { name, pkg: require('internal/npm/manifest').slim(pkg), isInBundle: true });
        this.tree.place(parent, child);
        read(child, path.join(modules, name));
      }
    };
    read(node, folder);
  }

  // Completes the tree. Fails: ERESOLVE, E404, ETARGET ... of what is not optional.
  async build() {
    this.settled = new Set();
    const all = [...this.tree.tops.values(), ...this.tree.nodes().filter((node) => !node.isInBundle && !node.isTop)];
    const queue = new Set(all.filter((node) => this.#problems(node).length > 0));
    this.#prefetchProblems(queue);
    for (let steps = 0; queue.size > 0; steps++) {
      if (steps > 200_000) throw new PackageError('ELOOP', 'the packages\' wishes lead in a circle');
      let next, nextDepth;
      for (const node of queue) {
        const depth = node.depth;
        if (next === undefined || depth < nextDepth || (depth === nextDepth && compareNames(node.folder ?? '', next.folder ?? '') < 0)) [next, nextDepth] = [node, depth];
      }
      queue.delete(next);
      if (!next.isGone && (next.parent !== undefined || next.folder_ !== undefined)) await this.#step(next, queue);
    }
    this.tree.prune();
    this.#judgeFailures();
    return this.tree;
  }

  #prefetchProblems(nodes) {
    for (const node of nodes) for (const edge of this.#problems(node)) this.#ask(edge.name, edge.override ?? edge.raw);
  }

  // What could not be had matters unless only something optional needs it, which then goes as a whole.
  #judgeFailures() {
    for (const { edge, error } of this.failures) {
      if (edge.from.isGone || edge.isOptional) continue;
      if (!edge.from.isOptional) throw error;
      for (const node of this.tree.optionalSet(edge.from)) if (!node.isTop && !node.isGone && node.isOptional) this.tree.remove(node);
    }
    if (this.failures.length > 0) this.tree.prune();
  }
}

// What the store needs to know of a node.
const describe = (node) => ({ resolved: node.resolved, integrity: node.integrity, label: `${node.packageName ?? node.name}@${node.version}` });

module.exports = { Builder, describe };
