// SPDX-License-Identifier: MIT
// A WASI world whose functions tests call themselves, over a memory of their own.
'use strict';

const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { WASI } = require('node:wasi');

exports.E = {
  OK: 0, ACCES: 2, BADF: 8, EXIST: 20, INVAL: 28, ISDIR: 31, LOOP: 32, NAMETOOLONG: 37, NOENT: 44, NOTDIR: 54, NOTEMPTY: 55, NOTSOCK: 57, OVERFLOW: 61, PERM: 63,
  NOTCAPABLE: 76,
};

exports.folder = () => mkdtempSync(join(tmpdir(), 'wasi-'));

exports.world = function world(options = {}) {
  const wasi = new WASI({ version: 'preview1', ...options });
  const memory = new WebAssembly.Memory({ initial: 2 });
  wasi.finalizeBindings({ exports: { memory } });
  const bytes = new Uint8Array(memory.buffer);
  const view = new DataView(memory.buffer);
  // Text in the program's memory as two arguments.
  let next = 70000;
  const text = (string) => {
    const encoded = Buffer.from(string);
    if (next + encoded.length > bytes.length) next = 70000;
    const at = next;
    bytes.set(encoded, at);
    next += encoded.length;
    return [at, encoded.length];
  };
  const f = wasi.wasiImport;
  return {
    wasi, memory, bytes, view, text, f,
    read: (at, len) => Buffer.from(bytes.slice(at, at + len)).toString(),
    // Opens with all rights a file can have; [error, descriptor].
    open(folder, path, { how = 0, rights = 0x0e0ffffn, inherited = 0x3fffffffn, follow = 1, flags = 0 } = {}) {
      const error = f.path_open(folder, follow, ...text(path), how, rights, inherited, flags, 16);
      return [error, view.getUint32(16, true)];
    },
    write(fd, string) {
      const [at, len] = text(string);
      view.setUint32(32, at, true);
      view.setUint32(36, len, true);
      return f.fd_write(fd, 32, 1, 40);
    },
    readAll(fd) {
      view.setUint32(32, 4096, true);
      view.setUint32(36, 4096, true);
      const error = f.fd_read(fd, 32, 1, 40);
      return error === 0 ? Buffer.from(bytes.slice(4096, 4096 + view.getUint32(40, true))).toString() : error;
    },
  };
};
