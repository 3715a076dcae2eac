// SPDX-License-Identifier: MIT
// Lodash computes, Ajv validates with compiled schemas, js-yaml reads and writes.
const { digest, load } = require('./_packages');

const _ = load('lodash');
const people = _.times(500, (i) => ({ id: i, age: (i * 37) % 90, group: 'abc'[i % 3], tags: _.range(i % 4) }));
console.log(digest(JSON.stringify(_(people).filter((p) => p.age > 30).groupBy('group').mapValues((g) => _.sumBy(g, 'age')).value())));
console.log(_.template('<% for (const x of list) { %><%= x %>;<% } %>')({ list: [1, 2, 3] }), _.isEqual(_.cloneDeep(people), people), _.camelCase('Foo bar-baz'));
const Ajv = load('ajv');
const ajv = new Ajv({ allErrors: true });
const validate = ajv.compile({
  type: 'object', required: ['id', 'mail'], additionalProperties: false,
  properties: { id: { type: 'integer', minimum: 1 }, mail: { type: 'string', pattern: '^.+@.+$' }, list: { type: 'array', uniqueItems: true, items: { type: 'number' } } },
});
console.log(validate({ id: 1, mail: 'a@b', list: [1, 2] }), validate({ id: 0, list: [1, 1, 'x'], more: 1 }), ajv.errorsText(validate.errors));
const yaml = load('js-yaml');
const document = yaml.load('a: &x\n  - 1\n  - two\n  - [3, {b: ~}]\nc: *x\nd: 2001-12-14\ntext: |\n  line\n  other\n');
console.log(JSON.stringify(document));
console.log(yaml.dump(document));
try {
  yaml.load('a: [1, 2');
} catch (error) {
  console.log(error.name, error.reason, error.mark.line, error.mark.column);
}
