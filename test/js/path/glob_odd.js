// SPDX-License-Identifier: MIT
// matchesGlob(): brackets of all kinds, dots, a backslash, paths that go up, and "**" at the end.
const assert = require('node:assert');
const { matchesGlob } = require('node:path');

const cases = {
  'a/**': { 'a': false, 'a/': true, 'a/b': true, 'a/.b': false },
  '**/a/**': { 'a': false, 'x/a': false, 'a/b': true, 'x/a/b': true },
  '.*/**': { '.a': false, '.a/b': true },
  '.*': { '.': false, '..': false, '.a': true },
  'a/../b': { 'b': true, 'a/../b': true },
  'a/*/../c': { 'a/c': true, 'a/x/../c': true },
  '*': { '..': false, 'a/../b': true },
  'a\\b': { 'a/b': true, 'ab': false },
  'q\\?': { 'q?': false, 'q/x': true },
  '[]a]': { ']': true, 'a': true, 'b': false },
  '[]-a]': { ']': true, '^': true, 'a': true, '-': false },
  '[!]a]': { 'b': true, ']': false },
  '[^]]': { 'a': true, ']': false },
  '[z-a]': { 'z': false, 'a': false },
  '[a--]': { 'a': false, '-': false },
  '[a-]': { 'a': true, '-': true },
  '[.]x': { '.x': true },
  '[[:alpha:]-z]': { '-': true, 'b': true, '1': false },
  '[[:digit:]x]': { '1': true, 'x': true, 'y': false },
  '[\\w]': { 'w': false },
  '[a': { '[a': true },
  '@()': { '@()': true, '': false },
  '?': { 'a': true, '\u{1f600}': false },
};
for (const [pattern, paths] of Object.entries(cases)) {
  for (const [each, want] of Object.entries(paths)) {
    assert.strictEqual(matchesGlob(each, pattern), want, `${each} against ${pattern}`);
  }
}
