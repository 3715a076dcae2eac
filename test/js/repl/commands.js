// SPDX-License-Identifier: MIT
// The REPL's dot commands, its editor, history on disk, input that goes on over lines, completion and domains of errors.
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const repl = require('repl');
const { PassThrough } = require('stream');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'repl-'));

async function session(lines, options = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  let text = '';
  output.on('data', (chunk) => { text += chunk; });
  const server = repl.start({ input, output, terminal: false, useGlobal: false, prompt: '', ...options });
  if (options.define) options.define(server);
  const ended = new Promise((resolve) => server.on('exit', resolve));
  for (const line of lines) {
    input.write(`${line}\n`);
    await new Promise((resolve) => setTimeout(resolve, 12));
  }
  input.end();
  await ended;
  return text;
}

async function main() {
  const saved = path.join(folder, 'saved.js');
  fs.writeFileSync(path.join(folder, 'load.js'), 'var loaded = 40;\nloaded + 2\n');
  const text = await session([
    'var a = 1', 'a + 1', '_ + 1', 'function f() {', '  return "over " +', '    "lines";', '}', 'f()', '[1,', '.break', '`template', 'literal`', '({ x: 1 })', '/* comment', '*/ 5',
    'throw new Error("thrown")', '_error.message', 'await Promise.resolve("awaited")', 'const { b } = { b: 7 }; b', 'let c = await 5; c', 'undefined', 'x y', 'nothing.here',
    '.help', `.save ${saved}`, `.save ${folder}`, `.load ${path.join(folder, 'load.js')}`, '.load /no/such/file', '.unknown', '.custom with args', '"\\', 'joined"', 'require("path").sep', '.clear', '.exit',
  ], { define: (server) => server.defineCommand('custom', { help: 'a command', action(args) { this.output.write(`custom: ${args}\n`); this.displayPrompt(); } }) });
  for (const wanted of [/^2$/m, /^3$/m, /'over lines'/, /'template\\nliteral'/, /\{ x: 1 \}/, /^5$/m, /Uncaught Error: thrown/, /'thrown'/, /'awaited'/, /^7$/m, /SyntaxError/, /ReferenceError/,
                        /\.break.*\n/, /\.editor/, /Session saved to/, /Failed to save/, /^42$/m, /Failed to load/, /Invalid REPL keyword/, /custom: with args/, /'joined'/, /'\/'/]) {
  }
  assert.match(fs.readFileSync(saved, 'utf8'), /var a = 1/);

  const own = await session(['1 + 1', 'bad', '.exit'], {
    eval: (code, context, file, callback) => (code.trim() === 'bad' ? callback(new Error('own error')) : callback(null, code.trim())),
    writer: (value) => `<${value}>`, ignoreUndefined: true,
  });
  assert.match(own, /<1 \+ 1>/);
  assert.match(own, /own error/);
  assert.match(await session(['var y = 1; y', '.exit'], { replMode: repl.REPL_MODE_STRICT, ignoreUndefined: true }), /^1$/m);
  const global_ = await session(['globalThis.fromRepl = 9', 'process.version', '.exit'], { useGlobal: true });
  assert.match(global_, new RegExp(process.version));
  assert.strictEqual(globalThis.fromRepl, 9);
  const recover = await session(['broken(', ')', '.exit'], { eval: (code, c, f, callback) => (code.includes(')') ? callback(null, 'whole') : callback(new repl.Recoverable(new SyntaxError('more')))) });
  assert.match(recover, /'whole'/);
  assert.throws(() => repl.start({ breakEvalOnSigint: true, eval() {} }), { code: 'ERR_INVALID_REPL_EVAL_CONFIG' });

  const input = new PassThrough();
  const output = new PassThrough();
  output.resume();
  const server = repl.start({ input, output, terminal: true, useGlobal: false, prompt: '> ' });
  const complete = (line) => new Promise((resolve, reject) => server.completer(line, (error, got) => (error ? reject(error) : resolve(got))));
  server.context.object = { first: 1, second: { deep: 2 } };
  assert.deepStrictEqual((await complete('object.fi'))[0], ['object.first']);
  assert.ok((await complete('object.second.'))[0].includes('object.second.deep'));
  assert.ok((await complete('.he'))[0].includes('help') || (await complete('.he'))[0].includes('.help'));
  assert.ok((await complete('require("pa'))[0].some((name) => name.includes('path')));
  assert.ok((await complete('Arr'))[0].includes('Array'));
  assert.ok((await complete('"text".toUpper'))[0].length >= 0);
  assert.deepStrictEqual((await complete('no.such.thing.'))[0], []);
  const file = path.join(folder, 'history');
  fs.writeFileSync(file, 'later\nearlier\n');
  await new Promise((resolve, reject) => server.setupHistory(file, (error) => (error ? reject(error) : resolve())));
  assert.deepStrictEqual(server.history.slice(0, 2), ['later', 'earlier']);
  server.write('1 + 41\n');
  await new Promise((resolve) => setTimeout(resolve, 50));
  server.write('.editor\n');
  await new Promise((resolve) => setTimeout(resolve, 10));
  server.write('var edited = 1;\nedited + 1');
  server.write(null, { ctrl: true, name: 'd' });
  await new Promise((resolve) => setTimeout(resolve, 10));
  server.write('par');
  server.write(null, { ctrl: true, name: 'r' });
  server.write('41');
  server.write(null, { ctrl: true, name: 'c' });
  server.write(null, { name: 'up' });
  server.write(null, { ctrl: true, name: 'c' });
  server.close();
  await new Promise((resolve) => server.once('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.match(fs.readFileSync(file, 'utf8'), /1 \+ 41/);
  fs.rmSync(folder, { recursive: true });
}
let done = false;
main().then(() => { done = true; });
process.on('exit', (code) => assert.ok(done || code !== 0));
