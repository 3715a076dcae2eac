// SPDX-License-Identifier: MIT
// Text to bytes and back, short and long, in Buffer, TextEncoder, TextDecoder and StringDecoder.
const { Buffer } = require('buffer');
const { StringDecoder } = require('string_decoder');

// As many calls as fill 30 ms, three times; the best counts. What the calls return is summed, so that none is left out, and checked.
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

const ascii = 'The quick brown fox jumps over the lazy dog. ';
const mixed = 'na\u00efve caf\u00e9 \u20ac5 \u4e2d\u6587 text ';
const texts = {
  '8 ascii': 'content-', '40 ascii': ascii.slice(0, 40), '1k ascii': ascii.repeat(23).slice(0, 1024),
  '1k mixed': mixed.repeat(64).slice(0, 1024), '64k ascii': ascii.repeat(1500).slice(0, 65536),
  '64k mixed': mixed.repeat(4096).slice(0, 65536),
};

for (const [size, text] of Object.entries(texts)) {
  const bytes = Buffer.from(text);
  const room = Buffer.alloc(bytes.length);
  bench(`from ${size}`, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Buffer.from(text).length;
    return sum;
  }, bytes.length);
  bench(`toString ${size}`, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += bytes.toString().charCodeAt(5) & 1 | 2;
    return sum;
  }, text.charCodeAt(5) & 1 | 2);
  bench(`write ${size}`, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += room.write(text);
    return sum;
  }, bytes.length);
  bench(`byteLength ${size}`, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Buffer.byteLength(text);
    return sum;
  }, bytes.length);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
for (const size of ['40 ascii', '1k ascii', '64k mixed']) {
  const text = texts[size];
  const bytes = encoder.encode(text);
  bench(`TextEncoder ${size}`, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += encoder.encode(text).length;
    return sum;
  }, bytes.length);
  bench(`encodeInto ${size}`, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += encoder.encodeInto(text, bytes).written;
    return sum;
  }, bytes.length);
  bench(`TextDecoder ${size}`, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += decoder.decode(bytes).length;
    return sum;
  }, text.length);
  const strings = new StringDecoder('utf8');
  const buffer = Buffer.from(text);
  bench(`StringDecoder ${size}`, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += strings.write(buffer).length;
    return sum;
  }, text.length);
}

const kilobyte = Buffer.from(texts['1k ascii']);
for (const encoding of ['latin1', 'hex', 'base64', 'utf16le']) {
  const text = kilobyte.toString(encoding);
  bench(`toString 1k ${encoding}`, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += kilobyte.toString(encoding).length;
    return sum;
  }, text.length);
  bench(`from 1k ${encoding}`, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Buffer.from(text, encoding).length;
    return sum;
  }, kilobyte.length);
}
const id = Buffer.from('0123456789abcdef');
for (const encoding of ['hex', 'base64']) {
  bench(`toString 16 ${encoding}`, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += id.toString(encoding).length;
    return sum;
  }, id.toString(encoding).length);
}
bench('btoa 1k', (n) => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += btoa(texts['1k ascii']).length;
  return sum;
}, 1368);
