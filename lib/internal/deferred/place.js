// SPDX-License-Identifier: MIT
// Where in a value what cannot go to another thread is.
'use strict';

const { encode } = require('internal/worker/wire');
const { dataCloneError } = require('internal/structured_clone');

const kDepthMax = 200;

function crosses(value) {
  try {
    encode(value, [], undefined);
    return true;
  } catch {
    return false;
  }
}

// [what stands behind the name of the whole, value] of what is inside.
function* inside(value) {
  if (value instanceof Map) {
    for (const { 0: key, 1: item } of [...value]) {
      yield ['.keys()', key];
      yield [`.get(${typeof key === 'string' ? JSON.stringify(key) : String(key)})`, item];
    }
  } else if (value instanceof Set) {
    for (const item of [...value]) yield ['.values()', item];
  } else {
    for (const key of Object.keys(value)) {
      yield [Array.isArray(value) ? `[${key}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`, value[key]];
    }
    if (value instanceof Error && value.cause !== undefined) yield ['.cause', value.cause];
  }
}

// As text that begins with `name`.
function placeOf(value, name) {
  for (let depth = 0; depth < kDepthMax && typeof value === 'object' && value !== null; depth++) {
    let next;
    for (const entry of inside(value)) {
      if (crosses(entry[1])) continue;
      next = entry;
      break;
    }
    if (next === undefined) break;
    name += next[0];
    value = next[1];
  }
  return name;
}

// The DataCloneError of a value, with the place of what it is about.
exports.withPlace = (error, value, name, before = '') => {
  try {
    return dataCloneError(`${before}${error.message.replace(/\.$/, '')} (at ${placeOf(value, name)})`);
  } catch { // looking at it has effects that the first look had not
    return error;
  }
};
