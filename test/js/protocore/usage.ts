// SPDX-License-Identifier: MIT
// What the declarations in types/ say, used: this file runs, and passes `tsc --strict` with them (CONTRIBUTING.md says how).
import assert from 'node:assert';
import {
  ByteBuffer, ImmutableObject, List, Map as SharedMap, Multiset, MutableObject, Ref, Set as SharedSet, SparseList, Tuple, WeakRef as SharedWeakRef, collect, is, isImmutable, isShared,
  makeImmutable, makeMutable, registerClass, setCaches, setLimits, share, stats, thaw, type Shared,
} from 'protojs:core';

interface User {
  id: number;
  name: string;
  tags: string[];
  [key: symbol]: number;
}

const key = Symbol('key');
const users: User[] = [{ id: 1, name: 'Ada', tags: ['x'], [key]: 7 }, { id: 2, name: 'Alan', tags: [] }];
const shared = share(users);
const first: Shared<User> | undefined = shared.get(0);
assert.strictEqual(first?.name, 'Ada');
assert.strictEqual(first.tags.get(0)?.toUpperCase(), 'X');
assert.strictEqual(first[key], 7);
const renamed = first.with('name', 'Grace').update('id', (id) => id + 1);
assert.strictEqual(`${renamed.id} ${renamed.name}`, '2 Grace');
const lengths: List<number> = shared.map((user) => user.name.length);
assert.strictEqual(lengths.sum(), 7);
const plain = thaw<User[]>(shared);
plain.push({ id: 3, name: 'x', tags: [] });
assert.deepStrictEqual(plain.slice(0, 2), users);

// What may be undefined, and what cannot change, is told.
// @ts-expect-error -- possibly undefined
const missing: Shared<User> = shared.get(5);
assert.strictEqual(missing, undefined);
assert.throws(() => {
  // @ts-expect-error -- readonly
  first.name = 'no';
}, TypeError);
// @ts-expect-error -- a number
assert.strictEqual(new List<number>([1]).push('text').size, 2);

const map: SharedMap<string, number> = new SharedMap([['a', 1]]).set('b', 2);
assert.strictEqual(map.get('c', 0) + map.update('a', (v) => (v ?? 0) + 1).reduce((sum, v) => sum + v, 0), 4);
const fromObject: SharedMap<string, boolean> = new SharedMap({ yes: true });
assert.deepStrictEqual([...fromObject], [['yes', true]]);
const made = share(new Map([['k', new Set([1])]] as const));
assert.ok(made.get('k')?.has(1));
assert.strictEqual(new SharedSet([1, 2]).union(SharedSet.of(3)).withMutations((set) => set.add(9).delete(1)).size, 3);
assert.strictEqual(new Multiset(['a', 'a']).add('b', 2).count('b'), 2);
assert.strictEqual(new SparseList<string>(10).set(7, 'x').length, 10);
assert.strictEqual(Tuple.of(1, 2).with(0, 5).at(-2), 5);
assert.strictEqual(new ByteBuffer([1, 2]).toUint8Array()[1], 2);

const ref = new Ref(share({ count: 0 }));
ref.update((now) => now.with('count', now.count + 1));
assert.strictEqual(ref.value.count, 1);
{
  using watcher = ref.watch((value) => assert.ok(value.count));
  watcher.unref();
}
const sameRef: Ref<ImmutableObject<{ count: number }>> = share(ref);
assert.strictEqual(sameRef, ref);
assert.strictEqual(new SharedWeakRef(ref).deref(), ref);
const state = new MutableObject({ n: 1 });
state.n++;
assert.strictEqual(MutableObject.refOf(state).get().n, 2);
assert.strictEqual(ImmutableObject.merge(new ImmutableObject({ a: 1, b: 'x' }), { b: 'y' }).b, 'y');

class Point {
  x: number;
  y: number;

  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }
}
registerClass(Point, { name: 'Point', toShared: ({ x, y }) => [x, y], fromShared: (pair) => new Point(pair.get(0) ?? 0, pair.get(1) ?? 0) });
assert.strictEqual(thaw<Point[]>(share([new Point(1, 2)]))[0]?.y, 2);

const anything: unknown = share(JSON.parse('{"a": 1}'));
assert.ok(isShared(anything) && isImmutable(anything) && is(anything, share({ a: 1 })));
assert.ok(isShared(makeImmutable([1])) && makeMutable(first) !== first);
setLimits({ soft: 0 });
setCaches(true);
collect();
const pauses: [number, number][] = stats().pauses;
assert.ok(Array.isArray(pauses));
assert.strictEqual(protoCore.share, share);

async function deferred(): Promise<void> {
  const sum: number = await Deferred.run((a: number, b: number) => a + b, 1, 2);
  assert.strictEqual(sum, 3);
  const late = new Deferred<string>((resolve) => resolve('x'), { timeout: 1e5 });
  assert.strictEqual((await late).toUpperCase(), 'X');
  assert.strictEqual(await new List([1, 2, 3]).parallelReduce((all, one) => all + one, 0), 6);
}
void deferred();
