// SPDX-License-Identifier: MIT
// package.json `exports`, `imports`, self-reference and the errors of what is not there.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const home = fs.mkdtempSync(path.join(process.cwd(), 'packages-'));
const put = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
  fs.writeFileSync(path.join(home, name), text);
};
put('package.json', JSON.stringify({
  name: 'own', exports: { '.': './main.js', './x': './x.js' }, imports: { '#x': './x.js', '#deep/*': './deep/*.js', '#path': 'path' },
}));
put('main.js', 'module.exports = "main"');
put('x.js', 'module.exports = "x"');
put('deep/y.js', 'module.exports = "y"');
put('node_modules/dep/package.json', JSON.stringify({
  exports: { '.': { import: './m.mjs', default: './c.js' }, './bad': 'c.js', './f/*': './src/*.js' },
}));
put('node_modules/dep/c.js', 'module.exports = "c"');
put('node_modules/dep/src/one.js', 'module.exports = 1');

const from = createRequire(path.join(home, 'start.js'));
assert.deepStrictEqual([from('own'), from('own/x'), from('#x'), from('#deep/y'), from('dep'), from('dep/f/one')],
                       ['main', 'x', 'x', 'y', 'c', 1]);
assert.strictEqual(from('#path'), path);
assert.throws(() => from('dep/c.js'), {
  code: 'ERR_PACKAGE_PATH_NOT_EXPORTED',
  message: `Package subpath './c.js' is not defined by "exports" in ${home}/node_modules/dep/package.json`,
});
assert.throws(() => from('dep/bad'), { code: 'ERR_INVALID_PACKAGE_TARGET' });
assert.throws(() => from('#nope'), { code: 'ERR_PACKAGE_IMPORT_NOT_DEFINED' });
