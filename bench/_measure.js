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
class Measurement {
  calls;
  best = 0;
  rounds = 0;

  constructor(name, want, calls) {
    this.name = name;
    this.want = want;
    this.calls = calls;
  }

  // A round of `calls` calls, begun at `started`, has come to `sum`. Whether another is needed; the last reports.
  again(started, sum) {
    const ms = nowMs() - started;
    if (sum !== this.want * this.calls) throw new Error(`${this.name}: wrong result`);
    if (ms < quickMs) {
      this.calls *= 2;
      return true;
    }
    this.best = Math.max(this.best, this.calls / ms * 1000);
    if (++this.rounds < 4) return true;
    report(this.name, this.best);
    return false;
  }
}

const isWanted = (name) => only === undefined || only.test(name);

function repeat(name, each, want = each()) {
  if (!isWanted(name)) return;
  const measurement = new Measurement(name, want, 2);
  let started;
  let sum;
  do {
    const { calls } = measurement;
    started = nowMs();
    sum = 0;
    for (let i = 0; i < calls; i++) sum += each();
  } while (measurement.again(started, sum));
}

// The same for functions that return promises, `lanes` of them at a time.
async function repeatAsync(name, each, lanes = 1) {
  if (!isWanted(name)) return;
  const measurement = new Measurement(name, await each(), lanes);
  let started;
  let sum;
  do {
    const { calls } = measurement;
    let begun = 0;
    started = nowMs();
    sum = 0;
    const lane = async () => {
      while (begun < calls) {
        begun++;
        const got = await each(); // before `sum` is read: others add to it meanwhile
        sum += got;
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  } while (measurement.again(started, sum));
}

module.exports = { repeat, repeatAsync };
