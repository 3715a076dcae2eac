// SPDX-License-Identifier: MIT
//
// What client and server share: names, codes, the grammar of header fields.
'use strict';

const {
  codes: { ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR, ERR_INVALID_HTTP_TOKEN },
} = require('internal/errors');

// In the parser's order (src/http/method.c).
const METHODS = ('DELETE GET HEAD POST PUT CONNECT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK BIND ' +
  'REBIND UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PATCH PURGE MKCALENDAR LINK ' +
  'UNLINK SOURCE QUERY').split(' ');

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
// eslint-disable-next-line no-control-regex
const BAD_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

function isToken(text) {
  return TOKEN.test(text);
}

function hasBadCharacter(text) {
  return BAD_VALUE.test(text);
}

// Names of fields that were found good, with their lower case. Bounded: some programs make names up.
const NAMES_MAX = 1024;
const keys = new Map();

function keyOf(name, label) {
  const known = keys.get(name);
  if (known !== undefined) return known;
  if (typeof name !== 'string' || !name || !isToken(name)) throw new ERR_INVALID_HTTP_TOKEN(label || 'Header name', name);
  const key = name.toLowerCase();
  if (keys.size < NAMES_MAX && name.length <= 64) keys.set(name, key);
  return key;
}

function validateHeaderName(name, label) {
  keyOf(name, label);
}

function validateHeaderValue(name, value) {
  if (value === undefined) throw new ERR_HTTP_INVALID_HEADER_VALUE(value, name);
  if (typeof value !== 'number' && hasBadCharacter(value)) throw new ERR_INVALID_CHAR('header content', name);
}

let dateCache;
function utcDate() {
  if (dateCache === undefined) {
    const now = new Date();
    dateCache = now.toUTCString();
    const { setUnrefTimeout } = require('internal/timers');
    setUnrefTimeout(() => {
      dateCache = undefined;
    }, 1000 - now.getMilliseconds());
  }
  return dateCache;
}

const chunked = /(?:^|\W)chunked(?:$|\W)/i;
const continuation = /(?:^|\W)100-continue(?:$|\W)/i;

module.exports = {
  METHODS, isToken, hasBadCharacter, keyOf, validateHeaderName, validateHeaderValue, utcDate, chunked, continuation,
  kOutHeaders: Symbol('kOutHeaders'),
  kNeedDrain: Symbol('kNeedDrain'),
  // Of an agent, its proxy. Of a connection's options, the request that a tunnel is for; of that request, what to call to give the tunnel up, after
  // which the tunnel's error is kAbandoned.
  kProxy: Symbol('kProxy'),
  kTunnelRequest: Symbol('kTunnelRequest'),
  kAbandon: Symbol('kAbandon'),
  kAbandoned: Symbol('kAbandoned'),
};
