// SPDX-License-Identifier: MIT
// The declarations in types/ compile, in strict mode, with a program that uses them; and a program that misuses them does not.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { load } = require('./_packages');

const ts = load('typescript');
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-types-'));
const declarations = path.join(__dirname, '../../types/protojs-core.d.ts');

const program = `import { List, Map as SharedMap, MutableObject, Ref, share, setCaches, stats } from 'protojs:core';
const list = List.from([1, 2, 3]);
const view: readonly number[] = list.view();
const texts: Promise<List<string>> = list.parallelMap((x) => String(x));
const holes: globalThis.Set<number> = list.holes();
const ref = new Ref(5);
const sum: number = ref.update((n) => n + 1) + view.length;
const record = share({ id: 1, tags: ['a'] });
const tag: string | undefined = record.tags.get(0);
const deferred: Deferred<number> = Deferred.run((a: number, b: number) => a + b, 1, 2);
const later: Promise<string> = Deferred.runWith({ timeout: 5, priority: 'high' }, async (a: number) => String(a), 2);
const cancelled: boolean = deferred.cancel();
const used: number = protoCore.stats().usedBytes;
setCaches(true, false);
export { SharedMap, MutableObject, stats, texts, holes, sum, tag, later, cancelled, used };
`;
const wrong = [
  'protoCore.share({ a: 1 }).a = 2;',
  "const n: number = protoCore.share(['x']).get(0);",
  'Deferred.run((a: number) => a, "text");',
  'protoCore.List.from([1]).view()[0] = 2;',
  "new Deferred((resolve) => resolve(1), { priority: 'urgent' });",
];

function errors(text) {
  const file = path.join(root, 'program.ts');
  fs.writeFileSync(file, text);
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, types: [], skipLibCheck: false, ignoreDeprecations: '5.0' };
  const all = ts.getPreEmitDiagnostics(ts.createProgram([declarations, file], options));
  return all.map(({ file: where, messageText }) => `${where === undefined ? '' : path.basename(where.fileName)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

try {
  console.log(errors(program).join('\n') || 'compiles');
  for (const text of wrong) console.log(errors(text).some((line) => line.startsWith('program.ts')) ? 'refused' : `accepted: ${text}`);
} finally {
  fs.rmSync(root, { recursive: true });
}
