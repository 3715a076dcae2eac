// SPDX-License-Identifier: MIT
// The standard's decorators on every kind of element, with what TypeScript's own output prints.
const log: string[] = [];
function d(name: string) { log.push('eval ' + name); return function (value: any, ctx: any): any { log.push(`apply ${name} ${ctx.kind} ${String(ctx.name)} ${ctx.static} ${ctx.private} ${typeof value}`); ctx.addInitializer?.(function (this: any) { log.push(`init ${name} ${typeof this}`); }); if (ctx.metadata) ctx.metadata[String(ctx.name)] = name; }; }
function bound(value: any, ctx: ClassMethodDecoratorContext) { ctx.addInitializer(function (this: any) { this[ctx.name] = value.bind(this); }); }
function double(_: undefined, ctx: ClassFieldDecoratorContext) { return (v: number) => (v ?? 0) * 2; }
function plus(n: number) { return (_: undefined, ctx: any) => (v: any) => v + n; }
function wrap(value: any, ctx: ClassMethodDecoratorContext) { return function (this: any, ...a: any[]) { return 'w(' + value.apply(this, a) + ')'; }; }
function logged(value: any, ctx: any) { const { get, set } = value; return { get() { log.push('get ' + String(ctx.name)); return get.call(this); }, set(v: any) { log.push('set ' + String(ctx.name) + v); set.call(this, v); }, init(v: any) { return v + 100; } }; }
function sealed<T extends new (...a: any[]) => any>(cls: T, ctx: ClassDecoratorContext) { return class extends cls { extra = ctx.name; } as T; }
class Base { base = 1 }
const key = 'comp' + 'uted';
@d('c1') @sealed
class C extends Base {
  @d('f') a: number = 1;
  @double @plus(3) b = (2 + 3);
  @double c?: number
  @d('sf') static s = 'x';
  @wrap hi(x: string) { return x + this.a + C.name; }
  @bound @d('m') self() { return this; }
  @d('g') get g() { return 5 }
  @d('st') static sm<T extends string>(t: T): T { return t; }
  @logged accessor acc = 1;
  accessor plain: string = 'p';
  @logged accessor empty: number | undefined;
  @logged static accessor late: number
  @d("q") bare
  static accessor sp = 3;
  @d('k') [key](): number { return 7; }
  @d('pf') #p = 3
  get p() { return this.#p; }
  static { log.push('static block ' + C.s); }
  constructor(public q: number = 9) { super(); log.push('ctor'); }
}
const o = new C();
console.log(o.a, o.b, o.c, C.s, o.hi('y'), o.self.call(null) === o, o.g, C.sm('z'), o.acc, (o.acc = 4, o.acc), o.plain, C.sp, o[key as 'computed'](), o.p, o.q, (o as any).extra, C.name, o instanceof C);
const E = @d('expr') class Named { @d('x') y = Named.name; };
console.log(new E().y, E.name);
console.log(JSON.stringify((C as any)[Symbol.metadata ?? 'x']));
console.log(log.join('\n'));
export @d('exp') class X { @d('xm') m() {} }
@d('exp2') export class Y { }
@d('exp3') export default class Z { @d('zz') z = 1 }
console.log(log.slice(-12).join('|'), X.name, Y.name, Z.name);
