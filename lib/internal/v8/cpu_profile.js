// SPDX-License-Identifier: MIT
// CPU profiles in V8's format, from the engine's samples of the stack. One sampler serves all profiles of a thread; its samples are taken over now and then, and when
// a profile ends. The engine says where a function is, not where it begins: that is looked up at the end, among the functions that are alive, which those are that the
// sampler has not handed over yet.
'use strict';

const native = binding('profiler');
const TAKE_EVERY_MS = 10_000; // functions of what was taken may be gone at the end
const NOWHERE = 4294967295;
const IDLE_AFTER_US = 10_000; // without a sample
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const profiles = new Set(); // that are being made
let timer;

const now = () => Number(require('process').hrtime.bigint() / 1000n);

// ---- functions ------------------------------------------------------------------------------------------------------

// The frames that one profile calls the same function have the same key.
function keyOf(frame) {
  const { location } = frame;
  return `${frame.sourceID} ${location.slice(0, location.indexOf(':'))} ${frame.name}`;
}

function describe(frame, urls) {
  const { sourceID, name, location } = frame;
  const isNative = sourceID === NOWHERE;
  return {
    // Where the stack could not be read V8 has '(program)', too.
    name: name === '(program)' || name === '(module)' ? '' : name === '(unknown)' ? '(program)' : name,
    isGlobal: name === '(program)' || name === '(module)' || name === '(eval)',
    scriptId: isNative ? 0 : sourceID,
    url: isNative ? '' : urls.get(sourceID) ?? '',
    hash: location.slice(1, 7),
    line: frame.line === NOWHERE ? 0 : frame.line, // somewhere in it
  };
}

function hashNumber(text) {
  let number = 0;
  for (let i = 0; i < text.length; i++) number = number * 62 + DIGITS.indexOf(text[i]);
  return number;
}

// Of functions with the same text the last one that begins before a line in it.
function placeOf(places, { url, hash, line, isGlobal }) {
  if (url === '' || isGlobal) return [url === '' ? -1 : 0, url === '' ? -1 : 0];
  const number = Math.floor(hashNumber(hash) / 2);
  let best;
  for (const place of places.get(url) ?? []) {
    if (place.hash === number && (best === undefined || (place.line < line && place.line > best.line))) best = place;
  }
  return best === undefined ? [Math.max(line - 1, 0), 0] : [best.line, best.column];
}

// ---- a profile ------------------------------------------------------------------------------------------------------

class Profile {
  #functions = new Map(); // key -> description
  #nodes = [];
  #root = this.#add(undefined, '(root)', { name: '(root)', url: '', scriptId: 0, isGlobal: false });
  #start = now();
  #last = this.#start;
  #samples = [];
  #deltas = [];

  #add(parent, key, description) {
    const node = { id: this.#nodes.length + 1, description, hits: 0, children: new Map(), ticks: undefined };
    this.#nodes.push(node);
    parent?.children.set(key, node);
    return node;
  }

  #child(parent, frame, urls) {
    const key = keyOf(frame);
    const known = parent.children.get(key);
    if (known !== undefined) {
      if (frame.line < known.description.line) known.description.line = frame.line;
      return known;
    }
    let description = this.#functions.get(key);
    if (description === undefined) this.#functions.set(key, description = describe(frame, urls));
    return this.#add(parent, key, description);
  }

  #sample(node, time) {
    const at = Math.max(time, this.#last);
    this.#samples.push(node.id);
    this.#deltas.push(at - this.#last);
    this.#last = at;
    node.hits++;
  }

  // Between two calls into JavaScript the thread waits, as a rule.
  #wait(until, interval) {
    if (until - this.#last < IDLE_AFTER_US + interval) return;
    const idle = this.#root.children.get('(idle)') ??
      this.#add(this.#root, '(idle)', { name: '(idle)', url: '', scriptId: 0, isGlobal: false });
    this.#sample(idle, this.#last + interval);
  }

  add({ traces, sources, interval }) {
    const urls = new Map();
    for (const { sourceID, url } of sources) urls.set(sourceID, url);
    for (const { timestamp, frames } of traces) {
      const time = Math.round(timestamp * 1e6);
      // C that machine code calls is the work of its function.
      while (frames.length > 1 && frames[0].name === '(unknown)') frames.shift();
      if (time < this.#start || frames.length === 0) continue;
      let node = this.#root;
      for (let i = frames.length - 1; i >= 0; i--) node = this.#child(node, frames[i], urls);
      this.#wait(time, interval * 1e6);
      this.#sample(node, time);
      const { line } = frames[0];
      if (line === NOWHERE) continue;
      node.ticks ??= new Map();
      node.ticks.set(line, (node.ticks.get(line) ?? 0) + 1);
    }
  }

  // `places` as functionPlaces() gives them.
  result(places) {
    const endTime = Math.max(now(), this.#last);
    this.#wait(endTime, 1000);
    const nodes = this.#nodes.map(({ id, description, hits, children, ticks }) => {
      const { 0: lineNumber, 1: columnNumber } = placeOf(places, description);
      const { name: functionName, scriptId, url } = description;
      const node = { id, hitCount: hits, callFrame: { functionName, scriptId, url, lineNumber, columnNumber } };
      if (children.size > 0) node.children = Array.from(children.values(), (child) => child.id);
      if (ticks !== undefined) node.positionTicks = Array.from(ticks, ({ 0: line, 1: count }) => ({ line, ticks: count }));
      return node;
    });
    return { nodes, startTime: this.#start, endTime, samples: this.#samples, timeDeltas: this.#deltas };
  }
}

// ---- the sampler ----------------------------------------------------------------------------------------------------

function takeOver() {
  const text = native.takeSamples();
  if (text === undefined) return;
  const samples = JSON.parse(text);
  for (const profile of profiles) profile.add(samples);
}

// Begins one. Fails where the engine has no sampler.
function start(name) {
  if (profiles.size === 0) {
    if (native.startSampling() < 0) {
      const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');
      throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(name);
    }
    timer = setInterval(takeOver, TAKE_EVERY_MS);
    timer.unref();
  }
  const profile = new Profile();
  profiles.add(profile);
  return profile;
}

// Ends one, and gives it as V8 would.
function stop(profile) {
  const places = require('internal/v8/function_places').functionPlaces();
  takeOver();
  profiles.delete(profile);
  if (profiles.size === 0) {
    native.stopSampling();
    clearInterval(timer);
  }
  return profile.result(places);
}

class SyncCPUProfileHandle {
  #profile = start('v8.startCpuProfile()');

  stop() {
    if (this.#profile === undefined) return undefined;
    const profile = this.#profile;
    this.#profile = undefined;
    return JSON.stringify(stop(profile));
  }

  [Symbol.dispose]() {
    this.stop();
  }
}

// ---- of another thread ----------------------------------------------------------------------------------------------

const asked = new Map(); // number -> profile
let lastAsked = 0;

function startAsked() {
  asked.set(++lastAsked, start('worker.startCpuProfile()'));
  return lastAsked;
}

function stopAsked(number) {
  const profile = asked.get(number);
  asked.delete(number);
  return JSON.stringify(stop(profile));
}

// On the side that asks. `ask(name, argument)` asks the thread.
class CPUProfileHandle {
  #ask;
  #number;
  #result;

  constructor(ask, number) {
    this.#ask = ask;
    this.#number = number;
  }

  stop() {
    return this.#result ??= this.#ask('stopCpuProfile', this.#number);
  }

  async [Symbol.asyncDispose]() {
    await this.stop();
  }
}

module.exports = { start, stop, SyncCPUProfileHandle, CPUProfileHandle, startAsked, stopAsked };
