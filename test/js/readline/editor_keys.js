// SPDX-License-Identifier: MIT
// The keys of a terminal's line editor: moving, killing, yanking, undoing, words, history and its search, completion, control keys.
const assert = require('assert');
const readline = require('readline');
const { PassThrough, Writable } = require('stream');

function terminal(options = {}) {
  const input = new PassThrough();
  input.isTTY = true;
  input.setRawMode = () => {};
  const output = new Writable({ write(chunk, encoding, callback) { output.text += chunk; callback(); } });
  output.text = '';
  output.isTTY = true;
  output.columns = 40;
  output.rows = 10;
  const rl = readline.createInterface({ input, output, terminal: true, prompt: '> ', ...options });
  const lines = [];
  rl.on('line', (line) => lines.push(line));
  const key = (name, more = {}) => rl.write(null, { name, ...more });
  return { rl, lines, input, output, key, ctrl: (name) => key(name, { ctrl: true }), meta: (name) => key(name, { meta: true }) };
}

function state(t, line, cursor) {
  assert.strictEqual(t.rl.line, line);
  if (cursor !== undefined) assert.strictEqual(t.rl.cursor, cursor);
}

function moving() {
  const t = terminal();
  t.rl.prompt();
  t.rl.write('one two  three');
  t.ctrl('a'); state(t, 'one two  three', 0);
  t.ctrl('f'); t.key('right'); state(t, 'one two  three', 2);
  t.meta('f'); state(t, 'one two  three', 4);
  t.ctrl('right'); state(t, 'one two  three', 9);
  t.meta('b'); state(t, 'one two  three', 4);
  t.ctrl('left'); state(t, 'one two  three', 0);
  t.key('left'); t.ctrl('b'); state(t, 'one two  three', 0);
  t.key('end'); state(t, 'one two  three', 14);
  t.key('home'); t.ctrl('e'); state(t, 'one two  three', 14);
  t.key('backspace'); t.ctrl('h'); state(t, 'one two  thr', 12);
  t.ctrl('w'); state(t, 'one two  ', 9);
  t.meta('backspace'); state(t, 'one ', 4);
  t.rl.write('four five');
  t.ctrl('a'); t.meta('d'); state(t, 'four five', 0);
  t.key('delete'); t.ctrl('d'); state(t, 'ur five', 0);
  t.meta('delete'); state(t, 'five', 0);
  t.rl.write('x'); state(t, 'xfive', 1);
  t.ctrl('k'); state(t, 'x', 1);
  t.ctrl('y'); state(t, 'xfive', 5);
  t.ctrl('u'); state(t, '', 0);
  t.ctrl('y'); state(t, 'xfive', 5);
  t.meta('y');
  t.ctrl('u');
  t.rl.write('ab');
  t.key('undo');
  t.ctrl('t');
  t.key('-', { ctrl: true }); t.key('_', { ctrl: true }); t.ctrl('_');
  t.key('^', { ctrl: true, sequence: '\x1e' }); t.ctrl('6');
  t.ctrl('l');
  t.ctrl('u');
  t.rl.write('a\tb');
  t.key('tab');
  t.key('escape');
  t.key('f1');
  assert.strictEqual(t.rl.getCursorPos().rows, 0);
  t.rl.close();
}

function wide() {
  const t = terminal();
  t.rl.prompt();
  t.rl.write('x'.repeat(90));
  assert.strictEqual(t.rl.getCursorPos().rows, 2);
  assert.strictEqual(t.rl.getCursorPos().cols, (2 + 90) % 40);
  t.key('home');
  t.ctrl('d');
  t.key('end');
  t.ctrl('u');
  t.rl.write('\u4e00\u{1f600}e\u0301');
  assert.strictEqual(t.rl.getCursorPos().cols, 2 + 2 + 2 + 1);
  t.key('left');
  t.key('left');
  t.key('backspace');
  t.output.columns = 20;
  t.output.emit('resize');
  t.rl.setPrompt('longer> ');
  assert.strictEqual(t.rl.getPrompt(), 'longer> ');
  t.rl.prompt(true);
  t.key('enter');
  t.key('return');
  assert.strictEqual(t.lines.length >= 1, true);
  t.rl.close();
}

function history() {
  const t = terminal({ historySize: 3, removeHistoryDuplicates: true, history: ['old'] });
  const events = [];
  t.rl.on('history', (history) => events.push([...history]));
  for (const line of ['first', 'second', 'first', '', 'third']) {
    t.rl.write(line);
    t.key('return');
  }
  assert.deepStrictEqual(t.lines, ['first', 'second', 'first', '', 'third']);
  assert.deepStrictEqual(t.rl.history, ['third', 'first', 'second']);
  t.key('up'); state(t, 'third');
  t.ctrl('p'); state(t, 'first');
  t.key('up'); t.key('up'); t.key('up');
  t.key('down'); t.ctrl('n'); t.key('down'); t.key('down');
  state(t, 'first');
  t.ctrl('u');
  t.rl.write('s');
  t.key('up'); state(t, 'second');
  t.key('down'); state(t, 's');
  t.ctrl('u');
  assert.strictEqual(events.length, 4);
  t.rl.close();
  const none = terminal({ historySize: 0 });
  none.rl.write('x');
  none.key('return');
  assert.deepStrictEqual(none.rl.history, []);
  none.rl.close();
  assert.throws(() => terminal({ historySize: -1 }), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => terminal({ history: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });
}

async function completed() {
  const words = ['apple', 'apricot', 'banana'];
  const t = terminal({ completer: (line) => [words.filter((word) => word.startsWith(line)), line] });
  t.rl.prompt();
  t.rl.write('b');
  t.key('tab'); state(t, 'banana', 6);
  t.ctrl('u');
  t.rl.write('a');
  t.key('tab'); state(t, 'ap', 2);
  t.key('tab');
  await new Promise(setImmediate);
  assert.match(t.output.text, /apple\s+apricot/);
  t.rl.close();
  const later = terminal({ completer: (line, callback) => setImmediate(callback, null, [['only'], line]) });
  later.rl.write('o');
  later.key('tab');
  await new Promise((resolve) => setTimeout(resolve, 10));
  state(later, 'only');
  later.rl.close();
  const failing = terminal({ completer: (line, callback) => callback(new Error('no words')) });
  failing.rl.write('o');
  failing.key('tab');
  await new Promise(setImmediate);
  assert.match(failing.output.text, /completion error|no words/);
  failing.rl.close();
}

async function controls() {
  const t = terminal();
  const events = [];
  for (const name of ['SIGINT', 'SIGTSTP', 'SIGCONT', 'pause', 'resume', 'close']) t.rl.on(name, () => events.push(name));
  t.ctrl('c');
  t.ctrl('z');
  t.rl.pause();
  t.rl.resume();
  const answer = t.rl.question('name? ', () => {});
  assert.strictEqual(answer, undefined);
  const asked = new Promise((resolve) => t.rl.question('again? ', resolve));
  t.rl.write('me\n');
  await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 20))]);
  t.rl.write('many\nlines\nat once');
  t.ctrl('u');
  t.ctrl('d');
  assert.ok(events.includes('SIGINT') && events.includes('SIGTSTP') && events.includes('pause') && events.includes('close'));
  assert.strictEqual(t.rl.closed, true);
  assert.throws(() => t.rl.question('late?', () => {}), { code: 'ERR_USE_AFTER_CLOSE' });
  const plain = terminal();
  plain.input.write('typed\r');
  plain.input.write('\x1b[D\x1b[C\x7f');
  await new Promise(setImmediate);
  assert.deepStrictEqual(plain.lines, ['typed']);
  plain.ctrl('c');
  assert.strictEqual(plain.rl.closed, true);
}

function screen() {
  const t = terminal();
  t.output.text = '';
  readline.cursorTo(t.output, 3);
  readline.cursorTo(t.output, 3, 4);
  readline.moveCursor(t.output, -2, 1);
  readline.moveCursor(t.output, 2, -1);
  readline.clearLine(t.output, -1);
  readline.clearLine(t.output, 1);
  readline.clearLine(t.output, 0);
  readline.clearScreenDown(t.output);
  assert.strictEqual(t.output.text, '\x1b[4G\x1b[5;4H\x1b[2D\x1b[1B\x1b[2C\x1b[1A\x1b[1K\x1b[0K\x1b[2K\x1b[0J');
  assert.throws(() => readline.cursorTo(t.output, NaN), { code: 'ERR_INVALID_ARG_VALUE' });
  t.rl.close();
}

async function main() {
  moving();
  wide();
  history();
  await completed();
  await controls();
  screen();
}
let done = false;
main().then(() => { done = true; });
process.on('exit', (code) => assert.ok(done || code !== 0, 'it did not come to its end'));
