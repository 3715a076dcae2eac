// SPDX-License-Identifier: MIT
// Settings: the command line, then the environment (npm_config_*), then the .npmrc of the project, of the user and of the system.

const fs = require('fs');
const os = require('os');
const path = require('path');
const { PackageError, readText } = require('internal/npm/util');

// Options of the command line: true for switches, false for those that have a value. Any other of npm's settings may be given as --name=value.
const SWITCHES = new Set([
  'save', 'save-dev', 'save-exact', 'save-optional', 'save-peer', 'save-prod', 'save-bundle', 'production', 'ignore-scripts', 'legacy-peer-deps', 'strict-peer-deps',
  'force', 'global', 'json', 'long', 'parseable', 'all', 'yes', 'offline', 'prefer-offline', 'prefer-online', 'package-lock', 'package-lock-only', 'dry-run', 'if-present',
  'workspaces', 'include-workspace-root', 'strict-ssl', 'engine-strict', 'prefer-dedupe', 'silent', 'quiet', 'verbose', 'audit', 'fund', 'progress', 'private', 'bin-links', 'optional', 'dev',
  'omit-lockfile-registry-resolved', 'foreground-scripts', 'update-notifier', 'package-lock-only', 'install-links', 'allow-all-scripts',
]);
const SHORT = {
  D: ['save-dev', true], E: ['save-exact', true], O: ['save-optional', true], P: ['save-prod', true], S: ['save', true], B: ['save-bundle', true],
  f: ['force', true], g: ['global', true], y: ['yes', true], a: ['all', true], l: ['long', true], p: ['parseable', true], s: ['silent', true], q: ['quiet', true], d: ['verbose', true],
  w: ['workspace'], C: ['prefix'], c: ['call'],
};
const LISTS = new Set(['omit', 'include', 'workspace', 'ca', 'package']);

const put = (into, name, value) => {
  if (LISTS.has(name)) into[name] = [...(into[name] ?? []), ...(Array.isArray(value) ? value : [value])];
  else into[name] = value;
};

function bad(text) {
  return new PackageError('EUSAGE', text);
}

// One word that starts with a dash; returns how many words it took.
function readOption(words, at, into, alone) {
  const word = words[at];
  if (word[1] !== '-') {
    for (let i = 1; i < word.length; i++) {
      const short = SHORT[word[i]];
      if (short === undefined) throw bad(`unknown option ${word}`);
      if (short.length === 2) put(into, short[0], true);
      else if (i + 1 < word.length || at + 1 >= words.length) throw bad(`option ${word} needs a value`);
      else return put(into, short[0], words[at + 1]), 2;
    }
    return 1;
  }
  const equals = word.indexOf('=');
  const name = word.slice(2, equals === -1 ? undefined : equals);
  if (equals !== -1) {
    put(into, name, word.slice(equals + 1));
    return 1;
  }
  if (name.startsWith('no-')) return put(into, name.slice(3), false), 1;
  if (SWITCHES.has(name) || alone.has(name)) return put(into, name, true), 1;
  if (at + 1 >= words.length || words[at + 1].startsWith('-')) return put(into, name, true), 1;
  put(into, name, words[at + 1]);
  return 2;
}

// Options and the other words. `stopAtWord`: options behind the first word belong to somebody else. `alone`: options that take no word, only =value.
function readArguments(words, { stopAtWord = false, alone = new Set(['allow-scripts']) } = {}) {
  const options = {}, rest = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at];
    if (word === '--') {
      rest.push(...words.slice(at + 1));
      return { options, words: rest, dashes: true };
    }
    if (word.startsWith('-') && word.length > 1) {
      at += readOption(words, at, options, alone);
      continue;
    }
    if (stopAtWord) {
      rest.push(...words.slice(at));
      break;
    }
    rest.push(word);
    at++;
  }
  return { options, words: rest };
}

// ---- .npmrc -----------------------------------------------------------------------------------------------------------------

const expand = (text) => text.replace(/(\\*)\$\{([^${}?]+)(\?)?\}/g, (all, slashes, name, optional) => {
  if (slashes.length % 2 === 1) return all.slice((slashes.length + 1) / 2);
  const value = process.env[name];
  return slashes.slice(slashes.length / 2) + (value ?? (optional ? '' : `\${${name}}`));
});

function unquote(text) {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  return quoted === null ? text.replace(/(?<!\\)[;#].*$/, '').trim().replace(/\\([;#\\])/g, '$1') : quoted[2];
}

// Lines of "key = value", "key[] = value", "key"; comments begin with ; or #.
function parseNpmrc(text) {
  const values = {};
  for (const line of text.split(/\r?\n/)) {
    const found = /^\s*([^;#\s=][^=]*?)\s*(?:=\s*(.*?))?\s*$/.exec(line);
    if (found === null || found[1][0] === '[') continue;
    const key = expand(unquote(found[1]));
    const value = found[2] === undefined ? true : expand(unquote(found[2]));
    if (key.endsWith('[]')) (values[key.slice(0, -2)] ??= []).push(value);
    else values[key] = value;
  }
  return values;
}

function fromEnvironment() {
  const values = {};
  for (const [name, value] of Object.entries(process.env)) {
    const found = /^npm_config_(?!_)(.+)$/i.exec(name);
    if (found === null || value === '') continue;
    const key = found[1].startsWith('//') || found[1].startsWith('@') ? found[1] : found[1].toLowerCase().replace(/(?!^)_/g, '-');
    put(values, key, LISTS.has(key) ? value.split(/\n\n|[,\s]+/) : expand(value));
  }
  return values;
}

const isTrue = (value) => value === true || value === 'true' || value === '';
const withSlash = (url) => (url.endsWith('/') ? url : `${url}/`);

class Config {
  #sources;

  constructor(options, prefix) {
    const home = os.homedir();
    const environment = fromEnvironment();
    const file = (name) => {
      const text = name === undefined ? undefined : readText(name);
      return text === undefined ? {} : parseNpmrc(text);
    };
    this.prefix = prefix;
    this.own = options; // those of the command line
    const early = [options, environment, file(path.join(prefix, '.npmrc'))];
    const pick = (key) => early.find((source) => source[key] !== undefined)?.[key];
    const userFile = pick('userconfig') ?? path.join(home, '.npmrc');
    const globalPrefix = environment.prefix ?? path.dirname(path.dirname(process.execPath));
    const user = userFile === path.join(prefix, '.npmrc') ? {} : file(userFile);
    this.#sources = [...early, user, file(pick('globalconfig') ?? path.join(globalPrefix, 'etc', 'npmrc')), file('/etc/npmrc')];
  }

  get(key, otherwise) {
    for (const source of this.#sources) if (source[key] !== undefined) return source[key];
    return otherwise;
  }

  is(key, otherwise = false) {
    const value = this.get(key);
    return value === undefined ? otherwise : isTrue(value);
  }

  number(key, otherwise) {
    const value = Number(this.get(key, otherwise));
    return Number.isFinite(value) ? value : otherwise;
  }

  list(key) {
    const value = this.get(key);
    return value === undefined ? [] : (Array.isArray(value) ? value : [value]).flatMap((item) => `${item}`.split(',')).filter(Boolean);
  }

  // Kinds of dependencies that are not installed.
  get omit() {
    const omit = new Set(this.list('omit'));
    if (this.is('production') || this.get('only') === 'prod' || this.get('only') === 'production') omit.add('dev');
    if (this.get('omit') === undefined && process.env.NODE_ENV === 'production') omit.add('dev');
    if (this.get('optional') === false) omit.add('optional');
    for (const kind of this.list('include')) omit.delete(kind);
    return omit;
  }

  get cache() {
    return this.get('protojs-cache') ?? process.env.PROTOJS_CACHE ??
      path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'protojs', 'npm');
  }

  // The address, with a slash at the end, that is asked for packages of this name.
  registry(name = '') {
    const scope = name[0] === '@' ? name.slice(0, name.indexOf('/')) : undefined;
    const url = (scope === undefined ? undefined : this.get(`${scope}:registry`)) ?? this.get('registry') ?? binding('npm').registry;
    if (!url) {
      throw new PackageError('ENOREGISTRY', 'no package registry is known. Name one by --registry=URL, by the environment (npm_config_registry=URL) ' +
        'or by a line "registry=URL" in ~/.npmrc; "npm config get registry" says which one npm uses.');
    }
    if (!/^https?:\/\//.test(url)) throw new PackageError('EINVALIDREGISTRY', `the registry ${url} is no http address`);
    return withSlash(`${url}`);
  }

  // The Authorization header for an address: what stands in the settings for the longest beginning of it.
  authorization(url) {
    const { host, pathname } = new URL(url);
    let folder = `//${host}${pathname}`;
    for (;;) {
      const key = (name) => this.get(`${folder}:${name}`) ?? (folder.endsWith('/') ? this.get(`${folder.slice(0, -1)}:${name}`) : undefined);
      const token = key('_authToken');
      if (token !== undefined) return `Bearer ${token}`;
      const basic = key('_auth');
      if (basic !== undefined) return `Basic ${basic}`;
      const user = key('username'), password = key('_password');
      if (user !== undefined && password !== undefined) {
        const plain = `${user}:${Buffer.from(`${password}`, 'base64').toString('utf8')}`;
        return `Basic ${Buffer.from(plain).toString('base64')}`;
      }
      const at = folder.slice(0, -1).lastIndexOf('/');
      if (at < 2) return undefined;
      folder = folder.slice(0, at + 1);
    }
  }

  // Options for TLS: certificates to trust beside or instead of the system's.
  tls() {
    const ca = this.list('ca').filter((text) => text !== 'null').map((text) => text.replace(/\\n/g, '\n'));
    const file = this.get('cafile');
    if (typeof file === 'string' && file !== 'null') ca.push(fs.readFileSync(file, 'utf8'));
    // Read once, not for each connection: a file of certificates takes 20 ms.
    const secureContext = ca.length > 0 ? require('tls').createSecureContext({ ca }) : undefined;
    return { ...(secureContext ? { secureContext } : undefined), rejectUnauthorized: this.is('strict-ssl', true) };
  }

  // The proxies of the environment, as Node's agents take them; npm's own settings count more.
  proxies() {
    const e = process.env;
    const https = this.get('https-proxy') ?? this.get('proxy') ?? e.HTTPS_PROXY ?? e.https_proxy;
    const http = this.get('proxy') ?? e.HTTP_PROXY ?? e.http_proxy;
    const off = (value) => value === undefined || value === 'null' || value === 'false' || value === false || value === '';
    if (off(https) && off(http)) return undefined;
    const none = this.get('noproxy') ?? e.NO_PROXY ?? e.no_proxy;
    return { ...(off(https) ? undefined : { HTTPS_PROXY: https }), ...(off(http) ? undefined : { HTTP_PROXY: http }), ...(none ? { NO_PROXY: `${none}` } : undefined) };
  }
}

module.exports = { Config, readArguments, parseNpmrc };
