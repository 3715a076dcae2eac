// SPDX-License-Identifier: MIT
//
// The head of a response: status line and header fields (RFC 9112), read as strictly as Node's parser does, and what it says of the body.
'use strict';

const { HeaderList, token } = require('internal/fetch/headers');
const { parseError } = require('internal/fetch/errors');

// A line end that is no CRLF, or a NUL.
const badBreak = /\r(?!\n)|(?:^|[^\r])\n|\0/;
const digits = /^\d+$/;
const outerSpace = /^[\t ]+|[\t ]+$/g;

const NONE = 0;
const LENGTH = 1;
const CHUNKED = 2;
const UNTIL_CLOSE = 3;

// Names that were met and are valid, and their lower-case form: servers use few.
const names = new Map();
const NAMES_MAX = 256;

function lowerName(name) {
  let lower = names.get(name);
  if (lower !== undefined) return lower;
  if (!token.test(name)) throw parseError('a header field has no valid name');
  lower = name.toLowerCase();
  if (names.size < NAMES_MAX) names.set(name, lower);
  return lower;
}

function valueBetween(text, from, to) {
  if (from < to && text.charCodeAt(from) === 0x20) from++;
  if (from >= to) return '';
  const first = text.charCodeAt(from);
  const last = text.charCodeAt(to - 1);
  const value = text.slice(from, to);
  return first === 0x20 || first === 9 || last === 0x20 || last === 9 ? value.replace(outerSpace, '') : value;
}

// `text` is the head without its last empty line. { minor, status, statusText, list }
function parseHead(text) {
  if (badBreak.test(text)) throw parseError('a line does not end with CRLF');
  let end = text.indexOf('\r\n');
  if (end === -1) end = text.length;
  const minor = text.charCodeAt(7) - 48;
  const status = (text.charCodeAt(9) - 48) * 100 + (text.charCodeAt(10) - 48) * 10 + text.charCodeAt(11) - 48;
  if (!text.startsWith('HTTP/1.') || (minor !== 0 && minor !== 1) || text[8] !== ' ' || !(status >= 100 && status <= 999) ||
      !digits.test(text.slice(9, 12)) || (end > 12 && text[12] !== ' ')) {
    throw parseError('the status line is malformed');
  }
  const list = new HeaderList();
  for (let at = end + 2; at < text.length; at = end + 2) {
    end = text.indexOf('\r\n', at);
    if (end === -1) end = text.length;
    const colon = text.indexOf(':', at);
    if (colon === -1 || colon > end) throw parseError('a header field has no colon');
    const name = text.slice(at, colon);
    list.append(lowerName(name), name, valueBetween(text, colon + 1, end));
  }
  return { minor, status, statusText: end > 13 ? text.slice(13, text.indexOf('\r\n') === -1 ? text.length : text.indexOf('\r\n')) : '', list };
}

// { framing, length, keepAlive, idleMs } of a response to `method`.
function readFraming({ minor, status, list }, method) {
  const connection = list.get('connection');
  const said = connection === null ? '' : connection.toLowerCase();
  let keepAlive = minor === 1 ? !said.includes('close') : said.includes('keep-alive');
  const coding = list.get('transfer-encoding');
  const size = list.get('content-length');
  let framing = UNTIL_CLOSE;
  let length = 0;
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) {
    framing = NONE;
  } else if (coding !== null) {
    if (size !== null) throw parseError('both Content-Length and Transfer-Encoding');
    if (/(?:^|,)\s*chunked\s*$/i.test(coding)) framing = CHUNKED;
  } else if (size !== null) {
    if (!digits.test(size) || size.length > 15) throw parseError('Content-Length is no number');
    length = Number(size);
    framing = length === 0 ? NONE : LENGTH;
  }
  if (framing === UNTIL_CLOSE) keepAlive = false;
  return { framing, length, keepAlive };
}

// How long the server keeps an idle connection, less a margin; `otherwise` where it does not say.
function idleTime(list, otherwise) {
  const hint = list.get('keep-alive');
  if (hint === null) return otherwise;
  const found = /timeout=(\d+)/i.exec(hint);
  return found === null ? otherwise : Math.min(Number(found[1]) * 1000 - 2000, 600_000);
}

module.exports = { CHUNKED, LENGTH, NONE, UNTIL_CLOSE, idleTime, parseHead, readFraming };
