// SPDX-License-Identifier: MIT
// Errors name an empty path; reading a folder names none; a recursive mkdir gives back the path as it was given.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const os = require('node:os');

const message = (f) => {
  try {
    return f();
  } catch (error) {
    return `${error.message} ${error.path} ${error.dest}`;
  }
};
assert.strictEqual(message(() => fs.accessSync('')), "ENOENT: no such file or directory, access '' " + ' undefined');
assert.strictEqual(message(() => fs.renameSync('', '')), "ENOENT: no such file or directory, rename '' -> ''  ");
fs.stat('', (error) => assert.strictEqual(error.message, "ENOENT: no such file or directory, stat ''"));

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paths-'));
const expected = { code: 'EISDIR', message: 'EISDIR: illegal operation on a directory, read' };
assert.throws(() => fs.readFileSync(folder), expected);
fs.readFile(folder, (error) => {
  const { code, message: text, path: named } = error;
  assert.deepStrictEqual({ code, message: text }, expected);
  assert.strictEqual(named, undefined);
});
(async () => {
  await assert.rejects(fs.promises.readFile(folder), expected);
  const make = (name) => `${folder}/${name}`;
  assert.strictEqual(fs.mkdirSync(make('a/'), { recursive: true }), make('a/'));
  assert.strictEqual(await fs.promises.mkdir(make('b//'), { recursive: true }), make('b//'));
  assert.strictEqual(fs.mkdirSync(make('c/d/'), { recursive: true }), make('c'));
  assert.strictEqual(fs.mkdirSync(make('c/d/'), { recursive: true }), undefined);
  assert.throws(() => fs.readFileSync(5.5), { code: 'ERR_INVALID_ARG_TYPE', message: /^The "path" argument/ });
  assert.match(message(() => { throw Object.assign(new Error(getStack()), {}); }), /^Error: ENOENT.*\n {4}at (?:Object\.)?readdirSync /);
  fs.rmSync(folder, { recursive: true });
})();

// The first frame is the function that was called.
function getStack() {
  try {
    return fs.readdirSync('/no/such/folder');
  } catch (error) {
    return error.stack;
  }
}
