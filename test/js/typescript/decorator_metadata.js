// SPDX-License-Identifier: MIT
// emitDecoratorMetadata in tsconfig.json: a container that goes by the types of constructors; what is imported for such types is loaded.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { cpSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const folder = path.join(__dirname, 'fixtures/metadata');
const run = (file) => execFileSync(process.execPath, [file], { encoding: 'utf8' });

assert.strictEqual(run(path.join(folder, 'main.ts')), `services evaluated
effects evaluated
fast [ 'asked for the time', 'ran at 24' ]
title String undefined undefined
level Number undefined undefined
maybe Object undefined undefined
same Log undefined undefined
effect Effect undefined undefined
typed Object undefined undefined
run Function [ 'Number', 'String', 'Effect' ] String
later Function [] Promise
size BigInt [] undefined
[ 'Clock', 'Log' ]
true
`);

assert.strictEqual(run(path.join(folder, 'plain.cts')), `[ 'a', 'b' ]
[ 'design:type EventEmitter', 'a', 'design:type Object', 'b' ]
`);

// without strictNullChecks null and undefined do not count; without emitDecoratorMetadata nothing is told and nothing kept
const copy = mkdtempSync(path.join(tmpdir(), 'protojs-metadata-'));
try {
  cpSync(folder, copy, { recursive: true });
  const main = path.join(copy, 'main.ts');
  const compilerOptions = { target: 'es2022', experimentalDecorators: true, emitDecoratorMetadata: true };
  writeFileSync(path.join(copy, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  assert.match(run(main), /^maybe Log undefined undefined$/m);
  writeFileSync(path.join(copy, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...compilerOptions, strictNullChecks: true } }));
  assert.match(run(main), /^maybe Object undefined undefined$/m);
  writeFileSync(path.join(copy, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...compilerOptions, emitDecoratorMetadata: false } }));
  assert.match(run(path.join(copy, 'plain.cts')), /^\[ 'a', 'b' \]\n\[ 'a', 'b' \]\n$/);
} finally {
  rmSync(copy, { recursive: true });
}
