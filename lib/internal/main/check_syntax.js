// SPDX-License-Identifier: MIT
// protojs --check FILE

const { commandLine, runsFile } = require('internal/options');
const { Module } = require('internal/modules/cjs/loader');
const { decorateSyntaxError } = require('internal/modules/syntax_error');

const kHead = '(function (exports, require, module, __filename, __dirname) { ';

function isModule(text, file) {
  if (/\.m[jt]s$/.test(file)) return true;
  if (/\.c[jt]s$/.test(file)) return false;
  const type = file[0] === '/' ? require('internal/modules/package_json').scope(require('path').dirname(file))?.type : undefined;
  if (type === 'module' || type === 'commonjs') return type === 'module';
  return /\b(?:import|export|await)\b/.test(text) && binding('esm').isModule(text, file.endsWith('.ts'));
}

function check(text, file) {
  if (isModule(text, file)) return require('internal/modules/esm/loader').check(text, file);
  const source = text.startsWith('#!') ? `//${text.slice(2)}` : text;
  try {
    binding('contextify').checkSyntax(`${kHead}${source}\n})`, file, 1);
  } catch (error) {
    throw decorateSyntaxError(error, text, file);
  }
}

module.exports = () => {
  if (!runsFile()) return require('internal/process/read_stdin').readStdin((text) => check(text, '[stdin]'));
  const file = Module._resolveFilename(commandLine().rest[0], null, true);
  check(require('fs').readFileSync(file, 'utf8').replace(/^\ufeff/, ''), file);
};
