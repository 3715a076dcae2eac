// SPDX-License-Identifier: MIT
//
// What client and server share: names, codes, the grammar of header fields.
'use strict';

const {
  codes: { ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR, ERR_INVALID_HTTP_TOKEN },
} = require('internal/errors');

const METHODS = ('ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL ' +
  'MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND ' +
  'UNLINK UNLOCK UNSUBSCRIBE').split(' ');

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
// eslint-disable-next-line no-control-regex
const BAD_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

function isToken(text) {
  return TOKEN.test(text);
}

function hasBadCharacter(text) {
  return BAD_VALUE.test(text);
}

function validateHeaderName(name, label) {
  if (typeof name !== 'string' || !name || !isToken(name)) throw new ERR_INVALID_HTTP_TOKEN(label || 'Header name', name);
}

function validateHeaderValue(name, value) {
  if (value === undefined) throw new ERR_HTTP_INVALID_HEADER_VALUE(value, name);
  if (hasBadCharacter(value)) throw new ERR_INVALID_CHAR('header content', name);
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
  METHODS, isToken, hasBadCharacter, validateHeaderName, validateHeaderValue, utcDate, chunked, continuation,
  kOutHeaders: Symbol('kOutHeaders'),
  kNeedDrain: Symbol('kNeedDrain'),
};
