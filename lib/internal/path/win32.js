// SPDX-License-Identifier: MIT
// path.win32: the Windows flavour. A path is cut once into its root (drive, UNC share or device namespace) and its tail;
// every function then works on those two.
'use strict';

const {
  SLASH, BACKSLASH, fold, extensionStart, withoutSuffix, format: formatWith, invalidString,
} = require('internal/path/segments');

const COLON = 58;
const RESERVED_NAME = /^(?:con|prn|aux|nul|(?:com|lpt)[1-9\xb9\xb2\xb3])$/i;

function isSeparator(code) {
  return code === SLASH || code === BACKSLASH;
}

function hasDrive(path) {
  if (path.length < 2 || path.charCodeAt(1) !== COLON) return false;
  const letter = path.charCodeAt(0) | 32;
  return letter >= 97 && letter <= 122;
}

function separatorFrom(path, i) {
  while (i < path.length && !isSeparator(path.charCodeAt(i))) i++;
  return i;
}

function nameFrom(path, i) {
  while (i < path.length && isSeparator(path.charCodeAt(i))) i++;
  return i;
}

// '\\server\share' at the start of `path`: where server ends, where share starts and ends; null where there is none.
function uncParts(path) {
  if (path.length < 5 || !isSeparator(path.charCodeAt(0)) || !isSeparator(path.charCodeAt(1))) {
    return null;
  }
  const serverEnd = separatorFrom(path, 2);
  if (serverEnd === 2 || serverEnd === path.length) return null;
  const shareStart = nameFrom(path, serverEnd);
  if (shareStart === path.length) return null;
  return { serverEnd, shareStart, shareEnd: separatorFrom(path, shareStart) };
}

function isReservedName(path, colon) {
  return RESERVED_NAME.test(path.slice(0, colon));
}

// { device, tail, absolute }: `device` is '' or 'c:' or '\\server\share' or '\\?'; `tail` is where the rest starts.
function splitDevice(path) {
  if (path.length === 0) return { device: '', tail: 0, absolute: false };
  if (hasDrive(path)) {
    const absolute = path.length > 2 && isSeparator(path.charCodeAt(2));
    return { device: path.slice(0, 2), tail: absolute ? 3 : 2, absolute };
  }
  if (!isSeparator(path.charCodeAt(0))) return { device: '', tail: 0, absolute: false };
  const unc = uncParts(path);
  if (unc === null) return { device: '', tail: 1, absolute: true };
  const server = path.slice(2, unc.serverEnd);
  if (server !== '.' && server !== '?') {
    const device = `\\\\${server}\\${path.slice(unc.shareStart, unc.shareEnd)}`;
    return { device, tail: unc.shareEnd, absolute: true };
  }
  return { device: `\\\\${server}`, tail: 4, absolute: true };
}

// Whether the relative `tail` of `path` could be read as rooted: it starts with a drive, or a segment of `path` ends in ':'.
function looksRooted(path, tail) {
  if (hasDrive(tail)) return true;
  for (let i = path.indexOf(':'); i !== -1; i = path.indexOf(':', i + 1)) {
    if (i === path.length - 1 || isSeparator(path.charCodeAt(i + 1))) return true;
  }
  return false;
}

function normalize(path) {
  if (typeof path !== 'string') throw invalidString(path, 'path');
  const { length } = path;
  if (length === 0) return '.';
  if (length === 1) return path.charCodeAt(0) === SLASH ? '\\' : path;
  let { device, tail: start, absolute } = splitDevice(path);
  if (start === length && device.length > 4 && absolute) return `${device}\\`; // a bare share
  if (device === '\\\\?' || device === '\\\\.') {
    const colon = path.indexOf(':', 4);
    if (colon !== -1 && RESERVED_NAME.test(path.slice(4, colon))) {
      device = `\\\\?\\${path.slice(4, colon + 1)}`;
      start = colon + 1;
    }
  }
  let tail = start < length ? fold(path, start, absolute, '\\', true) : '';
  const trailing = isSeparator(path.charCodeAt(length - 1));
  if (tail === '' && !absolute) tail = '.';
  if (tail !== '' && trailing) tail += '\\';
  if (!absolute && device === '' && path.includes(':')) {
    const colon = path.indexOf(':');
    if (isReservedName(path, colon)) return deviceRelative(path, colon, trailing);
    if (looksRooted(path, tail)) return `.\\${tail}`;
  }
  if (device === '') return absolute ? `\\${tail}` : tail;
  return absolute ? `${device}\\${tail}` : device + tail;
}

// 'CON:..\x': what follows a reserved device's name is folded on its own, so that it cannot climb over the device.
function deviceRelative(path, colon, trailing) {
  const rest = fold(path, colon + 1, false, '\\', true) || '.';
  return `.\\${path.slice(0, colon + 1)}${rest}${trailing ? '\\' : ''}`;
}

function resolveBase(device) {
  if (device === '') return process.cwd();
  const base = process.env[`=${device}`] || process.cwd();
  const sameDrive = base.slice(0, 2).toLowerCase() === device.toLowerCase();
  return !sameDrive && base.charCodeAt(2) === BACKSLASH ? `${device}\\` : base;
}

function resolve(...args) {
  let device = '';
  let tail = '';
  let absolute = false;
  for (let i = args.length - 1; i >= -1; i--) {
    let path;
    if (i >= 0) {
      path = args[i];
      if (typeof path !== 'string') throw invalidString(path, `paths[${i}]`);
      if (path.length === 0) continue;
    } else {
      path = resolveBase(device);
    }
    const root = splitDevice(path);
    if (root.device !== '') {
      if (device === '') device = root.device;
      else if (device.toLowerCase() !== root.device.toLowerCase()) continue;
    }
    if (!absolute) {
      tail = `${path.slice(root.tail)}\\${tail}`;
      absolute = root.absolute;
    }
    if (absolute && device !== '') break;
  }
  tail = fold(tail, 0, absolute, '\\', true);
  if (absolute) return `${device}\\${tail}`;
  return `${device}${tail}` || '.';
}

function isAbsolute(path) {
  if (typeof path !== 'string') throw invalidString(path, 'path');
  if (path.length === 0) return false;
  if (isSeparator(path.charCodeAt(0))) return true;
  return path.length > 2 && hasDrive(path) && isSeparator(path.charCodeAt(2));
}

// Whether a segment names a device ('CON:x'): folding '..' over it would change what it means.
function hasReservedSegment(path) {
  if (!path.includes(':')) return false;
  for (const segment of path.split('\\')) {
    const colon = segment.indexOf(':');
    if (colon !== -1 && isReservedName(segment, colon)) return true;
  }
  return false;
}

function join(...args) {
  let joined = '';
  let first = '';
  for (let i = 0; i < args.length; i++) {
    const part = args[i];
    if (typeof part !== 'string') throw invalidString(part, 'path');
    if (part.length === 0) continue;
    if (joined === '') joined = first = part;
    else joined = `${joined}\\${part}`;
  }
  if (joined === '') return '.';
  // Two slashes make a UNC root only where the first part brought them, followed by a name ('//server').
  const uncStart = first.length > 2 && nameFrom(first, 0) === 2;
  if (!uncStart) {
    const slashes = nameFrom(joined, 0);
    if (slashes >= 2) joined = `\\${joined.slice(slashes)}`;
  }
  if (hasReservedSegment(joined)) return joined.replaceAll('/', '\\');
  return normalize(joined);
}

function trimmedSegments(path) {
  const parts = path.split('\\');
  let start = 0;
  let end = parts.length;
  while (start < end && parts[start] === '') start++;
  while (end > start && parts[end - 1] === '') end--;
  return parts.slice(start, end);
}

function relative(from, to) {
  if (typeof from !== 'string') throw invalidString(from, 'from');
  if (typeof to !== 'string') throw invalidString(to, 'to');
  if (from === to) return '';
  from = resolve(from);
  to = resolve(to);
  if (from === to || from.toLowerCase() === to.toLowerCase()) return '';
  const fromParts = trimmedSegments(from);
  const toParts = trimmedSegments(to);
  const shorter = Math.min(fromParts.length, toParts.length);
  let common = 0;
  while (common < shorter &&
         fromParts[common].toLowerCase() === toParts[common].toLowerCase()) common++;
  if (common === 0 && shorter > 0) return to;
  const out = [];
  for (let i = common; i < fromParts.length; i++) out.push('..');
  for (let i = common; i < toParts.length; i++) out.push(toParts[i]);
  return out.join('\\');
}

function toNamespacedPath(path) {
  if (typeof path !== 'string' || path.length === 0) return path;
  const resolved = resolve(path);
  if (resolved.length <= 2) return path;
  if (resolved.charCodeAt(0) === BACKSLASH && resolved.charCodeAt(1) === BACKSLASH) {
    const third = resolved[2];
    if (third !== '?' && third !== '.') return `\\\\?\\UNC\\${resolved.slice(2)}`;
  } else if (hasDrive(resolved) && resolved.charCodeAt(2) === BACKSLASH) {
    return `\\\\?\\${resolved}`;
  }
  return resolved;
}

// The length of the root as dirname() and parse() show it: '\', 'c:', 'c:\', '\\server\share\'; 0 for none.
function rootLength(path) {
  if (path.length === 0) return 0;
  if (isSeparator(path.charCodeAt(0))) {
    const unc = uncParts(path);
    if (unc === null) return 1;
    return unc.shareEnd < path.length ? unc.shareEnd + 1 : unc.shareEnd;
  }
  if (!hasDrive(path)) return 0;
  return path.length > 2 && isSeparator(path.charCodeAt(2)) ? 3 : 2;
}

function trimmedEnd(path, floor) {
  let end = path.length;
  while (end > floor && isSeparator(path.charCodeAt(end - 1))) end--;
  return end;
}

// The index of the last separator in path[floor, end), or floor - 1.
function lastSeparator(path, floor, end) {
  let i = end - 1;
  while (i >= floor && !isSeparator(path.charCodeAt(i))) i--;
  return i;
}

function dirname(path) {
  if (typeof path !== 'string') throw invalidString(path, 'path');
  if (path.length === 0) return '.';
  const root = rootLength(path);
  if (root === path.length) return path;
  const separator = lastSeparator(path, root, trimmedEnd(path, root));
  if (separator >= root) return path.slice(0, separator);
  return root === 0 ? '.' : path.slice(0, root);
}

function basename(path, suffix) {
  if (suffix !== undefined && typeof suffix !== 'string') throw invalidString(suffix, 'suffix');
  if (typeof path !== 'string') throw invalidString(path, 'path');
  if (suffix !== undefined && suffix === path) return '';
  const floor = hasDrive(path) ? 2 : 0;
  const end = trimmedEnd(path, floor);
  const name = path.slice(lastSeparator(path, floor, end) + 1, end);
  if (suffix === undefined) return name;
  // A path of separators only is its own base name where a suffix that could fit was given.
  if (name === '' && suffix !== '' && suffix.length <= path.length) return path.slice(floor);
  return withoutSuffix(name, suffix);
}

function extname(path) {
  if (typeof path !== 'string') throw invalidString(path, 'path');
  const floor = hasDrive(path) ? 2 : 0;
  const end = trimmedEnd(path, floor);
  const start = lastSeparator(path, floor, end) + 1;
  return path.slice(extensionStart(path, start, end), end);
}

function format(pathObject) {
  return formatWith('\\', pathObject);
}

function parse(path) {
  if (typeof path !== 'string') throw invalidString(path, 'path');
  const parsed = { root: '', dir: '', base: '', ext: '', name: '' };
  if (path.length === 0) return parsed;
  const root = rootLength(path);
  if (root > 0) parsed.root = path.slice(0, root);
  parsed.dir = parsed.root;
  const end = trimmedEnd(path, root);
  const start = lastSeparator(path, root, end) + 1;
  if (start < end) {
    const dot = extensionStart(path, start, end);
    parsed.base = path.slice(start, end);
    parsed.name = path.slice(start, dot);
    parsed.ext = path.slice(dot, end);
  }
  if (start > root) parsed.dir = path.slice(0, start - 1);
  return parsed;
}

function matchesGlob(path, pattern) {
  return require('internal/path/glob').matches(path, pattern, true);
}

const win32 = {
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
  sep: '\\',
  delimiter: ';',
  win32: null,
  posix: null,
};
win32.win32 = win32;
win32.posix = require('path');
win32._makeLong = toNamespacedPath;

module.exports = win32;
