// SPDX-License-Identifier: MIT
// The module of --test-global-setup: its globalSetup() runs before all tests, its globalTeardown() after them, each once for a run.

const { validateFunction } = require('internal/validators');

function member(namespace, name) {
  const value = namespace[name] ?? namespace.default?.[name];
  if (value === undefined) return undefined;
  validateFunction(value, name);
  return value;
}

// Resolves to what must be called at the end, or undefined.
async function setUp(file, cwd = process.cwd()) {
  const { importDynamically } = require('internal/modules/esm/loader');
  const { pathToFileURL } = require('internal/url');
  const url = pathToFileURL(require('path').resolve(cwd, file)).href;
  // Nothing else may hold the loop while the module loads.
  const hold = setInterval(() => {}, 0x7fffffff);
  try {
    const namespace = await importDynamically(url, pathToFileURL(`${cwd}/`).href);
    const teardown = member(namespace, 'globalTeardown');
    await member(namespace, 'globalSetup')?.();
    return teardown;
  } finally {
    clearInterval(hold);
  }
}

// Ends the process as an error does that arises where errors are handled.
function give(error) {
  process.removeAllListeners('uncaughtException');
  process.once('uncaughtException', (e) => { throw e; });
  setImmediate(() => { throw error; });
}

module.exports = { give, setUp };
