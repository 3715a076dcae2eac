// SPDX-License-Identifier: MIT
// Large graphs of modules load: got, Vite, Vitest.
const { loadModule } = require('./_packages');

(async () => {
  for (const name of ['got', 'vite', 'vitest/node', 'vitest/config']) {
    const namespace = await loadModule(name);
    console.log(name, Object.keys(namespace).sort().join(' '));
  }
  const { default: got } = await loadModule('got');
  const client = got.extend({ prefixUrl: 'https://example.org/a/', searchParams: { x: 1 }, headers: { 'x-y': 'z' } });
  console.log(String(client.defaults.options.prefixUrl), client.defaults.options.headers['x-y'], client.defaults.options.retry.limit);
  const { defineConfig, mergeConfig, normalizePath } = await loadModule('vite');
  console.log(JSON.stringify(mergeConfig(defineConfig({ a: [1], b: { c: 1 } }), { a: [2], b: { d: 2 } })), normalizePath('a\\b/../c'));
})();
