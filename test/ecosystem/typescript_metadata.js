// SPDX-License-Identifier: MIT
// emitDecoratorMetadata: what decorators are told of types is what TypeScript's own output for a single file (transpileModule) tells them, over
// types by positions.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { load } = require('./_packages');

const ts = load('typescript');
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-metadata-'));

const head = `import def, { Service, Service as Renamed, NotThere as NT } from './service.mjs';
import * as space from './service.mjs';
import { fn, obj, type OnlyType } from './service.mjs';
import type { Service as TypeService, Event } from './service.mjs';
import type TypeDefault from './service.mjs';
import { d, p } from './record.mjs';
enum Num { A, B = 4, C = A | B, D = Math.random() }
enum Str { A = 'a', B = \`b\` }
enum Mix { A, B = 'b', C = 7 }
enum None {}
const enum Const { X = 1, Y }
interface Face { a: string }
interface Call { (x: number): string }
interface Both { (): void; new (): Both; a: 1 }
interface Maker { new (): Face }
interface Merged { b: string }
class Merged { a = 1 }
class Local { x = 1 }
class Generic<T> { t?: T }
abstract class Abstract { abstract a(): void }
const Value = class { v = 1 };
function Fun() {}
type Text = string;
type Texts = 'a' | 'b' | \`c\${string}\`;
type Count = 1 | 2 | -3;
type Flag = true | false;
type Big = 1n | bigint;
type Sym = symbol;
type Nothing = undefined;
type Void = void;
type Never = never;
type Any = any;
type Unknown = unknown;
type MaybeText = string | null;
type MaybeNothing = null | undefined;
type TextOrCount = string | number;
type Func = (a: number) => void;
type Ctor = new () => Local;
type CallLiteral = { (): void };
type Shape = { a: string };
type Mapped = { [K in 'a' | 'b']: string };
type ToLocal = Local;
type ToFace = Face;
type ToText = Text;
type ToEnum = Num;
type ToStr = Str;
type ToMember = Str.A;
type ToNums = Num | number;
type ToService = Service;
type Brand = string & { readonly brand: 'id' };
type BrandNumber = { brand: 1 } & number;
type Cyclic = { next: Cyclic };
type Gen<T> = T;
type GenText<T extends string> = T;
namespace Space { export class Inner { i = 1 } export interface IFace { a: 1 } export enum E { A, B } export type T = string; export namespace Deep { export class Deeper {} } }
`;

const types = [
  'string', 'number', 'boolean', 'bigint', 'symbol', 'object', 'any', 'unknown', 'never', 'void', 'undefined', 'null', 'this',
  '"a"', "'a' | 'b'", '1', '-1', '1n', '-1n', 'true', 'true | false', '`a${string}`', '1 | "a"', '`x` | string', '1 | -2 | number',
  'string[]', 'readonly string[]', '[string, number]', 'readonly [string]', '[]', '(string)[]', 'string[][]', 'Array<string>', 'ReadonlyArray<string>', 'Array<string>[]',
  '() => void', '(a: string) => number', 'new () => Local', 'abstract new () => Local', '<T>(a: T) => T', '(() => void)', '(() => void) | (() => string)', '(a) => a is string',
  '{}', '{ a: string }', '{ (): void }', '{ [k: string]: number }', "{ [K in 'a']: string }",
  'String', 'Number', 'Boolean', 'Function', 'Object', 'Symbol', 'BigInt', 'Date', 'RegExp', 'Error', 'Map<string, number>', 'Set<string>', 'Promise<string>', 'Promise<void>',
  'Uint8Array', 'Buffer', 'Record<string, number>', 'Partial<Face>', 'NotDeclared', 'Not.Declared', 'globalThis.Date', 'Math', 'Iterable<string>',
  'Service', 'Renamed', 'NT', 'def', 'space.Service', 'space.NotThere', 'space.inner.Class', 'fn', 'obj', 'obj.Class', 'OnlyType', 'TypeService', 'TypeDefault', 'Event', 'Service[]',
  'Service | null', 'Service | undefined', 'Service | string', 'Service | Service', 'Service & { a: 1 }', 'Service & Service', 'Service | Renamed', 'null | Service | undefined', 'Promise<Service>',
  'Num', 'Str', 'Mix', 'None', 'Const', 'Num.A', 'Num.D', 'Str.A', 'Mix.A', 'Mix.B', 'Const.X', 'Num | Str', 'Num | number', 'Str | string', 'Num.A | Num.B', 'Num[]',
  'Face', 'Call', 'Both', 'Maker', 'Merged', 'Local', 'Generic<string>', 'Abstract', 'Value', 'Fun', 'typeof Value', 'typeof Local', 'InstanceType<typeof Value>', 'Local | null', 'Local | Local', 'Local | Face',
  'Text', 'Texts', 'Count', 'Flag', 'Big', 'Sym', 'Nothing', 'Void', 'Never', 'Any', 'Unknown', 'MaybeText', 'MaybeNothing', 'TextOrCount', 'Func', 'Ctor', 'CallLiteral', 'Shape', 'Mapped',
  'ToLocal', 'ToFace', 'ToText', 'ToEnum', 'ToStr', 'ToMember', 'ToNums', 'ToService', 'Brand', 'BrandNumber', 'Cyclic', 'Text | null', 'Text | string', 'Text[]', 'Texts | undefined', 'Brand | Text',
  'Space.Inner', 'Space.IFace', 'Space.E', 'Space.T', 'Space.Deep.Deeper', 'Space.E.A', 'Space.Inner | null',
  'keyof Face', 'unique symbol', "Face['a']", 'typeof Math', "import('x').Y", "typeof import('x')",
  'string | null', 'string | undefined', 'null | string', 'string | null | undefined', 'null | undefined', 'undefined | void', 'string | number', 'string | any', 'string | unknown', 'string | never',
  'never | string', 'any | string', 'string & number', 'string & unknown', 'string & any', 'string & never', 'string & { a: 1 }', '{ a: 1 } & { b: 2 }', 'number | 1', 'boolean | true', 'string[] | number[]', 'string[] | null',
  '(string | null)', '((string))', '(string | number)[]', '(string | null) | string', '| string', '| string | null', '& string', '| Local | null',
  'string extends Text ? number : number', 'string extends Text ? number : string', 'Text extends string ? Local : Local', 'Text extends string ? Service : Service', 'Text extends string ? Service : null',
  'C', 'C | null', 'P', 'P | string', 'P[]', 'PT', 'PN', 'Generic<P>', 'asserts', 'is', 'Promise', 'Space',
];

// Each type in each position, in a class with parameters of its own.
function classes() {
  const parts = [];
  types.forEach((type, i) => {
    const plain = type === 'unique symbol' ? 'Shape' : type;
    parts.push(`@d class C${i}<P, PT extends string, PN extends number | 1> {
  @d() field: ${plain};
  @d() static s?: ${plain};
  @d() bang!: ${plain} = undefined as any;
  @d() method(a: ${plain}, b?: ${plain}, c: ${plain} = undefined as any, ...rest: ${plain}): ${plain} { return undefined as any; }
  @d() async wait(this: Local, { a }: ${plain}, [b]: ${plain}): Promise<${plain}> { return undefined as any; }
  @d() get both(): ${plain} { return undefined as any; }
  set both(v: ${plain}) {}
  @d() get only(): ${plain} { return undefined as any; }
  @d() set alone(v: ${plain}) {}
  own<M, MT extends string>(@p() a: ${plain}, b: M, c: MT, d: M[] | MT) {}
  constructor(readonly a: ${plain}, private b?: ${plain}, @p() c?: ${plain}, ...d: Array<${plain}>) {}
}
`.replaceAll(/\bC\b(?=[ ;,)=|])/g, (name, at, all) => (all.slice(at - 6, at) === 'class ' ? name : `C${i}`)));
  });
  return parts.join('');
}

const odds = `
export class Plain { constructor(a: Service) {} @d() untyped; @d() valued = 'x'; @d() noResult() {} @d() async asyncOne() {} @d() *gen() {} @d() async *agen() {}
  @d() is(a): a is string { return true; } @d() asserts(a): asserts a {} @d() assertsIs(a): asserts a is string {} @d() self(): this is Local { return true; } @d() accessor acc: string;
  @d() ['computed' + 1]: number; @d() 'quoted': Text; @d() 5: boolean; @d() get readonly(): readonly string[] { return []; } @d() get untypedGet() { return 1; } @d() set untypedSet(v) {}
  @d() over(a: string): string; over(a: number): number; over(a: any): any { return a; }
  @d() spaced : /* here */ space /* and */ . /* there */ Service /* end */ ; @d() lines:
    string
    | null;
  @d() restless(...a) {} @d() restParen(...a: (string)[]) {} @d() restReadonly(...a: readonly string[]) {} @d() restTuple(...a: [string]) {} @d() restUnion(...a: string[] | number[]) {}
  @d() restSet(...a: Set<Local>) {} @d() restMap(...a: Map<Local, Local>) {} @d() restLocal(...a: Local[]) {} @d() restService(...a: Array<Service>) {} }
@d class NoConstructor { }
@d class EmptyConstructor { constructor() {} }
@d class Overloaded { constructor(a: string); constructor(a: number, b: Service); constructor(a: any, b?: any) {} }
class Undecorated { constructor(@p() a: Service, b: string) {} }
@d class Self { @d() me: Self; constructor(a: Self, b: Self[], @p() c: Self | null) {} }
function scoped<F extends number>() {
  type Local = string; interface Text { a: 1 } enum Str { A }
  class Inside { @d() a: Local; @d() b: Text; @d() c: Str; @d() e: F; @d() f: Num; @d() g(Service: Service, Local: Local) {} }
  return Inside;
}
scoped();
{ class Service { q = 1 } class Shadow { @d() a: Service; } }
namespace Space { class Within { @d() a: Inner; @d() b: Deep.Deeper; @d() c: T; @d() e: E } }
class Shadowing<Local> { @d() a: Local; @d() b<Text>(c: Text, Num: Num) {} }
`;

fs.writeFileSync(path.join(root, 'service.mjs'), `export class Service {} export default class Default {} export const fn = function fn() {}; export const obj = { Class: class Class {} };
export const inner = { Class: class Inner {} }; export class NotThere {} export const OnlyType = class OnlyType {}; export class Event {}\n`);
fs.writeFileSync(path.join(root, 'record.mjs'), `const lines = [];
const show = (value) => (Array.isArray(value) ? '[' + value.map(show) + ']' : typeof value === 'function' ? value.name || 'anonymous' : value === undefined ? 'void 0' : 'odd: ' + String(value));
const where = (target, key) => (typeof target === 'function' ? target.name + '.' : target.constructor.name + '#') + String(key ?? '');
Reflect.metadata = (key, value) => (target, member) => { lines.push(where(target, member) + ' ' + key + ' ' + show(value)); };
export const d = (...args) => { if (args.length === 0) return (target, key) => { lines.push('decorated ' + where(target, key)); }; lines.push('decorated ' + where(args[0])); };
export const p = () => (target, key, index) => { lines.push('parameter ' + where(target, key) + ' ' + index); };
process.on('exit', () => console.log(lines.join('\\n')));\n`);

function run(file) {
  return execFileSync(process.execPath, ['--no-warnings', path.join(root, file)], { encoding: 'utf8', maxBuffer: 1 << 26 }).trimEnd().split('\n');
}

// TypeScript's output tells nothing of a name that it dropped; service.mjs exports all that is asked for, so that linking succeeds.
function compare(name, strict) {
  const source = head + classes() + odds;
  const compilerOptions = { target: 'es2022', module: 'esnext', moduleResolution: 'bundler', experimentalDecorators: true, emitDecoratorMetadata: true, strict };
  fs.writeFileSync(path.join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  fs.writeFileSync(path.join(root, `${name}.mts`), source);
  const { options } = ts.parseJsonConfigFileContent({ compilerOptions }, ts.sys, root);
  fs.writeFileSync(path.join(root, `${name}.single.mjs`), ts.transpileModule(source, { compilerOptions: options, fileName: `${name}.mts` }).outputText);
  const ours = run(`${name}.mts`), single = run(`${name}.single.mjs`);
  const wrong = [];
  for (let i = 0; i < Math.max(ours.length, single.length); i++) {
    if (ours[i] !== single[i]) wrong.push(`ours ${ours[i]} | TypeScript's ${single[i]} | ${types[/^C(\d+)/.exec(ours[i])?.[1]]}`);
  }
  for (const line of wrong.slice(0, 40)) console.log(line);
  console.log(name, ours.length === single.length && ours.length > 2000 && wrong.length === 0 ? 'the same' : 'differs');
}

try {
  compare('loose', false);
  compare('strict', true);
} finally {
  fs.rmSync(root, { recursive: true });
}
