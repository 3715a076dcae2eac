// SPDX-License-Identifier: MIT
// pack: the archive of a package as npm would publish it: what "files" names or .npmignore (else .gitignore) does not, in the order of names, the same bytes each time.

const fs = require('fs');
const path = require('path');
const { PackageError, compareNames, readJson, readText } = require('internal/npm/util');
const { runEvents } = require('internal/npm/scripts');

const ALWAYS = /^(?:package\.json|readme(?:\..*)?|licen[cs]e(?:\..*)?|copying(?:\..*)?)$/i;
const NEVER = [/(?:^|\/)\.(?:git|svn|hg|DS_Store|npmrc|lock-wscript|wafpickle-.*|_.*|.*\.swp)(?:\/|$)/, /(?:^|\/)(?:CVS|npm-debug\.log)(?:\/|$)/, /(?:^|\/)\.[^/]*\.swp$/, /^(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/, /\.orig$/];

// One line of an ignore file: {test(relative path, isFolder), isNegated}.
function ignoreRule(line) {
  let pattern = line.replace(/\s+$/, '');
  if (pattern === '' || pattern[0] === '#') return undefined;
  const isNegated = pattern[0] === '!';
  if (isNegated) pattern = pattern.slice(1);
  const needsFolder = pattern.endsWith('/');
  pattern = pattern.replace(/\/+$/, '');
  const isRooted = pattern.includes('/');
  pattern = pattern.replace(/^\.?\//, '');
  const glob = isRooted ? pattern : `**/${pattern}`;
  return { isNegated, test: (name, isFolder) => (!needsFolder || isFolder) && (path.matchesGlob(name, glob) || (!isRooted && path.matchesGlob(path.posix.basename(name), pattern))) };
}

const rulesOf = (text) => text.split(/\r?\n/).map(ignoreRule).filter((rule) => rule !== undefined);

function isIgnored(name, isFolder, layers) {
  let ignored = false;
  for (const { base, rules } of layers) {
    const its = base === '' ? name : name.slice(base.length + 1);
    for (const rule of rules) if (rule.test(its, isFolder)) ignored = !rule.isNegated;
  }
  return ignored;
}

function listFiles(root, pkg) {
  const found = new Set();
  const needed = new Set([pkg.main, ...Object.values(typeof pkg.bin === 'string' ? { bin: pkg.bin } : pkg.bin ?? {}), pkg.browser].filter((name) => typeof name === 'string').map((name) => path.posix.normalize(name)));
  const wanted = Array.isArray(pkg.files) ? pkg.files.map((name) => ({ isNegated: name[0] === '!', pattern: name.replace(/^!/, '').replace(/^\.?\//, '').replace(/\/+(?:\*\*\/?)?$/, '') })) : undefined;
  const isWanted = (name) => {
    let yes = false;
    for (const { isNegated, pattern } of wanted) {
      if (pattern === '' || pattern === '.' || name === pattern || name.startsWith(`${pattern}/`) || path.matchesGlob(name, pattern) || path.matchesGlob(name, `${pattern}/**`)) yes = !isNegated;
    }
    return yes;
  };
  const bundled = new Set(pkg.bundleDependencies === true ? Object.keys(pkg.dependencies ?? {}) : pkg.bundleDependencies ?? pkg.bundledDependencies ?? []);
  const visit = (folder, layers, insideBundle) => {
    const at = path.join(root, folder);
    const own = readText(path.join(at, '.npmignore')) ?? readText(path.join(at, '.gitignore'));
    const all = own === undefined || (folder === '' && wanted !== undefined) ? layers : [...layers, { base: folder, rules: rulesOf(own) }];
    for (const entry of fs.readdirSync(at, { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (NEVER.some((pattern) => pattern.test(name)) || entry.isSymbolicLink()) continue;
      if (folder === '' && entry.name === 'node_modules') {
        for (const its of bundled) if (fs.existsSync(path.join(root, 'node_modules', its))) visit(`node_modules/${its}`, [], true);
        continue;
      }
      if (entry.name === 'node_modules' && !insideBundle) continue;
      const always = (folder === '' && ALWAYS.test(entry.name)) || needed.has(name);
      if (!always && !entry.isDirectory() && wanted !== undefined && !insideBundle && !isWanted(name)) continue;
      const leadsToNeeded = entry.isDirectory() && [...needed].some((its) => its.startsWith(`${name}/`));
      if (!always && !leadsToNeeded && isIgnored(name, entry.isDirectory(), all)) continue;
      if (entry.isDirectory()) visit(name, all, insideBundle);
      else if (entry.isFile() && !(entry.name === '.npmignore' || entry.name === '.gitignore')) found.add(name);
    }
  };
  visit('', [], false);
  found.add('package.json');
  return [...found].sort(compareNames);
}

// A time that says nothing, so that the same files make the same archive: npm's choice.
const WHEN = 499162500;

function header(name, size, mode) {
  const block = Buffer.alloc(512);
  const octal = (value, length, at) => block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  let short = name;
  if (Buffer.byteLength(name) > 100) {
    const cut = name.indexOf('/', name.length - 101);
    short = name.slice(cut + 1);
    if (cut <= 0 || cut > 155 || Buffer.byteLength(short) > 100) throw new PackageError('ENAMETOOLONG', `${name}: the name is too long for an archive`);
    block.write(name.slice(0, cut), 345);
  }
  block.write(short, 0);
  octal(mode, 8, 100);
  octal(0, 8, 108);
  octal(0, 8, 116);
  octal(size, 12, 124);
  octal(WHEN, 12, 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

// {bytes, files} of the package in a folder.
function makeArchive(root, pkg) {
  const programs = new Set(Object.values(require('internal/npm/manifest').programs('bin', pkg.bin)));
  const parts = [], files = [];
  for (const name of listFiles(root, pkg)) {
    const data = fs.readFileSync(path.join(root, name));
    const isProgram = programs.has(name) || (fs.statSync(path.join(root, name)).mode & 0o111) !== 0;
    files.push({ path: name, size: data.length, mode: isProgram ? 0o755 : 0o644 });
    parts.push(header(`package/${name}`, data.length, isProgram ? 0o755 : 0o644), data, Buffer.alloc((512 - (data.length % 512)) % 512));
  }
  parts.push(Buffer.alloc(1024));
  return { bytes: require('zlib').gzipSync(Buffer.concat(parts), { level: 9 }), files };
}

module.exports = async ({ words, config, root, start }) => {
  const folder = words[0] === undefined ? root : path.resolve(start, words[0]);
  let pkg = readJson(path.join(folder, 'package.json'));
  if (pkg === undefined) throw new PackageError('ENOENT', `${folder} has no package.json`);
  if (!config.is('ignore-scripts')) await runEvents(['prepack', 'prepare'], { pkg, folder, config });
  pkg = readJson(path.join(folder, 'package.json'));
  if (!pkg.name || !pkg.version) throw new PackageError('EUSAGE', 'a package needs a name and a version in its package.json to be packed');
  const { bytes, files } = makeArchive(folder, pkg);
  const filename = `${pkg.name.replace(/^@/, '').replace('/', '-')}-${pkg.version}.tgz`;
  const to = path.resolve(start, config.get('pack-destination', '.'), filename);
  if (!config.is('dry-run')) fs.writeFileSync(to, bytes);
  if (!config.is('ignore-scripts')) await runEvents(['postpack'], { pkg, folder, config });
  const integrity = `sha512-${require('crypto').createHash('sha512').update(bytes).digest('base64')}`;
  if (config.is('json')) process.stdout.write(`${JSON.stringify([{ id: `${pkg.name}@${pkg.version}`, name: pkg.name, version: pkg.version, size: bytes.length, integrity, filename, files, entryCount: files.length }], null, 2)}\n`);
  else {
    if (!config.is('silent')) for (const file of files) process.stderr.write(`${file.size} ${file.path}\n`);
    process.stdout.write(`${filename}\n`);
  }
};
module.exports.makeArchive = makeArchive;
