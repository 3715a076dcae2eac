// SPDX-License-Identifier: MIT
// fs.glob: a walk over (directory, pattern, position in the pattern). Each triple is looked at once and each directory is
// listed once. A generator yields what it needs of the system, so that one walk serves the synchronous and the
// asynchronous form.
//
// "**" and names with wildcards go through real directories, and so does the name after "**"; in a link whose name fits what comes after "**" that
// is looked for once more. Patterns that begin with "./" are Node's exception: there "**" leads into a link, too.
// A directory that cannot be listed has no matches.

const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { validateObject, validateString, validateStringArray } = require('internal/validators');
const { native, getValidatedPath } = require('internal/fs/utils');
const { Dirent, DIRECTORY, LINK, unpack } = require('internal/fs/dirent');
const { GLOBSTAR, createMatcher, parsePatterns, segmentMatches } = require('internal/fs/glob_pattern');
const { basename, dirname, join, resolve } = require('path');

const FS_TYPES = 2;
const STAT_LINK = 2;
const doubles = new Float64Array(native.statDoubles);
const modeTypes = {
  '__proto__': null, 0o100000: 1, 0o040000: 2, 0o120000: 3, 0o010000: 4, 0o140000: 5, 0o020000: 6, 0o060000: 7,
};

function typeNow() {
  return modeTypes[doubles[1] & 0o170000] ?? 0;
}

function listingOf(packed) {
  const entries = new Map();
  if (typeof packed !== 'string') return entries; // could not be listed
  const { names, types } = unpack(packed, 'utf8');
  for (let i = 0; i < names.length; i++) entries.set(names[i], types.charCodeAt(i) - 48);
  return entries;
}

function answerSync({ list, type, follow }) {
  if (list !== undefined) return listingOf(native.readdir(list, FS_TYPES));
  return native.stat(type, follow ? 0 : STAT_LINK) === 0 ? typeNow() : -1;
}

function answer({ list, type, follow }) {
  return new Promise((resolvePromise) => {
    if (list !== undefined) {
      native.readdir(list, FS_TYPES, (status, packed) => resolvePromise(listingOf(packed)));
    } else {
      native.stat(type, follow ? 0 : STAT_LINK,
                  (status) => resolvePromise(status === 0 ? typeNow() : -1));
    }
  });
}

// Whether what matched the segment at `index` may be a link to the directory that the pattern wants there.
function mayBeLink({ segments, dotted }, index) {
  const segment = segments[index];
  if (segment === GLOBSTAR) return dotted;
  return typeof segment === 'string' && (dotted || segments[index - 1] !== GLOBSTAR);
}

class Glob {
  #root;
  #base;
  #withFileTypes;
  #exclude;
  #patterns;
  #lists = new Map();
  #seen = new Set();
  #found = new Set();

  constructor(pattern, options = {}) {
    validateObject(options, 'options');
    const { cwd, exclude, withFileTypes } = options;
    this.#base = cwd === undefined || cwd === null ? '.' : getValidatedPath(cwd, 'options.cwd');
    this.#root = resolve(String(this.#base));
    this.#withFileTypes = Boolean(withFileTypes);
    this.#exclude = this.#excluder(exclude);
    if (Array.isArray(pattern)) validateStringArray(pattern, 'patterns');
    else validateString(pattern, 'patterns');
    this.#patterns = [].concat(pattern).flatMap((each) => parsePatterns(each));
  }

  #excluder(exclude) {
    if (exclude === undefined || exclude === null) return undefined;
    if (typeof exclude === 'function') {
      return (path, name, type) => {
        if (this.#withFileTypes) return exclude(this.#dirent(path, type));
        return exclude(name) || (type === DIRECTORY && path !== name && exclude(path));
      };
    }
    if (!Array.isArray(exclude)) {
      throw new ERR_INVALID_ARG_TYPE('options.exclude', ['function', 'string[]'], exclude);
    }
    validateStringArray(exclude, 'options.exclude');
    const matchers = exclude.map((pattern) => createMatcher(pattern));
    return (path, name, type, asDirectory) => matchers.some((matches) => {
      const slash = asDirectory && type === DIRECTORY ? '/' : '';
      return matches(path + slash) || (path[0] !== '/' && matches(resolve(this.#root, path) + slash));
    });
  }

  #full(path) {
    return path[0] === '/' ? path : path === '' ? this.#root : `${this.#root}/${path}`;
  }

  #dirent(path, type) {
    const full = path[0] === '/' ? path : join(String(this.#base), path);
    return new Dirent(basename(full), type, dirname(full));
  }

  // ---- the walk ------------------------------------------------------------------------------------------------------

  * #list(path) {
    const full = this.#full(path);
    let entries = this.#lists.get(full);
    if (entries === undefined) {
      entries = yield { list: full };
      this.#lists.set(full, entries);
    }
    return entries;
  }

  * #isDirectory(path, type) {
    if (type !== LINK) return type === DIRECTORY;
    return (yield { type: this.#full(path), follow: true }) === DIRECTORY;
  }

  // A path that matched the pattern up to `index`; yields results as { found }.
  * #reach(queue, path, type, pattern, index, checked) {
    const { segments, directory } = pattern;
    const goesOn = directory || index < segments.length;
    if (!checked && this.#exclude?.(path, basename(path), type, goesOn)) return;
    if (type === LINK && goesOn && !mayBeLink(pattern, index - 1)) return;
    if (index < segments.length) {
      if (yield* this.#isDirectory(path, type)) queue.push({ path, type, pattern, index });
      // What "**" may also match as nothing: the path itself.
      else if (index === segments.length - 1 && segments[index] === GLOBSTAR &&
               !directory && typeof segments[index - 1] === 'string') {
        yield* this.#report(path, type);
      }
      return;
    }
    if (directory && !(yield* this.#isDirectory(path, type))) return;
    yield* this.#report(path, type);
  }

  * #report(path, type) {
    const key = path === '' ? '.' : path;
    if (this.#found.has(key)) return;
    this.#found.add(key);
    yield { found: this.#withFileTypes ? this.#dirent(path, type) : key };
  }

  #child(path, name) {
    if (name === '..') return path === '' ? '..' : join(path, '..') === '.' ? '' : join(path, '..');
    return path === '' ? name : path === '/' ? `/${name}` : `${path}/${name}`;
  }

  * #literal(queue, state, name) {
    const { path, pattern, index } = state;
    const child = this.#child(path, name);
    const known = this.#lists.get(this.#full(path));
    const type = known !== undefined && name !== '..' ? known.get(name) ?? -1 :
      yield { type: this.#full(child), follow: false };
    if (type !== -1) yield* this.#reach(queue, child, type, pattern, index + 1, name === '..');
  }

  * #star(queue, state) {
    const { path, type, pattern, index } = state;
    const isLast = index === pattern.segments.length - 1;
    yield* this.#reach(queue, path, isLast ? type : DIRECTORY, pattern, index + 1, true);
    for (const { 0: name, 1: childType } of yield* this.#list(path)) {
      if (name[0] === '.' && (childType !== LINK || isLast)) continue;
      const child = this.#child(path, name);
      if (childType === DIRECTORY) {
        yield* this.#reach(queue, child, childType, pattern, index, false);
      } else if (isLast) {
        yield* this.#reach(queue, child, childType, pattern, index + 1, false);
      } else if (childType === LINK && (pattern.dotted || segmentMatches(pattern.segments[index + 1], name)) &&
                 !this.#exclude?.(child, name, childType) && (yield* this.#isDirectory(child, childType))) {
        queue.push({ path: child, type: childType, pattern, index: index + 1 });
      }
    }
  }

  * #names(queue, state, segment) {
    const { path, pattern, index } = state;
    for (const { 0: name, 1: type } of yield* this.#list(path)) {
      if (segmentMatches(segment, name)) {
        yield* this.#reach(queue, this.#child(path, name), type, pattern, index + 1, false);
      }
    }
  }

  * #walk() {
    const queue = [];
    for (const pattern of this.#patterns) {
      if (pattern.segments.length === 0) {
        if (pattern.absolute) yield* this.#report('/', DIRECTORY);
        continue;
      }
      queue.push({ path: pattern.absolute ? '/' : '', type: DIRECTORY, pattern, index: 0 });
    }
    for (let i = 0; i < queue.length; i++) {
      const state = queue[i];
      const { path, pattern, index } = state;
      const key = `${this.#patterns.indexOf(pattern)}:${index}:${path}`;
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      const segment = pattern.segments[index];
      if (segment === GLOBSTAR) yield* this.#star(queue, state);
      else if (typeof segment === 'string') yield* this.#literal(queue, state, segment);
      else yield* this.#names(queue, state, segment);
    }
  }

  globSync() {
    const results = [];
    const walk = this.#walk();
    for (let step = walk.next(); !step.done;) {
      const request = step.value;
      if (request.found !== undefined) {
        results.push(request.found);
        step = walk.next();
      } else {
        step = walk.next(answerSync(request));
      }
    }
    return results;
  }

  async* glob() {
    const walk = this.#walk();
    for (let step = walk.next(); !step.done;) {
      const request = step.value;
      if (request.found !== undefined) {
        yield request.found;
        step = walk.next();
      } else {
        step = walk.next(await answer(request));
      }
    }
  }
}

module.exports = { Glob };
