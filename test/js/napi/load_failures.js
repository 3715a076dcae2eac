// SPDX-License-Identifier: MIT
// What is no native module, or wants what is not there, is refused with a code and words.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const file = (name) => path.join(process.env.TMPDIR, name);
function library(name, text) {
  fs.writeFileSync(file(`${name}.c`), text);
  execFileSync('gcc', ['-shared', '-fPIC', '-o', file(`${name}.node`), file(`${name}.c`)]);
  return file(`${name}.node`);
}

fs.writeFileSync(file('text.node'), 'no library at all');
assert.throws(() => require(file('text.node')), { code: 'ERR_DLOPEN_FAILED', message: /text\.node/ });
assert.throws(() => process.dlopen({ exports: {} }, file('missing.node')), { code: 'ERR_DLOPEN_FAILED' });
assert.throws(() => process.dlopen(), { code: 'ERR_INVALID_ARG_TYPE' });

const plain = library('plain', 'int nothing(void) { return 0; }');
assert.throws(() => require(plain), { code: 'ERR_DLOPEN_FAILED', message: `Module did not self-register: '${plain}'.` });
// Found at once, not when it is first called.
const wanting = library('wanting', 'void not_there(void); void *napi_register_module_v1(void *e, void *x) { (void)e; not_there(); return x; }');
assert.throws(() => require(wanting), { code: 'ERR_DLOPEN_FAILED', message: /not_there/ });
// After a failure the next one is read again.
assert.throws(() => require(plain), { code: 'ERR_DLOPEN_FAILED' });
