// SPDX-License-Identifier: MIT
import assert from 'node:assert';
import type { Stats } from 'node:fs';

enum Level { Low, High = 5 }
interface Named { name: string }
class Person<T extends Named = Named> implements Named {
  constructor(public name: string, private readonly extra?: T) {}
  greet(this: Person<T>): string { return `${this.name as string}${this.extra!?.name ?? ''}`; }
}
const stats: Stats | undefined = undefined;
assert.strictEqual(Level.High satisfies number, 5);
assert.strictEqual(Level[0], 'Low');
assert.strictEqual(new Person('a', { name: 'b' }).greet(), 'ab');
assert.strictEqual(stats, undefined);
assert.match(new Error('where').stack!, /typescript\.ts:16:/);
