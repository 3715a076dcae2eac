// SPDX-License-Identifier: MIT
// vm: scripts, contexts, compiled functions, modules and their errors; path.win32 and matching; util's smaller functions; console's.
const assert = require('assert');
const path = require('path');
const util = require('util');
const vm = require('vm');

function scripts() {
  const script = new vm.Script('x = (typeof x === "number" ? x : 0) + 1; this.y = 5; x', { filename: 'one.js', lineOffset: 10, columnOffset: 3 });
  const context = vm.createContext({ x: 1 }, { name: 'mine', origin: 'http://a', codeGeneration: { strings: true, wasm: true }, microtaskMode: 'afterEvaluate' });
  assert.strictEqual(vm.isContext(context), true);
  assert.strictEqual(vm.isContext({}), false);
  assert.strictEqual(script.runInContext(context), 2);
  assert.strictEqual(context.y, 5);
  assert.strictEqual(script.runInNewContext({ x: 10 }), 11);
  assert.strictEqual(vm.runInNewContext('a + b', { a: 1, b: 2 }), 3);
  assert.strictEqual(vm.runInThisContext('typeof require'), 'undefined');
  assert.strictEqual(vm.runInContext('var z = 3; function f() { return z; } f()', context), 3);
  assert.strictEqual(context.z, 3);
  assert.strictEqual(typeof context.f, 'function');
  const f = vm.compileFunction('return a + b + c', ['a', 'b'], { contextExtensions: [{ c: 5 }], filename: 'f.js', parsingContext: context });
  assert.strictEqual(f(1, 2), 8);
  assert.throws(() => vm.runInNewContext('throw new TypeError("inside")', {}, 'file.js'), { name: 'TypeError', message: 'inside' });
  assert.throws(() => new vm.Script('a b', 'bad.js'), (error) => error instanceof SyntaxError && error.stack.startsWith('bad.js:1'));
  assert.throws(() => vm.runInNewContext('while (true);', {}, { timeout: 20 }), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
  assert.throws(() => vm.runInContext('1', {}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new vm.Script('1', 5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new vm.Script('1', { lineOffset: 'x' }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new vm.Script('1', { cachedData: 'x' }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => vm.createContext(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => vm.createContext({}, { name: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => vm.compileFunction(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => vm.compileFunction('', [5]), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => script.runInContext(context, { timeout: 0 }), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => script.runInContext(context, { displayErrors: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.strictEqual(typeof script.createCachedData().length, 'number');
  assert.strictEqual(vm.runInContext('Object.keys(globalThis).includes("x")', context), true);
  vm.runInContext('delete x', context);
  assert.strictEqual('x' in context, false);
  Object.defineProperty(context, 'fixed', { value: 1, writable: false, enumerable: true });
  assert.strictEqual(vm.runInContext('fixed', context), 1);
}

function windows() {
  const { win32, posix } = path;
  const rows = [
    [win32.join('c:\\a', '..', 'b/c'), 'c:\\b\\c'], [win32.join('\\\\host\\share', 'x'), '\\\\host\\share\\x'], [win32.join(), '.'],
    [win32.normalize('C:/a/./b//../c'), 'C:\\a\\c'], [win32.normalize('c:..\\x'), 'c:..\\x'], [win32.normalize('\\\\a\\b\\..\\c'), '\\\\a\\b\\c'],
    [win32.resolve('c:\\a', '\\b'), 'c:\\b'], [win32.resolve('c:\\a', 'd:\\b', 'x'), 'd:\\b\\x'], [win32.resolve('\\\\s\\h\\', '..', 'a'), '\\\\s\\h\\a'],
    [win32.dirname('c:\\a\\b'), 'c:\\a'], [win32.dirname('c:\\'), 'c:\\'], [win32.dirname('\\\\s\\h\\a'), '\\\\s\\h\\'], [win32.dirname('c:a'), 'c:'], [win32.dirname('a'), '.'],
    [win32.basename('c:\\a\\b.txt', '.txt'), 'b'], [win32.basename('c:'), ''], [win32.basename('c:b'), 'b'], [win32.basename('a\\'), 'a'],
    [win32.extname('a.b.c'), '.c'], [win32.extname('.x'), ''], [win32.extname('c:a.'), '.'],
    [win32.relative('c:\\a\\b', 'C:\\A\\c'), '..\\c'], [win32.relative('c:\\', 'd:\\x'), 'd:\\x'], [win32.relative('\\\\s\\h\\a', '\\\\s\\h\\b\\c'), '..\\b\\c'], [win32.relative('c:\\a', 'c:\\a'), ''],
    [win32.format({ dir: 'c:\\a', name: 'b', ext: 'txt' }), 'c:\\a\\b.txt'], [win32.format({ root: 'c:\\', base: 'x' }), 'c:\\x'],
    [win32.toNamespacedPath('c:\\a'), '\\\\?\\c:\\a'], [win32.toNamespacedPath('\\\\s\\h\\a'), '\\\\?\\UNC\\s\\h\\a'], [win32.toNamespacedPath(''), ''],
    [posix.relative('/a/b/c', '/a/d'), '../../d'], [posix.normalize('/../a//./b/../'), '/a/'], [posix.basename('/a/b.txt', '.txt'), 'b'], [posix.toNamespacedPath('/a'), '/a'],
  ];
  for (const [got, want] of rows) assert.strictEqual(got, want);
  assert.deepStrictEqual(win32.parse('c:\\a\\b.txt'), { root: 'c:\\', dir: 'c:\\a', base: 'b.txt', ext: '.txt', name: 'b' });
  assert.deepStrictEqual(win32.parse('\\\\s\\h\\x'), { root: '\\\\s\\h\\', dir: '\\\\s\\h\\', base: 'x', ext: '', name: 'x' });
  assert.deepStrictEqual(win32.parse('c:'), { root: 'c:', dir: 'c:', base: '', ext: '', name: '' });
  assert.deepStrictEqual(['c:\\a', '/a', '\\\\s', 'c:a', 'a', ''].map(win32.isAbsolute), [true, true, true, false, false, false]);
  for (const [text, pattern, want] of [
    ['a/b.js', 'a/*.js', true], ['a/b/c.js', '**/*.js', true], ['a.js', '*.ts', false], ['a', '?', true], ['b', '[a-c]', true], ['d', '[!a-c]', true],
    ['ab', '@(a|ab)', true], ['aa', '+(a)', true], ['x', '!(y)', true], ['a,b', '{a,x},b', true], ['a1', 'a[[:digit:]]', true], ['.a', '*', false],
    ['a/b', 'a/{b,c}', true], ['x-y', 'x-*', true], ['a2', 'a{1..3}', true],
  ]) assert.strictEqual(posix.matchesGlob(text, pattern), want, `${text} ${pattern}`);
  for (const name of ['join', 'resolve', 'normalize', 'basename', 'dirname', 'extname', 'relative', 'parse', 'isAbsolute']) {
    assert.throws(() => win32[name](5), { code: 'ERR_INVALID_ARG_TYPE' }, name);
  }
}

async function small() {
  const later = util.promisify((a, callback) => callback(null, a + 1));
  assert.strictEqual(await later(1), 2);
  const back = util.callbackify(async (a) => { if (a === null) throw null; return a; });
  await new Promise((resolve) => back(5, (error, value) => resolve(assert.deepStrictEqual([error, value], [null, 5]))));
  await new Promise((resolve) => back(null, (error) => resolve(assert.strictEqual(error.code, 'ERR_FALSY_VALUE_REJECTION'))));
  assert.throws(() => util.promisify(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => util.callbackify(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.strictEqual(util.stripVTControlCharacters('\x1b[31mred\x1b[0m'), 'red');
  assert.strictEqual(util.styleText('red', 'x', { validateStream: false }), '\x1b[31mx\x1b[39m');
  assert.strictEqual(util.styleText(['bold', 'underline'], 'x', { validateStream: false }), '\x1b[1m\x1b[4mx\x1b[24m\x1b[22m');
  assert.throws(() => util.styleText('no colour', 'x'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.strictEqual(util.toUSVString('a\ud800'), 'a\ufffd');
  assert.strictEqual(util.getSystemErrorName(-2), 'ENOENT');
  assert.deepStrictEqual(util.getSystemErrorMap().get(-2), ['ENOENT', 'no such file or directory']);
  assert.strictEqual(util.getSystemErrorMessage(-2), 'no such file or directory');
  assert.throws(() => util.getSystemErrorName(5), { code: 'ERR_OUT_OF_RANGE' });
  const { values, positionals, tokens } = util.parseArgs({
    args: ['-vx', '1', '--name=n', '--list', 'a', '--list', 'b', '--no-color', '--', 'rest'], allowPositionals: true, allowNegative: true, tokens: true,
    options: { verbose: { type: 'boolean', short: 'v' }, x: { type: 'string', short: 'x' }, name: { type: 'string' }, list: { type: 'string', multiple: true }, color: { type: 'boolean' }, d: { type: 'string', default: 'D' } },
  });
  assert.deepStrictEqual({ ...values }, { verbose: true, x: '1', name: 'n', list: ['a', 'b'], color: false, d: 'D' });
  assert.deepStrictEqual(positionals, ['rest']);
  assert.ok(tokens.some(({ kind }) => kind === 'option-terminator'));
  assert.throws(() => util.parseArgs({ args: ['--what'], options: {} }), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
  assert.throws(() => util.parseArgs({ args: ['x'], options: {} }), { code: 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL' });
  assert.throws(() => util.parseArgs({ args: ['--a'], options: { a: { type: 'string' } } }), { code: 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' });
  assert.throws(() => util.parseArgs({ options: { a: { type: 'number' } } }), { code: 'ERR_INVALID_ARG_TYPE' });
  const type = new util.MIMEType('text/html; charset=utf-8;q="a b"');
  assert.deepStrictEqual([type.type, type.subtype, type.essence, type.params.get('q')], ['text', 'html', 'text/html', 'a b']);
  type.params.set('x', 'y');
  type.params.delete('q');
  type.subtype = 'plain';
  assert.strictEqual(`${type}`, 'text/plain;charset=utf-8;x=y');
  assert.deepStrictEqual([...type.params.keys()], ['charset', 'x']);
  assert.throws(() => new util.MIMEType('nonsense'), { code: 'ERR_INVALID_MIME_SYNTAX' });
  const old = util.deprecate(() => 5, 'old thing', 'DEP9999');
  const warned = new Promise((resolve) => process.once('warning', resolve));
  assert.strictEqual(old(), 5);
  assert.strictEqual((await warned).code, 'DEP9999');
  const debug = util.debuglog('nothing');
  assert.strictEqual(debug.enabled, false);
  debug('unseen');
  assert.strictEqual(util.isDeepStrictEqual(new Map([[{ a: 1 }, new Set([1])]]), new Map([[{ a: 1 }, new Set([1])]])), true);
  function Parent() {}
  function Child() {}
  util.inherits(Child, Parent);
  assert.ok(new Child() instanceof Parent);
  assert.throws(() => util.inherits(Child, null), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.strictEqual(util.aborted.length, 2);
  assert.strictEqual(util.transferableAbortController().signal.aborted, false);
  assert.deepStrictEqual({ ...util.parseEnv('A=1\nB="two words"\n# c\nC=\'x\'\nexport D=`y`') }, { A: '1', B: 'two words', C: 'x', D: 'y' });
  if (util.diff) assert.deepStrictEqual(util.diff(['a', 'b'], ['a', 'c']).length, 3);
  if (util.getCallSites) assert.ok(util.getCallSites(2).length >= 1);
  const error = new Error('outer', { cause: new TypeError('inner') });
  error.extra = { deep: { er: 1 } };
  const shown = util.inspect(error);
  assert.match(util.inspect(new AggregateError([new Error('one')], 'all')), /AggregateError: all[^]*\[errors\]: \[/);
  assert.match(util.inspect(Object.assign(new RangeError('r'), { name: 'Renamed' })), /Renamed|RangeError/);
  const bare = new Error('no stack');
  bare.stack = undefined;
  assert.match(util.inspect(bare), /no stack/);
  class Own extends Error { get [Symbol.toStringTag]() { return 'tag'; } }
  assert.match(util.inspect(new Own('o')), /Own/);
  assert.match(util.inspect({ e: new Error('in object') }), /e: Error: in object/);
}

let done = false;
(async () => {
  scripts();
  windows();
  await small();
  done = true;
})();
process.on('exit', (code) => assert.ok(done || code !== 0));
