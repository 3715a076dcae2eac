// SPDX-License-Identifier: MIT
// What belongs to the code around a deferred function and cannot go along is refused when the module is loaded; what the function has of its own is not.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferred-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
function load(name, text) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return require(file);
}

const refused = [
  ['this', 'class A { go() { return Deferred.run(() => this.x); } }'],
  ['this', 'const f = () => this; function g() { return Deferred.run(() => f()); }'],
  ['super', 'class A { go() { return Deferred.run(() => super.go()); } }'],
  ['arguments', 'function f() { return Deferred.run(() => arguments[0]); }'],
  ['new.target', 'function f() { return new Deferred((resolve) => resolve(new.target)); }'],
  ['#x', 'class A { #x = 1; go(a) { return Deferred.run((a) => a.#x, a); } }'],
];
refused.forEach(({ 0: name, 1: text }, i) => {
  assert.throws(() => load(`refused${i}.js`, `\n${text}`), (error) => error instanceof SyntaxError &&
    error.message === `A Deferred function cannot use '${name}' of the code around it` && error.stack.includes(`refused${i}.js:2`), text);
});

const fine = load('fine.js', `
class Own { #x = 1; static s = this.name; get x() { return this.#x; } }
module.exports = [
  Deferred.run(function(a) { return [this === undefined, arguments.length, new.target === undefined, a]; }, 5),
  Deferred.run(() => ({ y: 2, get z() { return this.y; } }).z),
  Deferred.run(() => [new Own().x, Own.s]),
  Deferred.run(() => { class Inner extends Own { get x() { return super.x + 1; } } return new Inner().x; }),
];`);

(async () => {
  assert.deepStrictEqual(await Promise.all(fine), [[false, 1, true, 5], 2, [1, 'Own'], 2]);
  process.exitCode = 0;
})();
process.exitCode = 1;
