// SPDX-License-Identifier: MIT
//
// data: URLs (Fetch Standard, 6). { type, bytes }, or null where it is none.
'use strict';

const { Buffer } = require('buffer');

function percentDecode(text) {
  const bytes = Buffer.from(text);
  if (!text.includes('%')) return bytes;
  let length = 0;
  for (let i = 0; i < bytes.length; i++, length++) {
    const hex = bytes[i] === 0x25 ? /^[0-9A-Fa-f]{2}/.exec(bytes.latin1Slice(i + 1, Math.min(i + 3, bytes.length))) : null;
    bytes[length] = hex === null ? bytes[i] : Number.parseInt(hex[0], 16);
    if (hex !== null) i += 2;
  }
  return bytes.subarray(0, length);
}

// Base64 as browsers forgive it: spaces do not count, the end need not be filled up.
function forgivingBase64(bytes) {
  let text = bytes.latin1Slice(0, bytes.length).replace(/[\t\n\f\r ]/g, '');
  if (text.length % 4 === 0) text = text.replace(/==?$/, '');
  if (text.length % 4 === 1 || /[^+/0-9A-Za-z]/.test(text)) return null;
  return Buffer.from(text, 'base64');
}

function parseDataUrl(url) {
  const text = url.bare.slice(5);
  const comma = text.indexOf(',');
  if (comma === -1) return null;
  let mime = text.slice(0, comma).replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '');
  let bytes = percentDecode(text.slice(comma + 1));
  const base64 = /; *base64$/i.exec(mime);
  if (base64 !== null) {
    bytes = forgivingBase64(bytes);
    if (bytes === null) return null;
    mime = mime.slice(0, -base64[0].length);
  }
  if (mime.startsWith(';')) mime = `text/plain${mime}`;
  let type = 'text/plain;charset=US-ASCII';
  try {
    const { MIMEType } = require('internal/mime');
    type = new MIMEType(mime).toString();
  } catch (error) {
    if (error.code !== 'ERR_INVALID_MIME_SYNTAX') throw error;
  }
  return { type, bytes };
}

module.exports = { parseDataUrl };
