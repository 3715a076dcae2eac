// SPDX-License-Identifier: MIT
// The reporter for people: a tree with marks, then the counts, then the failures in full.

const { Transform } = require('stream');
const { indent, errorText, mark, duration, colors } = require('internal/test_runner/reporters/text');

class SpecReporter extends Transform {
  #stack = [];
  #open = [];
  #failed = [];

  constructor() {
    super({ __proto__: null, writableObjectMode: true });
  }

  #line(kind, data, title) {
    const { nesting, details, skip, todo } = data;
    const { color, symbol } = mark(kind);
    let text = `${indent(nesting)}${color}${symbol} ${title}${duration(details)}${colors().reset}`;
    if (skip !== undefined) text += ` # ${typeof skip === 'string' && skip.length > 0 ? skip : 'SKIP'}`;
    else if (todo !== undefined) text += ` # ${typeof todo === 'string' && todo.length > 0 ? todo : 'TODO'}`;
    else if (data.expectFailure !== undefined) text += ` # ${typeof data.expectFailure === 'string' ? data.expectFailure : 'EXPECTED FAILURE'}`;
    return `${text}\n`;
  }

  // Parents are announced when their first child ends.
  #announce(nesting) {
    let text = '';
    while (this.#stack.length > 0 && this.#stack[0].nesting < nesting) {
      const parent = this.#stack.shift();
      this.#open.unshift(parent);
      const { color, symbol } = mark('arrow');
      text += `${indent(parent.nesting)}${color}${symbol} ${colors().reset}${parent.name}\n`;
    }
    return text;
  }

  #result(kind, data) {
    if (kind === 'fail' && data.details?.error?.failureType !== 'subtestsFailed') this.#failed.push(data);
    const at = this.#stack.findIndex((row) => row.nesting === data.nesting && row.name === data.name);
    if (at >= 0) this.#stack.splice(at, 1);
    const open = this.#open[0];
    if (open !== undefined && open.nesting === data.nesting && open.name === data.name) this.#open.shift();
    const shown = data.skip !== undefined ? 'skip' : kind === 'fail' && data.todo !== undefined ? 'todo' : kind;
    return this.#announce(data.nesting) + this.#line(shown, data, data.name);
  }

  #event({ type, data }) {
    switch (type) {
      case 'test:start':
        this.#stack.push({ nesting: data.nesting, name: data.name });
        return '';
      case 'test:fail':
        return this.#result('fail', data);
      case 'test:pass':
        return this.#result('pass', data);
      case 'test:stderr':
      case 'test:stdout':
        return data.message;
      case 'test:diagnostic': {
        const { color, symbol } = mark(data.level === 'warn' ? 'warning' : data.level === 'error' ? 'error' : 'info');
        return `${color}${indent(data.nesting)}${symbol} ${data.message}${colors().reset}\n`;
      }
      case 'test:summary':
        return data.file === undefined ? this.#failures() : '';
      case 'test:watch:restarted':
        return `\nRestarted at ${new Date().toLocaleString()}\n`;
      case 'test:interrupted':
        return this.#interrupted(data.tests);
      case 'test:coverage':
        return require('internal/test_runner/coverage_report').table(data.summary, colors().enabled ? { color: colors() } : {}, `${mark('info').symbol} `);
      default:
        return '';
    }
  }

  _transform({ type, data }, encoding, callback) {
    callback(null, this.#event({ __proto__: null, type, data }) || undefined);
  }

  #interrupted(tests) {
    if (tests.length === 0) return '';
    const { color, symbol } = mark('warning');
    const path = require('path');
    const lines = tests.map((t) => `${indent(t.nesting)}${color}${symbol} ${t.name}${colors().reset} ${colors().gray}(${t.file ? `${path.relative(process.cwd(), t.file)}:${t.line}:${t.column}` : ''})${colors().white}\n`);
    return `\n${color}Interrupted while running:${colors().white}\n\n${lines.join('')}`;
  }

  #failures() {
    if (this.#failed.length === 0) return '';
    const { color, symbol } = mark('fail');
    let text = `\n${color}${symbol} failing tests:${colors().reset}\n`;
    const path = require('path');
    for (const data of this.#failed) {
      text += '\n';
      if (data.file) text += `test at ${path.relative(process.cwd(), data.file)}:${data.line}:${data.column}\n`;
      text += this.#line(data.todo !== undefined ? 'todo' : 'fail', { ...data, nesting: 0 }, data.name);
      text += errorText(data.details?.error);
    }
    this.#failed = [];
    return text;
  }

  // A stream that ended without its summary.
  _flush(callback) { callback(null, this.#failures()); }
}

module.exports = SpecReporter;
