// SPDX-License-Identifier: MIT
// Dirent, and the listings that C packs as "name/name/.../types" (src/node/fs/fs_directory.c).

const { join } = require('path');
const { toBuffer } = require('internal/fs/utils');

const kType = Symbol('type');
const FILE = 1;
const DIRECTORY = 2;
const LINK = 3;
const FIFO = 4;
const SOCKET = 5;
const CHARACTER_DEVICE = 6;
const BLOCK_DEVICE = 7;

class Dirent {
  constructor(name, type, path) {
    this.name = name;
    this.parentPath = path;
    this[kType] = type;
  }

  isDirectory() {
    return this[kType] === DIRECTORY;
  }

  isFile() {
    return this[kType] === FILE;
  }

  isBlockDevice() {
    return this[kType] === BLOCK_DEVICE;
  }

  isCharacterDevice() {
    return this[kType] === CHARACTER_DEVICE;
  }

  isSymbolicLink() {
    return this[kType] === LINK;
  }

  isFIFO() {
    return this[kType] === FIFO;
  }

  isSocket() {
    return this[kType] === SOCKET;
  }
}

// The names of a listing, and its types as a string of digits.
function unpack(packed, encoding) {
  if (typeof packed === 'string') {
    const names = packed.split('/');
    const types = names.pop();
    return { names, types };
  }
  const bytes = toBuffer(packed);
  const names = [];
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(0x2f, start);
    if (end === -1) break;
    names.push(encoding === 'buffer' ?
      Uint8Array.prototype.slice.call(bytes, start, end) : bytes.toString(encoding, start, end));
    start = end + 1;
  }
  return { names, types: bytes.latin1Slice(start) };
}

function unpackNames(packed, encoding) {
  return unpack(packed, encoding).names;
}

function unpackDirents(packed, encoding, path) {
  const { names, types } = unpack(packed, encoding);
  const dirents = new Array(names.length);
  for (let i = 0; i < names.length; i++) {
    dirents[i] = new Dirent(names[i], types.charCodeAt(i) - 48, path);
  }
  return dirents;
}

function joinPath(directory, name) {
  if (typeof directory === 'string' && typeof name === 'string') return join(directory, name);
  const { Buffer } = require('buffer');
  return Buffer.concat([Buffer.from(directory), Buffer.from('/'), Buffer.from(name)]);
}

module.exports = {
  Dirent,
  DIRECTORY,
  LINK,
  joinPath,
  kType,
  unpack,
  unpackDirents,
  unpackNames,
};
