// SPDX-License-Identifier: MIT
// Word count over a shared list of lines, on all cores.
'use strict';
const { List } = require('protojs:core');

const words = ['the', 'heap', 'is', 'shared', 'by', 'all', 'threads', 'and', 'never', 'changes'];
const lines = List.from({ length: 20000 }, (_, i) => `${words[i % 10]} ${words[i * 7 % 10]} ${words[i * 3 % 10]}`);

(async () => {
  const perLine = await lines.parallelMap((line) => {
    const counts = {};
    for (const word of line.split(' ')) counts[word] = (counts[word] ?? 0) + 1;
    return counts;
  });
  const total = {};
  for (const counts of perLine) {
    for (const word of Object.keys(counts)) total[word] = (total[word] ?? 0) + counts[word];
  }
  console.log(total);
})();
