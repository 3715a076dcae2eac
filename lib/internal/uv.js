// SPDX-License-Identifier: MIT
//
// libuv's error table, read from C on first use: errno -> [name, text], and the UV_* constants.

let map;
let byName;

// Map: negative errno -> [name, text].
function getErrorMap() {
  if (map !== undefined) return map;
  map = new Map();
  const lines = binding('uv').errorTable().split('\n');
  for (let i = 0; i < lines.length; i++) {
    const { 0: errno, 1: name, 2: text } = lines[i].split('\t');
    map.set(+errno, [name, text]);
  }
  return map;
}

function errname(errno) {
  const entry = getErrorMap().get(errno);
  return entry === undefined ? `Unknown system error ${errno}` : entry[0];
}

function getErrorMessage(errno) {
  const entry = getErrorMap().get(errno);
  return entry === undefined ? `Unknown system error ${errno}` : entry[1];
}

// The errno of a name such as 'ENOENT'; undefined where there is none.
function errnoOf(name) {
  if (byName === undefined) {
    byName = { __proto__: null };
    for (const { 0: errno, 1: entry } of getErrorMap()) byName[entry[0]] = errno;
  }
  return byName[name];
}

const exported = { errname, errnoOf, getErrorMap, getErrorMessage };

// UV_ENOENT ...: found when asked for.
module.exports = new Proxy(exported, {
  __proto__: null,
  get(target, key) {
    const found = target[key];
    if (found !== undefined || typeof key !== 'string' || !key.startsWith('UV_')) return found;
    return target[key] = errnoOf(key.slice(3));
  },
});
