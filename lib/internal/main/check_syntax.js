// SPDX-License-Identifier: MIT
// protojs --check FILE

const { commandLine, runsFile } = require('internal/options');
const { Module, compileText } = require('internal/modules/cjs/loader');

function fromStdin() {
  require('internal/process/read_stdin').readStdin((text) => compileText(text, '[stdin]'));
}

module.exports = () => {
  if (!runsFile()) return fromStdin();
  const file = Module._resolveFilename(commandLine().rest[0], null, true);
  compileText(require('fs').readFileSync(file, 'utf8').replace(/^\ufeff/, ''), file);
};
