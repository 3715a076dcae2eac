// SPDX-License-Identifier: MIT
// A program of WebAssembly: its exit code, its output, initialize(), and what is thrown through it.
'use strict';

const assert = require('node:assert');
const { closeSync, openSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { WASI } = require('node:wasi');
const { folder } = require('./_world.js');

const name = (text) => [text.length, ...Buffer.from(text)];
const section = (id, ...bytes) => [id, bytes.length, ...bytes];
// (func $start: fd_write(1, 16, 1, 24), proc_exit(7)), with "ok!\n" at 32
function program(exported) {
  const snapshot = name('wasi_snapshot_preview1');
  return new WebAssembly.Module(new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, 3, 0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f, 0x60, 1, 0x7f, 0, 0x60, 0, 0),
    ...section(2, 2, ...snapshot, ...name('fd_write'), 0, 0, ...snapshot, ...name('proc_exit'), 0, 1),
    ...section(3, 1, 2),
    ...section(5, 1, 0, 1),
    ...section(7, 2, ...name('memory'), 2, 0, ...name(exported), 0, 2),
    ...section(10, 1, 17, 0, 0x41, 1, 0x41, 16, 0x41, 1, 0x41, 24, 0x10, 0, 0x1a, 0x41, 7, 0x10, 1, 0x0b),
    ...section(11, 1, 0, 0x41, 16, 0x0b, 20, 32, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from('ok!\n')),
  ]));
}

const root = folder();
const output = join(root, 'output');
const stdout = openSync(output, 'w');
const wasi = new WASI({ version: 'preview1', stdout });
const instance = new WebAssembly.Instance(program('_start'), wasi.getImportObject());
assert.throws(() => wasi.wasiImport.fd_write(1, 16, 1, 24), { code: 'ERR_WASI_NOT_STARTED' });
assert.strictEqual(wasi.start(instance), 7);
assert.throws(() => wasi.start(instance), { code: 'ERR_WASI_ALREADY_STARTED' });
closeSync(stdout);
assert.strictEqual(readFileSync(output, 'utf8'), 'ok!\n');
rmSync(root, { recursive: true });

const thrown = new WASI({ version: 'preview1' });
const failing = { wasi_snapshot_preview1: { ...thrown.wasiImport, fd_write() { throw new RangeError('full'); } } };
assert.throws(() => thrown.start(new WebAssembly.Instance(program('_start'), failing)), { name: 'RangeError', message: 'full' });

const unstable = new WASI({ version: 'unstable' });
assert.deepStrictEqual(Object.keys(unstable.getImportObject()), ['wasi_unstable']);
const library = new WASI({ version: 'preview1' });
let calls = 0;
library.initialize({ exports: { memory: new WebAssembly.Memory({ initial: 1 }), _initialize() { calls++; } } });
assert.strictEqual(calls, 1);
assert.throws(() => new WASI({ version: 'preview1', preopens: { '/': join(root, 'gone') } }), { code: 'UVWASI_ENOENT', message: /uvwasi_init/ });

// A memory that grows is followed.
const growing = new WASI({ version: 'preview1' });
const memory = new WebAssembly.Memory({ initial: 1 });
growing.finalizeBindings({ exports: {} }, { memory });
assert.strictEqual(growing.wasiImport.random_get(65536, 8), 61);
memory.grow(1);
assert.strictEqual(growing.wasiImport.random_get(65536, 8), 0);
