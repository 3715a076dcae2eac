// SPDX-License-Identifier: MIT
// What the package manager's files share: errors with codes, order of names, files that are replaced in one step, limits on what runs at a time.

const fs = require('fs');
const path = require('path');

// An error of the package manager: `code` for programs, a message for people, nothing of the runtime's own stack.
class PackageError extends Error {
  constructor(code, message, more) {
    super(message);
    this.code = code;
    Object.assign(this, more);
  }
}
Object.defineProperty(PackageError.prototype, 'name', { value: 'PackageError', configurable: true, writable: true });

// The order in which npm sorts names and paths: that of English dictionaries. For what names are usually made of it needs no collator.
const ORDER = '_-.@/0123456789abcdefghijklmnopqrstuvwxyz';
const weights = new Int8Array(128).fill(-1);
for (let i = 0; i < ORDER.length; i++) weights[ORDER.charCodeAt(i)] = i;
let collator;
function compareNames(a, b) {
  const len = Math.min(a.length, b.length);
  for (let i = 0; i < len; i++) {
    const x = a.charCodeAt(i), y = b.charCodeAt(i);
    if (x === y && x < 128 && weights[x] >= 0) continue;
    if (x < 128 && y < 128 && weights[x] >= 0 && weights[y] >= 0) {
      for (const text of [a, b]) if (/[^-_.@/0-9a-z]/.test(text)) return bySystem(a, b);
      return weights[x] - weights[y];
    }
    return bySystem(a, b);
  }
  return a.length - b.length;
}
function bySystem(a, b) {
  collator ??= new Intl.Collator('en');
  return collator.compare(a, b);
}

const sortedKeys = (object) => Object.keys(object).sort(compareNames);
function sortObject(object) {
  const sorted = {};
  for (const key of sortedKeys(object)) sorted[key] = object[key];
  return sorted;
}

let serial = 0;
const uniqueName = () => `${process.pid}-${Date.now().toString(36)}-${++serial}`;

// The file has its old content or the new, whenever the process ends.
function writeWhole(file, data) {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${uniqueName()}`);
  try {
    fs.writeFileSync(temporary, data);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

// The text of a file, or undefined where there is none.
function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function parseJson(text, file) {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw new PackageError('EJSONPARSE', `${file} is no JSON: ${error.message}`, { path: file });
  }
}

function readJson(file) {
  const text = readText(file);
  return text === undefined ? undefined : parseJson(text, file);
}

// JSON as the file had it: its indentation and its last line's end.
function formatJson(value, like) {
  const indent = like === undefined ? 2 : /^[{[]\r?\n([ \t]+)/.exec(like)?.[1] ?? (/^[{[]\r?\n/.test(like) || like.trim() === '{}' ? 2 : 0);
  const end = like === undefined || /\n$/.test(like) || !like.includes('\n') ? '\n' : '';
  return JSON.stringify(value, null, indent) + end;
}

// run(task): at most `most` tasks at a time, in order.
function limiter(most) {
  let running = 0;
  const waiting = [];
  const next = () => {
    running--;
    waiting.shift()?.();
  };
  return async (task) => {
    if (running >= most) await new Promise((resolve) => { waiting.push(resolve); });
    running++;
    try {
      return await task();
    } finally {
      next();
    }
  };
}

module.exports = {
  PackageError, compareNames, sortedKeys, sortObject, uniqueName, writeWhole, readText, readJson, parseJson, formatJson, limiter,
};
