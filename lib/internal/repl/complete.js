// SPDX-License-Identifier: MIT
// Completion at the prompt: names of the context, properties of an expression without calls, modules inside require('').

const expression = /(?:[a-zA-Z_$](?:\w|\$)*\??\.)*[a-zA-Z_$](?:\w|\$)*\??\.?$/;
const requirePattern = /\b(?:require|import)\s*\(\s*['"`](([\w@./:-]+\/)?(?:[\w@./:-]*))(?![^'"`])$/;
const filePattern = /fs(?:\.promises)?\.\s*[a-z]\w+\(\s*["'](.*)$/i;
const fs = require('fs');
const path = require('path');
const keywords = ['async', 'await', 'break', 'case', 'catch', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else',
                  'export', 'false', 'finally', 'for', 'if', 'import', 'in', 'instanceof', 'let', 'new', 'null', 'return', 'switch',
                  'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield'];
const identifier = /^[a-zA-Z_$](?:\w|\$)*$/;

// Own names first, then those of each prototype, as groups.
function nameGroups(object) {
  const groups = [];
  for (let at = Object(object); at !== null && groups.length < 10; at = Object.getPrototypeOf(at)) {
    groups.push(Object.getOwnPropertyNames(at).filter((name) => identifier.test(name)));
  }
  return groups;
}

function moduleNames(text) {
  if (text.startsWith('.') || text.startsWith('/')) return fileNames(text, true);
  const names = require('repl').knownNames();
  const prefixed = require('module').builtinModules.filter((name) => name[0] !== '_')
    .map((name) => (name.startsWith('node:') ? name : `node:${name}`));
  return [[...names, ...prefixed], ...installedNames(text)];
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

// `groups` filtered by what is typed; duplicates go, groups are parted by an empty entry.
function finish(groups, on) {
  const seen = new Set();
  const result = [];
  for (let i = groups.length - 1; i >= 0; i--) {
    const found = groups[i].filter((name) => name.startsWith(on) && !seen.has(name)).sort();
    if (found.length === 0) continue;
    for (const name of found) seen.add(name);
    if (result.length > 0) result.unshift('');
    result.unshift(...found);
  }
  return [result, on];
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
  if (file !== null) {
    const text = isFolder(file[1]) ? `${file[1]}/` : file[1];
    const on = text.slice(text.lastIndexOf('/') + 1);
    const folder = text.slice(0, text.length - on.length);
    const groups = fileNames(folder === '' ? './' : folder, false)
      .map((names) => names.map((name) => name.slice(name.lastIndexOf('/', name.length - 2) + 1)));
    return callback(null, finish(groups, on));
  }
  if (line.length > 0 && /['"`]\w*$/.test(line) && (line.split(/['"`]/).length % 2) === 0) return callback(null, [[], undefined]);
  const match = expression.exec(line);
  if (line.length > 0 && match === null && /[\w.$)\]]$/.test(line)) return callback(null, [[], undefined]);
  const text = match === null ? '' : match[0];
  const dot = text.lastIndexOf('.');
  if (dot < 0) return callback(null, finish(globalGroups(server), text));
  completeMember(server, text, dot, callback);
}

function globalGroups(server) {
  const context = server.useGlobal ? globalThis : require('vm').runInContext('globalThis', server.context);
  return [keywords, ...nameGroups(context).reverse()].reverse();
}

function completeMember(server, text, dot, callback) {
  const chain = text[dot - 1] === '?' ? text.slice(0, dot - 1) : text.slice(0, dot);
  const prefix = text.slice(0, dot + 1);
  const on = text.slice(dot + 1);
  server.eval(`try { ${chain} } catch {}`, server.context, 'repl', (error, object) => {
    if (error || object === null || object === undefined) return callback(null, [[], text]);
    let groups;
    try {
      groups = nameGroups(object);
    } catch {
      return callback(null, [[], text]); // a Proxy that refuses: nothing to propose
    }
    const found = finish(groups, on)[0];
    callback(null, [found.map((name) => (name === '' ? '' : prefix + name)), text]);
  });
}

module.exports = { complete };
