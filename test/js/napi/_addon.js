// SPDX-License-Identifier: MIT
// Builds a native module of fixtures/ into the test's own folder and loads it.
const { execFileSync } = require('node:child_process');
const path = require('node:path');

const root = path.join(__dirname, '..', '..', '..');

// The path of the module made of fixtures/`name`.c.
function build(name, ...flags) {
  const out = path.join(process.env.TMPDIR, `${name}.node`);
  execFileSync('gcc', ['-std=gnu17', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-O1', ...flags,
                       '-I', path.join(root, 'include'), '-o', out, path.join(__dirname, 'fixtures', `${name}.c`)]);
  return out;
}

module.exports = { build, load: (name, ...flags) => require(build(name, ...flags)) };
