// SPDX-License-Identifier: MIT
// TAP version 13.

const { inspect } = require('internal/util/inspect');

const pad = (nesting) => '    '.repeat(nesting);
const escape = (text) => `${text}`.replaceAll('\\', '\\\\').replaceAll('#', '\\#').replaceAll('\n', '\\n').replaceAll('\t', '\\t')
  .replaceAll('\r', '\\r').replaceAll('\f', '\\f').replaceAll('\b', '\\b').replaceAll('\v', '\\v');

function result(nesting, status, number, name, { skip, todo, expectFailure }) {
  let line = `${pad(nesting)}${status} ${number} - ${escape(name)}`;
  if (skip !== undefined) line += ` # SKIP${typeof skip === 'string' && skip.length > 0 ? ` ${escape(skip)}` : ''}`;
  else if (todo !== undefined) line += ` # TODO${typeof todo === 'string' && todo.length > 0 ? ` ${escape(todo)}` : ''}`;
  else if (expectFailure !== undefined) line += ` # EXPECTED FAILURE${typeof expectFailure === 'string' ? ` ${escape(expectFailure)}` : ''}`;
  return `${line}\n`;
}

// One YAML entry. Texts of several lines become blocks; objects are listed by key.
function entry(prefix, key, value, seen = new Set()) {
  if (value === undefined) return '';
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'string' && value.includes('\n')) {
      let text = `${prefix}${key}: |-\n`;
      for (const line of value.split('\n')) text += `${prefix}  ${line}\n`;
      return text;
    }
    return `${prefix}${key}: ${inspect(value)}\n`;
  }
  if (seen.has(value)) return `${prefix}${key}: <Circular>\n`;
  seen.add(value);
  if (value instanceof Date) return `${prefix}${key}: ${value.toISOString()}\n`;
  let text = `${prefix}${key}:\n`;
  for (const name of Object.keys(value)) text += entry(`${prefix}  `, name, value[name], seen);
  seen.delete(value);
  return text;
}

function errorDetails(prefix, error) {
  const cause = error.code === 'ERR_TEST_FAILURE' ? error.cause : error;
  const { failureType } = error;
  const isError = cause !== null && typeof cause === 'object' && Error.isError(cause);
  let text = entry(prefix, 'failureType', failureType);
  const message = isError ? cause.message : typeof cause === 'string' ? cause : inspect(cause);
  text += entry(prefix, 'error', message);
  text += entry(prefix, 'code', isError && cause.code !== undefined ? cause.code : 'ERR_TEST_FAILURE');
  if (!isError) return text;
  if (cause.name !== 'Error') text += entry(prefix, 'name', cause.name);
  if ('expected' in cause && cause.name === 'AssertionError') {
    text += entry(prefix, 'expected', cause.expected) + entry(prefix, 'actual', cause.actual) + entry(prefix, 'operator', cause.operator);
  }
  if (typeof cause.stack === 'string' && failureType !== 'subtestsFailed') {
    const frames = cause.stack.split('\n').filter((line) => /^\s+at /.test(line)).map((line) => line.replace(/^\s+at /, ''));
    if (frames.length > 0) text += `${prefix}stack: |-\n${frames.map((frame) => `${prefix}  ${frame}\n`).join('')}`;
  }
  return text;
}

function details(nesting, data, loc) {
  const { duration_ms: ms, type, error } = data.details;
  const prefix = `${pad(nesting)}  `;
  let text = `${prefix}---\n`;
  text += entry(prefix, 'duration_ms', ms) + entry(prefix, 'type', type);
  if (loc !== undefined) text += entry(prefix, 'location', loc);
  if (error !== null && error !== undefined) text += errorDetails(prefix, error);
  return `${text}${prefix}...\n`;
}

module.exports = async function* tap(source) {
  yield 'TAP version 13\n';
  for await (const { type, data } of source) {
    switch (type) {
      case 'test:fail': {
        const loc = data.file ? `${data.file}:${data.line}:${data.column}` : undefined;
        yield result(data.nesting, 'not ok', data.testNumber, data.name, data);
        yield details(data.nesting, data, loc);
        break;
      }
      case 'test:pass':
        yield result(data.nesting, 'ok', data.testNumber, data.name, data);
        yield details(data.nesting, data, undefined);
        break;
      case 'test:plan':
        yield `${pad(data.nesting)}1..${data.count}\n`;
        break;
      case 'test:start':
        yield `${pad(data.nesting)}# Subtest: ${escape(data.name)}\n`;
        break;
      case 'test:stderr':
      case 'test:stdout':
        for (const line of data.message.replace(/\n$/, '').split(/\r?\n/)) yield `# ${escape(line)}\n`;
        break;
      case 'test:interrupted':
        for (const t of data.tests) yield `# Interrupted while running: ${escape(t.name)}${t.file ? ` at ${t.file}:${t.line}:${t.column}` : ''}\n`;
        break;
      case 'test:coverage':
        yield require('internal/test_runner/coverage_report').table(data.summary, {}, `${pad(data.nesting)}# `);
        break;
      case 'test:diagnostic':
        yield `${pad(data.nesting)}# ${escape(data.message)}\n`;
        break;
    }
  }
};
