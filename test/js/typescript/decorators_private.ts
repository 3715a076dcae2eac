// SPDX-License-Identifier: MIT
// Decorators of private methods, accessors and fields, and accessors with computed names; the output is that of TypeScript's own emit.
const log: any[] = [];
const d = (name: string) => (v: any, c: any) => { log.push([name, c.kind, String(c.name), c.static, c.private, typeof v, typeof v === 'function' ? v.name : undefined, Object.keys(c.access ?? {})]); };
const wrap = (v: any, c: any) => function (this: any, ...a: any[]) { return 'w(' + v.apply(this, a) + ')'; };
const acc = ({ get, set }: any, c: any) => ({ get(this: any) { return 'g' + get.call(this); }, set(this: any, v: any) { set.call(this, 's' + v); }, init(v: any) { return 'i' + v; } });
const extra = (v: any, c: any) => { c.addInitializer(function (this: any) { log.push(['extra', String(c.name), typeof this]); }); };
const key = () => { log.push('key'); return 'comp'; };
class A {
  @d('m') @wrap @extra #m(x: number) { return 'hi' + x; }
  @wrap get #g() { return 'got'; }
  @d('s') @extra set #g(v) { log.push('set ' + v); }
  @acc @d('acc') @extra accessor #a = 1;
  static accessor #sa = 2;
  @d('gen') async *#gen() { yield 1; }
  accessor [key()] = 5;
  @acc accessor ['x' + key()] = 6;
  @acc static accessor [Symbol.for('q')] = 7;
  @acc accessor ['n' + 1]: number;
  @d('f') #f = 3;
  run() { this.#g = 4 as any; const r: any[] = [this.#m(1), this.#g, this.#a, A.#sa, this.#f]; this.#a = 9 as any; r.push(this.#a, (this as any).comp, (this as any).xcomp, (A as any)[Symbol.for('q')], (this as any).n1); (this as any).comp = 8; r.push((this as any).comp); return r; }
  bad() { try { (this as any).#m = 1; } catch (e) { return (e as any).constructor.name; } }
  static brand() { try { (A.prototype as any).run.call({}); } catch (e) { return (e as any).constructor.name; } }
}
console.log(new A().run(), new A().bad(), A.brand());
console.log(JSON.stringify(log));
console.log(Object.getOwnPropertyNames(A.prototype), Reflect.ownKeys(A).filter((k) => k !== (Symbol as any).metadata));
class C { accessor [key()] = 1; static accessor [`s${1}`]: string = 'q'; }
console.log(new C().comp, C.s1);

// what TypeScript's emit cannot do: super in a decorated private method, decorated static private methods
class Base { hi() { return 'base'; } static where = 'static base'; }
class Derived extends Base {
  @wrap #up() { return super.hi(); }
  @wrap static #sup() { return super.where; }
  @acc static accessor #held = 2;
  go() { return [this.#up(), Derived.#sup(), Derived.#held]; }
}
console.log(new Derived().go());
import('./fixtures/anonymous.mts').then(({ default: Anonymous }: any) => console.log(Anonymous.x, Anonymous.name));
