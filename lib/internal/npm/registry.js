// SPDX-License-Identifier: MIT
// Talking to registries: documents about packages, kept for a while on disk, and archives. Connections are kept alive; what fails in passing is tried again.

const fs = require('fs');
const path = require('path');
const { PackageError, readJson, uniqueName } = require('internal/npm/util');
const { slimPackument } = require('internal/npm/manifest');

const FRESH_MS = 300_000; // how long a document without a word on its age is believed
const REDIRECTS_MAX = 10;
const SHORT_FORM = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*';
const PASSING = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'EADDRINUSE', 'EBUSY', 'ESHORT']);

const delay = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// The body as it is meant: registries may compress it.
async function decode(body, encoding) {
  if (encoding === undefined || encoding === 'identity' || encoding === '') return body;
  const zlib = require('zlib');
  const decoder = { gzip: zlib.gunzip, 'x-gzip': zlib.gunzip, deflate: zlib.inflate, br: zlib.brotliDecompress }[encoding];
  if (decoder === undefined) throw new PackageError('EENCODING', `nothing is known about content-encoding ${encoding}`);
  return new Promise((resolve, reject) => { decoder(body, (error, result) => (error ? reject(error) : resolve(result))); });
}

class Registry {
  #config;
  #agents = {};
  #addresses = new Map();
  #documents = new Map();
  #writing = new Set();

  constructor(config) {
    this.#config = config;
  }

  // A host's address is asked for once: resolvers drop some of many questions at a time, and then five seconds pass.
  #lookup = (host, options, callback) => {
    const key = `${host} ${options.family ?? 0} ${options.all === true}`;
    let work = this.#addresses.get(key);
    if (work === undefined) {
      work = new Promise((resolve) => { require('dns').lookup(host, options, (...answer) => resolve(answer)); });
      this.#addresses.set(key, work);
      work.then(([error]) => error && this.#addresses.delete(key));
    }
    work.then((answer) => callback(...answer));
  };

  #agent(protocol) {
    return this.#agents[protocol] ??= new (require(protocol === 'https:' ? 'https' : 'http').Agent)({
      keepAlive: true, lookup: this.#lookup, maxSockets: this.#config.number('maxsockets', 32), scheduling: 'lifo', proxyEnv: this.#config.proxies(),
      ...(protocol === 'https:' ? this.#config.tls() : undefined),
    });
  }

  // One exchange: {status, headers, body}.
  #exchange(url, headers) {
    const target = new URL(url);
    if (target.protocol !== 'https:' && target.protocol !== 'http:') throw new PackageError('EUNSUPPORTEDPROTOCOL', `cannot fetch ${url}`);
    return new Promise((resolve, reject) => {
      const request = require(target.protocol === 'https:' ? 'https' : 'http').get(target, { agent: this.#agent(target.protocol), headers });
      const timeout = this.#config.number('fetch-timeout', 300_000);
      request.setTimeout(timeout, () => request.destroy(Object.assign(new Error(`no answer for ${timeout} ms`), { code: 'ETIMEDOUT' })));
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('aborted', () => reject(Object.assign(new Error('the answer ended early'), { code: 'ESHORT' })));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
      });
    });
  }

  async #follow(url, headers) {
    let at = url, left = REDIRECTS_MAX;
    for (;;) {
      const authorization = this.#config.authorization(at);
      const answer = await this.#exchange(at, authorization === undefined ? headers : { ...headers, authorization });
      if (![301, 302, 303, 307, 308].includes(answer.status) || answer.headers.location === undefined) return answer;
      if (left-- === 0) throw new PackageError('EREDIRECTS', `${url} leads on and on`);
      at = new URL(answer.headers.location, at).href;
    }
  }

  // An answer of a status below 400, with as many attempts as the settings allow.
  async request(url, headers = {}) {
    const config = this.#config;
    if (config.is('offline')) throw new PackageError('ENOTCACHED', `${url} is not in the cache, and --offline forbids to fetch it`);
    const most = config.number('fetch-retries', 2);
    const all = { 'user-agent': config.get('user-agent') ?? `protojs node/${process.version} ${process.platform} ${process.arch}`, 'accept-encoding': 'gzip, br', ...headers };
    for (let attempt = 0; ; attempt++) {
      let answer, problem;
      try {
        answer = await this.#follow(url, all);
      } catch (error) {
        if (!PASSING.has(error.code)) throw error.code === undefined || error instanceof PackageError ? error : new PackageError(error.code, `${url}: ${error.message}`);
        problem = error;
      }
      const isPassing = answer === undefined || answer.status >= 500 || answer.status === 429 || answer.status === 408;
      if (!isPassing) return this.#judge(url, answer);
      if (attempt >= most) {
        if (answer !== undefined) return this.#judge(url, answer);
        throw new PackageError(problem.code, `${url}: ${problem.message}`);
      }
      const wait = Math.min(config.number('fetch-retry-mintimeout', 1000) * config.number('fetch-retry-factor', 4) ** attempt, config.number('fetch-retry-maxtimeout', 60_000));
      if (config.is('verbose')) this.warn(`${url}: ${problem?.message ?? `answer ${answer.status}`}; trying again`);
      const asked = Number(answer?.headers['retry-after']);
      await delay(asked > 0 ? Math.min(asked * 1000, 60_000) : wait);
    }
  }

  async #judge(url, answer) {
    if (answer.status < 400) return { ...answer, body: await decode(answer.body, answer.headers['content-encoding']) };
    const code = `E${answer.status}`;
    const why = { 401: ' (not logged in: //host/:_authToken in .npmrc)', 403: ' (not allowed)', 404: ' (not found)' }[answer.status] ?? '';
    throw new PackageError(code, `${url}: the registry answers ${answer.status}${why}`, { statusCode: answer.status });
  }

  // ---- documents ----------------------------------------------------------------------------------------------------------

  #file(url) {
    const { host, pathname } = new URL(url);
    return path.join(this.#config.cache, 'documents', encodeURIComponent(host), `${encodeURIComponent(pathname.slice(1))}.json`);
  }

  #keep(file, entry) {
    const temporary = path.join(path.dirname(file), `.${uniqueName()}`);
    const work = (async () => {
      await fs.promises.mkdir(path.dirname(file), { recursive: true });
      await fs.promises.writeFile(temporary, JSON.stringify(entry));
      await fs.promises.rename(temporary, file);
    })().catch((error) => this.warn(`the cache cannot be written: ${error.message}`)).finally(() => this.#writing.delete(work));
    this.#writing.add(work);
  }

  warn(text) {
    process.stderr.write(`protojs: warning: ${text}\n`);
  }

  // What is waiting to be written is.
  async settle() {
    await Promise.all(this.#writing);
  }

  #kept(file) {
    try {
      const entry = readJson(file);
      return typeof entry?.document?.versions === 'object' && typeof entry.time === 'number' ? entry : undefined;
    } catch (error) {
      if (error.code === 'EJSONPARSE') return undefined; // damaged: it is fetched and written again
      throw error;
    }
  }

  async #document(name) {
    const config = this.#config;
    const url = config.registry(name) + name.replace('/', '%2f');
    const file = this.#file(url);
    const kept = this.#kept(file);
    const age = kept === undefined ? Infinity : Date.now() - kept.time;
    const believed = config.is('prefer-online') ? 0 : kept?.fresh ?? FRESH_MS;
    if (kept !== undefined && (config.is('offline') || config.is('prefer-offline') || (age >= 0 && age < believed))) return kept.document;
    const headers = { accept: SHORT_FORM };
    if (kept?.etag !== undefined) headers['if-none-match'] = kept.etag;
    else if (kept?.modified !== undefined) headers['if-modified-since'] = kept.modified;
    let answer;
    try {
      answer = await this.request(url, headers);
    } catch (error) {
      if (error.code === 'E404') throw new PackageError('E404', `there is no package ${name} in ${config.registry(name)}`, { package: name });
      throw error;
    }
    const age_ = /max-age=(\d+)/.exec(answer.headers['cache-control'] ?? '');
    const fresh = age_ === null ? FRESH_MS : Number(age_[1]) * 1000;
    const entry = { time: Date.now(), fresh, etag: answer.headers.etag, modified: answer.headers['last-modified'] };
    if (answer.status === 304) entry.document = kept.document;
    else {
      let doc;
      try {
        doc = JSON.parse(answer.body.toString('utf8'));
      } catch (error) {
        throw new PackageError('EJSONPARSE', `${url}: what the registry sends is no JSON: ${error.message}`);
      }
      entry.document = slimPackument(doc);
    }
    this.#keep(file, entry);
    return entry.document;
  }

  // The document about a package, in its short form: {name, dist-tags, versions}.
  packument(name) {
    let work = this.#documents.get(name);
    if (work === undefined) this.#documents.set(name, work = this.#document(name));
    return work;
  }

  // All that the registry says.
  async fullPackument(name) {
    const answer = await this.request(this.#config.registry(name) + name.replace('/', '%2f'), { accept: 'application/json' });
    return JSON.parse(answer.body.toString('utf8'));
  }

  // The bytes at an address. Archives of a registry that moved are where the settings say.
  async archive(url) {
    return (await this.request(url, { accept: '*/*', 'accept-encoding': 'identity' })).body;
  }

  close() {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}

module.exports = { Registry };
