// SPDX-License-Identifier: MIT
// A map over a million records on all cores: each part of the range is a deferred function that makes its records, works on them and sends back what is
// wanted of them, as typed arrays that move without being copied.
'use strict';

const count = Number(process.argv[2] ?? 1e6);
const parts = 16;

function recordAt(i) {
  return { id: i, price: (i * 7919) % 10007, quantity: (i * 31) % 17 };
}

function revenueOf({ price, quantity }) {
  const gross = price * quantity;
  return quantity > 10 ? Math.round(gross * 0.9) : gross;
}

async function main() {
  const size = Math.ceil(count / parts);
  const pieces = await Deferred.all(Array.from({ length: parts }, (_, part) => Deferred.run((from, to) => {
    const revenues = new Float64Array(Math.max(to - from, 0));
    for (let i = from; i < to; i++) revenues[i - from] = revenueOf(recordAt(i));
    return revenues;
  }, part * size, Math.min((part + 1) * size, count))));
  let sum = 0;
  let records = 0;
  for (const piece of pieces) {
    records += piece.length;
    for (const revenue of piece) sum += revenue;
  }
  let expected = 0;
  for (let i = 0; i < count; i++) expected += revenueOf(recordAt(i));
  console.log(`${records} records, revenue ${sum}${sum === expected ? '' : `, but one core says ${expected}`}`);
}

main();
