// SPDX-License-Identifier: MIT
// SQLTagStore: statements by the texts of template literals; those that were used least recently go first.

const { illegalConstructor, invalidArgument } = require('internal/sqlite/errors');
const { getter, methods, stateClass } = require('internal/sqlite/state');
const { Databases } = require('internal/sqlite/database');
const { Statements, prepare } = require('internal/sqlite/statement');
const native = binding('sqlite');

const { create, defineProperties } = Object;

const DEFAULT_CAPACITY = 1000;

const Stores = stateClass();

class Store {
  constructor(database, capacity) {
    this.database = database;
    this.capacity = capacity;
    this.kept = new Map(); // statements by their SQL, the one used last at the end
  }

  // The statement of a template, and its values.
  statementOf(args) {
    const state = Databases.of(this.database);
    const handle = state.opened();
    const strings = args[0];
    if (!Array.isArray(strings)) throw invalidArgument('First argument must be an array of strings (template literal).');
    let sql = strings[0];
    for (let i = 1; i < strings.length; i++) sql += `?${strings[i]}`;
    const statement = this.statementBy(sql, handle, state.statements);
    native.clear(statement.handle);
    for (let i = 1; i < args.length; i++) native.bind(statement.handle, i, args[i]);
    return statement;
  }

  statementBy(sql, handle, options) {
    const { kept } = this;
    let statement = kept.get(sql);
    if (statement !== undefined) {
      kept.delete(sql);
      if (!native.isFinalized(statement.handle)) {
        kept.set(sql, statement);
        return statement;
      }
    }
    statement = Statements.of(prepare(this.database, handle, `${sql}`, options));
    kept.set(sql, statement);
    if (kept.size > this.capacity) kept.delete(kept.keys().next().value);
    return statement;
  }
}

function SQLTagStore() {
  throw illegalConstructor();
}

methods(SQLTagStore.prototype, {
  get() { return Stores.of(this).statementOf(arguments).get(); },
  all() { return Stores.of(this).statementOf(arguments).all(); },
  iterate() { return Stores.of(this).statementOf(arguments).iterate(); },
  run() { return Stores.of(this).statementOf(arguments).run(); },
  clear() { Stores.of(this).kept.clear(); },
});

const accessors = {
  capacity: getter(function() { return Stores.of(this).capacity; }),
  db: getter(function() { return Stores.of(this).database; }),
  size: getter(function() { return Stores.of(this).kept.size; }),
};

function createTagStore(database, capacity) {
  const most = typeof capacity === 'number' ? Math.max(Math.trunc(capacity) || 0, 0) : DEFAULT_CAPACITY;
  return defineProperties(Stores.attach(create(SQLTagStore.prototype), new Store(database, most)), accessors);
}

module.exports = { createTagStore };
