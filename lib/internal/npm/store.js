// SPDX-License-Identifier: MIT
// The cache of packages: archives are checked, unpacked once (src/npm/store.c) and linked from there into projects. What was changed since is fetched again.

const fs = require('fs');
const path = require('path');
const { PackageError, limiter, uniqueName } = require('internal/npm/util');

const native = binding('npm');
const BEST = ['sha512', 'sha384', 'sha256', 'sha1'];
const EBADMSG = -74, ESTALE = -116, ENOENT = -2, EEXIST = -17, ENOTEMPTY = -39;

// "sha512-BASE64 sha1-..." -> {algorithm, digests} of the best algorithm, or undefined.
function parseIntegrity(text) {
  if (typeof text !== 'string') return undefined;
  const found = new Map();
  for (const word of text.trim().split(/\s+/)) {
    const parts = /^(sha(?:1|256|384|512))-([A-Za-z0-9+/]+={0,2})(?:\?.*)?$/.exec(word);
    if (parts === null) continue;
    const hex = Buffer.from(parts[2], 'base64').toString('hex');
    if (!found.has(parts[1])) found.set(parts[1], []);
    found.get(parts[1]).push(hex);
  }
  const algorithm = BEST.find((name) => found.has(name));
  return algorithm === undefined ? undefined : { algorithm, digests: found.get(algorithm) };
}

const toIntegrity = (algorithm, hex) => `${algorithm}-${Buffer.from(hex, 'hex').toString('base64')}`;

function systemError(status, what) {
  return require('internal/errors').uvException({ errno: status, syscall: what });
}

class Store {
  #config;
  #registry;
  #adding = new Map();
  #unpack = limiter(4);
  #link = limiter(6);
  #method;

  constructor(config, registry) {
    this.#config = config;
    this.#registry = registry;
    this.#method = { auto: 0, clone: 1, hardlink: 2, copy: 3 }[config.get('package-import-method', 'auto')] ?? 0;
  }

  #place({ algorithm, digests: [hex] }) {
    return path.join(this.#config.cache, 'packages', algorithm, hex.slice(0, 2), hex.slice(2));
  }

  async #add(bytes, want, label) {
    const temporary = path.join(this.#config.cache, 'tmp', uniqueName());
    const known = want ?? { algorithm: 'sha512', digests: [require('crypto').createHash('sha512').update(bytes).digest('hex')] };
    const place = this.#place(known);
    await fs.promises.mkdir(path.dirname(place), { recursive: true });
    await fs.promises.mkdir(path.dirname(temporary), { recursive: true });
    const [status, reason, detail] = await this.#unpack(() => new Promise((resolve, reject) => {
      native.add(bytes, known.algorithm, want === undefined ? '' : want.digests.join(' '), temporary, place, (failed, result) => {
        if (failed < 0) reject(systemError(failed, 'unpack'));
        else resolve(result);
      });
    }));
    if (status < 0) await fs.promises.rm(temporary, { recursive: true, force: true });
    if (status === EBADMSG && reason === 'integrity') {
      throw new PackageError('EINTEGRITY', `${label}: the archive is not what was promised: ${toIntegrity(known.algorithm, detail)} instead of ${toIntegrity(known.algorithm, known.digests[0])}`);
    }
    if (status === EBADMSG) throw new PackageError('EBADARCHIVE', `${label}: the archive is refused: ${reason}${detail ? ` (${detail})` : ''}`, { path: detail });
    if (status < 0 && status !== EEXIST && status !== ENOTEMPTY) throw systemError(status, 'unpack');
    return { place, integrity: toIntegrity(known.algorithm, known.digests[0]) };
  }

  async #fromGit(resolved) {
    const found = /^git\+(.*)#([0-9a-f]+)$/.exec(resolved ?? '');
    if (found === null) return undefined;
    return (await require('internal/npm/git').fetchGit({ url: found[1], committish: found[2] }, this.#config)).archive;
  }

  async #fetch({ resolved, integrity, label }, want) {
    const local = resolved?.startsWith('file:') ? resolved.slice(5) : await this.#fromGit(resolved);
    if (resolved === undefined) throw new PackageError('ENORESOLVED', `${label}: nothing says where it is`);
    const bytes = local === undefined ? await this.#registry.archive(resolved) : await fs.promises.readFile(local);
    return this.#add(bytes, want, label ?? resolved, integrity);
  }

  // {place, integrity} of a package: `resolved` (an address, or file:path) is only read where the cache has nothing.
  ensure(what) {
    const want = parseIntegrity(what.integrity);
    const key = want === undefined ? what.resolved : this.#place(want);
    let work = this.#adding.get(key);
    if (work === undefined) {
      const there = want !== undefined && fs.existsSync(path.join(key, 'index'));
      work = there ? Promise.resolve({ place: key, integrity: what.integrity }) : this.#fetch(what, want);
      this.#adding.set(key, work);
      work.catch(() => {}); // whoever asked first may not be waiting yet
    }
    return work;
  }

  async #forget(what, place) {
    const trash = path.join(this.#config.cache, 'tmp', uniqueName());
    fs.mkdirSync(path.dirname(trash), { recursive: true });
    try {
      fs.renameSync(place, trash);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    await fs.promises.rm(trash, { recursive: true, force: true });
    this.#adding.clear();
  }

  // Makes the folder `to` with the package's files. Files that somebody changed in the cache are fetched again. `copy`: files of its own.
  async place(what, to, copy = false) {
    for (let attempt = 0; ; attempt++) {
      const { place, integrity } = await this.ensure(what);
      const [status, , method] = await this.#link(() => new Promise((resolve, reject) => {
        native.link(place, to, copy ? 3 : this.#method, (failed, result) => (failed < 0 ? reject(systemError(failed, 'link')) : resolve(result)));
      }));
      if (status === 0) {
        if (!copy) this.#method = method;
        return integrity;
      }
      await fs.promises.rm(to, { recursive: true, force: true });
      if ((status !== ESTALE && status !== ENOENT) || attempt > 0) throw systemError(status, 'link');
      await this.#forget(what, place);
    }
  }

  // The package.json inside of the archive.
  async manifest(what) {
    const { place, integrity } = await this.ensure(what);
    const { readJson } = require('internal/npm/util');
    const pkg = readJson(path.join(place, 'files', 'package.json'));
    if (pkg === undefined) throw new PackageError('ENOPACKAGEJSON', `${what.label ?? what.resolved} has no package.json`);
    return { pkg, integrity, folder: path.join(place, 'files') };
  }
}

module.exports = { Store, parseIntegrity };
