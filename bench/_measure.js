// SPDX-License-Identifier: MIT
// Calls a second of a function whose results are checked. BENCH_CLOCK=cpu counts the process's processor time (all its threads) instead
// of the time that passed: for a machine that others use.

const byCpu = process.env.BENCH_CLOCK === 'cpu';

function nowMs() {
  if (!byCpu) return Number(process.hrtime.bigint()) / 1e6;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const quickMs = Number(process.env.BENCH_MS) || 20;
const only = process.env.BENCH_ONLY ? new RegExp(process.env.BENCH_ONLY) : undefined;

function report(name, best) {
  console.log(JSON.stringify({ name, ops: best < 100 ? Math.round(best * 100) / 100 : Math.round(best) }));
}

// As many calls as fill 20 ms, four times; the best counts. What the calls return is summed, so that none is left out, and checked.
function repeat(name, each, want = each()) {
  if (only && !only.test(name)) return;
  let calls = 2;
  let best = 0;
  for (let round = 0; round < 4;) {
    const started = nowMs();
    let sum = 0;
    for (let i = 0; i < calls; i++) sum += each();
    const ms = nowMs() - started;
    if (sum !== want * calls) throw new Error(`${name}: wrong result`);
    if (ms < quickMs) {
      calls *= 2;
      continue;
    }
    best = Math.max(best, calls / ms * 1000);
    round++;
  }
  report(name, best);
}

// The same for functions that return promises, `lanes` of them at a time.
async function repeatAsync(name, each, lanes = 1) {
  if (only && !only.test(name)) return;
  const want = await each();
  let calls = lanes;
  let best = 0;
  for (let round = 0; round < 4;) {
    const started = nowMs();
    let sum = 0;
    let begun = 0;
    const lane = async () => {
      while (begun < calls) {
        begun++;
        const got = await each(); // before `sum` is read: others add to it meanwhile
        sum += got;
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    const ms = nowMs() - started;
    if (sum !== want * calls) throw new Error(`${name}: wrong result`);
    if (ms < quickMs) {
      calls *= 2;
      continue;
    }
    best = Math.max(best, calls / ms * 1000);
    round++;
  }
  report(name, best);
}

module.exports = { repeat, repeatAsync };
