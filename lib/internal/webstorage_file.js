// SPDX-License-Identifier: MIT
// Items of localStorage in a database that Node's localStorage can read and write, too: two tables of its names and columns, keys and values as
// UTF-16LE, and triggers of its names that keep the sum of their sizes.

const { DatabaseSync } = require('internal/sqlite/database');
const { Buffer } = require('buffer');

const WAIT_MS = 5000; // for other processes and threads

const sizeOf = (row) => `length(${row}.key) + length(${row}.value)`;
const full = 'SELECT raise(ABORT, \'QuotaExceeded\') WHERE (SELECT total_size > max_size FROM nodejs_webstorage_state)';
const trigger = (name, event, change, check) => `CREATE TRIGGER IF NOT EXISTS nodejs_quota_${name} AFTER ${event} ON nodejs_webstorage FOR EACH ROW
  BEGIN UPDATE nodejs_webstorage_state SET total_size = total_size + ${change}; ${check} END;`;

const schema = (quota) => `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS nodejs_webstorage(key BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY(key)) STRICT;
  CREATE TABLE IF NOT EXISTS nodejs_webstorage_state(
    max_size INTEGER NOT NULL DEFAULT ${quota}, total_size INTEGER NOT NULL, schema_version INTEGER NOT NULL DEFAULT 0,
    single_row_ INTEGER NOT NULL DEFAULT 1 CHECK(single_row_ = 1), PRIMARY KEY(single_row_)) STRICT;
  INSERT OR IGNORE INTO nodejs_webstorage_state(total_size, schema_version) VALUES (0, 1);
  ${trigger('insert', 'INSERT', `(${sizeOf('NEW')})`, `${full};`)}
  ${trigger('update', 'UPDATE', `(${sizeOf('NEW')}) - (${sizeOf('OLD')})`, `${full};`)}
  ${trigger('delete', 'DELETE', `-(${sizeOf('OLD')})`, '')}
  COMMIT;
`;

const bytesOf = (text) => Buffer.from(text, 'utf16le');
const textOf = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf16le');

class FileItems {
  #file;
  #quota;
  #quotaExceeded;
  #statements;

  constructor(file, quota, quotaExceeded) {
    this.#file = file;
    this.#quota = quota;
    this.#quotaExceeded = quotaExceeded;
  }

  // The file is opened when it is first asked for something.
  get #by() {
    return this.#statements ??= this.#open();
  }

  #open() {
    try {
      const db = new DatabaseSync(this.#file, { timeout: WAIT_MS, returnArrays: true });
      // What triggers of Node's call, and older libraries lack.
      db.function('octet_length', { deterministic: true }, (value) => (value === null ? null : value.byteLength ?? Buffer.byteLength(`${value}`)));
      db.exec(schema(this.#quota));
      return {
        size: db.prepare('SELECT count(*) FROM nodejs_webstorage'),
        get: db.prepare('SELECT value FROM nodejs_webstorage WHERE key = ?'),
        set: db.prepare('INSERT INTO nodejs_webstorage(key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value'),
        delete: db.prepare('DELETE FROM nodejs_webstorage WHERE key = ?'),
        clear: db.prepare('DELETE FROM nodejs_webstorage'),
        keys: db.prepare('SELECT key FROM nodejs_webstorage ORDER BY key'),
      };
    } catch (error) {
      if (error.code === 'ERR_SQLITE_ERROR') error.code = 'ERR_INVALID_STATE';
      throw error;
    }
  }

  get size() { return this.#by.size.get()[0]; }

  get(key) {
    const row = this.#by.get.get(bytesOf(key));
    return row === undefined ? undefined : textOf(row[0]);
  }

  has(key) { return this.#by.get.get(bytesOf(key)) !== undefined; }

  set(key, value) {
    try {
      this.#by.set.run(bytesOf(key), bytesOf(value));
    } catch (error) {
      throw error.message === 'QuotaExceeded' ? this.#quotaExceeded() : error;
    }
  }

  delete(key) { this.#by.delete.run(bytesOf(key)); }

  clear() { this.#by.clear.run(); }

  keys() { return this.#by.keys.all().map((row) => textOf(row[0])); }
}

module.exports = { FileItems };
