// SPDX-License-Identifier: MIT
// unified with remark: Markdown to a tree, changed, and back; chalk colours; date-fns and zod, with what they report.
const fs = require('node:fs');
const { digest, folder, loadModule } = require('./_packages');

async function markdown() {
  const { unified } = await loadModule('unified');
  const { default: parse } = await loadModule('remark-parse');
  const { default: stringify } = await loadModule('remark-stringify');
  const { default: gfm } = await loadModule('remark-gfm');
  const louder = () => (tree) => {
    const walk = (node) => {
      if (node.type === 'heading') node.depth = Math.min(6, node.depth + 1);
      if (node.type === 'text') node.value = node.value.toUpperCase();
      for (const child of node.children ?? []) walk(child);
    };
    walk(tree);
  };
  const processor = unified().use(parse).use(gfm).use(louder).use(stringify, { bullet: '-' });
  console.log(String(await processor.process('# One\n\n* a *b*\n* [x] c `d`\n\n| h | i |\n|---|:-:|\n| 1 | 2 |\n')));
  for (const name of ['commander', 'marked', 'rxjs']) {
    const text = fs.readFileSync(readme(name), 'utf8');
    console.log(name, digest(String(processor.processSync(text))), digest(JSON.stringify(processor.parse(text))));
  }
}

function readme(name) {
  return ['README.md', 'Readme.md', 'readme.md'].map((file) => folder(name, file)).find(fs.existsSync);
}

async function colours() {
  const { Chalk } = await loadModule('chalk');
  const chalk = new Chalk({ level: 3 });
  console.log(JSON.stringify([
    chalk.red.bold('a', 1), chalk.hex('#12abef').bgRgb(1, 2, 3)('b'), chalk`c`, chalk.underline(`d ${chalk.blue('e')} f\ng`),
    new Chalk({ level: 1 }).hex('#ff0000')('h'), new Chalk({ level: 0 }).red('i'),
  ]));
}

async function dates() {
  const { addMonths, differenceInCalendarDays, eachWeekOfInterval, format, formatDuration, intlFormat, parse } = await loadModule('date-fns');
  const { de } = await loadModule('date-fns/locale');
  const day = new Date(2024, 0, 31, 13, 5, 9);
  console.log(format(day, "yyyy-MM-dd'T'HH:mm:ss EEEE do QQQQ"), format(day, 'PPPPpppp', { locale: de }));
  console.log(format(addMonths(day, 1), 'P'), differenceInCalendarDays(addMonths(day, 13), day));
  console.log(eachWeekOfInterval({ start: day, end: addMonths(day, 1) }).map((each) => format(each, 'MM/dd')).join());
  console.log(formatDuration({ days: 2, hours: 1 }, { locale: de }), format(parse('03.02.2021', 'dd.MM.yyyy', day), 'dd MMM yy'));
  console.log(intlFormat(day, { year: 'numeric', month: 'long' }, { locale: 'en-GB' }));
}

async function schemas() {
  const { z } = await loadModule('zod');
  const schema = z.object({
    name: z.string().min(3), tags: z.array(z.enum(['a', 'b'])).default([]), when: z.coerce.date(),
    kind: z.discriminatedUnion('t', [z.object({ t: z.literal('n'), n: z.number().int() }), z.object({ t: z.literal('s'), s: z.string().email() })]),
  }).strict();
  console.log(JSON.stringify(schema.parse({ name: 'abc', when: '2020-01-02', kind: { t: 'n', n: 4 } })));
  const failed = schema.safeParse({ name: 'x', tags: ['c'], when: 'no', kind: { t: 's', s: 'q' }, extra: 1 });
  for (const { path, code, message } of failed.error.issues) console.log(path.join('.'), code, message);
  console.log(JSON.stringify(z.toJSONSchema(z.object({ a: z.string().optional(), b: z.tuple([z.number(), z.boolean()]) }))));
}

(async () => {
  await markdown();
  await colours();
  await dates();
  await schemas();
})();
