// SPDX-License-Identifier: MIT
// --test-rerun-failures: a file that keeps, for each attempt, which tests have passed and in which attempt that was. What has passed is not run
// again; its subtests are told as they were.
//
// A test is known by its place, `file:line:column`; where several are declared at one place, the second and following have `:(n)` behind it.

const fs = require('fs');
const path = require('path');

function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

// Names places in the order in which they are asked for.
class Places {
  #seen = new Map();
  #cwd = process.cwd();
  name({ file, line, column }) {
    const place = `${path.relative(this.#cwd, file ?? '')}:${line}:${column}`;
    const count = this.#seen.get(place) ?? 0;
    this.#seen.set(place, count + 1);
    return count === 0 ? place : `${place}:(${count})`;
  }
}

// What a process that runs tests knows of earlier attempts.
class Earlier {
  #places = new Places();
  constructor(file) {
    const attempts = read(file);
    this.attempt = attempts.length;
    this.passed = attempts.at(-1) ?? {};
  }
  // The entry of a test that passed before, or undefined.
  entry(loc) { return this.passed[this.#places.name(loc)]; }
}

// Collects the results of a run and adds them to the file.
class Recorder {
  #places = new Places();
  #results = {};
  #children = [];
  constructor(file) {
    this.file = path.resolve(file);
    this.attempts = read(file);
  }

  note(type, data) {
    if (type !== 'test:pass' && type !== 'test:fail') return;
    const { nesting, name, line, column, file, details } = data;
    const children = this.#children[nesting + 1] ?? [];
    this.#children.length = nesting + 1;
    (this.#children[nesting] ??= []).push({ nesting, name, line, column, file });
    const place = this.#places.name({ file, line, column });
    if (type === 'test:pass') {
      this.#results[place] = { name, children, passed_on_attempt: details.passed_on_attempt ?? this.attempts.length };
    }
  }

  write() {
    this.attempts.push(this.#results);
    fs.writeFileSync(this.file, JSON.stringify(this.attempts, null, 2));
  }
}

module.exports = { Earlier, Recorder };
