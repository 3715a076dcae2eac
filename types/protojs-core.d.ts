// SPDX-License-Identifier: MIT
// Types of protojs:core and of the globals protoCore and Deferred.
/// <reference lib="esnext.disposable" />

declare module 'protojs:core' {
  /** What share() makes of a type. */
  export type Shared<T> =
    unknown extends T ? T
    : T extends string | number | bigint | boolean | symbol | null | undefined ? T
    : T extends SharedValue | Ref<any> | WeakRef<any> | ByteBuffer ? T
    : T extends Date | RegExp | Error | URL | ArrayBuffer | SharedArrayBuffer | ArrayBufferView | Promise<any> | Blob | ((...args: any[]) => any) ? T
    : T extends readonly (infer E)[] ? List<Shared<E>>
    : T extends ReadonlyMap<infer K, infer V> ? Map<Shared<K>, Shared<V>>
    : T extends ReadonlySet<infer E> ? Set<Shared<E>>
    : T extends object ? ImmutableObject<{ readonly [K in keyof T]: Shared<T[K]> }>
    : never;

  /** A value that lives in the heap which all threads share. */
  export interface SharedValue {
    equals(other: unknown): boolean;
    hashCode(): number;
  }

  interface Sequence<T> extends SharedValue, Iterable<T> {
    readonly size: number;
    readonly length: number;
    readonly [index: number]: T | undefined;
    get(index: number): T | undefined;
    at(index: number): T | undefined;
    has(index: number): boolean;
    first(): T | undefined;
    last(): T | undefined;
    values(): IterableIterator<T>;
    keys(): IterableIterator<number>;
    entries(): IterableIterator<[number, T]>;
    forEach(callback: (value: T, index: number, sequence: this) => void, thisArg?: unknown): void;
    reduce<R = T>(callback: (sum: R, value: T, index: number, sequence: this) => R, initial?: R): R;
    some(callback: (value: T, index: number, sequence: this) => unknown, thisArg?: unknown): boolean;
    every(callback: (value: T, index: number, sequence: this) => unknown, thisArg?: unknown): boolean;
    find(callback: (value: T, index: number, sequence: this) => unknown, thisArg?: unknown): T | undefined;
    findIndex(callback: (value: T, index: number, sequence: this) => unknown, thisArg?: unknown): number;
    indexOf(value: T): number;
    includes(value: T): boolean;
    join(separator?: string): string;
    toArray(): T[];
    /** A frozen array that reads the elements where they are: for `Array.isArray()`, `in`, `Object.keys()`, `Array.prototype`. */
    view(): readonly T[];
    holes(): globalThis.Set<number>;
    toJS(): unknown[];
    /** What JSON.stringify() prints. */
    toJSON(): unknown;
    toFloat64Array(): Float64Array;
    toList(): List<T>;
  }

  export class List<T> implements Sequence<T> {
    constructor(items?: Iterable<T>);
    static of<T>(...items: T[]): List<T>;
    static from<T>(items: Iterable<T> | ArrayLike<T>): List<T>;
    static from<T, U>(items: Iterable<T> | ArrayLike<T>, map: (value: T, index: number) => U): List<U>;
    static isList(value: unknown): value is List<unknown>;
    set(index: number, value: T): List<T>;
    with(index: number, value: T): List<T>;
    update(index: number, updater: (value: T | undefined) => T): List<T>;
    push(...values: T[]): List<T>;
    pop(): List<T>;
    shift(): List<T>;
    unshift(...values: T[]): List<T>;
    slice(start?: number, end?: number): List<T>;
    concat(...others: Iterable<T>[]): List<T>;
    insert(index: number, value: T): List<T>;
    delete(index: number): List<T>;
    clear(): List<T>;
    reverse(): List<T>;
    sort(compare?: (a: T, b: T) => number): List<T>;
    sum(): number;
    map<U>(callback: (value: T, index: number, list: List<T>) => U, thisArg?: unknown): List<U>;
    filter(callback: (value: T, index: number, list: List<T>) => unknown, thisArg?: unknown): List<T>;
    flatMap<U>(callback: (value: T, index: number, list: List<T>) => Iterable<U>, thisArg?: unknown): List<U>;
    groupBy<K>(callback: (value: T, index: number, list: List<T>) => K): Map<K, List<T>>;
    asMutable(): MutableList<T>;
    asImmutable(): List<T>;
    withMutations(mutator: (list: MutableList<T>) => void): List<T>;
    /** The parallel kernels send the function's text: it sees globals only. */
    parallelMap<U>(callback: (value: T, index: number) => U): Promise<List<U>>;
    parallelFilter(callback: (value: T, index: number) => unknown): Promise<List<T>>;
    parallelReduce<R = T>(callback: (sum: R, value: T) => R, initial?: R): Promise<R>;
    parallelSort(compare: (a: T, b: T) => number): Promise<List<T>>;
    parallelGroupBy<K>(callback: (value: T, index: number) => K): Promise<Map<K, List<T>>>;
  }
  export interface List<T> extends Sequence<T> {}

  export interface MutableList<T> {
    readonly size: number;
    get(index: number): T | undefined;
    set(index: number, value: T): this;
    push(...values: T[]): this;
    pop(): this;
    update(index: number, updater: (value: T | undefined) => T): this;
    asMutable(): this;
    asImmutable(): List<T>;
  }

  export class Tuple<T = unknown> implements Sequence<T> {
    constructor(items?: Iterable<T>);
    static of<T>(...items: T[]): Tuple<T>;
    static from<T>(items: Iterable<T>): Tuple<T>;
    with(index: number, value: T): Tuple<T>;
    update(index: number, updater: (value: T | undefined) => T): Tuple<T>;
    toList(): List<T>;
    /** A list under change. */
    asMutable(): MutableList<T>;
    asImmutable(): Tuple<T>;
  }
  export interface Tuple<T> extends Sequence<T> {}

  interface Keyed<K, V> extends SharedValue {
    entries(): IterableIterator<[K, V]>;
    keys(): IterableIterator<K>;
    values(): IterableIterator<V>;
    forEach(callback: (value: V, key: K, collection: this) => void, thisArg?: unknown): void;
    toJS(): unknown;
    toJSON(): unknown;
    asImmutable(): this;
  }

  export class Map<K, V> {
    constructor(entries?: Iterable<readonly [K, V]> | Record<string, V>);
    static isMap(value: unknown): value is Map<unknown, unknown>;
    readonly size: number;
    get(key: K): V | undefined;
    get(key: K, otherwise: V): V;
    has(key: K): boolean;
    set(key: K, value: V): Map<K, V>;
    with(key: K, value: V): Map<K, V>;
    delete(key: K): Map<K, V>;
    update(key: K, updater: (value: V | undefined) => V): Map<K, V>;
    update(key: K, otherwise: V, updater: (value: V) => V): Map<K, V>;
    merge(...others: (Iterable<readonly [K, V]> | Record<string, V>)[]): Map<K, V>;
    clear(): Map<K, V>;
    map<U>(callback: (value: V, key: K, map: Map<K, V>) => U, thisArg?: unknown): Map<K, U>;
    filter(callback: (value: V, key: K, map: Map<K, V>) => unknown, thisArg?: unknown): Map<K, V>;
    reduce<R>(callback: (sum: R, value: V, key: K, map: Map<K, V>) => R, initial: R): R;
    asMutable(): MutableMap<K, V>;
    withMutations(mutator: (map: MutableMap<K, V>) => void): Map<K, V>;
    [Symbol.iterator](): IterableIterator<[K, V]>;
  }
  export interface Map<K, V> extends Keyed<K, V> {}

  export interface MutableMap<K, V> {
    readonly size: number;
    has(key: K): boolean;
    get(key: K): V | undefined;
    set(key: K, value: V): this;
    delete(key: K): this;
    update(key: K, updater: (value: V | undefined) => V): this;
    asMutable(): this;
    asImmutable(): Map<K, V>;
  }

  export class Set<T> {
    constructor(values?: Iterable<T>);
    static of<T>(...values: T[]): Set<T>;
    static isSet(value: unknown): value is Set<unknown>;
    readonly size: number;
    has(value: T): boolean;
    add(value: T): Set<T>;
    delete(value: T): Set<T>;
    union(other: Iterable<T>): Set<T>;
    intersection(other: Iterable<T>): Set<T>;
    difference(other: Iterable<T>): Set<T>;
    isSubsetOf(other: Iterable<T>): boolean;
    map<U>(callback: (value: T, key: T, set: Set<T>) => U, thisArg?: unknown): Set<U>;
    filter(callback: (value: T, key: T, set: Set<T>) => unknown, thisArg?: unknown): Set<T>;
    asMutable(): MutableSet<T>;
    withMutations(mutator: (set: MutableSet<T>) => void): Set<T>;
    [Symbol.iterator](): IterableIterator<T>;
  }
  export interface Set<T> extends Keyed<T, T> {}

  export interface MutableSet<T> {
    readonly size: number;
    has(value: T): boolean;
    add(value: T): this;
    delete(value: T): this;
    asMutable(): this;
    asImmutable(): Set<T>;
  }

  export class Multiset<T> {
    constructor(values?: Iterable<T>);
    readonly size: number;
    readonly distinct: number;
    count(value: T): number;
    has(value: T): boolean;
    add(value: T, n?: number): Multiset<T>;
    delete(value: T, n?: number): Multiset<T>;
    asMutable(): MutableMultiset<T>;
    withMutations(mutator: (multiset: MutableMultiset<T>) => void): Multiset<T>;
    [Symbol.iterator](): IterableIterator<T>;
  }
  export interface Multiset<T> extends Keyed<T, number> {}

  export interface MutableMultiset<T> {
    readonly size: number;
    count(value: T): number;
    has(value: T): boolean;
    add(value: T, n?: number): this;
    delete(value: T, n?: number): this;
    asMutable(): this;
    asImmutable(): Multiset<T>;
  }

  export class SparseList<T> {
    constructor(items?: number | readonly T[]);
    readonly length: number;
    readonly size: number;
    get(index: number): T | undefined;
    has(index: number): boolean;
    set(index: number, value: T): SparseList<T>;
    with(index: number, value: T): SparseList<T>;
    delete(index: number): SparseList<T>;
    setLength(length: number): SparseList<T>;
    update(index: number, updater: (value: T | undefined) => T): SparseList<T>;
    asMutable(): MutableSparseList<T>;
    withMutations(mutator: (list: MutableSparseList<T>) => void): SparseList<T>;
    [Symbol.iterator](): IterableIterator<[number, T]>;
  }
  export interface SparseList<T> extends Keyed<number, T> {}

  export interface MutableSparseList<T> {
    readonly size: number;
    readonly length: number;
    get(index: number): T | undefined;
    has(index: number): boolean;
    set(index: number, value: T): this;
    update(index: number, updater: (value: T | undefined) => T): this;
    delete(index: number): this;
    setLength(length: number): this;
    asMutable(): this;
    asImmutable(): SparseList<T>;
  }

  interface ObjectMethods<T> {
    with<K extends keyof T>(name: K, value: T[K]): ImmutableObject<T>;
    without<K extends keyof T>(name: K): ImmutableObject<Omit<T, K>>;
    update<K extends keyof T>(name: K, updater: (value: T[K]) => T[K]): ImmutableObject<T>;
    merge(...others: Partial<T>[]): ImmutableObject<T>;
    toJS(): T;
    asMutable(): MutableObject<T>;
    asImmutable(): ImmutableObject<T>;
  }

  /** A frozen object with the attributes themselves; a method that an attribute hides is there as a static one. */
  export type ImmutableObject<T> = Readonly<T> & ObjectMethods<T> & SharedValue;
  export const ImmutableObject: {
    new <T extends object>(value: T): ImmutableObject<T>;
    with<T, K extends keyof T>(object: ImmutableObject<T>, name: K, value: T[K]): ImmutableObject<T>;
    without<T, K extends keyof T>(object: ImmutableObject<T>, name: K): ImmutableObject<Omit<T, K>>;
    update<T, K extends keyof T>(object: ImmutableObject<T>, name: K, updater: (value: T[K]) => T[K]): ImmutableObject<T>;
    merge<T>(object: ImmutableObject<T>, ...others: Partial<T>[]): ImmutableObject<T>;
    equals(object: unknown, other: unknown): boolean;
    hashCode(object: unknown): number;
    asMutable<T>(object: ImmutableObject<T>): MutableObject<T>;
    asImmutable<T>(object: ImmutableObject<T>): ImmutableObject<T>;
    toJS<T>(object: ImmutableObject<T>): T;
  };

  /** A shared object whose attributes change, for all threads at once. */
  export type MutableObject<T> = T;
  export const MutableObject: {
    new <T extends object>(value?: T | Ref<ImmutableObject<T>>): MutableObject<T>;
    refOf<T>(object: MutableObject<T>): Ref<ImmutableObject<T>>;
  };

  /** The one cell that changes; reads and writes are atomic. */
  export class Ref<T> {
    constructor(value: T);
    value: T;
    get(): T;
    set(value: T): T;
    exchange(value: T): T;
    compareAndSet(expected: T, value: T): boolean;
    update(updater: (value: T) => T): T;
    /** Calls back in a turn of this thread's loop after any thread has changed the ref; once for all changes until then. */
    watch(callback: (value: T, ref: Ref<T>) => void): RefWatcher;
  }

  export interface RefWatcher extends Disposable {
    close(): void;
    ref(): this;
    unref(): this;
  }

  export class WeakRef<T extends object> {
    constructor(target: T);
    deref(): T | undefined;
  }

  export class ByteBuffer {
    constructor(bytes: ArrayBufferView | ArrayBuffer | ArrayLike<number>);
    toUint8Array(): Uint8Array;
    equals(other: unknown): boolean;
  }

  export interface Stats {
    collections: number;
    liveBytes: number;
    usedBytes: number;
    mappedBytes: number;
    allocatedBytes: number;
    freedCells: number;
    roots: number;
    threads: number;
    symbols: number;
    shapes: number;
    /** Milliseconds. */
    markTime: number;
    sweepTime: number;
    pauseMax: number;
    /** [up to so many milliseconds, how many]. */
    pauses: [number, number][];
  }

  export function share<T>(value: T): Shared<T>;
  export function is(a: unknown, b: unknown): boolean;
  export function isShared(value: unknown): boolean;
  export function isImmutable(value: unknown): boolean;
  export function makeImmutable<T>(value: T): Shared<T>;
  export function makeMutable<T>(value: T): unknown;
  /** Plain all the way down; nothing checks that it is a `T`. */
  export function thaw<T = unknown>(value: unknown): T;
  export function registerClass<T, D>(
    Class: new (...args: any[]) => T,
    options?: { name?: string; toShared?: (instance: T) => D; fromShared?: (data: Shared<D>) => T },
  ): void;
  export function stats(): Stats;
  export function setLimits(limits?: { soft?: number; hard?: number }): void;
  export function collect(): void;
  /** Switches the caches of conversions off and on, to measure what they are worth. */
  export function setCaches(on: boolean, inPlace?: boolean): void;
}

declare const protoCore: typeof import('protojs:core');

interface DeferredOptions {
  signal?: AbortSignal;
  /** Milliseconds; then it ends, and rejects with a TimeoutError. */
  timeout?: number;
  priority?: 'high' | 'normal' | 'low';
}

/** A function that runs on another core, and the promise of its outcome. */
declare class Deferred<T> extends Promise<T> {
  constructor(executor: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: unknown) => void) => void, options?: DeferredOptions);
  static run<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): Deferred<Awaited<R>>;
  static runWith<A extends unknown[], R>(options: DeferredOptions, fn: (...args: A) => R, ...args: A): Deferred<Awaited<R>>;
  /** Ends it wherever it is. False where it was settled. */
  cancel(reason?: unknown): boolean;
}
