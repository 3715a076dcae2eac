// SPDX-License-Identifier: MIT
// What packages and requests still may do, for require(), import() and import.meta.resolve(): warnings DEP0128, DEP0151, DEP0155, DEP0166, and
// the errors beside them, in Node's words.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = fs.realpathSync(fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'warnings-')));
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), typeof text === 'string' ? text : JSON.stringify(text));
};
const pack = (name, description, ...files) => {
  write(`node_modules/${name}/package.json`, { name, ...description });
  for (const file of files) write(`node_modules/${name}/${file}`, description.type === 'module' ? 'export default 1' : 'module.exports = 1');
};
pack('star', { exports: { './*': './*', './double/*': './lib//*', './part/*': './lib/*', './target': './/lib//a.js' } }, 'lib/a.js', 'lib/b/a.js');
pack('common', {}, 'index.js');
pack('nothing', { type: 'module' }, 'index.js');
pack('short', { type: 'module', main: 'lib/main' }, 'lib/main.js');
pack('wrong', { main: './none.js' }, 'index.js');
pack('lost', { main: './none.js' }, 'other.js');
pack('inner', { imports: { '#a/*': './lib/*', '#b': './lib//a.js' } }, 'lib/a.js');

const requests = ['star/lib/a.js', 'star/double/a.js', 'star/part//a.js', 'star/part/b//a.js', 'star/part/a.js/', 'star/target', 'star/', 'star/../x', 'star/lib%2fa.js',
                  'common', 'nothing', 'short', 'wrong', 'lost', 'common/index.js/'];
const program = (load) => `process.on('warning', ({ code, message }) => console.log(code, message));
const next = () => new Promise((done) => setImmediate(done));
(async () => {
  for (const request of requests) {
    try { ${load}; console.log('ok', request); } catch (error) { console.log(request, error.code, error.message.split('\\n')[0]); }
    await next();
  }
})();`;
const list = (names) => `const requests = ${JSON.stringify(names)};\n`;
write('required.cjs', list(requests) + program('require(request)'));
write('imported.mjs', list(requests) + program('await import(request)'));
write('resolved.mjs', list(requests) + program('import.meta.resolve(request)'));
write('node_modules/inner/required.cjs', list(['#a//a.js', '#b']) + program('require(request)'));
write('node_modules/inner/imported.mjs', list(['#a//a.js', '#b']) + program('await import(request)'));

const run = (file) => execFileSync(process.execPath, ['--no-warnings', path.join(root, file)], { encoding: 'utf8' }).replaceAll(root, '/root').trimEnd().split('\n');
const empty = (target, request, key, by) => `DEP0166 Use of deprecated double slash resolving "${target}" for module request "${request}" ` +
  `${key === undefined ? '' : `matched to "${key}" `}in the "exports" field module resolution of the package at /root/node_modules/star/package.json${by}.`;
const slash = (request, by) => `DEP0155 Use of deprecated trailing slash pattern mapping "${request}" in the "exports" field module resolution of the package at ` +
  `/root/node_modules/star/package.json${by}. Mapping specifiers ending in "/" is no longer supported.`;
const matched = 'request is not a valid match in pattern "./*" for the "exports" resolution of /root/node_modules/star/package.json';

try {
  assert.deepStrictEqual(run('required.cjs'), [
    'ok star/lib/a.js',
    'ok star/double/a.js', empty('./lib//a.js', './double/a.js', './double/*', ''),
    'ok star/part//a.js', empty('./lib//a.js', './part//a.js', './part/*', ''),
    'ok star/part/b//a.js', empty('./lib/b//a.js', './part/b//a.js', './part/*', ''),
    "star/part/a.js/ MODULE_NOT_FOUND Cannot find module '/root/node_modules/star/lib/a.js/'", slash('./part/a.js/', ''),
    'ok star/target', empty('.//lib//a.js', './target', undefined, ''),
    'star/ ERR_PACKAGE_PATH_NOT_EXPORTED Package subpath \'./\' is not defined by "exports" in /root/node_modules/star/package.json', slash('./', ''),
    `star/../x ERR_INVALID_MODULE_SPECIFIER Invalid module "./../x" ${matched}`,
    'star/lib%2fa.js ERR_INVALID_MODULE_SPECIFIER Invalid module "file:///root/node_modules/star/lib%2fa.js" must not include encoded "/" or "\\" characters',
    'ok common', 'ok nothing', 'ok short',
    'ok wrong', "DEP0128 Invalid 'main' field in '/root/node_modules/wrong/package.json' of './none.js'. Please either fix that or report it to the module author",
    "lost MODULE_NOT_FOUND Cannot find module '/root/node_modules/lost/none.js'. Please verify that the package.json has a valid \"main\" entry",
    "common/index.js/ MODULE_NOT_FOUND Cannot find module 'common/index.js/'",
  ]);

  const expected = (file, isResolve) => {
    const by = ` imported from /root/${file}`;
    const failed = (request, code, message) => `${request} ${code} ${message}${by}`;
    const folder = (request, target) => (isResolve ? `ok ${request}` :
      `${request} ERR_UNSUPPORTED_DIR_IMPORT Directory import '${target}' is not supported resolving ES modules${by}`);
    return [
      'ok star/lib/a.js',
      'ok star/double/a.js', empty('./lib//a.js', './double/a.js', './double/*', by),
      'ok star/part//a.js', empty('./lib//a.js', './part//a.js', './part/*', by),
      'ok star/part/b//a.js', empty('./lib/b//a.js', './part/b//a.js', './part/*', by),
      folder('star/part/a.js/', '/root/node_modules/star/lib/a.js/'), slash('./part/a.js/', by),
      'ok star/target', empty('.//lib//a.js', './target', undefined, by),
      failed('star/', 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'Package subpath \'./\' is not defined by "exports" in /root/node_modules/star/package.json'), slash('./', by),
      failed('star/../x', 'ERR_INVALID_MODULE_SPECIFIER', `Invalid module "./../x" ${matched}`),
      failed('star/lib%2fa.js', 'ERR_INVALID_MODULE_SPECIFIER', 'Invalid module "/root/node_modules/star/lib%2fa.js" must not include encoded "/" or "\\" characters'),
      'ok common',
      'ok nothing', `DEP0151 No "main" or "exports" field defined in the package.json for /root/node_modules/nothing/ resolving the main entry point "index.js",${by}.`,
      'Default "index" lookups for the main are deprecated for ES modules.',
      'ok short', `DEP0151 Package /root/node_modules/short/ has a "main" field set to "lib/main", excluding the full filename and extension to the resolved file at "lib/main.js",${by}.`,
      ' Automatic extension resolution of the "main" field is deprecated for ES modules.',
      'ok wrong',
      failed('lost', 'ERR_MODULE_NOT_FOUND', "Cannot find package '/root/node_modules/lost/none.js'"),
      folder('common/index.js/', '/root/node_modules/common/index.js/'),
    ];
  };
  assert.deepStrictEqual(run('imported.mjs'), expected('imported.mjs', false));
  assert.deepStrictEqual(run('resolved.mjs'), expected('resolved.mjs', true));

  for (const file of ['required.cjs', 'imported.mjs']) {
    const where = `in the "imports" field module resolution of the package at /root/node_modules/inner/package.json imported from /root/node_modules/inner/${file}.`;
    assert.deepStrictEqual(run(`node_modules/inner/${file}`), [
      'ok #a//a.js', `DEP0166 Use of deprecated double slash resolving "./lib//a.js" for module request "#a//a.js" matched to "#a/*" ${where}`,
      'ok #b', `DEP0166 Use of deprecated double slash resolving "./lib//a.js" for module request "#b" ${where}`,
    ]);
  }
} finally {
  fs.rmSync(root, { recursive: true });
}
