// SPDX-License-Identifier: MIT
//
// File: a Blob with a name and a time.

const { Blob } = require('internal/blob');
const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { customInspectSymbol: inspectSymbol, kEnumerableProperty } = require('internal/util');
const { kClone, kDeserialize } = require('internal/worker/js_transferable');

const { defineProperties } = Object;

let isFile;

class File extends Blob {
  #name;
  #lastModified;

  constructor(fileBits, fileName, options = undefined) {
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('fileBits', 'fileName');
    super(fileBits, options);
    const { lastModified } = options ?? {};
    // To a long long, as Web IDL does.
    if (lastModified !== undefined) this.#lastModified = Number(BigInt.asIntN(64, BigInt(integer(+lastModified))));
    else this.#lastModified = Date.now();
    this.#name = `${fileName}`.toWellFormed();
  }

  static {
    isFile = (value) => typeof value === 'object' && value !== null && #name in value;
  }

  get name() {
    if (!isFile(this)) throw new ERR_INVALID_THIS('File');
    return this.#name;
  }

  get lastModified() {
    if (!isFile(this)) throw new ERR_INVALID_THIS('File');
    return this.#lastModified;
  }

  [inspectSymbol](depth, options) {
    if (depth < 0) return '[File]';
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const { size, type, name, lastModified } = this;
    return `File ${inspect({ size, type, name, lastModified }, inner)}`;
  }

  [kClone]() {
    const { data } = super[kClone]();
    return {
      data: { ...data, name: this.#name, lastModified: this.#lastModified },
      deserializeInfo: 'internal/file:ClonedFile',
    };
  }

  [kDeserialize](data) {
    super[kDeserialize](data);
    this.#name = data.name;
    this.#lastModified = data.lastModified;
  }
}

function integer(value) {
  return Number.isFinite(value) ? Math.trunc(value) : 0;
}

defineProperties(File.prototype, {
  name: kEnumerableProperty,
  lastModified: kEnumerableProperty,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'File' },
});

// What structured cloning calls with `new` and no arguments.
function ClonedFile() {
  return new File([], '');
}

module.exports = { ClonedFile, File };
