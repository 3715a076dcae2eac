// SPDX-License-Identifier: MIT
// "overrides" of the project's package.json: other versions for dependencies, wherever they are asked for or only below some packages.

const { PackageError } = require('internal/npm/util');
const semver = require('internal/npm/semver');

// A key "name" or "name@range".
function readKey(key) {
  const at = key.indexOf('@', 1);
  return at === -1 ? { name: key } : { name: key.slice(0, at), range: key.slice(at + 1) };
}

class Overrides {
  #rules = []; // {name, range, value, path: rules that must hold further up}
  #pkg;

  constructor(pkg) {
    this.#pkg = pkg;
    this.#read(pkg.overrides, []);
  }

  #value(text) {
    if (text[0] !== '$') return text;
    const name = text.slice(1), { dependencies, devDependencies, optionalDependencies, peerDependencies } = this.#pkg;
    const found = { ...peerDependencies, ...optionalDependencies, ...dependencies, ...devDependencies }[name];
    if (found === undefined) throw new PackageError('EOVERRIDE', `overrides: ${text} names no dependency of the project`);
    return found;
  }

  #read(table, above) {
    for (const key of Object.keys(table)) {
      if (key === '.') continue;
      const value = table[key], rule = readKey(key);
      if (typeof value === 'string') this.#rules.push({ ...rule, value: this.#value(value), path: above });
      else if (typeof value === 'object' && value !== null) {
        if (typeof value['.'] === 'string') this.#rules.push({ ...rule, value: this.#value(value['.']), path: above });
        this.#read(value, [...above, rule]);
      }
    }
  }

  // What to ask for instead, where a node asks for `raw`. The project's own wishes stay; the rule that says most of the way there counts.
  find(from, name, raw) {
    if (from.folder_ !== undefined) return undefined;
    let best;
    for (const rule of this.#rules) {
      if (rule.name !== name || (rule.range !== undefined && !this.#mayMean(raw, rule.range))) continue;
      if (!this.#isBelow(from, rule.path)) continue;
      if (best === undefined || rule.path.length > best.path.length) best = rule;
    }
    return best?.value;
  }

  // Whether a wish is about versions of the range: npm asks whether the one is part of the other; here one of its bounds must be in it.
  #mayMean(raw, range) {
    const alternatives = semver.parseRange(raw.startsWith('npm:') ? raw.slice(raw.lastIndexOf('@') + 1) : raw, { loose: true });
    return alternatives !== null && alternatives.some((limits) => limits.some((limit) => limit !== null && semver.satisfies(limit.version, range, { includePrerelease: true })));
  }

  // Who asked for the package first is the way that counts: packages that share one node share what it asks for.
  #isBelow(from, rules) {
    const seen = new Set();
    let at = from, left = rules.length;
    while (left > 0 && at !== undefined && !seen.has(at)) {
      seen.add(at);
      const rule = rules[left - 1];
      if (at.name === rule.name && (rule.range === undefined || semver.satisfies(at.version, rule.range, { includePrerelease: true }))) left--;
      at = at.askedBy ?? at.parent;
    }
    return left === 0;
  }
}

module.exports = { Overrides };
