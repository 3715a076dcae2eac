// SPDX-License-Identifier: MIT
// A TypeScript project of 126 files, made here, runs from its sources and gives what its compiled form gives: enums, namespaces, decorators,
// generics, parameter properties, re-exports, cycles, type-only imports, path aliases.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { digest, load } = require('./_packages');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-project-'));
const kCount = 120;

function write(name, text) {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
}

const kinds = [
  (i) => `export enum Level${i} { Low = ${i}, Mid, High = Low * 2 + 1, Name = 'n${i}' as any }
export const enum Flag${i} { A = 1 << 0, B = 1 << ${i % 20}, Both = A | B }
export const value${i}: number = Level${i}.High + Flag${i}.Both;`,
  (i, back) => `import type { Shape } from '../types';
import { value${back} as previous } from './m${back}';
export class Box${i}<T extends Shape = Shape> implements Iterable<T> {
  #items: T[] = [];
  constructor(public readonly id: number, protected scale = 2, ...items: T[]) { this.#items.push(...items); }
  get area(): number { return this.#items.reduce((sum, { width, height }) => sum + width * height, 0) * this.scale; }
  *[Symbol.iterator](): IterableIterator<T> { yield* this.#items; }
}
export const value${i} = new Box${i}(${i}, 3, { width: ${i}, height: 2 }).area + (previous satisfies number);`,
  (i, back) => `import * as other from './m${back}';
export namespace Space${i} { export const inner = ${i}; export namespace Deep { export function twice(n: number) { return n * 2 + inner; } } }
export abstract class Base${i} { abstract name(): string; describe() { return this.name() + Space${i}.Deep.twice(1); } }
export default class extends Base${i} { override name() { return 'c${i}'; } }
export const value${i} = Space${i}.Deep.twice((other as any).value${back} % 1000);`,
  (i, back) => `import { logged, counted } from '../decorators';
import { value${back} } from './m${back}';
@counted('k${i}')
export class Service${i} {
  @logged accessor state: number = ${i};
  static instances = 0;
  @logged add<T extends number>(n: T): number { this.state += n; return this.state; }
}
export const value${i} = new Service${i}().add(value${back} % 100);
export type { Shape as Shape${i} } from '../types';`,
  (i, back) => `import { value${back} } from '#modules/m${back}';
import { later } from '../cycle/a';
export function overload(a: string): string; export function overload(a: number): number;
export function overload(a: any) { return a; }
const table = { a: 1, b: 2 } as const;
type Key = keyof typeof table;
export const value${i} = (Object.keys(table) as Key[]).map((k) => table[k]!).reduce((a, b) => a + b, overload(value${back})) + later().length;`,
];

function makeSources() {
  write('src/types.ts', 'export interface Shape { width: number; height: number }\nexport type Pair<A, B = A> = [first: A, second?: B];\n');
  write('src/decorators.ts', `export const calls: string[] = [];
export function logged(value: any, context: any): any {
  if (context.kind === 'accessor') return { get() { return value.get.call(this); }, set(v: number) { calls.push('set'); value.set.call(this, v); } };
  return function(this: any, ...args: any[]) { calls.push(String(context.name)); return value.apply(this, args); };
}
export const counted = (name: string) => (value: any, context: any) => { calls.push(name + context.kind); context.addInitializer(function(this: any) { this.instances++; }); };
`);
  write('src/cycle/a.ts', "import { other } from './b';\nexport function later(): string { return 'a' + other; }\nexport let early = 1;\n");
  write('src/cycle/b.ts', "import { early } from './a';\nexport const other = 'b';\nexport const seen = () => early;\n");
  for (let i = 0; i < kCount; i++) write(`src/modules/m${i}.ts`, kinds[i % kinds.length](i, Math.max(0, i - 1)));
  const names = Array.from({ length: kCount }, (_, i) => i);
  write('src/all.ts', names.map((i) => `export * from './modules/m${i}';`).join('\n'));
  write('src/main.ts', `import * as all from './all';
import { calls } from './decorators';
import { seen } from './cycle/b';
import type { Pair } from './types';
const pairs: Pair<string, unknown>[] = Object.entries(all).filter(([name]) => name.startsWith('value')).sort(([a], [b]) => (a < b ? -1 : 1));
console.log(pairs.length, pairs.map(([name, value]) => \`\${name}=\${value}\`).join(' '));
console.log(Object.keys(all).filter((name) => /^(?:Level|Box|Space|Base|Service)/.test(name)).sort().join(), calls.join(), seen(), (all as any).Level0[1], (all as any).Service3.instances);
`);
  write('tsconfig.json', JSON.stringify({
    compilerOptions: { target: 'es2022', module: 'commonjs', outDir: 'out', rootDir: 'src', paths: { '#modules/*': ['./src/modules/*'] },
                       strict: true, skipLibCheck: true, types: [], ignoreDeprecations: '5.0' },
  }));
  write('package.json', JSON.stringify({ name: 'project', private: true, type: 'commonjs', imports: { '#modules/*': './out/modules/*.js' } }));
}

// Compiled without checks, file by file, and run as what is compiled.
function compiled() {
  const ts = load('typescript');
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, root);
  const program = ts.createProgram(ts.sys.readDirectory(path.join(root, 'src'), ['.ts']), options);
  program.emit();
  return execFileSync(process.execPath, [path.join(root, 'out/main.js')], { encoding: 'utf8' });
}

try {
  makeSources();
  // The sources are ES modules by their syntax.
  fs.rmSync(path.join(root, 'package.json'));
  const fromSources = execFileSync(process.execPath, ['--no-warnings', path.join(root, 'src/main.ts')], { encoding: 'utf8' });
  makeSources();
  const fromOutput = compiled();
  console.log(fs.readdirSync(path.join(root, 'src'), { recursive: true }).filter((name) => name.endsWith('.ts')).length, digest(fromOutput));
  console.log(fromSources === fromOutput ? 'the same' : `${fromSources}\n${fromOutput}`);
} finally {
  fs.rmSync(root, { recursive: true });
}
