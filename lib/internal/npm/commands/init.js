// SPDX-License-Identifier: MIT
// init: writes a package.json with what can be known; init NAME runs the package create-NAME.

const fs = require('fs');
const path = require('path');
const { PackageError, readJson, writeWhole } = require('internal/npm/util');

// The name of the package that makes projects of a kind: create-x, @scope/create, @scope/create-x.
function creator(word) {
  const [, scope, name, version] = /^(?:(@[^/@]+)\/?)?([^@/]*)(@.+)?$/.exec(word) ?? [];
  if (name === undefined) throw new PackageError('EUSAGE', `init ${word}: no name of a package`);
  return `${scope ? `${scope}/` : ''}create${name ? `-${name}` : ''}${version ?? ''}`;
}

function ask(question) {
  const { createInterface } = require('readline');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => { terminal.question(question, (answer) => { terminal.close(); resolve(answer.trim()); }); });
}

module.exports = async (request) => {
  const { words, config, root } = request;
  if (words.length > 0) {
    await require('internal/npm/commands/exec')({ ...request, words: [creator(words[0]), ...words.slice(1)] });
    return;
  }
  const file = path.join(root, 'package.json');
  const before = readJson(file) ?? {};
  const pkg = {
    name: path.basename(root).toLowerCase().replace(/[^a-z0-9._~-]+/g, '-').replace(/^[._-]+/, '') || 'project', version: config.get('init-version', '1.0.0'), description: '',
    main: fs.existsSync(path.join(root, 'index.js')) ? 'index.js' : ['main.js', 'server.js', 'app.js'].find((name) => fs.existsSync(path.join(root, name))) ?? 'index.js',
    scripts: { test: 'echo "Error: no test specified" && exit 1' }, keywords: [], author: config.get('init-author-name', ''), license: config.get('init-license', 'ISC'), type: config.get('init-type', 'commonjs'),
    ...(config.is('init-private') ? { private: true } : undefined), ...before,
  };
  if (!config.is('yes') && process.stdin.isTTY) {
    for (const key of ['name', 'version', 'description', 'main', 'author', 'license']) pkg[key] = await ask(`${key}: ${pkg[key] ? `(${pkg[key]}) ` : ''}`) || pkg[key];
  }
  const text = `${JSON.stringify(pkg, null, 2)}\n`;
  writeWhole(file, text);
  process.stdout.write(`Wrote to ${file}:\n\n${text}`);
};
