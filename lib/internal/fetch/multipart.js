// SPDX-License-Identifier: MIT
//
// Forms as bytes: multipart/form-data (RFC 7578, as the HTML Standard writes it) both ways, and the boundary in a content type.
'use strict';

const { Buffer } = require('buffer');

const CRLF = '\r\n';

function invalid(message) {
  return new TypeError(`Failed to parse body as FormData: ${message}`);
}

// ---- writing --------------------------------------------------------------------------------------------------------------------------

function newBoundary() {
  const number = () => Math.floor(Math.random() * 1e11).toString().padStart(11, '0');
  return `----formdata-protojs-${number()}${number()}`;
}

function lineEnds(text) {
  return text.replace(/\r\n?|\n/g, CRLF);
}

function escapeName(text) {
  return text.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22');
}

// { boundary, parts, length }: parts are Uint8Arrays and Blobs.
function encodeForm(entries) {
  const boundary = newBoundary();
  const parts = [];
  let text = '';
  let length = 0;
  const flush = () => {
    const bytes = Buffer.from(text);
    text = '';
    length += bytes.length;
    parts.push(bytes);
  };
  for (const { 0: name, 1: value } of entries) {
    text += `--${boundary}${CRLF}Content-Disposition: form-data; name="${escapeName(lineEnds(name))}"`;
    if (typeof value === 'string') {
      text += `${CRLF}${CRLF}${lineEnds(value)}${CRLF}`;
      continue;
    }
    text += `; filename="${escapeName(value.name)}"${CRLF}Content-Type: ${value.type || 'application/octet-stream'}${CRLF}${CRLF}`;
    flush();
    parts.push(value);
    length += value.size;
    text += CRLF;
  }
  text += `--${boundary}--${CRLF}`;
  flush();
  return { boundary, parts, length };
}

// ---- reading --------------------------------------------------------------------------------------------------------------------------

// The quoted text from `at` on, which stands on the quote: [text, index after it].
function readQuoted(line, at) {
  let end = at + 1;
  while (end < line.length && line[end] !== '"') end++;
  if (end >= line.length) throw invalid('a quoted text does not end');
  const raw = Buffer.from(line.slice(at + 1, end), 'latin1').toString();
  return [raw.replace(/%0A/gi, '\n').replace(/%0D/gi, '\r').replace(/%22/g, '"'), end + 1];
}

// { name, filename } of "form-data; name=...".
function parseDisposition(value) {
  const kind = /^form-data\s*/i.exec(value);
  if (kind === null) throw invalid('content-disposition is not form-data');
  let at = kind[0].length;
  const found = { name: undefined, filename: undefined };
  while (at < value.length) {
    const parameter = /^;\s*([^\s=;]+)=/.exec(value.slice(at));
    if (parameter === null) {
      if (value.slice(at).trim() === '' || value.slice(at).trim() === ';') break;
      throw invalid('content-disposition is malformed');
    }
    at += parameter[0].length;
    const key = parameter[1].toLowerCase();
    let text;
    if (value[at] === '"') {
      ({ 0: text, 1: at } = readQuoted(value, at));
    } else {
      const end = value.indexOf(';', at);
      text = value.slice(at, end === -1 ? value.length : end).trim();
      at = end === -1 ? value.length : end;
    }
    if (key === 'name') {
      found.name = text;
    } else if (key === 'filename') {
      found.filename = text;
    } else if (key === 'filename*') {
      const extended = /^utf-8'[^']*'(.*)$/i.exec(text);
      if (extended === null) throw invalid('filename* is not UTF-8');
      found.filename = decodeURIComponent(extended[1]);
    }
  }
  if (found.name === undefined) throw invalid('a part has no name');
  return found;
}

function parseHeaders(text) {
  const headers = { disposition: undefined, type: undefined };
  for (const line of text.split(CRLF)) {
    const colon = line.indexOf(':');
    if (colon < 1) throw invalid('a part\'s header has no name');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'content-disposition') headers.disposition = parseDisposition(value);
    else if (name === 'content-type') headers.type = value;
  }
  if (headers.disposition === undefined) throw invalid('a part has no content-disposition');
  return headers;
}

// Appends what the bytes hold to `form`.
function decodeForm(bytes, boundary, form) {
  const { File } = require('internal/file');
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  const following = Buffer.from(`${CRLF}--${boundary}`, 'latin1');
  let at = data.indexOf(delimiter);
  // A preamble of whole lines may come first.
  if (at === -1 || (at !== 0 && (data[at - 2] !== 13 || data[at - 1] !== 10))) throw invalid('the boundary is missing');
  at += delimiter.length;
  for (;;) {
    if (data[at] === 0x2d && data[at + 1] === 0x2d) {
      const rest = data.latin1Slice(at + 2, data.length);
      if (rest !== '' && !rest.startsWith(CRLF) && rest.trim() !== '') throw invalid('there is something after the end');
      return;
    }
    while (data[at] === 0x20 || data[at] === 0x09) at++;
    if (data[at] !== 13 || data[at + 1] !== 10) throw invalid('a boundary line does not end');
    at += 2;
    const headEnd = data.indexOf('\r\n\r\n', at);
    if (headEnd === -1) throw invalid('the headers of a part do not end');
    const { disposition: { name, filename }, type } = parseHeaders(data.latin1Slice(at, headEnd));
    const start = headEnd + 4;
    const end = data.indexOf(following, start - 2);
    if (end === -1) throw invalid('a part does not end');
    const content = data.subarray(start, Math.max(start, end));
    if (filename === undefined) form.append(name, content.utf8Slice(0, content.length));
    else form.append(name, new File([content], filename, { type: type ?? 'text/plain' }));
    at = end + following.length;
  }
}

module.exports = { decodeForm, encodeForm };
