// SPDX-License-Identifier: MIT
//
// A URL as fetch needs it, read once: programs ask for the same ones again and again.
'use strict';

const { URL } = require('internal/url');

const REMEMBERED = 256;

const known = new Map();

class Target {
  pool = null; // of the connections to its origin

  constructor(url) {
    this.href = url.href;
    this.hash = url.hash;
    this.bare = this.hash === '' ? this.href : this.href.slice(0, -this.hash.length); // without a fragment
    this.protocol = url.protocol;
    this.secure = this.protocol === 'https:';
    this.origin = url.origin;
    this.username = url.username;
    this.password = url.password;
    this.host = url.host;
    this.hostname = url.hostname;
    this.port = url.port;
    this.path = url.pathname + url.search;
  }
}

// Of a text that is an absolute URL. Throws what URL throws.
function targetOf(text) {
  let target = known.get(text);
  if (target !== undefined) return target;
  target = new Target(new URL(text));
  if (known.size >= REMEMBERED) known.clear();
  known.set(text, target);
  return target;
}

// Of a reference from another; it takes over that one's fragment where it has none.
function follow(text, from) {
  const url = new URL(text, from.href);
  if (url.hash === '') url.hash = from.hash;
  return new Target(url);
}

module.exports = { follow, targetOf };
