// SPDX-License-Identifier: MIT
// Source maps of what is not a file: texts that a program compiles itself, that hooks give, data: URLs; the names of scripts of vm and the
// places of eval() in stacks.
import assert from 'node:assert';
import fs from 'node:fs';
import Module, { findSourceMap, registerHooks } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import vm from 'node:vm';

// Generated line n stands at line 10 + 2n of the source.
const map = (source) => ({ version: 3, sources: [source], names: [], mappings: ['AAUA', 'AAEA', 'AAEA', 'AAEA', 'AAEA'].join(';') });
const inline = (source) => `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map(source))).toString('base64')}`;
const text = 'exports.boom = function boom() {\n  throw new Error("x");\n}\n';
const esm = 'export function boom() {\n  throw new Error("x");\n}\n';

function frameOf(f) {
  try {
    f();
  } catch (error) {
    return error.stack.split('\n')[1].trim();
  }
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-maps-'));
try {
  // compiled by the program: the text's own comment counts, also where the file has another or there is none
  const compile = (file, content) => {
    const module = new Module(file);
    module._compile(content, file);
    return module.exports;
  };
  const file = path.join(root, 'virtual.js');
  assert.strictEqual(frameOf(compile(file, text + inline('/src/a.ts')).boom), 'at boom (/src/a.ts:13:1)');
  assert.deepStrictEqual(findSourceMap(file).findOrigin(2, 1), { name: undefined, fileName: 'file:///src/a.ts', lineNumber: 13, columnNumber: 1 });
  assert.deepStrictEqual(findSourceMap(file).lineLengths.slice(0, 3), [32, 23, 1]);
  assert.strictEqual(frameOf(compile(file, text + inline('/src/again.ts')).boom), 'at boom (/src/again.ts:13:1)');
  assert.match(frameOf(compile(file, text).boom), /virtual\.js:2:/);
  assert.strictEqual(findSourceMap(file), undefined);
  fs.writeFileSync(path.join(root, 'external.map'), JSON.stringify(map('b.ts')));
  assert.strictEqual(frameOf(compile(file, `${text}//# sourceMappingURL=external.map`).boom), `at boom (${root}/b.ts:13:1)`);
  assert.match(frameOf(compile(file, `${text}//# sourceMappingURL=missing.map`).boom), /virtual\.js:2:/);

  // a compiler that is hooked into require()
  fs.writeFileSync(path.join(root, 'lang.up'), 'EXPORTS.BOOM');
  Module._extensions['.up'] = (module, filename) => module._compile(text + inline('lang.up'), filename);
  const { createRequire } = Module;
  assert.strictEqual(frameOf(createRequire(path.join(root, 'x.js'))('./lang.up').boom), `at boom (${root}/lang.up:13:1)`);

  // hooks, and data: URLs
  const sources = { 'virtual:a': esm + inline('file:///src/v.ts'), 'file:///nowhere/b.mjs': esm + inline('b.ts') };
  registerHooks({
    resolve: (specifier, context, next) => (specifier in sources ? { url: specifier, format: 'module', shortCircuit: true } : next(specifier, context)),
    load: (url, context, next) => (url in sources ? { format: 'module', source: sources[url], shortCircuit: true } : next(url, context)),
  });
  assert.strictEqual(frameOf((await import('virtual:a')).boom), 'at boom (/src/v.ts:13:1)');
  assert.strictEqual(frameOf((await import('file:///nowhere/b.mjs')).boom), 'at boom (/nowhere/b.ts:13:1)');
  assert.ok(findSourceMap('file:///nowhere/b.mjs'));
  assert.ok(findSourceMap('/nowhere/b.mjs'));
  assert.strictEqual(frameOf((await import(`data:text/javascript,${encodeURIComponent(esm + inline('/src/d.ts'))}`)).boom), 'at boom (/src/d.ts:13:1)');
} finally {
  fs.rmSync(root, { recursive: true });
}

// A script's own name goes before what it was given; its map is Node's to ignore.
const script = '(function boom() {\n  throw new Error("x");\n})\n';
assert.match(frameOf(vm.runInThisContext(`${script}//# sourceURL=named.js\n`, { filename: '/tmp/other.js' })), /^at boom \(named\.js:2:/);
assert.match(frameOf(vm.runInNewContext(`${script}//@ sourceURL=old.js\n`, {})), /^at boom \(old\.js:2:/);
assert.match(frameOf(vm.compileFunction(`return ${script}//# sourceURL=function.js`, [])()), /^at boom \(function\.js:2:/);
assert.match(frameOf(vm.runInThisContext(script + inline('/src/s.ts'), { filename: '/tmp/mapped.js' })), /^at boom \(\/tmp\/mapped\.js:2:/);
const missing = new vm.Script('undeclared.x\n//# sourceURL=first.js\n//# sourceURL=last.js', { filename: '/tmp/other.js' });
assert.throws(() => missing.runInThisContext(), (error) => error.stack.startsWith('last.js:1\n'));

// eval(): where it was called; the line of what the engine threw
function named() { return eval('1;\n  null.x'); }
try {
  named();
} catch (error) {
  const frames = error.stack.split('\n').slice(1, 3);
  assert.match(frames[0], /at eval \(eval at named \(\S+source_maps_of_texts\.mjs:\d+:\d+\), <anonymous>:2:\d+\)$/);
  assert.match(frames[1], /at named \(\S+source_maps_of_texts\.mjs:\d+:\d+\)$/);
}
assert.match(frameOf(() => new Function('a', 'return a.b.c')({})), /<anonymous>:3:\d+/);
