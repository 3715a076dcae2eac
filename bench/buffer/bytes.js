// SPDX-License-Identifier: MIT
// Bytes: allocation, copying, searching, comparing, numbers.
const { Buffer } = require('buffer');

function bench(name, run, want) {
  if (run(1) !== want) throw new Error(`${name}: wrong result ${run(1)}`);
  let calls = 64;
  let best = 0;
  for (let round = 0; round < 4;) {
    const started = process.hrtime.bigint();
    const sum = run(calls);
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    if (sum !== want * calls) throw new Error(`${name}: wrong result`);
    if (ms < 15) {
      calls *= 4;
      continue;
    }
    best = Math.max(best, calls / ms * 1000);
    round++;
  }
  console.log(JSON.stringify({ name, ops: Math.round(best) }));
}

// `each` returns a number that is the same for every call.
function repeat(name, each, want = each()) {
  bench(name, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += each();
    return sum;
  }, want);
}

for (const size of [16, 1024, 65536]) {
  repeat(`alloc ${size}`, () => Buffer.alloc(size).length);
  repeat(`allocUnsafe ${size}`, () => Buffer.allocUnsafe(size).length);
  const a = Buffer.alloc(size, 'abc');
  const b = Buffer.from(a);
  repeat(`copy ${size}`, () => a.copy(b));
  repeat(`equals ${size}`, () => (a.equals(b) ? 1 : 0), 1);
  repeat(`compare ${size}`, () => a.compare(b) + 1, 1);
  repeat(`fill byte ${size}`, () => b.fill(7)[3]);
  repeat(`fill text ${size}`, () => b.fill('abc')[4]);
  repeat(`from buffer ${size}`, () => Buffer.from(a).length);
  a[size - 1] = 0x7a;
  repeat(`indexOf byte ${size}`, () => a.indexOf(0x7a), size - 1);
  repeat(`indexOf text ${size}`, () => a.indexOf('cz') + 1, size % 3 === 0 ? size - 1 : a.indexOf('cz') + 1);
  repeat(`indexOf buffer ${size}`, ((needle) => () => a.indexOf(needle))(a.subarray(size - 5)), a.length - 5);
  repeat(`lastIndexOf text ${size}`, () => a.lastIndexOf('abcabc') + 1);
}
const part = Buffer.alloc(100, 1);
const parts = Array(10).fill(part);
repeat('subarray', () => part.subarray(10, 20).length);
repeat('concat 10 x 100', () => Buffer.concat(parts).length);
repeat('swap16 1024', ((b) => () => b.swap16().length)(Buffer.alloc(1024)));
repeat('swap32 64', ((b) => () => b.swap32().length)(Buffer.alloc(64)));

const numbers = Buffer.alloc(4096, 1);
// Each in a function of its own, so that one does not spoil the next one's code.
function scan(name, step, expression) {
  bench(name, new Function('numbers', `return (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      let inner = 0;
      for (let offset = 0; offset + ${step} <= 4096; offset += ${step}) inner += ${expression};
      sum += inner === 0 ? 0 : 1;
    }
    return sum;
  }`)(numbers), 1);
}
scan('readUInt8 x 4096', 1, 'numbers.readUInt8(offset)');
scan('readUInt16LE x 2048', 2, 'numbers.readUInt16LE(offset)');
scan('readUInt32BE x 1024', 4, 'numbers.readUInt32BE(offset)');
scan('readInt32LE x 1024', 4, 'numbers.readInt32LE(offset)');
scan('readDoubleLE x 512', 8, 'numbers.readDoubleLE(offset) + 1');
scan('readBigUInt64LE x 512', 8, '(numbers.readBigUInt64LE(offset) > 0n ? 1 : 0)');
scan('readUIntBE 6 x 512', 8, 'numbers.readUIntBE(offset, 6)');
scan('writeUInt32LE x 1024', 4, 'numbers.writeUInt32LE(0x01020304, offset)');
scan('writeDoubleBE x 512', 8, 'numbers.writeDoubleBE(1.5, offset)');
scan('writeInt16BE x 2048', 2, 'numbers.writeInt16BE(-2, offset)');
