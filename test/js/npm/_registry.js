// SPDX-License-Identifier: MIT
// A registry on loopback for the tests of the package manager: packages are made on the fly, what was asked for is counted, and it can misbehave.
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const zlib = require('node:zlib');
const { spawn } = require('node:child_process');

// One entry of a tar archive. `header` changes fields: {type, link, mode, size, prefix}.
function entry(name, content = '', { type = '0', link = '', mode = 0o644, size, magic = 'ustar\x0000' } = {}) {
  const data = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  header.write('0000000\x000000000\0', 108);
  header.write(`${(size ?? data.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write(magic, 257, 'latin1');
  header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

const tar = (...entries) => zlib.gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));

// {path: content} as the archive of a package.
function archive(files) {
  return tar(...Object.entries(files).map(([name, content]) => (typeof content === 'string' ? entry(`package/${name}`, content) : entry(`package/${name}`, content.data, content))));
}

const integrityOf = (bytes, algorithm = 'sha512') => `${algorithm}-${crypto.createHash(algorithm).update(bytes).digest('base64')}`;

class Registry {
  packages = new Map();
  asked = [];
  misbehave = () => undefined; // (request, response) -> true where it answered

  // Publishes a version; `files` beside package.json, `archive` instead of all of them.
  publish(manifest, files = {}, options = {}) {
    const { name, version } = manifest;
    const bytes = options.archive ?? archive({ 'package.json': JSON.stringify(manifest), ...files });
    const entry = this.packages.get(name) ?? { versions: {}, tags: {}, archives: {} };
    this.packages.set(name, entry);
    entry.versions[version] = { ...manifest, dist: { file: `${name}/-/${path.basename(name)}-${version}.tgz`, integrity: options.integrity ?? integrityOf(bytes) } };
    entry.archives[`${path.basename(name)}-${version}.tgz`] = bytes;
    entry.tags[options.tag ?? 'latest'] = version;
    return this;
  }

  #answer(request, response) {
    this.asked.push(request.url);
    if (this.misbehave(request, response)) return;
    const [name, file] = decodeURIComponent(request.url.slice(1)).split('/-/');
    const entry = this.packages.get(name);
    const bytes = file === undefined ? undefined : entry?.archives[file];
    if (entry === undefined || (file !== undefined && bytes === undefined)) return response.writeHead(404).end('{"error":"not found"}');
    if (file !== undefined) return response.end(bytes);
    const versions = Object.fromEntries(Object.entries(entry.versions).map(([version, { dist, ...rest }]) => [version,
      { ...rest, dist: { tarball: `${this.url}${dist.file}`, integrity: dist.integrity } }]));
    const body = JSON.stringify({ name, 'dist-tags': entry.tags, versions });
    const etag = `"${crypto.createHash('sha1').update(body).digest('hex')}"`;
    if (request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end();
    response.writeHead(200, { 'content-type': 'application/json', etag, 'cache-control': 'max-age=0' });
    return response.end(body);
  }

  async start() {
    this.server = http.createServer((request, response) => this.#answer(request, response));
    await new Promise((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    this.url = `http://127.0.0.1:${this.server.address().port}/`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

// A folder with a package.json in which commands are run against the registry.
class Place {
  constructor(registry, pkg = {}, { cache } = {}) {
    this.registry = registry;
    this.folder = fs.realpathSync(fs.mkdtempSync(path.join(process.env.TMPDIR ?? '/tmp', 'npm-')));
    this.cache = cache ?? path.join(this.folder, '.cache');
    this.write('package.json', pkg);
  }

  write(name, content) {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }

  read(name) {
    return fs.readFileSync(path.join(this.folder, name), 'utf8');
  }

  json(name) {
    return JSON.parse(this.read(name));
  }

  has(name) {
    return fs.lstatSync(path.join(this.folder, name), { throwIfNoEntry: false }) !== undefined;
  }

  environment(more) {
    const env = { ...process.env, HOME: this.folder, PROTOJS_CACHE: this.cache, npm_config_registry: this.registry?.url ?? '', npm_config_fetch_retry_mintimeout: '5', ...more };
    delete env.NODE_ENV;
    return env;
  }

  // Resolves to {code, signal, out, err}.
  run(args, { env, cwd = this.folder, onStart } = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, { cwd, env: this.environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '', err = '';
      child.stdout.setEncoding('utf8').on('data', (text) => { out += text; });
      child.stderr.setEncoding('utf8').on('data', (text) => { err += text; });
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, out, err }));
      onStart?.(child);
    });
  }

  // As run, and it must succeed.
  async ok(...args) {
    const result = await this.run(args);
    if (result.code !== 0) throw new Error(`protojs ${args.join(' ')}: code ${result.code}\n${result.out}${result.err}`);
    return result;
  }

  // What is installed: {"node_modules/a": "1.0.0"}; links as "-> target".
  tree() {
    const found = {};
    const walk = (modules) => {
      const at = path.join(this.folder, modules);
      if (!fs.existsSync(at)) return;
      for (const name of fs.readdirSync(at).flatMap((its) => (its[0] === '@' ? fs.readdirSync(path.join(at, its)).map((sub) => `${its}/${sub}`) : [its])).sort()) {
        if (name[0] === '.') continue;
        const folder = `${modules}/${name}`;
        if (fs.lstatSync(path.join(this.folder, folder)).isSymbolicLink()) found[folder] = `-> ${fs.readlinkSync(path.join(this.folder, folder))}`;
        else {
          found[folder] = this.json(`${folder}/package.json`).version;
          walk(`${folder}/node_modules`);
        }
      }
    };
    walk('node_modules');
    return found;
  }
}

module.exports = { Registry, Place, archive, entry, tar, integrityOf };
