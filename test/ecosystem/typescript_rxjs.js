// SPDX-License-Identifier: MIT
// RxJS from its TypeScript sources (over 200 files) gives what its compiled form gives, here and under a peer where there is one on the path.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { digest, folder, load } = require('./_packages');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-rxjs-'));

const program = `import * as rx from './rxjs/index';
import * as operators from './rxjs/operators/index';
import { TestScheduler } from './rxjs/testing/index';
import type { Observable } from './rxjs/index';

const lines: string[] = [];
const say = (...parts: unknown[]): void => { lines.push(parts.map((part) => JSON.stringify(part) ?? String(part)).join(' ')); };
const take = <T>(name: string, source: Observable<T>): void => {
  const seen: unknown[] = [];
  source.subscribe({ next: (value) => seen.push(value), error: (error) => say(name, seen, 'failed', String(error)), complete: () => say(name, seen) });
};

say(Object.keys(rx).sort());
say(Object.keys(operators).sort());
const { map, filter, scan, mergeMap, concatMap, switchMap, groupBy, toArray, bufferCount, catchError, retry, share, zipWith, distinct, pairwise, reduce } = operators;
const numbers = rx.range(1, 30);
take('map', numbers.pipe(map((n) => n * n), filter((n) => n % 2 === 1), scan((a, b) => a + b, 0)));
take('group', numbers.pipe(groupBy((n) => n % 4), mergeMap((group) => group.pipe(toArray(), map((list) => [group.key, list])))));
take('concat', rx.from('abc').pipe(concatMap((c) => rx.of(c, c.toUpperCase())), bufferCount(4)));
take('zip', rx.of(1, 2, 3).pipe(zipWith(rx.of('a', 'b', 'c')), pairwise()));
take('distinct', rx.from([3, 1, 3, 2, 1]).pipe(distinct(), reduce((list, n) => [...list, n], [] as number[])));
let tries = 0;
take('retry', rx.defer(() => (++tries < 3 ? rx.throwError(() => new RangeError('again')) : rx.of(tries))).pipe(retry(5)));
take('catch', rx.throwError(() => new rx.EmptyError()).pipe(catchError((error) => rx.of(error.name, error instanceof rx.EmptyError))));
take('join', rx.forkJoin({ a: rx.of(1), b: rx.of(2, 3) }));
const subject = new rx.BehaviorSubject('first');
take('subject', subject.pipe(share()));
subject.next('second');
subject.complete();
try { new rx.Subject().unsubscribe(); rx.firstValueFrom(rx.EMPTY).catch((error) => { say('empty', error.name); finish(); }); } catch (error) { say(String(error)); }

const scheduler = new TestScheduler((actual, expected) => { say('frames', actual.length, JSON.stringify(actual) === JSON.stringify(expected)); });
scheduler.run(({ cold, hot, expectObservable }) => {
  expectObservable(cold('-a--b--|').pipe(operators.debounceTime(2))).toBe('---a--b-|'.replace('-|', '|'));
  expectObservable(hot('-a-b-c-|').pipe(switchMap((x) => cold('x-y|').pipe(map((y) => x + y))))).toBe('-p-q-r-s|', { p: 'ax', q: 'bx', r: 'cx', s: 'cy' });
  expectObservable(rx.interval(3).pipe(operators.take(3))).toBe('---a--b--(c|)', { a: 0, b: 1, c: 2 });
});

function finish(): void { console.log(lines.join('\\n')); }
`;

try {
  fs.cpSync(folder('rxjs', 'src'), path.join(root, 'src/rxjs'), { recursive: true });
  for (const extra of fs.readdirSync(path.join(root, 'src/rxjs'), { recursive: true })) {
    if (/tsconfig.*\.json$|BUILD\.bazel$/.test(extra)) fs.rmSync(path.join(root, 'src/rxjs', extra));
  }
  fs.writeFileSync(path.join(root, 'src/main.ts'), program);
  const compilerOptions = { target: 'es2019', module: 'commonjs', moduleResolution: 'node10', outDir: 'out', rootDir: 'src', lib: ['es2022', 'dom'], types: [],
                            skipLibCheck: true, importHelpers: false, ignoreDeprecations: '5.0' };
  fs.writeFileSync(path.join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const fromSources = execFileSync(process.execPath, ['--no-warnings', path.join(root, 'src/main.ts')], { encoding: 'utf8' });

  const ts = load('typescript');
  const { options } = ts.parseJsonConfigFileContent({ compilerOptions }, ts.sys, root);
  ts.createProgram([path.join(root, 'src/main.ts')], options).emit();
  const main = path.join(root, 'out/main.js');
  const fromOutput = execFileSync(process.execPath, [main], { encoding: 'utf8' });
  const files = fs.readdirSync(path.join(root, 'out'), { recursive: true }).filter((name) => name.endsWith('.js')).length;
  console.log(files > 200, digest(fromOutput));
  console.log(fromSources === fromOutput ? 'the same' : `${fromSources}\n---\n${fromOutput}`);
  let peer;
  try {
    peer = execFileSync('node', [main], { encoding: 'utf8' });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    console.error('no node on the path: not compared with a peer');
  }
  console.log(peer === undefined || peer === fromSources ? 'the same' : peer);
} finally {
  fs.rmSync(root, { recursive: true });
}
