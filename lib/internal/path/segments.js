// SPDX-License-Identifier: MIT
// What the posix and win32 flavours of `path` share: folding of '.' and '..' segments, and finding a name's extension.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateObject } = require('internal/validators');

const SLASH = 47;
const BACKSLASH = 92;
const DOT = 46;

// Where the segments that fold() keeps begin and end. One list for all calls: no code of a program runs meanwhile.
const bounds = [];
const kBoundsKept = 1024;

// The segments of `path` from `start` on, with '' and '.' dropped and '..' folded, joined by `separator`. Where `rooted`,
// a '..' that climbs above the start is dropped, else it is kept. A trailing separator is not part of the result.
function fold(path, start, rooted, separator, windows) {
  const { length } = path;
  let kept = 0; // entries of `bounds`
  let floor = 0; // those that no '..' takes back
  for (let position = start; position < length;) {
    let end = position;
    for (; end < length; end++) {
      const code = path.charCodeAt(end);
      if (code === SLASH || (windows && code === BACKSLASH)) break;
    }
    const size = end - position;
    const dots = size <= 2 && (size === 0 || path.charCodeAt(position) === DOT);
    if (!dots || (size === 2 && path.charCodeAt(position + 1) !== DOT)) {
      bounds[kept++] = position;
      bounds[kept++] = end;
    } else if (size === 2) {
      if (kept > floor) {
        kept -= 2;
      } else if (!rooted) {
        bounds[kept++] = position;
        bounds[kept++] = end;
        floor = kept;
      }
    }
    position = end + 1;
  }
  return joinSegments(path, kept, separator);
}

// The kept segments; those that follow each other in `path` as they should in the result are taken in one piece.
function joinSegments(path, kept, separator) {
  const code = separator.charCodeAt(0);
  let out = '';
  for (let i = 0; i < kept;) {
    const from = bounds[i];
    let to = bounds[i + 1];
    for (i += 2; i < kept && bounds[i] === to + 1 && path.charCodeAt(to) === code; i += 2) to = bounds[i + 1];
    const piece = path.slice(from, to);
    out = out === '' ? piece : out + separator + piece;
  }
  if (bounds.length > kBoundsKept) bounds.length = kBoundsKept;
  return out;
}

// Where the extension of the name in path[start, end) begins, or `end` where it has none. A leading dot is part of the name.
function extensionStart(path, start, end) {
  let i = end - 1;
  while (i >= start && path.charCodeAt(i) !== DOT) i--;
  if (i <= start) return end;
  if (i === start + 1 && i === end - 1 && path.charCodeAt(start) === DOT) return end; // '..'
  return i;
}

// The end of the last name in path[start, end): `basename` without the part of the name that equals `suffix`.
function withoutSuffix(name, suffix) {
  if (suffix.length < name.length && name.endsWith(suffix)) {
    return name.slice(0, name.length - suffix.length);
  }
  return name;
}

// The `format()` of both flavours.
function format(separator, pathObject) {
  if (pathObject === null || typeof pathObject !== 'object') {
    validateObject(pathObject, 'pathObject');
  }
  const dir = pathObject.dir || pathObject.root;
  let { base } = pathObject;
  if (!base) {
    const ext = pathObject.ext || '';
    base = `${pathObject.name || ''}${ext && ext[0] !== '.' ? '.' : ''}${ext}`;
  }
  if (!dir) return base;
  return dir === pathObject.root ? `${dir}${base}` : `${dir}${separator}${base}`;
}

function invalidString(value, name) {
  return new ERR_INVALID_ARG_TYPE(name, 'string', value);
}

module.exports = {
  DOT, SLASH, BACKSLASH, fold, extensionStart, withoutSuffix, format, invalidString,
};
