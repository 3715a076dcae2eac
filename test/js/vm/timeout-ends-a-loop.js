// SPDX-License-Identifier: MIT
// A time limit ends a loop with an error that the caller catches, in this context and in another, one run after another.
const assert = require('node:assert');
const vm = require('node:vm');

for (let i = 0; i < 2; i++) {
  assert.throws(() => vm.runInThisContext('while (true);', { timeout: 20 }), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
  assert.throws(() => vm.runInNewContext('loop()', { loop() { for (;;); } }, { timeout: 20 }),
                { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
}
assert.strictEqual(vm.runInThisContext('1 + 1', { timeout: 1000 }), 2);
