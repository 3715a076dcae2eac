// SPDX-License-Identifier: MIT
// Primes: found with conditions, tested, as bytes and as bigint.
const assert = require('node:assert');
const { checkPrime, checkPrimeSync, generatePrime, generatePrimeSync } = require('node:crypto');

const found = generatePrimeSync(64);
assert.ok(found instanceof ArrayBuffer && found.byteLength === 8);
assert.strictEqual(checkPrimeSync(found), true);
const large = generatePrimeSync(40, { bigint: true, safe: true });
assert.ok(checkPrimeSync(large) && checkPrimeSync((large - 1n) / 2n));
assert.strictEqual(generatePrimeSync(32, { add: 12n, rem: 11n, bigint: true }) % 12n, 11n);
assert.strictEqual(checkPrimeSync(15n), false);
assert.strictEqual(checkPrimeSync(Buffer.from([17])), true);
assert.throws(() => generatePrimeSync(0), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => generatePrimeSync(3, { add: 17n }), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => generatePrimeSync(8, { add: 5n, rem: 7n }), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => checkPrimeSync('17'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => checkPrimeSync(-1n), { code: 'ERR_OUT_OF_RANGE' });

let calls = 0;
generatePrime(32, { bigint: true }, (error, prime) => {
  assert.strictEqual(error, undefined);
  checkPrime(prime, { checks: 5 }, (failed, isPrime) => {
    assert.strictEqual(failed, undefined);
    assert.strictEqual(isPrime, true);
    calls++;
  });
});
process.on('exit', () => assert.strictEqual(calls, 1));
