// SPDX-License-Identifier: MIT
// readdir with `recursive`: one crossing a directory, nearest directories first.

const { native, check, promised, wantsBytes } = require('internal/fs/utils');
const { Dirent, DIRECTORY, LINK, joinPath, unpack } = require('internal/fs/dirent');

const FS_TYPES = 2;
const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const doubles = new Float64Array(native.statDoubles);

// Links to directories are entered too. A link that leads nowhere is no directory.
function leadsToDirectory(path) {
  return native.stat(path, 0) === 0 && (doubles[1] & S_IFMT) === S_IFDIR;
}

class Listing {
  constructor(root, encoding, withFileTypes) {
    this.root = root;
    this.encoding = encoding;
    this.withFileTypes = withFileTypes;
    this.result = [];
    this.queue = [{ path: root, relative: '' }];
  }

  get flags() {
    return wantsBytes(this.encoding) | FS_TYPES;
  }

  add(directory, packed) {
    const { names, types } = unpack(packed, this.encoding);
    const { path, relative } = directory;
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const type = types.charCodeAt(i) - 48;
      this.result.push(this.withFileTypes ? new Dirent(name, type, path) :
        relative === '' ? name : joinPath(relative, name));
      if (type !== DIRECTORY && type !== LINK) continue;
      const full = joinPath(path, name);
      if (type === LINK && !leadsToDirectory(full)) continue;
      this.queue.push({ path: full, relative: relative === '' ? name : joinPath(relative, name) });
    }
  }
}

function recursiveSync(root, encoding, withFileTypes) {
  const listing = new Listing(root, encoding, withFileTypes);
  for (let i = 0; i < listing.queue.length; i++) {
    const directory = listing.queue[i];
    const packed = native.readdir(directory.path, listing.flags);
    check(packed, 'scandir', directory.path);
    listing.add(directory, packed);
  }
  return listing.result;
}

async function recursive(root, encoding, withFileTypes) {
  const listing = new Listing(root, encoding, withFileTypes);
  for (let i = 0; i < listing.queue.length; i++) {
    const directory = listing.queue[i];
    const packed = await promised(
      (callback) => native.readdir(directory.path, listing.flags, callback),
      'scandir', directory.path);
    listing.add(directory, packed);
  }
  return listing.result;
}

module.exports = { recursive, recursiveSync };
