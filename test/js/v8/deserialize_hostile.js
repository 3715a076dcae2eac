// SPDX-License-Identifier: MIT
// Bytes that lie about lengths fail and take no memory.
'use strict';
const assert = require('node:assert');
const v8 = require('node:v8');

for (const hex of ['ff0f', 'ff0f41ffffffff0f', 'ff0f22ffffff7f', 'ff0f42ffffffffff01', 'ff0f5e05', 'ff0f6f22016149027b05', 'ff0f58',
                   'ff105f', 'ff0f4204010203045642020800']) {
  assert.throws(() => v8.deserialize(Buffer.from(hex, 'hex')), /Unable to deserialize/, hex);
}
assert.throws(() => v8.deserialize(Buffer.from('ff0f' + '6f220161'.repeat(20000), 'hex')), Error);
