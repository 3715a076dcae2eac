// SPDX-License-Identifier: MIT
// fast-check: properties hold, or are shrunk to the smallest counterexample, the same for the same seed.
const { digest, loadModule } = require('./_packages');

(async () => {
  const fc = await loadModule('fast-check');
  fc.assert(fc.property(fc.array(fc.integer()), (list) => [...list].sort((a, b) => a - b).length === list.length), { seed: 1 });
  const details = fc.check(fc.property(fc.array(fc.integer({ min: 0, max: 1000 })), (list) => list.reduce((a, b) => a + b, 0) < 1500), { seed: 42 });
  console.log(details.failed, details.numShrinks, JSON.stringify(details.counterexample), details.counterexamplePath);
  await fc.assert(fc.asyncProperty(fc.string(), async (s) => (await s).length >= 0), { seed: 2, numRuns: 50 });
  const values = fc.sample(fc.record({ id: fc.uuid(), at: fc.date({ noInvalidDate: true }), tree: fc.jsonValue(), w: fc.webUrl() }), { seed: 7, numRuns: 20 });
  console.log(digest(JSON.stringify(values)));
  const model = fc.commands([fc.nat(9).map((n) => ({
    check: () => true, run: (m, r) => { m.n += n; r.push(n); if (r.length > 3) throw new Error('too long'); }, toString: () => `push(${n})`,
  }))]);
  const run = fc.check(fc.property(model, (list) => fc.modelRun(() => ({ model: { n: 0 }, real: [] }), list)), { seed: 3 });
  console.log(run.failed, String(run.counterexample));
})();
