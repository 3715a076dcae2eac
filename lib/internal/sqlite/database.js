// SPDX-License-Identifier: MIT
// DatabaseSync and Session.

const native = binding('sqlite');
const {
  booleanOption, checkBoolean, checkFunction, checkObject, checkString, coded, illegalConstructor, invalidArgument, invalidState,
} = require('internal/sqlite/errors');
const { getter, methods, stateClass } = require('internal/sqlite/state');
const { prepare, statementOptions } = require('internal/sqlite/statement');

const { create, defineProperties } = Object;
const { isInteger } = Number;

// Settings of open() in src/node/sqlite/database.c.
const READ_ONLY = 1, FOREIGN_KEYS = 2, DOUBLE_QUOTED_STRINGS = 4, DEFENSIVE = 8;
// Of addFunction() in functions.c.
const DETERMINISTIC = 1, DIRECT_ONLY = 2, BIG_INTEGERS = 4;

// In the order of SQLite's numbers.
const limitNames = [
  'length', 'sqlLength', 'column', 'exprDepth', 'compoundSelect', 'vdbeOp', 'functionArg', 'attach', 'likePatternLength', 'variableNumber',
  'triggerDepth',
];
const INT_MAX = 2 ** 31 - 1;

const Databases = stateClass();
const Sessions = stateClass();

// A database's place: text, or bytes that need not be UTF-8.
function placeOf(path) {
  if (typeof path === 'string') {
    if (!path.includes('\0')) return path;
  } else if (path instanceof Uint8Array) {
    if (!path.includes(0)) return path;
  } else if (typeof path === 'object' && path !== null && typeof path.href === 'string') {
    if (!path.href.startsWith('file:')) throw coded(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file:');
    return path.href;
  }
  throw invalidArgument('The "path" argument must be a string, Uint8Array, or URL without null bytes.');
}

class Database {
  constructor(path, options) {
    this.handle = undefined;
    this.isOpen = false;
    this.path = path;
    this.settings = READ_ONLY * booleanOption(options, 'readOnly', false) |
      FOREIGN_KEYS * booleanOption(options, 'enableForeignKeyConstraints', true) |
      DOUBLE_QUOTED_STRINGS * booleanOption(options, 'enableDoubleQuotedStringLiterals', false);
    this.allowExtension = booleanOption(options, 'allowExtension', false);
    this.loadsExtensions = this.allowExtension;
    this.timeout = timeoutOf(options.timeout);
    this.statements = statementOptions(options, {
      readBigInts: false, returnArrays: false, allowBareNamedParameters: true, allowUnknownNamedParameters: false,
    });
    this.settings |= DEFENSIVE * booleanOption(options, 'defensive', true);
    this.firstLimits = limitsOf(options.limits);
    this.limits = undefined;
  }

  open() {
    this.handle ??= native.database();
    native.open(this.handle, this.path, this.settings, this.timeout);
    this.isOpen = true;
    this.handle.functions = new Map(); // what C refers to weakly
    this.handle.authorizer = null;
    if (this.allowExtension) native.setExtensions(this.handle, true);
    for (const [which, value] of this.firstLimits) native.limit(this.handle, which, value);
  }

  close() {
    native.close(this.handle);
    this.isOpen = false;
    this.handle.functions = this.handle.authorizer = null;
  }

  // The handle of an open database.
  opened() {
    if (!this.isOpen) throw invalidState('database is not open');
    return this.handle;
  }

  addFunction(name, count, flags, step, inverse, starts) {
    const handle = this.opened();
    native.addFunction(handle, name, count, flags, step, inverse, starts);
    handle.functions.set(`${name.toLowerCase()}/${count}`, [step, inverse, starts]);
  }
}

function timeoutOf(timeout) {
  if (timeout === undefined) return 0;
  if (typeof timeout !== 'number' || (timeout | 0) !== timeout) {
    throw invalidArgument('The "options.timeout" argument must be an integer.');
  }
  return timeout;
}

function limitsOf(limits) {
  const found = [];
  if (limits === undefined) return found;
  checkObject(limits, 'options.limits');
  for (let i = 0; i < limitNames.length; i++) {
    const value = limits[limitNames[i]];
    if (value === undefined) continue;
    if (typeof value !== 'number' || (value | 0) !== value) {
      throw invalidArgument(`The "options.limits.${limitNames[i]}" argument must be an integer.`);
    }
    if (value < 0) throw coded(RangeError, 'ERR_OUT_OF_RANGE', `The "options.limits.${limitNames[i]}" argument must be non-negative.`);
    found.push([i, value]);
  }
  return found;
}

// An object whose properties are the limits as SQLite has them now.
function limitsObject(database) {
  const seen = {};
  limitNames.forEach((name, i) => {
    Object.defineProperty(seen, name, {
      __proto__: null, value: native.limit(database.opened(), i, -1), writable: true, enumerable: true, configurable: false,
    });
  });
  return new Proxy(seen, {
    __proto__: null,
    get(target, name) {
      const which = limitNames.indexOf(name);
      if (which >= 0) target[name] = native.limit(database.opened(), which, -1);
      return target[name];
    },
    set(target, name, value) {
      const which = limitNames.indexOf(name);
      if (which < 0) {
        target[name] = value;
        return true;
      }
      const handle = database.opened();
      native.limit(handle, which, limitValue(value));
      target[name] = native.limit(handle, which, -1);
      return true;
    },
  });
}

function limitValue(value) {
  if (value === Infinity) return INT_MAX;
  if (typeof value !== 'number' || (value | 0) !== value) {
    throw invalidArgument('Limit value must be a non-negative integer or Infinity.');
  }
  if (value < 0) throw coded(RangeError, 'ERR_OUT_OF_RANGE', 'Limit value must be non-negative.');
  return value;
}

// ---- DatabaseSync ---------------------------------------------------------------------------------------------------

const accessors = {
  isOpen: getter(function() { return Databases.of(this).isOpen; }),
  isTransaction: getter(function() { return native.isTransaction(Databases.of(this).opened()); }),
  limits: getter(function() {
    const database = Databases.of(this);
    return database.limits ??= limitsObject(database);
  }),
  [Symbol.for('sqlite-type')]: { __proto__: null, value: 'node:sqlite', writable: true, enumerable: true, configurable: true },
};

function DatabaseSync() {
  if (new.target === undefined) throw coded(TypeError, 'ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
  const path = placeOf(arguments[0]);
  const options = arguments[1] === undefined ? {} : arguments[1];
  checkObject(options, 'options');
  const opens = booleanOption(options, 'open', true);
  const database = new Database(path, options);
  Databases.attach(this, database);
  defineProperties(this, accessors);
  if (opens) database.open();
}

function optionsOf(options) {
  if (options === undefined) return {};
  checkObject(options, 'options');
  return options;
}

methods(DatabaseSync.prototype, {
  open() {
    const database = Databases.of(this);
    if (database.isOpen) throw invalidState('database is already open');
    database.open();
  },
  close() {
    const database = Databases.of(this);
    database.opened();
    database.close();
  },
  prepare(sql, options) {
    const database = Databases.of(this);
    const handle = database.opened();
    checkString(sql, 'sql');
    const { statements } = database;
    return prepare(this, handle, sql, options === undefined ? statements : statementOptions(optionsOf(options), statements));
  },
  exec(sql) {
    const handle = Databases.of(this).opened();
    checkString(sql, 'sql');
    native.exec(handle, sql);
  },
  function(name, options, fn) {
    const database = Databases.of(this);
    database.opened();
    checkString(name, 'name');
    if (arguments.length < 3) {
      fn = options;
      options = {};
    } else {
      checkObject(options, 'options');
    }
    const bigInts = booleanOption(options, 'useBigIntArguments', false);
    const varargs = booleanOption(options, 'varargs', false);
    const deterministic = booleanOption(options, 'deterministic', false);
    const directOnly = booleanOption(options, 'directOnly', false);
    checkFunction(fn, 'function');
    database.addFunction(name, varargs ? -1 : argumentsOf(fn),
      BIG_INTEGERS * bigInts | DETERMINISTIC * deterministic | DIRECT_ONLY * directOnly, fn, undefined, undefined);
  },
  createTagStore(capacity) {
    Databases.of(this).opened();
    return require('internal/sqlite/tag_store').createTagStore(this, capacity);
  },
  location(name) {
    const handle = Databases.of(this).opened();
    if (name === undefined) name = 'main';
    checkString(name, 'dbName');
    return native.location(handle, name);
  },
  aggregate(name, options) {
    const database = Databases.of(this);
    database.opened();
    const start = options.start;
    const { step, result } = options;
    if (start === undefined) throw invalidArgument('The "options.start" argument must be a function or a primitive value.');
    checkFunction(step, 'options.step');
    const bigInts = booleanOption(options, 'useBigIntArguments', false);
    const varargs = booleanOption(options, 'varargs', false);
    const directOnly = booleanOption(options, 'directOnly', false);
    const { inverse } = options;
    if (inverse !== undefined) checkFunction(inverse, 'options.inverse');
    // The accumulator is no argument of SQLite's.
    const count = Math.max(argumentsOf(step), inverse === undefined ? 0 : argumentsOf(inverse)) - 1;
    database.addFunction(`${name}`, varargs ? -1 : Math.max(count, 0), BIG_INTEGERS * bigInts | DIRECT_ONLY * directOnly, step, inverse,
      [start, result]);
  },
  createSession(options) {
    const handle = Databases.of(this).opened();
    let table, schema = 'main';
    if (arguments.length > 0) {
      checkObject(options, 'options');
      ({ table } = options);
      if (table !== undefined) checkString(table, 'options.table');
      if (options.db !== undefined) schema = options.db;
      checkString(schema, 'options.db');
    }
    return Sessions.attach(create(Session.prototype), { handle: native.session(handle, schema, table), database: this });
  },
  applyChangeset(changeset, options) {
    const handle = Databases.of(this).opened();
    if (!(changeset instanceof Uint8Array)) throw invalidArgument('The "changeset" argument must be a Uint8Array.');
    const { onConflict, filter } = optionsOf(options);
    if (onConflict !== undefined) checkFunction(onConflict, 'options.onConflict');
    if (filter !== undefined) checkFunction(filter, 'options.filter');
    const passes = filter === undefined ? undefined : (table) => (filter(table) ? true : false); // eslint-disable-line no-unneeded-ternary
    return native.apply(handle, changeset, onConflict, passes);
  },
  enableLoadExtension(allow) {
    const database = Databases.of(this);
    const handle = database.opened();
    checkBoolean(allow, 'allow');
    if (allow && !database.allowExtension) {
      throw invalidState('Cannot enable extension loading because it was disabled at database creation.');
    }
    database.loadsExtensions = allow;
    native.setExtensions(handle, allow);
  },
  enableDefensive(active) {
    const handle = Databases.of(this).opened();
    checkBoolean(active, 'active');
    native.setDefensive(handle, active);
  },
  loadExtension(path, entryPoint) {
    const database = Databases.of(this);
    const handle = database.opened();
    if (!database.allowExtension || !database.loadsExtensions) throw invalidState('extension loading is not allowed');
    checkString(path, 'path');
    if (entryPoint !== undefined) checkString(entryPoint, 'entryPoint');
    native.loadExtension(handle, path, entryPoint);
  },
  setAuthorizer(callback) {
    const handle = Databases.of(this).opened();
    if (callback !== null && typeof callback !== 'function') {
      throw invalidArgument('The "callback" argument must be a function or null.');
    }
    native.setAuthorizer(handle, callback);
    handle.authorizer = callback;
  },
  [Symbol.dispose]() {
    const database = Databases.of(this);
    if (database.isOpen) database.close();
  },
});

function argumentsOf(fn) {
  const { length } = fn;
  return isInteger(length) ? Math.min(length, 1000) : 0;
}

// ---- Session --------------------------------------------------------------------------------------------------------

function Session() {
  throw illegalConstructor();
}

methods(Session.prototype, {
  changeset() { return native.changes(Sessions.of(this).handle, false); },
  patchset() { return native.changes(Sessions.of(this).handle, true); },
  close() { native.closeSession(Sessions.of(this).handle); },
  [Symbol.dispose]() {
    const { handle, database } = Sessions.of(this);
    if (Databases.of(database).isOpen && native.sessionIsOpen(handle)) native.closeSession(handle);
  },
});

module.exports = { DatabaseSync, Databases, Session, placeOf };
