// SPDX-License-Identifier: MIT
// Where the functions that are alive begin in their files.
'use strict';

const native = binding('profiler');
const FIELDS = 6;

// Lists of { call, construct, line, column, last } by URL: two hashes by which the engine's sampler names a function, where its parameters begin, and its last line, all
// lines from 0 on. Empty where the engine is not the known one.
function placesOf(urls) {
  const places = new Map();
  const text = urls.length === 0 ? '' : native.functionPlaces(urls);
  if (typeof text !== 'string' || text === '') return places;
  const numbers = text.split(',').map(Number);
  for (let i = 0; i < numbers.length; i += FIELDS) {
    const url = urls[numbers[i]];
    const place = { call: numbers[i + 1], construct: numbers[i + 2], line: numbers[i + 3], column: numbers[i + 4], last: numbers[i + 5] };
    const known = places.get(url);
    if (known === undefined) places.set(url, [place]);
    else known.push(place);
  }
  return places;
}

module.exports = { placesOf };
