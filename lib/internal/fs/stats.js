// SPDX-License-Identifier: MIT
// Stats, BigIntStats and StatFs, made from the numbers that the last stat of this thread left in shared memory.

const native = binding('fs');
const { defineProperty, defineProperties, setPrototypeOf } = Object;

const doubles = new Float64Array(native.statDoubles);
const integers = new BigInt64Array(native.statIntegers);

const S_IFMT = 0o170000;

// ---- what a mode says ------------------------------------------------------------------------------------------------

function StatsBase(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks) {
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
}

for (const { 0: name, 1: bits } of [
  ['isDirectory', 0o040000],
  ['isFile', 0o100000],
  ['isBlockDevice', 0o060000],
  ['isCharacterDevice', 0o020000],
  ['isSymbolicLink', 0o120000],
  ['isFIFO', 0o010000],
  ['isSocket', 0o140000],
]) {
  StatsBase.prototype[name] = function() {
    return this._checkModeProperty(bits);
  };
  defineProperty(StatsBase.prototype[name], 'name', { configurable: true, value: name });
}

// ---- dates -----------------------------------------------------------------------------------------------------------

function dateOf(ms) {
  return new Date(Math.round(Number(ms)));
}

// Dates are made when somebody looks: few programs do.
function lazyDate(name) {
  const source = `${name}Ms`;
  return {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      const value = dateOf(this[source]);
      defineProperty(this, name, {
        __proto__: null, configurable: true, enumerable: true, writable: true, value,
      });
      return value;
    },
    set(value) {
      defineProperty(this, name, {
        __proto__: null, configurable: true, enumerable: true, writable: true, value,
      });
    },
  };
}

function addDates(constructor) {
  setPrototypeOf(constructor.prototype, StatsBase.prototype);
  setPrototypeOf(constructor, StatsBase);
  defineProperties(constructor.prototype, {
    atime: lazyDate('atime'),
    mtime: lazyDate('mtime'),
    ctime: lazyDate('ctime'),
    birthtime: lazyDate('birthtime'),
  });
}

// ---- Stats -----------------------------------------------------------------------------------------------------------

function Stats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks,
               atimeMs, mtimeMs, ctimeMs, birthtimeMs) {
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
  this.atimeMs = atimeMs;
  this.mtimeMs = mtimeMs;
  this.ctimeMs = ctimeMs;
  this.birthtimeMs = birthtimeMs;
}
addDates(Stats);
Stats.prototype._checkModeProperty = function _checkModeProperty(bits) {
  return (this.mode & S_IFMT) === bits;
};

function BigIntStats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks,
                     atimeNs, mtimeNs, ctimeNs, birthtimeNs) {
  StatsBase.call(this, dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks);
  this.atimeMs = atimeNs / 1000000n;
  this.mtimeMs = mtimeNs / 1000000n;
  this.ctimeMs = ctimeNs / 1000000n;
  this.birthtimeMs = birthtimeNs / 1000000n;
  this.atimeNs = atimeNs;
  this.mtimeNs = mtimeNs;
  this.ctimeNs = ctimeNs;
  this.birthtimeNs = birthtimeNs;
}
addDates(BigIntStats);
BigIntStats.prototype._checkModeProperty = function _checkModeProperty(bits) {
  return (Number(this.mode) & S_IFMT) === bits;
};

function nanoseconds(i) {
  return integers[i] * 1000000000n + integers[i + 1];
}

function takeBigIntStats() {
  const n = integers;
  return new BigIntStats(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9],
                         nanoseconds(10), nanoseconds(12), nanoseconds(14), nanoseconds(16));
}

function takeStats() {
  const n = doubles;
  return new Stats(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9],
                   n[10] * 1000 + n[11] / 1000000, n[12] * 1000 + n[13] / 1000000,
                   n[14] * 1000 + n[15] / 1000000, n[16] * 1000 + n[17] / 1000000);
}

function noStats() {
  return new Stats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

function noBigIntStats() {
  return new BigIntStats(0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n);
}

// ---- StatFs ----------------------------------------------------------------------------------------------------------

class StatFs {
  constructor(type, bsize, blocks, bfree, bavail, files, ffree) {
    this.type = type;
    this.bsize = bsize;
    this.blocks = blocks;
    this.bfree = bfree;
    this.bavail = bavail;
    this.files = files;
    this.ffree = ffree;
  }
}

function takeStatFs(bigint) {
  const n = bigint ? integers : doubles;
  return new StatFs(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
}

module.exports = {
  Stats,
  BigIntStats,
  noBigIntStats,
  noStats,
  takeBigIntStats,
  takeStatFs,
  takeStats,
};
