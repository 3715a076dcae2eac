// SPDX-License-Identifier: MIT
// StatementSync: binding parameters, running, and the iterator over rows.

const native = binding('sqlite');
const { booleanOption, checkBoolean, illegalConstructor, invalidState } = require('internal/sqlite/errors');
const { getter, methods, stateClass } = require('internal/sqlite/state');
const { ArrayRows, objectRows } = require('internal/sqlite/rows');

const { isView } = ArrayBuffer;
const { create, defineProperties, keys } = Object;

const BATCH_VALUES = 1024; // of src/node/sqlite/statement.c

const Statements = stateClass();
const Iterators = stateClass();

class Statement {
  constructor(handle, database, options) {
    this.handle = handle;
    this.database = database; // the DatabaseSync: lives as long as its statements
    this.epoch = 0; // changes when the statement starts anew
    this.shape = -1; // of the rows that `rows` makes
    this.rows = undefined;
    this.full = 0; // values in a batch that may not be the last
    this.indices = undefined; // of parameters, by their names
    this.returnArrays = options.returnArrays;
    this.bareNames = options.allowBareNamedParameters;
    this.unknownNames = options.allowUnknownNamedParameters;
    if (options.readBigInts) this.readBigInts(true);
  }

  readBigInts(on) {
    native.setBigIntegers(this.handle, on);
  }

  // Who makes rows of these values.
  rowsFor(values) {
    return values[0] === this.shape ? this.rows : this.reshape(values[0]);
  }

  reshape(shape) {
    const names = native.names(this.handle);
    const columns = names.length;
    this.rows = this.returnArrays ? new ArrayRows(columns) : objectRows(names);
    this.full = 1 + (columns > BATCH_VALUES ? 1 : Math.floor(BATCH_VALUES / (columns || 1))) * columns;
    this.shape = shape;
    return this.rows;
  }

  // Binds the properties of an object.
  bindNamed(values) {
    const { handle } = this;
    native.clear(handle);
    for (const name of keys(values)) {
      const index = this.indexOf(name);
      if (index !== 0) native.bind(handle, index, values[name]);
    }
  }

  indexOf(name) {
    this.indices ??= parameterIndices(native.parameters(this.handle));
    let index = this.indices.exact.get(name);
    if (index === undefined && this.bareNames) {
      const full = this.bareParameters().get(name);
      index = full === undefined ? undefined : this.indices.exact.get(full);
    }
    if (index !== undefined) return index;
    if (this.unknownNames) return 0;
    throw invalidState(`Unknown named parameter '${name}'`);
  }

  // Full names by those without their first character.
  bareParameters() {
    const { indices } = this;
    if (indices.bare !== undefined) return indices.bare;
    const bare = new Map();
    for (const full of indices.exact.keys()) {
      const name = full.slice(1);
      const other = bare.get(name);
      if (other !== undefined) {
        throw invalidState(`Cannot create bare named parameter '${name}' because of conflicting names '${other}' and '${full}'.`);
      }
      bare.set(name, full);
    }
    indices.bare = bare;
    return bare;
  }

  // Calls a function of the binding with what the program gave: names in an object first, and values. Without, the parameters are bound.
  call(start, args) {
    this.epoch++;
    if (args === undefined) return start(this.handle, true);
    const first = args[0];
    if ((typeof first === 'object' && first !== null && !isView(first)) || typeof first === 'function') {
      native.check(this.handle);
      this.bindNamed(first);
      return start(this.handle, true, ...Array.prototype.slice.call(args, 1));
    }
    switch (args.length) {
      case 0: return start(this.handle, false);
      case 1: return start(this.handle, false, first);
      case 2: return start(this.handle, false, first, args[1]);
      case 3: return start(this.handle, false, first, args[1], args[2]);
      case 4: return start(this.handle, false, first, args[1], args[2], args[3]);
      case 5: return start(this.handle, false, first, args[1], args[2], args[3], args[4]);
      case 6: return start(this.handle, false, first, args[1], args[2], args[3], args[4], args[5]);
      case 7: return start(this.handle, false, first, args[1], args[2], args[3], args[4], args[5], args[6]);
      case 8: return start(this.handle, false, first, args[1], args[2], args[3], args[4], args[5], args[6], args[7]);
      default: return start(this.handle, false, ...args);
    }
  }

  get(args) {
    const values = this.call(native.get, args);
    return values.length === 1 ? undefined : this.rowsFor(values).one(values, 1);
  }

  all(args) {
    const found = [];
    let values = this.call(native.all, args);
    if (values.length === 1) return found;
    const rows = this.rowsFor(values);
    rows.many(values, found);
    while (values.length === this.full) {
      values = native.more(this.handle);
      rows.many(values, found);
    }
    return found;
  }

  run(args) {
    const changes = this.call(native.run, args);
    return { changes, lastInsertRowid: native.lastRow(this.handle) };
  }

  iterate(args) {
    this.call(native.start, args);
    return Iterators.attach(create(iteratorPrototype), { statement: this, epoch: this.epoch, done: false });
  }
}

function parameterIndices(names) {
  const exact = new Map();
  for (let i = 0; i < names.length; i++) {
    if (names[i] !== null) exact.set(names[i], i + 1);
  }
  return { exact, bare: undefined };
}

// ---- the class ------------------------------------------------------------------------------------------------------

function StatementSync() {
  throw illegalConstructor();
}

methods(StatementSync.prototype, {
  iterate() { return Statements.of(this).iterate(arguments); },
  all() { return Statements.of(this).all(arguments); },
  get() { return Statements.of(this).get(arguments); },
  run() { return Statements.of(this).run(arguments); },
  columns() {
    const texts = native.columns(Statements.of(this).handle);
    const columns = [];
    for (let i = 0; i < texts.length; i += 5) {
      columns.push({
        __proto__: null, column: texts[i], database: texts[i + 1], name: texts[i + 2], table: texts[i + 3], type: texts[i + 4],
      });
    }
    return columns;
  },
  setAllowBareNamedParameters(on) {
    const statement = Statements.of(this);
    native.check(statement.handle);
    checkBoolean(on, 'allowBareNamedParameters');
    statement.bareNames = on;
  },
  setAllowUnknownNamedParameters(on) {
    const statement = Statements.of(this);
    native.check(statement.handle);
    checkBoolean(on, 'enabled');
    statement.unknownNames = on;
  },
  setReadBigInts(on) {
    const statement = Statements.of(this);
    native.check(statement.handle);
    checkBoolean(on, 'readBigInts');
    statement.readBigInts(on);
  },
  setReturnArrays(on) {
    const statement = Statements.of(this);
    native.check(statement.handle);
    checkBoolean(on, 'returnArrays');
    statement.returnArrays = on;
    statement.shape = -1;
  },
});

const accessors = {
  sourceSQL: getter(function() { return native.sql(Statements.of(this).handle); }),
  expandedSQL: getter(function() { return native.expanded(Statements.of(this).handle); }),
};

// What options say about a statement, or `otherwise`.
function statementOptions(options, otherwise) {
  return {
    readBigInts: booleanOption(options, 'readBigInts', otherwise.readBigInts),
    returnArrays: booleanOption(options, 'returnArrays', otherwise.returnArrays),
    allowBareNamedParameters: booleanOption(options, 'allowBareNamedParameters', otherwise.allowBareNamedParameters),
    allowUnknownNamedParameters: booleanOption(options, 'allowUnknownNamedParameters', otherwise.allowUnknownNamedParameters),
  };
}

// Makes a statement of the DatabaseSync `database`, whose handle is given.
function prepare(database, handle, sql, options) {
  const statement = Statements.attach(create(StatementSync.prototype), new Statement(native.prepare(handle, sql), database, options));
  return defineProperties(statement, accessors);
}

// ---- the iterator ---------------------------------------------------------------------------------------------------

function StatementSyncIterator() {
  throw illegalConstructor();
}
const iteratorPrototype = StatementSyncIterator.prototype;
Object.setPrototypeOf(iteratorPrototype, Iterator.prototype);

function result(done, value) {
  const given = create(null);
  given.done = done;
  given.value = value;
  return given;
}

methods(iteratorPrototype, {
  next() {
    const state = Iterators.of(this);
    const { statement } = state;
    if (state.done) {
      native.check(statement.handle);
      return result(true, null);
    }
    if (state.epoch !== statement.epoch) {
      native.check(statement.handle);
      throw invalidState('iterator was invalidated');
    }
    const values = native.next(statement.handle);
    if (values.length !== 1) return result(false, statement.rowsFor(values).one(values, 1));
    state.done = true;
    return result(true, null);
  },
  return() {
    const state = Iterators.of(this);
    native.check(state.statement.handle);
    if (!state.done && state.epoch === state.statement.epoch) native.reset(state.statement.handle);
    state.done = true;
    return result(true, null);
  },
});

module.exports = { StatementSync, Statements, prepare, statementOptions };
