// SPDX-License-Identifier: MIT
// Where a package goes: as far up as nothing there objects, with the peers it asks for beside it or above.
//
// A candidate is a node without a place. Its `peers` are the candidates for what it and they ask of whoever installs them, by name.

const { Edge } = require('internal/npm/tree');
const { PackageError } = require('internal/npm/util');
const semver = require('internal/npm/semver');

const CONFLICT = 0, KEEP = 1, OK = 2, REPLACE = 3;

function peerEdges(candidate) {
  if (candidate.peerEdges_ !== undefined) return candidate.peerEdges_;
  const { pkg, tree } = candidate;
  const meta = pkg.peerDependenciesMeta ?? {}, table = tree.ignorePeers || candidate.isLink ? {} : pkg.peerDependencies ?? {};
  const isReplaced = (name) => pkg.dependencies?.[name] !== undefined || pkg.optionalDependencies?.[name] !== undefined;
  return candidate.peerEdges_ = Object.keys(table).filter((name) => !meta[name]?.optional && !isReplaced(name)).sort()
    .map((name) => new Edge(candidate, name, `${table[name]}`, 'peer'));
}

// The deepest place for a name that `from` asks for: where `from` itself asks its users for it, further up.
function deepestPlace(from, name) {
  for (let at = from; ; at = at.above) {
    if (at.above === undefined) return at;
    const edge = at.edgesOut.get(name);
    if (edge === undefined || !edge.isPeer) return at;
  }
}

class Placer {
  // options: {isExplicit(edge), preferDedupe, force, strictPeers}
  constructor(tree, options) {
    this.tree = tree;
    this.options = options;
    this.warnings = [];
  }

  // Whether all that leans on a node in a peer's way could have its own further down.
  #canMoveDown(current, candidate, target) {
    for (const edge of current.edgesIn) {
      if (!edge.isValid || edge.isMetBy(candidate)) continue;
      const users = edge.isPeer ? [...edge.from.edgesIn].map(({ from }) => from) : [edge.from];
      if (users.some((user) => user === target || !user.isBelow(target))) return false;
    }
    return true;
  }

  #checkPeers(candidate, target, context, state) {
    const { planned, deepest, peers } = context;
    if (context.isAlone) return state;
    planned.add(candidate.name);
    for (const edge of peerEdges(candidate)) {
      if (planned.has(edge.name)) continue;
      const peer = peers.get(edge.name);
      if (peer === undefined) continue; // in conflict with its user's own wish, which was said, or let be
      const from = deepestPlace(target, edge.name);
      const its = { ...context, deepest: deepestPlace(deepest, edge.name), isPeer: true };
      if (this.#check(peer, from, edge, its) === CONFLICT) return CONFLICT;
    }
    return state;
  }

  #checkCurrent(candidate, current, target, edge, context) {
    const isExplicit = !context.isPeer && this.options.isExplicit(edge);
    const prefersOld = context.isPeer || this.options.preferDedupe;
    if (candidate.isSameAs(current) && edge.isMetBy(current)) return isExplicit && !candidate.isLink ? REPLACE : KEEP;
    const isNewer = candidate.version !== undefined && current.version !== undefined && semver.parse(candidate.version, true) !== null &&
      semver.parse(current.version, true) !== null && semver.compare(candidate.version, current.version, true) >= 0;
    if (isNewer && candidate.canReplace(current) && this.#checkPeers(candidate, target, context, REPLACE) !== CONFLICT) return REPLACE;
    if (edge.isMetBy(current) && (!isExplicit || prefersOld)) return KEEP;
    if (prefersOld && !isNewer && candidate.canReplace(current) && this.#checkPeers(candidate, target, context, REPLACE) !== CONFLICT) return REPLACE;
    if (target !== context.deepest) return CONFLICT;
    if (!edge.isPeer && target === edge.from) return this.#checkPeers(candidate, target, context, REPLACE);
    if (edge.isPeer && this.#canMoveDown(current, candidate, target)) return this.#checkPeers(candidate, target, context, REPLACE);
    return CONFLICT;
  }

  #check(candidate, target, edge, context) {
    const own = target.edgesOut.get(candidate.name);
    if (own?.isPeer && target.above !== undefined) return CONFLICT;
    if (own !== undefined && own !== edge && !own.isMetBy(candidate)) return CONFLICT;
    const current = target.children.get(candidate.name);
    if (current !== undefined) return this.#checkCurrent(candidate, current, target, edge, context);
    // Those below that look for the name here from now on must be content with what they find.
    const before = target === context.user ? undefined : target.find(candidate.name);
    for (const other of before?.edgesIn ?? []) {
      if (other.from.isBelow(target) && other.isValid && !other.isMetBy(candidate)) return CONFLICT;
    }
    return this.#checkPeers(candidate, target, context, OK);
  }

  // The best place for a candidate: {target, state}, or undefined.
  #choose(candidate, edge, start) {
    let best;
    for (let target = start; target !== undefined; target = target.above) {
      if (target.above !== undefined && target.edgesOut.get(edge.name)?.isPeer) continue;
      const context = { planned: new Set(), deepest: start, peers: candidate.peers, user: edge.from, isPeer: edge.isPeer };
      const state = this.#check(candidate, target, edge, context);
      if (state === CONFLICT) break;
      best = { target, state };
      if (this.options.isNested) break;
    }
    return best;
  }

  // What only a node that was replaced needed goes with it, so that its places are free for what the new one needs.
  #dropOrphans(start) {
    const set = new Set(start.filter((node) => !node.isGone && node.parent !== undefined));
    for (const node of set) for (const { to } of node.edgesOut.values()) if (to !== undefined && to.parent !== undefined) set.add(to);
    for (let shrunk = true; shrunk;) {
      shrunk = false;
      for (const node of set) {
        if (node.isInBundle || node.isLink || [...node.edgesIn].some((edge) => edge.isValid && !set.has(edge.from))) {
          set.delete(node);
          shrunk = true;
        }
      }
    }
    for (const node of set) if (!node.isGone && node.parent !== undefined && [...node.children.values()].every((child) => set.has(child))) this.tree.remove(node);
  }

  // Copies further down that the new node makes needless go.
  #dropCopies(node, target, changed) {
    for (const edge of [...this.tree.edges.get(node.name) ?? []]) {
      const copy = edge.to;
      if (copy === undefined || copy === node || copy.parent === undefined || copy.parent === target || copy.isInBundle || copy.isGone) continue;
      if (!copy.parent.isBelow(target) || copy.parent.above?.find(node.name) !== node) continue;
      if (copy.isLink !== node.isLink || !node.canReplace(copy)) continue;
      const isBetter = copy.isSameAs(node) || this.options.preferDedupe || (semver.parse(node.version, true) !== null && semver.compare(node.version, copy.version, true) >= 0);
      if (isBetter) {
        for (const { from } of copy.edgesIn) changed.add(from);
        this.tree.remove(copy);
      }
    }
  }

  // Places a candidate and its peers for an edge. Returns the nodes whose edges are to be looked at: the new ones and those that lost something.
  place(edge, candidate, start = deepestPlace(edge.isPeer && edge.from.above !== undefined ? edge.from.above : edge.from, edge.name), depth = 0) {
    const changed = new Set();
    if (edge.isValid && edge.to !== undefined && !(depth === 0 && this.options.isExplicit(edge))) return changed;
    const chosen = this.#choose(candidate, edge, start);
    if (chosen === undefined) {
      this.#conflict(edge, candidate, start);
      // Let be: it goes where it is needed, if only its peers are in the way.
      const context = { planned: new Set(), deepest: start, peers: new Map(), user: edge.from, isPeer: edge.isPeer, isAlone: true };
      if (edge.isPeer || this.#check(candidate, start, edge, context) < OK) return changed;
    }
    if (chosen?.state === KEEP) return changed;
    const target = chosen?.target ?? start;
    const losers = target.children.get(candidate.name)?.edgesIn ?? [];
    const shadowed = target.find(candidate.name)?.edgesIn ?? [];
    const affected = new Set([...losers, ...shadowed].map(({ from }) => from));
    const old = [...target.children.get(candidate.name)?.edgesOut.values() ?? []].map(({ to }) => to).filter((to) => to !== undefined);
    const node = this.tree.place(target, candidate);
    this.#dropOrphans(old);
    changed.add(node);
    if (node.isLink) changed.add(node.target);
    for (const from of affected) if (!from.isGone && [...from.edgesOut.values()].some((out) => !out.isValid)) changed.add(from);
    for (const child of node.children.values()) if (!child.isInBundle) changed.add(child);
    this.#dropCopies(node, target, changed);
    for (const { name } of peerEdges(node)) {
      const own = node.edgesOut.get(name), peer = node.peers?.get(name);
      if (own === undefined || own.isValid || peer === undefined || peer.parent !== undefined || peer.isGone || !own.isMetBy(peer)) continue;
      for (const more of this.place(own, peer, deepestPlace(target, name), depth + 1)) changed.add(more);
    }
    return changed;
  }

  #conflict(edge, candidate, start) {
    const { from, name } = edge;
    const isMine = from.isRoot || from.folder_ !== undefined || (edge.isPeer && from.parent?.isRoot && [...from.edgesIn].some((its) => its.from.isRoot));
    const text = conflictText(edge, candidate, start.find(name));
    if (edge.type === 'peerOptional') return;
    if (this.options.force || (!isMine && !this.options.strictPeers)) this.warnings.push(text);
    else throw new PackageError('ERESOLVE', text);
  }
}

const label = (node) => (node.isRoot ? 'the project' : `${node.packageName ?? node.name}@${node.version}`);

function conflictText(edge, candidate, found) {
  const wanted = `${label(edge.from)} needs ${edge.isPeer ? 'beside it ' : ''}${edge.name}@"${edge.raw}"`;
  const there = found === undefined ? '' : `; there is ${label(found)}${[...found.edgesIn].slice(0, 3).map((by) => `, wanted by ${label(by.from)} as "${by.raw}"`).join('')}`;
  const peers = [...candidate.peers?.values() ?? []].flatMap((peer) => peerEdges(peer).concat(peerEdges(candidate)));
  const clash = peers.find((its) => {
    const here = edge.from.find(its.name);
    return here !== undefined && !its.isMetBy(here);
  });
  const more = clash === undefined ? '' : `; ${label(clash.from)} needs beside it ${clash.name}@"${clash.raw}", there is ${label(edge.from.find(clash.name))}`;
  return `packages do not fit together: ${wanted}${there}${more}. --legacy-peer-deps leaves peers alone, --force goes on.`;
}

module.exports = { Placer, peerEdges, deepestPlace, label };
