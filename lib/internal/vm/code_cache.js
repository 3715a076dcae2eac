// SPDX-License-Identifier: MIT
// The code cache of node:vm. The engine has none to give: the bytes only tell whether they belong to a source.

function hash(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

function cacheOf(source) {
  const { Buffer } = require('buffer');
  const bytes = Buffer.alloc(16);
  bytes.write('protojs1', 'latin1');
  bytes.writeUInt32LE(source.length, 8);
  bytes.writeUInt32LE(hash(source), 12);
  return bytes;
}

function rejectsCache(source, bytes) {
  const { Buffer } = require('buffer');
  return !cacheOf(source).equals(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

module.exports = { cacheOf, rejectsCache };
