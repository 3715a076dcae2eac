// SPDX-License-Identifier: MIT
// What the posix and win32 flavours of `path` share: folding of '.' and '..' segments, and finding a name's extension.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateObject } = require('internal/validators');

const SLASH = 47;
const BACKSLASH = 92;
const DOT = 46;

// The segments of `path` from `start` on, with '' and '.' dropped and '..' folded, joined by `separator`. Where `rooted`,
// a '..' that climbs above the start is dropped, else it is kept. A trailing separator is not part of the result.
function fold(path, start, rooted, separator, windows) {
  const length = path.length;
  let out = '';
  let poppable = 0;
  let position = start;
  while (position < length) {
    let end = position;
    let code = 0;
    while (end < length) {
      code = path.charCodeAt(end);
      if (code === SLASH || (windows && code === BACKSLASH)) break;
      end++;
    }
    const size = end - position;
    if (size === 0 || (size === 1 && path.charCodeAt(position) === DOT)) {
      // nothing to add
    } else if (size === 2 && path.charCodeAt(position) === DOT &&
               path.charCodeAt(position + 1) === DOT) {
      if (poppable > 0) {
        poppable--;
        const cut = out.lastIndexOf(separator);
        out = cut < 0 ? '' : out.slice(0, cut);
      } else if (!rooted) {
        out = out === '' ? '..' : `${out}${separator}..`;
      }
    } else {
      const segment = path.slice(position, end);
      out = out === '' ? segment : out + separator + segment;
      poppable++;
    }
    position = end + 1;
  }
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
