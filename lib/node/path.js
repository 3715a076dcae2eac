// SPDX-License-Identifier: MIT
// node:path: the POSIX flavour, which is this platform's. Paths that are in normal form already, the usual case, are
// recognised by one scan and returned without making a new string.
'use strict';

const {
  DOT, SLASH, fold, format: formatWith, invalidString,
} = require('internal/path/segments');

// Whether `path` needs no change by normalize(): no empty, '.' or '..' segment (a trailing slash is fine).
function isNormal(path) {
  const length = path.length;
  let segment = 0; // where the current segment starts
  let i = path.charCodeAt(0) === SLASH ? 1 : 0;
  if (i === 1) segment = 1;
  for (; i < length; i++) {
    if (path.charCodeAt(i) !== SLASH) continue;
    const size = i - segment;
    if (size < 3 && isSpecial(path, segment, size)) return false;
    segment = i + 1;
  }
  const size = length - segment;
  return size === 0 || size >= 3 || !isSpecial(path, segment, size);
}

function isSpecial(path, start, size) {
  if (size === 0) return true;
  if (path.charCodeAt(start) !== DOT) return false;
  return size === 1 || path.charCodeAt(start + 1) === DOT;
}

function normalizeText(path) {
  const length = path.length;
  if (length === 0) return '.';
  if (isNormal(path)) return path;
  const absolute = path.charCodeAt(0) === SLASH;
  const trailing = path.charCodeAt(length - 1) === SLASH;
  const folded = fold(path, 0, absolute, '/', false);
  if (folded === '') {
    if (absolute) return '/';
    return trailing ? './' : '.';
  }
  if (absolute) return trailing ? `/${folded}/` : `/${folded}`;
  return trailing ? `${folded}/` : folded;
}

// An absolute path in normal form without a trailing slash.
function cleanAbsolute(path) {
  if (isNormal(path)) {
    const length = path.length;
    if (length === 1 || path.charCodeAt(length - 1) !== SLASH) return path;
    return path.slice(0, length - 1);
  }
  return `/${fold(path, 0, true, '/', false)}`;
}

function resolve(...args) {
  let path = '';
  for (let i = args.length - 1; i >= 0; i--) {
    const part = args[i];
    if (typeof part !== 'string') throw invalidString(part, `paths[${i}]`);
    if (part.length === 0) continue;
    path = path === '' ? part : `${part}/${path}`;
    if (part.charCodeAt(0) === SLASH) return cleanAbsolute(path);
  }
  const cwd = process.cwd();
  path = path === '' ? cwd : `${cwd}/${path}`;
  if (cwd.charCodeAt(0) === SLASH) return cleanAbsolute(path);
  return fold(path, 0, false, '/', false) || '.';
}

function normalize(path) {
  if (typeof path !== 'string') throw invalidString(path, 'path');
  return normalizeText(path);
}

function isAbsolute(path) {
  if (typeof path !== 'string') throw invalidString(path, 'path');
  return path.charCodeAt(0) === SLASH;
}

function join(...args) {
  let joined = '';
  for (let i = 0; i < args.length; i++) {
    const part = args[i];
    if (typeof part !== 'string') throw invalidString(part, 'path');
    if (part.length > 0) joined = joined === '' ? part : `${joined}/${part}`;
  }
  return normalizeText(joined);
}

function relative(from, to) {
  if (typeof from !== 'string') throw invalidString(from, 'from');
  if (typeof to !== 'string') throw invalidString(to, 'to');
  if (from === to) return '';
  from = resolve(from);
  to = resolve(to);
  if (from === to) return '';
  // From here on '/' counts as '', so that every segment of both is preceded by a slash.
  const fromLength = from.length === 1 ? 0 : from.length;
  const toLength = to.length === 1 ? 0 : to.length;
  const shorter = fromLength < toLength ? fromLength : toLength;
  let common = 0; // the length of the common part that ends at a segment's end
  let i = 0;
  for (; i < shorter; i++) {
    const code = from.charCodeAt(i);
    if (code !== to.charCodeAt(i)) break;
    if (code === SLASH) common = i;
  }
  if (i === shorter &&
      (i === fromLength ? (i === toLength || to.charCodeAt(i) === SLASH) :
        from.charCodeAt(i) === SLASH)) {
    common = i;
  }
  let up = '';
  for (i = common; i < fromLength; i++) {
    if (from.charCodeAt(i) === SLASH) up = up === '' ? '..' : `${up}/..`;
  }
  if (common >= toLength) return up;
  return up === '' ? to.slice(common + 1) : up + to.slice(common);
}

function toNamespacedPath(path) {
  return path; // means something on Windows only
}

// The end of `path` without its trailing slashes, but not before `floor`.
function trimmedEnd(path, floor) {
  let end = path.length;
  while (end > floor && path.charCodeAt(end - 1) === SLASH) end--;
  return end;
}

function lastSlash(path, end) {
  let i = end - 1;
  while (i >= 0 && path.charCodeAt(i) !== SLASH) i--;
  return i;
}

function dirname(path) {
  if (typeof path !== 'string') throw invalidString(path, 'path');
  if (path.length === 0) return '.';
  const slash = lastSlash(path, trimmedEnd(path, 1));
  if (slash < 0) return '.';
  if (slash === 0) return '/';
  return slash === 1 && path.charCodeAt(0) === SLASH ? '//' : path.slice(0, slash);
}

function basename(path, suffix) {
  if (suffix !== undefined && typeof suffix !== 'string') throw invalidString(suffix, 'suffix');
  if (typeof path !== 'string') throw invalidString(path, 'path');
  let end = trimmedEnd(path, 0);
  const start = lastSlash(path, end) + 1;
  if (suffix !== undefined) {
    if (suffix === path) return '';
    // A path of slashes only is its own base name where a suffix that could fit was given.
    if (start === end && suffix !== '' && suffix.length <= path.length) return path;
    end = beforeSuffix(path, start, end, suffix);
  }
  return start === 0 && end === path.length ? path : path.slice(start, end);
}

// Where the name in path[start, end) ends without `suffix`, which is not all of it.
function beforeSuffix(path, start, end, suffix) {
  const { length } = suffix;
  const cut = end - length;
  if (cut <= start) return end;
  for (let i = 0; i < length; i++) {
    if (path.charCodeAt(cut + i) !== suffix.charCodeAt(i)) return end;
  }
  return cut;
}

function extname(path) {
  if (typeof path !== 'string') throw invalidString(path, 'path');
  const end = trimmedEnd(path, 0);
  let i = end - 1;
  for (; i >= 0; i--) {
    const code = path.charCodeAt(i);
    if (code === SLASH) return '';
    if (code === DOT) break;
  }
  // A dot was found at i; it starts an extension unless it starts the name, or the name is '..'.
  if (i <= 0 || path.charCodeAt(i - 1) === SLASH) return '';
  if (i === end - 1 && path.charCodeAt(i - 1) === DOT &&
      (i === 1 || path.charCodeAt(i - 2) === SLASH)) return '';
  return path.slice(i, end);
}

function format(pathObject) {
  return formatWith('/', pathObject);
}

function parse(path) {
  if (typeof path !== 'string') throw invalidString(path, 'path');
  if (path.length === 0) return { root: '', dir: '', base: '', ext: '', name: '' };
  const absolute = path.charCodeAt(0) === SLASH;
  const end = trimmedEnd(path, absolute ? 1 : 0);
  let dot = -1; // the last one of the name
  let start = end;
  for (; start > 0; start--) {
    const code = path.charCodeAt(start - 1);
    if (code === SLASH) break;
    if (code === DOT && dot < 0) dot = start - 1;
  }
  // One that begins the name is no extension's, nor are those of '..'.
  if (dot <= start || (dot === start + 1 && end === start + 2 && path.charCodeAt(start) === DOT)) dot = end;
  const base = path.slice(start, end);
  return {
    root: absolute ? '/' : '',
    dir: start > 1 ? path.slice(0, start - 1) : absolute ? '/' : '',
    base,
    ext: dot === end ? '' : path.slice(dot, end),
    name: dot === end ? base : path.slice(start, dot),
  };
}

function matchesGlob(path, pattern) {
  return require('internal/path/glob').matches(path, pattern, false);
}

const posix = {
  resolve,
  normalize,
  isAbsolute,
  join,
  relative,
  toNamespacedPath,
  dirname,
  basename,
  extname,
  format,
  parse,
  matchesGlob,
  sep: '/',
  delimiter: ':',
  win32: null,
  posix: null,
};

// The other flavour is loaded when a program first asks for it.
Object.defineProperty(posix, 'win32', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => require('internal/path/win32'),
  set(value) {
    Object.defineProperty(posix, 'win32', {
      __proto__: null, configurable: true, enumerable: true, writable: true, value,
    });
  },
});
posix.posix = posix;
posix._makeLong = toNamespacedPath;

module.exports = posix;
