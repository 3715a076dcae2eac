// SPDX-License-Identifier: MIT
// Where the functions that are alive begin in their files.
'use strict';

const native = binding('profiler');

// CommonJS files are read inside of a function that begins in their first line.
const WRAPPER = '(function (exports, require, module, __filename, __dirname) { ';

function unwrap(places) {
  const wrapper = places.find(({ line, column }) => line === 0 && column === 10);
  if (wrapper === undefined) return;
  for (const place of places) {
    if (place.line === 0) place.column = Math.max(place.column - WRAPPER.length, 0);
  }
}

// Lists of { hash, line, column, last } by URL: the hash by which the engine's sampler names a function (its last bit aside), where its parameters begin, and its last
// line, all lines from 0 on. Empty where the engine is not the known one.
function functionPlaces() {
  const places = new Map();
  const text = native.functionPlaces();
  if (typeof text !== 'string') return places;
  let list;
  for (const row of text.split('\n')) {
    if (row[0] === '@') {
      const url = row.slice(1);
      list = places.get(url);
      if (list === undefined) places.set(url, list = []);
    } else if (row !== '') {
      const numbers = row.split(',');
      list.push({ hash: Math.floor(numbers[0] / 2), line: Number(numbers[1]), column: Number(numbers[2]), last: Number(numbers[3]) });
    }
  }
  for (const { 0: url, 1: all } of places) if (url[0] === '/') unwrap(all);
  return places;
}

module.exports = { functionPlaces };
