// SPDX-License-Identifier: MIT
// Lists of records are read column by column: every kind of column, rows that interrupt a table, names that no source can hold, and long text.
'use strict';
const assert = require('node:assert');
const { share } = require('protojs:core');

const N = 1000;
const check = (values) => assert.deepStrictEqual(share(values).toJS(), values);
const rows = (make, count = N) => Array.from({ length: count }, (_, i) => make(i));

check(rows((i) => ({ a: i, b: i / 3, c: `s${i}`, d: i % 2 ? null : true, e: i % 3 ? `\u20ac${i}` : i, f: undefined })));
check(rows((i) => ({ int: i, double: i === 500 ? 0.5 : i, minus: -0, text: i === 3 ? '' : 'x', wide: i === 900 ? '\u4e16' : 'y' })));
check(rows((i) => ({ text: 'x'.repeat(9000) + i, n: i + 0.5 }), 300));
check(rows((i) => JSON.parse(`{"__proto__":${i},"z":"q${i}"}`), 300));
check(rows((i) => ({ 7: i, z: `${i}` }), 300));
check(rows((i) => Object.fromEntries(rows((k) => [`name${k}`, i * k], 33)), 300));

const broken = rows((i) => ({ a: i, b: `text ${i}` }));
broken[1] = { a: 1 };
broken[500] = { a: { deep: [1] }, b: 2 };
broken[700] = 7;
broken[701] = [{ a: 1, b: 2 }];
broken[702] = new Date(5);
check(broken);

const holes = rows((i) => ({ a: i }), 60);
delete holes[0];
delete holes[30];
holes.length = 70;
const copy = share(holes).toJS();
assert.deepStrictEqual(copy, holes);
assert(!(0 in copy) && 1 in copy && !(30 in copy) && !(69 in copy));

const list = share(rows((i) => ({ a: i, b: `text ${i}` })));
const record = list.get(300);
assert(Object.isFrozen(record));
assert.strictEqual(list.get(300), record);
assert.deepStrictEqual(Object.keys(record), ['a', 'b']);
assert.strictEqual(share([record]).get(0).b, 'text 300');
assert.throws(() => {
  record.a = 1;
}, TypeError);

// Arrays of strings and other scalars are read in place, with what interrupts them.
const same = rows((i) => `text ${i}`, 50);
check(rows((i) => same[i % 50]));
check(rows((i) => (i % 7 ? `rope ${i}` : [null, true, undefined, -0, 1.5, '\u4e16', 'short', ''][i % 8])));
const interrupted = rows((i) => `text ${i % 3}`);
interrupted[100] = { a: 1 };
interrupted[200] = 5n;
interrupted[300] = ['x'];
delete interrupted[400];
assert.deepStrictEqual(share(interrupted).toJS(), interrupted);
assert(!(400 in share(interrupted).toJS()));
check(rows((i) => (i < 3 ? i : 'a'.repeat(i))));
