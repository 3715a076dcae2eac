// SPDX-License-Identifier: MIT
// Completion at the prompt: names of the context, properties of an expression that can be looked at without running anything of the program (no calls,
// getters or proxies), modules inside require(''). Groups of names are parted by an empty entry; the nearest group comes last.

const requirePattern = /\b(?:require|import)\s*\(\s*['"`](([\w@./:-]+\/)?(?:[\w@./:-]*))(?![^'"`])$/;
const filePattern = /fs(?:\.promises)?\.\s*[a-z]\w+\(\s*["'](.*)$/i;
const fs = require('fs');
const path = require('path');
const types = require('internal/util/types');

// The environment is a proxy of the runtime's own.
const isProxy = (value) => types.isProxy(value) && value !== require('process').env;
const keywords = ['async', 'await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else',
                  'export', 'extends', 'false', 'finally', 'for', 'if', 'import', 'in', 'instanceof', 'let', 'new', 'null', 'return', 'static', 'super', 'switch',
                  'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield'];
// Of the runtime, and what nobody should use.
const hidden = /^(?:\$pj_|__(?:define|lookup)[GS]etter__$)/;
const identifier = /^[a-zA-Z_$](?:\w|\$)*$/;

// Own names first, then those of each prototype, as groups.
function nameGroups(object, isGlobal = false) {
  const groups = [];
  for (let at = Object(object); at !== null && groups.length < 10; at = Object.getPrototypeOf(at)) {
    if (isProxy(at) && !isGlobal) return groups;
    groups.push(Object.getOwnPropertyNames(at).filter((name) => identifier.test(name) && !hidden.test(name)));
  }
  return groups;
}

function moduleNames(text) {
  if (text === '.' || text === '..') return [['./', '../']];
  if (text.startsWith('.') || text.startsWith('/')) return fileNames(text, true);
  const names = require('repl').knownNames();
  const prefixed = require('module').builtinModules.filter((name) => name[0] !== '_')
    .map((name) => (name.startsWith('node:') ? name : `node:${name}`));
  return [...installedNames(text), names, prefixed];
}

// Packages of the node_modules folders in reach; inside one of them, its files.
function installedNames(text) {
  const folders = require('module')._nodeModulePaths(process.cwd());
  const names = [];
  for (const folder of folders) {
    if (!fs.existsSync(folder)) continue;
    if (text.includes('/')) {
      const inside = fileNames(`${folder}/${text}`, true)[0] ?? [];
      names.push(...inside.map((name) => name.slice(folder.length + 1)));
    } else {
      names.push(...(fileNames(`${folder}/`, true)[0] ?? []).map((name) => name.slice(folder.length + 1)));
    }
  }
  return [names];
}

// Names in the folder of a path that is being typed; of modules without what require() adds.
function fileNames(text, modules) {
  const folder = text.endsWith('/') ? text : `${path.dirname(text)}/`;
  const prefix = folder === './' && !text.startsWith('./') ? '' : folder;
  let entries;
  try {
    entries = fs.readdirSync(path.resolve(folder), { withFileTypes: true });
  } catch {
    return []; // no such folder: nothing to propose
  }
  const names = [];
  for (const entry of entries) {
    if (modules && entry.name.startsWith('.')) continue;
    if (!entry.isDirectory()) {
      if (!modules || /\.(?:js|json|node)$/.test(entry.name)) {
        const short = modules ? entry.name.replace(/\.(?:js|json|node)$/, '') : entry.name;
        if (short !== 'index' || !modules) names.push(prefix + short);
      }
    } else {
      names.push(`${prefix}${entry.name}/`);
      if (modules && fs.existsSync(path.resolve(folder, entry.name, 'index.js'))) names.push(prefix + entry.name);
      else if (modules && fs.existsSync(path.resolve(folder, entry.name, 'package.json'))) names.push(prefix + entry.name);
    }
  }
  return [names];
}

// A folder's name without the slash: what is in it is proposed.
function isFolder(text) {
  return !text.endsWith('/') && fs.statSync(text, { throwIfNoEntry: false })?.isDirectory() === true;
}

function commandNames(server, line) {
  const names = Object.keys(server.commands);
  return { on: line.slice(1), groups: [names] };
}

// `groups` filtered by what is typed, in any case; a name counts in the first group that has it, and that comes last.
function finish(groups, on) {
  const wanted = on.toLowerCase();
  const seen = new Set();
  const result = [];
  for (const group of groups) {
    const found = group.filter((name) => name.toLowerCase().startsWith(wanted) && !seen.has(name)).sort();
    if (found.length === 0) continue;
    for (const name of found) seen.add(name);
    if (result.length > 0) result.unshift('');
    result.unshift(...found);
  }
  return [result, on];
}

// ---- expressions -----------------------------------------------------------------------------------------------------

const isQuote = (c) => c === '\'' || c === '"' || c === '`';
const isWord = (c) => c !== undefined && /[\w$]/.test(c);

// Whether the line ends inside a text, a template or a comment.
function endsInText(line) {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (quote !== '') {
      if (c === '\\') i++;
      else if (c === quote) quote = '';
    } else if (isQuote(c)) {
      quote = c;
    } else if (c === '/' && line[i + 1] === '/') {
      return true;
    }
  }
  return quote !== '';
}

// The start of the text that ends with the quote at `end`, or -1.
function textStart(line, end) {
  for (let i = end - 1; i >= 0; i--) {
    if (line[i] === line[end] && line[i - 1] !== '\\') return i;
  }
  return -1;
}

// The start of what the bracket at `end` closes, or -1.
function bracketStart(line, end) {
  let depth = 0;
  for (let i = end; i >= 0; i--) {
    const c = line[i];
    if (isQuote(c)) {
      i = textStart(line, i);
      if (i < 0) return -1;
    } else if (c === ']' || c === ')') {
      depth++;
    } else if ((c === '[' || c === '(') && --depth === 0) {
      return i;
    }
  }
  return -1;
}

// The chain of an expression that ends at `end`: { start, base, steps } with steps of { name } or { text } in brackets. Undefined where there is none that
// can be looked at.
function chainBefore(line, end) {
  const steps = [];
  let at = end;
  while (at > 0) {
    const c = line[at - 1];
    if (c === ']') {
      const open = bracketStart(line, at - 1);
      if (open < 0) return undefined;
      const before = line[open - 1];
      if (before === '.' && line[open - 2] !== '?') return undefined;
      if (!isWord(before) && before !== ']' && before !== ')' && before !== '.' && !isQuote(before)) return { start: open, base: line.slice(open, at), steps };
      steps.unshift({ text: line.slice(open + 1, at - 1) });
      at = before === '.' ? open - 2 : open;
      continue;
    }
    let start = at;
    if (isQuote(c)) start = textStart(line, at - 1);
    else if (c === ')') start = bracketStart(line, at - 1);
    else if (c === '/' || (/[a-z]/.test(c) && /\/[a-z]+$/.test(line.slice(0, at)))) start = line.slice(0, at).search(/\/(?:[^/\\]|\\.)+\/[a-z]*$/);
    else while (start > 0 && isWord(line[start - 1])) start--;
    if (start < 0 || start === at) return undefined;
    const word = line.slice(start, at);
    const dot = line[start - 1] === '.' && !/\d$/.test(word[0]);
    if (!dot) return { start, base: word, steps };
    steps.unshift({ name: word });
    at = line[start - 2] === '?' ? start - 2 : start - 1;
  }
  return undefined;
}

// Without its texts an expression that only reads has no calls, assignments or templates with parts.
function isHarmless(text) {
  const bare = text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\$]|\\.)*`/g, '\'\'').replace(/^\(''\)$/, '\'\'');
  return !/[=(`;{}]|\+\+|--|\b(?:delete|await|yield|new|function)\b/.test(bare);
}

// The value of a chain, or undefined. `evaluate` runs text in the context, at once.
function valueOf({ base, steps }, evaluate, global) {
  if (!isHarmless(base)) return undefined;
  let value = evaluate(/^\d+\.\d*$/.test(base) ? `(${base})` : base);
  for (const step of steps) {
    if (value === null || value === undefined || (isProxy(value) && value !== global)) return undefined;
    let key = step.name;
    if (key === undefined) {
      if (!isHarmless(step.text)) return undefined;
      key = evaluate(step.text);
      if (typeof key !== 'string' && typeof key !== 'number' && typeof key !== 'symbol') return undefined;
    }
    value = value === global ? value[key] : read(value, key);
  }
  return isProxy(value) && value !== global ? undefined : value;
}

// A property that no getter and no proxy makes.
function read(object, key) {
  for (let at = Object(object); at !== null; at = Object.getPrototypeOf(at)) {
    if (isProxy(at)) return undefined;
    const descriptor = Object.getOwnPropertyDescriptor(at, key);
    if (descriptor !== undefined) return descriptor.value;
  }
  return undefined;
}

function completeMember(server, line, callback) {
  const on = /[\w$]*$/.exec(line)[0];
  let end = line.length - on.length - 1;
  if (line[end - 1] === '?') end--;
  const before = line.slice(0, end);
  if (/(?:^|[^\w$.])\d+$/.test(before)) return callback(null, [[], undefined]); // a number with its point
  const number = /(?:^|[^\w$.])(\d+\.\d*)$/.exec(before);
  const chain = number === null ? chainBefore(line, end) : { start: end - number[1].length, base: number[1], steps: [] };
  if (chain === undefined) return callback(null, [[], undefined]);
  const text = line.slice(chain.start);
  let value;
  const global = globalOf(server);
  const evaluate = (code) => {
    let result;
    server.eval(`try { ${code} } catch {}`, server.context, 'repl', (error, found) => { if (!error) result = found; });
    return result;
  };
  try {
    value = valueOf(chain, evaluate, global);
  } catch {
    return callback(null, [[], text]); // what a program's own evaluator throws: nothing to propose
  }
  if (value === null || value === undefined) return callback(null, [[], text]);
  const prefix = text.slice(0, text.length - on.length);
  const found = finish(nameGroups(value, value === global), on)[0];
  return callback(null, [found.map((name) => (name === '' ? '' : prefix + name)), text]);
}

// ---- lines -----------------------------------------------------------------------------------------------------------

const globalOf = (server) => (server.useGlobal ? globalThis : require('vm').runInContext('globalThis', server.context));

function globalGroups(server) {
  const [own, ...inherited] = nameGroups(globalOf(server), true);
  return [...inherited.reverse(), own];
}

function completePath(typed, callback) {
  const text = isFolder(typed) ? `${typed}/` : typed;
  const on = text.slice(text.lastIndexOf('/') + 1);
  const folder = text.slice(0, text.length - on.length);
  const groups = fileNames(folder === '' ? './' : folder, false)
    .map((names) => names.map((name) => name.slice(name.lastIndexOf('/', name.length - 2) + 1)));
  return callback(null, finish(groups, on));
}

function complete(server, line, callback) {
  line = line.trimStart();
  const command = /^\.(\w*)$/.exec(line);
  if (command !== null) {
    const { groups, on } = commandNames(server, line);
    return callback(null, finish(groups, on));
  }
  const required = requirePattern.exec(line);
  if (required !== null) return callback(null, finish(moduleNames(required[1]), required[1]));
  const file = filePattern.exec(line);
  if (file !== null) return completePath(file[1], callback);
  if (endsInText(line) || /(?:^|[;{\s])(?:let|const|var|function|class)\s+[\w$]*$/.test(line)) return callback(null, [[], undefined]);
  if (/\.[\w$]*$/.test(line) && !/\.\.\.[\w$]*$/.test(line)) return completeMember(server, line, callback);
  const on = /[\w$]*$/.exec(line)[0];
  if (line.length > 0 && on === '' && /[\w.$)\]'"`]$/.test(line)) return callback(null, [[], undefined]);
  if (/^\d/.test(on)) return callback(null, [[], undefined]);
  return callback(null, finish(on === '' ? globalGroups(server) : [...globalGroups(server), keywords], on));
}

module.exports = { complete };
