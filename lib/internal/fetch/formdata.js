// SPDX-License-Identifier: MIT
//
// FormData (XMLHttpRequest Standard, 5).
'use strict';

const { isBlob } = require('internal/blob');
const { File } = require('internal/file');
const { finish, illegalInvocation, makeIterable, needArguments, toUSVString } = require('internal/fetch/idl');

let entriesOf; // of a FormData: [[name, value], ...]; throws for others
let isFormData;

class FormData {
  #entries = [];

  constructor(form = undefined) {
    if (form !== undefined) {
      throw new TypeError('FormData constructor: Argument 1 could not be converted to: undefined.');
    }
  }

  static {
    isFormData = (value) => typeof value === 'object' && value !== null && #entries in value;
    entriesOf = (form) => {
      if (!isFormData(form)) throw illegalInvocation();
      return form.#entries;
    };
  }

  append(name, value, filename = undefined) {
    entriesOf(this);
    this.#entries.push(makeEntry('append', arguments, name, value, filename));
  }

  delete(name) {
    entriesOf(this);
    needArguments(arguments.length, 1, 'FormData.delete');
    name = toUSVString(name);
    this.#entries = this.#entries.filter((entry) => entry[0] !== name);
  }

  get(name) {
    entriesOf(this);
    needArguments(arguments.length, 1, 'FormData.get');
    name = toUSVString(name);
    const found = this.#entries.find((entry) => entry[0] === name);
    return found === undefined ? null : found[1];
  }

  getAll(name) {
    entriesOf(this);
    needArguments(arguments.length, 1, 'FormData.getAll');
    name = toUSVString(name);
    return this.#entries.filter((entry) => entry[0] === name).map((entry) => entry[1]);
  }

  has(name) {
    entriesOf(this);
    needArguments(arguments.length, 1, 'FormData.has');
    name = toUSVString(name);
    return this.#entries.some((entry) => entry[0] === name);
  }

  set(name, value, filename = undefined) {
    entriesOf(this);
    const entry = makeEntry('set', arguments, name, value, filename);
    const index = this.#entries.findIndex((each) => each[0] === entry[0]);
    if (index === -1) {
      this.#entries.push(entry);
      return;
    }
    this.#entries = this.#entries.filter((each, i) => i <= index || each[0] !== entry[0]);
    this.#entries[index] = entry;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    const { inspect } = require('internal/util/inspect');
    const shown = {};
    for (const { 0: name, 1: value } of entriesOf(this)) {
      if (!Object.hasOwn(shown, name)) shown[name] = value;
      else if (Array.isArray(shown[name])) shown[name].push(value);
      else shown[name] = [shown[name], value];
    }
    return `FormData ${inspect(shown, { ...options, depth: options.depth ?? depth })}`;
  }
}

makeIterable(FormData, 'FormData', (form) => entriesOf(form));
finish(FormData, 'FormData', ['append', 'delete', 'get', 'getAll', 'has', 'set']);

function makeEntry(method, given, name, value, filename) {
  needArguments(given.length, 2, `FormData.${method}`);
  if (given.length === 3 && !isBlob(value)) {
    throw new TypeError(`FormData.${method}: Argument 2 could not be converted to: Blob.`);
  }
  name = toUSVString(name);
  if (!isBlob(value)) return [name, toUSVString(value)];
  if (filename === undefined) {
    return [name, value instanceof File ? value : new File([value], 'blob', { type: value.type })];
  }
  const options = { type: value.type };
  if (value instanceof File) options.lastModified = value.lastModified;
  return [name, new File([value], toUSVString(filename), options)];
}

module.exports = { FormData, entriesOf: (form) => entriesOf(form), isFormData: (value) => isFormData(value) };
