// SPDX-License-Identifier: MIT
// Namespaces in several blocks, whose exports each block names; enums in several declarations.
import assert from 'node:assert';
import { sep as v } from 'node:path';

namespace A {
  export const x = 1;
  export class K {}
  export function f(): string { return 'f'; }
  const hidden = 5;
  export let n = hidden;
  export enum E { P = 3 }
}
namespace A {
  assert.deepStrictEqual([x, K.name, f(), E.P, { x }], [1, 'K', 'f', 3, { x: 1 }]);
  n = 6;
  n++;
  {
    const x = 9;
    assert.strictEqual(x, 9);
  }
  export const y = ((x: number) => x + 1)(x);
}
assert.deepStrictEqual([A.n, A.y], [7, 2]);

namespace O.P { export const v = 1; export namespace Q { export const w = 2; } }
namespace O.P { export namespace Q { export const z = w + v; } }
namespace O { assert.deepStrictEqual([P.v, P.Q.z], [1, 3]); }
namespace O.P { assert.strictEqual(typeof v, 'number'); }
assert.strictEqual(v, '/');

class M { static s = 1; }
namespace M { export const q = 2; }
namespace M { assert.deepStrictEqual([q, M.s, (() => q)()], [2, 1, 2]); }

enum E { A = 1, S = 's' }
enum E { B = A + 1, C, D = E.A | 4, T = S }
assert.deepStrictEqual({ ...E }, { 1: 'A', 2: 'B', 3: 'C', 5: 'D', A: 1, S: 's', B: 2, C: 3, D: 5, T: 's' });
