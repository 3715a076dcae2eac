// SPDX-License-Identifier: MIT
// What a package says of itself: choosing a version, whether it runs here, its programs.

const path = require('path');
const { PackageError } = require('internal/npm/util');
const semver = require('internal/npm/semver');

const KEPT = [
  'name', 'version', 'dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta', 'bundleDependencies', 'bin', 'engines', 'os', 'cpu', 'libc',
  'hasInstallScript', 'deprecated', 'license', 'funding', 'workspaces', 'dist',
];

const hasInstallScript = (pkg) => pkg.hasInstallScript === true ||
  (pkg.scripts !== undefined && pkg.scripts !== null && ['preinstall', 'install', 'postinstall'].some((name) => Boolean(pkg.scripts[name])));

// What installing needs of a version's entry in a registry's document.
function slim(manifest) {
  const kept = {};
  const whole = { ...manifest, bundleDependencies: manifest.bundleDependencies ?? manifest.bundledDependencies };
  if (hasInstallScript(manifest)) whole.hasInstallScript = true;
  for (const key of KEPT) if (whole[key] !== undefined) kept[key] = whole[key];
  if (kept.dist) kept.dist = { tarball: kept.dist.tarball, integrity: kept.dist.integrity, shasum: kept.dist.integrity ? undefined : kept.dist.shasum };
  return kept;
}

function slimPackument(doc) {
  const versions = {};
  for (const version of Object.keys(doc.versions ?? {})) versions[version] = slim(doc.versions[version]);
  return { name: doc.name, 'dist-tags': doc['dist-tags'] ?? {}, versions };
}

// ---- choosing -------------------------------------------------------------------------------------------------------------

let nodeVersion = process.version; // or what --node-version says
const useNodeVersion = (version) => { nodeVersion = version; };
const enginesFit = (manifest) => {
  const wanted = manifest.engines?.node;
  return typeof wanted !== 'string' || !semver.isRange(wanted, { loose: true }) || semver.satisfies(nodeVersion, wanted, { includePrerelease: true });
};

function noVersion(packument, spec, why) {
  const latest = packument['dist-tags'].latest;
  return new PackageError('ETARGET', `no version of ${packument.name} matches "${spec.fetchSpec}"${why ?? ''}${latest ? ` (latest is ${latest})` : ''}`,
    { package: packument.name, wanted: spec.fetchSpec });
}

const loose = { loose: true };

// The version that npm would choose: `latest` where it fits, else the highest, those that fit this Node first and deprecated ones last. `also`: further ranges to meet.
function pickManifest(packument, spec, tag = 'latest', also = []) {
  const { versions } = packument, tags = packument['dist-tags'];
  const fits = (version) => also.every((range) => semver.satisfies(version, range, loose));
  if (spec.type === 'version') {
    const found = versions[spec.fetchSpec] ?? versions[Object.keys(versions).find((v) => semver.valid(v, true) === spec.fetchSpec)];
    if (found === undefined || !fits(found.version)) throw noVersion(packument, spec);
    return found;
  }
  if (spec.type === 'tag') {
    const version = tags[spec.fetchSpec];
    if (version !== undefined && versions[version] !== undefined && fits(version)) return versions[version];
    throw noVersion(packument, spec);
  }
  const wanted = tags[tag];
  const matches = (version) => semver.satisfies(version, spec.fetchSpec, loose) && fits(version);
  if (wanted !== undefined && versions[wanted] !== undefined && (spec.fetchSpec === '*' ? fits(wanted) : matches(wanted)) && enginesFit(versions[wanted]) &&
    !versions[wanted].deprecated) return versions[wanted];
  let best;
  const rank = (m) => (enginesFit(m) ? 2 : 0) + (m.deprecated ? 0 : 1);
  for (const version of Object.keys(versions)) {
    if (!matches(version)) continue;
    const candidate = versions[version];
    if (best === undefined) best = candidate;
    else {
      const order = rank(candidate) - rank(best);
      if (order > 0 || (order === 0 && semver.compare(version, best.version, true) > 0)) best = candidate;
    }
  }
  if (best === undefined) throw noVersion(packument, spec, also.length > 0 ? ` and "${also.join('", "')}"` : '');
  return best;
}

// ---- platforms ------------------------------------------------------------------------------------------------------------

const asList = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);

function listAllows(list, value) {
  const words = asList(list).map(String);
  if (words.length === 0 || (words.length === 1 && words[0] === 'any')) return true;
  if (words.includes(`!${value}`)) return false;
  const wanted = words.filter((word) => word[0] !== '!');
  return wanted.length === 0 || wanted.includes(value);
}

let libc;
function ownLibc() {
  const { existsSync } = require('fs');
  libc ??= ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1', '/lib/ld-linux-armhf.so.3', '/lib/ld-linux.so.2'].some(existsSync) ? 'glibc' : 'musl';
  return libc;
}

// `where`: what --os, --cpu and --libc say instead of this machine.
const platformFits = (manifest, where = {}) => listAllows(manifest.os, where.os ?? process.platform) && listAllows(manifest.cpu, where.cpu ?? process.arch) &&
  (asList(manifest.libc).length === 0 || listAllows(manifest.libc, where.libc ?? ownLibc()));

// ---- programs -------------------------------------------------------------------------------------------------------------

// {command: path inside of the package}. Names and paths that lead elsewhere are left out.
function programs(name, bin) {
  const table = typeof bin === 'string' ? { [name]: bin } : bin;
  const found = {};
  if (typeof table !== 'object' || table === null) return found;
  for (const [key, value] of Object.entries(table)) {
    const command = path.posix.basename(key.replace(/\\/g, '/'));
    if (typeof value !== 'string' || command === '' || command === '.' || command === '..') continue;
    const file = path.posix.join('/', value.replace(/\\/g, '/')).slice(1);
    if (file !== '') found[command] = file;
  }
  return found;
}

module.exports = { useNodeVersion, slim, slimPackument, pickManifest, enginesFit, platformFits, programs, hasInstallScript };
