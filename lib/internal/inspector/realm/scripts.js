// SPDX-License-Identifier: MIT
// What the engine parsed, as the files that authors know. The loader puts a head before a file's first line, may rewrite a file within its lines, and may hand several
// files to the engine as one text; here a place in the engine's text becomes a place in a file, and back. Lines and columns count from 0.

exports.create = (host) => {
  const byId = new Map(); // of the protocol
  const byEngineId = new Map(); // -> parts by rising line
  const byURL = new Map();

  let readSource;
  const kCommonJS = /^\(function \(exports, require, module, __filename, __dirname[^)\n]*\) \{ ?/;
  const kWrapper = /^\((?:function \(exports, require, module, __filename, __dirname[^)\n]*\) \{ ?|function\*?\(\$pj_export[^)\n]*\)\{"use strict";(?:[^\n]*?yield;)?)/;

  class Script {
    #head;

    constructor(id, engineId, name, firstLine, lastLine, event) {
      this.id = id;
      this.engineId = engineId;
      this.name = name; // as the engine and stacks call it
      this.url = host.toURL(name);
      this.firstLine = firstLine; // in the engine's text
      this.lastLine = lastLine;
      this.event = event;
      this.isShared = firstLine > 0 || lastLine !== undefined;
    }

    // What stands before the author's first line. ES modules have none here: their maps of columns know it.
    get head() {
      if (this.isShared || readSource === undefined) return host.headLength(this.name);
      return this.#head ??= kCommonJS.exec(readSource(this.engineId))?.[0].length ?? 0;
    }

    // Where the author's text begins in the engine's, if the loader made a function of it: the script only makes that function.
    get beginning() { return this.isShared || readSource === undefined ? 0 : kWrapper.exec(readSource(this.engineId))?.[0].length ?? 0; }

    toAuthor(line, column) {
      const own = line - this.firstLine;
      const shifted = own === 0 ? Math.max(0, column - this.head) : column;
      return { lineNumber: own, columnNumber: host.authorColumn(this.name, own, shifted) };
    }

    toEngine({ lineNumber, columnNumber = 0 }) {
      let column = host.engineColumn(this.name, lineNumber, columnNumber);
      if (lineNumber === 0) column += this.head;
      return { scriptId: this.engineId, lineNumber: lineNumber + this.firstLine, columnNumber: column };
    }

    parsed() {
      const { event } = this;
      const { lines, lastColumn } = this.extent();
      const params = {
        scriptId: this.id,
        url: this.url,
        startLine: 0,
        startColumn: 0,
        endLine: lines,
        endColumn: lastColumn,
        executionContextId: 1,
        hash: '',
        buildId: '',
        executionContextAuxData: { isDefault: true },
        isLiveEdit: false,
        sourceMapURL: this.isShared ? host.sourceMapOf(this.name) : event.sourceMapURL ?? host.sourceMapOf(this.name),
        hasSourceURL: event.sourceURL !== undefined || /\.[cm]?ts$/.test(this.name),
        isModule: event.module === true || host.isModule(this.name),
        length: 0,
        scriptLanguage: 'JavaScript',
        embedderName: this.url,
      };
      return params;
    }

    extent() {
      const { event } = this;
      if (this.isShared) return { lines: (this.lastLine ?? event.endLine) - this.firstLine, lastColumn: 0 };
      return { lines: event.endLine - event.startLine, lastColumn: event.endColumn };
    }

    // Where a breakpoint that resolved in the engine's text is.
    covers(line) { return line >= this.firstLine && (this.lastLine === undefined || line <= this.lastLine); }
  }

  function add(script) {
    byId.set(script.id, script);
    byURL.set(script.url, script);
    const parts = byEngineId.get(script.engineId);
    if (parts === undefined) byEngineId.set(script.engineId, [script]);
    else parts.push(script);
  }

  // The scripts of an event of the engine's, new ones.
  function parsed(event) {
    if (byEngineId.has(event.scriptId)) return [];
    const name = event.sourceURL ?? event.url;
    const files = host.partsOf(name, event.endLine);
    const made = files === undefined ?
      [new Script(event.scriptId, event.scriptId, name, 0, undefined, event)] :
      files.map(({ file, firstLine, lastLine }, i) => new Script(`${event.scriptId}.${i}`, event.scriptId, file, firstLine, lastLine, event));
    for (const script of made) add(script);
    return made;
  }

  function at({ scriptId, lineNumber }) {
    const parts = byEngineId.get(scriptId);
    if (parts === undefined) return undefined;
    return parts.find((part) => part.covers(lineNumber)) ?? parts[0];
  }

  // A location of the engine's as one of the protocol's.
  function location(place) {
    const script = at(place);
    if (script === undefined) return { scriptId: place.scriptId, lineNumber: place.lineNumber, columnNumber: place.columnNumber ?? 0 };
    return { scriptId: script.id, ...script.toAuthor(place.lineNumber, place.columnNumber ?? 0) };
  }

  // What a module's text imports: [local name, where the engine's text has it]. Declarations that begin a line, in the usual forms.
  function importsOf(text) {
    const specifiers = [];
    const found = [];
    for (const { 1: clause, 2: specifier } of text.matchAll(/(?:^|;|\})[ \t]*(?:import|export)\b(?:([^'";()=]*?)\bfrom\b)?\s*['"]([^'"\n]+)['"]/gm)) {
      let index = specifiers.indexOf(specifier);
      if (index < 0) index = specifiers.push(specifier) - 1;
      if (clause === undefined) continue;
      const object = `$pj_m${index}`;
      const { 1: named = '' } = /\{([^}]*)\}/.exec(clause) ?? [];
      for (const { 1: name, 2: local = name } of named.matchAll(/([\w$]+)(?:\s+as\s+([\w$]+))?/g)) found.push([local, `${object}.${name}`]);
      const { 1: own } = /^\s*([\w$]+)\s*(?:,|$)/.exec(clause) ?? [];
      if (own !== undefined) found.push([own, `${object}.default`]);
    }
    return found;
  }

  return {
    importsOf,
    parsed,
    location,
    at,
    get: (id) => {
      const script = byId.get(id);
      if (script === undefined) throw new host.ProtocolError('No script for id: ' + id);
      return script;
    },
    has: (id) => byId.has(id),
    all: () => byId.values(),
    readBy(fn) { readSource = fn; },
    idOf: (url) => byURL.get(url)?.id,
    clear() {
      byId.clear();
      byEngineId.clear();
      byURL.clear();
    },
  };
};
