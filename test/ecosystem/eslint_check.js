// SPDX-License-Identifier: MIT
// ESLint checks real sources with its recommended rules, and fixes what can be fixed.
const fs = require('node:fs');
const { folder, load } = require('./_packages');

const { Linter } = load('eslint');
const js = load('@eslint/js');
const linter = new Linter();
for (const [name, file] of [['commander', 'lib/command.js'], ['lodash', 'lodash.js'], ['winston', 'lib/winston/logger.js'], ['yargs', 'build/index.cjs']]) {
  const source = fs.readFileSync(folder(name, file), 'utf8');
  const messages = linter.verify(source, [js.configs.recommended, { languageOptions: { sourceType: 'commonjs', ecmaVersion: 2024 }, rules: { 'no-var': 'warn', 'prefer-const': 'warn' } }]);
  const byRule = {};
  for (const { ruleId } of messages) byRule[ruleId] = (byRule[ruleId] ?? 0) + 1;
  console.log(name, file, messages.length, JSON.stringify(byRule));
  console.log(messages.slice(0, 3).map((m) => `${m.line}:${m.column} ${m.message}`).join('\n'));
}
console.log(linter.verifyAndFix('var a = 1;\nlet b = a;;\n', [{ rules: { 'no-var': 'error', 'prefer-const': 'error', 'no-extra-semi': 'error' } }]).output);
