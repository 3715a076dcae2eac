// SPDX-License-Identifier: MIT
// A FIFO of any length that never moves its items: a chain of fixed-size rings. Both ends cost O(1) and, unlike with a
// growing array, neither a push nor a shift ever copies.

const RING = 2048; // slots a ring, a power of two; one stays empty to tell full from empty
const MASK = RING - 1;

class Ring {
  bottom = 0;
  top = 0;
  list = new Array(RING);
  next = null;

  isEmpty() {
    return this.top === this.bottom;
  }

  isFull() {
    return ((this.top + 1) & MASK) === this.bottom;
  }

  push(item) {
    this.list[this.top] = item;
    this.top = (this.top + 1) & MASK;
  }

  shift() {
    const item = this.list[this.bottom];
    if (item === undefined) return null;
    this.list[this.bottom] = undefined;
    this.bottom = (this.bottom + 1) & MASK;
    return item;
  }
}

// `undefined` cannot be queued: shift() answers null for it and stays in place.
module.exports = class FixedQueue {
  constructor() {
    this.head = this.tail = new Ring();
  }

  isEmpty() {
    return this.head.isEmpty();
  }

  push(item) {
    if (this.head.isFull()) this.head = this.head.next = new Ring();
    this.head.push(item);
  }

  shift() {
    const tail = this.tail;
    const item = tail.shift();
    if (tail.isEmpty() && tail.next !== null) {
      this.tail = tail.next;
      tail.next = null;
    }
    return item;
  }
};
