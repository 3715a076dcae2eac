// SPDX-License-Identifier: MIT
// Packages of git repositories: fetched by the git program, packed as they would be published. Their scripts are not run.

const fs = require('fs');
const path = require('path');
const { PackageError, readJson, uniqueName } = require('internal/npm/util');
const semver = require('internal/npm/semver');

function git(args, folder) {
  const { spawn } = require('child_process');
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true' } });
    const chunks = [], words = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => words.push(chunk));
    child.on('error', (error) => reject(error.code === 'ENOENT' ? new PackageError('ENOGIT', 'the git program is not installed; packages of git repositories need it') : error));
    child.on('close', (code) => (code === 0 ? resolve(Buffer.concat(chunks).toString()) : reject(new PackageError('EGIT', `git ${args.join(' ')}: ${Buffer.concat(words).toString().trim()}`))));
  });
}

// The commit that is meant: a tag by a range, or a branch, tag or commit.
async function resolveCommit(url, committish) {
  const lines = (await git(['ls-remote', '--', url])).split('\n').filter(Boolean).map((line) => line.split('\t'));
  const named = new Map(lines.map(([commit, name]) => [name, commit]));
  if (committish?.startsWith('semver:')) {
    const range = decodeURIComponent(committish.slice(7));
    const tags = lines.map(([, name]) => /^refs\/tags\/(?:.*@)?(v?\d[^^]*)$/.exec(name)).filter((found) => found !== null && semver.valid(found[1], true) !== null);
    const best = semver.maxSatisfying(tags.map(([, version]) => version), range, { loose: true });
    if (best === null) throw new PackageError('ETARGET', `no tag of ${url} matches "${range}"`);
    const name = tags.find(([, version]) => version === best)[0];
    return named.get(`${name}^{}`) ?? named.get(name);
  }
  const wanted = committish || 'HEAD';
  return named.get(wanted) ?? named.get(`refs/heads/${wanted}`) ?? named.get(`refs/tags/${wanted}^{}`) ?? named.get(`refs/tags/${wanted}`) ??
    (/^[0-9a-f]{7,64}$/.test(wanted) ? wanted : undefined);
}

async function download({ url, committish }, config) {
  if (url.startsWith('-') || committish?.startsWith('-')) throw new PackageError('EGIT', `${url}#${committish} is no address of a repository`);
  const commit = await resolveCommit(url, committish);
  if (commit === undefined) throw new PackageError('EGIT', `${url} has no ${committish}`);
  const resolved = `git+${url}#${commit}`;
  const key = require('crypto').createHash('sha256').update(resolved).digest('hex');
  const archive = path.join(config.cache, 'git', `${key}.tgz`);
  if (fs.existsSync(archive)) return { resolved, archive };
  if (config.is('offline')) throw new PackageError('ENOTCACHED', `${resolved} is not in the cache, and --offline forbids to fetch it`);
  const folder = path.join(config.cache, 'tmp', uniqueName());
  fs.mkdirSync(folder, { recursive: true });
  fs.mkdirSync(path.dirname(archive), { recursive: true });
  try {
    await git(['clone', '--quiet', '--no-checkout', '--', url, folder]);
    await git(['-c', 'advice.detachedHead=false', 'checkout', '--quiet', commit], folder);
    const pkg = readJson(path.join(folder, 'package.json'));
    if (pkg === undefined) throw new PackageError('ENOPACKAGEJSON', `${resolved} has no package.json`);
    const { bytes } = require('internal/npm/commands/pack').makeArchive(folder, pkg);
    fs.writeFileSync(`${folder}.tgz`, bytes);
    fs.renameSync(`${folder}.tgz`, archive);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return { resolved, archive };
}

// {resolved, archive}: the address with the commit, and a file with the package. One repository is fetched once.
const running = new Map();
function fetchGit(spec, config) {
  const key = `${spec.url}#${spec.committish ?? ''}`;
  if (!running.has(key)) running.set(key, download(spec, config));
  return running.get(key);
}

module.exports = { fetchGit };
