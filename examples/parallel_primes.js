// SPDX-License-Identifier: MIT
// Counts primes on all cores: each range is a deferred function.
'use strict';

const limit = Number(process.argv[2] ?? 2e6);
const parts = 16;

function isPrime(n) {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

function count(from, to) {
  let found = 0;
  for (let n = from; n < to; n++) if (isPrime(n)) found++;
  return found;
}

const step = Math.ceil(limit / parts);
const ranges = Array.from({ length: parts }, (_, i) => Deferred.run((a, b) => count(a, b), i * step, Math.min((i + 1) * step, limit)));
Deferred.all(ranges).then((counts) => console.log(counts.reduce((a, b) => a + b), 'primes below', limit));
