// SPDX-License-Identifier: MIT
// Event targets and abort signals.
'use strict';

function measure(name, count, run) {
  run(Math.ceil(count / 20));
  const started = process.hrtime.bigint();
  const got = run(count);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (got !== count) throw new Error(`${name}: ${got} instead of ${count}`);
  console.log(JSON.stringify({ name, ops: Math.round(count / seconds) }));
}

let calls = 0;
const target = new EventTarget();
target.addEventListener('x', () => { calls++; });
measure('dispatchEvent', 2e6, (count) => {
  calls = 0;
  for (let i = 0; i < count; i++) target.dispatchEvent(new Event('x'));
  return calls;
});

measure('abort with a listener', 1e5, (count) => {
  calls = 0;
  for (let i = 0; i < count; i++) {
    const controller = new AbortController();
    controller.signal.addEventListener('abort', () => { calls++; });
    controller.abort('why');
  }
  return calls;
});
