// SPDX-License-Identifier: MIT
// Counts the words of the files named on the command line, reading them as streams.
const fs = require('node:fs');
const readline = require('node:readline');

async function count(file) {
  const words = new Map();
  const lines = readline.createInterface({ input: fs.createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) {
    for (const word of line.toLowerCase().match(/\p{L}+/gu) ?? []) words.set(word, (words.get(word) ?? 0) + 1);
  }
  return [...words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 10);
}

for (const file of process.argv.slice(2)) {
  count(file).then((top) => {
    console.log(file);
    console.table(top.map(([word, times]) => ({ word, times })));
  });
}
