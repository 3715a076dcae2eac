// SPDX-License-Identifier: MIT
// A shared list as a frozen array: for code that asks `Array.isArray()`, `in`, Object.keys(), or takes a list through Array.prototype. A proxy that reads the list until
// something asks for all of it; then the elements come over, and it is the array that answers.
'use strict';

const { FrozenHandler } = require('internal/protocore/reader');
const { kAddress, kHold, sharedProxies } = require('internal/protocore/symbols');

const { defineProperty, freeze } = Object;

function indexOf(key) {
  if (typeof key !== 'string') return -1;
  const i = +key;
  return Number.isInteger(i) && i >= 0 && String(i) === key ? i : -1;
}

class ViewHandler extends FrozenHandler {
  constructor(list) {
    super();
    this.list = list;
    this.filled = false;
  }

  fill(target) {
    if (this.filled) return target;
    this.filled = true;
    const { list } = this;
    const holes = list.holes();
    for (let i = 0; i < list.size; i++) {
      if (!holes.has(i)) defineProperty(target, i, { __proto__: null, value: list.get(i), writable: true, enumerable: true, configurable: true });
    }
    target.length = list.size;
    return freeze(target);
  }

  get(target, key, receiver) {
    if (key === kAddress || key === kHold) return this.list[key]; // sent and shared, it is the list
    if (this.filled) return Reflect.get(target, key, receiver);
    if (key === 'length') return this.list.size;
    const i = indexOf(key);
    return i >= 0 && i < this.list.size ? this.list.get(i) : Reflect.get(target, key, receiver);
  }
}

const views = new WeakMap(); // list -> its view

function viewOf(list) {
  let view = views.get(list);
  if (view === undefined) {
    view = new Proxy([], new ViewHandler(list));
    sharedProxies.add(view);
    views.set(list, view);
  }
  return view;
}

module.exports = { viewOf };
