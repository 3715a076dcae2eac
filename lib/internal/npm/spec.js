// SPDX-License-Identifier: MIT
// What a dependency asks for: the text behind a name in package.json, or a word of the command line.

const path = require('path');
const { PackageError } = require('internal/npm/util');
const semver = require('internal/npm/semver');

const HOSTS = { github: 'github.com', gitlab: 'gitlab.com', bitbucket: 'bitbucket.org' };
const isName = (name) => name.length > 0 && name.length <= 214 && /^(?:@[^/@\s:]+\/)?[^/@\s:\\%?#]+$/.test(name) && !/^[._]/.test(name) &&
  !/^@[^/]*\/\.{1,2}$/.test(name) && name !== 'node_modules' && name !== 'favicon.ico';

function needName(name, raw) {
  if (!isName(name)) throw new PackageError('EINVALIDPACKAGENAME', `"${name}" cannot be the name of a package${raw ? ` (${raw})` : ''}`);
  return name;
}

const isLocal = (text) => /^(?:\.{1,2}(?:\/|$)|~\/|\/|file:|link:)/.test(text);
const isArchive = (text) => /\.(?:tgz|tar\.gz|tar)$/i.test(text);

function localPath(text) {
  let file = text.replace(/^(?:file|link):/, '');
  if (file.startsWith('//')) file = file.replace(/^\/{2,}/, '/');
  if (file.startsWith('~/')) file = path.join(require('os').homedir(), file.slice(2));
  return file;
}

// git+ssh://host/path#commit, git@host:path, github:user/repo, user/repo.
function gitAddress(text) {
  const [address, committish] = text.split('#', 2);
  const short = /^(?:(github|gitlab|bitbucket):)?([^/@\s:]+)\/([^/\s:]+)$/.exec(address);
  if (short !== null) return { url: `https://${HOSTS[short[1] ?? 'github']}/${short[2]}/${short[3].replace(/\.git$/, '')}.git`, committish };
  const ssh = /^(?:git\+ssh:\/\/)?([^@/\s]+@[^:/\s]+):(?!\d+\/)(.+)$/.exec(address);
  if (ssh !== null) return { url: `ssh://${ssh[1]}/${ssh[2]}`, committish };
  if (/^git(?:\+[a-z]+)?:\/\//.test(address)) return { url: address.replace(/^git\+/, ''), committish };
  if (/^https?:\/\/.*\.git$/.test(address)) return { url: address, committish };
  return undefined;
}

// {type, name, raw, ...}: 'range', 'version' or 'tag' with fetchSpec and packageName; 'directory' or 'file' with path; 'remote' with url; 'git' with url and committish; 'workspace'.
// `where`: the folder that paths are relative to.
function parseSpec(name, raw, where) {
  const text = raw.trim();
  if (text.startsWith('npm:')) {
    const { name: real, raw: rest } = splitArgument(text.slice(4));
    const sub = parseSpec(needName(real, raw), rest, where);
    if (!['range', 'version', 'tag'].includes(sub.type)) throw new PackageError('EUNSUPPORTEDPROTOCOL', `${name}@${raw}: an alias names a package of a registry`);
    return { ...sub, name, raw, isAlias: true };
  }
  if (text.startsWith('workspace:')) {
    const range = text.slice(10);
    return { type: 'workspace', name, packageName: name, raw, fetchSpec: range === '' || range === '^' || range === '~' ? '*' : range };
  }
  if (isLocal(text) || (isArchive(text) && !/^[a-z+]+:\/\//i.test(text) && !text.includes(':'))) {
    const file = path.resolve(where, localPath(text));
    return { type: isArchive(file) ? 'file' : 'directory', name, raw, path: file, fetchSpec: file };
  }
  if (/^https?:\/\//.test(text) && gitAddress(text) === undefined) return { type: 'remote', name, raw, url: text, fetchSpec: text };
  const version = semver.valid(text, true);
  if (version !== null) return { type: 'version', name, packageName: name, raw, fetchSpec: version };
  if (semver.isRange(text, { loose: true })) return { type: 'range', name, packageName: name, raw, fetchSpec: text === '' ? '*' : text };
  const git = gitAddress(text);
  if (git !== undefined) return { type: 'git', name, raw, ...git, fetchSpec: git.url };
  if (/^[a-z+.-]+:/i.test(text)) throw new PackageError('EUNSUPPORTEDPROTOCOL', `${name}@${raw}: nothing is known about "${text.slice(0, text.indexOf(':') + 1)}"`);
  if (encodeURIComponent(text) !== text) throw new PackageError('EINVALIDTAGNAME', `${name}@${raw}: "${text}" is neither range nor tag`);
  return { type: 'tag', name, packageName: name, raw, fetchSpec: text };
}

// name, name@spec: the two halves. A word without a name has ''.
function splitArgument(word) {
  const at = word.indexOf('@', word[0] === '@' ? 1 : 0);
  if (at <= 0) return { name: word, raw: '' };
  return { name: word.slice(0, at), raw: word.slice(at + 1) };
}

// A word of the command line. Where it says no name (a folder, an archive, an address), `name` is undefined.
function parseArgument(word, where) {
  const { name, raw } = splitArgument(word);
  if (isName(name) && !isLocal(word) && !isArchive(word)) {
    const spec = parseSpec(name, raw, where);
    return raw === '' ? { ...spec, isBare: true } : spec;
  }
  if (isName(name) && raw !== '' && !isLocal(word) && !/^[^@]*:\/\//.test(word) && gitAddress(word) === undefined) return parseSpec(name, raw, where);
  if (!isLocal(word) && !isArchive(word) && !/^https?:\/\//.test(word) && gitAddress(word) === undefined) needName(name, word);
  return parseSpec(undefined, word, where);
}

// Whether the package comes from a registry.
const isRegistrySpec = ({ type }) => type === 'range' || type === 'version' || type === 'tag';

module.exports = { parseSpec, parseArgument, isRegistrySpec, isName, needName };
