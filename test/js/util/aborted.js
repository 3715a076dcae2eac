// SPDX-License-Identifier: MIT
// Exit: 3
// aborted() follows a signal.
'use strict';
const assert = require('node:assert');
const { aborted } = require('node:util');


async function main() {
  const controller = new AbortController();
  const waiting = aborted(controller.signal, {});
  controller.abort();
  await waiting;
  await aborted(AbortSignal.abort(), {});
  await assert.rejects(aborted({}, {}), { code: 'ERR_INVALID_ARG_TYPE' });
  process.exitCode = 3;
}
main();
