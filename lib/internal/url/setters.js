// SPDX-License-Identifier: MIT
// The setters of URL: each takes a record and a new value and gives the new record, or the same one where the standard says that
// the value is ignored.
'use strict';

const { FRAGMENT, USERINFO, encodeSet } = require('internal/url/encode');
const { parseHost } = require('internal/url/host');
const {
  toParts, serialize, specialPort, hasOpaquePath, setPath, setQuery, portColon, isSlash, schemeEnd,
} = require('internal/url/parser');

function withoutNewlines(value) {
  return /[\t\n\r]/.test(value) ? value.replace(/[\t\n\r]/g, '') : value;
}

function cannotHaveCredentials(parts) {
  return parts.host === null || parts.host === '' || parts.scheme === 'file';
}

function setProtocol(record, value) {
  value = `${withoutNewlines(value)}:`;
  const end = schemeEnd(value);
  if (end < 0) return record;
  const scheme = value.slice(0, end).toLowerCase();
  const special = specialPort(scheme) !== undefined;
  if (special !== record.special) return record;
  const parts = toParts(record);
  const bound = parts.username !== '' || parts.password !== '' || parts.port >= 0;
  if (scheme === 'file' && bound) return record;
  if (parts.scheme === 'file' && parts.host === '') return record;
  parts.scheme = scheme;
  if (specialPort(scheme) === parts.port) parts.port = -1;
  return serialize(parts);
}

function setUsername(record, value) {
  const parts = toParts(record);
  if (cannotHaveCredentials(parts)) return record;
  parts.username = encodeSet(value, USERINFO);
  return serialize(parts);
}

function setPassword(record, value) {
  const parts = toParts(record);
  if (cannotHaveCredentials(parts)) return record;
  parts.password = encodeSet(value, USERINFO);
  return serialize(parts);
}

function hostTextEnd(value, special) {
  let i = 0;
  for (; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c === 63 || c === 35 || isSlash(c, special)) break;
  }
  return i;
}

function setFileHost(parts, text) {
  if (text === '') {
    parts.host = '';
    return true;
  }
  const host = parseHost(text, true);
  if (host === null) return false;
  parts.host = host === 'localhost' ? '' : host;
  return true;
}

// The port state with an override: the digits that lead `text`. A port out of range changes nothing.
function setLeadingPort(parts, text) {
  const digits = /^[0-9]+/.exec(text);
  if (digits === null) return;
  const port = Number(digits[0]);
  if (port > 65535) return;
  parts.port = specialPort(parts.scheme) === port ? -1 : port;
}

function setHostOrHostname(record, value, withPort) {
  if (hasOpaquePath(record)) return record;
  const parts = toParts(record);
  value = withoutNewlines(value);
  const text = value.slice(0, hostTextEnd(value, parts.special));
  if (parts.scheme === 'file') return setFileHost(parts, text) ? serialize(parts) : record;
  const colon = portColon(text);
  if (colon >= 0 && (colon === 0 || !withPort)) return record;
  const hostText = colon < 0 ? text : text.slice(0, colon);
  if (hostText === '') {
    const bound = parts.username !== '' || parts.password !== '' || parts.port >= 0;
    if (parts.special || bound) return record;
  }
  const host = parseHost(hostText, parts.special);
  if (host === null) return record;
  parts.host = host;
  if (colon >= 0) setLeadingPort(parts, text.slice(colon + 1));
  return serialize(parts);
}

function setHost(record, value) {
  return setHostOrHostname(record, value, true);
}

function setHostname(record, value) {
  return setHostOrHostname(record, value, false);
}

function setPort(record, value) {
  const parts = toParts(record);
  if (cannotHaveCredentials(parts)) return record;
  if (value === '') parts.port = -1;
  else setLeadingPort(parts, withoutNewlines(value));
  return serialize(parts);
}

function setPathname(record, value) {
  if (hasOpaquePath(record)) return record;
  const parts = toParts(record);
  value = withoutNewlines(value);
  if (value === '' && !parts.special && parts.host === null) parts.path = '/';
  else setPath(parts, value);
  return serialize(parts);
}

function setSearch(record, value) {
  const parts = toParts(record);
  if (value === '') parts.query = null;
  else setQuery(parts, withoutNewlines(value[0] === '?' ? value.slice(1) : value));
  return serialize(parts);
}

function setHash(record, value) {
  const parts = toParts(record);
  if (value === '') {
    parts.fragment = null;
  } else {
    parts.fragment = encodeSet(withoutNewlines(value[0] === '#' ? value.slice(1) : value), FRAGMENT);
  }
  return serialize(parts);
}

module.exports = {
  setProtocol, setUsername, setPassword, setHost, setHostname, setPort, setPathname, setSearch, setHash,
};
