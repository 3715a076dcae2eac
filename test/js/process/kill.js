// SPDX-License-Identifier: MIT
// kill() checks its arguments and tells of a process that is not there.
'use strict';

const assert = require('node:assert');
assert.strictEqual(process.kill(process.pid, 0), true);
assert.throws(() => process.kill('x'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => process.kill(process.pid, 'SIGNOTHING'), { code: 'ERR_UNKNOWN_SIGNAL' });
assert.throws(() => process.kill(2 ** 22 + 1, 0), { code: 'ESRCH', syscall: 'kill' });
