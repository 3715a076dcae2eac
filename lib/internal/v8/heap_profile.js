// SPDX-License-Identifier: MIT
// Heap profiles in V8's format: which functions allocated how much, by samples. What was collected since counts, too: the engine does not tell what became of a
// sample; what is alive is for snapshots to show.
'use strict';

const native = binding('profiler');
const INTERVAL = 512 * 1024; // bytes between two samples

function start(name, interval = INTERVAL) {
  const status = native.startAllocations(interval);
  if (status === 0) return;
  const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM, ERR_HEAP_PROFILE_HAVE_BEEN_STARTED } } = require('internal/errors');
  if (status === -114) throw new ERR_HEAP_PROFILE_HAVE_BEEN_STARTED(); // EALREADY
  throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(name);
}

// The frames of a stack as the engine writes it, the outermost first: "#0 name() at file.js:12".
function framesOf(stack) {
  const frames = [];
  for (const line of stack.split('\n')) {
    const match = /^#\d+ (.*)\(\) at (?:\[native code\]|(.*):(\d+))$/.exec(line);
    if (match !== null) frames.push({ name: match[1], url: match[2] ?? '', line: Number(match[3] ?? 0) });
  }
  return frames.reverse();
}

// Where the innermost function begins that a line is in.
function placeOf(places, { url, line }) {
  let best;
  for (const place of places.get(url) ?? []) {
    if (place.line < line && line - 1 <= place.last && (best === undefined || place.line > best.line)) best = place;
  }
  return best ?? { line: url === '' ? -1 : line - 1, column: url === '' ? -1 : 0 };
}

class Tree {
  #ids = 0;
  #scripts = new Map(); // URL -> number
  #places;
  #children = new Map(); // node -> Map(key -> node)
  head;

  constructor(places) {
    this.#places = places;
    this.head = this.#make('(root)', '', -1, -1);
  }

  #make(functionName, url, lineNumber, columnNumber) {
    let scriptId = 0;
    if (url !== '') {
      scriptId = this.#scripts.get(url) ?? this.#scripts.size + 1;
      this.#scripts.set(url, scriptId);
    }
    const node = { callFrame: { functionName, scriptId, url, lineNumber, columnNumber }, selfSize: 0, id: ++this.#ids, children: [] };
    this.#children.set(node, new Map());
    return node;
  }

  at(frames) {
    let node = this.head;
    for (const frame of frames) {
      const { line, column } = placeOf(this.#places, frame);
      const key = `${line}:${column}:${frame.name}:${frame.url}`;
      const known = this.#children.get(node);
      let child = known.get(key);
      if (child === undefined) {
        child = this.#make(frame.name, frame.url, line, column);
        known.set(key, child);
        node.children.push(child);
      }
      node = child;
    }
    return node;
  }
}

// Ends the profile of this thread, and gives it as V8 would.
function stop() {
  const [stacks, numbers] = native.stopAllocations();
  const frames = stacks.map(framesOf);
  const tree = new Tree(require('internal/v8/function_places').functionPlaces());
  const nodes = frames.map((list) => tree.at(list));
  const samples = [];
  for (let i = 0; i < numbers.length; i += 2) {
    const node = nodes[numbers[i]];
    node.selfSize += numbers[i + 1];
    samples.push({ size: numbers[i + 1], nodeId: node.id, ordinal: i / 2 + 1 });
  }
  return JSON.stringify({ head: tree.head, samples });
}

// On the side that asks a thread. `ask(name)` asks it.
class HeapProfileHandle {
  #ask;
  #result;

  constructor(ask) {
    this.#ask = ask;
  }

  stop() {
    return this.#result ??= this.#ask('stopHeapProfile');
  }

  async [Symbol.asyncDispose]() {
    await this.stop();
  }
}

module.exports = { start, stop, HeapProfileHandle };
