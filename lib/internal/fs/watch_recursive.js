// SPDX-License-Identifier: MIT
// fs.watch with `recursive`: a watch per directory of the tree, added and dropped as directories come and go. What is in a
// new directory by the time its watch stands is reported once, since its own events may be lost. Links are not entered.

const EventEmitter = require('events');
const { native, decodeName, wantsBytes } = require('internal/fs/utils');
const { DIRECTORY, unpack } = require('internal/fs/dirent');
const { watchError } = require('internal/fs/watchers');
const { basename, join } = require('path');

const FS_TYPES = 2;
const STAT_LINK = 2;
const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const GONE = new Set([-2, -20]); // ENOENT, ENOTDIR
const doubles = new Float64Array(native.statDoubles);

class RecursiveWatcher extends EventEmitter {
  #root;
  #encoding;
  #ignore;
  #referenced;
  #handles = new Map(); // relative directory -> handle
  #closed = false;

  constructor(root, persistent, encoding, ignore) {
    super();
    this.#root = root;
    this.#encoding = encoding;
    this.#ignore = ignore;
    this.#referenced = persistent;
    const status = native.stat(root, 0);
    if (status < 0) throw watchError(status, root);
    if ((doubles[1] & S_IFMT) === S_IFDIR) {
      this.#enter('', false);
    } else {
      this.#watch('', (event) => this.#report(event, basename(root)));
    }
  }

  #watch(relative, onEvent) {
    const path = join(this.#root, relative);
    const handle = native.watchStart(path, this.#referenced, false, (status, event, name) => {
      if (this.#closed) return;
      if (status < 0) this.#fail(status, path);
      else onEvent(event, name);
    });
    if (typeof handle !== 'number') {
      this.#handles.set(relative, handle);
      return true;
    }
    if (relative !== '' && GONE.has(handle)) return false; // it went away meanwhile
    this.#releaseAll();
    throw watchError(handle, path);
  }

  // Watches a directory and all below it; a new one reports what it already holds.
  #enter(relative, isNew) {
    if (this.#handles.has(relative)) return;
    if (!this.#watch(relative, (event, name) => this.#onEvent(relative, event, name))) return;
    const packed = native.readdir(join(this.#root, relative), FS_TYPES);
    if (typeof packed !== 'string') return; // gone, or not ours to read: its parent tells of its end
    const { names, types } = unpack(packed, 'utf8');
    for (let i = 0; i < names.length; i++) {
      const child = join(relative, names[i]);
      const isDirectory = types.charCodeAt(i) - 48 === DIRECTORY;
      if (isDirectory && this.#ignore?.(child)) continue;
      if (isNew) this.#report('rename', child);
      if (isDirectory) this.#enter(child, isNew);
    }
  }

  #onEvent(relative, event, name) {
    if (name === null || (name === basename(join(this.#root, relative)) && !this.#exists(relative))) {
      // Its own end: a directory's parent tells of it, but for the root.
      if (relative === '' && event === 'rename') this.#report(event, '');
      return;
    }
    const child = join(relative, name);
    if (event === 'rename') this.#follow(child);
    this.#report(event, child);
  }

  #exists(relative) {
    return native.stat(join(this.#root, relative), STAT_LINK) === 0;
  }

  // Something was made, moved or removed under this name.
  #follow(child) {
    if (!this.#exists(child)) {
      this.#leave(child);
    } else if ((doubles[1] & S_IFMT) === S_IFDIR && !this.#ignore?.(child)) {
      const path = child;
      // After the event of the directory itself.
      process.nextTick(() => {
        if (!this.#closed) this.#enterLater(path);
      });
    }
  }

  #enterLater(path) {
    try {
      this.#enter(path, true);
    } catch (error) {
      this.emit('error', error);
    }
  }

  #leave(directory) {
    for (const { 0: relative, 1: handle } of this.#handles) {
      if (relative === directory || relative.startsWith(`${directory}/`)) {
        native.watchClose(handle);
        this.#handles.delete(relative);
      }
    }
  }

  #report(event, name) {
    if (this.#closed || this.#ignore?.(name)) return;
    if (!wantsBytes(this.#encoding)) return void this.emit('change', event, name);
    const bytes = require('buffer').Buffer.from(name);
    this.emit('change', event, decodeName(bytes, this.#encoding));
  }

  #fail(status, path) {
    this.#releaseAll();
    this.#closed = true;
    this.emit('error', watchError(status, path));
  }

  #releaseAll() {
    for (const handle of this.#handles.values()) native.watchClose(handle);
    this.#handles.clear();
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#releaseAll();
    process.nextTick(() => this.emit('close'));
  }

  ref() {
    this.#referenced = true;
    for (const handle of this.#handles.values()) native.watchRef(handle, true);
    return this;
  }

  unref() {
    this.#referenced = false;
    for (const handle of this.#handles.values()) native.watchRef(handle, false);
    return this;
  }
}

module.exports = { RecursiveWatcher };
