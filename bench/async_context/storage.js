// SPDX-License-Identifier: MIT
// AsyncLocalStorage under many concurrent awaits: every task must see its own store after each of them.
'use strict';
const { AsyncLocalStorage } = require('node:async_hooks');

const kTasks = 10_000;
const kAwaits = 5;
const storage = new AsyncLocalStorage();

async function withStorage(i) {
  let sum = 0;
  for (let n = 0; n < kAwaits; n++) {
    await null;
    sum += storage.getStore().i;
  }
  if (sum !== i * kAwaits) throw new Error(`task ${i} saw another store`);
}

async function withoutStorage(i) {
  let sum = 0;
  for (let n = 0; n < kAwaits; n++) {
    await null;
    sum += i;
  }
  if (sum !== i * kAwaits) throw new Error('wrong sum');
}

async function nested(i) {
  await null;
  const inner = await storage.run({ i: -i }, async () => {
    await null;
    return storage.getStore().i;
  });
  if (inner !== -i || storage.getStore().i !== i) throw new Error(`task ${i} saw another store`);
}

const viaThen = (i) => Promise.resolve().then(() => storage.getStore().i).then((seen) => {
  if (seen !== i || storage.getStore().i !== i) throw new Error(`task ${i} saw another store`);
});

async function round(task, inStorage) {
  const tasks = [];
  for (let i = 0; i < kTasks; i++) tasks.push(inStorage ? storage.run({ i }, task, i) : task(i));
  await Promise.all(tasks);
}

async function measure(name, task, awaits, inStorage) {
  for (let n = 0; n < 3; n++) await round(task, inStorage);
  let best = Infinity;
  for (let n = 0; n < 15; n++) {
    const start = process.hrtime.bigint();
    await round(task, inStorage);
    best = Math.min(best, Number(process.hrtime.bigint() - start));
  }
  console.log(JSON.stringify({ name, ops: Math.round((kTasks * awaits * 1e9) / best) }));
}

(async () => {
  await measure('10,000 tasks of 5 awaits', withoutStorage, kAwaits, false);
  await measure('10,000 tasks of 5 awaits, AsyncLocalStorage', withStorage, kAwaits, true);
  await measure('10,000 tasks with a nested run', nested, 3, true);
  await measure('10,000 tasks by then()', viaThen, 2, true);
})();
