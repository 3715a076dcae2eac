// SPDX-License-Identifier: MIT
// Versions and ranges as semver 2.0 and npm define them. A range is a list of alternatives, each a list of bounds that a version must meet; npm's short forms
// (^ ~ x-ranges, hyphens) become bounds when a range is read.

const LENGTH_MAX = 256;
const NUMBER = '0|[1-9]\\d*';
const PART = '(?:\\d*[a-zA-Z-][a-zA-Z0-9-]*|0|[1-9]\\d*)';
const PART_LOOSE = '(?:\\d*[a-zA-Z-][a-zA-Z0-9-]*|\\d+)';
const BUILD = '(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?';
const STRICT = new RegExp(`^v?(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${PART}(?:\\.${PART})*))?${BUILD}$`);
const LOOSE = new RegExp(`^[v=\\s]*(\\d+)\\.(\\d+)\\.(\\d+)(?:-?(${PART_LOOSE}(?:\\.${PART_LOOSE})*))?${BUILD}$`);
// A version with parts left out: groups major, minor, patch, prerelease.
const partial = (number, prerelease) => {
  const x = `(${number}|x|X|\\*)`;
  return `[v=\\s]*${x}(?:\\.${x}(?:\\.${x}(?:${prerelease})?${BUILD})?)?`;
};
const PARTIAL = partial(NUMBER, `-(${PART}(?:\\.${PART})*)`);
const PARTIAL_LOOSE = partial('\\d+', `-?(${PART_LOOSE}(?:\\.${PART_LOOSE})*)`);
const bound = (text) => new RegExp(`^(\\^|~>?|[<>]?=?)\\s*${text}$`);
const BOUND = bound(PARTIAL), BOUND_LOOSE = bound(PARTIAL_LOOSE);
const EXACT = /^[<>]?=?\s*v?\d/; // how a whole version may begin behind an operator
const hyphen = (text) => new RegExp(`^\\s*(${text})\\s+-\\s+(${text})\\s*$`);
const HYPHEN = hyphen(PARTIAL), HYPHEN_LOOSE = hyphen(PARTIAL_LOOSE);
const PIECE = new RegExp(PARTIAL), PIECE_LOOSE = new RegExp(PARTIAL_LOOSE);

const isX = (part) => part === undefined || part === '' || part === '*' || part === 'x' || part === 'X';

class Version {
  constructor(text, major, minor, patch, prerelease) {
    this.text = text;
    this.major = major;
    this.minor = minor;
    this.patch = patch;
    this.prerelease = prerelease;
  }

  toString() {
    return this.text;
  }
}

function make(major, minor, patch, prerelease) {
  const tail = prerelease.length > 0 ? `-${prerelease.join('.')}` : '';
  return new Version(`${major}.${minor}.${patch}${tail}`, major, minor, patch, prerelease);
}

const readParts = (text) => (text ? text.split('.').map((part) => {
  const number = /^\d+$/.test(part) ? Number(part) : NaN;
  return number >= 0 && number < Number.MAX_SAFE_INTEGER ? number : part;
}) : []);

// Strict and loose readings of texts seen before: the same few thousand come again and again.
const known = [new Map(), new Map()];

// A Version, or null where the text is none.
function parse(text, loose = false) {
  if (text instanceof Version) return text;
  if (typeof text !== 'string' || text.length > LENGTH_MAX) return null;
  const cache = known[loose ? 1 : 0];
  const before = cache.get(text);
  if (before !== undefined) return before;
  const found = (loose ? LOOSE : STRICT).exec(text.trim());
  let version = null;
  if (found !== null) {
    const numbers = [Number(found[1]), Number(found[2]), Number(found[3])];
    if (numbers.every((n) => n <= Number.MAX_SAFE_INTEGER)) version = make(...numbers, readParts(found[4]));
  }
  cache.set(text, version);
  return version;
}

function compareParts(a, b) {
  for (let i = 0; ; i++) {
    if (a[i] === undefined) return b[i] === undefined ? 0 : -1;
    if (b[i] === undefined) return 1;
    if (a[i] === b[i]) continue;
    const aNumber = typeof a[i] === 'number', bNumber = typeof b[i] === 'number';
    if (aNumber !== bNumber) return aNumber ? -1 : 1;
    return a[i] < b[i] ? -1 : 1;
  }
}

function compareVersions(a, b) {
  if (a.major !== b.major) return a.major < b.major ? -1 : 1;
  if (a.minor !== b.minor) return a.minor < b.minor ? -1 : 1;
  if (a.patch !== b.patch) return a.patch < b.patch ? -1 : 1;
  if (a.prerelease.length === 0) return b.prerelease.length === 0 ? 0 : 1;
  return b.prerelease.length === 0 ? -1 : compareParts(a.prerelease, b.prerelease);
}

function need(text, loose) {
  const version = parse(text, loose);
  if (version === null) throw new TypeError(`Invalid Version: ${text}`);
  return version;
}
const compare = (a, b, loose) => compareVersions(need(a, loose), need(b, loose));

const ANY = null; // the bound that every version meets
const NOTHING = { op: '<', version: make(0, 0, 0, [0]) };
const at = (op, major, minor, patch, prerelease = []) => ({ op, version: make(major, minor, patch, prerelease) });
const below = (major, minor, patch) => at('<', major, minor, patch, [0]);

// What a partial version says: numbers, and which is the first that it leaves open (3: none). `mixed`: a number stands behind an open place. UNSAFE: beyond what can
// be counted.
const UNSAFE = Symbol('unsafe');
function readPartial(groups, offset) {
  const texts = [groups[offset], groups[offset + 1], groups[offset + 2]];
  const open = texts.findIndex(isX);
  const numbers = texts.map((part) => (isX(part) ? 0 : Number(part)));
  const prerelease = open === -1 ? readParts(groups[offset + 3]) : [];
  const said = open === -1 ? 3 : open;
  const isUnsafe = numbers.some((n, i) => i < said && n > Number.MAX_SAFE_INTEGER);
  return { numbers: numbers.map((n, i) => (i < said ? n : 0)), open: said, prerelease, isUnsafe, mixed: texts.slice(said).some((part) => !isX(part)) };
}

// The next version that is not like this one in its first `count` numbers.
function beyond([major, minor, patch], count) {
  return count === 1 ? below(major + 1, 0, 0) : count === 2 ? below(major, minor + 1, 0) : below(major, minor, patch + 1);
}

function caret({ numbers, open, prerelease }, lowest) {
  if (open === 0) return [ANY];
  const first = open < 3 ? at('>=', ...numbers, lowest) : at('>=', ...numbers, prerelease);
  const zeros = numbers[0] !== 0 ? 1 : open === 1 ? 1 : numbers[1] !== 0 || open === 2 ? 2 : 3;
  return [first, beyond(numbers, zeros)];
}

function tilde({ numbers, open, prerelease }, lowest) {
  if (open === 0) return [ANY];
  return [at('>=', ...numbers, open < 3 ? lowest : prerelease), beyond(numbers, open === 1 ? 1 : 2)];
}

function plain(op, { numbers, open, prerelease }, lowest) {
  if (open === 3) return [{ op: op === '' ? '=' : op, version: make(...numbers, prerelease) }];
  if (open === 0) return op === '<' || op === '>' ? [NOTHING] : [ANY];
  if (op === '' || op === '=') return [at('>=', ...numbers, lowest), beyond(numbers, open)];
  if (op === '<') return [at('<', ...numbers, [0])];
  if (op === '>=') return [at('>=', ...numbers, lowest)];
  const next = beyond(numbers, open).version;
  return op === '<=' ? [{ op: '<', version: next }] : [at('>=', next.major, next.minor, next.patch, lowest)];
}

const tooLarge = ({ version }) => version.major > Number.MAX_SAFE_INTEGER || version.minor > Number.MAX_SAFE_INTEGER ||
  version.patch > Number.MAX_SAFE_INTEGER;

function readBound(text, loose, lowest) {
  const found = (loose ? BOUND_LOOSE : BOUND).exec(text);
  if (found === null) return text === '' ? [ANY] : null;
  const parts = readPartial(found, 2);
  const isShort = found[1] === '^' || found[1][0] === '~';
  if (!isShort && (parts.mixed || (!loose && parts.open === 3 && !EXACT.test(text)))) return null;
  if (parts.isUnsafe) return UNSAFE;
  if (found[1] === '^') return caret(parts, lowest);
  if (isShort) return tilde(parts, lowest);
  return plain(found[1], parts, lowest);
}

function readHyphen(found, loose, lowest) {
  const from = readPartial((loose ? PIECE_LOOSE : PIECE).exec(found[1]), 1);
  const to = readPartial((loose ? PIECE_LOOSE : PIECE).exec(found[6]), 1);
  if (from.isUnsafe || to.isUnsafe) return UNSAFE;
  const first = from.open === 0 ? [] : from.open < 3 ? [at('>=', ...from.numbers, lowest)]
    : [at('>=', ...from.numbers, from.prerelease.length > 0 ? from.prerelease : lowest)];
  if (to.open === 0) return first.length > 0 ? first : [ANY];
  if (to.open < 3) return [...first, beyond(to.numbers, to.open)];
  if (to.prerelease.length > 0 || lowest.length === 0) return [...first, at('<=', ...to.numbers, to.prerelease)];
  return [...first, beyond(to.numbers, 3)];
}

// An operator belongs to the version behind it, whatever blanks are between.
const joinOperators = (text) => text.replace(/(\^|~>?|[<>]=?|=)\s+(?=[v=\s]*[\dxX*])/g, '$1');

function readAlternative(text, loose, includePrerelease) {
  const lowest = includePrerelease ? [0] : [];
  const found = (loose ? HYPHEN_LOOSE : HYPHEN).exec(text);
  if (found !== null) return readHyphen(found, loose, lowest);
  const bounds = [];
  for (const word of joinOperators(text).split(/\s+/)) {
    const read = readBound(word, loose, lowest);
    if (read === UNSAFE) return UNSAFE;
    if (read !== null) bounds.push(...read);
    else if (!loose) return null;
  }
  return bounds.length > 0 ? bounds : null;
}

const ranges = new Map();

// The alternatives of a range, or null where the text is no range.
function parseRange(text, { loose = false, includePrerelease = false } = {}) {
  if (typeof text !== 'string') return null;
  const key = `${loose ? 1 : 0}${includePrerelease ? 1 : 0}${text}`;
  const before = ranges.get(key);
  if (before !== undefined) return before;
  const alternatives = [];
  for (const part of text.trim().replace(/\s+/g, ' ').split('||')) {
    let bounds = readAlternative(part.trim(), loose, includePrerelease);
    if (Array.isArray(bounds) && bounds.some((limit) => limit !== ANY && tooLarge(limit))) bounds = UNSAFE;
    if (bounds === null || bounds === UNSAFE) {
      // In npm's grammar one alternative that cannot be read spoils the range; loosely, words that cannot be read are left out.
      if (!loose || bounds === UNSAFE) {
        alternatives.length = 0;
        break;
      }
      continue;
    }
    alternatives.push(bounds);
  }
  const any = alternatives.find((bounds) => bounds.every((limit) => limit === ANY));
  const result = alternatives.length === 0 ? null : any === undefined ? alternatives : [any];
  ranges.set(key, result);
  return result;
}

function meets(version, limit) {
  if (limit === ANY) return true;
  const order = compareVersions(version, limit.version);
  switch (limit.op) {
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    case '>=': return order >= 0;
    default: return order === 0;
  }
}

// A prerelease is only meant by a range that names one of the same version.
const names = (bounds, { major, minor, patch }) => bounds.some((limit) => limit !== ANY && limit.version.prerelease.length > 0 &&
  limit.version.major === major && limit.version.minor === minor && limit.version.patch === patch);

function satisfies(text, range, options = {}) {
  const version = parse(text, options.loose);
  const alternatives = parseRange(range, options);
  if (version === null || alternatives === null) return false;
  return alternatives.some((bounds) => bounds.every((limit) => meets(version, limit)) &&
    (version.prerelease.length === 0 || options.includePrerelease === true || names(bounds, version)));
}

function maxSatisfying(versions, range, options) {
  let best = null;
  for (const text of versions) {
    if (satisfies(text, range, options) && (best === null || compare(text, best, options?.loose) > 0)) best = text;
  }
  return best;
}

// The version after `text`: 'major', 'minor' or 'patch'.
function increment(text, kind) {
  const v = need(text);
  if (kind === 'major') return `${v.minor === 0 && v.patch === 0 && v.prerelease.length > 0 ? v.major : v.major + 1}.0.0`;
  if (kind === 'minor') return `${v.major}.${v.patch === 0 && v.prerelease.length > 0 ? v.minor : v.minor + 1}.0`;
  return `${v.major}.${v.minor}.${v.prerelease.length > 0 ? v.patch : v.patch + 1}`;
}

module.exports = {
  parse,
  valid: (text, loose) => parse(text, loose)?.text ?? null,
  compare,
  parseRange,
  isRange: (text, options) => parseRange(text, options) !== null,
  satisfies,
  maxSatisfying,
  increment,
};
