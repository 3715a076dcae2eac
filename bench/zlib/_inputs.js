// SPDX-License-Identifier: MIT
// What servers compress: JSON of an interface, HTML, text, a program and random-like bytes, always the same.
const fs = require('fs');
const path = require('path');

let seed = 1;
const next = (n) => (seed = (seed * 48271) % 2147483647) % n;
const words = 'name value id user order price status created updated null list item total count page next'.split(' ');
const word = () => words[next(words.length)];

// Records as an interface sends them.
function json(size) {
  let text = '[';
  for (let i = 0; text.length < size; i++) {
    text += JSON.stringify({
      id: i, name: `${word()} ${word()}`, email: `${word()}${i}@example.com`, active: next(2) === 1, balance: next(100000) / 100,
      tags: [word(), word()], createdAt: new Date(1.6e12 + next(2e9) * 50).toISOString(),
      address: { street: `${next(1000)} ${word()} street`, city: word(), zip: String(10000 + next(89999)) },
    }) + ',';
  }
  return Buffer.from(text.slice(0, size));
}

// Words and numbers without any order: few matches, and short ones.
function words_(size) {
  let text = '[';
  while (text.length < size) text += `{"${word()}":${next(100000)},"${word()}":"${word()}"},`;
  return Buffer.from(text.slice(0, size));
}

function filesOf(folder, ending, size) {
  const parts = [];
  let total = 0;
  for (const name of fs.readdirSync(folder).sort()) {
    if (!name.endsWith(ending) || total >= size) continue;
    parts.push(fs.readFileSync(path.join(folder, name)));
    total += parts.at(-1).length;
  }
  return Buffer.concat(parts).subarray(0, size);
}

// Pages whose text is the project's documentation.
function html(size) {
  const text = filesOf(path.join(__dirname, '../../docs/api'), '.md', size).toString();
  const page = text.split('\n').map((line, i) =>
    `<div class="row ${i % 2 ? 'odd' : 'even'}"><p id="line-${i}">${line.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</p></div>\n`);
  return Buffer.from(`<!doctype html><html><body>${page.join('')}`).subarray(0, size);
}

const source = (size) => filesOf(path.join(__dirname, '../../syntax/src'), '.c', size);

// A table of numbers, as programs keep them.
function binary(size) {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 16 <= size; at += 16) {
    bytes.writeUInt32LE(at / 16, at);
    bytes.writeUInt32LE(next(4096), at + 4);
    bytes.writeDoubleLE(next(100000) / 8, at + 8);
  }
  return bytes;
}

module.exports = { json, words: words_, html, source, binary };
