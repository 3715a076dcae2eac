// SPDX-License-Identifier: MIT
// Random graphs through share() and thaw(), and through parts of them, against the originals. PROTOCORE_FUZZ_SECONDS makes it longer.
'use strict';
const assert = require('node:assert');
const core = require('protojs:core');

let seed = +(process.env.PROTOCORE_FUZZ_SEED ?? 12345);
function random(n) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor(seed / 4294967296 * n);
}

const names = ['id', 'name', 'value', 'x', 'y', 'list', 'nested', '', '0', '17', 'constructor', 'with', 'caf\u00e9', '\u4e16', 'toString', 'a b'];
const texts = ['', 'a', 'short', 'longer than five', '\u00ff\u00e9', '\u4e16\u754c and more', '\ud83d\ude00', '\udfff lone', 'x'.repeat(1000), '\u0000'];

function scalar() {
  switch (random(10)) {
    case 0: return random(1000);
    case 1: return -random(2 ** 31);
    case 2: return random(1e9) / 7;
    case 3: return [0, -0, NaN, Infinity, -Infinity, 2 ** 53, 5e-324][random(7)];
    case 4: return texts[random(texts.length)];
    case 5: return `text ${random(50)}`;
    case 6: return [true, false, null, undefined][random(4)];
    case 7: return (random(2) ? 1n : -1n) * BigInt(random(1e9)) ** BigInt(random(5));
    case 8: return Symbol.for(`symbol ${random(5)}`);
    default: return new Date(random(2e9));
  }
}

function graph(depth, made) {
  if (depth === 0 || random(4) === 0) return scalar();
  if (made.length > 0 && random(12) === 0) return made[random(made.length)]; // again
  const size = random(random(8) === 0 ? 300 : 6);
  let value;
  switch (random(7)) {
    case 0: value = Array.from({ length: size }, () => random(100) / (random(2) + 1)); break;
    case 1: value = Array.from({ length: size }, () => graph(depth - 1, made)); break;
    case 2: {
      value = Array.from({ length: size }, () => graph(depth - 1, made));
      for (let i = 0; i < value.length; i += 1 + random(4)) delete value[i];
      break;
    }
    case 3: value = new Map(Array.from({ length: size }, (_, i) => [`${i} ${random(5)}`, graph(depth - 1, made)])); break;
    case 4: value = new Set(Array.from({ length: size }, () => random(1000))); break;
    case 5: {
      const keys = names.slice(random(4), 4 + random(8));
      value = Array.from({ length: size }, () => Object.fromEntries(keys.map((key) => [key, random(3) ? random(100) : graph(depth - 1, made)])));
      break;
    }
    default: {
      value = {};
      for (let i = 0; i < size; i++) value[random(3) ? names[random(names.length)] : `key ${i}`] = graph(depth - 1, made);
    }
  }
  made.push(value);
  return value;
}

const end = performance.now() + 1000 * +(process.env.PROTOCORE_FUZZ_SECONDS ?? 1);
for (let round = 0; round < 30 || performance.now() < end; round++) {
  const first = seed;
  const value = graph(5, []);
  const shared = core.share(value);
  const again = core.share(value);
  try {
    assert.deepStrictEqual(core.thaw(shared), value);
    assert.ok(core.is(shared, again));
    assert.deepStrictEqual(core.thaw(core.share([shared, { shared }]))[1].shared, value);
    if (round % 10 === 0) core.collect();
    assert.deepStrictEqual(core.thaw(again), value);
    if (shared instanceof core.List) {
      assert.deepStrictEqual(core.thaw(shared.slice(1).unshift(value[0])).length, Math.max(1, value.length));
    }
  } catch (error) {
    console.error(`seed ${first}`);
    throw error;
  }
}
