// SPDX-License-Identifier: MIT
// Rows from what C gives: an array of a shape and then the values of the columns, row by row (src/node/sqlite/statement.c). Objects are made by
// a function written for their names, once a statement has given some rows: the engine then knows their shape when it compiles.

const { create } = Object;
const CompiledFunction = Function;

const LOOKED_AT = 24; // rows that are made without a function of their own
const NAMES_MAX = 256; // columns that a function is written for
const MAKERS_MAX = 128; // kept

class ObjectRows {
  constructor(names) {
    this.names = names;
    this.columns = names.length;
    this.made = 0;
    this.compiled = undefined;
  }

  // The row that begins at `at`.
  one(values, at) {
    if (this.compiled !== undefined) return this.compiled.one(values, at);
    if (++this.made > LOOKED_AT) this.compile();
    const { names, columns } = this;
    const row = create(null);
    for (let i = 0; i < columns; i++) row[names[i]] = values[at + i];
    return row;
  }

  // All rows, added to `out`.
  many(values, out) {
    const { columns } = this;
    let at = 1;
    while (at < values.length) {
      if (this.compiled !== undefined) {
        this.compiled.many(values, at, out);
        return;
      }
      out.push(this.one(values, at));
      at += columns;
    }
  }

  compile() {
    const { names, columns } = this;
    if (columns > NAMES_MAX) return;
    const set = names.map((name, i) => `row[${JSON.stringify(name)}] = values[at + ${i}];`).join(' ');
    const make = `const row = create(null); ${set}`;
    this.compiled = new CompiledFunction('create', `'use strict'; return {
      one(values, at) { ${make} return row; },
      many(values, at, out) {
        const end = values.length;
        let n = out.length;
        for (; at < end; at += ${columns}) { ${make} out[n++] = row; }
      },
    };`)(create);
  }
}

class ArrayRows {
  constructor(columns) {
    this.columns = columns;
  }

  one(values, at) {
    return values.slice(at, at + this.columns);
  }

  many(values, out) {
    const { columns } = this;
    for (let at = 1; at < values.length; at += columns) out.push(values.slice(at, at + columns));
  }
}

const makers = new Map(); // by names; the one that was not asked for the longest comes first

// Who makes objects with these names.
function objectRows(names) {
  const key = JSON.stringify(names);
  let maker = makers.get(key);
  if (maker === undefined) {
    maker = new ObjectRows(names);
    if (makers.size >= MAKERS_MAX) makers.delete(makers.keys().next().value);
  } else {
    makers.delete(key);
  }
  makers.set(key, maker);
  return maker;
}

module.exports = { ArrayRows, objectRows };
