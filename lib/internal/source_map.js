// SPDX-License-Identifier: MIT
// Source maps: module.SourceMap and what stacks ask. Maps are looked for when a stack is read or a program asks, in the files themselves;
// decoding and searching is done in C (src/modules/source_map.c).

const native = binding('modules');
const { validateBoolean, validateObject } = require('internal/validators');

const kNone = Object.freeze([]);

// A copy that the program's changes do not reach.
function clone(payload) {
  const copy = { ...payload };
  for (const key of ['sources', 'names', 'sourcesContent']) if (Array.isArray(copy[key])) copy[key] = [...copy[key]];
  if (Array.isArray(copy.sections)) copy.sections = copy.sections.map((section) => ({ ...section, map: clone(section.map) }));
  return copy;
}

class SourceMap {
  #payload;
  #table = native.mapNew();
  #sources = [];
  #names = [];
  #contents = [];
  #lineLengths;

  constructor(payload, { lineLengths } = {}) {
    validateObject(payload, 'payload');
    this.#payload = clone(payload);
    this.#lineLengths = typeof lineLengths === 'function' ? lineLengths : lineLengths === undefined ? undefined : [...lineLengths];
    if (Array.isArray(payload.sections)) {
      for (const { map, offset } of payload.sections) this.#add(map, offset?.line, offset?.column);
    } else {
      this.#add(payload, 0, 0);
    }
  }

  #add(map, line, column) {
    if (typeof map?.mappings !== 'string') return;
    native.mapAdd(this.#table, map.mappings, line, column, this.#sources.length, this.#names.length);
    const { sources = kNone, names = kNone, sourcesContent = kNone } = map;
    for (let i = 0; i < sources.length; i++) {
      this.#sources.push(sources[i]);
      this.#contents.push(sourcesContent?.[i]);
    }
    this.#names.push(...(names ?? kNone));
  }

  get payload() { return clone(this.#payload); }

  get lineLengths() {
    if (typeof this.#lineLengths === 'function') this.#lineLengths = this.#lineLengths();
    return this.#lineLengths === undefined ? undefined : [...this.#lineLengths];
  }

  // Lines and columns from 0.
  findEntry(lineOffset, columnOffset) {
    const found = native.mapFind(this.#table, lineOffset, columnOffset);
    if (found === undefined) return {};
    const [generatedLine, generatedColumn, source, originalLine, originalColumn, name] = found;
    if (source < 0) {
      return { generatedLine, generatedColumn, originalSource: undefined, originalLine: undefined, originalColumn: undefined, name: undefined };
    }
    return { generatedLine, generatedColumn, originalSource: this.#sources[source], originalLine, originalColumn, name: this.#names[name] };
  }

  // Lines and columns from 1.
  findOrigin(lineNumber, columnNumber) {
    const entry = this.findEntry(lineNumber - 1, columnNumber - 1);
    if (entry.originalSource === undefined || entry.originalLine === undefined || entry.originalColumn === undefined) return {};
    return {
      name: entry.name,
      fileName: entry.originalSource,
      lineNumber: entry.originalLine + lineNumber - entry.generatedLine,
      columnNumber: entry.originalColumn + columnNumber - entry.generatedColumn,
    };
  }

  // The text of a source, where the map has it.
  static contentOf(map, source) {
    const at = map.#sources.indexOf(source);
    return at < 0 ? undefined : map.#contents[at] ?? undefined;
  }
}
const { contentOf } = SourceMap;
delete SourceMap.contentOf;

// ---- which are looked for --------------------------------------------------------------------------------------------

// While neither the command line nor the program has said anything, the program's own files are looked at, and those of packages are not;
// what is reported is what was said.
let support;
let isUnsaid = false;
function getSupport() {
  if (support === undefined) {
    const { getOptionValue, isGiven } = require('internal/options');
    const all = isGiven('--enable-source-maps') && getOptionValue('--enable-source-maps');
    isUnsaid = !isGiven('--enable-source-maps');
    support = { enabled: all, nodeModules: all, generatedCode: all };
  }
  return support;
}

function isEnabled() {
  return getSupport().enabled || isUnsaid;
}

function getSourceMapsSupport() {
  return Object.freeze({ ...getSupport(), __proto__: null });
}

function setSourceMapsSupport(enabled, options = {}) {
  validateBoolean(enabled, 'enabled');
  validateObject(options, 'options');
  const { nodeModules = false, generatedCode = false } = options;
  validateBoolean(nodeModules, 'options.nodeModules');
  validateBoolean(generatedCode, 'options.generatedCode');
  isUnsaid = false;
  support = { enabled, nodeModules, generatedCode };
}

// ---- maps of files ---------------------------------------------------------------------------------------------------

function decodeDataURL(url) {
  const found = /^data:([^,;]*)((?:;[^,;]*)*),([^]*)$/.exec(url);
  if (found === null || found[1] !== 'application/json') return undefined;
  const text = found[2].split(';').includes('base64') ? Buffer.from(found[3], 'base64').toString('utf8') : decodeURIComponent(found[3]);
  return JSON.parse(text);
}

// Sources as URLs: relative to the map, wherever it stands.
function absolute(map, base) {
  const { URL } = require('internal/url');
  const root = map.sourceRoot ?? '';
  const sources = (map.sources ?? kNone).map((source) => {
    try {
      return new URL(root + source, base).href;
    } catch {
      return source;
    }
  });
  const copy = { ...map, sources, sourceRoot: '' };
  if (Array.isArray(map.sections)) copy.sections = map.sections.map((section) => ({ ...section, map: absolute(section.map, base) }));
  return copy;
}

function lineLengthsOf(path, text) {
  return (text ?? require('fs').readFileSync(path, 'utf8')).replace(/\n$/, '').split('\n').map((line) => line.replace(/\r$/, '').length);
}

// The map that a file's comment names, or null. `text` is that of a module that is not the file's.
function load(path, comment, text) {
  const { URL, fileURLToPath, pathToFileURL } = require('internal/url');
  try {
    const base = path[0] === '/' ? pathToFileURL(path).href : path;
    let data;
    let from = base;
    if (comment.startsWith('data:')) {
      data = decodeDataURL(comment);
    } else {
      const url = new URL(comment, base);
      if (url.protocol !== 'file:') return null;
      from = url.href;
      data = JSON.parse(require('fs').readFileSync(fileURLToPath(url), 'utf8'));
    }
    if (data === null || typeof data !== 'object') return null;
    return new SourceMap(absolute(data, from), { lineLengths: () => lineLengthsOf(path, text) });
  } catch {
    // A map that cannot be had leaves positions as they are.
    return null;
  }
}

const maps = new Map(); // path -> { map: SourceMap or null, text }

function mapOf(path, comment, text) {
  let found = maps.get(path);
  if (found === undefined || found.text !== text) {
    comment ??= text === undefined ? native.mapURL(path) : native.mapURLOfText(text);
    maps.set(path, found = { map: comment === undefined ? null : load(path, comment, text), text });
  }
  return found.map;
}

// What a program gave as the text of a path or URL.
function givenTextOf(path, file) {
  const { mapTexts } = require('internal/error_stack');
  if (mapTexts === undefined) return undefined;
  for (const name of [path, file, file[0] === '/' ? require('internal/url').pathToFileURL(file).href : file]) {
    if (mapTexts.has(name)) return [name, mapTexts.get(name)];
  }
  return undefined;
}

function findSourceMap(path) {
  if (typeof path !== 'string' || path === '' || !isEnabled()) return undefined;
  const { fileURLToPath } = require('internal/url');
  let file = path;
  try {
    if (path.startsWith('file:')) file = fileURLToPath(path);
  } catch {
    return undefined;
  }
  const given = givenTextOf(path, file);
  if (given !== undefined) return mapOf(given[0], undefined, given[1]) ?? undefined;
  return file[0] === '/' ? mapOf(file) ?? undefined : undefined;
}

// ---- stacks ----------------------------------------------------------------------------------------------------------

const contents = new Map(); // name of a source as stacks show it -> its map and its name there

function isWanted(path) {
  return isEnabled() && (support.nodeModules || !path.includes('/node_modules/'));
}

function shownSource(source) {
  if (!source.startsWith('file:')) return source;
  try {
    return require('internal/url').fileURLToPath(source);
  } catch {
    return source;
  }
}

// A frame as the author's: "name (file:line:column)", or undefined. `path` is the frame's file, whose comment is at hand; `caller` the frame
// below, from which the author's name of the function is known.
function describeSite(site, caller, { path, comment, text }) {
  if (!isWanted(path)) return undefined;
  const map = mapOf(path, comment, text);
  if (map === null) return undefined;
  const { originalSource, originalLine, originalColumn } = map.findEntry(site.getLineNumber() - 1, site.getColumnNumber() - 1);
  if (originalSource === undefined || originalLine === undefined) return undefined;
  const source = shownSource(originalSource);
  contents.set(source, { map, source: originalSource });
  const where = `${source}:${originalLine + 1}:${originalColumn + 1}`;
  let name;
  if (caller !== undefined && caller.getFileName() === site.getFileName()) {
    name = map.findEntry(caller.getLineNumber() - 1, caller.getColumnNumber() - 1).name;
  }
  name ??= / \(.*\)$/.test(`${site}`) ? `${site}`.replace(/ \([^]*$/, '') : undefined;
  return name ? `${name} (${where})` : where;
}

module.exports = {
  SourceMap, describeSite, findSourceMap, getSourceMapsSupport, setSourceMapsSupport,
  // The text of a source that a stack showed, where its map has it.
  contentOfShown(source) {
    const found = contents.get(source);
    return found === undefined ? undefined : contentOf(found.map, found.source);
  },
};
